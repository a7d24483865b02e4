//! Facts about statements that are settled before symbols are collected: docstrings, and jumps
//! out of `finally` blocks, which deserve a warning (PEP 765).

use crate::ast::{self, Expr, Stmt};
use crate::fault::Warnings;
use crate::position::Lines;
use ruff_text_size::Ranged;

/// The docstring a body starts with.
pub fn docstring(body: &[Stmt]) -> Option<&ast::ExprStringLiteral> {
    match body.first()? {
        Stmt::Expr(statement) => match &*statement.value {
            Expr::StringLiteral(literal) => Some(literal),
            _ => None,
        },
        _ => None,
    }
}

/// Where a statement stands, as far as leaving a `finally` block goes.
#[derive(Clone, Copy, Default)]
struct Context {
    in_finally: bool,
    in_function: bool,
    in_loop: bool,
}

/// Warns about `return`, `break` and `continue` that leave a `finally` block.
pub fn warn_jumps_out_of_finally(body: &[Stmt], lines: &Lines, warnings: &mut Warnings) {
    Walk { lines, warnings }.body(body, Context::default());
}

struct Walk<'w> {
    lines: &'w Lines,
    warnings: &'w mut Warnings,
}

impl Walk<'_> {
    fn body(&mut self, body: &[Stmt], context: Context) {
        for stmt in body {
            match stmt {
                Stmt::Expr(_) | Stmt::Assign(_) => {}
                _ => stacker::maybe_grow(32 * 1024, 1024 * 1024, || self.stmt(stmt, context)),
            }
        }
    }

    fn stmt(&mut self, stmt: &Stmt, context: Context) {
        let in_loop = Context { in_loop: true, ..Context::default() };
        match stmt {
            Stmt::FunctionDef(def) => self.body(&def.body, Context { in_function: true, ..Context::default() }),
            Stmt::ClassDef(def) => self.body(&def.body, context),
            Stmt::Return(_) if context.in_finally && !context.in_function => {
                self.warn("return", stmt);
            }
            Stmt::Break(_) if context.in_finally && !context.in_loop => self.warn("break", stmt),
            Stmt::Continue(_) if context.in_finally && !context.in_loop => {
                self.warn("continue", stmt);
            }
            Stmt::For(node) => {
                self.body(&node.body, in_loop);
                self.body(&node.orelse, context);
            }
            Stmt::While(node) => {
                self.body(&node.body, in_loop);
                self.body(&node.orelse, context);
            }
            Stmt::If(node) => {
                self.body(&node.body, context);
                for clause in &node.elif_else_clauses {
                    self.body(&clause.body, context);
                }
            }
            Stmt::With(node) => self.body(&node.body, context),
            Stmt::Match(node) => {
                for case in &node.cases {
                    self.body(&case.body, context);
                }
            }
            Stmt::Try(node) => {
                self.body(&node.body, context);
                for ast::ExceptHandler::ExceptHandler(handler) in &node.handlers {
                    self.body(&handler.body, context);
                }
                self.body(&node.orelse, context);
                let in_finally = Context { in_finally: true, ..Context::default() };
                self.body(&node.finalbody, in_finally);
            }
            _ => {}
        }
    }

    fn warn(&mut self, keyword: &str, stmt: &Stmt) {
        let loc = self.lines.loc(stmt.range());
        self.warnings.syntax(format!("'{keyword}' in a 'finally' block"), loc);
    }
}
