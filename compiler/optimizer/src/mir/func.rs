//! A function in MIR: blocks with parameters, instructions, frame states.
//!
//! Everything is an index into a table of [`Mir`]; numbers stay dense. A value is defined once, by an
//! instruction or as a block's parameter. Passes replace values by recording it in a [`Replacements`]
//! and sweeping once.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use taipan_abi::exits::{ExitReason, Resume};
use taipan_abi::layout::VirtualClass;
use taipan_abi::unit::{EntryKind, Invariant, TableEntry};

use super::ops::{Imm, Opcode, Repr, out_repr};
use super::types::Type;

macro_rules! index {
    ($($(#[$meta:meta])* $name:ident $prefix:literal;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            #[inline(always)]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{self}")
            }
        }
    )*};
}

index! {
    /// A value: an instruction's result or a block's parameter.
    Value "v";
    /// A basic block.
    Block "block";
    /// An instruction.
    Inst "i";
    /// A frame state.
    State "s";
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Def {
    /// Not defined (any more).
    None,
    Inst(Inst),
    Param(Block, u32),
}

#[derive(Clone, Copy, Debug)]
pub struct ValueData {
    pub def: Def,
    pub repr: Repr,
    pub ty: Type,
}

pub type Args = SmallVec<[Value; 4]>;

/// A jump's target and the arguments for its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub block: Block,
    pub args: Vec<Value>,
}

impl Target {
    pub fn new(block: Block, args: Vec<Value>) -> Target {
        Target { block, args }
    }
}

#[derive(Clone, Debug)]
pub struct InstData {
    pub op: Opcode,
    pub args: Args,
    pub imm: Imm,
    pub result: Option<Value>,
    /// The frame state: where a guard exits to, or what frames look like during a call.
    pub state: Option<State>,
    /// Where an exception goes; the instruction is then the last of its block. None: it unwinds from the
    /// frame state.
    pub handler: Option<Target>,
}

impl InstData {
    pub fn new(op: Opcode, args: &[Value]) -> InstData {
        InstData { op, args: args.into(), imm: Imm::None, result: None, state: None, handler: None }
    }

    pub fn imm(mut self, imm: Imm) -> InstData {
        self.imm = imm;
        self
    }

    pub fn state(mut self, state: State) -> InstData {
        self.state = Some(state);
        self
    }

    pub fn args(mut self, more: &[Value]) -> InstData {
        self.args.extend_from_slice(more);
        self
    }
}

/// The end of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// Not written yet.
    Open,
    Jump(Target),
    /// On a bool. `counts`: how often each way was taken.
    Branch {
        condition: Value,
        then: Target,
        otherwise: Target,
        counts: [u64; 2],
    },
    /// Consumes the value; the state's locals and operands are given up.
    Return {
        value: Value,
        state: State,
    },
    /// Suspends a generator: its frame is written out, the value consumed.
    Yield {
        value: Value,
        state: State,
    },
    /// Goes on in tier 0.
    Exit {
        reason: ExitReason,
        state: State,
    },
    /// Behind what always raises.
    Unreachable,
}

impl Term {
    pub fn targets(&self) -> SmallVec<[&Target; 2]> {
        match self {
            Term::Jump(target) => SmallVec::from_slice(&[target]),
            Term::Branch { then, otherwise, .. } => SmallVec::from_slice(&[then, otherwise]),
            _ => SmallVec::new(),
        }
    }

    pub fn targets_mut(&mut self) -> SmallVec<[&mut Target; 2]> {
        match self {
            Term::Jump(target) => {
                let mut out = SmallVec::new();
                out.push(target);
                out
            }
            Term::Branch { then, otherwise, .. } => {
                let mut out = SmallVec::new();
                out.push(then);
                out.push(otherwise);
                out
            }
            _ => SmallVec::new(),
        }
    }

    pub fn state(&self) -> Option<State> {
        match self {
            Term::Return { state, .. } | Term::Yield { state, .. } | Term::Exit { state, .. } => Some(*state),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct BlockData {
    pub params: Vec<Value>,
    pub insts: Vec<Inst>,
    pub term: Term,
    /// The frame state at the start of a loop header, in terms of its own parameters: what guards that are
    /// hoisted in front of the loop exit to.
    pub entry_state: Option<State>,
}

/// A word of a frame state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Value(Value),
    /// An object that was never made: index of the state's [`FrameState::virtuals`].
    Virtual(u32),
}

/// An object that exists in frame states only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Virtual {
    pub class: VirtualClass,
    pub fields: Vec<Slot>,
}

/// A run of an inlined function. The one with number 0 is the function that is compiled itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Activation {
    /// The activation it was called in.
    pub parent: u32,
    /// Index of the request's snapshot.
    pub snapshot: u32,
}

/// How tier 0's frame looks at some instruction, and those of the callers it was inlined into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameState {
    /// Index of the request's snapshot.
    pub snapshot: u32,
    /// The function object of an inlined frame.
    pub function: Option<Value>,
    /// The code unit of the instruction, before which this is the state.
    pub at: u32,
    /// How the frame goes on: innermost `At`; outer ones wait for a call.
    pub resume: Resume,
    pub locals: Vec<Slot>,
    pub stack: Vec<Slot>,
    /// Index of [`Mir::activations`].
    pub activation: u32,
    pub parent: Option<State>,
    pub virtuals: Vec<Virtual>,
    /// The snapshot and code unit whose assumption an exit gives up: where a guard stood that was moved. None: the
    /// instruction itself.
    pub blame: Option<(u32, u32)>,
}

impl FrameState {
    /// The snapshot and code unit whose assumption an exit gives up.
    pub fn blamed(&self) -> (u32, u32) {
        self.blame.unwrap_or((self.snapshot, self.at))
    }

    /// Every value of this frame, fields of virtual objects included; not the parents'.
    pub fn values(&self) -> impl Iterator<Item = Value> + '_ {
        let slots = self.locals.iter().chain(&self.stack).chain(self.virtuals.iter().flat_map(|v| &v.fields));
        slots
            .filter_map(|slot| match slot {
                Slot::Value(value) => Some(*value),
                Slot::Virtual(_) => None,
            })
            .chain(self.function)
    }

    pub fn map_values(&mut self, mut map: impl FnMut(Value) -> Value) {
        let fields = self.virtuals.iter_mut().flat_map(|v| &mut v.fields);
        for slot in self.locals.iter_mut().chain(&mut self.stack).chain(fields) {
            if let Slot::Value(value) = slot {
                *value = map(*value);
            }
        }
        if let Some(function) = &mut self.function {
            *function = map(*function);
        }
    }
}

/// What the refcount pass decided about the references at one exit or raise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExitPlan {
    /// Values whose reference moves into the rebuilt frames; each word of the frames that holds any other
    /// value counts a new one. A value that stands in several words moves into the first.
    pub moved: Vec<Value>,
    /// Values that are given up after the frames were rebuilt.
    pub dropped: Vec<Value>,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Mir {
    pub name: String,
    pub blocks: Vec<BlockData>,
    pub insts: Vec<InstData>,
    pub values: Vec<ValueData>,
    pub states: Vec<FrameState>,
    pub constants: Vec<TableEntry>,
    pub invariants: Vec<Invariant>,
    /// The function itself, then what is inlined, callers first.
    pub activations: Vec<Activation>,
    /// The first one is the start, where there is one.
    pub entries: Vec<(EntryKind, Block)>,
    /// What reads memory stays in its loop.
    pub reads_stay: bool,
    /// After the refcount pass: what happens to references where an instruction exits or unwinds.
    pub plans: FxHashMap<Inst, ExitPlan>,
    /// The same for `Exit`, `Yield` and `Return` terminators.
    pub term_plans: FxHashMap<Block, ExitPlan>,
}

impl Mir {
    pub fn new(name: impl Into<String>) -> Mir {
        Mir {
            name: name.into(),
            blocks: Vec::new(),
            insts: Vec::new(),
            values: Vec::new(),
            states: Vec::new(),
            constants: Vec::new(),
            invariants: Vec::new(),
            activations: vec![Activation::default()],
            entries: Vec::new(),
            reads_stay: false,
            plans: FxHashMap::default(),
            term_plans: FxHashMap::default(),
        }
    }

    pub fn add_activation(&mut self, parent: u32, snapshot: u32) -> u32 {
        self.activations.push(Activation { parent, snapshot });
        self.activations.len() as u32 - 1
    }

    /// How many frames lie between an activation's and the one that was entered: 0 for the function itself.
    pub fn inline_depth(&self, mut activation: u32) -> u32 {
        let mut depth = 0;
        while activation != 0 {
            activation = self.activations[activation as usize].parent;
            depth += 1;
        }
        depth
    }

    pub fn new_block(&mut self) -> Block {
        self.blocks.push(BlockData { params: Vec::new(), insts: Vec::new(), term: Term::Open, entry_state: None });
        Block(self.blocks.len() as u32 - 1)
    }

    pub fn block(&self, block: Block) -> &BlockData {
        &self.blocks[block.index()]
    }

    pub fn block_mut(&mut self, block: Block) -> &mut BlockData {
        &mut self.blocks[block.index()]
    }

    pub fn inst(&self, inst: Inst) -> &InstData {
        &self.insts[inst.index()]
    }

    pub fn state(&self, state: State) -> &FrameState {
        &self.states[state.index()]
    }

    pub fn ty(&self, value: Value) -> Type {
        self.values[value.index()].ty
    }

    pub fn repr(&self, value: Value) -> Repr {
        self.values[value.index()].repr
    }

    pub fn new_value(&mut self, def: Def, repr: Repr, ty: Type) -> Value {
        self.values.push(ValueData { def, repr, ty });
        Value(self.values.len() as u32 - 1)
    }

    pub fn add_param(&mut self, block: Block, repr: Repr, ty: Type) -> Value {
        let index = self.blocks[block.index()].params.len() as u32;
        let value = self.new_value(Def::Param(block, index), repr, ty);
        self.blocks[block.index()].params.push(value);
        value
    }

    pub fn add_state(&mut self, state: FrameState) -> State {
        self.states.push(state);
        State(self.states.len() as u32 - 1)
    }

    /// Makes an instruction without a place.
    pub fn create(&mut self, mut data: InstData) -> Inst {
        let inst = Inst(self.insts.len() as u32);
        if let Some(repr) = out_repr(&data) {
            let ty = super::infer::result_type(self, &data);
            data.result = Some(self.new_value(Def::Inst(inst), repr, ty));
        }
        self.insts.push(data);
        inst
    }

    /// Appends an instruction to a block.
    pub fn push(&mut self, block: Block, data: InstData) -> Option<Value> {
        let inst = self.create(data);
        self.blocks[block.index()].insts.push(inst);
        self.insts[inst.index()].result
    }

    /// The instruction that defines a value.
    pub fn def_inst(&self, value: Value) -> Option<&InstData> {
        match self.values[value.index()].def {
            Def::Inst(inst) => Some(&self.insts[inst.index()]),
            _ => None,
        }
    }

    /// Whether `unbox_int` works on a word: it is a small int, or guarded to fit.
    pub fn is_raw_int(&self, value: Value) -> bool {
        let guarded = self.def_inst(value).is_some_and(|d| matches!(d.op, Opcode::GuardInt | Opcode::BoxInt));
        let ty = self.ty(value);
        guarded || !ty.is_never() && ty.is_within(super::types::bits::SMALL_INT)
    }

    /// The entry of the unit's table, made if it is not there.
    pub fn constant(&mut self, entry: TableEntry) -> u32 {
        match self.constants.iter().position(|c| *c == entry) {
            Some(index) => index as u32,
            None => {
                self.constants.push(entry);
                self.constants.len() as u32 - 1
            }
        }
    }

    pub fn add_invariant(&mut self, invariant: Invariant) {
        if !self.invariants.contains(&invariant) {
            self.invariants.push(invariant);
        }
    }

    /// Targets of a block: the handler of its last instruction, then those of its terminator.
    pub fn successors(&self, block: Block) -> SmallVec<[Block; 3]> {
        let data = self.block(block);
        let mut out = SmallVec::new();
        if let Some(target) = self.handler_of(block) {
            out.push(target.block);
        }
        out.extend(data.term.targets().into_iter().map(|t| t.block));
        out
    }

    /// The handler edge of a block.
    pub fn handler_of(&self, block: Block) -> Option<&Target> {
        self.block(block).insts.last().and_then(|i| self.insts[i.index()].handler.as_ref())
    }

    /// Every edge out of a block, with its arguments.
    pub fn edges(&self, block: Block) -> SmallVec<[&Target; 3]> {
        let mut out = SmallVec::new();
        out.extend(self.handler_of(block));
        out.extend(self.block(block).term.targets());
        out
    }

    /// Changes every edge out of a block.
    pub fn for_edges_mut(&mut self, block: Block, mut change: impl FnMut(&mut Target)) {
        if let Some(&last) = self.blocks[block.index()].insts.last()
            && let Some(target) = &mut self.insts[last.index()].handler
        {
            change(target);
        }
        for target in self.blocks[block.index()].term.targets_mut() {
            change(target);
        }
    }

    /// Calls `visit` for every value of a frame state and its parents.
    pub fn visit_state(&self, state: State, visit: &mut dyn FnMut(Value)) {
        let mut at = Some(state);
        while let Some(state) = at {
            let data = &self.states[state.index()];
            data.values().for_each(&mut *visit);
            at = data.parent;
        }
    }

    /// Moves the parameters of a block to the places their definitions say.
    pub fn renumber_params(&mut self, block: Block) {
        for (i, &param) in self.blocks[block.index()].params.iter().enumerate() {
            self.values[param.index()].def = Def::Param(block, i as u32);
        }
    }

    /// Removes parameters of a block and the arguments for them. `keep` is asked by position.
    pub fn retain_params(&mut self, block: Block, preds: &[Block], keep: impl Fn(usize) -> bool) {
        let mut i = 0;
        let removed: Vec<Value> = self.blocks[block.index()]
            .params
            .iter()
            .copied()
            .enumerate()
            .filter(|(i, _)| !keep(*i))
            .map(|(_, p)| p)
            .collect();
        for param in removed {
            self.values[param.index()].def = Def::None;
        }
        self.blocks[block.index()].params.retain(|_| {
            i += 1;
            keep(i - 1)
        });
        self.renumber_params(block);
        let mut done: SmallVec<[Block; 8]> = SmallVec::new();
        for &pred in preds {
            if done.contains(&pred) {
                continue;
            }
            done.push(pred);
            self.for_edges_mut(pred, |target| {
                if target.block == block {
                    let mut i = 0;
                    target.args.retain(|_| {
                        i += 1;
                        keep(i - 1)
                    });
                }
            });
        }
    }
}

/// Values that stand for others; chains are followed.
#[derive(Default)]
pub struct Replacements(FxHashMap<Value, Value>);

impl Replacements {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn insert(&mut self, from: Value, to: Value) {
        let to = self.resolve(to);
        if from != to {
            self.0.insert(from, to);
        }
    }

    pub fn resolve(&self, mut value: Value) -> Value {
        while let Some(&next) = self.0.get(&value) {
            value = next;
        }
        value
    }

    /// Rewrites every use in the function.
    pub fn apply(&self, mir: &mut Mir) {
        if self.is_empty() {
            return;
        }
        let map = |v: &mut Value| *v = self.resolve(*v);
        for inst in &mut mir.insts {
            inst.args.iter_mut().for_each(map);
            if let Some(handler) = &mut inst.handler {
                handler.args.iter_mut().for_each(map);
            }
        }
        for state in &mut mir.states {
            state.map_values(|v| self.resolve(v));
        }
        for block in &mut mir.blocks {
            for target in block.term.targets_mut() {
                target.args.iter_mut().for_each(map);
            }
            match &mut block.term {
                Term::Branch { condition, .. } => map(condition),
                Term::Return { value, .. } | Term::Yield { value, .. } => map(value),
                _ => {}
            }
        }
    }
}
