//! Generators: making, yielding, delegating.

use super::super::code_units::Unit;
use super::super::dispatch::{attempt, dispatch, fail, handler, next};
use super::super::frame::{Frame, drop_word, frame_flag};
use super::super::unwind::rethrow;
use super::{peek, replace_top};
use crate::builtins::generator::{self, Generator, Outcome};
use crate::exceptions::{self as exc, BaseException};
use crate::object::protocol;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread, names};
use taipan_abi::opcodes::code_flags;

handler! {
    /// Moves the frame into a new generator, which is returned to the caller.
    fn return_generator(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        let made = attempt!(generator::detach(t, fp, pc.add(1)), t, pc, sp, fp);
        let (flags, prev) = ((*fp).flags, (*fp).prev);
        super::super::frame::release(t, fp);
        t.frame.set(prev);
        let word = made.into_raw();
        if flags & frame_flag::ENTRY != 0 {
            return word;
        }
        let sp = (*prev).sp;
        *sp = word;
        dispatch(t, (*prev).pc.add((*prev).resume as usize), sp.add(1), prev)
    }
}

handler! {
    /// Suspends the frame and gives the value on top of the stack to whoever resumed it.
    fn yield_value(t, pc, sp, fp) {
        let value = *sp.sub(1);
        (*fp).pc = pc.add(1);
        (*fp).sp = sp.sub(1);
        t.frame.set((*fp).prev);
        (*fp).prev = std::ptr::null_mut();
        value
    }
}

handler! {
    /// `receiver, value` → `receiver, yielded`; jumps with `receiver, returned` when the receiver is done.
    fn send(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        match attempt!(send_value(t, peek(sp, 2), peek(sp, 1)), t, pc, sp, fp) {
            Outcome::Yielded(value) => {
                replace_top(sp, value);
                next!(t, pc, sp, fp, 2)
            }
            Outcome::Returned(value) => {
                replace_top(sp, value);
                dispatch(t, jump_target(pc), sp, fp)
            }
        }
    }
}

unsafe fn jump_target(pc: *const Unit) -> *const Unit {
    // SAFETY: decoding made the argument a distance within the code.
    unsafe { pc.offset((*pc).b as i64 as isize) }
}

#[inline(never)]
pub(crate) fn send_value(t: &Thread, receiver: &Obj, value: &Obj) -> PyResult<Outcome> {
    if let Some(generator) = generator::exact(receiver) {
        return generator.resume(t, value.clone());
    }
    let result = if value.is_none() && receiver.type_of().slots.next.get().is_some() {
        t.stop_value.set(None);
        match protocol::next(t, receiver) {
            Ok(Some(item)) => return Ok(Outcome::Yielded(item)),
            Ok(None) => return Ok(Outcome::Returned(generator::take_stop_value(t))),
            Err(raised) => Err(raised),
        }
    } else {
        crate::call::call_method1(t, receiver, &names::send, value)
    };
    match result {
        Ok(item) => Ok(Outcome::Yielded(item)),
        Err(raised) => {
            let stop = t.catch(raised, &exc::STOP_ITERATION)?;
            Ok(Outcome::Returned(exc::stop_iteration_value(&stop)))
        }
    }
}

handler! {
    /// `receiver, value` → `value`
    fn end_send(t, pc, sp, fp) {
        let (receiver, value) = (*sp.sub(2), *sp.sub(1));
        *sp.sub(2) = value;
        (*fp).pc = pc;
        drop_word(receiver);
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

handler! {
    fn get_yield_from_iter(t, pc, sp, fp) {
        (*fp).pc = pc;
        let iterator = attempt!(delegate(t, (*(*fp).code).flags, peek(sp, 1)), t, pc, sp, fp);
        replace_top(sp, iterator);
        next!(t, pc, sp, fp, 1)
    }
}

/// The iterator that `yield from` delegates to; `flags` are the code's.
#[inline(never)]
pub(crate) fn delegate(t: &Thread, flags: u32, iterable: &Obj) -> PyResult {
    if generator::is_coroutine(iterable) {
        if flags & (code_flags::COROUTINE | code_flags::ITERABLE_COROUTINE) == 0 {
            return Err(t.type_error("cannot 'yield from' a coroutine object in a non-coroutine generator"));
        }
        return Ok(iterable.clone());
    }
    if iterable.is_exact::<Generator>() {
        return Ok(iterable.clone());
    }
    protocol::iter(t, iterable)
}

handler! {
    /// An exception was thrown into a delegating generator: `receiver, last sent, exception` →
    /// `None, value` for StopIteration; anything else goes on.
    fn cleanup_throw(t, pc, sp, fp) {
        (*fp).pc = pc;
        let exception = peek(sp, 1);
        if exception.type_of().is_subtype(&exc::STOP_ITERATION) {
            let value = exc::stop_iteration_value(exception);
            let words = [*sp.sub(3), *sp.sub(2), *sp.sub(1)];
            *sp.sub(3) = Value::NONE;
            *sp.sub(2) = value.into_raw();
            for word in words {
                drop_word(word);
            }
            next!(t, pc, sp.sub(1), fp, 1);
        }
        let _ = t.raise_as_is(exception.clone());
        rethrow(t, pc, sp, fp)
    }
}

/// A StopIteration that leaves a generator's body becomes a RuntimeError (PEP 479).
///
/// # Safety
/// The frame is live.
pub unsafe fn stop_iteration_error(t: &Thread, fp: *mut Frame, exception: &Obj) -> PyResult {
    // SAFETY: as promised.
    stop_iteration_error_in(t, unsafe { (*(*fp).code).flags }, exception)
}

/// The same by the flags of the generator's code.
#[inline(never)]
pub(crate) fn stop_iteration_error_in(t: &Thread, flags: u32, exception: &Obj) -> PyResult {
    let class = exception.type_of();
    let message = if class.is_subtype(&exc::STOP_ITERATION) {
        if flags & code_flags::ASYNC_GENERATOR != 0 {
            "async generator raised StopIteration"
        } else if flags & code_flags::COROUTINE != 0 {
            "coroutine raised StopIteration"
        } else {
            "generator raised StopIteration"
        }
    } else if flags & code_flags::ASYNC_GENERATOR != 0 && class.is_subtype(&exc::STOP_ASYNC_ITERATION) {
        "async generator raised StopAsyncIteration"
    } else {
        return Ok(exception.clone());
    };
    let text = crate::call::IntoPy::into_py(message, t)?;
    let error = BaseException::instantiate(t, &exc::RUNTIME_ERROR, &[text])?;
    if let Some(e) = BaseException::of(&error) {
        e.cause.set(Some(exception.clone()));
        e.context.set(Some(exception.clone()));
        e.suppress_context.set(true);
    }
    Ok(error)
}
