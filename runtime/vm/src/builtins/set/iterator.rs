//! The iterator over sets and frozensets.

use std::cell::Cell;

use taipan_macros::pyclass;

use super::{Set, any_set};
use crate::builtins::list::List;
use crate::builtins::sequence::{builtin, reduction};
use crate::memory::{self, Visitor};
use crate::object::cell::ObjCell;
use crate::object::header::Header;
use crate::object::types::type_flag;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// The remembered size of a set whose change was noticed: every further step fails again.
const CHANGED: usize = usize::MAX;

#[repr(C)]
pub struct SetIterator {
    head: Header,
    /// A set of either type; nothing once the iteration is over.
    set: ObjCell,
    used: Cell<usize>,
    position: Cell<usize>,
    left: Cell<usize>,
}

impl SetIterator {
    pub fn new(t: &Thread, set: &Set) -> PyResult {
        memory::new_object(t, SetIterator::class(), |head| SetIterator {
            head,
            set: ObjCell::new(set.to_object()),
            used: Cell::new(set.len()),
            position: Cell::new(0),
            left: Cell::new(set.len()),
        })
        .map(Ref::into_obj)
    }

    /// The set iterated over.
    ///
    /// # Safety
    /// Nothing lets go of the set while the reference is in use.
    unsafe fn set(&self) -> Option<&Set> {
        // SAFETY: by the caller's word; only sets are stored.
        unsafe { self.set.borrow() }.and_then(any_set)
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.set.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}
}

#[pyclass(name = "set_iterator", gc, flags = type_flag::DISALLOW_INSTANTIATION)]
impl SetIterator {
    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &SetIterator) -> PyResult<Option<Obj>> {
        // SAFETY: the set is not used after it is let go of.
        let Some(set) = (unsafe { this.set() }) else { return Ok(None) };
        if set.len() != this.used.get() {
            this.used.set(CHANGED);
            return Err(t.runtime_error("Set changed size during iteration"));
        }
        let mut position = this.position.get();
        let entry = set.next_entry(&mut position);
        this.position.set(position);
        match entry {
            Some((key, _)) => {
                this.left.set(this.left.get().saturating_sub(1));
                Ok(Some(key))
            }
            None => {
                this.set.set(None);
                Ok(None)
            }
        }
    }

    /// Private method returning an estimate of len(list(it)).
    #[pymethod]
    fn __length_hint__(_t: &Thread, this: &SetIterator) -> usize {
        let size = this.set.get().as_ref().and_then(any_set).map(Set::len);
        if size == Some(this.used.get()) { this.left.get() } else { 0 }
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &SetIterator) -> PyResult {
        let rest = List::new(t)?;
        if let Some(set) = this.set.get()
            && let Some(set) = any_set(&set)
        {
            if set.len() != this.used.get() {
                return Err(t.runtime_error("Set changed size during iteration"));
            }
            let mut position = this.position.get();
            while let Some((key, _)) = set.next_entry(&mut position) {
                rest.push(t, key)?;
            }
        }
        reduction(t, builtin(t, "iter")?, vec![rest.into_obj()])
    }
}
