//! Native code that came with an executable: finding a code object's unit, and putting it into place.
//!
//! A unit was compiled in another process. Its symbols are resolved here, what it takes for granted is tested against
//! the present state, its table is filled; from then on it is a unit like those that the compiler makes. Where a symbol
//! cannot be resolved yet, or something does not hold, the bytecode goes on, and it is tried again later, more and
//! more rarely.
//!
//! There may be several units for one entry, made for kinds of values that follow each other in a run. One that was
//! cut off makes room for the next; each is put into place at once the first time, and later after a while.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

use taipan_abi::code::CodeObject;
use taipan_abi::feedback::{LoadAttribute, StoreAttribute};
use taipan_abi::layout::{InstanceLayout, header};
use taipan_abi::profile::{
    Check, NativeIndex, NativeRow, NativeUnit, SHAPE_SYMBOL, SnapshotKey, code_hash, symbols_are_sound,
};
use taipan_abi::request::{EntryRequest, Fact};
use taipan_abi::tier2::LoadedCode;
use taipan_abi::unit::{EntryKind, Invariant, TABLE_HEADER, TableEntry};
use taipan_abi::wire::{self, Input, Wire};

use super::invariants;
use super::snapshot;
use super::state::{Installed, NEVER, Precompiled};
use super::symbols::Resolver;
use super::unit::Unit;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::native::MethodDescriptor;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::interpreter::ops::attr;
use crate::object::attribute_cache::{Way, load_route_by_shape, store_route_by_shape};
use crate::object::attributes;
use crate::object::types::{NativeType, Type};
use crate::object::value::{Obj, Ref};
use crate::thread::Thread;

/// Where the machine code and the table of a unit are.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Place {
    pub code: usize,
    /// Writable, for as many words as the unit's table has.
    pub table: usize,
}

/// How often an instruction asks for a unit whose symbols cannot be resolved.
const PATIENCE: u64 = 10;
/// Calls or rounds after which a unit that was cut off gets another chance; four times as many each time.
const CHANCE: u64 = 2000;
/// How many chances it gets.
const CHANCES: u32 = 8;

/// A row of the index, and what became of it.
struct Row {
    row: NativeRow,
    /// It is in place, for some code object.
    in_use: Cell<bool>,
    /// How often it was put into place.
    installs: Cell<u32>,
}

/// The native code of an executable.
pub struct NativeCode {
    index: NativeIndex,
    rows: Vec<Row>,
    /// Rows by bytes of bytecode and first line.
    keys: HashMap<(u32, i32), Vec<u32>>,
    /// What the rows' offsets lead into.
    descriptions: &'static [u8],
    places: &'static [Place],
    damaged: OnceCell<()>,
}

impl NativeCode {
    /// Reads the index. None: it is damaged.
    ///
    /// # Safety
    /// Each place holds the code of the row with its number, and room for its table.
    pub unsafe fn new(bytes: &'static [u8], places: &'static [Place]) -> Option<NativeCode> {
        let (length, rest) = bytes.split_at_checked(8)?;
        let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
        let (index, descriptions) = rest.split_at_checked(length)?;
        let mut index: NativeIndex = wire::value_of(index)?;
        if !symbols_are_sound(&index.symbols, &index.shapes) || index.rows.len() != places.len() {
            return None;
        }
        let mut keys: HashMap<(u32, i32), Vec<u32>> = HashMap::new();
        for (number, row) in index.rows.iter().enumerate() {
            keys.entry((row.length, row.line)).or_default().push(number as u32);
        }
        let rows = std::mem::take(&mut index.rows);
        let row = |row| Row { row, in_use: Cell::new(false), installs: Cell::new(0) };
        let rows = rows.into_iter().map(row).collect();
        Some(NativeCode { index, rows, keys, descriptions, places, damaged: OnceCell::new() })
    }

    /// The row to put into place for an entry: of those that were used least the last, which saw most. The error says
    /// whether there are some, all in place for other code objects.
    fn choose(&self, code: &Code, wanted: EntryRequest) -> Result<u32, bool> {
        let rows = self.keys.get(&(code.bytecode().len() as u32, code.firstlineno)).ok_or(false)?;
        let hash = code_hash(&snapshot::data_of(code));
        let fits = |row: &NativeRow| {
            row.hash == hash
                && match wanted {
                    EntryRequest::Function => {
                        row.entry == EntryRequest::Function || row.entries.contains(&EntryKind::Start)
                    }
                    EntryRequest::Loop(at) => row.entries.contains(&EntryKind::Loop(at)),
                }
        };
        let row = |number: &&u32| &self.rows[**number as usize];
        let fitting = || rows.iter().filter(|number| fits(&row(number).row));
        let free = fitting().filter(|number| !row(number).in_use.get());
        let chosen = free.rev().min_by_key(|number| row(number).installs.get()).copied();
        chosen.ok_or_else(|| fitting().next().is_some())
    }

    /// Puts a row's unit into place for a code object that runs with these globals.
    fn put(&self, t: &Thread, code: &Code, globals: Option<&Dict>, number: u32) -> Option<*const Unit> {
        let row = &self.rows[number as usize].row;
        let bytes = self.descriptions.get(row.at as usize..)?.get(..row.bytes as usize)?;
        let Some(described) = NativeUnit::get(&mut Input::new(bytes)) else {
            let _ = self.damaged.set(());
            return None;
        };
        let NativeUnit { snapshots, checks, unit } = described;
        let resolver = || Resolver::new(t, &self.index.symbols, &self.index.shapes);
        prepare_classes(resolver(), &unit.table, &checks);
        let mut loader = Loader { t, resolver: resolver(), codes: Vec::new(), seen: HashMap::new() };
        loader.codes(code, globals, &snapshots)?;
        let frames = unit.exits.iter().flat_map(|exit| &exit.frames).map(|frame| frame.snapshot);
        if frames.chain(unit.sites.iter().map(|site| site.snapshot)).any(|snapshot| loader.code(snapshot).is_none()) {
            return None;
        }
        let (constants, words) = loader.table(&unit.table)?;
        let invariants: Option<Vec<Invariant>> = unit.invariants.iter().map(|i| loader.invariant(i)).collect();
        let invariants = invariants?;
        if !checks.iter().all(|check| loader.holds(check).is_some_and(|holds| holds)) {
            return None;
        }
        let place = self.places[number as usize];
        for (at, &word) in words.iter().enumerate() {
            // SAFETY: the place has room for the table, and nobody uses it: the row is not in use.
            unsafe { (place.table as *mut u64).add(TABLE_HEADER as usize + at).write(word) };
        }
        let loaded = LoadedCode { entry: place.code, table: place.table, size: row.size as usize };
        // No frame has the code of a snapshot that was not found.
        let codes: Vec<Ref<Code>> = loader.codes.iter().map(|c| c.clone().unwrap_or_else(|| code.to_ref())).collect();
        let unit = Unit::new(unit, loaded, constants, &codes);
        unit.native.set(Some(number));
        let unit = code.tier.add(unit);
        // SAFETY: what the invariants name was resolved just now, holds, and is kept alive by the resolver.
        unsafe { invariants::watch_all(t, unit, &invariants) };
        Some(unit)
    }
}

impl Precompiled for NativeCode {
    fn install(&self, t: &Thread, code: &Code, globals: Option<&Dict>, wanted: EntryRequest, asked: u64) -> Installed {
        let number = match self.choose(code, wanted) {
            Ok(number) => number,
            Err(true) if asked < PATIENCE => return Installed::Later(CHANCE),
            Err(_) => return Installed::Never,
        };
        let row = &self.rows[number as usize];
        let installs = row.installs.get();
        if installs > CHANCES || asked > PATIENCE || installs > 0 && t.interp().tiering.hook().is_some() {
            return Installed::Never;
        }
        if installs > 0 && asked == 0 {
            return Installed::Later(CHANCE << (2 * installs));
        }
        match self.put(t, code, globals, number) {
            Some(unit) => {
                row.in_use.set(true);
                row.installs.set(installs + 1);
                Installed::Unit(unit)
            }
            None if self.damaged.get().is_some() => Installed::Never,
            None => Installed::Later((4 << (2 * asked)).min(NEVER)),
        }
    }

    fn release(&self, row: u32) {
        if let Some(row) = self.rows.get(row as usize) {
            row.in_use.set(false);
        }
    }
}

/// Gives classes the room that their instances had where the unit was recorded. Compiled code that counts on what they
/// had here is cut off by it, and what that refers to may go, with all that its destructors do: so this comes first.
fn prepare_classes(mut resolver: Resolver<'_>, table: &[TableEntry], checks: &[Check]) {
    for entry in table {
        if let TableEntry::Shape(shape) = entry {
            let _ = resolver.shape(*shape);
        }
    }
    for check in checks {
        if let Check::Fact { fact: Fact::Class { layout: Some(layout), .. }, .. } = check
            && layout.flags & SHAPE_SYMBOL != 0
        {
            let _ = resolver.shape(layout.flags & header::SHAPE_MASK | SHAPE_SYMBOL);
        }
    }
}

/// Tests and resolves what a unit needs. No Python code runs. Every method gives None where something is not as it has to be.
struct Loader<'a> {
    t: &'a Thread,
    resolver: Resolver<'a>,
    codes: Vec<Option<Ref<Code>>>,
    /// The words that the unit knows objects by: different words are different objects.
    seen: HashMap<u64, u64>,
}

impl Loader<'_> {
    /// Whether no other word of the unit stands for the object.
    fn is_distinct(&mut self, word: u64, object: u64) -> bool {
        *self.seen.entry(object).or_insert(word) == word
    }

    /// The code objects of the snapshots.
    fn codes(&mut self, code: &Code, globals: Option<&Dict>, snapshots: &[SnapshotKey]) -> Option<()> {
        for (index, key) in snapshots.iter().enumerate() {
            if index == 0 {
                let is_other = |globals: &Dict, wanted| globals as *const Dict as u64 != wanted;
                if key.globals != 0 && (code.has_many_globals() || is_other(globals?, self.resolver.word(key.globals)?))
                {
                    return None;
                }
                self.codes.push(Some(code.to_ref()));
                continue;
            }
            let found = self.snapshot(key).filter(|c| code_hash(&data_of(c)) == key.hash);
            self.codes.push(found);
        }
        Some(())
    }

    /// The code object of a function that may be called or inlined, if it runs with the globals it should.
    fn snapshot(&mut self, key: &SnapshotKey) -> Option<Ref<Code>> {
        let owner = self.object(key.function)?;
        if let Some(code) = owner.exact::<Code>() {
            return (key.globals == 0).then(|| code.to_ref());
        }
        let function = owner.exact::<Function>()?;
        let code = function.code();
        let is_right = key.globals == 0
            || !code.has_many_globals() && self.resolver.word(key.globals)? == function.globals_ptr() as u64;
        is_right.then_some(code)
    }

    fn object(&mut self, word: u64) -> Option<Obj> {
        self.resolver.symbol(taipan_abi::profile::symbol_of(word)?)
    }

    fn function(&mut self, word: u64) -> Option<Ref<Function>> {
        self.object(word)?.exact::<Function>().map(NativeType::to_ref)
    }

    fn code(&self, snapshot: u32) -> Option<&Ref<Code>> {
        self.codes.get(snapshot as usize)?.as_ref()
    }

    fn name(&self, snapshot: u32, index: u32) -> Option<Obj> {
        self.code(snapshot)?.names().get(index as usize).cloned()
    }

    /// What the table refers to, and its words.
    fn table(&mut self, table: &[TableEntry]) -> Option<(Vec<Obj>, Vec<u64>)> {
        let mut constants = Vec::with_capacity(table.len());
        let mut words = Vec::with_capacity(table.len());
        for entry in table {
            let constant = match entry {
                TableEntry::CodeConstant { snapshot, index } => {
                    self.code(*snapshot)?.consts().get(*index as usize)?.clone()
                }
                TableEntry::Name { snapshot, index } => self.name(*snapshot, *index)?,
                TableEntry::LocalName { snapshot, index } => {
                    self.code(*snapshot)?.localsplus().get(*index as usize)?.clone()
                }
                TableEntry::Object(word) => {
                    let object = self.object(*word)?;
                    self.is_distinct(*word, object.value().bits()).then_some(object)?
                }
                TableEntry::Class(class) => crate::native::class_of(*class).borrowed_obj().clone(),
                TableEntry::Shape(shape) => {
                    words.push(u64::from(self.resolver.shape(*shape)?));
                    constants.push(Obj::NONE);
                    continue;
                }
            };
            words.push(constant.value().bits());
            constants.push(constant);
        }
        Some((constants, words))
    }

    /// An invariant in terms of this process, if it holds.
    fn invariant(&mut self, invariant: &Invariant) -> Option<Invariant> {
        Some(match *invariant {
            Invariant::GlobalValue { dict, name, value, absent_from } => {
                let (holder, key) = (self.object(dict)?, self.object(name)?);
                let wanted = self.resolver.word(value)?;
                let entry = holder.exact::<Dict>()?.entry_of(key.exact::<Str>()?)?;
                let found = holder.exact::<Dict>()?.value_at(entry)?;
                if found.value().bits() != wanted || !self.is_distinct(value, wanted) {
                    return None;
                }
                let value = wanted;
                let mut without = 0;
                if absent_from != 0 {
                    let nearer = self.object(absent_from)?;
                    if !is_absent(nearer.exact::<Dict>()?, &key) {
                        return None;
                    }
                    without = nearer.value().bits();
                }
                let (dict, name) = (holder.value().bits(), key.value().bits());
                Invariant::GlobalValue { dict, name, value, absent_from: without }
            }
            Invariant::TypeVersion { class, .. } => {
                let class = self.resolver.class(class)?;
                let version = class.version.get();
                if version == 0 {
                    return None;
                }
                Invariant::TypeVersion { class: Type::borrowed_obj(&class).value().bits(), version }
            }
            Invariant::FunctionVersion { function, .. } => {
                let function = self.function(function)?;
                let version = function.current_version(self.t);
                Invariant::FunctionVersion { function: function.obj().value().bits(), version }
            }
        })
    }

    fn holds(&mut self, check: &Check) -> Option<bool> {
        match check {
            Check::Load { snapshot, name, way } => {
                let name = self.name(*snapshot, *name)?;
                self.loads(&name, way)
            }
            Check::Store { snapshot, name, way } => {
                let name = self.name(*snapshot, *name)?;
                self.stores(&name, way)
            }
            Check::Fact { word, fact } => self.is(*word, fact),
        }
    }

    /// Whether an attribute is found that way.
    fn loads(&mut self, name: &Obj, way: &LoadAttribute) -> Option<bool> {
        let t = self.t;
        let route = |loader: &mut Self, class: u64, shape: u32| {
            let class = loader.resolver.class(class)?;
            let shape = loader.resolver.shape(shape)?;
            attributes::is_generic(&class).then(|| load_route_by_shape(t, &class, shape, name))
        };
        Some(match *way {
            LoadAttribute::Slot { shape, offset, class, .. } => {
                let route = route(self, class, shape)?;
                route.way == Way::Slot && route.offset == offset
            }
            LoadAttribute::Method { shape, class, function, .. } => {
                let route = route(self, class, shape)?;
                route.way == Way::Method && route.payload == self.resolver.word(function)?
            }
            LoadAttribute::ClassValue { shape, class, value, .. } => {
                let route = route(self, class, shape)?;
                route.way == Way::ClassValue && route.payload == self.resolver.word(value)?
            }
            LoadAttribute::Member { class, offset, .. } => {
                let route = route(self, class, 0)?;
                route.way == Way::Member && route.offset == offset
            }
            // The invariant of the global says it all.
            LoadAttribute::Module { .. } => true,
            LoadAttribute::TypeAttribute { class, value, .. } => {
                let class = self.object(class)?;
                let found = attr::class_attribute(t, class.exact::<Type>()?, name)?;
                found.value().bits() == self.resolver.word(value)?
            }
        })
    }

    /// Whether an attribute is stored that way.
    fn stores(&mut self, name: &Obj, way: &StoreAttribute) -> Option<bool> {
        let class = self.resolver.class(way.class)?;
        let (shape, new_shape) = (self.resolver.shape(way.shape)?, self.resolver.shape(way.new_shape)?);
        if !attributes::is_generic_set(&class) {
            return Some(false);
        }
        let route = store_route_by_shape(self.t, &class, shape, name);
        Some(
            route.offset == way.offset
                && match way.new_shape {
                    0 if way.shape == 0 => route.way == Way::Member,
                    0 => route.way == Way::Slot,
                    _ => route.way == Way::NewSlot && route.payload == u64::from(new_shape),
                },
        )
    }

    /// Whether an object is what the fact says.
    fn is(&mut self, word: u64, fact: &Fact) -> Option<bool> {
        // What cannot be found is not used: whatever uses it fails of its own.
        let Some(object) = self.object(word) else {
            return Some(matches!(fact, Fact::Builtin(_) | Fact::Native | Fact::Method { .. } | Fact::NativeClass(_)));
        };
        Some(match fact {
            Fact::Function { snapshot, defaults, has_closure, .. } => {
                let function = object.exact::<Function>()?;
                let given = function.defaults.get();
                let given: Vec<u64> =
                    given.iter().flat_map(|d| Tuple::items(d).to_vec()).map(|o| o.value().bits()).collect();
                let wanted: Option<Vec<u64>> = defaults.iter().map(|&d| self.resolver.word(d)).collect();
                let is_code = match snapshot {
                    Some(snapshot) => std::ptr::eq::<Code>(function.code_ptr(), &**self.code(*snapshot)?),
                    None => true,
                };
                is_code && given == wanted? && function.closure.get().is_some_and(|c| !c.is_empty()) == *has_closure
            }
            Fact::Code { snapshot } => std::ptr::eq(object.exact::<Code>()?, &**self.code(*snapshot)?),
            Fact::Class { is_exception, layout, init, .. } => {
                // First, since instances get their room here.
                let layout = match layout {
                    Some(layout) => Some(self.layout(*layout)?),
                    None => None,
                };
                let init = match init {
                    Some(init) => Some(self.resolver.word(*init)?),
                    None => None,
                };
                let found = snapshot::class_fact(self.t, object.exact::<Type>()?, &mut Vec::new());
                let Fact::Class { is_exception: is_one, layout: found_layout, init: found_init, .. } = found else {
                    return Some(false);
                };
                *is_exception == is_one && init == found_init && (layout.is_none() || layout == found_layout)
            }
            Fact::Builtin(builtin) => {
                let found = match object.exact::<Type>() {
                    Some(class) => snapshot::builtin_class(class),
                    None => snapshot::builtin_function(self.t, &object),
                };
                found == Some(*builtin)
            }
            Fact::Native => snapshot::native_name(&object).is_some(),
            Fact::Method { .. } => {
                object.exact::<MethodDescriptor>().is_some_and(|m| snapshot::method_fact(m) == *fact)
            }
            Fact::NativeClass(id) => snapshot::class_id(object.exact::<Type>()?) == Some(*id),
            Fact::Other => true,
        })
    }

    /// How instances are made here, if the shape can be found.
    fn layout(&mut self, layout: InstanceLayout) -> Option<InstanceLayout> {
        if layout.flags & SHAPE_SYMBOL == 0 {
            return Some(layout);
        }
        let shape = self.resolver.shape(layout.flags & header::SHAPE_MASK | SHAPE_SYMBOL)?;
        Some(InstanceLayout { flags: layout.flags & !header::SHAPE_MASK & !SHAPE_SYMBOL | shape, ..layout })
    }
}

/// Whether a dict with nothing but strings for keys lacks one.
fn is_absent(dict: &Dict, key: &Obj) -> bool {
    let mut at = 0;
    while let Some((found, _)) = dict.next_entry(&mut at) {
        if !found.is_exact::<Str>() || found.is(key) {
            return false;
        }
    }
    key.exact::<Str>().is_some_and(|key| dict.entry_of(key).is_none())
}

fn data_of(code: &Ref<Code>) -> CodeObject {
    snapshot::data_of(code)
}
