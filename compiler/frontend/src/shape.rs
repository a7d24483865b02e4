//! The outline of small pieces of source, for the marks below traceback lines. It compiles nothing.

use crate::parse::{self, ast};
use ast::{Expr, Mod, Stmt};
use ruff_text_size::Ranged;
use taipan_abi::source::{ExpressionKind, ExpressionShape, SourceMode};

/// What is put in front of a segment, so that it parses over several lines.
const OPENING: &str = "(\n";

/// See [`taipan_abi::source::SourceCompiler::expression_shape`].
pub fn expression(segment: &str) -> Option<ExpressionShape> {
    let (tree, _) = parse::parse(&format!("{OPENING}{segment}\n)"), SourceMode::Exec).ok()?;
    let Mod::Module(module) = tree.module() else { return None };
    let [Stmt::Expr(statement)] = module.body.as_slice() else { return None };
    let offset = |at: ruff_text_size::TextSize| usize::from(at).saturating_sub(OPENING.len());
    let expression = &*statement.value;
    let (kind, inner) = match expression {
        Expr::BinOp(binary) => (ExpressionKind::Binary { right_start: offset(binary.right.start()) }, &*binary.left),
        Expr::Subscript(subscript) => (ExpressionKind::Subscript, &*subscript.value),
        Expr::Call(call) => (ExpressionKind::Call, &*call.func),
        _ => return None,
    };
    Some(ExpressionShape { kind, inner_end: offset(inner.end()), end: offset(expression.end()) })
}

/// See [`taipan_abi::source::SourceCompiler::statement_call`].
pub fn statement_call(lines: &str) -> Option<(usize, usize)> {
    let (tree, _) = parse::parse(lines, SourceMode::Exec).ok()?;
    let Mod::Module(module) = tree.module() else { return None };
    let call = match module.body.first()? {
        Stmt::Return(statement) => match statement.value.as_deref()? {
            Expr::Call(call) if call.func.is_name_expr() => call,
            _ => return None,
        },
        Stmt::Assign(statement) => match &*statement.value {
            Expr::Call(call) => call,
            _ => return None,
        },
        _ => return None,
    };
    Some((call.start().into(), call.end().into()))
}
