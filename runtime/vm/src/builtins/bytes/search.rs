//! Looking for bytes in bytes, on behalf of the methods of `bytes` and `bytearray`.

use super::{ByteText, buffer};
use crate::builtins::str::bounds;
use crate::builtins::tuple::Tuple;
use crate::object::value::Obj;
use crate::text::search::{self, Matches};
use crate::thread::{PyResult, Thread};

/// Runs `f` on the part of the data that the arguments name and on what is looked for.
fn in_range<T: ByteText, R>(
    t: &Thread,
    this: &T,
    sub: &Obj,
    (start, end): (Option<&Obj>, Option<&Obj>),
    f: impl FnOnce(&[u8], &[u8], usize) -> R,
) -> PyResult<Option<R>> {
    let (start, end) = bounds::unpack(t, start, end)?;
    let needle = buffer::needle(t, sub)?;
    Ok(this.with(|data| {
        let (start, end) = bounds::fit(start, end, data.len())?;
        Some(f(&data[start..end], &needle, start))
    }))
}

/// `find` and `rfind`.
pub fn locate<T: ByteText>(
    t: &Thread,
    this: &T,
    sub: &Obj,
    range: (Option<&Obj>, Option<&Obj>),
    last: bool,
) -> PyResult<Option<usize>> {
    let found = in_range(t, this, sub, range, |hay, needle, start| {
        let at = if last { search::rfind(hay, needle) } else { search::find(hay, needle) };
        at.map(|at| start + at)
    })?;
    Ok(found.flatten())
}

/// `count`.
pub fn count<T: ByteText>(t: &Thread, this: &T, sub: &Obj, range: (Option<&Obj>, Option<&Obj>)) -> PyResult<usize> {
    let counted = in_range(t, this, sub, range, |hay, needle, _| search::count(hay, needle, usize::MAX))?;
    Ok(counted.unwrap_or(0))
}

/// `item in data`.
pub fn contains<T: ByteText>(t: &Thread, this: &T, item: &Obj) -> PyResult<bool> {
    if crate::builtins::int::is_int(item) || item.type_of().slots.index.get().is_some() {
        let byte = buffer::byte(t, item, "byte")?;
        return Ok(this.with(|data| memchr::memchr(byte, data).is_some()));
    }
    let needle = buffer::required(t, item)?;
    Ok(this.with(|data| search::contains(data, &needle)))
}

/// `startswith` and `endswith`.
pub fn affix<T: ByteText>(
    t: &Thread,
    this: &T,
    affix: &Obj,
    (start, end): (Option<&Obj>, Option<&Obj>),
    at_end: bool,
) -> PyResult<bool> {
    let (start, end) = bounds::unpack(t, start, end)?;
    let test = |affix: &[u8]| {
        this.with(|data| match bounds::fit(start, end, data.len()) {
            Some((start, end)) if at_end => data[start..end].ends_with(affix),
            Some((start, end)) => data[start..end].starts_with(affix),
            None => false,
        })
    };
    if let Some(tuple) = affix.downcast::<Tuple>() {
        for item in tuple.items() {
            if test(&buffer::required(t, item)?) {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    match buffer::view(t, affix)? {
        Some(affix) => Ok(test(&affix)),
        None => {
            let method = if at_end { "endswith" } else { "startswith" };
            let class = affix.type_of().name_text();
            Err(t.type_error(format!("{method} first arg must be bytes or a tuple of bytes, not {class}")))
        }
    }
}

/// The data with occurrences replaced; None where there are none. Err: too long.
#[allow(clippy::result_unit_err)]
pub fn replaced(data: &[u8], old: &[u8], new: &[u8], max: usize) -> Result<Option<Vec<u8>>, ()> {
    let places: Vec<usize> = Matches::new(data, old).take(max).collect();
    if places.is_empty() {
        return Ok(None);
    }
    let grown = new.len().checked_mul(places.len()).and_then(|n| n.checked_add(data.len())).ok_or(())?;
    let mut out = Vec::new();
    out.try_reserve_exact(grown - old.len() * places.len()).map_err(|_| ())?;
    let mut from = 0;
    for at in places {
        out.extend_from_slice(&data[from..at]);
        out.extend_from_slice(new);
        from = at + old.len();
    }
    out.extend_from_slice(&data[from..]);
    Ok(Some(out))
}
