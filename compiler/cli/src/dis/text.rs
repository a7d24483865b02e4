//! The columns: line, label, offset, opcode, argument, what the argument means.

use std::collections::BTreeMap;

use taipan_abi::code::CodeObject;

use super::Style;
use super::arguments;
use super::decode::{self, Instruction};
use super::tables::{self, Handler};

/// Shown where instructions belong to no line.
const NO_LINE: &str = "  --";
const OPCODE_WIDTH: usize = 20;
const ARGUMENT_WIDTH: usize = 5;
/// Columns of offsets are at least wide enough for four digits.
const OFFSET_DIGITS: usize = 4;

/// One code object.
pub fn code(code: &CodeObject, style: Style) -> String {
    let instructions = decode::instructions(&code.code);
    let handlers = tables::handlers(&code.exceptiontable);
    let labels = decode::labels(&instructions, &handlers);
    let starts: BTreeMap<usize, Option<i32>> =
        tables::line_starts(&code.linetable, code.firstlineno).into_iter().collect();
    let columns = Columns {
        line: line_width(&starts),
        label: 4 + labels.len().to_string().len(),
        offset: if style.offsets { code.code.len().to_string().len().max(OFFSET_DIGITS) } else { 0 },
    };
    let mut out = String::new();
    for instruction in &instructions {
        let start = starts.get(&instruction.offset).copied();
        if columns.line > 0 && start.is_some() && instruction.offset > 0 {
            out.push('\n');
        }
        let meaning = arguments::describe(instruction, code, &labels);
        let label = labels.get(&instruction.offset).copied();
        let line = columns.row(instruction, start, label, &meaning);
        out.push_str(line.trim_end());
        out.push('\n');
    }
    exception_table(&handlers, &labels, &mut out);
    out
}

/// Wide enough for the greatest line; 0 if there are no lines.
fn line_width(starts: &BTreeMap<usize, Option<i32>>) -> usize {
    let greatest = starts.values().flatten().copied().filter(|&line| line != 0).max();
    let width = greatest.map_or(0, |line| line.to_string().len().max(3));
    let has_gap = starts.values().any(Option::is_none);
    if has_gap && width > 0 { width.max(NO_LINE.len()) } else { width }
}

/// Widths of the columns; 0: not shown.
struct Columns {
    line: usize,
    label: usize,
    offset: usize,
}

impl Columns {
    /// `start`: the line, if one starts here.
    fn row(
        &self,
        instruction: &Instruction,
        start: Option<Option<i32>>,
        label: Option<usize>,
        meaning: &str,
    ) -> String {
        let mut row = String::new();
        if self.line > 0 {
            let line = match start {
                Some(Some(line)) => line.to_string(),
                Some(None) => NO_LINE.to_owned(),
                None => String::new(),
            };
            row.push_str(&format!("{line:>width$} ", width = self.line));
        }
        let label = label.map_or(String::new(), |label| format!("L{label}:"));
        row.push_str(&format!("{label:>width$} ", width = self.label));
        if self.offset > 0 {
            row.push_str(&format!("{:>width$}   ", instruction.offset, width = self.offset));
        }
        let name = match instruction.op {
            Some(op) => op.name().to_owned(),
            None => format!("<{}>", instruction.number),
        };
        row.push_str(&format!("    {name:OPCODE_WIDTH$}"));
        if let Some(argument) = instruction.argument {
            // A long name takes its room from the argument's.
            let width = ARGUMENT_WIDTH.saturating_sub(name.len().saturating_sub(OPCODE_WIDTH));
            row.push_str(&format!(" {argument:>width$}"));
            if !meaning.is_empty() {
                row.push_str(&format!(" ({meaning})"));
            }
        }
        row
    }
}

fn exception_table(handlers: &[Handler], labels: &BTreeMap<usize, usize>, out: &mut String) {
    if handlers.is_empty() {
        return;
    }
    out.push_str("ExceptionTable:\n");
    for handler in handlers {
        let label = |offset: usize| labels.get(&offset).copied().unwrap_or_default();
        let lasti = if handler.keeps_lasti { " lasti" } else { "" };
        let (start, end, target) = (label(handler.start), label(handler.end), label(handler.target));
        out.push_str(&format!("  L{start} to L{end} -> L{target} [{}]{lasti}\n", handler.depth));
    }
}
