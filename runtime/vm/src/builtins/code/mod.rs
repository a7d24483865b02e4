//! `code`: CPython 3.14's code objects, and the interpreter's form of them made on first run.

pub mod class;
pub mod convert;
pub mod location;

use std::cell::{Cell, OnceCell};

use crate::interpreter::code_units::{Decoded, Unit, decode};
use crate::memory::Visitor;
use crate::object::header::Header;
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{PyResult, Thread};

use super::dict::Dict;
use super::tuple::Tuple;
use crate::tiering::CodeTier;

/// The plain numbers of a code object.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub stacksize: u32,
    pub flags: u32,
    pub firstlineno: i32,
}

#[repr(C)]
pub struct Code {
    head: Header,
    /// The first unit; null until the code ran.
    first: Cell<*const Unit>,
    /// Where compiled code calls the function: its own compiled code, or [`crate::tiering::entry::interpret`].
    pub entry: Cell<usize>,
    locals_count: u32,
    stack_size: u32,
    pub flags: u32,
    pub argcount: u32,
    pub kwonlyargcount: u32,
    pub posonlyargcount: u32,
    pub firstlineno: i32,
    /// Words of localsplus that are cells or free variables.
    pub cells: u32,
    pub frees: u32,
    /// Arguments are bound by moving them: no `*args`, `**kwargs` or keyword-only parameters.
    simple: bool,
    bytecode: Vec<u8>,
    consts: Vec<Obj>,
    names: Vec<Obj>,
    localsplus: Vec<Obj>,
    kinds: Vec<u8>,
    pub filename: Obj,
    pub name: Obj,
    pub qualname: Obj,
    pub linetable: Vec<u8>,
    pub exceptiontable: Vec<u8>,
    decoded: OnceCell<Decoded>,
    /// What was compiled of it.
    pub tier: CodeTier,
    /// The globals its functions have: as an address, [`ANY_GLOBALS`] once they differ.
    globals: Cell<usize>,
    /// The tuple of constants, made when asked for.
    consts_tuple: OnceCell<Ref<Tuple>>,
}

/// Functions of a code object have different globals, so that none of them are the code's.
const ANY_GLOBALS: usize = 1;

/// One row of the exception table, in 16-bit code units.
#[derive(Clone, Copy, Debug)]
pub struct ExceptionEntry {
    pub start: usize,
    pub end: usize,
    pub target: usize,
    pub depth: usize,
    pub push_lasti: bool,
}

/// What a code object is made of.
pub struct Parts {
    pub counts: Counts,
    pub bytecode: Vec<u8>,
    pub consts: Vec<Obj>,
    pub names: Vec<Obj>,
    pub localsplus: Vec<Obj>,
    pub kinds: Vec<u8>,
    pub filename: Obj,
    pub name: Obj,
    pub qualname: Obj,
    pub linetable: Vec<u8>,
    pub exceptiontable: Vec<u8>,
}

impl Drop for Code {
    fn drop(&mut self) {
        if self.tier.compiles() != 0 {
            Thread::current().interp().tiering.release(&self.tier);
        }
    }
}

impl Code {
    /// A function of the code object is made. What was compiled of it holds for functions with the same globals only.
    #[inline(always)]
    pub fn runs_with(&self, t: &Thread, globals: &Dict) {
        let globals = globals as *const Dict as usize;
        let before = self.globals.get();
        if before != globals && before != ANY_GLOBALS {
            self.globals.set(if before == 0 { globals } else { ANY_GLOBALS });
            if before != 0 {
                t.interp().tiering.invalidate(&self.tier);
            }
        }
    }

    /// Whether functions of the code object have different globals.
    pub fn has_many_globals(&self) -> bool {
        self.globals.get() == ANY_GLOBALS
    }

    pub fn new(t: &Thread, parts: Parts) -> PyResult<Ref<Code>> {
        use taipan_abi::opcodes::{code_flags, local_kind};
        let count = |bit: u8| parts.kinds.iter().filter(|&&k| k & bit != 0).count() as u32;
        let (cells, frees) = (count(local_kind::CELL), count(local_kind::FREE));
        crate::memory::new_object(t, Code::class(), |head| Code {
            head,
            first: Cell::new(std::ptr::null()),
            entry: Cell::new(crate::tiering::entry::interpret as *const () as usize),
            locals_count: parts.localsplus.len() as u32,
            stack_size: parts.counts.stacksize,
            flags: parts.counts.flags,
            argcount: parts.counts.argcount,
            kwonlyargcount: parts.counts.kwonlyargcount,
            posonlyargcount: parts.counts.posonlyargcount,
            firstlineno: parts.counts.firstlineno,
            cells,
            frees,
            simple: parts.counts.kwonlyargcount == 0
                && parts.counts.flags & (code_flags::VARARGS | code_flags::VARKEYWORDS) == 0,
            bytecode: parts.bytecode,
            consts: parts.consts,
            names: parts.names,
            localsplus: parts.localsplus,
            kinds: parts.kinds,
            filename: parts.filename,
            name: parts.name,
            qualname: parts.qualname,
            linetable: parts.linetable,
            exceptiontable: parts.exceptiontable,
            decoded: OnceCell::new(),
            tier: CodeTier::new(),
            globals: Cell::new(0),
            consts_tuple: OnceCell::new(),
        })
    }

    #[inline(always)]
    pub fn locals_count(&self) -> usize {
        self.locals_count as usize
    }

    #[inline(always)]
    pub fn stack_size(&self) -> usize {
        self.stack_size as usize
    }

    /// Whether arguments are bound by moving them.
    #[inline(always)]
    pub fn is_simple(&self) -> bool {
        self.simple
    }

    /// The first instruction; null before the code ran for the first time.
    #[inline(always)]
    pub fn first_decoded(&self) -> *const Unit {
        self.first.get()
    }

    /// The first instruction.
    #[inline(always)]
    pub fn first_unit(&self) -> *const Unit {
        let first = self.first.get();
        if first.is_null() { self.decode_now() } else { first }
    }

    #[cold]
    fn decode_now(&self) -> *const Unit {
        let first = self.decoded().units.as_ptr();
        self.first.set(first);
        crate::tiering::hot::first_run(self);
        first
    }

    pub fn decoded(&self) -> &Decoded {
        self.decoded.get_or_init(|| decode(self))
    }

    /// The 16-bit code unit a unit stems from.
    pub fn code_unit_of(&self, pc: *const Unit) -> usize {
        let decoded = self.decoded();
        let index = (pc as usize).wrapping_sub(decoded.units.as_ptr() as usize) / size_of::<Unit>();
        decoded.origins.get(index).map_or(0, |&o| o as usize)
    }

    /// The first unit that stems from a 16-bit code unit or one behind it.
    pub fn unit_at(&self, at: usize) -> *const Unit {
        let decoded = self.decoded();
        let index = decoded.origins.partition_point(|&origin| (origin as usize) < at);
        &raw const decoded.units[index.min(decoded.units.len() - 1)]
    }

    /// The index of a unit.
    pub fn unit_index(&self, pc: *const Unit) -> usize {
        (pc as usize).wrapping_sub(self.decoded().units.as_ptr() as usize) / size_of::<Unit>()
    }

    pub fn bytecode(&self) -> &[u8] {
        &self.bytecode
    }

    /// A constant's word, borrowed.
    pub fn constant(&self, index: usize) -> Value {
        self.consts.get(index).map_or(Value::NULL, Obj::value)
    }

    pub fn consts(&self) -> &[Obj] {
        &self.consts
    }

    #[inline(always)]
    pub fn name_at(&self, index: usize) -> &Obj {
        &self.names[index]
    }

    pub fn names(&self) -> &[Obj] {
        &self.names
    }

    pub fn localsplus(&self) -> &[Obj] {
        &self.localsplus
    }

    pub fn kinds(&self) -> &[u8] {
        &self.kinds
    }

    /// Positional and keyword-only parameters, `*args` and `**kwargs`.
    pub fn parameter_count(&self) -> usize {
        use taipan_abi::opcodes::code_flags;
        let mut count = (self.argcount + self.kwonlyargcount) as usize;
        count += (self.flags & code_flags::VARARGS != 0) as usize;
        count + (self.flags & code_flags::VARKEYWORDS != 0) as usize
    }

    /// The constants as one tuple.
    pub fn consts_tuple(&self, t: &Thread) -> PyResult<Ref<Tuple>> {
        if let Some(tuple) = self.consts_tuple.get() {
            return Ok(tuple.clone());
        }
        let tuple = Tuple::from_slice(t, &self.consts)?;
        Ok(self.consts_tuple.get_or_init(|| tuple).clone())
    }

    /// The rows of the exception table.
    pub fn exception_entries(&self) -> impl Iterator<Item = ExceptionEntry> {
        location::ExceptionTable::new(&self.exceptiontable)
    }

    /// The line of a code unit.
    pub fn line_of(&self, unit: usize) -> Option<u32> {
        location::Locations::new(&self.linetable, self.firstlineno).at(unit).and_then(|l| l.line)
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.consts.iter().for_each(|c| visitor.object(c));
        self.tier.visit(visitor);
    }

    fn clear_references(&self, t: &Thread) {
        t.interp().tiering.release(&self.tier);
    }
}
