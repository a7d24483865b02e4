//! Operations whose types do not exist yet. Each fails with one clear exception.

use crate::exceptions as exc;
use crate::object::value::Obj;
use crate::thread::{PyResult, Raised, Thread};

fn pending(t: &Thread, what: &str) -> Raised {
    t.error(&exc::NOT_IMPLEMENTED_ERROR, format!("not supported yet: {what}"))
}

/// A template string of its parts.
pub fn template(t: &Thread, _strings: &Obj, _interpolations: &Obj) -> PyResult {
    Err(pending(t, "template strings"))
}

/// An interpolation of a template string.
pub fn interpolation(t: &Thread, _value: &Obj, _expression: &Obj, _conversion: Option<&str>, _spec: &Obj) -> PyResult {
    Err(pending(t, "template strings"))
}

pub fn typing_intrinsic_1(t: &Thread, _which: u32, _value: &Obj) -> PyResult {
    Err(pending(t, "type parameters"))
}

pub fn typing_intrinsic_2(t: &Thread, _which: u32, _a: &Obj, _b: &Obj) -> PyResult {
    Err(pending(t, "type parameters"))
}
