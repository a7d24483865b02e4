//! The tagged 64-bit word that holds every Python value.
//!
//! ```text
//! …xxx1   small int, 63-bit signed
//! …xx10   self-tagged double: w = rotl(bits + (1 << 60), 3); a float iff (w & 3) == 2
//! …x100   special immediates: NULL, None, False, True, ±0.0, ±inf …
//! …x000   pointer to a heap object, 16-byte aligned; never zero
//! ```
//!
//! The self-tagged form covers magnitudes from 2^-255 to 2^256; zeros and infinities are special
//! immediates, everything else (nan, extremes) is a heap float. A value that has an immediate form
//! is always held in it, so equal words are the whole test of identity.

/// "An exception is raised", or an absent operand on the stack. Never a Python value.
pub const NULL: u64 = 0x04;
/// A local variable or cell that holds nothing.
pub const UNBOUND: u64 = 0x0C;
pub const FALSE: u64 = 0x14;
/// Differs from [`FALSE`] in bit 3 alone.
pub const TRUE: u64 = 0x1C;
pub const NONE: u64 = 0x24;
pub const NOT_IMPLEMENTED: u64 = 0x2C;
pub const ELLIPSIS: u64 = 0x34;
pub const POS_ZERO: u64 = 0x44;
pub const NEG_ZERO: u64 = 0x4C;
pub const POS_INF: u64 = 0x54;
pub const NEG_INF: u64 = 0x5C;

/// What compiled code returns when it was left for tier 0. Never a Python value.
pub const EXITED: u64 = 0x6C;

/// The bit by which [`TRUE`] differs from [`FALSE`].
pub const BOOL_BIT: u64 = 8;
/// Tag bit of small ints.
pub const INT_TAG: u64 = 1;
/// Mask and pattern of self-tagged doubles.
pub const FLOAT_MASK: u64 = 3;
pub const FLOAT_TAG: u64 = 2;
/// A word is a heap pointer iff `word & POINTER_MASK == 0`.
pub const POINTER_MASK: u64 = 7;
/// What is added to a double's bits before they are rotated left by [`FLOAT_ROTATION`].
pub const FLOAT_BIAS: u64 = 1 << 60;
pub const FLOAT_ROTATION: u32 = 3;

/// Bounds of small ints.
pub const INT_MIN: i64 = -(1 << 62);
pub const INT_MAX: i64 = (1 << 62) - 1;

/// The small int's word, if the value fits 63 bits.
#[inline(always)]
pub const fn encode_int(value: i64) -> Option<u64> {
    let (doubled, overflow) = value.overflowing_mul(2);
    if overflow { None } else { Some(doubled as u64 | INT_TAG) }
}

/// The small int's word; the caller knows that it fits.
#[inline(always)]
pub const fn encode_small(value: i64) -> u64 {
    (value << 1) as u64 | INT_TAG
}

/// The value of a small int's word.
#[inline(always)]
pub const fn decode_int(word: u64) -> i64 {
    word as i64 >> 1
}

#[inline(always)]
pub const fn is_int(word: u64) -> bool {
    word & INT_TAG != 0
}

#[inline(always)]
pub const fn is_pointer(word: u64) -> bool {
    word & POINTER_MASK == 0
}

/// Whether the word is a self-tagged double (zeros and infinities are not).
#[inline(always)]
pub const fn is_tagged_float(word: u64) -> bool {
    word & FLOAT_MASK == FLOAT_TAG
}

/// Whether the word is ±0.0 or ±inf.
#[inline(always)]
pub const fn is_special_float(word: u64) -> bool {
    word & 7 == 4 && word >= POS_ZERO && word <= NEG_INF
}

/// The immediate form of a double, if it has one.
#[inline(always)]
pub const fn encode_float(value: f64) -> Option<u64> {
    let word = value.to_bits().wrapping_add(FLOAT_BIAS).rotate_left(FLOAT_ROTATION);
    if is_tagged_float(word) { Some(word) } else { encode_special_float(value) }
}

#[cold]
const fn encode_special_float(value: f64) -> Option<u64> {
    match value.to_bits() {
        0 => Some(POS_ZERO),
        0x8000_0000_0000_0000 => Some(NEG_ZERO),
        0x7FF0_0000_0000_0000 => Some(POS_INF),
        0xFFF0_0000_0000_0000 => Some(NEG_INF),
        _ => None,
    }
}

/// The double in a self-tagged word.
#[inline(always)]
pub const fn decode_tagged_float(word: u64) -> f64 {
    f64::from_bits(word.rotate_right(FLOAT_ROTATION).wrapping_sub(FLOAT_BIAS))
}

/// The double in an immediate word, tagged or special.
#[inline(always)]
pub const fn decode_float(word: u64) -> Option<f64> {
    if is_tagged_float(word) {
        return Some(decode_tagged_float(word));
    }
    match word {
        POS_ZERO => Some(0.0),
        NEG_ZERO => Some(-0.0),
        POS_INF => Some(f64::INFINITY),
        NEG_INF => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

#[inline(always)]
pub const fn encode_bool(value: bool) -> u64 {
    FALSE | (value as u64) << 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_round_trip() {
        for value in [1.0, -1.0, 0.5, 3.25e10, -7.1e-30, 2f64.powi(255), 2f64.powi(-255), 0.0, -0.0] {
            let word = encode_float(value).expect("has an immediate form");
            assert_eq!(decode_float(word).map(f64::to_bits), Some(value.to_bits()));
            assert!(!is_int(word) && !is_pointer(word));
        }
        for value in [f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(encode_float(value).and_then(decode_float), Some(value));
        }
        for value in [f64::NAN, 1e300, 1e-300, f64::MIN_POSITIVE, f64::MAX] {
            assert_eq!(encode_float(value), None);
        }
    }

    #[test]
    fn ints_round_trip() {
        for value in [0, 1, -1, INT_MIN, INT_MAX, 1 << 40] {
            let word = encode_int(value).expect("fits");
            assert_eq!(decode_int(word), value);
            assert!(is_int(word) && !is_tagged_float(word) && !is_pointer(word));
        }
        assert_eq!(encode_int(INT_MIN - 1), None);
        assert_eq!(encode_int(INT_MAX + 1), None);
    }

    #[test]
    fn specials_are_distinct_and_tagged() {
        let specials =
            [NULL, UNBOUND, FALSE, TRUE, NONE, NOT_IMPLEMENTED, ELLIPSIS, POS_ZERO, NEG_ZERO, POS_INF, NEG_INF];
        for (i, a) in specials.iter().enumerate() {
            assert_eq!(a & 7, 4);
            assert!(specials[i + 1..].iter().all(|b| a != b));
        }
        assert_eq!(encode_bool(true), TRUE);
        assert_eq!(encode_bool(false), FALSE);
    }
}
