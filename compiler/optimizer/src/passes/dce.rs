//! Dead code: instructions whose results nobody needs, parameters that only feed themselves, and blocks
//! that nothing leads to.
//!
//! Needed are effects, guards, and what frame states mention: tier 0 may read every local.

use taipan_abi::helpers::effect;
use taipan_abi::request::CompileRequest;

use crate::mir::cfg::Cfg;
use crate::mir::ops::{self, Leave};
use crate::mir::{Def, Mir, Term, Value};

pub fn run(mir: &mut Mir, _request: &CompileRequest) {
    let cfg = Cfg::new(mir);
    for (i, block) in mir.blocks.iter_mut().enumerate() {
        if cfg.position[i] == u32::MAX {
            block.insts.clear();
            block.params.clear();
            block.term = Term::Unreachable;
            block.entry_state = None;
        }
    }
    let mut live = vec![false; mir.values.len()];
    let mut work: Vec<Value> = Vec::new();
    let mut states = vec![false; mir.states.len()];
    let mut roots: Vec<Value> = Vec::new();
    for &block in &cfg.order {
        let data = mir.block(block);
        for &inst in &data.insts {
            let inst = mir.inst(inst);
            if !is_removable(inst) {
                roots.extend(&inst.args);
                mark_state(mir, inst.state, &mut states, &mut roots);
            }
        }
        mark_state(mir, data.term.state(), &mut states, &mut roots);
        mark_state(mir, data.entry_state, &mut states, &mut roots);
        match data.term {
            Term::Branch { condition, .. } => roots.push(condition),
            Term::Return { value, .. } | Term::Yield { value, .. } => roots.push(value),
            _ => {}
        }
    }
    work.append(&mut roots);
    while let Some(value) = work.pop() {
        if std::mem::replace(&mut live[value.index()], true) {
            continue;
        }
        match mir.values[value.index()].def {
            Def::None => {}
            Def::Inst(inst) => {
                work.extend(&mir.inst(inst).args);
                mark_state(mir, mir.inst(inst).state, &mut states, &mut work);
            }
            Def::Param(block, index) => {
                for &pred in &cfg.preds[block.index()] {
                    for target in mir.edges(pred) {
                        if target.block == block {
                            work.push(target.args[index as usize]);
                        }
                    }
                }
            }
        }
    }
    for &block in &cfg.order {
        let insts = std::mem::take(&mut mir.block_mut(block).insts);
        let kept = insts
            .into_iter()
            .filter(|&inst| {
                let data = mir.inst(inst);
                !is_removable(data) || data.result.is_some_and(|r| live[r.index()])
            })
            .collect();
        mir.block_mut(block).insts = kept;
        let params = mir.block(block).params.clone();
        if params.iter().any(|p| !live[p.index()]) {
            let preds = cfg.preds[block.index()].clone();
            mir.retain_params(block, &preds, |i| live[params[i].index()]);
        }
    }
}

/// Guards are removed only by those who know that they hold.
fn is_removable(data: &crate::mir::InstData) -> bool {
    let allowed = effect::READS | effect::ALLOCATES;
    ops::effects_of(data) & !allowed == 0
        && !matches!(data.op.row().leave, Leave::Guard(_) | Leave::GuardFor)
        && data.handler.is_none()
        && data.result.is_some()
}

fn mark_state(mir: &Mir, state: Option<crate::mir::State>, seen: &mut [bool], out: &mut Vec<Value>) {
    let mut at = state;
    while let Some(state) = at {
        if std::mem::replace(&mut seen[state.index()], true) {
            return;
        }
        out.extend(mir.state(state).values());
        at = mir.state(state).parent;
    }
}
