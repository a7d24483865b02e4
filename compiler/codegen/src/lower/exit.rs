//! Ways back to tier 0: their descriptors, and the code that takes them.
//!
//! A guard branches to a cold block of its own, which passes the exit's number and its live values to a block
//! shared by all exits with live values of the same types. That one stores them and calls the runtime.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, types};
use rustc_hash::FxHashMap;
use taipan_abi::exits::{
    ExitDescriptor, ExitReason, FrameDescriptor, LiveKind, LocalPlace, Resume, Source, VirtualObject,
};
use taipan_abi::helpers::Helper;
use taipan_abi::layout::thread;
use taipan_abi::value as word;
use taipan_optimizer::mir::{Block, ExitPlan, FrameState, Imm, Inst, Mir, Opcode, Repr, Slot, State, Value, ops};
use taipan_optimizer::passes::refcount::root;

use super::{Lower, type_of};

#[derive(Default)]
pub(super) struct Exits {
    pub descriptors: Vec<ExitDescriptor>,
    shared: Vec<(Vec<ir::Type>, ir::Block)>,
}

pub(super) fn kind_of(repr: Repr) -> LiveKind {
    match repr {
        Repr::Word => LiveKind::Word,
        Repr::I64 => LiveKind::I64,
        Repr::F64 => LiveKind::F64,
        Repr::Bool => LiveKind::Bool,
    }
}

/// Where a value that is known now is found by the runtime.
pub(super) fn constant_place(mir: &Mir, value: Value) -> Option<LocalPlace> {
    let number = |n: i64| word::encode_int(n).map_or(LocalPlace::Int(n), LocalPlace::Immediate);
    let double = |d: u64| word::encode_float(f64::from_bits(d)).map_or(LocalPlace::Float(d), LocalPlace::Immediate);
    let source = if mir.repr(value) == Repr::Word { root(mir, value) } else { value };
    if let Some(data) = mir.def_inst(source) {
        match (data.op, data.imm) {
            (Opcode::ConstInt, Imm::Int(n)) => return Some(number(n)),
            (Opcode::ConstFloat, Imm::Double(d)) => return Some(double(d)),
            (Opcode::ConstBool, Imm::Int(b)) => return Some(LocalPlace::Immediate(word::encode_bool(b != 0))),
            (Opcode::ConstWord, Imm::Word(w)) => return Some(LocalPlace::Immediate(w)),
            (Opcode::ConstObject, Imm::Const(index)) => return Some(LocalPlace::Constant(index)),
            _ => {}
        }
    }
    mir.ty(value).as_immediate().map(LocalPlace::Immediate)
}

/// Collects the live values of an exit while its frames are described.
struct Description<'m> {
    mir: &'m Mir,
    live: Vec<Value>,
    places: FxHashMap<Value, u16>,
    /// References that still move into a word.
    moved: Vec<Value>,
    virtuals: Vec<VirtualObject>,
}

impl Description<'_> {
    fn live(&mut self, value: Value) -> u16 {
        let value = if self.mir.repr(value) == Repr::Word { root(self.mir, value) } else { value };
        *self.places.entry(value).or_insert_with(|| {
            self.live.push(value);
            self.live.len() as u16 - 1
        })
    }

    fn value(&mut self, value: Value) -> Source {
        match constant_place(self.mir, value) {
            Some(LocalPlace::Immediate(w)) => return Source::Immediate(w),
            Some(LocalPlace::Constant(index)) => return Source::Constant(index),
            Some(LocalPlace::Int(n)) => return Source::Int(n),
            Some(LocalPlace::Float(d)) => return Source::Float(d),
            Some(LocalPlace::Frame(_)) | None => {}
        }
        let kind = kind_of(self.mir.repr(value));
        let index = self.live(value);
        let owner = self.live[index as usize];
        let counted = match self.moved.iter().position(|v| *v == owner) {
            Some(at) => {
                self.moved.swap_remove(at);
                true
            }
            None => false,
        };
        Source::Live { index, kind, counted }
    }

    /// `first`: the number of the state's first virtual object among the exit's.
    fn slot(&mut self, slot: Slot, first: usize) -> Source {
        match slot {
            Slot::Value(value) => self.value(value),
            Slot::Virtual(index) => Source::Virtual((first + index as usize) as u16),
        }
    }

    fn frame(&mut self, state: &FrameState, resume: Resume) -> FrameDescriptor {
        let first = self.virtuals.len();
        let function = state.function.map(|f| self.value(f));
        let locals = state.locals.iter().map(|&s| self.slot(s, first)).collect();
        let stack = state.stack.iter().map(|&s| self.slot(s, first)).collect();
        for object in &state.virtuals {
            let fields = object.fields.iter().map(|&s| self.slot(s, first)).collect();
            self.virtuals.push(VirtualObject { class: object.class, fields });
        }
        FrameDescriptor { snapshot: state.snapshot, function, entered: true, at: state.at, resume, locals, stack }
    }
}

impl Lower<'_> {
    /// Describes an exit: its number and live values.
    fn describe(
        &mut self,
        reason: ExitReason,
        state: State,
        resume: Option<Resume>,
        plan: &ExitPlan,
    ) -> (u32, Vec<Value>) {
        let mut states = Vec::new();
        let mut next = Some(state);
        while let Some(state) = next {
            let data = self.mir.state(state);
            // Only the innermost frame unwinds.
            let how = if states.is_empty() { resume.unwrap_or(data.resume) } else { data.resume };
            states.push((data, how));
            next = data.parent;
        }
        let mut description = Description {
            mir: self.mir,
            live: Vec::new(),
            places: FxHashMap::default(),
            moved: plan.moved.clone(),
            virtuals: Vec::new(),
        };
        let frames = states
            .iter()
            .rev()
            .map(|(data, how)| FrameDescriptor {
                entered: self.held.is_entered(data.activation),
                ..description.frame(data, *how)
            })
            .collect();
        // What turned out to be an immediate need not be moved; giving it up is nothing.
        let unplaced = std::mem::take(&mut description.moved);
        let drops = plan.dropped.iter().chain(&unplaced).map(|&v| description.live(v)).collect();
        let Description { live, virtuals, .. } = description;
        let kinds = live.iter().map(|&v| kind_of(self.mir.repr(v))).collect();
        let blame = self.mir.state(state).blamed();
        self.exits.descriptors.push(ExitDescriptor { reason, blame, frames, virtuals, drops, live: kinds });
        (self.exits.descriptors.len() as u32 - 1, live)
    }

    /// Ends the current block with an exit.
    fn leave(&mut self, (number, live): (u32, Vec<Value>)) {
        let kinds: Vec<ir::Type> = live.iter().map(|&v| type_of(self.mir.repr(v))).collect();
        let shared = match self.exits.shared.iter().find(|(known, _)| *known == kinds) {
            Some((_, block)) => *block,
            None => {
                let block = self.cold_block();
                self.fb.append_block_param(block, types::I64);
                for &kind in &kinds {
                    self.fb.append_block_param(block, kind);
                }
                self.exits.shared.push((kinds, block));
                block
            }
        };
        let mut args = vec![self.int(number as i64)];
        args.extend(live.iter().map(|&v| self.value(v)));
        self.jump(shared, &args);
    }

    fn plan_of(&self, i: Inst) -> ExitPlan {
        self.mir.plans.get(&i).cloned().unwrap_or_default()
    }

    /// A cold block that leaves where a guard stands, entered on a condition.
    fn guard_exit(&mut self, i: Inst, condition: ir::Value, leaves_if: bool) {
        let data = self.inst(i);
        let (cold, fine) = (self.cold_block(), self.block());
        if self.request.stress_exits {
            self.stress(cold);
        }
        if leaves_if {
            self.branch(condition, cold, fine);
        } else {
            self.branch(condition, fine, cold);
        }
        self.switch(cold);
        match (data.state, ops::guard_reason(data)) {
            (Some(state), Some(reason)) => {
                let plan = self.plan_of(i);
                let exit = self.describe(reason, state, None, &plan);
                self.leave(exit);
            }
            _ => panic!("{}: {} exits without a state", self.mir.name, data.op.row().name),
        }
        self.switch(fine);
    }

    /// Counts a guard, and lets it fail when its turn has come.
    fn stress(&mut self, cold: ir::Block) {
        let (turn, on) = (self.cold_block(), self.block());
        let left = self.fb.ins().load(types::I32, self.memory.thread, self.thread, thread::STRESS_LEFT);
        let left = self.fb.ins().iadd_imm_s(left, -1);
        self.fb.ins().store(self.memory.thread, left, self.thread, thread::STRESS_LEFT);
        let is_over = self.is(IntCC::Equal, left, 0);
        self.branch(is_over, turn, on);
        self.switch(turn);
        let every = self.fb.ins().load(types::I32, self.memory.thread, self.thread, thread::STRESS_EVERY);
        self.fb.ins().store(self.memory.thread, every, self.thread, thread::STRESS_LEFT);
        self.jump(cold, &[]);
        self.switch(on);
    }

    pub(super) fn exit_if(&mut self, i: Inst, condition: ir::Value) {
        self.guard_exit(i, condition, true);
    }

    pub(super) fn exit_unless(&mut self, i: Inst, condition: ir::Value) {
        self.guard_exit(i, condition, false);
    }

    /// Ends the current block: the exception unwinds.
    pub(super) fn exit_raised(&mut self, i: Inst) {
        let Some(state) = self.inst(i).state else {
            panic!("{}: {} raises without a state", self.mir.name, self.inst(i).op.row().name)
        };
        let plan = self.plan_of(i);
        let exit = self.describe(ExitReason::Raised, state, Some(Resume::Raise), &plan);
        self.leave(exit);
    }

    /// Ends a MIR block with an exit.
    pub(super) fn exit_at(&mut self, block: Block, reason: ExitReason, state: State) {
        let plan = self.mir.term_plans.get(&block).cloned().unwrap_or_default();
        let exit = self.describe(reason, state, None, &plan);
        self.leave(exit);
    }
}

/// Fills the shared blocks.
pub(super) fn finish(lower: &mut Lower) {
    for (kinds, block) in std::mem::take(&mut lower.exits.shared) {
        lower.switch(block);
        let params = lower.fb.block_params(block).to_vec();
        let words: Vec<ir::Value> = params[1..]
            .iter()
            .zip(&kinds)
            .map(|(&value, &kind)| if kind == types::I8 { lower.fb.ins().uextend(types::I64, value) } else { value })
            .collect();
        // Where nothing lives, any place does but none.
        let address = if words.is_empty() { lower.thread } else { lower.spill(&words) };
        let table = lower.table_address_cold();
        // How deep the frame is, and where a generator's callees lie, only compiled code knows.
        let left = lower.fb.ins().ireduce(types::I32, lower.depth);
        lower.store_thread(left, thread::RECURSION_LEFT);
        if let Some(base) = lower.stack_base {
            lower.store_thread(base, thread::STACK_BASE);
        }
        let (thread, frame) = (lower.thread, lower.frame);
        let result = lower.call_raw(Helper::Exit, &[thread, frame, table, params[0], address]);
        lower.fb.ins().return_(&[result]);
    }
}
