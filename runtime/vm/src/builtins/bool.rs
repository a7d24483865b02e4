//! `bool`: an int subclass whose two values are immediates.

use taipan_macros::pyclass;

use crate::call::Args;
use crate::object::header::Header;
use crate::object::protocol;
use crate::object::types::Type;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread};

use super::int::Int;
use super::str;

/// Stands for the type; no object of this layout exists.
#[repr(C)]
pub struct Bool {
    head: Header,
}

/// Returns True when the argument is true, False otherwise.
/// The builtins True and False are the only two instances of the class bool.
/// The class bool is a subclass of the class int, and cannot be subclassed.
#[pyclass(name = "bool", base = Int)]
impl Bool {
    #[pyslot]
    fn __new__(t: &Thread, _class: &Type, args: Args) -> PyResult<bool> {
        args.no_keywords(t, "bool")?;
        args.check_positional(t, "bool", 0, 1)?;
        match args.get(0) {
            Some(value) => protocol::is_true(t, value),
            None => Ok(false),
        }
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Obj) -> PyResult {
        str::intern(t, if this.is_true() { "True" } else { "False" })
    }

    #[pyslot]
    fn __and__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        logic(t, a, b, |x, y| x & y, |slots| slots.and.get())
    }

    #[pyslot]
    fn __or__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        logic(t, a, b, |x, y| x | y, |slots| slots.or.get())
    }

    #[pyslot]
    fn __xor__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        logic(t, a, b, |x, y| x ^ y, |slots| slots.xor.get())
    }

    #[pyslot]
    fn __invert__(t: &Thread, this: &Obj) -> PyResult {
        crate::exceptions::warnings::deprecation(
            t,
            "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise inversion of the underlying int object and is usually not what you expect from the negation of a bool object. Use the 'not' operator for boolean negation or ~int(x) for the bitwise inversion of the underlying int.",
        )?;
        Ok(Obj::from_i32(if this.is_true() { -2 } else { -1 }))
    }
}

fn as_bool(object: &Obj) -> Option<bool> {
    match object.value() {
        Value::TRUE => Some(true),
        Value::FALSE => Some(false),
        _ => None,
    }
}

/// The operator on two bools; anything else is int's affair.
fn logic(
    t: &Thread,
    a: &Obj,
    b: &Obj,
    op: fn(bool, bool) -> bool,
    int_slot: fn(&crate::object::slots::Slots) -> Option<crate::object::slots::Binary>,
) -> PyResult {
    if let (Some(x), Some(y)) = (as_bool(a), as_bool(b)) {
        return Ok(Obj::from_bool(op(x, y)));
    }
    match int_slot(&Int::class().slots) {
        Some(slot) => slot(t, a, b),
        None => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// The type object.
pub fn class() -> &'static Type {
    Bool::class()
}
