//! Exceptions that leave a compiled frame which compiled code called: the frame joins the traceback and goes, without
//! being made whole. Its frame object, where somebody holds it, gets the locals.

use smallvec::SmallVec;
use taipan_abi::exits::{ExitDescriptor, ExitReason, LiveKind, Source};

use super::exit::{Words, is_again};
use crate::builtins::frame_object::{self, Kept};
use crate::exceptions::traceback;
use crate::interpreter::frame::{Frame, drop_word, frame_flag, release};
use crate::object::value::{Obj, Value};
use crate::thread::Thread;

/// Whether an exit of a frame with these flags is such an exception.
#[inline]
pub(super) fn is_departure(flags: u32, descriptor: &ExitDescriptor) -> bool {
    flags & frame_flag::DIRECT != 0
        && descriptor.reason == ExitReason::Raised
        && descriptor.frames.len() == 1
        && descriptor.virtuals.is_empty()
}

/// Leaves the frame. What it gives is what the unit returns.
///
/// # Safety
/// The frame is the innermost one and [`is_departure`] holds; compiled code gave all it held in it to the descriptor.
pub(super) unsafe fn depart(t: &Thread, fp: *mut Frame, words: &Words) -> Value {
    // SAFETY: as promised. Destructors run last, when nothing of the frame is in use: what they call lies where it was.
    unsafe {
        let frame = &words.descriptor.frames[0];
        let at = frame.at as usize;
        if !is_again(t, Frame::code_of(fp), frame.at) {
            traceback::at(t, fp, at);
        }
        let object = std::mem::replace(&mut (*fp).object, Value::NULL);
        let is_held = object.header().is_some_and(|h| h.as_ref().refcount() > 1);
        let mut rest: SmallVec<[Value; 16]> = SmallVec::new();
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
        frame.stack.iter().for_each(&mut counted);
        rest.extend(words.descriptor.drops.iter().map(|&index| Value::from_bits(words.live[index as usize])));
        let prev = (*fp).prev;
        release(t, fp);
        t.frame.set(prev);
        rest.into_iter().for_each(|word| drop_word(word));
        drop_word(object);
        Value::NULL
    }
}
