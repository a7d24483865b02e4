//! Destruction: what happens when the last reference to an object goes.
//!
//! Order as in CPython: finalizer (which may resurrect), weak references, attributes, native fields,
//! memory, the type's reference. Long chains are taken apart in a loop, not by recursion.

use std::ptr::NonNull;

use super::heap::Kind;
use super::object::{block_bytes, kind_of};
use crate::object::header::{Header, flag};
use crate::object::types::{Type, type_flag};
use crate::object::value::{Borrowed, Value};
use crate::thread::Thread;

/// Nested destructions beyond this depth are put off to the outermost one.
const MAX_DEPTH: u32 = 64;

/// Destroys an object whose only reference is given up by the caller.
///
/// # Safety
/// The object is alive with a refcount of one, which the caller owns and gives up.
pub unsafe fn destroy(t: &Thread, object: NonNull<Header>) {
    // SAFETY: alive.
    let header = unsafe { object.as_ref() };
    let class = header.type_of();
    let depth = t.destroy_depth.get();
    if depth >= MAX_DEPTH && class.has_flag(type_flag::HAVE_GC) {
        header.clear_flag(flag::TRACKED);
        t.destroy_later(object);
        return;
    }
    t.destroy_depth.set(depth + 1);
    // SAFETY: handed on.
    unsafe { destroy_now(t, object) };
    t.destroy_depth.set(depth);
    if depth == 0 {
        destroy_waiting(t);
    }
}

/// Destroys what was put off.
#[inline(always)]
fn destroy_waiting(t: &Thread) {
    while let Some(next) = t.next_to_destroy() {
        t.destroy_depth.set(1);
        // SAFETY: put off with its reference.
        unsafe { destroy_now(t, next) };
        t.destroy_depth.set(0);
    }
}

/// Runs the finalizer and clears weak references. False: the finalizer brought the object back.
#[cold]
#[inline(never)]
unsafe fn prepare(t: &Thread, class: &Type, object: NonNull<Header>) -> bool {
    // SAFETY: alive.
    let header = unsafe { object.as_ref() };
    if let Some(finalize) = class.slots.finalize.get()
        && !header.has_flag(flag::FINALIZED)
    {
        if class.has_flag(type_flag::HAVE_GC) {
            header.set_flag(flag::FINALIZED);
        }
        // SAFETY: alive for the time of the call.
        let this = unsafe { Borrowed::from_value(Value::from_bits(object.as_ptr() as u64)) };
        finalize(t, &this);
        if header.refcount() > 1 {
            header.set_refcount(header.refcount() - 1);
            if class.has_flag(type_flag::HAVE_GC) {
                header.set_flag(flag::TRACKED);
            }
            return false;
        }
    }
    if header.has_flag(flag::WEAKLY_REFERENCED) {
        crate::object::weakrefs::clear(t, object);
    }
    true
}

#[inline(always)]
unsafe fn destroy_now(t: &Thread, object: NonNull<Header>) {
    // SAFETY: alive until its memory is given back below; it keeps its type alive.
    unsafe {
        let header = object.as_ref();
        let class: &Type = &*(header.type_of() as *const Type);
        if (class.slots.finalize.get().is_some() || header.has_flag(flag::WEAKLY_REFERENCED))
            && !prepare(t, class, object)
        {
            return;
        }
        header.clear_flag(flag::TRACKED);
        // A finalizer may have changed the class.
        let class: &Type = &*(header.type_of() as *const Type);
        if class.is_heap_type() {
            destroy_instance(t, class, object);
        } else {
            (class.layout.get().destroy)(t, object.as_ptr());
        }
    }
}

/// Drops the native part of a builtin type's instance and gives its memory back: what a layout does that knows no
/// shorter way.
///
/// # Safety
/// The object is being destroyed and has its type's layout.
pub unsafe fn drop_and_free(t: &Thread, object: *mut Header) {
    // SAFETY: as promised; the size is read before the parts go.
    unsafe {
        let class: &Type = &*((*object).type_of() as *const Type);
        let bytes = (class.layout.get().size)(object);
        (class.layout.get().drop)(object);
        t.heap.free(kind_of(class), object.cast(), bytes);
    }
}

/// Drops what an instance of a heap type owns, each part once, and gives its memory and its type's reference back.
unsafe fn destroy_instance(t: &Thread, class: &Type, object: NonNull<Header>) {
    // SAFETY: by the caller's word nobody else holds the object; the type's reference is given up last.
    unsafe {
        let is_plain = crate::builtins::object::is_plain_layout(class);
        let bytes = if is_plain && object.as_ref().shape() == 0 && class.itemsize.get() == 0 {
            class.basicsize.get()
        } else {
            block_bytes(t, class, object)
        };
        crate::object::instance::drop_attributes(t, class, object);
        if !is_plain {
            (class.layout.get().drop)(object.as_ptr());
        }
        let kind: Kind = kind_of(class);
        t.heap.free(kind, object.as_ptr().cast(), bytes);
        Header::decref(NonNull::from(class.head()));
    }
}

/// Gives up a word that something destroyed owned: a value, or UNBOUND.
///
/// # Safety
/// The caller owns the word.
#[inline(always)]
pub unsafe fn drop_owned(t: &Thread, word: Value) {
    if let Some(header) = word.header() {
        // SAFETY: owned, so alive; the last reference is ours to give.
        unsafe {
            let count = header.as_ref().refcount();
            if count == 1 {
                destroy(t, header);
            } else if (count as i32) >= 0 {
                header.as_ref().set_refcount(count - 1);
            }
        }
    }
}
