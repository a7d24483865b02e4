//! What the compiler answers: a [`CompiledUnit`], or a [`Refusal`]; and the [`Invariant`]s a unit rests on.

use crate::exits::{CallSite, ExitDescriptor};
use crate::layout::ClassId;

/// Something the unit takes for granted. When it is broken, the runtime clears the unit's valid flag and
/// redirects its entries; code that is running notices at its next `guard_valid`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Invariant {
    /// The key (an interned name's word) of a dict keeps its value, and the dicts before it in the lookup
    /// (`absent_from`, 0 for none) do not get the key.
    GlobalValue { dict: u64, name: u64, value: u64, absent_from: u64 },
    /// The class keeps its version: attributes, bases, `__init__`.
    TypeVersion { class: u64, version: u32 },
    /// The function keeps code, defaults and keyword defaults.
    FunctionVersion { function: u64, version: u32 },
}

/// Why the compiler refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefusalReason {
    TooLarge,
    /// The bytecode is not what a compiler makes: a stack that does not balance, a jump to nowhere.
    Malformed,
    /// No instruction of it could be compiled to advantage.
    NotWorthIt,
    /// The code generator could not translate it.
    Backend,
}

impl RefusalReason {
    pub const ALL: &[RefusalReason] =
        &[RefusalReason::TooLarge, RefusalReason::Malformed, RefusalReason::NotWorthIt, RefusalReason::Backend];

    pub const fn name(self) -> &'static str {
        match self {
            RefusalReason::TooLarge => "too_large",
            RefusalReason::Malformed => "malformed",
            RefusalReason::NotWorthIt => "not_worth_it",
            RefusalReason::Backend => "backend",
        }
    }

    /// What it means, for the user.
    pub const fn sentence(self) -> &'static str {
        match self {
            RefusalReason::TooLarge => "the function is too large to compile",
            RefusalReason::Malformed => "the bytecode is not well formed",
            RefusalReason::NotWorthIt => "compiling would not make it faster",
            RefusalReason::Backend => "the code generator gave up",
        }
    }
}

/// The compiler's no: always safe, tier 0 runs the function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub reason: RefusalReason,
    pub detail: String,
}

impl Refusal {
    pub fn new(reason: RefusalReason, detail: impl Into<String>) -> Refusal {
        Refusal { reason, detail: detail.into() }
    }
}

/// What an entry of a unit's constant table is filled with when the unit is loaded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TableEntry {
    /// A constant of a snapshot's code object.
    CodeConstant { snapshot: u32, index: u32 },
    /// A name of a snapshot's code object.
    Name { snapshot: u32, index: u32 },
    /// A name of a snapshot's localsplus.
    LocalName { snapshot: u32, index: u32 },
    /// A word of the request.
    Object(u64),
    /// An exact builtin class.
    Class(ClassId),
    /// The number of a shape that only a symbol names ([`crate::profile::SHAPE_SYMBOL`]), as it is.
    Shape(u32),
}

/// Words in front of a unit's table: the valid flag (1, or 0 once an invariant is broken), and one that is the
/// runtime's.
pub const TABLE_HEADER: u32 = 2;

/// Where a unit can be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    Start,
    /// A loop header, with a tier 0 frame that is taken over.
    Loop(u32),
    /// Behind a suspension of a generator.
    Resume(u32),
}

/// What a relocation points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelocationTarget {
    /// A row of [`crate::helpers`], by index.
    Helper(u16),
    /// The unit's table, at a byte offset.
    Table(u32),
    /// Another unit of the same object file, by symbol.
    Symbol(String),
}

/// A place in the code to be patched when it is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relocation {
    pub offset: u32,
    /// The code generator's number for the kind of patch.
    pub kind: u8,
    pub target: RelocationTarget,
    pub addend: i64,
}

/// Native code and all it needs to be loaded, run, left and thrown away.
///
/// The code is one function:
///
/// ```text
/// extern "C" fn(thread, frame, depth: i64, entry: u32) -> word
/// ```
///
/// `entry` is an index of [`CompiledUnit::entries`]; `depth` is what `RECURSION_LEFT` is while this frame runs. At [`EntryKind::Start`], localsplus holds the arguments, owned, and nothing else; of the record `PREV`,
/// `FUNCTION`, `FLAGS` and `OBJECT` are written. The other entries take a whole tier 0 frame over. In either
/// case the frame has the compiled flag.
///
/// What comes back is the owned result; the frame's words are given up. The thread's `FRAME`, `RECURSION_LEFT` and
/// `STACK_BASE` are anything then: code writes them before the first call of the runtime that needs them, and whoever
/// entered it writes its own again before the next. Or [`crate::value::EXITED`]: tier 0 goes on in the thread's innermost
/// frame, which the exit made whole. Frames with the direct flag give NULL where they raise, never EXITED.
#[derive(Clone, Debug, Default)]
pub struct CompiledUnit {
    pub name: String,
    pub code: Vec<u8>,
    pub relocations: Vec<Relocation>,
    pub table: Vec<TableEntry>,
    pub entries: Vec<EntryKind>,
    pub exits: Vec<ExitDescriptor>,
    pub sites: Vec<CallSite>,
    pub invariants: Vec<Invariant>,
}
