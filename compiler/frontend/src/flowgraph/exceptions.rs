//! Finds the handler of every instruction from the blocks that are pushed and popped.

use super::blocks::{BlockId, Graph};
use crate::instr::Opcode;
use taipan_abi::opcodes::{Op, resume};

/// `RESUME` directly inside one handler only.
const RESUME_DEPTH1: u32 = 4;

pub fn mark_handlers(graph: &mut Graph) {
    for id in graph.order() {
        for index in 0..graph.block(id).instrs.len() {
            let instr = graph.block(id).instrs[index];
            if instr.op.is_block_push()
                && let Some(target) = instr.target
            {
                graph.block_mut(target).is_handler = true;
            }
        }
    }
}

pub fn label_targets(graph: &mut Graph) {
    graph.clear_visited();
    let mut todo: Vec<(BlockId, Vec<BlockId>)> = vec![(Graph::ENTRY, Vec::new())];
    graph.visit(Graph::ENTRY);
    while let Some((id, mut handlers)) = todo.pop() {
        let mut yield_depth = None;
        for index in 0..graph.block(id).instrs.len() {
            let mut instr = graph.block(id).instrs[index];
            match instr.op {
                op if op.is_block_push() => {
                    if let Some(target) = instr.target {
                        if graph.visit(target) {
                            todo.push((target, handlers.clone()));
                        }
                        if matches!(op, Opcode::SetupWith | Opcode::SetupCleanup) {
                            graph.block_mut(target).preserve_lasti = true;
                        }
                        handlers.push(target);
                    }
                    continue;
                }
                Opcode::PopBlock => {
                    handlers.pop();
                    instr.set_nop();
                }
                op if op.is_jump() => {
                    instr.except = handlers.last().copied();
                    if let Some(target) = instr.target
                        && graph.visit(target)
                    {
                        todo.push((target, handlers.clone()));
                    }
                }
                Opcode::Real(Op::YIELD_VALUE) => {
                    instr.except = handlers.last().copied();
                    yield_depth = Some(handlers.len());
                }
                Opcode::Real(Op::RESUME) => {
                    instr.except = handlers.last().copied();
                    if instr.arg != resume::AT_FUNC_START && yield_depth.take() == Some(1) {
                        instr.arg |= RESUME_DEPTH1;
                    }
                }
                _ => instr.except = handlers.last().copied(),
            }
            graph.block_mut(id).instrs[index] = instr;
        }
        if graph.block(id).falls_through()
            && let Some(next) = graph.next(id)
            && graph.visit(next)
        {
            todo.push((next, handlers));
        }
    }
}
