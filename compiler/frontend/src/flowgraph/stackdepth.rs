//! The height of the operand stack at every block, and its greatest.

use super::blocks::{BlockId, Graph};
use crate::instr::Opcode;
use taipan_abi::opcodes::Op;

pub fn calculate(graph: &mut Graph) -> u32 {
    for block in &mut graph.blocks {
        block.startdepth = -1;
    }
    let mut todo = Vec::new();
    let mut greatest = 0;
    reach(graph, &mut todo, Graph::ENTRY, 0);
    while let Some(id) = todo.pop() {
        let mut depth = graph.block(id).startdepth;
        let mut next = graph.next(id);
        for index in 0..graph.block(id).instrs.len() {
            let instr = graph.block(id).instrs[index];
            greatest = greatest.max(depth);
            if instr.op.has_target()
                && instr.op != Opcode::Real(Op::END_ASYNC_FOR)
                && let Some(target) = instr.target
            {
                let at_target = depth + instr.op.effect(instr.arg, true);
                reach(graph, &mut todo, target, at_target);
            }
            depth += instr.op.effect(instr.arg, false);
            if instr.op.is_unconditional_jump() || instr.op.is_scope_exit() {
                next = None;
                break;
            }
        }
        if let Some(next) = next {
            reach(graph, &mut todo, next, depth);
        }
    }
    greatest.max(0) as u32
}

fn reach(graph: &mut Graph, todo: &mut Vec<BlockId>, id: BlockId, depth: i32) {
    let block = graph.block_mut(id);
    if block.startdepth < depth {
        debug_assert!(block.startdepth < 0, "a block is reached at two heights");
        block.startdepth = depth;
        todo.push(id);
    }
}
