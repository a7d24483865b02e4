//! The two seams between the pure algorithms and whoever stores text: [`Unit`], a stored
//! character of 1, 2 or 4 bytes (PEP 393), and [`TextSink`], a growing text.
//!
//! A code point is a `u32` below 0x110000 and may be a lone surrogate.

/// One stored character: `u8` (Latin-1), `u16` (UCS-2, no surrogate pairs) or `u32`.
pub trait Unit: Copy + Eq + Ord + Into<u32> + std::fmt::Debug + 'static {
    /// The greatest code point this width can hold.
    const MAX: u32;

    /// The code point as a unit, or `None` where it does not fit.
    fn from_code_point(c: u32) -> Option<Self>;

    /// The code point of this unit.
    #[inline(always)]
    fn code(self) -> u32 {
        self.into()
    }

    /// Position of the first `self` in `hay`.
    fn find_in(self, hay: &[Self]) -> Option<usize> {
        // Whole blocks first: without an exit inside, the comparison is vectorised.
        let (blocks, _) = hay.as_chunks::<32>();
        let block = blocks.iter().position(|block| block.iter().fold(false, |found, &u| found | (u == self)));
        let start = block.unwrap_or(blocks.len()) * 32;
        hay[start..].iter().position(|&u| u == self).map(|at| start + at)
    }

    /// Position of the last `self` in `hay`.
    fn rfind_in(self, hay: &[Self]) -> Option<usize> {
        hay.iter().rposition(|&u| u == self)
    }

    /// The slice as bytes, where units are bytes: lets generic code take byte-only fast paths.
    fn as_bytes(_units: &[Self]) -> Option<&[u8]> {
        None
    }
}

impl Unit for u8 {
    const MAX: u32 = 0xff;

    #[inline]
    fn from_code_point(c: u32) -> Option<u8> {
        u8::try_from(c).ok()
    }

    fn find_in(self, hay: &[u8]) -> Option<usize> {
        memchr::memchr(self, hay)
    }

    fn rfind_in(self, hay: &[u8]) -> Option<usize> {
        memchr::memrchr(self, hay)
    }

    fn as_bytes(units: &[u8]) -> Option<&[u8]> {
        Some(units)
    }
}

impl Unit for u16 {
    const MAX: u32 = 0xffff;

    #[inline]
    fn from_code_point(c: u32) -> Option<u16> {
        u16::try_from(c).ok()
    }
}

impl Unit for u32 {
    const MAX: u32 = 0x10ffff;

    #[inline]
    fn from_code_point(c: u32) -> Option<u32> {
        Some(c)
    }
}

/// A growing text. The string builder of the VM implements it and tracks the greatest code
/// point; `Vec<u32>` and `String` do for tests and messages, `Vec<u8>` for bytes formatting.
pub trait TextSink {
    /// Appends one code point (may be a lone surrogate).
    fn push(&mut self, c: u32);

    /// Appends bytes that are all below 0x80.
    fn push_ascii(&mut self, s: &[u8]) {
        for &b in s {
            self.push(u32::from(b));
        }
    }

    /// Appends units of any width.
    fn push_units<U: Unit>(&mut self, s: &[U])
    where
        Self: Sized,
    {
        for &u in s {
            self.push(u.code());
        }
    }

    /// Appends valid text.
    fn push_str(&mut self, s: &str) {
        if s.is_ascii() {
            self.push_ascii(s.as_bytes());
        } else {
            for c in s.chars() {
                self.push(u32::from(c));
            }
        }
    }

    /// Appends `count` times the same code point.
    fn push_fill(&mut self, c: u32, count: usize) {
        for _ in 0..count {
            self.push(c);
        }
    }

    /// A hint that about `count` more characters follow.
    fn reserve(&mut self, _count: usize) {}
}

impl TextSink for Vec<u32> {
    #[inline]
    fn push(&mut self, c: u32) {
        Vec::push(self, c);
    }

    fn push_fill(&mut self, c: u32, count: usize) {
        self.resize(self.len() + count, c);
    }

    fn reserve(&mut self, count: usize) {
        Vec::reserve(self, count);
    }
}

/// Bytes as Latin-1 text; a code point above 0xff becomes `?` (number formatting emits none).
impl TextSink for Vec<u8> {
    #[inline]
    fn push(&mut self, c: u32) {
        Vec::push(self, u8::try_from(c).unwrap_or(b'?'));
    }

    fn push_ascii(&mut self, s: &[u8]) {
        self.extend_from_slice(s);
    }

    fn push_fill(&mut self, c: u32, count: usize) {
        self.resize(self.len() + count, u8::try_from(c).unwrap_or(b'?'));
    }

    fn reserve(&mut self, count: usize) {
        Vec::reserve(self, count);
    }
}

/// Text without surrogates; a lone surrogate becomes U+FFFD.
impl TextSink for String {
    fn push(&mut self, c: u32) {
        String::push(self, char::from_u32(c).unwrap_or('\u{fffd}'));
    }

    fn push_str(&mut self, s: &str) {
        String::push_str(self, s);
    }
}
