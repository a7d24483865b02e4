//! The first round of a loop on its own, where it makes floats of a variable that may begin as an int.
//!
//! `total = 0` in front of a loop that adds floats: from the second round on the variable is a float, but what a frame
//! shows in the first round must be the int. With the first round copied in front, the loop itself has a
//! variable of one kind, which can be held raw.

use rustc_hash::FxHashMap;
use taipan_abi::request::CompileRequest;

use super::rotate::Renaming;
use crate::mir::cfg::{Cfg, Loop};
use crate::mir::repair::{Repair, Variable};
use crate::mir::{Block, FrameState, Inst, Mir, Opcode, Repr, Slot, State, Target, Term, Value, bits};

/// Instructions and blocks that are copied at most.
const SMALL: (usize, usize) = (80, 16);

pub fn run(mir: &mut Mir, _request: &CompileRequest) {
    let cfg = Cfg::new(mir);
    let loops = cfg.loops();
    let is_innermost = |of: &Loop| !loops.iter().any(|o| o.header != of.header && of.contains(o.header));
    let found: Vec<Peel> = loops.iter().filter(|l| is_innermost(l)).filter_map(|of| find(mir, &cfg, of)).collect();
    for peel in found {
        copy(mir, peel);
    }
}

struct Peel {
    header: Block,
    front: Block,
    blocks: Vec<Block>,
}

fn find(mir: &Mir, cfg: &Cfg, of: &Loop) -> Option<Peel> {
    let header = of.header;
    let mut outside = cfg.preds[header.index()].iter().copied().filter(|&p| !of.contains(p));
    let (front, None) = (outside.next()?, outside.next()) else { return None };
    let Term::Jump(target) = &mir.block(front).term else { return None };
    let count: usize = of.blocks.iter().map(|&b| mir.block(b).insts.len()).sum();
    let is_entry = mir.entries.iter().any(|(_, e)| of.contains(*e));
    if is_entry || mir.handler_of(front).is_some() || count > SMALL.0 || of.blocks.len() > SMALL.1 {
        return None;
    }
    let turns = mir.block(header).params.iter().enumerate().any(|(index, &param)| {
        let begins = mir.ty(target.args[index]);
        mir.repr(param) == Repr::Word
            && !begins.is_never()
            && !begins.is_within(bits::FLOAT)
            && is_computed_with(mir, of, param)
            && of
                .latches
                .iter()
                .flat_map(|&l| mir.edges(l))
                .filter(|t| t.block == header)
                .all(|t| mir.def_inst(t.args[index]).is_some_and(|d| d.op == Opcode::BoxFloat))
    });
    turns.then(|| Peel { header, front, blocks: of.blocks.clone() })
}

/// Whether the loop takes a double out of a number.
fn is_computed_with(mir: &Mir, of: &Loop, param: Value) -> bool {
    of.blocks.iter().flat_map(|&b| &mir.block(b).insts).any(|&i| {
        let data = mir.inst(i);
        data.op == Opcode::UnboxNumber && super::refcount::root(mir, data.args[0]) == param
    })
}

/// The copy of a loop's blocks in the making.
struct Copying {
    blocks: FxHashMap<Block, Block>,
    values: FxHashMap<Value, Value>,
    states: FxHashMap<State, State>,
    /// Where ways back to the header go instead.
    header: Block,
    second: Block,
}

fn copy(mir: &mut Mir, Peel { header, front, blocks }: Peel) {
    // The second round begins in a block of its own, in front of the loop.
    let second = mir.new_block();
    let params = mir.block(header).params.clone();
    let passed: Vec<Value> = params.iter().map(|&p| mir.add_param(second, mir.repr(p), mir.ty(p))).collect();
    mir.block_mut(second).term = Term::Jump(Target { block: header, args: passed });
    let mut copying = Copying {
        blocks: FxHashMap::default(),
        values: FxHashMap::default(),
        states: FxHashMap::default(),
        header,
        second,
    };
    for &block in &blocks {
        let made = mir.new_block();
        copying.blocks.insert(block, made);
        for param in mir.block(block).params.clone() {
            let value = mir.add_param(made, mir.repr(param), mir.ty(param));
            copying.values.insert(param, value);
        }
    }
    for &block in &blocks {
        copying.block(mir, block);
    }
    if let Term::Jump(target) = &mut mir.block_mut(front).term {
        target.block = copying.blocks[&header];
    }
    rename(mir, &copying, &blocks);
}

impl Copying {
    fn block(&mut self, mir: &mut Mir, block: Block) {
        let made = self.blocks[&block];
        for inst in mir.block(block).insts.clone() {
            self.inst(mir, inst, made);
        }
        let mut term = mir.block(block).term.clone();
        for target in term.targets_mut() {
            *target = self.target(target);
        }
        match &mut term {
            Term::Branch { condition, .. } => *condition = self.value(*condition),
            Term::Return { value, state } | Term::Yield { value, state } => {
                *value = self.value(*value);
                *state = self.state(mir, *state);
            }
            Term::Exit { state, .. } => *state = self.state(mir, *state),
            Term::Open | Term::Jump(_) | Term::Unreachable => {}
        }
        mir.block_mut(made).term = term;
    }

    fn inst(&mut self, mir: &mut Mir, inst: Inst, made: Block) {
        let mut data = mir.inst(inst).clone();
        let result = data.result.take();
        data.args.iter_mut().for_each(|v| *v = self.value(*v));
        data.handler = data.handler.as_ref().map(|t| self.target(t));
        data.state = data.state.map(|s| self.state(mir, s));
        let copy = mir.push(made, data);
        if let (Some(result), Some(copy)) = (result, copy) {
            mir.values[copy.index()].ty = mir.ty(result);
            self.values.insert(result, copy);
        }
    }

    fn value(&self, value: Value) -> Value {
        self.values.get(&value).copied().unwrap_or(value)
    }

    fn target(&self, target: &Target) -> Target {
        let block = if target.block == self.header {
            self.second
        } else {
            self.blocks.get(&target.block).copied().unwrap_or(target.block)
        };
        Target { block, args: target.args.iter().map(|&v| self.value(v)).collect() }
    }

    fn state(&mut self, mir: &mut Mir, state: State) -> State {
        if let Some(&known) = self.states.get(&state) {
            return known;
        }
        let mut data: FrameState = mir.state(state).clone();
        let fields = data.virtuals.iter_mut().flat_map(|v| &mut v.fields);
        for slot in data.locals.iter_mut().chain(&mut data.stack).chain(fields) {
            if let Slot::Value(value) = slot {
                *value = self.value(*value);
            }
        }
        data.function = data.function.map(|f| self.value(f));
        data.parent = data.parent.map(|p| self.state(mir, p));
        let new = mir.add_state(data);
        self.states.insert(state, new);
        new
    }
}

/// What the loop makes and others use now comes from the loop or the copy.
fn rename(mir: &mut Mir, copying: &Copying, blocks: &[Block]) {
    let cfg = Cfg::new(mir);
    let mut repair = Repair::default();
    let mut variables: FxHashMap<Value, Variable> = FxHashMap::default();
    for &block in blocks {
        let data = mir.block(block);
        let results = data.insts.iter().filter_map(|&i| mir.inst(i).result);
        for value in data.params.iter().copied().chain(results) {
            let variable = repair.variable(mir.repr(value), mir.ty(value));
            variables.insert(value, variable);
            repair.define(block, variable, value);
            repair.define(copying.blocks[&block], variable, copying.value(value));
        }
    }
    let mut renaming = Renaming::new(repair, variables);
    let is_own = |b: &Block| blocks.contains(b) || copying.blocks.values().any(|c| c == b) || *b == copying.second;
    for &block in cfg.order.iter().filter(|b| !is_own(b)) {
        renaming.block(mir, &cfg, block);
    }
    renaming.finish(mir, &cfg);
}
