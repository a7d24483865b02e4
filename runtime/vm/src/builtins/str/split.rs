//! Methods of `str` that take it apart: `split` and its kin, `partition`, `strip`.

use taipan_macros::pymethods;

use super::Str;
use super::intern;
use super::units::{each_width, with_needle};
use crate::builtins::list::List;
use crate::builtins::tuple::Tuple;
use crate::object::value::{Obj, Ref};
use crate::text::properties::{self, is_space};
use crate::text::search::{self, Span};
use crate::thread::{PyResult, Thread};

/// A list of parts of a string.
fn parts(t: &Thread, this: &Str, spans: Vec<Span>) -> PyResult<Ref<List>> {
    if let [(0, end)] = spans[..]
        && end == this.len()
    {
        return List::from_vec(t, vec![this.unchanged(t)?.into_obj()]);
    }
    let list = List::with_capacity(t, spans.len())?;
    for (start, end) in spans {
        list.push(t, this.part(t, start, end)?.into_obj())?;
    }
    Ok(list)
}

fn split(t: &Thread, this: &Str, separator: Option<&Obj>, max: isize, from_right: bool) -> PyResult<Ref<List>> {
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    let Some(separator) = separator.filter(|s| !s.is_none()) else {
        let spans = if from_right {
            each_width!(this.units(), |u| search::rsplit_space(u, max, is_space))
        } else {
            each_width!(this.units(), |u| search::split_space(u, max, is_space))
        };
        return parts(t, this, spans);
    };
    let Some(separator) = Str::of(separator) else {
        let class = separator.type_of().name_text();
        return Err(t.type_error(format!("must be str or None, not {class}")));
    };
    if separator.is_empty() {
        return Err(t.value_error("empty separator"));
    }
    let whole = || vec![(0, this.len())];
    let spans = if from_right {
        with_needle!(this.units(), separator.units(), |h, n| search::rsplit(h, n, max), whole())
    } else {
        with_needle!(this.units(), separator.units(), |h, n| search::split(h, n, max), whole())
    };
    parts(t, this, spans)
}

fn partition(t: &Thread, this: &Str, separator: &Obj, last: bool) -> PyResult<Ref<Tuple>> {
    let Some(separator) = Str::of(separator) else {
        let class = separator.type_of().name_text();
        return Err(t.type_error(format!("must be str, not {class}")));
    };
    if separator.is_empty() {
        return Err(t.value_error("empty separator"));
    }
    let found = if last {
        with_needle!(this.units(), separator.units(), |h, n| search::rfind(h, n), None)
    } else {
        with_needle!(this.units(), separator.units(), |h, n| search::find(h, n), None)
    };
    let empty = || intern::empty().into_obj();
    let three = match found {
        Some(at) => {
            let head = this.part(t, 0, at)?;
            let tail = this.part(t, at + separator.len(), this.len())?;
            [head.into_obj(), separator.unchanged(t)?.into_obj(), tail.into_obj()]
        }
        None if last => [empty(), empty(), this.unchanged(t)?.into_obj()],
        None => [this.unchanged(t)?.into_obj(), empty(), empty()],
    };
    Tuple::from_slice(t, &three)
}

fn strip(t: &Thread, this: &Str, chars: Option<&Obj>, method: &str, left: bool, right: bool) -> PyResult<Ref<Str>> {
    let (start, end) = match chars {
        Some(chars) if !chars.is_none() => {
            let Some(chars) = Str::of(chars) else {
                return Err(t.type_error(format!("{method} arg must be None or str")));
            };
            let set = chars.units();
            // Most sets are short; a filter by the low bits spares the search for other characters.
            let filter = set.iter().fold(0u64, |bits, c| bits | 1 << (c & 63));
            let in_set = |c: u32| filter & 1 << (c & 63) != 0 && each_width!(set, |u| contains(u, c));
            each_width!(this.units(), |u| search::strip(u, left, right, in_set))
        }
        _ => each_width!(this.units(), |u| search::strip(u, left, right, is_space)),
    };
    this.substring(t, start, end)
}

fn contains<U: crate::text::sink::Unit>(set: &[U], c: u32) -> bool {
    U::from_code_point(c).is_some_and(|c| set.contains(&c))
}

#[pymethods(list = STR_SPLIT_METHODS, class = "str")]
impl Str {
    /// Return a list of the substrings in the string, using sep as the separator string.
    #[pymethod(sig = "($self, /, sep=None, maxsplit=-1)", returns = "list")]
    fn split(t: &Thread, this: &Str, sep: Option<&Obj>, maxsplit: isize) -> PyResult<Ref<List>> {
        split(t, this, sep, maxsplit, false)
    }

    /// Return a list of the substrings in the string, using sep as the separator string.
    #[pymethod(sig = "($self, /, sep=None, maxsplit=-1)", returns = "list")]
    fn rsplit(t: &Thread, this: &Str, sep: Option<&Obj>, maxsplit: isize) -> PyResult<Ref<List>> {
        split(t, this, sep, maxsplit, true)
    }

    /// Return a list of the lines in the string, breaking at line boundaries.
    #[pymethod(sig = "($self, /, keepends=False)", returns = "list")]
    fn splitlines(t: &Thread, this: &Str, keepends: bool) -> PyResult<Ref<List>> {
        let mut spans = Vec::new();
        each_width!(this.units(), |u| {
            let mut start = 0;
            while let Some((end, next)) = properties::next_line(u, start) {
                spans.push((start, if keepends { next } else { end }));
                start = next;
            }
        });
        parts(t, this, spans)
    }

    /// Partition the string into three parts using the given separator.
    #[pymethod(sig = "($self, sep, /)", returns = "tuple")]
    fn partition(t: &Thread, this: &Str, sep: &Obj) -> PyResult<Ref<Tuple>> {
        partition(t, this, sep, false)
    }

    /// Partition the string into three parts using the given separator.
    #[pymethod(sig = "($self, sep, /)", returns = "tuple")]
    fn rpartition(t: &Thread, this: &Str, sep: &Obj) -> PyResult<Ref<Tuple>> {
        partition(t, this, sep, true)
    }

    /// Return a copy of the string with leading and trailing whitespace removed.
    #[pymethod(sig = "($self, chars=None, /)", returns = "str")]
    fn strip(t: &Thread, this: &Str, chars: Option<&Obj>) -> PyResult<Ref<Str>> {
        strip(t, this, chars, "strip", true, true)
    }

    /// Return a copy of the string with leading whitespace removed.
    #[pymethod(sig = "($self, chars=None, /)", returns = "str")]
    fn lstrip(t: &Thread, this: &Str, chars: Option<&Obj>) -> PyResult<Ref<Str>> {
        strip(t, this, chars, "lstrip", true, false)
    }

    /// Return a copy of the string with trailing whitespace removed.
    #[pymethod(sig = "($self, chars=None, /)", returns = "str")]
    fn rstrip(t: &Thread, this: &Str, chars: Option<&Obj>) -> PyResult<Ref<Str>> {
        strip(t, this, chars, "rstrip", false, true)
    }
}
