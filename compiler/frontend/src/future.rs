//! `from __future__ import …`: which features a source turns on.

use crate::ast::{self, Stmt};
use crate::fault::{Fault, Result};
use crate::position::{Lines, Loc};
use ruff_text_size::Ranged;
use taipan_abi::opcodes::code_flags;

/// The features in force, and where the last statement that names one stands.
pub struct Future {
    /// `CO_FUTURE_*` bits.
    pub flags: u32,
    pub last: Loc,
}

impl Future {
    /// Annotations are stored as strings.
    pub fn annotations(&self) -> bool {
        self.flags & code_flags::FUTURE_ANNOTATIONS != 0
    }

    /// Reads the statements that may turn features on: those before any other but a docstring.
    pub fn of(body: &[Stmt], inherited: u32, lines: &Lines) -> Result<Future> {
        let mut future = Future { flags: inherited, last: Loc::NONE };
        let after_docstring = usize::from(crate::preprocess::docstring(body).is_some());
        for stmt in &body[after_docstring..] {
            let Stmt::ImportFrom(import) = stmt else {
                break;
            };
            if !is_future(import) {
                break;
            }
            for alias in &import.names {
                future.flags |= feature(alias, lines)?;
            }
            future.last = lines.loc(import.range());
        }
        Ok(future)
    }

    /// Checks that a statement met later is not a future statement out of place.
    pub fn check_position(&self, import: &ast::StmtImportFrom, lines: &Lines) -> Result {
        if !is_future(import) {
            return Ok(());
        }
        let loc = lines.loc(import.range());
        let late = loc.line > self.last.line || (loc.line == self.last.end_line && loc.col > self.last.end_col);
        if late {
            return Err(Fault::syntax("from __future__ imports must occur at the beginning of the file", loc));
        }
        Ok(())
    }
}

fn is_future(import: &ast::StmtImportFrom) -> bool {
    import.level == 0 && import.module.as_ref().is_some_and(|module| module.as_str() == "__future__")
}

fn feature(alias: &ast::Alias, lines: &Lines) -> Result<u32> {
    match alias.name.as_str() {
        "nested_scopes" | "generators" | "division" | "absolute_import" | "with_statement" | "print_function"
        | "unicode_literals" | "generator_stop" => Ok(0),
        "barry_as_FLUFL" => Ok(code_flags::FUTURE_BARRY_AS_BDFL),
        "annotations" => Ok(code_flags::FUTURE_ANNOTATIONS),
        "braces" => Err(Fault::syntax("not a chance", lines.loc(alias.range()))),
        unknown => Err(Fault::syntax(format!("future feature {unknown} is not defined"), lines.loc(alias.range()))),
    }
}
