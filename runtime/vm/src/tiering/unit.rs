//! A compiled unit in place: its code, its table of constants, what its exits and call sites mean.
//!
//! A unit belongs to its code object. Once invalid it is never entered again; it is freed as soon as no frame
//! runs in it.

use std::cell::{Cell, RefCell};

use taipan_abi::exits::{CallSite, ExitDescriptor};
use taipan_abi::tier2::LoadedCode;
use taipan_abi::unit::{CompiledUnit, EntryKind, TABLE_HEADER, TableEntry};

use crate::builtins::code::Code;
use crate::interpreter::code_units;
use crate::interpreter::frame::{Frame, frame_flag};
use crate::memory::Visitor;
use crate::object::value::{Obj, Ref, Value};
use crate::thread::Thread;

/// The handler a patched instruction had, to be put back.
struct Patch {
    at: *mut code_units::Unit,
    handler: u64,
}

pub struct Unit {
    pub name: String,
    pub loaded: LoadedCode,
    pub entries: Vec<EntryKind>,
    pub exits: Vec<ExitDescriptor>,
    /// How often each exit was taken.
    pub taken: Vec<Cell<u32>>,
    pub sites: Vec<CallSite>,
    /// Where a generator that suspended at a site goes on; null for other sites.
    pub resumptions: Vec<*const code_units::Unit>,
    /// What the table's words refer to.
    constants: RefCell<Vec<Obj>>,
    /// The code object compiled; it owns the unit.
    pub code: *const Code,
    /// The code objects of the request's functions; all but the unit's own are among what it refers to.
    pub snapshots: Vec<*const Code>,
    valid: Cell<bool>,
    patches: RefCell<Vec<Patch>>,
    /// Its row, if it came with the executable.
    pub native: Cell<Option<u32>>,
}

impl Unit {
    /// The words of a unit's table, as references. `snapshots` are the code objects of the request's functions.
    pub fn constants(unit: &CompiledUnit, snapshots: &[Ref<Code>]) -> Option<Vec<Obj>> {
        let of = |snapshot: &u32| snapshots.get(*snapshot as usize);
        unit.table
            .iter()
            .map(|entry| match entry {
                TableEntry::CodeConstant { snapshot, index } => of(snapshot)?.consts().get(*index as usize).cloned(),
                TableEntry::Name { snapshot, index } => of(snapshot)?.names().get(*index as usize).cloned(),
                TableEntry::LocalName { snapshot, index } => of(snapshot)?.localsplus().get(*index as usize).cloned(),
                // SAFETY: words of a request were alive when it was made, and nothing ran since.
                TableEntry::Object(word) => Some(unsafe { Value::from_bits(*word).to_obj() }),
                TableEntry::Class(class) => Some(crate::native::class_of(*class).borrowed_obj().clone()),
                // Requests made here know their shapes.
                TableEntry::Shape(_) => None,
            })
            .collect()
    }

    /// A unit whose code is in place; its table gets to know it.
    /// `codes` are those of the request's functions, the unit's own first.
    pub fn new(compiled: CompiledUnit, loaded: LoadedCode, mut constants: Vec<Obj>, codes: &[Ref<Code>]) -> Box<Unit> {
        let code: &Code = &codes[0];
        constants.extend(codes.iter().filter(|c| !std::ptr::eq::<Code>(&***c, code)).map(|c| c.clone().into_obj()));
        let unit = Box::new(Unit {
            name: compiled.name,
            loaded,
            entries: compiled.entries,
            taken: compiled.exits.iter().map(|_| Cell::new(0)).collect(),
            exits: compiled.exits,
            resumptions: compiled
                .sites
                .iter()
                .map(|site| site.suspends.map_or(std::ptr::null(), |_| code.unit_at(site.at as usize)))
                .collect(),
            sites: compiled.sites,
            constants: RefCell::new(constants),
            code,
            snapshots: codes.iter().map(|c| &raw const **c).collect(),
            valid: Cell::new(true),
            patches: RefCell::new(Vec::new()),
            native: Cell::new(None),
        });
        // SAFETY: the loader gave a writable table with two words in front.
        unsafe {
            let header = loaded.table as *mut u64;
            header.write(1);
            header.add(1).write(&raw const *unit as u64);
        }
        unit
    }

    /// The unit a table belongs to.
    ///
    /// # Safety
    /// The table is a live unit's.
    pub unsafe fn of_table<'a>(table: usize) -> &'a Unit {
        // SAFETY: `new` put the unit's address there.
        unsafe { &*(*(table as *const u64).add(1) as *const Unit) }
    }

    /// A word of the table.
    pub fn table_word(&self, entry: u32) -> Value {
        // SAFETY: the table has the entry: both come from the compiler.
        Value::from_bits(unsafe { *(self.loaded.table as *const u64).add((TABLE_HEADER + entry) as usize) })
    }

    pub fn is_valid(&self) -> bool {
        self.valid.get()
    }

    /// The number of an entry.
    pub fn entry(&self, kind: EntryKind) -> Option<u32> {
        self.entries.iter().position(|&e| e == kind).map(|i| i as u32)
    }

    /// Makes an instruction with a cache unit enter the compiled code: cache word `a` becomes the unit, `b` the entry.
    ///
    /// # Safety
    /// `at` is such an instruction of the unit's code object, or of one that outlives it.
    pub unsafe fn patch(&self, at: *mut code_units::Unit, handler: code_units::Handler, entry: u32) {
        // SAFETY: as promised.
        unsafe {
            self.patches.borrow_mut().push(Patch { at, handler: (*at).a });
            (*at).a = handler as usize as u64;
            (*at.add(1)).a = self as *const Unit as u64;
            (*at.add(1)).b = entry as u64;
        }
    }

    /// Cuts the unit off: nothing enters it any more, and what runs in it notices at its next guard. Instructions that
    /// entered it count again, from `count` down.
    pub fn invalidate(&self, count: u64) {
        if !self.valid.replace(false) {
            return;
        }
        // SAFETY: the table is the unit's own; patched instructions live as long as the code object, which owns it.
        unsafe {
            (self.loaded.table as *mut u64).write(0);
            for patch in self.patches.borrow_mut().drain(..) {
                (*patch.at).a = patch.handler;
                (*patch.at.add(1)).a = count;
                (*patch.at.add(1)).b = 0;
            }
            let code = &*self.code;
            if code.entry.get() == self.loaded.entry {
                code.entry.set(super::entry::interpret as *const () as usize);
            }
        }
    }

    /// Whether some frame of the thread runs in the unit.
    pub fn is_running(&self, t: &Thread) -> bool {
        let mut frame: *const Frame = t.frame.get();
        // SAFETY: linked frames are live.
        unsafe {
            while !frame.is_null() {
                if (*frame).flags & frame_flag::COMPILED != 0 && (*frame).sp as usize == self.loaded.table {
                    return true;
                }
                frame = (*frame).prev;
            }
        }
        false
    }

    pub fn visit(&self, visitor: &mut Visitor) {
        self.constants.borrow().iter().for_each(|c| visitor.object(c));
    }

    /// What the table refers to, for the caller to give up.
    pub fn take_constants(&self) -> Vec<Obj> {
        self.constants.take()
    }
}
