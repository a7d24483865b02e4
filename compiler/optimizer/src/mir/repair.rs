//! Brings variables with several definitions into SSA form, on demand: parameters where ways with different values
//! meet (Braun and others, "Simple and Efficient Construction of Static Single Assignment Form").
//!
//! What a variable holds at the end of a block is told by [`Repair::define`], by default what it holds at its start.
//! Reads must be behind definitions on every way. Parameters that always get the same are left to `simplify`.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::cfg::Cfg;
use super::func::{Block, Mir, Value};
use super::ops::Repr;
use super::types::Type;

/// A variable, by number.
pub type Variable = usize;

#[derive(Default)]
pub struct Repair {
    kinds: Vec<(Repr, Type)>,
    at_start: FxHashMap<(Block, Variable), Value>,
    at_end: FxHashMap<(Block, Variable), Value>,
    /// Parameters whose arguments are missing, as they were made.
    open: VecDeque<(Block, Variable)>,
}

impl Repair {
    pub fn variable(&mut self, repr: Repr, ty: Type) -> Variable {
        self.kinds.push((repr, ty));
        self.kinds.len() - 1
    }

    pub fn param(&self, mir: &mut Mir, block: Block, variable: Variable) -> Value {
        let (repr, ty) = self.kinds[variable];
        mir.add_param(block, repr, ty)
    }

    /// Says what a variable holds at a block's start.
    pub fn begin(&mut self, block: Block, variable: Variable, value: Value) {
        self.at_start.insert((block, variable), value);
    }

    /// Says what a variable holds at a block's end, as far as the block is known.
    pub fn define(&mut self, block: Block, variable: Variable, value: Value) {
        self.at_end.insert((block, variable), value);
    }

    pub fn read_at_start(&mut self, mir: &mut Mir, cfg: &Cfg, block: Block, variable: Variable) -> Value {
        // Up through blocks with one way in, to where it is known or ways meet.
        let mut way = Vec::new();
        let mut at = block;
        let found = loop {
            if let Some(&known) = self.at_start.get(&(at, variable)) {
                break known;
            }
            way.push(at);
            match cfg.preds[at.index()].as_slice() {
                &[only] => {
                    if let Some(&known) = self.at_end.get(&(only, variable)) {
                        break known;
                    }
                    at = only;
                }
                _ => {
                    self.open.push_back((at, variable));
                    break self.param(mir, at, variable);
                }
            }
        };
        for at in way {
            self.at_start.insert((at, variable), found);
        }
        found
    }

    pub fn read_at_end(&mut self, mir: &mut Mir, cfg: &Cfg, block: Block, variable: Variable) -> Value {
        match self.at_end.get(&(block, variable)) {
            Some(&known) => known,
            None => self.read_at_start(mir, cfg, block, variable),
        }
    }

    /// Passes the arguments of all parameters that were made. Nothing is read afterwards.
    pub fn finish(&mut self, mir: &mut Mir, cfg: &Cfg) {
        while let Some((block, variable)) = self.open.pop_front() {
            let mut preds = cfg.preds[block.index()].clone();
            preds.sort_unstable();
            preds.dedup();
            for pred in preds {
                let value = self.read_at_end(mir, cfg, pred, variable);
                mir.for_edges_mut(pred, |target| {
                    if target.block == block {
                        target.args.push(value);
                    }
                });
            }
        }
    }
}
