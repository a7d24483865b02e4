//! Integers against floats and bytes: exactly rounded conversions and division, exact
//! comparison, `to_bytes`, `from_bytes`.

use std::cmp::Ordering;

use dashu_base::DivRem;
use dashu_int::{IBig, UBig};

use super::float_bits::compose;
use super::float_ops::to_int;
use super::int::{Int, IntRef};

/// Integers up to this magnitude are floats exactly.
const EXACT: u64 = 1 << 53;

/// The nearest float, ties to even; `None`: OverflowError "int too large to convert to float".
pub fn to_f64(a: IntRef<'_>) -> Option<f64> {
    match a {
        IntRef::Small(v) => Some(v as f64),
        IntRef::Big(_) => {
            let magnitude = a.with_words(words_to_f64)?;
            Some(if a.is_negative() { -magnitude } else { magnitude })
        }
    }
}

fn words_to_f64(words: &[u64]) -> Option<f64> {
    let [rest @ .., next, top] = words else {
        return Some(words.first().map_or(0.0, |&w| w as f64));
    };
    let zeros = top.leading_zeros();
    let wide = (u128::from(*top) << 64 | u128::from(*next)) << zeros;
    let sticky = wide as u64 != 0 || rest.iter().any(|&w| w != 0);
    compose((wide >> 64) as u64, sticky, words.len() as i64 * 64 - 64 - i64::from(zeros))
}

/// Why a true division has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrueDivError {
    /// ZeroDivisionError "division by zero".
    ZeroDivision,
    /// OverflowError "integer division result too large for a float".
    Overflow,
}

/// `a / b`: the float nearest to the exact quotient.
pub fn true_div(a: IntRef<'_>, b: IntRef<'_>) -> Result<f64, TrueDivError> {
    if b.is_zero() {
        return Err(TrueDivError::ZeroDivision);
    }
    if let (IntRef::Small(x), IntRef::Small(y)) = (a, b)
        && x.unsigned_abs() <= EXACT
        && y.unsigned_abs() <= EXACT
    {
        return Ok(x as f64 / y as f64);
    }
    let sign = if a.is_negative() != b.is_negative() { -1.0 } else { 1.0 };
    // The quotient lies in 2^(size-1) .. 2^(size+1).
    let size = a.bit_length() as i64 - b.bit_length() as i64;
    if a.is_zero() || size < -1080 {
        return Ok(0.0 * sign);
    }
    if size > 1030 {
        return Err(TrueDivError::Overflow);
    }
    // Scale to a quotient of 63 or 64 bits.
    let shift = 63 - size;
    let (mut num, den) = (a.magnitude(), b.magnitude());
    let mut sticky = false;
    if shift >= 0 {
        num <<= shift as usize;
    } else {
        let cut = shift.unsigned_abs() as usize;
        sticky = num.trailing_zeros().is_some_and(|zeros| zeros < cut);
        num >>= cut;
    }
    let (quotient, rest) = num.div_rem(den);
    sticky |= !rest.is_zero();
    let quotient = quotient.as_words().first().copied().unwrap_or(0);
    compose(quotient, sticky, -shift).map(|v| v * sign).ok_or(TrueDivError::Overflow)
}

/// Exact comparison; `None` for nan.
pub fn cmp_float(a: IntRef<'_>, value: f64) -> Option<Ordering> {
    if let IntRef::Small(v) = a
        && v.unsigned_abs() <= EXACT
    {
        return (v as f64).partial_cmp(&value);
    }
    if value.is_nan() {
        return None;
    }
    let Some(whole) = to_int(value) else {
        return Some(if value > 0.0 { Ordering::Less } else { Ordering::Greater });
    };
    Some(a.cmp(&whole.as_ref()).then_with(|| 0.0.partial_cmp(&value.fract()).unwrap_or(Ordering::Equal)))
}

/// Why an integer has no bytes of the wished length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToBytesError {
    /// OverflowError "can't convert negative int to unsigned".
    Negative,
    /// OverflowError "int too big to convert".
    TooBig,
    /// MemoryError.
    Memory,
}

/// `a.to_bytes(length, …, signed=…)`.
pub fn to_bytes(a: IntRef<'_>, length: usize, little: bool, signed: bool) -> Result<Vec<u8>, ToBytesError> {
    let negative = a.is_negative();
    if negative && !signed {
        return Err(ToBytesError::Negative);
    }
    let needed = if negative {
        // -2^k needs no more bits than 2^k - 1.
        super::int_ops::invert(a).as_ref().bit_length()
    } else {
        a.bit_length()
    };
    let available = (length as u64).saturating_mul(8);
    let room = if signed { available.checked_sub(1) } else { Some(available) };
    let fits = match room {
        Some(room) => needed <= room,
        None => a.is_zero(),
    };
    if !fits {
        return Err(ToBytesError::TooBig);
    }
    let mut out = Vec::new();
    out.try_reserve_exact(length).map_err(|_| ToBytesError::Memory)?;
    out.resize(length, 0);
    a.with_words(|words| {
        for (chunk, word) in out.chunks_mut(8).zip(words) {
            let n = chunk.len();
            chunk.copy_from_slice(&word.to_le_bytes()[..n]);
        }
    });
    if negative {
        let mut carry = true;
        for b in &mut out {
            (*b, carry) = (!*b).overflowing_add(u8::from(carry));
        }
    }
    if !little {
        out.reverse();
    }
    Ok(out)
}

/// `int.from_bytes(bytes, …, signed=…)`.
pub fn from_bytes(bytes: &[u8], little: bool, signed: bool) -> Int {
    let top = if little { bytes.last() } else { bytes.first() };
    let negative = signed && top.is_some_and(|b| b & 0x80 != 0);
    if bytes.len() <= 8 {
        let mut word = [if negative { 0xff } else { 0 }; 8];
        for (i, slot) in word.iter_mut().enumerate().take(bytes.len()) {
            *slot = if little { bytes[i] } else { bytes[bytes.len() - 1 - i] };
        }
        return if signed { Int::Small(i64::from_le_bytes(word)) } else { Int::from(u64::from_le_bytes(word)) };
    }
    let value = IBig::from(if little { UBig::from_le_bytes(bytes) } else { UBig::from_be_bytes(bytes) });
    Int::from(if negative { value - (IBig::ONE << (bytes.len() * 8)) } else { value })
}
