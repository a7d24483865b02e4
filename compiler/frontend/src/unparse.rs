//! Expressions back to text, for annotations that are stored as strings (PEP 563).

use crate::ast::Expr;
use ruff_text_size::Ranged;

/// The expression as text (WTF-8).
pub fn unparse(expr: &Expr, text: &str) -> Vec<u8> {
    text[expr.range()].as_bytes().to_vec()
}

/// Python's `repr` of a constant.
pub fn repr(constant: &taipan_abi::code::Constant) -> String {
    format!("{constant:?}")
}
