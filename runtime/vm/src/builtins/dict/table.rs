//! The hash table of dicts: compact and ordered.
//!
//! An index of small integers (1, 2 or 4 bytes each) is probed by hash; it points into an array of
//! entries in insertion order. A removed entry leaves a hole (key NULL) in the entries and a dummy in
//! the index. Probing is open addressing with perturbation, as CPython describes in
//! `Objects/dictobject.c`. Nothing here runs Python code: comparing keys is the caller's.

use std::alloc::{self};
use std::ptr::NonNull;

use crate::object::value::{Obj, Value};

const EMPTY: i32 = -1;
const DUMMY: i32 = -2;
const MIN_LOG2: u8 = 3;

/// One key and its value. The hole of a removed key has a NULL key.
#[repr(C)]
pub struct Entry {
    pub hash: i64,
    pub key: Value,
    pub value: Value,
}

/// The head of a table; the index and the entries follow it in the same allocation.
#[repr(C)]
pub struct Table {
    log2_size: u8,
    index_log2: u8,
    /// Every key is an exact str.
    pub all_str: bool,
    /// Changes when keys are added or removed while somebody watches; 0: nobody does.
    pub keys_version: u32,
    usable: u32,
    pub entries: u32,
}

const HEAD: usize = 16;
const _: () = assert!(size_of::<Table>() == HEAD);

/// Entries that fit an index of `2^log2` places.
const fn capacity(log2: u8) -> usize {
    (1usize << log2) * 2 / 3
}

const fn index_log2_for(log2: u8) -> u8 {
    match log2 {
        0..=7 => 0,
        8..=15 => 1,
        _ => 2,
    }
}

fn layout(log2: u8) -> Option<(alloc::Layout, usize)> {
    let index = (1usize << log2) << index_log2_for(log2);
    let entries_at = HEAD + index.next_multiple_of(8);
    let bytes = capacity(log2).checked_mul(size_of::<Entry>())?.checked_add(entries_at)?;
    Some((alloc::Layout::from_size_align(bytes, 16).ok()?, entries_at))
}

/// The smallest table that takes `entries` without growing.
fn log2_for(entries: usize) -> u8 {
    let mut log2 = MIN_LOG2;
    while capacity(log2) < entries && log2 < 31 {
        log2 += 1;
    }
    log2
}

/// What a probe found in one place.
pub enum Place {
    /// No such key; a new one may go here.
    Empty,
    /// An entry with the hash looked for: whether the key is equal is the caller's to say.
    Candidate(usize),
}

/// The walk of one lookup through the index.
pub struct Probe {
    at: usize,
    perturb: u64,
    hash: i64,
}

impl Table {
    /// An empty table with room for `entries`. None: memory is exhausted.
    pub fn allocate(entries: usize) -> Option<NonNull<Table>> {
        let log2 = log2_for(entries);
        let (layout, _) = layout(log2)?;
        // SAFETY: the layout is not empty; head and index are initialised at once.
        unsafe {
            let base = NonNull::new(alloc::alloc(layout))?;
            let table = base.cast::<Table>();
            table.write(Table {
                log2_size: log2,
                index_log2: index_log2_for(log2),
                all_str: true,
                keys_version: 0,
                usable: capacity(log2) as u32,
                entries: 0,
            });
            std::ptr::write_bytes(base.as_ptr().add(HEAD), 0xFF, (1usize << log2) << index_log2_for(log2));
            Some(table)
        }
    }

    /// Gives the memory back; the entries' references were taken before.
    ///
    /// # Safety
    /// The table came from [`Table::allocate`] and is not used any more.
    pub unsafe fn free(table: NonNull<Table>) {
        // SAFETY: as promised.
        unsafe {
            if let Some((layout, _)) = layout(table.as_ref().log2_size) {
                alloc::dealloc(table.as_ptr().cast(), layout);
            }
        }
    }

    /// Bytes of the allocation.
    pub fn bytes(&self) -> usize {
        layout(self.log2_size).map_or(0, |(l, _)| l.size())
    }

    #[inline(always)]
    fn base(&self) -> *mut u8 {
        self as *const Table as *mut u8
    }

    #[inline(always)]
    fn mask(&self) -> usize {
        (1usize << self.log2_size) - 1
    }

    #[inline(always)]
    fn index(&self, at: usize) -> i32 {
        // SAFETY: `at` is masked; the index has that many places of this width.
        unsafe {
            let index = self.base().add(HEAD);
            match self.index_log2 {
                0 => index.cast::<i8>().add(at).read() as i32,
                1 => index.cast::<i16>().add(at).read() as i32,
                _ => index.cast::<i32>().add(at).read(),
            }
        }
    }

    #[inline(always)]
    fn set_index(&mut self, at: usize, value: i32) {
        // SAFETY: as in `index`.
        unsafe {
            let index = self.base().add(HEAD);
            match self.index_log2 {
                0 => index.cast::<i8>().add(at).write(value as i8),
                1 => index.cast::<i16>().add(at).write(value as i16),
                _ => index.cast::<i32>().add(at).write(value),
            }
        }
    }

    /// The entries ever added since the last rebuild, holes included.
    #[inline(always)]
    pub fn entry(&self, i: usize) -> *mut Entry {
        let index = (1usize << self.log2_size) << self.index_log2;
        self.base().wrapping_add(HEAD + index.next_multiple_of(8)).cast::<Entry>().wrapping_add(i)
    }

    #[inline(always)]
    pub fn has_room(&self) -> bool {
        self.usable > 0
    }

    #[inline(always)]
    pub fn probe(&self, hash: i64) -> Probe {
        Probe { at: hash as usize & self.mask(), perturb: hash as u64, hash }
    }

    /// The next place on the walk that matters.
    #[inline(always)]
    pub fn next(&self, probe: &mut Probe) -> Place {
        loop {
            let found = self.index(probe.at);
            let at = probe.at;
            if found >= 0 {
                probe.advance(self.mask());
                // SAFETY: the index points at entries that were added.
                if unsafe { (*self.entry(found as usize)).hash } == probe.hash {
                    return Place::Candidate(found as usize);
                }
                continue;
            }
            if found == EMPTY {
                probe.at = at;
                return Place::Empty;
            }
            probe.advance(self.mask());
        }
    }

    /// Appends an entry for a key that is not there. The caller made sure of room.
    #[inline]
    pub fn insert_new(&mut self, hash: i64, key: Obj, value: Obj) -> usize {
        debug_assert!(self.has_room());
        let mut probe = self.probe(hash);
        while self.index(probe.at) >= 0 {
            probe.advance(self.mask());
        }
        let entry = self.entries as usize;
        self.set_index(probe.at, entry as i32);
        // SAFETY: there is room for one more entry.
        unsafe { self.entry(entry).write(Entry { hash, key: key.into_raw(), value: value.into_raw() }) };
        self.entries += 1;
        self.usable -= 1;
        entry
    }

    /// Takes an entry out and returns its key and value.
    pub fn remove(&mut self, entry: usize) -> (Obj, Obj) {
        // SAFETY: the entry is live; its references move out.
        let (hash, key, value) = unsafe {
            let e = &mut *self.entry(entry);
            let key = std::mem::replace(&mut e.key, Value::NULL);
            let value = std::mem::replace(&mut e.value, Value::NULL);
            (e.hash, Obj::from_raw(key), Obj::from_raw(value))
        };
        let mut probe = self.probe(hash);
        while self.index(probe.at) != entry as i32 {
            probe.advance(self.mask());
        }
        self.set_index(probe.at, DUMMY);
        // A hole at the end is room again: dicts used as stacks do not grow.
        if entry + 1 == self.entries as usize {
            // The dummy in the index still costs a probe, so `usable` does not grow back.
            self.entries -= 1;
        }
        (key, value)
    }

    /// The live entry at or after position `i`.
    #[inline]
    pub fn next_live(&self, mut i: usize) -> Option<usize> {
        while i < self.entries as usize {
            // SAFETY: below `entries`.
            if unsafe { (*self.entry(i)).key } != Value::NULL {
                return Some(i);
            }
            i += 1;
        }
        None
    }

    /// The last live entry.
    pub fn last_live(&self) -> Option<usize> {
        // SAFETY: below `entries`.
        (0..self.entries as usize).rev().find(|&i| unsafe { (*self.entry(i)).key } != Value::NULL)
    }

    /// A table with room for `wanted` entries that takes over this one's. None: memory is exhausted;
    /// nothing has changed then.
    ///
    /// # Safety
    /// `old` is a table nobody else uses; it is gone where Some is returned.
    pub unsafe fn rebuild(old: NonNull<Table>, wanted: usize) -> Option<NonNull<Table>> {
        let mut new = Table::allocate(wanted)?;
        // SAFETY: both tables are ours; the references move from one to the other.
        unsafe {
            let (from, to) = (old.as_ref(), new.as_mut());
            to.all_str = from.all_str;
            let mut at = 0;
            while let Some(i) = from.next_live(at) {
                let e = &*from.entry(i);
                to.insert_new(e.hash, Obj::from_raw(e.key), Obj::from_raw(e.value));
                at = i + 1;
            }
            Table::free(old);
        }
        Some(new)
    }
}

impl Probe {
    #[inline(always)]
    fn advance(&mut self, mask: usize) {
        self.perturb >>= 5;
        self.at = (self.at.wrapping_mul(5).wrapping_add(self.perturb as usize).wrapping_add(1)) & mask;
    }
}
