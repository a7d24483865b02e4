//! Methods of `bytearray` that change it, and those it does not share with `bytes`.

use taipan_macros::pymethods;

use super::ByteArray;
use crate::builtins::bytes::{self, ByteText, buffer, construct};
use crate::builtins::str::{Str, bounds};
use crate::builtins::tuple::Tuple;
use crate::object::attributes;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread, names};

fn append_iterable(t: &Thread, this: &ByteArray, iterable: &Obj) -> PyResult<()> {
    if let Some(data) = buffer::view(t, iterable)? {
        return this.append(t, &data);
    }
    let class = || iterable.type_of().name_text();
    if Str::of(iterable).is_some() {
        return Err(t.type_error(format!("expected iterable of integers; got: '{}'", class())));
    }
    if iterable.type_of().slots.iter.get().is_none() && !crate::object::protocol::iteration::is_sequence(iterable) {
        return Err(t.type_error(format!("can't extend bytearray with {}", class())));
    }
    // All items are converted before the array changes.
    let data = construct::of_iterable(t, iterable, "byte", "bytearray")?;
    this.append(t, &data)
}

/// What `__reduce__` and `__reduce_ex__` give.
fn reduced(t: &Thread, this: &ByteArray, protocol: i32) -> PyResult {
    let state = match attributes::get_optional(t, &this.borrowed(), &names::__dict__)? {
        Some(dict) => dict,
        None => Obj::NONE,
    };
    let arguments = match (protocol, this.is_empty()) {
        (_, true) => Tuple::empty(t)?,
        (3.., false) => Tuple::from_slice(t, &[bytes::from_slice(t, &this.to_vec())?])?,
        (_, false) => {
            let text = Str::from_units(t, crate::builtins::str::Units::One(&this.to_vec()))?;
            Tuple::from_slice(t, &[text.into_obj(), Str::new(t, "latin-1")?.into_obj()])?
        }
    };
    let class = this.borrowed().type_of().borrowed_obj().clone();
    Tuple::from_slice(t, &[class, arguments.into_obj(), state]).map(Ref::into_obj)
}

#[pymethods(list = BYTEARRAY_OWN_METHODS, class = "bytearray")]
impl ByteArray {
    /// Append a single item to the end of the bytearray.
    #[pymethod(sig = "($self, item, /)", name = "append", returns = "None")]
    fn append_item(t: &Thread, this: &ByteArray, item: &Obj) -> PyResult<()> {
        this.push(t, buffer::byte(t, item, "byte")?)
    }

    /// Remove all items from the bytearray.
    #[pymethod(returns = "None")]
    fn clear(t: &Thread, this: &ByteArray) -> PyResult<()> {
        this.assign(t, Vec::new())
    }

    /// Return a copy of B.
    #[pymethod(returns = "bytearray")]
    fn copy(t: &Thread, this: &ByteArray) -> PyResult<Ref<ByteArray>> {
        ByteArray::new(t, this.to_vec())
    }

    /// Append all the items from the iterator or sequence to the end of the bytearray.
    #[pymethod(sig = "($self, iterable_of_ints, /)", returns = "None")]
    fn extend(t: &Thread, this: &ByteArray, iterable_of_ints: &Obj) -> PyResult<()> {
        append_iterable(t, this, iterable_of_ints)
    }

    /// Insert a single item into the bytearray before the given index.
    #[pymethod(sig = "($self, index, item, /)", returns = "None")]
    fn insert(t: &Thread, this: &ByteArray, index: isize, item: &Obj) -> PyResult<()> {
        let byte = buffer::byte(t, item, "byte")?;
        let length = this.len();
        let at = if index < 0 { index.saturating_add_unsigned(length).max(0) as usize } else { index as usize };
        this.splice(t, at.min(length), at.min(length), &[byte])
    }

    /// Remove and return a single item from B.
    #[pymethod(sig = "($self, index=-1, /)", returns = "int")]
    fn pop(t: &Thread, this: &ByteArray, index: isize) -> PyResult<i32> {
        if this.is_empty() {
            return Err(t.index_error("pop from empty bytearray"));
        }
        let at = bounds::index(index as i64, this.len());
        let Some((at, byte)) = at.and_then(|at| Some((at, this.get(at)?))) else {
            return Err(t.index_error("pop index out of range"));
        };
        this.splice(t, at, at + 1, &[])?;
        Ok(i32::from(byte))
    }

    /// Remove the first occurrence of a value in the bytearray.
    #[pymethod(sig = "($self, value, /)", returns = "None")]
    fn remove(t: &Thread, this: &ByteArray, value: &Obj) -> PyResult<()> {
        let byte = buffer::byte(t, value, "byte")?;
        match this.with(|data| memchr::memchr(byte, data)) {
            Some(at) => this.splice(t, at, at + 1, &[]),
            None => Err(t.value_error("value not found in bytearray")),
        }
    }

    /// Resize the internal buffer of bytearray to len.
    #[pymethod(sig = "($self, size, /)", name = "resize", returns = "None")]
    fn resize_to(t: &Thread, this: &ByteArray, size: isize) -> PyResult<()> {
        match usize::try_from(size) {
            Ok(size) => this.resize(t, size),
            Err(_) => Err(t.value_error(format!("Can only resize to positive sizes, got {size}"))),
        }
    }

    /// Reverse the order of the values in B in place.
    #[pymethod(returns = "None")]
    fn reverse(_t: &Thread, this: &ByteArray) {
        this.with_mut(<[u8]>::reverse);
    }

    /// B.__alloc__() -> int
    #[pymethod(returns = "int")]
    fn __alloc__(_t: &Thread, this: &ByteArray) -> usize {
        this.allocated() + 1
    }

    /// Returns the size of the bytearray object in memory, in bytes.
    #[pymethod(returns = "int")]
    fn __sizeof__(_t: &Thread, this: &ByteArray) -> usize {
        let buffer = this.allocated();
        56 + if buffer == 0 { 0 } else { buffer + 1 }
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &ByteArray) -> PyResult {
        reduced(t, this, 2)
    }

    /// Return state information for pickling.
    #[pymethod(sig = "($self, proto=0, /)")]
    fn __reduce_ex__(t: &Thread, this: &ByteArray, proto: i32) -> PyResult {
        reduced(t, this, proto)
    }
}
