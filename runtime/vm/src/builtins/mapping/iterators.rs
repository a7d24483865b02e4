//! Iterators over dicts.
//!
//! An iterator remembers the dict's size and fails when it changed; that the keys changed at equal size
//! shows when more entries come than there were. Six classes share one layout, [`Walk`].

use std::cell::Cell;

use taipan_macros::pyclass;

use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::sequence::{builtin, pair, reduction};
use crate::memory::{self, Visitor};
use crate::object::cell::RefOf;
use crate::object::header::Header;
use crate::object::types::{NativeType, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Raised, Thread};

/// What an iterator gives of each entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Keys,
    Values,
    Items,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Forward,
    Backward,
}

/// The remembered size of a dict whose change was noticed: every further step fails again.
const CHANGED: usize = usize::MAX;

/// The state of an iteration.
#[repr(C)]
pub struct Walk {
    head: Header,
    /// Nothing once the iteration is over.
    dict: RefOf<Dict>,
    /// The dict's size at the start.
    used: Cell<usize>,
    /// Where to go on.
    position: Cell<usize>,
    /// How many entries are still expected.
    left: Cell<usize>,
}

impl Walk {
    fn start(head: Header, dict: &Dict, direction: Direction) -> Walk {
        let position = if direction == Direction::Forward { 0 } else { dict.end_position() };
        Walk {
            head,
            dict: RefOf::new(dict.to_ref()),
            used: Cell::new(dict.len()),
            position: Cell::new(position),
            left: Cell::new(dict.len()),
        }
    }

    /// What the iterator gives next.
    #[inline(always)]
    pub(crate) fn step(&self, t: &Thread, kind: Kind, direction: Direction) -> PyResult<Option<Obj>> {
        self.step_with(t, direction, |key, value| match kind {
            Kind::Keys => Ok(key.clone()),
            Kind::Values => Ok(value.clone()),
            Kind::Items => pair(t, key.clone(), value.clone()),
        })
    }

    /// The next entry, as `pick` wants it.
    #[inline(always)]
    pub(crate) fn step_with<R>(
        &self,
        t: &Thread,
        direction: Direction,
        pick: impl FnOnce(&Obj, &Obj) -> PyResult<R>,
    ) -> PyResult<Option<R>> {
        // SAFETY: the dict is not used after it is let go of.
        let Some(dict) = (unsafe { self.dict.borrow() }) else { return Ok(None) };
        if dict.len() != self.used.get() {
            return Err(self.size_changed(t));
        }
        // SAFETY: a dict's table lives until the dict changes, which does not happen here.
        let (Direction::Forward, Some(table)) = (direction, unsafe { dict.table_ptr().as_ref() }) else {
            return match self.step_slowly(t, dict, direction)? {
                Some((key, value)) => pick(&key, &value).map(Some),
                None => Ok(None),
            };
        };
        let Some(at) = table.next_live(self.position.get()) else {
            self.dict.set(None);
            return Ok(None);
        };
        let left = self.left.get();
        if left == 0 {
            return Err(self.keys_changed(t));
        }
        self.position.set(at + 1);
        self.left.set(left - 1);
        // SAFETY: a live entry owns key and value.
        unsafe {
            let entry = &*table.entry(at);
            pick(entry.key.as_obj(), entry.value.as_obj()).map(Some)
        }
    }

    /// Backwards, or through the view over an instance's slots.
    #[inline(never)]
    fn step_slowly(&self, t: &Thread, dict: &Dict, direction: Direction) -> PyResult<Option<(Obj, Obj)>> {
        let mut position = self.position.get();
        let entry = match direction {
            Direction::Forward => dict.next_entry(&mut position),
            Direction::Backward => dict.previous_entry(&mut position),
        };
        let Some((key, value)) = entry else {
            self.dict.set(None);
            return Ok(None);
        };
        let left = self.left.get();
        if left == 0 && direction == Direction::Forward {
            return Err(self.keys_changed(t));
        }
        self.position.set(position);
        self.left.set(left.saturating_sub(1));
        Ok(Some((key, value)))
    }

    #[cold]
    fn size_changed(&self, t: &Thread) -> Raised {
        self.used.set(CHANGED);
        t.runtime_error("dictionary changed size during iteration")
    }

    #[cold]
    fn keys_changed(&self, t: &Thread) -> Raised {
        self.dict.set(None);
        t.runtime_error("dictionary keys changed during iteration")
    }

    fn length_hint(&self) -> usize {
        match self.dict.get() {
            Some(dict) if dict.len() == self.used.get() => self.left.get(),
            _ => 0,
        }
    }

    /// What is left, without taking a step: a copy of the iteration goes on.
    fn rest(&self, t: &Thread, kind: Kind, direction: Direction) -> PyResult {
        let rest = List::new(t)?;
        if let Some(dict) = self.dict.get() {
            let copy = memory::new_object(t, DictKeyIterator::class(), |head| {
                DictKeyIterator(Walk {
                    head,
                    dict: RefOf::new(dict),
                    used: Cell::new(self.used.get()),
                    position: Cell::new(self.position.get()),
                    left: Cell::new(self.left.get()),
                })
            })?;
            while let Some(item) = copy.0.step(t, kind, direction)? {
                rest.push(t, item)?;
            }
        }
        reduction(t, builtin(t, "iter")?, vec![rest.into_obj()])
    }
}

macro_rules! iterators {
    ($($class:ident, $name:tt, $kind:ident, $direction:ident;)*) => {$(
        #[repr(C)]
        pub struct $class(pub(crate) Walk);

        impl $class {
            pub fn new(t: &Thread, dict: &Dict) -> PyResult {
                memory::new_object(t, $class::class(), |head| $class(Walk::start(head, dict, Direction::$direction)))
                    .map(Ref::into_obj)
            }

            fn visit(&self, visitor: &mut Visitor) {
                self.0.dict.visit(visitor);
            }

            fn clear_references(&self, _t: &Thread) {}
        }

        #[pyclass(name = $name, gc, flags = type_flag::DISALLOW_INSTANTIATION)]
        impl $class {
            #[pyslot]
            fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
                Ok(this.clone())
            }

            #[pyslot]
            fn __next__(t: &Thread, this: &$class) -> PyResult<Option<Obj>> {
                this.0.step(t, Kind::$kind, Direction::$direction)
            }

            /// Private method returning an estimate of len(list(it)).
            #[pymethod]
            fn __length_hint__(_t: &Thread, this: &$class) -> usize {
                this.0.length_hint()
            }

            /// Return state information for pickling.
            #[pymethod]
            fn __reduce__(t: &Thread, this: &$class) -> PyResult {
                this.0.rest(t, Kind::$kind, Direction::$direction)
            }
        }
    )*};
}

iterators! {
    DictKeyIterator, "dict_keyiterator", Keys, Forward;
    ValueIterator, "dict_valueiterator", Values, Forward;
    ItemIterator, "dict_itemiterator", Items, Forward;
    ReverseKeyIterator, "dict_reversekeyiterator", Keys, Backward;
    ReverseValueIterator, "dict_reversevalueiterator", Values, Backward;
    ReverseItemIterator, "dict_reverseitemiterator", Items, Backward;
}

/// Makes iterators over dicts.
pub struct DictIterator;

impl DictIterator {
    pub fn keys(t: &Thread, dict: &Dict) -> PyResult {
        DictKeyIterator::new(t, dict)
    }

    pub fn values(t: &Thread, dict: &Dict) -> PyResult {
        ValueIterator::new(t, dict)
    }

    pub fn items(t: &Thread, dict: &Dict) -> PyResult {
        ItemIterator::new(t, dict)
    }
}

/// An iterator of the kind and direction over a dict.
pub fn new_iterator(t: &Thread, dict: &Dict, kind: Kind, direction: Direction) -> PyResult {
    match (kind, direction) {
        (Kind::Keys, Direction::Forward) => DictKeyIterator::new(t, dict),
        (Kind::Values, Direction::Forward) => ValueIterator::new(t, dict),
        (Kind::Items, Direction::Forward) => ItemIterator::new(t, dict),
        (Kind::Keys, Direction::Backward) => ReverseKeyIterator::new(t, dict),
        (Kind::Values, Direction::Backward) => ReverseValueIterator::new(t, dict),
        (Kind::Items, Direction::Backward) => ReverseItemIterator::new(t, dict),
    }
}
