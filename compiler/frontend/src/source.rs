//! Source bytes to text: byte order mark, coding cookie (PEP 263), line ends.

use crate::fault::{Fault, LineEnd, Result};
use crate::position::Loc;
use std::borrow::Cow;
use taipan_abi::source::{FaultKind, Source};

/// The byte order mark that may precede UTF-8.
pub const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Decodes source to text whose lines end with `\n` alone.
pub fn decode(source: Source<'_>) -> Result<String> {
    let (Source::Text(bytes) | Source::Bytes(bytes)) = source;
    if bytes.contains(&0) {
        return Err(Fault::nowhere(FaultKind::SyntaxError, "source code string cannot contain null bytes"));
    }
    let text = match source {
        Source::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => return Err(surrogate_fault(bytes)),
        },
        Source::Bytes(bytes) => decode_bytes(bytes)?,
    };
    if text.as_bytes().contains(&b'\r') {
        return Ok(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    Ok(text)
}

/// Text with a lone surrogate cannot be compiled.
fn surrogate_fault(bytes: &[u8]) -> Box<Fault> {
    let mut position = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == 0xED && bytes.get(at + 1).is_some_and(|&b| b >= 0xA0) {
            let low = |index: usize| u32::from(bytes.get(at + index).copied().unwrap_or(0) & 0x3F);
            let code = 0xD000 | low(1) << 6 | low(2);
            return Fault::nowhere(
                FaultKind::ValueError,
                format!(
                    "'utf-8' codec can't encode character '\\u{code:04x}' in position {position}: surrogates not allowed"
                ),
            );
        }
        position += 1;
        at += 1;
        while at < bytes.len() && bytes[at] & 0xC0 == 0x80 {
            at += 1;
        }
    }
    Fault::nowhere(FaultKind::ValueError, "source text is not valid UTF-8")
}

fn decode_bytes(bytes: &[u8]) -> Result<String> {
    let (bytes, has_bom) = match bytes.strip_prefix(BOM) {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let cookie = cookie(bytes);
    let encoding = cookie.as_ref().map_or("utf-8", |cookie| cookie.name.as_str());
    match normalise(encoding).as_ref() {
        "utf-8" => decode_utf8(bytes),
        name if has_bom => {
            let first = bytes.iter().take_while(|&&b| b != b'\n').count() as i32;
            Err(Fault::parsed(
                FaultKind::SyntaxError,
                format!("encoding problem: {name} with BOM"),
                Loc::new(1, 1, -1, first - 1),
                LineEnd::Bare,
            ))
        }
        "utf8" => decode_utf8(bytes),
        "iso-8859-1" => Ok(bytes.iter().map(|&b| char::from(b)).collect()),
        "ascii" => match bytes.iter().position(|b| !b.is_ascii()) {
            None => Ok(bytes.iter().map(|&b| char::from(b)).collect()),
            Some(at) => Err(Fault::nowhere(
                FaultKind::SyntaxError,
                format!(
                    "'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)",
                    bytes[at]
                ),
            )),
        },
        name => decode_other(bytes, encoding, name),
    }
}

/// Decodes what the codec tables at hand know.
fn decode_other(bytes: &[u8], encoding: &str, name: &str) -> Result<String> {
    let fault = |message| Fault::nowhere(FaultKind::SyntaxError, message);
    let label = match name.strip_prefix("cp") {
        Some(page) if page.starts_with("125") => format!("windows-{page}"),
        _ => name.to_owned(),
    };
    let codec = encoding_rs::Encoding::for_label(label.as_bytes())
        .or_else(|| encoding_rs::Encoding::for_label(label.replace("iso8859", "iso-8859").as_bytes()))
        .ok_or_else(|| fault(format!("unknown encoding: {encoding}")))?;
    codec
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(Cow::into_owned)
        .ok_or_else(|| fault(format!("'{encoding}' codec can't decode the source")))
}

fn decode_utf8(bytes: &[u8]) -> Result<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let at = error.valid_up_to();
            let before = String::from_utf8_lossy(&bytes[..at]).replace("\r\n", "\n").replace('\r', "\n");
            let line = before.matches('\n').count() as i32 + 1;
            let col = before.len() - before.rfind('\n').map_or(0, |newline| newline + 1);
            Err(Fault::parsed(
                FaultKind::SyntaxError,
                format!(
                    "Non-UTF-8 code starting with '\\x{:02x}' on line {line}, but no encoding \
                     declared; see https://peps.python.org/pep-0263/ for details",
                    bytes[at]
                ),
                Loc::new(line, line, col as i32, col as i32),
                LineEnd::Bare,
            ))
        }
    }
}

struct Cookie {
    name: String,
}

/// The encoding a comment of the first two lines declares.
fn cookie(bytes: &[u8]) -> Option<Cookie> {
    for line in bytes.split(|&b| b == b'\n').take(2) {
        let trimmed: &[u8] = {
            let blank = line.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\x0c')).count();
            &line[blank..]
        };
        match trimmed.first() {
            Some(b'#') => {
                if let Some(name) = cookie_in_comment(trimmed) {
                    return Some(Cookie { name });
                }
            }
            None | Some(b'\r') => {}
            Some(_) => return None,
        }
    }
    None
}

fn cookie_in_comment(comment: &[u8]) -> Option<String> {
    let at = comment.windows(6).position(|w| w == b"coding")? + 6;
    let rest = &comment[at..];
    if !matches!(rest.first(), Some(b':' | b'=')) {
        return cookie_in_comment(rest);
    }
    let rest = &rest[1..];
    let blank = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let name: Vec<u8> = rest[blank..]
        .iter()
        .copied()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        .collect();
    if name.is_empty() {
        return cookie_in_comment(rest);
    }
    String::from_utf8(name).ok()
}

fn normalise(name: &str) -> Cow<'_, str> {
    let lower = name.to_ascii_lowercase().replace('_', "-");
    if lower == "utf-8" || lower.starts_with("utf-8-") {
        return Cow::Borrowed("utf-8");
    }
    match lower.as_str() {
        "latin-1" | "latin1" | "iso-8859-1" | "iso-latin-1" | "iso8859-1" | "8859" | "l1" | "cp819" => {
            Cow::Borrowed("iso-8859-1")
        }
        "ascii" | "us-ascii" | "646" => Cow::Borrowed("ascii"),
        other if other.starts_with("latin-1-") || other.starts_with("iso-8859-1-") => Cow::Borrowed("iso-8859-1"),
        _ => Cow::Owned(lower),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(Source::Bytes(bytes)).unwrap_or_else(|fault| fault.message)
    }

    #[test]
    fn follows_cookies() {
        assert_eq!(text(b"# -*- coding: latin-1 -*-\n\xE9"), "# -*- coding: latin-1 -*-\n\u{e9}");
        assert_eq!(text(b"#!x\n# vim: coding=nope\n"), "unknown encoding: nope");
        assert_eq!(text(b"x\r\ny\rz"), "x\ny\nz");
        assert_eq!(text(b"\xEF\xBB\xBFx"), "x");
        assert_eq!(text(b"a\0"), "source code string cannot contain null bytes");
    }
}
