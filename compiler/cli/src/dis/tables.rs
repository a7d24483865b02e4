//! The line table and the exception table of a code object (CPython's `InternalDocs/code_objects.md` and
//! `InternalDocs/exception_handling.md`). Damaged tables end early; they never panic.

/// Where each line begins: byte offset and line, None where an instruction belongs to no line.
pub fn line_starts(table: &[u8], first_line: i32) -> Vec<(usize, Option<i32>)> {
    let mut starts: Vec<(usize, Option<i32>)> = Vec::new();
    let (mut offset, mut line, mut at) = (0, first_line, 0);
    while let Some(&head) = table.get(at) {
        at += 1;
        let known = match head >> 3 & 15 {
            15 => None,
            13 | 14 => {
                line = line.wrapping_add(signed(table, at));
                Some(line)
            }
            code @ 10..=12 => {
                line = line.wrapping_add(i32::from(code) - 10);
                Some(line)
            }
            _ => Some(line),
        };
        // Only the first byte of an entry has its high bit set.
        at += table[at..].iter().take_while(|&&byte| byte & 0x80 == 0).count();
        if starts.last().is_none_or(|&(_, last)| last != known) {
            starts.push((offset, known));
        }
        offset += 2 * (usize::from(head & 7) + 1);
    }
    starts
}

/// A number of the line table: six bits a byte, least significant first, the sign in its lowest bit.
fn signed(table: &[u8], mut at: usize) -> i32 {
    let (mut value, mut shift) = (0u32, 0);
    while let Some(&byte) = table.get(at) {
        value |= u32::from(byte & 63).checked_shl(shift).unwrap_or(0);
        if byte & 64 == 0 {
            break;
        }
        shift += 6;
        at += 1;
    }
    let magnitude = (value >> 1) as i32;
    if value & 1 == 1 { magnitude.wrapping_neg() } else { magnitude }
}

/// A row of the exception table, in byte offsets.
pub struct Handler {
    pub start: usize,
    pub end: usize,
    pub target: usize,
    pub depth: usize,
    pub keeps_lasti: bool,
}

pub fn handlers(table: &[u8]) -> Vec<Handler> {
    let mut bytes = table.iter().copied();
    let mut number = || -> Option<usize> {
        let mut value = 0usize;
        loop {
            let byte = bytes.next()?;
            value = value.wrapping_shl(6) | usize::from(byte & 63);
            if byte & 64 == 0 {
                return Some(value);
            }
        }
    };
    let mut handlers = Vec::new();
    while let (Some(start), Some(length), Some(target), Some(depth)) = (number(), number(), number(), number()) {
        handlers.push(Handler {
            start: start.wrapping_mul(2),
            end: start.wrapping_add(length).wrapping_mul(2),
            target: target.wrapping_mul(2),
            depth: depth >> 1,
            keeps_lasti: depth & 1 == 1,
        });
    }
    handlers
}
