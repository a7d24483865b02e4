//! The hook through which the runtime asks for source to be compiled (`compile`, `eval`, `exec`,
//! imports). The frontend implements it; an executable without `eval` need not link it.

use crate::code::{CodeObject, Text};

/// What the source is compiled as: the `mode` of `compile()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceMode {
    /// A module: a sequence of statements.
    Exec,
    /// One expression.
    Eval,
    /// One interactive statement, whose expression value is printed.
    Single,
}

/// The source text.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// Undecoded bytes: BOM and coding cookie (PEP 263) apply.
    Bytes(&'a [u8]),
    /// Decoded text, UTF-8 with lone surrogates as three bytes; a cookie is ignored.
    Text(&'a [u8]),
}

/// A request to compile one piece of source.
#[derive(Clone, Copy, Debug)]
pub struct SourceRequest<'a> {
    pub source: Source<'a>,
    /// `co_filename`.
    pub filename: &'a Text,
    pub mode: SourceMode,
    /// `__future__` bits inherited from the caller, as in [`crate::opcodes::code_flags`].
    pub future_flags: u32,
    /// 0: keep asserts and docstrings, 1: drop asserts (`-O`), 2: drop docstrings too (`-OO`).
    pub optimize: u8,
    /// The interactive prompt's flag: input that is merely incomplete raises `_IncompleteInputError`.
    pub allow_incomplete_input: bool,
}

/// The exception class a fault is raised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    SyntaxError,
    IndentationError,
    TabError,
    IncompleteInput,
    ValueError,
    OverflowError,
    MemoryError,
    RecursionError,
}

/// Source that does not compile: the fields of CPython's `SyntaxError`.
#[derive(Clone, Debug)]
pub struct SyntaxFault {
    pub kind: FaultKind,
    pub message: String,
    /// 1-based line; 0 where CPython gives None.
    pub lineno: u32,
    /// 1-based column, in characters.
    pub offset: u32,
    pub end_lineno: u32,
    /// 1-based; `u32::MAX` stands for the -1 that CPython shows with some indentation errors.
    pub end_offset: u32,
    /// The source line with its line end, where CPython gives one.
    pub text: Option<Text>,
}

/// A `SyntaxWarning` (or `DeprecationWarning`) found while compiling.
#[derive(Clone, Debug)]
pub struct SourceWarning {
    /// The category's name.
    pub category: &'static str,
    pub message: String,
    pub lineno: u32,
}

/// Compiled source and what there was to warn about.
#[derive(Clone, Debug)]
pub struct CompiledSource {
    pub code: CodeObject,
    pub warnings: Vec<SourceWarning>,
}

/// What a traceback marks in a piece of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpressionKind {
    /// The operator is looked for from `inner_end` on, before `right_start`.
    Binary { right_start: usize },
    /// From the bracket behind `inner_end` to the end.
    Subscript,
    /// From the parenthesis behind `inner_end` to the end.
    Call,
}

/// The outermost expression of a piece of source; positions are byte offsets into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpressionShape {
    pub kind: ExpressionKind,
    /// Where the left operand, the container or the callable ends.
    pub inner_end: usize,
    pub end: usize,
}

/// Compiles source to a code object.
pub trait SourceCompiler: Send + Sync {
    /// Compiles the request; never panics, whatever the source holds.
    fn compile(&self, request: &SourceRequest<'_>) -> Result<CompiledSource, Box<SyntaxFault>>;

    /// The outermost expression of a segment of source, for the marks below traceback lines. None
    /// where it is none of [`ExpressionKind`]'s or does not parse.
    fn expression_shape(&self, _segment: &str) -> Option<ExpressionShape> {
        None
    }

    /// The byte range of the call that a statement assigns or, if the callee is a plain name, returns.
    fn statement_call(&self, _lines: &str) -> Option<(usize, usize)> {
        None
    }
}
