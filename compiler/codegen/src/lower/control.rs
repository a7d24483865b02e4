//! Ends of blocks: jumps, returns, suspensions, exits.

use cranelift_codegen::ir::{self, InstBuilder};
use taipan_abi::exits::{CallSite, LiveKind, LocalPlace};
use taipan_abi::layout::{FieldKind, frame};
use taipan_optimizer::mir::{Block, ExitPlan, FrameState, Repr, Slot, State, Term, Value};
use taipan_optimizer::passes::refcount::root;

use super::{Lower, setup};

/// What a suspension has done so far.
struct Suspension<'m> {
    state: &'m FrameState,
    /// References that still move into the frame.
    moved: Vec<Value>,
    /// Objects that had only existed in the state, once they are made.
    made: Vec<Option<ir::Value>>,
}

impl Lower<'_> {
    pub(super) fn terminator(&mut self, block: Block) {
        match &self.mir.block(block).term {
            Term::Jump(target) => {
                let (to, args) = self.edge(target);
                self.fb.ins().jump(to, &args);
            }
            Term::Branch { condition, then, otherwise, .. } => {
                let condition = self.value(*condition);
                let ((then, then_args), (otherwise, otherwise_args)) = (self.edge(then), self.edge(otherwise));
                self.fb.ins().brif(condition, then, &then_args, otherwise, &otherwise_args);
            }
            Term::Return { value, .. } => self.return_value(*value),
            Term::Yield { value, state } => self.suspend(block, *value, *state),
            Term::Exit { reason, state } => self.exit_at(block, *reason, *state),
            Term::Open | Term::Unreachable => {
                self.fb.ins().trap(setup::UNREACHABLE);
            }
        }
    }

    fn return_value(&mut self, value: Value) {
        let result = self.value(value);
        if self.is_generator {
            let finished = self.int(-1);
            self.store_frame(finished, frame::PC);
        }
        self.fb.ins().return_(&[result]);
    }

    /// Writes the frame out as tier 0 knows it and leaves.
    fn suspend(&mut self, block: Block, value: Value, state: State) {
        let data = self.mir.state(state);
        let plan: ExitPlan = self.mir.term_plans.get(&block).cloned().unwrap_or_default();
        let mut suspension = Suspension { state: data, moved: plan.moved, made: vec![None; data.virtuals.len()] };
        let slots = data.locals.iter().chain(&data.stack);
        let words: Vec<ir::Value> = slots.map(|&slot| self.own(slot, &mut suspension)).collect();
        for (i, word) in words.into_iter().enumerate() {
            self.store_frame(word, frame::SIZE + 8 * i as i32);
        }
        let site = self.sites.intern(CallSite {
            snapshot: data.snapshot,
            at: data.at,
            locals: vec![LocalPlace::Frame(LiveKind::Word); data.locals.len()],
            suspends: Some(data.stack.len() as u32),
        });
        let pc = self.int(site as i64);
        self.store_frame(pc, frame::PC);
        self.held.set_pc(site);
        self.held.at = data.at;
        for &dead in &plan.dropped {
            let (word, ty) = (self.value(dead), self.ty(dead));
            self.give_up(word, ty);
        }
        let result = self.value(value);
        self.fb.ins().return_(&[result]);
    }

    /// An owned word for a slot of the frame that is written out.
    fn own(&mut self, slot: Slot, suspension: &mut Suspension) -> ir::Value {
        match slot {
            Slot::Value(value) if self.mir.repr(value) == Repr::Word => {
                let owner = root(self.mir, value);
                let word = self.value(owner);
                match suspension.moved.iter().position(|v| *v == owner) {
                    Some(at) => {
                        suspension.moved.swap_remove(at);
                    }
                    None => self.count(word, self.ty(value)),
                }
                word
            }
            Slot::Value(value) => self.boxed(value),
            Slot::Virtual(index) => self.materialise(index, suspension),
        }
    }

    fn materialise(&mut self, index: u32, suspension: &mut Suspension) -> ir::Value {
        if let Some(made) = suspension.made[index as usize] {
            self.count(made, Self::OBJECT);
            return made;
        }
        let object = &suspension.state.virtuals[index as usize];
        let kinds = object.class.fields();
        let mut fields = Vec::new();
        for (i, &field) in object.fields.iter().enumerate() {
            let raw = kinds.get(i).is_some_and(|f| f.kind() == FieldKind::I64);
            fields.push(match field {
                Slot::Value(value) if raw => self.value(value),
                _ => self.own(field, suspension),
            });
        }
        let made = self.make_object(object.class, &fields);
        suspension.made[index as usize] = Some(made);
        made
    }
}
