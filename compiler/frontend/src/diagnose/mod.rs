//! Syntax errors in CPython's words. Runs only when the parser refused the text.
//!
//! A second, diagnosing grammar reads the tokens again. It builds no tree and accepts nothing the
//! parser refused: where it finds no fault, the fault is the parser's.

mod atom;
mod call;
mod compound;
mod digits;
mod escape;
mod expression;
mod parameter;
mod parser;
mod pattern;
mod quoted;
mod statement;
mod target;
mod token;

use crate::fault::{Fault, LineEnd};
use crate::parse::ParseFailure;
use crate::position::{Lines, Loc};
use parser::Parser;
use std::borrow::Cow;
use taipan_abi::source::{FaultKind, SourceMode};
use token::{Ending, Kind, Tokens, Weight, never_closed, tokenize};

/// The fault of a text that the parser refused.
pub fn diagnose(
    failure: &ParseFailure,
    text: &str,
    lines: &Lines,
    mode: SourceMode,
    allow_incomplete: bool,
) -> Box<Fault> {
    let (text, ending) = ended(text, mode);
    let tokens = tokenize(&text, ending);
    find(&tokens, mode, allow_incomplete).unwrap_or_else(|| {
        Fault::parsed(FaultKind::SyntaxError, "invalid syntax", lines.loc(failure.range), LineEnd::Newline)
    })
}

/// The text with a newline at its end, and where that came from.
fn ended(text: &str, mode: SourceMode) -> (Cow<'_, str>, Ending) {
    let single = mode == SourceMode::Single;
    let ending = match (single, text.ends_with('\n')) {
        (true, true) => Ending::Interactive,
        (true, false) => Ending::Open,
        (false, true) => Ending::Written,
        (false, false) => Ending::Added,
    };
    match ending {
        Ending::Interactive | Ending::Written => (Cow::Borrowed(text), ending),
        Ending::Open | Ending::Added => (Cow::Owned(format!("{text}\n")), ending),
    }
}

/// What makes a text no single interactive statement. The parser does not know that rule: it is
/// asked only afterwards.
pub fn check_single(text: &str, lines: &Lines, allow_incomplete: bool) -> Option<Box<Fault>> {
    if text.is_empty() {
        let mut fault = Fault::nowhere(FaultKind::SyntaxError, "invalid syntax");
        if allow_incomplete {
            fault = incomplete();
        }
        return Some(fault);
    }
    let (ended, ending) = ended(text, SourceMode::Single);
    let tokens = tokenize(&ended, ending);
    let mut plain = Parser::new(&tokens, false);
    if plain.single().is_none() || plain.raised.is_some() {
        return find(&tokens, SourceMode::Single, allow_incomplete);
    }
    let last = tokens.list[plain.fill.checked_sub(1)?];
    let line = lines.line_range(last.cursor.0, text.len())?;
    let rest = text.get(line.start + last.cursor.1 as usize..)?;
    let blank = rest.lines().map(str::trim_start).all(|line| line.is_empty() || line.starts_with('#'));
    (!blank).then(|| {
        plain.raise_here::<()>("multiple statements found while compiling a single statement");
        plain.raised.take()
    })?
}

fn incomplete() -> Box<Fault> {
    Fault::nowhere(FaultKind::IncompleteInput, "incomplete input")
}

fn start(parser: &mut Parser<'_, '_>, mode: SourceMode) -> Option<()> {
    match mode {
        SourceMode::Exec => parser.file(),
        SourceMode::Single => parser.single(),
        SourceMode::Eval => parser.eval(),
    }
}

fn find(tokens: &Tokens<'_>, mode: SourceMode, allow_incomplete: bool) -> Option<Box<Fault>> {
    let mut plain = Parser::new(tokens, false);
    if start(&mut plain, mode).is_some() && plain.raised.is_none() {
        return None;
    }
    if allow_incomplete && ends_too_early(&plain) {
        return Some(incomplete());
    }
    if plain.raised.is_some() {
        let fault = plain.raised.take();
        return if plain.stopped { fault } else { later_fault(tokens, plain.fill).or(fault) };
    }
    let last = plain.fill.checked_sub(1)?;
    let mut strict = Parser::new(tokens, true);
    start(&mut strict, mode);
    if strict.raised.is_some() {
        let fault = strict.raised.take();
        return if strict.stopped { fault } else { later_fault(tokens, strict.fill).or(fault) };
    }
    let token = tokens.list[last];
    let fill = strict.fill.max(1);
    let cursor = tokens.list[fill - 1].cursor;
    let indentation = match token.kind {
        Kind::Indent => Some("unexpected indent"),
        Kind::Dedent => Some("unexpected unindent"),
        _ => None,
    };
    if let Some(message) = indentation {
        let loc = Loc::new(token.loc.line, token.loc.line, cursor.1 - 1, -2);
        return Some(Fault::parsed(FaultKind::IndentationError, message, loc, LineEnd::Newline));
    }
    let generic = Fault::parsed(
        FaultKind::SyntaxError,
        "invalid syntax",
        token.loc,
        if token.loc.line < cursor.0 { LineEnd::Bare } else { LineEnd::Newline },
    );
    Some(later_fault(tokens, fill).unwrap_or(generic))
}

/// A fault of the tokenizer further on, which counts for more than one of the grammar.
fn later_fault(tokens: &Tokens<'_>, fill: usize) -> Option<Box<Fault>> {
    let stop = tokens.stop.as_ref()?;
    match stop.weight {
        Weight::Overrides => return Some(stop.fault.clone()),
        Weight::Silent => return None,
        Weight::Yields => {}
    }
    let line = tokens.list.get(fill.checked_sub(1)?)?.loc.line;
    let bracket = tokens.unclosed?;
    (line > bracket.line).then(|| never_closed(bracket, tokens.last_line))
}

/// Whether more text could still make the source valid.
fn ends_too_early(plain: &Parser<'_, '_>) -> bool {
    if plain.stopped {
        return plain.tokens.stop.as_ref().is_some_and(|stop| stop.incomplete);
    }
    plain.raised.is_none() && plain.fill > plain.tokens.ending
}
