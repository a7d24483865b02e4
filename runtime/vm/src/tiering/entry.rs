//! The ways into compiled code: from calls, loops and resumed generators of tier 0, and from compiled code into
//! functions that are not compiled.

use taipan_abi::value as word;

use super::observe;
use super::unit::Unit as NativeUnit;
use crate::builtins::function::Function;
use crate::interpreter::code_units::Unit;
use crate::interpreter::dispatch::{attempt, dispatch, fail, handler, run};
use crate::interpreter::frame::{Frame, drop_word, frame_flag};
use crate::interpreter::ops::branch::{self, eval_breaker};
use crate::interpreter::ops::stack;
use crate::interpreter::unwind;
use crate::object::value::Value;
use crate::thread::{Resumption, Thread};

/// Compiled code: see [`taipan_abi::unit::CompiledUnit`].
pub type Native = unsafe extern "C" fn(&Thread, *mut Frame, i64, u32) -> Value;

/// The entry of a function that is not compiled: tier 0 runs the frame that compiled code prepared.
///
/// # Safety
/// As compiled code's.
pub unsafe extern "C" fn interpret(t: &Thread, fp: *mut Frame, depth: i64, _entry: u32) -> Value {
    // SAFETY: the caller wrote arguments, function and link.
    unsafe {
        let function = &*((*fp).function.bits() as *const Function);
        let code = &*function.code_ptr();
        let arguments = code.parameter_count();
        let end = fp.cast::<u8>().wrapping_add(Frame::size_for(code));
        if depth < t.recursion_floor.get() as i64 || end > t.stack_end.get() || !t.has_native_stack() {
            t.recursion_left.set(depth as i32 + 1);
            t.stack_base.set(fp.cast());
            t.frame.set((*fp).prev);
            return super::exit::stack_overflow(t, fp, arguments as i64);
        }
        t.recursion_left.set(depth as i32);
        t.stack_base.set(end);
        for i in arguments..code.locals_count() {
            *Frame::local(fp, i) = Value::UNBOUND;
        }
        let owned = (*fp).function.incref();
        Frame::init(fp, (*fp).prev, owned, frame_flag::ENTRY);
        t.frame.set(fp);
        if code.entry.get() != interpret as *const () as usize {
            // Its first units were made just now, and it was compiled with them.
            return start(t, (*fp).pc, (*fp).sp, fp);
        }
        run(t, (*fp).pc, (*fp).sp, fp)
    }
}

handler! {
    /// Runs a new frame of a function that is compiled.
    fn start(t, _pc, _sp, fp) {
        let entry = std::mem::transmute::<usize, Native>((*(*fp).code).entry.get());
        (*fp).flags |= frame_flag::COMPILED;
        let depth = t.recursion_left.get();
        let result = entry(t, fp, depth as i64, 0);
        left(t, result, fp, depth, std::ptr::null_mut())
    }
}

/// The compiled code and the entry that an instruction was patched with.
#[inline(always)]
unsafe fn patched<'a>(pc: *const Unit) -> (&'a NativeUnit, u32) {
    // SAFETY: patched handlers have both in their cache, and are put back when the unit is cut off.
    unsafe { (&*((*pc.add(1)).a as *const NativeUnit), (*pc.add(1)).b as u32) }
}

handler! {
    /// `JUMP_BACKWARD` to a loop that is compiled.
    fn enter_loop(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        if t.breaker.load(std::sync::atomic::Ordering::Relaxed) != 0 {
            attempt!(eval_breaker(t), t, pc, sp, fp);
            // What ran may have cut the unit off: the instruction is then another one, without a unit.
            return dispatch(t, pc, sp, fp);
        }
        let (unit, entry) = patched(pc);
        if !t.has_native_stack() {
            return branch::jump(t, pc, sp, fp);
        }
        enter(t, unit, entry, fp)
    }
}

handler! {
    /// `RESUME` of a generator that is compiled: behind a suspension, or at the start, where the operand that resuming
    /// pushed is popped already.
    fn resume_generator(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        if t.breaker.load(std::sync::atomic::Ordering::Relaxed) != 0 {
            attempt!(eval_breaker(t), t, pc, sp, fp);
            // As in `enter_loop`.
            return dispatch(t, pc, sp, fp);
        }
        let (unit, entry) = patched(pc);
        if !t.has_native_stack() {
            return dispatch(t, pc.add(2), sp, fp);
        }
        if (*pc).b & 3 == 0 {
            *sp = Value::NONE;
        }
        enter(t, unit, entry, fp)
    }
}

handler! {
    /// Where a generator is resumed: its compiled code is entered without going through the instructions that lead there.
    fn resume(t, pc, sp, fp) {
        let is_start = (*pc).a == stack::pop_top as *const () as usize as u64;
        let (at, top) = if is_start { (pc.add(1), sp.sub(1)) } else { (pc, sp) };
        if (*at).a == resume_generator as *const () as usize as u64 {
            // A generator starts with None, which owns nothing.
            return resume_generator(t, at, top, fp);
        }
        dispatch(t, pc, sp, fp)
    }
}

/// Takes a whole frame over into compiled code.
#[inline(always)]
unsafe fn enter(t: &Thread, unit: &NativeUnit, entry: u32, fp: *mut Frame) -> Value {
    // SAFETY: the unit is in place; the frame is whole.
    unsafe {
        let native = std::mem::transmute::<usize, Native>(unit.loaded.entry);
        (*fp).flags |= frame_flag::COMPILED;
        let (depth, base) = (t.recursion_left.get(), t.stack_base.get());
        let result = native(t, fp, depth as i64, entry);
        left(t, result, fp, depth, base)
    }
}

/// Compiled code that tier 0 entered came back. `depth` is how many frames might be entered behind its own, `base` where a
/// generator's callees lay: the thread knows of its frames what was last published, and is told anew.
#[inline(always)]
unsafe fn left(t: &Thread, result: Value, fp: *mut Frame, depth: i32, base: *mut u8) -> Value {
    // SAFETY: handlers' promise. A frame that returned is intact until another one is pushed.
    unsafe {
        if result.bits() == word::EXITED {
            // What was inlined has a frame of its own now.
            let fp = t.frame.get();
            let (pc, sp) = ((*fp).pc, (*fp).sp);
            return match t.resumption.replace(Resumption::Instruction) {
                Resumption::Instruction => dispatch(t, pc, sp, fp),
                Resumption::Raised => unwind::raised(t, pc, sp, fp),
                Resumption::Reraised => unwind::rethrow(t, pc, sp, fp),
            };
        }
        let (flags, prev) = ((*fp).flags, (*fp).prev);
        t.frame.set(prev);
        if flags & frame_flag::GENERATOR != 0 {
            t.recursion_left.set(depth);
            t.stack_base.set(base);
            return left_generator(t, result, fp);
        }
        t.recursion_left.set(depth + 1);
        t.stack_base.set(fp.cast());
        let (function, namespace) = ((*fp).function, (*fp).locals);
        if result.is_null() {
            // The stack was too small for it: nothing of it ran, and the caller raises.
            drop_word(function);
            if flags & frame_flag::ENTRY != 0 {
                return Value::NULL;
            }
            return unwind::raised(t, (*prev).pc, (*prev).sp, prev);
        }
        drop_word(function);
        drop_word(namespace);
        unwind::returned(t, result, flags, prev)
    }
}

/// A compiled generator suspended itself or came to its end.
unsafe fn left_generator(_t: &Thread, result: Value, fp: *mut Frame) -> Value {
    // SAFETY: as in `left`; a suspended frame is whole but for its position.
    unsafe {
        let unit = observe::unit_of(fp);
        (*fp).flags &= !frame_flag::COMPILED;
        let position = (*fp).pc as usize;
        (*fp).prev = std::ptr::null_mut();
        if let Some(site) = unit.sites.get(position)
            && let Some(operands) = site.suspends
        {
            (*fp).pc = unit.resumptions[position];
            (*fp).sp = Frame::stack_base(fp).add(operands as usize);
            return result;
        }
        (*fp).sp = Frame::locals_plus(fp);
        let function = std::mem::replace(&mut (*fp).function, Value::NULL);
        drop_word(function);
        result
    }
}
