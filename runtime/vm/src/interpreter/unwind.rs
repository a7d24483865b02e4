//! Exceptions in flight: finding the handler, leaving frames.

use super::dispatch::{dispatch, handler};
use super::frame::{Frame, drop_word, frame_flag, release};
use crate::builtins::frame_object;
use crate::exceptions::traceback;
use crate::object::value::{Obj, Value};
use crate::thread::Thread;

handler! {
    /// An instruction raised: the frame joins the traceback, then the handler is looked for.
    fn raised(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        traceback::here(t, fp);
        rethrow(t, pc, sp, fp)
    }
}

handler! {
    /// Looks for the handler of an exception whose traceback has this frame already.
    fn rethrow(t, pc, sp, fp) {
        (*fp).pc = pc;
        let code = &*(*fp).code;
        let unit = code.unit_index(pc) as u32;
        let found = code.decoded().protected.iter().find(|p| p.start <= unit && unit < p.end).copied();
        let Some(protected) = found else {
            (*fp).sp = sp;
            return leave_raised(t, pc, sp, fp);
        };
        let base = Frame::stack_base(fp);
        let mut sp = sp;
        while sp > base.add(protected.depth as usize) {
            sp = sp.sub(1);
            drop_word(*sp);
        }
        if protected.push_lasti {
            *sp = Obj::from_i32(code.code_unit_of(pc) as i32).into_raw();
            sp = sp.add(1);
        }
        *sp = match t.exception.take() {
            Some(exception) => exception.into_raw(),
            None => Value::NONE,
        };
        let target = code.decoded().units.as_ptr().add(protected.target as usize);
        dispatch(t, target, sp.add(1), fp)
    }
}

handler! {
    /// No handler in this frame: it is left, and the exception goes on in the caller.
    fn leave_raised(t, _pc, _sp, fp) {
        let flags = (*fp).flags;
        let prev = (*fp).prev;
        t.frame.set(prev);
        close(t, fp);
        if flags & frame_flag::ENTRY != 0 {
            return Value::NULL;
        }
        raised(t, (*prev).pc, (*prev).sp, prev)
    }
}

/// Takes a frame that is done apart. What a frame object still needs is handed to it.
///
/// # Safety
/// The frame was the innermost one, and is no more: destructors see its caller. `sp` is stored.
#[inline(always)]
pub unsafe fn close(t: &Thread, fp: *mut Frame) {
    // SAFETY: live until here; everything it owns is given up once.
    unsafe {
        if !(*fp).object.is_null() {
            frame_object::take_over(t, fp);
        }
        Frame::clear(fp);
        if !(*fp).object.is_null() {
            // A destructor that ran just now asked for the frame.
            frame_object::take_over(t, fp);
        }
        let function = std::mem::replace(&mut (*fp).function, Value::NULL);
        if (*fp).flags & frame_flag::GENERATOR == 0 {
            release(t, fp);
        }
        drop_word(function);
    }
}

handler! {
    /// Returns the value on top of the stack to the caller.
    fn return_top(t, _pc, sp, fp) {
        let value = *sp.sub(1);
        (*fp).sp = sp.sub(1);
        let flags = (*fp).flags;
        let prev = (*fp).prev;
        t.frame.set(prev);
        close(t, fp);
        returned(t, value, flags, prev)
    }
}

/// Goes on in the caller of a frame that is done, by its flags.
///
/// # Safety
/// `prev` is the innermost frame; the caller owns the value.
#[inline(always)]
pub unsafe fn returned(t: &Thread, value: Value, flags: u32, prev: *mut Frame) -> Value {
    // SAFETY: as promised; a frame that called has its position and stack stored.
    unsafe {
        if flags & frame_flag::ENTRY != 0 {
            return value;
        }
        let (pc, sp) = ((*prev).pc, (*prev).sp);
        if flags & frame_flag::CONSTRUCTOR != 0 && value != Value::NONE {
            constructor_returned(t, value);
            return raised(t, pc, sp, prev);
        }
        if flags & frame_flag::CONSTRUCTOR == 0 {
            *sp = value;
            return dispatch(t, pc.add((*prev).resume as usize), sp.add(1), prev);
        }
        // The instance lies on the caller's stack already.
        dispatch(t, pc.add((*prev).resume as usize), sp, prev)
    }
}

/// `__init__` returned something: raises, and gives the value up.
#[cold]
pub(crate) unsafe fn constructor_returned(t: &Thread, value: Value) {
    // SAFETY: the caller owns the value.
    let value = unsafe { Obj::from_raw(value) };
    let class = value.type_of().name_text();
    let _ = t.type_error(format!("__init__() should return None, not '{class}'"));
}
