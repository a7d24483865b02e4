//! Iterators that know nothing of what they iterate over but its special methods: `__getitem__` by
//! rising index, a callable until a sentinel, `reversed` by falling index.

use std::cell::Cell;

use taipan_macros::pyclass;

use super::{end_of_items, state_index};
use crate::builtins::int;
use crate::builtins::sequence::{builtin, equal, reduction, reduction_with_state};
use crate::builtins::tuple::Tuple;
use crate::call::{self, Args};
use crate::exceptions as exc;
use crate::memory::{self, Visitor};
use crate::object::attributes::lookup_special;
use crate::object::cell::ObjCell;
use crate::object::header::Header;
use crate::object::protocol::{self, iteration::is_sequence};
use crate::object::types::{Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread, names};

/// Iterates by `sequence[0]`, `sequence[1]` … until IndexError.
#[repr(C)]
pub struct SequenceIterator {
    head: Header,
    sequence: ObjCell,
    index: Cell<i64>,
}

impl SequenceIterator {
    pub fn new(t: &Thread, sequence: &Obj) -> PyResult {
        memory::new_object(t, SequenceIterator::class(), |head| SequenceIterator {
            head,
            sequence: ObjCell::new(sequence.clone()),
            index: Cell::new(0),
        })
        .map(Ref::into_obj)
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.sequence.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}
}

#[pyclass(name = "iterator", gc, flags = type_flag::DISALLOW_INSTANTIATION)]
impl SequenceIterator {
    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &SequenceIterator) -> PyResult<Option<Obj>> {
        let Some(sequence) = this.sequence.get() else { return Ok(None) };
        let index = this.index.get();
        if index == i64::MAX {
            return Err(t.overflow_error("iter index too large"));
        }
        match protocol::get_item(t, &sequence, &int::from_i64(t, index)?) {
            Ok(item) => {
                this.index.set(index + 1);
                Ok(Some(item))
            }
            Err(raised) => {
                end_of_items(t, raised)?;
                this.sequence.set(None);
                Ok(None)
            }
        }
    }

    /// Private method returning an estimate of len(list(it)).
    #[pymethod]
    fn __length_hint__(t: &Thread, this: &SequenceIterator) -> PyResult {
        let Some(sequence) = this.sequence.get() else { return Ok(Obj::from_i32(0)) };
        if sequence.type_of().slots.length.get().is_none() {
            return Ok(Obj::NOT_IMPLEMENTED);
        }
        let left = protocol::len(t, &sequence)? as i64 - this.index.get();
        int::from_i64(t, left.max(0))
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &SequenceIterator) -> PyResult {
        let iter = builtin(t, "iter")?;
        match this.sequence.get() {
            Some(sequence) => reduction_with_state(t, iter, vec![sequence], int::from_i64(t, this.index.get())?),
            None => reduction(t, iter, vec![Tuple::empty(t)?.into_obj()]),
        }
    }

    /// Set state information for unpickling.
    #[pymethod(sig = "($self, object, /)")]
    fn __setstate__(t: &Thread, this: &SequenceIterator, state: &Obj) -> PyResult<()> {
        let index = state_index(t, state)?;
        if this.sequence.is_some() {
            this.index.set(index.max(0));
        }
        Ok(())
    }
}

/// `iter(callable, sentinel)`.
#[repr(C)]
pub struct CallableIterator {
    head: Header,
    callable: ObjCell,
    sentinel: ObjCell,
}

impl CallableIterator {
    pub fn new(t: &Thread, callable: &Obj, sentinel: &Obj) -> PyResult {
        memory::new_object(t, CallableIterator::class(), |head| CallableIterator {
            head,
            callable: ObjCell::new(callable.clone()),
            sentinel: ObjCell::new(sentinel.clone()),
        })
        .map(Ref::into_obj)
    }

    fn finish(&self) {
        self.callable.set(None);
        self.sentinel.set(None);
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.callable.visit(visitor);
        self.sentinel.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}
}

#[pyclass(name = "callable_iterator", gc, flags = type_flag::DISALLOW_INSTANTIATION)]
impl CallableIterator {
    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &CallableIterator) -> PyResult<Option<Obj>> {
        let Some(callable) = this.callable.get() else { return Ok(None) };
        let result = match call::call0(t, &callable) {
            Ok(result) => result,
            Err(raised) => {
                drop(t.catch(raised, &exc::STOP_ITERATION)?);
                this.finish();
                return Ok(None);
            }
        };
        // The call may have exhausted this very iterator.
        let Some(sentinel) = this.sentinel.get() else { return Ok(None) };
        if equal(t, &sentinel, &result)? {
            this.finish();
            return Ok(None);
        }
        Ok(Some(result))
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &CallableIterator) -> PyResult {
        let iter = builtin(t, "iter")?;
        match (this.callable.get(), this.sentinel.get()) {
            (Some(callable), Some(sentinel)) => reduction(t, iter, vec![callable, sentinel]),
            _ => reduction(t, iter, vec![Tuple::empty(t)?.into_obj()]),
        }
    }
}

/// Iterates by falling index.
#[repr(C)]
pub struct Reversed {
    head: Header,
    sequence: ObjCell,
    /// The next item's; -1 where there is none.
    index: Cell<i64>,
}

impl Reversed {
    /// `reversed(sequence)`: what `__reversed__` gives, or an iterator by index.
    pub fn new(t: &Thread, class: &Type, sequence: &Obj) -> PyResult {
        match lookup_special(t, sequence, &names::__reversed__)? {
            Some((method, _)) if method.is_none() => return Err(not_reversible(t, sequence)),
            Some((method, true)) => return call::call0(t, &method),
            Some((method, false)) => return call::call1(t, &method, sequence),
            None => {}
        }
        if !is_sequence(sequence) {
            return Err(not_reversible(t, sequence));
        }
        let length = protocol::len(t, sequence)?;
        memory::new_object(t, class, |head| Reversed {
            head,
            sequence: ObjCell::new(sequence.clone()),
            index: Cell::new(length as i64 - 1),
        })
        .map(Ref::into_obj)
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.sequence.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}
}

#[cold]
fn not_reversible(t: &Thread, object: &Obj) -> crate::thread::Raised {
    t.type_error(format!("'{}' object is not reversible", object.type_of().name_text()))
}

/// Return a reverse iterator over the values of the given sequence.
#[pyclass(name = "reversed", gc, flags = type_flag::BASE_TYPE)]
impl Reversed {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult {
        if class.is(Reversed::class()) {
            args.no_keywords(t, "reversed")?;
        }
        args.check_positional(t, "reversed", 1, 1)?;
        Reversed::new(t, class, &args.pos()[0])
    }

    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &Reversed) -> PyResult<Option<Obj>> {
        let index = this.index.get();
        let Some(sequence) = this.sequence.get().filter(|_| index >= 0) else { return Ok(None) };
        let failure = match protocol::get_item(t, &sequence, &int::from_i64(t, index)?) {
            Ok(item) => {
                this.index.set(index - 1);
                return Ok(Some(item));
            }
            Err(raised) => end_of_items(t, raised),
        };
        this.index.set(-1);
        this.sequence.set(None);
        failure.map(|()| None)
    }

    /// Private method returning an estimate of len(list(it)).
    #[pymethod]
    fn __length_hint__(t: &Thread, this: &Reversed) -> PyResult {
        let Some(sequence) = this.sequence.get() else { return Ok(Obj::from_i32(0)) };
        let left = this.index.get() + 1;
        let length = protocol::len(t, &sequence)? as i64;
        int::from_i64(t, if length < left { 0 } else { left })
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &Obj) -> PyResult {
        let class = this.type_of().borrowed_obj().clone();
        let Some(reversed) = this.downcast::<Reversed>() else { return Err(t.system_error("not a reversed object")) };
        match reversed.sequence.get() {
            Some(sequence) => reduction_with_state(t, class, vec![sequence], int::from_i64(t, reversed.index.get())?),
            None => reduction(t, class, vec![Tuple::empty(t)?.into_obj()]),
        }
    }

    /// Set state information for unpickling.
    #[pymethod(sig = "($self, object, /)")]
    fn __setstate__(t: &Thread, this: &Reversed, state: &Obj) -> PyResult<()> {
        let index = state_index(t, state)?;
        if let Some(sequence) = this.sequence.get() {
            let last = protocol::len(t, &sequence)? as i64 - 1;
            this.index.set(index.max(-1).min(last));
        }
        Ok(())
    }
}
