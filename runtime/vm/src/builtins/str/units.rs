//! Running generic code over the characters of strings, whatever their width, and parts of strings.

use smallvec::SmallVec;

use super::intern;
use super::layout::{Str, Units};
use crate::object::types::NativeType;
use crate::object::value::Ref;
use crate::text::sink::Unit;
use crate::thread::{PyResult, Thread};

/// Runs an expression over the characters as a slice of their width.
macro_rules! each_width {
    ($units:expr, |$u:ident| $body:expr) => {
        match $units {
            $crate::builtins::str::Units::One($u) => $body,
            $crate::builtins::str::Units::Two($u) => $body,
            $crate::builtins::str::Units::Four($u) => $body,
        }
    };
}

/// Runs an expression over a text and what is looked for in it, both in the width of the text; `$none`
/// is the result where the needle holds characters that the text cannot hold.
macro_rules! with_needle {
    ($hay:expr, $needle:expr, |$h:ident, $n:ident| $body:expr, $none:expr) => {{
        use $crate::builtins::str::Units;
        match ($hay, $needle) {
            (Units::One($h), Units::One($n)) => $body,
            (Units::Two($h), Units::Two($n)) => $body,
            (Units::Four($h), Units::Four($n)) => $body,
            (Units::Two($h), Units::One(narrow)) => {
                let wide = $crate::builtins::str::units::widened::<u8, u16>(narrow);
                let $n = &wide[..];
                $body
            }
            (Units::Four($h), Units::One(narrow)) => {
                let wide = $crate::builtins::str::units::widened::<u8, u32>(narrow);
                let $n = &wide[..];
                $body
            }
            (Units::Four($h), Units::Two(narrow)) => {
                let wide = $crate::builtins::str::units::widened::<u16, u32>(narrow);
                let $n = &wide[..];
                $body
            }
            _ => $none,
        }
    }};
}

pub(crate) use {each_width, with_needle};

/// The same characters in a greater width.
pub fn widened<A: Unit, B: Unit + From<A>>(narrow: &[A]) -> SmallVec<[B; 16]> {
    narrow.iter().map(|&u| B::from(u)).collect()
}

impl<'a> Units<'a> {
    /// The characters `start..end`; within bounds.
    #[inline]
    pub fn slice(self, start: usize, end: usize) -> Units<'a> {
        match self {
            Units::One(u) => Units::One(&u[start..end]),
            Units::Two(u) => Units::Two(&u[start..end]),
            Units::Four(u) => Units::Four(&u[start..end]),
        }
    }
}

impl Str {
    /// The characters `start..end`, within bounds, as a string.
    #[inline]
    pub fn substring(&self, t: &Thread, start: usize, end: usize) -> PyResult<Ref<Str>> {
        if start == 0 && end == self.len() {
            return self.unchanged(t);
        }
        self.part(t, start, end)
    }

    /// The characters `start..end`, within bounds, as a string that may be a new one.
    #[inline]
    pub fn part(&self, t: &Thread, start: usize, end: usize) -> PyResult<Ref<Str>> {
        if start >= end {
            return Ok(intern::empty());
        }
        match self.units() {
            Units::One(u) if self.is_ascii() => Str::from_ascii(t, &u[start..end]),
            units => Str::from_units(t, units.slice(start, end)),
        }
    }

    /// This text as an exact string: the string itself unless it is of a subclass.
    #[inline]
    pub fn unchanged(&self, t: &Thread) -> PyResult<Ref<Str>> {
        if self.borrowed().is_exact::<Str>() { Ok(self.to_ref()) } else { self.copy_as(t, Str::class()) }
    }

    /// The character at an index within bounds, as a string.
    #[inline]
    pub fn char_at(&self, t: &Thread, index: usize) -> PyResult<Ref<Str>> {
        match self.units().at(index) {
            c @ 0..=0xFF => Ok(intern::latin1(c as u8)),
            c => Str::from_points(t, Str::class(), std::iter::once(c), 1, c),
        }
    }
}
