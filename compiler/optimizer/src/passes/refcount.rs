//! Makes ownership explicit: the last pass.
//!
//! Every counted value that the code owns (results of rows that say `Owned`, block parameters, and what
//! is read out of memory and outlives the next change of it) is given up exactly once on each path: by the
//! operand that consumes it, by the edge or exit that takes it, or by a `decref` behind its last use.
//! Guards give the same object as their operand, so ownership is a matter of the value behind guards.
//! Where an exit leaves, nothing is inserted: an [`ExitPlan`] says which references move into the frames.
//! Frame states count as uses, which keeps locals alive as long as tier 0 would.

use rustc_hash::FxHashSet;
use taipan_abi::helpers::effect;
use taipan_abi::request::CompileRequest;

use crate::mir::cfg::Cfg;
use crate::mir::drops::runs_code;
use crate::mir::ops::{self, Own};
use crate::mir::{Block, ExitPlan, Inst, InstData, Mir, Opcode, Repr, Slot, State, Target, Term, Value, make};

type Live = FxHashSet<Value>;

pub fn run(mir: &mut Mir, _request: &CompileRequest) {
    let cfg = Cfg::new(mir);
    for block in &mut mir.blocks {
        block.entry_state = None;
    }
    let owned = take_from_memory(mir, &cfg);
    let mut pass = Pass { owned };
    let mut live_in = pass.liveness(mir, &cfg);
    loop {
        let endangered = pass.endangered(mir, &cfg, &live_in);
        if endangered.is_empty() {
            break;
        }
        count_where_read(mir, &cfg, &endangered, &mut pass.owned);
        live_in = pass.liveness(mir, &cfg);
    }
    let mut edges = Vec::new();
    for &block in &cfg.order {
        pass.block(mir, block, &live_in, &mut edges);
    }
    for (block, which, insts) in edges {
        place_on_edge(mir, block, which, insts);
    }
}

/// The value behind guards.
pub fn root(mir: &Mir, mut value: Value) -> Value {
    while let Some(data) = mir.def_inst(value) {
        if data.op.row().own != Own::Alias {
            break;
        }
        value = data.args[0];
    }
    value
}

/// Decides which values are owned. What is read out of memory is counted where it is read, unless all that
/// looks at it stands in the same block before memory may change.
fn take_from_memory(mir: &mut Mir, cfg: &Cfg) -> Vec<bool> {
    let mut owned = vec![false; mir.values.len()];
    let mut taken: FxHashSet<Value> = FxHashSet::default();
    for &block in &cfg.order {
        for &param in &mir.block(block).params {
            owned[param.index()] = mir.repr(param) == Repr::Word && mir.ty(param).is_counted();
        }
        for &inst in &mir.block(block).insts {
            let data = mir.inst(inst);
            if let Some(result) = data.result
                && mir.repr(result) == Repr::Word
                && mir.ty(result).is_counted()
            {
                match data.op.row().own {
                    Own::Owned => owned[result.index()] = true,
                    Own::Inner | Own::Part => {
                        taken.insert(result);
                    }
                    Own::Plain | Own::Alias | Own::Static => {}
                }
            }
        }
    }
    let mut needed: FxHashSet<Value> = FxHashSet::default();
    for &block in &cfg.order {
        // Words read in this block that are still as memory holds them.
        let mut fresh: FxHashSet<Value> = FxHashSet::default();
        let mut uses: Vec<(Value, bool)> = Vec::new();
        for &inst in &mir.block(block).insts {
            let data = mir.inst(inst);
            let clobbers = ops::effects_of(data) & (effect::CALLS | effect::WRITES) != 0;
            // A callee may change memory while it still looks at its operands.
            uses.extend(data.args.iter().map(|&v| (v, clobbers)));
            if let Some(state) = data.state {
                mir.visit_state(state, &mut |v| uses.push((v, clobbers)));
            }
            uses.extend(data.handler.iter().flat_map(|t| &t.args).map(|&v| (v, true)));
            for (value, lasting) in uses.drain(..) {
                let value = root(mir, value);
                if taken.contains(&value) && (lasting || !fresh.contains(&value)) {
                    needed.insert(value);
                }
            }
            if clobbers {
                fresh.clear();
            }
            fresh.extend(data.result.filter(|r| taken.contains(r)));
        }
        let data = mir.block(block);
        let mut ends: Vec<Value> = data.term.targets().iter().flat_map(|t| t.args.iter().copied()).collect();
        if let Term::Return { value, .. } | Term::Yield { value, .. } = data.term {
            ends.push(value);
        }
        if let Some(state) = data.term.state() {
            mir.visit_state(state, &mut |v| ends.push(v));
        }
        needed.extend(ends.into_iter().map(|v| root(mir, v)).filter(|v| taken.contains(v)));
    }
    count_where_read(mir, cfg, &needed, &mut owned);
    owned
}

/// Counts values right behind the reads they come from.
fn count_where_read(mir: &mut Mir, cfg: &Cfg, values: &FxHashSet<Value>, owned: &mut [bool]) {
    for &block in &cfg.order {
        let insts = std::mem::take(&mut mir.block_mut(block).insts);
        let mut out = Vec::with_capacity(insts.len());
        for inst in insts {
            out.push(inst);
            if let Some(result) = mir.inst(inst).result.filter(|r| values.contains(r)) {
                owned[result.index()] = true;
                out.push(mir.create(make::incref(result)));
            }
        }
        mir.block_mut(block).insts = out;
    }
}

struct Pass {
    owned: Vec<bool>,
}

impl Pass {
    /// The owned value behind a use, if it is one.
    fn owner(&self, mir: &Mir, value: Value) -> Option<Value> {
        if mir.repr(value) != Repr::Word {
            return None;
        }
        let value = root(mir, value);
        self.owned[value.index()].then_some(value)
    }

    /// A value behind guards, the object it was read of, if it is not counted itself, and so on: up to one that is owned.
    fn sources<'m>(&'m self, mir: &'m Mir, value: Value) -> impl Iterator<Item = Value> + 'm {
        let word = move |value: Value| (mir.repr(value) == Repr::Word).then(|| root(mir, value));
        std::iter::successors(word(value), move |&value| {
            let data = mir.def_inst(value).filter(|_| !self.owned[value.index()])?;
            let is_read = matches!(data.op.row().own, Own::Inner | Own::Part);
            word(*data.args.first().filter(|_| is_read)?)
        })
    }

    /// The owned value that keeps a value alive: its owner, or that of the object it was read of.
    fn keeper(&self, mir: &Mir, value: Value) -> Option<Value> {
        self.sources(mir, value).last().filter(|v| self.owned[v.index()])
    }

    fn add_uses(&self, mir: &Mir, data: &InstData, live: &mut Live) {
        live.extend(data.args.iter().filter_map(|&v| self.keeper(mir, v)));
        if let Some(state) = data.state {
            mir.visit_state(state, &mut |v| live.extend(self.keeper(mir, v)));
        }
    }

    /// The owners of what a state mentions.
    fn add_state(&self, mir: &Mir, state: State, live: &mut Live) {
        mir.visit_state(state, &mut |v| live.extend(self.owner(mir, v)));
    }

    /// What is live behind each instruction of a block.
    fn after(&self, mir: &Mir, block: Block, live_in: &[Live]) -> Vec<Live> {
        let insts = &mir.block(block).insts;
        let mut after = vec![Live::default(); insts.len()];
        let mut live = self.live_at_end(mir, block, live_in);
        for (i, &inst) in insts.iter().enumerate().rev() {
            after[i].clone_from(&live);
            let data = mir.inst(inst);
            if let Some(result) = data.result {
                live.remove(&result);
            }
            if let Some(handler) = &data.handler {
                live.extend(self.live_through(mir, handler, live_in));
            }
            self.add_uses(mir, data, &mut live);
        }
        after
    }

    /// Values read of memory and not counted that are still looked at when some object has died, whose destructor may have
    /// changed that memory.
    fn endangered(&self, mir: &Mir, cfg: &Cfg, live_in: &[Live]) -> FxHashSet<Value> {
        let mut found: FxHashSet<Value> = FxHashSet::default();
        for &block in &cfg.order {
            let is_read = |inst: &Inst| {
                let data = mir.inst(*inst);
                let result = data.result.filter(|_| data.op.row().own == Own::Inner);
                result.filter(|r| mir.ty(*r).is_counted() && !self.owned[r.index()])
            };
            if !mir.block(block).insts.iter().any(|i| is_read(i).is_some()) {
                continue;
            }
            let after = self.after(mir, block, live_in);
            let mut held: Live = live_in[block.index()].clone();
            let (mut fresh, mut stale): (Live, Live) = Default::default();
            for (i, inst) in mir.block(block).insts.iter().enumerate() {
                let data = mir.inst(*inst);
                if !stale.is_empty() {
                    let mut used = |value: Value| found.extend(self.sources(mir, value).filter(|v| stale.contains(v)));
                    data.args.iter().copied().for_each(&mut used);
                    if let Some(state) = data.state {
                        mir.visit_state(state, &mut used);
                    }
                }
                held.extend(data.result.filter(|r| self.owned[r.index()]));
                fresh.extend(is_read(inst));
                let is_given = |v: &Value| {
                    data.args.iter().enumerate().any(|(k, &arg)| ops::consumes(data, k) && root(mir, arg) == *v)
                };
                let dies = |v: &Value| !after[i].contains(v) && runs_code(mir.ty(*v)) && !is_given(v);
                if held.iter().any(dies) {
                    stale.extend(fresh.drain());
                }
                held.retain(|v| after[i].contains(v));
            }
        }
        found
    }

    /// What is live in front of the terminator.
    fn live_at_end(&self, mir: &Mir, block: Block, live_in: &[Live]) -> Live {
        let mut live = Live::default();
        let data = mir.block(block);
        for target in data.term.targets() {
            live.extend(self.live_through(mir, target, live_in));
        }
        if let Term::Return { value, .. } | Term::Yield { value, .. } = data.term {
            live.extend(self.owner(mir, value));
        }
        if let Some(state) = data.term.state() {
            self.add_state(mir, state, &mut live);
        }
        live
    }

    /// What an edge needs: its arguments, and what lives on behind it.
    fn live_through(&self, mir: &Mir, target: &Target, live_in: &[Live]) -> Live {
        let mut live: Live = live_in[target.block.index()].clone();
        live.extend(target.args.iter().filter_map(|&v| self.owner(mir, v)));
        live
    }

    fn liveness(&self, mir: &Mir, cfg: &Cfg) -> Vec<Live> {
        let mut live_in = vec![Live::default(); mir.blocks.len()];
        let mut changed = true;
        while changed {
            changed = false;
            for &block in cfg.order.iter().rev() {
                let mut live = self.live_at_end(mir, block, &live_in);
                if let Some(handler) = mir.handler_of(block) {
                    live.extend(self.live_through(mir, handler, &live_in));
                }
                for &inst in mir.block(block).insts.iter().rev() {
                    let data = mir.inst(inst);
                    if let Some(result) = data.result {
                        live.remove(&result);
                    }
                    self.add_uses(mir, data, &mut live);
                }
                mir.block(block).params.iter().for_each(|p| {
                    live.remove(p);
                });
                if live != live_in[block.index()] {
                    live_in[block.index()] = live;
                    changed = true;
                }
            }
        }
        live_in
    }

    /// Rewrites a block. Counts that belong on edges are collected as (block, number of the edge, what).
    fn block(&self, mir: &mut Mir, block: Block, live_in: &[Live], edges: &mut Vec<(Block, usize, Vec<Inst>)>) {
        let after = self.after(mir, block, live_in);
        let insts = std::mem::take(&mut mir.block_mut(block).insts);
        let has_handler = insts.last().is_some_and(|&i| mir.inst(i).handler.is_some());
        // What is live at its start, parameters included.
        let mut live = after.first().cloned().unwrap_or_else(|| self.live_at_end(mir, block, live_in));
        if let Some(&first) = insts.first() {
            let data = mir.inst(first);
            if let Some(result) = data.result {
                live.remove(&result);
            }
            if let Some(handler) = &data.handler {
                live.extend(self.live_through(mir, handler, live_in));
            }
            self.add_uses(mir, data, &mut live);
        }
        // Parameters that nobody looks at, and what lived on another way only, were given up on the edge
        // or are given up here.
        let mut held: Live = live_in[block.index()].clone();
        let mut out: Vec<Inst> = Vec::with_capacity(insts.len());
        for param in mir.block(block).params.clone() {
            if self.owned[param.index()] {
                held.insert(param);
                if !live.contains(&param) {
                    held.remove(&param);
                    out.push(mir.create(make::decref(param)));
                }
            }
        }
        let mut handler_held = Live::default();
        for (i, &inst) in insts.iter().enumerate() {
            let data = mir.inst(inst).clone();
            let behind = &after[i];
            let mut moved: Vec<Value> = Vec::new();
            for (k, &arg) in data.args.iter().enumerate() {
                if !ops::consumes(&data, k) || mir.repr(arg) != Repr::Word || !mir.ty(arg).is_counted() {
                    continue;
                }
                let needed = |owner: &Value| {
                    behind.contains(owner)
                        || data.handler.as_ref().is_some_and(|t| self.live_through(mir, t, live_in).contains(owner))
                        || data.state.is_some_and(|s| {
                            let mut is_kept = false;
                            mir.visit_state(s, &mut |v| is_kept |= self.keeper(mir, v) == Some(*owner));
                            is_kept
                        })
                };
                match self.owner(mir, arg).filter(|o| held.contains(o) && !needed(o) && !moved.contains(o)) {
                    Some(owner) => moved.push(owner),
                    None => out.push(mir.create(make::incref(arg))),
                }
            }
            if let Some(state) = data.state
                && data.handler.is_none()
                && (data.op.is_guard() || ops::may_raise(&data))
            {
                let plan = self.plan(mir, state, &held, &moved);
                mir.plans.insert(inst, plan);
            }
            out.push(inst);
            moved.iter().for_each(|o| {
                held.remove(o);
            });
            if data.handler.is_some() {
                handler_held.clone_from(&held);
            }
            if let Some(result) = data.result.filter(|r| self.owned[r.index()]) {
                held.insert(result);
            }
            if data.op == Opcode::IncRef || data.handler.is_some() {
                continue;
            }
            // The count of what was read from memory comes right behind the read.
            let counted_next = insts.get(i + 1).is_some_and(|&n| mir.inst(n).op == Opcode::IncRef);
            if !counted_next {
                let end = data.state.filter(|_| data.op == Opcode::LeaveInline);
                self.give_up(mir, &mut held, behind, end, &mut out);
            }
        }
        let term = mir.block(block).term.clone();
        match &term {
            Term::Return { value, state } => {
                let keep = self.owner(mir, *value);
                if keep.is_none() && mir.ty(*value).is_counted() {
                    out.push(mir.create(make::incref(*value)));
                }
                let kept: Live = keep.into_iter().collect();
                out.push(mir.create(make::leave_frame()));
                self.give_up(mir, &mut held, &kept, Some(*state), &mut out);
            }
            Term::Yield { value, state } => {
                let mut in_state = Live::default();
                self.add_state(mir, *state, &mut in_state);
                let mut moved = Vec::new();
                match self.owner(mir, *value).filter(|o| !in_state.contains(o)) {
                    Some(owner) => moved.push(owner),
                    None if mir.ty(*value).is_counted() => out.push(mir.create(make::incref(*value))),
                    None => {}
                }
                let plan = self.plan(mir, *state, &held, &moved);
                mir.term_plans.insert(block, plan);
            }
            Term::Exit { state, .. } => {
                let plan = self.plan(mir, *state, &held, &[]);
                mir.term_plans.insert(block, plan);
            }
            Term::Jump(_) | Term::Branch { .. } | Term::Open | Term::Unreachable => {}
        }
        mir.block_mut(block).insts = out;
        let targets: Vec<Target> = mir.edges(block).into_iter().cloned().collect();
        for (number, target) in targets.iter().enumerate() {
            let held = if has_handler && number == 0 { &handler_held } else { &held };
            let counts = self.edge(mir, target, held, &live_in[target.block.index()]);
            if !counts.is_empty() {
                edges.push((block, number, counts));
            }
        }
    }

    /// Gives up what is held but not needed any more. At the end of a function, whose state is given, locals go last to first.
    fn give_up(&self, mir: &mut Mir, held: &mut Live, needed: &Live, end: Option<State>, out: &mut Vec<Inst>) {
        let mut dead: Vec<Value> = held.iter().copied().filter(|v| !needed.contains(v)).collect();
        dead.sort_unstable();
        if let Some(state) = end {
            let locals = &mir.state(state).locals;
            let place = |v: &Value| {
                let is_it = |slot: &Slot| matches!(slot, Slot::Value(w) if self.owner(mir, *w) == Some(*v));
                locals.iter().position(is_it).map_or(usize::MAX, |i| i)
            };
            dead.sort_by_cached_key(|v| std::cmp::Reverse(place(v)));
        }
        for value in dead {
            held.remove(&value);
            out.push(mir.create(make::decref(value)));
        }
    }

    fn plan(&self, mir: &Mir, state: State, held: &Live, moved_away: &[Value]) -> ExitPlan {
        let mut in_state = Live::default();
        self.add_state(mir, state, &mut in_state);
        let held = held.iter().copied().filter(|v| !moved_away.contains(v));
        let (mut moved, mut dropped): (Vec<Value>, Vec<Value>) = held.partition(|v| in_state.contains(v));
        moved.sort_unstable();
        dropped.sort_unstable();
        ExitPlan { moved, dropped }
    }

    /// What an edge has to count and give up: arguments for counted parameters are consumed.
    fn edge(&self, mir: &mut Mir, target: &Target, held: &Live, live_in: &Live) -> Vec<Inst> {
        let mut out = Vec::new();
        let mut gone: Live = Live::default();
        let params = mir.block(target.block).params.clone();
        for (&arg, &param) in target.args.iter().zip(&params) {
            if !self.owned[param.index()] || !mir.ty(arg).is_counted() {
                continue;
            }
            match self.owner(mir, arg).filter(|o| held.contains(o) && !live_in.contains(o) && !gone.contains(o)) {
                Some(owner) => {
                    gone.insert(owner);
                }
                None => out.push(mir.create(make::incref(arg))),
            }
        }
        let mut dead: Vec<Value> = held.iter().copied().filter(|v| !live_in.contains(v) && !gone.contains(v)).collect();
        dead.sort_unstable();
        for value in dead {
            out.push(mir.create(make::decref(value)));
        }
        out
    }
}

/// Puts instructions on an edge: at the end of its block where there is no other edge, else in a block of
/// their own.
fn place_on_edge(mir: &mut Mir, block: Block, number: usize, insts: Vec<Inst>) {
    if mir.edges(block).len() == 1 && mir.handler_of(block).is_none() {
        mir.block_mut(block).insts.extend(insts);
        return;
    }
    let between = mir.new_block();
    let mut at = 0;
    let mut old = None;
    mir.for_edges_mut(block, |target| {
        if at == number {
            old = Some(std::mem::replace(target, Target { block: between, args: Vec::new() }));
        }
        at += 1;
    });
    mir.block_mut(between).insts = insts;
    mir.block_mut(between).term = old.map_or(Term::Unreachable, Term::Jump);
}
