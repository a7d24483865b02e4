//! Iterators over lists, forwards and backwards.
//!
//! The list may change between steps: an index beyond its end, whenever it is noticed, ends the iteration.

use std::cell::Cell;

use taipan_macros::pyclass;

use super::state_index;
use crate::builtins::list::List;
use crate::builtins::sequence::{builtin, reduction, reduction_with_state};
use crate::memory::{self, Visitor};
use crate::object::cell::RefOf;
use crate::object::header::Header;
use crate::object::types::type_flag;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

#[repr(C)]
pub struct ListIterator {
    head: Header,
    /// Nothing once the iterator is exhausted.
    pub(crate) list: RefOf<List>,
    /// The next item's.
    pub(crate) index: Cell<usize>,
}

impl ListIterator {
    pub fn new(t: &Thread, list: Ref<List>) -> PyResult {
        ListIterator::at(t, list, 0)
    }

    /// An iterator whose next item is the one at the index.
    #[inline]
    pub fn at(t: &Thread, list: Ref<List>, index: usize) -> PyResult {
        memory::new_object(t, ListIterator::class(), |head| ListIterator {
            head,
            list: RefOf::new(list),
            index: Cell::new(index),
        })
        .map(Ref::into_obj)
    }

    /// The next item, passed over; None at the end, where nothing changes.
    #[inline(always)]
    pub fn peek_next(&self) -> Option<Obj> {
        let index = self.index.get();
        // SAFETY: nothing lets go of the list meanwhile.
        let item = unsafe { self.list.borrow() }?.get(index)?;
        self.index.set(index + 1);
        Some(item)
    }

    /// Lets go of the list: there are no more items, whatever is added to it.
    pub fn finish(&self) {
        self.list.set(None);
    }

    /// The next item; at the end the list is let go of.
    #[inline]
    pub fn next_fast(&self) -> Option<Obj> {
        let item = self.peek_next();
        if item.is_none() {
            self.finish();
        }
        item
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.list.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}
}

#[pyclass(name = "list_iterator", gc, flags = type_flag::DISALLOW_INSTANTIATION)]
impl ListIterator {
    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(_t: &Thread, this: &ListIterator) -> PyResult<Option<Obj>> {
        Ok(this.next_fast())
    }

    /// Private method returning an estimate of len(list(it)).
    #[pymethod]
    fn __length_hint__(_t: &Thread, this: &ListIterator) -> usize {
        this.list.get().map_or(0, |list| list.len().saturating_sub(this.index.get()))
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &ListIterator) -> PyResult {
        // The builtin is looked up first: that may run code which exhausts the iterator.
        let iter = builtin(t, "iter")?;
        match this.list.get() {
            Some(list) => {
                let index = crate::call::IntoPy::into_py(this.index.get(), t)?;
                reduction_with_state(t, iter, vec![list.into_obj()], index)
            }
            None => reduction(t, iter, vec![List::new(t)?.into_obj()]),
        }
    }

    /// Set state information for unpickling.
    #[pymethod(sig = "($self, object, /)")]
    fn __setstate__(t: &Thread, this: &ListIterator, state: &Obj) -> PyResult<()> {
        let index = state_index(t, state)?.max(0) as usize;
        if let Some(list) = this.list.get() {
            this.index.set(index.min(list.len()));
        }
        Ok(())
    }
}

#[repr(C)]
pub struct ListReverseIterator {
    head: Header,
    pub(crate) list: RefOf<List>,
    /// One past the next item's.
    pub(crate) left: Cell<usize>,
}

impl ListReverseIterator {
    pub fn new(t: &Thread, list: Ref<List>) -> PyResult {
        let left = list.len();
        memory::new_object(t, ListReverseIterator::class(), |head| ListReverseIterator {
            head,
            list: RefOf::new(list),
            left: Cell::new(left),
        })
        .map(Ref::into_obj)
    }

    /// The next item.
    #[inline(always)]
    pub fn next_fast(&self) -> Option<Obj> {
        // SAFETY: the reference is not used after the list is let go of.
        let list = unsafe { self.list.borrow() }?;
        let item = self.left.get().checked_sub(1).and_then(|index| list.get(index));
        match item {
            Some(_) => self.left.set(self.left.get() - 1),
            None => {
                self.left.set(0);
                self.list.set(None);
            }
        }
        item
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.list.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}
}

#[pyclass(name = "list_reverseiterator", gc, flags = type_flag::DISALLOW_INSTANTIATION)]
impl ListReverseIterator {
    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(_t: &Thread, this: &ListReverseIterator) -> PyResult<Option<Obj>> {
        Ok(this.next_fast())
    }

    /// Private method returning an estimate of len(list(it)).
    #[pymethod]
    fn __length_hint__(_t: &Thread, this: &ListReverseIterator) -> usize {
        let left = this.left.get();
        this.list.get().map_or(0, |list| if list.len() < left { 0 } else { left })
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &ListReverseIterator) -> PyResult {
        match this.list.get() {
            Some(list) => {
                let index = crate::builtins::int::from_i64(t, this.left.get() as i64 - 1)?;
                reduction_with_state(t, builtin(t, "reversed")?, vec![list.into_obj()], index)
            }
            None => reduction(t, builtin(t, "iter")?, vec![List::new(t)?.into_obj()]),
        }
    }

    /// Set state information for unpickling.
    #[pymethod(sig = "($self, object, /)")]
    fn __setstate__(t: &Thread, this: &ListReverseIterator, state: &Obj) -> PyResult<()> {
        let left = state_index(t, state)?.saturating_add(1).max(0) as usize;
        if let Some(list) = this.list.get() {
            this.left.set(left.min(list.len()));
        }
        Ok(())
    }
}
