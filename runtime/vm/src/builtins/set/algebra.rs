//! Operations between a set and another one, a dict, or any iterable.
//!
//! The order of elements in results follows from the order of additions here, which is CPython's.

use super::{Set, any_set, element_hash, raw_hash};
use crate::builtins::dict::Dict;
use crate::builtins::mapping::next_hashed;
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

fn is_same(set: &Set, other: &Obj) -> bool {
    set.borrowed().is(other)
}

/// A copy as a plain set or frozenset.
pub fn copy(t: &Thread, set: &Set) -> PyResult<Ref<Set>> {
    let copy = Set::with_class(t, set.base_class())?;
    copy.merge(t, set)?;
    Ok(copy)
}

/// Adds the items of any iterable.
pub fn update(t: &Thread, set: &Set, other: &Obj) -> PyResult<()> {
    if let Some(other) = any_set(other) {
        return set.merge(t, other);
    }
    if let Some(dict) = other.exact::<Dict>() {
        set.reserve(t, dict.len())?;
        let mut position = 0;
        while let Some(entry) = next_hashed(dict, &mut position) {
            set.add_hashed(t, &entry.key, entry.hash)?;
        }
        return Ok(());
    }
    protocol::for_each(t, other, |item| set.add(t, &item).map(drop))
}

impl Set {
    /// Adds the items of any iterable.
    pub fn update(&self, t: &Thread, other: &Obj) -> PyResult<()> {
        update(t, self, other)
    }
}

/// The elements that are also in `other`.
pub fn intersection(t: &Thread, set: &Set, other: &Obj) -> PyResult<Ref<Set>> {
    if is_same(set, other) {
        return copy(t, set);
    }
    let result = Set::with_class(t, set.base_class())?;
    if let Some(other) = any_set(other) {
        let (small, large) = if other.len() > set.len() { (set, other) } else { (other, set) };
        let mut position = 0;
        while let Some((key, hash)) = small.next_entry(&mut position) {
            if large.contains_hashed(t, &key, hash)? {
                result.add_hashed(t, &key, hash)?;
            }
        }
        return Ok(result);
    }
    protocol::for_each(t, other, |item| {
        let hash = raw_hash(t, &item)?;
        if set.contains_hashed(t, &item, hash)? {
            result.add_hashed(t, &item, hash)?;
        }
        Ok(())
    })?;
    Ok(result)
}

/// The elements that are in all of `others`.
pub fn intersection_all(t: &Thread, set: &Set, others: &[Obj]) -> PyResult<Ref<Set>> {
    let Some((first, rest)) = others.split_first() else { return copy(t, set) };
    let mut result = intersection(t, set, first)?;
    for other in rest {
        result = intersection(t, &result, other)?;
    }
    Ok(result)
}

/// Removes the items of any iterable.
pub fn difference_update(t: &Thread, set: &Set, other: &Obj) -> PyResult<()> {
    if is_same(set, other) {
        set.clear();
        return Ok(());
    }
    match any_set(other) {
        Some(others) => {
            // Against a much larger set, only what is common needs removing.
            let common = if others.len() >> 3 > set.len() { Some(intersection(t, set, other)?) } else { None };
            let others = common.as_deref().unwrap_or(others);
            let mut position = 0;
            while let Some((key, hash)) = others.next_entry(&mut position) {
                set.discard_hashed(t, &key, hash)?;
            }
        }
        None => protocol::for_each(t, other, |item| {
            let hash = element_hash(t, &item)?;
            set.discard_hashed(t, &item, hash).map(drop)
        })?,
    }
    set.sweep(t)
}

/// The elements that are not in `other`.
pub fn difference(t: &Thread, set: &Set, other: &Obj) -> PyResult<Ref<Set>> {
    let others = any_set(other);
    let dict = other.exact::<Dict>();
    let size = others.map(Set::len).or(dict.map(Dict::len));
    if size.is_none_or(|size| set.len() >> 2 > size) {
        let result = copy(t, set)?;
        difference_update(t, &result, other)?;
        return Ok(result);
    }
    let result = Set::with_class(t, set.base_class())?;
    let mut position = 0;
    while let Some((key, hash)) = set.next_entry(&mut position) {
        let shared = match (others, dict) {
            (Some(others), _) => others.contains_hashed(t, &key, hash)?,
            (None, Some(dict)) => dict.get_hashed(t, &key, hash)?.is_some(),
            (None, None) => false,
        };
        if !shared {
            result.add_hashed(t, &key, hash)?;
        }
    }
    Ok(result)
}

/// Adds what is in only one of the two, removes what is in both; `others` is a set.
fn toggle(t: &Thread, set: &Set, others: &Set) -> PyResult<()> {
    let mut position = 0;
    while let Some((key, hash)) = others.next_entry(&mut position) {
        if !set.discard_hashed(t, &key, hash)? {
            set.add_hashed(t, &key, hash)?;
        }
    }
    Ok(())
}

/// Keeps what is in the set or in the iterable, but not in both.
pub fn symmetric_difference_update(t: &Thread, set: &Set, other: &Obj) -> PyResult<()> {
    if is_same(set, other) {
        set.clear();
        return Ok(());
    }
    if let Some(others) = any_set(other) {
        return toggle(t, set, others);
    }
    if let Some(dict) = other.exact::<Dict>() {
        let mut position = 0;
        while let Some(entry) = next_hashed(dict, &mut position) {
            if !set.discard_hashed(t, &entry.key, entry.hash)? {
                set.add_hashed(t, &entry.key, entry.hash)?;
            }
        }
        return Ok(());
    }
    let others = Set::new(t)?;
    update(t, &others, other)?;
    toggle(t, set, &others)
}

/// What is in the set or in the iterable, but not in both.
pub fn symmetric_difference(t: &Thread, set: &Set, other: &Obj) -> PyResult<Ref<Set>> {
    let result = Set::with_class(t, set.base_class())?;
    update(t, &result, other)?;
    toggle(t, &result, set)?;
    Ok(result)
}

/// Whether `other` has all elements.
pub fn is_subset_of(t: &Thread, set: &Set, other: &Set) -> PyResult<bool> {
    if set.len() > other.len() {
        return Ok(false);
    }
    let mut position = 0;
    while let Some((key, hash)) = set.next_entry(&mut position) {
        if !other.contains_hashed(t, &key, hash)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `set.issubset(other)`.
pub fn is_subset(t: &Thread, set: &Set, other: &Obj) -> PyResult<bool> {
    match any_set(other) {
        Some(other) => is_subset_of(t, set, other),
        None => Ok(intersection(t, set, other)?.len() == set.len()),
    }
}

/// `set.issuperset(other)`.
pub fn is_superset(t: &Thread, set: &Set, other: &Obj) -> PyResult<bool> {
    if let Some(other) = any_set(other) {
        return is_subset_of(t, other, set);
    }
    let iterator = protocol::iter(t, other)?;
    while let Some(item) = protocol::next(t, &iterator)? {
        let hash = element_hash(t, &item)?;
        if !set.contains_hashed(t, &item, hash)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `set.isdisjoint(other)`.
pub fn is_disjoint(t: &Thread, set: &Set, other: &Obj) -> PyResult<bool> {
    if is_same(set, other) {
        return Ok(set.is_empty());
    }
    if let Some(others) = any_set(other) {
        let (small, large) = if others.len() > set.len() { (set, others) } else { (others, set) };
        let mut position = 0;
        while let Some((key, hash)) = small.next_entry(&mut position) {
            if large.contains_hashed(t, &key, hash)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    let iterator = protocol::iter(t, other)?;
    while let Some(item) = protocol::next(t, &iterator)? {
        let hash = element_hash(t, &item)?;
        if set.contains_hashed(t, &item, hash)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `a op b`; NotImplemented where one is no set.
pub fn compare(t: &Thread, a: &Obj, b: &Obj, op: Comparison) -> PyResult {
    let (Some(a), Some(b)) = (any_set(a), any_set(b)) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let holds = match op {
        Comparison::Eq | Comparison::Ne => {
            let hashes_differ = a.hash.get() != -1 && b.hash.get() != -1 && a.hash.get() != b.hash.get();
            let equal = a.len() == b.len() && !hashes_differ && is_subset_of(t, a, b)?;
            equal == (op == Comparison::Eq)
        }
        Comparison::Le => is_subset_of(t, a, b)?,
        Comparison::Ge => is_subset_of(t, b, a)?,
        Comparison::Lt => a.len() < b.len() && is_subset_of(t, a, b)?,
        Comparison::Gt => a.len() > b.len() && is_subset_of(t, b, a)?,
    };
    Ok(Obj::from_bool(holds))
}
