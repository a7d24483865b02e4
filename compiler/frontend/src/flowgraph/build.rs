//! A sequence with labels to a graph.

use super::blocks::{BlockId, Graph, Instr};
use crate::instr::{Opcode, Sequence};

pub fn build(seq: Sequence) -> Graph {
    let targets = target_positions(&seq);
    let mut builder = Builder {
        graph: Graph { blocks: Vec::with_capacity(targets.len() / 8 + 4) },
        current: Graph::ENTRY,
        pending_label: None,
        block_at: vec![None; seq.instrs.len() + 1],
    };
    builder.graph.new_block();
    for (index, instr) in seq.instrs.iter().enumerate() {
        if targets[index] {
            builder.pending_label = Some(index);
            builder.start_block_if_needed();
        }
        if instr.op == Opcode::AnnotationsPlaceholder {
            for extra in seq.annotations.iter().flatten() {
                builder.push(Instr::new(extra.op, extra.arg, extra.loc));
            }
            continue;
        }
        builder.push(Instr::new(instr.op, instr.arg, instr.loc));
    }
    let Builder { mut graph, block_at, .. } = builder;
    for block in &mut graph.blocks {
        for instr in &mut block.instrs {
            if instr.op.has_target() {
                let position = seq.labels[instr.arg as usize];
                instr.target = block_at[position as usize];
            }
        }
    }
    graph
}

/// Which instruction positions are jumped to.
fn target_positions(seq: &Sequence) -> Vec<bool> {
    let mut targets = vec![false; seq.instrs.len() + 1];
    for instr in &seq.instrs {
        if instr.op.has_target() {
            targets[seq.labels[instr.arg as usize] as usize] = true;
        }
    }
    targets
}

struct Builder {
    graph: Graph,
    current: BlockId,
    /// A jump target that no block carries yet, by its position.
    pending_label: Option<usize>,
    block_at: Vec<Option<BlockId>>,
}

impl Builder {
    fn push(&mut self, instr: Instr) {
        self.start_block_if_needed();
        self.graph.block_mut(self.current).instrs.push(instr);
    }

    fn start_block_if_needed(&mut self) {
        let block = self.graph.block(self.current);
        let terminated = block.last().is_some_and(|last| last.op.is_terminator());
        let occupied = !block.instrs.is_empty() || block.has_label;
        if terminated || (self.pending_label.is_some() && occupied) {
            let new = self.graph.new_block();
            self.graph.block_mut(self.current).next = Some(new);
            self.current = new;
        }
        if let Some(position) = self.pending_label.take() {
            self.graph.block_mut(self.current).has_label = true;
            self.block_at[position] = Some(self.current);
        }
    }
}
