//! `'…' % (…)` with a constant format: compiled as an f-string where both mean the same.

use super::Generator;
use super::fstring::{Conversion, Field, Piece, Spec};
use crate::ast::{self, Expr, Operator};
use crate::literal::string_value;
use crate::position::Loc;

/// Widths and precisions of more digits are left to run time.
const MAX_DIGITS: usize = 3;

impl<'a> Generator<'a, '_> {
    pub(super) fn percent_format(&self, node: &'a ast::ExprBinOp) -> Option<Vec<Piece<'a>>> {
        let (Operator::Mod, Expr::StringLiteral(format), Expr::Tuple(values)) = (node.op, &*node.left, &*node.right)
        else {
            return None;
        };
        if values.elts.iter().any(Expr::is_starred_expr) {
            return None;
        }
        let format = string_value(self.setting.text, format);
        let mut rest = format.as_wtf8();
        let mut values = values.elts.iter();
        let mut pieces = Vec::new();
        loop {
            let literal = take_literal(&mut rest);
            if !literal.is_empty() {
                pieces.push(Piece::Literal(literal, Loc::NONE));
            }
            if rest.is_empty() {
                break;
            }
            let value = values.next()?;
            rest = &rest[1..];
            let (conversion, spec) = take_format(&mut rest)?;
            pieces.push(Piece::Field(Field { value, conversion, spec, loc: self.expr_loc(value) }));
        }
        values.next().is_none().then_some(pieces)
    }
}

/// Text up to a format unit; `%%` stands for `%`.
fn take_literal(rest: &mut &[u8]) -> Vec<u8> {
    let mut literal = Vec::new();
    loop {
        match rest {
            [b'%', b'%', tail @ ..] => {
                literal.push(b'%');
                *rest = tail;
            }
            [b'%', ..] | [] => return literal,
            [byte, tail @ ..] => {
                literal.push(*byte);
                *rest = tail;
            }
        }
    }
}

/// A format unit after its `%`: flags, width, precision and a conversion to text.
fn take_format(rest: &mut &[u8]) -> Option<(Conversion, Spec<'static>)> {
    let mut left_adjusted = false;
    while let Some(flag) = rest.first().filter(|b| b"-+ #0".contains(b)) {
        left_adjusted |= *flag == b'-';
        *rest = &rest[1..];
    }
    let width = take_digits(rest)?;
    let mut precision = None;
    if rest.first() == Some(&b'.') {
        *rest = &rest[1..];
        precision = Some(take_digits(rest)?.unwrap_or(0));
    }
    let conversion = match rest.first()? {
        b's' => Conversion::Str,
        b'r' => Conversion::Repr,
        b'a' => Conversion::Ascii,
        _ => return None,
    };
    *rest = &rest[1..];
    let mut spec = String::new();
    if let Some(width) = width {
        if !left_adjusted && width > 0 {
            spec.push('>');
        }
        spec.push_str(&width.to_string());
    }
    if let Some(precision) = precision {
        spec.push_str(&format!(".{precision}"));
    }
    let spec = if spec.is_empty() { Spec::None } else { Spec::Text(spec) };
    Some((conversion, spec))
}

/// A number, if there is one; `None` outside where it has too many digits.
fn take_digits(rest: &mut &[u8]) -> Option<Option<u32>> {
    let count = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    if count == 0 {
        return Some(None);
    }
    if count >= MAX_DIGITS {
        return None;
    }
    let (digits, tail) = rest.split_at(count);
    *rest = tail;
    let value = digits.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
    Some(Some(value))
}
