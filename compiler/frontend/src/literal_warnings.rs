//! Warnings about literals: escapes that mean nothing, and numbers that touch a keyword.

use crate::fault::Warnings;
use crate::literal;
use crate::parse::{Literal, LiteralKind};
use crate::position::{Lines, Loc};
use ruff_text_size::{TextRange, TextSize};

pub fn warn(text: &str, literals: &[Literal], lines: &Lines, warnings: &mut Warnings) {
    for literal in literals {
        match literal.kind {
            LiteralKind::Number => touching_keyword(text, literal.range, lines, warnings),
            LiteralKind::Text { bytes, interpolated } => {
                escapes(text, literal.range, bytes, interpolated, lines, warnings);
            }
        }
    }
}

fn escapes(text: &str, range: TextRange, is_bytes: bool, interpolated: bool, lines: &Lines, warnings: &mut Warnings) {
    // The escape may be one of the brace that begins or ends a replacement field.
    let next = text.as_bytes().get(range.end().to_usize());
    let seen = if interpolated && matches!(next, Some(b'{' | b'}')) {
        TextRange::new(range.start(), range.end() + TextSize::new(1))
    } else {
        range
    };
    let Some(bad) = literal::bad_escape(text, seen, is_bytes) else {
        return;
    };
    let (mut line, _) = lines.line_col(bad.offset);
    if interpolated {
        // CPython counts from the line where the literal part ends.
        let (first, _) = lines.line_col(range.start().to_u32());
        let (last, _) = lines.line_col(range.end().to_u32());
        line += last - first;
    }
    warnings.syntax(bad.message, Loc::line_start(line));
}

fn touching_keyword(text: &str, range: TextRange, lines: &Lines, warnings: &mut Warnings) {
    let next = text.as_bytes().get(range.end().to_usize());
    if !next.is_some_and(u8::is_ascii_alphabetic) {
        return;
    }
    let number = text[range].as_bytes();
    let name = match (number.first(), number.get(1), number.last()) {
        (Some(b'0'), Some(b'x' | b'X'), _) => "hexadecimal",
        (Some(b'0'), Some(b'o' | b'O'), _) => "octal",
        (Some(b'0'), Some(b'b' | b'B'), _) => "binary",
        (_, _, Some(b'j' | b'J')) => "imaginary",
        _ => "decimal",
    };
    let (line, _) = lines.line_col(range.end().to_u32());
    warnings.syntax(format!("invalid {name} literal"), Loc::line_start(line));
}
