//! Warnings about code that is probably a mistake.

use super::Generator;
use super::expr::is_constant;
use crate::ast::{self, CmpOp, Expr, Number};
use ruff_text_size::Ranged;

impl Generator<'_, '_> {
    /// `is` with a literal.
    pub(super) fn warn_compare(&mut self, node: &ast::ExprCompare) {
        let mut left = &*node.left;
        for (op, right) in node.ops.iter().zip(&node.comparators) {
            let (is, equals) = match op {
                CmpOp::Is => ("is", "=="),
                CmpOp::IsNot => ("is not", "!="),
                _ => {
                    left = right;
                    continue;
                }
            };
            let literal = if is_plain_literal(left) { Some(left) } else { is_plain_literal(right).then_some(right) };
            if let Some(name) = literal.and_then(type_name) {
                let loc = self.loc(node.range());
                self.warnings.syntax(format!("\"{is}\" with '{name}' literal. Did you mean \"{equals}\"?"), loc);
                return;
            }
            left = right;
        }
    }

    /// A call of a literal.
    pub(super) fn warn_caller(&mut self, func: &Expr) {
        let callable = matches!(func, Expr::Lambda(_));
        if let Some(name) = type_name(func).filter(|_| !callable) {
            let loc = self.expr_loc(func);
            self.warnings.syntax(format!("'{name}' object is not callable; perhaps you missed a comma?"), loc);
        }
    }

    /// A subscript of, or by, a literal that cannot be one.
    pub(super) fn warn_subscript(&mut self, node: &ast::ExprSubscript) {
        let value = &*node.value;
        let loc = self.expr_loc(value);
        let subscriptable = match value {
            Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_) | Expr::NumberLiteral(_) => false,
            Expr::BooleanLiteral(_) => false,
            Expr::Set(_) | Expr::SetComp(_) | Expr::Generator(_) | Expr::TString(_) | Expr::Lambda(_) => false,
            Expr::Name(_) => !is_constant(value),
            _ => true,
        };
        if !subscriptable {
            if let Some(name) = type_name(value) {
                self.warnings.syntax(format!("'{name}' object is not subscriptable; perhaps you missed a comma?"), loc);
            }
            return;
        }
        let is_sequence = matches!(
            value,
            Expr::StringLiteral(_)
                | Expr::BytesLiteral(_)
                | Expr::Tuple(_)
                | Expr::List(_)
                | Expr::ListComp(_)
                | Expr::FString(_)
        );
        if !is_sequence {
            return;
        }
        if let (Some(name), Some(index)) = (type_name(value), type_name(&node.slice))
            && !matches!(index, "int" | "bool" | "slice")
        {
            self.warnings.syntax(
                format!("{name} indices must be integers or slices, not {index}; perhaps you missed a comma?"),
                loc,
            );
        }
    }
}

/// A literal whose identity means nothing.
fn is_plain_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_constant),
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_) => true,
        _ => false,
    }
}

/// The type an expression certainly has.
fn type_name(expr: &Expr) -> Option<&'static str> {
    Some(match expr {
        Expr::Tuple(_) => "tuple",
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Generator(_) => "generator",
        Expr::Lambda(_) => "function",
        Expr::TString(_) => "string.templatelib.Template",
        Expr::FString(_) | Expr::StringLiteral(_) => "str",
        Expr::BytesLiteral(_) => "bytes",
        Expr::NumberLiteral(number) => match number.value {
            Number::Int(_) => "int",
            Number::Float(_) => "float",
            Number::Complex { .. } => "complex",
        },
        Expr::BooleanLiteral(_) => "bool",
        Expr::NoneLiteral(_) => "NoneType",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::Slice(_) => "slice",
        Expr::Name(_) if is_constant(expr) => "bool",
        _ => return None,
    })
}
