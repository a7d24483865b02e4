//! The walk over the blocks.
//!
//! Blocks are built in reverse postorder of the bytecode's graph, so that when a block is begun every way
//! to it but the backward ones is known. Words that differ between those ways become parameters; at loop
//! headers, locals that the loop stores too. Every loop has a block in front of its header, where the ways into it meet. Operands below a loop are the same on every iteration, which
//! backward edges check. So what is known of an iterator or a local that a loop does not assign is
//! known inside the loop.

use std::cell::OnceCell;

use rustc_hash::{FxHashMap, FxHashSet};
use taipan_abi::exits::{ExitReason, Resume};
use taipan_abi::feedback::Site;
use taipan_abi::layout::ClassId;
use taipan_abi::opcodes::{Op, code_flags};
use taipan_abi::request::{CompileRequest, FunctionSnapshot};
use taipan_abi::unit::{EntryKind, Refusal, RefusalReason};
use taipan_abi::value as word;

use super::bytecode::{Bytecode, Instr};
use super::env::Env;
use super::inline::Inlining;
use super::table;
use crate::mir::{Block, Def, FrameState, Imm, Inst, Mir, Opcode, Repr, Slot, State, Target, Term, Type, Value, make};

/// What to build entries for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The start; for generators every suspension too.
    Function,
    /// A loop header, taking a tier 0 frame.
    Loop(u32),
}

/// An edge to a leader that is not begun yet.
#[derive(Clone, Copy)]
pub(super) enum Edge {
    Jump(Block),
    Then(Block),
    Otherwise(Block),
    Handler(Inst),
}

/// What a block is entered with: the frame, and which words of it are parameters.
type Entered = (Env, Vec<bool>);

/// What a leader's block looks like.
pub(super) struct Leader {
    block: Block,
    /// Edges that came before the block was begun; whether they come from inside the loop it heads.
    pending: Vec<(Edge, Env, bool)>,
    begun: Option<Entered>,
    /// In front of a loop's header: where ways into the loop meet, so that what is moved out of the loop has a place.
    front: Option<(Block, Entered)>,
}

/// The code objects of a request's snapshots, decoded when they are asked for.
pub(super) type Codes = [OnceCell<Option<Bytecode>>];

pub struct Builder<'a> {
    pub request: &'a CompileRequest,
    pub(super) codes: &'a Codes,
    pub snapshot: u32,
    pub function: &'a FunctionSnapshot,
    pub code: &'a Bytecode,
    pub mir: Mir,
    pub env: Env,
    /// What is inlined now, if anything, and how much may still be.
    pub(super) inlining: Inlining,
    /// The block being filled; None behind an unconditional end.
    pub block: Option<Block>,
    pub instr: Instr,
    /// The frame before the instruction, and its state once somebody needs it.
    pub(super) before: Env,
    pub(super) before_state: Option<State>,
    pub(super) leaders: FxHashMap<u32, Leader>,
    /// Leaders to which ways lead that are built after them, but for those back to a loop's header from inside.
    pub(super) late: FxHashSet<u32>,
    /// An instruction that was built together with the one before it.
    pub skip: Option<u32>,
    /// Every word is a parameter of every loop.
    cautious: bool,
    /// Whether loops take their iterators for ones made here, and which parameters were.
    pub(super) assumes: bool,
    pub(super) assumed: Vec<(Value, ClassId)>,
}

/// Builds the MIR of a snapshot.
pub fn build(request: &CompileRequest, snapshot: u32, entry: Entry) -> Result<Mir, Refusal> {
    let budget = request.budget.inline_total;
    for assumes in [true, false] {
        match build_with(request, snapshot, entry, (false, assumes), budget) {
            Ok(None) => {}
            // Loops with several ways in from behind: nothing is the same on every iteration.
            Err(refusal) if refusal.reason == RefusalReason::Malformed => break,
            Ok(Some(mir)) => return Ok(mir),
            Err(refusal) => return Err(refusal),
        }
    }
    build_with(request, snapshot, entry, (true, false), 0)?.ok_or_else(|| malformed("assumptions"))
}

/// Builds with what is taken for granted of loops and iterators; None where the latter does not hold.
fn build_with(
    request: &CompileRequest,
    snapshot: u32,
    entry: Entry,
    (cautious, assumes): (bool, bool),
    inline: u32,
) -> Result<Option<Mir>, Refusal> {
    let function = request
        .functions
        .get(snapshot as usize)
        .ok_or_else(|| Refusal::new(RefusalReason::Malformed, "no such snapshot"))?;
    if function.code.code.len() / 2 > request.budget.code_units as usize {
        return Err(Refusal::new(RefusalReason::TooLarge, format!("{} code units", function.code.code.len() / 2)));
    }
    let codes: Vec<OnceCell<Option<Bytecode>>> = request.functions.iter().map(|_| OnceCell::new()).collect();
    let code = &Bytecode::new(&function.code)?;
    let first = *code.instrs.first().ok_or_else(|| malformed("no code"))?;
    let empty = Env { locals: Vec::new(), stack: Vec::new() };
    let mut builder = Builder {
        request,
        codes: &codes,
        snapshot,
        function,
        code,
        inlining: Inlining::new(inline),
        mir: Mir::new(String::from_utf8_lossy(function.code.qualname.as_wtf8())),
        env: empty.clone(),
        block: None,
        instr: first,
        before: empty,
        before_state: None,
        leaders: FxHashMap::default(),
        late: FxHashSet::default(),
        skip: None,
        cautious,
        assumes,
        assumed: Vec::new(),
    };
    builder.run(entry)?;
    let holds = builder.holds_assumed();
    Ok(holds.then_some(builder.mir))
}

/// The words of a frame that are passed to a block.
fn arguments(env: &Env, (_, params): &Entered) -> Vec<Value> {
    env.words().zip(params).filter(|(_, is)| **is).map(|(w, _)| w).collect()
}

pub fn malformed(detail: impl Into<String>) -> Refusal {
    Refusal::new(RefusalReason::Malformed, detail)
}

impl Builder<'_> {
    fn run(&mut self, entry: Entry) -> Result<(), Refusal> {
        let start = match entry {
            Entry::Function => self.start_entry()?,
            Entry::Loop(at) => at,
        };
        let order = self.order(start);
        self.find_late(&order);
        if let Entry::Loop(at) = entry {
            let depth = self.stack_depth(at).ok_or_else(|| malformed("no such loop"))?;
            self.frame_entry(EntryKind::Loop(at), at, depth);
        }
        self.frame_entries(entry);
        self.blocks(&order)?;
        for block in &mut self.mir.blocks {
            if block.term == Term::Open {
                block.term = Term::Unreachable;
            }
        }
        Ok(())
    }

    /// Entries behind the suspensions of a generator.
    fn frame_entries(&mut self, entry: Entry) {
        let mut resumes = Vec::new();
        if entry == Entry::Function {
            // What follows a suspension is entered anew.
            for instr in &self.code.instrs {
                if matches!(instr.op, Op::YIELD_VALUE | Op::RETURN_GENERATOR) {
                    resumes.push(instr.next);
                }
            }
        }
        for at in resumes {
            if let Some(depth) = self.stack_depth(at) {
                self.frame_entry(EntryKind::Resume(at), at, depth);
            }
        }
    }

    /// Builds the blocks of the code, in the order of their leaders.
    pub(super) fn blocks(&mut self, order: &[u32]) -> Result<(), Refusal> {
        // Once is enough but where the way forward is dead, and a block is reached from behind only.
        let mut progress = true;
        while progress {
            progress = false;
            for &at in order {
                if self.leaders.get(&at).is_some_and(|l| l.begun.is_none() && !l.pending.is_empty()) {
                    self.leader_block(at)?;
                    progress = true;
                }
            }
        }
        self.seal()
    }

    /// The start: arguments come as the caller bound them.
    fn start_entry(&mut self) -> Result<u32, Refusal> {
        let code = &self.function.code;
        let arguments = code.argcount
            + code.kwonlyargcount
            + (code.flags & code_flags::VARARGS != 0) as u32
            + (code.flags & code_flags::VARKEYWORDS != 0) as u32;
        let block = self.mir.new_block();
        self.mir.entries.push((EntryKind::Start, block));
        let mut locals = Vec::new();
        for i in 0..code.localsplusnames.len() as u32 {
            let data = if i < arguments {
                make::arg().imm(Imm::Index(i))
            } else {
                make::const_word().imm(Imm::Word(word::UNBOUND))
            };
            let value = self.mir.push(block, data).ok_or_else(|| malformed("arguments"))?;
            if i < arguments {
                // Bound by the caller; only cells' arguments may be replaced before they are looked at.
                self.mir.values[value.index()].ty = Type::OBJECT;
            }
            locals.push(value);
        }
        self.edge_to(0, Edge::Jump(block), Env { locals, stack: Vec::new() });
        Ok(0)
    }

    /// An entry with a tier 0 frame that is taken over.
    fn frame_entry(&mut self, kind: EntryKind, at: u32, depth: u32) {
        let block = self.mir.new_block();
        self.mir.entries.push((kind, block));
        let count = self.function.code.localsplusnames.len() as u32;
        let mut take = |data| self.mir.push(block, data).unwrap_or(Value(0));
        let locals = (0..count).map(|i| take(make::frame_local().imm(Imm::Index(i)))).collect();
        let stack = (0..depth).map(|i| take(make::frame_stack().imm(Imm::Index(i)))).collect();
        let mut env = Env { locals, stack };
        if matches!(kind, EntryKind::Loop(_)) {
            self.take_iterators(block, at, &mut env);
        }
        self.edge_to(at, Edge::Jump(block), env);
    }

    /// Leaders in reverse postorder of the bytecode's graph.
    pub(super) fn order(&self, start: u32) -> Vec<u32> {
        let mut post = Vec::new();
        let mut seen = FxHashSet::default();
        let mut work = vec![(start, self.leader_successors(start), 0usize)];
        seen.insert(start);
        while let Some((at, successors, next)) = work.last_mut() {
            if let Some(&to) = successors.get(*next) {
                *next += 1;
                if seen.insert(to) {
                    let of = self.leader_successors(to);
                    work.push((to, of, 0));
                }
            } else {
                post.push(*at);
                work.pop();
            }
        }
        post.reverse();
        post
    }

    /// Leaders of an order that some way leads to from behind, though not as the next round of their loop: loops
    /// entered in the middle are such ways.
    pub(super) fn find_late(&mut self, order: &[u32]) {
        let position: FxHashMap<u32, usize> = order.iter().enumerate().map(|(i, &at)| (at, i)).collect();
        for (i, &from) in order.iter().enumerate() {
            for to in self.leader_successors(from) {
                let is_round = self.code.loops.get(&to).is_some_and(|&end| to <= from && from < end);
                if position.get(&to).is_some_and(|&p| p <= i) && !is_round {
                    self.late.insert(to);
                }
            }
        }
    }

    /// Where the block at a leader may go: handlers first, so that they come last in the order.
    fn leader_successors(&self, leader: u32) -> Vec<u32> {
        let Some(first) = self.code.index_at(leader) else { return Vec::new() };
        let mut out = Vec::new();
        for instr in &self.code.instrs[first..] {
            if instr.at != leader && self.is_leader(instr.at) {
                out.push(instr.at);
                break;
            }
            if let Some(protected) = self.code.handler(instr.unit)
                && !out.contains(&protected.target)
            {
                out.push(protected.target);
            }
            if let Some(target) = instr.target() {
                out.push(target);
            }
            if instr.ends() {
                break;
            }
        }
        out
    }

    pub fn is_leader(&self, at: u32) -> bool {
        self.code.leaders.binary_search(&at).is_ok()
    }

    /// The operand stack's height at a leader, by walking the code from its start.
    pub(super) fn stack_depth(&self, wanted: u32) -> Option<u32> {
        let mut depths: FxHashMap<u32, i32> = FxHashMap::default();
        let mut work = vec![(0u32, 0i32)];
        while let Some((leader, mut depth)) = work.pop() {
            if depths.insert(leader, depth).is_some() {
                continue;
            }
            let first = self.code.index_at(leader)?;
            for instr in &self.code.instrs[first..] {
                if instr.at != leader && self.is_leader(instr.at) {
                    work.push((instr.at, depth));
                    break;
                }
                if let Some(p) = self.code.handler(instr.unit) {
                    work.push((p.target, p.depth as i32 + 1 + p.push_lasti as i32));
                }
                let fall = depth + instr.op.effect().of(instr.arg);
                if let Some(target) = instr.target() {
                    // At the end of a loop the item is not there; a finished SEND leaves its result.
                    work.push((target, if instr.op == Op::FOR_ITER { depth } else { fall }));
                }
                depth = fall;
                if instr.ends() {
                    break;
                }
            }
        }
        depths.get(&wanted).map(|&d| d.max(0) as u32)
    }

    /// The block of a leader, made if it is not there.
    fn leader(&mut self, at: u32) -> &mut Leader {
        let mir = &mut self.mir;
        self.leaders.entry(at).or_insert_with(|| Leader {
            block: mir.new_block(),
            pending: Vec::new(),
            begun: None,
            front: None,
        })
    }

    /// Whether the current instruction stands in the loop with a header.
    fn is_in_loop(&self, header: u32) -> bool {
        self.code.loops.get(&header).is_some_and(|&end| header <= self.instr.at && self.instr.at < end)
    }

    /// Connects an edge: with its arguments, or to be completed when the leader is begun.
    pub(super) fn edge_to(&mut self, at: u32, edge: Edge, env: Env) {
        let is_inside = self.is_in_loop(at);
        let leader = self.leader(at);
        let (block, entered) = match (&leader.front, &leader.begun) {
            (Some((front, entered)), _) if !is_inside => (*front, entered),
            (_, Some(entered)) => (leader.block, entered),
            (_, None) => {
                let block = leader.block;
                leader.pending.push((edge, env, is_inside));
                self.set_edge(edge, Target { block, args: Vec::new() });
                return;
            }
        };
        let target = Target { block, args: arguments(&env, entered) };
        self.set_edge(edge, target);
    }

    fn set_edge(&mut self, edge: Edge, target: Target) {
        match edge {
            Edge::Jump(from) => self.mir.block_mut(from).term = Term::Jump(target),
            Edge::Then(from) => {
                if let Term::Branch { then, .. } = &mut self.mir.block_mut(from).term {
                    *then = target;
                }
            }
            Edge::Otherwise(from) => {
                if let Term::Branch { otherwise, .. } = &mut self.mir.block_mut(from).term {
                    *otherwise = target;
                }
            }
            Edge::Handler(inst) => self.mir.insts[inst.index()].handler = Some(target),
        }
    }

    /// Whether an edge to a block that is begun brings what the block took for granted.
    fn check_backward(&self, at: u32, env: &Env) -> Result<(), Refusal> {
        let Some(leader) = self.leaders.get(&at) else { return Ok(()) };
        let entered = match &leader.front {
            Some((_, entered)) if !self.is_in_loop(at) => Some(entered),
            _ => leader.begun.as_ref(),
        };
        let Some((header, params)) = entered else { return Ok(()) };
        if env.stack.len() != header.stack.len() {
            return Err(malformed(format!("operand stack at {at}")));
        }
        for ((a, b), is_param) in header.words().zip(env.words()).zip(params) {
            if !is_param && self.strip(a) != self.strip(b) {
                return Err(malformed(format!("operands below the loop at {at} change")));
            }
        }
        Ok(())
    }

    /// The value behind guards.
    pub fn strip(&self, mut value: Value) -> Value {
        while let Some(data) = self.mir.def_inst(value) {
            if data.op.row().own != crate::mir::ops::Own::Alias {
                break;
            }
            value = data.args[0];
        }
        value
    }

    /// Begins a leader's block: joins the frames that lead to it.
    fn begin(&mut self, at: u32) -> Result<bool, Refusal> {
        let Some(leader) = self.leaders.get_mut(&at) else { return Ok(false) };
        let pending = std::mem::take(&mut leader.pending);
        let block = leader.block;
        let Some((_, first, _)) = pending.first() else { return Ok(false) };
        if pending.iter().any(|(_, env, _)| env.stack.len() != first.stack.len()) {
            return Err(malformed(format!("operand stack at {at}")));
        }
        let is_handler = self.code.protected.iter().any(|p| p.target == at);
        let is_header = self.code.loops.contains_key(&at);
        let mut ways: Vec<Env> = pending.iter().map(|(_, env, _)| env.clone()).collect();
        if is_header && !is_handler {
            let outside: Vec<Env> =
                pending.iter().filter(|(.., inside)| !inside).map(|(_, env, _)| env.clone()).collect();
            let front = self.begin_front(at, block, outside, first);
            ways = pending.iter().filter(|(.., inside)| *inside).map(|(_, env, _)| env.clone()).collect();
            ways.insert(0, front);
        }
        let entered = if is_header {
            let stored = self.stored_in_loop(at);
            let all = self.cautious || is_handler || self.is_entered_behind(at);
            self.join(block, &ways, |i| all || stored.get(i).copied().unwrap_or(false), true)
        } else {
            let is_late = self.late.contains(&at);
            self.join(block, &ways, |_| is_late, is_late)
        };
        if let Some(front) = self.leaders.get(&at).and_then(|l| l.front.as_ref()) {
            let target = Target { block, args: arguments(&front.1.0, &entered) };
            let front = front.0;
            self.mir.block_mut(front).term = Term::Jump(target);
        }
        let env = entered.0.clone();
        if let Some(leader) = self.leaders.get_mut(&at) {
            leader.begun = Some(entered);
        }
        for (edge, env, is_inside) in pending {
            let leader = self.leader(at);
            let (block, entered) = match (&leader.front, &leader.begun) {
                (Some((front, entered)), _) if !is_inside => (*front, entered),
                (_, Some(entered)) => (leader.block, entered),
                (_, None) => continue,
            };
            let target = Target { block, args: arguments(&env, entered) };
            self.set_edge(edge, target);
        }
        self.env = env;
        self.block = Some(block);
        if is_header {
            let state = self.state_of(&self.env.clone(), at);
            self.mir.block_mut(block).entry_state = Some(state);
        }
        if is_handler {
            // Interpreted handlers find the exception on the stack; here it still is the thread's.
            let caught =
                self.mir.push(block, make::call().imm(Imm::Helper(taipan_abi::helpers::Helper::CaughtException)));
            self.env.stack.extend(caught);
        }
        Ok(true)
    }

    /// Begins the block in front of a loop's header; the frame it ends with. Where nothing leads into the loop yet,
    /// something may later, with any frame.
    fn begin_front(&mut self, at: u32, header: Block, outside: Vec<Env>, first: &Env) -> Env {
        let block = self.mir.new_block();
        let all = outside.is_empty() || self.cautious || self.late.contains(&at);
        let ways = if outside.is_empty() { vec![first.clone()] } else { outside };
        let entered = self.join(block, &ways, |_| all, true);
        let env = entered.0.clone();
        let state = self.state_of(&env, at);
        self.mir.block_mut(block).entry_state = Some(state);
        self.mir.block_mut(block).term = Term::Jump(Target { block: header, args: Vec::new() });
        if let Some(leader) = self.leaders.get_mut(&at) {
            leader.front = Some((block, entered));
        }
        env
    }

    /// The frame of a block to which some ways lead: words that differ between them, and those that `wanted` says,
    /// are parameters; of any type, where ways are still to come.
    fn join(&mut self, block: Block, ways: &[Env], wanted: impl Fn(usize) -> bool, is_open: bool) -> Entered {
        let mut env = ways[0].clone();
        let locals = env.locals.len();
        let mut params = Vec::new();
        for i in 0..locals + env.stack.len() {
            let of = |env: &Env| if i < locals { env.locals[i] } else { env.stack[i - locals] };
            let first = of(&ways[0]);
            let identical = ways.iter().all(|env| of(env) == first);
            // Guarded on some ways only: the value in front of the guards is known on all.
            let root = self.strip(first);
            let same = identical || ways.iter().all(|env| self.strip(of(env)) == root);
            let is_param = !same || wanted(i);
            let mut word = if identical { first } else { root };
            if is_param {
                let joined = ways.iter().fold(Type::NEVER, |ty, env| ty.union(self.mir.ty(of(env))));
                word = self.mir.add_param(block, Repr::Word, if is_open { Type::ANY } else { joined });
            }
            params.push(is_param);
            if i < locals { env.locals[i] = word } else { env.stack[i - locals] = word }
        }
        (env, params)
    }

    /// Whether ways back to a loop's header may come from frames that were taken over behind it: of a generator's
    /// resumption inside the loop, or of a loop inside it.
    fn is_entered_behind(&self, header: u32) -> bool {
        let Some(&end) = self.code.loops.get(&header) else { return false };
        self.inlining.activation == 0
            && self.mir.entries.iter().any(|(kind, _)| match kind {
                EntryKind::Resume(at) => header <= *at && *at < end,
                EntryKind::Loop(at) => header < *at && *at < end,
                EntryKind::Start => false,
            })
    }

    /// Which locals the loop at a header may store.
    fn stored_in_loop(&self, header: u32) -> Vec<bool> {
        let count = self.function.code.localsplusnames.len() as u32;
        let mut out = vec![false; count as usize];
        let Some(&end) = self.code.loops.get(&header) else { return out };
        let mut mark = |i: u32| {
            if let Some(slot) = out.get_mut(i as usize) {
                *slot = true;
            }
        };
        for instr in self.code.instrs.iter().filter(|i| i.at >= header && i.at < end) {
            match instr.op {
                Op::STORE_FAST | Op::DELETE_FAST | Op::LOAD_FAST_AND_CLEAR | Op::MAKE_CELL => mark(instr.arg),
                Op::STORE_FAST_LOAD_FAST => mark(instr.arg >> 4),
                Op::STORE_FAST_STORE_FAST => {
                    mark(instr.arg >> 4);
                    mark(instr.arg & 15);
                }
                Op::COPY_FREE_VARS => (0..count).for_each(&mut mark),
                _ => {}
            }
        }
        out
    }

    /// Builds the block at a leader.
    fn leader_block(&mut self, at: u32) -> Result<(), Refusal> {
        if !self.begin(at)? {
            return Ok(());
        }
        let first = self.code.index_at(at).ok_or_else(|| malformed("leader"))?;
        for index in first..self.code.instrs.len() {
            let instr = self.code.instrs[index];
            if instr.at != at && self.is_leader(instr.at) {
                let env = self.env.clone();
                return self.jump_to(instr.at, env);
            }
            if self.skip.take() == Some(instr.at) {
                continue;
            }
            self.instr = instr;
            self.before = self.env.clone();
            self.before_state = None;
            if self.never_ran() {
                self.exit(ExitReason::NeverTaken);
                return Ok(());
            }
            table::build(self, instr)?;
            if self.block.is_none() {
                return Ok(());
            }
        }
        Err(malformed("runs off its end"))
    }

    /// Whether the current instruction would have left a note if it had run, in code that did run: nothing is known of
    /// what follows, which is left to tier 0 until it was seen.
    fn never_ran(&self) -> bool {
        let notes = matches!(
            self.instr.op,
            Op::FOR_ITER
                | Op::BINARY_OP
                | Op::COMPARE_OP
                | Op::CONTAINS_OP
                | Op::UNPACK_SEQUENCE
                | Op::POP_JUMP_IF_FALSE
                | Op::POP_JUMP_IF_TRUE
                | Op::POP_JUMP_IF_NONE
                | Op::POP_JUMP_IF_NOT_NONE
        );
        notes
            && self.function.feedback.is_complete()
            && !self.site().is_some_and(Site::has_run)
            && self.is_allowed(ExitReason::NeverTaken)
    }

    /// Ends the block with a jump to a leader.
    pub fn jump_to(&mut self, at: u32, env: Env) -> Result<(), Refusal> {
        if self.code.index_at(at).is_none() {
            return Err(malformed(format!("jump to {at}")));
        }
        self.check_backward(at, &env)?;
        if let Some(block) = self.block.take() {
            self.edge_to(at, Edge::Jump(block), env);
        }
        Ok(())
    }

    /// Ends the block with a branch to two leaders, each with its frame.
    pub fn branch_to(
        &mut self,
        condition: Value,
        (then_at, then_env): (u32, Env),
        (else_at, else_env): (u32, Env),
        counts: [u64; 2],
    ) -> Result<(), Refusal> {
        for (at, env) in [(then_at, &then_env), (else_at, &else_env)] {
            if self.code.index_at(at).is_none() {
                return Err(malformed(format!("jump to {at}")));
            }
            self.check_backward(at, env)?;
        }
        let Some(block) = self.block.take() else { return Ok(()) };
        let nowhere = || Target { block, args: Vec::new() };
        self.mir.block_mut(block).term = Term::Branch { condition, then: nowhere(), otherwise: nowhere(), counts };
        self.edge_to(then_at, Edge::Then(block), then_env);
        self.edge_to(else_at, Edge::Otherwise(block), else_env);
        Ok(())
    }

    /// The frame state before the current instruction.
    pub fn state(&mut self) -> State {
        match self.before_state {
            Some(state) => state,
            None => {
                let env = self.before.clone();
                let state = self.state_of(&env, self.instr.at);
                self.before_state = Some(state);
                state
            }
        }
    }

    /// The frame state of a frame in front of an instruction.
    pub fn state_of(&mut self, env: &Env, at: u32) -> State {
        let slots = |words: &[Value]| words.iter().map(|&w| Slot::Value(w)).collect();
        self.mir.add_state(FrameState {
            snapshot: self.snapshot,
            function: self.inlining.function,
            at,
            resume: Resume::At,
            locals: slots(&env.locals),
            stack: slots(&env.stack),
            activation: self.inlining.activation,
            parent: self.inlining.parent,
            virtuals: Vec::new(),
            blame: None,
        })
    }

    /// Gives the last instruction of the block, which may raise, its handler, and goes on behind it.
    pub fn connect_handler(&mut self, inst: Inst) {
        let Some(protected) = self.code.handler(self.instr.unit).copied() else { return };
        let Some(block) = self.block else { return };
        let mut env = Env { locals: self.before.locals.clone(), stack: self.before.stack.clone() };
        env.stack.truncate(protected.depth as usize);
        if protected.push_lasti {
            let lasti = self.mir.create(make::const_word().imm(Imm::Word(word::encode_small(self.instr.unit as i64))));
            let place = self.mir.block(block).insts.len() - 1;
            self.mir.block_mut(block).insts.insert(place, lasti);
            env.stack.extend(self.mir.inst(lasti).result);
        }
        self.edge_to(protected.target, Edge::Handler(inst), env);
        let behind = self.mir.new_block();
        self.mir.block_mut(block).term = Term::Jump(Target { block: behind, args: Vec::new() });
        self.block = Some(behind);
    }

    pub fn site(&self) -> Option<&Site> {
        self.function.feedback.at(self.instr.unit)
    }

    /// Drops blocks in front of loops that nothing leads to.
    fn seal(&mut self) -> Result<(), Refusal> {
        for leader in self.leaders.values() {
            if leader.begun.is_none() && !leader.pending.is_empty() {
                return Err(malformed("a block out of order"));
            }
        }
        let mut is_entered = vec![false; self.mir.blocks.len()];
        for b in 0..self.mir.blocks.len() {
            self.mir.successors(Block(b as u32)).iter().for_each(|to| is_entered[to.index()] = true);
        }
        for (front, _) in self.leaders.values().filter_map(|l| l.front.as_ref()) {
            if !is_entered[front.index()] {
                self.mir.block_mut(*front).term = Term::Unreachable;
            }
        }
        Ok(())
    }

    /// Whether a value is a word known now.
    pub fn known_word(&self, value: Value) -> Option<u64> {
        if let Def::Inst(inst) = self.mir.values[self.strip(value).index()].def {
            let data = self.mir.inst(inst);
            match (data.op, data.imm) {
                (Opcode::ConstWord, Imm::Word(w)) => return Some(w),
                (Opcode::ConstObject, Imm::Const(c)) => {
                    if let taipan_abi::unit::TableEntry::Object(w) = self.mir.constants[c as usize] {
                        return Some(w);
                    }
                }
                _ => {}
            }
        }
        self.mir.ty(value).as_immediate()
    }
}
