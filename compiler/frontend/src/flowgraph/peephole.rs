//! Rewrites of few neighbouring instructions, and the compiler's own opcodes into real ones.

use super::blocks::{BlockId, Graph, Instr};
use super::fold::Folder;
use super::nops::{self, opcode_at};
use super::{jumps, swaps};
use crate::constant::{CodePool, ConstTable};
use crate::instr::Opcode;
use taipan_abi::opcodes::{Op, intrinsic1};

/// The bit of `COMPARE_OP` that asks for a bool.
const COMPARE_BOOL: u32 = 16;

pub fn run(graph: &mut Graph, consts: &mut ConstTable, pool: &CodePool) {
    let mut folder = Folder { graph, consts, pool };
    for id in folder.graph.order() {
        let mut at = 0;
        while at < folder.graph.block(id).instrs.len() {
            if !folder.rewrite(id, at) {
                at += 1;
            }
        }
        swaps::run(&mut folder.graph.block_mut(id).instrs);
    }
}

impl Folder<'_> {
    /// Rewrites at one instruction; tells whether to look at it again.
    fn rewrite(&mut self, id: BlockId, at: usize) -> bool {
        let instr = self.graph.block(id).instrs[at];
        let next = opcode_at(self.graph, id, at + 1);
        match instr.op {
            Opcode::Real(op) => match op {
                Op::BUILD_TUPLE => self.build_tuple(id, at, instr, next),
                Op::BUILD_LIST | Op::BUILD_SET => self.list_or_set(id, at, next),
                Op::POP_JUMP_IF_FALSE | Op::POP_JUMP_IF_TRUE | Op::POP_JUMP_IF_NONE | Op::POP_JUMP_IF_NOT_NONE => {
                    return self.thread_if(id, instr, instr.op, &[Opcode::Jump]);
                }
                Op::LIST_APPEND | Op::SET_ADD => {
                    let read_only = matches!(next, Opcode::Real(Op::GET_ITER | Op::CONTAINS_OP));
                    if instr.arg == 1 && read_only {
                        self.long_collection(id, at, false);
                    }
                }
                Op::CALL_INTRINSIC_1 => self.intrinsic(id, at, instr, next),
                Op::BINARY_OP => self.binary(id, at),
                Op::UNARY_INVERT | Op::UNARY_NEGATIVE => self.unary(id, at),
                Op::UNARY_NOT if !matches!(next, Opcode::Real(Op::TO_BOOL | Op::UNARY_NOT)) => {
                    self.unary(id, at);
                }
                _ => rewrite_pair(&mut self.graph.block_mut(id).instrs, at, op, next),
            },
            Opcode::JumpIfFalse => {
                return self.thread_short_circuit(id, instr, Opcode::JumpIfTrue);
            }
            Opcode::JumpIfTrue => {
                return self.thread_short_circuit(id, instr, Opcode::JumpIfFalse);
            }
            Opcode::Jump => {
                return self.thread_jump(id, instr, Opcode::Jump);
            }
            Opcode::JumpNoInterrupt => {
                return self.thread_jump(id, instr, Opcode::JumpNoInterrupt);
            }
            _ => {}
        }
        false
    }

    fn build_tuple(&mut self, id: BlockId, at: usize, instr: Instr, next: Opcode) {
        let instrs = &mut self.graph.block_mut(id).instrs;
        let unpacked = next == Opcode::Real(Op::UNPACK_SEQUENCE) && instrs[at + 1].arg == instr.arg;
        match instr.arg {
            1 if unpacked => {
                instrs[at].set_nop();
                instrs[at + 1].set_nop();
            }
            2 | 3 if unpacked => {
                instrs[at].set_nop();
                instrs[at + 1].op = Op::SWAP.into();
            }
            _ => self.tuple(id, at),
        }
    }

    fn intrinsic(&mut self, id: BlockId, at: usize, instr: Instr, next: Opcode) {
        match instr.arg {
            intrinsic1::LIST_TO_TUPLE => {
                self.long_collection(id, at, true);
                let instr = &mut self.graph.block_mut(id).instrs[at];
                if instr.is(Op::CALL_INTRINSIC_1) && next == Opcode::Real(Op::GET_ITER) {
                    instr.set_nop();
                }
            }
            intrinsic1::UNARY_POSITIVE => self.unary(id, at),
            _ => {}
        }
    }

    /// The first instruction where a jump goes.
    fn target_of(&self, instr: Instr) -> Option<Instr> {
        let target = instr.target?;
        self.graph.block(target).instrs.first().copied()
    }

    fn thread_if(&mut self, id: BlockId, instr: Instr, op: Opcode, through: &[Opcode]) -> bool {
        match self.target_of(instr) {
            Some(target) if through.contains(&target.op) => jumps::thread(self.graph, id, op, target),
            _ => false,
        }
    }

    fn thread_jump(&mut self, id: BlockId, instr: Instr, op: Opcode) -> bool {
        match self.target_of(instr) {
            Some(target) if target.op == Opcode::Jump => jumps::thread(self.graph, id, Opcode::Jump, target),
            Some(target) if target.op == Opcode::JumpNoInterrupt => jumps::thread(self.graph, id, op, target),
            _ => false,
        }
    }

    /// `a and b and c`: a jump to a test of the same value goes on, a jump to the opposite test
    /// goes past it.
    fn thread_short_circuit(&mut self, id: BlockId, instr: Instr, opposite: Opcode) -> bool {
        let Some(target) = self.target_of(instr) else {
            return false;
        };
        if target.op == opposite {
            let past = instr.target.and_then(|target| self.graph.next(target));
            if let Some(jump) = self.graph.block_mut(id).instrs.last_mut() {
                jump.target = past;
            }
            return true;
        }
        self.thread_if(id, instr, instr.op, &[Opcode::Jump, instr.op])
    }
}

fn rewrite_pair(instrs: &mut [Instr], at: usize, op: Op, next: Opcode) {
    let instr = instrs[at];
    match (op, next) {
        (Op::STORE_FAST, Opcode::Real(Op::STORE_FAST))
            if instrs[at + 1].arg == instr.arg && instrs[at + 1].loc.line == instr.loc.line =>
        {
            instrs[at].set(Op::POP_TOP, 0);
        }
        (Op::SWAP, _) if instr.arg == 1 => instrs[at].set_nop(),
        (Op::LOAD_GLOBAL, Opcode::Real(Op::PUSH_NULL)) if instr.arg & 1 == 0 => {
            instrs[at].arg |= 1;
            instrs[at + 1].set_nop();
        }
        (Op::COMPARE_OP, Opcode::Real(Op::TO_BOOL)) => {
            instrs[at].set_nop();
            instrs[at + 1].set(op, instr.arg | COMPARE_BOOL);
        }
        (Op::CONTAINS_OP | Op::IS_OP, Opcode::Real(Op::TO_BOOL)) => {
            instrs[at].set_nop();
            instrs[at + 1].set(op, instr.arg);
        }
        (Op::CONTAINS_OP | Op::IS_OP, Opcode::Real(Op::UNARY_NOT)) => {
            instrs[at].set_nop();
            instrs[at + 1].set(op, instr.arg ^ 1);
        }
        (Op::TO_BOOL, Opcode::Real(Op::TO_BOOL)) => instrs[at].set_nop(),
        (Op::UNARY_NOT, Opcode::Real(Op::TO_BOOL)) => {
            instrs[at].set_nop();
            instrs[at + 1].set(Op::UNARY_NOT, 0);
        }
        (Op::UNARY_NOT, Opcode::Real(Op::UNARY_NOT)) => {
            instrs[at].set_nop();
            instrs[at + 1].set_nop();
        }
        _ => {}
    }
}

/// Jumps that keep their value: a copy of it is tested and popped.
pub fn convert_conditional_jumps(graph: &mut Graph) {
    for id in graph.order() {
        let block = graph.block_mut(id);
        let Some(last) = block.instrs.last_mut() else {
            continue;
        };
        let op = match last.op {
            Opcode::JumpIfFalse => Op::POP_JUMP_IF_FALSE,
            Opcode::JumpIfTrue => Op::POP_JUMP_IF_TRUE,
            _ => continue,
        };
        last.op = op.into();
        let jump = *last;
        let at = block.instrs.len() - 1;
        let helper = |op, arg| Instr { except: jump.except, ..Instr::new(op, arg, jump.loc) };
        block.instrs.insert(at, helper(Op::TO_BOOL, 0));
        block.instrs.insert(at, helper(Op::COPY, 1));
    }
}

pub fn convert_pseudo_ops(graph: &mut Graph) {
    for id in graph.order() {
        for instr in &mut graph.block_mut(id).instrs {
            match instr.op {
                op if op.is_block_push() => {
                    instr.set_nop();
                    instr.target = None;
                }
                Opcode::LoadClosure => instr.op = Op::LOAD_FAST.into(),
                Opcode::StoreFastMaybeNull => instr.op = Op::STORE_FAST.into(),
                _ => {}
            }
        }
    }
    nops::remove_redundant_nops_and_jumps(graph);
}
