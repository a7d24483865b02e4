//! Objects that die in loops: their destructors run any Python code, so that nothing read of memory in front of such
//! a loop holds in it.
//!
//! Where references are given up is decided last, by the refcount pass. Passes that move reads out of loops ask
//! [`may_drop`], which foresees it from ownership; in the end [`are_reads_stale`] looks at what came out.

use super::cfg::{Cfg, Loop};
use super::func::{Block, Inst, InstData, Mir, Term, Value};
use super::ops::{self, Changes, Opcode, Own, Repr};
use super::types::{Type, bits};

/// Classes whose objects run no Python code when they die.
const SILENT: u32 = bits::IMMEDIATE | bits::INT | bits::FLOAT | bits::STR | bits::BYTES | bits::RANGE_ITER;

/// Whether giving up a value may run Python code.
fn runs_code(ty: Type) -> bool {
    ty.is_counted() && !ty.is_within(SILENT)
}

/// Whether an object may die in the loop, as far as that can be told before references are counted.
pub fn may_drop(mir: &Mir, of: &Loop) -> bool {
    of.blocks.iter().any(|&block| {
        let data = mir.block(block);
        let is_owned = |v: &Value| mir.repr(*v) == Repr::Word && runs_code(mir.ty(*v));
        data.params.iter().any(is_owned)
            || data.insts.iter().enumerate().any(|(place, &inst)| {
                let data = mir.inst(inst);
                let Some(result) = data.result.filter(is_owned) else { return false };
                match data.op.row().own {
                    Own::Owned => true,
                    Own::Inner | Own::Part => outlives_memory(mir, of, block, place, result),
                    Own::Plain | Own::Alias | Own::Static => false,
                }
            })
    })
}

/// Whether what was read of memory is used in another block, or behind something that changes memory: then it is
/// counted.
fn outlives_memory(mir: &Mir, of: &Loop, home: Block, place: usize, value: Value) -> bool {
    let mut names = vec![value];
    let mut changed = false;
    for &inst in &mir.block(home).insts[place + 1..] {
        let data = mir.inst(inst);
        let uses = uses_any(mir, data, &names);
        let changes = ops::changes_of(data) != Changes::Nothing;
        if uses && (changed || changes)
            || data.handler.as_ref().is_some_and(|t| t.args.iter().any(|a| names.contains(a)))
        {
            return true;
        }
        changed |= changes;
        if uses && data.op.row().own == Own::Alias && names.contains(&data.args[0]) {
            names.extend(data.result);
        }
    }
    let data = mir.block(home);
    let mut is_used = data.term.targets().iter().any(|t| t.args.iter().any(|a| names.contains(a)));
    if let Some(state) = data.term.state() {
        mir.visit_state(state, &mut |v| is_used |= names.contains(&v));
    }
    is_used || of.blocks.iter().any(|&b| b != home && is_used_in(mir, b, &names)) || is_used_outside(mir, of, &names)
}

fn uses_any(mir: &Mir, data: &InstData, names: &[Value]) -> bool {
    let mut found = data.args.iter().any(|a| names.contains(a));
    if let Some(state) = data.state {
        mir.visit_state(state, &mut |v| found |= names.contains(&v));
    }
    found
}

fn is_used_in(mir: &Mir, block: Block, names: &[Value]) -> bool {
    let data = mir.block(block);
    let mut found = data.insts.iter().any(|&i| uses_any(mir, mir.inst(i), names));
    found |= mir.edges(block).iter().any(|t| t.args.iter().any(|a| names.contains(a)));
    if let Term::Return { value, .. } | Term::Yield { value, .. } = &data.term {
        found |= names.contains(value);
    }
    if let Some(state) = data.term.state() {
        mir.visit_state(state, &mut |v| found |= names.contains(&v));
    }
    found
}

fn is_used_outside(mir: &Mir, of: &Loop, names: &[Value]) -> bool {
    (0..mir.blocks.len() as u32).map(Block).any(|b| !of.contains(b) && is_used_in(mir, b, names))
}

/// Whether, with all references counted, some loop uses what was read of memory in front of it although objects die in
/// it.
pub fn are_reads_stale(mir: &Mir) -> bool {
    let cfg = Cfg::new(mir);
    let mut home = vec![None; mir.values.len()];
    for &block in &cfg.order {
        for result in mir.block(block).insts.iter().filter_map(|&i| mir.inst(i).result) {
            home[result.index()] = Some(block);
        }
    }
    let from_outside = |of: &Loop, value: Value| home[value.index()].is_some_and(|b| !of.contains(b));
    let is_stale = |of: &Loop, inst: &Inst| {
        let data = mir.inst(*inst);
        data.args.iter().any(|&arg| {
            let Some(read) = mir.def_inst(arg).filter(|_| from_outside(of, arg)) else { return false };
            match data.op {
                Opcode::ListItem | Opcode::ListItemAt | Opcode::ListPut | Opcode::ListPutAt | Opcode::Rely => {
                    matches!(read.op, Opcode::ListItems | Opcode::ListLen)
                }
                Opcode::GuardIndex | Opcode::IntIndex | Opcode::IntCmp => read.op == Opcode::ListLen,
                Opcode::LoadSlot | Opcode::StoreSlot | Opcode::AddSlot => {
                    matches!(read.op, Opcode::GuardShape | Opcode::GuardShapes)
                }
                _ => false,
            }
        })
    };
    cfg.loops().iter().any(|of| {
        let insts = || of.blocks.iter().flat_map(|&b| &mir.block(b).insts);
        let drops = |inst: &Inst| {
            let data = mir.inst(*inst);
            data.op == Opcode::DecRef && runs_code(mir.ty(data.args[0]))
        };
        insts().any(drops) && insts().any(|inst| is_stale(of, inst))
    })
}
