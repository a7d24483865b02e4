//! `filter`.

use taipan_macros::pyclass;

use crate::builtins::sequence::reduction;
use crate::call::{self, Args};
use crate::memory::{self, Visitor};
use crate::object::header::Header;
use crate::object::protocol;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

#[repr(C)]
pub struct Filter {
    head: Header,
    function: Obj,
    iterator: Obj,
    /// The function is None or `bool`: items speak for themselves.
    by_truth: bool,
}

impl Filter {
    fn visit(&self, visitor: &mut Visitor) {
        visitor.object(&self.function);
        visitor.object(&self.iterator);
    }

    fn clear_references(&self, _t: &Thread) {}
}

/// Return an iterator yielding those items of iterable for which
/// function(item) is true.  If function is None, return the items that
/// are true.
#[pyclass(name = "filter", gc, flags = type_flag::BASE_TYPE)]
impl Filter {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult<Ref<Filter>> {
        if class.is(Filter::class()) {
            args.no_keywords(t, "filter")?;
        }
        args.check_positional(t, "filter", 2, 2)?;
        let [function, iterable] = args.pos() else { return Err(t.system_error("argument count")) };
        let iterator = protocol::iter(t, iterable)?;
        let function = function.clone();
        let by_truth = function.is_none() || function.is(&crate::builtins::bool::class().borrowed_obj());
        memory::new_object(t, class, |head| Filter { head, function, iterator, by_truth })
    }

    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &Filter) -> PyResult<Option<Obj>> {
        while let Some(item) = protocol::next(t, &this.iterator)? {
            let keep = if this.by_truth {
                protocol::is_true(t, &item)?
            } else {
                protocol::is_true(t, &call::call1(t, &this.function, &item)?)?
            };
            if keep {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &Filter) -> PyResult {
        let class = this.borrowed().type_of().borrowed_obj().clone();
        reduction(t, class, vec![this.function.clone(), this.iterator.clone()])
    }
}
