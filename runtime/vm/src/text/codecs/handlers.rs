//! The standard error handlers: what `codecs.lookup_error` finds under the built-in names.
//! Rules: docs of `codecs`, "Error handlers"; PEP 383 for `surrogateescape`.

use super::super::repr::push_hex_escape;
use super::super::sink::{TextSink, Unit};
use super::utf8::is_surrogate;
use super::wide::{self, Width};
use super::{CodecFault, DecodeHandler, EncodeHandler, Replacement, utf8};

/// A standard error handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorHandler {
    Strict,
    Ignore,
    Replace,
    BackslashReplace,
    SurrogateEscape,
    SurrogatePass,
    XmlCharRefReplace,
    NameReplace,
}

/// The encodings `surrogatepass` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Surrogates {
    Utf8,
    Wide(Width, bool),
}

/// Reads an encoding name as `surrogatepass` does: `utf-8`, `UTF_16`, `utf-32-be`, ….
fn surrogates_of(encoding: &str) -> Option<Surrogates> {
    let plain: String = encoding.chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_lowercase()).collect();
    Some(match plain.as_str() {
        "utf8" | "cp65001" => Surrogates::Utf8,
        "utf16" | "utf16le" => Surrogates::Wide(Width::Utf16, false),
        "utf16be" => Surrogates::Wide(Width::Utf16, true),
        "utf32" | "utf32le" => Surrogates::Wide(Width::Utf32, false),
        "utf32be" => Surrogates::Wide(Width::Utf32, true),
        _ => return None,
    })
}

/// The surrogate that `bytes` begin with in an encoding, and its length.
fn read_surrogate(encoding: Surrogates, bytes: &[u8]) -> Option<(u32, usize)> {
    let (c, size) = match encoding {
        Surrogates::Utf8 => match *bytes.first_chunk::<3>()? {
            [a, b, c] if a & 0xf0 == 0xe0 && b & 0xc0 == 0x80 && c & 0xc0 == 0x80 => {
                (u32::from(a & 0xf) << 12 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f), 3)
            }
            _ => return None,
        },
        Surrogates::Wide(Width::Utf16, big) => {
            let b = *bytes.first_chunk::<2>()?;
            (u32::from(if big { u16::from_be_bytes(b) } else { u16::from_le_bytes(b) }), 2)
        }
        Surrogates::Wide(Width::Utf32, big) => {
            let b = *bytes.first_chunk::<4>()?;
            (if big { u32::from_be_bytes(b) } else { u32::from_le_bytes(b) }, 4)
        }
    };
    is_surrogate(c).then_some((c, size))
}

impl ErrorHandler {
    /// The handler of a name.
    pub fn from_name(name: &str) -> Option<ErrorHandler> {
        Some(match name {
            "strict" => ErrorHandler::Strict,
            "ignore" => ErrorHandler::Ignore,
            "replace" => ErrorHandler::Replace,
            "backslashreplace" => ErrorHandler::BackslashReplace,
            "surrogateescape" => ErrorHandler::SurrogateEscape,
            "surrogatepass" => ErrorHandler::SurrogatePass,
            "xmlcharrefreplace" => ErrorHandler::XmlCharRefReplace,
            "namereplace" => ErrorHandler::NameReplace,
            _ => return None,
        })
    }

    /// Handles bytes `start..end` that do not decode under `encoding` (any spelling): appends and
    /// gives the position to continue at. `None`: the UnicodeDecodeError is to be raised. Handlers
    /// for encoding only (`xmlcharrefreplace`, `namereplace`) give `None` too; called directly
    /// they are a TypeError, "don't know how to handle UnicodeDecodeError in error callback".
    pub fn decode<S: TextSink>(
        self,
        encoding: &str,
        input: &[u8],
        start: usize,
        end: usize,
        out: &mut S,
    ) -> Option<usize> {
        let bytes = input.get(start..end.min(input.len()))?;
        match self {
            ErrorHandler::Ignore => {}
            ErrorHandler::Replace => out.push(0xfffd),
            ErrorHandler::BackslashReplace => {
                for &b in bytes {
                    push_hex_escape(u32::from(b), out);
                }
            }
            ErrorHandler::SurrogateEscape => {
                let count = bytes.iter().take(4).take_while(|b| **b >= 0x80).count();
                for &b in &bytes[..count] {
                    out.push(0xdc00 + u32::from(b));
                }
                return (count > 0).then_some(start + count);
            }
            ErrorHandler::SurrogatePass => {
                let (c, size) = read_surrogate(surrogates_of(encoding)?, &input[start..])?;
                out.push(c);
                return Some(start + size);
            }
            ErrorHandler::Strict | ErrorHandler::XmlCharRefReplace | ErrorHandler::NameReplace => {
                return None;
            }
        }
        Some(end)
    }

    /// Handles characters that do not encode under `encoding` (any spelling): a replacement, and
    /// how many of the characters it stands for. Only `surrogateescape` may take fewer than all,
    /// which lets codecs go on up to the first it refuses; called directly that is a failure.
    /// `None`: the UnicodeEncodeError is to be raised. `name` gives the name of a character.
    pub fn encode<U: Unit>(
        self,
        encoding: &str,
        faulty: &[U],
        name: impl Fn(u32) -> Option<String>,
    ) -> Option<(Replacement, usize)> {
        let mut text: Vec<u32> = Vec::new();
        match self {
            ErrorHandler::Strict => return None,
            ErrorHandler::Ignore => {}
            ErrorHandler::Replace => text.resize(faulty.len(), u32::from(b'?')),
            ErrorHandler::BackslashReplace => {
                for u in faulty {
                    push_hex_escape(u.code(), &mut text);
                }
            }
            ErrorHandler::XmlCharRefReplace => {
                for u in faulty {
                    text.push_str(&format!("&#{};", u.code()));
                }
            }
            ErrorHandler::NameReplace => {
                for u in faulty {
                    match name(u.code()) {
                        Some(name) => text.push_str(&format!("\\N{{{name}}}")),
                        None => push_hex_escape(u.code(), &mut text),
                    }
                }
            }
            ErrorHandler::SurrogateEscape => {
                let escaped = faulty.iter().map_while(|u| match u.code() {
                    c @ 0xdc80..=0xdcff => Some((c - 0xdc00) as u8),
                    _ => None,
                });
                let bytes: Vec<u8> = escaped.collect();
                let count = bytes.len();
                return (count > 0).then_some((Replacement::Bytes(bytes), count));
            }
            ErrorHandler::SurrogatePass => {
                let encoding = surrogates_of(encoding)?;
                let mut bytes = Vec::new();
                for u in faulty {
                    if !is_surrogate(u.code()) {
                        return None;
                    }
                    match encoding {
                        Surrogates::Utf8 => utf8::push_code_point(u.code(), &mut bytes),
                        Surrogates::Wide(width, big) => wide::push_code_point(width, big, u.code(), &mut bytes),
                    }
                }
                return Some((Replacement::Bytes(bytes), faulty.len()));
            }
        }
        Some((Replacement::Text(text), faulty.len()))
    }
}

/// A standard handler as a [`DecodeHandler`]: its error is the fault itself.
impl<S: TextSink> DecodeHandler<S> for ErrorHandler {
    type Error = CodecFault;

    fn decode_fault(&mut self, input: &[u8], fault: CodecFault, out: &mut S) -> Result<usize, CodecFault> {
        self.decode(fault.encoding, input, fault.start, fault.end, out).ok_or(fault)
    }
}

/// A standard handler with the text it encodes, as an [`EncodeHandler`]: its error is the fault.
/// Names are unknown to it; `namereplace` needs a handler of the caller's.
#[derive(Clone, Copy, Debug)]
pub struct EncodeWith<'a, U> {
    pub handler: ErrorHandler,
    pub text: &'a [U],
}

impl<U: Unit> EncodeHandler for EncodeWith<'_, U> {
    type Error = CodecFault;

    fn encode_fault(&mut self, fault: CodecFault) -> Result<(Replacement, usize), CodecFault> {
        let faulty = self.text.get(fault.start..fault.end).unwrap_or(&[]);
        match self.handler.encode(fault.encoding, faulty, |_| None) {
            Some((replacement, count)) => Ok((replacement, fault.start + count)),
            None => Err(fault),
        }
    }

    fn refuse(&mut self, fault: CodecFault) -> CodecFault {
        fault
    }
}
