//! Instance attributes: slots laid out by shape, and the `__dict__` over them.
//!
//! ```text
//! native part | __slots__ members | aux word | inline slots (capacity of the shape)
//! ```
//!
//! The aux word is zero or points to an [`Aux`] record with the overflow slots and the `__dict__`.
//! A `__dict__` that somebody asked for is a view: it reads and writes the same slots, so asking
//! slows nothing down. Only what a shape cannot express (a key that is not a str, too many names)
//! turns the instance to dict mode, where the dict itself owns the attributes.
//! Objects with a variable part keep every slot in the aux record.

use std::ptr::NonNull;

use super::header::Header;
use super::shape::{MAX_INLINE, Shape};
use super::types::{NativeType, Type, type_flag};
use super::value::{Obj, Ref, Value};
use crate::builtins::dict::Dict;
use crate::memory::Visitor;
use crate::memory::destroy::drop_owned;
use crate::thread::{PyResult, Thread};

/// What an instance keeps outside its block.
pub struct Aux {
    pub overflow: Vec<Option<Obj>>,
    pub dict: Option<Ref<Dict>>,
}

/// The aux word of an instance of a shaped type.
#[inline(always)]
fn aux_word(object: &Header) -> *mut *mut Aux {
    let class = object.type_of();
    let base = object as *const Header as *mut u8;
    let offset = match class.aux_offset.get() {
        0 => {
            // SAFETY: alive, and the layout is the type's.
            let native = unsafe { (class.layout.get().size)(object) };
            native.next_multiple_of(8)
        }
        offset => offset as usize,
    };
    base.wrapping_add(offset).cast()
}

#[allow(clippy::mut_from_ref)]
#[inline(always)]
fn aux(object: &Header) -> Option<&mut Aux> {
    // SAFETY: a shaped object has an aux word; records are reached through the object alone, and no
    // caller keeps the reference across anything that could reach it again.
    unsafe { (*aux_word(object)).as_mut() }
}

#[allow(clippy::mut_from_ref)]
fn make_aux(object: &Header) -> &mut Aux {
    let word = aux_word(object);
    // SAFETY: as in `aux`.
    unsafe {
        if (*word).is_null() {
            *word = Box::into_raw(Box::new(Aux { overflow: Vec::new(), dict: None }));
        }
        &mut **word
    }
}

/// Whether instances of the object's type have attributes in slots (and a `__dict__`).
#[inline(always)]
pub fn is_shaped(object: &Obj) -> bool {
    object.header().is_some_and(|h| h.shape() != 0 && h.type_of().has_flag(type_flag::SHAPED))
}

#[inline(always)]
pub fn shape_of<'t>(t: &'t Thread, header: &Header) -> &'t Shape {
    t.interp().shapes.get(header.shape())
}

/// The word of inline slot `slot`.
#[inline(always)]
fn inline_slot(object: &Header, slot: u32) -> *mut Value {
    // SAFETY: inline slots follow the aux word.
    unsafe { aux_word(object).add(1 + slot as usize).cast() }
}

/// Where an inline slot lies, in bytes from the object's start; None for a slot that is not inline at a fixed place.
#[inline]
pub fn inline_offset(class: &Type, shape: &Shape, slot: u32) -> Option<u32> {
    (slot < shape.capacity() && class.itemsize.get() == 0).then(|| class.aux_offset.get() + 8 + 8 * slot)
}

/// The value in a slot the shape has.
#[inline]
pub fn read_slot(object: &Header, shape: &Shape, slot: u32) -> Value {
    if slot < shape.capacity() {
        // SAFETY: the shape says that the slot is there and bound.
        unsafe { *inline_slot(object, slot) }
    } else {
        let overflow = aux(object).map(|a| &a.overflow);
        overflow
            .and_then(|o| o.get((slot - shape.capacity()) as usize))
            .and_then(|o| o.as_ref())
            .map_or(Value::NULL, Obj::value)
    }
}

/// Replaces the value in a bound slot and returns the old one, for the caller to drop when nothing
/// is half done.
#[inline]
fn replace_slot(object: &Header, shape: &Shape, slot: u32, value: Obj) -> Option<Obj> {
    if slot < shape.capacity() {
        let place = inline_slot(object, slot);
        // SAFETY: bound by the shape; the old reference moves to the caller.
        unsafe {
            let old = Obj::from_raw(*place);
            *place = value.into_raw();
            Some(old)
        }
    } else {
        let aux = make_aux(object);
        aux.overflow[(slot - shape.capacity()) as usize].replace(value)
    }
}

/// The attribute of an instance of a shaped type; `name` is interned.
#[inline]
pub fn get_attribute(t: &Thread, object: &Obj, name: &Obj) -> PyResult<Option<Obj>> {
    let Some(header) = object.header() else { return Ok(None) };
    let shape = shape_of(t, header);
    if let Some(slot) = shape.slot(name.value()) {
        // SAFETY: the slot owns a reference.
        return Ok(Some(unsafe { read_slot(header, shape, slot).to_obj() }));
    }
    if shape.is_dict_mode()
        && let Some(dict) = aux(header).and_then(|a| a.dict.clone())
    {
        return dict.get_str(t, name);
    }
    Ok(None)
}

/// Sets the attribute of an instance of a shaped type; `name` is interned.
pub fn set_attribute(t: &Thread, object: &Obj, name: &Obj, value: Obj) -> PyResult<()> {
    let Some(header) = object.header() else { return Ok(()) };
    let shape = shape_of(t, header);
    if let Some(slot) = shape.slot(name.value()) {
        drop(replace_slot(header, shape, slot, value));
        return Ok(());
    }
    if !shape.is_dict_mode()
        && let Some(to) = t.interp().shapes.with_name(shape.id(), name)
    {
        add_slot(t, header, shape, to, value);
        return Ok(());
    }
    let dict = dict_mode_dict(t, object)?;
    dict.set(t, name, value)
}

/// Appends a slot: `to` is `shape` with one more name.
#[inline]
fn add_slot(t: &Thread, header: &Header, shape: &Shape, to: u32, value: Obj) {
    let slot = shape.len() as u32;
    if slot < shape.capacity() {
        // SAFETY: the slot is there and holds nothing yet.
        unsafe { *inline_slot(header, slot) = value.into_raw() };
    } else {
        make_aux(header).overflow.push(Some(value));
        grow_capacity(t, header.type_of(), slot + 1);
    }
    header.set_shape(to);
}

/// Learns that instances of the class have at least `slots` attributes.
#[cold]
fn grow_capacity(t: &Thread, class: &Type, slots: u32) {
    let wanted = (slots + slots / 4).min(MAX_INLINE);
    if class.itemsize.get() != 0 || class.inline_capacity.get() >= wanted {
        return;
    }
    set_capacity(t, class, wanted);
    if class.watched.get() {
        // Compiled code makes instances as the class was.
        crate::tiering::invariants::class_changed(t, class);
    }
}

/// Gives new instances of a shaped class room for `capacity` attributes.
pub fn set_capacity(t: &Thread, class: &Type, capacity: u32) {
    let Some(root) = t.interp().shapes.new_root(class, capacity) else { return };
    class.inline_capacity.set(capacity);
    class.root_shape.set(root);
    if class.itemsize.get() == 0 {
        class.basicsize.set(class.aux_offset.get() as usize + 8 + 8 * capacity as usize);
    }
}

/// Deletes the attribute; false if it is not there. `name` is interned.
pub fn delete_attribute(t: &Thread, object: &Obj, name: &Obj) -> PyResult<bool> {
    let Some(header) = object.header() else { return Ok(false) };
    let shape = shape_of(t, header);
    if shape.is_dict_mode() {
        return dict_mode_dict(t, object)?.remove(t, name).map(|old| old.is_some());
    }
    let Some(slot) = shape.slot(name.value()) else { return Ok(false) };
    let shapes = &t.interp().shapes;
    let root = shapes.root_of(shape.id());
    let rest = shape.names().iter().enumerate().filter(|(i, _)| *i as u32 != slot).map(|(_, n)| n.clone());
    let Some(to) = shapes.with_names(root, rest) else {
        return dict_mode_dict(t, object)?.remove(t, name).map(|old| old.is_some());
    };
    let mut values = take_slots(header, shape);
    let removed = values.remove(slot as usize);
    header.set_shape(to);
    put_slots(header, shapes.get(to), values);
    drop(removed);
    Ok(true)
}

/// Moves all values out of the slots.
fn take_slots(header: &Header, shape: &Shape) -> Vec<Obj> {
    let mut values = Vec::with_capacity(shape.len());
    for slot in 0..(shape.len() as u32).min(shape.capacity()) {
        let place = inline_slot(header, slot);
        // SAFETY: bound by the shape; the reference moves out.
        unsafe {
            values.push(Obj::from_raw(*place));
            *place = Value::UNBOUND;
        }
    }
    if let Some(aux) = aux(header) {
        values.extend(aux.overflow.drain(..).flatten());
    }
    values
}

/// Moves values into the slots of a shape that has as many names.
fn put_slots(header: &Header, shape: &Shape, values: Vec<Obj>) {
    for (slot, value) in values.into_iter().enumerate() {
        if (slot as u32) < shape.capacity() {
            // SAFETY: the slot is there and was emptied.
            unsafe { *inline_slot(header, slot as u32) = value.into_raw() };
        } else {
            make_aux(header).overflow.push(Some(value));
        }
    }
}

/// Whether an instance of a shaped type has attributes, or had reason to have a `__dict__`.
pub fn has_attributes(t: &Thread, object: &Header) -> bool {
    !shape_of(t, object).is_empty() || aux(object).is_some_and(|a| a.dict.is_some())
}

/// The `__dict__` of an instance of a shaped type.
pub fn dict_of(t: &Thread, object: &Obj) -> PyResult<Ref<Dict>> {
    let Some(header) = object.header() else { return Dict::new(t) };
    if let Some(dict) = aux(header).and_then(|a| a.dict.clone()) {
        return Ok(dict);
    }
    let dict = Dict::new_view(t, object)?;
    make_aux(header).dict = Some(dict.clone());
    Ok(dict)
}

/// Replaces the `__dict__`.
pub fn set_dict(t: &Thread, object: &Obj, dict: Ref<Dict>) -> PyResult<()> {
    let Some(header) = object.header() else { return Ok(()) };
    let shape = shape_of(t, header);
    let old_dict = aux(header).and_then(|a| a.dict.take());
    if let Some(old) = &old_dict {
        old.detach(t)?;
    }
    let old_values = take_slots(header, shape);
    header.set_shape(t.interp().shapes.dict_mode(shape.id()));
    make_aux(header).dict = Some(dict);
    drop(old_values);
    Ok(())
}

/// Turns the instance to dict mode if it is not in it, and returns the dict that owns its attributes.
pub fn dict_mode_dict(t: &Thread, object: &Obj) -> PyResult<Ref<Dict>> {
    let dict = dict_of(t, object)?;
    let Some(header) = object.header() else { return Ok(dict) };
    let shape = shape_of(t, header);
    if !shape.is_dict_mode() {
        let values = take_slots(header, shape);
        header.set_shape(t.interp().shapes.dict_mode(shape.id()));
        dict.become_owner(t, shape.names(), values)?;
    }
    Ok(dict)
}

/// The attributes of an instance in slot order: what a `__dict__` view shows.
pub fn slot_entry(t: &Thread, object: &Header, position: usize) -> Option<(Obj, Obj)> {
    let shape = shape_of(t, object);
    let name = shape.names().get(position)?;
    // SAFETY: the slot owns a reference.
    Some((name.clone(), unsafe { read_slot(object, shape, position as u32).to_obj() }))
}

/// Removes every attribute in slots.
pub fn clear_slots(t: &Thread, object: &Header) {
    let shape = shape_of(t, object);
    if shape.is_dict_mode() {
        return;
    }
    let values = take_slots(object, shape);
    object.set_shape(t.interp().shapes.root_of(shape.id()));
    drop(values);
}

/// Changes the class of an instance to one of compatible layout, keeping its attributes.
pub fn reshape(t: &Thread, header: &Header, class: &Type) -> bool {
    let shapes = &t.interp().shapes;
    let old = shape_of(t, header);
    if old.id() == 0 {
        return true;
    }
    let Some(root) = shapes.new_root(class, old.capacity()) else { return false };
    let to = if old.is_dict_mode() {
        shapes.dict_mode(root)
    } else {
        match shapes.with_names(root, old.names().iter().cloned()) {
            Some(to) => to,
            None => return false,
        }
    };
    header.set_shape(to);
    true
}

/// Member words of `__slots__` lie between the native part and the aux word.
fn members(class: &Type, object: *const Header) -> (*mut Value, usize) {
    // SAFETY: the layout is the type's and its size does not look at a fixed-size object.
    let native = unsafe { (class.layout.get().size)(object) }.next_multiple_of(8);
    ((object as *mut u8).wrapping_add(native).cast(), class.member_count.get() as usize)
}

/// Shows the collector what the attributes of an instance of a heap type own.
pub fn trace_attributes(t: &Thread, object: &Header, visitor: &mut Visitor) {
    let class = object.type_of();
    if class.itemsize.get() == 0 {
        let (at, count) = members(class, object);
        for i in 0..count {
            // SAFETY: member words are initialised.
            visitor.value(unsafe { *at.add(i) });
        }
    }
    if object.shape() == 0 {
        return;
    }
    let shape = shape_of(t, object);
    for slot in 0..(shape.len() as u32).min(shape.capacity()) {
        // SAFETY: bound by the shape.
        visitor.value(unsafe { *inline_slot(object, slot) });
    }
    if let Some(aux) = aux(object) {
        for value in aux.overflow.iter().flatten() {
            visitor.object(value);
        }
        if let Some(dict) = &aux.dict {
            visitor.object(dict.obj());
        }
    }
}

/// Gives up all attributes: the collector breaks a cycle.
pub fn clear_attributes(t: &Thread, object: &Header) {
    let class = object.type_of();
    if class.itemsize.get() == 0 {
        clear_members(class, object);
    }
    if object.shape() == 0 {
        return;
    }
    clear_slots(t, object);
    let dict = aux(object).and_then(|a| a.dict.take());
    if let Some(dict) = dict {
        let shapes = &t.interp().shapes;
        object.set_shape(shapes.root_of(object.shape()));
        let _ = dict.detach(t);
    }
}

fn clear_members(class: &Type, object: &Header) {
    let (at, count) = members(class, object);
    for i in 0..count {
        // SAFETY: member words are initialised; UNBOUND owns nothing.
        unsafe {
            let old = std::mem::replace(&mut *at.add(i), Value::UNBOUND);
            if !old.is_unbound() {
                drop(Obj::from_raw(old));
            }
        }
    }
}

/// Drops the attributes of a dying instance of a heap type.
///
/// # Safety
/// The object is being destroyed: nobody else refers to it.
pub unsafe fn drop_attributes(t: &Thread, class: &Type, object: NonNull<Header>) {
    // SAFETY: its memory is still there.
    let header = unsafe { object.as_ref() };
    if class.itemsize.get() == 0 {
        let aux = (object.as_ptr() as *mut u8).wrapping_add(class.aux_offset.get() as usize).cast::<Value>();
        for back in (1..=class.member_count.get() as usize).rev() {
            // SAFETY: members lie in front of the aux word, each a value or UNBOUND, and are given up once.
            unsafe { drop_owned(t, *aux.sub(back)) };
        }
    }
    if header.shape() == 0 {
        return;
    }
    let shape = shape_of(t, header);
    let word = aux_word(header);
    // SAFETY: the aux word of a shaped object.
    let record = unsafe { *word };
    if !record.is_null() {
        // A view that somebody still holds copies the attributes before they go.
        // SAFETY: the record is ours alone now.
        let dict = unsafe { (*record).dict.take() };
        if let Some(dict) = dict
            && dict.obj().header().is_some_and(|h| h.refcount() > 1)
        {
            let _ = dict.detach(t);
        }
    }
    let slots = inline_slot(header, 0);
    for slot in 0..shape.len().min(shape.capacity() as usize) {
        // SAFETY: bound by the shape; the reference is given up once.
        unsafe { drop_owned(t, *slots.add(slot)) };
    }
    if !record.is_null() {
        // SAFETY: made by Box in make_aux; taken apart once.
        drop(unsafe { Box::from_raw(record) });
    }
}

/// Makes a plain instance of a class without a native part of its own.
pub fn new_plain(t: &Thread, class: &Type) -> PyResult {
    crate::memory::new_object(t, class, |head| crate::builtins::object::Object { head }).map(Ref::into_obj)
}

/// Whether the class's instances derive their layout from `T`.
pub fn has_layout<T: NativeType>(class: &Type) -> bool {
    class.is_subtype(T::static_type())
}
