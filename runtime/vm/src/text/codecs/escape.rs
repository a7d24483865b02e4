//! `unicode_escape` and `raw_unicode_escape`: text as the body of a Python literal.
//! Rules: language reference, "String and Bytes literals".

use super::super::repr::push_hex_escape;
use super::super::sink::{TextSink, Unit};
use super::{CodecFault, DecodeHandler};

/// An escape that works but is deprecated: the first one found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadEscape {
    /// A backslash before a character that needs none: position of the backslash, the character.
    Unknown(usize, u8),
    /// An octal value above 0o377: position of the backslash, value.
    Octal(usize, u32),
}

/// What [`decode`] says besides the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decoded {
    pub consumed: usize,
    pub bad_escape: Option<BadEscape>,
}

/// How reading the digits of an escape ended: value or not, and the position.
enum Hex {
    Value(u32, usize),
    BadDigit(usize),
    End,
}

fn hex_digits(input: &[u8], start: usize, count: usize) -> Hex {
    let mut value = 0_u32;
    for at in start..start + count {
        let Some(&b) = input.get(at) else {
            return Hex::End;
        };
        let Some(digit) = char::from(b).to_digit(16) else {
            return Hex::BadDigit(at);
        };
        value = value << 4 | digit;
    }
    Hex::Value(value, start + count)
}

/// One escape: what it stands for and where it ends, or what is wrong.
enum Escape {
    Char(u32, usize),
    /// Stands for nothing (a continued line).
    Nothing(usize),
    /// Kept with its backslash.
    Unknown(u8),
    /// Wrong up to a position.
    Fault(usize, &'static str),
    /// Could go on, but the input ends.
    Incomplete(&'static str),
}

/// The escape whose backslash is at `start`.
fn escape(input: &[u8], start: usize, names: &mut dyn FnMut(&[u8]) -> Option<u32>) -> Escape {
    let at = start + 2;
    let Some(&letter) = input.get(start + 1) else {
        return Escape::Incomplete("\\ at end of string");
    };
    let simple = |c: u8| Escape::Char(u32::from(c), at);
    let (count, message) = match letter {
        b'\n' => return Escape::Nothing(at),
        b'\\' | b'\'' | b'"' => return simple(letter),
        b'b' => return simple(8),
        b'f' => return simple(12),
        b't' => return simple(b'\t'),
        b'n' => return simple(b'\n'),
        b'r' => return simple(b'\r'),
        b'v' => return simple(11),
        b'a' => return simple(7),
        b'0'..=b'7' => {
            let digits = input[start + 1..].iter().take(3).take_while(|b| (b'0'..=b'7').contains(b));
            let (value, count) = digits.fold((0, 0), |(v, n), b| (v << 3 | u32::from(b - b'0'), n + 1));
            return Escape::Char(value, start + 1 + count);
        }
        b'x' => (2, "truncated \\xXX escape"),
        b'u' => (4, "truncated \\uXXXX escape"),
        b'U' => (8, "truncated \\UXXXXXXXX escape"),
        b'N' => return named(input, at, names),
        other => return Escape::Unknown(other),
    };
    match hex_digits(input, at, count) {
        Hex::Value(c, end) if c < 0x11_0000 => Escape::Char(c, end),
        Hex::Value(_, end) => Escape::Fault(end, "illegal Unicode character"),
        Hex::BadDigit(end) => Escape::Fault(end, message),
        Hex::End => Escape::Incomplete(message),
    }
}

/// `\N{…}` behind the `N`.
fn named(input: &[u8], at: usize, names: &mut dyn FnMut(&[u8]) -> Option<u32>) -> Escape {
    const MALFORMED: &str = "malformed \\N character escape";
    match input.get(at) {
        None => return Escape::Incomplete(MALFORMED),
        Some(b'{') => {}
        Some(_) => return Escape::Fault(at, MALFORMED),
    }
    let Some(length) = memchr::memchr(b'}', &input[at + 1..]) else {
        return Escape::Incomplete(MALFORMED);
    };
    let end = at + 1 + length;
    if length == 0 {
        return Escape::Fault(end, MALFORMED);
    }
    match names(&input[at + 1..end]) {
        Some(c) => Escape::Char(c, end + 1),
        None => Escape::Fault(end + 1, "unknown Unicode character name"),
    }
}

/// Decodes `unicode_escape`; bytes outside escapes are Latin-1. `names` looks up `\N{name}`.
pub fn decode<S: TextSink, H: DecodeHandler<S>>(
    input: &[u8],
    last: bool,
    names: &mut dyn FnMut(&[u8]) -> Option<u32>,
    handler: &mut H,
    out: &mut S,
) -> Result<Decoded, H::Error> {
    let (mut at, mut bad_escape) = (0, None);
    out.reserve(input.len());
    while at < input.len() {
        let run = memchr::memchr(b'\\', &input[at..]).unwrap_or(input.len() - at);
        out.push_units(&input[at..at + run]);
        at += run;
        if at == input.len() {
            break;
        }
        let (end, reason) = match escape(input, at, names) {
            Escape::Char(c, end) => {
                if c > 0xff && input[at + 1].is_ascii_digit() {
                    bad_escape.get_or_insert(BadEscape::Octal(at, c));
                }
                out.push(c);
                at = end;
                continue;
            }
            Escape::Nothing(end) => {
                at = end;
                continue;
            }
            Escape::Unknown(letter) => {
                bad_escape.get_or_insert(BadEscape::Unknown(at, letter));
                out.push(u32::from(b'\\'));
                out.push(u32::from(letter));
                at += 2;
                continue;
            }
            Escape::Incomplete(_) if !last => break,
            Escape::Incomplete(reason) => (input.len(), reason),
            Escape::Fault(end, reason) => (end, reason),
        };
        let fault = CodecFault { encoding: "unicodeescape", start: at, end, reason };
        at = handler.decode_fault(input, fault, out)?.min(input.len());
    }
    Ok(Decoded { consumed: at, bad_escape })
}

/// Decodes `raw_unicode_escape`: only `\u` and `\U` are escapes. Gives the bytes consumed.
pub fn decode_raw<S: TextSink, H: DecodeHandler<S>>(
    input: &[u8],
    last: bool,
    handler: &mut H,
    out: &mut S,
) -> Result<usize, H::Error> {
    let mut at = 0;
    out.reserve(input.len());
    while at < input.len() {
        let run = memchr::memchr(b'\\', &input[at..]).unwrap_or(input.len() - at);
        out.push_units(&input[at..at + run]);
        at += run;
        if at == input.len() {
            break;
        }
        let (count, message) = match input.get(at + 1) {
            None if !last => break,
            None => {
                out.push(u32::from(b'\\'));
                at += 1;
                continue;
            }
            Some(b'u') => (4, "truncated \\uXXXX escape"),
            Some(b'U') => (8, "truncated \\UXXXXXXXX escape"),
            Some(_) => {
                out.push_units(&input[at..at + 2]);
                at += 2;
                continue;
            }
        };
        let (end, reason) = match hex_digits(input, at + 2, count) {
            Hex::Value(c, end) if c < 0x11_0000 => {
                out.push(c);
                at = end;
                continue;
            }
            Hex::Value(_, end) => (end, "\\Uxxxxxxxx out of range"),
            Hex::BadDigit(end) => (end, message),
            Hex::End if !last => break,
            Hex::End => (input.len(), message),
        };
        let fault = CodecFault { encoding: "rawunicodeescape", start: at, end, reason };
        at = handler.decode_fault(input, fault, out)?.min(input.len());
    }
    Ok(at)
}

/// Encodes `unicode_escape`: cannot fail.
pub fn encode<U: Unit>(text: &[U], out: &mut Vec<u8>) {
    out.reserve(text.len());
    for u in text {
        match u.code() {
            0x5c => out.extend(b"\\\\"),
            9 => out.extend(b"\\t"),
            10 => out.extend(b"\\n"),
            13 => out.extend(b"\\r"),
            c @ 32..127 => out.push(c as u8),
            c => push_hex_escape(c, out),
        }
    }
}

/// Encodes `raw_unicode_escape`: cannot fail.
pub fn encode_raw<U: Unit>(text: &[U], out: &mut Vec<u8>) {
    out.reserve(text.len());
    for u in text {
        match u.code() {
            c @ 0..0x100 => out.push(c as u8),
            c => push_hex_escape(c, out),
        }
    }
}
