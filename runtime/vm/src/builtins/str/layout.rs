//! The layout of `str`, CPython's PEP 393 compact form, and how strings are made.
//!
//! ```text
//!  0 header | 16 length | 24 hash (-1: not computed) | 32 state: u32 | 40 ASCII data
//!                                   non-ASCII: 40 utf8 length | 48 utf8 pointer | 56 data
//! ```
//!
//! State bits are CPython's: interned (16 bits), kind (3 bits: 1, 2, 4), compact, ascii, static. Data end
//! with a zero character. A string never changes, except that [`append_in_place`] may lengthen one
//! that has a single reference and is not interned.

use std::cell::Cell;
use std::ptr::NonNull;

use crate::memory::{self, heap::Heap};
use crate::object::header::Header;
use crate::object::types::{Layout, Type};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

const INTERNED: u32 = 1;
const KIND_SHIFT: u32 = 16;
const COMPACT: u32 = 1 << 19;
const ASCII: u32 = 1 << 20;

/// Offset of the characters of an ASCII string.
pub const ASCII_DATA: usize = 40;
/// Offset of the characters of any other string.
pub const WIDE_DATA: usize = 56;

#[repr(C)]
pub struct Str {
    head: Header,
    length: Cell<usize>,
    hash: Cell<i64>,
    state: Cell<u32>,
}

#[repr(C)]
struct Wide {
    base: Str,
    utf8_length: Cell<usize>,
    utf8: Cell<*mut u8>,
}

const _: () = {
    assert!(std::mem::offset_of!(Str, length) == 16);
    assert!(std::mem::offset_of!(Str, hash) == 24);
    assert!(std::mem::offset_of!(Str, state) == 32);
    assert!(std::mem::offset_of!(Wide, utf8_length) == 40);
    assert!(size_of::<Str>() == ASCII_DATA && size_of::<Wide>() == WIDE_DATA);
};

/// The characters of a string, by width.
#[derive(Clone, Copy)]
pub enum Units<'a> {
    One(&'a [u8]),
    Two(&'a [u16]),
    Four(&'a [u32]),
}

impl Units<'_> {
    #[inline]
    pub fn len(self) -> usize {
        match self {
            Units::One(u) => u.len(),
            Units::Two(u) => u.len(),
            Units::Four(u) => u.len(),
        }
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The code point at an index within bounds.
    #[inline]
    pub fn at(self, index: usize) -> u32 {
        match self {
            Units::One(u) => u[index] as u32,
            Units::Two(u) => u[index] as u32,
            Units::Four(u) => u[index],
        }
    }

    pub fn iter(self) -> impl DoubleEndedIterator<Item = u32> + Clone {
        (0..self.len()).map(move |i| self.at(i))
    }
}

/// How memory management treats strings.
pub(super) const fn layout() -> Layout {
    Layout {
        // SAFETY: called for live strings.
        size: |object| unsafe { (*object.cast::<Str>()).native_bytes() },
        drop: |object| {
            // SAFETY: called once, when the string dies.
            unsafe {
                let this = &*object.cast::<Str>();
                if !this.is_ascii() {
                    let wide = &*object.cast::<Wide>();
                    if !wide.utf8.get().is_null() {
                        let bytes = wide.utf8_length.get() + 1;
                        memory::object::free_buffer(Thread::current(), wide.utf8.get(), bytes);
                    }
                }
            }
        },
        trace: |_, _| {},
        clear: |_, _| {},
        destroy: |t, object| {
            // SAFETY: called once, when the string dies; the size is read before its memory goes.
            unsafe {
                let bytes = (*object.cast::<Str>()).native_bytes();
                if !(*object.cast::<Str>()).is_ascii() {
                    (layout().drop)(object);
                }
                t.heap.free(memory::heap::Kind::Plain, object.cast(), bytes);
            }
        },
    }
}

impl Str {
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.length.get()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.state.get() & ASCII != 0
    }

    /// Bytes per character: 1, 2 or 4.
    #[inline(always)]
    pub fn width(&self) -> usize {
        (self.state.get() >> KIND_SHIFT & 7) as usize
    }

    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.state.get() & 0xFFFF != 0
    }

    pub(super) fn mark_interned(&self) {
        self.state.set(self.state.get() | INTERNED);
        self.head.make_immortal();
    }

    #[inline(always)]
    fn data(&self) -> *mut u8 {
        let offset = if self.is_ascii() { ASCII_DATA } else { WIDE_DATA };
        (self as *const Str as *mut u8).wrapping_add(offset)
    }

    fn native_bytes(&self) -> usize {
        let offset = if self.is_ascii() { ASCII_DATA } else { WIDE_DATA };
        offset + (self.len() + 1) * self.width()
    }

    /// Bytes in memory, the cached UTF-8 form included.
    pub(super) fn memory_bytes(&self) -> usize {
        let cached = if self.is_ascii() { None } else { self.cached_utf8() };
        self.native_bytes() + cached.map_or(0, |bytes| bytes.len() + 1)
    }

    /// The characters.
    #[inline(always)]
    pub fn units(&self) -> Units<'_> {
        let (data, length) = (self.data(), self.len());
        // SAFETY: the state says how wide the `length` characters behind the head are.
        unsafe {
            match self.width() {
                1 => Units::One(std::slice::from_raw_parts(data, length)),
                2 => Units::Two(std::slice::from_raw_parts(data.cast(), length)),
                _ => Units::Four(std::slice::from_raw_parts(data.cast(), length)),
            }
        }
    }

    /// The raw bytes of the characters.
    #[inline(always)]
    pub fn raw(&self) -> &[u8] {
        // SAFETY: as in `units`.
        unsafe { std::slice::from_raw_parts(self.data(), self.len() * self.width()) }
    }

    /// The text, if it is ASCII.
    #[inline(always)]
    pub fn as_ascii(&self) -> Option<&str> {
        // SAFETY: ASCII is UTF-8.
        if self.is_ascii() { Some(unsafe { std::str::from_utf8_unchecked(self.raw()) }) } else { None }
    }

    /// The cached hash; -1 if it is not known yet.
    #[inline(always)]
    pub fn cached_hash(&self) -> i64 {
        self.hash.get()
    }

    pub(super) fn set_hash(&self, hash: i64) {
        self.hash.set(hash);
    }

    /// The cached UTF-8 form of a string that is not ASCII.
    pub(super) fn cached_utf8(&self) -> Option<&[u8]> {
        debug_assert!(!self.is_ascii());
        // SAFETY: a string that is not ASCII has the wide head.
        unsafe {
            let wide = &*(self as *const Str).cast::<Wide>();
            let at = wide.utf8.get();
            if at.is_null() { None } else { Some(std::slice::from_raw_parts(at, wide.utf8_length.get())) }
        }
    }

    pub(super) fn cache_utf8(&self, t: &Thread, bytes: &[u8]) -> PyResult<()> {
        let buffer = memory::object::new_buffer(t, bytes.len() + 1)?;
        // SAFETY: the buffer has room, the head is wide.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer.as_ptr(), bytes.len());
            buffer.as_ptr().add(bytes.len()).write(0);
            let wide = &*(self as *const Str).cast::<Wide>();
            wide.utf8_length.set(bytes.len());
            wide.utf8.set(buffer.as_ptr());
        }
        Ok(())
    }

    /// An uninitialised string of the given shape; `max_char` decides width and ASCII.
    fn allocate(t: &Thread, class: &Type, length: usize, max_char: u32) -> PyResult<NonNull<Str>> {
        let ascii = max_char < 0x80;
        let width = width_for(max_char);
        let offset = if ascii { ASCII_DATA } else { WIDE_DATA };
        let bytes = length.checked_add(1).and_then(|n| n.checked_mul(width)).and_then(|n| n.checked_add(offset));
        let Some(bytes) = bytes.filter(|&b| b <= isize::MAX as usize) else { return Err(t.no_memory()) };
        let place = memory::new_variable::<Str>(t, class, bytes)?;
        // SAFETY: the block has `bytes` bytes; the head and the final zero are written here.
        unsafe {
            place.write(Str {
                head: memory::object::header_for(class),
                length: Cell::new(length),
                hash: Cell::new(-1),
                state: Cell::new((width as u32) << KIND_SHIFT | COMPACT | if ascii { ASCII } else { 0 }),
            });
            if !ascii {
                let wide = place.cast::<Wide>();
                (*wide.as_ptr()).utf8_length.set(0);
                (*wide.as_ptr()).utf8.set(std::ptr::null_mut());
            }
            let end = place.cast::<u8>().as_ptr().add(offset + length * width);
            std::ptr::write_bytes(end, 0, width);
        }
        Ok(place)
    }

    /// A string of `length` characters none of which is above `max_char` (and one is that wide),
    /// written by `fill`.
    pub(super) fn make(
        t: &Thread,
        class: &Type,
        length: usize,
        max_char: u32,
        fill: impl FnOnce(*mut u8),
    ) -> PyResult<Ref<Str>> {
        let place = Str::allocate(t, class, length, max_char)?;
        // SAFETY: `fill` writes the characters, all that was missing.
        unsafe {
            fill(place.as_ref().data());
            Ok(Ref::from_ptr(place))
        }
    }

    /// A string of UTF-8 text.
    pub fn new(t: &Thread, text: &str) -> PyResult<Ref<Str>> {
        if text.is_ascii() {
            return Str::from_ascii(t, text.as_bytes());
        }
        // Lead bytes tell the widths, and bytes that are no lead bytes are below them.
        let greatest = text.bytes().max().unwrap_or(0);
        let length = text.bytes().filter(|&b| b as i8 >= -0x40).count();
        let max_char = match greatest {
            0..=0xC3 => 0xFF,
            0xC4..=0xEF => 0xFFFF,
            _ => 0x10FFFF,
        };
        if length == 1 && max_char == 0xFF {
            let point = text.chars().next().map_or(0, u32::from);
            return Ok(super::intern::latin1(point as u8));
        }
        Str::make(t, Str::class(), length, max_char, |data| {
            // SAFETY: room for `length` characters of this width was made.
            unsafe {
                match width_for(max_char) {
                    1 => decode_utf8(text, data, |c| c as u8),
                    2 => decode_utf8(text, data.cast(), |c| c as u16),
                    _ => decode_utf8(text, data.cast(), |c| c),
                }
            }
        })
    }

    /// A string of ASCII bytes.
    pub fn from_ascii(t: &Thread, bytes: &[u8]) -> PyResult<Ref<Str>> {
        debug_assert!(bytes.is_ascii());
        if let [byte] = bytes {
            return Ok(super::intern::latin1(*byte));
        }
        Str::make(t, Str::class(), bytes.len(), 0x7F, |data| {
            // SAFETY: room for the bytes was made.
            unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), data, bytes.len()) }
        })
    }

    /// A string of `length` code points, the greatest of which is `max_char`.
    pub fn from_points(
        t: &Thread,
        class: &Type,
        points: impl Iterator<Item = u32>,
        length: usize,
        max_char: u32,
    ) -> PyResult<Ref<Str>> {
        Str::make(t, class, length, max_char, |data| {
            let points = points.take(length);
            // SAFETY: room for `length` characters of this width was made.
            unsafe {
                match width_for(max_char) {
                    1 => points.enumerate().for_each(|(i, p)| data.add(i).write(p as u8)),
                    2 => points.enumerate().for_each(|(i, p)| data.cast::<u16>().add(i).write(p as u16)),
                    _ => points.enumerate().for_each(|(i, p)| data.cast::<u32>().add(i).write(p)),
                }
            }
        })
    }

    /// A string of code points.
    pub fn from_code_points(t: &Thread, points: &[u32]) -> PyResult<Ref<Str>> {
        let max_char = points.iter().copied().max().unwrap_or(0);
        if let [point @ 0..=0xFF] = points {
            return Ok(super::intern::latin1(*point as u8));
        }
        Str::from_points(t, Str::class(), points.iter().copied(), points.len(), max_char)
    }

    /// A string of characters taken from others.
    pub fn from_units(t: &Thread, units: Units) -> PyResult<Ref<Str>> {
        match units {
            Units::One([byte]) => Ok(super::intern::latin1(*byte)),
            Units::One(bytes) => Str::copy_of(t, Str::class(), bytes, if bytes.is_ascii() { 0x7F } else { 0xFF }),
            Units::Two(u) => {
                let max_char = u.iter().copied().max().unwrap_or(0) as u32;
                Str::narrowed(t, units, max_char)
            }
            Units::Four(u) => {
                let max_char = u.iter().copied().max().unwrap_or(0);
                Str::narrowed(t, units, max_char)
            }
        }
    }

    fn narrowed(t: &Thread, units: Units, max_char: u32) -> PyResult<Ref<Str>> {
        if units.len() == 1 && max_char <= 0xFF {
            return Ok(super::intern::latin1(max_char as u8));
        }
        match units {
            Units::Two(u) if max_char > 0xFF => Str::copy_of(t, Str::class(), u, max_char),
            Units::Four(u) if max_char > 0xFFFF => Str::copy_of(t, Str::class(), u, max_char),
            _ => Str::from_points(t, Str::class(), units.iter(), units.len(), max_char),
        }
    }

    /// A string of the same characters, of a given class.
    pub fn copy_as(&self, t: &Thread, class: &Type) -> PyResult<Ref<Str>> {
        let max_char = match (self.is_ascii(), self.width()) {
            (true, _) => 0x7F,
            (_, 1) => 0xFF,
            (_, 2) => 0xFFFF,
            _ => 0x10FFFF,
        };
        Str::copy_of(t, class, self.raw(), max_char).inspect(|copy| {
            copy.length.set(self.len());
        })
    }

    /// A string whose characters are the units given, which have its width.
    fn copy_of<U: Copy>(t: &Thread, class: &Type, units: &[U], max_char: u32) -> PyResult<Ref<Str>> {
        let bytes = std::mem::size_of_val(units);
        Str::make(t, class, bytes / width_for(max_char), max_char, |data| {
            // SAFETY: room for as many characters of this width was made.
            unsafe { std::ptr::copy_nonoverlapping(units.as_ptr().cast(), data, bytes) }
        })
    }

    /// The concatenation of two strings.
    pub fn concat(t: &Thread, a: &Str, b: &Str) -> PyResult<Ref<Str>> {
        Str::concat_all(t, &[a, b])
    }

    /// The concatenation of any number of strings.
    pub fn concat_all(t: &Thread, parts: &[&Str]) -> PyResult<Ref<Str>> {
        let mut length = 0usize;
        let mut max_char = 0;
        for part in parts {
            length = match length.checked_add(part.len()) {
                Some(length) => length,
                None => return Err(t.no_memory()),
            };
            max_char = max_char.max(part.max_char_bound());
        }
        if length == 0 {
            return Ok(super::intern::empty());
        }
        Str::make(t, Str::class(), length, max_char, |data| {
            let width = width_for(max_char);
            let mut at = data;
            for part in parts {
                // SAFETY: room for all parts was made.
                unsafe {
                    part.write_as(at, width);
                    at = at.add(part.len() * width);
                }
            }
        })
    }

    /// An upper bound of the characters, tight in width and ASCII-ness.
    #[inline]
    pub fn max_char_bound(&self) -> u32 {
        match (self.is_ascii(), self.width()) {
            (true, _) => 0x7F,
            (_, 1) => 0xFF,
            (_, 2) => 0xFFFF,
            _ => 0x10FFFF,
        }
    }

    /// Writes the characters with a given width, which is at least this string's.
    ///
    /// # Safety
    /// `to` has room for `len() * width` bytes.
    pub(super) unsafe fn write_as(&self, to: *mut u8, width: usize) {
        // SAFETY: the caller made room.
        unsafe {
            if self.width() == width {
                std::ptr::copy_nonoverlapping(self.data(), to, self.len() * width);
                return;
            }
            match (self.units(), width) {
                (Units::One(u), 2) => u.iter().enumerate().for_each(|(i, &c)| to.cast::<u16>().add(i).write(c as u16)),
                (units, _) => units.iter().enumerate().for_each(|(i, c)| to.cast::<u32>().add(i).write(c)),
            }
        }
    }

    /// Lengthens `target`, whose only reference the caller owns, by `tail`, in place where its block has
    /// room. Returns the result, which is a new string where it had none.
    pub fn append_in_place(t: &Thread, target: Ref<Str>, tail: &Str) -> PyResult<Ref<Str>> {
        let fits_kind = tail.width() <= target.width() && (!target.is_ascii() || tail.is_ascii());
        let alone = target.head.refcount() == 1 && !target.is_interned() && target.obj().is_exact::<Str>();
        if !alone || !fits_kind || tail.is_empty() {
            return Str::concat(t, &target, tail);
        }
        let old_bytes = target.native_bytes();
        let new_bytes = old_bytes + tail.len() * target.width();
        let target = if new_bytes <= Heap::usable(old_bytes) {
            target
        } else {
            let place = target.as_ptr();
            // SAFETY: the only reference is ours, so the block may move.
            match unsafe { t.heap.grow_large(place.cast(), old_bytes, new_bytes) } {
                Some(moved) => {
                    std::mem::forget(target);
                    // SAFETY: the string moved as it was, with its one reference.
                    unsafe { Ref::from_ptr(moved.cast()) }
                }
                None => return Str::concat(t, &target, tail),
            }
        };
        let (length, width) = (target.len(), target.width());
        // SAFETY: the block has room for the tail and the final zero; nobody else sees the string.
        unsafe {
            let at = target.data().add(length * width);
            tail.write_as(at, width);
            std::ptr::write_bytes(at.add(tail.len() * width), 0, width);
        }
        target.length.set(length + tail.len());
        target.hash.set(-1);
        Ok(target)
    }

    /// Any string object as a `Str`, for callers that hold an `Obj`.
    #[inline]
    pub fn of(object: &Obj) -> Option<&Str> {
        object.downcast::<Str>()
    }
}

/// Writes the characters of UTF-8 text.
///
/// # Safety
/// `to` has room for all of them.
#[inline(always)]
unsafe fn decode_utf8<U>(text: &str, mut to: *mut U, unit: impl Fn(u32) -> U) {
    let (mut from, end) = (text.as_ptr(), text.as_bytes().as_ptr_range().end);
    while from < end {
        // SAFETY: a lead byte says how many bytes follow it, for the text is valid UTF-8; and the caller
        // made room for every character.
        unsafe {
            let lead = u32::from(*from);
            let tail = |i: usize| u32::from(*from.add(i)) & 0x3F;
            let (c, length) = match lead {
                0..0x80 => (lead, 1),
                0x80..0xE0 => ((lead & 0x1F) << 6 | tail(1), 2),
                0xE0..0xF0 => ((lead & 0x0F) << 12 | tail(1) << 6 | tail(2), 3),
                _ => ((lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4),
            };
            to.write(unit(c));
            to = to.add(1);
            from = from.add(length);
        }
    }
}

/// Bytes per character needed for characters up to `max_char`.
#[inline(always)]
pub fn width_for(max_char: u32) -> usize {
    match max_char {
        0..=0xFF => 1,
        0x100..=0xFFFF => 2,
        _ => 4,
    }
}
