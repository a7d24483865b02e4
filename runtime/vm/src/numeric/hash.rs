//! Hashes of numbers and containers, bit for bit CPython's. Numbers hash modulo 2^61 - 1, so that
//! equal numbers of different types hash alike (docs: "Hashing of numeric types"); tuples combine
//! as xxHash does, frozensets by an order-free mix. No hash is -1.

use super::float_bits::decompose;
use super::int::IntRef;

/// The modulus of numeric hashes (`sys.hash_info.modulus`).
pub const MODULUS: u64 = (1 << 61) - 1;

/// `hash(inf)`; `hash(-inf)` is its negative.
pub const INFINITY: i64 = 314_159;

/// The factor of the imaginary part in a complex hash (`sys.hash_info.imag`).
pub const IMAGINARY: u64 = 1_000_003;

#[inline]
fn not_minus_one(hash: i64) -> i64 {
    if hash == -1 { -2 } else { hash }
}

/// `hash(int)`.
#[inline]
pub fn hash_i64(value: i64) -> i64 {
    let rest = (value.unsigned_abs() % MODULUS) as i64;
    not_minus_one(if value < 0 { -rest } else { rest })
}

/// `hash(int)` of any size.
pub fn hash_int(value: IntRef<'_>) -> i64 {
    if let IntRef::Small(v) = value {
        return hash_i64(v);
    }
    // 2^64 is 8 modulo 2^61 - 1.
    let rest = value.with_words(|words| {
        words.iter().rev().fold(0_u64, |x, &w| ((u128::from(x) * 8 + u128::from(w)) % u128::from(MODULUS)) as u64)
    });
    not_minus_one(if value.is_negative() { -(rest as i64) } else { rest as i64 })
}

/// `hash(float)`; `None` for nan, whose hash is that of its object.
pub fn hash_f64(value: f64) -> Option<i64> {
    if !value.is_finite() {
        return (!value.is_nan()).then_some(if value > 0.0 { INFINITY } else { -INFINITY });
    }
    let (mantissa, exponent) = decompose(value);
    let turn = exponent.rem_euclid(61) as u32;
    let x = mantissa % MODULUS;
    let x = if turn == 0 { x } else { (x << turn & MODULUS) | x >> (61 - turn) };
    let x = if x == MODULUS { 0 } else { x as i64 };
    Some(not_minus_one(if value < 0.0 { -x } else { x }))
}

/// `hash(complex)` from the hashes of its parts.
pub fn hash_complex(real: i64, imag: i64) -> i64 {
    not_minus_one((real as u64).wrapping_add((imag as u64).wrapping_mul(IMAGINARY)) as i64)
}

/// `hash(object)` by identity: from an address.
pub fn hash_address(address: u64) -> i64 {
    not_minus_one(address.rotate_right(4) as i64)
}

const PRIME_1: u64 = 11_400_714_785_074_694_791;
const PRIME_2: u64 = 14_029_467_366_897_019_727;
const PRIME_5: u64 = 2_870_177_450_012_600_261;

/// Accumulates the hash of a tuple, item by item.
#[derive(Clone, Copy, Debug)]
pub struct TupleHasher {
    state: u64,
    length: u64,
}

impl Default for TupleHasher {
    fn default() -> Self {
        TupleHasher { state: PRIME_5, length: 0 }
    }
}

impl TupleHasher {
    /// The state of an empty tuple.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the hash of the next item.
    #[inline]
    pub fn add(&mut self, hash: i64) {
        let lane = (hash as u64).wrapping_mul(PRIME_2);
        self.state = self.state.wrapping_add(lane).rotate_left(31).wrapping_mul(PRIME_1);
        self.length += 1;
    }

    /// The hash of the tuple.
    #[inline]
    pub fn finish(self) -> i64 {
        match self.state.wrapping_add(self.length ^ (PRIME_5 ^ 3_527_539)) as i64 {
            -1 => 1_546_275_796,
            hash => hash,
        }
    }
}

/// Accumulates the hash of a frozenset; the order of its items does not matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct FrozenSetHasher {
    state: u64,
    length: u64,
}

impl FrozenSetHasher {
    /// The state of an empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the hash of an item.
    #[inline]
    pub fn add(&mut self, hash: i64) {
        let h = hash as u64;
        self.state ^= ((h ^ 89_869_747) ^ (h << 16)).wrapping_mul(3_644_798_167);
        self.length += 1;
    }

    /// The hash of the set.
    pub fn finish(self) -> i64 {
        let mut h = self.state ^ (self.length + 1).wrapping_mul(1_927_868_237);
        h ^= (h >> 11) ^ (h >> 25);
        match h.wrapping_mul(69_069).wrapping_add(907_133_923) as i64 {
            -1 => 590_923_713,
            hash => hash,
        }
    }
}
