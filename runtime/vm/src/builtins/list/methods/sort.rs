//! `list.sort`.
//!
//! The list is empty while it is sorted: comparisons and key functions that look see nothing, and what
//! they put there is noticed ("list modified during sort"). Whatever happens, the list gets its items
//! back, in some order. Keys that are all small ints, all floats or all narrow strings are compared
//! without running Python code; anything else goes through [`merge`].

use std::cmp::Ordering;
use std::ptr::{NonNull, null_mut};

use super::super::{List, drop_storage};
use super::merge;
use crate::builtins::float;
use crate::builtins::sequence::equal;
use crate::builtins::str::{Str, Units};
use crate::builtins::tuple::Tuple;
use crate::call;
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread};

/// The storage of a list that is taken out of it for a while.
struct Storage {
    items: *mut Value,
    size: usize,
    allocated: usize,
}

impl Storage {
    fn take(list: &List) -> Storage {
        Storage {
            items: list.items.replace(null_mut()),
            size: list.size.replace(0),
            allocated: list.allocated.replace(0),
        }
    }

    fn put_back(self, list: &List) {
        list.items.set(self.items);
        list.size.set(self.size);
        list.allocated.set(self.allocated);
    }

    fn words(&mut self) -> &mut [Value] {
        match NonNull::new(self.items) {
            // SAFETY: the storage holds `size` words and nobody else reaches it.
            Some(items) => unsafe { std::slice::from_raw_parts_mut(items.as_ptr(), self.size) },
            None => &mut [],
        }
    }
}

/// `list.sort(key=key, reverse=reverse)`.
pub fn sort(t: &Thread, list: &List, key: Option<&Obj>, reverse: bool) -> PyResult<()> {
    let mut storage = Storage::take(list);
    let mut keys = Vec::new();
    let result = sort_words(t, storage.words(), key, reverse, &mut keys);
    let modified = !list.items.get().is_null() || list.size.get() != 0;
    let intruders = Storage::take(list);
    storage.put_back(list);
    drop_storage(intruders.items, intruders.size, intruders.allocated);
    drop(keys);
    result?;
    if modified {
        return Err(t.value_error("list modified during sort"));
    }
    Ok(())
}

/// Sorts a slice of owned objects by themselves; the slice stays a permutation of what it was.
pub fn sort_objects(t: &Thread, items: &mut [Obj], key: Option<&Obj>, reverse: bool) -> PyResult<()> {
    let mut keys = Vec::new();
    // SAFETY: an Obj is transparent over its word, and sorting only moves words within the slice.
    let words = unsafe { std::slice::from_raw_parts_mut(items.as_mut_ptr().cast::<Value>(), items.len()) };
    sort_words(t, words, key, reverse, &mut keys)
}

/// Sorts words that the caller owns. The results of the key function are left in `keys`, for the caller
/// to drop when the list is whole.
fn sort_words(t: &Thread, words: &mut [Value], key: Option<&Obj>, reverse: bool, keys: &mut Vec<Obj>) -> PyResult<()> {
    if let Some(function) = key {
        keys.reserve_exact(words.len());
        for word in words.iter() {
            // SAFETY: the caller owns the words.
            keys.push(call::call1(t, function, unsafe { word.as_obj() })?);
        }
    }
    if words.len() < 2 {
        return Ok(());
    }
    // SAFETY: the caller owns the words, which are all values.
    let own: &[Obj] = unsafe { std::slice::from_raw_parts(words.as_ptr().cast(), words.len()) };
    let sort_keys = if key.is_some() { &keys[..] } else { own };
    match kind_of(sort_keys) {
        Kind::Ints if key.is_none() => {
            // The word of a small int orders as the int does.
            if reverse {
                words.sort_by_key(|word| std::cmp::Reverse(word.bits() as i64));
            } else {
                words.sort_by_key(|word| word.bits() as i64);
            }
            Ok(())
        }
        Kind::Ints => {
            let pairs = sort_keys.iter().map(|key| key.value().bits() as i64).zip(words.iter().copied()).collect();
            place(words, sorted_by(pairs, reverse, |a, b| a.cmp(b)));
            Ok(())
        }
        Kind::Floats => {
            let pairs = sort_keys.iter().map(float_order).zip(words.iter().copied()).collect();
            place(words, sorted_by(pairs, reverse, |a, b| a.cmp(b)));
            Ok(())
        }
        Kind::Texts => {
            let pairs = sort_keys.iter().map(NarrowText::new).zip(words.iter().copied()).collect();
            let sorted = sorted_by(pairs, reverse, NarrowText::cmp);
            place(words, sorted);
            Ok(())
        }
        Kind::Other if key.is_none() => {
            let less = |a: &Value, b: &Value| {
                // SAFETY: the caller owns the words.
                unsafe { is_less(t, a.as_obj(), b.as_obj()) }
            };
            with_reversed(words, reverse, |words| merge::sort(words, less))
        }
        Kind::Other => {
            let mut pairs: Vec<(Value, Value)> = sort_keys.iter().map(Obj::value).zip(words.iter().copied()).collect();
            let less = |a: &(Value, Value), b: &(Value, Value)| {
                // SAFETY: `keys` owns the first of each pair.
                unsafe { is_less(t, a.0.as_obj(), b.0.as_obj()) }
            };
            let result = with_reversed(&mut pairs, reverse, |pairs| merge::sort(pairs, less));
            place(words, pairs);
            result
        }
    }
}

/// Sorts what is reversed and reverses it back, which keeps equal elements in order.
fn with_reversed<T>(items: &mut [T], reverse: bool, sort: impl FnOnce(&mut [T]) -> PyResult<()>) -> PyResult<()> {
    if reverse {
        items.reverse();
    }
    let result = sort(items);
    if reverse {
        items.reverse();
    }
    result
}

fn sorted_by<K>(mut pairs: Vec<(K, Value)>, reverse: bool, order: impl Fn(&K, &K) -> Ordering) -> Vec<(K, Value)> {
    if reverse {
        pairs.sort_by(|a, b| order(&b.0, &a.0));
    } else {
        pairs.sort_by(|a, b| order(&a.0, &b.0));
    }
    pairs
}

fn place<K>(words: &mut [Value], sorted: Vec<(K, Value)>) {
    for (word, (_, item)) in words.iter_mut().zip(sorted) {
        *word = item;
    }
}

/// What all keys are.
enum Kind {
    Ints,
    Floats,
    /// Strings of one byte per character.
    Texts,
    Other,
}

fn kind_of(keys: &[Obj]) -> Kind {
    let is_text = |key: &Obj| key.exact::<Str>().is_some_and(|text| text.width() == 1);
    let Some(first) = keys.first() else { return Kind::Other };
    if first.value().is_int() {
        return if keys.iter().all(|key| key.value().is_int()) { Kind::Ints } else { Kind::Other };
    }
    if is_text(first) {
        return if keys.iter().all(is_text) { Kind::Texts } else { Kind::Other };
    }
    if plain_float(first).is_some() && keys.iter().all(|key| plain_float(key).is_some_and(|v| !v.is_nan())) {
        return Kind::Floats;
    }
    Kind::Other
}

/// The value of a float that is not of a subclass.
#[inline]
fn plain_float(object: &Obj) -> Option<f64> {
    match object.value().as_immediate_float() {
        Some(value) => Some(value),
        None if object.is_exact::<float::Float>() => float::value(object),
        None => None,
    }
}

/// An integer that orders as the float does; both zeros give the same.
fn float_order(key: &Obj) -> i64 {
    let bits = (plain_float(key).unwrap_or(0.0) + 0.0).to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

/// A string of one byte per character, with its first eight at hand.
struct NarrowText<'a> {
    prefix: u64,
    bytes: &'a [u8],
}

impl<'a> NarrowText<'a> {
    fn new(key: &'a Obj) -> NarrowText<'a> {
        let bytes = key.exact::<Str>().map_or(&[][..], Str::raw);
        let mut first = [0; 8];
        let count = bytes.len().min(8);
        first[..count].copy_from_slice(&bytes[..count]);
        NarrowText { prefix: u64::from_be_bytes(first), bytes }
    }

    #[inline]
    fn cmp(&self, other: &NarrowText) -> Ordering {
        self.prefix.cmp(&other.prefix).then_with(|| self.bytes.cmp(other.bytes))
    }
}

/// `a < b`.
#[inline]
fn is_less(t: &Thread, a: &Obj, b: &Obj) -> PyResult<bool> {
    if let (Some(x), Some(y)) = (a.exact::<Tuple>(), b.exact::<Tuple>()) {
        for (x, y) in x.items().iter().zip(y.items()) {
            if !equal(t, x, y)? {
                return is_less_plain(t, x, y);
            }
        }
        return Ok(x.len() < y.len());
    }
    is_less_plain(t, a, b)
}

/// `a < b`, with short cuts for numbers and strings.
#[inline]
fn is_less_plain(t: &Thread, a: &Obj, b: &Obj) -> PyResult<bool> {
    if let (Some(x), Some(y)) = (a.value().as_int(), b.value().as_int()) {
        return Ok(x < y);
    }
    if let (Some(x), Some(y)) = (a.exact::<Str>(), b.exact::<Str>()) {
        return Ok(match (x.units(), y.units()) {
            (Units::One(x), Units::One(y)) => x < y,
            (Units::Two(x), Units::Two(y)) => x < y,
            (x, y) => x.iter().lt(y.iter()),
        });
    }
    if let (Some(x), Some(y)) = (a.value().as_immediate_float(), b.value().as_immediate_float()) {
        return Ok(x < y);
    }
    let result = protocol::rich_compare(t, a, b, Comparison::Lt)?;
    protocol::is_true(t, &result)
}
