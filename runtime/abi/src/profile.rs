//! What a run of a program recorded for a build: [`Profile`]; and what a build says about native code inside an
//! executable: [`NativeIndex`] and [`NativeUnit`].
//!
//! A request names objects by their words, which mean nothing in another process. Here each stands for a [`Symbol`],
//! by which another run finds the object that plays the same part: the symbol with number n has the word
//! [`symbol_word`]`(n)`, which looks like a pointer, so that a request with such words is compiled like any other.
//! Shapes likewise have the number [`SHAPE_SYMBOL`]` | n`, versions are all 1. Symbols refer to those before them only.
//!
//! A unit compiled from such a request rests on [`Check`]s: they hold in the process that records, and whoever puts the
//! unit into place elsewhere makes sure that they hold there.

use crate::code::{CodeObject, Constant};
use crate::exits::{
    CallSite, ExitDescriptor, ExitReason, FrameDescriptor, LiveKind, LocalPlace, Resume, Source, VirtualObject,
};
use crate::feedback::{Feedback, LoadAttribute, Site, StoreAttribute};
use crate::layout::{ClassId, InstanceLayout, VirtualClass};
use crate::request::{Budget, Builtin, CompileRequest, EntryRequest, Fact, FunctionSnapshot, ObjectFact};
use crate::unit::{CompiledUnit, EntryKind, Invariant, TableEntry};
use crate::value as word;
use crate::wire::{self, Input, Wire, wire};

/// Added to the number of a shape's symbol: no shape's number is as large.
pub const SHAPE_SYMBOL: u32 = 1 << 31;

/// The word that stands for a symbol.
pub const fn symbol_word(number: u32) -> u64 {
    (number as u64 + 1) << 4
}

/// The symbol a word stands for; None: it is an immediate, which means itself.
pub fn symbol_of(w: u64) -> Option<u32> {
    if !word::is_pointer(w) || w == 0 || w & 15 != 0 {
        return None;
    }
    u32::try_from((w >> 4) - 1).ok()
}

/// How an object is found. Other symbols are named by their numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Symbol {
    /// A module, by its name in `sys.modules`.
    Module(String),
    /// A module's dict.
    Globals(String),
    /// An interned string.
    Name(String),
    /// What a module's dict holds under a name.
    Global { dict: u32, name: String },
    /// What a class's own dict holds under a name.
    Attribute { class: u32, name: String },
    /// A default of a Python function's positional parameter.
    Default { function: u32, index: u32 },
    /// The code of a Python function.
    Code(u32),
    /// A constant of a code object: the code of what it defines.
    Inner { code: u32, index: u32 },
}

/// How a shape is found: from a class's root with so many inline slots, by adding attributes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ShapeSymbol {
    pub class: u32,
    pub capacity: u32,
    pub names: Vec<String>,
}

/// A code object: see [`code_hash`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeKey {
    pub hash: u64,
    /// Its qualified name, for messages.
    pub name: String,
}

/// A request that was compiled. The code of its functions is left out.
#[derive(Clone, Debug)]
pub struct RecordedUnit {
    /// The code of each function of the request, by index.
    pub codes: Vec<u32>,
    pub request: CompileRequest,
}

/// What one run recorded.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    pub symbols: Vec<Symbol>,
    pub shapes: Vec<ShapeSymbol>,
    pub codes: Vec<CodeKey>,
    pub units: Vec<RecordedUnit>,
    /// Units and observations that were left out, since they name objects that have no symbol.
    pub lost_units: u32,
    pub lost_facts: u32,
}

/// Why a profile cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileError {
    NotAProfile,
    OtherVersion,
    Damaged,
}

impl ProfileError {
    pub const fn sentence(self) -> &'static str {
        match self {
            ProfileError::NotAProfile => "is no profile",
            ProfileError::OtherVersion => "was recorded by another version of taipan; record it anew",
            ProfileError::Damaged => "is damaged",
        }
    }
}

/// The first bytes of a profile; the fingerprint of the interface follows, then a checksum and the rest.
const MAGIC: &[u8; 8] = b"TPNPROF1";

impl Profile {
    /// The bytes of a file.
    pub fn write(&self) -> Vec<u8> {
        let body = wire::bytes_of(self);
        let mut out = MAGIC.to_vec();
        crate::FINGERPRINT.to_owned().put(&mut out);
        out.extend(hash_bytes(&body).to_le_bytes());
        out.extend(body);
        out
    }

    pub fn read(bytes: &[u8]) -> Result<Profile, ProfileError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ProfileError::NotAProfile)?;
        let mut from = Input::new(rest);
        let fingerprint = String::get(&mut from).ok_or(ProfileError::Damaged)?;
        if fingerprint != crate::FINGERPRINT {
            return Err(ProfileError::OtherVersion);
        }
        let sum = from.take(8).and_then(|sum| sum.try_into().ok()).map(u64::from_le_bytes);
        let start = bytes.len() - from.left();
        let body = &bytes[start..];
        if sum != Some(hash_bytes(body)) {
            return Err(ProfileError::Damaged);
        }
        wire::value_of(body).filter(Profile::is_sound).ok_or(ProfileError::Damaged)
    }

    /// Whether all numbers lead somewhere.
    fn is_sound(&self) -> bool {
        symbols_are_sound(&self.symbols, &self.shapes)
            && self.units.iter().all(|unit| {
                !unit.codes.is_empty()
                    && unit.codes.len() == unit.request.functions.len()
                    && unit.codes.iter().all(|&code| (code as usize) < self.codes.len())
            })
    }
}

/// Whether symbols refer to those before them only.
pub fn symbols_are_sound(symbols: &[Symbol], shapes: &[ShapeSymbol]) -> bool {
    let refers = symbols.iter().enumerate().all(|(at, symbol)| match symbol {
        Symbol::Module(_) | Symbol::Globals(_) | Symbol::Name(_) => true,
        Symbol::Global { dict: other, .. }
        | Symbol::Attribute { class: other, .. }
        | Symbol::Default { function: other, .. }
        | Symbol::Code(other)
        | Symbol::Inner { code: other, .. } => (*other as usize) < at,
    });
    refers && shapes.iter().all(|shape| (shape.class as usize) < symbols.len())
}

/// Something that has to hold where a unit is put into place. Words are symbols' or immediates.
#[derive(Clone, Debug)]
pub enum Check {
    /// Loading the name of a snapshot's code goes this way.
    Load { snapshot: u32, name: u32, way: LoadAttribute },
    /// Storing to it does.
    Store { snapshot: u32, name: u32, way: StoreAttribute },
    /// The object is this.
    Fact { word: u64, fact: Fact },
}

/// Where the code of a snapshot comes from: the first one's is the code that the unit belongs to, others are of
/// functions.
#[derive(Clone, Debug)]
pub struct SnapshotKey {
    pub hash: u64,
    /// The word of a function whose code it is, or of the code itself; 0: nobody knows.
    pub function: u64,
    /// The word of the dict with which it runs; 0: any.
    pub globals: u64,
}

/// A row of an executable's index of native code.
#[derive(Clone, Debug)]
pub struct NativeRow {
    /// Bytes of bytecode and the first line: what is compared before hashes are.
    pub length: u32,
    pub line: i32,
    pub hash: u64,
    pub entry: EntryRequest,
    pub entries: Vec<EntryKind>,
    /// Bytes of machine code.
    pub size: u32,
    /// Where the unit's description begins, and its bytes.
    pub at: u32,
    pub bytes: u32,
}

/// All native code of an executable. Descriptions of units follow its bytes.
#[derive(Clone, Debug, Default)]
pub struct NativeIndex {
    pub rows: Vec<NativeRow>,
    pub symbols: Vec<Symbol>,
    pub shapes: Vec<ShapeSymbol>,
}

/// What is known about a unit beside its machine code.
#[derive(Clone, Debug)]
pub struct NativeUnit {
    pub snapshots: Vec<SnapshotKey>,
    pub checks: Vec<Check>,
    /// Without code and relocations.
    pub unit: CompiledUnit,
}

/// FNV-1a.
fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hash = Hasher::default();
    hash.add(bytes);
    hash.0
}

struct Hasher(u64);

impl Default for Hasher {
    fn default() -> Hasher {
        Hasher(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn part(&mut self, bytes: &[u8]) {
        self.add(&(bytes.len() as u32).to_le_bytes());
        self.add(bytes);
    }
}

/// A constant as requests hold it: its value, where it has an immediate form, else its kind.
pub fn constant_kind(constant: &Constant) -> Constant {
    match constant {
        Constant::None | Constant::False | Constant::True | Constant::Ellipsis | Constant::Float(_) => constant.clone(),
        Constant::Int(value) if word::encode_int(*value).is_some() => constant.clone(),
        Constant::Int(_) | Constant::BigInt { .. } => Constant::BigInt { negative: false, magnitude: Vec::new() },
        Constant::Str { .. } => Constant::Str { text: "".into(), interned: false },
        Constant::Bytes(_) => Constant::Bytes(Vec::new()),
        Constant::Tuple(items) => Constant::Tuple(vec![Constant::None; items.len()]),
        Constant::Complex { .. } | Constant::FrozenSet(_) | Constant::Slice(_) | Constant::Code(_) => {
            Constant::FrozenSet(Vec::new())
        }
    }
}

/// A code object as requests hold it: see [`constant_kind`].
pub fn skeleton(code: &CodeObject) -> CodeObject {
    CodeObject { consts: code.consts.iter().map(constant_kind).collect(), ..code.clone() }
}

/// What two code objects have in common that run alike, whatever lines and file they come from. Taken of the form that
/// requests hold.
pub fn code_hash(code: &CodeObject) -> u64 {
    let mut hash = Hasher::default();
    for number in [code.argcount, code.posonlyargcount, code.kwonlyargcount, code.stacksize, code.flags] {
        hash.add(&number.to_le_bytes());
    }
    hash.part(&code.code);
    hash.part(&code.exceptiontable);
    hash.part(&code.localspluskinds);
    for text in code.names.iter().chain(&code.localsplusnames).chain([&code.name, &code.qualname]) {
        hash.part(text.as_wtf8());
    }
    for constant in &code.consts {
        match constant_kind(constant) {
            Constant::None => hash.add(&[0]),
            Constant::False => hash.add(&[1]),
            Constant::True => hash.add(&[2]),
            Constant::Ellipsis => hash.add(&[3]),
            Constant::Int(value) => hash.part(&value.to_le_bytes()),
            Constant::BigInt { .. } => hash.add(&[4]),
            Constant::Float(value) => {
                hash.add(&[5]);
                hash.add(&value.to_bits().to_le_bytes());
            }
            Constant::Str { .. } => hash.add(&[6]),
            Constant::Bytes(_) => hash.add(&[7]),
            Constant::Tuple(items) => {
                hash.add(&[8]);
                hash.add(&(items.len() as u32).to_le_bytes());
            }
            _ => hash.add(&[9]),
        }
    }
    hash.0
}

/// Tables whose rows are named by their numbers.
macro_rules! numbered {
    ($($name:ident),*) => {$(
        impl Wire for $name {
            fn put(&self, out: &mut Vec<u8>) {
                out.push(*self as u8);
            }

            fn get(from: &mut Input<'_>) -> Option<$name> {
                $name::ALL.get(usize::from(from.take(1)?[0])).copied()
            }
        }
    )*};
}

numbered!(ExitReason, ClassId);

impl Wire for Feedback {
    fn put(&self, out: &mut Vec<u8>) {
        self.entries.put(out);
        self.is_complete().put(out);
        (self.sites().len() as u64).put(out);
        for (at, site) in self.sites() {
            at.put(out);
            site.put(out);
        }
    }

    fn get(from: &mut Input<'_>) -> Option<Feedback> {
        let (entries, is_complete) = (u64::get(from)?, bool::get(from)?);
        let sites = Wire::get(from)?;
        Some(if is_complete { Feedback::complete(sites, entries) } else { Feedback::new(sites, entries) })
    }
}

/// Without its code, which is found by its hash.
impl Wire for FunctionSnapshot {
    fn put(&self, out: &mut Vec<u8>) {
        let FunctionSnapshot { code: _, feedback, globals } = self;
        feedback.put(out);
        globals.put(out);
    }

    fn get(from: &mut Input<'_>) -> Option<FunctionSnapshot> {
        let (feedback, globals) = (Wire::get(from)?, Wire::get(from)?);
        Some(FunctionSnapshot { code: std::sync::Arc::new(CodeObject::nothing()), feedback, globals })
    }
}

/// Without machine code and relocations.
impl Wire for CompiledUnit {
    fn put(&self, out: &mut Vec<u8>) {
        let CompiledUnit { name, code: _, relocations: _, table, entries, exits, sites, invariants } = self;
        name.put(out);
        table.put(out);
        entries.put(out);
        exits.put(out);
        sites.put(out);
        invariants.put(out);
    }

    fn get(from: &mut Input<'_>) -> Option<CompiledUnit> {
        Some(CompiledUnit {
            name: Wire::get(from)?,
            code: Vec::new(),
            relocations: Vec::new(),
            table: Wire::get(from)?,
            entries: Wire::get(from)?,
            exits: Wire::get(from)?,
            sites: Wire::get(from)?,
            invariants: Wire::get(from)?,
        })
    }
}

wire! {
    struct ShapeSymbol { class, capacity, names }
    struct CodeKey { hash, name }
    struct RecordedUnit { codes, request }
    struct Profile { symbols, shapes, codes, units, lost_units, lost_facts }
    struct SnapshotKey { hash, function, globals }
    struct NativeRow { length, line, hash, entry, entries, size, at, bytes }
    struct NativeIndex { rows, symbols, shapes }
    struct NativeUnit { snapshots, checks, unit }
    struct StoreAttribute { shape, offset, class, version, new_shape }
    struct ObjectFact { word, name, fact }
    struct InstanceLayout { page, flags, members, aux }
    struct Budget { code_units, inline_callee, inline_total }
    struct CompileRequest { functions, objects, entry, denied, budget, stress_exits }
    struct VirtualObject { class, fields }
    struct FrameDescriptor { snapshot, function, entered, at, resume, locals, stack }
    struct ExitDescriptor { reason, blame, frames, virtuals, drops, live }
    struct CallSite { snapshot, at, locals, suspends }
}

wire! {
    enum Symbol {
        0 = Module(name),
        1 = Globals(name),
        2 = Name(text),
        3 = Global { dict, name },
        4 = Attribute { class, name },
        5 = Default { function, index },
        6 = Code(function),
        7 = Inner { code, index },
    }
    enum Check {
        0 = Load { snapshot, name, way },
        1 = Store { snapshot, name, way },
        2 = Fact { word, fact },
    }
    enum LoadAttribute {
        0 = Slot { shape, offset, class, version },
        1 = Method { shape, class, version, function },
        2 = ClassValue { shape, class, version, value },
        3 = Member { class, version, offset },
        4 = Module { module, dict, name, value },
        5 = TypeAttribute { class, version, value },
    }
    enum Site {
        0 = Operands { left, right, overflowed },
        1 = Branch { not_taken, taken },
        2 = Load(load),
        3 = Loads(ways),
        4 = Store(store),
        5 = Global { dict, name, value },
        6 = Call { targets },
        7 = Kinds(kinds),
    }
    enum Builtin {
        0 = Range,
        1 = Len,
        2 = Abs,
        3 = Min,
        4 = Max,
        5 = Int,
        6 = Float,
        7 = Bool,
        8 = IsInstance,
        9 = ListAppend,
        10 = Enumerate,
        11 = Zip,
        12 = ListPop,
        13 = ListInsert,
        14 = DictGet,
        15 = DictPop,
        16 = Sqrt,
        17 = Ord,
    }
    enum Fact {
        0 = Function { snapshot, version, defaults, has_closure },
        1 = Class { version, is_exception, layout, init },
        2 = Builtin(builtin),
        3 = Other,
        4 = Code { snapshot },
        5 = Method { owner, builtin, returns },
        6 = NativeClass(class),
        7 = Native,
    }
    enum EntryRequest {
        0 = Function,
        1 = Loop(at),
    }
    enum EntryKind {
        0 = Start,
        1 = Loop(at),
        2 = Resume(at),
    }
    enum Invariant {
        0 = GlobalValue { dict, name, value, absent_from },
        1 = TypeVersion { class, version },
        2 = FunctionVersion { function, version },
    }
    enum TableEntry {
        0 = CodeConstant { snapshot, index },
        1 = Name { snapshot, index },
        2 = LocalName { snapshot, index },
        3 = Object(object),
        4 = Class(class),
        5 = Shape(shape),
    }
    enum LiveKind {
        0 = Word,
        1 = I64,
        2 = F64,
        3 = Bool,
    }
    enum Source {
        0 = Live { index, kind, counted },
        1 = Immediate(immediate),
        2 = Constant(entry),
        3 = Int(value),
        4 = Float(bits),
        5 = Virtual(index),
    }
    enum VirtualClass {
        0 = RangeIterator,
        1 = ListIterator,
        2 = TupleIterator,
        3 = BoundMethod,
        4 = Tuple,
    }
    enum Resume {
        0 = At,
        1 = Call,
        2 = Constructor,
        3 = Raise,
    }
    enum LocalPlace {
        0 = Frame(kind),
        1 = Immediate(immediate),
        2 = Constant(entry),
        3 = Int(value),
        4 = Float(bits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> Profile {
        let mut request = CompileRequest::new(CodeObject::nothing().into(), Feedback::default());
        request.entry = EntryRequest::Loop(7);
        request.functions[0].feedback = Feedback::new(
            vec![(3, Site::Global { dict: symbol_word(0), name: symbol_word(1), value: symbol_word(2) })],
            4,
        );
        Profile {
            symbols: vec![
                Symbol::Globals("__main__".into()),
                Symbol::Name("f".into()),
                Symbol::Global { dict: 0, name: "f".into() },
            ],
            shapes: vec![ShapeSymbol { class: 2, capacity: 4, names: vec!["x".into()] }],
            codes: vec![CodeKey { hash: 9, name: "f".into() }],
            units: vec![RecordedUnit { codes: vec![0], request }],
            lost_units: 0,
            lost_facts: 3,
        }
    }

    #[test]
    fn profiles_come_back() {
        let written = profile().write();
        let read = Profile::read(&written).expect("it is whole");
        assert_eq!(read.symbols, profile().symbols);
        assert_eq!(read.units[0].request.functions[0].feedback, profile().units[0].request.functions[0].feedback);
        assert_eq!(read.write(), written);
    }

    #[test]
    fn bad_profiles_are_refused() {
        let written = profile().write();
        assert_eq!(Profile::read(b"hello").unwrap_err(), ProfileError::NotAProfile);
        for length in MAGIC.len()..written.len() {
            assert!(Profile::read(&written[..length]).is_err(), "{length} bytes");
        }
        let mut other = written.clone();
        other[MAGIC.len() + 3] ^= 1;
        assert_eq!(Profile::read(&other).unwrap_err(), ProfileError::OtherVersion);
        let mut flipped = written.clone();
        *flipped.last_mut().expect("bytes") ^= 1;
        assert_eq!(Profile::read(&flipped).unwrap_err(), ProfileError::Damaged);
        let mut circular = profile();
        circular.symbols[2] = Symbol::Global { dict: 2, name: "f".into() };
        assert_eq!(Profile::read(&circular.write()).unwrap_err(), ProfileError::Damaged);
    }

    #[test]
    fn words_and_symbols_are_one_to_one() {
        for number in [0, 1, 77, u32::MAX - 1] {
            assert_eq!(symbol_of(symbol_word(number)), Some(number));
        }
        assert_eq!(symbol_of(word::encode_int(5).unwrap()), None);
        assert_eq!(symbol_of(word::NONE), None);
        assert_eq!(symbol_of(0), None);
    }
}
