//! Exceptions that leave a compiled frame which compiled code called, and those of functions inlined into it: each frame
//! joins the traceback and goes, without being made whole. Its frame object, where somebody holds it, gets the locals.

use smallvec::SmallVec;
use taipan_abi::exits::{ExitDescriptor, ExitReason, FrameDescriptor, LiveKind, Source};

use super::exit::{Words, behind, is_again};
use super::unit::Unit;
use crate::builtins::code::Code;
use crate::builtins::frame_object::{self, Kept};
use crate::exceptions::traceback;
use crate::interpreter::frame::{Frame, drop_word, frame_flag, release};
use crate::object::value::{Obj, Value};
use crate::thread::Thread;

/// The frames of such an exception, outermost first, where the exit is one: all of them were entered, and none of those
/// around the innermost one handles it.
///
/// # Safety
/// The frame is the one that the unit was entered with.
#[inline]
pub(super) unsafe fn departing(fp: *mut Frame, unit: &Unit, descriptor: &ExitDescriptor) -> Option<Records> {
    // SAFETY: as promised.
    if unsafe { (*fp).flags } & frame_flag::DIRECT == 0
        || descriptor.reason != ExitReason::Raised
        || !descriptor.virtuals.is_empty()
    {
        return None;
    }
    let mut records = Records::from_slice(&[fp]);
    if let [around @ .., _] = &descriptor.frames[..]
        && !around.is_empty()
    {
        if descriptor.frames.iter().any(|f| !f.entered) || around.iter().any(|frame| handles(unit, frame)) {
            return None;
        }
        let mut at = fp;
        for frame in around {
            at = behind(at, code_of(unit, frame));
            records.push(at);
        }
    }
    Some(records)
}

/// Frame records, outermost first.
pub(super) type Records = SmallVec<[*mut Frame; 4]>;

fn code_of<'a>(unit: &'a Unit, frame: &FrameDescriptor) -> &'a Code {
    // SAFETY: a unit's code objects live as long as it may run.
    unsafe { &*unit.snapshots[frame.snapshot as usize] }
}

/// Whether the instruction that a frame is at is protected.
fn handles(unit: &Unit, frame: &FrameDescriptor) -> bool {
    let code = code_of(unit, frame);
    let at = code.unit_index(code.unit_at(frame.at as usize)) as u32;
    code.decoded().protected.iter().any(|p| p.start <= at && at < p.end)
}

/// Leaves the frames. What it gives is what the unit returns.
///
/// # Safety
/// The frames are the innermost ones, from [`departing`]; compiled code gave all it held in them to the descriptor.
pub(super) unsafe fn depart(t: &Thread, records: &Records, words: &Words) -> Value {
    // SAFETY: as promised. Destructors run last, when nothing of the frames is in use: what they call lies where they were.
    unsafe {
        let mut rest: SmallVec<[Value; 16]> = SmallVec::new();
        t.recursion_left.set(t.recursion_left.get() - (records.len() - 1) as i32);
        let frames = &words.descriptor.frames;
        for (number, (&fp, frame)) in records.iter().zip(frames).enumerate().rev() {
            let code = code_of(words.unit, frame);
            let at = code.code_unit_of(code.unit_at(frame.at as usize));
            let is_innermost = number + 1 == frames.len();
            if !(is_innermost && is_again(t, code, frame.at)) {
                traceback::at(t, fp, at);
            }
            let object = std::mem::replace(&mut (*fp).object, Value::NULL);
            let is_held = object.header().is_some_and(|h| h.as_ref().refcount() > 1);
            let mut counted = |source: &Source| {
                if let Source::Live { index, kind: LiveKind::Word, counted: true } = *source {
                    rest.push(Value::from_bits(words.live[index as usize]));
                }
            };
            if is_held {
                let present = |word: Value| (!word.is_unbound() && !word.is_null()).then(|| Obj::from_raw(word));
                let kept: Kept = frame.locals.iter().map(|source| present(words.get(source))).collect();
                frame_object::ended(t, &*(&raw const object).cast::<Obj>(), fp, at, kept);
            } else {
                if !object.is_null() {
                    frame_object::ended(t, &*(&raw const object).cast::<Obj>(), fp, at, Kept::new());
                }
                frame.locals.iter().for_each(&mut counted);
            }
            frame.stack.iter().chain(&frame.function).for_each(&mut counted);
            rest.push(object);
            let prev = (*fp).prev;
            release(t, fp);
            t.frame.set(prev);
        }
        rest.extend(words.descriptor.drops.iter().map(|&index| Value::from_bits(words.live[index as usize])));
        rest.into_iter().for_each(|word| drop_word(word));
        Value::NULL
    }
}
