//! What lists and tuples share: comparison, searching, subscripts; and the methods of `tuple`.
//!
//! A list may change whenever Python code runs (a comparison, an `__index__`, an iterator): it is read
//! again by index after each such call, and items are owned while they are compared.

use taipan_macros::pymethods;

use super::int;
use super::list::List;
use super::slice::{self, Slice};
use super::str::Str;
use super::tuple::Tuple;
use crate::exceptions as exc;
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, Type};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Raised, Thread};

/// This file declares no classes.
pub const TYPES: &[fn() -> &'static Type] = &[];

/// Equality of two objects where it can be told without running Python code.
#[inline(always)]
pub fn equal_fast(a: &Obj, b: &Obj) -> Option<bool> {
    if a.is(b) {
        return Some(true);
    }
    let (x, y) = (a.value(), b.value());
    if x.is_int() && y.is_int() {
        return Some(false);
    }
    if let (Some(x), Some(y)) = (a.exact::<Str>(), b.exact::<Str>()) {
        return Some(x.equals(y));
    }
    match (x.as_immediate_float(), y.as_immediate_float()) {
        (Some(x), Some(y)) => Some(x == y),
        _ => None,
    }
}

/// Identity or `==`, as containers compare their items.
#[inline]
pub fn equal(t: &Thread, a: &Obj, b: &Obj) -> PyResult<bool> {
    match equal_fast(a, b) {
        Some(equal) => Ok(equal),
        None => protocol::rich_compare_bool(t, a, b, Comparison::Eq),
    }
}

/// `a op b` of two sequences given by their items and lengths, either of which may change under it.
pub fn compare(
    t: &Thread,
    a_get: impl Fn(usize) -> Option<Obj>,
    a_len: impl Fn() -> usize,
    b_get: impl Fn(usize) -> Option<Obj>,
    b_len: impl Fn() -> usize,
    op: Comparison,
) -> PyResult {
    let mut index = 0;
    while let (Some(x), Some(y)) = (a_get(index), b_get(index)) {
        if !equal(t, &x, &y)? {
            return match op {
                Comparison::Eq => Ok(Obj::FALSE),
                Comparison::Ne => Ok(Obj::TRUE),
                _ => protocol::rich_compare(t, &x, &y, op),
            };
        }
        index += 1;
    }
    Ok(Obj::from_bool(int::class::holds(a_len().cmp(&b_len()), op)))
}

/// `a op b` of two lists: unlike tuples, lists of different length are unequal without a look at items.
pub fn list_compare(t: &Thread, a: &List, b: &List, op: Comparison) -> PyResult {
    if a.len() != b.len() && matches!(op, Comparison::Eq | Comparison::Ne) {
        return Ok(Obj::from_bool(op == Comparison::Ne));
    }
    compare(t, |i| a.get(i), || a.len(), |i| b.get(i), || b.len(), op)
}

/// The first index from `start` below `stop` at which the list holds the value.
pub fn find_in_list(t: &Thread, list: &List, value: &Obj, start: usize, stop: usize) -> PyResult<Option<usize>> {
    let mut index = start;
    while index < stop {
        // SAFETY: the fast comparison runs no Python code.
        let fast = match unsafe { list.as_slice() }.get(index) {
            Some(item) => equal_fast(item, value),
            None => return Ok(None),
        };
        let equal = match (fast, list.get(index)) {
            (Some(equal), _) => equal,
            (None, Some(item)) => protocol::rich_compare_bool(t, &item, value, Comparison::Eq)?,
            (None, None) => return Ok(None),
        };
        if equal {
            return Ok(Some(index));
        }
        index += 1;
    }
    Ok(None)
}

/// The items of any iterable, with a message of one's own where it is none (`PySequence_Fast`).
pub fn collect_or(t: &Thread, iterable: &Obj, message: &str) -> PyResult<Vec<Obj>> {
    if iterable.is_exact::<List>() || iterable.is_exact::<Tuple>() {
        return protocol::collect(t, iterable);
    }
    match protocol::iter(t, iterable) {
        Ok(iterator) => protocol::collect(t, &iterator),
        Err(raised) => {
            drop(t.catch(raised, &exc::TYPE_ERROR)?);
            Err(t.type_error(message))
        }
    }
}

#[cold]
fn bad_key(t: &Thread, sequence: &str, key: &Obj) -> Raised {
    t.type_error(format!("{sequence} indices must be integers or slices, not {}", key.type_of().name_text()))
}

/// An index into `length` items; None where it is out of range.
#[inline(always)]
fn within(index: i64, length: usize) -> Option<usize> {
    let index = if index < 0 { index.wrapping_add(length as i64) } else { index };
    // A negative index is far beyond any length as an unsigned one.
    if (index as usize) < length { Some(index as usize) } else { None }
}

/// `tuple[key]`.
#[inline]
pub fn tuple_getitem(t: &Thread, this: &Tuple, key: &Obj) -> PyResult {
    if let Some(index) = key.value().as_int() {
        return match within(index, this.len()) {
            Some(index) => Ok(this.items()[index].clone()),
            None => Err(t.index_error("tuple index out of range")),
        };
    }
    tuple_getitem_slow(t, this, key)
}

#[inline(never)]
fn tuple_getitem_slow(t: &Thread, this: &Tuple, key: &Obj) -> PyResult {
    if let Some(slice) = key.exact::<Slice>() {
        let bounds = slice::bounds(t, slice, || this.len())?;
        let items = this.items();
        if bounds.step == 1 {
            if bounds.count == items.len() && this.borrowed().is_exact::<Tuple>() {
                return Ok(this.to_ref().into_obj());
            }
            let start = bounds.start as usize;
            let part = if bounds.count == 0 { &[] } else { &items[start..start + bounds.count] };
            return Tuple::from_slice(t, part).map(Ref::into_obj);
        }
        if bounds.count == 0 {
            return Tuple::empty(t).map(Ref::into_obj);
        }
        let picked = bounds.indices().map(|i| items[i].clone());
        return Tuple::with_class(t, Tuple::class(), bounds.count, picked).map(Ref::into_obj);
    }
    if !slice::is_index(key) {
        return Err(bad_key(t, "tuple", key));
    }
    match within(int::subscript(t, key)?, this.len()) {
        Some(index) => Ok(this.items()[index].clone()),
        None => Err(t.index_error("tuple index out of range")),
    }
}

/// `list[key]`.
#[inline]
pub fn list_getitem(t: &Thread, this: &List, key: &Obj) -> PyResult {
    if let Some(index) = key.value().as_int() {
        return match within(index, this.len()).and_then(|index| this.get(index)) {
            Some(item) => Ok(item),
            None => Err(t.index_error("list index out of range")),
        };
    }
    list_getitem_slow(t, this, key)
}

#[inline(never)]
fn list_getitem_slow(t: &Thread, this: &List, key: &Obj) -> PyResult {
    if let Some(slice) = key.exact::<Slice>() {
        return list_slice(t, this, slice).map(Ref::into_obj);
    }
    if !slice::is_index(key) {
        return Err(bad_key(t, "list", key));
    }
    let index = int::subscript(t, key)?;
    match within(index, this.len()).and_then(|index| this.get(index)) {
        Some(item) => Ok(item),
        None => Err(t.index_error("list index out of range")),
    }
}

/// The part of a list that a slice names.
pub fn list_slice(t: &Thread, this: &List, slice: &Slice) -> PyResult<Ref<List>> {
    let bounds = slice::bounds(t, slice, || this.len())?;
    // SAFETY: making a list and cloning items run no Python code.
    let items = unsafe { this.as_slice() };
    if bounds.count == 0 {
        return List::new(t);
    }
    if bounds.step == 1 {
        let start = bounds.start as usize;
        return List::from_slice(t, &items[start..start + bounds.count]);
    }
    List::from_exact(t, bounds.count, bounds.indices().map(|index| items[index].clone()))
}

/// `sequence[start:stop]` where that needs no slice object: a builtin sequence, bounds that are small ints or None.
#[inline]
pub fn plain_slice(t: &Thread, sequence: &Obj, start: &Obj, stop: &Obj) -> PyResult<Option<Obj>> {
    let Some(parts) = slice::plain_parts(start, stop) else { return Ok(None) };
    if let Some(list) = sequence.exact::<List>() {
        let bounds = slice::adjust(list.len(), parts);
        let start = bounds.start as usize;
        // SAFETY: making a list and cloning items run no Python code.
        let items = unsafe { list.as_slice() }.get(start..start + bounds.count).unwrap_or(&[]);
        return List::from_slice(t, items).map(|made| Some(made.into_obj()));
    }
    if let Some(text) = sequence.exact::<Str>() {
        return super::str::part_of(t, text, slice::adjust(text.len(), parts)).map(|made| Some(made.into_obj()));
    }
    if let Some(tuple) = sequence.exact::<Tuple>() {
        let bounds = slice::adjust(tuple.len(), parts);
        if bounds.count == tuple.len() {
            return Ok(Some(sequence.clone()));
        }
        let start = bounds.start as usize;
        let items = tuple.items().get(start..start + bounds.count).unwrap_or(&[]);
        return Tuple::from_slice(t, items).map(|made| Some(made.into_obj()));
    }
    Ok(None)
}

/// `list[start:stop] = items` of a list or tuple with as many items, where that needs no slice object. False: it was
/// not done.
#[inline]
pub fn plain_slice_store(sequence: &Obj, start: &Obj, stop: &Obj, value: &Obj) -> bool {
    let (Some(list), Some(parts)) = (sequence.exact::<List>(), slice::plain_parts(start, stop)) else { return false };
    let bounds = slice::adjust(list.len(), parts);
    let items = match (value.exact::<List>(), value.exact::<Tuple>()) {
        // SAFETY: the items are counted before anything is given up.
        (Some(items), _) => unsafe { items.as_slice() },
        (_, Some(items)) => items.items(),
        _ => return false,
    };
    if items.len() != bounds.count {
        return false;
    }
    list.replace_range(bounds.start as usize, items);
    true
}

/// `list[key] = value`, or `del list[key]` where there is no value.
#[inline]
pub fn list_setitem(t: &Thread, this: &List, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    if let (Some(index), Some(value)) = (key.value().as_int(), value) {
        return match within(index, this.len()) {
            Some(index) => {
                drop(this.replace(index, value.clone()));
                Ok(())
            }
            None => Err(t.index_error("list assignment index out of range")),
        };
    }
    list_setitem_slow(t, this, key, value)
}

#[inline(never)]
fn list_setitem_slow(t: &Thread, this: &List, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    if let Some(slice) = key.exact::<Slice>() {
        return list_set_slice(t, this, slice, value);
    }
    if !slice::is_index(key) {
        return Err(bad_key(t, "list", key));
    }
    let index = int::subscript(t, key)?;
    let Some(index) = within(index, this.len()) else {
        return Err(t.index_error("list assignment index out of range"));
    };
    drop(match value {
        Some(value) => this.replace(index, value.clone()),
        None => this.remove(t, index),
    });
    Ok(())
}

fn list_set_slice(t: &Thread, this: &List, slice: &Slice, value: Option<&Obj>) -> PyResult<()> {
    if let Some(value) = value
        && slice.step().is_none()
        && plain_slice_store(&this.borrowed(), slice.start(), slice.stop(), value)
    {
        return Ok(());
    }
    // The new items come first: collecting them may change the list, which the bounds must fit.
    let items = match value {
        Some(value) => Some(collect_or(t, value, "must assign iterable to extended slice")?),
        None => None,
    };
    let bounds = slice::bounds(t, slice, || this.len())?;
    match items {
        items if bounds.step == 1 => {
            let start = bounds.start as usize;
            let mut old = this.splice(t, start, start + bounds.count, items.unwrap_or_default())?;
            // From the end, as CPython does.
            while let Some(item) = old.pop() {
                drop(item);
            }
            Ok(())
        }
        Some(items) => assign_extended(t, this, bounds, items),
        None => delete_extended(t, this, bounds),
    }
}

fn assign_extended(t: &Thread, this: &List, bounds: slice::Bounds, items: Vec<Obj>) -> PyResult<()> {
    if items.len() != bounds.count {
        return Err(t.value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {}",
            items.len(),
            bounds.count
        )));
    }
    let mut old = Vec::with_capacity(items.len());
    for (index, item) in bounds.indices().zip(items) {
        old.push(this.replace(index, item));
    }
    drop(old);
    Ok(())
}

fn delete_extended(t: &Thread, this: &List, bounds: slice::Bounds) -> PyResult<()> {
    if bounds.count == 0 {
        return Ok(());
    }
    // The indices in rising order: the first one, and the distance of the others.
    let step = bounds.step.unsigned_abs() as usize;
    let last = (bounds.start + (bounds.count as i64 - 1) * bounds.step) as usize;
    let first = (bounds.start as usize).min(last);
    let end = (bounds.start as usize).max(last) + 1;
    // Nothing below runs Python code before the list is whole again.
    let range = this.splice(t, first, end, Vec::new())?;
    let mut kept = Vec::with_capacity(range.len() - bounds.count);
    let mut gone = Vec::with_capacity(bounds.count);
    for (offset, item) in range.into_iter().enumerate() {
        if offset % step == 0 { gone.push(item) } else { kept.push(item) }
    }
    drop(this.splice(t, first, first, kept)?);
    drop(gone);
    Ok(())
}

#[pymethods(list = TUPLE_METHODS, class = "tuple")]
impl Tuple {
    #[pymethod]
    fn __getnewargs__(t: &Thread, this: &Tuple) -> PyResult {
        let items =
            if this.borrowed().is_exact::<Tuple>() { this.to_ref() } else { Tuple::from_slice(t, this.items())? };
        Tuple::from_vec(t, vec![items.into_obj()]).map(Ref::into_obj)
    }

    /// Return first index of value.
    ///
    /// Raises ValueError if the value is not present.
    #[pymethod(sig = "($self, value, start=0, stop=sys.maxsize, /)", returns = "int")]
    fn index(t: &Thread, this: &Tuple, value: &Obj, start: Option<&Obj>, stop: Option<&Obj>) -> PyResult<usize> {
        let items = this.items();
        let start = slice::search_bound(t, start, 0, items.len())?;
        let stop = slice::search_bound(t, stop, items.len(), items.len())?.min(items.len());
        for (index, item) in items.iter().enumerate().take(stop).skip(start) {
            if equal(t, item, value)? {
                return Ok(index);
            }
        }
        Err(t.value_error("tuple.index(x): x not in tuple"))
    }

    /// Return number of occurrences of value.
    #[pymethod(sig = "($self, value, /)", returns = "int")]
    fn count(t: &Thread, this: &Tuple, value: &Obj) -> PyResult<usize> {
        let mut count = 0;
        for item in this.items() {
            count += equal(t, item, value)? as usize;
        }
        Ok(count)
    }

    /// Tuples are generic over the types of their contents.
    ///
    /// For example, use ``tuple[int, str]`` for a pair whose first element
    /// is an int and second element is a string.
    ///
    /// Tuples also support the form ``tuple[T, ...]`` to indicate
    /// an arbitrary length tuple of elements of type T.
    #[pyclassmethod(sig = "(object, /)")]
    fn __class_getitem__(t: &Thread, class: &Obj, item: &Obj) -> PyResult {
        super::generic_alias(t, class, item)
    }
}

/// A tuple of two.
#[inline]
pub fn pair(t: &Thread, a: Obj, b: Obj) -> PyResult {
    Tuple::with_class(t, Tuple::class(), 2, [a, b].into_iter()).map(Ref::into_obj)
}

/// `(function, arguments)`: what `__reduce__` returns.
pub fn reduction(t: &Thread, function: Obj, arguments: Vec<Obj>) -> PyResult {
    pair(t, function, Tuple::from_vec(t, arguments)?.into_obj())
}

/// `(function, arguments, state)`: what `__reduce__` returns.
pub fn reduction_with_state(t: &Thread, function: Obj, arguments: Vec<Obj>, state: Obj) -> PyResult {
    let arguments = Tuple::from_vec(t, arguments)?.into_obj();
    Tuple::from_vec(t, vec![function, arguments, state]).map(Ref::into_obj)
}

/// The builtin function of a name, as `builtins` has it now.
pub fn builtin(t: &Thread, name: &str) -> PyResult {
    match t.interp().builtins().get_text(t, name)? {
        Some(function) => Ok(function),
        None => Err(t.error(&exc::ATTRIBUTE_ERROR, name)),
    }
}
