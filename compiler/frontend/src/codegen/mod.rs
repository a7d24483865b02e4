//! Tree to instructions: one sequence per code object, with labels and locations.
//!
//! Each family of syntax has its file; [`emit`] holds what they share. What is emitted here is
//! CPython's own instruction stream before optimisation (`Python/codegen.c` is the place to
//! compare), so that the later stages, doing what CPython's do, arrive at its bytes.

mod annotation;
mod assign;
mod call;
mod class;
mod compare;
mod comprehension;
mod control;
mod display;
mod emit;
mod except;
mod expr;
mod fstring;
mod function;
mod hint;
mod import;
mod inline;
mod name;
mod pattern;
mod percent;
mod stmt;
mod type_param;
mod unit;
mod unwind;
mod with;

pub use unit::{Arity, UnitKind};

use crate::ast::{self, Decorator, Expr};
use crate::constant::CodePool;
use crate::fault::{Result, Warnings};
use crate::future::Future;
use crate::name::{Names, Sym};
use crate::position::{Lines, Loc};
use crate::preprocess::docstring;
use crate::scope::Table;
use ruff_text_size::{Ranged, TextRange, TextSize};
use std::sync::Arc;
use taipan_abi::code::{CodeObject, Text};
use taipan_abi::source::SourceMode;
use unit::Unit;

/// What code is generated for.
pub struct Setting<'a> {
    pub text: &'a str,
    pub lines: &'a Lines,
    pub filename: &'a Text,
    pub future: &'a Future,
    pub mode: SourceMode,
    pub optimize: u8,
}

/// Generates, optimises and assembles the code object of a whole tree.
pub fn generate<'a>(
    module: &'a ast::Mod,
    table: Table,
    names: &mut Names,
    setting: &'a Setting<'a>,
    warnings: &mut Warnings,
) -> Result<Arc<CodeObject>> {
    let mut generator = Generator {
        setting,
        names,
        table,
        pool: CodePool::default(),
        warnings,
        units: Vec::new(),
        depth: 0,
        bare_generator: None,
    };
    generator.module(module)
}

pub struct Generator<'a, 'n> {
    setting: &'a Setting<'a>,
    names: &'n mut Names,
    table: Table,
    pool: CodePool,
    warnings: &'n mut Warnings,
    /// The code objects under construction, innermost last.
    units: Vec<Unit<'a>>,
    depth: u32,
    /// The call arguments that are one generator expression without parentheses of its own, and
    /// the range of the call's parentheses, which it takes for its location.
    bare_generator: Option<(*const Expr, TextRange)>,
}

impl<'a> Generator<'a, '_> {
    fn module(&mut self, module: &'a ast::Mod) -> Result<Arc<CodeObject>> {
        self.enter(Sym::MODULE_SCOPE, UnitKind::Module, Table::TOP, 1, None, Arity::default())?;
        match module {
            ast::Mod::Module(module) => {
                let dropped = self.setting.optimize >= 2
                    && self.setting.mode == SourceMode::Exec
                    && docstring(&module.body).is_some();
                let loc =
                    module.body.get(usize::from(dropped)).map_or(Loc::new(1, 1, 0, 0), |stmt| self.stmt_loc(stmt));
                if self.scope().has_conditional_annotations {
                    self.conditional_annotations_set(loc);
                }
                let interactive = self.setting.mode == SourceMode::Single;
                self.namespace_body(&module.body, loc, interactive)?;
                Ok(self.finish(true))
            }
            ast::Mod::Expression(expression) => {
                self.expr(&expression.body)?;
                Ok(self.finish(false))
            }
        }
    }
}

/// The range of a compound statement. It ends with its last token, which may be a semicolon.
pub fn compound_range(text: &str, range: TextRange) -> TextRange {
    let rest = &text.as_bytes()[range.end().to_usize()..];
    let blank = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\x0c')).count();
    if rest.get(blank) == Some(&b';') {
        let end = range.end() + TextSize::try_from(blank + 1).unwrap_or_default();
        return TextRange::new(range.start(), end);
    }
    range
}

/// The range of a function or class from its `def` or `class` on, decorators left out.
pub fn def_range(text: &str, range: TextRange, decorators: &[Decorator]) -> TextRange {
    let range = compound_range(text, range);
    let Some(last) = decorators.last() else {
        return range;
    };
    let bytes = text.as_bytes();
    let mut at = last.range().end().to_usize();
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\t' | b'\n' | b'\x0c' | b'\\') => at += 1,
            Some(b'#') => {
                at += bytes[at..].iter().position(|&b| b == b'\n').unwrap_or(bytes.len() - at);
            }
            _ => break,
        }
    }
    let start = TextSize::try_from(at).unwrap_or(range.end());
    TextRange::new(start.min(range.end()), range.end())
}
