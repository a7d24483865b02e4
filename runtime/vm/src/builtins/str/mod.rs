//! `str`: an immutable sequence of code points.
//!
//! [`layout`] holds the representation and every way to make one, [`intern`] the table of names,
//! [`builder`] strings made piece by piece; [`class`] the type with its slots, the other files its
//! methods by family.

pub mod bounds;
pub mod builder;
pub mod case;
pub mod class;
pub mod codec;
pub mod format;
pub mod format_spec;
pub mod hash;
pub mod intern;
pub mod iterator;
pub mod join;
pub mod layout;
pub mod pad;
pub mod predicates;
pub mod printf;
pub mod printf_args;
pub mod search;
pub mod split;
pub mod translate;
pub mod units;

use std::borrow::Cow;

use crate::object::value::Obj;
use crate::thread::{PyResult, Thread};

pub use builder::StrBuilder;
pub use class::{TYPES, has_part, part_of};
pub(crate) use hash::hash_key;
pub use hash::{init_hash_key, seed_from_environment};
pub use intern::{intern, intern_immortal, intern_obj};
pub use layout::{Str, Units};

impl Str {
    /// `hash(text)`, computed once.
    #[inline]
    pub fn hash_value(&self) -> i64 {
        match self.cached_hash() {
            -1 => {
                let hash = hash_key().hash_bytes(self.raw());
                self.set_hash(hash);
                hash
            }
            hash => hash,
        }
    }

    /// Equality of text.
    #[inline]
    pub fn equals(&self, other: &Str) -> bool {
        if std::ptr::eq(self, other) {
            return true;
        }
        if self.len() != other.len() || self.is_interned() && other.is_interned() {
            return false;
        }
        // Strings keep the narrowest width that fits, so equal text has equal bytes.
        self.width() == other.width() && self.raw() == other.raw()
    }

    /// The text as UTF-8 in which lone surrogates are three bytes.
    pub fn to_wtf8(&self) -> Cow<'_, [u8]> {
        match self.as_ascii() {
            Some(text) => Cow::Borrowed(text.as_bytes()),
            None => Cow::Owned(encode_wtf8(self.units())),
        }
    }

    /// The text with lone surrogates replaced, for messages.
    pub fn to_string_lossy(&self) -> String {
        match self.as_ascii() {
            Some(text) => text.to_string(),
            None => self.units().iter().map(|c| char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER)).collect(),
        }
    }

    /// The text as UTF-8, kept with the string. UnicodeEncodeError for lone surrogates.
    pub fn utf8(&self, t: &Thread) -> PyResult<&str> {
        if let Some(text) = self.as_ascii() {
            return Ok(text);
        }
        if self.cached_utf8().is_none() {
            let bytes = encode_wtf8(self.units());
            if std::str::from_utf8(&bytes).is_err() {
                let position = self.units().iter().position(|c| (0xD800..0xE000).contains(&c)).unwrap_or(0);
                return Err(crate::exceptions::unicode_encode_error(
                    t,
                    "utf-8",
                    self,
                    position,
                    position + 1,
                    "surrogates not allowed",
                ));
            }
            self.cache_utf8(t, &bytes)?;
        }
        let bytes = self.cached_utf8().unwrap_or_default();
        // SAFETY: only valid UTF-8 is cached.
        Ok(unsafe { std::str::from_utf8_unchecked(bytes) })
    }

    /// A string of UTF-8 in which lone surrogates are three bytes.
    pub fn from_wtf8(t: &Thread, bytes: &[u8]) -> PyResult<crate::object::value::Ref<Str>> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Str::new(t, text),
            Err(_) => Str::from_code_points(t, &decode_wtf8(bytes)),
        }
    }
}

fn encode_wtf8(units: Units) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(units.len() + units.len() / 2);
    for c in units.iter() {
        match c {
            0..=0x7F => bytes.push(c as u8),
            0x80..=0x7FF => bytes.extend([0xC0 | (c >> 6) as u8, 0x80 | (c & 0x3F) as u8]),
            0x800..=0xFFFF => {
                bytes.extend([0xE0 | (c >> 12) as u8, 0x80 | (c >> 6 & 0x3F) as u8, 0x80 | (c & 0x3F) as u8])
            }
            _ => bytes.extend([
                0xF0 | (c >> 18) as u8,
                0x80 | (c >> 12 & 0x3F) as u8,
                0x80 | (c >> 6 & 0x3F) as u8,
                0x80 | (c & 0x3F) as u8,
            ]),
        }
    }
    bytes
}

/// Decodes generalised UTF-8; what is not even that becomes U+FFFD.
fn decode_wtf8(bytes: &[u8]) -> Vec<u32> {
    let mut points = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let lead = bytes[i];
        let (length, bits) = match lead {
            0..=0x7F => (1, lead as u32),
            0xC2..=0xDF => (2, lead as u32 & 0x1F),
            0xE0..=0xEF => (3, lead as u32 & 0x0F),
            0xF0..=0xF4 => (4, lead as u32 & 0x07),
            _ => (0, 0),
        };
        let tail = bytes.get(i + 1..i + length.max(1)).unwrap_or_default();
        if length == 0 || tail.len() + 1 != length || tail.iter().any(|b| b & 0xC0 != 0x80) {
            points.push(0xFFFD);
            i += 1;
            continue;
        }
        points.push(tail.iter().fold(bits, |acc, b| acc << 6 | (*b as u32 & 0x3F)));
        i += length;
    }
    points
}

/// Whether the object is an interned string.
#[inline(always)]
pub fn is_interned(object: &Obj) -> bool {
    object.exact::<Str>().is_some_and(Str::is_interned)
}

/// Whether the object is a string of this text.
#[inline]
pub fn equals(object: &Obj, text: &str) -> bool {
    match object.downcast::<Str>() {
        Some(s) => match s.as_ascii() {
            Some(ascii) => ascii == text,
            None => s.len() <= text.len() && *s.to_wtf8() == *text.as_bytes(),
        },
        None => false,
    }
}

/// The text of a str object for messages; a marker for anything else.
pub fn lossy(object: &Obj) -> String {
    match object.downcast::<Str>() {
        Some(text) => text.to_string_lossy(),
        None => format!("<{}>", object.type_of().name_text()),
    }
}
