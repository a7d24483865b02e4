//! SipHash-1-3 over the stored bytes of `str`, `bytes`, `memoryview`, and the key behind it.
//! Algorithm: Aumasson and Bernstein, "SipHash: a fast short-input PRF".

/// The 128-bit key of a process (`PYTHONHASHSEED`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HashKey {
    pub k0: u64,
    pub k1: u64,
}

impl HashKey {
    /// The key of `PYTHONHASHSEED=seed`: 0 is the zero key, others fill it from a linear
    /// congruential generator.
    pub fn from_seed(seed: u32) -> HashKey {
        if seed == 0 {
            return HashKey::default();
        }
        let mut state = seed;
        let mut word = || {
            let mut bytes = [0; 8];
            for b in &mut bytes {
                state = state.wrapping_mul(214_013).wrapping_add(2_531_011);
                *b = (state >> 16) as u8;
            }
            u64::from_le_bytes(bytes)
        };
        HashKey { k0: word(), k1: word() }
    }

    /// The key of 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> HashKey {
        let word = u128::from_le_bytes(bytes);
        HashKey { k0: word as u64, k1: (word >> 64) as u64 }
    }

    /// `hash()` of a `str` or `bytes`, given its storage (PEP 393 units of one width, in memory
    /// order). Empty is 0; never -1.
    pub fn hash_bytes(self, data: &[u8]) -> i64 {
        if data.is_empty() {
            return 0;
        }
        match siphash13(self, data) as i64 {
            -1 => -2,
            hash => hash,
        }
    }
}

#[inline(always)]
fn round(v: &mut [u64; 4]) {
    v[0] = v[0].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(13) ^ v[0];
    v[0] = v[0].rotate_left(32);
    v[2] = v[2].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(16) ^ v[2];
    v[0] = v[0].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(21) ^ v[0];
    v[2] = v[2].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(17) ^ v[2];
    v[2] = v[2].rotate_left(32);
}

/// SipHash with one round per word and three at the end.
pub fn siphash13(key: HashKey, data: &[u8]) -> u64 {
    let mut v = [
        key.k0 ^ 0x736f_6d65_7073_6575,
        key.k1 ^ 0x646f_7261_6e64_6f6d,
        key.k0 ^ 0x6c79_6765_6e65_7261,
        key.k1 ^ 0x7465_6462_7974_6573,
    ];
    let (words, tail) = data.as_chunks::<8>();
    for word in words {
        let m = u64::from_le_bytes(*word);
        v[3] ^= m;
        round(&mut v);
        v[0] ^= m;
    }
    let mut last = (data.len() as u64) << 56;
    for (i, &b) in tail.iter().enumerate() {
        last |= u64::from(b) << (8 * i);
    }
    v[3] ^= last;
    round(&mut v);
    v[0] ^= last;
    v[2] ^= 0xff;
    round(&mut v);
    round(&mut v);
    round(&mut v);
    v[0] ^ v[1] ^ v[2] ^ v[3]
}
