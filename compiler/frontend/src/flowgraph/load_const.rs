//! Constants met by what follows them: small ints, known conditions, comparisons with None.

use super::blocks::{BlockId, Graph};
use super::evaluate;
use super::fold::{Folder, small_int};
use super::nops::opcode_at;
use crate::constant::{CodePool, ConstTable};
use crate::instr::Opcode;
use taipan_abi::code::Constant;
use taipan_abi::opcodes::Op;

pub fn run(graph: &mut Graph, consts: &mut ConstTable, pool: &CodePool) {
    let mut folder = Folder { graph, consts, pool };
    for id in folder.graph.order() {
        folder.load_consts(id);
    }
}

impl Folder<'_> {
    fn load_consts(&mut self, id: BlockId) {
        let mut known = (Opcode::Real(Op::CACHE), 0);
        for at in 0..self.graph.block(id).instrs.len() {
            let mut instr = self.graph.block(id).instrs[at];
            if instr.is(Op::LOAD_CONST)
                && let Some(small) = small_int(&self.consts.values[instr.arg as usize])
            {
                instr.set(Op::LOAD_SMALL_INT, small);
                self.graph.block_mut(id).instrs[at] = instr;
            }
            let copies_const = known.0 == Opcode::Real(Op::LOAD_CONST) && instr.is(Op::COPY) && instr.arg == 1;
            if !copies_const {
                known = (instr.op, instr.arg);
            }
            if !known.0.loads_const() {
                continue;
            }
            let next = opcode_at(self.graph, id, at + 1);
            match next {
                Opcode::Real(Op::POP_JUMP_IF_FALSE | Op::POP_JUMP_IF_TRUE)
                | Opcode::JumpIfFalse
                | Opcode::JumpIfTrue => self.known_condition(id, at, known, next),
                Opcode::Real(Op::IS_OP) => self.none_test(id, at, known),
                Opcode::Real(Op::TO_BOOL) => {
                    let constant =
                        if evaluate::is_true(&self.value(known.0, known.1)) { Constant::True } else { Constant::False };
                    let index = self.add_const(constant);
                    let instrs = &mut self.graph.block_mut(id).instrs;
                    instrs[at].set_nop();
                    instrs[at + 1].set(Op::LOAD_CONST, index);
                }
                _ => {}
            }
        }
    }

    fn known_condition(&mut self, id: BlockId, at: usize, known: (Opcode, u32), next: Opcode) {
        let truth = evaluate::is_true(&self.value(known.0, known.1));
        let pops = matches!(next, Opcode::Real(_));
        let on_true = matches!(next, Opcode::Real(Op::POP_JUMP_IF_TRUE) | Opcode::JumpIfTrue);
        let instrs = &mut self.graph.block_mut(id).instrs;
        if pops {
            instrs[at].set_nop();
        }
        if truth == on_true {
            instrs[at + 1].op = Opcode::Jump;
        } else {
            instrs[at + 1].set_nop();
        }
    }

    fn none_test(&mut self, id: BlockId, at: usize, known: (Opcode, u32)) {
        if !matches!(self.value(known.0, known.1), Constant::None) {
            return;
        }
        let instrs = &mut self.graph.block_mut(id).instrs;
        let mut jump = at + 2;
        if instrs.get(jump).is_some_and(|instr| instr.is(Op::TO_BOOL)) {
            instrs[jump].set_nop();
            jump += 1;
        }
        let mut inverted = instrs[at + 1].arg != 0;
        match instrs.get(jump).map(|instr| instr.op) {
            Some(Opcode::Real(Op::POP_JUMP_IF_FALSE)) => inverted = !inverted,
            Some(Opcode::Real(Op::POP_JUMP_IF_TRUE)) => {}
            _ => return,
        }
        instrs[at].set_nop();
        instrs[at + 1].set_nop();
        instrs[jump].op = if inverted { Op::POP_JUMP_IF_NOT_NONE.into() } else { Op::POP_JUMP_IF_NONE.into() };
    }
}
