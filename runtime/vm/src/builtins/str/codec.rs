//! Between `str` and bytes: the codecs that are built in, by name, with error handlers.
//!
//! The `codecs` registry is further out: what it adds (other encodings, handlers of a program's own,
//! character names) comes in through [`Registry`], set once.

use std::borrow::Cow;
use std::sync::OnceLock;

use taipan_macros::pymethods;

use super::units::each_width;
use super::{Str, StrBuilder, Units};
use crate::builtins::bytes::{self, Bytes};
use crate::builtins::tuple::Tuple;
use crate::builtins::{bytes_like, int};
use crate::call;
use crate::exceptions::{self as exc, BaseException};
use crate::object::types::NativeType;
use crate::object::value::{Obj, Ref};
use crate::text::codecs::escape::{self, BadEscape};
use crate::text::codecs::handlers::ErrorHandler;
use crate::text::codecs::narrow::{self, Narrow};
use crate::text::codecs::wide::{self, ByteOrder, Width};
use crate::text::codecs::{CodecFault, DecodeHandler, EncodeHandler, Replacement, utf8};
use crate::text::sink::Unit;
use crate::thread::{PyResult, Raised, Thread};

/// What the codec registry provides.
pub struct Registry {
    /// `text.encode(encoding, errors)` for other encodings; gives a bytes object.
    pub encode: fn(&Thread, &Obj, &str, &str) -> PyResult,
    /// `data.decode(encoding, errors)` for other encodings; gives a str object.
    pub decode: fn(&Thread, &Obj, &str, &str) -> PyResult,
    /// The error handler of a name; LookupError where there is none.
    pub error_handler: fn(&Thread, &str) -> PyResult,
    /// The name of a character.
    pub name_of: fn(u32) -> Option<String>,
    /// The character of a name.
    pub named: fn(&[u8]) -> Option<u32>,
}

static REGISTRY: OnceLock<Registry> = OnceLock::new();

/// Makes the registry known; only the first call counts.
pub fn set_registry(registry: Registry) {
    let _ = REGISTRY.set(registry);
}

/// A codec that is built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Codec {
    Utf8,
    /// UTF-8 with a mark in front.
    Utf8Sig,
    Narrow(Narrow),
    Wide(Width, ByteOrder),
    UnicodeEscape,
    RawUnicodeEscape,
}

/// The mark that `utf-8-sig` writes.
const MARK: &[u8] = b"\xef\xbb\xbf";

impl Codec {
    fn from_name(name: &str) -> Option<Codec> {
        // The spellings used most, without normalising.
        match name {
            "utf-8" => return Some(Codec::Utf8),
            "latin-1" => return Some(Codec::Narrow(Narrow::Latin1)),
            "ascii" => return Some(Codec::Narrow(Narrow::Ascii)),
            _ => {}
        }
        let lower = |c: char| if matches!(c, '-' | ' ') { '_' } else { c.to_ascii_lowercase() };
        let normal: String = name.chars().map(lower).collect();
        use ByteOrder::{Big, Little, Mark};
        use Width::{Utf16, Utf32};
        Some(match normal.as_str() {
            "utf_8" | "utf8" | "u8" | "utf" | "cp65001" | "utf8_ucs2" | "utf8_ucs4" => Codec::Utf8,
            "utf_8_sig" | "utf8_sig" => Codec::Utf8Sig,
            "latin_1" | "latin1" | "latin" | "l1" | "iso_8859_1" | "iso8859_1" | "iso8859" | "8859" | "cp819"
            | "iso_8859_1_1987" | "iso_ir_100" | "ibm819" | "csisolatin1" => Codec::Narrow(Narrow::Latin1),
            "ascii" | "us_ascii" | "us" | "646" | "ansi_x3.4_1968" | "ansi_x3_4_1968" | "ansi_x3.4_1986" | "cp367"
            | "csascii" | "ibm367" | "iso646_us" | "iso_646.irv_1991" | "iso_ir_6" => Codec::Narrow(Narrow::Ascii),
            "utf_16" | "utf16" | "u16" => Codec::Wide(Utf16, Mark),
            "utf_16_le" | "utf_16le" | "utf16_le" | "utf16le" | "unicodelittleunmarked" => Codec::Wide(Utf16, Little),
            "utf_16_be" | "utf_16be" | "utf16_be" | "utf16be" | "unicodebigunmarked" => Codec::Wide(Utf16, Big),
            "utf_32" | "utf32" | "u32" => Codec::Wide(Utf32, Mark),
            "utf_32_le" | "utf_32le" | "utf32_le" | "utf32le" => Codec::Wide(Utf32, Little),
            "utf_32_be" | "utf_32be" | "utf32_be" | "utf32be" => Codec::Wide(Utf32, Big),
            "unicode_escape" | "unicodeescape" => Codec::UnicodeEscape,
            "raw_unicode_escape" | "rawunicodeescape" => Codec::RawUnicodeEscape,
            _ => return None,
        })
    }
}

/// The handler of an error name: a standard one, or a program's, looked up when a fault needs it.
struct Errors<'a> {
    t: &'a Thread,
    name: &'a str,
    standard: Option<ErrorHandler>,
    custom: Option<Obj>,
}

impl<'a> Errors<'a> {
    fn new(t: &'a Thread, name: &'a str) -> Errors<'a> {
        Errors { t, name, standard: ErrorHandler::from_name(name), custom: None }
    }

    fn custom(&mut self) -> PyResult {
        if let Some(handler) = &self.custom {
            return Ok(handler.clone());
        }
        let handler = match REGISTRY.get() {
            Some(registry) => (registry.error_handler)(self.t, self.name)?,
            None => {
                let name = self.name;
                return Err(self.t.error(&exc::LOOKUP_ERROR, format!("unknown error handler name '{name}'")));
            }
        };
        self.custom = Some(handler.clone());
        Ok(handler)
    }

    /// Calls a program's handler: its replacement and where to go on.
    fn call(&mut self, exception: Obj, length: usize, what: &str, expected: &str) -> PyResult<(Obj, usize)> {
        let t = self.t;
        let handler = self.custom()?;
        let result = call::call1(t, &handler, &exception)?;
        let malformed = || t.type_error(format!("{what} error handler must return ({expected}, int) tuple"));
        let Some([replacement, position]) = result.downcast::<Tuple>().map(Tuple::items) else {
            return Err(malformed());
        };
        if !int::is_int(position) {
            return Err(malformed());
        }
        let at = int::index_as_i64(t, position, "Python int too large to convert to C ssize_t")?;
        let from_start = if at < 0 { at.saturating_add(length as i64) } else { at };
        match usize::try_from(from_start) {
            Ok(at) if at <= length => Ok((replacement.clone(), at)),
            _ => Err(t.index_error(format!("position {at} from error handler out of bounds"))),
        }
    }
}

/// The arguments of a UnicodeDecodeError or UnicodeEncodeError.
fn fault_arguments(t: &Thread, fault: CodecFault, object: Obj) -> PyResult<[Obj; 5]> {
    Ok([
        Str::new(t, fault.encoding)?.into_obj(),
        object,
        int::from_u64(t, fault.start as u64)?,
        int::from_u64(t, fault.end as u64)?,
        Str::new(t, fault.reason)?.into_obj(),
    ])
}

/// Handles faults of decoding.
struct Decoding<'a> {
    errors: Errors<'a>,
}

impl Decoding<'_> {
    #[cold]
    fn raise(&self, input: &[u8], fault: CodecFault) -> Raised {
        let t = self.errors.t;
        let arguments = bytes::from_slice(t, input).and_then(|object| fault_arguments(t, fault, object));
        match arguments {
            Ok(arguments) => t.error_with_args(&exc::UNICODE_DECODE_ERROR, &arguments),
            Err(raised) => raised,
        }
    }
}

impl DecodeHandler<StrBuilder> for Decoding<'_> {
    type Error = Raised;

    #[cold]
    fn decode_fault(&mut self, input: &[u8], fault: CodecFault, out: &mut StrBuilder) -> PyResult<usize> {
        let t = self.errors.t;
        match self.errors.standard {
            Some(ErrorHandler::XmlCharRefReplace | ErrorHandler::NameReplace) => {
                return Err(t.type_error("don't know how to handle UnicodeDecodeError in error callback"));
            }
            Some(standard) => {
                return standard
                    .decode(fault.encoding, input, fault.start, fault.end, out)
                    .ok_or_else(|| self.raise(input, fault));
            }
            None => {}
        }
        // An unknown handler's name fails before the exception is made.
        self.errors.custom()?;
        let arguments = fault_arguments(t, fault, bytes::from_slice(t, input)?)?;
        let exception = BaseException::instantiate(t, &exc::UNICODE_DECODE_ERROR, &arguments)?;
        let (replacement, at) = self.errors.call(exception, input.len(), "decoding", "str")?;
        match Str::of(&replacement) {
            Some(text) => out.push_text(text),
            None => return Err(t.type_error("decoding error handler must return (str, int) tuple")),
        }
        Ok(at)
    }
}

/// Handles faults of encoding.
struct Encoding<'a> {
    errors: Errors<'a>,
    text: &'a Str,
}

impl EncodeHandler for Encoding<'_> {
    type Error = Raised;

    #[cold]
    fn encode_fault(&mut self, fault: CodecFault) -> PyResult<(Replacement, usize)> {
        let t = self.errors.t;
        if let Some(standard) = self.errors.standard {
            let name = |c: u32| REGISTRY.get().and_then(|registry| (registry.name_of)(c));
            let faulty = self.text.units().slice(fault.start, fault.end);
            let replaced = each_width!(faulty, |u| standard.encode(fault.encoding, u, name));
            return match replaced {
                Some((replacement, count)) => Ok((replacement, fault.start + count)),
                None => Err(self.refuse(fault)),
            };
        }
        self.errors.custom()?;
        let arguments = fault_arguments(t, fault, self.text.borrowed().clone())?;
        let exception = BaseException::instantiate(t, &exc::UNICODE_ENCODE_ERROR, &arguments)?;
        let (replacement, at) = self.errors.call(exception, self.text.len(), "encoding", "str/bytes")?;
        if let Some(text) = Str::of(&replacement) {
            return Ok((Replacement::Text(text.units().iter().collect()), at));
        }
        match replacement.downcast::<Bytes>() {
            Some(bytes) => Ok((Replacement::Bytes(bytes.as_slice().to_vec()), at)),
            None => Err(t.type_error("encoding error handler must return (str/bytes, int) tuple")),
        }
    }

    #[cold]
    fn refuse(&mut self, fault: CodecFault) -> Raised {
        let t = self.errors.t;
        match fault_arguments(t, fault, self.text.borrowed().clone()) {
            Ok(arguments) => t.error_with_args(&exc::UNICODE_ENCODE_ERROR, &arguments),
            Err(raised) => raised,
        }
    }
}

fn encode_units<U: Unit>(codec: Codec, units: &[U], handler: &mut Encoding, out: &mut Vec<u8>) -> PyResult<()> {
    match codec {
        Codec::Utf8 => utf8::encode(units, handler, out),
        Codec::Utf8Sig => {
            out.extend(MARK);
            utf8::encode(units, handler, out)
        }
        Codec::Narrow(codec) => narrow::encode(codec, units, handler, out),
        Codec::Wide(width, order) => wide::encode(width, order, units, handler, out),
        Codec::UnicodeEscape => {
            escape::encode(units, out);
            Ok(())
        }
        Codec::RawUnicodeEscape => {
            escape::encode_raw(units, out);
            Ok(())
        }
    }
}

fn encode_with(t: &Thread, text: &Str, codec: Codec, errors: &str) -> PyResult<Vec<u8>> {
    let mut handler = Encoding { errors: Errors::new(t, errors), text };
    let mut out = Vec::new();
    each_width!(text.units(), |u| encode_units(codec, u, &mut handler, &mut out))?;
    Ok(out)
}

#[cold]
fn unknown_encoding(t: &Thread, encoding: &str) -> Raised {
    t.error(&exc::LOOKUP_ERROR, format!("unknown encoding: {encoding}"))
}

/// `text.encode(encoding, errors)` as Rust bytes.
pub fn encode_text(t: &Thread, text: &Str, encoding: &str, errors: &str) -> PyResult<Vec<u8>> {
    match Codec::from_name(encoding) {
        Some(codec) => encode_with(t, text, codec, errors),
        None => {
            let encoded = encode_elsewhere(t, text, encoding, errors)?;
            Ok(encoded.downcast::<Bytes>().map_or(Vec::new(), |bytes| bytes.as_slice().to_vec()))
        }
    }
}

fn encode_elsewhere(t: &Thread, text: &Str, encoding: &str, errors: &str) -> PyResult {
    let Some(registry) = REGISTRY.get() else { return Err(unknown_encoding(t, encoding)) };
    let encoded = (registry.encode)(t, &text.borrowed(), encoding, errors)?;
    if encoded.downcast::<Bytes>().is_none() {
        let class = encoded.type_of().name_text();
        return Err(t.type_error(format!(
            "'{encoding}' encoder returned '{class}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types"
        )));
    }
    Ok(encoded)
}

/// The length in UTF-8; None where there are surrogates.
fn utf8_length<U: Unit>(units: &[U]) -> Option<usize> {
    let (mut length, mut surrogates) = (0, false);
    for u in units {
        let c = u.code();
        length += 1 + usize::from(c >= 0x80) + usize::from(c >= 0x800) + usize::from(c >= 0x1_0000);
        surrogates |= utf8::is_surrogate(c);
    }
    (!surrogates).then_some(length)
}

/// Writes characters as UTF-8.
///
/// # Safety
/// There are no surrogates, and `to` has room for [`utf8_length`] bytes.
unsafe fn write_utf8<U: Unit>(units: &[U], mut to: *mut u8) {
    let tail = |c: u32, shift: u32| 0x80 | (c >> shift & 0x3F) as u8;
    for u in units {
        let c = u.code();
        // SAFETY: the caller made room for every character's bytes.
        unsafe {
            match c {
                0..0x80 => {
                    to.write(c as u8);
                    to = to.add(1);
                }
                0x80..0x800 => {
                    to.cast::<[u8; 2]>().write([0xC0 | (c >> 6) as u8, tail(c, 0)]);
                    to = to.add(2);
                }
                0x800..0x1_0000 => {
                    to.cast::<[u8; 3]>().write([0xE0 | (c >> 12) as u8, tail(c, 6), tail(c, 0)]);
                    to = to.add(3);
                }
                _ => {
                    to.cast::<[u8; 4]>().write([0xF0 | (c >> 18) as u8, tail(c, 12), tail(c, 6), tail(c, 0)]);
                    to = to.add(4);
                }
            }
        }
    }
}

/// `text.encode(encoding, errors)`.
pub fn encode_to_bytes(t: &Thread, text: &Str, encoding: &str, errors: &str) -> PyResult {
    let Some(codec) = Codec::from_name(encoding) else { return encode_elsewhere(t, text, encoding, errors) };
    match (codec, text.units()) {
        (Codec::Utf8 | Codec::Narrow(_), Units::One(u)) if text.is_ascii() => bytes::from_slice(t, u),
        (Codec::Narrow(Narrow::Latin1), Units::One(u)) => bytes::from_slice(t, u),
        (Codec::Utf8, units) => match each_width!(units, |u| utf8_length(u)) {
            Some(length) => Bytes::make(t, Bytes::class(), length, |to| {
                // SAFETY: room for the text's length in UTF-8 was made.
                each_width!(units, |u| unsafe { write_utf8(u, to) });
            })
            .map(Ref::into_obj),
            None => bytes::from_slice(t, &encode_with(t, text, codec, errors)?),
        },
        _ => bytes::from_slice(t, &encode_with(t, text, codec, errors)?),
    }
}

/// `data.decode(encoding, errors)`.
pub fn decode_bytes(t: &Thread, data: &[u8], encoding: &str, errors: &str) -> PyResult<Ref<Str>> {
    let Some(codec) = Codec::from_name(encoding) else { return decode_elsewhere(t, data, encoding, errors) };
    match codec {
        Codec::Narrow(Narrow::Latin1) => return Str::from_units_or_empty(t, data),
        Codec::Utf8 | Codec::Narrow(Narrow::Ascii) if data.is_ascii() => return Str::from_units_or_empty(t, data),
        _ => {}
    }
    if codec == Codec::Utf8
        && let Ok(text) = std::str::from_utf8(data)
    {
        return Str::new(t, text);
    }
    let mut handler = Decoding { errors: Errors::new(t, errors) };
    let mut out = StrBuilder::new();
    match codec {
        Codec::Utf8 => utf8::decode(data, true, &mut handler, &mut out).map(drop)?,
        Codec::Utf8Sig => {
            let data = data.strip_prefix(MARK).unwrap_or(data);
            utf8::decode(data, true, &mut handler, &mut out).map(drop)?
        }
        Codec::Narrow(_) => narrow::decode_ascii(data, &mut handler, &mut out)?,
        Codec::Wide(width, order) => wide::decode(width, order, data, true, &mut handler, &mut out).map(drop)?,
        Codec::RawUnicodeEscape => escape::decode_raw(data, true, &mut handler, &mut out).map(drop)?,
        Codec::UnicodeEscape => {
            let mut names = |name: &[u8]| REGISTRY.get().and_then(|registry| (registry.named)(name));
            let decoded = escape::decode(data, true, &mut names, &mut handler, &mut out)?;
            if let Some(bad) = decoded.bad_escape {
                warn_of_escape(t, bad)?;
            }
        }
    }
    out.finish(t)
}

/// The deprecation of an escape that means nothing.
#[cold]
fn warn_of_escape(t: &Thread, bad: BadEscape) -> PyResult<()> {
    let message = match bad {
        BadEscape::Unknown(_, letter) => {
            let letter = char::from(letter);
            format!("\"\\{letter}\" is an invalid escape sequence. Such sequences will not work in the future. ")
        }
        BadEscape::Octal(_, value) => {
            format!("\"\\{value:o}\" is an invalid octal escape sequence. Such sequences will not work in the future. ")
        }
    };
    exc::warnings::deprecation(t, &message)
}

fn decode_elsewhere(t: &Thread, data: &[u8], encoding: &str, errors: &str) -> PyResult<Ref<Str>> {
    let Some(registry) = REGISTRY.get() else { return Err(unknown_encoding(t, encoding)) };
    let decoded = (registry.decode)(t, &bytes::from_slice(t, data)?, encoding, errors)?;
    decoded.into_ref::<Str>().map_err(|other| {
        let class = other.type_of().name_text();
        t.type_error(format!(
            "'{encoding}' decoder returned '{class}' instead of 'str'; use codecs.decode() to decode to arbitrary types"
        ))
    })
}

/// The arguments `encoding` and `errors` of a function; the defaults where they are missing.
pub fn names<'a>(
    t: &Thread,
    function: &str,
    encoding: Option<&'a Obj>,
    errors: Option<&'a Obj>,
) -> PyResult<(Cow<'a, str>, Cow<'a, str>)> {
    let name = |argument: Option<&'a Obj>, which: &str, default: &'static str| -> PyResult<Cow<'a, str>> {
        let Some(argument) = argument else { return Ok(Cow::Borrowed(default)) };
        let Some(text) = Str::of(argument) else {
            let given = if argument.is_none() { "None".to_string() } else { argument.type_of().name_text() };
            return Err(t.type_error(format!("{function}() argument '{which}' must be str, not {given}")));
        };
        let text = text.utf8(t)?;
        if text.contains('\0') {
            return Err(t.value_error("embedded null character"));
        }
        Ok(Cow::Borrowed(text))
    };
    Ok((name(encoding, "encoding", "utf-8")?, name(errors, "errors", "strict")?))
}

/// `str(object, encoding, errors)`.
pub fn decode_object(t: &Thread, object: &Obj, encoding: Option<&Obj>, errors: Option<&Obj>) -> PyResult<Ref<Str>> {
    let (encoding, errors) = names(t, "str", encoding, errors)?;
    if let Some(bytes) = object.downcast::<Bytes>() {
        return decode_bytes(t, bytes.as_slice(), &encoding, &errors);
    }
    if Str::of(object).is_some() {
        return Err(t.type_error("decoding str is not supported"));
    }
    match bytes_like(t, object)? {
        Some(data) => decode_bytes(t, &data, &encoding, &errors),
        None => {
            let class = object.type_of().name_text();
            Err(t.type_error(format!("decoding to str: need a bytes-like object, {class} found")))
        }
    }
}

impl Str {
    /// A string of Latin-1 bytes.
    fn from_units_or_empty(t: &Thread, data: &[u8]) -> PyResult<Ref<Str>> {
        if data.is_empty() { Ok(super::intern::empty()) } else { Str::from_units(t, Units::One(data)) }
    }
}

#[pymethods(list = STR_CODEC_METHODS, class = "str")]
impl Str {
    /// Encode the string using the codec registered for encoding.
    #[pymethod(sig = "($self, /, encoding='utf-8', errors='strict')", returns = "bytes")]
    fn encode(t: &Thread, this: &Str, encoding: Option<&Obj>, errors: Option<&Obj>) -> PyResult {
        let (encoding, errors) = names(t, "encode", encoding, errors)?;
        encode_to_bytes(t, this, &encoding, &errors)
    }
}
