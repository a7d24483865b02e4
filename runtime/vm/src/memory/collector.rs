//! The cycle collector: generational, by CPython's algorithm (`Objects` of a generation whose
//! references all come from within it are garbage; PEP 442 finalizers; weak references first).
//!
//! An object's references from outside are its count less those that the traced objects hold to each
//! other; the difference is kept in a side table for the time of a collection. What native code holds
//! is counted like anything else, so no stack is scanned.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ptr::NonNull;

use super::Visitor;
use crate::object::header::{Header, flag};
use crate::object::instance;
use crate::object::types::type_flag;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread};

/// Statistics of one generation, as `gc.get_stats` shows them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stats {
    pub collections: u64,
    pub collected: u64,
    pub uncollectable: u64,
}

pub struct Collector {
    pub enabled: Cell<bool>,
    pub collecting: Cell<bool>,
    pub thresholds: Cell<[usize; 3]>,
    /// Collections of the younger generation since the last one of this.
    pub counts: Cell<[usize; 3]>,
    pub stats: Cell<[Stats; 3]>,
    pub debug: Cell<i64>,
    /// `gc.garbage` and `gc.callbacks` as list objects, made by the gc module.
    pub garbage: RefCell<Option<Obj>>,
    pub callbacks: RefCell<Option<Obj>>,
}

impl Collector {
    pub fn new() -> Collector {
        Collector {
            enabled: Cell::new(true),
            collecting: Cell::new(false),
            thresholds: Cell::new([2000, 10, 10]),
            counts: Cell::new([0; 3]),
            stats: Cell::new([Stats::default(); 3]),
            debug: Cell::new(0),
            garbage: RefCell::new(None),
            callbacks: RefCell::new(None),
        }
    }
}

impl Default for Collector {
    fn default() -> Collector {
        Collector::new()
    }
}

/// The generation an object belongs to.
pub fn generation(header: &Header) -> usize {
    if header.has_flag(flag::OLDEST) {
        2
    } else if header.has_flag(flag::OLD) {
        1
    } else {
        0
    }
}

/// Shows everything an object owns.
pub fn trace(t: &Thread, object: NonNull<Header>, visit: &mut dyn FnMut(NonNull<Header>)) {
    // SAFETY: the object is alive; tracing runs no Python code.
    unsafe {
        let header = object.as_ref();
        let class = header.type_of();
        let mut visitor = Visitor::new(visit);
        (class.layout.get().trace)(object.as_ptr(), &mut visitor);
        if class.is_heap_type() {
            visitor.value(class.borrowed_obj().value());
            instance::trace_attributes(t, header, &mut visitor);
        }
    }
}

/// A collection that the allocation counts asked for.
pub fn collect_due(t: &Thread) -> PyResult<()> {
    let gc = &t.interp().gc;
    t.heap.collection_due.set(false);
    if gc.collecting.get() {
        return Ok(());
    }
    let mut counts = gc.counts.get();
    let thresholds = gc.thresholds.get();
    counts[0] += 1;
    let generation = if thresholds[2] != 0 && counts[1] > thresholds[2] {
        2
    } else if thresholds[1] != 0 && counts[0] > thresholds[1] {
        1
    } else {
        0
    };
    gc.counts.set(counts);
    collect(t, generation);
    Ok(())
}

/// Collects a generation and all younger ones. Returns how many unreachable objects were found.
pub fn collect(t: &Thread, generation_limit: usize) -> usize {
    let gc = &t.interp().gc;
    if gc.collecting.replace(true) {
        return 0;
    }
    let saved = t.exception.take();
    let mut counts = gc.counts.get();
    match generation_limit {
        0 => {}
        1 => counts = [0, counts[1] + 1, counts[2]],
        _ => counts = [0, 0, 0],
    }
    gc.counts.set(counts);
    let found = run(t, generation_limit);
    let mut stats = gc.stats.get();
    let index = generation_limit.min(2);
    stats[index].collections += 1;
    stats[index].collected += found as u64;
    gc.stats.set(stats);
    t.heap.young_count.set(0);
    gc.collecting.set(false);
    t.exception.set(saved);
    found
}

fn run(t: &Thread, limit: usize) -> usize {
    // The objects looked at, and for each how many references come from outside.
    let mut objects: Vec<NonNull<Header>> = Vec::new();
    t.heap.for_each_gc(limit == 0, |object| {
        // SAFETY: the walk shows live objects.
        let header = unsafe { object.as_ref() };
        if header.has_flag(flag::TRACKED) && generation(header) <= limit {
            objects.push(object);
        }
    });
    let mut outside: HashMap<NonNull<Header>, i64, Hasher> = HashMap::with_capacity_and_hasher(objects.len(), Hasher);
    for &object in &objects {
        // SAFETY: alive.
        let count = unsafe { object.as_ref() }.refcount();
        outside.insert(object, if (count as i32) < 0 { i64::MAX / 2 } else { count as i64 });
    }
    for &object in &objects {
        trace(t, object, &mut |child| {
            if let Some(count) = outside.get_mut(&child) {
                *count -= 1;
            }
        });
    }
    // What is referred to from outside is reachable, and so is all it refers to.
    let mut work: Vec<NonNull<Header>> = objects.iter().copied().filter(|o| outside[o] > 0).collect();
    for &object in &work {
        // SAFETY: alive.
        unsafe { object.as_ref() }.set_flag(flag::REACHABLE);
    }
    while let Some(object) = work.pop() {
        trace(t, object, &mut |child| {
            // SAFETY: alive: some live object owns it.
            let header = unsafe { child.as_ref() };
            if outside.contains_key(&child) && !header.has_flag(flag::REACHABLE) {
                header.set_flag(flag::REACHABLE);
                work.push(child);
            }
        });
    }
    let mut garbage: Vec<Obj> = Vec::new();
    for &object in &objects {
        // SAFETY: alive.
        let header = unsafe { object.as_ref() };
        if header.has_flag(flag::REACHABLE) {
            header.clear_flag(flag::REACHABLE);
            header.set_flag(if generation(header) == 0 { flag::OLD } else { flag::OLDEST });
        } else {
            // SAFETY: the new reference keeps it alive until the collection is over.
            garbage.push(unsafe { Value::from_bits(object.as_ptr() as u64).to_obj() });
        }
    }
    if limit == 0 || limit == 2 {
        t.heap.mark_pages_old();
    }
    dispose(t, garbage)
}

/// Takes unreachable objects apart: weak references, finalizers, references among them.
fn dispose(t: &Thread, garbage: Vec<Obj>) -> usize {
    let count = garbage.len();
    for object in &garbage {
        if let Some(header) = object.header()
            && header.has_flag(flag::WEAKLY_REFERENCED)
        {
            crate::object::weakrefs::clear(t, NonNull::from(header));
        }
    }
    let mut finalized = false;
    for object in &garbage {
        let Some(header) = object.header() else { continue };
        if let Some(finalize) = header.type_of().slots.finalize.get()
            && !header.has_flag(flag::FINALIZED)
        {
            header.set_flag(flag::FINALIZED);
            finalize(t, object);
            finalized = true;
        }
    }
    let garbage = if finalized { still_garbage(t, garbage) } else { garbage };
    for object in &garbage {
        let Some(header) = object.header() else { continue };
        let class = header.type_of();
        // Types are cleared last: their instances need them.
        if class.has_flag(type_flag::TYPE_SUBCLASS) {
            continue;
        }
        clear(t, object);
    }
    for object in garbage.iter().filter(|o| o.type_of().has_flag(type_flag::TYPE_SUBCLASS)) {
        clear(t, object);
    }
    drop(garbage);
    count
}

fn clear(t: &Thread, object: &Obj) {
    let Some(header) = object.header() else { return };
    let class = header.type_of();
    // SAFETY: our reference keeps the object alive.
    unsafe { (class.layout.get().clear)(header, t) };
    if class.is_heap_type() {
        instance::clear_attributes(t, header);
    }
}

/// After finalizers ran: the garbage that none of them brought back.
fn still_garbage(t: &Thread, garbage: Vec<Obj>) -> Vec<Obj> {
    let mut outside: HashMap<u64, i64> =
        garbage.iter().map(|o| (o.value().bits(), o.header().map_or(0, |h| h.refcount() as i64) - 1)).collect();
    for object in &garbage {
        if let Some(header) = object.header() {
            trace(t, NonNull::from(header), &mut |child| {
                if let Some(count) = outside.get_mut(&(child.as_ptr() as u64)) {
                    *count -= 1;
                }
            });
        }
    }
    let mut alive: Vec<u64> = outside.iter().filter(|(_, count)| **count > 0).map(|(o, _)| *o).collect();
    let mut reached: std::collections::HashSet<u64> = alive.iter().copied().collect();
    while let Some(bits) = alive.pop() {
        if let Some(header) = Value::from_bits(bits).header() {
            trace(t, header, &mut |child| {
                let bits = child.as_ptr() as u64;
                if outside.contains_key(&bits) && reached.insert(bits) {
                    alive.push(bits);
                }
            });
        }
    }
    garbage.into_iter().filter(|o| !reached.contains(&o.value().bits())).collect()
}

/// Hashes addresses: the allocator spreads them well enough.
#[derive(Clone, Copy)]
struct Hasher;

impl std::hash::BuildHasher for Hasher {
    type Hasher = AddressHasher;

    fn build_hasher(&self) -> AddressHasher {
        AddressHasher(0)
    }
}

struct AddressHasher(u64);

impl std::hash::Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ byte as u64;
        }
    }

    fn write_usize(&mut self, address: usize) {
        self.0 = (address as u64 >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}
