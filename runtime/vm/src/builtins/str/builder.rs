//! [`StrBuilder`]: a string made piece by piece, widened as characters demand.
//!
//! Short ASCII and Latin-1 texts need no allocation of their own before the string's. Running out of
//! memory is noted and raised by [`StrBuilder::finish`], for sizes may come from a program.

use smallvec::SmallVec;

use super::layout::{Str, Units, width_for};
use crate::object::value::Ref;
use crate::text::sink::{TextSink, Unit};
use crate::thread::{PyResult, Thread};

/// Latin-1 characters that need no buffer on the heap.
const INLINE: usize = 64;

/// The characters so far, in the narrowest width that fits them.
enum Buffer {
    One(SmallVec<[u8; INLINE]>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

/// Collects characters.
pub struct StrBuilder {
    buffer: Buffer,
    /// Some reservation failed; what followed it is lost.
    failed: bool,
}

impl StrBuilder {
    #[inline]
    pub fn new() -> StrBuilder {
        StrBuilder { buffer: Buffer::One(SmallVec::new()), failed: false }
    }

    pub fn with_capacity(characters: usize) -> StrBuilder {
        let mut builder = StrBuilder::new();
        builder.make_room(characters);
        builder
    }

    #[inline]
    pub fn len(&self) -> usize {
        match &self.buffer {
            Buffer::One(v) => v.len(),
            Buffer::Two(v) => v.len(),
            Buffer::Four(v) => v.len(),
        }
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Room for more characters; false where there is no memory for them.
    #[inline]
    fn make_room(&mut self, count: usize) -> bool {
        let made = match &mut self.buffer {
            Buffer::One(v) => v.capacity() - v.len() >= count || v.try_reserve(count).is_ok(),
            Buffer::Two(v) => v.try_reserve(count).is_ok(),
            Buffer::Four(v) => v.try_reserve(count).is_ok(),
        };
        self.failed |= !made;
        made
    }

    #[cold]
    fn widen(&mut self, width: usize) {
        fn wider<A: Copy, B: From<A>>(from: &[A], failed: &mut bool) -> Vec<B> {
            let mut to = Vec::new();
            if to.try_reserve(from.len() + from.len() / 4 + 8).is_err() {
                *failed = true;
            } else {
                to.extend(from.iter().map(|&c| B::from(c)));
            }
            to
        }
        let failed = &mut self.failed;
        self.buffer = match (&self.buffer, width) {
            (Buffer::One(v), 2) => Buffer::Two(wider(v, failed)),
            (Buffer::One(v), 4) => Buffer::Four(wider(v, failed)),
            (Buffer::Two(v), 4) => Buffer::Four(wider(v, failed)),
            _ => return,
        };
    }

    #[inline]
    pub fn push(&mut self, point: u32) {
        match &mut self.buffer {
            Buffer::One(v) if point <= 0xFF => v.push(point as u8),
            Buffer::Two(v) if point <= 0xFFFF => v.push(point as u16),
            Buffer::Four(v) => v.push(point),
            _ => {
                self.widen(width_for(point));
                self.push(point);
            }
        }
    }

    pub fn push_repeated(&mut self, point: u32, count: usize) {
        if count == 0 || !self.make_room(count) {
            return;
        }
        match &mut self.buffer {
            Buffer::One(v) if point <= 0xFF => v.resize(v.len() + count, point as u8),
            Buffer::Two(v) if point <= 0xFFFF => v.resize(v.len() + count, point as u16),
            Buffer::Four(v) => v.resize(v.len() + count, point),
            _ => {
                self.widen(width_for(point));
                self.push_repeated(point, count);
            }
        }
    }

    /// Appends ASCII or any UTF-8 text.
    #[inline]
    pub fn push_str(&mut self, text: &str) {
        if text.is_ascii() {
            self.push_units(Units::One(text.as_bytes()));
        } else {
            text.chars().for_each(|c| self.push(c as u32));
        }
    }

    #[inline]
    pub fn push_text(&mut self, text: &Str) {
        self.push_units(text.units());
    }

    #[inline]
    pub fn push_units(&mut self, units: Units) {
        match units {
            Units::One(u) => self.push_bytes(u),
            Units::Two(u) => self.push_wide(u),
            Units::Four(u) => self.push_wide(u),
        }
    }

    /// Appends Latin-1 characters.
    #[inline]
    fn push_bytes(&mut self, bytes: &[u8]) {
        if !self.make_room(bytes.len()) {
            return;
        }
        match &mut self.buffer {
            Buffer::One(v) => v.extend_from_slice(bytes),
            Buffer::Two(v) => v.extend(bytes.iter().map(|&c| u16::from(c))),
            Buffer::Four(v) => v.extend(bytes.iter().map(|&c| u32::from(c))),
        }
    }

    /// Appends characters that may be narrower than their width says: the greatest decides.
    fn push_wide<U: Unit>(&mut self, units: &[U]) {
        let all = units.iter().fold(0, |all, u| all | u.code());
        let width = width_for(all);
        let have = match &self.buffer {
            Buffer::One(_) => 1,
            Buffer::Two(_) => 2,
            Buffer::Four(_) => 4,
        };
        if width > have {
            self.widen(width);
        }
        if !self.make_room(units.len()) {
            return;
        }
        match &mut self.buffer {
            Buffer::One(v) => v.extend(units.iter().map(|u| u.code() as u8)),
            Buffer::Two(v) => v.extend(units.iter().map(|u| u.code() as u16)),
            Buffer::Four(v) => v.extend(units.iter().map(|u| u.code())),
        }
    }

    /// The finished string; MemoryError where some piece found no room.
    pub fn finish(self, t: &Thread) -> PyResult<Ref<Str>> {
        if self.failed {
            return Err(t.no_memory());
        }
        match &self.buffer {
            Buffer::One(v) if v.is_empty() => Ok(super::intern::empty()),
            Buffer::One(v) => Str::from_units(t, Units::One(v)),
            Buffer::Two(v) => Str::from_units(t, Units::Two(v)),
            Buffer::Four(v) => Str::from_units(t, Units::Four(v)),
        }
    }
}

impl Default for StrBuilder {
    fn default() -> StrBuilder {
        StrBuilder::new()
    }
}

impl std::fmt::Write for StrBuilder {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.push_str(text);
        Ok(())
    }
}

impl TextSink for StrBuilder {
    #[inline]
    fn push(&mut self, c: u32) {
        StrBuilder::push(self, c);
    }

    #[inline]
    fn push_ascii(&mut self, s: &[u8]) {
        self.push_bytes(s);
    }

    #[inline]
    fn push_units<U: Unit>(&mut self, s: &[U]) {
        match U::as_bytes(s) {
            Some(bytes) => self.push_bytes(bytes),
            None => self.push_wide(s),
        }
    }

    #[inline]
    fn push_str(&mut self, s: &str) {
        StrBuilder::push_str(self, s);
    }

    #[inline]
    fn push_fill(&mut self, c: u32, count: usize) {
        self.push_repeated(c, count);
    }

    #[inline]
    fn reserve(&mut self, count: usize) {
        self.make_room(count);
    }
}
