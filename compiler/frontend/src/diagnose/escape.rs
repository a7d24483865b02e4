//! Escapes of literals that cannot be decoded, in the words of CPython's codecs.

use super::parser::Parser;

impl Parser<'_, '_> {
    /// Reports a string token whose content is not valid.
    pub fn check_literal(&mut self, token: usize) -> Option<()> {
        let text = self.tokens.list[token].text;
        let quote = text.find(['"', '\''])?;
        let prefix = text[..quote].to_ascii_lowercase();
        let size = if text[quote..].len() >= 6 && is_triple(&text[quote..]) { 3 } else { 1 };
        let content = text.get(quote + size..text.len() - size)?;
        if prefix.contains('b') {
            if !content.is_ascii() {
                return self.raise_token(token, "bytes can only contain ASCII literal characters");
            }
            if !prefix.contains('r')
                && let Some(position) = bad_bytes_escape(content.as_bytes())
            {
                let message = format!("(value error) invalid \\x escape at position {position}");
                return self.raise_token(token, message);
            }
        } else if !prefix.contains('r')
            && let Some(message) = bad_escape(content)
        {
            return self.raise_token(token, message);
        }
        Some(())
    }

    /// Reports a literal part of an f-string whose escapes are not valid.
    pub fn check_middle(&mut self, token: usize) -> Option<()> {
        if self.raw_text.last() == Some(&false)
            && let Some(message) = bad_escape(self.tokens.list[token].text)
        {
            return self.raise_token(token, message);
        }
        Some(())
    }
}

fn is_triple(quoted: &str) -> bool {
    quoted.starts_with("\"\"\"") || quoted.starts_with("'''")
}

fn bad_bytes_escape(content: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < content.len() {
        if content[at] != b'\\' {
            at += 1;
            continue;
        }
        if content.get(at + 1) == Some(&b'x') {
            let is_hex = |ahead| content.get(at + ahead).is_some_and(u8::is_ascii_hexdigit);
            if !is_hex(2) || !is_hex(3) {
                return Some(at);
            }
        }
        at += 2;
    }
    None
}

/// What the codec says against the first bad escape. It sees a character outside ASCII as an
/// escape of ten bytes, which its positions show.
fn bad_escape(content: &str) -> Option<String> {
    let bytes = content.as_bytes();
    let mut shift = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            let width = content[at..].chars().next().map_or(1, char::len_utf8);
            if width > 1 {
                shift += 10 - width;
            }
            at += width;
            continue;
        }
        let digits = match bytes.get(at + 1) {
            Some(b'x') => 2,
            Some(b'u') => 4,
            Some(b'U') => 8,
            Some(b'N') => {
                let (end, reason) = named_escape(content, at);
                if let Some(reason) = reason {
                    return Some(codec_message(at + shift, end + shift, reason));
                }
                at = end;
                continue;
            }
            Some(byte) if byte.is_ascii() => {
                at += 2;
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        };
        let hex = bytes[at + 2..].iter().take(digits).take_while(|byte| byte.is_ascii_hexdigit()).count();
        let end = at + 2 + hex;
        if hex < digits {
            let reason = match digits {
                2 => "truncated \\xXX escape",
                4 => "truncated \\uXXXX escape",
                _ => "truncated \\UXXXXXXXX escape",
            };
            return Some(codec_message(at + shift, end + shift, reason));
        }
        if u32::from_str_radix(&content[at + 2..end], 16).is_ok_and(|code| code > 0x10_FFFF) {
            return Some(codec_message(at + shift, end + shift, "illegal Unicode character"));
        }
        at = end;
    }
    None
}

/// The end of a named escape, and what is wrong with it.
fn named_escape(content: &str, at: usize) -> (usize, Option<&'static str>) {
    const MALFORMED: &str = "malformed \\N character escape";
    let Some(rest) = content[at + 2..].strip_prefix('{') else {
        return (at + 2, Some(MALFORMED));
    };
    let start = at + 3;
    match rest.find('}') {
        None => (content.len(), Some(MALFORMED)),
        Some(0) => (start, Some(MALFORMED)),
        Some(length) => {
            let known = unicode_names2::character(&rest[..length]).is_some();
            let reason = (!known).then_some("unknown Unicode character name");
            (start + length + 1, reason)
        }
    }
}

fn codec_message(start: usize, end: usize, reason: &str) -> String {
    let place = if end == start + 1 {
        format!("byte 0x5c in position {start}")
    } else {
        format!("bytes in position {start}-{}", end - 1)
    };
    format!("(unicode error) 'unicodeescape' codec can't decode {place}: {reason}")
}
