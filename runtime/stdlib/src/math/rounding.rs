//! Rounding to integers, and the anatomy of floats.

#[taipan_macros::pymodule(name = "math")]
pub mod module {
    use pymath::math;
    use taipan_vm::builtins::tuple::Tuple;
    use taipan_vm::builtins::{float, int};
    use taipan_vm::call::IntoPy;
    use taipan_vm::call::invoke::call_special;
    use taipan_vm::numeric::float_ops;
    use taipan_vm::object::value::{Obj, Ref};
    use taipan_vm::thread::{PyResult, Thread, names};

    /// The int of an integral float.
    fn to_int(t: &Thread, value: f64) -> PyResult {
        if value.is_infinite() {
            return Err(t.overflow_error("cannot convert float infinity to integer"));
        }
        match float_ops::to_int(value) {
            Some(number) => int::from_number(t, number),
            None => Err(t.value_error("cannot convert float NaN to integer")),
        }
    }

    /// Return the floor of x as an Integral.
    #[pyfunction(returns = "")]
    fn floor(t: &Thread, x: &Obj) -> PyResult {
        if x.value().is_int() {
            return Ok(x.clone());
        }
        if let Some(value) = x.value().as_immediate_float() {
            return to_int(t, value.floor());
        }
        if let Some(result) = call_special(t, x, &names::__floor__, &[])? {
            return Ok(result);
        }
        to_int(t, float::as_f64(t, x)?.floor())
    }

    /// Return the ceiling of x as an Integral.
    #[pyfunction(returns = "")]
    fn ceil(t: &Thread, x: &Obj) -> PyResult {
        if x.value().is_int() {
            return Ok(x.clone());
        }
        if let Some(value) = x.value().as_immediate_float() {
            return to_int(t, value.ceil());
        }
        if let Some(result) = call_special(t, x, &names::__ceil__, &[])? {
            return Ok(result);
        }
        to_int(t, float::as_f64(t, x)?.ceil())
    }

    /// Truncates the Real x to the nearest Integral toward 0.
    #[pyfunction(returns = "")]
    fn trunc(t: &Thread, x: &Obj) -> PyResult {
        if x.value().is_int() {
            return Ok(x.clone());
        }
        if let Some(value) = x.value().as_immediate_float() {
            return to_int(t, value.trunc());
        }
        match call_special(t, x, &names::__trunc__, &[])? {
            Some(result) => Ok(result),
            None => {
                let class = x.type_of().name_text();
                Err(t.type_error(format!("type {class} doesn't define __trunc__ method")))
            }
        }
    }

    /// Return the mantissa and exponent of x, as pair (m, e).
    #[pyfunction(returns = "tuple")]
    fn frexp(t: &Thread, x: f64) -> PyResult<Ref<Tuple>> {
        let (mantissa, exponent) = if x == 0.0 || !x.is_finite() { (x, 0) } else { math::frexp(x) };
        Tuple::from_vec(t, vec![mantissa.into_py(t)?, exponent.into_py(t)?])
    }

    /// Return x * (2**i).
    #[pyfunction(sig = "(x, i, /)", returns = "float")]
    fn ldexp(t: &Thread, x: f64, i: &Obj) -> PyResult<f64> {
        let Some(exponent) = int::number(i) else {
            return Err(t.type_error("Expected an int as second argument to ldexp."));
        };
        if x == 0.0 || !x.is_finite() {
            return Ok(x);
        }
        let clipped = exponent.to_i64().unwrap_or(if exponent.is_negative() { i64::MIN } else { i64::MAX });
        let range = || t.overflow_error("math range error");
        match i32::try_from(clipped) {
            Ok(exponent) => math::ldexp(x, exponent).map_err(|_| range()),
            Err(_) if clipped > 0 => Err(range()),
            Err(_) => Ok(0f64.copysign(x)),
        }
    }

    /// Return the fractional and integer parts of x.
    #[pyfunction(returns = "tuple")]
    fn modf(t: &Thread, x: f64) -> PyResult<Ref<Tuple>> {
        let (fraction, whole) = if x.is_infinite() {
            (0f64.copysign(x), x)
        } else if x.is_nan() {
            (x, x)
        } else {
            ((x - x.trunc()).copysign(x), x.trunc())
        };
        Tuple::from_vec(t, vec![fraction.into_py(t)?, whole.into_py(t)?])
    }
}
