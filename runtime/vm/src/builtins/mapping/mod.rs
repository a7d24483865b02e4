//! What `dict` can do beyond its slots: methods, merging, iterators, views; and `mappingproxy`.
//!
//! | file | what |
//! |---|---|
//! | [`methods`] | the methods of `dict` |
//! | [`update`] | merging of mappings and of pairs |
//! | [`iterators`] | iterators over keys, values and items, forwards and backwards |
//! | [`views`], [`view_sets`] | `dict.keys()` and its like, as sets |
//! | [`proxy`] | read-only views of any mapping |
//!
//! A dict may change whenever Python code runs (`__eq__`, `__hash__`): entries are read by position, and
//! owned while they are used.

pub mod iterators;
pub mod methods;
pub mod proxy;
pub mod update;
pub mod view_sets;
pub mod views;

pub use iterators::{
    DictIterator, DictKeyIterator, ItemIterator, ReverseItemIterator, ReverseKeyIterator, ReverseValueIterator,
    ValueIterator,
};
pub use methods::DICT_METHODS;
pub use proxy::MappingProxy;
pub use update::{update, update_from};
pub use views::{DictItems, DictKeys, DictValues};

use super::dict::Dict;
use super::str::Str;
use crate::call::invoke::call_special;
use crate::exceptions as exc;
use crate::object::protocol;
use crate::object::types::{NativeType, Type};
use crate::object::value::Obj;
use crate::thread::{PyResult, Raised, Thread, names};

/// The classes of this folder.
pub const TYPES: &[fn() -> &'static Type] = &[
    DictKeyIterator::class,
    ValueIterator::class,
    ItemIterator::class,
    ReverseKeyIterator::class,
    ReverseValueIterator::class,
    ReverseItemIterator::class,
    DictKeys::class,
    DictValues::class,
    DictItems::class,
    MappingProxy::class,
];

/// An entry with the hash of its key.
pub struct HashedEntry {
    pub key: Obj,
    pub value: Obj,
    pub hash: i64,
}

/// The entry at or after `position`, and where to go on from. Runs no Python code.
#[inline]
pub fn next_hashed(dict: &Dict, position: &mut usize) -> Option<HashedEntry> {
    // SAFETY: a dict's table lives until the dict changes, which nothing here does.
    match unsafe { dict.table_ptr().as_ref() } {
        Some(table) => {
            let at = table.next_live(*position)?;
            *position = at + 1;
            // SAFETY: a live entry owns key and value.
            unsafe {
                let entry = &*table.entry(at);
                Some(HashedEntry { key: entry.key.to_obj(), value: entry.value.to_obj(), hash: entry.hash })
            }
        }
        None => {
            // The view over an instance's slots: names are its keys.
            let (key, value) = dict.next_entry(position)?;
            let hash = key.downcast::<Str>().map_or(0, Str::hash_value);
            Some(HashedEntry { key, value, hash })
        }
    }
}

/// `hash(key)` of a key to a dict.
#[inline]
pub fn key_hash(t: &Thread, key: &Obj) -> PyResult<i64> {
    match super::dict::hash_of(t, key) {
        Ok(hash) => Ok(hash),
        Err(raised) => Err(unhashable(t, raised, key, "a dict key")),
    }
}

/// Names what an unhashable object was to be used as, where its hash failed with a plain TypeError.
#[cold]
pub fn unhashable(t: &Thread, raised: Raised, key: &Obj, role: &str) -> Raised {
    let exception = t.take_exception(raised);
    if !exception.type_of().is(&exc::TYPE_ERROR) {
        return t.raise_as_is(exception);
    }
    let reason = match protocol::str_text(t, &exception) {
        Ok(reason) => reason,
        Err(raised) => return raised,
    };
    if reason.starts_with("cannot use '") && reason.contains(role) {
        return t.raise_as_is(exception);
    }
    t.type_error(format!("cannot use '{}' as {role} ({reason})", full_name(t, key.type_of())))
}

/// The name of a class with its module, builtins without (`%T`).
fn full_name(t: &Thread, class: &Type) -> String {
    let object = class.borrowed_obj();
    let text = |name: &Obj| match crate::object::attributes::get(t, &object, name) {
        Ok(value) => value.downcast::<Str>().map(Str::to_string_lossy),
        Err(raised) => {
            drop(t.take_exception(raised));
            None
        }
    };
    let name = text(&names::__qualname__).unwrap_or_else(|| class.name_text());
    match text(&names::__module__) {
        Some(module) if module != "builtins" && module != "__main__" => format!("{module}.{name}"),
        _ => name,
    }
}

/// What a subscript of a dict gives for a key that is not there: `__missing__` of a subclass, or KeyError.
#[cold]
pub fn missing(t: &Thread, dict: &Dict, key: &Obj) -> PyResult {
    let object = dict.borrowed();
    if !object.is_exact::<Dict>()
        && let Some(value) = call_special(t, &object, &names::__missing__, std::slice::from_ref(key))?
    {
        return Ok(value);
    }
    Err(t.key_error(key))
}

/// Whether two dicts have the same keys with equal values.
pub fn equal(t: &Thread, a: &Dict, b: &Dict) -> PyResult<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    let mut position = 0;
    while let Some(entry) = next_hashed(a, &mut position) {
        let Some(other) = b.get_hashed(t, &entry.key, entry.hash)? else { return Ok(false) };
        if !super::sequence::equal(t, &other, &entry.value)? {
            return Ok(false);
        }
    }
    Ok(true)
}
