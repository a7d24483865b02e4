//! Values in Rust: [`Value`], the raw word; [`Obj`], which owns one reference; [`Ref`], an [`Obj`]
//! known to point to a heap object of one layout.
//!
//! Everything outside the interpreter, containers and helpers is written with `Obj` and `&Obj`, so
//! that counts balance by construction. A `Value` counts nothing.

use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::num::NonZeroU64;
use std::ops::Deref;
use std::ptr::NonNull;

use taipan_abi::value as word;

use super::header::Header;
use super::types::{NativeType, Type};

/// A tagged word: borrowed, uncounted.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Value(u64);

impl Value {
    pub const NULL: Value = Value(word::NULL);
    pub const UNBOUND: Value = Value(word::UNBOUND);
    pub const NONE: Value = Value(word::NONE);
    pub const TRUE: Value = Value(word::TRUE);
    pub const FALSE: Value = Value(word::FALSE);
    pub const NOT_IMPLEMENTED: Value = Value(word::NOT_IMPLEMENTED);
    pub const ELLIPSIS: Value = Value(word::ELLIPSIS);

    #[inline(always)]
    pub const fn from_bits(bits: u64) -> Value {
        Value(bits)
    }

    #[inline(always)]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The word of an int that fits 63 bits.
    #[inline(always)]
    pub const fn small_int(value: i64) -> Option<Value> {
        match word::encode_int(value) {
            Some(bits) => Some(Value(bits)),
            None => None,
        }
    }

    #[inline(always)]
    pub const fn from_bool(value: bool) -> Value {
        Value(word::encode_bool(value))
    }

    #[inline(always)]
    pub const fn is_null(self) -> bool {
        self.0 == word::NULL
    }

    #[inline(always)]
    pub const fn is_unbound(self) -> bool {
        self.0 == word::UNBOUND
    }

    #[inline(always)]
    pub const fn is_pointer(self) -> bool {
        word::is_pointer(self.0)
    }

    #[inline(always)]
    pub const fn is_int(self) -> bool {
        word::is_int(self.0)
    }

    /// The value of a small int.
    #[inline(always)]
    pub const fn as_int(self) -> Option<i64> {
        if self.is_int() { Some(word::decode_int(self.0)) } else { None }
    }

    /// The double of an immediate float.
    #[inline(always)]
    pub const fn as_immediate_float(self) -> Option<f64> {
        word::decode_float(self.0)
    }

    /// The header, if the word is a pointer.
    #[inline(always)]
    pub fn header(self) -> Option<NonNull<Header>> {
        if self.is_pointer() { NonNull::new(self.0 as *mut Header) } else { None }
    }

    /// The word as a borrowed object.
    ///
    /// # Safety
    /// The word is a value (not NULL or UNBOUND) and something owns it for as long as the reference is used.
    #[inline(always)]
    pub unsafe fn as_obj(&self) -> &Obj {
        // SAFETY: Obj is transparent over a non-zero word and no Value is zero.
        unsafe { &*(self as *const Value as *const Obj) }
    }

    /// Counts a new reference to the word.
    ///
    /// # Safety
    /// As for [`Value::as_obj`]; NULL and UNBOUND are allowed for they are immediates.
    #[inline(always)]
    pub unsafe fn incref(self) -> Value {
        if let Some(header) = self.header() {
            // SAFETY: the caller vouches that the object is alive.
            unsafe { header.as_ref() }.incref();
        }
        self
    }

    /// Gives an owned word up unless that would destroy an object; false: it would, and nothing happened.
    ///
    /// # Safety
    /// The caller owns the word; NULL and UNBOUND own nothing.
    #[inline(always)]
    pub unsafe fn release_shared(self) -> bool {
        let Some(header) = self.header() else { return true };
        // SAFETY: the caller owns a reference, so the object is alive.
        let header = unsafe { header.as_ref() };
        let count = header.refcount();
        if count == 1 {
            return false;
        }
        if (count as i32) >= 0 {
            header.set_refcount(count - 1);
        }
        true
    }

    /// A new owned reference.
    ///
    /// # Safety
    /// As for [`Value::as_obj`].
    #[inline(always)]
    pub unsafe fn to_obj(self) -> Obj {
        // SAFETY: the caller vouches that the word is a live value.
        unsafe { Obj::from_raw(self.incref()) }
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Value::NULL => f.write_str("NULL"),
            Value::UNBOUND => f.write_str("UNBOUND"),
            Value::NONE => f.write_str("None"),
            Value::TRUE => f.write_str("True"),
            Value::FALSE => f.write_str("False"),
            v if v.is_int() => write!(f, "{}", word::decode_int(v.0)),
            v => match v.as_immediate_float() {
                Some(value) => write!(f, "{value}f"),
                None => write!(f, "{:#x}", v.0),
            },
        }
    }
}

/// One owned reference to a Python object.
#[repr(transparent)]
pub struct Obj(NonZeroU64, PhantomData<*mut Header>);

impl Obj {
    /// Takes over one reference.
    ///
    /// # Safety
    /// The word is a value (neither NULL nor UNBOUND) and the caller gives up a reference it owns.
    #[inline(always)]
    pub unsafe fn from_raw(value: Value) -> Obj {
        // SAFETY: no word that is a value is zero.
        Obj(unsafe { NonZeroU64::new_unchecked(value.0) }, PhantomData)
    }

    /// Gives the reference up to the caller.
    #[inline(always)]
    pub fn into_raw(self) -> Value {
        ManuallyDrop::new(self).value()
    }

    /// The word, borrowed.
    #[inline(always)]
    pub fn value(&self) -> Value {
        Value(self.0.get())
    }

    #[inline(always)]
    const fn immediate(value: Value) -> Obj {
        match NonZeroU64::new(value.0) {
            Some(bits) => Obj(bits, PhantomData),
            None => unreachable!(),
        }
    }

    pub const NONE: Obj = Obj::immediate(Value::NONE);
    pub const TRUE: Obj = Obj::immediate(Value::TRUE);
    pub const FALSE: Obj = Obj::immediate(Value::FALSE);
    pub const NOT_IMPLEMENTED: Obj = Obj::immediate(Value::NOT_IMPLEMENTED);
    pub const ELLIPSIS: Obj = Obj::immediate(Value::ELLIPSIS);

    #[inline(always)]
    pub fn none() -> Obj {
        Obj::NONE
    }

    #[inline(always)]
    pub fn from_bool(value: bool) -> Obj {
        Obj::immediate(Value::from_bool(value))
    }

    /// An int that fits 63 bits.
    #[inline(always)]
    pub fn small_int(value: i64) -> Option<Obj> {
        Value::small_int(value).map(Obj::immediate)
    }

    /// A small int of at most 32 bits, which always fits.
    #[inline(always)]
    pub fn from_i32(value: i32) -> Obj {
        Obj::immediate(Value(word::encode_small(value as i64)))
    }

    /// Identity.
    #[inline(always)]
    pub fn is(&self, other: &Obj) -> bool {
        self.0 == other.0
    }

    #[inline(always)]
    pub fn is_none(&self) -> bool {
        self.value() == Value::NONE
    }

    #[inline(always)]
    pub fn is_true(&self) -> bool {
        self.value() == Value::TRUE
    }

    #[inline(always)]
    pub fn is_not_implemented(&self) -> bool {
        self.value() == Value::NOT_IMPLEMENTED
    }

    /// The header, if this is a heap object.
    #[inline(always)]
    pub fn header(&self) -> Option<&Header> {
        // SAFETY: we own a reference, so the object is alive for as long as self.
        self.value().header().map(|h| unsafe { &*h.as_ptr() })
    }

    /// The object's type.
    #[inline(always)]
    pub fn type_of(&self) -> &Type {
        match self.header() {
            Some(header) => header.type_of(),
            None => super::types::immediate_type(self.value()),
        }
    }

    /// Whether the type is exactly `T`'s.
    #[inline(always)]
    pub fn is_exact<T: NativeType>(&self) -> bool {
        match self.header() {
            Some(header) => std::ptr::eq(header.type_of(), T::static_type()),
            None => false,
        }
    }

    /// The heap object, if the type is exactly `T`'s.
    #[inline(always)]
    pub fn exact<T: NativeType>(&self) -> Option<&T> {
        // SAFETY: the exact type implies the layout.
        if self.is_exact::<T>() { Some(unsafe { self.cast_unchecked() }) } else { None }
    }

    /// The heap object, if the type is `T`'s or one derived from it.
    #[inline(always)]
    pub fn downcast<T: NativeType>(&self) -> Option<&T> {
        let header = self.header()?;
        let class = header.type_of();
        if std::ptr::eq(class, T::static_type()) || class.is_subtype(T::static_type()) {
            // SAFETY: a subtype's layout starts with its base's.
            Some(unsafe { self.cast_unchecked() })
        } else {
            None
        }
    }

    /// The heap object as a `T`.
    ///
    /// # Safety
    /// The object is a heap object whose type is `T`'s or one derived from it.
    #[inline(always)]
    pub unsafe fn cast_unchecked<T: NativeType>(&self) -> &T {
        // SAFETY: the caller vouches for the layout; we own a reference.
        unsafe { &*(self.0.get() as *const T) }
    }

    /// Turns into a typed reference if the type fits.
    pub fn into_ref<T: NativeType>(self) -> Result<Ref<T>, Obj> {
        if self.downcast::<T>().is_some() { Ok(Ref(self, PhantomData)) } else { Err(self) }
    }

    /// A borrowed slice of objects as raw words.
    #[inline(always)]
    pub fn as_values(objects: &[Obj]) -> &[Value] {
        // SAFETY: both are transparent over the same word.
        unsafe { std::slice::from_raw_parts(objects.as_ptr().cast(), objects.len()) }
    }
}

impl Clone for Obj {
    #[inline(always)]
    fn clone(&self) -> Obj {
        if let Some(header) = self.header() {
            header.incref();
        }
        Obj(self.0, PhantomData)
    }
}

impl Drop for Obj {
    #[inline(always)]
    fn drop(&mut self) {
        if let Some(header) = self.value().header() {
            // SAFETY: we own the reference that is given up here.
            unsafe { Header::decref(header) };
        }
    }
}

impl std::fmt::Debug for Obj {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value().fmt(f)
    }
}

/// A borrowed reference that is itself a word: what `&T` turns into where a `&Obj` is wanted.
#[repr(transparent)]
pub struct Borrowed<'a>(ManuallyDrop<Obj>, PhantomData<&'a Obj>);

impl Borrowed<'_> {
    /// # Safety
    /// The word is a value that something owns for as long as the lifetime lasts.
    #[inline(always)]
    pub unsafe fn from_value<'a>(value: Value) -> Borrowed<'a> {
        // SAFETY: never dropped, so no reference is given up.
        Borrowed(ManuallyDrop::new(unsafe { Obj::from_raw(value) }), PhantomData)
    }
}

impl Deref for Borrowed<'_> {
    type Target = Obj;

    #[inline(always)]
    fn deref(&self) -> &Obj {
        &self.0
    }
}

/// An owned reference to a heap object of layout `T`.
#[repr(transparent)]
pub struct Ref<T>(Obj, PhantomData<T>);

impl<T: NativeType> Ref<T> {
    /// Takes over one reference.
    ///
    /// # Safety
    /// The caller gives up a reference it owns, to an object of layout `T`.
    #[inline(always)]
    pub unsafe fn from_ptr(ptr: NonNull<T>) -> Ref<T> {
        // SAFETY: the caller vouches for it.
        Ref(unsafe { Obj::from_raw(Value::from_bits(ptr.as_ptr() as u64)) }, PhantomData)
    }

    /// A new reference to a borrowed object.
    #[inline(always)]
    pub fn from_borrowed(object: &T) -> Ref<T> {
        (*object.borrowed()).clone().into_ref_unchecked()
    }

    #[inline(always)]
    pub fn as_ptr(&self) -> *mut T {
        self.0.0.get() as *mut T
    }
}

impl Obj {
    #[inline(always)]
    fn into_ref_unchecked<T: NativeType>(self) -> Ref<T> {
        Ref(self, PhantomData)
    }
}

impl<T> Ref<T> {
    #[inline(always)]
    pub fn into_obj(self) -> Obj {
        self.0
    }

    #[inline(always)]
    pub fn obj(&self) -> &Obj {
        &self.0
    }
}

impl<T> Clone for Ref<T> {
    #[inline(always)]
    fn clone(&self) -> Ref<T> {
        Ref(self.0.clone(), PhantomData)
    }
}

impl<T: NativeType> Deref for Ref<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: a Ref is only made for objects of layout T.
        unsafe { self.0.cast_unchecked() }
    }
}

impl<T> From<Ref<T>> for Obj {
    fn from(typed: Ref<T>) -> Obj {
        typed.0
    }
}

const _: () = assert!(size_of::<Option<Obj>>() == 8 && size_of::<Option<Ref<Type>>>() == 8);
