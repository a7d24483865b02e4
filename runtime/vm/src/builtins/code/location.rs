//! Line tables and exception tables of code objects, in CPython 3.14's compact encodings
//! (`InternalDocs/code_objects.md`, `InternalDocs/exception_handling.md`).

use super::ExceptionEntry;

/// A source range; columns are byte offsets into the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Location {
    pub line: Option<u32>,
    pub end_line: Option<u32>,
    pub column: Option<u32>,
    pub end_column: Option<u32>,
}

/// Iterates over (first code unit, count, location).
pub struct Locations<'a> {
    bytes: &'a [u8],
    at: usize,
    line: i64,
    unit: usize,
}

impl<'a> Locations<'a> {
    pub fn new(bytes: &'a [u8], firstlineno: i32) -> Locations<'a> {
        Locations { bytes, at: 0, line: firstlineno as i64, unit: 0 }
    }

    fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte
    }

    fn varint(&mut self) -> u32 {
        let mut byte = self.byte();
        let mut value = (byte & 63) as u32;
        let mut shift = 0;
        while byte & 64 != 0 && shift < 24 {
            byte = self.byte();
            shift += 6;
            value |= ((byte & 63) as u32) << shift;
        }
        value
    }

    fn signed(&mut self) -> i64 {
        let value = self.varint();
        if value & 1 != 0 { -((value >> 1) as i64) } else { (value >> 1) as i64 }
    }

    /// The location of a code unit.
    pub fn at(self, unit: usize) -> Option<Location> {
        let mut entries = self;
        entries.find(|(first, count, _)| (*first..first + count).contains(&unit)).map(|(.., location)| location)
    }
}

impl Iterator for Locations<'_> {
    type Item = (usize, usize, Location);

    fn next(&mut self) -> Option<(usize, usize, Location)> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let head = self.byte();
        let code = head >> 3 & 15;
        let count = (head & 7) as usize + 1;
        let first = self.unit;
        self.unit += count;
        let line = |line: i64| u32::try_from(line).ok();
        let location = match code {
            15 => Location::default(),
            14 => {
                self.line += self.signed();
                let end = self.line + self.varint() as i64;
                let (column, end_column) = (self.varint(), self.varint());
                Location {
                    line: line(self.line),
                    end_line: line(end),
                    column: column.checked_sub(1),
                    end_column: end_column.checked_sub(1),
                }
            }
            13 => {
                self.line += self.signed();
                Location { line: line(self.line), end_line: line(self.line), ..Location::default() }
            }
            10..=12 => {
                self.line += code as i64 - 10;
                let (column, end_column) = (self.byte() as u32, self.byte() as u32);
                Location {
                    line: line(self.line),
                    end_line: line(self.line),
                    column: Some(column),
                    end_column: Some(end_column),
                }
            }
            _ => {
                let second = self.byte() as u32;
                let column = (code as u32) << 3 | second >> 4;
                Location {
                    line: line(self.line),
                    end_line: line(self.line),
                    column: Some(column),
                    end_column: Some(column + (second & 15)),
                }
            }
        };
        Some((first, count, location))
    }
}

/// Iterates over the rows of an exception table.
pub struct ExceptionTable {
    bytes: Vec<u8>,
    at: usize,
}

impl ExceptionTable {
    pub fn new(bytes: &[u8]) -> ExceptionTable {
        ExceptionTable { bytes: bytes.to_vec(), at: 0 }
    }

    fn varint(&mut self) -> usize {
        let mut value = 0usize;
        loop {
            let byte = self.bytes.get(self.at).copied().unwrap_or(0);
            self.at += 1;
            value = value << 6 | (byte & 63) as usize;
            if byte & 64 == 0 || self.at > self.bytes.len() {
                return value;
            }
        }
    }
}

impl Iterator for ExceptionTable {
    type Item = ExceptionEntry;

    fn next(&mut self) -> Option<ExceptionEntry> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let start = self.varint();
        let length = self.varint();
        let target = self.varint();
        let depth_and_lasti = self.varint();
        Some(ExceptionEntry {
            start,
            end: start + length,
            target,
            depth: depth_and_lasti >> 1,
            push_lasti: depth_and_lasti & 1 != 0,
        })
    }
}
