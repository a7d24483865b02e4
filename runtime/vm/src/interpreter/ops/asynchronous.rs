//! `await` and `async for`.

use super::super::dispatch::{attempt, fail, handler, next};
use super::super::frame::drop_word;
use super::super::unwind::rethrow;
use super::{peek, replace_top};
use crate::builtins::generator;
use crate::exceptions as exc;
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread};

handler! {
    fn get_awaitable(t, pc, sp, fp) {
        (*fp).pc = pc;
        let iterator = attempt!(awaitable(t, peek(sp, 1), (*pc).b), t, pc, sp, fp);
        replace_top(sp, iterator);
        next!(t, pc, sp, fp, 1)
    }
}

/// The iterator behind an awaitable.
#[inline(never)]
pub fn awaitable(t: &Thread, object: &Obj, place: u64) -> PyResult {
    if generator::is_coroutine(object) {
        return Ok(object.clone());
    }
    let Some(slot) = object.type_of().slots.await_.get() else {
        let class = object.type_of().name_text();
        return Err(t.type_error(match place {
            1 => format!("'async with' received an object from __aenter__ that does not implement __await__: {class}"),
            2 => format!("'async with' received an object from __aexit__ that does not implement __await__: {class}"),
            _ => format!("'{class}' object can't be awaited"),
        }));
    };
    let iterator = slot(t, object)?;
    if iterator.type_of().slots.next.get().is_none() {
        let class = iterator.type_of().name_text();
        return Err(t.type_error(format!("__await__() returned non-iterator of type '{class}'")));
    }
    Ok(iterator)
}

handler! {
    fn get_aiter(t, pc, sp, fp) {
        (*fp).pc = pc;
        let iterator = attempt!(aiter(t, peek(sp, 1)), t, pc, sp, fp);
        replace_top(sp, iterator);
        next!(t, pc, sp, fp, 1)
    }
}

#[inline(never)]
pub(crate) fn aiter(t: &Thread, object: &Obj) -> PyResult {
    let class = object.type_of().name_text();
    let Some(slot) = object.type_of().slots.aiter.get() else {
        return Err(t.type_error(format!("'async for' requires an object with __aiter__ method, got {class}")));
    };
    let iterator = slot(t, object)?;
    if iterator.type_of().slots.anext.get().is_none() {
        let given = iterator.type_of().name_text();
        return Err(t.type_error(format!(
            "'async for' received an object from __aiter__ that does not implement __anext__: {given}"
        )));
    }
    Ok(iterator)
}

handler! {
    fn get_anext(t, pc, sp, fp) {
        (*fp).pc = pc;
        *sp = attempt!(anext(t, peek(sp, 1)), t, pc, sp, fp).into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

#[inline(never)]
pub(crate) fn anext(t: &Thread, iterator: &Obj) -> PyResult {
    let class = iterator.type_of().name_text();
    let Some(slot) = iterator.type_of().slots.anext.get() else {
        return Err(t.type_error(format!("'async for' requires an iterator with __anext__ method, got {class}")));
    };
    let next = slot(t, iterator)?;
    awaitable(t, &next, 0)
}

handler! {
    /// `iterator, exception` →: the end of an `async for`, or the exception goes on.
    fn end_async_for(t, pc, sp, fp) {
        (*fp).pc = pc;
        let exception = peek(sp, 1);
        if exception.type_of().is_subtype(&exc::STOP_ASYNC_ITERATION) {
            drop_word(*sp.sub(1));
            drop_word(*sp.sub(2));
            next!(t, pc, sp.sub(2), fp, 1);
        }
        let _ = t.raise_as_is(super::take(sp, 1));
        rethrow(t, pc, sp.sub(1), fp)
    }
}
