//! Jumps and reachability: small exits copied to where they are reached, dead blocks emptied,
//! directions settled.

use super::blocks::{BlockId, Graph, Instr};
use crate::instr::Opcode;
use taipan_abi::opcodes::Op;

/// Exit blocks of up to this many instructions are copied.
const MAX_COPY: usize = 4;

/// Replaces jumps to small exit blocks, and to blocks without lines that do not fall through, by
/// those blocks.
pub fn inline_small_exits(graph: &mut Graph) {
    let order = graph.order();
    let mut changed = true;
    while changed {
        changed = false;
        for &id in &order {
            changed |= inline_into(graph, id);
        }
    }
}

fn inline_into(graph: &mut Graph, id: BlockId) -> bool {
    let Some(&last) = graph.block(id).last() else {
        return false;
    };
    let (true, Some(target)) = (last.op.is_unconditional_jump(), last.target) else {
        return false;
    };
    let block = graph.block(target);
    let small_exit = block.exits_scope() && block.instrs.len() <= MAX_COPY;
    let lineless = block.has_no_line() && !block.falls_through();
    if !small_exit && !lineless {
        return false;
    }
    let copied = block.instrs.clone();
    let instrs = &mut graph.block_mut(id).instrs;
    let jump = instrs.len() - 1;
    instrs[jump].set_nop();
    instrs.extend(copied);
    // The eval breaker is looked at as often as before.
    if lineless
        && last.op == Opcode::Jump
        && let Some(end) = instrs.last_mut()
        && end.op.is_unconditional_jump()
    {
        end.op = Opcode::Jump;
    }
    let target = graph.block_mut(target);
    target.predecessors = target.predecessors.wrapping_sub(1);
    true
}

/// Empties blocks that cannot be reached and counts predecessors of the others.
pub fn remove_unreachable(graph: &mut Graph) {
    for block in &mut graph.blocks {
        block.predecessors = 0;
        block.visited = false;
    }
    let mut todo = vec![Graph::ENTRY];
    graph.visit(Graph::ENTRY);
    graph.block_mut(Graph::ENTRY).predecessors = 1;
    while let Some(id) = todo.pop() {
        if graph.block(id).falls_through()
            && let Some(next) = graph.next(id)
        {
            if graph.visit(next) {
                todo.push(next);
            }
            graph.block_mut(next).predecessors += 1;
        }
        for index in 0..graph.block(id).instrs.len() {
            let instr = graph.block(id).instrs[index];
            if instr.op.has_target()
                && let Some(target) = instr.target
            {
                if graph.visit(target) {
                    todo.push(target);
                }
                graph.block_mut(target).predecessors += 1;
            }
        }
    }
    for block in &mut graph.blocks {
        if block.predecessors == 0 {
            block.instrs.clear();
            block.is_handler = false;
        }
    }
}

/// Redirects a jump to a jump; tells whether anything changed.
pub fn thread(graph: &mut Graph, id: BlockId, op: Opcode, via: Instr) -> bool {
    let block = graph.block_mut(id);
    let Some(jump) = block.instrs.last_mut() else {
        return false;
    };
    if jump.target == via.target {
        return false;
    }
    jump.set_nop();
    block.append(Instr { target: via.target, ..Instr::new(op, 0, via.loc) });
    true
}

/// Turns conditional jumps backwards around, and marks the paths they do not take.
pub fn normalize(graph: &mut Graph) {
    graph.clear_visited();
    let mut at = Some(Graph::ENTRY);
    while let Some(id) = at {
        graph.visit(id);
        normalize_block(graph, id);
        at = graph.next(id);
    }
}

fn normalize_block(graph: &mut Graph, id: BlockId) {
    let Some(&last) = graph.block(id).last() else {
        return;
    };
    let (true, Some(target)) = (last.op.is_conditional_jump(), last.target) else {
        return;
    };
    if !graph.block(target).visited {
        let not_taken = Instr::new(Op::NOT_TAKEN, 0, last.loc);
        graph.block_mut(id).append(not_taken);
        return;
    }
    let reversed = match last.op {
        Opcode::Real(Op::POP_JUMP_IF_NOT_NONE) => Op::POP_JUMP_IF_NONE,
        Opcode::Real(Op::POP_JUMP_IF_NONE) => Op::POP_JUMP_IF_NOT_NONE,
        Opcode::Real(Op::POP_JUMP_IF_FALSE) => Op::POP_JUMP_IF_TRUE,
        _ => Op::POP_JUMP_IF_FALSE,
    };
    let after = graph.next(id);
    let backwards = graph.new_block();
    let (cold, startdepth) = (graph.block(id).cold, graph.block(target).startdepth);
    let block = graph.block_mut(backwards);
    block.cold = cold;
    block.startdepth = startdepth;
    block.instrs.push(Instr::new(Op::NOT_TAKEN, 0, last.loc));
    block.instrs.push(Instr { target: Some(target), ..Instr::new(Opcode::Jump, 0, last.loc) });
    graph.insert_after(id, backwards);
    if let Some(jump) = graph.block_mut(id).instrs.last_mut() {
        jump.op = reversed.into();
        jump.target = after;
    }
}
