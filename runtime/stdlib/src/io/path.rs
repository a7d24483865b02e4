//! Paths as system calls take them: `os.fspath`, the file system encoding.

use std::ffi::CString;

use taipan_vm::builtins::bytes::Bytes;
use taipan_vm::builtins::encode_text;
use taipan_vm::builtins::str::{self, Str};
use taipan_vm::call::invoke::call_special;
use taipan_vm::object::value::Obj;
use taipan_vm::thread::{PyResult, Thread};

/// `os.fspath(path)`.
pub fn fspath(t: &Thread, path: &Obj) -> PyResult {
    let is_path = |o: &Obj| Str::of(o).is_some() || o.downcast::<Bytes>().is_some();
    if is_path(path) {
        return Ok(path.clone());
    }
    let Some(found) = call_special(t, path, &str::intern(t, "__fspath__")?, &[])? else {
        let class = path.type_of().name_text();
        return Err(t.type_error(format!("expected str, bytes or os.PathLike object, not {class}")));
    };
    if is_path(&found) {
        return Ok(found);
    }
    let (class, given) = (path.type_of().name_text(), found.type_of().name_text());
    Err(t.type_error(format!("expected {class}.__fspath__() to return str or bytes, not {given}")))
}

/// The bytes of a path that [`fspath`] gave.
pub fn bytes_of(t: &Thread, path: &Obj) -> PyResult<Vec<u8>> {
    match (Str::of(path), path.downcast::<Bytes>()) {
        (Some(text), _) => encode_text(t, text, "utf-8", "surrogateescape"),
        (_, Some(bytes)) => Ok(bytes.as_slice().to_vec()),
        _ => Err(t.type_error("expected str or bytes")),
    }
}

/// A path as a C string.
pub fn c_path(t: &Thread, path: &Obj) -> PyResult<CString> {
    CString::new(bytes_of(t, path)?).map_err(|_| t.value_error("embedded null byte"))
}
