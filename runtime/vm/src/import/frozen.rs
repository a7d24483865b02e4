//! Frozen modules: the library's code, marshalled and compressed into one image.
//!
//! ```text
//! magic "TPNLIB1\n" | count: u32 | count × { name length: u16, flags: u16, offset: u32, packed: u32, size: u32, name } | data
//! ```
//!
//! Offsets count from the start of the data; integers are little-endian; flag 1 marks a package. The
//! image is trusted: the build made it.

use std::collections::HashMap;

use crate::builtins::code::Code;
use crate::object::value::Ref;
use crate::thread::{PyResult, Thread};

/// The first bytes of an image.
pub const MAGIC: &[u8; 8] = b"TPNLIB1\n";
/// A module that has submodules.
pub const PACKAGE: u16 = 1;

/// Turns marshalled, compressed code (and its size) into a code object.
pub type Loader = fn(&Thread, packed: &[u8], size: usize) -> PyResult<Ref<Code>>;

#[derive(Clone, Copy)]
struct Entry {
    package: bool,
    start: usize,
    packed: usize,
    size: usize,
}

/// The index of an image.
pub struct Frozen {
    image: &'static [u8],
    index: HashMap<&'static str, Entry>,
    loader: Option<Loader>,
}

impl Frozen {
    /// No frozen modules.
    pub fn empty() -> Frozen {
        Frozen { image: &[], index: HashMap::new(), loader: None }
    }

    /// The modules of an image; None if it is damaged.
    pub fn new(image: &'static [u8], loader: Loader) -> Option<Frozen> {
        let number =
            |at: usize| -> Option<usize> { Some(u32::from_le_bytes(image.get(at..at + 4)?.try_into().ok()?) as usize) };
        if image.get(..8)? != MAGIC {
            return None;
        }
        let count = number(8)?;
        let mut at = 12;
        let mut rows = Vec::with_capacity(count);
        for _ in 0..count {
            let short = |at: usize| Some(u16::from_le_bytes(image.get(at..at + 2)?.try_into().ok()?));
            let (length, flags) = (short(at)? as usize, short(at + 2)?);
            let (offset, packed, size) = (number(at + 4)?, number(at + 8)?, number(at + 12)?);
            let name = std::str::from_utf8(image.get(at + 16..at + 16 + length)?).ok()?;
            rows.push((name, flags & PACKAGE != 0, offset, packed, size));
            at += 16 + length;
        }
        let index = rows
            .into_iter()
            .map(|(name, package, offset, packed, size)| (name, Entry { package, start: at + offset, packed, size }))
            .collect();
        Some(Frozen { image, index, loader: Some(loader) })
    }

    pub fn contains(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// Whether the module is a package; None if it is not frozen.
    pub fn is_package(&self, name: &str) -> Option<bool> {
        self.index.get(name).map(|e| e.package)
    }

    /// The module's code; None if it is not frozen.
    pub fn code(&self, t: &Thread, name: &str) -> PyResult<Option<Ref<Code>>> {
        let (Some(entry), Some(loader)) = (self.index.get(name), self.loader) else { return Ok(None) };
        match self.image.get(entry.start..entry.start + entry.packed) {
            Some(packed) => loader(t, packed, entry.size).map(Some),
            None => Ok(None),
        }
    }

    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.index.keys().copied()
    }
}
