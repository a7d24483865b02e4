//! Syntax errors in CPython's words. Runs only when the parser refused the text.

use crate::fault::Fault;
use crate::parse::ParseFailure;
use crate::position::Lines;

pub fn diagnose(failure: &ParseFailure, _text: &str, lines: &Lines) -> Box<Fault> {
    let _ = &failure.message;
    Fault::syntax("invalid syntax", lines.loc(failure.range))
}
