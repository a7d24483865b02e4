//! Bytes to instructions, and the labels that jumps and handlers need.

use std::collections::{BTreeMap, BTreeSet};

use taipan_abi::opcodes::{self, Op};

use super::tables::Handler;

pub struct Instruction {
    /// In bytes.
    pub offset: usize,
    /// None: a number that is no opcode.
    pub op: Option<Op>,
    pub number: u8,
    /// None where the opcode has none. An `EXTENDED_ARG` has what it adds.
    pub argument: Option<u32>,
}

impl Instruction {
    /// Where the jump goes, in bytes.
    pub fn target(&self) -> Option<usize> {
        let op = self.op.filter(|op| op.flags() & opcodes::JUMP != 0)?;
        let distance = 2 * self.argument? as usize;
        let next = self.offset + 2 * (1 + op.caches());
        match op {
            Op::JUMP_BACKWARD | Op::JUMP_BACKWARD_NO_INTERRUPT | Op::END_ASYNC_FOR => next.checked_sub(distance),
            _ => Some(next + distance),
        }
    }
}

pub fn instructions(code: &[u8]) -> Vec<Instruction> {
    let mut found = Vec::new();
    let (mut offset, mut extended) = (0, 0u32);
    while let Some(&[number, low]) = code.get(offset..offset + 2).and_then(|unit| unit.first_chunk::<2>()) {
        let op = Op::from_number(number);
        let has_argument = op.is_some_and(|op| op.flags() & opcodes::ARG != 0);
        let argument = extended | u32::from(low);
        extended = if op == Some(Op::EXTENDED_ARG) { argument << 8 } else { 0 };
        found.push(Instruction { offset, op, number, argument: has_argument.then_some(argument) });
        offset += 2 * (1 + op.map_or(0, Op::caches));
    }
    found
}

/// Numbers for the places that jumps and handlers name, from 1 on in the order of their offsets.
pub fn labels(instructions: &[Instruction], handlers: &[Handler]) -> BTreeMap<usize, usize> {
    let mut places: BTreeSet<usize> = instructions.iter().filter_map(Instruction::target).collect();
    places.extend(handlers.iter().flat_map(|handler| [handler.start, handler.end, handler.target]));
    places.into_iter().zip(1..).collect()
}
