//! The table of a set: open addressing with short linear runs, eight places inline.
//!
//! From the place a hash names, up to [`LINEAR_PROBES`] further places are looked at (none where the run
//! would pass the table's end), then the walk jumps by CPython's recurrence `5 i + 1 + perturb`. A
//! removed key leaves a dummy; a new key takes the last dummy on its walk, a rebuild clears them all.
//! The table is rebuilt at a load of 3/5, dummies included.
//!
//! Comparing keys may run Python code that changes the set: after each such comparison the walk starts
//! over if the table is another or the place holds something else.

use std::cell::Cell;

use super::element_hash;
use crate::builtins::sequence::equal_fast;
use crate::memory::{self, Visitor};
use crate::object::header::Header;
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, Type};
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{PyResult, Thread};

const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;
const MIN_SIZE: usize = 8;

/// One place. Empty: NULL and hash 0; a dummy: UNBOUND and hash -1, which no key has.
#[repr(C)]
pub(super) struct Place {
    key: Cell<Value>,
    hash: Cell<i64>,
}

impl Place {
    #[allow(clippy::declare_interior_mutable_const)]
    const EMPTY: Place = Place { key: Cell::new(Value::NULL), hash: Cell::new(0) };

    #[inline(always)]
    fn is_live(&self) -> bool {
        let key = self.key.get();
        !key.is_null() && !key.is_unbound()
    }

    fn put(&self, key: Value, hash: i64) {
        self.key.set(key);
        self.hash.set(hash);
    }
}

#[repr(C)]
pub struct Set {
    head: Header,
    /// Places taken, dummies included.
    fill: Cell<usize>,
    used: Cell<usize>,
    mask: Cell<usize>,
    /// `small`, or a buffer of its own.
    table: Cell<*mut Place>,
    /// The hash of a frozenset; -1: not computed.
    pub(super) hash: Cell<i64>,
    /// Where `pop` goes on looking.
    finger: Cell<usize>,
    small: [Place; MIN_SIZE],
}

/// An immutable set: the same layout under another type.
#[repr(C)]
pub struct FrozenSet(Set);

impl FrozenSet {
    #[inline]
    pub fn as_set(&self) -> &Set {
        &self.0
    }

    pub(super) fn visit(&self, visitor: &mut Visitor) {
        self.0.visit(visitor);
    }

    pub(super) fn clear_references(&self, _t: &Thread) {
        self.0.clear();
    }
}

impl Drop for Set {
    fn drop(&mut self) {
        self.clear();
    }
}

/// What a walk through the table ended at.
enum Found {
    Key(usize),
    Empty(usize),
    /// The last dummy on the way to an empty place.
    Dummy(usize),
}

impl Set {
    /// An empty set.
    pub fn new(t: &Thread) -> PyResult<Ref<Set>> {
        Set::with_class(t, Set::class())
    }

    /// An empty set of a class derived from set or frozenset.
    pub fn with_class(t: &Thread, class: &Type) -> PyResult<Ref<Set>> {
        let blank = |head| Set {
            head,
            fill: Cell::new(0),
            used: Cell::new(0),
            mask: Cell::new(MIN_SIZE - 1),
            table: Cell::new(std::ptr::null_mut()),
            hash: Cell::new(-1),
            finger: Cell::new(0),
            small: [Place::EMPTY; MIN_SIZE],
        };
        let made = if class.is(Set::class()) || class.is_subtype(Set::class()) {
            memory::new_object(t, class, blank)?
        } else {
            let frozen = memory::new_object(t, class, |head| FrozenSet(blank(head)))?;
            let place = frozen.as_ptr().cast::<Set>();
            std::mem::forget(frozen);
            // SAFETY: a frozenset has the layout of a set; its one reference moves over.
            unsafe { Ref::from_ptr(std::ptr::NonNull::new_unchecked(place)) }
        };
        made.table.set(made.small_table());
        Ok(made)
    }

    #[inline(always)]
    fn small_table(&self) -> *mut Place {
        self.small.as_ptr().cast_mut()
    }

    #[inline(always)]
    fn place(&self, at: usize) -> &Place {
        debug_assert!(at <= self.mask.get());
        // SAFETY: the table has `mask + 1` places; callers stay below and do not keep the reference across
        // anything that could replace the table.
        unsafe { &*self.table.get().add(at) }
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.used.get()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Places of the table.
    #[inline(always)]
    pub(super) fn size(&self) -> usize {
        self.mask.get() + 1
    }

    /// Bytes of a table outside of the object.
    pub fn table_bytes(&self) -> usize {
        if self.table.get() == self.small_table() { 0 } else { self.size() * size_of::<Place>() }
    }

    /// The place of a key, or the one where it would go.
    #[inline]
    fn find(&self, t: &Thread, key: &Obj, hash: i64) -> PyResult<Found> {
        'restart: loop {
            let (table, mask) = (self.table.get(), self.mask.get());
            let mut perturb = hash as usize;
            let mut start = hash as usize & mask;
            let mut dummy = None;
            loop {
                let end = if start + LINEAR_PROBES <= mask { start + LINEAR_PROBES } else { start };
                for at in start..=end {
                    let place = self.place(at);
                    let (found, found_hash) = (place.key.get(), place.hash.get());
                    if found_hash == 0 && found.is_null() {
                        return match dummy {
                            None => Ok(Found::Empty(at)),
                            Some(dummy) if self.place(dummy).key.get().is_unbound() => Ok(Found::Dummy(dummy)),
                            // A comparison put another key there.
                            Some(_) => continue 'restart,
                        };
                    }
                    if found_hash != hash {
                        if found_hash == -1 {
                            dummy = Some(at);
                        }
                        continue;
                    }
                    if found.is_unbound() {
                        continue;
                    }
                    // SAFETY: neither empty nor a dummy, so the place owns a key.
                    match equal_fast(unsafe { found.as_obj() }, key) {
                        Some(true) => return Ok(Found::Key(at)),
                        Some(false) => continue,
                        None => {}
                    }
                    // SAFETY: as above; the reference keeps the key alive during the comparison.
                    let found = unsafe { found.to_obj() };
                    let equal = protocol::rich_compare_bool(t, &found, key, Comparison::Eq)?;
                    let unchanged = self.table.get() == table
                        && self.mask.get() == mask
                        && self.place(at).key.get() == found.value();
                    if !unchanged {
                        continue 'restart;
                    }
                    if equal {
                        return Ok(Found::Key(at));
                    }
                }
                perturb >>= PERTURB_SHIFT;
                start = start.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb) & mask;
            }
        }
    }

    /// Adds an element; false if it was there.
    pub fn add(&self, t: &Thread, key: &Obj) -> PyResult<bool> {
        let hash = element_hash(t, key)?;
        self.add_hashed(t, key, hash)
    }

    pub fn add_hashed(&self, t: &Thread, key: &Obj, hash: i64) -> PyResult<bool> {
        let (at, fill) = match self.find(t, key, hash)? {
            Found::Key(_) => return Ok(false),
            Found::Empty(at) => (at, 1),
            Found::Dummy(at) => (at, 0),
        };
        self.place(at).put(key.clone().into_raw(), hash);
        self.fill.set(self.fill.get() + fill);
        self.used.set(self.used.get() + 1);
        if fill == 1 && self.fill.get() * 5 >= self.mask.get() * 3 {
            self.resize(t, self.grown())?;
        }
        Ok(true)
    }

    /// The number of elements a rebuilt table is made for.
    fn grown(&self) -> usize {
        let used = self.used.get();
        if used > 50_000 { used * 2 } else { used * 4 }
    }

    pub fn contains(&self, t: &Thread, key: &Obj) -> PyResult<bool> {
        let hash = super::lookup_hash(t, key)?;
        self.contains_hashed(t, key, hash)
    }

    #[inline]
    pub fn contains_hashed(&self, t: &Thread, key: &Obj, hash: i64) -> PyResult<bool> {
        Ok(matches!(self.find(t, key, hash)?, Found::Key(_)))
    }

    /// Removes an element; false if it was not there.
    pub fn discard(&self, t: &Thread, key: &Obj) -> PyResult<bool> {
        let hash = super::lookup_hash(t, key)?;
        self.discard_hashed(t, key, hash)
    }

    pub fn discard_hashed(&self, t: &Thread, key: &Obj, hash: i64) -> PyResult<bool> {
        let Found::Key(at) = self.find(t, key, hash)? else { return Ok(false) };
        drop(self.take(at));
        Ok(true)
    }

    /// Takes the key out of a live place.
    fn take(&self, at: usize) -> Obj {
        let place = self.place(at);
        let key = place.key.get();
        place.put(Value::UNBOUND, -1);
        self.used.set(self.used.get() - 1);
        // SAFETY: a live place owns its key, which moves out.
        unsafe { Obj::from_raw(key) }
    }

    /// Removes some element.
    pub fn pop(&self) -> Option<Obj> {
        if self.is_empty() {
            return None;
        }
        let mask = self.mask.get();
        let mut at = self.finger.get() & mask;
        while !self.place(at).is_live() {
            at = (at + 1) & mask;
        }
        self.finger.set(at + 1);
        Some(self.take(at))
    }

    /// Removes everything.
    pub fn clear(&self) {
        if self.fill.get() == 0 && self.table.get() == self.small_table() {
            return;
        }
        let old = self.replace_table(self.small_table(), MIN_SIZE - 1);
        self.fill.set(0);
        self.used.set(0);
        self.hash.set(-1);
        // The set is whole and empty before the first destructor runs.
        old.each_live(|key, _| {
            // SAFETY: taken out of the set; each reference is given up once.
            drop(unsafe { Obj::from_raw(key) });
        });
    }

    /// Puts an empty table in the place of the present one.
    fn replace_table(&self, table: *mut Place, mask: usize) -> OldTable {
        let was_small = self.table.get() == self.small_table();
        let mut inline = [Place::EMPTY; MIN_SIZE];
        if was_small {
            for (to, from) in inline.iter_mut().zip(&self.small) {
                to.put(from.key.get(), from.hash.get());
            }
        }
        let old = OldTable {
            table: if was_small { std::ptr::null_mut() } else { self.table.get() },
            mask: self.mask.get(),
            inline,
        };
        self.table.set(table);
        self.mask.set(mask);
        for at in 0..=mask {
            // SAFETY: the new table has this many places, not initialised so far.
            unsafe { table.add(at).write(Place::EMPTY) };
        }
        old
    }

    /// Rebuilds the table for more than `wanted` elements, without dummies. Runs no Python code.
    pub(super) fn resize(&self, t: &Thread, wanted: usize) -> PyResult<()> {
        let mut size = MIN_SIZE;
        while size <= wanted {
            size = match size.checked_mul(2).filter(|&s| s <= isize::MAX as usize / size_of::<Place>()) {
                Some(size) => size,
                None => return Err(t.no_memory()),
            };
        }
        let table = if size == MIN_SIZE {
            if self.table.get() == self.small_table() && self.fill.get() == self.used.get() {
                return Ok(());
            }
            self.small_table()
        } else {
            memory::object::new_buffer(t, size * size_of::<Place>())?.as_ptr().cast()
        };
        let old = self.replace_table(table, size - 1);
        self.fill.set(self.used.get());
        old.each_live(|key, hash| self.insert_clean(key, hash));
        Ok(())
    }

    /// Puts a key that is not there into a table without dummies.
    fn insert_clean(&self, key: Value, hash: i64) {
        let mask = self.mask.get();
        let mut perturb = hash as usize;
        let mut start = hash as usize & mask;
        loop {
            let end = if start + LINEAR_PROBES <= mask { start + LINEAR_PROBES } else { start };
            for at in start..=end {
                let place = self.place(at);
                if place.key.get().is_null() {
                    place.put(key, hash);
                    return;
                }
            }
            perturb >>= PERTURB_SHIFT;
            start = start.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb) & mask;
        }
    }

    /// Makes room for `more` elements at once.
    pub(super) fn reserve(&self, t: &Thread, more: usize) -> PyResult<()> {
        if (self.fill.get() + more) * 5 >= self.mask.get() * 3 {
            self.resize(t, (self.used.get() + more) * 2)?;
        }
        Ok(())
    }

    /// Adds all elements of another set.
    pub(super) fn merge(&self, t: &Thread, other: &Set) -> PyResult<()> {
        if std::ptr::eq(self, other) || other.is_empty() {
            return Ok(());
        }
        self.reserve(t, other.len())?;
        if self.fill.get() == 0 {
            let same_shape = self.mask.get() == other.mask.get() && other.fill.get() == other.used.get();
            for at in 0..other.size() {
                let place = other.place(at);
                if !place.is_live() {
                    continue;
                }
                // SAFETY: a live place owns its key; the new reference is the table's.
                let key = unsafe { place.key.get().incref() };
                if same_shape {
                    self.place(at).put(key, place.hash.get());
                } else {
                    self.insert_clean(key, place.hash.get());
                }
            }
            self.fill.set(other.used.get());
            self.used.set(other.used.get());
            return Ok(());
        }
        let mut position = 0;
        while let Some((key, hash)) = other.next_entry(&mut position) {
            self.add_hashed(t, &key, hash)?;
        }
        Ok(())
    }

    /// Rebuilds the table where more than a quarter of it is dummies.
    pub(super) fn sweep(&self, t: &Thread) -> PyResult<()> {
        if self.fill.get() - self.used.get() <= self.mask.get() / 4 {
            return Ok(());
        }
        self.resize(t, self.grown())
    }

    /// Exchanges the elements of two sets.
    pub(super) fn swap(&self, other: &Set) {
        if std::ptr::eq(self, other) {
            return;
        }
        let (mine, theirs) = (self.table.get(), other.table.get());
        let (mine_small, theirs_small) = (mine == self.small_table(), theirs == other.small_table());
        self.fill.swap(&other.fill);
        self.used.swap(&other.used);
        self.mask.swap(&other.mask);
        self.hash.set(-1);
        other.hash.set(-1);
        for (a, b) in self.small.iter().zip(&other.small) {
            a.key.swap(&b.key);
            a.hash.swap(&b.hash);
        }
        self.table.set(if theirs_small { self.small_table() } else { theirs });
        other.table.set(if mine_small { other.small_table() } else { mine });
    }

    /// The element at or after place `position` with its hash, and where to go on from.
    #[inline]
    pub fn next_entry(&self, position: &mut usize) -> Option<(Obj, i64)> {
        while *position < self.size() {
            let place = self.place(*position);
            *position += 1;
            if place.is_live() {
                // SAFETY: a live place owns its key.
                return Some((unsafe { place.key.get().to_obj() }, place.hash.get()));
            }
        }
        None
    }

    /// The elements in the set's order.
    pub fn items(&self) -> Vec<Obj> {
        let mut items = Vec::with_capacity(self.len());
        let mut position = 0;
        while let Some((key, _)) = self.next_entry(&mut position) {
            items.push(key);
        }
        items
    }

    /// The hashes of the elements.
    pub(super) fn hashes(&self) -> impl Iterator<Item = i64> {
        (0..self.size()).map(|at| self.place(at)).filter(|place| place.is_live()).map(|place| place.hash.get())
    }

    /// The type that results of operations on this set have: set or frozenset, never a subclass.
    pub(super) fn base_class(&self) -> &'static Type {
        if self.head.type_of().is_subtype(Set::class()) { Set::class() } else { FrozenSet::class() }
    }

    /// The set as an object.
    pub fn to_object(&self) -> Obj {
        Obj::clone(&self.borrowed())
    }

    pub(super) fn visit(&self, visitor: &mut Visitor) {
        for at in 0..self.size() {
            // Empty places and dummies are immediates, which the visitor passes over.
            visitor.value(self.place(at).key.get());
        }
    }

    pub(super) fn clear_references(&self, _t: &Thread) {
        self.clear();
    }
}

/// A table taken out of a set; its memory goes back when this is dropped.
struct OldTable {
    /// Null: the places are in `inline`.
    table: *mut Place,
    mask: usize,
    inline: [Place; MIN_SIZE],
}

impl OldTable {
    fn each_live(&self, mut f: impl FnMut(Value, i64)) {
        let table = if self.table.is_null() { self.inline.as_ptr() } else { self.table.cast_const() };
        for at in 0..=self.mask {
            // SAFETY: the table has `mask + 1` places and belongs to nobody else.
            let place = unsafe { &*table.add(at) };
            if place.is_live() {
                f(place.key.get(), place.hash.get());
            }
        }
    }
}

impl Drop for OldTable {
    fn drop(&mut self) {
        if !self.table.is_null() {
            let bytes = (self.mask + 1) * size_of::<Place>();
            // SAFETY: made by `new_buffer` with this many bytes.
            unsafe { memory::object::free_buffer(Thread::current(), self.table.cast(), bytes) };
        }
    }
}
