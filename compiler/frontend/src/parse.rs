//! Text to syntax tree. The only file that names the parser crate.
//!
//! Invariant: a tree that leaves this module came from text without syntax errors.

use ruff_python_parser::{Mode, ParseOptions, Parsed};
use ruff_text_size::TextRange;
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

/// Parses a module, or for [`SourceMode::Eval`] an expression.
pub fn parse(text: &str, mode: SourceMode) -> Result<ast::Mod, ParseFailure> {
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
    Ok(parsed.into_syntax())
}
