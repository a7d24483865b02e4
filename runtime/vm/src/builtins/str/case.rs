//! Methods of `str` that change case. ASCII text is mapped byte by byte into the new string.

use taipan_macros::pymethods;

use super::units::each_width;
use super::{Str, StrBuilder, intern};
use crate::object::value::Ref;
use crate::text::case;
use crate::thread::{PyResult, Thread};

/// The bytes of an ASCII text mapped one by one: `f` sees a byte and whether the one before it was a
/// letter (none, for the first).
#[inline]
fn map_ascii(t: &Thread, bytes: &[u8], f: impl Fn(u8, Option<bool>) -> u8) -> PyResult<Ref<Str>> {
    match bytes {
        [] => Ok(intern::empty()),
        [byte] => Ok(intern::latin1(f(*byte, None))),
        _ => Str::make(t, Str::class(), bytes.len(), 0x7F, |data| {
            let mut before = None;
            for (i, &byte) in bytes.iter().enumerate() {
                // SAFETY: room for as many bytes was made.
                unsafe { data.add(i).write(f(byte, before)) };
                before = Some(byte.is_ascii_alphabetic());
            }
        }),
    }
}

macro_rules! mapped {
    ($t:expr, $this:expr, $function:ident, $ascii:expr) => {
        match $this.as_ascii() {
            Some(text) => map_ascii($t, text.as_bytes(), $ascii),
            None => {
                let mut out = StrBuilder::with_capacity($this.len());
                each_width!($this.units(), |u| case::$function(u, &mut out));
                out.finish($t)
            }
        }
    };
}

fn swap(byte: u8) -> u8 {
    if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { byte }
}

#[pymethods(list = STR_CASE_METHODS, class = "str")]
impl Str {
    /// Return a copy of the string converted to lowercase.
    #[pymethod(returns = "str", effects = "pure")]
    fn lower(t: &Thread, this: &Str) -> PyResult<Ref<Str>> {
        mapped!(t, this, lower, |b, _| b.to_ascii_lowercase())
    }

    /// Return a copy of the string converted to uppercase.
    #[pymethod(returns = "str", effects = "pure")]
    fn upper(t: &Thread, this: &Str) -> PyResult<Ref<Str>> {
        mapped!(t, this, upper, |b, _| b.to_ascii_uppercase())
    }

    /// Return a version of the string suitable for caseless comparisons.
    #[pymethod(returns = "str", effects = "pure")]
    fn casefold(t: &Thread, this: &Str) -> PyResult<Ref<Str>> {
        mapped!(t, this, casefold, |b, _| b.to_ascii_lowercase())
    }

    /// Convert uppercase characters to lowercase and lowercase characters to uppercase.
    #[pymethod(returns = "str", effects = "pure")]
    fn swapcase(t: &Thread, this: &Str) -> PyResult<Ref<Str>> {
        mapped!(t, this, swapcase, |b, _| swap(b))
    }

    /// Return a capitalized version of the string.
    #[pymethod(returns = "str", effects = "pure")]
    fn capitalize(t: &Thread, this: &Str) -> PyResult<Ref<Str>> {
        mapped!(t, this, capitalize, |b, before: Option<bool>| match before {
            None => b.to_ascii_uppercase(),
            Some(_) => b.to_ascii_lowercase(),
        })
    }

    /// Return a version of the string where each word is titlecased.
    #[pymethod(returns = "str", effects = "pure")]
    fn title(t: &Thread, this: &Str) -> PyResult<Ref<Str>> {
        mapped!(t, this, title, |b, before: Option<bool>| match before {
            Some(true) => b.to_ascii_lowercase(),
            _ => b.to_ascii_uppercase(),
        })
    }
}
