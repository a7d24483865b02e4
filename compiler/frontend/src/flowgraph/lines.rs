//! Gives instructions without a line one where tracing and tracebacks need it (PEP 626).

use super::blocks::{Block, BlockId, Graph};
use crate::position::Loc;

pub fn resolve(graph: &mut Graph) {
    duplicate_exits(graph);
    propagate(graph);
}

/// Exits without a line are copied until each has one predecessor, whose line it then takes.
fn duplicate_exits(graph: &mut Graph) {
    let mut at = Some(Graph::ENTRY);
    while let Some(id) = at {
        duplicate_exit(graph, id);
        at = graph.next(id);
    }
    let mut at = Some(Graph::ENTRY);
    while let Some(id) = at {
        at = graph.next(id);
        let block = graph.block(id);
        if let (true, Some(next), Some(last)) = (block.falls_through(), block.next, block.last())
            && is_lineless_exit(graph.block(next))
        {
            let loc = last.loc;
            if let Some(first) = graph.block_mut(next).instrs.first_mut() {
                first.loc = loc;
            }
        }
    }
}

fn duplicate_exit(graph: &mut Graph, id: BlockId) {
    let Some(last) = graph.block(id).last() else {
        return;
    };
    if !last.op.is_jump() {
        return;
    }
    let loc = last.loc;
    let Some(target) = graph.next_nonempty(last.target) else {
        return;
    };
    if !is_lineless_exit(graph.block(target)) || graph.block(target).predecessors <= 1 {
        return;
    }
    let copy = graph.new_block();
    let mut instrs = graph.block(target).instrs.clone();
    if let Some(first) = instrs.first_mut() {
        first.loc = loc;
    }
    let block = graph.block_mut(copy);
    block.instrs = instrs;
    block.predecessors = 1;
    block.has_label = true;
    graph.block_mut(target).predecessors -= 1;
    graph.insert_after(target, copy);
    if let Some(jump) = graph.block_mut(id).instrs.last_mut() {
        jump.target = Some(copy);
    }
}

fn is_lineless_exit(block: &Block) -> bool {
    let exits = block.exits_scope() || block.instrs.iter().any(|i| i.op.has_eval_break());
    exits && block.has_no_line()
}

/// An instruction without a line takes that of the one before, a block that of its only
/// predecessor.
fn propagate(graph: &mut Graph) {
    for id in graph.order() {
        if graph.block(id).instrs.is_empty() {
            continue;
        }
        let mut previous = Loc::NONE;
        for instr in &mut graph.block_mut(id).instrs {
            if instr.loc.line == Loc::NONE.line {
                instr.loc = previous;
            } else {
                previous = instr.loc;
            }
        }
        let block = graph.block(id);
        let last = block.last().copied();
        let next = block.next.filter(|_| block.falls_through());
        let target = last.filter(|last| last.op.is_jump()).and_then(|l| l.target);
        for successor in [next, target].into_iter().flatten() {
            let block = graph.block_mut(successor);
            if block.predecessors == 1
                && let Some(first) = block.instrs.first_mut()
                && first.loc.line == Loc::NONE.line
            {
                first.loc = previous;
            }
        }
    }
}
