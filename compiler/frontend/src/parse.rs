//! Text to syntax tree. The only file that names the parser crate.
//!
//! Invariant: a tree that leaves this module came from text without syntax errors.

use ast::str_prefix::AnyStringPrefix;
use ast::token::TokenKind;
use ast::{AnyStringFlags, StringFlags};
use ruff_python_parser::{Mode, ParseOptions, Parsed};
use ruff_text_size::{Ranged, TextRange};
use taipan_abi::source::SourceMode;

/// The syntax tree's types.
pub mod ast {
    pub use ruff_python_ast::*;
}

/// Where the parser met something it cannot read.
pub struct ParseFailure {
    pub range: TextRange,
}

/// A syntax tree. Dropping it recurs as deep as the tree is, on a stack that holds that.
pub struct Tree {
    module: Option<ast::Mod>,
    depth: usize,
}

/// What dropping one level of a tree takes of the stack, at most.
const DROP_FRAME: usize = if cfg!(debug_assertions) { 1024 } else { 256 };

impl Tree {
    pub fn module(&self) -> &ast::Mod {
        match &self.module {
            Some(module) => module,
            None => unreachable!("a tree keeps its module until it is dropped"),
        }
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let module = self.module.take();
        on_stack_for(self.depth, || drop(module));
    }
}

fn on_stack_for<T>(depth: usize, run: impl FnOnce() -> T) -> T {
    let need = depth * DROP_FRAME + 64 * 1024;
    stacker::maybe_grow(need, need, run)
}

/// More than the depth of any tree with these tokens: no tree is deeper than its longest logical
/// line has tokens, but for the blocks around it.
fn depth_bound(tokens: &ast::token::Tokens) -> usize {
    let (mut longest, mut current) = (0, 0);
    for token in tokens {
        current += 1;
        if token.kind() == TokenKind::Newline {
            longest = longest.max(current);
            current = 0;
        }
    }
    longest.max(current) + 1000
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
pub fn parse(text: &str, mode: SourceMode) -> Result<(Tree, Vec<Literal>), ParseFailure> {
    let mode = match mode {
        SourceMode::Exec | SourceMode::Single => Mode::Module,
        SourceMode::Eval => Mode::Expression,
    };
    let options = ParseOptions::from(mode).with_target_version(ast::PythonVersion::PY314);
    let parsed: Parsed<ast::Mod> = ruff_python_parser::parse_unchecked(text, options);
    let failure = first_failure(&parsed);
    let literals = match failure {
        Some(failure) => Err(failure),
        None => scan(text, parsed.tokens()),
    };
    let depth = depth_bound(parsed.tokens());
    let tree = Tree { module: Some(parsed.into_syntax()), depth };
    literals.map(|literals| (tree, literals))
}

fn first_failure(parsed: &Parsed<ast::Mod>) -> Option<ParseFailure> {
    if let Some(error) = parsed.errors().first() {
        return Some(ParseFailure { range: error.location });
    }
    let error = parsed.unsupported_syntax_errors().first()?;
    Some(ParseFailure { range: error.range })
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
                    return Err(ParseFailure { range });
                }
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => brackets -= 1,
            TokenKind::Indent => {
                indents += 1;
                if indents > MAX_INDENTS {
                    return Err(ParseFailure { range });
                }
            }
            TokenKind::Dedent => indents -= 1,
            TokenKind::Int | TokenKind::Float | TokenKind::Complex => {
                let next = text.as_bytes().get(range.end().to_usize());
                if next.is_some_and(u8::is_ascii_alphabetic) {
                    literals.push(Literal { range, kind: LiteralKind::Number });
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
