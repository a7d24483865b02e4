//! `tuple`: an immutable sequence; laid out as CPython's (`size`, cached hash, items).

use std::cell::Cell;

use taipan_macros::pyclass;

use crate::call::Args;
use crate::memory::{self, Visitor};
use crate::object::header::Header;
use crate::object::protocol::{self, text::ReprGuard};
use crate::object::slots::Comparison;
use crate::object::types::{Layout, NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{PyResult, Thread};

use super::str::StrBuilder;

#[repr(C)]
pub struct Tuple {
    head: Header,
    pub(crate) size: Cell<usize>,
    hash: Cell<i64>,
}

/// Offset of the first item.
pub const ITEMS: usize = 32;

const _: () = assert!(size_of::<Tuple>() == ITEMS);

/// How memory management treats tuples.
pub const fn layout() -> Layout {
    Layout {
        // SAFETY: called for live tuples.
        size: |object| unsafe { ITEMS + 8 * (*object.cast::<Tuple>()).size.get() },
        drop: |object| {
            // SAFETY: called once, when the tuple dies.
            unsafe {
                let this = &*object.cast::<Tuple>();
                // From the end, as CPython does.
                for i in (0..this.size.get()).rev() {
                    std::ptr::drop_in_place(this.at(i));
                }
            }
        },
        // SAFETY: called for live tuples.
        trace: |object, visitor: &mut Visitor| unsafe {
            (*object.cast::<Tuple>()).items().iter().for_each(|item| visitor.object(item));
        },
        // A cycle through a tuple is broken at another object, as in CPython.
        clear: |_, _| {},
        destroy: |t, object| {
            // SAFETY: called once, when the tuple dies; the size is read before its memory goes.
            unsafe {
                let this = &*object.cast::<Tuple>();
                let count = this.size.get();
                for i in (0..count).rev() {
                    std::ptr::drop_in_place(this.at(i));
                }
                t.heap.free(memory::heap::Kind::Gc, object.cast(), ITEMS + 8 * count);
            }
        },
    }
}

impl Tuple {
    #[inline(always)]
    fn at(&self, index: usize) -> *mut Obj {
        (self as *const Tuple as *mut u8).wrapping_add(ITEMS + 8 * index).cast()
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.size.get()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline(always)]
    pub fn items(&self) -> &[Obj] {
        // SAFETY: `size` items follow the head, and they never change.
        unsafe { std::slice::from_raw_parts(self.at(0), self.size.get()) }
    }

    /// The empty tuple.
    pub fn empty(t: &Thread) -> PyResult<Ref<Tuple>> {
        if let Some(empty) = t.interp().empty_tuple.get() {
            return Ok(empty.clone());
        }
        let made = Tuple::with_class(t, Tuple::class(), 0, std::iter::empty())?;
        let _ = t.interp().empty_tuple.set(made.clone());
        Ok(made)
    }

    pub fn from_slice(t: &Thread, items: &[Obj]) -> PyResult<Ref<Tuple>> {
        if items.is_empty() {
            return Tuple::empty(t);
        }
        Tuple::with_class(t, Tuple::class(), items.len(), items.iter().cloned())
    }

    pub fn from_vec(t: &Thread, items: Vec<Obj>) -> PyResult<Ref<Tuple>> {
        if items.is_empty() {
            return Tuple::empty(t);
        }
        Tuple::with_class(t, Tuple::class(), items.len(), items.into_iter())
    }

    /// A tuple of `count` items that the iterator gives.
    #[inline]
    pub fn with_class(
        t: &Thread,
        class: &Type,
        count: usize,
        items: impl Iterator<Item = Obj>,
    ) -> PyResult<Ref<Tuple>> {
        let Some(bytes) = count.checked_mul(8).and_then(|n| n.checked_add(ITEMS)) else { return Err(t.no_memory()) };
        let place = memory::new_variable::<Tuple>(t, class, bytes)?;
        // SAFETY: the block has room for the head and `count` items, all written before anyone looks.
        unsafe {
            let mut written = 0;
            place.write(Tuple { head: memory::object::header_for(class), size: Cell::new(0), hash: Cell::new(-1) });
            let this = place.as_ref();
            for item in items.take(count) {
                this.at(written).write(item);
                written += 1;
            }
            debug_assert_eq!(written, count);
            this.size.set(written);
            Ok(Ref::from_ptr(place))
        }
    }

    /// A tuple that takes over `count` owned words.
    ///
    /// # Safety
    /// The words are values whose references the caller gives up, also where this fails.
    pub unsafe fn from_raw(t: &Thread, words: *const Value, count: usize) -> PyResult<Ref<Tuple>> {
        if count == 0 {
            return Tuple::empty(t);
        }
        // SAFETY: as promised.
        Tuple::with_class(t, Tuple::class(), count, (0..count).map(|i| unsafe { Obj::from_raw(*words.add(i)) }))
    }
}

/// Built-in immutable sequence.
///
/// If no argument is given, the constructor returns an empty tuple.
/// If iterable is specified the tuple is initialized from iterable's items.
///
/// If the argument is a tuple, the return value is the same object.
#[pyclass(
    name = "tuple",
    flags = type_flag::BASE_TYPE | type_flag::TUPLE_SUBCLASS | type_flag::SEQUENCE | type_flag::HAVE_GC,
    itemsize = 8,
    layout = layout(),
    lists = [super::sequence::TUPLE_METHODS]
)]
impl Tuple {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult {
        args.no_keywords(t, "tuple")?;
        args.check_positional(t, "tuple", 0, 1)?;
        let items = match args.get(0) {
            None => {
                return Ok(if class.is(Tuple::class()) {
                    Tuple::empty(t)?.into_obj()
                } else {
                    Tuple::with_class(t, class, 0, std::iter::empty())?.into_obj()
                });
            }
            Some(iterable) if class.is(Tuple::class()) && iterable.is_exact::<Tuple>() => return Ok(iterable.clone()),
            Some(iterable) => protocol::collect(t, iterable)?,
        };
        if class.is(Tuple::class()) {
            return Tuple::from_vec(t, items).map(Ref::into_obj);
        }
        Tuple::with_class(t, class, items.len(), items.into_iter()).map(Ref::into_obj)
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Tuple) -> PyResult {
        if this.is_empty() {
            return super::str::intern(t, "()");
        }
        let Some(_guard) = ReprGuard::enter(t, &this.borrowed()) else { return super::str::intern(t, "(...)") };
        let mut out = StrBuilder::new();
        out.push_str("(");
        for (i, item) in this.items().iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            out.push_text(&*protocol::repr(t, item)?);
        }
        out.push_str(if this.len() == 1 { ",)" } else { ")" });
        out.finish(t).map(Ref::into_obj)
    }

    #[pyslot]
    fn __hash__(t: &Thread, this: &Tuple) -> PyResult<i64> {
        if this.hash.get() != -1 {
            return Ok(this.hash.get());
        }
        let mut hasher = crate::numeric::hash::TupleHasher::new();
        for item in this.items() {
            hasher.add(protocol::hash(t, item)?);
        }
        let hash = hasher.finish();
        this.hash.set(hash);
        Ok(hash)
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.downcast::<Tuple>(), other.downcast::<Tuple>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        super::sequence::compare(
            t,
            |i| a.items().get(i).cloned(),
            || a.len(),
            |i| b.items().get(i).cloned(),
            || b.len(),
            op,
        )
    }

    #[pyslot]
    fn __len__(_t: &Thread, this: &Tuple) -> PyResult<usize> {
        Ok(this.len())
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &Tuple) -> PyResult {
        super::iterators::TupleIterator::new(t, this.to_ref())
    }

    #[pyslot]
    fn __getitem__(t: &Thread, this: &Tuple, key: &Obj) -> PyResult {
        super::sequence::tuple_getitem(t, this, key)
    }

    #[pyslot]
    fn __contains__(t: &Thread, this: &Tuple, item: &Obj) -> PyResult<bool> {
        for element in this.items() {
            if super::sequence::equal(t, element, item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    #[pyslot]
    fn __concat__(t: &Thread, this: &Tuple, other: &Obj) -> PyResult {
        let Some(other) = other.downcast::<Tuple>() else {
            let class = other.type_of().name_text();
            return Err(t.type_error(format!("can only concatenate tuple (not \"{class}\") to tuple")));
        };
        if this.is_empty() && other.borrowed().is_exact::<Tuple>() {
            return Ok(other.to_ref().into_obj());
        }
        if other.is_empty() && this.borrowed().is_exact::<Tuple>() {
            return Ok(this.to_ref().into_obj());
        }
        let items = this.items().iter().chain(other.items()).cloned();
        Tuple::with_class(t, Tuple::class(), this.len() + other.len(), items).map(Ref::into_obj)
    }

    #[pyslot]
    fn __repeat__(t: &Thread, this: &Tuple, count: &Obj) -> PyResult {
        let count = super::int::index_as_i64(t, count, "cannot fit 'int' into an index-sized integer")?.max(0) as usize;
        if this.borrowed().is_exact::<Tuple>() && (count == 1 || this.is_empty()) {
            return Ok(this.to_ref().into_obj());
        }
        let Some(total) = this.len().checked_mul(count) else { return Err(t.no_memory()) };
        if total == 0 {
            return Tuple::empty(t).map(Ref::into_obj);
        }
        let items = this.items().iter().cycle().take(total).cloned();
        Tuple::with_class(t, Tuple::class(), total, items).map(Ref::into_obj)
    }
}
