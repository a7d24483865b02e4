//! `dict_keys`, `dict_values`, `dict_items`: live views over a dict. Set operations are in
//! [`super::view_sets`].

use taipan_macros::pyclass;

use super::iterators::{Direction, Kind, new_iterator};
use super::{MappingProxy, view_sets};
use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::sequence::equal;
use crate::builtins::str::{self, StrBuilder};
use crate::builtins::tuple::Tuple;
use crate::memory::{self, Visitor};
use crate::object::header::Header;
use crate::object::protocol::{self, text::ReprGuard};
use crate::object::slots::Comparison;
use crate::object::types::type_flag;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

macro_rules! views {
    ($($class:ident, $kind:ident;)*) => {$(
        #[repr(C)]
        pub struct $class {
            head: Header,
            pub(super) dict: Ref<Dict>,
        }

        impl $class {
            pub fn new(t: &Thread, dict: &Dict) -> PyResult {
                let dict = Ref::from_borrowed(dict);
                memory::new_object(t, $class::class(), |head| $class { head, dict }).map(Ref::into_obj)
            }

            /// The dict viewed.
            pub fn dict(&self) -> &Ref<Dict> {
                &self.dict
            }

            fn visit(&self, visitor: &mut Visitor) {
                visitor.object(self.dict.obj());
            }

            fn clear_references(&self, _t: &Thread) {}

            fn iterator(&self, t: &Thread, direction: Direction) -> PyResult {
                new_iterator(t, &self.dict, Kind::$kind, direction)
            }
        }
    )*};
}

views! {
    DictKeys, Keys;
    DictValues, Values;
    DictItems, Items;
}

/// `dict_keys([…])`: the class and the list of what the view gives.
fn repr(t: &Thread, view: &Obj) -> PyResult {
    let Some(_guard) = ReprGuard::enter(t, view) else { return str::intern(t, "...") };
    let items = List::from_vec(t, protocol::collect(t, view)?)?;
    let mut out = StrBuilder::new();
    out.push_str(&view.type_of().name_text());
    out.push_str("(");
    out.push_text(&*protocol::repr(t, items.obj())?);
    out.push_str(")");
    out.finish(t).map(Ref::into_obj)
}

#[pyclass(name = "dict_keys", gc, flags = type_flag::DISALLOW_INSTANTIATION)]
impl DictKeys {
    #[pyslot]
    fn __repr__(t: &Thread, this: &Obj) -> PyResult {
        repr(t, this)
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        view_sets::compare(t, this, other, op)
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &DictKeys) -> PyResult {
        this.iterator(t, Direction::Forward)
    }

    #[pyslot]
    fn __len__(_t: &Thread, this: &DictKeys) -> PyResult<usize> {
        Ok(this.dict.len())
    }

    #[pyslot]
    fn __contains__(t: &Thread, this: &DictKeys, key: &Obj) -> PyResult<bool> {
        let hash = super::key_hash(t, key)?;
        Ok(this.dict.get_hashed(t, key, hash)?.is_some())
    }

    #[pyslot]
    fn __sub__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        view_sets::difference(t, a, b)
    }

    #[pyslot]
    fn __and__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        view_sets::intersection(t, a, b)
    }

    #[pyslot]
    fn __xor__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        view_sets::symmetric_difference(t, a, b)
    }

    #[pyslot]
    fn __or__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        view_sets::union(t, a, b)
    }

    /// Return True if the view and the given iterable have a null intersection.
    #[pymethod(sig = "($self, object, /)", returns = "bool")]
    fn isdisjoint(t: &Thread, this: &Obj, other: &Obj) -> PyResult<bool> {
        view_sets::is_disjoint(t, this, other)
    }

    /// Return a reverse iterator over the dict keys.
    #[pymethod]
    fn __reversed__(t: &Thread, this: &DictKeys) -> PyResult {
        this.iterator(t, Direction::Backward)
    }

    /// dictionary that this view refers to
    #[pygetter]
    fn mapping(t: &Thread, this: &DictKeys) -> PyResult {
        MappingProxy::new(t, this.dict.obj().clone())
    }
}

#[pyclass(name = "dict_values", gc, flags = type_flag::DISALLOW_INSTANTIATION)]
impl DictValues {
    #[pyslot]
    fn __repr__(t: &Thread, this: &Obj) -> PyResult {
        repr(t, this)
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &DictValues) -> PyResult {
        this.iterator(t, Direction::Forward)
    }

    #[pyslot]
    fn __len__(_t: &Thread, this: &DictValues) -> PyResult<usize> {
        Ok(this.dict.len())
    }

    /// Return a reverse iterator over the dict values.
    #[pymethod]
    fn __reversed__(t: &Thread, this: &DictValues) -> PyResult {
        this.iterator(t, Direction::Backward)
    }

    /// dictionary that this view refers to
    #[pygetter]
    fn mapping(t: &Thread, this: &DictValues) -> PyResult {
        MappingProxy::new(t, this.dict.obj().clone())
    }
}

#[pyclass(name = "dict_items", gc, flags = type_flag::DISALLOW_INSTANTIATION)]
impl DictItems {
    #[pyslot]
    fn __repr__(t: &Thread, this: &Obj) -> PyResult {
        repr(t, this)
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        view_sets::compare(t, this, other, op)
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &DictItems) -> PyResult {
        this.iterator(t, Direction::Forward)
    }

    #[pyslot]
    fn __len__(_t: &Thread, this: &DictItems) -> PyResult<usize> {
        Ok(this.dict.len())
    }

    #[pyslot]
    fn __contains__(t: &Thread, this: &DictItems, item: &Obj) -> PyResult<bool> {
        let Some([key, value]) = item.downcast::<Tuple>().map(Tuple::items) else { return Ok(false) };
        let hash = super::key_hash(t, key)?;
        match this.dict.get_hashed(t, key, hash)? {
            Some(found) => equal(t, &found, value),
            None => Ok(false),
        }
    }

    #[pyslot]
    fn __sub__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        view_sets::difference(t, a, b)
    }

    #[pyslot]
    fn __and__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        view_sets::intersection(t, a, b)
    }

    #[pyslot]
    fn __xor__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        view_sets::symmetric_difference(t, a, b)
    }

    #[pyslot]
    fn __or__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        view_sets::union(t, a, b)
    }

    /// Return True if the view and the given iterable have a null intersection.
    #[pymethod(sig = "($self, object, /)", returns = "bool")]
    fn isdisjoint(t: &Thread, this: &Obj, other: &Obj) -> PyResult<bool> {
        view_sets::is_disjoint(t, this, other)
    }

    /// Return a reverse iterator over the dict items.
    #[pymethod]
    fn __reversed__(t: &Thread, this: &DictItems) -> PyResult {
        this.iterator(t, Direction::Backward)
    }

    /// dictionary that this view refers to
    #[pygetter]
    fn mapping(t: &Thread, this: &DictItems) -> PyResult {
        MappingProxy::new(t, this.dict.obj().clone())
    }
}
