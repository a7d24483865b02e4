//! Attribute access with inline caches.
//!
//! The generic handlers look the attribute up and, where the way to it can be remembered, replace
//! themselves by a specialised handler whose cache says for what receiver it holds:
//!
//! | handler | cache 1 | cache 2 | cache 3 |
//! |---|---|---|---|
//! | `load_slot` | shape, byte offset | type version | |
//! | `load_method` | shape or 0, type version | type | function |
//! | `load_class_value` | shape or 0, type version | type | value |
//! | `load_module` | keys version, entry | | |
//! | `store_slot` | shape, byte offset | type version, new shape (0: same) | |
//! | `store_member` | shape or 0, byte offset | type version | type |
//! | `load_polymorphic`, `store_polymorphic` | name | | |
//!
//! A specialised handler that misses runs the generic one, which specialises again. The last cache word counts
//! such misses: after some, the site is polymorphic for good and asks the interpreter's cache.

use super::super::code_units::Unit;
use super::super::dispatch::{attempt, drop_next, fail, handler, next};
use super::super::frame::{Frame, drop_word};
use super::{name_at, peek};
use crate::builtins::descriptors;
use crate::builtins::dict::Dict;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::object::attribute_cache::{self, Way};
use crate::object::attributes;
use crate::object::header::Header;
use crate::object::lookup::lookup;
use crate::object::types::{Type, type_flag};
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread, names};

const LOAD_UNITS: usize = 4;
const STORE_UNITS: usize = 3;
/// The cache words that count misses.
const LOAD_COUNTER: usize = 5;
const STORE_COUNTER: usize = 3;
/// A site that misses more often is polymorphic. New shapes make a few misses while a class learns how many attributes
/// its instances have.
const MAX_MISSES: u64 = 10;

fn pack(low: u32, high: u32) -> u64 {
    low as u64 | (high as u64) << 32
}

/// Which specialised handler an attribute load has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Specialised {
    Slot,
    Method,
    /// A method of an immediate, with the cache of [`Specialised::Method`].
    ImmediateMethod,
    ClassValue,
    Member,
    Module,
    TypeAttribute,
}

/// The specialised handler of a `LOAD_ATTR`; None where it is generic, or for methods of immediates.
pub fn specialised_load(unit: &Unit) -> Option<Specialised> {
    let handlers: [(super::super::code_units::Handler, Specialised); 7] = [
        (load_slot, Specialised::Slot),
        (load_method, Specialised::Method),
        (load_method_immediate, Specialised::ImmediateMethod),
        (load_class_value, Specialised::ClassValue),
        (load_member, Specialised::Member),
        (load_module, Specialised::Module),
        (load_type_attribute, Specialised::TypeAttribute),
    ];
    handlers.into_iter().find(|(h, _)| *h as usize as u64 == unit.a).map(|(_, which)| which)
}

/// Whether a `STORE_ATTR` goes into a slot by its cache.
pub fn is_slot_store(unit: &Unit) -> bool {
    unit.a == store_slot as *const () as usize as u64
}

/// Whether a `STORE_ATTR` goes into a word of `__slots__` by its cache.
pub fn is_member_store(unit: &Unit) -> bool {
    unit.a == store_member as *const () as usize as u64
}

/// Rewrites an instruction's handler and cache.
unsafe fn specialise<const N: usize>(pc: *const Unit, handler: super::super::code_units::Handler, cache: [u64; N]) {
    // SAFETY: the instruction has at least N cache words, and units are only touched by this thread.
    unsafe {
        let unit = pc as *mut Unit;
        (*unit).a = handler as usize as u64;
        let words = unit.add(1).cast::<u64>();
        for (i, word) in cache.into_iter().enumerate() {
            *words.add(i) = word;
        }
    }
}

/// A cache word of the instruction.
#[inline(always)]
unsafe fn cache(pc: *const Unit, index: usize) -> u64 {
    // SAFETY: within the instruction's cache units.
    unsafe { *pc.add(1).cast::<u64>().add(index) }
}

/// Counts a miss of a specialised handler; whether the site has seen too many kinds of receivers to go on
/// specialising.
#[inline(always)]
unsafe fn missed(pc: *const Unit, counter: usize) -> bool {
    // SAFETY: the counter is a cache word of the instruction that specialised handlers leave alone.
    unsafe {
        let misses = (pc.add(1) as *mut u64).add(counter);
        *misses += 1;
        *misses > MAX_MISSES
    }
}

handler! {
    #[inline(never)]
    fn load_attr(t, pc, sp, fp) {
        (*fp).pc = pc;
        let arg = (*pc).b as usize;
        let found = attempt!(load_generic(t, pc, fp, peek(sp, 1), arg), t, pc, sp, fp);
        push_loaded(sp, found, arg);
        next!(t, pc, sp.add(arg & 1), fp, LOAD_UNITS)
    }
}

handler! {
    /// A specialised handler met another receiver.
    #[inline(never)]
    fn load_missed(t, pc, sp, fp) {
        if missed(pc, LOAD_COUNTER) {
            let name = name_at(fp, (*pc).b as usize >> 1).value().bits();
            specialise(pc, load_polymorphic, [name, 0, 0, 0, 0]);
            return load_polymorphic(t, pc, sp, fp);
        }
        load_attr(t, pc, sp, fp)
    }
}

/// How many shapes a polymorphic load remembers for the compiler.
const MAX_SHAPES: usize = 4;
/// What the counter of a load holds that saw more.
const MEGAMORPHIC: u64 = u64::MAX;

/// Remembers a shape in the words behind the name.
#[inline(always)]
unsafe fn note_shape(pc: *const Unit, shape: u32) {
    // SAFETY: cache words of the instruction; a polymorphic load leaves them to this.
    unsafe {
        let words = (pc.add(1) as *mut u64).add(1);
        for i in 0..MAX_SHAPES {
            if *words.add(i) == shape as u64 {
                return;
            }
            if *words.add(i) == 0 {
                *words.add(i) = shape as u64;
                return;
            }
        }
        *(pc.add(1) as *mut u64).add(LOAD_COUNTER) = MEGAMORPHIC;
    }
}

/// The shapes that a polymorphic load saw, by its cache; None where it is another, or saw too many.
pub fn polymorphic_shapes(unit: &Unit, cache: &[Unit]) -> Option<Vec<u32>> {
    let is_polymorphic = unit.a == load_polymorphic as *const () as usize as u64;
    let words = [cache[0].b, cache[1].a, cache[1].b, cache[2].a];
    let counter = cache[2].b;
    (is_polymorphic && counter != MEGAMORPHIC)
        .then(|| words.into_iter().filter(|&w| w != 0).map(|w| w as u32).collect())
}

handler! {
    /// An attribute of receivers of many kinds, by the interpreter's cache.
    fn load_polymorphic(t, pc, sp, fp) {
        let receiver = *sp.sub(1);
        if let Some(header) = receiver.header() {
            let header = header.as_ref();
            if let Some(route) = t.interp().attributes.find_load(header, Value::from_bits(cache(pc, 0))) {
                note_shape(pc, header.shape());
                if let Some(value) = attribute_cache::load(header, route) {
                    *sp.sub(1) = value.incref();
                    *sp = Value::NULL;
                    drop_next!(receiver, t, pc, sp.add(((*pc).b & 1) as usize), fp, LOAD_UNITS);
                }
                if route.way == Way::Method && (*pc).b & 1 != 0 {
                    *sp = receiver;
                    *sp.sub(1) = Value::from_bits(route.payload).incref();
                    next!(t, pc, sp.add(1), fp, LOAD_UNITS);
                }
            }
        }
        load_uncached(t, pc, sp, fp)
    }
}

handler! {
    /// An attribute that no cache has: specialises nothing.
    #[inline(never)]
    fn load_uncached(t, pc, sp, fp) {
        (*fp).pc = pc;
        let arg = (*pc).b as usize;
        let found = attempt!(load_any(t, peek(sp, 1), name_at(fp, arg >> 1), arg), t, pc, sp, fp);
        push_loaded(sp, found, arg);
        next!(t, pc, sp.add(arg & 1), fp, LOAD_UNITS)
    }
}

/// An attribute for the stack, by the general algorithm.
#[inline(never)]
fn load_any(t: &Thread, receiver: &Obj, name: &Obj, arg: usize) -> PyResult<Loaded> {
    if arg & 1 != 0 {
        let (value, bound) = attributes::get_method(t, receiver, name)?;
        return Ok(Loaded { value, unbound: !bound });
    }
    Ok(Loaded { value: attributes::get(t, receiver, name)?, unbound: false })
}

/// An attribute for the stack: in a method load, NULL (bound) or the receiver goes on top of it.
pub(crate) struct Loaded {
    pub value: Obj,
    pub unbound: bool,
}

/// Replaces the receiver by the attribute; for method loads by a pair of function and receiver or NULL.
#[inline(always)]
unsafe fn push_loaded(sp: *mut Value, found: Loaded, arg: usize) {
    // SAFETY: the receiver is on top of the stack.
    unsafe {
        let receiver = *sp.sub(1);
        *sp.sub(1) = found.value.into_raw();
        if arg & 1 == 0 {
            drop_word(receiver);
        } else if found.unbound {
            *sp = receiver;
        } else {
            *sp = Value::NULL;
            drop_word(receiver);
        }
    }
}

#[inline(never)]
unsafe fn load_generic(t: &Thread, pc: *const Unit, fp: *mut Frame, receiver: &Obj, arg: usize) -> PyResult<Loaded> {
    // SAFETY: the handler's promise.
    unsafe {
        let name = name_at(fp, arg >> 1);
        let class = receiver.type_of();
        if class.slots.getattro.get().is_some() {
            if attributes::is_generic(class) {
                specialise_load(t, pc, receiver, class, name, arg & 1 != 0);
            } else if let Some(module) = receiver.exact::<Module>() {
                specialise_module(t, pc, &module.dict(), name);
            } else if let Some(target) = receiver.exact::<Type>() {
                specialise_type(t, pc, target, name);
            }
        }
        load_any(t, receiver, name, arg)
    }
}

/// Chooses a specialised handler for a receiver with generic attribute access.
unsafe fn specialise_load(t: &Thread, pc: *const Unit, receiver: &Obj, class: &Type, name: &Obj, is_method: bool) {
    let version = class.version.get();
    let Some(header) = receiver.header() else {
        // Methods of immediates: nothing but the type to check, which load_method does.
        if is_method
            && let Some(found) = lookup(t, class, name)
            && found.type_of().has_flag(type_flag::METHOD_DESCRIPTOR)
        {
            let words = [pack(0, version), class as *const Type as u64, found.value().bits()];
            // SAFETY: three words fit.
            unsafe { specialise(pc, load_method_immediate, words) };
        }
        return;
    };
    let route = attribute_cache::load_route(t, receiver, name);
    let words = [pack(header.shape(), version), class as *const Type as u64, route.payload];
    // SAFETY: up to three words fit.
    unsafe {
        match route.way {
            Way::Slot => specialise(pc, load_slot, [pack(header.shape(), route.offset), version as u64]),
            Way::Member => specialise(pc, load_member, [pack(version, route.offset), class as *const Type as u64]),
            Way::Method if is_method => specialise(pc, load_method, words),
            Way::ClassValue => specialise(pc, load_class_value, words),
            _ => {}
        }
    }
}

unsafe fn specialise_module(t: &Thread, pc: *const Unit, dict: &Dict, name: &Obj) {
    if let Some(text) = name.exact::<Str>()
        && let Some(entry) = dict.entry_of(text)
        && lookup(t, Module::class(), name).is_none()
    {
        // SAFETY: two words fit.
        unsafe { specialise(pc, load_module, [pack(dict.keys_version(t), entry as u32), dict as *const Dict as u64]) };
    }
}

/// `Class.attribute` where neither the metaclass nor a descriptor has a say.
unsafe fn specialise_type(t: &Thread, pc: *const Unit, class: &Type, name: &Obj) {
    if let Some(found) = class_attribute(t, class, name) {
        let words = [class.version.get() as u64, class as *const Type as u64, found.value().bits()];
        // SAFETY: three words fit.
        unsafe { specialise(pc, load_type_attribute, words) };
    }
}

/// What `Class.attribute` gives, where neither the metaclass `type` nor a descriptor has a say.
pub fn class_attribute(t: &Thread, class: &Type, name: &Obj) -> Option<Obj> {
    if class.version.get() == 0 || lookup(t, Type::class(), name).is_some() {
        return None;
    }
    let found = lookup(t, class, name)?;
    let is_function = found.is_exact::<crate::builtins::function::Function>();
    (found.type_of().slots.descr_get.get().is_none() || is_function).then_some(found)
}

/// The receiver's header if it has the shape and its type the version.
#[inline(always)]
unsafe fn shaped(receiver: Value, shape: u32, version: u32) -> Option<*const Header> {
    // SAFETY: the receiver is alive on the stack.
    unsafe {
        let header = receiver.header()?.as_ptr();
        if (*header).shape() == shape && (*header).type_of().version.get() == version { Some(header) } else { None }
    }
}

handler! {
    /// An attribute in an inline slot of the receiver.
    fn load_slot(t, pc, sp, fp) {
        let key = cache(pc, 0);
        let receiver = *sp.sub(1);
        if let Some(header) = shaped(receiver, key as u32, cache(pc, 1) as u32) {
            let value = *header.cast::<u8>().add((key >> 32) as usize).cast::<Value>();
            *sp.sub(1) = value.incref();
            *sp = Value::NULL;
            drop_next!(receiver, t, pc, sp.add(((*pc).b & 1) as usize), fp, LOAD_UNITS);
        }
        load_missed(t, pc, sp, fp)
    }
}

handler! {
    /// A method of the receiver's class.
    fn load_method(t, pc, sp, fp) {
        let key = cache(pc, 0);
        let receiver = *sp.sub(1);
        if let Some(header) = receiver.header() {
            let header = &*header.as_ptr();
            let class = header.type_of();
            if header.shape() == key as u32
                && class.version.get() == (key >> 32) as u32
                && class as *const Type as u64 == cache(pc, 1)
            {
                *sp = receiver;
                *sp.sub(1) = Value::from_bits(cache(pc, 2)).incref();
                next!(t, pc, sp.add(1), fp, LOAD_UNITS);
            }
        }
        load_missed(t, pc, sp, fp)
    }
}

handler! {
    /// A method of an immediate.
    fn load_method_immediate(t, pc, sp, fp) {
        let receiver = *sp.sub(1);
        if !receiver.is_pointer() {
            let class = crate::object::types::immediate_type(receiver);
            if class as *const Type as u64 == cache(pc, 1) && class.version.get() == (cache(pc, 0) >> 32) as u32 {
                *sp = receiver;
                *sp.sub(1) = Value::from_bits(cache(pc, 2)).incref();
                next!(t, pc, sp.add(1), fp, LOAD_UNITS);
            }
        }
        load_missed(t, pc, sp, fp)
    }
}

handler! {
    /// An attribute of the receiver's class that is no descriptor.
    fn load_class_value(t, pc, sp, fp) {
        let key = cache(pc, 0);
        let receiver = *sp.sub(1);
        if let Some(header) = receiver.header() {
            let header = &*header.as_ptr();
            let class = header.type_of();
            if header.shape() == key as u32
                && class.version.get() == (key >> 32) as u32
                && class as *const Type as u64 == cache(pc, 1)
            {
                *sp.sub(1) = Value::from_bits(cache(pc, 2)).incref();
                *sp = Value::NULL;
                drop_next!(receiver, t, pc, sp.add(((*pc).b & 1) as usize), fp, LOAD_UNITS);
            }
        }
        load_missed(t, pc, sp, fp)
    }
}

handler! {
    /// A slot declared by `__slots__`.
    fn load_member(t, pc, sp, fp) {
        let key = cache(pc, 0);
        let receiver = *sp.sub(1);
        if let Some(header) = receiver.header() {
            let header = header.as_ptr();
            let class = (*header).type_of();
            if class as *const Type as u64 == cache(pc, 1) && class.version.get() == key as u32 {
                let value = *header.cast::<u8>().add((key >> 32) as usize).cast::<Value>();
                if !value.is_unbound() {
                    *sp.sub(1) = value.incref();
                    *sp = Value::NULL;
                    drop_next!(receiver, t, pc, sp.add(((*pc).b & 1) as usize), fp, LOAD_UNITS);
                }
            }
        }
        load_missed(t, pc, sp, fp)
    }
}

handler! {
    /// An attribute of a module.
    fn load_module(t, pc, sp, fp) {
        let key = cache(pc, 0);
        let receiver = *sp.sub(1);
        if let Some(module) = peek(sp, 1).exact::<Module>() {
            let dict = cache(pc, 1) as *const Dict;
            if module.dict_ptr() == dict {
                let table = (*dict).table_ptr();
                if !table.is_null() && (*table).keys_version == key as u32 {
                    let value = (*(*table).entry((key >> 32) as usize)).value;
                    *sp.sub(1) = value.incref();
                    *sp = Value::NULL;
                    drop_next!(receiver, t, pc, sp.add(((*pc).b & 1) as usize), fp, LOAD_UNITS);
                }
            }
        }
        load_missed(t, pc, sp, fp)
    }
}

handler! {
    /// An attribute of a class.
    fn load_type_attribute(t, pc, sp, fp) {
        let receiver = *sp.sub(1);
        if receiver.bits() == cache(pc, 1) {
            let class = &*(receiver.bits() as *const Type);
            if class.version.get() == cache(pc, 0) as u32 {
                *sp.sub(1) = Value::from_bits(cache(pc, 2)).incref();
                *sp = Value::NULL;
                drop_next!(receiver, t, pc, sp.add(((*pc).b & 1) as usize), fp, LOAD_UNITS);
            }
        }
        load_missed(t, pc, sp, fp)
    }
}

handler! {
    /// `value, owner` →
    #[inline(never)]
    fn store_attr(t, pc, sp, fp) {
        (*fp).pc = pc;
        attempt!(store_generic(t, pc, sp, fp), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        drop_word(*sp.sub(2));
        next!(t, pc, sp.sub(2), fp, STORE_UNITS)
    }
}

#[inline(never)]
unsafe fn store_generic(t: &Thread, pc: *const Unit, sp: *mut Value, fp: *mut Frame) -> PyResult<()> {
    // SAFETY: the handler's promise.
    let (name, owner, value) = unsafe { (name_at(fp, (*pc).b as usize), peek(sp, 1), peek(sp, 2)) };
    let class = owner.type_of();
    if attributes::is_generic_set(class)
        && let Some(header) = owner.header()
    {
        let route = attribute_cache::store_route(t, owner, name);
        let key = pack(header.shape(), route.offset);
        let version = class.version.get();
        // SAFETY: two words fit.
        unsafe {
            match route.way {
                Way::Slot => specialise(pc, store_slot, [key, pack(version, 0)]),
                Way::NewSlot => specialise(pc, store_slot, [key, pack(version, route.payload as u32)]),
                Way::Member => specialise(pc, store_member, [key, version as u64, class as *const Type as u64]),
                _ => {}
            }
        }
    }
    attributes::set(t, owner, name, Some(value))
}

handler! {
    /// A specialised handler met another owner.
    #[inline(never)]
    fn store_missed(t, pc, sp, fp) {
        if missed(pc, STORE_COUNTER) {
            let name = name_at(fp, (*pc).b as usize).value().bits();
            specialise(pc, store_polymorphic, [name]);
            return store_polymorphic(t, pc, sp, fp);
        }
        store_attr(t, pc, sp, fp)
    }
}

handler! {
    /// An attribute of owners of many kinds, by the interpreter's cache.
    fn store_polymorphic(t, pc, sp, fp) {
        let owner = *sp.sub(1);
        if let Some(header) = owner.header() {
            let header = header.as_ref();
            if let Some(route) = t.interp().attributes.find_store(header, Value::from_bits(cache(pc, 0)))
                && let Ok(old) = attribute_cache::store(header, route, *sp.sub(2))
            {
                if old.release_shared() {
                    drop_next!(owner, t, pc, sp.sub(2), fp, STORE_UNITS);
                }
                *sp.sub(2) = old;
                return store_slot_drop(t, pc, sp, fp);
            }
        }
        store_uncached(t, pc, sp, fp)
    }
}

handler! {
    /// A store that no cache has the way of: specialises nothing.
    #[inline(never)]
    fn store_uncached(t, pc, sp, fp) {
        (*fp).pc = pc;
        attempt!(attributes::set(t, peek(sp, 1), name_at(fp, (*pc).b as usize), Some(peek(sp, 2))), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        drop_word(*sp.sub(2));
        next!(t, pc, sp.sub(2), fp, STORE_UNITS)
    }
}

handler! {
    /// A word of `__slots__`.
    fn store_member(t, pc, sp, fp) {
        let key = cache(pc, 0);
        let owner = *sp.sub(1);
        if let Some(header) = shaped(owner, key as u32, cache(pc, 1) as u32) {
            let place = header.cast::<u8>().add((key >> 32) as usize).cast_mut().cast::<Value>();
            let old = std::mem::replace(&mut *place, *sp.sub(2));
            if old.release_shared() {
                drop_next!(owner, t, pc, sp.sub(2), fp, STORE_UNITS);
            }
            *sp.sub(2) = old;
            return store_slot_drop(t, pc, sp, fp);
        }
        store_missed(t, pc, sp, fp)
    }
}

handler! {
    /// An attribute in an inline slot, there already or the next to be added.
    fn store_slot(t, pc, sp, fp) {
        let (key, change) = (cache(pc, 0), cache(pc, 1));
        let owner = *sp.sub(1);
        if let Some(header) = shaped(owner, key as u32, change as u32) {
            let place = header.cast::<u8>().add((key >> 32) as usize).cast_mut().cast::<Value>();
            let new_shape = (change >> 32) as u32;
            if new_shape == 0 {
                let old = std::mem::replace(&mut *place, *sp.sub(2));
                if !old.release_shared() {
                    // Both the owner and the old value go; the owner stays where unwinding would find it.
                    *sp.sub(2) = old;
                    return store_slot_drop(t, pc, sp, fp);
                }
            } else {
                *place = *sp.sub(2);
                (*header).set_shape(new_shape);
            }
            drop_next!(owner, t, pc, sp.sub(2), fp, STORE_UNITS);
        }
        store_missed(t, pc, sp, fp)
    }
}

handler! {
    /// The end of a store that replaced a heap object: gives up it and the owner.
    #[inline(never)]
    fn store_slot_drop(t, pc, sp, fp) {
        (*fp).pc = pc;
        drop_word(*sp.sub(2));
        drop_word(*sp.sub(1));
        next!(t, pc, sp.sub(2), fp, STORE_UNITS)
    }
}

handler! {
    fn delete_attr(t, pc, sp, fp) {
        (*fp).pc = pc;
        attempt!(attributes::set(t, peek(sp, 1), name_at(fp, (*pc).b as usize), None), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

handler! {
    /// `global super, class, self` → attribute
    fn load_super_attr(t, pc, sp, fp) {
        (*fp).pc = pc;
        let arg = (*pc).b as usize;
        let name = name_at(fp, arg >> 2);
        let found = attempt!(super_attribute(t, peek(sp, 3), peek(sp, 2), peek(sp, 1), name, arg), t, pc, sp, fp);
        let (owner, class, receiver) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
        *sp.sub(3) = found.value.into_raw();
        if found.unbound {
            *sp.sub(2) = receiver;
        } else {
            *sp.sub(2) = Value::NULL;
            drop_word(receiver);
        }
        drop_word(class);
        drop_word(owner);
        next!(t, pc, sp.sub(2).add(arg & 1), fp, 2)
    }
}

/// `super().name`, or whatever the global `super` gives; `arg` is `LOAD_SUPER_ATTR`'s.
#[inline(never)]
pub(crate) fn super_attribute(
    t: &Thread,
    global: &Obj,
    class: &Obj,
    receiver: &Obj,
    name: &Obj,
    arg: usize,
) -> PyResult<Loaded> {
    let is_method = arg & 1 != 0;
    if global.value() == descriptors::Super::class().borrowed_obj().value()
        && let Some(class) = class.downcast::<Type>()
    {
        if is_method && let Some(method) = descriptors::Super::lookup_method(t, class, receiver, name)? {
            return Ok(Loaded { value: method, unbound: true });
        }
        let value = descriptors::Super::get_attribute(t, class, receiver, name)?;
        return Ok(Loaded { value, unbound: false });
    }
    let made =
        if arg & 2 != 0 { crate::call::call2(t, global, class, receiver)? } else { crate::call::call0(t, global)? };
    Ok(Loaded { value: attributes::get(t, &made, name)?, unbound: false })
}

handler! {
    /// A special method of a context manager: `owner` → `method, self or NULL`
    fn load_special(t, pc, sp, fp) {
        (*fp).pc = pc;
        let found = attempt!(special(t, peek(sp, 1), (*pc).b as usize), t, pc, sp, fp);
        push_loaded(sp, found, 1);
        next!(t, pc, sp.add(1), fp, 1)
    }
}

/// The special method of a `with` statement by `LOAD_SPECIAL`'s number.
#[inline(never)]
pub(crate) fn special(t: &Thread, owner: &Obj, which: usize) -> PyResult<Loaded> {
    let name: &Obj = match which {
        0 => &names::__enter__,
        1 => &names::__exit__,
        2 => &names::__aenter__,
        _ => &names::__aexit__,
    };
    if let Some((value, bound)) = attributes::lookup_special(t, owner, name)? {
        return Ok(Loaded { value, unbound: !bound });
    }
    let class = owner.type_of().name_text();
    let has = |n: &Obj| lookup(t, owner.type_of(), n).is_some();
    let is_async = which >= 2;
    let protocol = if is_async { "asynchronous context manager" } else { "context manager" };
    let missing = format!(" (missed {} method)", crate::builtins::str::lossy(name));
    let other = if is_async {
        has(&names::__enter__) && has(&names::__exit__)
    } else {
        has(&names::__aenter__) && has(&names::__aexit__)
    };
    let hint = match (other, is_async) {
        (true, false) => {
            " but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?"
        }
        (true, true) => " but it supports the context manager protocol. Did you mean to use 'with'?",
        _ => "",
    };
    Err(t.type_error(format!("'{class}' object does not support the {protocol} protocol{missing}{hint}")))
}
