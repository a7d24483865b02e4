//! `repr` of `str` and `bytes`: quotes and escapes.

use super::properties::is_printable;
use super::sink::{TextSink, Unit};

const HEX: &[u8; 16] = b"0123456789abcdef";

/// The quote `repr` takes: single, unless that occurs and the double does not.
pub fn choose_quote<U: Unit>(s: &[U]) -> u8 {
    let (mut single, mut double) = (false, false);
    for u in s {
        match u.code() {
            39 => single = true,
            34 => double = true,
            _ => {}
        }
    }
    if single && !double { b'"' } else { b'\'' }
}

/// Appends `\xhh`, `\uhhhh` or `\Uhhhhhhhh`, the shortest that fits.
pub fn push_hex_escape<S: TextSink>(c: u32, out: &mut S) {
    let (letter, digits) = match c {
        0..=0xff => (b'x', 2),
        0x100..=0xffff => (b'u', 4),
        _ => (b'U', 8),
    };
    let mut text = [0; 10];
    text[0] = b'\\';
    text[1] = letter;
    for (i, slot) in text[2..2 + digits].iter_mut().rev().enumerate() {
        *slot = HEX[(c >> (4 * i) & 15) as usize];
    }
    out.push_ascii(&text[..2 + digits]);
}

/// `repr(str)`. With `ascii` set: `ascii(str)`, which escapes all that is not ASCII.
pub fn repr_str<U: Unit, S: TextSink>(s: &[U], ascii: bool, out: &mut S) {
    let quote = choose_quote(s);
    out.reserve(s.len() + 2);
    out.push(u32::from(quote));
    if let Some(bytes) = U::as_bytes(s) {
        // Runs that need no escape are copied whole.
        let plain = |b: u8| (32..127).contains(&b) && b != quote && b != b'\\';
        let mut rest = bytes;
        while !rest.is_empty() {
            let run = rest.iter().position(|&b| !plain(b)).unwrap_or(rest.len());
            out.push_ascii(&rest[..run]);
            rest = &rest[run..];
            if let [b, tail @ ..] = rest {
                push_char(u32::from(*b), quote, ascii, out);
                rest = tail;
            }
        }
    } else {
        for u in s {
            push_char(u.code(), quote, ascii, out);
        }
    }
    out.push(u32::from(quote));
}

fn push_char<S: TextSink>(c: u32, quote: u8, ascii: bool, out: &mut S) {
    match c {
        10 => out.push_ascii(b"\\n"),
        13 => out.push_ascii(b"\\r"),
        9 => out.push_ascii(b"\\t"),
        92 => out.push_ascii(b"\\\\"),
        _ if c == u32::from(quote) => out.push_ascii(&[b'\\', quote]),
        32..127 => out.push(c),
        0..0x80 => push_hex_escape(c, out),
        _ if !ascii && is_printable(c) => out.push(c),
        _ => push_hex_escape(c, out),
    }
}

/// `repr(bytes)`, with `b` and quotes.
pub fn repr_bytes<S: TextSink>(s: &[u8], out: &mut S) {
    out.push(u32::from(b'b'));
    repr_bytes_body(s, choose_quote(s), out);
}

/// The quoted part of [`repr_bytes`] with a given quote.
pub fn repr_bytes_body<S: TextSink>(s: &[u8], quote: u8, out: &mut S) {
    out.reserve(s.len() + 2);
    out.push(u32::from(quote));
    for &b in s {
        push_char_byte(b, quote, out);
    }
    out.push(u32::from(quote));
}

fn push_char_byte<S: TextSink>(b: u8, quote: u8, out: &mut S) {
    if b < 0x80 {
        push_char(u32::from(b), quote, true, out);
    } else {
        push_hex_escape(u32::from(b), out);
    }
}
