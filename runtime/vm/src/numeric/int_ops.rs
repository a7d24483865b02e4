//! Integer arithmetic with Python's signs: division rounds down, a remainder has the sign of the
//! divisor. A machine-word fast path first, [`IBig`] behind it.
//! Rules: language reference, "Binary arithmetic operations"; docs of `int`, `math`.

use dashu_base::{DivRem, Gcd, SquareRoot};
use dashu_int::fast_div::ConstDivisor;
use dashu_int::{IBig, UBig};

use super::int::{Int, IntRef};

/// No result may have more bits (8 GiB): larger ones are refused as out of memory.
pub const MAX_BITS: u64 = 1 << 36;

/// Why a power or a shift has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntOpError {
    /// ValueError "negative shift count".
    NegativeShift,
    /// OverflowError "too many digits in integer".
    TooManyDigits,
    /// MemoryError.
    Memory,
    /// ValueError "pow() 3rd argument cannot be 0".
    ZeroModulus,
    /// ValueError "base is not invertible for the given modulus".
    NotInvertible,
}

impl IntOpError {
    /// Text of the exception; empty for MemoryError.
    pub fn message(self) -> &'static str {
        match self {
            IntOpError::NegativeShift => "negative shift count",
            IntOpError::TooManyDigits => "too many digits in integer",
            IntOpError::Memory => "",
            IntOpError::ZeroModulus => "pow() 3rd argument cannot be 0",
            IntOpError::NotInvertible => "base is not invertible for the given modulus",
        }
    }
}

/// `a + b`.
pub fn add(a: IntRef<'_>, b: IntRef<'_>) -> Int {
    match (a, b) {
        (IntRef::Small(x), IntRef::Small(y)) => Int::from(i128::from(x) + i128::from(y)),
        (IntRef::Big(x), IntRef::Big(y)) => Int::from(x + y),
        (IntRef::Big(x), IntRef::Small(y)) | (IntRef::Small(y), IntRef::Big(x)) => Int::from(x + y),
    }
}

/// `a - b`.
pub fn sub(a: IntRef<'_>, b: IntRef<'_>) -> Int {
    match (a, b) {
        (IntRef::Small(x), IntRef::Small(y)) => Int::from(i128::from(x) - i128::from(y)),
        (IntRef::Big(x), IntRef::Big(y)) => Int::from(x - y),
        (IntRef::Big(x), IntRef::Small(y)) => Int::from(x - y),
        (IntRef::Small(x), IntRef::Big(y)) => Int::from(x - y),
    }
}

/// `a * b`; MemoryError for results beyond [`MAX_BITS`].
pub fn mul(a: IntRef<'_>, b: IntRef<'_>) -> Result<Int, IntOpError> {
    Ok(match (a, b) {
        (IntRef::Small(x), IntRef::Small(y)) => Int::from(i128::from(x) * i128::from(y)),
        (IntRef::Big(x), IntRef::Small(y)) | (IntRef::Small(y), IntRef::Big(x)) => Int::from(x * y),
        (IntRef::Big(x), IntRef::Big(y)) => {
            if a.bit_length() + b.bit_length() > MAX_BITS {
                return Err(IntOpError::Memory);
            }
            Int::from(x * y)
        }
    })
}

/// `-a`.
pub fn neg(a: IntRef<'_>) -> Int {
    match a {
        IntRef::Small(x) => Int::from(-i128::from(x)),
        IntRef::Big(x) => Int::from(-x),
    }
}

/// `~a`.
pub fn invert(a: IntRef<'_>) -> Int {
    match a {
        IntRef::Small(x) => Int::Small(!x),
        IntRef::Big(x) => Int::from(!x),
    }
}

/// `abs(a)`.
pub fn abs(a: IntRef<'_>) -> Int {
    if a.is_negative() { neg(a) } else { a.to_int() }
}

macro_rules! bitwise {
    ($($(#[$doc:meta])* $name:ident $op:tt;)*) => {$(
        $(#[$doc])*
        pub fn $name(a: IntRef<'_>, b: IntRef<'_>) -> Int {
            match (a, b) {
                (IntRef::Small(x), IntRef::Small(y)) => Int::Small(x $op y),
                _ => Int::from(a.to_big().as_ref() $op b.to_big().as_ref()),
            }
        }
    )*};
}

bitwise! {
    /// `a & b` on two's complement.
    bit_and &;
    /// `a | b` on two's complement.
    bit_or |;
    /// `a ^ b` on two's complement.
    bit_xor ^;
}

/// `divmod(a, b)`; `None`: ZeroDivisionError "division by zero".
pub fn div_mod(a: IntRef<'_>, b: IntRef<'_>) -> Option<(Int, Int)> {
    if b.is_zero() {
        return None;
    }
    if let (IntRef::Small(x), IntRef::Small(y)) = (a, b) {
        let (Some(q), Some(r)) = (x.checked_div(y), x.checked_rem(y)) else {
            // Only the least integer by -1.
            return Some((neg(a), Int::Small(0)));
        };
        let adjust = r != 0 && (r < 0) != (y < 0);
        return Some(if adjust { (Int::Small(q - 1), Int::Small(r + y)) } else { (Int::Small(q), Int::Small(r)) });
    }
    let (x, y) = (a.to_big(), b.to_big());
    let (mut q, mut r) = x.as_ref().div_rem(y.as_ref());
    if !r.is_zero() && IntRef::Big(&r).is_negative() != b.is_negative() {
        q -= 1;
        r += y.as_ref();
    }
    Some((Int::from(q), Int::from(r)))
}

/// `a // b`; `None`: ZeroDivisionError "division by zero".
pub fn floor_div(a: IntRef<'_>, b: IntRef<'_>) -> Option<Int> {
    div_mod(a, b).map(|(q, _)| q)
}

/// `a % b`; `None`: ZeroDivisionError "division by zero".
pub fn modulo(a: IntRef<'_>, b: IntRef<'_>) -> Option<Int> {
    if let (IntRef::Big(_), IntRef::Small(_)) | (IntRef::Small(_), IntRef::Small(_)) = (a, b) {
        return div_mod(a, b).map(|(_, r)| r);
    }
    if b.is_zero() {
        return None;
    }
    let (x, y) = (a.to_big(), b.to_big());
    let mut r = x.as_ref() % y.as_ref();
    if !r.is_zero() && IntRef::Big(&r).is_negative() != b.is_negative() {
        r += y.as_ref();
    }
    Some(Int::from(r))
}

/// `a ** b` for `b` not negative (a negative one makes floats: the caller's case; here it counts
/// as 0). MemoryError beyond [`MAX_BITS`].
pub fn pow(a: IntRef<'_>, b: IntRef<'_>) -> Result<Int, IntOpError> {
    if b.is_zero() || b.is_negative() {
        return Ok(Int::Small(1));
    }
    if let Some(base) = a.to_i64() {
        match base {
            0 | 1 => return Ok(Int::Small(base)),
            -1 => return Ok(Int::Small(if b.is_odd() { -1 } else { 1 })),
            _ => {}
        }
    }
    let exponent = b.to_i64().and_then(|e| u64::try_from(e).ok()).ok_or(IntOpError::Memory)?;
    if let (IntRef::Small(base), Ok(e)) = (a, u32::try_from(exponent))
        && let Some(v) = base.checked_pow(e)
    {
        return Ok(Int::Small(v));
    }
    // |a| >= 2^(bits-1), so the result has more than (bits-1) * exponent bits.
    let bits = a.bit_length();
    let least = (bits - 1).max(1).checked_mul(exponent).ok_or(IntOpError::Memory)?;
    if least > MAX_BITS {
        return Err(IntOpError::Memory);
    }
    Ok(Int::from(a.to_big().pow(exponent as usize)))
}

/// `pow(a, b, m)`: the result has the sign of `m`; a negative `b` needs an inverse of `a`.
pub fn pow_mod(a: IntRef<'_>, b: IntRef<'_>, m: IntRef<'_>) -> Result<Int, IntOpError> {
    if m.is_zero() {
        return Err(IntOpError::ZeroModulus);
    }
    let modulus = m.magnitude();
    if modulus.is_one() {
        return Ok(Int::Small(0));
    }
    let modulus_int = Int::from(modulus.clone());
    let base = modulo(a, modulus_int.as_ref()).unwrap_or(Int::Small(0));
    let power = match (&base, &modulus_int, b.to_i64()) {
        (Int::Small(base), Int::Small(modulus), Some(e)) => {
            let (base, modulus) = (*base as u64, *modulus as u64);
            let base = if e < 0 { inverse_u64(base, modulus).ok_or(IntOpError::NotInvertible)? } else { base };
            Int::from(pow_mod_u64(base, e.unsigned_abs(), modulus))
        }
        _ => {
            let ring = ConstDivisor::new(modulus);
            let mut reduced = ring.reduce(base.as_ref().magnitude());
            if b.is_negative() {
                reduced = reduced.inv().ok_or(IntOpError::NotInvertible)?;
            }
            Int::from(reduced.pow(&b.magnitude()).residue())
        }
    };
    Ok(if m.is_negative() && !power.as_ref().is_zero() { add(power.as_ref(), m) } else { power })
}

fn pow_mod_u64(base: u64, mut exponent: u64, modulus: u64) -> u64 {
    let m = u128::from(modulus);
    let (mut result, mut square) = (1 % m, u128::from(base) % m);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * square % m;
        }
        square = square * square % m;
        exponent >>= 1;
    }
    result as u64
}

fn inverse_u64(a: u64, modulus: u64) -> Option<u64> {
    let m = i128::from(modulus);
    let (mut r0, mut r1, mut t0, mut t1) = (m, i128::from(a), 0_i128, 1_i128);
    while r1 != 0 {
        let q = r0 / r1;
        (r0, r1) = (r1, r0 - q * r1);
        (t0, t1) = (t1, t0 - q * t1);
    }
    (r0 == 1).then(|| t0.rem_euclid(m) as u64)
}

/// `a << count`.
pub fn shl(a: IntRef<'_>, count: IntRef<'_>) -> Result<Int, IntOpError> {
    if count.is_negative() {
        return Err(IntOpError::NegativeShift);
    }
    if a.is_zero() {
        return Ok(Int::Small(0));
    }
    let count = count.to_i64().ok_or(IntOpError::TooManyDigits)? as u64;
    if let IntRef::Small(v) = a
        && count < 64
    {
        return Ok(Int::from(i128::from(v) << count));
    }
    if a.bit_length().saturating_add(count) > MAX_BITS {
        return Err(IntOpError::Memory);
    }
    Ok(Int::from(a.to_big().as_ref() << count as usize))
}

/// `a >> count`, rounding down.
pub fn shr(a: IntRef<'_>, count: IntRef<'_>) -> Result<Int, IntOpError> {
    if count.is_negative() {
        return Err(IntOpError::NegativeShift);
    }
    let gone = Int::Small(if a.is_negative() { -1 } else { 0 });
    let Some(count) = count.to_i64() else {
        return Ok(gone);
    };
    Ok(match a {
        IntRef::Small(v) => Int::Small(v >> count.min(63)),
        IntRef::Big(v) if count as u64 <= a.bit_length() => Int::from(v >> count as usize),
        IntRef::Big(_) => gone,
    })
}

/// `a.bit_count()`: ones of the absolute value.
pub fn bit_count(a: IntRef<'_>) -> u64 {
    a.with_words(|words| words.iter().map(|w| u64::from(w.count_ones())).sum())
}

/// `math.gcd(a, b)`.
pub fn gcd(a: IntRef<'_>, b: IntRef<'_>) -> Int {
    if let (IntRef::Small(x), IntRef::Small(y)) = (a, b) {
        let (mut x, mut y) = (x.unsigned_abs(), y.unsigned_abs());
        while y != 0 {
            (x, y) = (y, x % y);
        }
        return Int::from(x);
    }
    match (a.is_zero(), b.is_zero()) {
        (true, _) => abs(b),
        (_, true) => abs(a),
        _ => Int::from(a.magnitude().gcd(&b.magnitude())),
    }
}

/// `math.isqrt(a)`; `None` for negative numbers (ValueError "isqrt() argument must be
/// nonnegative").
pub fn isqrt(a: IntRef<'_>) -> Option<Int> {
    if a.is_negative() {
        return None;
    }
    Some(match a {
        IntRef::Small(v) => Int::Small((v as u64).isqrt() as i64),
        IntRef::Big(_) => Int::from(a.magnitude().sqrt()),
    })
}

/// `round(a, -zeros)`: to a multiple of `10^zeros`, ties to even.
pub fn round_to_power_of_ten(a: IntRef<'_>, zeros: u64) -> Int {
    if zeros == 0 {
        return a.to_int();
    }
    // 10^zeros > 2 * |a|: nothing remains.
    if zeros as u128 * 3 > u128::from(a.bit_length()) + 4 {
        return Int::Small(0);
    }
    let unit = UBig::from(10_u8).pow(zeros as usize);
    let (quotient, rest) = {
        let (q, r) = a.magnitude().div_rem(&unit);
        (q, r)
    };
    let odd = quotient.as_words().first().is_some_and(|w| w & 1 == 1);
    let order = (rest << 1_usize).cmp(&unit);
    let quotient = if order.is_gt() || order.is_eq() && odd { quotient + 1_u8 } else { quotient };
    let value = IBig::from(quotient * unit);
    Int::from(if a.is_negative() { -value } else { value })
}
