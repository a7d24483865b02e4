//! The `float` type: slots and construction.

use taipan_macros::pyclass;

use super::{Float, from_f64, methods, operand, value};
use crate::builtins::int;
use crate::builtins::str::Str;
use crate::call::Args;
use crate::numeric::float_ops::{self, Power};
use crate::numeric::{float_parse, float_text, hash, int_convert};
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::types::{Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// Both operands as doubles, or NotImplemented.
macro_rules! operands {
    ($t:expr, $a:expr, $b:expr) => {
        match (operand($t, $a)?, operand($t, $b)?) {
            (Some(a), Some(b)) => (a, b),
            _ => return Ok(Obj::NOT_IMPLEMENTED),
        }
    };
}

/// Convert a string or number to a floating-point number, if possible.
#[pyclass(name = "float", flags = type_flag::BASE_TYPE, lists = [methods::FLOAT_METHODS])]
impl Float {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult {
        if class.is(Float::class()) {
            args.no_keywords(t, "float")?;
        }
        args.check_positional(t, "float", 0, 1)?;
        let value = match args.get(0) {
            Some(x) => from_object(t, x)?,
            None => 0.0,
        };
        super::with_class(t, class, value)
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Obj) -> PyResult<Ref<Str>> {
        Str::from_ascii(t, float_text::repr_into(receiver(this), &mut [0; 32]).as_bytes())
    }

    #[pyslot]
    fn __hash__(_t: &Thread, this: &Obj) -> PyResult<i64> {
        Ok(match hash::hash_f64(receiver(this)) {
            Some(hash) => hash,
            None => crate::builtins::object::identity_hash(this),
        })
    }

    #[pyslot]
    fn __richcompare__(_t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let a = receiver(this);
        let order = match value(other) {
            Some(b) => a.partial_cmp(&b),
            None => match int::number(other) {
                Some(b) => int_convert::cmp_float(b, a).map(|order| order.reverse()),
                None => return Ok(Obj::NOT_IMPLEMENTED),
            },
        };
        Ok(Obj::from_bool(match order {
            Some(order) => int::class::holds(order, op),
            None => op == Comparison::Ne,
        }))
    }

    #[pyslot]
    fn __bool__(_t: &Thread, this: &Obj) -> PyResult<bool> {
        Ok(receiver(this) != 0.0)
    }

    #[pyslot]
    fn __add__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(t, a, b);
        from_f64(t, a + b)
    }

    #[pyslot]
    fn __sub__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(t, a, b);
        from_f64(t, a - b)
    }

    #[pyslot]
    fn __mul__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(t, a, b);
        from_f64(t, a * b)
    }

    #[pyslot]
    fn __truediv__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(t, a, b);
        if b == 0.0 {
            return Err(t.zero_division("division by zero"));
        }
        from_f64(t, a / b)
    }

    #[pyslot]
    fn __floordiv__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(t, a, b);
        match float_ops::floor_div(a, b) {
            Some(quotient) => from_f64(t, quotient),
            None => Err(t.zero_division("division by zero")),
        }
    }

    #[pyslot]
    fn __mod__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(t, a, b);
        match float_ops::modulo(a, b) {
            Some(rest) => from_f64(t, rest),
            None => Err(t.zero_division("division by zero")),
        }
    }

    #[pyslot]
    fn __divmod__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(t, a, b);
        match float_ops::div_mod(a, b) {
            Some((quotient, rest)) => crate::builtins::object::pair(t, from_f64(t, quotient)?, from_f64(t, rest)?),
            None => Err(t.zero_division("division by zero")),
        }
    }

    #[pyslot]
    fn __pow__(t: &Thread, a: &Obj, b: &Obj, modulus: &Obj) -> PyResult {
        let (x, y) = operands!(t, a, b);
        if !modulus.is_none() {
            return Err(t.type_error("pow() 3rd argument not allowed unless all arguments are integers"));
        }
        match float_ops::pow(x, y) {
            Power::Value(power) => from_f64(t, power),
            Power::ZeroDivision => Err(t.zero_division("zero to a negative power")),
            Power::Overflow => {
                let message = crate::call::IntoPy::into_py("Numerical result out of range", t)?;
                Err(t.error_with_args(&crate::exceptions::OVERFLOW_ERROR, &[Obj::from_i32(34), message]))
            }
            Power::Complex => crate::builtins::complex_power(t, x, y),
        }
    }

    #[pyslot]
    fn __neg__(t: &Thread, this: &Obj) -> PyResult {
        from_f64(t, -receiver(this))
    }

    #[pyslot]
    fn __pos__(t: &Thread, this: &Obj) -> PyResult {
        from_f64(t, receiver(this))
    }

    #[pyslot]
    fn __abs__(t: &Thread, this: &Obj) -> PyResult {
        from_f64(t, receiver(this).abs())
    }

    #[pyslot]
    fn __int__(t: &Thread, this: &Obj) -> PyResult {
        to_int(t, receiver(this))
    }

    #[pyslot]
    fn __float__(t: &Thread, this: &Obj) -> PyResult {
        from_f64(t, receiver(this))
    }

    /// the real part of a complex number
    #[pygetter]
    fn real(t: &Thread, this: &Obj) -> PyResult {
        from_f64(t, receiver(this))
    }

    /// the imaginary part of a complex number
    #[pygetter]
    fn imag(_t: &Thread, _this: &Obj) -> f64 {
        0.0
    }
}

/// The receiver of a float slot as a double.
pub fn receiver(this: &Obj) -> f64 {
    value(this).unwrap_or(0.0)
}

/// `int(x)` of a float.
pub fn to_int(t: &Thread, x: f64) -> PyResult {
    match float_ops::to_int(x) {
        Some(number) => int::from_number(t, number),
        None if x.is_nan() => Err(t.value_error("cannot convert float NaN to integer")),
        None => Err(t.overflow_error("cannot convert float infinity to integer")),
    }
}

/// `float(x)`.
fn from_object(t: &Thread, x: &Obj) -> PyResult<f64> {
    if let Some(value) = value(x)
        && !x.type_of().is_heap_type()
    {
        return Ok(value);
    }
    if let Some(text) = int::class::text_of(t, x)? {
        return match float_parse::parse_float(&text) {
            Some(value) => Ok(value),
            None => {
                let repr = protocol::repr_text(t, x);
                Err(t.value_error(format!("could not convert string to float: {repr}")))
            }
        };
    }
    let slots = &x.type_of().slots;
    if slots.float.get().is_none() && slots.index.get().is_none() {
        let class = x.type_of().name_text();
        return Err(t.type_error(format!("float() argument must be a string or a real number, not '{class}'")));
    }
    if let Some(to_float) = slots.float.get() {
        let result = to_float(t, x)?;
        return match value(&result) {
            Some(value) => Ok(value),
            None => {
                let (class, given) = (x.type_of().name_text(), result.type_of().name_text());
                Err(t.type_error(format!("{class}.__float__ returned non-float (type {given})")))
            }
        };
    }
    super::as_f64(t, x)
}
