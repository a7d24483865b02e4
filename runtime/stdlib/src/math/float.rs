//! Functions of floats.

use pymath::Error;
use taipan_vm::numeric::float_text;
use taipan_vm::thread::{PyResult, Raised, Thread};

/// What a function failed with: `expected` says what it wants, where that can be said.
#[cold]
fn refuse(t: &Thread, error: Error, x: f64, expected: &str) -> Raised {
    match error {
        Error::ERANGE => t.overflow_error("math range error"),
        Error::EDOM if expected.is_empty() => t.value_error("math domain error"),
        Error::EDOM => t.value_error(format!("expected {expected}, got {}", float_text::repr(x))),
    }
}

#[cfg(target_env = "gnu")]
unsafe extern "C" {
    fn cbrtf64(x: f64) -> f64;
}

#[inline]
fn checked(t: &Thread, result: pymath::Result<f64>, x: f64, expected: &str) -> PyResult<f64> {
    result.map_err(|error| refuse(t, error, x, expected))
}

#[taipan_macros::pymodule(name = "math")]
pub mod module {
    use pymath::math;
    use taipan_vm::builtins::{float, int};
    use taipan_vm::call::{Args, IntoPy};
    use taipan_vm::numeric::int::IntRef;
    use taipan_vm::numeric::{int_convert, int_ops};
    use taipan_vm::object::value::Obj;
    use taipan_vm::thread::{PyResult, Thread};

    use super::{checked, refuse};

    /// Return the square root of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn sqrt(t: &Thread, x: f64) -> PyResult<f64> {
        if x < 0.0 {
            return Err(refuse(t, pymath::Error::EDOM, x, "a nonnegative input"));
        }
        Ok(x.sqrt())
    }

    /// Return the cube root of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn cbrt(_t: &Thread, x: f64) -> f64 {
        #[cfg(target_env = "gnu")]
        {
            // The plain name may be bound to another implementation than the system's.
            // SAFETY: a function of a number.
            unsafe { super::cbrtf64(x) }
        }
        #[cfg(not(target_env = "gnu"))]
        x.cbrt()
    }

    /// Return the sine of x (measured in radians).
    #[pyfunction(returns = "float", effects = "pure")]
    fn sin(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::sin(x), x, "a finite input")
    }

    /// Return the cosine of x (measured in radians).
    #[pyfunction(returns = "float", effects = "pure")]
    fn cos(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::cos(x), x, "a finite input")
    }

    /// Return the tangent of x (measured in radians).
    #[pyfunction(returns = "float", effects = "pure")]
    fn tan(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::tan(x), x, "a finite input")
    }

    /// Return the arc sine (measured in radians) of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn asin(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::asin(x), x, "a number in range from -1 up to 1")
    }

    /// Return the arc cosine (measured in radians) of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn acos(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::acos(x), x, "a number in range from -1 up to 1")
    }

    /// Return the arc tangent (measured in radians) of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn atan(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::atan(x), x, "")
    }

    /// Return the arc tangent (measured in radians) of y/x.
    #[pyfunction(sig = "(y, x, /)", returns = "float", effects = "pure")]
    fn atan2(t: &Thread, y: f64, x: f64) -> PyResult<f64> {
        checked(t, math::atan2(y, x), y, "")
    }

    /// Return the hyperbolic sine of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn sinh(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::sinh(x), x, "")
    }

    /// Return the hyperbolic cosine of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn cosh(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::cosh(x), x, "")
    }

    /// Return the hyperbolic tangent of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn tanh(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::tanh(x), x, "")
    }

    /// Return the inverse hyperbolic sine of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn asinh(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::asinh(x), x, "")
    }

    /// Return the inverse hyperbolic cosine of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn acosh(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::acosh(x), x, "argument value not less than 1")
    }

    /// Return the inverse hyperbolic tangent of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn atanh(t: &Thread, x: f64) -> PyResult<f64> {
        if x.abs() >= 1.0 {
            return Err(refuse(t, pymath::Error::EDOM, x, "a number between -1 and 1"));
        }
        checked(t, math::atanh(x), x, "")
    }

    /// Return e raised to the power of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn exp(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::exp(x), x, "")
    }

    /// Return 2 raised to the power of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn exp2(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::exp2(x), x, "")
    }

    /// Return exp(x)-1.
    #[pyfunction(returns = "float", effects = "pure")]
    fn expm1(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::expm1(x), x, "")
    }

    /// Return the natural logarithm of 1+x (base e).
    #[pyfunction(returns = "float", effects = "pure")]
    fn log1p(t: &Thread, x: f64) -> PyResult<f64> {
        if x <= -1.0 {
            return Err(refuse(t, pymath::Error::EDOM, x, "argument value > -1"));
        }
        checked(t, math::log1p(x), x, "")
    }

    /// Error function at x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn erf(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::erf(x), x, "")
    }

    /// Complementary error function at x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn erfc(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::erfc(x), x, "")
    }

    /// Gamma function at x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn gamma(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::gamma(x), x, "a noninteger or positive integer")
    }

    /// Natural logarithm of absolute value of Gamma function at x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn lgamma(t: &Thread, x: f64) -> PyResult<f64> {
        checked(t, math::lgamma(x), x, "a noninteger or positive integer")
    }

    /// The logarithm of an int or float by a function of floats: big ints are split into a
    /// fraction and a power of two.
    fn logarithm(t: &Thread, x: &Obj, log: fn(f64) -> f64) -> PyResult<f64> {
        let object = match int::number(x) {
            Some(number) => return int_logarithm(t, number, log),
            None if x.type_of().slots.float.get().is_none() && x.type_of().slots.index.get().is_some() => {
                int::index(t, x)?
            }
            None => {
                let value = float::as_f64(t, x)?;
                if value <= 0.0 {
                    return Err(refuse(t, pymath::Error::EDOM, value, "a positive input"));
                }
                return Ok(log(value));
            }
        };
        match int::number(&object) {
            Some(number) => int_logarithm(t, number, log),
            None => Err(t.type_error("must be real number")),
        }
    }

    fn int_logarithm(t: &Thread, number: IntRef, log: fn(f64) -> f64) -> PyResult<f64> {
        if number.is_negative() || number.is_zero() {
            return Err(t.value_error("expected a positive input"));
        }
        if let Some(value) = int_convert::to_f64(number)
            && value.is_finite()
        {
            return Ok(log(value));
        }
        let bits = number.bit_length();
        let shift = (bits - 64) as i64;
        let Ok(top) = int_ops::shr(number, IntRef::Small(shift)) else { return Err(t.no_memory()) };
        // A bit that stands for all that were cut off, so that rounding is right.
        let Ok(back) = int_ops::shl(top.as_ref(), IntRef::Small(shift)) else { return Err(t.no_memory()) };
        let top = if back.as_ref() == number { top } else { int_ops::bit_or(top.as_ref(), IntRef::Small(1)) };
        let fraction = int_convert::to_f64(top.as_ref()).unwrap_or(1.0) / 2f64.powi(64);
        Ok(log(fraction) + log(2.0) * bits as f64)
    }

    /// log(x, [base=math.e])
    /// Return the logarithm of x to the given base.
    ///
    /// If the base is not specified, returns the natural logarithm (base e) of x.
    #[pyfunction(returns = "float", effects = "")]
    fn log(t: &Thread, args: Args) -> PyResult {
        args.no_keywords(t, "math.log")?;
        args.check_positional(t, "log", 1, 2)?;
        let x = logarithm(t, &args.pos()[0], f64::ln)?;
        let Some(base) = args.get(1) else { return x.into_py(t) };
        let base = logarithm(t, base, f64::ln)?;
        if base == 0.0 {
            return Err(t.zero_division("division by zero"));
        }
        (x / base).into_py(t)
    }

    /// Return the base 2 logarithm of x.
    #[pyfunction(returns = "float")]
    fn log2(t: &Thread, x: &Obj) -> PyResult<f64> {
        logarithm(t, x, f64::log2)
    }

    /// Return the base 10 logarithm of x.
    #[pyfunction(returns = "float")]
    fn log10(t: &Thread, x: &Obj) -> PyResult<f64> {
        logarithm(t, x, f64::log10)
    }

    /// Return x**y (x to the power of y).
    #[pyfunction(sig = "(x, y, /)", returns = "float", effects = "pure")]
    fn pow(t: &Thread, x: f64, y: f64) -> PyResult<f64> {
        checked(t, math::pow(x, y), x, "")
    }

    /// Return fmod(x, y), according to platform C.
    #[pyfunction(sig = "(x, y, /)", returns = "float", effects = "pure")]
    fn fmod(t: &Thread, x: f64, y: f64) -> PyResult<f64> {
        checked(t, math::fmod(x, y), x, "")
    }

    /// Difference between x and the closest integer multiple of y.
    #[pyfunction(sig = "(x, y, /)", returns = "float", effects = "pure")]
    fn remainder(t: &Thread, x: f64, y: f64) -> PyResult<f64> {
        checked(t, math::remainder(x, y), x, "")
    }

    /// Fused multiply-add operation.
    #[pyfunction(sig = "(x, y, z, /)", returns = "float", effects = "pure")]
    fn fma(t: &Thread, x: f64, y: f64, z: f64) -> PyResult<f64> {
        let result = x.mul_add(y, z);
        if result.is_finite() {
            return Ok(result);
        }
        if result.is_nan() {
            if !x.is_nan() && !y.is_nan() && !z.is_nan() {
                return Err(t.value_error("invalid operation in fma"));
            }
        } else if x.is_finite() && y.is_finite() && z.is_finite() {
            return Err(t.overflow_error("overflow in fma"));
        }
        Ok(result)
    }

    /// Return the absolute value of the float x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn fabs(_t: &Thread, x: f64) -> f64 {
        x.abs()
    }

    /// Convert angle x from radians to degrees.
    #[pyfunction(returns = "float", effects = "pure")]
    fn degrees(_t: &Thread, x: f64) -> f64 {
        x * (180.0 / std::f64::consts::PI)
    }

    /// Convert angle x from degrees to radians.
    #[pyfunction(returns = "float", effects = "pure")]
    fn radians(_t: &Thread, x: f64) -> f64 {
        x * (std::f64::consts::PI / 180.0)
    }

    /// Return a float with the magnitude (absolute value) of x but the sign of y.
    #[pyfunction(sig = "(x, y, /)", returns = "float", effects = "pure")]
    fn copysign(_t: &Thread, x: f64, y: f64) -> f64 {
        x.copysign(y)
    }

    /// Return True if x is neither an infinity nor a NaN, and False otherwise.
    #[pyfunction(returns = "bool", effects = "pure")]
    fn isfinite(_t: &Thread, x: f64) -> bool {
        x.is_finite()
    }

    /// Return True if x is a positive or negative infinity, and False otherwise.
    #[pyfunction(returns = "bool", effects = "pure")]
    fn isinf(_t: &Thread, x: f64) -> bool {
        x.is_infinite()
    }

    /// Return True if x is a NaN (not a number), and False otherwise.
    #[pyfunction(returns = "bool", effects = "pure")]
    fn isnan(_t: &Thread, x: f64) -> bool {
        x.is_nan()
    }

    /// Determine whether two floating-point numbers are close in value.
    #[pyfunction(sig = "(a, b, *, rel_tol=1e-09, abs_tol=0.0)", returns = "bool", effects = "pure")]
    fn isclose(t: &Thread, a: f64, b: f64, rel_tol: f64, abs_tol: f64) -> PyResult<bool> {
        math::isclose(a, b, Some(rel_tol), Some(abs_tol)).map_err(|_| t.value_error("tolerances must be non-negative"))
    }

    /// Return the next floating-point value after x towards y.
    #[pyfunction(sig = "(x, y, /, *, steps=None)", returns = "float")]
    fn nextafter(t: &Thread, x: f64, y: f64, steps: Option<&Obj>) -> PyResult<f64> {
        let Some(steps) = steps.filter(|s| !s.is_none()) else { return Ok(math::nextafter(x, y, None)) };
        let steps = int::index(t, steps)?;
        if int::is_negative(&steps) {
            return Err(t.value_error("steps must be a non-negative integer"));
        }
        let steps = int::number(&steps).and_then(|n| n.to_i64()).unwrap_or(i64::MAX);
        Ok(math::nextafter(x, y, Some(steps as u64)))
    }

    /// Return the value of the least significant bit of the float x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn ulp(_t: &Thread, x: f64) -> f64 {
        math::ulp(x)
    }
}
