//! The `bytes` type: slots and constructor.

use taipan_macros::pyclass;

use super::construct::{self, Source};
use super::{Bytes, buffer, iterator, methods, printf, search};
use crate::builtins::int;
use crate::builtins::slice::{self, Slice};
use crate::builtins::str::{Str, StrBuilder, bounds};
use crate::builtins::tuple::Tuple;
use crate::call::Args;
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::text::repr;
use crate::thread::{PyResult, Thread};

/// The classes of this folder.
pub const TYPES: &[fn() -> &'static Type] = &[Bytes::class, iterator::BytesIterator::class];

/// bytes(iterable_of_ints) -> bytes
/// bytes(string, encoding[, errors]) -> bytes
/// bytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer
/// bytes(int) -> bytes object of size given by the parameter initialized with null bytes
/// bytes() -> empty bytes object
///
/// Construct an immutable array of bytes from:
///   - an iterable yielding integers in range(256)
///   - a text string encoded using the specified encoding
///   - any object implementing the buffer API.
///   - an integer
#[pyclass(
    name = "bytes",
    flags = type_flag::BASE_TYPE | type_flag::BYTES_SUBCLASS | type_flag::SEQUENCE,
    itemsize = 1,
    layout = super::layout(),
    lists = [methods::BYTES_METHODS]
)]
impl Bytes {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult<Ref<Bytes>> {
        let exact = class.is(Bytes::class());
        match construct::source(t, args, false)? {
            Source::Bytes(bytes) if exact => bytes.unchanged(t),
            Source::Bytes(bytes) => Bytes::with_class(t, class, bytes.as_slice()),
            Source::Vec(data) => Bytes::with_class(t, class, &data),
            Source::Zeros(count) if exact => Bytes::zeros(t, count),
            Source::Zeros(count) => {
                let zeros = Bytes::zeros(t, count)?;
                Bytes::with_class(t, class, zeros.as_slice())
            }
        }
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Bytes) -> PyResult<Ref<Str>> {
        let mut out = StrBuilder::with_capacity(this.len() + 3);
        repr::repr_bytes(this.as_slice(), &mut out);
        out.finish(t)
    }

    #[pyslot]
    fn __str__(t: &Thread, this: &Bytes) -> PyResult<Ref<Str>> {
        Bytes::__repr__(t, this)
    }

    #[pyslot]
    fn __hash__(_t: &Thread, this: &Bytes) -> PyResult<i64> {
        Ok(this.hash_value())
    }

    #[pyslot]
    fn __richcompare__(_t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.downcast::<Bytes>(), other.downcast::<Bytes>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        let (a, b) = (a.as_slice(), b.as_slice());
        Ok(Obj::from_bool(match op {
            Comparison::Eq => a == b,
            Comparison::Ne => a != b,
            _ => int::class::holds(a.cmp(b), op),
        }))
    }

    #[pyslot]
    fn __len__(_t: &Thread, this: &Bytes) -> PyResult<usize> {
        Ok(this.len())
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &Bytes) -> PyResult {
        iterator::new(t, this.to_ref())
    }

    #[pyslot]
    fn __getitem__(t: &Thread, this: &Bytes, key: &Obj) -> PyResult {
        if let Some(index) = key.value().as_int() {
            return item(t, this, index);
        }
        if let Some(slice) = key.exact::<Slice>() {
            let bounds = slice::bounds(t, slice, || this.len())?;
            let data = this.as_slice();
            if bounds.count == 0 {
                return super::from_slice(t, &[]);
            }
            if bounds.step == 1 {
                if bounds.count == data.len() && this.borrowed().is_exact::<Bytes>() {
                    return Ok(this.to_ref().into_obj());
                }
                let start = bounds.start as usize;
                return super::from_slice(t, &data[start..start + bounds.count]);
            }
            let picked: Vec<u8> = bounds.indices().map(|i| data[i]).collect();
            return super::from_slice(t, &picked);
        }
        if !slice::is_index(key) {
            let class = key.type_of().name_text();
            return Err(t.type_error(format!("byte indices must be integers or slices, not {class}")));
        }
        item(t, this, int::subscript(t, key)?)
    }

    #[pyslot]
    fn __contains__(t: &Thread, this: &Bytes, item: &Obj) -> PyResult<bool> {
        search::contains(t, this, item)
    }

    #[pyslot]
    fn __concat__(t: &Thread, this: &Bytes, other: &Obj) -> PyResult<Ref<Bytes>> {
        let Some(tail) = buffer::view(t, other)? else {
            let (class, given) = (this.borrowed().type_of().name_text(), other.type_of().name_text());
            return Err(t.type_error(format!("can't concat {given} to {class}")));
        };
        if tail.is_empty() && this.borrowed().is_exact::<Bytes>() {
            return Ok(this.to_ref());
        }
        if let (true, Some(other)) = (this.is_empty(), other.exact::<Bytes>()) {
            return Ok(other.to_ref());
        }
        let head = this.as_slice();
        let Some(length) = head.len().checked_add(tail.len()) else { return Err(t.no_memory()) };
        Bytes::make(t, Bytes::class(), length, |data| {
            // SAFETY: room for both was made.
            unsafe {
                std::ptr::copy_nonoverlapping(head.as_ptr(), data, head.len());
                std::ptr::copy_nonoverlapping(tail.as_ptr(), data.add(head.len()), tail.len());
            }
        })
    }

    #[pyslot]
    fn __repeat__(t: &Thread, this: &Bytes, count: &Obj) -> PyResult<Ref<Bytes>> {
        let count = int::index_as_i64(t, count, "cannot fit 'int' into an index-sized integer")?.max(0) as usize;
        if count == 1 {
            return this.unchanged(t);
        }
        let data = this.as_slice();
        let Some(length) = data.len().checked_mul(count).filter(|&n| n <= isize::MAX as usize) else {
            return Err(t.overflow_error("repeated bytes are too long"));
        };
        if length == 0 {
            return Bytes::new(t, &[]);
        }
        Bytes::make(t, Bytes::class(), length, |to| {
            // SAFETY: room for the whole was made; the copies double what is written already.
            unsafe {
                if let [byte] = data {
                    std::ptr::write_bytes(to, *byte, length);
                    return;
                }
                std::ptr::copy_nonoverlapping(data.as_ptr(), to, data.len());
                let mut done = data.len();
                while done < length {
                    let more = done.min(length - done);
                    std::ptr::copy_nonoverlapping(to, to.add(done), more);
                    done += more;
                }
            }
        })
    }

    #[pyslot]
    fn __mod__(t: &Thread, this: &Obj, values: &Obj) -> PyResult {
        match this.downcast::<Bytes>() {
            Some(format) => super::from_slice(t, &printf::format(t, format.as_slice(), values)?),
            None => Ok(Obj::NOT_IMPLEMENTED),
        }
    }

    /// Convert this value to exact type bytes.
    #[pymethod(returns = "bytes")]
    fn __bytes__(t: &Thread, this: &Bytes) -> PyResult<Ref<Bytes>> {
        this.unchanged(t)
    }

    #[pymethod]
    fn __getnewargs__(t: &Thread, this: &Bytes) -> PyResult<Ref<Tuple>> {
        Tuple::from_slice(t, &[this.unchanged(t)?.into_obj()])
    }
}

fn item(t: &Thread, this: &Bytes, index: i64) -> PyResult {
    match bounds::index(index, this.len()) {
        Some(index) => Ok(Obj::from_i32(i32::from(this.as_slice()[index]))),
        None => Err(t.index_error("index out of range")),
    }
}
