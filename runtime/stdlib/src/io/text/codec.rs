//! The encodings of text files: those with a path of their own, and all others.

use taipan_vm::builtins::encode_text;
use taipan_vm::builtins::str::{Str, StrBuilder};
use taipan_vm::object::types::NativeType;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

use super::str_ref;

/// How a text file encodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    Utf8,
    /// UTF-8 with a byte order mark at the start.
    Utf8Sig,
    Ascii,
    Latin1,
    /// UTF-16 with a byte order mark at the start.
    Utf16,
    Utf32,
    /// Through the codec of the name.
    Other,
}

/// The byte order mark of UTF-8.
pub const MARK: &[u8] = b"\xEF\xBB\xBF";

impl Codec {
    /// The codec of a name; LookupError where there is none.
    pub fn of(t: &Thread, name: &str) -> PyResult<Codec> {
        let normal: String =
            name.chars().map(|c| if matches!(c, '_' | ' ') { '-' } else { c.to_ascii_lowercase() }).collect();
        Ok(match normal.as_str() {
            "utf-8" | "utf8" | "u8" | "utf" | "cp65001" => Codec::Utf8,
            "utf-8-sig" | "utf8-sig" => Codec::Utf8Sig,
            "ascii" | "us-ascii" | "646" => Codec::Ascii,
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" | "8859" | "cp819" => Codec::Latin1,
            "utf-16" | "utf16" | "u16" => Codec::Utf16,
            "utf-32" | "utf32" | "u32" => Codec::Utf32,
            _ => {
                let empty = StrBuilder::new().finish(t)?;
                encode_text(t, &empty, name, "strict")?;
                Codec::Other
            }
        })
    }

    /// Whether text is decoded as it comes, chunk by chunk.
    pub fn is_incremental(self) -> bool {
        matches!(self, Codec::Utf8 | Codec::Utf8Sig | Codec::Ascii | Codec::Latin1)
    }

    /// The name to decode by.
    pub fn decode_name(self, name: &str) -> &str {
        match self {
            Codec::Utf8 | Codec::Utf8Sig => "utf-8",
            Codec::Ascii => "ascii",
            Codec::Latin1 => "latin-1",
            _ => name,
        }
    }

    /// The name to encode by behind the start of a file.
    pub fn encode_name(self, name: &str, at_start: bool) -> &str {
        match self {
            Codec::Utf16 if !at_start => "utf-16-le",
            Codec::Utf32 if !at_start => "utf-32-le",
            Codec::Utf8Sig => "utf-8",
            _ => name,
        }
    }

    /// How many bytes at the front can be decoded without what follows.
    pub fn complete(self, data: &[u8]) -> usize {
        match self {
            Codec::Utf8 | Codec::Utf8Sig => complete_utf8(data),
            _ => data.len(),
        }
    }

    /// How many bytes the first `count` characters of a decoded chunk took.
    pub fn bytes_of(self, data: &[u8], count: usize, translated: bool) -> usize {
        let mut at = 0;
        for _ in 0..count {
            let Some(&lead) = data.get(at) else { break };
            if translated && lead == b'\r' && data.get(at + 1) == Some(&b'\n') {
                at += 2;
                continue;
            }
            at += match self {
                Codec::Utf8 | Codec::Utf8Sig => sequence(&data[at..]),
                _ => 1,
            };
        }
        at
    }
}

/// The length of the well-formed sequence at the front; 1 for what is malformed.
fn sequence(data: &[u8]) -> usize {
    let length = match data[0] {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return 1,
    };
    match data.get(..length) {
        Some(bytes) if std::str::from_utf8(bytes).is_ok() => length,
        _ => 1,
    }
}

/// The length without an incomplete sequence at the end.
fn complete_utf8(data: &[u8]) -> usize {
    let length = data.len();
    for back in 1..=length.min(3) {
        let lead = data[length - back];
        if lead & 0xC0 == 0x80 {
            continue;
        }
        let tail = &data[length - back..];
        let incomplete = std::str::from_utf8(tail).is_err_and(|e| e.valid_up_to() == 0 && e.error_len().is_none());
        return if incomplete { length - back } else { length };
    }
    length
}

/// The encoding a text file is opened with: the locale's where none is named.
pub fn encoding_name(t: &Thread, given: Option<&Obj>) -> PyResult<Ref<Str>> {
    match given.filter(|g| !g.is_none()) {
        None => str_ref(t, "UTF-8"),
        Some(given) => match Str::of(given) {
            Some(text) if text.as_ascii() == Some("locale") => str_ref(t, "UTF-8"),
            Some(text) => Ok(text.to_ref()),
            None => {
                let class = given.type_of().name_text();
                Err(t.type_error(format!("TextIOWrapper() argument 'encoding' must be str or None, not {class}")))
            }
        },
    }
}
