//! Methods of `float`.

use taipan_macros::pymethods;

use super::class::{receiver, to_int};
use super::{Float, from_f64};
use crate::builtins::int;
use crate::builtins::object::pair;
use crate::builtins::str::{Str, format_spec};
use crate::builtins::tuple::Tuple;
use crate::call;
use crate::numeric::float_hex::{self, HexFloatError};
use crate::numeric::float_ops;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// An instance of the class that a class method was called on.
fn instance(t: &Thread, class: &Obj, value: f64) -> PyResult {
    let made = from_f64(t, value)?;
    if class.value() == Float::class().borrowed_obj().value() { Ok(made) } else { call::call1(t, class, &made) }
}

#[pymethods(list = FLOAT_METHODS, class = "float")]
impl Float {
    /// Return True if the float is an integer.
    #[pymethod(returns = "bool", effects = "pure")]
    fn is_integer(_t: &Thread, this: &Obj) -> bool {
        let value = receiver(this);
        value.is_finite() && value.floor() == value
    }

    /// Return self, the complex conjugate of any float.
    #[pymethod(returns = "float", effects = "pure")]
    fn conjugate(t: &Thread, this: &Obj) -> PyResult {
        from_f64(t, receiver(this))
    }

    /// Return the Integral closest to x between 0 and x.
    #[pymethod(returns = "int")]
    fn __trunc__(t: &Thread, this: &Obj) -> PyResult {
        to_int(t, receiver(this))
    }

    /// Return the floor as an Integral.
    #[pymethod(returns = "int")]
    fn __floor__(t: &Thread, this: &Obj) -> PyResult {
        to_int(t, receiver(this).floor())
    }

    /// Return the ceiling as an Integral.
    #[pymethod(returns = "int")]
    fn __ceil__(t: &Thread, this: &Obj) -> PyResult {
        to_int(t, receiver(this).ceil())
    }

    /// Return the Integral closest to x, rounding half toward even.
    #[pymethod(sig = "($self, ndigits=None, /)")]
    fn __round__(t: &Thread, this: &Obj, ndigits: Option<&Obj>) -> PyResult {
        let value = receiver(this);
        let Some(digits) = ndigits.filter(|digits| !digits.is_none()) else {
            return to_int(t, value.round_ties_even());
        };
        let digits = int::index_clipped(t, digits)?;
        match float_ops::round_digits(value, digits) {
            Some(rounded) => from_f64(t, rounded),
            None => Err(t.overflow_error("rounded value too large to represent")),
        }
    }

    /// Return a pair of integers, whose ratio is exactly equal to the original float.
    #[pymethod(returns = "tuple")]
    fn as_integer_ratio(t: &Thread, this: &Obj) -> PyResult {
        let value = receiver(this);
        match float_ops::as_integer_ratio(value) {
            Some((numerator, denominator)) => {
                pair(t, int::from_number(t, numerator)?, int::from_number(t, denominator)?)
            }
            None if value.is_nan() => Err(t.value_error("cannot convert NaN to integer ratio")),
            None => Err(t.overflow_error("cannot convert Infinity to integer ratio")),
        }
    }

    /// Return a hexadecimal representation of a floating-point number.
    #[pymethod(returns = "str")]
    fn hex(_t: &Thread, this: &Obj) -> String {
        float_hex::format_hex(receiver(this))
    }

    /// Create a floating-point number from a hexadecimal string.
    #[pyclassmethod(sig = "($type, string, /)")]
    fn fromhex(t: &Thread, class: &Obj, string: &Obj) -> PyResult {
        let Some(text) = Str::of(string) else {
            return Err(t.type_error("bad argument type for built-in operation"));
        };
        match float_hex::parse_hex(text.utf8(t)?.as_bytes()) {
            Ok(value) => instance(t, class, value),
            Err(error @ HexFloatError::Invalid) => Err(t.value_error(error.message())),
            Err(error @ HexFloatError::TooLarge) => Err(t.overflow_error(error.message())),
        }
    }

    /// Convert real number to a floating-point number.
    #[pyclassmethod(sig = "($type, number, /)")]
    fn from_number(t: &Thread, class: &Obj, number: &Obj) -> PyResult {
        let is_base = class.value() == Float::class().borrowed_obj().value();
        let is_exact = number.value().as_immediate_float().is_some() || number.is_exact::<Float>();
        if is_base && is_exact {
            return Ok(number.clone());
        }
        instance(t, class, super::as_f64(t, number)?)
    }

    /// You probably don't want to use this function.
    #[pyclassmethod(sig = "($type, typestr, /)", returns = "str")]
    fn __getformat__(t: &Thread, _class: &Obj, typestr: &Str) -> PyResult<&'static str> {
        match typestr.as_ascii() {
            Some("double" | "float") => Ok("IEEE, little-endian"),
            _ => Err(t.value_error("__getformat__() argument 1 must be 'double' or 'float'")),
        }
    }

    /// Formats the float according to format_spec.
    #[pymethod(sig = "($self, format_spec, /)", returns = "str")]
    fn __format__(t: &Thread, this: &Obj, format_spec: &Str) -> PyResult<Ref<Str>> {
        format_spec::format_float_object(t, this, receiver(this), format_spec)
    }

    #[pymethod(returns = "tuple")]
    fn __getnewargs__(t: &Thread, this: &Obj) -> PyResult<Ref<Tuple>> {
        Tuple::from_slice(t, &[from_f64(t, receiver(this))?])
    }
}
