//! Subscripts and `start`/`end` arguments of the immutable texts, `str` and `bytes` alike.

use crate::builtins::slice;
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread};

/// The part of `length` items that optional `start` and `end` arguments name; None where `start` lies
/// behind `end`, so that not even an empty text is found. Runs `__index__` methods.
#[inline]
pub fn range(t: &Thread, start: Option<&Obj>, end: Option<&Obj>, length: usize) -> PyResult<Option<(usize, usize)>> {
    if start.is_none() && end.is_none() {
        return Ok(Some((0, length)));
    }
    let (start, end) = unpack(t, start, end)?;
    Ok(fit(start, end, length))
}

/// The arguments as machine integers, clipped. Runs `__index__` methods.
pub fn unpack(t: &Thread, start: Option<&Obj>, end: Option<&Obj>) -> PyResult<(i64, i64)> {
    let part = |value: Option<&Obj>, default: i64| match value {
        Some(value) if !value.is_none() => slice::index_of_part(t, value),
        _ => Ok(default),
    };
    Ok((part(start, 0)?, part(end, i64::MAX)?))
}

/// What unpacked arguments name in `length` items.
pub fn fit(start: i64, end: i64, length: usize) -> Option<(usize, usize)> {
    let from_end = |at: i64| if at < 0 { at.saturating_add(length as i64).max(0) as usize } else { at as usize };
    let (start, end) = (from_end(start), from_end(end).min(length));
    (start <= end).then_some((start, end))
}

/// An index counted from the end where it is negative; None where it is out of range.
#[inline(always)]
pub fn index(at: i64, length: usize) -> Option<usize> {
    let at = if at < 0 { at.wrapping_add(length as i64) } else { at };
    // A negative index is far beyond any length as an unsigned one.
    ((at as usize) < length).then_some(at as usize)
}
