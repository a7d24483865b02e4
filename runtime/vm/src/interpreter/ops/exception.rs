//! Raising and handling exceptions.

use super::super::dispatch::{attempt, fail, handler, next};
use super::super::frame::drop_word;
use super::super::unwind::rethrow;
use super::peek;
use crate::builtins::tuple::Tuple;
use crate::exceptions::{self as exc, BaseException, group};
use crate::object::types::{Type, type_flag};
use crate::object::value::{Obj, Value};
use crate::object::{attributes, protocol};
use crate::thread::{PyResult, Raised, Thread, names};

handler! {
    /// `exception` → `previously handled exception, exception`
    fn push_exc_info(t, pc, sp, fp) {
        let exception = *sp.sub(1);
        *sp.sub(1) = begin_handling(t, exception.to_obj()).into_raw();
        *sp = exception;
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    /// `previously handled exception` →
    fn pop_except(t, pc, sp, fp) {
        (*fp).pc = pc;
        end_handling(t, super::take(sp, 1));
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

/// Makes an exception the handled one; gives the one before, or None.
#[inline(always)]
pub(crate) fn begin_handling(t: &Thread, exception: Obj) -> Obj {
    // SAFETY: the innermost entry lives as long as it is linked.
    unsafe { &*t.handled.get() }.exception.replace(Some(exception)).unwrap_or(Obj::NONE)
}

/// Makes the exception that was handled before, or None, the handled one again.
#[inline(always)]
pub(crate) fn end_handling(t: &Thread, previous: Obj) {
    let previous = if previous.is_none() { None } else { Some(previous) };
    // SAFETY: as above.
    unsafe { &*t.handled.get() }.exception.set(previous);
}

handler! {
    /// `exception, type` → `exception, bool`
    fn check_exc_match(t, pc, sp, fp) {
        (*fp).pc = pc;
        let matches = attempt!(exception_matches(t, peek(sp, 2), peek(sp, 1)), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        *sp.sub(1) = Value::from_bool(matches);
        next!(t, pc, sp, fp, 1)
    }
}

fn is_exception_class(object: &Obj) -> bool {
    // SAFETY: the flag of types is inherited from `type` alone.
    object.type_of().has_flag(type_flag::TYPE_SUBCLASS)
        && unsafe { object.cast_unchecked::<Type>() }.has_flag(type_flag::BASE_EXC_SUBCLASS)
}

#[inline(never)]
fn check_catchable(t: &Thread, class: &Obj) -> PyResult<()> {
    if is_exception_class(class)
        || class.downcast::<Tuple>().is_some_and(|tuple| tuple.items().iter().all(is_exception_class))
    {
        return Ok(());
    }
    Err(t.type_error("catching classes that do not inherit from BaseException is not allowed"))
}

#[inline(never)]
pub(crate) fn exception_matches(t: &Thread, exception: &Obj, class: &Obj) -> PyResult<bool> {
    check_catchable(t, class)?;
    Ok(exc::matches(exception, class))
}

handler! {
    /// `exception group, type` → `rest or None, match or None`
    fn check_eg_match(t, pc, sp, fp) {
        (*fp).pc = pc;
        let (matched, rest) = attempt!(group_match(t, peek(sp, 2), peek(sp, 1)), t, pc, sp, fp);
        let (group, class) = (*sp.sub(2), *sp.sub(1));
        *sp.sub(2) = rest.into_raw();
        *sp.sub(1) = matched.into_raw();
        drop_word(class);
        drop_word(group);
        next!(t, pc, sp, fp, 1)
    }
}

/// Splits a group into what `except*` of the class handles, which becomes the handled exception, and the rest.
#[inline(never)]
pub(crate) fn group_match(t: &Thread, exception: &Obj, class: &Obj) -> PyResult<(Obj, Obj)> {
    check_catchable(t, class)?;
    let base_group = group::base_class();
    let is_group_class = |c: &Obj| c.downcast::<Type>().is_some_and(|c| c.is_subtype(base_group));
    let any_group = match class.downcast::<Tuple>() {
        Some(tuple) => tuple.items().iter().any(is_group_class),
        None => is_group_class(class),
    };
    if any_group {
        return Err(t.type_error("catching ExceptionGroup with except* is not allowed. Use except instead."));
    }
    let (matched, rest) = group::match_star(t, exception, class)?;
    if !matched.is_none() {
        begin_handling(t, matched.clone());
    }
    Ok((matched, rest))
}

handler! {
    /// `raise`, `raise exception`, `raise exception from cause`
    fn raise_varargs(t, pc, sp, fp) {
        (*fp).pc = pc;
        let count = (*pc).b as usize;
        let value = if count == 0 { None } else { Some(peek(sp, count)) };
        let cause = if count < 2 { None } else { Some(peek(sp, 1)) };
        match raise(t, value, cause) {
            Thrown::New(_) => fail!(t, pc, sp, fp),
            Thrown::Again(_) => rethrow(t, pc, sp, fp),
        }
    }
}

/// What a `raise` statement raised.
pub(crate) enum Thrown {
    /// The frame is to join the traceback.
    New(Raised),
    /// The handled exception: its traceback has the frame already.
    Again(Raised),
}

#[inline(never)]
pub(crate) fn raise(t: &Thread, value: Option<&Obj>, cause: Option<&Obj>) -> Thrown {
    let Some(value) = value else {
        return match t.handled_exception() {
            Some(handled) => Thrown::Again(t.raise_as_is(handled)),
            None => Thrown::New(t.runtime_error("No active exception to reraise")),
        };
    };
    match raise_exception(t, value, cause) {
        Ok(raised) | Err(raised) => Thrown::New(raised),
    }
}

/// The exception that `raise value` raises: an instance, or a class that is called.
#[inline(never)]
fn instantiate(t: &Thread, value: &Obj, what: &str) -> PyResult {
    if is_exception_class(value) {
        let made = crate::call::call0(t, value)?;
        if BaseException::of(&made).is_none() {
            let (class, given) = (protocol::repr_text(t, value), made.type_of().name_text());
            return Err(t.type_error(format!(
                "calling {class} should have returned an instance of BaseException, not <class '{given}'>"
            )));
        }
        return Ok(made);
    }
    if BaseException::of(value).is_some() {
        return Ok(value.clone());
    }
    Err(t.type_error(format!("{what} must derive from BaseException")))
}

#[inline(never)]
fn raise_exception(t: &Thread, value: &Obj, cause: Option<&Obj>) -> PyResult<Raised> {
    let exception = instantiate(t, value, "exceptions")?;
    if let Some(cause) = cause
        && let Some(e) = BaseException::of(&exception)
    {
        let cause = if cause.is_none() {
            None
        } else if is_exception_class(cause) || BaseException::of(cause).is_some() {
            Some(instantiate(t, cause, "exception causes")?)
        } else {
            return Err(t.type_error("exception causes must derive from BaseException"));
        };
        e.cause.set(cause);
        e.suppress_context.set(true);
    }
    Ok(t.raise(exception))
}

handler! {
    /// `[lasti,] exception` →: raised again as it was
    fn reraise(t, pc, sp, fp) {
        let exception = super::take(sp, 1);
        let _ = t.raise_as_is(exception);
        rethrow(t, pc, sp.sub(1), fp)
    }
}

handler! {
    /// Calls `__exit__` with the exception: `exit, self or NULL, lasti, previous, exception` → `…, result`
    fn with_except_start(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        let receiver = if (*sp.sub(4)).is_null() { None } else { Some(peek(sp, 4)) };
        *sp = attempt!(call_exit(t, peek(sp, 5), receiver, peek(sp, 1)), t, pc, sp, fp).into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

/// Calls a context manager's `__exit__` with an exception.
#[inline(never)]
pub(crate) fn call_exit(t: &Thread, exit: &Obj, receiver: Option<&Obj>, exception: &Obj) -> PyResult {
    let class = exception.type_of().borrowed_obj().clone();
    let traceback = match BaseException::of(exception) {
        Some(e) => e.traceback.get_or_none(),
        None => attributes::get(t, exception, &names::__traceback__)?,
    };
    let exception = exception.clone();
    match receiver {
        None => crate::call::call(t, exit, &[class, exception, traceback]),
        Some(receiver) => crate::call::call(t, exit, &[receiver.clone(), class, exception, traceback]),
    }
}
