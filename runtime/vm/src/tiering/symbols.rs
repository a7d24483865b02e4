//! Names of objects that hold in other processes: finding the object of a symbol, and a symbol for an object.
//!
//! No Python code runs: dicts are asked for strings, functions and classes for what they store. A symbol is given to an
//! object only if finding the symbol gives that same object.

use std::collections::HashMap;

use taipan_abi::profile::{SHAPE_SYMBOL, ShapeSymbol, Symbol, symbol_of, symbol_word};

use crate::builtins::code::Code;
use crate::builtins::descriptors::{ClassMethod, StaticMethod};
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::module::Module;
use crate::builtins::native::NativeFunction;
use crate::builtins::str::{Str, intern, is_interned, lossy};
use crate::builtins::tuple::Tuple;
use crate::object::instance;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{PyResult, Thread};

/// What a lookup gives where it cannot fail but for want of memory.
fn quiet<T>(t: &Thread, result: PyResult<Option<T>>) -> Option<T> {
    result.unwrap_or_else(|raised| {
        drop(t.take_exception(raised));
        None
    })
}

/// The code of a function, also of one that a class holds as a static or class method.
fn code_of(object: &Obj) -> Option<Ref<Code>> {
    if let Some(function) = object.exact::<Function>() {
        return Some(function.code());
    }
    let inner = match (object.exact::<StaticMethod>(), object.exact::<ClassMethod>()) {
        (Some(method), _) => method.callable(),
        (_, Some(method)) => method.callable(),
        _ => return None,
    };
    inner.exact::<Function>().map(Function::code)
}

/// What a dict with nothing but strings for keys holds under a name.
pub fn entry(t: &Thread, dict: &Dict, name: &str) -> Option<Obj> {
    let name = quiet(t, intern(t, name).map(Some))?;
    dict.value_at(dict.entry_of(name.exact::<Str>()?)?)
}

/// A module that was imported.
fn module(t: &Thread, name: &str) -> Option<Ref<Module>> {
    entry(t, t.interp().modules.get()?, name)?.into_ref().ok()
}

/// Finds the objects of symbols. What it found it keeps alive.
pub struct Resolver<'a> {
    t: &'a Thread,
    symbols: &'a [Symbol],
    shapes: &'a [ShapeSymbol],
    found: HashMap<u32, Obj>,
}

impl<'a> Resolver<'a> {
    pub fn new(t: &'a Thread, symbols: &'a [Symbol], shapes: &'a [ShapeSymbol]) -> Resolver<'a> {
        Resolver { t, symbols, shapes, found: HashMap::new() }
    }

    /// The object of a symbol; None: there is none now.
    pub fn symbol(&mut self, number: u32) -> Option<Obj> {
        if let Some(found) = self.found.get(&number) {
            return Some(found.clone());
        }
        let t = self.t;
        let found = match self.symbols.get(number as usize)? {
            Symbol::Module(name) => module(t, name)?.into_obj(),
            Symbol::Globals(name) => module(t, name)?.dict().into_obj(),
            Symbol::Name(text) => quiet(t, intern(t, text).map(Some))?,
            Symbol::Global { dict, name } => {
                let dict = self.symbol(*dict)?;
                entry(t, dict.exact::<Dict>()?, name)?
            }
            Symbol::Attribute { class, name } => {
                let class = self.symbol(*class)?;
                let dict = class.downcast::<Type>()?.dict.get()?;
                entry(t, &dict, name)?
            }
            Symbol::Default { function, index } => {
                let function = self.symbol(*function)?;
                let defaults = function.exact::<Function>()?.defaults.get()?;
                Tuple::items(&defaults).get(*index as usize)?.clone()
            }
            Symbol::Code(function) => code_of(&self.symbol(*function)?)?.into_obj(),
            Symbol::Inner { code, index } => {
                let code = self.symbol(*code)?;
                let inner = code.exact::<Code>()?.consts().get(*index as usize)?.clone();
                inner.is_exact::<Code>().then_some(inner)?
            }
        };
        // Only heap objects get symbols: what is an immediate now is something else.
        found.header()?;
        self.found.insert(number, found.clone());
        Some(found)
    }

    /// The word that a word with symbols stands for: an object's, which stays alive as long as this does, or the
    /// immediate itself.
    pub fn word(&mut self, word: u64) -> Option<u64> {
        match symbol_of(word) {
            Some(number) => self.symbol(number).map(|found| found.value().bits()),
            None if Value::from_bits(word).is_pointer() => None,
            None => Some(word),
        }
    }

    /// The class a word stands for.
    pub fn class(&mut self, word: u64) -> Option<Ref<Type>> {
        self.symbol(symbol_of(word)?)?.downcast::<Type>().map(NativeType::to_ref)
    }

    /// The shape of a number with [`SHAPE_SYMBOL`]; 0, which is none, stands for itself. Instances to come get as much
    /// room as they had where the symbol was made.
    pub fn shape(&mut self, number: u32) -> Option<u32> {
        if number & SHAPE_SYMBOL == 0 {
            return (number == 0).then_some(0);
        }
        let shape = self.shapes.get((number & !SHAPE_SYMBOL) as usize)?;
        let class = self.class(symbol_word(shape.class))?;
        if !class.has_flag(type_flag::SHAPED) || class.root_shape.get() == 0 {
            return None;
        }
        if class.itemsize.get() == 0 && class.inline_capacity.get() < shape.capacity {
            instance::set_capacity(self.t, &class, shape.capacity);
            if class.watched.get() {
                super::invariants::class_changed(self.t, &class);
            }
        }
        if class.inline_capacity.get() != shape.capacity {
            return None;
        }
        let t = self.t;
        let names: Option<Vec<Obj>> = shape.names.iter().map(|n| quiet(t, intern(t, n).map(Some))).collect();
        t.interp().shapes.with_names(class.root_shape.get(), names?.into_iter())
    }
}

/// Symbols that were given, each once.
#[derive(Default)]
pub struct Symbols {
    pub list: Vec<Symbol>,
    pub shapes: Vec<ShapeSymbol>,
    numbers: HashMap<Symbol, u32>,
    shape_numbers: HashMap<ShapeSymbol, u32>,
}

impl Symbols {
    fn add(&mut self, symbol: Symbol) -> u32 {
        if let Some(&known) = self.numbers.get(&symbol) {
            return known;
        }
        let number = self.list.len() as u32;
        self.list.push(symbol.clone());
        self.numbers.insert(symbol, number);
        number
    }

    fn add_shape(&mut self, shape: ShapeSymbol) -> u32 {
        if let Some(&known) = self.shape_numbers.get(&shape) {
            return known;
        }
        let number = self.shapes.len() as u32;
        self.shapes.push(shape.clone());
        self.shape_numbers.insert(shape, number);
        number
    }
}

/// Where a code object was found: by a qualified name from a module, then as constants of code.
#[derive(Clone)]
struct CodePath {
    module: String,
    path: String,
    inner: Vec<u32>,
}

/// Gives symbols to the objects of one request, while nothing runs.
pub struct Namer<'a> {
    t: &'a Thread,
    symbols: &'a mut Symbols,
    /// Names of modules by their dict.
    dicts: HashMap<u64, String>,
    words: HashMap<u64, Option<u32>>,
}

impl<'a> Namer<'a> {
    pub fn new(t: &'a Thread, symbols: &'a mut Symbols) -> Namer<'a> {
        let mut dicts = HashMap::new();
        let mut at = 0;
        while let Some((name, module)) = t.interp().modules.get().and_then(|modules| modules.next_entry(&mut at)) {
            if let Some(module) = module.exact::<Module>() {
                dicts.entry(module.dict_ptr() as u64).or_insert_with(|| lossy(&name));
            }
        }
        Namer { t, symbols, dicts, words: HashMap::new() }
    }

    /// Whether a word has got its symbol.
    pub fn is_named(&self, word: u64) -> bool {
        !Value::from_bits(word).is_pointer() || matches!(self.words.get(&word), Some(Some(_)))
    }

    /// A symbol that leads to the object.
    fn verified(&mut self, symbol: Symbol, word: u64) -> Option<u32> {
        let number = self.symbols.add(symbol);
        let found = Resolver::new(self.t, &self.symbols.list, &[]).symbol(number)?;
        (found.value().bits() == word).then_some(number)
    }

    fn remember(&mut self, word: u64, number: Option<u32>) -> Option<u64> {
        if number.is_some() || !self.words.contains_key(&word) {
            self.words.insert(word, number);
        }
        number.map(symbol_word)
    }

    fn known(&self, word: u64) -> Option<u64> {
        self.words.get(&word).copied().flatten().map(symbol_word)
    }

    /// A module's dict.
    pub fn dict(&mut self, dict: u64) -> Option<u64> {
        if let Some(known) = self.known(dict) {
            return Some(known);
        }
        let name = self.dicts.get(&dict)?.clone();
        let number = self.verified(Symbol::Globals(name), dict);
        self.remember(dict, number)
    }

    /// An interned name.
    pub fn name(&mut self, name: u64) -> Option<u64> {
        if let Some(known) = self.known(name) {
            return Some(known);
        }
        let text = self.text(name)?;
        let number = self.verified(Symbol::Name(text), name);
        self.remember(name, number)
    }

    /// The text of a word that is an interned name.
    fn text(&self, name: u64) -> Option<String> {
        // SAFETY: words of requests are alive while nothing runs.
        let name = unsafe { Value::from_bits(name).to_obj() };
        is_interned(&name).then(|| lossy(&name))
    }

    /// The value of a global, which the dict holds under the name.
    pub fn global(&mut self, dict: u64, name: u64, value: u64) -> Option<u64> {
        let holder = symbol_of(self.dict(dict)?)?;
        let text = self.text(name)?;
        self.word(value, |_| Some(Symbol::Global { dict: holder, name: text }))
    }

    /// What a class gives for some attribute: an entry of its dict or of a base's.
    pub fn class_entry(&mut self, class: u64, value: u64) -> Option<u64> {
        self.class(class)?;
        self.word(value, |namer| {
            // SAFETY: as in `text`.
            let class = unsafe { Value::from_bits(class).to_obj() };
            let class = class.downcast::<Type>()?;
            class.mro_types().find_map(|base| {
                let dict = base.dict.get()?;
                let mut at = 0;
                while let Some((name, found)) = dict.next_entry(&mut at) {
                    if found.value().bits() == value && is_interned(&name) {
                        let owner = symbol_of(namer.class(Type::borrowed_obj(&base).value().bits())?)?;
                        return Some(Symbol::Attribute { class: owner, name: lossy(&name) });
                    }
                }
                None
            })
        })
    }

    /// A default of a function that has a symbol.
    pub fn default(&mut self, function: u64, index: usize, value: u64) -> Option<u64> {
        let function = symbol_of(self.known(function)?)?;
        self.word(value, |_| Some(Symbol::Default { function, index: index as u32 }))
    }

    /// Any object: by its own name, if it has one.
    pub fn object(&mut self, word: u64) -> Option<u64> {
        self.word(word, |_| None)
    }

    /// A word: an immediate stands for itself, an object gets the symbol of the place it was found at or of its name.
    fn word(&mut self, word: u64, place: impl FnOnce(&mut Self) -> Option<Symbol>) -> Option<u64> {
        if !Value::from_bits(word).is_pointer() {
            return Some(word);
        }
        if let Some(known) = self.known(word) {
            return Some(known);
        }
        let placed = place(self).and_then(|symbol| self.verified(symbol, word));
        let number = placed.or_else(|| self.by_name(word));
        self.remember(word, number)
    }

    pub fn class(&mut self, class: u64) -> Option<u64> {
        self.object(class)
    }

    /// The symbol of an object that knows its name: a module, a function, a class.
    fn by_name(&mut self, word: u64) -> Option<u32> {
        // SAFETY: as in `text`.
        let object = unsafe { Value::from_bits(word).to_obj() };
        if let Some(module) = object.exact::<Module>() {
            let name = self.dicts.get(&(module.dict_ptr() as u64))?.clone();
            return self.verified(Symbol::Module(name), word);
        }
        if let Some(function) = object.exact::<Function>() {
            let module = self.dicts.get(&(function.globals_ptr() as u64))?.clone();
            let path = lossy(&function.qualname.get()?);
            return self.by_path(module, &path, word);
        }
        if let Some(function) = object.exact::<NativeFunction>() {
            return self.by_path("builtins".into(), function.def().name, word);
        }
        if let Some(code) = object.exact::<Code>() {
            return self.code(code, &lossy(&code.qualname));
        }
        let class = object.downcast::<Type>()?;
        if let Some(spec) = class.spec {
            return self.by_path(spec.module.into(), &class.name_text(), word);
        }
        let module = entry(self.t, &*class.dict.get()?, "__module__")?;
        let path = lossy(&class.qualname.get()?);
        self.by_path(lossy(&module), &path, word)
    }

    /// The symbol of a code object, which only knows its qualified name: of some function with it, or of what such a
    /// function defines.
    fn code(&mut self, code: &Code, path: &str) -> Option<u32> {
        let word = NativeType::borrowed(code).value().bits();
        if let Some((outer, _)) = path.rsplit_once(".<locals>.") {
            return self.with_name(outer).into_iter().find_map(|(outer, symbol)| {
                let index = outer.consts().iter().position(|inner| inner.value().bits() == word)?;
                let outer = self.add_code(symbol)?;
                self.verified(Symbol::Inner { code: outer, index: index as u32 }, word)
            });
        }
        let found = self.with_name(path).into_iter().find(|(found, _)| std::ptr::eq::<Code>(&**found, code));
        let number = self.add_code(found?.1)?;
        (Resolver::new(self.t, &self.symbols.list, &[]).symbol(number)?.value().bits() == word).then_some(number)
    }

    /// The code objects that a qualified name leads to from some module, and how.
    fn with_name(&mut self, path: &str) -> Vec<(Ref<Code>, CodePath)> {
        if let Some((outer, name)) = path.rsplit_once(".<locals>.") {
            let mut all = Vec::new();
            for (outer, symbol) in self.with_name(outer) {
                for (index, inner) in outer.consts().iter().enumerate() {
                    if let Some(inner) = inner.exact::<Code>()
                        && lossy(&inner.name) == name
                    {
                        all.push((
                            inner.to_ref(),
                            CodePath { inner: [&symbol.inner[..], &[index as u32]].concat(), ..symbol.clone() },
                        ));
                    }
                }
            }
            return all;
        }
        let parts: Vec<&str> = path.split('.').collect();
        let mut all = Vec::new();
        for module_name in self.dicts.values() {
            let walk = || {
                let mut found = entry(self.t, &module(self.t, module_name)?.dict(), parts[0])?;
                for part in &parts[1..] {
                    found = entry(self.t, &*found.downcast::<Type>()?.dict.get()?, part)?;
                }
                code_of(&found)
            };
            if let Some(code) = walk() {
                all.push((code, CodePath { module: module_name.clone(), path: path.to_owned(), inner: Vec::new() }));
            }
        }
        all
    }

    fn add_code(&mut self, path: CodePath) -> Option<u32> {
        let mut parts = path.path.split('.');
        let dict = self.symbols.add(Symbol::Globals(path.module.clone()));
        let mut number = self.symbols.add(Symbol::Global { dict, name: parts.next()?.into() });
        for part in parts {
            number = self.symbols.add(Symbol::Attribute { class: number, name: part.into() });
        }
        number = self.symbols.add(Symbol::Code(number));
        for index in path.inner {
            number = self.symbols.add(Symbol::Inner { code: number, index });
        }
        Some(number)
    }

    /// The symbol of what a qualified name says, walked from the module.
    fn by_path(&mut self, module: String, path: &str, word: u64) -> Option<u32> {
        let mut parts = path.split('.');
        let dict = self.symbols.add(Symbol::Globals(module));
        let mut symbol = Symbol::Global { dict, name: parts.next()?.into() };
        for part in parts {
            let class = self.symbols.add(symbol);
            symbol = Symbol::Attribute { class, name: part.into() };
        }
        self.verified(symbol, word)
    }

    /// A shape: of a class with a symbol, whose instances have as many inline slots now.
    pub fn shape(&mut self, shape: u32) -> Option<u32> {
        if shape == 0 {
            return Some(0);
        }
        let shapes = &self.t.interp().shapes;
        let found = shapes.get(shape);
        let class = found.class();
        if class.is_null() || found.is_dict_mode() {
            return None;
        }
        let number = symbol_of(self.class(class as u64)?)?;
        // SAFETY: a shape knows its class as long as that lives.
        let class = unsafe { &*class };
        if shapes.root_of(shape) != class.root_shape.get() {
            return None;
        }
        let names: Vec<String> = found.names().iter().map(lossy).collect();
        let symbol = ShapeSymbol { class: number, capacity: class.inline_capacity.get(), names };
        Some(self.symbols.add_shape(symbol) | SHAPE_SYMBOL)
    }
}
