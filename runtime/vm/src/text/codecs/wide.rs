//! UTF-16 and UTF-32, with byte order marks. Native order is little-endian.

use super::super::sink::{TextSink, Unit};
use super::utf8::is_surrogate;
use super::{CodecFault, DecodeHandler, EncodeHandler, Replacement};

/// Byte order of a wide codec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    /// By mark; little-endian without one. An encoder writes the mark.
    Mark,
    Little,
    Big,
}

/// Width of the code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    Utf16,
    Utf32,
}

/// Name in exceptions.
pub fn name(width: Width, order: ByteOrder) -> &'static str {
    match (width, order) {
        (Width::Utf16, ByteOrder::Mark) => "utf-16",
        (Width::Utf16, ByteOrder::Little) => "utf-16-le",
        (Width::Utf16, ByteOrder::Big) => "utf-16-be",
        (Width::Utf32, ByteOrder::Mark) => "utf-32",
        (Width::Utf32, ByteOrder::Little) => "utf-32-le",
        (Width::Utf32, ByteOrder::Big) => "utf-32-be",
    }
}

fn read16(s: &[u8], at: usize, big: bool) -> Option<u32> {
    let unit = *s.get(at..)?.first_chunk::<2>()?;
    Some(u32::from(if big { u16::from_be_bytes(unit) } else { u16::from_le_bytes(unit) }))
}

fn read32(s: &[u8], at: usize, big: bool) -> Option<u32> {
    let unit = *s.get(at..)?.first_chunk::<4>()?;
    Some(if big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) })
}

/// Decodes; gives the bytes consumed, and the order that a mark told (else the one given).
pub fn decode<S: TextSink, H: DecodeHandler<S>>(
    width: Width,
    order: ByteOrder,
    input: &[u8],
    last: bool,
    handler: &mut H,
    out: &mut S,
) -> Result<(usize, ByteOrder), H::Error> {
    let (mut order, mut start) = (order, 0);
    if order == ByteOrder::Mark {
        let mark = match width {
            Width::Utf16 => input.first_chunk::<2>().map(|b| (&b[..], u16::from_le_bytes(*b) == 0xfffe)),
            Width::Utf32 => input.first_chunk::<4>().map(|b| (&b[..], u32::from_le_bytes(*b) == 0xfffe_0000)),
        };
        match mark {
            Some(([0xff, 0xfe] | [0xff, 0xfe, 0, 0], _)) => order = ByteOrder::Little,
            Some((_, true)) => order = ByteOrder::Big,
            _ => {}
        }
        if order != ByteOrder::Mark {
            start = if width == Width::Utf16 { 2 } else { 4 };
        }
    }
    let big = order == ByteOrder::Big;
    let encoding = name(width, if big { ByteOrder::Big } else { ByteOrder::Little });
    let consumed = match width {
        Width::Utf16 => decode16(input, start, big, encoding, last, handler, out)?,
        Width::Utf32 => decode32(input, start, big, encoding, last, handler, out)?,
    };
    Ok((consumed, order))
}

fn decode16<S: TextSink, H: DecodeHandler<S>>(
    input: &[u8],
    mut at: usize,
    big: bool,
    encoding: &'static str,
    last: bool,
    handler: &mut H,
    out: &mut S,
) -> Result<usize, H::Error> {
    out.reserve(input.len() / 2);
    while at < input.len() {
        let (end, reason) = match read16(input, at, big) {
            None if !last => return Ok(at),
            None => (input.len(), "truncated data"),
            Some(c @ 0xd800..=0xdbff) => match read16(input, at + 2, big) {
                Some(low @ 0xdc00..=0xdfff) => {
                    out.push(0x1_0000 + ((c & 0x3ff) << 10 | low & 0x3ff));
                    at += 4;
                    continue;
                }
                Some(_) => (at + 2, "illegal UTF-16 surrogate"),
                None if !last => return Ok(at),
                None => (input.len(), "unexpected end of data"),
            },
            Some(0xdc00..=0xdfff) => (at + 2, "illegal encoding"),
            Some(c) => {
                out.push(c);
                at += 2;
                continue;
            }
        };
        let fault = CodecFault { encoding, start: at, end, reason };
        at = handler.decode_fault(input, fault, out)?.min(input.len());
    }
    Ok(at)
}

fn decode32<S: TextSink, H: DecodeHandler<S>>(
    input: &[u8],
    mut at: usize,
    big: bool,
    encoding: &'static str,
    last: bool,
    handler: &mut H,
    out: &mut S,
) -> Result<usize, H::Error> {
    out.reserve(input.len() / 4);
    while at < input.len() {
        let (end, reason) = match read32(input, at, big) {
            None if !last => return Ok(at),
            None => (input.len(), "truncated data"),
            Some(c) if is_surrogate(c) => (at + 4, "code point in surrogate code point range(0xd800, 0xe000)"),
            Some(0x11_0000..) => (at + 4, "code point not in range(0x110000)"),
            Some(c) => {
                out.push(c);
                at += 4;
                continue;
            }
        };
        let fault = CodecFault { encoding, start: at, end, reason };
        at = handler.decode_fault(input, fault, out)?.min(input.len());
    }
    Ok(at)
}

/// Appends one code point (as UTF-16: one unit or two; a surrogate as it is).
pub fn push_code_point(width: Width, big: bool, c: u32, out: &mut Vec<u8>) {
    let mut unit = |u: u32| {
        let u = u as u16;
        out.extend(if big { u.to_be_bytes() } else { u.to_le_bytes() });
    };
    match width {
        Width::Utf32 => out.extend(if big { c.to_be_bytes() } else { c.to_le_bytes() }),
        Width::Utf16 if c < 0x1_0000 => unit(c),
        Width::Utf16 => {
            unit(0xd800 + ((c - 0x1_0000) >> 10 & 0x3ff));
            unit(0xdc00 + (c & 0x3ff));
        }
    }
}

/// Encodes, appending to `out`; [`ByteOrder::Mark`] writes a mark first. Each lone surrogate is a
/// fault of its own.
pub fn encode<U: Unit, H: EncodeHandler>(
    width: Width,
    order: ByteOrder,
    text: &[U],
    handler: &mut H,
    out: &mut Vec<u8>,
) -> Result<(), H::Error> {
    let big = order == ByteOrder::Big;
    let size = if width == Width::Utf16 { 2 } else { 4 };
    out.reserve((text.len() + 1) * size);
    if order == ByteOrder::Mark {
        push_code_point(width, big, 0xfeff, out);
    }
    let mut at = 0;
    while let Some(u) = text.get(at) {
        let c = u.code();
        if !is_surrogate(c) {
            push_code_point(width, big, c, out);
            at += 1;
            continue;
        }
        let fault =
            CodecFault { encoding: name(width, order), start: at, end: at + 1, reason: "surrogates not allowed" };
        let (replacement, next) = handler.encode_fault(fault)?;
        match replacement {
            Replacement::Bytes(bytes) if bytes.len() % size == 0 => out.extend(bytes),
            Replacement::Text(text) if text.iter().all(|&c| c < 0x80) => {
                for c in text {
                    push_code_point(width, big, c, out);
                }
            }
            _ => return Err(handler.refuse(fault)),
        }
        at = next;
    }
    Ok(())
}
