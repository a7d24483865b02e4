//! Objects that die in loops: their destructors run any Python code, so that nothing read of memory in front of such
//! a loop holds in it.
//!
//! Where references are given up is decided last, by the refcount pass. Passes that move reads out of loops ask
//! [`Drops`], which foresees it from ownership; in the end [`are_reads_stale`] looks at what came out.

use smallvec::SmallVec;

use super::cfg::{Cfg, Loop};
use super::func::{Block, Inst, Mir, State, Term, Value};
use super::ops::{self, Changes, Opcode, Own, Repr};
use super::types::{Type, bits};
use crate::passes::refcount::root;

/// Classes whose objects run no Python code when they die.
const SILENT: u32 = bits::IMMEDIATE | bits::INT | bits::FLOAT | bits::STR | bits::BYTES | bits::RANGE_ITER;

/// Whether giving up a value may run Python code.
pub fn runs_code(ty: Type) -> bool {
    ty.is_counted() && !ty.is_within(SILENT)
}

/// Which values that are read of memory will be counted.
pub struct Drops {
    counted: Vec<bool>,
}

/// Where a value is read of memory: its block, and how often that changed memory before.
type Read = (Block, u32);

impl Drops {
    /// Looks at all uses of what is read of memory: those in other blocks, and behind something that changes memory,
    /// make it counted.
    pub fn new(mir: &Mir) -> Drops {
        let mut walk = Walk { mir, reads: vec![None; mir.values.len()], counted: vec![false; mir.values.len()] };
        for block in (0..mir.blocks.len() as u32).map(Block) {
            let mut changes = 0;
            for &inst in &mir.block(block).insts {
                let data = mir.inst(inst);
                if let Some(result) = data.result.filter(|_| matches!(data.op.row().own, Own::Inner | Own::Part)) {
                    walk.reads[result.index()] = Some((block, changes));
                }
                changes += (ops::changes_of(data) != Changes::Nothing) as u32;
            }
        }
        for block in (0..mir.blocks.len() as u32).map(Block) {
            walk.block(block);
        }
        Drops { counted: walk.counted }
    }

    /// Whether an object may die in the loop, as far as that can be told before references are counted.
    pub fn in_loop(&self, mir: &Mir, of: &Loop) -> bool {
        of.blocks.iter().any(|&block| {
            let data = mir.block(block);
            let is_object = |v: &Value| mir.repr(*v) == Repr::Word && runs_code(mir.ty(*v));
            data.params.iter().any(is_object)
                || data.insts.iter().any(|&inst| {
                    let data = mir.inst(inst);
                    let Some(result) = data.result.filter(is_object) else { return false };
                    match data.op.row().own {
                        Own::Owned => true,
                        // Values made since are counted, to be on the safe side.
                        Own::Inner | Own::Part => self.counted.get(result.index()).copied().unwrap_or(true),
                        Own::Plain | Own::Alias | Own::Static => false,
                    }
                })
        })
    }
}

struct Walk<'a> {
    mir: &'a Mir,
    reads: Vec<Option<Read>>,
    counted: Vec<bool>,
}

impl Walk<'_> {
    fn block(&mut self, block: Block) {
        let mut changes = 0;
        for &inst in &self.mir.block(block).insts {
            let data = self.mir.inst(inst);
            // What an instruction looks at must outlive what it changes.
            changes += (ops::changes_of(data) != Changes::Nothing) as u32;
            data.args.iter().for_each(|&v| self.used(v, block, changes));
            if let Some(state) = data.state {
                self.state(state, block, changes);
            }
            data.handler.iter().flat_map(|t| &t.args).for_each(|&v| self.passed(v));
        }
        let term = &self.mir.block(block).term;
        term.targets().iter().flat_map(|t| &t.args).for_each(|&v| self.passed(v));
        if let Term::Return { value, .. } | Term::Yield { value, .. } = term {
            self.passed(*value);
        }
        if let Some(state) = term.state() {
            self.state(state, block, u32::MAX);
        }
    }

    fn state(&mut self, state: State, block: Block, changes: u32) {
        let mut values: SmallVec<[Value; 16]> = SmallVec::new();
        self.mir.visit_state(state, &mut |v| values.push(v));
        values.into_iter().for_each(|v| self.used(v, block, changes));
    }

    fn used(&mut self, value: Value, block: Block, changes: u32) {
        let value = root(self.mir, value);
        if let Some((home, before)) = self.reads[value.index()]
            && (home != block || changes > before)
        {
            self.counted[value.index()] = true;
        }
    }

    fn passed(&mut self, value: Value) {
        let value = root(self.mir, value);
        self.counted[value.index()] |= self.reads[value.index()].is_some();
    }
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
