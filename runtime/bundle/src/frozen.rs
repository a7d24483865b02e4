//! Unpacking the modules of images.

use std::ffi::OsString;
use std::sync::Arc;

use taipan_abi::code::{CodeObject, Constant, Text};
use taipan_abi::image::Part;
use taipan_frontend::marshal;
use taipan_vm::builtins::code::{Code, convert};
use taipan_vm::exceptions;
use taipan_vm::import::frozen::Frozen;
use taipan_vm::object::value::Ref;
use taipan_vm::thread::{PyResult, Thread};

/// The modules of an image; a program's pretend to lie in `folder`. None: the image is damaged.
pub fn of_image(image: &'static [u8], folder: OsString) -> Option<Frozen> {
    Frozen::new(image, folder, load, unpack)
}

fn unpack(part: Part<'_>) -> Option<Vec<u8>> {
    zstd::bulk::decompress(part.packed, part.size).ok().filter(|bytes| bytes.len() == part.size)
}

/// Unpacks a module's code.
fn load(t: &Thread, part: Part<'_>, filename: Option<&Text>) -> PyResult<Ref<Code>> {
    let damaged = || t.error(&exceptions::IMPORT_ERROR, "the modules inside the executable are damaged");
    let bytes = unpack(part).ok_or_else(damaged)?;
    let mut code = marshal::read(&bytes).map_err(|_| damaged())?;
    if let Some(filename) = filename {
        rename(&mut code, filename);
    }
    convert::code(t, &code)
}

/// Says in code, and in what it holds, which file it comes from.
fn rename(code: &mut CodeObject, filename: &Text) {
    code.filename = filename.clone();
    for constant in &mut code.consts {
        if let Constant::Code(inner) = constant {
            rename(Arc::make_mut(inner), filename);
        }
    }
}
