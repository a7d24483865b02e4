//! The ways to attributes, remembered for the whole interpreter by shape, class version and name.
//!
//! An inline cache knows one kind of receiver. Where a site sees several, and in native code that has no
//! site at all, the way is found here. What an entry says holds for every object with its shape whose
//! class has its version: versions are never used twice, shapes belong to one class, and objects
//! without a shape have no attributes of their own (those with a native dict are not remembered).
//! Values are borrowed: a class's version changes before an attribute of it, or of a base, goes.

use std::cell::Cell;
use std::mem::replace;

use super::header::Header;
use super::instance;
use super::lookup::lookup;
use super::types::{Type, type_flag};
use super::value::{Obj, Value};
use crate::builtins::native::Member;
use crate::thread::Thread;

const BITS: u32 = 11;

/// How an attribute is got at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Way {
    /// By the general algorithm.
    General,
    /// A bound inline slot.
    Slot,
    /// A word of `__slots__`, which may be unbound.
    Member,
    /// A function of the class, to be bound.
    Method,
    /// A value of the class that is no descriptor.
    ClassValue,
    /// Stored to the next inline slot, which changes the shape.
    NewSlot,
}

/// The way to an attribute. `offset` is in bytes from the object's start; `payload` the class's value, or the
/// new shape of a store.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    pub way: Way,
    pub offset: u32,
    pub payload: u64,
}

const GENERAL: Route = Route { way: Way::General, offset: 0, payload: 0 };

/// Beside a name in keys of stores: no name has an odd address.
const STORE: u64 = 1;
/// Beside a name in keys of methods behind a class in the MRO.
const SUPER: u64 = 2;

#[repr(C, align(32))]
struct Entry {
    key: Cell<u64>,
    shape: Cell<u32>,
    version: Cell<u32>,
    route: Cell<Route>,
}

/// A direct-mapped cache.
pub struct AttributeCache {
    entries: Box<[Entry]>,
}

impl AttributeCache {
    pub fn new() -> AttributeCache {
        let empty =
            |_| Entry { key: Cell::new(0), shape: Cell::new(0), version: Cell::new(0), route: Cell::new(GENERAL) };
        AttributeCache { entries: (0..1 << BITS).map(empty).collect() }
    }

    #[inline(always)]
    fn entry(&self, key: u64, shape: u32, version: u32) -> &Entry {
        let mixed = (shape.wrapping_mul(0x9E37_79B1) ^ version.wrapping_mul(0x85EB_CA6B)) >> 16;
        let index = (key >> 4 ^ key ^ mixed as u64) & ((1 << BITS) - 1);
        // SAFETY: the table has as many entries as the mask lets through.
        unsafe { self.entries.get_unchecked(index as usize) }
    }

    #[inline(always)]
    fn find(&self, object: &Header, key: u64) -> Option<Route> {
        self.find_at(object.shape(), object.type_of().version.get(), key)
    }

    #[inline(always)]
    fn find_at(&self, shape: u32, version: u32, key: u64) -> Option<Route> {
        let entry = self.entry(key, shape, version);
        let hit = entry.key.get() == key && entry.shape.get() == shape && entry.version.get() == version;
        if hit { Some(entry.route.get()) } else { None }
    }

    fn remember(&self, object: &Header, key: u64, route: Route) {
        let (shape, version) = (object.shape(), object.type_of().version.get());
        let entry = self.entry(key, shape, version);
        entry.key.set(key);
        entry.shape.set(shape);
        entry.version.set(version);
        entry.route.set(route);
    }

    /// The remembered way to load an attribute.
    #[inline(always)]
    pub fn find_load(&self, object: &Header, name: Value) -> Option<Route> {
        self.find(object, name.bits())
    }

    /// The method of a class whose instances are immediates, if it is remembered.
    #[inline(always)]
    pub fn find_method(&self, class: &Type, name: Value) -> Option<Value> {
        let route = self.find_at(0, class.version.get(), name.bits())?;
        (route.way == Way::Method).then(|| Value::from_bits(route.payload))
    }

    /// Remembers a method of a class whose instances are immediates; `name` is interned.
    pub fn remember_method(&self, class: &Type, name: Value, method: Value) {
        let version = class.version.get();
        if version != 0 {
            let entry = self.entry(name.bits(), 0, version);
            entry.key.set(name.bits());
            entry.shape.set(0);
            entry.version.set(version);
            entry.route.set(Route { way: Way::Method, offset: 0, payload: method.bits() });
        }
    }

    /// The method that `super(class, object)` gives for objects of a class, if it is remembered.
    #[inline]
    pub fn find_super(&self, class: &Type, object_class: &Type, name: Value) -> Option<Value> {
        let route = self.find_at(class.version.get(), object_class.version.get(), name.bits() | SUPER)?;
        Some(Value::from_bits(route.payload))
    }

    /// Remembers what `super(class, object)` gives. What is changed in a class behind `class` changes the version of
    /// the object's class too.
    pub fn remember_super(&self, class: &Type, object_class: &Type, name: Value, method: Value) {
        let versions = (class.version.get(), object_class.version.get());
        if versions.0 != 0 && versions.1 != 0 {
            let entry = self.entry(name.bits() | SUPER, versions.0, versions.1);
            entry.key.set(name.bits() | SUPER);
            entry.shape.set(versions.0);
            entry.version.set(versions.1);
            entry.route.set(Route { way: Way::Method, offset: 0, payload: method.bits() });
        }
    }

    /// The remembered way to store an attribute.
    #[inline(always)]
    pub fn find_store(&self, object: &Header, name: Value) -> Option<Route> {
        self.find(object, name.bits() | STORE)
    }
}

impl Default for AttributeCache {
    fn default() -> AttributeCache {
        AttributeCache::new()
    }
}

/// The word a route of an existing place leads to.
#[inline(always)]
pub fn place(object: &Header, offset: u32) -> *mut Value {
    (object as *const Header as *mut u8).wrapping_add(offset as usize).cast()
}

/// Loads along a route what needs no binding, borrowed.
#[inline(always)]
pub fn load(object: &Header, route: Route) -> Option<Value> {
    match route.way {
        // SAFETY: the route holds for the object: the word is there and bound.
        Way::Slot => Some(unsafe { *place(object, route.offset) }),
        Way::Member => {
            // SAFETY: as above, bound or not.
            let value = unsafe { *place(object, route.offset) };
            if value.is_unbound() { None } else { Some(value) }
        }
        Way::ClassValue => Some(Value::from_bits(route.payload)),
        _ => None,
    }
}

/// Stores along a route; gives the value back where the route is the general one.
#[inline(always)]
pub fn store(object: &Header, route: Route, value: Value) -> Result<Value, Value> {
    match route.way {
        // SAFETY: the route holds for the object; the old word moves to the caller.
        Way::Slot | Way::Member => Ok(unsafe { replace(&mut *place(object, route.offset), value) }),
        Way::NewSlot => {
            // SAFETY: as above: the next slot, which holds nothing.
            unsafe { *place(object, route.offset) = value };
            object.set_shape(route.payload as u32);
            Ok(Value::UNBOUND)
        }
        _ => Err(value),
    }
}

/// Whether objects of the class get attributes by the general algorithm, and what it gives can be remembered.
fn has_routes(class: &Type) -> bool {
    class.version.get() != 0 && (class.has_flag(type_flag::SHAPED) || !class.has_flag(type_flag::MANAGED_DICT))
}

/// A member descriptor that is one of the class's own or of a base.
fn member_offset(class: &Type, found: &Obj) -> Option<u32> {
    found.exact::<Member>().filter(|member| member.fits(class)).map(Member::offset)
}

/// The way to load `name` (interned) from an object whose class has `object`'s `__getattribute__`.
pub fn load_route(t: &Thread, object: &Obj, name: &Obj) -> Route {
    match object.header() {
        Some(header) => load_route_by_shape(t, header.type_of(), header.shape(), name),
        None => GENERAL,
    }
}

/// The same for any object of a class with a shape (0: none).
pub fn load_route_by_shape(t: &Thread, class: &Type, shape: u32, name: &Obj) -> Route {
    if !has_routes(class) {
        return GENERAL;
    }
    let found = lookup(t, class, name);
    let is_data = found.as_ref().is_some_and(|f| f.type_of().slots.descr_set.get().is_some());
    if !is_data && class.has_flag(type_flag::SHAPED) {
        if shape == 0 {
            return GENERAL;
        }
        let shape = t.interp().shapes.get(shape);
        if shape.is_dict_mode() {
            return GENERAL;
        }
        if let Some(slot) = shape.slot(name.value()) {
            return match instance::inline_offset(class, shape, slot) {
                Some(offset) => Route { way: Way::Slot, offset, payload: 0 },
                None => GENERAL,
            };
        }
    }
    let Some(found) = found else { return GENERAL };
    if is_data {
        return match member_offset(class, &found) {
            Some(offset) => Route { way: Way::Member, offset, payload: 0 },
            None => GENERAL,
        };
    }
    let payload = found.value().bits();
    let found_type = found.type_of();
    if found_type.has_flag(type_flag::METHOD_DESCRIPTOR) {
        Route { way: Way::Method, offset: 0, payload }
    } else if found_type.slots.descr_get.get().is_none() {
        Route { way: Way::ClassValue, offset: 0, payload }
    } else {
        GENERAL
    }
}

/// The way to store `name` (interned) to an object whose class has `object`'s `__setattr__`.
pub fn store_route(t: &Thread, object: &Obj, name: &Obj) -> Route {
    match object.header() {
        Some(header) => store_route_by_shape(t, header.type_of(), header.shape(), name),
        None => GENERAL,
    }
}

/// The same for any object of a class with a shape (0: none).
pub fn store_route_by_shape(t: &Thread, class: &Type, shape: u32, name: &Obj) -> Route {
    if !has_routes(class) {
        return GENERAL;
    }
    if let Some(found) = lookup(t, class, name)
        && found.type_of().slots.descr_set.get().is_some()
    {
        return match member_offset(class, &found) {
            Some(offset) => Route { way: Way::Member, offset, payload: 0 },
            None => GENERAL,
        };
    }
    if !class.has_flag(type_flag::SHAPED) || shape == 0 {
        return GENERAL;
    }
    let shape = t.interp().shapes.get(shape);
    if shape.is_dict_mode() {
        return GENERAL;
    }
    if let Some(slot) = shape.slot(name.value()) {
        return match instance::inline_offset(class, shape, slot) {
            Some(offset) => Route { way: Way::Slot, offset, payload: 0 },
            None => GENERAL,
        };
    }
    match instance::inline_offset(class, shape, shape.len() as u32) {
        Some(offset) => match t.interp().shapes.with_name(shape.id(), name) {
            Some(to) => Route { way: Way::NewSlot, offset, payload: to as u64 },
            None => GENERAL,
        },
        None => GENERAL,
    }
}

/// Finds the way to load and remembers it.
#[cold]
#[inline(never)]
pub fn learn_load(t: &Thread, object: &Obj, name: &Obj) -> Route {
    let route = load_route(t, object, name);
    if let Some(header) = object.header() {
        t.interp().attributes.remember(header, name.value().bits(), route);
    }
    route
}

/// Finds the way to store and remembers it.
#[cold]
#[inline(never)]
pub fn learn_store(t: &Thread, object: &Obj, name: &Obj) -> Route {
    let route = store_route(t, object, name);
    if let Some(header) = object.header() {
        t.interp().attributes.remember(header, name.value().bits() | STORE, route);
    }
    route
}
