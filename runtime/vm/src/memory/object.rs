//! Making objects: a block from the heap, a header, the type's reference, the attribute slots.

use std::mem::offset_of;
use std::ptr::NonNull;

use taipan_abi::layout::InstanceLayout;

use super::heap::{Heap, Kind};
use crate::object::header::{Header, flag};
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Ref, Value};
use crate::thread::{PyResult, Thread};

/// Which pages instances of the type live in.
#[inline(always)]
pub fn kind_of(class: &Type) -> Kind {
    if class.has_flag(type_flag::HAVE_GC) { Kind::Gc } else { Kind::Plain }
}

/// The header of a new instance: tracked if the type is, with the type's root shape.
#[inline(always)]
pub fn header_for(class: &Type) -> Header {
    let mut flags = class.root_shape.get();
    if class.has_flag(type_flag::HAVE_GC) {
        flags |= flag::TRACKED;
    }
    if class.is_heap_type() {
        class.head().incref();
    }
    Header::new(class, flags)
}

/// A new object of a fixed-size layout; `class` is `T`'s type, derives from it, or is one whose objects are laid
/// out like it.
#[inline]
pub fn new_object<T: NativeType>(t: &Thread, class: &Type, make: impl FnOnce(Header) -> T) -> PyResult<Ref<T>> {
    debug_assert!(class.is_subtype(T::static_type()) || class.basicsize.get() >= size_of::<T>());
    let bytes = class.basicsize.get().max(size_of::<T>());
    let Some(block) = t.heap.allocate(kind_of(class), bytes) else {
        return Err(t.no_memory());
    };
    let object = block.cast::<T>();
    // SAFETY: the block is ours and large enough; instance words lie behind the native part.
    unsafe {
        object.write(make(header_for(class)));
        if class.is_heap_type() {
            init_instance_words(class, block.as_ptr(), size_of::<T>());
        }
        t.count_allocation();
        Ok(Ref::from_ptr(object))
    }
}

/// Fills the words behind the native part: members unbound, aux zero. Slots hold nothing before the shape says so.
///
/// # Safety
/// `block` has room for an instance, of which the first `native` bytes are initialised.
#[inline(always)]
unsafe fn init_instance_words(class: &Type, block: *mut u8, native: usize) {
    let mut at = native.next_multiple_of(8);
    let aux = class.aux_offset.get() as usize;
    while at < aux {
        // SAFETY: within the block, aligned to a word.
        unsafe { block.add(at).cast::<Value>().write(Value::UNBOUND) };
        at += 8;
    }
    if aux != 0 {
        // SAFETY: the aux word lies in the block.
        unsafe { block.add(aux).cast::<u64>().write(0) };
    }
}

/// How compiled code makes a plain instance of a heap type; None where [`crate::object::instance::new_plain`] has to.
/// Holds until the class changes.
pub fn instance_layout(t: &Thread, class: &Type) -> Option<InstanceLayout> {
    const HEAD: usize = size_of::<Header>();
    let is_plain = crate::builtins::object::is_plain_layout(class) && class.itemsize.get() == 0;
    // Stress counts every allocation.
    if !is_plain || !class.is_heap_type() || t.stress_collect.get() != 0 {
        return None;
    }
    let aux = class.aux_offset.get();
    let page = Heap::page_offset(kind_of(class), class.basicsize.get().max(HEAD))? + offset_of!(Thread, heap);
    let tracked = if class.has_flag(type_flag::HAVE_GC) { flag::TRACKED } else { 0 };
    Some(InstanceLayout {
        page: page as u32,
        flags: class.root_shape.get() | tracked,
        members: (aux as usize).saturating_sub(HEAD) as u32 / 8,
        aux,
    })
}

/// A block for an object with a variable part of `native` bytes in all, header not yet written.
/// Room for a subclass's aux word is added behind. The caller writes the header made by
/// [`header_for`] and every native field before anything else happens.
pub fn new_variable<T: NativeType>(t: &Thread, class: &Type, native: usize) -> PyResult<NonNull<T>> {
    let bytes = variable_bytes(class, native);
    let Some(block) = t.heap.allocate(kind_of(class), bytes) else {
        return Err(t.no_memory());
    };
    if class.is_heap_type() {
        // SAFETY: room for the aux word was added.
        unsafe { block.as_ptr().add(native.next_multiple_of(8)).cast::<u64>().write(0) };
    }
    t.count_allocation();
    Ok(block.cast())
}

/// The size of the block of a variable-size object whose native part has `native` bytes.
#[inline(always)]
pub fn variable_bytes(class: &Type, native: usize) -> usize {
    if class.is_heap_type() { native.next_multiple_of(8) + 8 } else { native }
}

/// The size of a live object's block.
///
/// # Safety
/// The object is alive and `class` is its type.
pub unsafe fn block_bytes(t: &Thread, class: &Type, object: NonNull<Header>) -> usize {
    // SAFETY: alive.
    let shape = unsafe { object.as_ref() }.shape();
    if shape == 0 || class.itemsize.get() != 0 {
        // SAFETY: alive, and the layout is the type's.
        let native = unsafe { (class.layout.get().size)(object.as_ptr()) };
        if class.itemsize.get() != 0 {
            return variable_bytes(class, native);
        }
        return if class.is_heap_type() { class.basicsize.get().max(native) } else { native };
    }
    class.aux_offset.get() as usize + 8 + 8 * t.interp().shapes.get(shape).capacity() as usize
}

/// A buffer owned by an object.
pub fn new_buffer(t: &Thread, bytes: usize) -> PyResult<NonNull<u8>> {
    t.heap.allocate(Kind::Raw, bytes).ok_or_else(|| t.no_memory())
}

/// Gives a buffer back.
///
/// # Safety
/// The buffer came from [`new_buffer`] with `bytes` (or a size of the same class).
pub unsafe fn free_buffer(t: &Thread, buffer: *mut u8, bytes: usize) {
    // SAFETY: as promised.
    unsafe { t.heap.free(Kind::Raw, buffer, bytes) }
}

/// The bytes a buffer of at least `bytes` really has.
pub fn buffer_capacity(bytes: usize) -> usize {
    Heap::usable(bytes)
}
