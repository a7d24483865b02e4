//! The way out of compiled code: the frame is made whole, and tier 0 goes on in it.

use smallvec::SmallVec;
use taipan_abi::exits::{
    ExitDescriptor, ExitGroup, ExitReason, FrameDescriptor, LiveKind, Resume, Source, VirtualObject,
};
use taipan_abi::layout::{FieldKind, VirtualClass};
use taipan_abi::opcodes::Op;
use taipan_abi::value as word;

use super::leave;
use super::observe;
use super::state::EXIT_LIMIT;
use super::unit::Unit;
use crate::builtins::code::Code;
use crate::builtins::frame_object;
use crate::builtins::function::Function;
use crate::exceptions::traceback;
use crate::interpreter::dispatch::{run, run_handler};
use crate::interpreter::frame::{Frame, drop_word, frame_flag};
use crate::interpreter::ops::call::CALL_UNITS;
use crate::interpreter::unwind;
use crate::object::value::{Obj, Value};
use crate::thread::{Resumption, Thread};

/// Helper `exit`: compiled code gives up. Rebuilds its frame, and those of what is inlined, from the live values; a frame
/// that compiled code called is run to its end, any other is left to whoever entered it.
///
/// # Safety
/// Called by compiled code with its own frame, table and live values.
pub unsafe fn exit(t: &Thread, fp: *mut Frame, table: i64, id: i64, live: i64) -> Value {
    // SAFETY: as promised.
    unsafe {
        let _hold = t.interp().tiering.hold();
        let unit = Unit::of_table(table as usize);
        let descriptor = &unit.exits[id as usize];
        t.frame.set(fp);
        if (*fp).flags & frame_flag::GENERATOR == 0 {
            t.stack_base.set(behind(fp, Frame::code_of(fp)).cast());
        }
        let is_direct = (*fp).flags & frame_flag::DIRECT != 0;
        let live = std::slice::from_raw_parts(live as *const u64, descriptor.live.len());
        if let Some(records) = leave::departing(fp, unit, descriptor) {
            count(t, unit, id as usize, descriptor);
            return leave::depart(t, &records, &Words { unit, descriptor, live, made: SmallVec::new() });
        }
        let innermost = rebuild(t, fp, unit, descriptor, live);
        count(t, unit, id as usize, descriptor);
        if !is_direct {
            return Value::from_bits(word::EXITED);
        }
        let fp = innermost;
        let (pc, sp) = ((*fp).pc, (*fp).sp);
        match t.resumption.replace(Resumption::Instruction) {
            Resumption::Instruction => run(t, pc, sp, fp),
            Resumption::Raised => run_handler(unwind::raised, t, pc, sp, fp),
            Resumption::Reraised => run_handler(unwind::rethrow, t, pc, sp, fp),
        }
    }
}

/// Counts an exit; where it is taken too often, the unit goes and its assumption with it.
unsafe fn count(t: &Thread, unit: &Unit, id: usize, descriptor: &ExitDescriptor) {
    let tiering = &t.interp().tiering;
    let taken = &tiering.stats.exits[descriptor.reason as usize];
    taken.set(taken.get() + 1);
    if matches!(
        descriptor.reason,
        ExitReason::Interrupted
            | ExitReason::Raised
            | ExitReason::Unsupported
            | ExitReason::TooDeep
            | ExitReason::Observed
    ) || t.stress_exits.get() != 0
    {
        return;
    }
    let taken = unit.taken[id].get() + 1;
    unit.taken[id].set(taken);
    if taken == EXIT_LIMIT || descriptor.reason == ExitReason::Invalidated && taken == 1 {
        let (snapshot, at) = descriptor.blame;
        // SAFETY: a unit's code objects live as long as it may run.
        let code = unsafe { &*unit.snapshots[snapshot as usize] };
        if descriptor.reason != ExitReason::Invalidated {
            code.tier.deny(at, descriptor.reason);
            if descriptor.reason.group() == ExitGroup::Type {
                // Programs go through phases: what is seen from here on counts.
                super::feedback::forget_kinds(code);
            }
        }
        // It is freed later: its exit descriptors are still in use.
        unit.invalidate(tiering.first_count(false));
    }
}

/// The live values on their way into a frame.
pub(super) struct Words<'a> {
    pub(super) unit: &'a Unit,
    pub(super) descriptor: &'a ExitDescriptor,
    pub(super) live: &'a [u64],
    /// Objects that were never made, made now; each in the order of the descriptor.
    made: SmallVec<[Obj; 4]>,
}

impl Words<'_> {
    /// An owned word.
    pub(super) unsafe fn get(&self, source: &Source) -> Value {
        // SAFETY: the descriptor says what the live values are.
        unsafe {
            match *source {
                Source::Live { index, kind: LiveKind::Word, counted } => {
                    let word = Value::from_bits(self.live[index as usize]);
                    if counted { word } else { word.incref() }
                }
                Source::Live { index, kind, .. } => observe::from_raw(self.live[index as usize], kind).into_raw(),
                Source::Immediate(word) => Value::from_bits(word),
                Source::Constant(entry) => self.unit.table_word(entry).incref(),
                Source::Int(value) => observe::from_raw(value as u64, LiveKind::I64).into_raw(),
                Source::Float(bits) => observe::from_raw(bits, LiveKind::F64).into_raw(),
                Source::Virtual(index) => match self.made.get(index as usize) {
                    Some(object) => object.value().incref(),
                    None => Value::NONE,
                },
            }
        }
    }

    /// The raw number of a field.
    fn raw(&self, source: &Source) -> i64 {
        match *source {
            Source::Live { index, kind: LiveKind::I64, .. } => self.live[index as usize] as i64,
            Source::Live { index, .. } => word::decode_int(self.live[index as usize]),
            Source::Int(value) => value,
            Source::Immediate(w) => word::decode_int(w),
            _ => 0,
        }
    }

    /// Makes an object that exists in the descriptor only.
    unsafe fn make(&self, t: &Thread, object: &VirtualObject) -> Obj {
        use crate::native::helpers::object as helpers;
        let kinds = object.class.fields().iter().map(|f| f.kind());
        let mut words: SmallVec<[Value; 8]> = SmallVec::new();
        let mut numbers: SmallVec<[i64; 4]> = SmallVec::new();
        if object.class == VirtualClass::Tuple {
            // SAFETY: as in `get`.
            words.extend(object.fields.iter().map(|f| unsafe { self.get(f) }));
        }
        for (field, kind) in object.fields.iter().zip(kinds) {
            match kind {
                // SAFETY: as in `get`.
                FieldKind::Word => words.push(unsafe { self.get(field) }),
                FieldKind::I64 => numbers.push(self.raw(field)),
            }
        }
        // SAFETY: the words are owned and go into the object.
        unsafe {
            let made = match object.class {
                VirtualClass::RangeIterator => helpers::new_range_iterator(t, numbers[0], numbers[1], numbers[2]),
                VirtualClass::ListIterator => helpers::new_list_iterator(t, words[0], numbers[0]),
                VirtualClass::TupleIterator => helpers::new_tuple_iterator(t, words[0], numbers[0]),
                VirtualClass::BoundMethod => helpers::new_method(t, words[0], words[1]),
                VirtualClass::Tuple => helpers::new_tuple(t, words.as_ptr(), words.len()),
            };
            Obj::from_raw(made)
        }
    }
}

/// Makes the frames whole: every word, code and position; ends compiled code's hold on them. The innermost one, which is
/// the thread's from here on.
unsafe fn rebuild(
    t: &Thread,
    outermost: *mut Frame,
    unit: &Unit,
    descriptor: &ExitDescriptor,
    live: &[u64],
) -> *mut Frame {
    // SAFETY: compiled code gave all it held in its frames to the descriptor.
    unsafe {
        let mut words = Words { unit, descriptor, live, made: SmallVec::new() };
        for object in &words.descriptor.virtuals {
            let made = words.make(t, object);
            words.made.push(made);
        }
        // All words are made before the first is written: what is in the frames may be among them.
        let mut all: SmallVec<[Value; 32]> = SmallVec::new();
        let mut functions: SmallVec<[Value; 4]> = SmallVec::new();
        for frame in &descriptor.frames {
            all.extend(frame.locals.iter().chain(&frame.stack).map(|source| words.get(source)));
            functions.extend(frame.function.as_ref().map(|source| words.get(source)));
        }
        make_whole(outermost);
        let mut fp = outermost;
        let mut from = place(fp, &descriptor.frames[0], Frame::code_of(fp), &all);
        if descriptor.frames.len() > 1 {
            let mut at: *mut Frame = t.stack_base.get().cast();
            for ((frame, function), around) in descriptor.frames[1..].iter().zip(functions).zip(&descriptor.frames) {
                // A record that was written may be known by its frame object.
                let object = if frame.entered { (*at).object } else { Value::NULL };
                let flags = if around.resume == Resume::Constructor { frame_flag::CONSTRUCTOR } else { 0 };
                (*fp).resume = CALL_UNITS;
                Frame::init(at, fp, function, flags);
                (*at).object = object;
                // The function may have got other code since.
                let code = &*unit.snapshots[frame.snapshot as usize];
                (*at).code = code;
                from += place(at, frame, code, &all[from..]);
                fp = at;
                at = behind(fp, code);
            }
            t.recursion_left.set(t.recursion_left.get() - (descriptor.frames.len() - 1) as i32);
            t.stack_base.set(at.cast());
            t.frame.set(fp);
        }
        let innermost = &descriptor.frames[descriptor.frames.len() - 1];
        t.resumption.set(match innermost.resume {
            Resume::Raise if is_again(t, Frame::code_of(fp), innermost.at) => Resumption::Reraised,
            Resume::Raise => Resumption::Raised,
            Resume::At | Resume::Call | Resume::Constructor => Resumption::Instruction,
        });
        for &index in &descriptor.drops {
            drop_word(Value::from_bits(live[index as usize]));
        }
        fp
    }
}

/// Where a frame called by one on the VM stack lies.
pub(super) fn behind(fp: *mut Frame, code: &Code) -> *mut Frame {
    fp.cast::<u8>().wrapping_add(Frame::size_for(code)).cast()
}

/// Writes the fixed part of a frame that compiled code was entered with as tier 0 wants it.
unsafe fn make_whole(fp: *mut Frame) {
    // SAFETY: the frame's function is alive, in a direct frame its caller's.
    unsafe {
        if (*fp).flags & frame_flag::DIRECT != 0 {
            let function = (*fp).function.incref();
            let f = &*(function.bits() as *const Function);
            (*fp).function = function;
            (*fp).code = f.code_ptr();
            (*fp).globals = f.globals_ptr();
            (*fp).builtins = f.builtins_ptr();
            (*fp).locals = Value::NULL;
            (*fp).flags = frame_flag::ENTRY;
            (*fp).resume = 0;
        }
        (*fp).flags &= !frame_flag::COMPILED;
    }
}

/// Writes locals, operands and position of a frame; how many words it took.
unsafe fn place(fp: *mut Frame, frame: &FrameDescriptor, code: &Code, words: &[Value]) -> usize {
    let count = frame.locals.len() + frame.stack.len();
    // SAFETY: a frame has room for what its code's descriptors say.
    unsafe {
        let to = Frame::locals_plus(fp);
        std::ptr::copy_nonoverlapping(words.as_ptr(), to, count);
        (*fp).sp = to.add(code.locals_count() + frame.stack.len());
        (*fp).pc = code.unit_at(frame.at as usize);
    }
    count
}

/// Whether an instruction just raised an exception again, whose traceback has the frame already.
pub(super) fn is_again(t: &Thread, code: &Code, at: u32) -> bool {
    if t.aside.raised_again.replace(false) {
        return true;
    }
    let bytes = code.bytecode();
    let mut at = at as usize;
    while bytes.get(2 * at) == Some(&(Op::EXTENDED_ARG as u8)) {
        at += 1;
    }
    const AGAIN: [u8; 3] = [Op::RERAISE as u8, Op::END_ASYNC_FOR as u8, Op::CLEANUP_THROW as u8];
    bytes.get(2 * at).is_some_and(|op| AGAIN.contains(op))
}

/// Helper `stack_overflow`: a call that compiled code may not make. The arguments lie in the record of the frame that
/// is not entered.
///
/// # Safety
/// Called by compiled code at its start.
pub unsafe fn stack_overflow(t: &Thread, fp: *mut Frame, arguments: i64) -> Value {
    // SAFETY: as promised: that many owned words. Nothing is below them on the VM stack but the caller's frame,
    // so destructors must not overwrite them: they are taken out first.
    unsafe {
        let _hold = t.interp().tiering.hold();
        let mut words: SmallVec<[Value; 8]> = SmallVec::new();
        words.extend((0..arguments as usize).map(|i| *Frame::local(fp, i)));
        words.into_iter().for_each(|word| drop_word(word));
    }
    let _ = t.recursion_error("");
    Value::NULL
}

/// Helper `traceback_here`: compiled code is about to handle an exception.
///
/// # Safety
/// Called by compiled code with its own frame.
pub unsafe fn traceback_here(t: &Thread, fp: *mut Frame) {
    // SAFETY: as promised; its call site is stored.
    unsafe {
        if !is_again(t, Frame::code_of(fp), Frame::code_unit(fp) as u32) {
            traceback::here(t, fp);
        }
    }
}

/// Helper `frame_shared`: whether somebody but the frame holds its object. If not, the frame lets go of it.
///
/// # Safety
/// Called by compiled code with its own frame, which has a frame object.
pub unsafe fn frame_shared(fp: *mut Frame) -> bool {
    // SAFETY: as promised.
    unsafe {
        let is_shared = (*fp).object.header().is_none_or(|h| h.as_ref().refcount() > 1);
        if is_shared || !frame_object::is_untouched(&*(&raw const (*fp).object).cast::<Obj>()) {
            return true;
        }
        drop_word(std::mem::replace(&mut (*fp).object, Value::NULL));
        false
    }
}
