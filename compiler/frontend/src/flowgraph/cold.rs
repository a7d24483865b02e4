//! Moves blocks reached only through exceptions behind all others.

use super::blocks::{BlockId, Graph, Instr};
use super::nops;
use crate::instr::Opcode;
use crate::position::Loc;

pub fn push_to_end(graph: &mut Graph) {
    if graph.next(Graph::ENTRY).is_none() {
        return;
    }
    mark_warm(graph);
    mark_cold(graph);
    jump_back_to_warm(graph);

    let order = graph.order();
    let (cold, warm): (Vec<BlockId>, Vec<BlockId>) = order.into_iter().partition(|&id| graph.block(id).cold);
    let any_cold = !cold.is_empty();
    let order: Vec<BlockId> = warm.into_iter().chain(cold).collect();
    for pair in order.windows(2) {
        graph.block_mut(pair[0]).next = Some(pair[1]);
    }
    if let Some(&last) = order.last() {
        graph.block_mut(last).next = None;
    }
    if any_cold {
        nops::remove_redundant_nops_and_jumps(graph);
    }
}

/// Blocks that normal control flow reaches.
fn mark_warm(graph: &mut Graph) {
    graph.clear_visited();
    let mut todo = vec![Graph::ENTRY];
    graph.visit(Graph::ENTRY);
    while let Some(id) = todo.pop() {
        graph.block_mut(id).warm = true;
        for successor in successors(graph, id) {
            if graph.visit(successor) {
                todo.push(successor);
            }
        }
    }
}

/// Handlers, and what only they reach.
fn mark_cold(graph: &mut Graph) {
    graph.clear_visited();
    let mut todo = Vec::new();
    for id in graph.order() {
        if graph.block(id).is_handler {
            graph.visit(id);
            todo.push(id);
        }
    }
    while let Some(id) = todo.pop() {
        graph.block_mut(id).cold = true;
        for successor in successors(graph, id) {
            if !graph.block(successor).warm && graph.visit(successor) {
                todo.push(successor);
            }
        }
    }
}

fn successors(graph: &Graph, id: BlockId) -> Vec<BlockId> {
    let block = graph.block(id);
    let next = block.next.filter(|_| block.falls_through());
    let targets = block.instrs.iter().filter(|instr| instr.op.is_jump()).filter_map(|instr| instr.target);
    next.into_iter().chain(targets).collect()
}

/// A cold block that would run into a warm one gets a jump of its own.
fn jump_back_to_warm(graph: &mut Graph) {
    for id in graph.order() {
        let block = graph.block(id);
        let Some(next) = block.next else { continue };
        if !block.cold || !block.falls_through() || !graph.block(next).warm {
            continue;
        }
        let jump = graph.new_block();
        graph.block_mut(next).has_label = true;
        let block = graph.block_mut(jump);
        block.cold = true;
        block.predecessors = 1;
        block.instrs.push(Instr { target: Some(next), ..Instr::new(Opcode::JumpNoInterrupt, 0, Loc::NONE) });
        graph.insert_after(id, jump);
    }
}
