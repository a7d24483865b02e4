//! The standard library, frozen by the build script.

use std::ffi::OsString;

use taipan_vm::import::frozen::Frozen;

/// The image of the library.
pub static IMAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

/// The frozen modules.
pub fn frozen() -> Frozen {
    taipan_rt::frozen::of_image(IMAGE, OsString::new()).unwrap_or_else(Frozen::empty)
}
