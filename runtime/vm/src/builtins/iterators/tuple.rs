//! The iterator over tuples.

use std::cell::Cell;

use taipan_macros::pyclass;

use super::state_index;
use crate::builtins::sequence::{builtin, reduction, reduction_with_state};
use crate::builtins::tuple::Tuple;
use crate::memory::{self, Visitor};
use crate::object::cell::RefOf;
use crate::object::header::Header;
use crate::object::types::type_flag;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

#[repr(C)]
pub struct TupleIterator {
    head: Header,
    /// Nothing once the iterator is exhausted.
    pub(crate) tuple: RefOf<Tuple>,
    /// The next item's.
    pub(crate) index: Cell<usize>,
}

impl TupleIterator {
    pub fn new(t: &Thread, tuple: Ref<Tuple>) -> PyResult {
        TupleIterator::at(t, tuple, 0)
    }

    /// An iterator whose next item is the one at the index.
    #[inline]
    pub fn at(t: &Thread, tuple: Ref<Tuple>, index: usize) -> PyResult {
        memory::new_object(t, TupleIterator::class(), |head| TupleIterator {
            head,
            tuple: RefOf::new(tuple),
            index: Cell::new(index),
        })
        .map(Ref::into_obj)
    }

    /// The next item, passed over; None at the end, where nothing changes.
    #[inline(always)]
    pub fn peek_next(&self) -> Option<Obj> {
        let index = self.index.get();
        // SAFETY: nothing lets go of the tuple meanwhile.
        let item = unsafe { self.tuple.borrow() }?.items().get(index).cloned()?;
        self.index.set(index + 1);
        Some(item)
    }

    /// Lets go of the tuple: there are no more items, whatever is added to it.
    pub fn finish(&self) {
        self.tuple.set(None);
    }

    /// The next item; at the end the tuple is let go of.
    #[inline]
    pub fn next_fast(&self) -> Option<Obj> {
        let item = self.peek_next();
        if item.is_none() {
            self.finish();
        }
        item
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.tuple.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}
}

#[pyclass(name = "tuple_iterator", gc, flags = type_flag::DISALLOW_INSTANTIATION)]
impl TupleIterator {
    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(_t: &Thread, this: &TupleIterator) -> PyResult<Option<Obj>> {
        Ok(this.next_fast())
    }

    /// Private method returning an estimate of len(list(it)).
    #[pymethod]
    fn __length_hint__(_t: &Thread, this: &TupleIterator) -> usize {
        this.tuple.get().map_or(0, |tuple| tuple.len().saturating_sub(this.index.get()))
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &TupleIterator) -> PyResult {
        let iter = builtin(t, "iter")?;
        match this.tuple.get() {
            Some(tuple) => {
                let index = crate::call::IntoPy::into_py(this.index.get(), t)?;
                reduction_with_state(t, iter, vec![tuple.into_obj()], index)
            }
            None => reduction(t, iter, vec![Tuple::empty(t)?.into_obj()]),
        }
    }

    /// Set state information for unpickling.
    #[pymethod(sig = "($self, object, /)")]
    fn __setstate__(t: &Thread, this: &TupleIterator, state: &Obj) -> PyResult<()> {
        let index = state_index(t, state)?.max(0) as usize;
        if let Some(tuple) = this.tuple.get() {
            this.index.set(index.min(tuple.len()));
        }
        Ok(())
    }
}
