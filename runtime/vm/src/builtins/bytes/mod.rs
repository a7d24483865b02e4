//! `bytes`: an immutable sequence of bytes; laid out as CPython's (`size`, hash, data, a zero byte).
//!
//! | file | what |
//! |---|---|
//! | [`class`] | the type: slots and constructor |
//! | [`buffer`] | the bytes of any bytes-like object |
//! | [`construct`] | what `bytes(…)` and `bytearray(…)` are made of |
//! | [`methods`] | the methods that `bytes` and `bytearray` share, over [`text`], [`search`], [`parts`], [`hex`] |
//! | [`printf`] | `%` formatting |
//! | [`iterator`] | the iterator |

pub mod buffer;
pub mod class;
pub mod construct;
pub mod hex;
pub mod iterator;
pub mod methods;
pub mod parts;
pub mod printf;
pub mod search;
pub mod text;

use std::borrow::Cow;
use std::cell::{Cell, UnsafeCell};

use crate::memory;
use crate::object::header::Header;
use crate::object::types::{Layout, NativeType, Type};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

pub use class::TYPES;

#[repr(C)]
pub struct Bytes {
    head: Header,
    size: Cell<usize>,
    hash: Cell<i64>,
}

/// Offset of the first byte.
pub const DATA: usize = 32;

const _: () = assert!(size_of::<Bytes>() == DATA);

const fn layout() -> Layout {
    Layout {
        // SAFETY: called for live bytes.
        size: |object| unsafe { DATA + (*object.cast::<Bytes>()).size.get() + 1 },
        drop: |_| {},
        trace: |_, _| {},
        clear: |_, _| {},
        // SAFETY: called once, when the object dies; the size is read before its memory goes.
        destroy: |t, object| unsafe {
            let bytes = DATA + (*object.cast::<Bytes>()).size.get() + 1;
            t.heap.free(memory::heap::Kind::Plain, object.cast(), bytes);
        },
    }
}

/// The objects of no byte and of one, made when first asked for and never given up.
struct Shared(UnsafeCell<[Option<Obj>; 257]>);

// SAFETY: only touched by the thread that holds the interpreter lock.
unsafe impl Sync for Shared {}

static SHARED: Shared = Shared(UnsafeCell::new([const { None }; 257]));

impl Bytes {
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.size.get()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline(always)]
    fn data(&self) -> *mut u8 {
        (self as *const Bytes as *mut u8).wrapping_add(DATA)
    }

    /// The bytes.
    #[inline(always)]
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: `size` bytes follow the head, and they never change.
        unsafe { std::slice::from_raw_parts(self.data(), self.size.get()) }
    }

    /// `hash(data)`, computed once.
    pub fn hash_value(&self) -> i64 {
        if self.hash.get() == -1 {
            self.hash.set(super::str::hash_key().hash_bytes(self.as_slice()));
        }
        self.hash.get()
    }

    /// An object of `length` bytes that `fill` writes.
    pub(crate) fn make(t: &Thread, class: &Type, length: usize, fill: impl FnOnce(*mut u8)) -> PyResult<Ref<Bytes>> {
        let Some(bytes) = length.checked_add(DATA + 1).filter(|&n| n <= isize::MAX as usize) else {
            return Err(t.no_memory());
        };
        let place = memory::new_variable::<Bytes>(t, class, bytes)?;
        // SAFETY: the block has room for the head, `length` bytes and a zero; `fill` writes all of them.
        unsafe {
            place.write(Bytes {
                head: memory::object::header_for(class),
                size: Cell::new(length),
                hash: Cell::new(-1),
            });
            let data = place.as_ref().data();
            fill(data);
            data.add(length).write(0);
            Ok(Ref::from_ptr(place))
        }
    }

    /// An instance of bytes or a subclass.
    pub fn with_class(t: &Thread, class: &Type, data: &[u8]) -> PyResult<Ref<Bytes>> {
        if class.is(Bytes::class()) && data.len() <= 1 {
            return shared(t, data);
        }
        Bytes::make(t, class, data.len(), |to| {
            // SAFETY: room for the bytes was made.
            unsafe { std::ptr::copy_nonoverlapping(data.as_ptr(), to, data.len()) }
        })
    }

    pub fn new(t: &Thread, data: &[u8]) -> PyResult<Ref<Bytes>> {
        Bytes::with_class(t, Bytes::class(), data)
    }

    /// `length` zero bytes.
    pub fn zeros(t: &Thread, length: usize) -> PyResult<Ref<Bytes>> {
        if length <= 1 {
            return shared(t, &[0][..length]);
        }
        // SAFETY: room for the bytes was made.
        Bytes::make(t, Bytes::class(), length, |to| unsafe { std::ptr::write_bytes(to, 0, length) })
    }

    /// These bytes as an exact `bytes`: the object itself unless it is of a subclass.
    pub fn unchanged(&self, t: &Thread) -> PyResult<Ref<Bytes>> {
        if self.borrowed().is_exact::<Bytes>() { Ok(self.to_ref()) } else { Bytes::new(t, self.as_slice()) }
    }
}

/// The shared object of at most one byte.
fn shared(t: &Thread, data: &[u8]) -> PyResult<Ref<Bytes>> {
    let index = data.first().map_or(256, |&byte| usize::from(byte));
    // SAFETY: used by one thread at a time; no reference is kept.
    let place = || unsafe { &mut (&mut *SHARED.0.get())[index] };
    if let Some(found) = place().clone().and_then(|found| found.into_ref::<Bytes>().ok()) {
        return Ok(found);
    }
    let made = Bytes::make(t, Bytes::class(), data.len(), |to| {
        if let Some(&byte) = data.first() {
            // SAFETY: room for one byte was made.
            unsafe { to.write(byte) };
        }
    })?;
    made.head.make_immortal();
    *place() = Some(made.obj().clone());
    Ok(made)
}

/// A bytes object of the data.
pub fn from_slice(t: &Thread, data: &[u8]) -> PyResult {
    Bytes::new(t, data).map(Ref::into_obj)
}

/// `bytes` and `bytearray` as their shared methods see them.
pub trait ByteText: NativeType {
    /// Calls `f` with the bytes, which must not run Python code.
    fn with<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R;

    /// The bytes as they are now, for what may run Python code.
    fn stable(&self) -> Cow<'_, [u8]>;

    /// A new object of this type.
    fn of(t: &Thread, data: &[u8]) -> PyResult;

    /// What a method returns that has nothing to change.
    fn same(&self, t: &Thread) -> PyResult;
}

impl ByteText for Bytes {
    #[inline]
    fn with<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R {
        f(self.as_slice())
    }

    #[inline]
    fn stable(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.as_slice())
    }

    #[inline]
    fn of(t: &Thread, data: &[u8]) -> PyResult {
        from_slice(t, data)
    }

    fn same(&self, t: &Thread) -> PyResult {
        self.unchanged(t).map(Ref::into_obj)
    }
}
