//! Which objects may stay unmade: optimistic, all that could be, until each use of those that are left is one that
//! needs no object.

use rustc_hash::{FxHashMap, FxHashSet};
use taipan_abi::exits::ExitReason;
use taipan_abi::helpers::effect;
use taipan_abi::layout::{Field, VirtualClass};
use taipan_abi::request::CompileRequest;

use super::{Object, Origin, strip};
use crate::mir::cfg::Cfg;
use crate::mir::{Block, Def, Imm, Inst, Mir, Opcode, Repr, Slot, State, Term, Value, ops};

/// A name passed for a parameter.
struct Pass {
    from: Value,
    to: Value,
}

#[derive(Default)]
struct Search {
    objects: FxHashMap<Value, Object>,
    passes: Vec<Pass>,
    /// Blocks that use a name.
    used_in: FxHashMap<Value, FxHashSet<Block>>,
    spoilt: FxHashSet<Value>,
}

pub(super) fn find(mir: &Mir, cfg: &Cfg, request: &CompileRequest) -> Vec<Object> {
    let mut search = Search::default();
    search.seed(mir, cfg, request);
    if search.objects.is_empty() {
        return Vec::new();
    }
    for &block in &cfg.order {
        search.block(mir, block);
    }
    search.settle(mir, cfg);
    let mut objects: Vec<Object> = search.objects.into_values().collect();
    objects.sort_unstable_by_key(|o| o.name);
    objects
}

/// The class whose fields are stepped.
fn is_iterator(class: VirtualClass) -> bool {
    matches!(class, VirtualClass::RangeIterator | VirtualClass::ListIterator | VirtualClass::TupleIterator)
}

impl Search {
    /// All that is made here, and what else fields of iterators are read of, with what is passed for it.
    fn seed(&mut self, mir: &Mir, cfg: &Cfg, request: &CompileRequest) {
        let mut work: Vec<(Value, VirtualClass)> = Vec::new();
        for &block in &cfg.order {
            for &inst in &mir.block(block).insts {
                let data = mir.inst(inst);
                if let (Opcode::New, Imm::Class(class), Some(name)) = (data.op, data.imm, data.result)
                    && let Some(class) = VirtualClass::of(class)
                {
                    let count = data.args.len();
                    self.objects.insert(name, Object { name, class, origin: Origin::New(inst), block, count });
                }
                if let (Opcode::LoadField | Opcode::LoadFieldInt, Imm::Field(field)) = (data.op, data.imm) {
                    work.push((strip(mir, data.args[0]), field.class()));
                }
            }
        }
        while let Some((name, class)) = work.pop() {
            if !is_iterator(class) || self.objects.contains_key(&name) || mir.repr(name) != Repr::Word {
                continue;
            }
            let count = class.fields().len();
            match mir.values[name.index()].def {
                Def::Param(block, index) => {
                    self.objects
                        .insert(name, Object { name, class, origin: Origin::Param(block, index), block, count });
                    for &pred in &cfg.preds[block.index()] {
                        for target in mir.edges(pred).iter().filter(|t| t.block == block) {
                            work.push((strip(mir, target.args[index as usize]), class));
                        }
                    }
                }
                Def::Inst(inst) if mir.inst(inst).op == Opcode::FrameStack => {
                    let Some(block) = entry_of(mir, inst).filter(|&b| may_unpack(mir, b, request)) else { continue };
                    self.objects.insert(name, Object { name, class, origin: Origin::Frame, block, count });
                }
                Def::Inst(_) | Def::None => {}
            }
        }
    }

    fn block(&mut self, mir: &Mir, block: Block) {
        let data = mir.block(block);
        for &inst in &data.insts {
            self.inst(mir, block, inst);
        }
        for target in mir.edges(block) {
            let mut seen: Vec<Value> = Vec::new();
            for (&arg, &param) in target.args.iter().zip(&mir.block(target.block).params) {
                let from = strip(mir, arg);
                if !self.objects.contains_key(&from) {
                    // A parameter that anything else is passed for is an object.
                    self.spoilt.insert(param);
                    continue;
                }
                self.use_in(from, block);
                if seen.contains(&from) {
                    self.spoilt.insert(from);
                }
                seen.push(from);
                self.passes.push(Pass { from, to: param });
            }
        }
        match data.term {
            Term::Return { value, .. } | Term::Yield { value, .. } => {
                self.spoilt.insert(strip(mir, value));
            }
            _ => {}
        }
        for state in [data.term.state(), data.entry_state].into_iter().flatten() {
            self.state(mir, block, state, false);
        }
    }

    fn use_in(&mut self, name: Value, block: Block) {
        self.used_in.entry(name).or_default().insert(block);
    }

    fn inst(&mut self, mir: &Mir, block: Block, inst: Inst) {
        let data = mir.inst(inst);
        for (i, &arg) in data.args.iter().enumerate() {
            let name = strip(mir, arg);
            let Some(object) = self.objects.get(&name) else { continue };
            let field_of =
                |field: Field| i == 0 && field.class() == object.class && object.origin.is_apart(object, block);
            let fine = match (data.op, data.imm) {
                (Opcode::GuardClass, Imm::Class(class)) => VirtualClass::of(class) == Some(object.class),
                (Opcode::GuardBound, _) => true,
                (Opcode::GuardLength, Imm::Index(n)) => {
                    object.class == VirtualClass::Tuple && n as usize == object.count
                }
                (Opcode::LoadField | Opcode::LoadFieldInt, Imm::Field(field)) => field_of(field),
                (Opcode::StoreFieldInt, Imm::Field(field)) => field_of(field),
                (Opcode::TupleItem, _) => {
                    let index = mir.ty(data.args[1]).as_int();
                    i == 0
                        && object.class == VirtualClass::Tuple
                        && index.is_some_and(|n| n >= 0 && (n as usize) < object.count)
                }
                _ => false,
            };
            if !fine {
                self.spoilt.insert(name);
            }
            self.use_in(name, block);
        }
        if let Some(state) = data.state {
            let observed = ops::effects_of(data) & (effect::CALLS | effect::RAISES) != 0
                && !data.op.is_guard()
                && data.op != Opcode::LeaveInline;
            self.state(mir, block, state, observed);
        }
    }

    /// A state and those of the frames around it.
    fn state(&mut self, mir: &Mir, block: Block, state: State, observed: bool) {
        let mut inner: Vec<Value> = Vec::new();
        let mut next = Some(state);
        while let Some(state) = next {
            self.frame(mir, block, state, observed);
            next = mir.state(state).parent;
            if next.is_none() && inner.is_empty() {
                return;
            }
            // What two frames know has to be one object.
            let names: Vec<Value> =
                mir.state(state).values().map(|v| strip(mir, v)).filter(|v| self.objects.contains_key(v)).collect();
            self.spoilt.extend(names.iter().filter(|v| inner.contains(v)));
            inner.extend(names);
        }
    }

    fn frame(&mut self, mir: &Mir, block: Block, state: State, observed: bool) {
        let data = mir.state(state);
        for value in data.values() {
            self.use_in(strip(mir, value), block);
        }
        if observed {
            for slot in &data.locals {
                if let Slot::Value(value) = slot {
                    self.spoilt.insert(strip(mir, *value));
                }
            }
        }
        // In fields of other objects names stay what they are.
        for slot in data.virtuals.iter().flat_map(|v| &v.fields) {
            if let Slot::Value(value) = slot {
                self.spoilt.insert(strip(mir, *value));
            }
        }
        self.spoilt.extend(data.function.map(|f| strip(mir, f)));
    }

    /// Drops what is spoilt, and what that spoils.
    fn settle(&mut self, mir: &Mir, cfg: &Cfg) {
        loop {
            let spoilt = std::mem::take(&mut self.spoilt);
            self.objects.retain(|name, _| !spoilt.contains(name));
            for pass in &self.passes {
                if pass.from == pass.to {
                    continue;
                }
                match (self.objects.get(&pass.from), self.objects.get(&pass.to)) {
                    (Some(from), Some(to)) => {
                        if from.class != to.class || self.lives_on(mir, cfg, from, to.block) {
                            self.spoilt.insert(pass.from);
                            self.spoilt.insert(pass.to);
                        }
                    }
                    (Some(from), None) => {
                        self.spoilt.insert(from.name);
                    }
                    (None, Some(to)) => {
                        self.spoilt.insert(to.name);
                    }
                    (None, None) => {}
                }
            }
            if self.spoilt.is_empty() {
                return;
            }
        }
    }

    /// Whether a name is used behind a block's start, before it is given anew.
    fn lives_on(&self, mir: &Mir, cfg: &Cfg, object: &Object, behind: Block) -> bool {
        let Some(used_in) = self.used_in.get(&object.name) else { return false };
        let mut seen = vec![false; mir.blocks.len()];
        let mut work = vec![behind];
        while let Some(block) = work.pop() {
            if block == object.block || !cfg.is_reachable(block) || std::mem::replace(&mut seen[block.index()], true) {
                continue;
            }
            if used_in.contains(&block) {
                return true;
            }
            work.extend(mir.successors(block));
        }
        behind == object.block
    }
}

impl Origin {
    /// Whether the object is taken apart already: what comes with a frame is so at the end of its block.
    fn is_apart(self, object: &Object, block: Block) -> bool {
        self != Origin::Frame || object.block != block
    }
}

/// The entry block an instruction stands in.
fn entry_of(mir: &Mir, inst: Inst) -> Option<Block> {
    mir.entries.iter().map(|(_, b)| *b).find(|&b| mir.block(b).insts.contains(&inst))
}

/// Whether guards may stand at the end of an entry block.
fn may_unpack(mir: &Mir, block: Block, request: &CompileRequest) -> bool {
    let Term::Jump(target) = &mir.block(block).term else { return false };
    let Some(state) = mir.block(target.block).entry_state else { return false };
    let at = mir.state(state);
    mir.handler_of(block).is_none() && !request.is_denied(at.snapshot, at.at, ExitReason::WrongClass)
}
