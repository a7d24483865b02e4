//! `bytearray`: a mutable sequence of bytes.
//!
//! The data may change whenever Python code runs, so they are only lent to closures ([`ByteArray::with`]),
//! and while they are lent they keep their place: resizing then is BufferError, as with any export.

pub mod class;
pub mod iterator;
pub mod methods;
pub mod subscript;

use std::cell::{Cell, UnsafeCell};

use crate::builtins::bytes::ByteText;
use crate::exceptions as exc;
use crate::memory;
use crate::object::header::Header;
use crate::object::types::Type;
use crate::object::value::Ref;
use crate::thread::{PyResult, Thread};

pub use class::TYPES;

#[repr(C)]
pub struct ByteArray {
    head: Header,
    /// The data, after `start` bytes that were cut off the front.
    buffer: UnsafeCell<Vec<u8>>,
    start: Cell<usize>,
    exports: Cell<usize>,
}

impl ByteArray {
    pub fn with_class(t: &Thread, class: &Type, data: Vec<u8>) -> PyResult<Ref<ByteArray>> {
        memory::new_object(t, class, |head| ByteArray {
            head,
            buffer: UnsafeCell::new(data),
            start: Cell::new(0),
            exports: Cell::new(0),
        })
    }

    pub fn new(t: &Thread, data: Vec<u8>) -> PyResult<Ref<ByteArray>> {
        ByteArray::with_class(t, ByteArray::class(), data)
    }

    #[inline]
    pub fn len(&self) -> usize {
        // SAFETY: only the length is read.
        unsafe { &*self.buffer.get() }.len() - self.start.get()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The byte at an index, if it is within bounds.
    #[inline]
    pub fn get(&self, index: usize) -> Option<u8> {
        // SAFETY: one byte is copied, no reference stays.
        unsafe { &*self.buffer.get() }.get(self.start.get() + index).copied()
    }

    /// Replaces the byte at an index within bounds.
    pub fn set(&self, index: usize, byte: u8) {
        // SAFETY: one byte is written, no reference stays.
        if let Some(place) = unsafe { &mut *self.buffer.get() }.get_mut(self.start.get() + index) {
            *place = byte;
        }
    }

    pub fn to_vec(&self) -> Vec<u8> {
        self.with(<[u8]>::to_vec)
    }

    /// Bytes that the buffer has room for.
    pub fn allocated(&self) -> usize {
        // SAFETY: only the capacity is read.
        unsafe { &*self.buffer.get() }.capacity()
    }

    /// Notes that something outside looks at the data (a memoryview): they keep their place until
    /// [`ByteArray::release`].
    pub fn export(&self) {
        self.exports.set(self.exports.get() + 1);
    }

    pub fn release(&self) {
        self.exports.set(self.exports.get().saturating_sub(1));
    }

    /// The address of the data, for exports.
    pub fn data_ptr(&self) -> *mut u8 {
        // SAFETY: only the address is taken.
        unsafe { (*self.buffer.get()).as_mut_ptr().add(self.start.get()) }
    }

    fn check_resizable(&self, t: &Thread) -> PyResult<()> {
        if self.exports.get() == 0 {
            return Ok(());
        }
        Err(t.error(&exc::BUFFER_ERROR, "Existing exports of data: object cannot be re-sized"))
    }

    /// Calls `f` with the bytes in place; it runs no Python code and keeps no reference.
    fn with_mut<R>(&self, f: impl FnOnce(&mut [u8]) -> R) -> R {
        // SAFETY: `f` is ours and reaches this object in no other way.
        f(&mut unsafe { &mut *self.buffer.get() }[self.start.get()..])
    }

    /// Replaces the bytes `from..to` (fitted to the length) by others.
    pub fn splice(&self, t: &Thread, from: usize, to: usize, with: &[u8]) -> PyResult<()> {
        let length = self.len();
        let (from, to) = (from.min(length), to.clamp(from.min(length), length));
        if to - from == with.len() {
            self.with_mut(|data| data[from..to].copy_from_slice(with));
            return Ok(());
        }
        self.check_resizable(t)?;
        // SAFETY: nobody else looks at the buffer: it is not exported, and nothing here runs Python code.
        let buffer = unsafe { &mut *self.buffer.get() };
        let start = self.start.get();
        if from == 0 && with.is_empty() {
            // Cutting off the front moves nothing until half of the buffer is gone.
            self.start.set(start + to);
            if self.start.get() > buffer.len() / 2 {
                buffer.drain(..self.start.get());
                self.start.set(0);
                if buffer.is_empty() {
                    *buffer = Vec::new();
                }
            }
            return Ok(());
        }
        if with.len() > to - from && buffer.try_reserve(with.len() - (to - from)).is_err() {
            return Err(t.no_memory());
        }
        buffer.splice(start + from..start + to, with.iter().copied());
        Ok(())
    }

    pub fn push(&self, t: &Thread, byte: u8) -> PyResult<()> {
        self.check_resizable(t)?;
        // SAFETY: as in `splice`.
        let buffer = unsafe { &mut *self.buffer.get() };
        if buffer.try_reserve(1).is_err() {
            return Err(t.no_memory());
        }
        buffer.push(byte);
        Ok(())
    }

    pub fn append(&self, t: &Thread, data: &[u8]) -> PyResult<()> {
        if data.is_empty() {
            return Ok(());
        }
        self.check_resizable(t)?;
        // SAFETY: as in `splice`.
        let buffer = unsafe { &mut *self.buffer.get() };
        if buffer.try_reserve(data.len()).is_err() {
            return Err(t.no_memory());
        }
        buffer.extend_from_slice(data);
        Ok(())
    }

    /// Cuts off or fills up with zeros.
    pub fn resize(&self, t: &Thread, length: usize) -> PyResult<()> {
        let now = self.len();
        if length == now {
            return Ok(());
        }
        self.check_resizable(t)?;
        // SAFETY: as in `splice`.
        let buffer = unsafe { &mut *self.buffer.get() };
        if length > now && buffer.try_reserve(length - now).is_err() {
            return Err(t.no_memory());
        }
        buffer.resize(self.start.get() + length, 0);
        Ok(())
    }

    /// Replaces all data.
    pub fn assign(&self, t: &Thread, data: Vec<u8>) -> PyResult<()> {
        self.check_resizable(t)?;
        // SAFETY: as in `splice`.
        unsafe { *self.buffer.get() = data };
        self.start.set(0);
        Ok(())
    }
}

impl ByteText for ByteArray {
    fn with<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R {
        self.export();
        // SAFETY: while it is exported the buffer keeps its place, and `f` runs no Python code.
        let result = f(&unsafe { &*self.buffer.get() }[self.start.get()..]);
        self.release();
        result
    }

    fn stable(&self) -> std::borrow::Cow<'_, [u8]> {
        std::borrow::Cow::Owned(self.to_vec())
    }

    fn of(t: &Thread, data: &[u8]) -> PyResult {
        ByteArray::new(t, data.to_vec()).map(Ref::into_obj)
    }

    fn same(&self, t: &Thread) -> PyResult {
        ByteArray::new(t, self.to_vec()).map(Ref::into_obj)
    }
}
