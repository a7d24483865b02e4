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
    if t.destroy_depth.get() >= MAX_DEPTH && class.has_flag(type_flag::HAVE_GC) {
        header.clear_flag(flag::TRACKED);
        t.destroy_later(object);
        return;
    }
    t.destroy_depth.set(t.destroy_depth.get() + 1);
    // SAFETY: handed on.
    unsafe { destroy_now(t, object) };
    t.destroy_depth.set(t.destroy_depth.get() - 1);
    if t.destroy_depth.get() == 0 {
        while let Some(next) = t.next_to_destroy() {
            t.destroy_depth.set(1);
            // SAFETY: put off with its reference.
            unsafe { destroy_now(t, next) };
            t.destroy_depth.set(0);
        }
    }
}

unsafe fn destroy_now(t: &Thread, object: NonNull<Header>) {
    // SAFETY: alive until its memory is given back below.
    let header = unsafe { object.as_ref() };
    let class: *const Type = header.type_of();
    // SAFETY: the object keeps its type alive; a heap type's reference is given up last.
    let class = unsafe { &*class };
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
            return;
        }
    }
    if header.has_flag(flag::WEAKLY_REFERENCED) {
        crate::object::weakrefs::clear(t, object);
    }
    header.clear_flag(flag::TRACKED);
    // SAFETY: the object's parts are dropped once each, then its block goes back with its size.
    unsafe {
        let bytes = block_bytes(t, class, object);
        if class.is_heap_type() {
            crate::object::instance::drop_attributes(t, class, object);
        }
        (class.layout.get().drop)(object.as_ptr());
        let kind: Kind = kind_of(class);
        t.heap.free(kind, object.as_ptr().cast(), bytes);
        if class.is_heap_type() {
            Header::decref(NonNull::from(class.head()));
        }
    }
}
