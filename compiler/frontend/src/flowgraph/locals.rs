//! Loads of locals that may be unbound become checked loads.

use super::blocks::{BlockId, Graph};
use crate::instr::Opcode;
use taipan_abi::opcodes::Op;

/// Locals beyond these are only followed within a block.
const TRACKED: usize = 64;

pub fn add_checks(graph: &mut Graph, locals: usize, parameters: usize) {
    if locals == 0 {
        return;
    }
    if locals > TRACKED {
        check_many(graph, locals);
    }
    let tracked = locals.min(TRACKED);
    let mut unbound = 0u64;
    for local in parameters..tracked {
        unbound |= 1 << local;
    }
    graph.clear_visited();
    for block in &mut graph.blocks {
        block.unsafe_locals = 0;
    }
    let mut todo = Vec::new();
    reach(graph, &mut todo, Graph::ENTRY, unbound);
    // A `del` may stand anywhere, so every block is looked at once.
    for id in graph.order() {
        scan(graph, &mut todo, id);
    }
    while let Some(id) = todo.pop() {
        graph.block_mut(id).visited = false;
        scan(graph, &mut todo, id);
    }
}

fn reach(graph: &mut Graph, todo: &mut Vec<BlockId>, id: BlockId, unbound: u64) {
    let block = graph.block_mut(id);
    let both = block.unsafe_locals | unbound;
    if block.unsafe_locals != both {
        block.unsafe_locals = both;
        if graph.visit(id) {
            todo.push(id);
        }
    }
}

fn scan(graph: &mut Graph, todo: &mut Vec<BlockId>, id: BlockId) {
    let mut unbound = graph.block(id).unsafe_locals;
    for index in 0..graph.block(id).instrs.len() {
        let instr = graph.block(id).instrs[index];
        if let Some(handler) = instr.except {
            reach(graph, todo, handler, unbound);
        }
        if instr.arg >= TRACKED as u32 {
            continue;
        }
        let bit = 1u64 << instr.arg;
        match instr.op {
            Opcode::Real(Op::DELETE_FAST | Op::LOAD_FAST_AND_CLEAR) | Opcode::StoreFastMaybeNull => unbound |= bit,
            Opcode::Real(Op::STORE_FAST | Op::LOAD_FAST_CHECK) => unbound &= !bit,
            Opcode::Real(Op::LOAD_FAST) => {
                if unbound & bit != 0 {
                    graph.block_mut(id).instrs[index].op = Op::LOAD_FAST_CHECK.into();
                }
                unbound &= !bit;
            }
            _ => {}
        }
    }
    let block = graph.block(id);
    let next = block.next.filter(|_| block.falls_through());
    let target = block.last().filter(|last| last.op.is_jump()).and_then(|last| last.target);
    for successor in [next, target].into_iter().flatten() {
        reach(graph, todo, successor, unbound);
    }
}

fn check_many(graph: &mut Graph, locals: usize) {
    // The number of the block in which a local is known to be bound.
    let mut bound_in = vec![0usize; locals];
    for (number, id) in graph.order().into_iter().enumerate() {
        let number = number + 1;
        for instr in &mut graph.block_mut(id).instrs {
            let local = instr.arg as usize;
            if local < TRACKED {
                continue;
            }
            match instr.op {
                Opcode::Real(Op::DELETE_FAST | Op::LOAD_FAST_AND_CLEAR) | Opcode::StoreFastMaybeNull => {
                    bound_in[local] = number - 1
                }
                Opcode::Real(Op::STORE_FAST) => bound_in[local] = number,
                Opcode::Real(Op::LOAD_FAST) => {
                    if bound_in[local] != number {
                        instr.op = Op::LOAD_FAST_CHECK.into();
                    }
                    bound_in[local] = number;
                }
                _ => {}
            }
        }
    }
}
