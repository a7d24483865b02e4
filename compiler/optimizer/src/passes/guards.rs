//! Guards and reads that an earlier one on every way makes superfluous.
//!
//! A walk over the dominator tree with a scoped table of pure guards and computations. What depends on
//! memory holds until something may change memory, within a block and its extended block: a block
//! with one predecessor goes on where that left off.

use rustc_hash::FxHashMap;
use taipan_abi::helpers::effect;
use taipan_abi::request::CompileRequest;

use crate::mir::cfg::Cfg;
use crate::mir::func::Args;
use crate::mir::ops::Changes;
use crate::mir::{Block, Imm, Inst, Mir, Opcode, Replacements, Value, ops};

type Key = (Opcode, Imm, Args);

pub fn run(mir: &mut Mir, _request: &CompileRequest) {
    let cfg = Cfg::new(mir);
    let (children, roots) = cfg.dominator_tree();
    let mut walk = Walk { pure: FxHashMap::default(), replaced: Replacements::default(), at_end: FxHashMap::default() };
    // Entering a unit, its invariants hold.
    enum Step {
        Enter(Block),
        Leave(Vec<Key>),
    }
    let mut steps: Vec<Step> = roots.into_iter().rev().map(Step::Enter).collect();
    while let Some(step) = steps.pop() {
        match step {
            Step::Leave(keys) => keys.iter().for_each(|k| {
                walk.pure.remove(k);
            }),
            Step::Enter(block) => {
                let is_entry = mir.entries.iter().any(|(_, e)| *e == block);
                let mut memory = match cfg.preds[block.index()].as_slice() {
                    [only] if !is_entry => walk.at_end.get(only).cloned().unwrap_or_default(),
                    [] => Memory { valid: true, known: FxHashMap::default() },
                    _ => Memory::default(),
                };
                let added = walk.block(mir, block, &mut memory);
                walk.at_end.insert(block, memory);
                steps.push(Step::Leave(added));
                steps.extend(children[block.index()].iter().rev().map(|&b| Step::Enter(b)));
            }
        }
    }
    walk.replaced.apply(mir);
}

/// What is known of memory at a place.
#[derive(Clone, Default)]
struct Memory {
    /// The unit's invariants hold.
    valid: bool,
    known: FxHashMap<Key, Value>,
}

struct Walk {
    pure: FxHashMap<Key, Value>,
    replaced: Replacements,
    at_end: FxHashMap<Block, Memory>,
}

impl Walk {
    fn block(&mut self, mir: &mut Mir, block: Block, memory: &mut Memory) -> Vec<Key> {
        let mut added = Vec::new();
        let insts = std::mem::take(&mut mir.block_mut(block).insts);
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            for i in 0..mir.inst(inst).args.len() {
                let arg = self.replaced.resolve(mir.inst(inst).args[i]);
                mir.insts[inst.index()].args[i] = arg;
            }
            if !self.is_known(mir, inst, memory, &mut added) {
                kept.push(inst);
            }
        }
        mir.block_mut(block).insts = kept;
        added
    }

    /// Whether the instruction is superfluous; otherwise it is remembered.
    fn is_known(&mut self, mir: &Mir, inst: Inst, memory: &mut Memory, added: &mut Vec<Key>) -> bool {
        let data = mir.inst(inst);
        let effects = ops::effects_of(data);
        if data.op == Opcode::GuardValid {
            return std::mem::replace(&mut memory.valid, true);
        }
        if effects & effect::CALLS != 0 {
            *memory = Memory::default();
            return false;
        }
        match ops::changes_of(data) {
            Changes::Nothing => {}
            Changes::Field(_) => {
                memory.known.retain(|(op, imm, _), _| *op != Opcode::LoadFieldInt || *imm != data.imm);
            }
            Changes::Items => {
                memory.known.retain(|(op, ..), _| !matches!(op, Opcode::ListItem | Opcode::ListItemAt));
            }
            Changes::Anything => memory.known.clear(),
        }
        if effects & effect::WRITES != 0 {
            return false;
        }
        let Some(result) = data.result else { return false };
        let countable = effects == effect::PURE || effects == effect::READS;
        if !countable || data.op == Opcode::CallHelper || data.op.row().operands.is_empty() && !is_constant(data.op) {
            return false;
        }
        // Boxes may be objects of their own; two of them are as good as one, but not the same `is`.
        if matches!(data.op, Opcode::BoxInt | Opcode::BoxFloat) {
            return false;
        }
        let key = (data.op, data.imm, data.args.clone());
        let table = if effects == effect::PURE { &mut self.pure } else { &mut memory.known };
        match table.get(&key) {
            Some(&earlier) => {
                self.replaced.insert(result, earlier);
                true
            }
            None => {
                table.insert(key.clone(), result);
                if effects == effect::PURE {
                    added.push(key);
                }
                false
            }
        }
    }
}

fn is_constant(op: Opcode) -> bool {
    matches!(op, Opcode::ConstInt | Opcode::ConstFloat | Opcode::ConstBool | Opcode::ConstWord | Opcode::ConstObject)
}
