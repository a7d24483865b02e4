//! The iterator over bytes. An exhausted one lets go of them.

use std::cell::Cell;

use taipan_macros::pyclass;

use super::Bytes;
use crate::builtins::{int, sequence};
use crate::memory;
use crate::object::cell::RefOf;
use crate::object::header::Header;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

#[repr(C)]
pub struct BytesIterator {
    head: Header,
    data: RefOf<Bytes>,
    index: Cell<usize>,
}

/// `iter(data)`.
pub fn new(t: &Thread, data: Ref<Bytes>) -> PyResult {
    let make = |head| BytesIterator { head, data: RefOf::new(data), index: Cell::new(0) };
    memory::new_object(t, BytesIterator::class(), make).map(Ref::into_obj)
}

#[pyclass(name = "bytes_iterator")]
impl BytesIterator {
    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> Obj {
        this.clone()
    }

    #[pyslot]
    fn __next__(_t: &Thread, this: &BytesIterator) -> PyResult<Option<Obj>> {
        let index = this.index.get();
        // SAFETY: nothing below replaces the data while they are looked at.
        let byte = match unsafe { this.data.borrow() } {
            Some(data) => data.as_slice().get(index).copied(),
            None => return Ok(None),
        };
        match byte {
            Some(_) => this.index.set(index + 1),
            None => this.data.set(None),
        }
        Ok(byte.map(|byte| Obj::from_i32(i32::from(byte))))
    }

    /// Private method returning an estimate of len(list(it)).
    #[pymethod]
    fn __length_hint__(_t: &Thread, this: &BytesIterator) -> usize {
        this.data.get().map_or(0, |data| data.len().saturating_sub(this.index.get()))
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &BytesIterator) -> PyResult {
        let iter = sequence::builtin(t, "iter")?;
        match this.data.get() {
            Some(data) => {
                let index = int::from_u64(t, this.index.get() as u64)?;
                sequence::reduction_with_state(t, iter, vec![data.into_obj()], index)
            }
            None => {
                let empty = crate::builtins::tuple::Tuple::empty(t)?.into_obj();
                sequence::reduction(t, iter, vec![empty])
            }
        }
    }

    /// Set state information for unpickling.
    #[pymethod]
    fn __setstate__(t: &Thread, this: &BytesIterator, state: &Obj) -> PyResult<()> {
        let index = int::index_as_i64(t, state, "Python int too large to convert to C ssize_t")?;
        if let Some(data) = this.data.get() {
            this.index.set((index.max(0) as usize).min(data.len()));
        }
        Ok(())
    }
}
