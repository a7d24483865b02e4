//! UTF-8. Rules: Unicode Standard, table 3-7 "Well-formed UTF-8 byte sequences"; surrogates do
//! not encode.

use super::super::sink::{TextSink, Unit};
use super::{CodecFault, DecodeHandler, EncodeHandler, Replacement, ascii_prefix};

/// Name in exceptions.
pub const NAME: &str = "utf-8";

/// The sequence at the start of a text that begins with a byte above 0x7f.
enum Sequence {
    Char(u32, usize),
    /// What there is could go on, but ends.
    Incomplete,
    InvalidStart,
    /// So many bytes are a good prefix, then comes a wrong one.
    InvalidContinuation(usize),
}

fn sequence(s: &[u8]) -> Sequence {
    let first = s[0];
    let (length, low, high) = match first {
        0xc2..=0xdf => (2, 0x80, 0xbf),
        0xe0 => (3, 0xa0, 0xbf),
        0xed => (3, 0x80, 0x9f),
        0xe1..=0xef => (3, 0x80, 0xbf),
        0xf0 => (4, 0x90, 0xbf),
        0xf4 => (4, 0x80, 0x8f),
        0xf1..=0xf3 => (4, 0x80, 0xbf),
        _ => return Sequence::InvalidStart,
    };
    let mut c = u32::from(first) & (0x7f >> length);
    for i in 1..length {
        let Some(&b) = s.get(i) else {
            return Sequence::Incomplete;
        };
        let good = if i == 1 { (low..=high).contains(&b) } else { b & 0xc0 == 0x80 };
        if !good {
            return Sequence::InvalidContinuation(i);
        }
        c = c << 6 | u32::from(b & 0x3f);
    }
    Sequence::Char(c, length)
}

/// Decodes; gives the bytes consumed (all, where `last`).
pub fn decode<S: TextSink, H: DecodeHandler<S>>(
    input: &[u8],
    last: bool,
    handler: &mut H,
    out: &mut S,
) -> Result<usize, H::Error> {
    let mut at = 0;
    out.reserve(input.len());
    while at < input.len() {
        let run = ascii_prefix(&input[at..]);
        if run > 0 {
            out.push_ascii(&input[at..at + run]);
            at += run;
        }
        while at < input.len() && input[at] >= 0x80 {
            // The common well-formed sequences, without the general case's bookkeeping.
            match input[at..] {
                [a @ 0xc2..=0xdf, b @ 0x80..=0xbf, ..] => {
                    out.push(u32::from(a & 0x1f) << 6 | u32::from(b & 0x3f));
                    at += 2;
                    continue;
                }
                [a @ (0xe1..=0xec | 0xee | 0xef), b @ 0x80..=0xbf, c @ 0x80..=0xbf, ..] => {
                    out.push(u32::from(a & 0xf) << 12 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f));
                    at += 3;
                    continue;
                }
                _ => {}
            }
            let (end, reason) = match sequence(&input[at..]) {
                Sequence::Char(c, length) => {
                    out.push(c);
                    at += length;
                    continue;
                }
                Sequence::Incomplete if !last => return Ok(at),
                Sequence::Incomplete => (input.len(), "unexpected end of data"),
                Sequence::InvalidStart => (at + 1, "invalid start byte"),
                // A surrogate that may still become whole, for the handler to pass.
                Sequence::InvalidContinuation(1) if !last && matches!(input[at..], [0xed, 0xa0..=0xbf]) => {
                    return Ok(at);
                }
                Sequence::InvalidContinuation(good) => (at + good, "invalid continuation byte"),
            };
            let fault = CodecFault { encoding: NAME, start: at, end, reason };
            at = handler.decode_fault(input, fault, out)?.min(input.len());
        }
    }
    Ok(at)
}

/// Appends the UTF-8 of a code point; surrogates too (as `surrogatepass`).
pub fn push_code_point(c: u32, out: &mut Vec<u8>) {
    let tail = |shift: u32| 0x80 | (c >> shift & 0x3f) as u8;
    match c {
        0..0x80 => out.push(c as u8),
        0x80..0x800 => out.extend([0xc0 | (c >> 6) as u8, tail(0)]),
        0x800..0x1_0000 => out.extend([0xe0 | (c >> 12) as u8, tail(6), tail(0)]),
        _ => out.extend([0xf0 | (c >> 18 & 7) as u8, tail(12), tail(6), tail(0)]),
    }
}

/// Whether a code point is a surrogate.
#[inline]
pub fn is_surrogate(c: u32) -> bool {
    c & 0xffff_f800 == 0xd800
}

/// Encodes, appending to `out`.
pub fn encode<U: Unit, H: EncodeHandler>(text: &[U], handler: &mut H, out: &mut Vec<u8>) -> Result<(), H::Error> {
    if let Some(bytes) = U::as_bytes(text) {
        encode_latin1(bytes, out);
        return Ok(());
    }
    out.reserve(text.len() * 2);
    let mut at = 0;
    while let Some(u) = text.get(at) {
        let c = u.code();
        if !is_surrogate(c) {
            push_code_point(c, out);
            at += 1;
            continue;
        }
        let run = text[at..].iter().take_while(|u| is_surrogate(u.code())).count();
        let fault = CodecFault { encoding: NAME, start: at, end: at + run, reason: "surrogates not allowed" };
        let (replacement, next) = handler.encode_fault(fault)?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend(bytes),
            Replacement::Text(text) if text.iter().all(|&c| c < 0x80) => out.extend(text.iter().map(|&c| c as u8)),
            Replacement::Text(_) => return Err(handler.refuse(fault)),
        }
        at = next;
    }
    Ok(())
}

/// Latin-1 to UTF-8: cannot fail.
pub fn encode_latin1(bytes: &[u8], out: &mut Vec<u8>) {
    let mut at = 0;
    out.reserve(bytes.len());
    while at < bytes.len() {
        let run = ascii_prefix(&bytes[at..]);
        out.extend_from_slice(&bytes[at..at + run]);
        at += run;
        if let Some(&b) = bytes.get(at) {
            push_code_point(u32::from(b), out);
            at += 1;
        }
    }
}
