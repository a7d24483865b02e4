//! The table of weak references: which weak reference objects point to which object.
//!
//! Objects carry one bit that says they are in the table, so objects nobody refers to weakly pay
//! nothing. When an object dies its references are cleared first, then their callbacks run.

use std::cell::RefCell;
use std::ptr::NonNull;

use rustc_hash::FxHashMap;

use super::header::{Header, flag};
use super::value::Obj;
use crate::thread::Thread;

/// Clears one weak reference; returns its callback call, if it has one.
pub type Clear = fn(&Thread, &Header) -> Option<(Obj, Obj)>;

/// A registered weak reference: the reference object's header (uncounted) and how to clear it.
#[derive(Clone, Copy)]
struct Entry {
    reference: NonNull<Header>,
    clear: Clear,
}

/// Weak references by the address of what they refer to.
pub struct WeakTable {
    table: RefCell<FxHashMap<usize, Vec<Entry>>>,
}

impl WeakTable {
    pub fn new() -> WeakTable {
        WeakTable { table: RefCell::new(FxHashMap::default()) }
    }

    /// Registers a weak reference object.
    pub fn add(&self, object: &Header, reference: &Header, clear: Clear) {
        object.set_flag(flag::WEAKLY_REFERENCED);
        let entry = Entry { reference: NonNull::from(reference), clear };
        self.table.borrow_mut().entry(object as *const Header as usize).or_default().push(entry);
    }

    /// Takes a dying weak reference object out.
    pub fn remove(&self, object: &Header, reference: &Header) {
        let mut table = self.table.borrow_mut();
        let key = object as *const Header as usize;
        if let Some(entries) = table.get_mut(&key) {
            entries.retain(|e| e.reference != NonNull::from(reference));
            if entries.is_empty() {
                table.remove(&key);
                object.clear_flag(flag::WEAKLY_REFERENCED);
            }
        }
    }

    /// The weak reference objects of an object, oldest first.
    pub fn references(&self, object: &Header) -> Vec<NonNull<Header>> {
        let key = object as *const Header as usize;
        self.table.borrow().get(&key).map_or(Vec::new(), |e| e.iter().map(|e| e.reference).collect())
    }
}

impl Default for WeakTable {
    fn default() -> WeakTable {
        WeakTable::new()
    }
}

/// Clears every weak reference to a dying object and runs the callbacks, newest first.
#[cold]
pub fn clear(t: &Thread, object: NonNull<Header>) {
    let entries = t.interp().weak.table.borrow_mut().remove(&(object.as_ptr() as usize)).unwrap_or_default();
    // SAFETY: the dying object's memory is still there.
    unsafe { object.as_ref() }.clear_flag(flag::WEAKLY_REFERENCED);
    // All are cleared before any callback runs, so no callback sees a half-dead object.
    let callbacks: Vec<(Obj, Obj)> = entries
        .iter()
        .rev()
        // SAFETY: a registered reference is alive: a dying one takes itself out first.
        .filter_map(|e| (e.clear)(t, unsafe { e.reference.as_ref() }))
        .collect();
    let saved = t.exception.take();
    for (callback, reference) in callbacks {
        if let Err(raised) = crate::call::call1(t, &callback, &reference) {
            crate::exceptions::unraisable(t, raised, Some(&callback));
        }
    }
    t.exception.set(saved);
}
