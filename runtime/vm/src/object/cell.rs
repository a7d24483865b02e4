//! [`ObjCell`] and [`RefOf`]: cells that own an object or nothing.

use std::cell::Cell;

use super::types::NativeType;
use super::value::{Obj, Ref, Value};
use crate::memory::Visitor;

/// Owns one object, or nothing. Reading clones, so no reference into it can dangle.
#[repr(transparent)]
pub struct ObjCell(Cell<Option<Obj>>);

impl ObjCell {
    pub const fn empty() -> ObjCell {
        ObjCell(Cell::new(None))
    }

    pub fn new(value: Obj) -> ObjCell {
        ObjCell(Cell::new(Some(value)))
    }

    pub const fn from_option(value: Option<Obj>) -> ObjCell {
        ObjCell(Cell::new(value))
    }

    #[inline]
    pub fn get(&self) -> Option<Obj> {
        // SAFETY: the clone is made before anything could replace the content.
        unsafe { (*self.0.as_ptr()).clone() }
    }

    /// The object, or None (the Python one).
    pub fn get_or_none(&self) -> Obj {
        self.get().unwrap_or(Obj::NONE)
    }

    /// The object, borrowed.
    ///
    /// # Safety
    /// Nothing replaces the content while the reference is in use.
    #[inline(always)]
    pub unsafe fn borrow(&self) -> Option<&Obj> {
        // SAFETY: by the caller's word.
        unsafe { (*self.0.as_ptr()).as_ref() }
    }

    /// The raw word, borrowed; NULL where there is none.
    #[inline(always)]
    pub fn value(&self) -> Value {
        // SAFETY: only the word is read.
        unsafe { (*self.0.as_ptr()).as_ref() }.map_or(Value::NULL, Obj::value)
    }

    #[inline]
    pub fn set(&self, value: Option<Obj>) {
        // The old content is dropped after the new one is in place, for its destructor may look.
        drop(self.0.replace(value));
    }

    #[inline]
    pub fn replace(&self, value: Option<Obj>) -> Option<Obj> {
        self.0.replace(value)
    }

    #[inline]
    pub fn take(&self) -> Option<Obj> {
        self.0.take()
    }

    #[inline(always)]
    pub fn is_some(&self) -> bool {
        !self.value().is_null()
    }

    #[inline]
    pub fn visit(&self, visitor: &mut Visitor) {
        visitor.value(self.value());
    }
}

/// Owns one object of layout `T`, or nothing.
#[repr(transparent)]
pub struct RefOf<T>(Cell<Option<Ref<T>>>);

impl<T: NativeType> RefOf<T> {
    pub const fn empty() -> RefOf<T> {
        RefOf(Cell::new(None))
    }

    pub fn new(value: Ref<T>) -> RefOf<T> {
        RefOf(Cell::new(Some(value)))
    }

    #[inline]
    pub fn get(&self) -> Option<Ref<T>> {
        // SAFETY: the clone is made before anything could replace the content.
        unsafe { (*self.0.as_ptr()).clone() }
    }

    /// The object, borrowed.
    ///
    /// # Safety
    /// Nothing replaces the content while the reference is in use.
    #[inline(always)]
    pub unsafe fn borrow(&self) -> Option<&T> {
        // SAFETY: by the caller's word.
        unsafe { (*self.0.as_ptr()).as_deref() }
    }

    #[inline]
    pub fn set(&self, value: Option<Ref<T>>) {
        drop(self.0.replace(value));
    }

    #[inline]
    pub fn take(&self) -> Option<Ref<T>> {
        self.0.take()
    }

    #[inline]
    pub fn visit(&self, visitor: &mut Visitor) {
        // SAFETY: only the word is read.
        if let Some(object) = unsafe { (*self.0.as_ptr()).as_ref() } {
            visitor.value(object.obj().value());
        }
    }
}
