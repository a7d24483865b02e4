//! Bytecode as the builder wants it: decoded instructions, protected ranges, leaders, loops.

use rustc_hash::FxHashMap;
use taipan_abi::code::CodeObject;
use taipan_abi::opcodes::{JUMP, Op};
use taipan_abi::unit::{Refusal, RefusalReason};

/// One instruction, `EXTENDED_ARG` folded in.
#[derive(Clone, Copy, Debug)]
pub struct Instr {
    /// Where jumps lead: the first prefix, or the opcode itself.
    pub at: u32,
    /// The opcode's own code unit, by which feedback is keyed.
    pub unit: u32,
    pub op: Op,
    pub arg: u32,
    /// The code unit behind it and its caches.
    pub next: u32,
}

impl Instr {
    /// Where a jump leads.
    pub fn target(&self) -> Option<u32> {
        // The argument of END_ASYNC_FOR only says where its loop is.
        if self.op.flags() & JUMP == 0 || self.op == Op::END_ASYNC_FOR {
            return None;
        }
        match self.op {
            Op::JUMP_BACKWARD | Op::JUMP_BACKWARD_NO_INTERRUPT => self.next.checked_sub(self.arg),
            // The loop's END_FOR is skipped: it would pop the item that is not there.
            Op::FOR_ITER => Some(self.next + self.arg + 1),
            _ => Some(self.next + self.arg),
        }
    }

    /// Whether the instruction behind it is never reached from it.
    pub fn ends(&self) -> bool {
        matches!(
            self.op,
            Op::JUMP_BACKWARD
                | Op::JUMP_BACKWARD_NO_INTERRUPT
                | Op::JUMP_FORWARD
                | Op::RETURN_VALUE
                | Op::RAISE_VARARGS
                | Op::RERAISE
                | Op::INTERPRETER_EXIT
        )
    }
}

/// A row of the exception table, in code units.
#[derive(Clone, Copy, Debug)]
pub struct Protected {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    pub depth: u32,
    pub push_lasti: bool,
}

/// A code object taken apart.
pub struct Bytecode {
    pub instrs: Vec<Instr>,
    /// Index of the instruction at a code unit.
    index: FxHashMap<u32, usize>,
    pub protected: Vec<Protected>,
    /// Code units that start a block, rising.
    pub leaders: Vec<u32>,
    /// For loop headers: the end (code unit, not included) of all that can jump back into the loop.
    pub loops: FxHashMap<u32, u32>,
}

fn malformed(detail: impl Into<String>) -> Refusal {
    Refusal::new(RefusalReason::Malformed, detail)
}

impl Bytecode {
    pub fn new(code: &CodeObject) -> Result<Bytecode, Refusal> {
        let instrs = decode(&code.code)?;
        let index: FxHashMap<u32, usize> = instrs.iter().enumerate().map(|(i, instr)| (instr.at, i)).collect();
        let protected = exception_table(&code.exceptiontable).ok_or_else(|| malformed("exception table"))?;
        let mut this = Bytecode { instrs, index, protected, leaders: Vec::new(), loops: FxHashMap::default() };
        this.find_leaders()?;
        this.find_loops();
        Ok(this)
    }

    pub fn index_at(&self, unit: u32) -> Option<usize> {
        self.index.get(&unit).copied()
    }

    pub fn at(&self, unit: u32) -> Option<&Instr> {
        self.index_at(unit).map(|i| &self.instrs[i])
    }

    /// The handler that protects a code unit: the first row that does.
    pub fn handler(&self, unit: u32) -> Option<&Protected> {
        self.protected.iter().find(|p| p.start <= unit && unit < p.end)
    }

    fn find_leaders(&mut self) -> Result<(), Refusal> {
        let mut leaders: Vec<u32> = vec![0];
        for instr in &self.instrs {
            if let Some(target) = instr.target() {
                leaders.push(target);
            } else if instr.op.flags() & JUMP != 0 && instr.op != Op::END_ASYNC_FOR {
                return Err(malformed("jump in front of the code"));
            }
            let splits = instr.op.flags() & JUMP != 0 || instr.ends();
            if splits || matches!(instr.op, Op::YIELD_VALUE | Op::RETURN_GENERATOR) {
                leaders.push(instr.next);
            }
        }
        leaders.extend(self.protected.iter().map(|p| p.target));
        leaders.sort_unstable();
        leaders.dedup();
        let end = self.instrs.last().map_or(0, |i| i.next);
        leaders.retain(|&l| l < end);
        if let Some(bad) = leaders.iter().find(|l| self.index_at(**l).is_none()) {
            // A jump to an EXTENDED_ARG prefix means the instruction behind it.
            return Err(malformed(format!("jump into an instruction at {bad}")));
        }
        self.leaders = leaders;
        Ok(())
    }

    fn find_loops(&mut self) {
        let back: Vec<(u32, u32)> =
            self.instrs.iter().filter_map(|i| i.target().filter(|&t| t <= i.at).map(|t| (t, i.next))).collect();
        for &(header, end) in &back {
            let known = self.loops.entry(header).or_insert(end);
            *known = (*known).max(end);
        }
        // Code behind a loop that jumps back into its middle belongs to it: handlers that `continue`.
        let mut changed = true;
        while changed {
            changed = false;
            for (&header, end) in &mut self.loops {
                for &(target, next) in &back {
                    if target >= header && target < *end && next > *end {
                        *end = next;
                        changed = true;
                    }
                }
            }
        }
    }
}

fn decode(code: &[u8]) -> Result<Vec<Instr>, Refusal> {
    let count = (code.len() / 2) as u32;
    let mut out = Vec::new();
    let (mut at, mut extended) = (0u32, 0u32);
    let mut first = 0;
    while at < count {
        let number = code[2 * at as usize];
        let arg = extended << 8 | code[2 * at as usize + 1] as u32;
        let op = Op::from_number(number).ok_or_else(|| malformed(format!("opcode {number}")))?;
        if op == Op::EXTENDED_ARG {
            if extended == 0 {
                first = at;
            }
            extended = arg;
            at += 1;
            continue;
        }
        let next = at + 1 + op.caches() as u32;
        // Jumps lead to the prefix, so the prefix is the instruction's place.
        out.push(Instr { at: if extended != 0 { first } else { at }, unit: at, op, arg, next });
        extended = 0;
        at = next;
    }
    Ok(out)
}

/// Decodes the table: four numbers per row in groups of six bits, big end first; bit 6 continues, bit 7
/// starts a row (CPython: `Objects/exception_handling_notes.txt`).
fn exception_table(bytes: &[u8]) -> Option<Vec<Protected>> {
    let mut at = 0;
    let mut number = || -> Option<u32> {
        let mut byte = *bytes.get(at)?;
        let mut value = (byte & 63) as u32;
        at += 1;
        while byte & 64 != 0 {
            byte = *bytes.get(at)?;
            value = value << 6 | (byte & 63) as u32;
            at += 1;
        }
        Some(value)
    };
    let mut out = Vec::new();
    loop {
        let Some(start) = number() else { return Some(out) };
        let (length, target, last) = (number()?, number()?, number()?);
        out.push(Protected { start, end: start + length, target, depth: last >> 1, push_lasti: last & 1 != 0 });
    }
}
