//! The `set` and `frozenset` types: slots.

use taipan_macros::pyclass;

use super::iterator::SetIterator;
use super::methods::{FROZENSET_METHODS, SET_METHODS, SET_MUTATING_METHODS};
use super::table::{FrozenSet, Set};
use super::{algebra, any_set, frozen_hash};
use crate::builtins::list::List;
use crate::builtins::str::StrBuilder;
use crate::call::Args;
use crate::object::protocol::{self, text::ReprGuard};
use crate::object::slots::Comparison;
use crate::object::types::{Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// Both operands as sets, or NotImplemented.
macro_rules! operands {
    ($a:expr, $b:expr) => {
        match (any_set($a), any_set($b)) {
            (Some(a), Some(_)) => a,
            _ => return Ok(Obj::NOT_IMPLEMENTED),
        }
    };
}

fn repr(t: &Thread, this: &Obj, set: &Set) -> PyResult {
    let name = this.type_of().name_text();
    let mut out = StrBuilder::new();
    if set.is_empty() {
        out.push_str(&format!("{name}()"));
        return out.finish(t).map(Ref::into_obj);
    }
    let Some(_guard) = ReprGuard::enter(t, this) else {
        out.push_str(&format!("{name}(...)"));
        return out.finish(t).map(Ref::into_obj);
    };
    let named = !this.type_of().is(Set::class());
    if named {
        out.push_str(&name);
        out.push_str("(");
    }
    out.push_str("{");
    for (i, item) in set.items().iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        out.push_text(&*protocol::repr(t, item)?);
    }
    out.push_str(if named { "})" } else { "}" });
    out.finish(t).map(Ref::into_obj)
}

fn union(t: &Thread, set: &Set, other: &Obj) -> PyResult {
    let result = algebra::copy(t, set)?;
    algebra::update(t, &result, other)?;
    Ok(result.into_obj())
}

/// Build an unordered collection of unique elements.
#[pyclass(
    name = "set",
    gc,
    flags = type_flag::BASE_TYPE | type_flag::WEAKREFABLE,
    lists = [SET_METHODS, SET_MUTATING_METHODS]
)]
impl Set {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<Set>> {
        Set::with_class(t, class)
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
        args.no_keywords(t, "set")?;
        args.check_positional(t, &this.type_of().name_text(), 0, 1)?;
        let Some(set) = any_set(this) else { return Err(t.system_error("not a set")) };
        set.clear();
        match args.get(0) {
            Some(iterable) => algebra::update(t, set, iterable),
            None => Ok(()),
        }
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Obj) -> PyResult {
        match any_set(this) {
            Some(set) => repr(t, this, set),
            None => Err(t.system_error("not a set")),
        }
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        algebra::compare(t, this, other, op)
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &Set) -> PyResult {
        SetIterator::new(t, this)
    }

    #[pyslot]
    fn __len__(_t: &Thread, this: &Set) -> PyResult<usize> {
        Ok(this.len())
    }

    #[pyslot]
    fn __contains__(t: &Thread, this: &Set, key: &Obj) -> PyResult<bool> {
        this.contains(t, key)
    }

    #[pyslot]
    fn __sub__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        algebra::difference(t, operands!(a, b), b).map(Ref::into_obj)
    }

    #[pyslot]
    fn __and__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        algebra::intersection(t, operands!(a, b), b).map(Ref::into_obj)
    }

    #[pyslot]
    fn __xor__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        algebra::symmetric_difference(t, operands!(a, b), b).map(Ref::into_obj)
    }

    #[pyslot]
    fn __or__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        union(t, operands!(a, b), b)
    }

    #[pyslot]
    fn __isub__(t: &Thread, this: &Obj, other: &Obj) -> PyResult {
        algebra::difference_update(t, operands!(this, other), other)?;
        Ok(this.clone())
    }

    #[pyslot]
    fn __iand__(t: &Thread, this: &Obj, other: &Obj) -> PyResult {
        let set = operands!(this, other);
        let kept = algebra::intersection(t, set, other)?;
        set.swap(&kept);
        Ok(this.clone())
    }

    #[pyslot]
    fn __ixor__(t: &Thread, this: &Obj, other: &Obj) -> PyResult {
        algebra::symmetric_difference_update(t, operands!(this, other), other)?;
        Ok(this.clone())
    }

    #[pyslot]
    fn __ior__(t: &Thread, this: &Obj, other: &Obj) -> PyResult {
        algebra::update(t, operands!(this, other), other)?;
        Ok(this.clone())
    }
}

/// Build an immutable unordered collection of unique elements.
#[pyclass(
    name = "frozenset",
    gc,
    flags = type_flag::BASE_TYPE | type_flag::WEAKREFABLE,
    lists = [FROZENSET_METHODS]
)]
impl FrozenSet {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult {
        let exact = class.is(FrozenSet::class());
        let address = |class: &Type| class.slots.init.get().map(|f| f as usize);
        if exact || address(class) == address(FrozenSet::class()) {
            args.no_keywords(t, "frozenset")?;
        }
        args.check_positional(t, &class.name_text(), 0, 1)?;
        if let Some(iterable) = args.get(0)
            && exact
            && iterable.is_exact::<FrozenSet>()
        {
            return Ok(iterable.clone());
        }
        let made = Set::with_class(t, class)?;
        if let Some(iterable) = args.get(0) {
            algebra::update(t, &made, iterable)?;
        }
        Ok(made.into_obj())
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Obj) -> PyResult {
        match any_set(this) {
            Some(set) => repr(t, this, set),
            None => Err(t.system_error("not a set")),
        }
    }

    #[pyslot]
    fn __hash__(_t: &Thread, this: &FrozenSet) -> PyResult<i64> {
        let set = this.as_set();
        if set.hash.get() == -1 {
            set.hash.set(frozen_hash(set));
        }
        Ok(set.hash.get())
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        algebra::compare(t, this, other, op)
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &FrozenSet) -> PyResult {
        SetIterator::new(t, this.as_set())
    }

    #[pyslot]
    fn __len__(_t: &Thread, this: &FrozenSet) -> PyResult<usize> {
        Ok(this.as_set().len())
    }

    #[pyslot]
    fn __contains__(t: &Thread, this: &FrozenSet, key: &Obj) -> PyResult<bool> {
        this.as_set().contains(t, key)
    }

    #[pyslot]
    fn __sub__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        algebra::difference(t, operands!(a, b), b).map(Ref::into_obj)
    }

    #[pyslot]
    fn __and__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        algebra::intersection(t, operands!(a, b), b).map(Ref::into_obj)
    }

    #[pyslot]
    fn __xor__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        algebra::symmetric_difference(t, operands!(a, b), b).map(Ref::into_obj)
    }

    #[pyslot]
    fn __or__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        union(t, operands!(a, b), b)
    }
}

/// `(class, ([items],), state)`: what `__reduce__` of sets returns.
pub(super) fn reduce(t: &Thread, this: &Obj, set: &Set) -> PyResult {
    let items = List::from_vec(t, set.items())?.into_obj();
    let state = crate::builtins::reduce::get_state(t, this)?;
    let class = this.type_of().borrowed_obj().clone();
    crate::builtins::sequence::reduction_with_state(t, class, vec![items], state)
}
