//! The bytes of bytes-like objects: the one place that knows which types export them.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::Bytes;
use crate::builtins::bytearray::ByteArray;
use crate::builtins::int;
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread};

/// Gives the bytes of an object of another exporter, if it is one.
pub type Exporter = fn(&Thread, &Obj) -> PyResult<Option<Vec<u8>>>;

static OTHERS: OnceLock<Exporter> = OnceLock::new();

/// Makes the other exporters (`memoryview`, `array`, `__buffer__` …) known; only the first call counts.
pub fn set_exporters(exporter: Exporter) {
    let _ = OTHERS.set(exporter);
}

/// The bytes of a bytes-like object; those of a mutable one are copied.
#[inline]
pub fn view<'a>(t: &Thread, object: &'a Obj) -> PyResult<Option<Cow<'a, [u8]>>> {
    if let Some(bytes) = object.downcast::<Bytes>() {
        return Ok(Some(Cow::Borrowed(bytes.as_slice())));
    }
    view_other(t, object)
}

fn view_other<'a>(t: &Thread, object: &'a Obj) -> PyResult<Option<Cow<'a, [u8]>>> {
    if let Some(array) = object.downcast::<ByteArray>() {
        return Ok(Some(Cow::Owned(array.to_vec())));
    }
    match OTHERS.get() {
        Some(exporter) => Ok(exporter(t, object)?.map(Cow::Owned)),
        None => Ok(None),
    }
}

/// The bytes of a bytes-like object as a vector.
pub fn bytes_like(t: &Thread, object: &Obj) -> PyResult<Option<Vec<u8>>> {
    Ok(view(t, object)?.map(Cow::into_owned))
}

/// The bytes of what must be bytes-like.
#[inline]
pub fn required<'a>(t: &Thread, object: &'a Obj) -> PyResult<Cow<'a, [u8]>> {
    match view(t, object)? {
        Some(data) => Ok(data),
        None => {
            let class = object.type_of().name_text();
            Err(t.type_error(format!("a bytes-like object is required, not '{class}'")))
        }
    }
}

/// A byte from an int; `what` is how the message names it.
pub fn byte(t: &Thread, object: &Obj, what: &str) -> PyResult<u8> {
    let value = int::index_clipped(t, object)?;
    u8::try_from(value).map_err(|_| t.value_error(format!("{what} must be in range(0, 256)")))
}

/// What `find` and its kin look for: bytes, or one byte given as an int.
pub fn needle<'a>(t: &Thread, object: &'a Obj) -> PyResult<Cow<'a, [u8]>> {
    if let Some(data) = view(t, object)? {
        return Ok(data);
    }
    if !int::is_int(object) && object.type_of().slots.index.get().is_none() {
        let class = object.type_of().name_text();
        return Err(t.type_error(format!("argument should be integer or bytes-like object, not '{class}'")));
    }
    Ok(Cow::Owned(vec![byte(t, object, "byte")?]))
}
