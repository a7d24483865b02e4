//! Source positions: byte offsets of the text to lines and columns.
//!
//! Columns of a [`Loc`] are bytes of UTF-8 from the line's start, as the line table stores them.

use ruff_text_size::TextRange;
use std::cell::Cell;

/// A range of source: 1-based lines, 0-based byte columns; -1 where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loc {
    pub line: i32,
    pub end_line: i32,
    pub col: i32,
    pub end_col: i32,
}

impl Loc {
    /// An instruction that belongs to no line.
    pub const NONE: Loc = Loc::new(-1, -1, -1, -1);
    /// An instruction that takes the location of the one assembled after it.
    pub const NEXT: Loc = Loc::new(-2, -2, -2, -2);

    pub const fn new(line: i32, end_line: i32, col: i32, end_col: i32) -> Loc {
        Loc { line, end_line, col, end_col }
    }

    /// The start of a line, with no width.
    pub const fn line_start(line: i32) -> Loc {
        Loc::new(line, line, 0, 0)
    }

    /// From the start of `self` to the end of `end`.
    pub fn to_end_of(self, end: Loc) -> Loc {
        Loc::new(self.line, end.end_line, self.col, end.end_col)
    }
}

/// Where the lines of a text start.
pub struct Lines {
    starts: Vec<u32>,
    /// The line found last: lookups mostly come in source order.
    recent: Cell<usize>,
}

impl Lines {
    pub fn new(text: &str) -> Lines {
        let mut starts = vec![0];
        for (at, byte) in text.bytes().enumerate() {
            if byte == b'\n' {
                starts.push(at as u32 + 1);
            }
        }
        Lines { starts, recent: Cell::new(0) }
    }

    /// The 0-based line that holds the offset.
    fn index(&self, offset: u32) -> usize {
        let recent = self.recent.get();
        let holds =
            |line: usize| self.starts[line] <= offset && self.starts.get(line + 1).is_none_or(|&next| offset < next);
        if holds(recent) {
            return recent;
        }
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        self.recent.set(line);
        line
    }

    /// The 1-based line and 0-based byte column of an offset.
    pub fn line_col(&self, offset: u32) -> (i32, i32) {
        let line = self.index(offset);
        (line as i32 + 1, (offset - self.starts[line]) as i32)
    }

    pub fn loc(&self, range: TextRange) -> Loc {
        let (line, col) = self.line_col(range.start().to_u32());
        let (end_line, end_col) = self.line_col(range.end().to_u32());
        Loc::new(line, end_line, col, end_col)
    }

    /// The byte range of a 1-based line, its line end included.
    pub fn line_range(&self, line: i32, text_len: usize) -> Option<std::ops::Range<usize>> {
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        let start = *self.starts.get(index)? as usize;
        let end = self.starts.get(index + 1).map_or(text_len, |&e| e as usize);
        Some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_lines_in_any_order() {
        let lines = Lines::new("ab\nc\n\nd");
        assert_eq!(lines.line_col(6), (4, 0));
        assert_eq!(lines.line_col(0), (1, 0));
        assert_eq!(lines.line_col(2), (1, 2));
        assert_eq!(lines.line_col(3), (2, 0));
        assert_eq!(lines.line_col(5), (3, 0));
        assert_eq!(lines.line_range(2, 7), Some(3..5));
    }
}
