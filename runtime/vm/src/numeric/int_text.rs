//! Integers to and from text: `int(text, base)`, `str`, `hex`, `oct`, `bin`, with the digit limit
//! of `sys.set_int_max_str_digits`. ASCII only; Unicode digits are mapped by the caller.
//! Rules: language reference, "Integer literals"; docs of `int`.

use std::fmt::Write;

use dashu_int::UBig;

use super::float_parse::{split_sign, trim_space};
use super::int::{Int, IntRef};

/// Why a text is not an integer, or an integer has no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntTextError {
    /// ValueError "int() base must be >= 2 and <= 36, or 0".
    Base,
    /// ValueError "invalid literal for int() with base B: REPR"; the caller has the repr.
    Invalid,
    /// ValueError; reading a text of `digits` digits with a limit of `limit`.
    ReadLimit { digits: usize, limit: usize },
    /// ValueError; writing an int of more than `limit` digits.
    WriteLimit { limit: usize },
}

impl IntTextError {
    /// Text of the exception; `None` for [`IntTextError::Invalid`].
    pub fn message(self) -> Option<String> {
        const HINT: &str = "use sys.set_int_max_str_digits() to increase the limit";
        match self {
            IntTextError::Base => Some("int() base must be >= 2 and <= 36, or 0".to_owned()),
            IntTextError::Invalid => None,
            IntTextError::ReadLimit { digits, limit } => Some(format!(
                "Exceeds the limit ({limit} digits) for integer string conversion: value has {digits} digits; {HINT}"
            )),
            IntTextError::WriteLimit { limit } => {
                Some(format!("Exceeds the limit ({limit} digits) for integer string conversion; {HINT}"))
            }
        }
    }
}

/// `sys.set_int_max_str_digits` accepts no smaller limit than this, apart from 0.
pub const LIMIT_THRESHOLD: usize = 640;

/// The limit a new interpreter has.
pub const DEFAULT_LIMIT: usize = 4300;

#[inline]
fn digit_value(b: u8) -> u32 {
    match b {
        b'0'..=b'9' => u32::from(b - b'0'),
        b'a'..=b'z' => u32::from(b - b'a') + 10,
        b'A'..=b'Z' => u32::from(b - b'A') + 10,
        _ => 99,
    }
}

/// `int(text, base)`: white space around, sign, prefix `0x 0o 0b` where it agrees with the base
/// (0: taken from the prefix, and a decimal must not begin with 0 unless it is zero), single
/// underscores between digits and after the prefix. `limit`: most digits in bases that are not
/// powers of two, 0 for none.
pub fn parse_int(text: &[u8], base: u32, limit: usize) -> Result<Int, IntTextError> {
    if base == 1 || base > 36 {
        return Err(IntTextError::Base);
    }
    let (negative, mut body) = split_sign(trim_space(text));
    let prefix_base = match body {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 0,
    };
    let mut zero_only = false;
    let radix = match (base, prefix_base) {
        (0, 0) => {
            zero_only = body.first() == Some(&b'0');
            10
        }
        (0, prefix) => prefix,
        (base, _) => base,
    };
    if prefix_base == radix {
        body = &body[2..];
        if let [b'_', rest @ ..] = body {
            body = rest;
        }
    }
    let (mut value, mut overflow, mut digits, mut previous) = (0_u64, false, 0_usize, b'_');
    for &b in body {
        if b == b'_' {
            if previous == b'_' {
                return Err(IntTextError::Invalid);
            }
        } else {
            let digit = digit_value(b);
            if digit >= radix {
                return Err(IntTextError::Invalid);
            }
            digits += 1;
            match value.checked_mul(u64::from(radix)).and_then(|v| v.checked_add(u64::from(digit))) {
                Some(v) => value = v,
                None => overflow = true,
            }
        }
        previous = b;
    }
    if previous == b'_' {
        return Err(IntTextError::Invalid);
    }
    if !radix.is_power_of_two() && limit > 0 && digits > limit && digits > LIMIT_THRESHOLD {
        return Err(IntTextError::ReadLimit { digits, limit });
    }
    if !overflow {
        if zero_only && value != 0 {
            return Err(IntTextError::Invalid);
        }
        let value = i128::from(value);
        return Ok(Int::from(if negative { -value } else { value }));
    }
    if zero_only {
        return Err(IntTextError::Invalid);
    }
    let plain: Vec<u8> = body.iter().copied().filter(|&b| b != b'_').collect();
    let plain = std::str::from_utf8(&plain).map_err(|_| IntTextError::Invalid)?;
    let magnitude = UBig::from_str_radix(plain, radix).map_err(|_| IntTextError::Invalid)?;
    let value = dashu_int::IBig::from(magnitude);
    Ok(Int::from(if negative { -value } else { value }))
}

/// `str(value)`. `limit`: most digits, 0 for none.
pub fn to_decimal(value: IntRef<'_>, limit: usize) -> Result<String, IntTextError> {
    let big = match value {
        IntRef::Small(v) => return Ok(v.to_string()),
        IntRef::Big(v) => v,
    };
    let too_long = IntTextError::WriteLimit { limit };
    // A lower bound on the digits first: converting in vain could take long.
    let bits = value.bit_length();
    let at_least = bits.saturating_sub(1) as u128 * 30_102 / 100_000;
    if limit > 0 && at_least > limit as u128 {
        return Err(too_long);
    }
    let mut text = String::with_capacity((bits as usize / 3).saturating_add(3));
    let _ = write!(text, "{big}");
    let digits = text.len() - usize::from(text.starts_with('-'));
    if limit > 0 && digits > LIMIT_THRESHOLD && digits > limit { Err(too_long) } else { Ok(text) }
}

/// Digits of `|value|` in base 2, 8, 16 (lower case) or any other of 2..=36, without prefix.
pub fn magnitude_digits(value: IntRef<'_>, radix: u8) -> String {
    match value {
        IntRef::Small(v) => {
            let v = v.unsigned_abs();
            match radix {
                2 => format!("{v:b}"),
                8 => format!("{v:o}"),
                16 => format!("{v:x}"),
                10 => v.to_string(),
                _ => UBig::from(v).in_radix(radix.clamp(2, 36)).to_string(),
            }
        }
        IntRef::Big(_) => value.magnitude().in_radix(radix.clamp(2, 36)).to_string(),
    }
}

/// `hex`, `oct`, `bin`: sign, prefix, digits.
pub fn to_prefixed(value: IntRef<'_>, radix: u8) -> String {
    let digits = magnitude_digits(value, radix);
    let mut out = String::with_capacity(digits.len() + 3);
    if value.is_negative() {
        out.push('-');
    }
    out.push_str(prefix(radix));
    out.push_str(&digits);
    out
}

/// `0b`, `0o`, `0x`, or nothing for other bases.
pub fn prefix(radix: u8) -> &'static str {
    match radix {
        2 => "0b",
        8 => "0o",
        16 => "0x",
        _ => "",
    }
}
