//! The process-wide key of the hashes of `str` and `bytes`.
//!
//! It is drawn once, before the first string is hashed, from `PYTHONHASHSEED` or the system's random
//! numbers, and never changes: interned names carry hashes made with it.

use std::sync::OnceLock;

use crate::numeric::siphash::HashKey;

static KEY: OnceLock<HashKey> = OnceLock::new();

/// Sets the key: from a seed, or drawn at random. Only the first call counts.
pub fn init_hash_key(seed: Option<u32>) {
    KEY.get_or_init(|| seed.map_or_else(random_key, HashKey::from_seed));
}

/// The seed that `PYTHONHASHSEED` gives; none where it is absent, empty or "random". Err: its text is
/// no seed.
pub fn seed_from_environment() -> Result<Option<u32>, String> {
    match std::env::var("PYTHONHASHSEED") {
        Ok(text) if !text.is_empty() && text != "random" => text.parse().map(Some).map_err(|_| text),
        _ => Ok(None),
    }
}

/// The key.
#[inline]
pub(crate) fn hash_key() -> HashKey {
    *KEY.get_or_init(random_key)
}

#[cold]
fn random_key() -> HashKey {
    let mut bytes = [0u8; 16];
    // SAFETY: the buffer is ours and as long as said.
    let got = unsafe { libc::getrandom(bytes.as_mut_ptr().cast(), bytes.len(), libc::GRND_NONBLOCK) };
    if got != bytes.len() as isize {
        // No entropy yet at boot: the clock and an address tell processes apart.
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let here = &raw const bytes as usize as u128;
        bytes = (now.as_nanos() ^ here << 64 ^ u128::from(std::process::id())).to_le_bytes();
    }
    HashKey::from_random(bytes)
}
