//! Iteration.

use crate::builtins::list::List;
use crate::builtins::tuple::Tuple;
use crate::object::types::type_flag;
use crate::object::value::Obj;
use crate::thread::{PyResult, Raised, Thread};

/// `iter(object)`.
pub fn iter(t: &Thread, object: &Obj) -> PyResult {
    let class = object.type_of();
    if let Some(iter) = class.slots.iter.get() {
        let iterator = iter(t, object)?;
        if iterator.type_of().slots.next.get().is_none() {
            let name = iterator.type_of().name_text();
            return Err(t.type_error(format!("iter() returned non-iterator of type '{name}'")));
        }
        return Ok(iterator);
    }
    if is_sequence(object) {
        return crate::builtins::iterators::SequenceIterator::new(t, object);
    }
    Err(not_iterable(t, object))
}

#[cold]
fn not_iterable(t: &Thread, object: &Obj) -> Raised {
    t.type_error(format!("'{}' object is not iterable", object.type_of().name_text()))
}

/// Whether the object can be indexed as a sequence (dicts and types cannot).
pub fn is_sequence(object: &Obj) -> bool {
    let class = object.type_of();
    class.slots.getitem.get().is_some()
        && !class.has_flag(type_flag::DICT_SUBCLASS)
        && !class.has_flag(type_flag::MAPPING)
}

/// The next item; None when the iterator is exhausted.
#[inline]
pub fn next(t: &Thread, iterator: &Obj) -> PyResult<Option<Obj>> {
    match iterator.type_of().slots.next.get() {
        Some(next) => next(t, iterator),
        None => Err(t.type_error(format!("'{}' object is not an iterator", iterator.type_of().name_text()))),
    }
}

/// Calls `f` for each item of an iterable.
pub fn for_each(t: &Thread, iterable: &Obj, mut f: impl FnMut(Obj) -> PyResult<()>) -> PyResult<()> {
    if let Some(tuple) = iterable.exact::<Tuple>() {
        for item in tuple.items() {
            f(item.clone())?;
        }
        return Ok(());
    }
    if let Some(list) = iterable.exact::<List>() {
        // The list may change under `f`; it is read by index like its iterator does.
        let mut index = 0;
        while let Some(item) = list.get(index) {
            f(item)?;
            index += 1;
        }
        return Ok(());
    }
    let iterator = iter(t, iterable)?;
    while let Some(item) = next(t, &iterator)? {
        f(item)?;
    }
    Ok(())
}

/// The items of an iterable.
pub fn collect(t: &Thread, iterable: &Obj) -> PyResult<Vec<Obj>> {
    if let Some(tuple) = iterable.exact::<Tuple>() {
        return Ok(tuple.items().to_vec());
    }
    if let Some(list) = iterable.exact::<List>() {
        return Ok(list.to_vec());
    }
    let hint = super::length_hint(t, iterable, 8)?;
    let mut items = Vec::new();
    if items.try_reserve(hint.min(1 << 20)).is_err() {
        return Err(t.no_memory());
    }
    for_each(t, iterable, |item| {
        items.push(item);
        Ok(())
    })?;
    Ok(items)
}

/// Exactly `count` items, with the messages of tuple unpacking.
pub fn unpack(t: &Thread, iterable: &Obj, count: usize) -> PyResult<Vec<Obj>> {
    let class = iterable.type_of();
    if class.slots.iter.get().is_none() && !is_sequence(iterable) {
        return Err(t.type_error(format!("cannot unpack non-iterable {} object", class.name_text())));
    }
    let iterator = iter(t, iterable)?;
    let mut items = Vec::with_capacity(count);
    for got in 0..count {
        match next(t, &iterator)? {
            Some(item) => items.push(item),
            None => return Err(not_enough(t, count, got)),
        }
    }
    if next(t, &iterator)?.is_some() {
        return Err(too_many(t, iterable, count));
    }
    Ok(items)
}

#[cold]
pub fn not_enough(t: &Thread, expected: usize, got: usize) -> Raised {
    t.value_error(format!("not enough values to unpack (expected {expected}, got {got})"))
}

/// "too many values to unpack", with the number where it is known without iterating.
#[cold]
pub fn too_many(t: &Thread, iterable: &Obj, expected: usize) -> Raised {
    let known = iterable.type_of().has_flag(type_flag::LIST_SUBCLASS)
        || iterable.type_of().has_flag(type_flag::TUPLE_SUBCLASS)
        || iterable.type_of().has_flag(type_flag::DICT_SUBCLASS);
    if known && let Ok(got) = super::len(t, iterable) {
        return t.value_error(format!("too many values to unpack (expected {expected}, got {got})"));
    }
    t.value_error(format!("too many values to unpack (expected {expected})"))
}
