//! Pairs of loads and stores of locals become one instruction; loads whose value is used up
//! before the local changes become borrowing loads.

use super::blocks::{BlockId, Graph, Instr};
use super::nops;
use super::stack_use::popped_pushed;
use crate::instr::Opcode;
use taipan_abi::opcodes::Op;

/// Locals that fit half of a pair's argument.
const PAIRED: u32 = 16;

pub fn insert_superinstructions(graph: &mut Graph) {
    for id in graph.order() {
        let instrs = &mut graph.block_mut(id).instrs;
        for at in 1..instrs.len() {
            let (first, second) = (instrs[at - 1], instrs[at]);
            let (Opcode::Real(a), Opcode::Real(b)) = (first.op, second.op) else {
                continue;
            };
            let pair = match (a, b) {
                (Op::LOAD_FAST, Op::LOAD_FAST) => Op::LOAD_FAST_LOAD_FAST,
                (Op::STORE_FAST, Op::LOAD_FAST) => Op::STORE_FAST_LOAD_FAST,
                (Op::STORE_FAST, Op::STORE_FAST) => Op::STORE_FAST_STORE_FAST,
                _ => continue,
            };
            let (line, next_line) = (first.loc.line, second.loc.line);
            let other_line = line >= 0 && next_line >= 0 && line != next_line;
            if other_line || first.arg >= PAIRED || second.arg >= PAIRED {
                continue;
            }
            instrs[at - 1].set(pair, first.arg << 4 | second.arg);
            instrs[at].set_nop();
        }
    }
    nops::remove_redundant_nops(graph);
}

/// A value on the stack: which instruction of the block put it there, from which local.
#[derive(Clone, Copy)]
struct Ref {
    instr: Option<usize>,
    local: Option<u32>,
}

const UNKNOWN: Ref = Ref { instr: None, local: None };

struct Simulation {
    stack: Vec<Ref>,
    /// Instructions whose value must be owned.
    owned: Vec<bool>,
}

impl Simulation {
    fn push(&mut self, at: usize, local: Option<u32>) {
        self.stack.push(Ref { instr: Some(at), local });
    }

    fn pop(&mut self) -> Ref {
        self.stack.pop().unwrap_or(UNKNOWN)
    }

    /// The local changes: values loaded from it that are still on the stack must be owned.
    fn kill(&mut self, local: u32) {
        for value in &self.stack {
            if value.local == Some(local)
                && let Some(at) = value.instr
            {
                self.owned[at] = true;
            }
        }
    }

    fn store(&mut self, local: u32) {
        let value = self.pop();
        self.kill(local);
        if let Some(at) = value.instr {
            self.owned[at] = true;
        }
    }
}

pub fn borrow_locals(graph: &mut Graph) {
    graph.clear_visited();
    let mut todo = vec![Graph::ENTRY];
    graph.visit(Graph::ENTRY);
    graph.block_mut(Graph::ENTRY).startdepth = 0;
    let mut simulation = Simulation { stack: Vec::new(), owned: Vec::new() };
    while let Some(id) = todo.pop() {
        let depth = graph.block(id).startdepth.max(0) as usize;
        simulation.stack.clear();
        simulation.stack.resize(depth, UNKNOWN);
        simulation.owned.clear();
        simulation.owned.resize(graph.block(id).instrs.len(), false);
        for at in 0..graph.block(id).instrs.len() {
            let instr = graph.block(id).instrs[at];
            step(graph, &mut todo, &mut simulation, at, instr);
        }
        finish_block(graph, &mut todo, &mut simulation, id);
    }
}

fn finish_block(graph: &mut Graph, todo: &mut Vec<BlockId>, simulation: &mut Simulation, id: BlockId) {
    let block = graph.block(id);
    if let (Some(last), Some(next)) = (block.last(), block.next)
        && !last.op.is_unconditional_jump()
        && !last.op.is_scope_exit()
    {
        visit(graph, todo, Some(next));
    }
    for value in &simulation.stack {
        if let Some(at) = value.instr {
            simulation.owned[at] = true;
        }
    }
    for (instr, owned) in graph.block_mut(id).instrs.iter_mut().zip(&simulation.owned) {
        if *owned {
            continue;
        }
        if instr.is(Op::LOAD_FAST) {
            instr.op = Op::LOAD_FAST_BORROW.into();
        } else if instr.is(Op::LOAD_FAST_LOAD_FAST) {
            instr.op = Op::LOAD_FAST_BORROW_LOAD_FAST_BORROW.into();
        }
    }
}

fn visit(graph: &mut Graph, todo: &mut Vec<BlockId>, target: Option<BlockId>) {
    if let Some(target) = target
        && graph.visit(target)
    {
        todo.push(target);
    }
}

fn step(graph: &mut Graph, todo: &mut Vec<BlockId>, simulation: &mut Simulation, at: usize, instr: Instr) {
    let arg = instr.arg;
    let (first, second) = (arg >> 4, arg & 15);
    let op = match instr.op {
        Opcode::Real(op) => op,
        _ => Op::CACHE,
    };
    match op {
        Op::LOAD_FAST => simulation.push(at, Some(arg)),
        Op::LOAD_FAST_AND_CLEAR => {
            simulation.kill(arg);
            simulation.push(at, Some(arg));
        }
        Op::LOAD_FAST_LOAD_FAST => {
            simulation.push(at, Some(first));
            simulation.push(at, Some(second));
        }
        Op::STORE_FAST => simulation.store(arg),
        Op::STORE_FAST_LOAD_FAST => {
            simulation.store(first);
            simulation.push(at, Some(second));
        }
        Op::STORE_FAST_STORE_FAST => {
            simulation.store(first);
            simulation.store(second);
        }
        Op::COPY => {
            let depth = simulation.stack.len();
            let copied = depth.checked_sub(arg as usize).and_then(|index| simulation.stack.get(index)).copied();
            simulation.stack.push(copied.unwrap_or(UNKNOWN));
        }
        Op::SWAP => {
            let depth = simulation.stack.len();
            if let Some(other) = depth.checked_sub(arg as usize)
                && depth > 0
            {
                simulation.stack.swap(other, depth - 1);
            }
        }
        // These leave what they look at on the stack.
        Op::GET_ANEXT
        | Op::GET_LEN
        | Op::IMPORT_FROM
        | Op::MATCH_KEYS
        | Op::MATCH_MAPPING
        | Op::MATCH_SEQUENCE
        | Op::WITH_EXCEPT_START => {
            for index in 0..instr.op.effect(arg, false).max(0) {
                simulation.push(index as usize, None);
            }
        }
        Op::DICT_MERGE
        | Op::DICT_UPDATE
        | Op::LIST_APPEND
        | Op::LIST_EXTEND
        | Op::MAP_ADD
        | Op::RERAISE
        | Op::SET_ADD
        | Op::SET_UPDATE => {
            for _ in 0..-instr.op.effect(arg, false) {
                simulation.pop();
            }
        }
        Op::CHECK_EXC_MATCH => {
            simulation.pop();
            simulation.push(at, None);
        }
        Op::FOR_ITER => {
            visit(graph, todo, instr.target);
            simulation.push(at, None);
        }
        Op::LOAD_ATTR | Op::LOAD_SUPER_ATTR => {
            let receiver = simulation.pop();
            if op == Op::LOAD_SUPER_ATTR {
                simulation.pop();
                simulation.pop();
            }
            simulation.push(at, None);
            if arg & 1 != 0 {
                simulation.stack.push(receiver);
            }
        }
        Op::DELETE_FAST => simulation.kill(arg),
        // These may give back the very object they got.
        Op::FORMAT_SIMPLE | Op::GET_YIELD_FROM_ITER => {}
        // What was on top stays on top of what is pushed.
        Op::LOAD_SPECIAL | Op::PUSH_EXC_INFO => {
            let top = simulation.pop();
            simulation.push(at, None);
            simulation.stack.push(top);
        }
        Op::SEND => {
            visit(graph, todo, instr.target);
            simulation.pop();
            simulation.push(at, None);
        }
        _ => {
            if instr.op.has_target() {
                visit(graph, todo, instr.target);
            }
            let (popped, pushed) = popped_pushed(instr.op, arg);
            for _ in 0..popped {
                simulation.pop();
            }
            for _ in 0..pushed {
                simulation.push(at, None);
            }
        }
    }
}
