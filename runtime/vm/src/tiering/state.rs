//! What tiering keeps: per code object, and per interpreter.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use taipan_abi::exits::ExitReason;
use taipan_abi::request::{CompileRequest, EntryRequest};
use taipan_abi::tier2::Tier2;
use taipan_abi::unit::{Invariant, Refusal};

use super::unit::Unit;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::memory::Visitor;
use crate::thread::Thread;

/// Units where they are: tables, patched instructions and the registry refer to their addresses.
#[allow(clippy::vec_box, reason = "their addresses are kept")]
type Units = Vec<Box<Unit>>;

/// What was compiled of a code object, and what was learnt from it.
pub struct CodeTier {
    units: RefCell<Units>,
    /// Exits taken too often, by code unit.
    denied: RefCell<Vec<(u32, ExitReason)>>,
    /// How often it was compiled.
    compiles: Cell<u32>,
    /// How often it went on with other types than before.
    phase: Cell<u32>,
}

impl CodeTier {
    pub const fn new() -> CodeTier {
        CodeTier {
            units: RefCell::new(Vec::new()),
            denied: RefCell::new(Vec::new()),
            compiles: Cell::new(0),
            phase: Cell::new(0),
        }
    }

    pub fn compiles(&self) -> u32 {
        self.compiles.get()
    }

    pub fn phase(&self) -> u32 {
        self.phase.get()
    }

    pub fn next_phase(&self) {
        self.phase.set(self.phase.get() + 1);
    }

    pub fn add(&self, unit: Box<Unit>) -> *const Unit {
        self.compiles.set(self.compiles.get() + 1);
        let address: *const Unit = &raw const *unit;
        self.units.borrow_mut().push(unit);
        address
    }

    /// The valid unit that `wanted` picks.
    pub fn find(&self, wanted: impl Fn(&Unit) -> bool) -> Option<*const Unit> {
        self.units.borrow().iter().find(|u| u.is_valid() && wanted(u)).map(|u| &raw const **u)
    }

    pub fn deny(&self, at: u32, reason: ExitReason) {
        let mut denied = self.denied.borrow_mut();
        if !denied.contains(&(at, reason)) {
            denied.push((at, reason));
        }
    }

    pub fn denied(&self) -> Vec<(u32, ExitReason)> {
        self.denied.borrow().clone()
    }

    /// What compiled code refers to, for the collector: a method's code often refers to its class.
    pub fn visit(&self, visitor: &mut Visitor) {
        self.units.borrow().iter().for_each(|unit| unit.visit(visitor));
    }

    /// Cuts all units off; instructions that entered them count from `count` down.
    fn invalidate(&self, count: u64) {
        self.units.borrow().iter().for_each(|unit| unit.invalidate(count));
    }

    /// Takes out the units that are invalid and run nowhere.
    fn take_dead(&self, t: &Thread) -> Units {
        let mut units = self.units.borrow_mut();
        let all = std::mem::take(&mut *units);
        let (dead, alive): (Vec<_>, Vec<_>) = all.into_iter().partition(|u| !u.is_valid() && !u.is_running(t));
        *units = alive;
        dead
    }

    /// Takes out everything: the code object dies.
    fn take_all(&self) -> Units {
        self.units.take()
    }
}

impl Default for CodeTier {
    fn default() -> CodeTier {
        CodeTier::new()
    }
}

/// The compiler, as the interpreter is started with it.
#[derive(Clone, Copy)]
pub struct Hook(pub &'static dyn Tier2);

impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hook")
    }
}

/// What came of asking for native code.
pub enum Installed {
    Unit(*const Unit),
    /// Ask again after so many calls or rounds.
    Later(u64),
    /// There is none.
    Never,
}

/// Native code that came with the executable: see [`super::native`]. A trait, so that executables without it do not
/// have what it takes to load it.
pub trait Precompiled {
    /// Puts the unit for an entry of a code object into place. `asked`: how often the instruction has asked before.
    fn install(&self, t: &Thread, code: &Code, globals: Option<&Dict>, wanted: EntryRequest, asked: u64) -> Installed;

    /// The unit of a row is not in place any more.
    fn release(&self, row: u32);
}

/// Gets to know what is compiled: see [`super::record`]. A trait for the same reason.
pub trait Record {
    /// A unit made from the request is in place.
    fn loaded(&self, t: &Thread, code: &Code, request: &CompileRequest, unit: *const Unit);

    /// A unit is about to be freed.
    fn gone(&self, unit: *const Unit);
}

/// Where compiled code comes from beside the compiler, and who wants to know; as the interpreter is started.
#[derive(Clone, Copy, Default)]
pub struct Companions {
    pub native: Option<&'static dyn Precompiled>,
    pub recorder: Option<&'static dyn Record>,
}

impl std::fmt::Debug for Companions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Companions")
    }
}

/// Counts for `--stats`.
pub struct Stats {
    pub compiled: Cell<u64>,
    /// What the compiler said, by function.
    pub refused: RefCell<Vec<(String, Refusal)>>,
    pub invalidated: Cell<u64>,
    /// Units of the executable that were put into place.
    pub installed: Cell<u64>,
    pub compile_nanoseconds: Cell<u64>,
    pub code_bytes: Cell<u64>,
    /// By `ExitReason as usize`.
    pub exits: [Cell<u64>; ExitReason::ALL.len()],
}

impl Default for Stats {
    fn default() -> Stats {
        Stats {
            compiled: Cell::default(),
            refused: RefCell::default(),
            invalidated: Cell::default(),
            installed: Cell::default(),
            compile_nanoseconds: Cell::default(),
            code_bytes: Cell::default(),
            exits: [const { Cell::new(0) }; ExitReason::ALL.len()],
        }
    }
}

impl std::fmt::Display for Stats {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let milliseconds = self.compile_nanoseconds.get() as f64 / 1e6;
        writeln!(f, "compiled      {} ({milliseconds:.1} ms, {} bytes)", self.compiled.get(), self.code_bytes.get())?;
        if self.installed.get() != 0 {
            writeln!(f, "from the file {}", self.installed.get())?;
        }
        writeln!(f, "invalidated   {}", self.invalidated.get())?;
        for (name, refusal) in self.refused.borrow().iter() {
            writeln!(f, "refused       {name}: {} ({})", refusal.reason.sentence(), refusal.detail)?;
        }
        let counts = self.exits.iter().map(Cell::get);
        let mut exits: Vec<_> =
            ExitReason::ALL.iter().map(|r| r.name()).zip(counts).filter(|(_, count)| *count != 0).collect();
        exits.sort_unstable();
        for (reason, count) in exits {
            writeln!(f, "exit          {reason} {count}")?;
        }
        Ok(())
    }
}

/// How often an exit may be taken before its assumption is given up.
pub const EXIT_LIMIT: u32 = 40;
/// How often one code object is compiled.
pub const COMPILE_LIMIT: u32 = 40;
/// An instruction that counted down to where it is not compiled any more.
pub const NEVER: u64 = u64::MAX >> 1;

/// The tiering state of an interpreter.
pub struct Tiering {
    hook: Option<Hook>,
    companions: Companions,
    /// Calls after which a function is compiled; 0: before it runs first.
    pub call_threshold: u32,
    /// Iterations after which a loop is compiled.
    pub loop_threshold: u32,
    /// Units by what they take for granted; dicts keep their own record.
    classes: RefCell<HashMap<u64, Vec<*const Unit>>>,
    functions: RefCell<HashMap<u64, Vec<*const Unit>>>,
    /// Units by number, for the callbacks of watched dicts, which outlive units.
    watching: RefCell<HashMap<u64, *const Unit>>,
    next_watch: Cell<u64>,
    /// Freed later: see [`Tiering::hold`].
    waiting: RefCell<Units>,
    held: Cell<u32>,
    pub stats: Stats,
}

impl Tiering {
    pub fn new(hook: Option<Hook>, companions: Companions, threshold: Option<u32>) -> Tiering {
        let calls = threshold.unwrap_or(DEFAULT_CALLS);
        Tiering {
            hook,
            companions,
            call_threshold: calls,
            loop_threshold: threshold.unwrap_or(DEFAULT_ITERATIONS).max(1),
            classes: RefCell::default(),
            functions: RefCell::default(),
            watching: RefCell::default(),
            next_watch: Cell::new(1),
            waiting: RefCell::default(),
            held: Cell::new(0),
            stats: Stats::default(),
        }
    }

    pub fn hook(&self) -> Option<&'static dyn Tier2> {
        self.hook.map(|h| h.0)
    }

    pub fn native(&self) -> Option<&'static dyn Precompiled> {
        self.companions.native
    }

    pub fn recorder(&self) -> Option<&'static dyn Record> {
        self.companions.recorder
    }

    /// What an instruction counts down from: calls, or iterations of a loop.
    pub fn first_count(&self, is_loop: bool) -> u64 {
        match (self.companions.native, is_loop) {
            (None, _) => self.compile_count(is_loop),
            (Some(_), true) => NATIVE_ITERATIONS,
            (Some(_), false) => NATIVE_CALLS,
        }
    }

    /// What it counts down from where only the compiler can help.
    pub fn compile_count(&self, is_loop: bool) -> u64 {
        match (self.hook, is_loop) {
            (None, _) => NEVER,
            (Some(_), true) => self.loop_threshold as u64,
            (Some(_), false) => self.call_threshold.max(1) as u64,
        }
    }

    /// Remembers a unit by its invariants. Those of dicts are watched by the dicts, see [`super::invariants`].
    pub fn register(&self, unit: *const Unit, invariants: &[Invariant]) {
        for invariant in invariants {
            match *invariant {
                Invariant::TypeVersion { class, .. } => self.classes.borrow_mut().entry(class).or_default().push(unit),
                Invariant::FunctionVersion { function, .. } => {
                    self.functions.borrow_mut().entry(function).or_default().push(unit);
                }
                Invariant::GlobalValue { .. } => {}
            }
        }
    }

    /// A number by which a dict's watch names the unit.
    pub fn watch_token(&self, unit: *const Unit) -> u64 {
        let token = self.next_watch.get();
        self.next_watch.set(token + 1);
        self.watching.borrow_mut().insert(token, unit);
        token
    }

    /// The unit a watch named, once.
    pub fn take_watcher(&self, token: u64) -> Option<*const Unit> {
        self.watching.borrow_mut().remove(&token)
    }

    pub fn take_class(&self, class: u64) -> Vec<*const Unit> {
        self.classes.borrow_mut().remove(&class).unwrap_or_default()
    }

    pub fn take_function(&self, function: u64) -> Vec<*const Unit> {
        self.functions.borrow_mut().remove(&function).unwrap_or_default()
    }

    /// Forgets a unit that goes.
    fn forget(&self, unit: *const Unit) {
        for map in [&self.classes, &self.functions] {
            map.borrow_mut().retain(|_, units| {
                units.retain(|&u| !std::ptr::eq(u, unit));
                !units.is_empty()
            });
        }
        self.watching.borrow_mut().retain(|_, u| !std::ptr::eq(*u, unit));
    }

    /// While the runtime works for compiled code whose frame does not show it any more, no code is freed: it will be
    /// returned to.
    pub fn hold(&self) -> Hold<'_> {
        self.held.set(self.held.get() + 1);
        Hold(self)
    }

    fn free(&self, units: Units) {
        if self.held.get() != 0 {
            self.waiting.borrow_mut().extend(units);
            return;
        }
        let mut constants = Vec::new();
        for unit in units {
            self.forget(&raw const *unit);
            constants.push(unit.take_constants());
            if let Some(recorder) = self.recorder() {
                recorder.gone(&raw const *unit);
            }
            match (unit.native.get(), self.native(), self.hook()) {
                (Some(row), Some(native), _) => native.release(row),
                (None, _, Some(hook)) => hook.release(unit.loaded),
                _ => {}
            }
        }
        // Last, when nothing here refers to units any more: this may free others.
        drop(constants);
    }

    /// Frees what was cut off from a code object and runs nowhere.
    pub fn sweep(&self, t: &Thread, tier: &CodeTier) {
        self.free(tier.take_dead(t));
        if self.held.get() == 0 {
            self.free(self.waiting.take());
        }
    }

    /// Cuts off what was compiled of a code object.
    pub fn invalidate(&self, tier: &CodeTier) {
        tier.invalidate(self.first_count(false));
    }

    /// Frees everything of a code object that dies.
    pub fn release(&self, tier: &CodeTier) {
        let units = tier.take_all();
        units.iter().for_each(|unit| unit.invalidate(self.first_count(false)));
        self.free(units);
    }
}

/// See [`Tiering::hold`].
pub struct Hold<'a>(&'a Tiering);

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        self.0.held.set(self.0.held.get() - 1);
    }
}

/// Calls after which a function is compiled by default.
const DEFAULT_CALLS: u32 = 200;
/// Iterations after which a loop is compiled by default.
const DEFAULT_ITERATIONS: u32 = 1000;
/// Calls after which native code is asked for: what a function refers to is there when it is called a second time.
const NATIVE_CALLS: u64 = 2;
/// Iterations after which it is.
const NATIVE_ITERATIONS: u64 = 8;
