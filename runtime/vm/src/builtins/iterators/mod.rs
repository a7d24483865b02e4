//! Iterators over sequences, and the builtin classes that make iterators of others.
//!
//! | file | what |
//! |---|---|
//! | [`list`], [`tuple`] | iterators over lists and tuples, which the interpreter also steps inline |
//! | [`generic`] | anything with `__getitem__`, `iter(callable, sentinel)`, `reversed` |
//! | [`enumerate`], [`zip`], [`map`], [`filter`] | the builtin classes of these names |
//!
//! An exhausted iterator lets go of what it iterated over and stays exhausted.

pub mod enumerate;
pub mod filter;
pub mod generic;
pub mod list;
pub mod map;
pub mod tuple;
pub mod zip;

pub use enumerate::Enumerate;
pub use filter::Filter;
pub use generic::{CallableIterator, Reversed, SequenceIterator};
pub use list::{ListIterator, ListReverseIterator};
pub use map::Map;
pub use tuple::TupleIterator;
pub use zip::Zip;

use super::int;
use crate::exceptions as exc;
use crate::object::types::Type;
use crate::object::value::Obj;
use crate::thread::{PyResult, Raised, Thread};

/// The classes of this folder.
pub const TYPES: &[fn() -> &'static Type] = &[
    ListIterator::class,
    ListReverseIterator::class,
    TupleIterator::class,
    SequenceIterator::class,
    CallableIterator::class,
    Reversed::class,
    Enumerate::class,
    Zip::class,
    Map::class,
    Filter::class,
];

/// The state given to `__setstate__`: an int (`PyLong_AsSsize_t`).
fn state_index(t: &Thread, state: &Obj) -> PyResult<i64> {
    if !int::is_int(state) {
        return Err(t.type_error("an integer is required"));
    }
    int::index_as_i64(t, state, "Python int too large to convert to C ssize_t")
}

/// Takes IndexError and StopIteration off the thread: both end an iteration by index.
fn end_of_items(t: &Thread, raised: Raised) -> PyResult<()> {
    if t.raised_is(&exc::INDEX_ERROR) || t.raised_is(&exc::STOP_ITERATION) {
        drop(t.take_exception(raised));
        return Ok(());
    }
    Err(raised)
}

/// Whether an iterator gives pairs, by what never changes of it.
pub fn gives_pairs(iterator: &Obj) -> bool {
    iterator.is_exact::<Enumerate>()
        || iterator.is_exact::<super::mapping::iterators::ItemIterator>()
        || iterator.exact::<Zip>().is_some_and(Zip::is_of_two)
}
