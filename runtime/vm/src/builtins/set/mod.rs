//! `set` and `frozenset`: open-addressing hash tables that share one layout.
//!
//! | file | what |
//! |---|---|
//! | [`table`] | the table: probing, growth, iteration |
//! | [`algebra`] | unions, intersections and their like, also with any iterable |
//! | [`class`], [`methods`] | the two types |
//! | [`iterator`] | the iterator over either |
//!
//! Sets have no order of their own, but programs print them: probing and growth follow CPython's rules
//! (`Objects/setobject.c` is the place to compare), so that equal histories give equal orders.

pub mod algebra;
pub mod class;
pub mod iterator;
pub mod methods;
pub mod table;

pub use algebra::{difference_update, intersection, symmetric_difference_update, update};
pub use iterator::SetIterator;
pub use table::{FrozenSet, Set};

use super::str::Str;
use crate::exceptions as exc;
use crate::numeric::hash::{FrozenSetHasher, hash_i64};
use crate::object::protocol;
use crate::object::types::Type;
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread};

/// The classes of this folder.
pub const TYPES: &[fn() -> &'static Type] = &[Set::class, FrozenSet::class, SetIterator::class];

/// The object as a set of either type.
#[inline]
pub fn any_set(object: &Obj) -> Option<&Set> {
    if let Some(set) = object.exact::<Set>() {
        return Some(set);
    }
    match object.exact::<FrozenSet>() {
        Some(set) => Some(set.as_set()),
        None => any_set_slow(object),
    }
}

#[inline(never)]
fn any_set_slow(object: &Obj) -> Option<&Set> {
    match object.downcast::<Set>() {
        Some(set) => Some(set),
        None => object.downcast::<FrozenSet>().map(FrozenSet::as_set),
    }
}

/// A frozenset of items.
pub fn frozen_set(t: &Thread, items: Vec<Obj>) -> PyResult {
    let made = Set::with_class(t, FrozenSet::class())?;
    for item in &items {
        made.add(t, item)?;
    }
    Ok(made.into_obj())
}

/// `hash(key)`, without a message of its own.
#[inline]
fn raw_hash(t: &Thread, key: &Obj) -> PyResult<i64> {
    if let Some(value) = key.value().as_int() {
        return Ok(hash_i64(value));
    }
    match key.exact::<Str>() {
        Some(text) => Ok(text.hash_value()),
        None => protocol::hash(t, key),
    }
}

/// `hash(key)` of an element.
#[inline]
pub fn element_hash(t: &Thread, key: &Obj) -> PyResult<i64> {
    raw_hash(t, key).map_err(|raised| super::mapping::unhashable(t, raised, key, "a set element"))
}

/// The hash by which an element is looked for: a set stands for the frozenset of its items.
#[inline]
fn lookup_hash(t: &Thread, key: &Obj) -> PyResult<i64> {
    match raw_hash(t, key) {
        Ok(hash) => Ok(hash),
        Err(raised) => match key.downcast::<Set>() {
            Some(set) if t.raised_is(&exc::TYPE_ERROR) => {
                drop(t.take_exception(raised));
                Ok(frozen_hash(set))
            }
            _ => Err(super::mapping::unhashable(t, raised, key, "a set element")),
        },
    }
}

/// The hash of a frozenset of the set's items.
pub fn frozen_hash(set: &Set) -> i64 {
    let mut hasher = FrozenSetHasher::new();
    set.hashes().for_each(|hash| hasher.add(hash));
    hasher.finish()
}
