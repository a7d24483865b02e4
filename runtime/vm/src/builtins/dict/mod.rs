//! `dict`: an ordered hash table, or a view over an instance's attribute slots.
//!
//! [`table`] is the hash table. A dict made for `instance.__dict__` owns nothing at first: it is a
//! view that reads and writes the instance's slots (see [`crate::object::instance`]) until the instance
//! dies or needs a dict of its own. Every operation starts with that distinction.
//!
//! Comparing keys may run Python code, which may change the dict: after each comparison the
//! lookup checks that the table is still the one it walks, and starts over where it is not.

pub mod class;
pub mod table;
pub mod watch;

use std::cell::Cell;
use std::ptr::{NonNull, null, null_mut};

use crate::memory::{self, Visitor};
use crate::object::header::Header;
use crate::object::instance;
use crate::object::protocol;
use crate::object::types::NativeType;
use crate::object::types::Type;
use crate::object::value::{Borrowed, Obj, Ref, Value};
use crate::thread::{PyResult, Thread};

use super::str::Str;
use table::{Place, Table};

#[repr(C)]
pub struct Dict {
    head: Header,
    used: Cell<usize>,
    /// Null: empty, or a view.
    table: Cell<*mut Table>,
    /// The instance whose slots this is a view over; uncounted: a dying instance detaches its view.
    owner: Cell<*const Header>,
    pub(crate) watch: watch::WatchCell,
}

impl Drop for Dict {
    fn drop(&mut self) {
        self.drop_table();
    }
}

impl Dict {
    /// An empty dict.
    pub fn new(t: &Thread) -> PyResult<Ref<Dict>> {
        Dict::with_class(t, Dict::class())
    }

    pub fn with_class(t: &Thread, class: &Type) -> PyResult<Ref<Dict>> {
        memory::new_object(t, class, |head| Dict {
            head,
            used: Cell::new(0),
            table: Cell::new(null_mut()),
            owner: Cell::new(null()),
            watch: watch::WatchCell::none(),
        })
    }

    /// An empty dict with room for `entries`.
    pub fn with_capacity(t: &Thread, entries: usize) -> PyResult<Ref<Dict>> {
        let dict = Dict::new(t)?;
        if entries > 5 {
            let table = Table::allocate(entries).ok_or_else(|| t.no_memory())?;
            dict.table.set(table.as_ptr());
        }
        Ok(dict)
    }

    /// The view over an instance's attributes.
    pub fn new_view(t: &Thread, instance: &Obj) -> PyResult<Ref<Dict>> {
        let dict = Dict::new(t)?;
        if let Some(header) = instance.header()
            && !instance::shape_of(t, header).is_dict_mode()
        {
            dict.owner.set(header);
        }
        Ok(dict)
    }

    /// The instance, where this is a view.
    #[inline(always)]
    fn owner(&self) -> Option<Borrowed<'_>> {
        let owner = self.owner.get();
        if owner.is_null() {
            return None;
        }
        // SAFETY: a view's instance is alive: it detaches its view when it dies.
        Some(unsafe { Borrowed::from_value(Value::from_bits(owner as u64)) })
    }

    /// Copies the attributes of a view's instance, which is about to lose them or to die.
    pub fn detach(&self, t: &Thread) -> PyResult<()> {
        let Some(owner) = self.owner() else { return Ok(()) };
        let mut entries = Vec::new();
        if let Some(header) = owner.header() {
            while let Some(entry) = instance::slot_entry(t, header, entries.len()) {
                entries.push(entry);
            }
        }
        self.owner.set(null());
        for (name, value) in entries {
            self.set(t, &name, value)?;
        }
        Ok(())
    }

    /// Takes over the attributes of the instance this was a view of.
    pub fn become_owner(&self, t: &Thread, names: &[Obj], values: Vec<Obj>) -> PyResult<()> {
        self.owner.set(null());
        for (name, value) in names.iter().zip(values) {
            self.set(t, name, value)?;
        }
        Ok(())
    }

    #[allow(clippy::mut_from_ref)]
    #[inline(always)]
    fn table(&self) -> Option<&mut Table> {
        // SAFETY: the table is owned by this dict alone; callers do not keep the reference across
        // anything that could reach the dict again.
        unsafe { self.table.get().as_mut() }
    }

    /// The address of the table: changes when the table is rebuilt.
    #[inline(always)]
    pub fn table_ptr(&self) -> *mut Table {
        self.table.get()
    }

    pub fn len(&self) -> usize {
        match self.owner() {
            None => self.used.get(),
            Some(owner) => owner.header().map_or(0, |header| instance::shape_of(Thread::current(), header).len()),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of the table.
    pub fn table_bytes(&self) -> usize {
        self.table().map_or(0, |table| table.bytes())
    }

    /// The entry of a str key, where no key comparison can run code.
    #[inline]
    pub fn find_str(&self, key: &Str, hash: i64) -> Option<usize> {
        let table = self.table()?;
        let word = key as *const Str as u64;
        let mut probe = table.probe(hash);
        loop {
            match table.next(&mut probe) {
                Place::Empty => return None,
                Place::Candidate(entry) => {
                    // SAFETY: the index points at live entries.
                    let found = unsafe { (*table.entry(entry)).key };
                    if found.bits() == word {
                        return Some(entry);
                    }
                    // SAFETY: live entries own their keys.
                    if let Some(text) = unsafe { found.as_obj() }.exact::<Str>()
                        && text.equals(key)
                    {
                        return Some(entry);
                    }
                }
            }
        }
    }

    /// The entry of any key.
    fn find(&self, t: &Thread, key: &Obj, hash: i64) -> PyResult<Option<usize>> {
        if let Some(text) = key.exact::<Str>()
            && self.table().is_none_or(|table| table.all_str)
        {
            return Ok(self.find_str(text, hash));
        }
        'restart: loop {
            let Some(table) = self.table() else { return Ok(None) };
            let walked = self.table.get();
            let mut probe = table.probe(hash);
            loop {
                match table.next(&mut probe) {
                    Place::Empty => return Ok(None),
                    Place::Candidate(entry) => {
                        // SAFETY: live entries own their keys.
                        let found = unsafe { (*table.entry(entry)).key };
                        if found == key.value() {
                            return Ok(Some(entry));
                        }
                        // SAFETY: as above; the clone keeps the key alive during the comparison.
                        let found = unsafe { found.to_obj() };
                        if let (Some(a), Some(b)) = (found.exact::<Str>(), key.exact::<Str>()) {
                            if a.equals(b) {
                                return Ok(Some(entry));
                            }
                            continue;
                        }
                        if found.value().is_int() && key.value().is_int() {
                            continue;
                        }
                        let equal = protocol::equals(t, &found, key)?;
                        let unchanged = self.table.get() == walked
                            && (entry as u32) < table.entries
                            // SAFETY: the table is still there.
                            && unsafe { (*table.entry(entry)).key } == found.value();
                        if !unchanged {
                            continue 'restart;
                        }
                        if equal {
                            return Ok(Some(entry));
                        }
                    }
                }
            }
        }
    }

    /// The value of a live entry.
    #[inline(always)]
    pub fn value_at(&self, entry: usize) -> Option<Obj> {
        let table = self.table()?;
        // SAFETY: the caller found the entry in the table as it is.
        Some(unsafe { (*table.entry(entry)).value.to_obj() })
    }

    /// The value of a key; None if it is not there.
    #[inline]
    pub fn get(&self, t: &Thread, key: &Obj) -> PyResult<Option<Obj>> {
        let hash = hash_of(t, key)?;
        self.get_hashed(t, key, hash)
    }

    pub fn get_hashed(&self, t: &Thread, key: &Obj, hash: i64) -> PyResult<Option<Obj>> {
        if let Some(owner) = self.owner() {
            return self.view_get(t, &owner, key);
        }
        Ok(self.find(t, key, hash)?.and_then(|entry| self.value_at(entry)))
    }

    #[cold]
    fn view_get(&self, t: &Thread, owner: &Obj, key: &Obj) -> PyResult<Option<Obj>> {
        match key.downcast::<Str>().and_then(super::str::intern::find) {
            Some(name) => instance::get_attribute(t, owner, &name),
            None => Ok(None),
        }
    }

    /// The value of a str key.
    #[inline]
    pub fn get_str(&self, t: &Thread, key: &Obj) -> PyResult<Option<Obj>> {
        match key.exact::<Str>() {
            Some(text) if self.owner.get().is_null() && self.table().is_none_or(|table| table.all_str) => {
                Ok(self.find_str(text, text.hash_value()).and_then(|entry| self.value_at(entry)))
            }
            _ => self.get(t, key),
        }
    }

    /// The value under a name given as text.
    pub fn get_text(&self, t: &Thread, key: &str) -> PyResult<Option<Obj>> {
        self.get_str(t, &super::str::intern(t, key)?)
    }

    pub fn contains(&self, t: &Thread, key: &Obj) -> PyResult<bool> {
        Ok(self.get(t, key)?.is_some())
    }

    pub fn contains_str(&self, t: &Thread, key: &Obj) -> PyResult<bool> {
        Ok(self.get_str(t, key)?.is_some())
    }

    /// Sets the value of a key.
    #[inline]
    pub fn set(&self, t: &Thread, key: &Obj, value: Obj) -> PyResult<()> {
        let hash = hash_of(t, key)?;
        self.set_hashed(t, key, hash, value)
    }

    /// Sets the value under a name given as text.
    pub fn set_text(&self, t: &Thread, key: &str, value: Obj) -> PyResult<()> {
        self.set(t, &super::str::intern(t, key)?, value)
    }

    pub fn set_hashed(&self, t: &Thread, key: &Obj, hash: i64, value: Obj) -> PyResult<()> {
        if let Some(owner) = self.owner() {
            if let Some(text) = key.exact::<Str>() {
                let name = super::str::intern_obj(t, text)?;
                return instance::set_attribute(t, &owner, &name, value);
            }
            instance::dict_mode_dict(t, &owner)?;
        }
        match self.find(t, key, hash)? {
            Some(entry) => {
                self.replace_value(t, entry, value);
                Ok(())
            }
            None => self.insert(t, key, hash, value),
        }
    }

    /// Replaces the value of a live entry.
    #[inline(always)]
    pub fn replace_value(&self, t: &Thread, entry: usize, value: Obj) {
        let Some(table) = self.table() else { return };
        // SAFETY: the entry is live; the old reference is dropped when the new one is in place.
        unsafe {
            let e = &mut *table.entry(entry);
            let old = Obj::from_raw(std::mem::replace(&mut e.value, value.into_raw()));
            if self.watch.is_watching() {
                watch::changed(t, self, e.key);
            }
            drop(old);
        }
    }

    /// Adds a key that is not there.
    fn insert(&self, t: &Thread, key: &Obj, hash: i64, value: Obj) -> PyResult<()> {
        if self.table().is_none_or(|table| !table.has_room()) {
            self.grow(t)?;
        }
        let Some(table) = self.table() else { return Err(t.no_memory()) };
        if !key.is_exact::<Str>() {
            table.all_str = false;
        }
        table.keys_version = 0;
        table.insert_new(hash, key.clone(), value);
        self.used.set(self.used.get() + 1);
        if self.watch.is_watching() {
            watch::changed(t, self, key.value());
        }
        Ok(())
    }

    #[cold]
    fn grow(&self, t: &Thread) -> PyResult<()> {
        let wanted = (self.used.get() * 3).max(5);
        let table = match NonNull::new(self.table.get()) {
            None => Table::allocate(wanted),
            // SAFETY: the table is ours alone.
            Some(old) => unsafe { Table::rebuild(old, wanted) },
        };
        let table = table.ok_or_else(|| t.no_memory())?;
        self.table.set(table.as_ptr());
        Ok(())
    }

    /// Removes a key and returns its value.
    pub fn remove(&self, t: &Thread, key: &Obj) -> PyResult<Option<Obj>> {
        let hash = hash_of(t, key)?;
        self.remove_hashed(t, key, hash)
    }

    pub fn remove_hashed(&self, t: &Thread, key: &Obj, hash: i64) -> PyResult<Option<Obj>> {
        if let Some(owner) = self.owner() {
            let Some(name) = key.downcast::<Str>().and_then(super::str::intern::find) else { return Ok(None) };
            let value = instance::get_attribute(t, &owner, &name)?;
            instance::delete_attribute(t, &owner, &name)?;
            return Ok(value);
        }
        match self.find(t, key, hash)? {
            Some(entry) => Ok(self.remove_entry(t, entry).map(|(_, value)| value)),
            None => Ok(None),
        }
    }

    /// Removes a live entry.
    pub fn remove_entry(&self, t: &Thread, entry: usize) -> Option<(Obj, Obj)> {
        let table = self.table()?;
        table.keys_version = 0;
        let removed = table.remove(entry);
        self.used.set(self.used.get() - 1);
        if self.watch.is_watching() {
            watch::changed(t, self, removed.0.value());
        }
        Some(removed)
    }

    /// Removes the newest entry.
    pub fn pop_last(&self, t: &Thread) -> PyResult<Option<(Obj, Obj)>> {
        if let Some(owner) = self.owner() {
            instance::dict_mode_dict(t, &owner)?;
        }
        Ok(self.table().and_then(|table| table.last_live()).and_then(|entry| self.remove_entry(t, entry)))
    }

    /// Removes everything.
    pub fn clear(&self, t: &Thread) {
        if let Some(owner) = self.owner() {
            if let Some(header) = owner.header() {
                instance::clear_slots(t, header);
            }
            return;
        }
        if self.watch.is_watching() {
            watch::cleared(t, self);
        }
        self.drop_table();
    }

    fn drop_table(&self) {
        let table = self.table.replace(null_mut());
        self.used.set(0);
        let Some(table) = NonNull::new(table) else { return };
        // SAFETY: taken out of the dict, so destructors that reach the dict find it empty.
        unsafe {
            let this = table.as_ref();
            let mut at = 0;
            while let Some(i) = this.next_live(at) {
                let e = &*this.entry(i);
                drop((Obj::from_raw(e.key), Obj::from_raw(e.value)));
                at = i + 1;
            }
            Table::free(table);
        }
    }

    /// The entry at or after `position`, and where to go on from.
    pub fn next_entry(&self, position: &mut usize) -> Option<(Obj, Obj)> {
        if let Some(owner) = self.owner() {
            let entry = instance::slot_entry(Thread::current(), owner.header()?, *position)?;
            *position += 1;
            return Some(entry);
        }
        let table = self.table()?;
        let entry = table.next_live(*position)?;
        *position = entry + 1;
        // SAFETY: a live entry owns both.
        unsafe {
            let e = &*table.entry(entry);
            Some((e.key.to_obj(), e.value.to_obj()))
        }
    }

    /// The hash stored with the entry that [`Dict::next_entry`] gave last, where there is a table.
    pub fn previous_entry(&self, position: &mut usize) -> Option<(Obj, Obj)> {
        while *position > 0 {
            *position -= 1;
            if let Some(owner) = self.owner() {
                return instance::slot_entry(Thread::current(), owner.header()?, *position);
            }
            let table = self.table()?;
            if *position >= table.entries as usize {
                continue;
            }
            // SAFETY: below `entries`; a live entry owns both.
            unsafe {
                let e = &*table.entry(*position);
                if !e.key.is_null() {
                    return Some((e.key.to_obj(), e.value.to_obj()));
                }
            }
        }
        None
    }

    /// One past the last position that [`Dict::next_entry`] can give.
    pub fn end_position(&self) -> usize {
        match self.owner() {
            Some(_) => self.len(),
            None => self.table().map_or(0, |table| table.entries as usize),
        }
    }

    /// All entries as they are now.
    pub fn entries(&self) -> Vec<(Obj, Obj)> {
        let mut entries = Vec::with_capacity(self.len());
        let mut position = 0;
        while let Some(entry) = self.next_entry(&mut position) {
            entries.push(entry);
        }
        entries
    }

    /// A shallow copy as a plain dict.
    pub fn copy(&self, t: &Thread) -> PyResult<Ref<Dict>> {
        let copy = Dict::with_capacity(t, self.len())?;
        copy.merge_dict(t, self, true)?;
        Ok(copy)
    }

    /// Adds all entries of another dict; existing keys keep their values unless `replace`.
    pub fn merge_dict(&self, t: &Thread, other: &Dict, replace: bool) -> PyResult<()> {
        let size = other.len();
        let mut position = 0;
        while let Some(super::mapping::HashedEntry { key, value, hash }) =
            super::mapping::next_hashed(other, &mut position)
        {
            if replace || self.get_hashed(t, &key, hash)?.is_none() {
                self.set_hashed(t, &key, hash, value)?;
            }
            if other.len() != size {
                return Err(t.runtime_error("dict mutated during update"));
            }
        }
        Ok(())
    }

    /// The version of the key table, for caches that remember an entry's position. 0: there is none.
    pub fn keys_version(&self, t: &Thread) -> u32 {
        match self.table() {
            Some(table) if self.owner.get().is_null() => {
                if table.keys_version == 0 {
                    table.keys_version = t.interp().new_keys_version();
                }
                table.keys_version
            }
            _ => 0,
        }
    }

    /// The entry of a str key, for caches.
    pub fn entry_of(&self, key: &Str) -> Option<usize> {
        if !self.owner.get().is_null() {
            return None;
        }
        self.table().filter(|table| table.all_str)?;
        self.find_str(key, key.hash_value())
    }

    pub(crate) fn visit(&self, visitor: &mut Visitor) {
        let Some(table) = self.table() else { return };
        let mut at = 0;
        while let Some(i) = table.next_live(at) {
            // SAFETY: live entries.
            let e = unsafe { &*table.entry(i) };
            visitor.value(e.key);
            visitor.value(e.value);
            at = i + 1;
        }
    }

    pub(crate) fn clear_references(&self, t: &Thread) {
        if self.owner.get().is_null() {
            self.clear(t);
        }
    }

    /// Whether two references are to the same dict.
    pub fn is(&self, other: &Dict) -> bool {
        std::ptr::eq(self, other)
    }

    /// The dict as an object, borrowed.
    pub fn as_object(&self) -> Borrowed<'_> {
        self.borrowed()
    }
}

/// The hash of a key, fast for strings and small ints.
#[inline(always)]
pub fn hash_of(t: &Thread, key: &Obj) -> PyResult<i64> {
    // Ints below the modulus of hashes are their own, but for -1.
    const MODULUS: u64 = (1 << 61) - 1;
    if let Some(number) = key.value().as_int()
        && number.unsigned_abs() < MODULUS
    {
        return Ok(if number == -1 { -2 } else { number });
    }
    hash_of_object(t, key)
}

#[inline]
fn hash_of_object(t: &Thread, key: &Obj) -> PyResult<i64> {
    match key.exact::<Str>() {
        Some(text) => Ok(text.hash_value()),
        None => protocol::hash(t, key).map_err(|raised| super::mapping::unhashable(t, raised, key, "a dict key")),
    }
}
