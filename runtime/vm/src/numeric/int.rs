//! The integer every algorithm here takes and gives: a machine word where it fits, else an
//! [`IBig`]. Results are in normal form ([`Int::Big`] only outside `i64`); arguments need not be.

use std::borrow::Cow;
use std::cmp::Ordering;

use dashu_base::Sign;
use dashu_int::{IBig, UBig};

/// An owned integer in normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Int {
    Small(i64),
    Big(IBig),
}

/// A borrowed integer; `Big` may hold any value.
#[derive(Clone, Copy, Debug)]
pub enum IntRef<'a> {
    Small(i64),
    Big(&'a IBig),
}

impl Int {
    /// Borrows.
    #[inline]
    pub fn as_ref(&self) -> IntRef<'_> {
        match self {
            Int::Small(v) => IntRef::Small(*v),
            Int::Big(v) => IntRef::Big(v),
        }
    }

    /// The value as a big integer.
    pub fn into_big(self) -> IBig {
        match self {
            Int::Small(v) => IBig::from(v),
            Int::Big(v) => v,
        }
    }
}

impl From<i64> for Int {
    #[inline]
    fn from(v: i64) -> Int {
        Int::Small(v)
    }
}

impl From<u64> for Int {
    #[inline]
    fn from(v: u64) -> Int {
        i64::try_from(v).map_or_else(|_| Int::Big(IBig::from(v)), Int::Small)
    }
}

impl From<i128> for Int {
    #[inline]
    fn from(v: i128) -> Int {
        i64::try_from(v).map_or_else(|_| Int::Big(IBig::from(v)), Int::Small)
    }
}

impl From<IBig> for Int {
    #[inline]
    fn from(v: IBig) -> Int {
        match i64::try_from(&v) {
            Ok(small) => Int::Small(small),
            Err(_) => Int::Big(v),
        }
    }
}

impl From<UBig> for Int {
    #[inline]
    fn from(v: UBig) -> Int {
        Int::from(IBig::from(v))
    }
}

impl From<i64> for IntRef<'_> {
    #[inline]
    fn from(v: i64) -> Self {
        IntRef::Small(v)
    }
}

impl<'a> From<&'a IBig> for IntRef<'a> {
    #[inline]
    fn from(v: &'a IBig) -> Self {
        IntRef::Big(v)
    }
}

impl<'a> From<&'a Int> for IntRef<'a> {
    #[inline]
    fn from(v: &'a Int) -> Self {
        v.as_ref()
    }
}

impl<'a> IntRef<'a> {
    /// The value as a big integer, borrowed where it is one already.
    pub fn to_big(self) -> Cow<'a, IBig> {
        match self {
            IntRef::Small(v) => Cow::Owned(IBig::from(v)),
            IntRef::Big(v) => Cow::Borrowed(v),
        }
    }

    /// An owned copy in normal form.
    pub fn to_int(self) -> Int {
        match self {
            IntRef::Small(v) => Int::Small(v),
            IntRef::Big(v) => match i64::try_from(v) {
                Ok(small) => Int::Small(small),
                Err(_) => Int::Big(v.clone()),
            },
        }
    }

    /// The value where it fits in 64 bits.
    #[inline]
    pub fn to_i64(self) -> Option<i64> {
        match self {
            IntRef::Small(v) => Some(v),
            IntRef::Big(v) => i64::try_from(v).ok(),
        }
    }

    /// Whether the value is below zero.
    #[inline]
    pub fn is_negative(self) -> bool {
        match self {
            IntRef::Small(v) => v < 0,
            IntRef::Big(v) => v.sign() == Sign::Negative && !v.is_zero(),
        }
    }

    /// Whether the value is zero.
    #[inline]
    pub fn is_zero(self) -> bool {
        match self {
            IntRef::Small(v) => v == 0,
            IntRef::Big(v) => v.is_zero(),
        }
    }

    /// Whether the value is odd.
    pub fn is_odd(self) -> bool {
        match self {
            IntRef::Small(v) => v & 1 != 0,
            IntRef::Big(v) => v.as_sign_words().1.first().is_some_and(|w| w & 1 != 0),
        }
    }

    /// The absolute value.
    pub fn magnitude(self) -> UBig {
        match self {
            IntRef::Small(v) => UBig::from(v.unsigned_abs()),
            IntRef::Big(v) => v.clone().into_parts().1,
        }
    }

    /// Calls `f` with the words of the absolute value, lowest first, without zero words on top.
    pub fn with_words<R>(self, f: impl FnOnce(&[u64]) -> R) -> R {
        match self {
            IntRef::Small(0) => f(&[]),
            IntRef::Small(v) => f(&[v.unsigned_abs()]),
            IntRef::Big(v) => f(v.as_sign_words().1),
        }
    }

    /// Bits of the absolute value (`int.bit_length`).
    pub fn bit_length(self) -> u64 {
        self.with_words(|w| match w.last() {
            Some(top) => w.len() as u64 * 64 - u64::from(top.leading_zeros()),
            None => 0,
        })
    }
}

impl PartialEq for IntRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for IntRef<'_> {}

impl PartialOrd for IntRef<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for IntRef<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (IntRef::Small(a), IntRef::Small(b)) => a.cmp(b),
            (IntRef::Big(a), IntRef::Big(b)) => a.cmp(b),
            (a, b) => a.to_big().as_ref().cmp(b.to_big().as_ref()),
        }
    }
}
