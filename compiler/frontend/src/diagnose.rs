//! Syntax errors in CPython's words. Runs only when the parser refused the text.

use crate::fault::{Fault, LineEnd};
use crate::parse::ParseFailure;
use crate::position::Lines;
use taipan_abi::source::FaultKind;

pub fn diagnose(failure: &ParseFailure, _text: &str, lines: &Lines) -> Box<Fault> {
    let _ = &failure.message;
    let loc = lines.loc(failure.range);
    Fault::parsed(FaultKind::SyntaxError, "invalid syntax", loc, LineEnd::Newline)
}
