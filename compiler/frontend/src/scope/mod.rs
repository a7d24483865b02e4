//! Symbol tables: which scope every name of the source belongs to.
//!
//! [`collect`] walks the tree once and records how each scope uses its names; [`analyze`] then
//! decides, from the module inwards, what is local, global, free or a cell, and which
//! comprehensions are inlined. CPython: `Python/symtable.c`.
//!
//! Invariant: after [`build`], every symbol of every scope has a [`Place`].

mod analyze;
mod collect;
mod collect_expr;
mod table;

pub use collect::{MAX_DEPTH, positional};
pub use table::{Flags, Place, Role, Scope, ScopeId, ScopeKind, Table};

use crate::ast;
use crate::fault::Result;
use crate::future::Future;
use crate::name::Names;
use crate::position::Lines;
use taipan_abi::source::SourceMode;

/// What the tables are built for.
pub struct Setting<'a> {
    pub lines: &'a Lines,
    pub text: &'a str,
    pub future: &'a Future,
    pub mode: SourceMode,
    /// Docstrings are dropped (`-OO`).
    pub drop_docstrings: bool,
}

/// Builds the tables of a whole tree.
pub fn build(module: &ast::Mod, names: &mut Names, setting: &Setting<'_>) -> Result<Table> {
    let mut table = collect::collect(module, names, setting)?;
    analyze::analyze(&mut table, names)?;
    Ok(table)
}
