//! The iterator over a bytearray, which sees it change. An exhausted one lets go of it.

use std::cell::Cell;

use taipan_macros::pyclass;

use super::ByteArray;
use crate::builtins::{int, sequence};
use crate::memory;
use crate::object::cell::RefOf;
use crate::object::header::Header;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

#[repr(C)]
pub struct ByteArrayIterator {
    head: Header,
    array: RefOf<ByteArray>,
    index: Cell<usize>,
}

/// `iter(array)`.
pub fn new(t: &Thread, array: Ref<ByteArray>) -> PyResult {
    let make = |head| ByteArrayIterator { head, array: RefOf::new(array), index: Cell::new(0) };
    memory::new_object(t, ByteArrayIterator::class(), make).map(Ref::into_obj)
}

#[pyclass(name = "bytearray_iterator")]
impl ByteArrayIterator {
    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> Obj {
        this.clone()
    }

    #[pyslot]
    fn __next__(_t: &Thread, this: &ByteArrayIterator) -> PyResult<Option<Obj>> {
        let index = this.index.get();
        // SAFETY: nothing below replaces the array while it is looked at.
        let byte = match unsafe { this.array.borrow() } {
            Some(array) => array.get(index),
            None => return Ok(None),
        };
        match byte {
            Some(_) => this.index.set(index + 1),
            None => this.array.set(None),
        }
        Ok(byte.map(|byte| Obj::from_i32(i32::from(byte))))
    }

    /// Private method returning an estimate of len(list(it)).
    #[pymethod]
    fn __length_hint__(_t: &Thread, this: &ByteArrayIterator) -> usize {
        this.array.get().map_or(0, |array| array.len().saturating_sub(this.index.get()))
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &ByteArrayIterator) -> PyResult {
        let iter = sequence::builtin(t, "iter")?;
        match this.array.get() {
            Some(array) => {
                let index = int::from_u64(t, this.index.get() as u64)?;
                sequence::reduction_with_state(t, iter, vec![array.into_obj()], index)
            }
            None => {
                let empty = crate::builtins::tuple::Tuple::empty(t)?.into_obj();
                sequence::reduction(t, iter, vec![empty])
            }
        }
    }

    /// Set state information for unpickling.
    #[pymethod]
    fn __setstate__(t: &Thread, this: &ByteArrayIterator, state: &Obj) -> PyResult<()> {
        let index = int::index_as_i64(t, state, "Python int too large to convert to C ssize_t")?;
        if let Some(array) = this.array.get() {
            this.index.set((index.max(0) as usize).min(array.len()));
        }
        Ok(())
    }
}
