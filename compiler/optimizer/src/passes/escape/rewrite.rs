//! Takes objects apart: fields become values.

use rustc_hash::FxHashMap;
use taipan_abi::layout::FieldKind;

use super::{Object, Origin, strip};
use crate::mir::cfg::Cfg;
use crate::mir::repair::{Repair, Variable};
use crate::mir::{
    Block, Def, FrameState, Imm, Inst, Mir, Opcode, Replacements, Slot, State, Term, Value, Virtual, make,
};

struct Rewrite<'a> {
    mir: &'a mut Mir,
    cfg: &'a Cfg,
    objects: Vec<Object>,
    number: FxHashMap<Value, usize>,
    repair: Repair,
    /// The variable of each object's first field; the others follow.
    first: Vec<Variable>,
    /// How frames look behind entries whose objects are taken apart.
    unpacks: FxHashMap<Block, State>,
    replaced: Replacements,
    /// By the state before, that of the frame around it now, and what objects in it consist of.
    states: FxHashMap<(State, Option<State>, Vec<Value>), State>,
}

pub(super) fn run(mir: &mut Mir, cfg: &Cfg, objects: Vec<Object>) {
    let number = objects.iter().enumerate().map(|(i, o)| (o.name, i)).collect();
    let mut repair = Repair::default();
    let mut first = Vec::new();
    for object in &objects {
        let variables: Vec<Variable> =
            (0..object.count).map(|i| repair.variable(object.field_repr(i), object.field_type(i))).collect();
        first.push(variables.first().copied().unwrap_or_default());
    }
    let mut rewrite = Rewrite {
        mir,
        cfg,
        objects,
        number,
        repair,
        first,
        unpacks: FxHashMap::default(),
        replaced: Replacements::default(),
        states: FxHashMap::default(),
    };
    rewrite.find_unpacks();
    rewrite.parameters();
    for &block in &cfg.order {
        rewrite.block(block);
    }
    rewrite.edges();
    let Rewrite { objects, replaced, mir, .. } = rewrite;
    replaced.apply(mir);
    for &block in &cfg.order {
        let gone = |v: Value| objects.iter().any(|o| o.name == v);
        let params = mir.block(block).params.clone();
        if params.iter().any(|&p| gone(p)) {
            mir.retain_params(block, &cfg.preds[block.index()], |i| !gone(params[i]));
        }
    }
}

impl Rewrite<'_> {
    fn fields(&self, object: usize) -> impl Iterator<Item = Variable> + use<> {
        let first = self.first[object];
        first..first + self.objects[object].count
    }

    /// The fields of parameters are parameters.
    fn parameters(&mut self) {
        for object in 0..self.objects.len() {
            if let Origin::Param(block, _) = self.objects[object].origin {
                for variable in self.fields(object) {
                    let param = self.repair.param(self.mir, block, variable);
                    self.repair.begin(block, variable, param);
                }
            }
        }
    }

    /// Says how the frame looks where objects that came with it are taken apart: as at the start of the block behind.
    fn find_unpacks(&mut self) {
        for object in 0..self.objects.len() {
            let Object { origin: Origin::Frame, block, .. } = self.objects[object] else { continue };
            let Term::Jump(target) = self.mir.block(block).term.clone() else { continue };
            let Some(state) = self.mir.block(target.block).entry_state else { continue };
            if self.unpacks.contains_key(&block) {
                continue;
            }
            let mut data = self.mir.state(state).clone();
            data.map_values(|value| match self.mir.values[value.index()].def {
                Def::Param(owner, index) if owner == target.block => target.args[index as usize],
                _ => value,
            });
            let state = self.mir.add_state(data);
            self.unpacks.insert(block, state);
        }
    }

    /// What a field holds at the end of a block, or of what is rewritten of it so far.
    fn read(&mut self, block: Block, variable: Variable) -> Value {
        self.repair.read_at_end(self.mir, self.cfg, block, variable)
    }

    fn object_of(&self, value: Value) -> Option<usize> {
        self.number.get(&strip(self.mir, value)).copied()
    }

    fn block(&mut self, block: Block) {
        if let Some(state) = self.mir.block(block).entry_state {
            // Nothing is written in the block yet.
            let state = self.state(block, state);
            self.mir.block_mut(block).entry_state = Some(state);
        }
        let insts = std::mem::take(&mut self.mir.block_mut(block).insts);
        for inst in insts {
            if let Some(state) = self.mir.inst(inst).state {
                let state = self.state(block, state);
                self.mir.insts[inst.index()].state = Some(state);
            }
            if !self.is_taken_apart(block, inst) {
                self.mir.block_mut(block).insts.push(inst);
            }
        }
        self.unpack(block);
        if let Some(state) = self.mir.block(block).term.state() {
            let new = self.state(block, state);
            match &mut self.mir.block_mut(block).term {
                Term::Return { state, .. } | Term::Yield { state, .. } | Term::Exit { state, .. } => *state = new,
                Term::Open | Term::Jump(_) | Term::Branch { .. } | Term::Unreachable => {}
            }
        }
    }

    /// Whether an instruction works on an object that is not there any more.
    fn is_taken_apart(&mut self, block: Block, inst: Inst) -> bool {
        let data = self.mir.inst(inst).clone();
        if let Some(&object) = data.result.and_then(|r| self.number.get(&r))
            && data.op == Opcode::New
        {
            for (variable, &arg) in self.fields(object).zip(&data.args) {
                self.repair.define(block, variable, arg);
            }
            return true;
        }
        let Some(object) = data.args.first().and_then(|&a| self.object_of(a)) else { return false };
        let field = match (data.op, data.imm) {
            (_, Imm::Field(field)) => self.objects[object].index_of(field),
            (Opcode::TupleItem, _) => self.mir.ty(data.args[1]).as_int().map(|n| n as usize),
            _ => None,
        };
        match (data.op, field, data.result) {
            (Opcode::StoreFieldInt, Some(field), _) => {
                self.repair.define(block, self.first[object] + field, data.args[1]);
            }
            (Opcode::LoadField | Opcode::LoadFieldInt | Opcode::TupleItem, Some(field), Some(result)) => {
                let value = self.read(block, self.first[object] + field);
                self.replaced.insert(result, value);
            }
            // A guard of what is known.
            (_, _, Some(result)) => self.replaced.insert(result, self.objects[object].name),
            _ => return false,
        }
        true
    }

    /// The frame state with objects that were not made.
    fn state(&mut self, block: Block, state: State) -> State {
        let mut data = self.mir.state(state).clone();
        let parent = data.parent;
        data.parent = parent.map(|p| self.state(block, p));
        let mut objects: Vec<usize> = Vec::new();
        for slot in data.locals.iter().chain(&data.stack) {
            if let Slot::Value(value) = slot
                && let Some(object) = self.object_of(*value)
                && !(self.objects[object].origin == Origin::Frame && self.objects[object].block == block)
                && !objects.contains(&object)
            {
                objects.push(object);
            }
        }
        if objects.is_empty() && data.parent == parent {
            return state;
        }
        let mut contents: Vec<Value> = Vec::new();
        let mut virtuals = data.virtuals.clone();
        for &object in &objects {
            let mut fields = Vec::new();
            for variable in self.fields(object) {
                let value = self.read(block, variable);
                contents.push(value);
                fields.push(Slot::Value(value));
            }
            virtuals.push(Virtual { class: self.objects[object].class, fields });
        }
        let key = (state, data.parent, contents);
        if let Some(&known) = self.states.get(&key) {
            return known;
        }
        let first = data.virtuals.len();
        let slot = |slot: &Slot| match slot {
            Slot::Value(value) => match self.object_of(*value).and_then(|o| objects.iter().position(|x| *x == o)) {
                Some(place) => Slot::Virtual((first + place) as u32),
                None => *slot,
            },
            Slot::Virtual(_) => *slot,
        };
        let locals = data.locals.iter().map(slot).collect();
        let stack = data.stack.iter().map(slot).collect();
        let new = self.mir.add_state(FrameState { locals, stack, virtuals, ..data });
        self.states.insert(key, new);
        new
    }

    /// Takes apart what came with a frame, at the end of the entry block.
    fn unpack(&mut self, block: Block) {
        let Some(&state) = self.unpacks.get(&block) else { return };
        let here = |o: &Object| o.origin == Origin::Frame && o.block == block;
        let objects: Vec<usize> = (0..self.objects.len()).filter(|&o| here(&self.objects[o])).collect();
        // Others may have been made in the block.
        let state = self.state(block, state);
        // Nothing is read before all guards hold.
        let mut names = Vec::new();
        for &object in &objects {
            let (name, class) = (self.objects[object].name, self.objects[object].class.class());
            let guard = make::guard_class(name).imm(Imm::Class(class)).state(state);
            let name = self.mir.push(block, guard).unwrap_or(name);
            names.push(self.mir.push(block, make::guard_unique(name).state(state)).unwrap_or(name));
        }
        for (&object, name) in objects.iter().zip(names) {
            for (i, &field) in self.objects[object].class.fields().iter().enumerate() {
                let load = match field.kind() {
                    FieldKind::I64 => make::load_field_int(name),
                    FieldKind::Word => make::load_field(name),
                };
                if let Some(value) = self.mir.push(block, load.imm(Imm::Field(field))) {
                    self.repair.define(block, self.first[object] + i, value);
                }
            }
        }
    }

    /// Passes fields for the parameters made for them.
    fn edges(&mut self) {
        for object in 0..self.objects.len() {
            let Origin::Param(block, index) = self.objects[object].origin else { continue };
            for field in 0..self.objects[object].count {
                self.pass(block, index as usize, field);
            }
        }
        self.repair.finish(self.mir, self.cfg);
    }

    /// Appends a field of what is passed for a parameter to every edge to its block.
    fn pass(&mut self, block: Block, index: usize, field: usize) {
        let mut preds = self.cfg.preds[block.index()].clone();
        preds.sort_unstable();
        preds.dedup();
        for pred in preds {
            let edges: Vec<(Block, Vec<Value>)> =
                self.mir.edges(pred).iter().map(|t| (t.block, t.args.clone())).collect();
            let mut values = Vec::new();
            for (to, args) in &edges {
                let object = if *to == block { self.object_of(args[index]) } else { None };
                values.push(object.map(|o| self.read(pred, self.first[o] + field)));
            }
            let mut next = 0;
            self.mir.for_edges_mut(pred, |target| {
                target.args.extend(values[next]);
                next += 1;
            });
        }
    }
}
