//! The state of one code object while it is generated.

use crate::ast::{self, Stmt};
use crate::constant::ConstTable;
use crate::instr::{Label, Sequence};
use crate::name::Sym;
use crate::position::Loc;
use crate::scope::ScopeId;
use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;
use std::collections::BTreeSet;

pub type SymSet = IndexSet<Sym, FxBuildHasher>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    Comprehension,
    Annotations,
}

/// A construct around the current point that `return`, `break` and `continue` must undo.
#[derive(Clone, Copy, Debug)]
pub struct FrameBlock<'a> {
    pub kind: BlockKind<'a>,
    /// Where `continue` goes.
    pub start: Option<Label>,
    /// Where `break` goes.
    pub exit: Option<Label>,
    pub loc: Loc,
}

#[derive(Clone, Copy, Debug)]
pub enum BlockKind<'a> {
    WhileLoop,
    ForLoop,
    AsyncForLoop,
    TryExcept,
    FinallyTry(&'a [Stmt]),
    FinallyEnd,
    With,
    AsyncWith,
    /// With the name the exception is bound to.
    HandlerCleanup(Option<Sym>),
    PopValue,
    ExceptionHandler,
    ExceptionGroupHandler,
    AsyncComprehension,
    StopIteration,
}

/// Numbers of parameters.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arity {
    pub positional: u32,
    pub positional_only: u32,
    pub keyword_only: u32,
}

pub struct Unit<'a> {
    pub kind: UnitKind,
    pub scope: ScopeId,
    pub name: Sym,
    pub qualname: String,
    /// The class whose private names are mangled.
    pub private: Option<Sym>,
    pub arity: Arity,
    pub firstlineno: i32,
    pub consts: ConstTable,
    pub names: SymSet,
    pub varnames: SymSet,
    pub cellvars: SymSet,
    pub freevars: SymSet,
    /// Names that are fast locals outside functions, inside inlined comprehensions; true while
    /// they are.
    pub fast_hidden: IndexMap<Sym, bool, FxBuildHasher>,
    pub seq: Sequence,
    pub blocks: Vec<FrameBlock<'a>>,
    pub in_inlined_comp: u32,
    pub in_conditional_block: u32,
    /// Annotations of variables, with their number if they are conditional.
    pub deferred_annotations: Vec<(&'a ast::StmtAnnAssign, Option<u32>)>,
    pub conditional_annotations: u32,
    /// Attributes assigned through `self` in a class's methods.
    pub static_attributes: BTreeSet<String>,
}
