//! Native code inside an executable, wired to the runtime. Only object files with such code refer to this, so that the
//! linker leaves it out of the others.

use std::mem::MaybeUninit;

use taipan_vm::tiering::native::{self, Place};
use taipan_vm::tiering::state::Precompiled;

/// What the object file of the native code holds; see `compiler/codegen/src/aot/object.rs`.
#[repr(C)]
pub struct NativeCode {
    /// [`taipan_native`].
    pub loader: Loader,
    descriptions: *const u8,
    length: usize,
    places: *const Place,
    count: usize,
}

/// What the loader writes.
pub type Loaded = MaybeUninit<Option<&'static dyn Precompiled>>;

pub type Loader = unsafe extern "C" fn(*const NativeCode, *mut Loaded);

/// Reads the index of the native code. Nothing comes of it where the processor is older than what the code was made
/// for: the bytecode runs then.
///
/// # Safety
///
/// The record is the object file's and lives as long as the process; the other pointer may be written to.
// SAFETY: no other symbol has the name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn taipan_native(code: *const NativeCode, loaded: *mut Loaded) {
    // SAFETY: as the caller promises; the object file holds as many bytes and places there.
    unsafe {
        let code = &*code;
        let descriptions = std::slice::from_raw_parts(code.descriptions, code.length);
        let places = std::slice::from_raw_parts(code.places, code.count);
        let made = if can_run() { native::NativeCode::new(descriptions, places) } else { None };
        // As long-lived as the process: compiled code may run until its end.
        (*loaded).write(made.map(|made| &*Box::leak(Box::new(made)) as &dyn Precompiled));
    }
}

/// Whether the processor has what native code is made for: x86-64-v2.
fn can_run() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::is_x86_feature_detected!("sse4.2") && std::is_x86_feature_detected!("popcnt");
    #[cfg(not(target_arch = "x86_64"))]
    true
}
