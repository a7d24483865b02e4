//! [`CompileRequest`]: everything the compiler may know about one function, owned.
//!
//! Words (`u64`) that stand for heap objects are opaque: the compiler compares them and puts them into
//! the unit's constant table, and never reads what they point to. The unit keeps them alive.

use std::sync::Arc;

use crate::code::CodeObject;
use crate::exits::ExitReason;
use crate::feedback::Feedback;
use crate::layout::{ClassId, InstanceLayout};

/// A code object with what is known about its runs.
#[derive(Clone, Debug)]
pub struct FunctionSnapshot {
    /// Constants without an immediate form stand for their kind only: units name them by index.
    pub code: Arc<CodeObject>,
    pub feedback: Feedback,
    /// The globals dict the function runs with, 0 if unknown.
    pub globals: u64,
}

/// Builtin functions and types the compiler knows by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Builtin {
    Range,
    Len,
    Abs,
    /// `math.sqrt`
    Sqrt,
    Min,
    Max,
    Int,
    Float,
    Bool,
    IsInstance,
    Ord,
    ListAppend,
    ListPop,
    ListInsert,
    DictGet,
    DictPop,
    Enumerate,
    Zip,
}

/// What a word is.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// A Python function. Its code is a snapshot of the request if it may be inlined or called directly.
    Function {
        snapshot: Option<u32>,
        version: u32,
        /// Words of the positional defaults.
        defaults: Vec<u64>,
        /// It has free variables, so that its frame needs the closure.
        has_closure: bool,
    },
    /// The code object of functions: a snapshot of the request.
    Code {
        snapshot: u32,
    },
    /// A class whose instances are made by `object.__new__` and perhaps a Python `__init__`, or by that of exceptions.
    Class {
        version: u32,
        /// `BaseException.__new__` makes the instances: it keeps the arguments. Without a Python `__init__` that is all.
        is_exception: bool,
        /// How its instances are made; None: by the runtime.
        layout: Option<InstanceLayout>,
        init: Option<u64>,
    },
    Builtin(Builtin),
    /// A native function that is bound to nothing.
    Native,
    /// A method of an exact builtin class; what its calls give, where that is always of one class.
    Method {
        owner: Option<ClassId>,
        builtin: Option<Builtin>,
        returns: Option<ClassId>,
    },
    /// A builtin class that never changes, whose calls are not known.
    NativeClass(ClassId),
    /// A heap object of an exact builtin class.
    Other,
}

/// A word and what it is.
#[derive(Clone, Debug)]
pub struct ObjectFact {
    pub word: u64,
    /// Shown in dumps.
    pub name: String,
    pub fact: Fact,
}

/// Where execution will enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryRequest {
    /// At the function's start.
    Function,
    /// In the middle too: at the loop header of this code unit, with a tier 0 frame.
    Loop(u32),
}

/// Limits the caller sets.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Refuse bytecode longer than this many code units.
    pub code_units: u32,
    /// Inline callees up to this many code units each, and this much in all.
    pub inline_callee: u32,
    pub inline_total: u32,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { code_units: 20_000, inline_callee: 30, inline_total: 300 }
    }
}

/// A request to compile the first snapshot.
#[derive(Clone, Debug)]
pub struct CompileRequest {
    /// The function to compile, then those it may call or inline.
    pub functions: Vec<FunctionSnapshot>,
    /// What constant words are, in any order.
    pub objects: Vec<ObjectFact>,
    pub entry: EntryRequest,
    /// Exits that were taken too often, by snapshot and code unit: not to be assumed again.
    pub denied: Vec<(u32, u32, ExitReason)>,
    pub budget: Budget,
    /// Every so many guards are made to fail, by a counter of the thread: a test of all exits.
    pub stress_exits: bool,
}

impl CompileRequest {
    /// A request for one function without facts.
    pub fn new(code: Arc<CodeObject>, feedback: Feedback) -> CompileRequest {
        let snapshot = FunctionSnapshot { code, feedback, globals: 0 };
        CompileRequest {
            functions: vec![snapshot],
            objects: Vec::new(),
            entry: EntryRequest::Function,
            denied: Vec::new(),
            budget: Budget::default(),
            stress_exits: false,
        }
    }

    /// What a word is, if anybody said.
    pub fn fact(&self, word: u64) -> Option<&ObjectFact> {
        self.objects.iter().find(|o| o.word == word)
    }

    pub fn is_denied(&self, snapshot: u32, at: u32, reason: ExitReason) -> bool {
        self.denied.contains(&(snapshot, at, reason))
    }
}
