//! `hex` and `fromhex` of bytes.

use super::buffer;
use crate::builtins::str::{Str, Units};
use crate::object::protocol;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The separator argument of `hex`.
pub fn separator(t: &Thread, separator: &Obj) -> PyResult<u8> {
    if protocol::len(t, separator)? != 1 {
        return Err(t.value_error("sep must be length 1."));
    }
    let code = if let Some(text) = Str::of(separator) {
        text.units().at(0)
    } else if let Some(data) = buffer::view(t, separator)? {
        data.first().map_or(0, |&b| u32::from(b))
    } else {
        return Err(t.type_error("sep must be str or bytes."));
    };
    u8::try_from(code).ok().filter(u8::is_ascii).ok_or_else(|| t.value_error("sep must be ASCII."))
}

/// The hexadecimal text, with a separator after every `group` bytes (counted from the end where it is
/// positive, from the start where it is negative).
pub fn to_text(t: &Thread, data: &[u8], separator: Option<u8>, group: i32) -> PyResult<Ref<Str>> {
    let mut out = Vec::new();
    let size = group.unsigned_abs() as usize;
    let separator = separator.filter(|_| size > 0);
    let separators = if separator.is_some() && !data.is_empty() { (data.len() - 1) / size } else { 0 };
    let Some(length) = data.len().checked_mul(2).and_then(|n| n.checked_add(separators)) else {
        return Err(t.no_memory());
    };
    if out.try_reserve_exact(length).is_err() {
        return Err(t.no_memory());
    }
    for (i, b) in data.iter().enumerate() {
        if let Some(separator) = separator
            && i > 0
            && (if group > 0 { (data.len() - i) % size } else { i % size }) == 0
        {
            out.push(separator);
        }
        out.extend([DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]);
    }
    if out.is_empty() {
        return Ok(crate::builtins::str::intern::empty());
    }
    Str::from_ascii(t, &out)
}

/// The bytes of a hexadecimal text, given as str or bytes-like.
pub fn parse(t: &Thread, text: &Obj) -> PyResult<Vec<u8>> {
    if let Some(text) = Str::of(text) {
        return match text.units() {
            Units::One(u) => parse_codes(t, u.iter().map(|&c| u32::from(c))),
            units => parse_codes(t, units.iter()),
        };
    }
    match buffer::view(t, text)? {
        Some(data) => parse_codes(t, data.iter().map(|&c| u32::from(c))),
        None => {
            let class = text.type_of().name_text();
            Err(t.type_error(format!("fromhex() argument must be str or bytes-like, not {class}")))
        }
    }
}

fn parse_codes(t: &Thread, codes: impl Iterator<Item = u32>) -> PyResult<Vec<u8>> {
    let mut out = Vec::with_capacity(codes.size_hint().0 / 2);
    let mut high = None;
    for (position, code) in codes.enumerate() {
        let digit = char::from_u32(code).and_then(|c| c.to_digit(16));
        match (high, digit) {
            (None, None) if super::text::is_space(code) => {}
            (_, None) => {
                return Err(
                    t.value_error(format!("non-hexadecimal number found in fromhex() arg at position {position}"))
                );
            }
            (None, digit) => high = digit,
            (Some(upper), Some(lower)) => {
                out.push((upper << 4 | lower) as u8);
                high = None;
            }
        }
    }
    match high {
        None => Ok(out),
        Some(_) => Err(t.value_error("fromhex() arg must contain an even number of hexadecimal digits")),
    }
}
