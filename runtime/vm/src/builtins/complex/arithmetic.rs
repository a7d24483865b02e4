//! Arithmetic of complex numbers, with infinities and signed zeros as C's Annex G has them.
//! Behaviour to compare with: CPython: Objects/complexobject.c.

/// A complex number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    pub real: f64,
    pub imag: f64,
}

impl From<f64> for Number {
    fn from(real: f64) -> Number {
        Number { real, imag: 0.0 }
    }
}

/// Why a power has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerError {
    ZeroDivision,
    Overflow,
}

/// 1 for an infinity, 0 for anything else, with the sign.
fn boxed(x: f64) -> f64 {
    f64::copysign(if x.is_infinite() { 1.0 } else { 0.0 }, x)
}

/// 0 with the sign for nan.
fn nan_to_zero(x: f64) -> f64 {
    if x.is_nan() { f64::copysign(0.0, x) } else { x }
}

/// Exponents up to this many are computed by multiplication.
const SMALL_EXPONENT: f64 = 100.0;

impl Number {
    const ONE: Number = Number { real: 1.0, imag: 0.0 };

    fn is_infinite(self) -> bool {
        self.real.is_infinite() || self.imag.is_infinite()
    }

    fn is_finite(self) -> bool {
        self.real.is_finite() && self.imag.is_finite()
    }

    /// `self * other`; infinities that came out as nan are recovered.
    pub fn product(self, other: Number) -> Number {
        let Number { real: mut a, imag: mut b } = self;
        let Number { real: mut c, imag: mut d } = other;
        let (ac, bd, ad, bc) = (a * c, b * d, a * d, b * c);
        let result = Number { real: ac - bd, imag: ad + bc };
        if !(result.real.is_nan() && result.imag.is_nan()) {
            return result;
        }
        let mut recovered = false;
        if self.is_infinite() {
            (a, b) = (boxed(a), boxed(b));
            (c, d) = (nan_to_zero(c), nan_to_zero(d));
            recovered = true;
        }
        if other.is_infinite() {
            (c, d) = (boxed(c), boxed(d));
            (a, b) = (nan_to_zero(a), nan_to_zero(b));
            recovered = true;
        }
        if !recovered && [ac, bd, ad, bc].iter().any(|x| x.is_infinite()) {
            (a, b, c, d) = (nan_to_zero(a), nan_to_zero(b), nan_to_zero(c), nan_to_zero(d));
            recovered = true;
        }
        if !recovered {
            return result;
        }
        Number { real: f64::INFINITY * (a * c - b * d), imag: f64::INFINITY * (a * d + b * c) }
    }

    /// `self / other`; None for a zero divisor.
    pub fn quotient(self, other: Number) -> Option<Number> {
        let (a, b) = (self, other);
        let result = if b.real.abs() >= b.imag.abs() {
            if b.real == 0.0 {
                return None;
            }
            let ratio = b.imag / b.real;
            let denominator = b.real + b.imag * ratio;
            Number { real: (a.real + a.imag * ratio) / denominator, imag: (a.imag - a.real * ratio) / denominator }
        } else if b.imag.abs() >= b.real.abs() {
            let ratio = b.real / b.imag;
            let denominator = b.real * ratio + b.imag;
            Number { real: (a.real * ratio + a.imag) / denominator, imag: (a.imag * ratio - a.real) / denominator }
        } else {
            Number { real: f64::NAN, imag: f64::NAN }
        };
        if !(result.real.is_nan() && result.imag.is_nan()) {
            return Some(result);
        }
        Some(if a.is_infinite() && b.is_finite() {
            let (x, y) = (boxed(a.real), boxed(a.imag));
            Number { real: f64::INFINITY * (x * b.real + y * b.imag), imag: f64::INFINITY * (y * b.real - x * b.imag) }
        } else if b.is_infinite() && a.is_finite() {
            let (x, y) = (boxed(b.real), boxed(b.imag));
            Number { real: 0.0 * (a.real * x + a.imag * y), imag: 0.0 * (a.imag * x - a.real * y) }
        } else {
            result
        })
    }

    /// `a / self` of a real number; None for a zero divisor.
    pub fn divide_real(self, a: f64) -> Option<Number> {
        let b = self;
        let result = if b.real.abs() >= b.imag.abs() {
            if b.real == 0.0 {
                return None;
            }
            let ratio = b.imag / b.real;
            let denominator = b.real + b.imag * ratio;
            Number { real: a / denominator, imag: (-a * ratio) / denominator }
        } else if b.imag.abs() >= b.real.abs() {
            let ratio = b.real / b.imag;
            let denominator = b.real * ratio + b.imag;
            Number { real: (a * ratio) / denominator, imag: (-a) / denominator }
        } else {
            Number { real: f64::NAN, imag: f64::NAN }
        };
        if result.real.is_nan() && result.imag.is_nan() && a.is_finite() && b.is_infinite() {
            let (x, y) = (boxed(b.real), boxed(b.imag));
            return Some(Number { real: 0.0 * (a * x), imag: 0.0 * (-a * y) });
        }
        Some(result)
    }

    /// `self ** n` by squaring.
    fn power_unsigned(self, n: u32) -> Number {
        let (mut result, mut square, mut mask) = (Number::ONE, self, 1u32);
        while mask <= n {
            if n & mask != 0 {
                result = result.product(square);
            }
            mask <<= 1;
            square = square.product(square);
        }
        result
    }

    /// `self ** exponent`.
    pub fn power(self, exponent: Number) -> Result<Number, PowerError> {
        let result = if exponent.imag == 0.0
            && exponent.real == exponent.real.floor()
            && exponent.real.abs() <= SMALL_EXPONENT
        {
            let n = exponent.real as i32;
            let power = self.power_unsigned(n.unsigned_abs());
            if n > 0 { power } else { Number::ONE.quotient(power).ok_or(PowerError::ZeroDivision)? }
        } else {
            self.power_polar(exponent)?
        };
        if result.is_infinite() { Err(PowerError::Overflow) } else { Ok(result) }
    }

    fn power_polar(self, exponent: Number) -> Result<Number, PowerError> {
        if exponent.real == 0.0 && exponent.imag == 0.0 {
            return Ok(Number::ONE);
        }
        if self.real == 0.0 && self.imag == 0.0 {
            if exponent.imag != 0.0 || exponent.real < 0.0 {
                return Err(PowerError::ZeroDivision);
            }
            return Ok(Number::from(0.0));
        }
        let size = self.real.hypot(self.imag);
        let mut length = size.powf(exponent.real);
        let angle = self.imag.atan2(self.real);
        let mut phase = angle * exponent.real;
        if exponent.imag != 0.0 {
            length *= (-angle * exponent.imag).exp();
            phase += exponent.imag * size.ln();
        }
        Ok(Number { real: length * phase.cos(), imag: length * phase.sin() })
    }
}
