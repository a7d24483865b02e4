//! Numbers of the source: literals, and the arithmetic that constant folding needs.
//!
//! Every function gives what Python's operator gives, or `None` where it would raise.

use dashu_int::ops::BitTest;
use dashu_int::{IBig, Sign, UBig};
use taipan_abi::code::Constant;

/// A Python number.
#[derive(Clone, Debug)]
pub enum Number {
    Bool(bool),
    Int(IBig),
    Float(f64),
    Complex(f64, f64),
}

impl Number {
    pub fn of(constant: &Constant) -> Option<Number> {
        Some(match constant {
            Constant::False => Number::Bool(false),
            Constant::True => Number::Bool(true),
            Constant::Int(value) => Number::Int(IBig::from(*value)),
            Constant::BigInt { negative, magnitude } => {
                let sign = if *negative { Sign::Negative } else { Sign::Positive };
                Number::Int(IBig::from_parts(sign, UBig::from_le_bytes(magnitude)))
            }
            Constant::Float(value) => Number::Float(*value),
            Constant::Complex { real, imag } => Number::Complex(*real, *imag),
            _ => return None,
        })
    }

    pub fn into_constant(self) -> Constant {
        match self {
            Number::Bool(false) => Constant::False,
            Number::Bool(true) => Constant::True,
            Number::Int(value) => int_constant(value),
            Number::Float(value) => Constant::Float(value),
            Number::Complex(real, imag) => Constant::Complex { real, imag },
        }
    }

    /// The value as an int, if the number is one.
    pub fn as_int(&self) -> Option<IBig> {
        match self {
            Number::Bool(value) => Some(IBig::from(i32::from(*value))),
            Number::Int(value) => Some(value.clone()),
            Number::Float(_) | Number::Complex(..) => None,
        }
    }

    /// The value as a float, if the number is real and not too large.
    pub fn as_float(&self) -> Option<f64> {
        match self {
            Number::Bool(value) => Some(f64::from(u8::from(*value))),
            Number::Int(value) => {
                let float = value.to_f64().value();
                float.is_finite().then_some(float)
            }
            Number::Float(value) => Some(*value),
            Number::Complex(..) => None,
        }
    }

    fn is_complex(&self) -> bool {
        matches!(self, Number::Complex(..))
    }

    pub fn is_true(&self) -> bool {
        match self {
            Number::Bool(value) => *value,
            Number::Int(value) => *value != IBig::ZERO,
            Number::Float(value) => *value != 0.0,
            Number::Complex(real, imag) => *real != 0.0 || *imag != 0.0,
        }
    }
}

fn int_constant(value: IBig) -> Constant {
    if let Ok(small) = i64::try_from(&value) {
        return Constant::Int(small);
    }
    let (sign, magnitude) = value.into_parts();
    Constant::BigInt { negative: sign == Sign::Negative, magnitude: magnitude.to_le_bytes().into_vec() }
}

/// Decimal int literals longer than this are refused.
pub const MAX_DECIMAL_DIGITS: usize = 4300;

/// An int literal as it is written; `Err` gives its number of digits where they are too many.
pub fn parse_int(literal: &str) -> Result<Constant, usize> {
    let digits: String = literal.chars().filter(|&c| c != '_').collect();
    let (radix, digits) = match digits.get(..2) {
        Some("0x" | "0X") => (16, &digits[2..]),
        Some("0o" | "0O") => (8, &digits[2..]),
        Some("0b" | "0B") => (2, &digits[2..]),
        _ => (10, &digits[..]),
    };
    if let Ok(small) = i64::from_str_radix(digits, radix) {
        return Ok(Constant::Int(small));
    }
    if radix == 10 && digits.len() > MAX_DECIMAL_DIGITS {
        return Err(digits.len());
    }
    let magnitude = UBig::from_str_radix(digits, radix).unwrap_or(UBig::ZERO);
    Ok(int_constant(IBig::from(magnitude)))
}

pub fn bit_len(value: &IBig) -> usize {
    let (_, magnitude) = value.clone().into_parts();
    magnitude.bit_len()
}

pub fn negative(value: Number) -> Option<Number> {
    Some(match value {
        Number::Bool(value) => Number::Int(IBig::from(-i32::from(value))),
        Number::Int(value) => Number::Int(-value),
        Number::Float(value) => Number::Float(-value),
        Number::Complex(real, imag) => Number::Complex(-real, -imag),
    })
}

pub fn positive(value: Number) -> Option<Number> {
    Some(match value {
        Number::Bool(value) => Number::Int(IBig::from(i32::from(value))),
        other => other,
    })
}

pub fn invert(value: Number) -> Option<Number> {
    match value {
        Number::Int(value) => Some(Number::Int(-value - IBig::ONE)),
        // Inverting a bool warns at run time.
        _ => None,
    }
}

/// Dispatches on the operands' common type.
fn arithmetic(
    a: &Number,
    b: &Number,
    ints: impl FnOnce(IBig, IBig) -> Option<Number>,
    floats: impl FnOnce(f64, f64) -> Option<f64>,
    complexes: impl FnOnce(&Number, &Number) -> Option<(f64, f64)>,
) -> Option<Number> {
    if a.is_complex() || b.is_complex() {
        let (real, imag) = complexes(a, b)?;
        return Some(Number::Complex(real, imag));
    }
    if let (Some(a), Some(b)) = (a.as_int(), b.as_int()) {
        return ints(a, b);
    }
    floats(a.as_float()?, b.as_float()?).map(Number::Float)
}

/// Real and imaginary part; the second is `None` for a real number.
fn parts(value: &Number) -> Option<(f64, Option<f64>)> {
    match value {
        Number::Complex(real, imag) => Some((*real, Some(*imag))),
        real => Some((real.as_float()?, None)),
    }
}

pub fn add(a: &Number, b: &Number) -> Option<Number> {
    arithmetic(
        a,
        b,
        |a, b| Some(Number::Int(a + b)),
        |a, b| Some(a + b),
        |a, b| {
            let ((ar, ai), (br, bi)) = (parts(a)?, parts(b)?);
            let imag = match (ai, bi) {
                (Some(a), Some(b)) => a + b,
                (Some(imag), None) | (None, Some(imag)) => imag,
                (None, None) => 0.0,
            };
            Some((ar + br, imag))
        },
    )
}

pub fn subtract(a: &Number, b: &Number) -> Option<Number> {
    arithmetic(
        a,
        b,
        |a, b| Some(Number::Int(a - b)),
        |a, b| Some(a - b),
        |a, b| {
            let ((ar, ai), (br, bi)) = (parts(a)?, parts(b)?);
            let imag = match (ai, bi) {
                (Some(a), Some(b)) => a - b,
                (Some(imag), None) => imag,
                (None, Some(imag)) => -imag,
                (None, None) => 0.0,
            };
            Some((ar - br, imag))
        },
    )
}

pub fn multiply(a: &Number, b: &Number) -> Option<Number> {
    arithmetic(
        a,
        b,
        |a, b| Some(Number::Int(a * b)),
        |a, b| Some(a * b),
        |a, b| {
            let ((ar, ai), (br, bi)) = (parts(a)?, parts(b)?);
            Some(match (ai, bi) {
                (Some(ai), Some(bi)) => complex_product((ar, ai), (br, bi)),
                (Some(ai), None) => (ar * br, ai * br),
                (None, Some(bi)) => (ar * br, ar * bi),
                (None, None) => (ar * br, 0.0),
            })
        },
    )
}

fn complex_product((ar, ai): (f64, f64), (br, bi): (f64, f64)) -> (f64, f64) {
    (ar * br - ai * bi, ar * bi + ai * br)
}

/// Smith's method, which avoids needless overflow.
fn complex_quotient((ar, ai): (f64, f64), (br, bi): (f64, f64)) -> Option<(f64, f64)> {
    if br.abs() >= bi.abs() {
        if br.abs() == 0.0 {
            return None;
        }
        let ratio = bi / br;
        let denominator = br + bi * ratio;
        Some(((ar + ai * ratio) / denominator, (ai - ar * ratio) / denominator))
    } else if bi.abs() >= br.abs() {
        let ratio = br / bi;
        let denominator = br * ratio + bi;
        Some(((ar * ratio + ai) / denominator, (ai * ratio - ar) / denominator))
    } else {
        Some((f64::NAN, f64::NAN))
    }
}

pub fn true_divide(a: &Number, b: &Number) -> Option<Number> {
    arithmetic(
        a,
        b,
        |a, b| divide_ints(&a, &b).map(Number::Float),
        |a, b| (b != 0.0).then(|| a / b),
        |a, b| {
            let ((ar, ai), (br, bi)) = (parts(a)?, parts(b)?);
            match (ai, bi) {
                (Some(ai), None) => (br != 0.0).then(|| (ar / br, ai / br)),
                (ai, bi) => complex_quotient((ar, ai.unwrap_or(0.0)), (br, bi.unwrap_or(0.0))),
            }
        },
    )
}

/// The quotient, rounded once.
fn divide_ints(a: &IBig, b: &IBig) -> Option<f64> {
    if *b == IBig::ZERO {
        return None;
    }
    if bit_len(a) <= 53 && bit_len(b) <= 53 {
        return Some(a.to_f64().value() / b.to_f64().value());
    }
    let negative = (*a < IBig::ZERO) != (*b < IBig::ZERO);
    let (_, a) = a.clone().into_parts();
    let (_, b) = b.clone().into_parts();
    // Enough quotient bits for rounding, the remainder folded into the last one.
    let shift = (b.bit_len() + 66).saturating_sub(a.bit_len());
    let scaled = a << shift;
    let quotient = &scaled / &b;
    let remainder = &scaled % &b;
    let sticky = if remainder == UBig::ZERO { quotient } else { quotient | UBig::ONE };
    let mut value = sticky.to_f64().value();
    let mut left = shift;
    while left > 0 {
        let step = left.min(1000);
        value *= 2f64.powi(-(step as i32));
        left -= step;
    }
    value.is_finite().then_some(if negative { -value } else { value })
}

/// Floor division and modulo of ints.
fn int_div_mod(a: IBig, b: IBig) -> Option<(IBig, IBig)> {
    if b == IBig::ZERO {
        return None;
    }
    let mut quotient = &a / &b;
    let mut remainder = &a - &quotient * &b;
    if remainder != IBig::ZERO && (remainder < IBig::ZERO) != (b < IBig::ZERO) {
        quotient -= IBig::ONE;
        remainder += &b;
    }
    Some((quotient, remainder))
}

fn float_div_mod(a: f64, b: f64) -> Option<(f64, f64)> {
    if b == 0.0 {
        return None;
    }
    let mut modulo = a % b;
    let mut quotient = (a - modulo) / b;
    if modulo == 0.0 {
        modulo = 0f64.copysign(b);
    } else if (b < 0.0) != (modulo < 0.0) {
        modulo += b;
        quotient -= 1.0;
    }
    let floored = if quotient == 0.0 {
        0f64.copysign(a / b)
    } else {
        let floored = quotient.floor();
        if quotient - floored > 0.5 { floored + 1.0 } else { floored }
    };
    Some((floored, modulo))
}

pub fn floor_divide(a: &Number, b: &Number) -> Option<Number> {
    arithmetic(
        a,
        b,
        |a, b| int_div_mod(a, b).map(|(quotient, _)| Number::Int(quotient)),
        |a, b| float_div_mod(a, b).map(|(quotient, _)| quotient),
        |_, _| None,
    )
}

pub fn remainder(a: &Number, b: &Number) -> Option<Number> {
    arithmetic(
        a,
        b,
        |a, b| int_div_mod(a, b).map(|(_, remainder)| Number::Int(remainder)),
        |a, b| float_div_mod(a, b).map(|(_, remainder)| remainder),
        |_, _| None,
    )
}

pub fn power(a: &Number, b: &Number) -> Option<Number> {
    let result = arithmetic(
        a,
        b,
        |a, b| {
            if b < IBig::ZERO {
                return float_power(a.to_f64().value(), b.to_f64().value()).map(Number::Float);
            }
            let exponent = usize::try_from(&b).ok()?;
            Some(Number::Int(a.pow(exponent)))
        },
        float_power,
        |a, b| {
            let ((ar, ai), (br, bi)) = (parts(a)?, parts(b)?);
            complex_power((ar, ai.unwrap_or(0.0)), (br, bi.unwrap_or(0.0)))
        },
    )?;
    Some(result)
}

fn float_power(a: f64, b: f64) -> Option<f64> {
    if a == 0.0 && b < 0.0 {
        return None;
    }
    // A negative base with a fractional exponent gives a complex number.
    if a < 0.0 && b.is_finite() && b.fract() != 0.0 {
        return None;
    }
    let result = a.powf(b);
    if result.is_infinite() && a.is_finite() && b.is_finite() {
        return None;
    }
    Some(result)
}

fn complex_power(a: (f64, f64), b: (f64, f64)) -> Option<(f64, f64)> {
    let small_integer = b.1 == 0.0 && b.0.fract() == 0.0 && b.0.abs() <= 100.0;
    let result = if b == (0.0, 0.0) {
        (1.0, 0.0)
    } else if small_integer {
        let raised = complex_int_power(a, b.0.abs() as u32);
        if b.0 > 0.0 { raised } else { complex_quotient((1.0, 0.0), raised)? }
    } else if a == (0.0, 0.0) {
        if b.1 != 0.0 || b.0 < 0.0 {
            return None;
        }
        (0.0, 0.0)
    } else {
        let modulus = a.0.hypot(a.1);
        let angle = a.1.atan2(a.0);
        let mut length = modulus.powf(b.0);
        let mut phase = angle * b.0;
        if b.1 != 0.0 {
            length *= (-angle * b.1).exp();
            phase += b.1 * modulus.ln();
        }
        (length * phase.cos(), length * phase.sin())
    };
    (result.0.is_finite() && result.1.is_finite()).then_some(result)
}

fn complex_int_power(base: (f64, f64), exponent: u32) -> (f64, f64) {
    let mut result = (1.0, 0.0);
    let mut factor = base;
    let mut mask = 1;
    while mask > 0 && exponent >= mask {
        if exponent & mask != 0 {
            result = complex_product(result, factor);
        }
        mask <<= 1;
        factor = complex_product(factor, factor);
    }
    result
}

pub fn left_shift(a: &Number, b: &Number) -> Option<Number> {
    let (a, b) = (a.as_int()?, b.as_int()?);
    let by = usize::try_from(&b).ok()?;
    Some(Number::Int(a << by))
}

pub fn right_shift(a: &Number, b: &Number) -> Option<Number> {
    let (a, b) = (a.as_int()?, b.as_int()?);
    if b < IBig::ZERO {
        return None;
    }
    let by = usize::try_from(&b).unwrap_or(usize::MAX).min(1 << 30);
    Some(Number::Int(a >> by))
}

/// `&`, `|` and `^`, which keep bools bools.
pub fn bitwise(
    a: &Number,
    b: &Number,
    bools: impl FnOnce(bool, bool) -> bool,
    ints: impl FnOnce(IBig, IBig) -> IBig,
) -> Option<Number> {
    if let (Number::Bool(a), Number::Bool(b)) = (a, b) {
        return Some(Number::Bool(bools(*a, *b)));
    }
    Some(Number::Int(ints(a.as_int()?, b.as_int()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(value: i64) -> Number {
        Number::Int(IBig::from(value))
    }

    fn show(value: Option<Number>) -> String {
        value.map_or("error".into(), |v| format!("{:?}", v.into_constant()))
    }

    #[test]
    fn floors_towards_negative_infinity() {
        assert_eq!(show(floor_divide(&int(-7), &int(2))), "Int(-4)");
        assert_eq!(show(remainder(&int(-7), &int(2))), "Int(1)");
        assert_eq!(show(remainder(&int(7), &int(-2))), "Int(-1)");
        assert_eq!(show(floor_divide(&int(7), &int(0))), "error");
        let float = Number::Float;
        assert_eq!(show(floor_divide(&float(-1.0), &float(0.3))), "Float(-4.0)");
    }

    #[test]
    fn parses_every_radix() {
        let show = |text| format!("{:?}", parse_int(text));
        assert_eq!(show("1_000"), "Ok(Int(1000))");
        assert_eq!(show("0xFF"), "Ok(Int(255))");
        assert_eq!(show("0b1_01"), "Ok(Int(5))");
        assert_eq!(
            show("0x1_0000_0000_0000_0000"),
            "Ok(BigInt { negative: false, magnitude: [0, 0, 0, 0, 0, 0, 0, 0, 1] })"
        );
        assert_eq!(parse_int(&"9".repeat(4301)).unwrap_err(), 4301);
    }

    #[test]
    fn divides_large_ints_with_one_rounding() {
        let a = Number::Int(IBig::from(10).pow(40) + IBig::ONE);
        let b = Number::Int(IBig::from(10).pow(20));
        assert_eq!(show(true_divide(&a, &b)), "Float(1e20)");
    }
}
