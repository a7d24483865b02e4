//! Methods of `str` that look for text in text: `find` and its kin, `startswith`, `replace`.

use taipan_macros::pymethods;

use super::units::with_needle;
use super::{Str, StrBuilder, Units, bounds};
use crate::builtins::tuple::Tuple;
use crate::object::value::{Obj, Ref};
use crate::text::search::{self, Matches};
use crate::thread::{PyResult, Thread};

/// The first (or last) place of `needle` in the part that the arguments name.
#[inline]
fn locate(
    t: &Thread,
    this: &Str,
    needle: &Str,
    start: Option<&Obj>,
    end: Option<&Obj>,
    last: bool,
) -> PyResult<Option<usize>> {
    let Some((start, end)) = bounds::range(t, start, end, this.len())? else { return Ok(None) };
    let hay = this.units().slice(start, end);
    let found = if last {
        with_needle!(hay, needle.units(), |h, n| search::rfind(h, n), None)
    } else {
        with_needle!(hay, needle.units(), |h, n| search::find(h, n), None)
    };
    Ok(found.map(|at| start + at))
}

fn found_or_minus_one(found: Option<usize>) -> i64 {
    found.map_or(-1, |at| at as i64)
}

fn found_or_error(t: &Thread, found: Option<usize>) -> PyResult<usize> {
    found.ok_or_else(|| t.value_error("substring not found"))
}

/// Whether the characters begin (or end) with others.
#[inline]
pub fn has_affix(hay: Units, affix: &Str, at_end: bool) -> bool {
    let (length, wanted) = (hay.len(), affix.len());
    if wanted > length {
        return false;
    }
    let part = if at_end { hay.slice(length - wanted, length) } else { hay.slice(0, wanted) };
    with_needle!(part, affix.units(), |h, n| h == n, false)
}

fn affix(
    t: &Thread,
    this: &Str,
    method: &str,
    affix: &Obj,
    start: Option<&Obj>,
    end: Option<&Obj>,
    at_end: bool,
) -> PyResult<bool> {
    // The range is evaluated first, as the arguments' conversion is.
    let range = bounds::range(t, start, end, this.len())?;
    let test = |affix: &Str| range.is_some_and(|(start, end)| has_affix(this.units().slice(start, end), affix, at_end));
    if let Some(text) = Str::of(affix) {
        return Ok(test(text));
    }
    let Some(tuple) = affix.downcast::<Tuple>() else {
        let class = affix.type_of().name_text();
        return Err(t.type_error(format!("{method} first arg must be str or a tuple of str, not {class}")));
    };
    for item in tuple.items() {
        let Some(text) = Str::of(item) else {
            let class = item.type_of().name_text();
            return Err(t.type_error(format!("tuple for {method} must only contain str, not {class}")));
        };
        if test(text) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `this.replace(old, new, max)`.
pub fn replace(t: &Thread, this: &Str, old: &Str, new: &Str, max: usize) -> PyResult<Ref<Str>> {
    if max == 0 || old.len() > this.len() || old.equals(new) {
        return this.unchanged(t);
    }
    let places: Vec<usize> =
        with_needle!(this.units(), old.units(), |h, n| Matches::new(h, n).take(max).collect(), Vec::new());
    if places.is_empty() {
        return this.unchanged(t);
    }
    let grown = new.len().checked_mul(places.len()).and_then(|n| n.checked_add(this.len()));
    let Some(length) = grown.map(|n| n - old.len() * places.len()).filter(|&n| n <= isize::MAX as usize) else {
        return Err(t.overflow_error("replace string is too long"));
    };
    if length == 0 {
        return Ok(super::intern::empty());
    }
    if let (Some(text), Some(new)) = (this.as_ascii(), new.as_ascii())
        && length > 1
    {
        return Str::make(t, Str::class(), length, 0x7F, |data| {
            // SAFETY: the pieces make up the length.
            unsafe { write_replaced(text.as_bytes(), old.len(), new.as_bytes(), &places, data) }
        });
    }
    let mut out = StrBuilder::with_capacity(length);
    let mut from = 0;
    for at in places {
        out.push_units(this.units().slice(from, at));
        out.push_text(new);
        from = at + old.len();
    }
    out.push_units(this.units().slice(from, this.len()));
    out.finish(t)
}

/// Writes the text with `new` for the `old` bytes at each place.
///
/// # Safety
/// `to` has room for the result.
unsafe fn write_replaced(text: &[u8], old: usize, new: &[u8], places: &[usize], mut to: *mut u8) {
    let mut put = |bytes: &[u8]| {
        // SAFETY: the caller made room for all pieces.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), to, bytes.len());
            to = to.add(bytes.len());
        }
    };
    let mut from = 0;
    for &at in places {
        put(&text[from..at]);
        put(new);
        from = at + old;
    }
    put(&text[from..]);
}

#[pymethods(list = STR_SEARCH_METHODS, class = "str")]
impl Str {
    /// Return the lowest index in S where substring sub is found, such that sub is contained within S[start:end].
    #[pymethod(sig = "($self, sub[, start[, end]], /)", returns = "int")]
    fn find(t: &Thread, this: &Str, sub: &Str, start: Option<&Obj>, end: Option<&Obj>) -> PyResult<i64> {
        locate(t, this, sub, start, end, false).map(found_or_minus_one)
    }

    /// Return the highest index in S where substring sub is found, such that sub is contained within S[start:end].
    #[pymethod(sig = "($self, sub[, start[, end]], /)", returns = "int")]
    fn rfind(t: &Thread, this: &Str, sub: &Str, start: Option<&Obj>, end: Option<&Obj>) -> PyResult<i64> {
        locate(t, this, sub, start, end, true).map(found_or_minus_one)
    }

    /// Return the lowest index in S where substring sub is found, such that sub is contained within S[start:end].
    #[pymethod(sig = "($self, sub[, start[, end]], /)", returns = "int")]
    fn index(t: &Thread, this: &Str, sub: &Str, start: Option<&Obj>, end: Option<&Obj>) -> PyResult<usize> {
        let found = locate(t, this, sub, start, end, false)?;
        found_or_error(t, found)
    }

    /// Return the highest index in S where substring sub is found, such that sub is contained within S[start:end].
    #[pymethod(sig = "($self, sub[, start[, end]], /)", returns = "int")]
    fn rindex(t: &Thread, this: &Str, sub: &Str, start: Option<&Obj>, end: Option<&Obj>) -> PyResult<usize> {
        let found = locate(t, this, sub, start, end, true)?;
        found_or_error(t, found)
    }

    /// Return the number of non-overlapping occurrences of substring sub in string S[start:end].
    #[pymethod(sig = "($self, sub[, start[, end]], /)", returns = "int")]
    fn count(t: &Thread, this: &Str, sub: &Str, start: Option<&Obj>, end: Option<&Obj>) -> PyResult<usize> {
        let Some((start, end)) = bounds::range(t, start, end, this.len())? else { return Ok(0) };
        let hay = this.units().slice(start, end);
        Ok(with_needle!(hay, sub.units(), |h, n| search::count(h, n, usize::MAX), 0))
    }

    /// Return True if the string starts with the specified prefix, False otherwise.
    #[pymethod(sig = "($self, prefix[, start[, end]], /)", returns = "bool")]
    fn startswith(t: &Thread, this: &Str, prefix: &Obj, start: Option<&Obj>, end: Option<&Obj>) -> PyResult<bool> {
        affix(t, this, "startswith", prefix, start, end, false)
    }

    /// Return True if the string ends with the specified suffix, False otherwise.
    #[pymethod(sig = "($self, suffix[, start[, end]], /)", returns = "bool")]
    fn endswith(t: &Thread, this: &Str, suffix: &Obj, start: Option<&Obj>, end: Option<&Obj>) -> PyResult<bool> {
        affix(t, this, "endswith", suffix, start, end, true)
    }

    /// Return a str with the given prefix string removed if present.
    #[pymethod(sig = "($self, prefix, /)", returns = "str", effects = "pure")]
    fn removeprefix(t: &Thread, this: &Str, prefix: &Str) -> PyResult<Ref<Str>> {
        if !prefix.is_empty() && has_affix(this.units(), prefix, false) {
            return this.part(t, prefix.len(), this.len());
        }
        this.unchanged(t)
    }

    /// Return a str with the given suffix string removed if present.
    #[pymethod(sig = "($self, suffix, /)", returns = "str", effects = "pure")]
    fn removesuffix(t: &Thread, this: &Str, suffix: &Str) -> PyResult<Ref<Str>> {
        if !suffix.is_empty() && has_affix(this.units(), suffix, true) {
            return this.part(t, 0, this.len() - suffix.len());
        }
        this.unchanged(t)
    }

    /// Return a copy with all occurrences of substring old replaced by new.
    #[pymethod(sig = "($self, old, new, /, count=-1)", returns = "str", effects = "pure")]
    fn replace(t: &Thread, this: &Str, old: &Str, new: &Str, count: isize) -> PyResult<Ref<Str>> {
        replace(t, this, old, new, usize::try_from(count).unwrap_or(usize::MAX))
    }
}
