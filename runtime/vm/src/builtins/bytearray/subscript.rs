//! `array[key]`, `array[key] = value`, `del array[key]`.

use super::ByteArray;
use crate::builtins::bytes::{ByteText, buffer, construct};
use crate::builtins::int;
use crate::builtins::slice::{self, Bounds, Slice};
use crate::builtins::str::{Str, bounds};
use crate::exceptions as exc;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Raised, Thread};

#[cold]
fn bad_key(t: &Thread, key: &Obj) -> Raised {
    let class = key.type_of().name_text();
    t.type_error(format!("bytearray indices must be integers or slices, not {class}"))
}

/// `array[key]`.
pub fn get(t: &Thread, this: &ByteArray, key: &Obj) -> PyResult {
    if let Some(slice) = key.exact::<Slice>() {
        let bounds = slice::bounds(t, slice, || this.len())?;
        let picked = this.with(|data| match bounds.step {
            _ if bounds.count == 0 => Vec::new(),
            1 => data[bounds.start as usize..bounds.start as usize + bounds.count].to_vec(),
            _ => bounds.indices().map(|i| data[i]).collect(),
        });
        return ByteArray::new(t, picked).map(Ref::into_obj);
    }
    if !slice::is_index(key) {
        return Err(bad_key(t, key));
    }
    match bounds::index(int::subscript(t, key)?, this.len()).and_then(|index| this.get(index)) {
        Some(byte) => Ok(Obj::from_i32(i32::from(byte))),
        None => Err(t.index_error("bytearray index out of range")),
    }
}

/// `array[key] = value`, or `del array[key]` where there is no value.
pub fn set(t: &Thread, this: &ByteArray, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    if let Some(slice) = key.exact::<Slice>() {
        // The value is evaluated first: it may change the array.
        let data = match value {
            Some(value) => assigned(t, value)?,
            None => Vec::new(),
        };
        let bounds = slice::bounds(t, slice, || this.len())?;
        return set_slice(t, this, bounds, &data, value.is_none());
    }
    if !slice::is_index(key) {
        return Err(bad_key(t, key));
    }
    let at = int::subscript(t, key)?;
    let byte = match value {
        Some(value) => {
            // The index is checked on both sides of the conversion, which may run Python code.
            if bounds::index(at, this.len()).is_none() {
                return Err(t.index_error("bytearray index out of range"));
            }
            Some(buffer::byte(t, value, "byte")?)
        }
        None => None,
    };
    let Some(index) = bounds::index(at, this.len()) else {
        return Err(t.index_error("bytearray index out of range"));
    };
    match byte {
        Some(byte) => {
            this.set(index, byte);
            Ok(())
        }
        None => this.splice(t, index, index + 1, &[]),
    }
}

/// The bytes of what is assigned to a slice.
fn assigned(t: &Thread, value: &Obj) -> PyResult<Vec<u8>> {
    if let Some(data) = buffer::view(t, value)? {
        return Ok(data.into_owned());
    }
    let refused = || t.type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)");
    if int::is_int(value) || Str::of(value).is_some() {
        return Err(refused());
    }
    construct::of_iterable(t, value, "byte", "bytearray").map_err(|raised| {
        let is_iterable = value.type_of().slots.iter.get().is_some();
        if is_iterable || !t.raised_is(&exc::TYPE_ERROR) {
            return raised;
        }
        drop(t.take_exception(raised));
        refused()
    })
}

fn set_slice(t: &Thread, this: &ByteArray, bounds: Bounds, data: &[u8], delete: bool) -> PyResult<()> {
    let count = bounds.count;
    if bounds.step == 1 {
        let start = bounds.start as usize;
        return this.splice(t, start, start + count, data);
    }
    if delete {
        let mut gone = vec![false; this.len()];
        for index in bounds.indices() {
            gone[index] = true;
        }
        let kept: Vec<u8> =
            this.with(|data| data.iter().zip(&gone).filter(|(_, gone)| !**gone).map(|(byte, _)| *byte).collect());
        return if count == 0 { Ok(()) } else { this.assign(t, kept) };
    }
    if data.len() != count {
        let given = data.len();
        return Err(t.value_error(format!("attempt to assign bytes of size {given} to extended slice of size {count}")));
    }
    for (index, byte) in bounds.indices().zip(data) {
        this.set(index, *byte);
    }
    Ok(())
}
