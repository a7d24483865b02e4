//! Errors and warnings inside the frontend, and their conversion to the fields Python shows.
//!
//! Inside, places are [`Loc`]s with byte columns; outside, columns count characters from 1.

use crate::position::{Lines, Loc};
use taipan_abi::code::Text;
use taipan_abi::source::{FaultKind, SourceWarning, SyntaxFault};

/// Source that does not compile.
#[derive(Clone, Debug)]
pub struct Fault {
    pub kind: FaultKind,
    pub message: String,
    pub place: Place,
}

/// Where a fault is reported.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// A range that the parser names: its columns are shown in characters.
    Parsed(Loc, LineEnd),
    /// A range that a later stage names: its columns are shown in bytes, as in CPython, whose
    /// later stages read the line back from the file.
    Compiled(Loc),
    /// Nowhere: the fault is about the source as a whole.
    Nowhere,
}

/// Whether the line shown with a fault ends with a newline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    Newline,
    Bare,
}

pub type Result<T = ()> = std::result::Result<T, Box<Fault>>;

impl Fault {
    /// A fault found after parsing.
    pub fn syntax(message: impl Into<String>, loc: Loc) -> Box<Fault> {
        Box::new(Fault { kind: FaultKind::SyntaxError, message: message.into(), place: Place::Compiled(loc) })
    }

    /// A fault found while reading or parsing the text.
    pub fn parsed(kind: FaultKind, message: impl Into<String>, loc: Loc, line_end: LineEnd) -> Box<Fault> {
        Box::new(Fault { kind, message: message.into(), place: Place::Parsed(loc, line_end) })
    }

    pub fn nowhere(kind: FaultKind, message: impl Into<String>) -> Box<Fault> {
        Box::new(Fault { kind, message: message.into(), place: Place::Nowhere })
    }

    /// The fault as Python sees it. `named`: the source has a file name, so that its lines can be
    /// read back.
    pub fn into_syntax_fault(self, text: &str, lines: &Lines, named: bool) -> Box<SyntaxFault> {
        let mut fault = SyntaxFault {
            kind: self.kind,
            message: self.message,
            lineno: 0,
            offset: 0,
            end_lineno: 0,
            end_offset: 0,
            text: None,
        };
        let line = |line: i32| lines.line_range(line, text.len()).map(|range| &text[range]);
        match self.place {
            Place::Nowhere => {}
            Place::Parsed(loc, line_end) => {
                fault.lineno = loc.line.max(0) as u32;
                fault.end_lineno = loc.end_line.max(0) as u32;
                let Some(shown) = line(loc.line) else {
                    return Box::new(fault);
                };
                let bare = shown.trim_end_matches('\n');
                let ended = format!("{bare}\n");
                let measured = match line_end {
                    _ if named => shown,
                    LineEnd::Newline => &ended,
                    LineEnd::Bare => bare,
                };
                fault.offset = char_column(measured.as_bytes(), loc.col);
                fault.end_offset = char_column(measured.as_bytes(), loc.end_col);
                fault.text = Some(Text::from(match line_end {
                    LineEnd::Newline => &ended,
                    LineEnd::Bare => bare,
                }));
            }
            Place::Compiled(loc) => {
                fault.lineno = loc.line.max(0) as u32;
                fault.offset = (loc.col + 1).max(0) as u32;
                fault.end_lineno = loc.end_line.max(0) as u32;
                fault.end_offset = (loc.end_col + 1).max(0) as u32;
                if named {
                    fault.text = line(loc.line).map(Text::from);
                }
            }
        }
        Box::new(fault)
    }
}

/// The 1-based character column of a 0-based byte column, which is taken in the line where the
/// fault starts; -1 and -2 stand for the columns 0 and -1 that CPython shows for lack of an end.
fn char_column(line: &[u8], col: i32) -> u32 {
    let Ok(col) = usize::try_from(col) else {
        return (col + 1) as u32;
    };
    let shown = (col + 1).min(line.len() + 1);
    let whole = &line[..shown.min(line.len())];
    let chars = whole.iter().filter(|&&b| b & 0xC0 != 0x80).count();
    (chars + shown - whole.len()) as u32
}

/// The warnings of one compilation, in the order they are found.
#[derive(Default)]
pub struct Warnings {
    list: Vec<(Loc, SourceWarning)>,
    /// Positive while code that was already compiled once is compiled again.
    muted: u32,
}

impl Warnings {
    pub fn syntax(&mut self, message: String, loc: Loc) {
        if self.muted > 0 {
            return;
        }
        let warning = SourceWarning { category: "SyntaxWarning", message, lineno: loc.line.max(0) as u32 };
        self.list.push((loc, warning));
    }

    pub fn mute(&mut self) {
        self.muted += 1;
    }

    pub fn unmute(&mut self) {
        self.muted -= 1;
    }

    pub fn into_list(self) -> Vec<SourceWarning> {
        self.list.into_iter().map(|(_, warning)| warning).collect()
    }
}
