//! Checks what the refcount pass made: on every path each reference the code owns is given up exactly once.
//!
//! Walks each block with the number of references held of every object, which must be the same on all
//! ways to a block, never fall below zero, and be zero where the function is left.

use rustc_hash::FxHashMap;

use super::refcount::root;
use crate::mir::cfg::Cfg;
use crate::mir::ops::{self, Own};
use crate::mir::{ExitPlan, Imm, Mir, Opcode, Repr, Target, Term, Value};

type Held = FxHashMap<Value, i32>;

/// The first reference that is lost or given up twice, in words.
pub fn check(mir: &Mir) -> Result<(), String> {
    let cfg = Cfg::new(mir);
    let mut at_start: Vec<Option<Held>> = vec![None; mir.blocks.len()];
    for &(_, entry) in &mir.entries {
        at_start[entry.index()] = Some(Held::default());
    }
    for &block in &cfg.order {
        let Some(mut held) = at_start[block.index()].clone() else { continue };
        let fail = |message: String| format!("{block}: {message}");
        for &inst in &mir.block(block).insts {
            let data = mir.inst(inst);
            for (i, &arg) in data.args.iter().enumerate() {
                if ops::consumes(data, i) && counted(mir, arg) {
                    take(mir, &mut held, arg).map_err(fail)?;
                }
            }
            if let Some(plan) = mir.plans.get(&inst) {
                leave(held.clone(), plan).map_err(|m| fail(format!("{} {m}", data.op.row().name)))?;
            }
            if let Some(handler) = &data.handler {
                edge(mir, handler, held.clone(), &mut at_start).map_err(fail)?;
            }
            if data.op == Opcode::IncRef {
                *held.entry(root(mir, data.args[0])).or_default() += 1;
            }
            if let Some(result) = data.result
                && data.op.row().own == Own::Owned
                && counted(mir, result)
                && !matches!(data.imm, Imm::Helper(h) if h.info().answer != taipan_abi::helpers::Answer::Word)
            {
                *held.entry(result).or_default() += 1;
            }
            held.retain(|_, n| *n != 0);
        }
        let term = &mir.block(block).term;
        if let Term::Return { value, .. } | Term::Yield { value, .. } = term
            && counted(mir, *value)
        {
            take(mir, &mut held, *value).map_err(fail)?;
        }
        held.retain(|_, n| *n != 0);
        match term {
            Term::Return { .. } if !held.is_empty() => return Err(fail(format!("returns holding {held:?}"))),
            Term::Yield { .. } | Term::Exit { .. } => {
                let plan = mir.term_plans.get(&block).cloned().unwrap_or_default();
                leave(held.clone(), &plan).map_err(fail)?;
            }
            _ => {}
        }
        for target in term.targets() {
            edge(mir, target, held.clone(), &mut at_start).map_err(fail)?;
        }
    }
    Ok(())
}

fn counted(mir: &Mir, value: Value) -> bool {
    mir.repr(value) == Repr::Word && mir.ty(value).is_counted()
}

fn take(mir: &Mir, held: &mut Held, value: Value) -> Result<(), String> {
    let owner = root(mir, value);
    let count = held.entry(owner).or_default();
    *count -= 1;
    if *count < 0 { Err(format!("{owner} is given up but not held")) } else { Ok(()) }
}

/// At an exit, what is held must be moved or dropped, and nothing else.
fn leave(mut held: Held, plan: &ExitPlan) -> Result<(), String> {
    for value in plan.moved.iter().chain(&plan.dropped) {
        *held.entry(*value).or_default() -= 1;
    }
    held.retain(|_, n| *n != 0);
    if held.is_empty() { Ok(()) } else { Err(format!("leaves holding {held:?}")) }
}

fn edge(mir: &Mir, target: &Target, mut held: Held, at_start: &mut [Option<Held>]) -> Result<(), String> {
    let params = &mir.block(target.block).params;
    for (&arg, &param) in target.args.iter().zip(params) {
        if counted(mir, param) && counted(mir, arg) {
            take(mir, &mut held, arg)?;
        }
    }
    for &param in params {
        if counted(mir, param) {
            *held.entry(param).or_default() += 1;
        }
    }
    held.retain(|_, n| *n != 0);
    match &at_start[target.block.index()] {
        Some(known) if *known != held => Err(format!("{} is reached holding {held:?}, and {known:?}", target.block)),
        Some(_) => Ok(()),
        None => {
            at_start[target.block.index()] = Some(held);
            Ok(())
        }
    }
}
