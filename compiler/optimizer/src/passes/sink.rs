//! Boxes go to where they are needed.
//!
//! Frame states take numbers raw: an exit boxes them when it happens, so that no box is made for it on the
//! straight path.
//!
//! A number that stood boxed in two places of a frame may be two objects behind an exit. Nobody can tell:
//! `is` compares numbers in place by their word, and boxed ones by value.

use taipan_abi::request::CompileRequest;

use crate::mir::cfg::Cfg;
use crate::mir::{Block, Inst, Mir, Opcode, Term, Value};

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

/// Where a value is used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Uses {
    Nowhere,
    In(Block),
    Many,
}

/// Moves boxes that one other block alone uses to that block's start: out of loops that only the loop's
/// end looks at.
fn sink(mir: &mut Mir) {
    let cfg = Cfg::new(mir);
    let mut uses = vec![Uses::Nowhere; mir.values.len()];
    let mut add = |value: Value, block: Block| {
        let known = &mut uses[value.index()];
        *known = match *known {
            Uses::Nowhere => Uses::In(block),
            Uses::In(b) if b == block => Uses::In(b),
            Uses::In(_) | Uses::Many => Uses::Many,
        };
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
        let mut moves: Vec<(Block, Inst)> = Vec::new();
        for &inst in &mir.block(block).insts {
            let data = mir.inst(inst);
            let is_box = matches!(data.op, Opcode::BoxInt | Opcode::BoxFloat);
            if let (true, Some(result)) = (is_box, data.result)
                && let Uses::In(to) = uses[result.index()]
                && to != block
                && depth(to) <= depth(block)
            {
                moves.push((to, inst));
            }
        }
        mir.block_mut(block).insts.retain(|i| !moves.iter().any(|(_, m)| m == i));
        for (to, inst) in moves {
            mir.block_mut(to).insts.insert(0, inst);
        }
    }
}
