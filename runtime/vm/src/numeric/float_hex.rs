//! `float.hex` and `float.fromhex`. Rules: docs of `float.hex`; C99's `%a`.

use std::fmt::Write;

use super::float_bits::compose;
use super::float_parse::{parse_special, split_sign, trim_space};

/// Why [`parse_hex`] failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HexFloatError {
    /// ValueError.
    Invalid,
    /// OverflowError.
    TooLarge,
}

impl HexFloatError {
    /// Text of the exception.
    pub fn message(self) -> &'static str {
        match self {
            HexFloatError::Invalid => "invalid hexadecimal floating-point string",
            HexFloatError::TooLarge => "hexadecimal value too large to represent as a float",
        }
    }
}

/// `float.hex()`.
pub fn format_hex(value: f64) -> String {
    if !value.is_finite() {
        return super::float_text::repr(value);
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let bits = value.to_bits();
    let field = (bits >> 52) & 0x7ff;
    let (lead, exponent) = if field == 0 { (0, -1022) } else { (1, field as i32 - 1023) };
    let mut out = String::with_capacity(24);
    let _ = write!(out, "{sign}0x{lead}.{:013x}p{exponent:+}", bits & ((1 << 52) - 1));
    out
}

/// `float.fromhex(text)`: `[sign] [0x] hex [. hex] [p exponent]` or a special, with ASCII white
/// space around; rounds half to even.
pub fn parse_hex(text: &[u8]) -> Result<f64, HexFloatError> {
    let (negative, body) = split_sign(trim_space(text));
    let signed = |v: f64| if negative { -v } else { v };
    if let Some(special) = parse_special(body) {
        return Ok(signed(special));
    }
    let body = match body {
        [b'0', b'x' | b'X', rest @ ..] => rest,
        _ => body,
    };
    let (mut mantissa, mut sticky, mut exponent) = (0_u64, false, 0_i64);
    let (mut any, mut after_point, mut at) = (false, false, 0);
    while let Some(&b) = body.get(at) {
        if b == b'.' && !after_point {
            after_point = true;
        } else if let Some(digit) = char::from(b).to_digit(16) {
            any = true;
            if mantissa >> 60 == 0 {
                mantissa = mantissa << 4 | u64::from(digit);
                exponent -= if after_point { 4 } else { 0 };
            } else {
                sticky |= digit != 0;
                exponent += if after_point { 0 } else { 4 };
            }
        } else {
            break;
        }
        at += 1;
    }
    if !any {
        return Err(HexFloatError::Invalid);
    }
    if let Some(b'p' | b'P') = body.get(at) {
        let (minus, digits) = split_sign(&body[at + 1..]);
        let count = digits.iter().take_while(|b| b.is_ascii_digit()).count();
        if count == 0 {
            return Err(HexFloatError::Invalid);
        }
        let e = digits[..count].iter().fold(0_i64, |v, d| v.saturating_mul(10).saturating_add(i64::from(d - b'0')));
        exponent = exponent.saturating_add(if minus { -e } else { e });
        at = body.len() - (digits.len() - count);
    }
    let value = compose(mantissa, sticky, exponent).ok_or(HexFloatError::TooLarge)?;
    if at == body.len() { Ok(signed(value)) } else { Err(HexFloatError::Invalid) }
}
