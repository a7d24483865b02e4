//! `zip`, and what `map` shares with it: stepping several iterators at once.

use std::cell::Cell;

use smallvec::SmallVec;
use taipan_macros::pyclass;

use crate::builtins::str;
use crate::builtins::tuple::Tuple;
use crate::call::Args;
use crate::memory::{self, Visitor};
use crate::object::header::Header;
use crate::object::protocol;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Raised, Thread};

/// One item of each iterator.
pub(super) type Row = SmallVec<[Obj; 4]>;

#[repr(C)]
pub struct Zip {
    head: Header,
    iterators: Ref<Tuple>,
    strict: Cell<bool>,
}

impl Zip {
    /// Whether it gives pairs.
    pub fn is_of_two(&self) -> bool {
        self.iterators.len() == 2
    }

    /// The next items of the two iterators it has.
    #[inline]
    pub fn next_pair(&self, t: &Thread) -> PyResult<Option<(Obj, Obj)>> {
        let [a, b] = self.iterators.items() else { return Ok(None) };
        let exhausted = |index| {
            if self.strict.get() { check_exhausted(t, self.iterators.items(), index, "zip") } else { Ok(()) }
        };
        let Some(first) = protocol::next(t, a)? else { return exhausted(0).map(|()| None) };
        match protocol::next(t, b)? {
            Some(second) => Ok(Some((first, second))),
            None => exhausted(1).map(|()| None),
        }
    }

    fn visit(&self, visitor: &mut Visitor) {
        visitor.object(self.iterators.obj());
    }

    fn clear_references(&self, _t: &Thread) {}
}

/// The `strict` keyword, the only one `zip` and `map` take.
pub(super) fn strict_keyword(t: &Thread, args: Args, function: &str) -> PyResult<bool> {
    let mut strict = false;
    for (name, value) in args.keywords().iter() {
        if !str::equals(name, "strict") {
            let name = str::lossy(name);
            return Err(t.type_error(format!("{function}() got an unexpected keyword argument '{name}'")));
        }
        strict = protocol::is_true(t, value)?;
    }
    Ok(strict)
}

/// Steps every iterator once. False where one is exhausted; in strict mode the others must be too.
#[inline]
pub(super) fn step(t: &Thread, iterators: &[Obj], strict: bool, function: &str, row: &mut Row) -> PyResult<bool> {
    for (index, iterator) in iterators.iter().enumerate() {
        match protocol::next(t, iterator)? {
            Some(item) => row.push(item),
            None => {
                if strict {
                    check_exhausted(t, iterators, index, function)?;
                }
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Fails unless all iterators are exhausted; the one at `index` is.
#[cold]
fn check_exhausted(t: &Thread, iterators: &[Obj], index: usize, function: &str) -> PyResult<()> {
    if index > 0 {
        return Err(uneven(t, function, index, "shorter"));
    }
    for (index, iterator) in iterators.iter().enumerate().skip(1) {
        if protocol::next(t, iterator)?.is_some() {
            return Err(uneven(t, function, index, "longer"));
        }
    }
    Ok(())
}

#[cold]
fn uneven(t: &Thread, function: &str, index: usize, how: &str) -> Raised {
    let plural = if index == 1 { " " } else { "s 1-" };
    t.value_error(format!("{function}() argument {} is {how} than argument{plural}{index}", index + 1))
}

/// An iterator over each of the iterables.
pub(super) fn iterators_of(t: &Thread, iterables: &[Obj]) -> PyResult<Ref<Tuple>> {
    let iterators = iterables.iter().map(|iterable| protocol::iter(t, iterable)).collect::<PyResult<Vec<Obj>>>()?;
    Tuple::from_vec(t, iterators)
}

/// `(class, arguments)`, with the state True in strict mode.
pub(super) fn reduce(t: &Thread, class: &Type, arguments: Ref<Tuple>, strict: bool) -> PyResult {
    let mut parts = vec![class.borrowed_obj().clone(), arguments.into_obj()];
    if strict {
        parts.push(Obj::TRUE);
    }
    Tuple::from_vec(t, parts).map(Ref::into_obj)
}

/// The zip object yields n-length tuples, where n is the number of
/// iterables passed as positional arguments to zip().  The i-th element
/// in every tuple comes from the i-th iterable argument to zip().  This
/// continues until the shortest argument is exhausted.
///
/// If strict is true and one of the arguments is exhausted before the
/// others, raise a ValueError.
///
///    >>> list(zip('abcdefg', range(3), range(4)))
///    [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]
#[pyclass(name = "zip", gc, flags = type_flag::BASE_TYPE)]
impl Zip {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult<Ref<Zip>> {
        let strict = strict_keyword(t, args, "zip")?;
        let iterators = iterators_of(t, args.pos())?;
        memory::new_object(t, class, |head| Zip { head, iterators, strict: Cell::new(strict) })
    }

    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &Zip) -> PyResult<Option<Obj>> {
        let iterators = this.iterators.items();
        if iterators.is_empty() {
            return Ok(None);
        }
        let mut row = Row::new();
        if !step(t, iterators, this.strict.get(), "zip", &mut row)? {
            return Ok(None);
        }
        Tuple::with_class(t, Tuple::class(), row.len(), row.into_iter()).map(|tuple| Some(tuple.into_obj()))
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &Zip) -> PyResult {
        reduce(t, this.borrowed().type_of(), this.iterators.clone(), this.strict.get())
    }

    /// Set state information for unpickling.
    #[pymethod(sig = "($self, object, /)")]
    fn __setstate__(t: &Thread, this: &Zip, state: &Obj) -> PyResult<()> {
        this.strict.set(protocol::is_true(t, state)?);
        Ok(())
    }
}
