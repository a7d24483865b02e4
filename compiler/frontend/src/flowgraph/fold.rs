//! Constant folding inside a block, and the table of constants that remains.

use super::blocks::{BlockId, Graph};
use super::evaluate;
use crate::constant::{CodePool, ConstTable};
use crate::instr::Opcode;
use crate::number::{self, Number};
use crate::position::Loc;
use taipan_abi::code::Constant;
use taipan_abi::opcodes::{BinaryOp, Op};

/// Sequences longer than this are not folded.
const STACK_GUIDELINE: usize = 30;
/// Shorter displays of constants are built as they are.
const MIN_SEQUENCE: usize = 3;
/// Ints below this have an instruction of their own.
const SMALL_INTS: i64 = 256;

/// What folding needs.
pub struct Folder<'f> {
    pub graph: &'f mut Graph,
    pub consts: &'f mut ConstTable,
    pub pool: &'f CodePool,
}

impl Folder<'_> {
    /// The constant an instruction loads.
    pub fn value(&self, op: Opcode, arg: u32) -> Constant {
        if op == Opcode::Real(Op::LOAD_SMALL_INT) {
            return Constant::Int(i64::from(arg));
        }
        self.consts.values[arg as usize].clone()
    }

    pub fn add_const(&mut self, constant: Constant) -> u32 {
        self.consts.add(constant, self.pool)
    }

    /// Makes an instruction load a constant.
    fn set_load(&mut self, id: BlockId, at: usize, constant: Constant) {
        if let Some(small) = small_int(&constant) {
            self.graph.block_mut(id).instrs[at].set(Op::LOAD_SMALL_INT, small);
            return;
        }
        let index = self.add_const(constant);
        self.graph.block_mut(id).instrs[at].set(Op::LOAD_CONST, index);
    }

    /// The `count` instructions before `at` that load constants, in order, if all do.
    fn loads_before(&self, id: BlockId, at: usize, count: usize) -> Option<Vec<usize>> {
        let instrs = &self.graph.block(id).instrs;
        let mut found = Vec::with_capacity(count);
        let mut index = at;
        while found.len() < count {
            index = index.checked_sub(1)?;
            let instr = &instrs[index];
            if instr.is(Op::NOP) {
                continue;
            }
            if !instr.op.loads_const() {
                return None;
            }
            found.push(index);
        }
        found.reverse();
        Some(found)
    }

    fn values(&self, id: BlockId, at: &[usize]) -> Vec<Constant> {
        at.iter()
            .map(|&index| {
                let instr = self.graph.block(id).instrs[index];
                self.value(instr.op, instr.arg)
            })
            .collect()
    }

    fn nop_out(&mut self, id: BlockId, at: &[usize]) {
        for &index in at {
            let instr = &mut self.graph.block_mut(id).instrs[index];
            instr.set_nop();
            instr.loc = Loc::NONE;
        }
    }

    /// A tuple of constants.
    pub fn tuple(&mut self, id: BlockId, at: usize) {
        let size = self.graph.block(id).instrs[at].arg as usize;
        if size > STACK_GUIDELINE {
            return;
        }
        if let Some(loads) = self.loads_before(id, at, size) {
            let values = self.values(id, &loads);
            self.nop_out(id, &loads);
            self.set_load(id, at, Constant::Tuple(values));
        }
    }

    /// A collection of constants so long that it was built item by item, made a tuple (or, of a
    /// set, a frozenset) by the instruction at `at`; `expect_append` where that is not itself the
    /// last addition.
    pub fn long_collection(&mut self, id: BlockId, at: usize, mut expect_append: bool) {
        let is_set = self.graph.block(id).instrs[at].is(Op::SET_ADD);
        let (build, add) = if is_set { (Op::BUILD_SET, Op::SET_ADD) } else { (Op::BUILD_LIST, Op::LIST_APPEND) };
        let mut loads = Vec::new();
        let mut start = None;
        for index in (0..at).rev() {
            let instr = self.graph.block(id).instrs[index];
            if instr.is(Op::NOP) {
                continue;
            }
            if instr.is(build) && instr.arg == 0 {
                start = expect_append.then_some(index);
                break;
            }
            if expect_append {
                if !instr.is(add) || instr.arg != 1 {
                    return;
                }
            } else {
                if !instr.op.loads_const() {
                    return;
                }
                loads.push(index);
            }
            expect_append = !expect_append;
        }
        let Some(start) = start else { return };
        loads.reverse();
        let values = self.values(id, &loads);
        let replaced: Vec<usize> =
            (start..at).filter(|&index| !self.graph.block(id).instrs[index].is(Op::NOP)).collect();
        self.nop_out(id, &replaced);
        let instr = &mut self.graph.block_mut(id).instrs[at];
        if !instr.is(Op::CALL_INTRINSIC_1) {
            instr.loc = Loc::NONE;
        }
        let constant = if is_set { evaluate::frozenset(values) } else { Constant::Tuple(values) };
        self.set_load(id, at, constant);
    }

    /// A list or set display: a constant where it is only iterated or searched, else built from
    /// one constant.
    pub fn list_or_set(&mut self, id: BlockId, at: usize, next: Opcode) {
        let instr = self.graph.block(id).instrs[at];
        let is_set = instr.is(Op::BUILD_SET);
        let read_only = matches!(next, Opcode::Real(Op::GET_ITER | Op::CONTAINS_OP));
        let size = instr.arg as usize;
        if size > STACK_GUIDELINE || (size < MIN_SEQUENCE && !read_only) {
            return;
        }
        let Some(loads) = self.loads_before(id, at, size) else {
            if read_only && !is_set {
                self.graph.block_mut(id).instrs[at].set(Op::BUILD_TUPLE, instr.arg);
            }
            return;
        };
        let values = self.values(id, &loads);
        let constant = if is_set { evaluate::frozenset(values) } else { Constant::Tuple(values) };
        let index = self.add_const(constant);
        self.nop_out(id, &loads);
        let instrs = &mut self.graph.block_mut(id).instrs;
        if read_only {
            instrs[at].set(Op::LOAD_CONST, index);
            return;
        }
        instrs[at - 2].loc = instr.loc;
        instrs[at - 2].set(instr.op, 0);
        instrs[at - 1].set(Op::LOAD_CONST, index);
        let extend = if is_set { Op::SET_UPDATE } else { Op::LIST_EXTEND };
        instrs[at].set(extend, 1);
    }

    pub fn binary(&mut self, id: BlockId, at: usize) {
        let Some(loads) = self.loads_before(id, at, 2) else {
            return;
        };
        let arg = self.graph.block(id).instrs[at].arg;
        let Some(op) = BinaryOp::from_number(arg as u8) else {
            return;
        };
        let values = self.values(id, &loads);
        if let [left, right] = &values[..]
            && let Some(result) = evaluate::binary(op, left, right)
        {
            self.nop_out(id, &loads);
            self.set_load(id, at, result);
        }
    }

    pub fn unary(&mut self, id: BlockId, at: usize) {
        let Some(loads) = self.loads_before(id, at, 1) else {
            return;
        };
        let values = self.values(id, &loads);
        let Some(operand) = values.first() else {
            return;
        };
        let op = self.graph.block(id).instrs[at].op;
        let result = if op == Opcode::Real(Op::UNARY_NOT) {
            Some(if evaluate::is_true(operand) { Constant::False } else { Constant::True })
        } else {
            Number::of(operand)
                .and_then(|number| match op {
                    Opcode::Real(Op::UNARY_NEGATIVE) => number::negative(number),
                    Opcode::Real(Op::UNARY_INVERT) => number::invert(number),
                    _ => number::positive(number),
                })
                .map(Number::into_constant)
        };
        if let Some(result) = result {
            self.nop_out(id, &loads);
            self.set_load(id, at, result);
        }
    }
}

/// The value, if it is an int with an instruction of its own.
pub fn small_int(constant: &Constant) -> Option<u32> {
    match constant {
        Constant::Int(value) if (0..SMALL_INTS).contains(value) => Some(*value as u32),
        _ => None,
    }
}

/// Drops constants that no instruction loads; the first stays, for it may be the docstring.
pub fn remove_unused_consts(graph: &mut Graph, consts: &mut ConstTable) {
    let mut used = vec![false; consts.values.len()];
    if let Some(first) = used.first_mut() {
        *first = true;
    }
    for id in graph.order() {
        for instr in &graph.block(id).instrs {
            if instr.is(Op::LOAD_CONST) {
                used[instr.arg as usize] = true;
            }
        }
    }
    if used.iter().all(|&used| used) {
        return;
    }
    let moved = consts.retain(&used);
    for id in graph.order() {
        for instr in &mut graph.block_mut(id).instrs {
            if instr.is(Op::LOAD_CONST) {
                instr.arg = moved[instr.arg as usize];
            }
        }
    }
}
