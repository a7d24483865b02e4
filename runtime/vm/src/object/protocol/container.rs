//! Length, subscripts, containment.

use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::str::intern::latin1;
use crate::builtins::str::{Str, Units};
use crate::builtins::tuple::Tuple;
use crate::builtins::{int, mapping, sequence};
use crate::call::invoke::call_special;
use crate::exceptions as exc;
use crate::object::attributes;
use crate::object::types::Type;
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread, names};

/// `len(object)`.
pub fn len(t: &Thread, object: &Obj) -> PyResult<usize> {
    if let Some(list) = object.exact::<List>() {
        return Ok(list.len());
    }
    if let Some(text) = object.exact::<Str>() {
        return Ok(text.len());
    }
    match object.type_of().slots.length.get() {
        Some(length) => length(t, object),
        None => Err(t.type_error(format!("object of type '{}' has no len()", object.type_of().name_text()))),
    }
}

/// `operator.length_hint(object, default)`.
pub fn length_hint(t: &Thread, object: &Obj, default: usize) -> PyResult<usize> {
    if let Some(length) = object.type_of().slots.length.get() {
        match length(t, object) {
            Ok(length) => return Ok(length),
            Err(raised) => drop(t.catch(raised, &exc::TYPE_ERROR)?),
        }
    }
    let hint = match call_special(t, object, &names::__length_hint__, &[]) {
        Ok(None) => return Ok(default),
        Ok(Some(hint)) => hint,
        Err(raised) => {
            drop(t.catch(raised, &exc::TYPE_ERROR)?);
            return Ok(default);
        }
    };
    if hint.is_not_implemented() {
        return Ok(default);
    }
    if !int::is_int(&hint) {
        let class = hint.type_of().name_text();
        return Err(t.type_error(format!("__length_hint__ must be an integer, not {class}")));
    }
    let hint = int::index_as_i64(t, &hint, "Python int too large to convert to C ssize_t")?;
    usize::try_from(hint).map_err(|_| t.value_error("__length_hint__() should return >= 0"))
}

/// `object[key]`.
pub fn get_item(t: &Thread, object: &Obj, key: &Obj) -> PyResult {
    // The commonest containers without the way over their type's slots.
    if let Some(dict) = object.exact::<Dict>() {
        return match dict.get(t, key)? {
            Some(value) => Ok(value),
            None => mapping::missing(t, dict, key),
        };
    }
    if let Some(index) = key.value().as_int()
        && let Some(item) = item_at(object, index)
    {
        return Ok(item);
    }
    if let Some(getitem) = object.type_of().slots.getitem.get() {
        return getitem(t, object, key);
    }
    if let Some(class) = object.downcast::<Type>() {
        if class.is(Type::class()) {
            return crate::builtins::generic_alias(t, object, key);
        }
        if let Some(method) = attributes::get_optional(t, object, &names::__class_getitem__)? {
            return crate::call::call1(t, &method, key);
        }
        return Err(t.type_error(format!("type '{}' is not subscriptable", class.name_text())));
    }
    Err(t.type_error(format!("'{}' object is not subscriptable", object.type_of().name_text())))
}

/// The item of a builtin sequence at an index within bounds.
#[inline(always)]
fn item_at(object: &Obj, index: i64) -> Option<Obj> {
    let place = |length: usize| if index < 0 { index + length as i64 } else { index } as usize;
    if let Some(list) = object.exact::<List>() {
        return list.get(place(list.len()));
    }
    if let Some(tuple) = object.exact::<Tuple>() {
        return tuple.items().get(place(tuple.len())).cloned();
    }
    if let Some(text) = object.exact::<Str>()
        && let Units::One(units) = text.units()
    {
        return units.get(place(units.len())).map(|&byte| latin1(byte).into_obj());
    }
    None
}

/// `object[key] = value`.
pub fn set_item(t: &Thread, object: &Obj, key: &Obj, value: &Obj) -> PyResult<()> {
    if let Some(dict) = object.exact::<Dict>() {
        return dict.set(t, key, value.clone());
    }
    match object.type_of().slots.setitem.get() {
        Some(setitem) => setitem(t, object, key, Some(value)),
        None => {
            Err(t.type_error(format!("'{}' object does not support item assignment", object.type_of().name_text())))
        }
    }
}

/// `del object[key]`.
pub fn del_item(t: &Thread, object: &Obj, key: &Obj) -> PyResult<()> {
    match object.type_of().slots.setitem.get() {
        Some(setitem) => setitem(t, object, key, None),
        None => {
            // As in CPython, where sequences and indices meet their own message.
            let class = object.type_of();
            let is_sequence = class.is_heap_type() || class.slots.length.get().is_some();
            let is_index = key.value().is_int() || key.type_of().slots.index.get().is_some();
            let verb = if is_sequence && is_index { "doesn't" } else { "does not" };
            Err(t.type_error(format!("'{}' object {verb} support item deletion", class.name_text())))
        }
    }
}

/// In texts up to this length a character is looked for one by one.
const SHORT_TEXT: usize = 32;

/// `item in object`.
pub fn contains(t: &Thread, object: &Obj, item: &Obj) -> PyResult<bool> {
    if let Some(dict) = object.exact::<Dict>() {
        return dict.contains(t, item);
    }
    if let Some(text) = object.exact::<Str>()
        && let Some(needle) = item.exact::<Str>()
        && let (Some(text), Some([byte])) = (text.as_ascii(), needle.as_ascii().map(str::as_bytes))
        && text.len() <= SHORT_TEXT
    {
        return Ok(text.as_bytes().contains(byte));
    }
    if let Some(tuple) = object.exact::<Tuple>() {
        for element in tuple.items() {
            if sequence::equal(t, element, item)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    match object.type_of().slots.contains.get() {
        Some(contains) => contains(t, object, item),
        None => contains_by_iteration(t, object, item),
    }
}

/// `item in object` for what can only be iterated.
pub fn contains_by_iteration(t: &Thread, object: &Obj, item: &Obj) -> PyResult<bool> {
    let iterator = match super::iter(t, object) {
        Ok(iterator) => iterator,
        Err(raised) => {
            if !t.raised_is(&exc::TYPE_ERROR) {
                return Err(raised);
            }
            drop(t.take_exception(raised));
            let class = object.type_of().name_text();
            return Err(t.type_error(format!("argument of type '{class}' is not a container or iterable")));
        }
    };
    while let Some(element) = super::next(t, &iterator)? {
        if super::equals(t, &element, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}
