//! `map`.

use std::cell::Cell;

use taipan_macros::pyclass;

use super::zip::{Row, iterators_of, reduce, step, strict_keyword};
use crate::builtins::tuple::Tuple;
use crate::call::{self, Args};
use crate::memory::{self, Visitor};
use crate::object::header::Header;
use crate::object::protocol;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

#[repr(C)]
pub struct Map {
    head: Header,
    function: Obj,
    iterators: Ref<Tuple>,
    strict: Cell<bool>,
}

impl Map {
    fn visit(&self, visitor: &mut Visitor) {
        visitor.object(&self.function);
        visitor.object(self.iterators.obj());
    }

    fn clear_references(&self, _t: &Thread) {}
}

/// Make an iterator that computes the function using arguments from
/// each of the iterables.  Stops when the shortest iterable is exhausted.
///
/// If strict is true and one of the arguments is exhausted before the
/// others, raise a ValueError.
#[pyclass(name = "map", gc, flags = type_flag::BASE_TYPE)]
impl Map {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult<Ref<Map>> {
        let strict = strict_keyword(t, args, "map")?;
        let [function, iterables @ ..] = args.pos() else {
            return Err(t.type_error("map() must have at least two arguments."));
        };
        if iterables.is_empty() {
            return Err(t.type_error("map() must have at least two arguments."));
        }
        let iterators = iterators_of(t, iterables)?;
        let function = function.clone();
        memory::new_object(t, class, |head| Map { head, function, iterators, strict: Cell::new(strict) })
    }

    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &Map) -> PyResult<Option<Obj>> {
        let iterators = this.iterators.items();
        if let [iterator] = iterators {
            return match protocol::next(t, iterator)? {
                Some(item) => call::call1(t, &this.function, &item).map(Some),
                None => Ok(None),
            };
        }
        let mut row = Row::new();
        if !step(t, iterators, this.strict.get(), "map", &mut row)? {
            return Ok(None);
        }
        call::call(t, &this.function, &row).map(Some)
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &Map) -> PyResult {
        let arguments = std::iter::once(&this.function).chain(this.iterators.items()).cloned().collect();
        reduce(t, this.borrowed().type_of(), Tuple::from_vec(t, arguments)?, this.strict.get())
    }

    /// Set state information for unpickling.
    #[pymethod(sig = "($self, object, /)")]
    fn __setstate__(t: &Thread, this: &Map, state: &Obj) -> PyResult<()> {
        this.strict.set(protocol::is_true(t, state)?);
        Ok(())
    }
}
