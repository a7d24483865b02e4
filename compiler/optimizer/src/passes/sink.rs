//! Boxes go to where they are needed: the last pass that looks at boxes, behind all that moves in front of loops.
//!
//! Frame states take numbers raw: an exit boxes them when it happens, so that no box is made for it on the
//! straight path.
//!
//! A number that stood boxed in two places of a frame may be two objects behind an exit. Nobody can tell:
//! `is` compares numbers in place by their word, and boxed ones by value.

use smallvec::SmallVec;
use taipan_abi::request::CompileRequest;

use crate::mir::cfg::Cfg;
use crate::mir::{Block, InstData, Mir, Opcode, Term, Value};

pub fn run(mir: &mut Mir, _request: &CompileRequest) {
    // Nothing is moved in front of loops any more: what only such exits would have needed need not live.
    for block in &mut mir.blocks {
        block.entry_state = None;
    }
    let mut states = std::mem::take(&mut mir.states);
    for state in &mut states {
        state.map_values(|value| match mir.def_inst(value) {
            Some(data) if matches!(data.op, Opcode::BoxInt | Opcode::BoxFloat | Opcode::BoxBool) => data.args[0],
            _ => value,
        });
    }
    mir.states = states;
    sink(mir);
}

/// Blocks a box is made in at most in place of its own.
const FEW: usize = 4;

/// Moves boxes that only other blocks use to the start of those: out of loops that only the ways out look at.
fn sink(mir: &mut Mir) {
    let cfg = Cfg::new(mir);
    let mut uses: Vec<SmallVec<[Block; 4]>> = vec![SmallVec::new(); mir.values.len()];
    let mut add = |value: Value, block: Block| {
        if !uses[value.index()].contains(&block) {
            uses[value.index()].push(block);
        }
    };
    for &block in &cfg.order {
        let data = mir.block(block);
        for &inst in &data.insts {
            let data = mir.inst(inst);
            data.args.iter().for_each(|&v| add(v, block));
            data.state.iter().for_each(|&s| mir.visit_state(s, &mut |v| add(v, block)));
        }
        mir.edges(block).iter().flat_map(|t| &t.args).for_each(|&v| add(v, block));
        match data.term {
            Term::Branch { condition, .. } => add(condition, block),
            Term::Return { value, .. } | Term::Yield { value, .. } => add(value, block),
            _ => {}
        }
        for state in [data.term.state(), data.entry_state].into_iter().flatten() {
            mir.visit_state(state, &mut |v| add(v, block));
        }
    }
    let loops = cfg.loops();
    let depth = |block: Block| loops.iter().filter(|l| l.contains(block)).count();
    for &block in &cfg.order {
        for inst in mir.block(block).insts.clone() {
            let data = mir.inst(inst);
            let Some(result) = data.result.filter(|_| matches!(data.op, Opcode::BoxInt | Opcode::BoxFloat)) else {
                continue;
            };
            // Copies made here have no entry, and are where they should be.
            let Some(places) = uses.get(result.index()) else { continue };
            let is_elsewhere = places.iter().all(|&to| to != block && depth(to) <= depth(block));
            // Several boxes are worth it only where they are off the way.
            let is_worth = places.len() == 1 || places.iter().all(|&to| depth(to) < depth(block));
            if places.is_empty() || places.len() > FEW || !is_elsewhere || !is_worth {
                continue;
            }
            mir.block_mut(block).insts.retain(|&i| i != inst);
            let rest: SmallVec<[Block; 4]> = places[1..].into();
            mir.block_mut(places[0]).insts.insert(0, inst);
            for to in rest {
                let data = InstData { result: None, ..mir.inst(inst).clone() };
                let copy = mir.create(data);
                mir.block_mut(to).insts.insert(0, copy);
                if let Some(copied) = mir.inst(copy).result {
                    rename(mir, to, result, copied);
                }
            }
        }
    }
}

/// Makes a block use another value. No frame state of it is shared with other blocks' uses of the value, for frame
/// states hold numbers raw.
fn rename(mir: &mut Mir, block: Block, old: Value, new: Value) {
    let map = |v: &mut Value| {
        if *v == old {
            *v = new;
        }
    };
    for inst in mir.block(block).insts.clone() {
        let data = &mut mir.insts[inst.index()];
        data.args.iter_mut().for_each(map);
        data.handler.iter_mut().flat_map(|t| &mut t.args).for_each(map);
    }
    let term = &mut mir.block_mut(block).term;
    term.targets_mut().into_iter().flat_map(|t| &mut t.args).for_each(map);
    if let Term::Return { value, .. } | Term::Yield { value, .. } = term {
        map(value);
    }
}
