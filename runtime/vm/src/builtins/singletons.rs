//! `None`, `NotImplemented`, `Ellipsis`: types whose only value is an immediate.

use taipan_macros::pyclass;

use crate::call::Args;
use crate::object::header::Header;
use crate::object::types::Type;
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread};

macro_rules! singleton {
    ($layout:ident) => {
        /// Stands for the type; no object of this layout exists.
        #[repr(C)]
        pub struct $layout {
            head: Header,
        }
    };
}

singleton!(NoneType);
singleton!(NotImplementedType);
singleton!(EllipsisType);

/// The type of the None singleton.
#[pyclass(name = "NoneType")]
impl NoneType {
    #[pyslot]
    fn __new__(t: &Thread, _class: &Type, args: Args) -> PyResult {
        no_arguments(t, "NoneType", args)?;
        Ok(Obj::NONE)
    }

    #[pyslot]
    fn __repr__(t: &Thread, _this: &Obj) -> PyResult {
        super::str::intern(t, "None")
    }

    #[pyslot]
    fn __bool__(_t: &Thread, _this: &Obj) -> PyResult<bool> {
        Ok(false)
    }

    #[pyslot]
    fn __or__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        super::union_of(t, a, b)
    }

    #[pyslot]
    fn __hash__(_t: &Thread, _this: &Obj) -> PyResult<i64> {
        Ok(0xFCA8_6420)
    }
}

/// The type of the NotImplemented singleton.
#[pyclass(name = "NotImplementedType")]
impl NotImplementedType {
    #[pyslot]
    fn __new__(t: &Thread, _class: &Type, args: Args) -> PyResult {
        no_arguments(t, "NotImplementedType", args)?;
        Ok(Obj::NOT_IMPLEMENTED)
    }

    #[pyslot]
    fn __repr__(t: &Thread, _this: &Obj) -> PyResult {
        super::str::intern(t, "NotImplemented")
    }

    #[pyslot]
    fn __bool__(t: &Thread, _this: &Obj) -> PyResult<bool> {
        Err(t.type_error("NotImplemented should not be used in a boolean context"))
    }

    #[pymethod]
    fn __reduce__(t: &Thread, _this: &Obj) -> PyResult {
        super::str::intern(t, "NotImplemented")
    }
}

/// The type of the Ellipsis singleton.
#[pyclass(name = "ellipsis")]
impl EllipsisType {
    #[pyslot]
    fn __new__(t: &Thread, _class: &Type, args: Args) -> PyResult {
        no_arguments(t, "EllipsisType", args)?;
        Ok(Obj::ELLIPSIS)
    }

    #[pyslot]
    fn __repr__(t: &Thread, _this: &Obj) -> PyResult {
        super::str::intern(t, "Ellipsis")
    }

    #[pymethod]
    fn __reduce__(t: &Thread, _this: &Obj) -> PyResult {
        super::str::intern(t, "Ellipsis")
    }
}

fn no_arguments(t: &Thread, class: &str, args: Args) -> PyResult<()> {
    if args.is_empty() { Ok(()) } else { Err(t.type_error(format!("{class} takes no arguments"))) }
}

pub fn none_type() -> &'static Type {
    NoneType::class()
}

pub fn not_implemented_type() -> &'static Type {
    NotImplementedType::class()
}

pub fn ellipsis_type() -> &'static Type {
    EllipsisType::class()
}
