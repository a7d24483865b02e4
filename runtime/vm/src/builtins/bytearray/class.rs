//! The `bytearray` type: slots and constructor.

use taipan_macros::pyclass;

use super::{ByteArray, iterator, methods, subscript};
use crate::builtins::bytes::construct::{self, Source};
use crate::builtins::bytes::methods::BYTEARRAY_METHODS;
use crate::builtins::bytes::{ByteText, buffer, printf, search};
use crate::builtins::int;
use crate::builtins::str::{Str, StrBuilder};
use crate::call::Args;
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::text::repr;
use crate::text::sink::TextSink;
use crate::thread::{PyResult, Thread};

/// The classes of this folder.
pub const TYPES: &[fn() -> &'static Type] = &[ByteArray::class, iterator::ByteArrayIterator::class];

/// bytearray(iterable_of_ints) -> bytearray
/// bytearray(string, encoding[, errors]) -> bytearray
/// bytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer
/// bytearray(int) -> bytes array of size given by the parameter initialized with null bytes
/// bytearray() -> empty bytes array
///
/// Construct a mutable bytearray object from:
///   - an iterable yielding integers in range(256)
///   - a text string encoded using the specified encoding
///   - a bytes or a buffer object
///   - any object implementing the buffer API.
///   - an integer
#[pyclass(
    name = "bytearray",
    flags = type_flag::BASE_TYPE | type_flag::SEQUENCE,
    lists = [BYTEARRAY_METHODS, methods::BYTEARRAY_OWN_METHODS]
)]
impl ByteArray {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<ByteArray>> {
        ByteArray::with_class(t, class, Vec::new())
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &ByteArray, args: Args) -> PyResult<()> {
        let data = match construct::source(t, args, true)? {
            Source::Bytes(bytes) => bytes.as_slice().to_vec(),
            Source::Vec(data) => data,
            Source::Zeros(count) => zeros(t, count)?,
        };
        this.assign(t, data)
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &ByteArray) -> PyResult<Ref<Str>> {
        let mut out = StrBuilder::with_capacity(this.len() + 14);
        out.push_str(&this.borrowed().type_of().name_text());
        out.push_str("(");
        this.with(|data| push_repr(data, &mut out));
        out.push_str(")");
        out.finish(t)
    }

    #[pyslot]
    fn __str__(t: &Thread, this: &ByteArray) -> PyResult<Ref<Str>> {
        ByteArray::__repr__(t, this)
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let Some(a) = this.downcast::<ByteArray>() else { return Ok(Obj::NOT_IMPLEMENTED) };
        if Str::of(other).is_some() {
            return Ok(Obj::NOT_IMPLEMENTED);
        }
        let Some(b) = buffer::view(t, other)? else { return Ok(Obj::NOT_IMPLEMENTED) };
        Ok(Obj::from_bool(a.with(|a| match op {
            Comparison::Eq => *a == *b,
            Comparison::Ne => *a != *b,
            _ => int::class::holds(a.cmp(&b), op),
        })))
    }

    #[pyslot]
    fn __len__(_t: &Thread, this: &ByteArray) -> PyResult<usize> {
        Ok(this.len())
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &ByteArray) -> PyResult {
        iterator::new(t, this.to_ref())
    }

    #[pyslot]
    fn __getitem__(t: &Thread, this: &ByteArray, key: &Obj) -> PyResult {
        subscript::get(t, this, key)
    }

    #[pyslot]
    fn __setitem__(t: &Thread, this: &ByteArray, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
        subscript::set(t, this, key, value)
    }

    #[pyslot]
    fn __contains__(t: &Thread, this: &ByteArray, item: &Obj) -> PyResult<bool> {
        search::contains(t, this, item)
    }

    #[pyslot]
    fn __concat__(t: &Thread, this: &ByteArray, other: &Obj) -> PyResult<Ref<ByteArray>> {
        let tail = operand(t, this, other)?;
        let mut data = this.to_vec();
        if data.try_reserve_exact(tail.len()).is_err() {
            return Err(t.no_memory());
        }
        data.extend_from_slice(&tail);
        ByteArray::new(t, data)
    }

    #[pyslot]
    fn __iconcat__(t: &Thread, this: &ByteArray, other: &Obj) -> PyResult<Ref<ByteArray>> {
        if this.borrowed().is(other) {
            // The operand is looked at while the array would be resized.
            this.export();
            let result = this.resize(t, this.len() * 2);
            this.release();
            result?;
            return Ok(this.to_ref());
        }
        let tail = operand(t, this, other)?;
        this.append(t, &tail)?;
        Ok(this.to_ref())
    }

    #[pyslot]
    fn __repeat__(t: &Thread, this: &ByteArray, count: &Obj) -> PyResult<Ref<ByteArray>> {
        ByteArray::new(t, repeated(t, this, count)?)
    }

    #[pyslot]
    fn __irepeat__(t: &Thread, this: &ByteArray, count: &Obj) -> PyResult<Ref<ByteArray>> {
        let data = repeated(t, this, count)?;
        this.assign(t, data)?;
        Ok(this.to_ref())
    }

    #[pyslot]
    fn __mod__(t: &Thread, this: &Obj, values: &Obj) -> PyResult {
        match this.downcast::<ByteArray>() {
            Some(format) => ByteArray::new(t, printf::format(t, &format.to_vec(), values)?).map(Ref::into_obj),
            None => Ok(Obj::NOT_IMPLEMENTED),
        }
    }
}

/// The bytes as a literal, in which single quotes are escaped whatever the quotes around.
fn push_repr(data: &[u8], out: &mut StrBuilder) {
    let quote = repr::choose_quote(data);
    if quote == b'\'' {
        return repr::repr_bytes(data, out);
    }
    out.push_str("b\"");
    for (i, piece) in data.split(|&b| b == b'\'').enumerate() {
        if i > 0 {
            out.push_str("\\'");
        }
        let mut quoted: Vec<u8> = Vec::new();
        repr::repr_bytes_body(piece, quote, &mut quoted);
        TextSink::push_ascii(out, &quoted[1..quoted.len() - 1]);
    }
    out.push_str("\"");
}

/// Zero bytes; MemoryError where there is no room.
pub fn zeros(t: &Thread, count: usize) -> PyResult<Vec<u8>> {
    let mut data = Vec::new();
    if data.try_reserve_exact(count).is_err() {
        return Err(t.no_memory());
    }
    data.resize(count, 0);
    Ok(data)
}

fn operand<'a>(t: &Thread, this: &ByteArray, other: &'a Obj) -> PyResult<std::borrow::Cow<'a, [u8]>> {
    match buffer::view(t, other)? {
        Some(data) => Ok(data),
        None => {
            let (class, given) = (this.borrowed().type_of().name_text(), other.type_of().name_text());
            Err(t.type_error(format!("can't concat {given} to {class}")))
        }
    }
}

fn repeated(t: &Thread, this: &ByteArray, count: &Obj) -> PyResult<Vec<u8>> {
    let count = int::index_as_i64(t, count, "cannot fit 'int' into an index-sized integer")?.max(0) as usize;
    let data = this.to_vec();
    let mut out = Vec::new();
    let total = data.len().checked_mul(count);
    if total.is_none_or(|total| out.try_reserve_exact(total).is_err()) {
        return Err(t.no_memory());
    }
    for _ in 0..if data.is_empty() { 0 } else { count } {
        out.extend_from_slice(&data);
    }
    Ok(out)
}
