//! The methods of `set` and `frozenset`.

use taipan_macros::pymethods;

use super::table::{FrozenSet, Set};
use super::{algebra, class};
use crate::exceptions as exc;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// The methods both types have. `$set` turns the receiver into a [`Set`].
macro_rules! shared_methods {
    ($class:ident, $list:ident, $name:tt, $set:expr, $copy:expr, $generic:tt) => {
        #[pymethods(list = $list, class = $name)]
        impl $class {
            /// Return a shallow copy of a set.
            #[pymethod(name = "copy", returns = $name)]
            fn method_copy(t: &Thread, this: &$class) -> PyResult {
                $copy(t, this)
            }

            /// Return a new set with elements in the set that are not in the others.
            #[pymethod(name = "difference", sig = "($self, /, *others)", returns = $name)]
            fn method_difference(t: &Thread, this: &$class, others: &[Obj]) -> PyResult<Ref<Set>> {
                let Some((first, rest)) = others.split_first() else { return algebra::copy(t, $set(this)) };
                let result = algebra::difference(t, $set(this), first)?;
                for other in rest {
                    algebra::difference_update(t, &result, other)?;
                }
                Ok(result)
            }

            /// Return a new set with elements common to the set and all others.
            #[pymethod(name = "intersection", sig = "($self, /, *others)", returns = $name)]
            fn method_intersection(t: &Thread, this: &$class, others: &[Obj]) -> PyResult<Ref<Set>> {
                algebra::intersection_all(t, $set(this), others)
            }

            /// Return True if two sets have a null intersection.
            #[pymethod(sig = "($self, other, /)", returns = "bool")]
            fn isdisjoint(t: &Thread, this: &$class, other: &Obj) -> PyResult<bool> {
                algebra::is_disjoint(t, $set(this), other)
            }

            /// Report whether another set contains this set.
            #[pymethod(sig = "($self, other, /)", returns = "bool")]
            fn issubset(t: &Thread, this: &$class, other: &Obj) -> PyResult<bool> {
                algebra::is_subset(t, $set(this), other)
            }

            /// Report whether this set contains another set.
            #[pymethod(sig = "($self, other, /)", returns = "bool")]
            fn issuperset(t: &Thread, this: &$class, other: &Obj) -> PyResult<bool> {
                algebra::is_superset(t, $set(this), other)
            }

            /// Return state information for pickling.
            #[pymethod]
            fn __reduce__(t: &Thread, this: &$class) -> PyResult {
                class::reduce(t, &this.borrowed(), $set(this))
            }

            /// S.__sizeof__() -> size of S in memory, in bytes.
            #[pymethod]
            fn __sizeof__(_t: &Thread, this: &$class) -> usize {
                this.borrowed().type_of().basicsize.get() + $set(this).table_bytes()
            }

            /// Return a new set with elements in either the set or other but not both.
            #[pymethod(name = "symmetric_difference", sig = "($self, other, /)", returns = $name)]
            fn method_symmetric_difference(t: &Thread, this: &$class, other: &Obj) -> PyResult<Ref<Set>> {
                algebra::symmetric_difference(t, $set(this), other)
            }

            /// Return a new set with elements from the set and all others.
            #[pymethod(name = "union", sig = "($self, /, *others)", returns = $name)]
            fn method_union(t: &Thread, this: &$class, others: &[Obj]) -> PyResult<Ref<Set>> {
                let result = algebra::copy(t, $set(this))?;
                for other in others {
                    algebra::update(t, &result, other)?;
                }
                Ok(result)
            }

            #[doc = $generic]
            #[pyclassmethod(sig = "(object, /)")]
            fn __class_getitem__(t: &Thread, class: &Obj, item: &Obj) -> PyResult {
                crate::builtins::generic_alias(t, class, item)
            }
        }
    };
}

fn copy_set(t: &Thread, this: &Set) -> PyResult {
    algebra::copy(t, this).map(Ref::into_obj)
}

fn copy_frozen_set(t: &Thread, this: &FrozenSet) -> PyResult {
    if this.borrowed().is_exact::<FrozenSet>() {
        return Ok(Obj::clone(&this.borrowed()));
    }
    algebra::copy(t, this.as_set()).map(Ref::into_obj)
}

fn as_is(set: &Set) -> &Set {
    set
}

shared_methods!(Set, SET_METHODS, "set", as_is, copy_set, "sets are generic over the type of their elements");
shared_methods!(
    FrozenSet,
    FROZENSET_METHODS,
    "frozenset",
    FrozenSet::as_set,
    copy_frozen_set,
    "frozensets are generic over the type of their elements"
);

#[pymethods(list = SET_MUTATING_METHODS, class = "set")]
impl Set {
    /// Add an element to a set.
    ///
    /// This has no effect if the element is already present.
    #[pymethod(name = "add", sig = "($self, object, /)", returns = "None")]
    fn method_add(t: &Thread, this: &Set, object: &Obj) -> PyResult<()> {
        this.add(t, object).map(drop)
    }

    /// Remove all elements from this set.
    #[pymethod(name = "clear", returns = "None")]
    fn method_clear(_t: &Thread, this: &Set) {
        this.clear();
    }

    /// Remove an element from a set if it is a member.
    ///
    /// Unlike set.remove(), the discard() method does not raise
    /// an exception when an element is missing from the set.
    #[pymethod(name = "discard", sig = "($self, object, /)", returns = "None")]
    fn method_discard(t: &Thread, this: &Set, object: &Obj) -> PyResult<()> {
        this.discard(t, object).map(drop)
    }

    /// Remove an element from a set; it must be a member.
    ///
    /// If the element is not a member, raise a KeyError.
    #[pymethod(name = "remove", sig = "($self, object, /)", returns = "None")]
    fn method_remove(t: &Thread, this: &Set, object: &Obj) -> PyResult<()> {
        if this.discard(t, object)? { Ok(()) } else { Err(t.key_error(object)) }
    }

    /// Remove and return an arbitrary set element.
    ///
    /// Raises KeyError if the set is empty.
    #[pymethod(name = "pop")]
    fn method_pop(t: &Thread, this: &Set) -> PyResult {
        this.pop().ok_or_else(|| t.error(&exc::KEY_ERROR, "pop from an empty set"))
    }

    /// Update the set, removing elements found in others.
    #[pymethod(name = "difference_update", sig = "($self, /, *others)", returns = "None")]
    fn method_difference_update(t: &Thread, this: &Set, others: &[Obj]) -> PyResult<()> {
        others.iter().try_for_each(|other| algebra::difference_update(t, this, other))
    }

    /// Update the set, keeping only elements found in it and all others.
    #[pymethod(name = "intersection_update", sig = "($self, /, *others)", returns = "None")]
    fn method_intersection_update(t: &Thread, this: &Set, others: &[Obj]) -> PyResult<()> {
        let kept = algebra::intersection_all(t, this, others)?;
        this.swap(&kept);
        Ok(())
    }

    /// Update the set, keeping only elements found in either set, but not in both.
    #[pymethod(name = "symmetric_difference_update", sig = "($self, other, /)", returns = "None")]
    fn method_symmetric_difference_update(t: &Thread, this: &Set, other: &Obj) -> PyResult<()> {
        algebra::symmetric_difference_update(t, this, other)
    }

    /// Update the set, adding elements from all others.
    #[pymethod(name = "update", sig = "($self, /, *others)", returns = "None")]
    fn method_update(t: &Thread, this: &Set, others: &[Obj]) -> PyResult<()> {
        others.iter().try_for_each(|other| algebra::update(t, this, other))
    }
}
