//! The `dict` type: slots. Its methods and views are in [`crate::builtins::mapping`].

use taipan_macros::pyclass;

use super::Dict;
use crate::builtins::mapping;
use crate::builtins::str::StrBuilder;
use crate::call::Args;
use crate::object::protocol::{self, text::ReprGuard};
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// dict() -> new empty dictionary
/// dict(mapping) -> new dictionary initialized from a mapping object's
///     (key, value) pairs
/// dict(iterable) -> new dictionary initialized as if via:
///     d = {}
///     for k, v in iterable:
///         d[k] = v
/// dict(**kwargs) -> new dictionary initialized with the name=value pairs
///     in the keyword argument list.  For example:  dict(one=1, two=2)
#[pyclass(
    name = "dict",
    gc,
    flags = type_flag::BASE_TYPE | type_flag::DICT_SUBCLASS | type_flag::MAPPING,
    lists = [mapping::DICT_METHODS]
)]
impl Dict {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<Dict>> {
        Dict::with_class(t, class)
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &Dict, args: Args) -> PyResult<()> {
        mapping::update(t, this, args, "dict")
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Dict) -> PyResult {
        if this.is_empty() {
            return crate::builtins::str::intern(t, "{}");
        }
        let Some(_guard) = ReprGuard::enter(t, &this.borrowed()) else {
            return crate::builtins::str::intern(t, "{...}");
        };
        let mut out = StrBuilder::new();
        out.push_str("{");
        let mut position = 0;
        let mut first = true;
        while let Some((key, value)) = this.next_entry(&mut position) {
            if !std::mem::take(&mut first) {
                out.push_str(", ");
            }
            out.push_text(&*protocol::repr(t, &key)?);
            out.push_str(": ");
            out.push_text(&*protocol::repr(t, &value)?);
        }
        out.push_str("}");
        out.finish(t).map(Ref::into_obj)
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.downcast::<Dict>(), other.downcast::<Dict>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        match op {
            Comparison::Eq => mapping::equal(t, a, b).map(Obj::from_bool),
            Comparison::Ne => mapping::equal(t, a, b).map(|equal| Obj::from_bool(!equal)),
            _ => Ok(Obj::NOT_IMPLEMENTED),
        }
    }

    #[pyslot]
    fn __len__(_t: &Thread, this: &Dict) -> PyResult<usize> {
        Ok(this.len())
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &Dict) -> PyResult {
        mapping::DictIterator::keys(t, this)
    }

    #[pyslot]
    fn __getitem__(t: &Thread, this: &Dict, key: &Obj) -> PyResult {
        match this.get(t, key)? {
            Some(value) => Ok(value),
            None => mapping::missing(t, this, key),
        }
    }

    #[pyslot]
    fn __setitem__(t: &Thread, this: &Dict, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
        match value {
            Some(value) => this.set(t, key, value.clone()),
            None => match this.remove(t, key)? {
                Some(_) => Ok(()),
                None => Err(t.key_error(key)),
            },
        }
    }

    #[pyslot]
    fn __contains__(t: &Thread, this: &Dict, key: &Obj) -> PyResult<bool> {
        this.contains(t, key)
    }

    #[pyslot]
    fn __or__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (Some(x), Some(y)) = (a.downcast::<Dict>(), b.downcast::<Dict>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
        let merged = x.copy(t)?;
        merged.merge_dict(t, y, true)?;
        Ok(merged.into_obj())
    }

    #[pyslot]
    fn __ior__(t: &Thread, this: &Dict, other: &Obj) -> PyResult {
        mapping::update_from(t, this, other)?;
        Ok(this.to_ref().into_obj())
    }
}
