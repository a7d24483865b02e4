//! Removes instructions that do nothing, unless a line would vanish with them.

use super::blocks::{BlockId, Graph};
use crate::instr::Opcode;
use taipan_abi::opcodes::Op;

/// Removes redundant NOPs of a block; returns how many.
fn remove_in_block(graph: &mut Graph, id: BlockId) -> usize {
    if !graph.block(id).instrs.iter().any(|instr| instr.is(Op::NOP)) {
        return 0;
    }
    let next_line = line_after(graph, id);
    let block = graph.block_mut(id);
    let count = block.instrs.len();
    let mut kept = 0;
    let mut previous_line = -1;
    for at in 0..count {
        let line = block.instrs[at].loc.line;
        if block.instrs[at].is(Op::NOP) {
            if line < 0 || previous_line == line {
                continue;
            }
            if at + 1 < count {
                let following = block.instrs[at + 1].loc.line;
                if following == line {
                    continue;
                }
                if following < 0 {
                    block.instrs[at + 1].loc = block.instrs[at].loc;
                    continue;
                }
            } else if next_line == Some(line) {
                continue;
            }
        }
        block.instrs[kept] = block.instrs[at];
        kept += 1;
        previous_line = line;
    }
    let handlers: Vec<_> = block.instrs[kept..].iter().map(|i| i.except).collect();
    block.truncate(kept, &handlers);
    count - kept
}

/// The line of the first instruction that will remain in the blocks after this one.
fn line_after(graph: &Graph, id: BlockId) -> Option<i32> {
    let next = graph.next_nonempty(graph.next(id))?;
    let lineless_nop = |instr: &&super::Instr| instr.is(Op::NOP) && instr.loc.line < 0;
    let first = graph.block(next).instrs.iter().find(|instr| !lineless_nop(instr));
    Some(first.map_or(-1, |instr| instr.loc.line))
}

pub fn remove_redundant_nops(graph: &mut Graph) -> usize {
    let mut removed = 0;
    let mut at = Some(Graph::ENTRY);
    while let Some(id) = at {
        removed += remove_in_block(graph, id);
        at = graph.next(id);
    }
    removed
}

/// Also removes values that are pushed only to be popped.
pub fn remove_redundant_pairs(graph: &mut Graph) {
    let order = graph.order();
    let mut done = false;
    while !done {
        done = true;
        let mut previous: Option<(BlockId, usize)> = None;
        for &id in &order {
            remove_in_block(graph, id);
            if graph.block(id).has_label {
                previous = None;
            }
            for at in 0..graph.block(id).instrs.len() {
                let before = previous.map(|(id, at)| graph.block(id).instrs[at]);
                let redundant = graph.block(id).instrs[at].is(Op::POP_TOP)
                    && before.is_some_and(|before| before.op.loads_const() || before.is(Op::COPY) && before.arg == 1);
                if redundant && let Some((other, index)) = previous {
                    graph.block_mut(other).instrs[index].set_nop();
                    graph.block_mut(id).instrs[at].set_nop();
                    done = false;
                }
                previous = Some((id, at));
            }
            let ends_with_jump = previous.is_some_and(|(id, at)| graph.block(id).instrs[at].op.is_jump());
            if ends_with_jump || !graph.block(id).falls_through() {
                previous = None;
            }
        }
    }
}

/// Turns jumps to what follows anyway into NOPs; returns how many.
fn remove_redundant_jumps(graph: &mut Graph) -> usize {
    let mut removed = 0;
    let mut at = Some(Graph::ENTRY);
    while let Some(id) = at {
        at = graph.next(id);
        let Some(last) = graph.block(id).last() else {
            continue;
        };
        if !last.op.is_unconditional_jump() {
            continue;
        }
        let target = graph.next_nonempty(last.target);
        if target.is_some() && target == graph.next_nonempty(graph.next(id)) {
            if let Some(jump) = graph.block_mut(id).instrs.last_mut() {
                jump.set_nop();
            }
            removed += 1;
        }
    }
    removed
}

pub fn remove_redundant_nops_and_jumps(graph: &mut Graph) {
    loop {
        let removed = remove_redundant_nops(graph) + remove_redundant_jumps(graph);
        if removed == 0 {
            return;
        }
    }
}

/// The opcode at an index, a NOP beyond the end.
pub fn opcode_at(graph: &Graph, id: BlockId, index: usize) -> Opcode {
    graph.block(id).instrs.get(index).map_or(Opcode::Real(Op::CACHE), |instr| instr.op)
}
