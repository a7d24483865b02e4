//! Key and item views as sets: comparison, the set operators, `isdisjoint`. Results are plain sets.

use super::{DictItems, DictKeys, next_hashed};
use crate::builtins::dict::Dict;
use crate::builtins::sequence::{equal, pair};
use crate::builtins::set::{self, Set};
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

fn is_set_view(object: &Obj) -> bool {
    object.is_exact::<DictKeys>() || object.is_exact::<DictItems>()
}

/// Whether every item of `a` is in `b`.
fn all_contained(t: &Thread, a: &Obj, b: &Obj) -> PyResult<bool> {
    let iterator = protocol::iter(t, a)?;
    while let Some(item) = protocol::next(t, &iterator)? {
        if !protocol::contains(t, b, &item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Comparison with sets and other views, as sets compare.
pub fn compare(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
    if set::any_set(other).is_none() && !is_set_view(other) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let (a, b) = (protocol::len(t, this)?, protocol::len(t, other)?);
    let holds = match op {
        Comparison::Eq => a == b && all_contained(t, this, other)?,
        Comparison::Ne => !(a == b && all_contained(t, this, other)?),
        Comparison::Lt => a < b && all_contained(t, this, other)?,
        Comparison::Le => a <= b && all_contained(t, this, other)?,
        Comparison::Gt => a > b && all_contained(t, other, this)?,
        Comparison::Ge => a >= b && all_contained(t, other, this)?,
    };
    Ok(Obj::from_bool(holds))
}

/// The left operand as a new set.
fn to_set(t: &Thread, object: &Obj) -> PyResult<Ref<Set>> {
    let made = Set::new(t)?;
    match object.exact::<DictKeys>() {
        // The dict knows the hashes of its keys.
        Some(keys) if keys.dict().obj().is_exact::<Dict>() => set::update(t, &made, keys.dict().obj())?,
        _ => set::update(t, &made, object)?,
    }
    Ok(made)
}

/// `a - b`.
pub fn difference(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
    let result = to_set(t, a)?;
    set::difference_update(t, &result, b)?;
    Ok(result.into_obj())
}

/// `a | b`.
pub fn union(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
    let result = to_set(t, a)?;
    set::update(t, &result, b)?;
    Ok(result.into_obj())
}

/// `a ^ b`.
pub fn symmetric_difference(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
    if let (Some(x), Some(y)) = (a.exact::<DictItems>(), b.exact::<DictItems>()) {
        return items_symmetric_difference(t, x.dict(), y.dict());
    }
    let result = to_set(t, a)?;
    set::symmetric_difference_update(t, &result, b)?;
    Ok(result.into_obj())
}

/// `a.items() ^ b.items()`, which hashes only the values that differ.
fn items_symmetric_difference(t: &Thread, a: &Dict, b: &Dict) -> PyResult {
    let rest = super::update::copy(t, a)?;
    let result = Set::new(t)?;
    let mut position = 0;
    while let Some(entry) = next_hashed(b, &mut position) {
        let mine = rest.get_hashed(t, &entry.key, entry.hash)?;
        let same = match &mine {
            Some(mine) => equal(t, mine, &entry.value)?,
            None => false,
        };
        if same {
            drop(rest.remove_hashed(t, &entry.key, entry.hash)?);
        } else {
            result.add(t, &pair(t, entry.key, entry.value)?)?;
        }
    }
    let mut position = 0;
    while let Some((key, value)) = rest.next_entry(&mut position) {
        result.add(t, &pair(t, key, value)?)?;
    }
    Ok(result.into_obj())
}

/// `a & b`.
pub fn intersection(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
    // The operator may have been reached from the right operand.
    let (mut view, mut other) = if is_set_view(a) { (a, b) } else { (b, a) };
    let size = protocol::len(t, view)?;
    if other.is_exact::<Set>() && size <= protocol::len(t, other)? {
        let Some(set) = set::any_set(other) else { return Err(t.system_error("not a set")) };
        return set::intersection(t, set, view).map(Ref::into_obj);
    }
    if is_set_view(other) && protocol::len(t, other)? > size {
        std::mem::swap(&mut view, &mut other);
    }
    let result = Set::new(t)?;
    protocol::for_each(t, other, |item| {
        if protocol::contains(t, view, &item)? {
            result.add(t, &item)?;
        }
        Ok(())
    })?;
    Ok(result.into_obj())
}

/// `view.isdisjoint(other)`.
pub fn is_disjoint(t: &Thread, this: &Obj, other: &Obj) -> PyResult<bool> {
    if this.is(other) {
        return Ok(protocol::len(t, this)? == 0);
    }
    let (mut view, mut other) = (this, other);
    let sized = set::any_set(other).is_some() || is_set_view(other);
    if sized && protocol::len(t, other)? > protocol::len(t, view)? {
        std::mem::swap(&mut view, &mut other);
    }
    let iterator = protocol::iter(t, other)?;
    while let Some(item) = protocol::next(t, &iterator)? {
        if protocol::contains(t, view, &item)? {
            return Ok(false);
        }
    }
    Ok(true)
}
