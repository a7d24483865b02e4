//! Looking a name up along a type's MRO, with a cache by type version.

use std::cell::Cell;

use super::types::Type;
use super::value::{Obj, Value};
use crate::builtins::str::is_interned;
use crate::thread::Thread;

const CACHE_BITS: u32 = 11;

/// One remembered lookup. The value is borrowed: a type's version changes before an attribute of it
/// (or of a base) goes.
#[derive(Clone, Copy)]
struct Entry {
    version: u32,
    name: u64,
    value: Value,
}

/// A direct-mapped cache of type lookups, negative results included.
pub struct MethodCache {
    entries: Box<[Cell<Entry>]>,
}

impl MethodCache {
    pub fn new() -> MethodCache {
        let empty = Entry { version: 0, name: 0, value: Value::NULL };
        MethodCache { entries: vec![Cell::new(empty); 1 << CACHE_BITS].into_boxed_slice() }
    }

    #[inline(always)]
    fn slot(&self, version: u32, name: u64) -> &Cell<Entry> {
        let index = (version as u64).wrapping_mul(0x9E37_79B1) ^ (name >> 4);
        &self.entries[index as usize & ((1 << CACHE_BITS) - 1)]
    }
}

impl Default for MethodCache {
    fn default() -> MethodCache {
        MethodCache::new()
    }
}

/// The attribute `name` (a str) of the type or the first base that has it. Runs no Python code for
/// interned names.
#[inline]
pub fn lookup(t: &Thread, class: &Type, name: &Obj) -> Option<Obj> {
    let version = class.version.get();
    if version != 0 && is_interned(name) {
        let slot = t.interp().method_cache.slot(version, name.value().bits());
        let entry = slot.get();
        if entry.version == version && entry.name == name.value().bits() {
            // SAFETY: the version is current, so the type's dict still owns the value.
            return if entry.value.is_null() { None } else { Some(unsafe { entry.value.to_obj() }) };
        }
        let found = lookup_uncached(t, class, name);
        slot.set(Entry { version, name: name.value().bits(), value: found.as_ref().map_or(Value::NULL, Obj::value) });
        return found;
    }
    lookup_uncached(t, class, name)
}

/// The attribute and the class in the MRO it was found in.
pub fn lookup_with_owner(t: &Thread, class: &Type, name: &Obj) -> Option<(Obj, super::value::Ref<Type>)> {
    class.mro_types().find_map(|base| {
        // A type's dict has str keys only in all but contrived cases; a failing comparison counts as absent.
        let found = base.dict.get().and_then(|dict| dict.get_str(t, name).ok().flatten());
        found.map(|value| (value, base))
    })
}

#[inline(never)]
fn lookup_uncached(t: &Thread, class: &Type, name: &Obj) -> Option<Obj> {
    lookup_with_owner(t, class, name).map(|(value, _)| value)
}

/// Gives the type and all its subclasses a new version: some attribute changed.
pub fn modified(t: &Thread, class: &Type) {
    class.version.set(t.interp().new_type_version());
    if class.watched.get() {
        crate::tiering::invariants::class_changed(t, class);
    }
    super::ready::for_each_subclass(class, &mut |subclass| modified(t, subclass));
}
