//! Iterators over the characters of a string. An exhausted one lets go of the string.

use std::cell::Cell;

use taipan_macros::pyclass;

use super::Str;
use super::intern;
use crate::builtins::{int, sequence};
use crate::memory;
use crate::object::cell::RefOf;
use crate::object::header::Header;
use crate::object::types::Type;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// The classes of this file.
pub const TYPES: &[fn() -> &'static Type] = &[StrIterator::class, StrAsciiIterator::class];

/// `iter(text)`.
pub fn new(t: &Thread, text: Ref<Str>) -> PyResult {
    if text.is_ascii() {
        let make = |head| StrAsciiIterator { head, text: RefOf::new(text), index: Cell::new(0) };
        return memory::new_object(t, StrAsciiIterator::class(), make).map(Ref::into_obj);
    }
    let make = |head| StrIterator { head, text: RefOf::new(text), index: Cell::new(0) };
    memory::new_object(t, StrIterator::class(), make).map(Ref::into_obj)
}

macro_rules! str_iterator {
    ($(#[$doc:meta])* $layout:ident, $name:tt, |$t:ident, $text:ident, $index:ident| $next:expr) => {
        $(#[$doc])*
        #[repr(C)]
        pub struct $layout {
            head: Header,
            text: RefOf<Str>,
            index: Cell<usize>,
        }

        impl $layout {
            /// The next character; none at the end.
            #[inline]
            pub fn step(&self, t: &Thread) -> PyResult<Option<Obj>> {
                let $index = self.index.get();
                // SAFETY: nothing below replaces the text while it is looked at.
                let Some($text) = (unsafe { self.text.borrow() }) else { return Ok(None) };
                if $index >= $text.len() {
                    self.text.set(None);
                    return Ok(None);
                }
                self.index.set($index + 1);
                let $t = t;
                let next: PyResult<Ref<Str>> = $next;
                next.map(|c| Some(c.into_obj()))
            }
        }

        #[pyclass(name = $name)]
        impl $layout {
            #[pyslot]
            fn __iter__(_t: &Thread, this: &Obj) -> Obj {
                this.clone()
            }

            #[pyslot]
            fn __next__(t: &Thread, this: &$layout) -> PyResult<Option<Obj>> {
                this.step(t)
            }

            /// Private method returning an estimate of len(list(it)).
            #[pymethod]
            fn __length_hint__(_t: &Thread, this: &$layout) -> usize {
                this.text.get().map_or(0, |text| text.len().saturating_sub(this.index.get()))
            }

            /// Return state information for pickling.
            #[pymethod]
            fn __reduce__(t: &Thread, this: &$layout) -> PyResult {
                let iter = sequence::builtin(t, "iter")?;
                match this.text.get() {
                    Some(text) => {
                        let index = int::from_u64(t, this.index.get() as u64)?;
                        sequence::reduction_with_state(t, iter, vec![text.into_obj()], index)
                    }
                    None => sequence::reduction(t, iter, vec![intern::empty().into_obj()]),
                }
            }

            /// Set state information for unpickling.
            #[pymethod]
            fn __setstate__(t: &Thread, this: &$layout, state: &Obj) -> PyResult<()> {
                let index = int::index_as_i64(t, state, "Python int too large to convert to C ssize_t")?;
                if let Some(text) = this.text.get() {
                    this.index.set((index.max(0) as usize).min(text.len()));
                }
                Ok(())
            }
        }
    };
}

str_iterator!(
    /// Iterates over any string.
    StrIterator, "str_iterator", |t, text, index| text.char_at(t, index)
);

str_iterator!(
    /// Iterates over an ASCII string.
    StrAsciiIterator, "str_ascii_iterator", |_t, text, index| Ok(intern::latin1(text.raw()[index]))
);
