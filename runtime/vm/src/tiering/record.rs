//! Recording what was compiled, for `taipan build`: requests whose words are symbols.
//!
//! A request is put into that form when its unit is loaded: then everything it names is alive, and nothing runs. Per
//! code object and entry the last one counts, and those before that gave up because the program went on with other
//! types. What names an object without a symbol is left out, and counted.

use std::cell::RefCell;

use taipan_abi::feedback::{Feedback, LoadAttribute, Site, StoreAttribute};
use taipan_abi::layout::{InstanceLayout, header};
use taipan_abi::profile::{CodeKey, Profile, RecordedUnit, SHAPE_SYMBOL, code_hash};
use taipan_abi::request::{CompileRequest, EntryRequest, Fact, FunctionSnapshot, ObjectFact};

use super::state::Record;
use super::symbols::{Namer, Symbols};
use super::unit::Unit;
use crate::builtins::code::Code;
use crate::thread::Thread;

/// What stands for a version in a request that another process compiles: it reads its own.
const VERSION: u32 = 1;

/// One unit, in the order of compilation.
struct Entry {
    /// The code object, the entry, and how often the program had changed its types.
    key: (u64, EntryRequest, u32),
    recorded: RecordedUnit,
    state: EntryState,
}

enum EntryState {
    /// The last one for its entry.
    Last(*const Unit),
    /// Cut off and freed.
    Gone,
    /// Another one took its place, for other types.
    Replaced,
}

/// What a run recorded so far.
#[derive(Default)]
pub struct Recorder {
    symbols: RefCell<Symbols>,
    codes: RefCell<Vec<CodeKey>>,
    entries: RefCell<Vec<Entry>>,
    lost: RefCell<(u32, u32)>,
}

impl Record for Recorder {
    fn loaded(&self, t: &Thread, code: &Code, request: &CompileRequest, unit: *const Unit) {
        let mut symbols = self.symbols.borrow_mut();
        let mut converter = Converter { namer: Namer::new(t, &mut symbols), lost: 0 };
        let converted = converter.request(request);
        let mut lost = self.lost.borrow_mut();
        lost.1 += converter.lost;
        let Some(request) = converted else {
            lost.0 += 1;
            return;
        };
        let codes: Vec<u32> = request.functions.iter().map(|f| self.code(f)).collect();
        let hash = self.codes.borrow()[codes[0] as usize].hash;
        let key = (hash, request.entry, code.tier.phase());
        let mut entries = self.entries.borrow_mut();
        for entry in entries.iter_mut().filter(|e| e.key.0 == key.0 && e.key.1 == key.1) {
            entry.state = EntryState::Replaced;
        }
        entries.retain(|entry| entry.key != key);
        entries.push(Entry { key, recorded: RecordedUnit { codes, request }, state: EntryState::Last(unit) });
    }

    fn gone(&self, unit: *const Unit) {
        for entry in self.entries.borrow_mut().iter_mut() {
            if matches!(entry.state, EntryState::Last(last) if last == unit) {
                entry.state = EntryState::Gone;
            }
        }
    }
}

impl Recorder {
    fn code(&self, function: &FunctionSnapshot) -> u32 {
        let key = CodeKey {
            hash: code_hash(&function.code),
            name: function.code.qualname.as_str().unwrap_or("?").to_owned(),
        };
        let mut codes = self.codes.borrow_mut();
        let known = codes.iter().position(|c| *c == key);
        known.unwrap_or_else(|| {
            codes.push(key);
            codes.len() - 1
        }) as u32
    }

    /// What was recorded; units that were cut off for good are left out.
    pub fn profile(&self) -> Profile {
        let entries = self.entries.borrow();
        let (lost_units, lost_facts) = *self.lost.borrow();
        let is_good = |entry: &&Entry| match entry.state {
            // SAFETY: units that are freed say so first.
            EntryState::Last(unit) => unsafe { &*unit }.is_valid(),
            EntryState::Gone => false,
            EntryState::Replaced => true,
        };
        let symbols = self.symbols.borrow();
        Profile {
            symbols: symbols.list.clone(),
            shapes: symbols.shapes.clone(),
            codes: self.codes.borrow().clone(),
            units: entries.iter().filter(is_good).map(|entry| entry.recorded.clone()).collect(),
            lost_units,
            lost_facts,
        }
    }
}

/// Puts symbols into the place of words.
struct Converter<'a> {
    namer: Namer<'a>,
    lost: u32,
}

impl Converter<'_> {
    /// None: it cannot be said with what globals it runs.
    fn request(&mut self, request: &CompileRequest) -> Option<CompileRequest> {
        let mut functions = Vec::new();
        for (index, function) in request.functions.iter().enumerate() {
            let lost = self.lost;
            functions.push(match self.function(function) {
                Some(function) => function,
                None if index == 0 => return None,
                // It can be called, but nothing is known of its names.
                None => {
                    self.lost = lost + 1;
                    FunctionSnapshot { code: function.code.clone(), feedback: Feedback::default(), globals: 0 }
                }
            });
        }
        // Classes lead to their constructors, which lead to their defaults.
        for object in &request.objects {
            if let Fact::Class { init: Some(init), .. } = object.fact
                && self.namer.is_named(object.word)
            {
                self.namer.class_entry(object.word, init);
            }
        }
        let objects = request.objects.iter().filter_map(|object| self.object(object)).collect();
        let CompileRequest { entry, denied, budget, stress_exits, .. } = request.clone();
        Some(CompileRequest { functions, objects, entry, denied, budget, stress_exits })
    }

    fn function(&mut self, function: &FunctionSnapshot) -> Option<FunctionSnapshot> {
        let mut sites = Vec::new();
        for (at, site) in function.feedback.sites() {
            match self.site(site) {
                Some(site) => sites.push((*at, site)),
                None => {
                    self.lost += 1;
                    // That it ran is known all the same.
                    sites.push((*at, Site::Kinds(0)));
                }
            }
        }
        let globals = if function.globals == 0 { 0 } else { self.namer.dict(function.globals)? };
        let entries = function.feedback.entries;
        let is_complete = function.feedback.is_complete();
        let feedback = if is_complete { Feedback::complete(sites, entries) } else { Feedback::new(sites, entries) };
        Some(FunctionSnapshot { code: function.code.clone(), feedback, globals })
    }

    fn object(&mut self, object: &ObjectFact) -> Option<ObjectFact> {
        if !self.namer.is_named(object.word) {
            return None;
        }
        let word = self.namer.object(object.word)?;
        let fact = match &object.fact {
            Fact::Function { snapshot, defaults, has_closure, .. } => {
                let named = |(index, &value)| self.namer.default(object.word, index, value);
                let defaults: Option<Vec<u64>> = defaults.iter().enumerate().map(named).collect();
                match defaults {
                    Some(defaults) => {
                        Fact::Function { snapshot: *snapshot, version: VERSION, defaults, has_closure: *has_closure }
                    }
                    None => Fact::Other,
                }
            }
            Fact::Class { init: Some(init), .. } if !self.namer.is_named(*init) => Fact::Other,
            Fact::Class { is_exception, layout, init, .. } => Fact::Class {
                version: VERSION,
                is_exception: *is_exception,
                layout: layout.and_then(|layout| self.layout(layout)),
                init: init.and_then(|init| self.namer.object(init)),
            },
            Fact::Code { .. }
            | Fact::Builtin(_)
            | Fact::Native
            | Fact::Method { .. }
            | Fact::NativeClass(_)
            | Fact::Other => object.fact.clone(),
        };
        Some(ObjectFact { word, name: object.name.clone(), fact })
    }

    /// How instances are made, their shape by its symbol.
    fn layout(&mut self, layout: InstanceLayout) -> Option<InstanceLayout> {
        let shape = self.namer.shape(layout.flags & header::SHAPE_MASK)?;
        // Numbers of shapes and of symbols have as many bits.
        (shape & !SHAPE_SYMBOL <= header::SHAPE_MASK)
            .then_some(InstanceLayout { flags: layout.flags & !header::SHAPE_MASK | shape, ..layout })
    }

    fn site(&mut self, site: &Site) -> Option<Site> {
        Some(match site {
            Site::Operands { .. } | Site::Branch { .. } | Site::Kinds(_) => site.clone(),
            Site::Load(way) => Site::Load(self.load(way)?),
            Site::Loads(ways) => {
                let mut ways: Vec<LoadAttribute> = ways.iter().filter_map(|way| self.load(way)).collect();
                match ways.len() {
                    0 => return None,
                    1 => Site::Load(ways.remove(0)),
                    _ => Site::Loads(ways),
                }
            }
            Site::Store(StoreAttribute { shape, offset, class, new_shape, .. }) => Site::Store(StoreAttribute {
                shape: self.namer.shape(*shape)?,
                offset: *offset,
                class: self.namer.class(*class)?,
                version: VERSION,
                new_shape: self.namer.shape(*new_shape)?,
            }),
            Site::Global { dict, name, value } => Site::Global {
                dict: self.namer.dict(*dict)?,
                name: self.namer.name(*name)?,
                value: self.namer.global(*dict, *name, *value)?,
            },
            Site::Call { targets } => {
                let targets: Option<Vec<u64>> = targets.iter().map(|&target| self.namer.object(target)).collect();
                Site::Call { targets: targets? }
            }
        })
    }

    fn load(&mut self, way: &LoadAttribute) -> Option<LoadAttribute> {
        let version = VERSION;
        let namer = &mut self.namer;
        Some(match *way {
            LoadAttribute::Slot { shape, offset, class, .. } => {
                LoadAttribute::Slot { shape: namer.shape(shape)?, offset, class: namer.class(class)?, version }
            }
            LoadAttribute::Method { shape, class, function, .. } => LoadAttribute::Method {
                shape: namer.shape(shape)?,
                class: namer.class(class)?,
                version,
                function: namer.class_entry(class, function)?,
            },
            LoadAttribute::ClassValue { shape, class, value, .. } => LoadAttribute::ClassValue {
                shape: namer.shape(shape)?,
                class: namer.class(class)?,
                version,
                value: namer.class_entry(class, value)?,
            },
            LoadAttribute::Member { class, offset, .. } => {
                LoadAttribute::Member { class: namer.class(class)?, version, offset }
            }
            LoadAttribute::Module { module, dict, name, value } => LoadAttribute::Module {
                module: namer.object(module)?,
                dict: namer.dict(dict)?,
                name: namer.name(name)?,
                value: namer.global(dict, name, value)?,
            },
            LoadAttribute::TypeAttribute { class, value, .. } => LoadAttribute::TypeAttribute {
                class: namer.class(class)?,
                version,
                value: namer.class_entry(class, value)?,
            },
        })
    }
}
