//! The cycle collector: generational, by CPython's algorithm (`Objects` of a generation whose
//! references all come from within it are garbage; PEP 442 finalizers; weak references first).
//!
//! An object's references from outside are its count less those that the traced objects hold to each
//! other; the difference is kept in an array, by the number of the object's block, for the time of a collection.
//! What native code holds is counted like anything else, so no stack is scanned.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ptr::NonNull;

use super::Visitor;
use super::heap::{Heap, OLDEST};
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
    /// Objects that became of the oldest generation since it was last collected, and how many it had then.
    arrived: Cell<usize>,
    settled: Cell<usize>,
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
            arrived: Cell::new(0),
            settled: Cell::new(0),
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
    // Collecting everything each time a little was added would take time that grows with its square.
    let is_worth_it = gc.arrived.get() >= gc.settled.get() / 4;
    let generation = if thresholds[2] != 0 && counts[1] > thresholds[2] && is_worth_it {
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

/// What a collection looks at: young objects lie far apart in pages of others, so that they are listed once; of
/// everything, a walk over the pages needs no memory.
enum Candidates {
    Listed(Vec<NonNull<Header>>),
    All,
}

impl Candidates {
    fn of(t: &Thread, limit: u8) -> Candidates {
        if limit == OLDEST {
            return Candidates::All;
        }
        let mut list = Vec::new();
        t.heap.for_each_gc(limit, |object| {
            // SAFETY: the walk shows live objects.
            let header = unsafe { object.as_ref() };
            if header.has_flag(flag::TRACKED) && generation(header) <= limit as usize {
                list.push(object);
            }
        });
        Candidates::Listed(list)
    }

    /// Calls `f` for live objects, all candidates among them.
    #[inline(always)]
    fn each(&self, t: &Thread, mut f: impl FnMut(NonNull<Header>, &Header)) {
        // SAFETY: live objects, for nothing is freed while they are looked at.
        let mut show = |object: NonNull<Header>| f(object, unsafe { object.as_ref() });
        match self {
            Candidates::Listed(list) => list.iter().for_each(|&object| show(object)),
            Candidates::All => t.heap.for_each_gc(OLDEST, show),
        }
    }
}

fn run(t: &Thread, limit: usize) -> usize {
    let limit = limit.min(OLDEST as usize) as u8;
    // For each object looked at, by number, how many references come from outside.
    let mut outside: Vec<i32> = vec![0; t.heap.number_gc(limit)];
    let candidates = Candidates::of(t, limit);
    candidates.each(t, |object, header| {
        if header.has_flag(flag::TRACKED) {
            header.set_flag(flag::COLLECTING);
            outside[Heap::number_of(object)] = i32::try_from(header.refcount()).unwrap_or(i32::MAX);
        }
    });
    candidates.each(t, |object, header| {
        if header.has_flag(flag::COLLECTING) {
            trace(t, object, &mut |child| {
                // SAFETY: alive: some live object owns it.
                if unsafe { child.as_ref() }.has_flag(flag::COLLECTING) {
                    let count = &mut outside[Heap::number_of(child)];
                    *count = count.saturating_sub((*count != i32::MAX) as i32);
                }
            });
        }
    });
    // What is referred to from outside is reachable, and so is all it refers to.
    let mut work: Vec<NonNull<Header>> = Vec::new();
    candidates.each(t, |object, header| {
        let is_root = header.has_flag(flag::COLLECTING) && outside[Heap::number_of(object)] > 0;
        if !is_root || header.has_flag(flag::REACHABLE) {
            return;
        }
        header.set_flag(flag::REACHABLE);
        work.push(object);
        while let Some(object) = work.pop() {
            trace(t, object, &mut |child| {
                // SAFETY: alive: some live object owns it.
                let header = unsafe { child.as_ref() };
                if header.has_flag(flag::COLLECTING) && !header.has_flag(flag::REACHABLE) {
                    header.set_flag(flag::REACHABLE);
                    work.push(child);
                }
            });
        }
    });
    drop(outside);
    let promoted = if limit == 0 { flag::OLD } else { flag::OLDEST };
    let mut survivors = 0;
    let mut garbage: Vec<Obj> = Vec::new();
    candidates.each(t, |object, header| {
        if !header.has_flag(flag::COLLECTING) {
            return;
        }
        header.clear_flag(flag::COLLECTING);
        if header.has_flag(flag::REACHABLE) {
            header.clear_flag(flag::REACHABLE);
            header.set_flag(promoted);
            survivors += 1;
        } else {
            // SAFETY: the new reference keeps it alive until the collection is over.
            garbage.push(unsafe { Value::from_bits(object.as_ptr() as u64).to_obj() });
        }
    });
    let gc = &t.interp().gc;
    match limit {
        0 => {}
        1 => gc.arrived.set(gc.arrived.get() + survivors),
        _ => {
            gc.arrived.set(0);
            gc.settled.set(survivors);
        }
    }
    t.heap.promote_pages(limit);
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
