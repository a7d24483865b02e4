//! The 16 bytes at the start of every heap object, laid out as CPython 3.14's `PyObject`.
//!
//! ```text
//! 0  refcount: u32   immortal when the top bit is set
//! 4  flags:    u32   bits 0..24 shape id (or 0), bits 24..32 the collector's
//! 8  type:     *Type
//! ```
//!
//! A freed block keeps a zero refcount, by which the collector tells it from a live object; so the
//! count of a live object is never zero while the collector can look.

use std::cell::Cell;
use std::ptr::NonNull;

use super::types::Type;
use crate::thread::Thread;

/// From this count on (the sign bit) an object is immortal, as in CPython.
pub const IMMORTAL: u32 = 3 << 30;

/// Bits of [`Header::flags`] above the shape id.
pub mod flag {
    /// The shape id's bits.
    pub const SHAPE_MASK: u32 = 0x00FF_FFFF;
    /// The collector follows this object.
    pub const TRACKED: u32 = 1 << 24;
    /// Survived a collection: generation 1 or 2.
    pub const OLD: u32 = 1 << 25;
    /// Survived a collection of the middle generation.
    pub const OLDEST: u32 = 1 << 26;
    /// `__del__` has run (PEP 442).
    pub const FINALIZED: u32 = 1 << 27;
    /// Part of the collection that is going on.
    pub const COLLECTING: u32 = 1 << 28;
    /// Some weak reference points here.
    pub const WEAKLY_REFERENCED: u32 = 1 << 29;
    /// Reached by the collection that is going on.
    pub const REACHABLE: u32 = 1 << 30;
    /// Too large for a page; set by the first collection that meets the object.
    pub const LARGE: u32 = 1 << 31;
}

#[repr(C)]
pub struct Header {
    pub(crate) refcount: Cell<u32>,
    pub(crate) flags: Cell<u32>,
    pub(crate) class: Cell<*const Type>,
}

const _: () = assert!(size_of::<Header>() == 16);

impl Header {
    /// The header of a new object with one reference. The reference to the type is the caller's
    /// to count ([`crate::memory::allocate`] does it for heap types).
    #[inline(always)]
    pub const fn new(class: *const Type, flags: u32) -> Header {
        Header { refcount: Cell::new(1), flags: Cell::new(flags), class: Cell::new(class) }
    }

    /// The header of an object that lives as long as the process.
    pub const fn immortal(class: *const Type) -> Header {
        Header { refcount: Cell::new(IMMORTAL), flags: Cell::new(0), class: Cell::new(class) }
    }

    #[inline(always)]
    pub fn type_of(&self) -> &Type {
        // SAFETY: a live object owns a reference to its type, and the pointer is never null.
        unsafe { &*self.class.get() }
    }

    pub fn set_type(&self, class: *const Type) {
        self.class.set(class);
    }

    #[inline(always)]
    pub fn refcount(&self) -> u32 {
        self.refcount.get()
    }

    #[inline(always)]
    pub fn set_refcount(&self, count: u32) {
        self.refcount.set(count);
    }

    #[inline(always)]
    pub fn is_immortal(&self) -> bool {
        (self.refcount.get() as i32) < 0
    }

    pub fn make_immortal(&self) {
        self.refcount.set(IMMORTAL);
    }

    #[inline(always)]
    pub fn flags(&self) -> u32 {
        self.flags.get()
    }

    #[inline(always)]
    pub fn has_flag(&self, flag: u32) -> bool {
        self.flags.get() & flag != 0
    }

    #[inline(always)]
    pub fn set_flag(&self, flag: u32) {
        self.flags.set(self.flags.get() | flag);
    }

    #[inline(always)]
    pub fn clear_flag(&self, flag: u32) {
        self.flags.set(self.flags.get() & !flag);
    }

    #[inline(always)]
    pub fn shape(&self) -> u32 {
        self.flags.get() & flag::SHAPE_MASK
    }

    #[inline(always)]
    pub fn set_shape(&self, shape: u32) {
        self.flags.set(self.flags.get() & !flag::SHAPE_MASK | shape);
    }

    #[inline(always)]
    pub fn incref(&self) {
        let count = self.refcount.get();
        if (count as i32) >= 0 {
            self.refcount.set(count + 1);
        }
    }

    /// Gives up a reference; the last one destroys the object.
    ///
    /// # Safety
    /// The object is alive and the caller owns the reference.
    #[inline(always)]
    pub unsafe fn decref(header: NonNull<Header>) {
        // SAFETY: alive, by the caller's word.
        let this = unsafe { header.as_ref() };
        let count = this.refcount.get();
        if (count as i32) < 0 {
            return;
        }
        if count == 1 {
            // SAFETY: the last reference is ours to give.
            unsafe { destroy(header) };
        } else {
            this.refcount.set(count - 1);
        }
    }
}

/// Destroys an object whose last reference is given up. The count stays 1 while its finalizer runs.
#[cold]
#[inline(never)]
unsafe fn destroy(header: NonNull<Header>) {
    // SAFETY: by the caller's word nobody else holds the object.
    unsafe { crate::memory::destroy::destroy(Thread::current(), header) }
}
