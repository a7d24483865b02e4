//! Text to syntax tree. The only file that names the parser crate.
//!
//! Invariant: a tree that leaves this module came from text without syntax errors.

use ruff_python_parser::{Mode, ParseOptions, Parsed};
use ast::str_prefix::AnyStringPrefix;
use ast::token::TokenKind;
use ast::{AnyStringFlags, StringFlags};
use ruff_text_size::{Ranged, TextRange};
use taipan_abi::source::SourceMode;

/// The syntax tree's types.
pub mod ast {
    pub use ruff_python_ast::*;
}

/// What the parser said against the text: its own message, and where.
pub struct ParseFailure {
    pub message: String,
    pub range: TextRange,
}

/// A literal that may call for a warning.
pub struct Literal {
    pub range: TextRange,
    pub kind: LiteralKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiteralKind {
    /// A number that something else than a blank or operator follows.
    Number,
    /// A string or a literal part of an f-string that holds a backslash.
    Text { bytes: bool, interpolated: bool },
}

/// More brackets or indentation levels than this are refused.
const MAX_BRACKETS: u32 = 200;
const MAX_INDENTS: u32 = 99;

/// Parses a module, or for [`SourceMode::Eval`] an expression.
pub fn parse(text: &str, mode: SourceMode) -> Result<(ast::Mod, Vec<Literal>), ParseFailure> {
    let mode = match mode {
        SourceMode::Exec | SourceMode::Single => Mode::Module,
        SourceMode::Eval => Mode::Expression,
    };
    let options = ParseOptions::from(mode).with_target_version(ast::PythonVersion::PY314);
    let parsed: Parsed<ast::Mod> = ruff_python_parser::parse_unchecked(text, options);
    if let Some(error) = parsed.errors().first() {
        return Err(ParseFailure {
            message: error.error.to_string(),
            range: error.location,
        });
    }
    if let Some(error) = parsed.unsupported_syntax_errors().first() {
        return Err(ParseFailure {
            message: error.to_string(),
            range: error.range,
        });
    }
    let literals = scan(text, parsed.tokens())?;
    Ok((parsed.into_syntax(), literals))
}

/// Finds what the tokens show and the tree does not.
fn scan(text: &str, tokens: &ast::token::Tokens) -> Result<Vec<Literal>, ParseFailure> {
    let mut literals = Vec::new();
    let (mut brackets, mut indents) = (0, 0);
    for token in tokens {
        let range = token.range();
        match token.kind() {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                brackets += 1;
                if brackets > MAX_BRACKETS {
                    return Err(ParseFailure {
                        message: "too many brackets".into(),
                        range,
                    });
                }
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => brackets -= 1,
            TokenKind::Indent => {
                indents += 1;
                if indents > MAX_INDENTS {
                    return Err(ParseFailure {
                        message: "too many indentation levels".into(),
                        range,
                    });
                }
            }
            TokenKind::Dedent => indents -= 1,
            TokenKind::Int | TokenKind::Float | TokenKind::Complex => {
                let next = text.as_bytes().get(range.end().to_usize());
                if next.is_some_and(u8::is_ascii_alphabetic) {
                    literals.push(Literal {
                        range,
                        kind: LiteralKind::Number,
                    });
                }
            }
            kind @ (TokenKind::String | TokenKind::FStringMiddle | TokenKind::TStringMiddle) => {
                let source = &text[range];
                let prefix = token.string_flags().map(AnyStringFlags::prefix);
                if source.contains('\\') && !prefix.is_some_and(AnyStringPrefix::is_raw) {
                    literals.push(Literal {
                        range,
                        kind: LiteralKind::Text {
                            bytes: matches!(prefix, Some(AnyStringPrefix::Bytes(_))),
                            interpolated: kind != TokenKind::String,
                        },
                    });
                }
            }
            _ => {}
        }
    }
    Ok(literals)
}
