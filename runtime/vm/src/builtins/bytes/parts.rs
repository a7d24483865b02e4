//! Taking bytes apart and putting them together, on behalf of the methods of `bytes` and `bytearray`.

use std::borrow::Cow;

use super::text::is_space;
use super::{ByteText, Bytes, buffer};
use crate::builtins::list::List;
use crate::builtins::sequence;
use crate::builtins::tuple::Tuple;
use crate::object::value::{Obj, Ref};
use crate::text::properties::next_line_bytes;
use crate::text::search::{self, Span};
use crate::thread::{PyResult, Thread};

/// A list of parts of the data.
fn listed<T: ByteText>(t: &Thread, this: &T, spans: Vec<Span>) -> PyResult<Ref<List>> {
    let whole = this.with(|data| matches!(spans[..], [(0, end)] if end == data.len()));
    let list = List::with_capacity(t, spans.len())?;
    for (start, end) in spans {
        let part =
            if whole { this.same(t)? } else { this.with(|data| T::of(t, data.get(start..end).unwrap_or_default()))? };
        list.push(t, part)?;
    }
    Ok(list)
}

/// `split` and `rsplit`.
pub fn split<T: ByteText>(
    t: &Thread,
    this: &T,
    separator: Option<&Obj>,
    max: isize,
    from_right: bool,
) -> PyResult<Ref<List>> {
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    let spans = match separator.filter(|s| !s.is_none()) {
        None if from_right => this.with(|data| search::rsplit_space(data, max, is_space)),
        None => this.with(|data| search::split_space(data, max, is_space)),
        Some(separator) => {
            let separator = separator_bytes(t, separator)?;
            if from_right {
                this.with(|data| search::rsplit(data, &separator, max))
            } else {
                this.with(|data| search::split(data, &separator, max))
            }
        }
    };
    listed(t, this, spans)
}

fn separator_bytes<'a>(t: &Thread, separator: &'a Obj) -> PyResult<Cow<'a, [u8]>> {
    let separator = buffer::required(t, separator)?;
    if separator.is_empty() { Err(t.value_error("empty separator")) } else { Ok(separator) }
}

/// `splitlines`.
pub fn lines<T: ByteText>(t: &Thread, this: &T, keep_ends: bool) -> PyResult<Ref<List>> {
    let mut spans = Vec::new();
    this.with(|data| {
        let mut start = 0;
        while let Some((end, next)) = next_line_bytes(data, start) {
            spans.push((start, if keep_ends { next } else { end }));
            start = next;
        }
    });
    listed(t, this, spans)
}

/// `partition` and `rpartition`.
pub fn partition<T: ByteText>(t: &Thread, this: &T, separator: &Obj, last: bool) -> PyResult<Ref<Tuple>> {
    let needle = separator_bytes(t, separator)?;
    let found = this.with(|data| if last { search::rfind(data, &needle) } else { search::find(data, &needle) });
    let three = match found {
        Some(at) => {
            let head = this.with(|data| T::of(t, &data[..at]))?;
            let tail = this.with(|data| T::of(t, data.get(at + needle.len()..).unwrap_or_default()))?;
            let is_bytes = T::static_type().is(Bytes::class());
            let middle = if is_bytes { separator.clone() } else { T::of(t, &needle)? };
            [head, middle, tail]
        }
        None if last => [T::of(t, &[])?, T::of(t, &[])?, this.same(t)?],
        None => [this.same(t)?, T::of(t, &[])?, T::of(t, &[])?],
    };
    Tuple::from_slice(t, &three)
}

/// `strip`, `lstrip`, `rstrip`.
pub fn strip<T: ByteText>(t: &Thread, this: &T, set: Option<&Obj>, left: bool, right: bool) -> PyResult {
    let set = match set.filter(|s| !s.is_none()) {
        Some(set) => Some(buffer::required(t, set)?),
        None => None,
    };
    let (start, end) = this.with(|data| match &set {
        Some(set) => search::strip(data, left, right, |c| memchr::memchr(c as u8, set).is_some()),
        None => search::strip(data, left, right, is_space),
    });
    if this.with(|data| start == 0 && end == data.len()) {
        return this.same(t);
    }
    this.with(|data| T::of(t, data.get(start..end).unwrap_or_default()))
}

/// `join`.
pub fn join<T: ByteText>(t: &Thread, this: &T, iterable: &Obj) -> PyResult {
    let items = sequence::collect_or(t, iterable, "can only join an iterable")?;
    if let [one] = &items[..]
        && one.is_exact::<Bytes>()
        && T::static_type().is(Bytes::class())
    {
        return Ok(one.clone());
    }
    let mut pieces = Vec::with_capacity(items.len());
    let mut length = 0usize;
    for (i, item) in items.iter().enumerate() {
        let Some(data) = buffer::view(t, item)? else {
            let class = item.type_of().name_text();
            return Err(t.type_error(format!("sequence item {i}: expected a bytes-like object, {class} found")));
        };
        length = length.saturating_add(data.len());
        pieces.push(data);
    }
    let separators = this.with(<[u8]>::len).saturating_mul(pieces.len().saturating_sub(1));
    let mut out = Vec::new();
    if out.try_reserve_exact(length.saturating_add(separators)).is_err() {
        return Err(t.no_memory());
    }
    this.with(|separator| {
        for (i, piece) in pieces.iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(separator);
            }
            out.extend_from_slice(piece);
        }
    });
    T::of(t, &out)
}

/// `translate(table, delete)`.
pub fn translate<T: ByteText>(t: &Thread, this: &T, table: &Obj, delete: Option<&Obj>) -> PyResult {
    let table = if table.is_none() { None } else { Some(buffer::required(t, table)?) };
    if table.as_ref().is_some_and(|table| table.len() != 256) {
        return Err(t.value_error("translation table must be 256 characters long"));
    }
    let mut gone = [false; 256];
    if let Some(delete) = delete {
        for &b in buffer::required(t, delete)?.iter() {
            gone[usize::from(b)] = true;
        }
    }
    let mapped: Vec<u8> = this.with(|data| {
        let kept = data.iter().filter(|b| !gone[usize::from(**b)]);
        match &table {
            Some(table) => kept.map(|b| table[usize::from(*b)]).collect(),
            None => kept.copied().collect(),
        }
    });
    if this.with(|data| data == mapped) { this.same(t) } else { T::of(t, &mapped) }
}

/// `maketrans(from, to)`.
pub fn make_table(t: &Thread, from: &Obj, to: &Obj) -> PyResult {
    let (from, to) = (buffer::required(t, from)?, buffer::required(t, to)?);
    if from.len() != to.len() {
        return Err(t.value_error("maketrans arguments must have same length"));
    }
    let mut table: [u8; 256] = std::array::from_fn(|i| i as u8);
    for (from, to) in from.iter().zip(to.iter()) {
        table[usize::from(*from)] = *to;
    }
    super::from_slice(t, &table)
}
