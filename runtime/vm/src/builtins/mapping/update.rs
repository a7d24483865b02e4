//! Merging into a dict: other dicts, anything with `keys()`, iterables of pairs, keyword arguments.

use super::{HashedEntry, key_hash, next_hashed};
use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::sequence::collect_or;
use crate::builtins::str;
use crate::call::{self, Args};
use crate::exceptions as exc;
use crate::object::attributes;
use crate::object::protocol;
use crate::object::types::{NativeType, Type};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Raised, Thread, names};

/// `dict.update(*args, **keywords)`, also under other names (`dict`, for messages).
pub fn update(t: &Thread, dict: &Dict, args: Args, function: &str) -> PyResult<()> {
    args.check_positional(t, function, 0, 1)?;
    if let Some(argument) = args.get(0) {
        update_from(t, dict, argument)?;
    }
    for (name, value) in args.keywords().iter() {
        dict.set(t, name, value.clone())?;
    }
    Ok(())
}

/// `dict.update(argument)`: a mapping, or an iterable of pairs.
pub fn update_from(t: &Thread, dict: &Dict, argument: &Obj) -> PyResult<()> {
    if let Some(other) = argument.exact::<Dict>() {
        return merge_dict(t, dict, other);
    }
    match attributes::get_optional(t, argument, &names::keys)? {
        Some(_) => merge_mapping(t, dict, argument),
        None => merge_pairs(t, dict, argument),
    }
}

/// Whether the object iterates as plain dicts do, so that its entries may be read directly.
fn iterates_as_dict(object: &Obj) -> Option<&Dict> {
    let dict = object.downcast::<Dict>()?;
    let address = |class: &Type| class.slots.iter.get().map(|f| f as usize);
    (address(object.type_of()) == address(Dict::class())).then_some(dict)
}

/// Adds the entries of another dict, with the hashes known there.
pub fn merge_dict(t: &Thread, dict: &Dict, other: &Dict) -> PyResult<()> {
    if dict.is(other) {
        return Ok(());
    }
    let size = other.len();
    let mut position = 0;
    while let Some(HashedEntry { key, value, hash }) = next_hashed(other, &mut position) {
        dict.set_hashed(t, &key, hash, value)?;
        if other.len() != size {
            return Err(t.runtime_error("dict mutated during update"));
        }
    }
    Ok(())
}

/// Adds what a mapping gives for each of its `keys()`.
pub fn merge_mapping(t: &Thread, dict: &Dict, mapping: &Obj) -> PyResult<()> {
    if let Some(other) = iterates_as_dict(mapping) {
        return merge_dict(t, dict, other);
    }
    let keys = call::call_method0(t, mapping, &names::keys)?;
    let keys = match protocol::iter(t, &keys) {
        Ok(iterator) => protocol::collect(t, &iterator)?,
        Err(raised) => {
            drop(t.catch(raised, &exc::TYPE_ERROR)?);
            let (class, given) = (mapping.type_of().name_text(), keys.type_of().name_text());
            return Err(t.type_error(format!("{class}.keys() returned a non-iterable (type {given})")));
        }
    };
    for key in &keys {
        let value = protocol::get_item(t, mapping, key)?;
        let hash = key_hash(t, key)?;
        dict.set_hashed(t, key, hash, value)?;
    }
    Ok(())
}

/// Adds the pairs an iterable gives.
pub fn merge_pairs(t: &Thread, dict: &Dict, pairs: &Obj) -> PyResult<()> {
    let iterator = protocol::iter(t, pairs)?;
    let mut index = 0;
    while let Some(item) = protocol::next(t, &iterator)? {
        let (key, value) = pair_of(t, &item, index)?;
        let hash = key_hash(t, &key)?;
        dict.set_hashed(t, &key, hash, value)?;
        index += 1;
    }
    Ok(())
}

fn pair_of(t: &Thread, item: &Obj, index: usize) -> PyResult<(Obj, Obj)> {
    if let Some(tuple) = item.exact::<crate::builtins::tuple::Tuple>() {
        return match tuple.items() {
            [key, value] => Ok((key.clone(), value.clone())),
            items => Err(wrong_length(t, index, items.len())),
        };
    }
    if let Some(list) = item.exact::<List>() {
        return match (list.len(), list.get(0), list.get(1)) {
            (2, Some(key), Some(value)) => Ok((key, value)),
            (length, ..) => Err(wrong_length(t, index, length)),
        };
    }
    let items = match collect_or(t, item, "object is not iterable") {
        Ok(items) => items,
        Err(raised) => return Err(with_note(t, raised, index)),
    };
    match <[Obj; 2]>::try_from(items) {
        Ok([key, value]) => Ok((key, value)),
        Err(items) => Err(wrong_length(t, index, items.len())),
    }
}

#[cold]
fn wrong_length(t: &Thread, index: usize, length: usize) -> Raised {
    t.value_error(format!("dictionary update sequence element #{index} has length {length}; 2 is required"))
}

/// Notes on a TypeError which element it was about.
#[cold]
fn with_note(t: &Thread, raised: Raised, index: usize) -> Raised {
    if !t.raised_is(&exc::TYPE_ERROR) {
        return raised;
    }
    let exception = t.take_exception(raised);
    let note = format!("Cannot convert dictionary update sequence element #{index} to a sequence");
    let noted = str::intern(t, "add_note")
        .and_then(|name| Ok((name, str::Str::new(t, &note)?.into_obj())))
        .and_then(|(name, note)| call::call_method1(t, &exception, &name, &note));
    match noted {
        Ok(_) => t.raise_as_is(exception),
        Err(raised) => raised,
    }
}

/// A shallow copy as a plain dict.
pub fn copy(t: &Thread, dict: &Dict) -> PyResult<Ref<Dict>> {
    let copy = Dict::with_capacity(t, dict.len())?;
    merge_dict(t, &copy, dict)?;
    Ok(copy)
}

/// `dict.fromkeys(iterable, value)` of a class.
pub fn from_keys(t: &Thread, class: &Obj, iterable: &Obj, value: &Obj) -> PyResult {
    let made = call::call0(t, class)?;
    let plain = made.exact::<Dict>().map(|dict| dict.to_ref());
    if let (Some(dict), Some(other)) = (&plain, iterable.exact::<Dict>()) {
        let size = other.len();
        let mut position = 0;
        while let Some(entry) = next_hashed(other, &mut position) {
            dict.set_hashed(t, &entry.key, entry.hash, value.clone())?;
            if other.len() != size {
                return Err(t.runtime_error("dict mutated during update"));
            }
        }
        return Ok(made);
    }
    protocol::for_each(t, iterable, |key| match &plain {
        Some(dict) => {
            let hash = key_hash(t, &key)?;
            dict.set_hashed(t, &key, hash, value.clone())
        }
        None => protocol::set_item(t, &made, &key, value),
    })?;
    Ok(made)
}
