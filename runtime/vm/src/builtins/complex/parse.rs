//! Text to complex: `complex(str)`. Takes ASCII; Unicode digits and spaces are mapped by the caller.
//! Rules: docs of `complex`.

use super::arithmetic::Number;
use crate::numeric::float_parse::{parse_float, scan_decimal, trim_space};

/// Why a text is no complex number; both are ValueError.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseError {
    Malformed,
    /// An underscore that does not stand between digits.
    Underscore,
}

/// `[(] [real] [±imag j] [)]` with white space around.
pub fn parse_complex(text: &[u8]) -> Result<Number, ParseError> {
    let mut body = trim_space(text);
    if let [b'(', inner @ .., b')'] = body {
        body = trim_space(inner);
    }
    let plain = without_underscores(body).ok_or(ParseError::Underscore)?;
    parse_plain(&plain).ok_or(ParseError::Malformed)
}

fn parse_plain(text: &[u8]) -> Option<Number> {
    let (real, rest) = match prefix(text) {
        Some((value, length)) => match &text[length..] {
            [] => return Some(Number { real: value, imag: 0.0 }),
            [b'j' | b'J'] => return Some(Number { real: 0.0, imag: value }),
            rest @ [b'+' | b'-', ..] => (value, rest),
            _ => return None,
        },
        None => (0.0, text),
    };
    let (imag, rest) = match (prefix(rest), rest) {
        (Some((value, length)), _) => (value, &rest[length..]),
        (None, [b'-', rest @ ..]) => (-1.0, rest),
        (None, [b'+', rest @ ..]) => (1.0, rest),
        (None, rest) => (1.0, rest),
    };
    matches!(rest, [b'j' | b'J']).then_some(Number { real, imag })
}

/// The float at the start of a text, and its length.
fn prefix(text: &[u8]) -> Option<(f64, usize)> {
    let sign = usize::from(matches!(text, [b'+' | b'-', ..]));
    let body = &text[sign..];
    let starts = |word: &[u8]| body.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let length = [&b"infinity"[..], b"inf", b"nan"].into_iter().find(|word| starts(word)).map(<[u8]>::len);
    let end = sign + length.or_else(|| scan_decimal(body))?;
    Some((parse_float(&text[..end])?, end))
}

/// The text without underscores, which may only stand between digits.
fn without_underscores(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(u8::is_ascii_digit);
    let mut plain = Vec::with_capacity(text.len());
    for (at, &byte) in text.iter().enumerate() {
        if byte != b'_' {
            plain.push(byte);
        } else if !digit(at.checked_sub(1)) || !digit(at.checked_add(1)) {
            return None;
        }
    }
    Some(plain)
}
