//! `enumerate`.

use std::cell::Cell;

use taipan_macros::pyclass;

use crate::builtins::int;
use crate::builtins::sequence::{pair, reduction};
use crate::builtins::str;
use crate::call::Args;
use crate::memory::{self, Visitor};
use crate::numeric::int::IntRef;
use crate::numeric::int_ops;
use crate::object::cell::ObjCell;
use crate::object::header::Header;
use crate::object::protocol;
use crate::object::types::{Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Raised, Thread};

#[repr(C)]
pub struct Enumerate {
    head: Header,
    iterator: Obj,
    /// The next count, unless it is in `big`.
    count: Cell<i64>,
    /// The next count where it is beyond 64 bits.
    big: ObjCell,
}

impl Enumerate {
    fn create(t: &Thread, class: &Type, iterable: &Obj, start: Option<&Obj>) -> PyResult {
        let (count, big) = match start {
            None => (0, None),
            Some(start) => {
                let start = int::exact(t, &int::index(t, start)?)?;
                match int::number(&start).and_then(IntRef::to_i64) {
                    Some(count) => (count, None),
                    None => (0, Some(start)),
                }
            }
        };
        let iterator = protocol::iter(t, iterable)?;
        memory::new_object(t, class, |head| Enumerate {
            head,
            iterator,
            count: Cell::new(count),
            big: ObjCell::from_option(big),
        })
        .map(Ref::into_obj)
    }

    /// The next count, which is then advanced.
    #[inline]
    fn advance(&self, t: &Thread) -> PyResult {
        let count = self.count.get();
        if !self.big.is_some() && count != i64::MAX {
            self.count.set(count + 1);
            return int::from_i64(t, count);
        }
        self.advance_big(t)
    }

    #[cold]
    fn advance_big(&self, t: &Thread) -> PyResult {
        let count = match self.big.get() {
            Some(count) => count,
            None => int::from_i64(t, self.count.get())?,
        };
        let number = int::number(&count).unwrap_or(IntRef::Small(0));
        self.big.set(Some(int::from_number(t, int_ops::add(number, IntRef::Small(1)))?));
        Ok(count)
    }

    /// The next count and item.
    #[inline]
    pub fn next_pair(&self, t: &Thread) -> PyResult<Option<(Obj, Obj)>> {
        match protocol::next(t, &self.iterator)? {
            Some(item) => Ok(Some((self.advance(t)?, item))),
            None => Ok(None),
        }
    }

    fn visit(&self, visitor: &mut Visitor) {
        visitor.object(&self.iterator);
    }

    fn clear_references(&self, _t: &Thread) {}
}

#[cold]
fn bad_keyword(t: &Thread, name: &Obj) -> Raised {
    t.type_error(format!("'{}' is an invalid keyword argument for enumerate()", str::lossy(name)))
}

/// Return an enumerate object.
///
///   iterable
///     an object supporting iteration
///
/// The enumerate object yields pairs containing a count (from start, which
/// defaults to zero) and a value yielded by the iterable argument.
///
/// enumerate is useful for obtaining an indexed list:
///     (0, seq[0]), (1, seq[1]), (2, seq[2]), ...
#[pyclass(name = "enumerate", gc, flags = type_flag::BASE_TYPE)]
impl Enumerate {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult {
        let keywords = args.keywords();
        let total = args.len() + keywords.len();
        if total == 0 {
            return Err(t.type_error("enumerate() missing required argument 'iterable'"));
        }
        if total > 2 {
            return Err(t.type_error(format!("enumerate() takes at most 2 arguments ({total} given)")));
        }
        let (mut iterable, mut start) = (args.get(0), args.get(1));
        for (name, value) in keywords.iter() {
            if iterable.is_none() && str::equals(name, "iterable") {
                iterable = Some(value);
            } else if total == 2 && start.is_none() && str::equals(name, "start") {
                start = Some(value);
            } else {
                return Err(bad_keyword(t, name));
            }
        }
        match iterable {
            Some(iterable) => Enumerate::create(t, class, iterable, start),
            None => Err(t.type_error("enumerate() missing required argument 'iterable'")),
        }
    }

    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &Enumerate) -> PyResult<Option<Obj>> {
        match this.next_pair(t)? {
            Some((count, item)) => pair(t, count, item).map(Some),
            None => Ok(None),
        }
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &Obj) -> PyResult {
        let class = this.type_of().borrowed_obj().clone();
        let Some(it) = this.downcast::<Enumerate>() else { return Err(t.system_error("not an enumerate object")) };
        let count = match it.big.get() {
            Some(count) => count,
            None => int::from_i64(t, it.count.get())?,
        };
        reduction(t, class, vec![it.iterator.clone(), count])
    }

    /// 'enumerate' objects are generic over the type of their values
    #[pyclassmethod(sig = "(object, /)")]
    fn __class_getitem__(t: &Thread, class: &Obj, item: &Obj) -> PyResult {
        crate::builtins::generic_alias(t, class, item)
    }
}
