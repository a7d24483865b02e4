//! The standard library, frozen by the build script.

use taipan_frontend::marshal;
use taipan_vm::builtins::code::{Code, convert};
use taipan_vm::exceptions;
use taipan_vm::import::frozen::Frozen;
use taipan_vm::object::value::Ref;
use taipan_vm::thread::{PyResult, Thread};

static IMAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

/// The frozen modules.
pub fn frozen() -> Frozen {
    Frozen::new(IMAGE, load).unwrap_or_else(Frozen::empty)
}

/// Unpacks a module's code.
fn load(t: &Thread, packed: &[u8], size: usize) -> PyResult<Ref<Code>> {
    let damaged = || t.error(&exceptions::IMPORT_ERROR, "the frozen library is damaged");
    let bytes = zstd::bulk::decompress(packed, size).map_err(|_| damaged())?;
    let code = marshal::read(&bytes).map_err(|_| damaged())?;
    convert::code(t, &code)
}
