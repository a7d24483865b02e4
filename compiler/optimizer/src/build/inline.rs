//! Inlining: the body of a known Python function is built in place of its call.
//!
//! The callee's frame is an [`Activation`](crate::mir::Activation) in the caller's MIR. Every frame state of it leads to
//! the state of the caller, whose frame waits for it, so that exits and exceptions rebuild both. Exceptions that
//! the callee does not handle itself leave for tier 0, which unwinds through the caller's handlers too.

use taipan_abi::exits::Resume;
use taipan_abi::opcodes::{Op, code_flags, local_kind};
use taipan_abi::unit::Refusal;
use taipan_abi::value as word;

use super::builder::{Builder, Edge, malformed};
use super::bytecode::Bytecode;
use super::env::Env;
use crate::mir::{Block, Def, FrameState, Imm, Repr, Slot, State, Target, Term, Type, Value, make};

/// Functions inlined into each other, at most.
const MAX_DEPTH: usize = 6;

/// How often a function goes into itself, beyond once.
const MAX_RECURSION: usize = 1;

/// Instructions of a function that is inlined without being asked how hot the call is.
const SMALL: usize = 12;

/// Times the limit of instructions for calls in loops.
const IN_LOOPS: usize = 9;

/// What is inlined while a function is built.
pub(super) struct Inlining {
    /// The activation built now: index of the function's activations.
    pub activation: u32,
    /// Its function object, and the state of the frame around it.
    pub function: Option<Value>,
    pub parent: Option<State>,
    /// The call, or one around it, stands in a loop.
    is_in_loop: bool,
    /// Snapshots of the activations around this one, the function's own first.
    chain: Vec<u32>,
    /// Ways out of the activation, and what is returned on each.
    returns: Vec<(Block, Value)>,
    /// Instructions that may still be inlined.
    left: usize,
}

impl Inlining {
    pub fn new(budget: u32) -> Inlining {
        Inlining {
            activation: 0,
            function: None,
            parent: None,
            is_in_loop: false,
            chain: Vec::new(),
            returns: Vec::new(),
            left: budget as usize,
        }
    }
}

impl Builder<'_> {
    pub fn is_inlined(&self) -> bool {
        self.inlining.activation != 0
    }

    /// Whether a snapshot may be built in place of its call by the current instruction.
    pub fn may_inline(&self, snapshot: u32) -> bool {
        let Some(function) = self.request.functions.get(snapshot as usize) else { return false };
        let special = code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR;
        if self.block.is_none() || function.code.flags & special != 0 || self.inlining.chain.len() >= MAX_DEPTH {
            return false;
        }
        // Free variables are found by the frame's function.
        if function.code.localspluskinds.iter().any(|kind| kind & local_kind::FREE != 0) {
            return false;
        }
        let around = self.inlining.chain.iter().filter(|&&s| s == snapshot).count();
        if around > MAX_RECURSION {
            return false;
        }
        let Some(code) = self.bytecode(snapshot) else { return false };
        let size = code.instrs.len();
        let limit = self.request.budget.inline_callee as usize;
        let limit = if self.is_in_some_loop() && code.loops.is_empty() { limit * IN_LOOPS } else { limit };
        // What never ran is not worth it, and nothing is known of its operands.
        let has_run = size <= SMALL || !function.feedback.sites().is_empty();
        let handled = self.code.handler(self.instr.unit).is_some();
        has_run && size <= limit && size <= self.inlining.left && !(handled && may_call(code))
    }

    /// Whether the current instruction may run many times for each time that the function is entered.
    fn is_in_some_loop(&self) -> bool {
        let at = self.instr.at;
        self.inlining.is_in_loop || self.code.loops.iter().any(|(&header, &end)| header <= at && at < end)
    }

    fn bytecode(&self, snapshot: u32) -> Option<&Bytecode> {
        let code = &self.request.functions.get(snapshot as usize)?.code;
        self.codes[snapshot as usize].get_or_init(|| Bytecode::new(code).ok()).as_ref()
    }

    /// What has to hold before anything of a call that is inlined happens: the frame may be entered.
    pub(super) fn guard_inline(&mut self) {
        let depth = self.mir.inline_depth(self.inlining.activation) + 1;
        self.append_at_state(make::guard_depth().imm(Imm::Index(depth)));
    }

    /// Builds a snapshot in place of its call; what it returns. `args` are all parameters, `around` is the frame that waits.
    pub(super) fn inline(
        &mut self,
        function: Value,
        snapshot: u32,
        args: Vec<Value>,
        resume: Resume,
        around: Env,
    ) -> Result<Value, Refusal> {
        let request = self.request;
        let callee = &request.functions[snapshot as usize];
        let codes = self.codes;
        let Some(Some(code)) = codes[snapshot as usize].get() else { return Err(malformed("no code to inline")) };
        let Some(&first) = code.instrs.first() else { return Err(malformed("no code to inline")) };

        let activation = self.mir.add_activation(self.inlining.activation, snapshot);
        let slots = |words: &[Value]| words.iter().map(|&w| Slot::Value(w)).collect();
        let parent = self.mir.add_state(FrameState {
            snapshot: self.snapshot,
            function: self.inlining.function,
            at: self.instr.at,
            resume,
            locals: slots(&around.locals),
            stack: slots(&around.stack),
            activation: self.inlining.activation,
            parent: self.inlining.parent,
            virtuals: Vec::new(),
            blame: None,
        });
        self.append(make::enter_inline(function).imm(Imm::Index(activation)).state(parent));
        let unbound = self.const_word(word::UNBOUND);
        let mut locals = args;
        locals.resize(callee.code.localsplusnames.len(), unbound);
        let Some(block) = self.block.take() else { return Err(malformed("a call that is not reached")) };

        let mut chain = self.inlining.chain.clone();
        chain.push(self.snapshot);
        let inlining = Inlining {
            activation,
            function: Some(function),
            parent: Some(parent),
            is_in_loop: self.is_in_some_loop(),
            chain,
            returns: Vec::new(),
            left: self.inlining.left - code.instrs.len(),
        };

        let caller = (self.snapshot, self.function, self.code, self.instr, self.before_state);
        let caller_inlining = std::mem::replace(&mut self.inlining, inlining);
        let caller_env = std::mem::replace(&mut self.env, Env { locals: Vec::new(), stack: Vec::new() });
        let caller_before = self.before.clone();
        let caller_leaders = std::mem::take(&mut self.leaders);
        let caller_late = std::mem::take(&mut self.late);
        let caller_skip = self.skip.take();
        (self.snapshot, self.function, self.code, self.instr, self.before_state) =
            (snapshot, callee, code, first, None);

        let order = self.order(0);
        self.find_late(&order);
        self.edge_to(0, Edge::Jump(block), Env { locals, stack: Vec::new() });
        let built = self.blocks(&order);

        let done = std::mem::replace(&mut self.inlining, caller_inlining);
        self.inlining.left = done.left;
        (self.snapshot, self.function, self.code, self.instr, self.before_state) = caller;
        self.env = caller_env;
        self.before = caller_before;
        self.leaders = caller_leaders;
        self.late = caller_late;
        self.skip = caller_skip;
        built?;
        Ok(self.meet(done.returns))
    }

    /// Goes on behind calls or an inlined function, wherever they returned; what they returned.
    pub(super) fn meet(&mut self, returns: Vec<(Block, Value)>) -> Value {
        self.block = None;
        match returns[..] {
            [] => self.mir.new_value(Def::None, Repr::Word, Type::NEVER),
            [(block, value)] => {
                self.block = Some(block);
                value
            }
            _ => {
                let block = self.mir.new_block();
                let ty = returns.iter().fold(Type::NEVER, |ty, (_, value)| ty.union(self.mir.ty(*value)));
                let result = self.mir.add_param(block, Repr::Word, ty);
                for (from, value) in returns {
                    self.mir.block_mut(from).term = Term::Jump(Target { block, args: vec![value] });
                }
                self.block = Some(block);
                result
            }
        }
    }

    /// The end of an inlined function.
    pub fn return_inlined(&mut self) -> Result<(), Refusal> {
        let value = self.pop()?;
        self.append_at_state(make::leave_inline().imm(Imm::Index(self.inlining.activation)));
        if let Some(block) = self.block.take() {
            self.inlining.returns.push((block, value));
        }
        Ok(())
    }
}

/// Whether code calls or raises as a matter of course: where its caller handles exceptions, that is quicker done by a call,
/// whose exception compiled code can catch.
fn may_call(code: &Bytecode) -> bool {
    code.instrs.iter().any(|i| {
        matches!(
            i.op,
            Op::CALL | Op::CALL_KW | Op::CALL_FUNCTION_EX | Op::RAISE_VARARGS | Op::IMPORT_NAME | Op::LOAD_SUPER_ATTR
        )
    })
}
