//! String literals: their values, escapes with lone surrogates included, and what to warn about.
//!
//! The parser decodes literals into Rust strings, where a lone surrogate cannot be; a literal that
//! writes one is decoded here instead, in parallel with the parser's value.

use crate::ast;
use ruff_text_size::{Ranged, TextRange};
use taipan_abi::code::Text;

/// The value of a string literal of one or more parts.
pub fn string_value(text: &str, literal: &ast::ExprStringLiteral) -> Text {
    let parts = literal.value.as_slice();
    if let [part] = parts
        && !may_hold_surrogate(&text[part.range()], part.flags.prefix().is_raw())
    {
        return Text::from(&*part.value);
    }
    let mut out = Vec::new();
    for part in parts {
        push_string(text, part, &mut out);
    }
    Text::from_wtf8(&out)
}

/// Appends the value of one part.
pub fn push_string(text: &str, part: &ast::StringLiteral, out: &mut Vec<u8>) {
    if may_hold_surrogate(&text[part.range()], part.flags.prefix().is_raw()) {
        decode(&text[part.content_range()], &part.value, false, out);
    } else {
        out.extend_from_slice(part.value.as_bytes());
    }
}

/// Appends the value of a literal piece of an f-string or t-string.
pub fn push_interpolated(text: &str, piece: &ast::InterpolatedStringLiteralElement, is_raw: bool, out: &mut Vec<u8>) {
    let source = &text[piece.range()];
    if may_hold_surrogate(source, is_raw) {
        decode(source, &piece.value, true, out);
    } else {
        out.extend_from_slice(piece.value.as_bytes());
    }
}

fn may_hold_surrogate(source: &str, is_raw: bool) -> bool {
    !is_raw
        && (source.contains("\\ud")
            || source.contains("\\uD")
            || source.contains("\\U0000d")
            || source.contains("\\U0000D"))
}

/// Decodes `source`; `value` is the parser's decoding of it, with U+FFFD for surrogates.
fn decode(source: &str, value: &str, braces: bool, out: &mut Vec<u8>) {
    let mut value = value.chars();
    let mut rest = source.chars();
    let mut take = |rest: &mut std::str::Chars<'_>, skip: usize| {
        for _ in 0..skip {
            rest.next();
        }
        value.next()
    };
    let push = |out: &mut Vec<u8>, c: Option<char>| {
        let mut buffer = [0; 4];
        if let Some(c) = c {
            out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
        }
    };
    while let Some(c) = rest.next() {
        if c != '\\' {
            let skip = usize::from(braces && matches!(c, '{' | '}'));
            let decoded = take(&mut rest, skip);
            push(out, decoded);
            continue;
        }
        let escape = rest.clone().next();
        match escape {
            Some('\n') => {
                rest.next();
            }
            Some('u' | 'U') => {
                let digits = if escape == Some('u') { 4 } else { 8 };
                let hex: String = rest.clone().skip(1).take(digits).collect();
                let decoded = take(&mut rest, digits + 1);
                match u32::from_str_radix(&hex, 16) {
                    Ok(code @ 0xD800..=0xDFFF) => out.extend_from_slice(&[
                        0xE0 | (code >> 12) as u8,
                        0x80 | (code >> 6 & 0x3F) as u8,
                        0x80 | (code & 0x3F) as u8,
                    ]),
                    _ => push(out, decoded),
                }
            }
            Some('N') => {
                let name = rest.clone().take_while(|&c| c != '}').count() + 1;
                let decoded = take(&mut rest, name);
                push(out, decoded);
            }
            Some('x') => {
                let decoded = take(&mut rest, 3);
                push(out, decoded);
            }
            Some('0'..='7') => {
                let digits = rest.clone().take(3).take_while(|c| c.is_digit(8)).count();
                let decoded = take(&mut rest, digits);
                push(out, decoded);
            }
            Some('\\' | '\'' | '"' | 'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v') => {
                let decoded = take(&mut rest, 1);
                push(out, decoded);
            }
            _ => {
                let decoded = take(&mut rest, 0);
                push(out, decoded);
            }
        }
    }
}

/// An escape that Python does not know: its offset in the text, and the warning.
pub struct BadEscape {
    pub offset: u32,
    pub message: String,
}

/// The first unknown escape of a literal's source.
pub fn bad_escape(text: &str, range: TextRange, is_bytes: bool) -> Option<BadEscape> {
    let source = text[range].as_bytes();
    let start = range.start().to_u32();
    let mut at = 0;
    while let Some(step) = source[at..].iter().position(|&b| b == b'\\') {
        at += step;
        let &escaped = source.get(at + 1)?;
        match escaped {
            b'\n' | b'\\' | b'\'' | b'"' | b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'x' => {}
            b'u' | b'U' | b'N' if !is_bytes => {}
            0x80.. => {}
            b'0'..=b'7' => {
                let digits: Vec<u8> =
                    source[at + 1..].iter().copied().take(3).take_while(|b| (b'0'..=b'7').contains(b)).collect();
                if digits.len() == 3 && digits[0] > b'3' {
                    let octal = String::from_utf8_lossy(&digits).into_owned();
                    return Some(BadEscape {
                        offset: start + at as u32,
                        message: format!(
                            "\"\\{octal}\" is an invalid octal escape sequence. Such sequences will not work in the future. Did you mean \"\\\\{octal}\"? A raw string is also an option."
                        ),
                    });
                }
            }
            _ => {
                let escaped = text[range][at + 1..].chars().next()?;
                return Some(BadEscape {
                    offset: start + at as u32,
                    message: format!(
                        "\"\\{escaped}\" is an invalid escape sequence. Such sequences will not work in the future. Did you mean \"\\\\{escaped}\"? A raw string is also an option."
                    ),
                });
            }
        }
        at += 2;
    }
    None
}

/// A docstring without its common indentation.
pub fn clean_docstring(doc: &Text) -> Text {
    let expanded = expand_tabs(doc.as_wtf8());
    let lines: Vec<&[u8]> = expanded.split_inclusive(|&b| b == b'\n').collect();
    let indent = |line: &[u8]| line.iter().take_while(|&&b| b == b' ').count();
    let margin = lines
        .iter()
        .skip(1)
        .filter(|line| !matches!(line.get(indent(line)), None | Some(b'\n')))
        .map(|line| indent(line))
        .min()
        .unwrap_or(0);
    let mut out = Vec::with_capacity(expanded.len());
    for (index, line) in lines.iter().enumerate() {
        let strip = if index == 0 { indent(line) } else { indent(line).min(margin) };
        out.extend_from_slice(&line[strip..]);
    }
    Text::from_wtf8(&out)
}

fn expand_tabs(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut column = 0;
    for &byte in text {
        match byte {
            b'\t' => {
                let width = 8 - column % 8;
                out.resize(out.len() + width, b' ');
                column += width;
            }
            b'\n' | b'\r' => {
                out.push(byte);
                column = 0;
            }
            _ => {
                out.push(byte);
                column += usize::from(byte & 0xC0 != 0x80);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_docstrings() {
        let clean = |doc: &str| clean_docstring(&doc.into()).as_str().map(str::to_owned);
        assert_eq!(clean("  a\n    b\n\n   c\n  ").unwrap(), "a\n b\n\nc\n");
        assert_eq!(clean("a\tb").unwrap(), "a       b");
        assert_eq!(clean("").unwrap(), "");
    }

    #[test]
    fn decodes_lone_surrogates() {
        let mut out = Vec::new();
        decode(r"a\ud800\x41\n{{", "a\u{FFFD}A\n{", true, &mut out);
        assert_eq!(out, b"a\xED\xA0\x80A\n{");
    }
}
