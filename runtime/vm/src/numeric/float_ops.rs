//! Float arithmetic with Python's signs and special cases: floor division, modulo, power,
//! rounding to digits, exact ratio, float to int.
//! Behaviour to compare with: CPython: Objects/floatobject.c.

use std::fmt::Write;

use dashu_int::{IBig, UBig};

use super::float_bits::decompose;
use super::int::Int;

/// `divmod(a, b)`: the quotient rounded down, and a remainder with the sign of `b`.
/// `None`: ZeroDivisionError "division by zero".
pub fn div_mod(a: f64, b: f64) -> Option<(f64, f64)> {
    if b == 0.0 {
        return None;
    }
    let mut rem = a % b;
    let mut div = (a - rem) / b;
    if rem != 0.0 {
        if (b < 0.0) != (rem < 0.0) {
            rem += b;
            div -= 1.0;
        }
    } else {
        rem = 0.0_f64.copysign(b);
    }
    let floor = if div != 0.0 {
        let floor = div.floor();
        if div - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        0.0_f64.copysign(a / b)
    };
    Some((floor, rem))
}

/// `a // b`; `None`: ZeroDivisionError "division by zero".
pub fn floor_div(a: f64, b: f64) -> Option<f64> {
    div_mod(a, b).map(|(div, _)| div)
}

/// `a % b`; `None`: ZeroDivisionError "division by zero".
pub fn modulo(a: f64, b: f64) -> Option<f64> {
    if b == 0.0 {
        return None;
    }
    let rem = a % b;
    Some(if rem == 0.0 {
        0.0_f64.copysign(b)
    } else if (b < 0.0) != (rem < 0.0) {
        rem + b
    } else {
        rem
    })
}

/// What `a ** b` is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Power {
    /// A float.
    Value(f64),
    /// ZeroDivisionError "zero to a negative power".
    ZeroDivision,
    /// A negative base with a fractional exponent: compute it as complex.
    Complex,
    /// OverflowError `(34, 'Numerical result out of range')`.
    Overflow,
}

/// `a ** b`. IEEE 754's special cases, and errors where Python has them.
pub fn pow(a: f64, b: f64) -> Power {
    let is_odd = |v: f64| (v.abs() % 2.0) == 1.0;
    if b == 0.0 {
        return Power::Value(1.0);
    }
    if a.is_nan() {
        return Power::Value(a);
    }
    if b.is_nan() {
        return Power::Value(if a == 1.0 { 1.0 } else { b });
    }
    if b.is_infinite() {
        let a = a.abs();
        return Power::Value(if a == 1.0 {
            1.0
        } else if (b > 0.0) == (a > 1.0) {
            b.abs()
        } else {
            0.0
        });
    }
    if a.is_infinite() {
        return Power::Value(match (b > 0.0, is_odd(b)) {
            (true, true) => a,
            (true, false) => a.abs(),
            (false, true) => 0.0_f64.copysign(a),
            (false, false) => 0.0,
        });
    }
    if a == 0.0 {
        if b < 0.0 {
            return Power::ZeroDivision;
        }
        return Power::Value(if is_odd(b) { a } else { 0.0 });
    }
    if a < 0.0 && b != b.floor() {
        return Power::Complex;
    }
    let negate = a < 0.0 && is_odd(b);
    let base = a.abs();
    let result = if base == 1.0 { 1.0 } else { base.powf(b) };
    if result.is_infinite() {
        return Power::Overflow;
    }
    Power::Value(if negate { -result } else { result })
}

/// `round(value, digits)`: correctly rounded, ties of the exact binary value to even.
/// `None`: OverflowError "rounded value too large to represent". Specials round to themselves.
pub fn round_digits(value: f64, digits: i64) -> Option<f64> {
    // 323 digits behind the point keep every float as it is; beyond 309 before it all is zero.
    if !value.is_finite() || digits > 323 || value == 0.0 {
        return Some(value);
    }
    if digits < -308 {
        return Some(0.0_f64.copysign(value));
    }
    let magnitude = value.abs();
    // The smallest digit of a float at or above 2^52 is an integer one.
    if digits >= 0 && magnitude >= 4_503_599_627_370_496.0 {
        return Some(value);
    }
    let mut text = String::with_capacity(48);
    let rounded: f64 = if digits >= 0 {
        let _ = write!(text, "{magnitude:.*}", digits as usize);
        text.parse().unwrap_or(magnitude)
    } else {
        let zeros = digits.unsigned_abs() as usize;
        // All digits of the exact integer part, which settle where a tie is one.
        let _ = write!(text, "{:.0}", magnitude.trunc());
        if text.len() < zeros {
            return Some(0.0_f64.copysign(value));
        }
        let (head, tail) = text.split_at(text.len() - zeros);
        let tail_order = tail.as_bytes()[0].cmp(&b'5').then_with(|| {
            let more = tail.bytes().skip(1).any(|b| b != b'0') || magnitude.fract() != 0.0;
            if more { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Equal }
        });
        let odd = head.bytes().last().is_some_and(|b| b & 1 == 1);
        let up = tail_order.is_gt() || tail_order.is_eq() && odd;
        let mut digits: Vec<u8> = std::iter::once(b'0').chain(head.bytes()).collect();
        if up {
            for d in digits.iter_mut().rev() {
                if *d == b'9' {
                    *d = b'0';
                } else {
                    *d += 1;
                    break;
                }
            }
        }
        let mut text = String::from_utf8(digits).unwrap_or_default();
        let _ = write!(text, "e{zeros}");
        text.parse().unwrap_or(magnitude)
    };
    rounded.is_finite().then(|| rounded.copysign(value))
}

/// `value.as_integer_ratio()` in lowest terms; `None` for infinities and nan (caller: OverflowError
/// "cannot convert Infinity to integer ratio", ValueError "cannot convert NaN to integer ratio").
pub fn as_integer_ratio(value: f64) -> Option<(Int, Int)> {
    if !value.is_finite() {
        return None;
    }
    let (mantissa, exponent) = decompose(value);
    if mantissa == 0 {
        return Some((Int::Small(0), Int::Small(1)));
    }
    let zeros = mantissa.trailing_zeros();
    let (mantissa, exponent) = ((mantissa >> zeros) as i64, exponent + zeros as i32);
    let mantissa = if value < 0.0 { -mantissa } else { mantissa };
    Some(if exponent >= 0 {
        (Int::from(IBig::from(mantissa) << exponent as usize), Int::Small(1))
    } else {
        (Int::Small(mantissa), Int::from(UBig::ONE << exponent.unsigned_abs() as usize))
    })
}

/// The integer part, towards zero (`int(value)`); `None` for infinities (OverflowError "cannot
/// convert float infinity to integer") and nan (ValueError "cannot convert float NaN to integer").
pub fn to_int(value: f64) -> Option<Int> {
    if !value.is_finite() {
        return None;
    }
    if value.abs() < 9_223_372_036_854_775_808.0 {
        return Some(Int::Small(value as i64));
    }
    let (mantissa, exponent) = decompose(value);
    let magnitude = IBig::from(mantissa) << exponent.max(0) as usize;
    Some(Int::from(if value < 0.0 { -magnitude } else { magnitude }))
}

/// `round(value)`: to the nearest int, ties to even; `None` as [`to_int`].
pub fn round_to_int(value: f64) -> Option<Int> {
    to_int(value.round_ties_even())
}
