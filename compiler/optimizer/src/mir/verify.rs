//! What holds of every function, whatever pass made it.
//!
//! Definitions dominate uses (uses on a handler edge must not be of the instruction that raised);
//! operands have the representation their row asks for; edges carry one argument per parameter, of the
//! same representation; guards and what may raise have a frame state; an instruction with a handler ends
//! its block; types of results are no wider than their rows allow.

use super::cfg::Cfg;
use super::func::{Block, Def, Inst, Mir, State, Target, Term, Value};
use super::ops::{self, Leave, Opcode, Repr};

/// Checks a function; the first thing wrong with it, in words.
pub fn verify(mir: &Mir) -> Result<(), String> {
    Verifier { mir, cfg: Cfg::new(mir), position: positions(mir) }.run()
}

/// The place of each instruction in its block, and the block.
fn positions(mir: &Mir) -> Vec<Option<(Block, u32)>> {
    let mut out = vec![None; mir.insts.len()];
    for (b, block) in mir.blocks.iter().enumerate() {
        for (i, inst) in block.insts.iter().enumerate() {
            out[inst.index()] = Some((Block(b as u32), i as u32));
        }
    }
    out
}

struct Verifier<'a> {
    mir: &'a Mir,
    cfg: Cfg,
    position: Vec<Option<(Block, u32)>>,
}

type Check = Result<(), String>;

impl Verifier<'_> {
    fn run(&self) -> Check {
        if self.mir.entries.is_empty() {
            return Err("no entry".into());
        }
        let mut seen = vec![false; self.mir.insts.len()];
        for &block in &self.cfg.order {
            let data = self.mir.block(block);
            for (i, &param) in data.params.iter().enumerate() {
                if self.mir.values[param.index()].def != Def::Param(block, i as u32) {
                    return Err(format!("{block}: parameter {param} does not know its place"));
                }
            }
            for (i, &inst) in data.insts.iter().enumerate() {
                if std::mem::replace(&mut seen[inst.index()], true) {
                    return Err(format!("{block}: an instruction stands in two places"));
                }
                let last = i + 1 == data.insts.len();
                self.inst(block, i as u32, inst, last)
                    .map_err(|m| format!("{block}: {} (instruction {i}): {m}", self.mir.inst(inst).op.row().name))?;
            }
            self.term(block).map_err(|m| format!("{block}: terminator: {m}"))?;
            if let Some(state) = data.entry_state {
                self.state(state, block, 0)?;
            }
        }
        for &(_, entry) in &self.mir.entries {
            if !self.mir.block(entry).params.is_empty() {
                return Err(format!("entry {entry} has parameters"));
            }
        }
        Ok(())
    }

    /// A use at a position of a block; positions behind the last instruction are the terminator's.
    fn is_defined(&self, value: Value, block: Block, at: u32) -> Check {
        let Some(data) = self.mir.values.get(value.index()) else { return Err(format!("{value} does not exist")) };
        let fine = match data.def {
            Def::None => false,
            Def::Param(owner, _) => self.cfg.dominates(owner, block),
            Def::Inst(inst) => match self.position[inst.index()] {
                None => false,
                Some((owner, i)) if owner == block => i < at,
                Some((owner, _)) => self.cfg.dominates(owner, block) && !self.is_beyond_handler(inst, owner, block),
            },
        };
        if fine { Ok(()) } else { Err(format!("{value} is not defined here")) }
    }

    /// Whether the definition's block reaches the use through the handler edge of the definition alone.
    fn is_beyond_handler(&self, inst: Inst, owner: Block, mut block: Block) -> bool {
        let Some(handler) = &self.mir.inst(inst).handler else { return false };
        while let Some(parent) = self.cfg.idom[block.index()] {
            if parent == owner {
                return block == handler.block;
            }
            block = parent;
        }
        false
    }

    fn repr(&self, value: Value, wanted: Repr) -> Check {
        match self.mir.repr(value) {
            found if found == wanted => Ok(()),
            found => Err(format!("{value} is {}, not {}", found.name(), wanted.name())),
        }
    }

    fn inst(&self, block: Block, at: u32, inst: Inst, last: bool) -> Check {
        let data = self.mir.inst(inst);
        let row = data.op.row();
        if data.imm.kind() != row.imm {
            return Err(format!("immediate {:?}", data.imm));
        }
        if data.args.len() < row.operands.len() || (row.rest.is_none() && data.args.len() > row.operands.len()) {
            return Err(format!("{} operands", data.args.len()));
        }
        for (i, &arg) in data.args.iter().enumerate() {
            self.is_defined(arg, block, at)?;
            if let Some(repr) = row.operands.get(i).copied().or(row.rest).and_then(ops::Kind::repr) {
                self.repr(arg, repr)?;
            }
        }
        self.operands_of_imm(inst)?;
        match (ops::out_repr(data), data.result) {
            (None, None) => {}
            (Some(repr), Some(result)) => {
                self.repr(result, repr)?;
                if self.mir.values[result.index()].def != Def::Inst(inst) {
                    return Err(format!("{result} does not know its instruction"));
                }
                let widest = if data.op == Opcode::CallHelper { super::types::Type::ANY } else { row.ty };
                if !self.mir.ty(result).is_within(widest.bits) {
                    return Err(format!("{result} is {}, beyond {widest}", self.mir.ty(result)));
                }
            }
            _ => return Err("result does not fit the row".into()),
        }
        let needs_state = match row.leave {
            Leave::Never => false,
            Leave::Guard(_) | Leave::GuardFor | Leave::Raise => true,
            Leave::Helper => ops::may_raise(data) || ops::effects_of(data) & taipan_abi::helpers::effect::CALLS != 0,
        };
        match data.state {
            Some(state) => self.state(state, block, at)?,
            None if needs_state => return Err("no frame state".into()),
            None => {}
        }
        if let Some(handler) = &data.handler {
            if !last {
                return Err("has a handler but does not end its block".into());
            }
            if !ops::may_raise(data) {
                return Err("has a handler but never raises".into());
            }
            if data.result.is_some_and(|r| handler.args.contains(&r)) {
                return Err("gives its result to its handler".into());
            }
            self.target(handler, block, at)?;
        }
        Ok(())
    }

    /// Operands whose kind follows from the immediate.
    fn operands_of_imm(&self, inst: Inst) -> Check {
        use super::ops::Imm;
        use taipan_abi::helpers::Operand;
        use taipan_abi::layout::{FieldKind, VirtualClass};
        let data = self.mir.inst(inst);
        match (data.op, data.imm) {
            (Opcode::CallHelper, Imm::Helper(helper)) => {
                let info = helper.info();
                if data.args.len() < info.operands.len() || (!info.variadic && data.args.len() > info.operands.len()) {
                    return Err(format!("{} takes {} operands", info.name, info.operands.len()));
                }
                for (i, &arg) in data.args.iter().enumerate() {
                    self.repr(
                        arg,
                        match info.operands.get(i) {
                            Some(Operand::I64) => Repr::I64,
                            Some(Operand::F64) => Repr::F64,
                            _ => Repr::Word,
                        },
                    )?;
                }
                Ok(())
            }
            (Opcode::New, Imm::Class(class)) => {
                let class = VirtualClass::of(class).ok_or("objects of this class are not made by new")?;
                if class == VirtualClass::Tuple {
                    return data.args.iter().try_for_each(|&a| self.repr(a, Repr::Word));
                }
                if class.fields().len() != data.args.len() {
                    return Err("one operand per field".into());
                }
                for (field, &arg) in class.fields().iter().zip(&data.args) {
                    self.repr(arg, if field.kind() == FieldKind::Word { Repr::Word } else { Repr::I64 })?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn target(&self, target: &Target, block: Block, at: u32) -> Check {
        let Some(data) = self.mir.blocks.get(target.block.index()) else {
            return Err(format!("{} does not exist", target.block));
        };
        if data.params.len() != target.args.len() {
            return Err(format!("{} takes {} arguments, not {}", target.block, data.params.len(), target.args.len()));
        }
        for (&arg, &param) in target.args.iter().zip(&data.params) {
            self.is_defined(arg, block, at)?;
            self.repr(arg, self.mir.repr(param))?;
        }
        Ok(())
    }

    fn state(&self, state: State, block: Block, at: u32) -> Check {
        let mut next = Some(state);
        let mut depth = 0;
        while let Some(state) = next {
            let Some(data) = self.mir.states.get(state.index()) else { return Err(format!("{state} does not exist")) };
            for value in data.values() {
                self.is_defined(value, block, at).map_err(|m| format!("frame state {state}: {m}"))?;
            }
            let Some(activation) = self.mir.activations.get(data.activation as usize) else {
                return Err(format!("frame state {state}: inlined {} does not exist", data.activation));
            };
            let is_inlined = data.activation != 0;
            let parent = data.parent.and_then(|p| self.mir.states.get(p.index())).map(|p| p.activation);
            if is_inlined != data.parent.is_some() || is_inlined && parent != Some(activation.parent) {
                return Err(format!("frame state {state}: not the frame around inlined {}", data.activation));
            }
            next = data.parent;
            depth += 1;
            if depth > 64 {
                return Err(format!("frame state {state}: parents without end"));
            }
        }
        Ok(())
    }

    fn term(&self, block: Block) -> Check {
        let data = self.mir.block(block);
        let at = u32::MAX;
        for target in data.term.targets() {
            self.target(target, block, at)?;
        }
        match &data.term {
            Term::Open => return Err("missing".into()),
            Term::Branch { condition, .. } => {
                self.is_defined(*condition, block, at)?;
                self.repr(*condition, Repr::Bool)?;
            }
            Term::Return { value, .. } | Term::Yield { value, .. } => {
                self.is_defined(*value, block, at)?;
                self.repr(*value, Repr::Word)?;
            }
            Term::Jump(_) | Term::Exit { .. } | Term::Unreachable => {}
        }
        match data.term.state() {
            Some(state) => self.state(state, block, at),
            None => Ok(()),
        }
    }
}
