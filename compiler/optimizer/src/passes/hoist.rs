//! Moves guards, and what they are computed from, in front of loops.
//!
//! Only guards that every iteration meets move. In front of the loop they exit to the loop header's entry
//! state, with the first iteration's arguments for its parameters. What reads memory moves out of loops
//! that never change memory, and in which no object dies that could. A guard that failed there too often is denied where it stood.

use rustc_hash::FxHashMap;
use taipan_abi::helpers::effect;
use taipan_abi::request::CompileRequest;

use crate::mir::cfg::{Cfg, Loop};
use crate::mir::drops::Drops;
use crate::mir::ops::Changes;
use crate::mir::{Block, Def, Inst, Mir, Opcode, State, Term, Value, ops};

pub fn run(mir: &mut Mir, request: &CompileRequest) {
    let cfg = Cfg::new(mir);
    let drops = Drops::new(mir);
    // Inner loops first, so that what leaves them may leave the outer ones too.
    for of in cfg.loops().iter().rev() {
        if let Some(front) = of.front(mir, &cfg) {
            hoist(mir, &cfg, of, front, request, &drops);
        }
    }
}

fn hoist(mir: &mut Mir, cfg: &Cfg, of: &Loop, front: Block, request: &CompileRequest, drops: &Drops) {
    let changes: Vec<Changes> =
        of.blocks.iter().flat_map(|&b| &mir.block(b).insts).map(|&i| ops::changes_of(mir.inst(i))).collect();
    let changes_memory = mir.reads_stay || changes.contains(&Changes::Anything) || drops.in_loop(mir, of);
    let changes_items = changes_memory || changes.contains(&Changes::Items);
    let mut inside = vec![false; mir.values.len()];
    for &block in &of.blocks {
        let data = mir.block(block);
        data.params.iter().for_each(|p| inside[p.index()] = true);
        data.insts.iter().filter_map(|&i| mir.inst(i).result).for_each(|r| inside[r.index()] = true);
    }
    let mut states: FxHashMap<(u32, u32), State> = FxHashMap::default();
    for &block in &of.blocks {
        let always = of.latches.iter().all(|&latch| cfg.dominates(block, latch));
        let insts = std::mem::take(&mut mir.block_mut(block).insts);
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            let free = mir.inst(inst).args.iter().all(|a| !inside[a.index()]);
            let is_item = matches!(mir.inst(inst).op, Opcode::ListItem | Opcode::ListItemAt);
            let changes = if is_item { changes_items } else { changes_memory };
            if !free || !may_move(mir, inst, always, changes) {
                kept.push(inst);
                continue;
            }
            if mir.inst(inst).op.is_guard() {
                let Some(blame) = mir.inst(inst).state.map(|s| mir.state(s).blamed()) else {
                    kept.push(inst);
                    continue;
                };
                let state = match states.get(&blame) {
                    Some(&known) => Some(known),
                    None => state_in_front(mir, of.header, front, blame),
                };
                let Some(state) = state.filter(|_| is_allowed(mir, inst, blame, request)) else {
                    kept.push(inst);
                    continue;
                };
                states.insert(blame, state);
                mir.insts[inst.index()].state = Some(state);
            }
            if let Some(result) = mir.inst(inst).result {
                inside[result.index()] = false;
            }
            mir.block_mut(front).insts.push(inst);
        }
        mir.block_mut(block).insts = kept;
    }
}

fn may_move(mir: &Mir, inst: Inst, always: bool, changes_memory: bool) -> bool {
    let data = mir.inst(inst);
    let effects = ops::effects_of(data);
    let quiet = effects == effect::PURE || effects == effect::READS && !changes_memory;
    // Fields of iterators change in loops by nature; entries take frames apart in order; a box is
    // better made where it is needed.
    let bound = matches!(
        data.op,
        Opcode::LoadField
            | Opcode::LoadFieldInt
            | Opcode::Arg
            | Opcode::FrameLocal
            | Opcode::FrameStack
            | Opcode::BoxInt
            | Opcode::BoxFloat
            | Opcode::IncRef
    );
    // A read may only be right behind the guard of the branch it stands in.
    let speculative = !always && (data.op.is_guard() || effects != effect::PURE || data.op == Opcode::TupleItem);
    quiet && !bound && !speculative && data.handler.is_none()
}

fn is_allowed(mir: &Mir, inst: Inst, (snapshot, at): (u32, u32), request: &CompileRequest) -> bool {
    ops::guard_reason(mir.inst(inst)).is_some_and(|reason| !request.is_denied(snapshot, at, reason))
}

/// The header's entry state in terms of what the first iteration is entered with.
pub(super) fn state_in_front(mir: &mut Mir, header: Block, front: Block, blame: (u32, u32)) -> Option<State> {
    let mut data = mir.state(mir.block(header).entry_state?).clone();
    let Term::Jump(target) = &mir.block(front).term else { return None };
    let args = target.args.clone();
    let param = |v: Value| match mir.values[v.index()].def {
        Def::Param(block, index) if block == header => Some(index as usize),
        _ => None,
    };
    data.map_values(|v| param(v).map_or(v, |i| args[i]));
    data.blame = Some(blame);
    Some(mir.add_state(data))
}
