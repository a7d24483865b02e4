//! Methods of `list`. Sorting is in [`sort`], its merge sort in [`merge`].

pub mod merge;
pub mod sort;

use taipan_macros::pymethods;

use super::List;
use crate::builtins::iterators::ListReverseIterator;
use crate::builtins::range::Range;
use crate::builtins::sequence::{equal_fast, find_in_list};
use crate::builtins::slice;
use crate::builtins::tuple::Tuple;
use crate::call::{Args, FromArg, Parameter, ParameterKind, Place, Signature};
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

static POP: Signature = Signature {
    name: "pop",
    qualname: "list.pop",
    parameters: &[Parameter { name: "index", kind: ParameterKind::PositionalOnly, required: false }],
    varargs: false,
    varkeywords: false,
};

#[pymethods(list = LIST_METHODS, class = "list")]
impl List {
    /// Append object to the end of the list.
    #[pymethod(sig = "($self, object, /)", returns = "None")]
    fn append(t: &Thread, this: &List, object: &Obj) -> PyResult<()> {
        this.push(t, object.clone())
    }

    /// Insert object before index.
    #[pymethod(name = "insert", sig = "($self, index, object, /)", returns = "None")]
    fn method_insert(t: &Thread, this: &List, index: isize, object: &Obj) -> PyResult<()> {
        this.insert_at(t, index, object.clone())
    }

    /// Extend list by appending elements from the iterable.
    #[pymethod(name = "extend", sig = "($self, iterable, /)", returns = "None")]
    fn method_extend(t: &Thread, this: &List, iterable: &Obj) -> PyResult<()> {
        extend(t, this, iterable)
    }

    /// Remove and return item at index (default last).
    ///
    /// Raises IndexError if list is empty or index is out of range.
    #[pymethod(name = "pop", sig = "($self, index=-1, /)")]
    fn method_pop(t: &Thread, this: &List, args: Args) -> PyResult {
        let index = if args.is_empty() {
            -1
        } else {
            match POP.bind::<1>(t, args)? {
                [Some(index)] => isize::from_arg(t, index, Place::new(&POP, 0))?,
                [None] => -1,
            }
        };
        this.pop_at(t, index)
    }

    /// Remove first occurrence of value.
    ///
    /// Raises ValueError if the value is not present.
    #[pymethod(name = "remove", sig = "($self, value, /)", returns = "None")]
    fn method_remove(t: &Thread, this: &List, value: &Obj) -> PyResult<()> {
        match find_in_list(t, this, value, 0, usize::MAX)? {
            Some(index) => {
                drop(this.remove(t, index));
                Ok(())
            }
            None => Err(t.value_error("list.remove(x): x not in list")),
        }
    }

    /// Return first index of value.
    ///
    /// Raises ValueError if the value is not present.
    #[pymethod(name = "index", sig = "($self, value, start=0, stop=sys.maxsize, /)", returns = "int")]
    fn method_index(t: &Thread, this: &List, value: &Obj, start: Option<&Obj>, stop: Option<&Obj>) -> PyResult<usize> {
        // Both bounds are counted from the length there was before an `__index__` could change it.
        let length = this.len();
        let start = slice::search_bound(t, start, 0, length)?;
        let stop = slice::search_bound(t, stop, usize::MAX, length)?;
        match find_in_list(t, this, value, start, stop)? {
            Some(index) => Ok(index),
            None => Err(t.value_error("list.index(x): x not in list")),
        }
    }

    /// Return number of occurrences of value.
    #[pymethod(name = "count", sig = "($self, value, /)", returns = "int")]
    fn method_count(t: &Thread, this: &List, value: &Obj) -> PyResult<usize> {
        let (mut count, mut index) = (0, 0);
        // SAFETY: the fast comparison runs no Python code, and the slice is read anew in each round.
        while let Some(item) = unsafe { this.as_slice() }.get(index) {
            let equal = match equal_fast(item, value) {
                Some(equal) => equal,
                None => protocol::rich_compare_bool(t, &item.clone(), value, Comparison::Eq)?,
            };
            count += equal as usize;
            index += 1;
        }
        Ok(count)
    }

    /// Reverse *IN PLACE*.
    #[pymethod(name = "reverse", returns = "None")]
    fn method_reverse(_t: &Thread, this: &List) {
        let length = this.len();
        for index in 0..length / 2 {
            // SAFETY: both places are within bounds; the references change places.
            unsafe { std::ptr::swap(this.at(index), this.at(length - 1 - index)) };
        }
    }

    /// Return a shallow copy of the list.
    #[pymethod(name = "copy", returns = "list")]
    fn method_copy(t: &Thread, this: &List) -> PyResult<Ref<List>> {
        // SAFETY: making a list and cloning items run no Python code.
        List::from_slice(t, unsafe { this.as_slice() })
    }

    /// Remove all items from list.
    #[pymethod(name = "clear", returns = "None")]
    fn method_clear(_t: &Thread, this: &List) {
        this.clear();
    }

    /// Sort the list in ascending order and return None.
    ///
    /// The sort is in-place (i.e. the list itself is modified) and stable
    /// (i.e. the order of two equal elements is maintained).
    ///
    /// If a key function is given, apply it once to each list item and sort
    /// them, ascending or descending, according to their function values.
    ///
    /// The reverse flag can be set to sort in descending order.
    #[pymethod(name = "sort", sig = "($self, /, *, key=None, reverse=False)", returns = "None")]
    fn method_sort(t: &Thread, this: &List, key: Option<&Obj>, reverse: bool) -> PyResult<()> {
        sort::sort(t, this, key.filter(|key| !key.is_none()), reverse)
    }

    /// Return a reverse iterator over the list.
    #[pymethod]
    fn __reversed__(t: &Thread, this: &List) -> PyResult {
        ListReverseIterator::new(t, this.to_ref())
    }

    /// Return the size of the list in memory, in bytes.
    #[pymethod(returns = "int")]
    fn __sizeof__(_t: &Thread, this: &List) -> usize {
        this.borrowed().type_of().basicsize.get() + 8 * this.allocated.get()
    }

    /// lists are generic over the type of their contents
    #[pyclassmethod(sig = "(object, /)")]
    fn __class_getitem__(t: &Thread, class: &Obj, item: &Obj) -> PyResult {
        crate::builtins::generic_alias(t, class, item)
    }
}

/// The most items that room is made for on the word of a `__length_hint__`.
const MAX_HINT: usize = 1 << 20;

impl List {
    /// Makes room for `more` items at once.
    fn reserve(&self, t: &Thread, more: usize) -> PyResult<()> {
        let wanted = self.len().saturating_add(more);
        if wanted > self.allocated.get() { self.resize_storage(t, wanted) } else { Ok(()) }
    }

    /// Appends `count` items that `item` gives without running Python code.
    fn extend_exact(&self, t: &Thread, count: usize, item: impl Fn(usize) -> Option<Obj>) -> PyResult<()> {
        let size = self.len();
        if size == 0 {
            self.reserve(t, count)?;
        } else if size + count > self.allocated.get() {
            self.grow(t, size + count)?;
        }
        for index in 0..count {
            let Some(item) = item(index) else { break };
            // SAFETY: room for all items was made.
            unsafe { *self.at(size + index) = item.into_raw() };
            self.size.set(size + index + 1);
        }
        Ok(())
    }
}

/// `list.extend(iterable)`.
pub fn extend(t: &Thread, list: &List, iterable: &Obj) -> PyResult<()> {
    if let Some(other) = iterable.exact::<List>() {
        // Also right for the list itself: its old items stay where they are read.
        return list.extend_exact(t, other.len(), |index| other.get(index));
    }
    if let Some(tuple) = iterable.exact::<Tuple>() {
        return list.extend_exact(t, tuple.len(), |index| tuple.items().get(index).cloned());
    }
    if let Some(range) = iterable.exact::<Range>().and_then(Range::fast) {
        return list.extend_exact(t, range.length as usize, |index| Obj::small_int(range.item(index as i64)));
    }
    let iterator = protocol::iter(t, iterable)?;
    let hint = protocol::length_hint(t, iterable, 8)?;
    if list.is_empty() {
        list.reserve(t, hint.min(MAX_HINT))?;
    }
    let Some(next) = iterator.type_of().slots.next.get() else { return Err(t.system_error("not an iterator")) };
    while let Some(item) = next(t, &iterator)? {
        list.push(t, item)?;
    }
    list.shrink(t);
    Ok(())
}
