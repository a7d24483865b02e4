//! The `list` type: slots.

use taipan_macros::pyclass;

use super::{List, methods};
use crate::builtins::{int, iterators, sequence, str::StrBuilder};
use crate::call::Args;
use crate::object::protocol::{self, text::ReprGuard};
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// Built-in mutable sequence.
///
/// If no argument is given, the constructor creates a new empty list.
/// The argument must be an iterable if specified.
#[pyclass(
    name = "list",
    gc,
    flags = type_flag::BASE_TYPE | type_flag::LIST_SUBCLASS | type_flag::SEQUENCE,
    lists = [methods::LIST_METHODS]
)]
impl List {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<List>> {
        List::with_class(t, class)
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &List, args: Args) -> PyResult<()> {
        if this.borrowed().is_exact::<List>() {
            args.no_keywords(t, "list")?;
        }
        args.check_positional(t, "list", 0, 1)?;
        this.clear();
        match args.get(0) {
            Some(iterable) => methods::extend(t, this, iterable),
            None => Ok(()),
        }
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &List) -> PyResult {
        if this.is_empty() {
            return crate::builtins::str::intern(t, "[]");
        }
        let Some(_guard) = ReprGuard::enter(t, &this.borrowed()) else {
            return crate::builtins::str::intern(t, "[...]");
        };
        let mut out = StrBuilder::new();
        out.push_str("[");
        let mut index = 0;
        while let Some(item) = this.get(index) {
            if index > 0 {
                out.push_str(", ");
            }
            out.push_text(&*protocol::repr(t, &item)?);
            index += 1;
        }
        out.push_str("]");
        out.finish(t).map(Ref::into_obj)
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.downcast::<List>(), other.downcast::<List>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        sequence::list_compare(t, a, b, op)
    }

    #[pyslot]
    fn __len__(_t: &Thread, this: &List) -> PyResult<usize> {
        Ok(this.len())
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &List) -> PyResult {
        iterators::ListIterator::new(t, this.to_ref())
    }

    #[pyslot]
    fn __getitem__(t: &Thread, this: &List, key: &Obj) -> PyResult {
        sequence::list_getitem(t, this, key)
    }

    #[pyslot]
    fn __setitem__(t: &Thread, this: &List, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
        sequence::list_setitem(t, this, key, value)
    }

    #[pyslot]
    fn __contains__(t: &Thread, this: &List, item: &Obj) -> PyResult<bool> {
        Ok(sequence::find_in_list(t, this, item, 0, usize::MAX)?.is_some())
    }

    #[pyslot]
    fn __concat__(t: &Thread, this: &List, other: &Obj) -> PyResult<Ref<List>> {
        let Some(other) = other.downcast::<List>() else {
            let class = other.type_of().name_text();
            return Err(t.type_error(format!("can only concatenate list (not \"{class}\") to list")));
        };
        let mut items = this.to_vec();
        items.extend(other.to_vec());
        List::from_vec(t, items)
    }

    #[pyslot]
    fn __repeat__(t: &Thread, this: &List, count: &Obj) -> PyResult<Ref<List>> {
        let count = int::index_as_i64(t, count, "cannot fit 'int' into an index-sized integer")?.max(0) as usize;
        // SAFETY: making a list and cloning items run no Python code.
        List::repeated(t, unsafe { this.as_slice() }, count)
    }

    #[pyslot]
    fn __iconcat__(t: &Thread, this: &List, other: &Obj) -> PyResult<Ref<List>> {
        methods::extend(t, this, other)?;
        Ok(this.to_ref())
    }

    #[pyslot]
    fn __irepeat__(t: &Thread, this: &List, count: &Obj) -> PyResult<Ref<List>> {
        let items = repeated(t, this, count)?;
        this.fill(t, items)?;
        Ok(this.to_ref())
    }
}

/// The items `count` times over.
fn repeated(t: &Thread, list: &List, count: &Obj) -> PyResult<Vec<Obj>> {
    let count = int::index_as_i64(t, count, "cannot fit 'int' into an index-sized integer")?.max(0) as usize;
    let items = list.to_vec();
    let mut result = Vec::new();
    let total = items.len().checked_mul(count);
    if total.is_none_or(|total| result.try_reserve_exact(total).is_err()) {
        return Err(t.no_memory());
    }
    for _ in 0..count {
        result.extend_from_slice(&items);
    }
    Ok(result)
}
