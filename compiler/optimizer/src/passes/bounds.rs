//! Tests of indices that run with a loop, once in front of it.
//!
//! An index that starts at a number, goes up by a step and stays below a limit is within bounds for the whole loop if
//! its first value is not negative and the limit not above the length. Those are tested in front of the loop; where
//! they do not hold there, the loop is left to tier 0, and later compiled without this. An index that the loop does not
//! change is tested there for not counting from the end.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use taipan_abi::exits::ExitReason;
use taipan_abi::opcodes::Comparison;
use taipan_abi::request::CompileRequest;

use super::hoist::state_in_front;
use crate::mir::cfg::{Cfg, Loop};
use crate::mir::infer::compare_ranges;
use crate::mir::{Block, Def, Imm, Inst, InstData, Mir, Opcode, Replacements, Repr, State, Term, Value, make};

pub fn run(mir: &mut Mir, request: &CompileRequest) {
    let cfg = Cfg::new(mir);
    for of in cfg.loops().iter().rev() {
        if let Some(front) = of.front(mir, &cfg) {
            run_loop(mir, &cfg, of, front, request);
        }
    }
}

/// A number that goes up by a step each round.
#[derive(Clone, Copy)]
struct Counter {
    /// The header's parameter.
    param: Value,
    first: Value,
    /// What is added; None: 1 is taken off.
    step: Option<Value>,
}

/// What keeps a counter within limits.
#[derive(Clone, Copy)]
enum Limit {
    /// There are as many rounds as this.
    Rounds(Value),
    /// It is below this in every round, or at most this.
    Below(Value, bool),
}

struct Bounds<'a> {
    mir: &'a mut Mir,
    front: Block,
    header: Block,
    /// Whether a value is made in the loop.
    inside: Vec<bool>,
    counters: SmallVec<[Counter; 4]>,
    states: FxHashMap<(u32, u32), State>,
    tested: FxHashSet<(Value, Comparison, Value)>,
    replaced: Replacements,
    request: &'a CompileRequest,
}

fn run_loop(mir: &mut Mir, cfg: &Cfg, of: &Loop, front: Block, request: &CompileRequest) {
    let mut inside = vec![false; mir.values.len()];
    for &block in &of.blocks {
        let data = mir.block(block);
        data.params.iter().for_each(|p| inside[p.index()] = true);
        data.insts.iter().filter_map(|&i| mir.inst(i).result).for_each(|r| inside[r.index()] = true);
    }
    // What is in front is at hand there only if it is made on every way there.
    for &block in &cfg.order {
        if !of.contains(block) && !cfg.dominates(block, front) {
            let data = mir.block(block);
            data.params.iter().for_each(|p| inside[p.index()] = true);
            data.insts.iter().filter_map(|&i| mir.inst(i).result).for_each(|r| inside[r.index()] = true);
        }
    }
    let mut bounds = Bounds {
        mir,
        front,
        header: of.header,
        inside,
        counters: SmallVec::new(),
        states: FxHashMap::default(),
        tested: FxHashSet::default(),
        replaced: Replacements::default(),
        request,
    };
    bounds.find_counters(of);
    let limits: Vec<(Counter, Limit)> =
        bounds.counters.clone().into_iter().filter_map(|c| Some((c, bounds.limit_of(of, c)?))).collect();
    for &block in &of.blocks {
        for inst in bounds.mir.block(block).insts.clone() {
            match bounds.mir.inst(inst).op {
                Opcode::IntIndex => bounds.index(inst),
                Opcode::GuardIndex => bounds.guard(inst, &limits),
                _ => {}
            }
        }
    }
    let Bounds { replaced, mir, .. } = bounds;
    replaced.apply(mir);
}

impl Bounds<'_> {
    fn is_outside(&self, value: Value) -> bool {
        !self.inside.get(value.index()).copied().unwrap_or(false)
    }

    fn def(&self, value: Value) -> Option<&InstData> {
        self.mir.def_inst(value)
    }

    /// The number behind what only says more about it.
    fn strip(&self, value: Value) -> Value {
        let mut value = self.replaced.resolve(value);
        while let Some(data) = self.def(value).filter(|d| d.op == Opcode::IntSmall) {
            value = self.replaced.resolve(data.args[0]);
        }
        value
    }

    fn constant(&self, value: Value) -> Option<i64> {
        self.mir.ty(value).as_int()
    }

    /// What is passed for a parameter of the header on each way round.
    fn passed(&self, of: &Loop, index: usize) -> Option<SmallVec<[Value; 2]>> {
        let mut all = SmallVec::new();
        for &latch in &of.latches {
            for target in self.mir.edges(latch).iter().filter(|t| t.block == self.header) {
                all.push(*target.args.get(index)?);
            }
        }
        Some(all)
    }

    fn find_counters(&mut self, of: &Loop) {
        let Term::Jump(target) = self.mir.block(self.front).term.clone() else { return };
        for (index, &param) in self.mir.block(self.header).params.clone().iter().enumerate() {
            if self.mir.repr(param) != Repr::I64 {
                continue;
            }
            let Some(passed) = self.passed(of, index) else { continue };
            let steps: Option<SmallVec<[Option<Value>; 2]>> = passed.iter().map(|&v| self.step_of(param, v)).collect();
            if let Some(steps) = steps
                && let Some(&step) = steps.first()
                && steps.iter().all(|&s| s == step)
            {
                self.counters.push(Counter { param, first: target.args[index], step });
            }
        }
    }

    /// What a round adds: Some(None) where it takes 1 off.
    fn step_of(&self, param: Value, next: Value) -> Option<Option<Value>> {
        let data = self.def(next)?;
        match data.op {
            Opcode::IntAdd | Opcode::IntAddFast => {
                let (a, b) = (data.args[0], data.args[1]);
                let step = if self.strip(a) == param {
                    b
                } else if self.strip(b) == param {
                    a
                } else {
                    return None;
                };
                (self.is_outside(step) || self.constant(step).is_some()).then_some(Some(step))
            }
            Opcode::IntSub | Opcode::IntSubFast => {
                (self.strip(data.args[0]) == param && self.constant(data.args[1]) == Some(1)).then_some(None)
            }
            _ => None,
        }
    }

    /// What the condition of every way round says of a counter, before that round.
    fn limit_of(&self, of: &Loop, counter: Counter) -> Option<Limit> {
        counter.step?;
        let params = &self.mir.block(self.header).params;
        let place = |param: Value| params.iter().position(|&p| p == param);
        // Another counter that goes down to 0 with it.
        for other in self.counters.iter().filter(|o| o.step.is_none()) {
            let index = place(other.param)?;
            if self
                .holds_round(of, index, |how, limit| how == Comparison::Gt && self.constant(limit) == Some(0))
                .is_some()
            {
                return Some(Limit::Rounds(other.first));
            }
        }
        let index = place(counter.param)?;
        let (how, limit) = self.holds_round(of, index, |how, limit| {
            matches!(how, Comparison::Lt | Comparison::Le) && (self.is_outside(limit) || self.constant(limit).is_some())
        })?;
        Some(Limit::Below(limit, how == Comparison::Le))
    }

    /// The comparison that what is passed for a parameter passes on every way round.
    fn holds_round(
        &self,
        of: &Loop,
        index: usize,
        fits: impl Fn(Comparison, Value) -> bool,
    ) -> Option<(Comparison, Value)> {
        let mut found = None;
        for &latch in &of.latches {
            let Term::Branch { condition, then, otherwise, .. } = &self.mir.block(latch).term else { return None };
            if then.block != self.header || otherwise.block == self.header {
                return None;
            }
            let data = self.def(*condition).filter(|d| d.op == Opcode::IntCmp)?;
            let Imm::Compare(how) = data.imm else { return None };
            let passed = then.args[index];
            let (how, limit) = if data.args[0] == passed {
                (how, data.args[1])
            } else if data.args[1] == passed {
                (swapped(how), data.args[0])
            } else {
                return None;
            };
            if !fits(how, limit) || found.is_some_and(|f| f != (how, limit)) {
                return None;
            }
            found = Some((how, limit));
        }
        found
    }

    fn state(&mut self, blame: (u32, u32)) -> Option<State> {
        if let Some(&known) = self.states.get(&blame) {
            return Some(known);
        }
        let state = state_in_front(self.mir, self.header, self.front, blame)?;
        self.states.insert(blame, state);
        Some(state)
    }

    fn emit(&mut self, data: InstData) -> Option<Value> {
        self.mir.push(self.front, data)
    }

    /// Leaves in front of the loop unless a comparison holds; the values are made outside.
    fn test(&mut self, a: Value, how: Comparison, b: Value, reason: ExitReason, state: State) -> Option<()> {
        let (x, y) = (self.mir.ty(a).int_range(), self.mir.ty(b).int_range());
        match compare_ranges(how, x, y) {
            Some(true) => return Some(()),
            Some(false) => return None,
            None if !self.tested.insert((a, how, b)) => return Some(()),
            None => {}
        }
        let condition = self.emit(make::int_cmp(a, b).imm(Imm::Compare(how)))?;
        let guard = self.mir.create(make::guard_true(condition).imm(Imm::Reason(reason)).state(state));
        self.mir.block_mut(self.front).insts.push(guard);
        Some(())
    }

    fn number(&mut self, value: i64) -> Option<Value> {
        self.emit(make::const_int().imm(Imm::Int(value)))
    }

    /// The counter behind an index, and how far it is off.
    fn counter_of(&self, index: Value) -> Option<(Counter, i64)> {
        let find = |v: Value| self.counters.iter().copied().find(|c| c.param == v);
        let index = self.strip(index);
        if let Some(counter) = find(index) {
            return Some((counter, 0));
        }
        let data = self.def(index)?;
        let sign = match data.op {
            Opcode::IntAdd | Opcode::IntAddFast => 1,
            Opcode::IntSub | Opcode::IntSubFast => -1,
            _ => return None,
        };
        let counter = find(self.strip(data.args[0]))?;
        let off = self.constant(data.args[1]).filter(|n| n.unsigned_abs() < 1 << 32)?;
        Some((counter, sign * off))
    }

    /// Whether something may be taken for granted that an instruction did not.
    fn is_allowed(&self, (snapshot, at): (u32, u32), reason: ExitReason) -> bool {
        !self.request.is_denied(snapshot, at, reason)
    }

    /// An index that may count from the end: one that is not negative in front, and does not go down, does not.
    fn index(&mut self, inst: Inst) {
        let data = self.mir.inst(inst).clone();
        let (index, Some(result)) = (data.args[0], data.result) else { return };
        let Some(blame) = self.blame_of(inst, result) else { return };
        if !self.is_allowed(blame, ExitReason::Negative) {
            return;
        }
        let index = self.replaced.resolve(index);
        let (first, off) = match self.counter_of(index) {
            Some((counter, off)) if counter.step.is_some_and(|s| self.mir.ty(s).int_range().0 >= 0) => {
                (counter.first, off)
            }
            None if self.is_outside(index) => (index, 0),
            _ => return,
        };
        let (low, high) = self.mir.ty(first).int_range();
        if high.saturating_add(off) < 0 {
            return;
        }
        if low.saturating_add(off) < 0 {
            let Some(state) = self.state(blame) else { return };
            let Some(least) = self.number(-off) else { return };
            if self.test(first, Comparison::Ge, least, ExitReason::Negative, state).is_none() {
                return;
            }
        }
        self.replaced.insert(result, index);
    }

    /// The instruction whose index an `int_index` makes: that of the guard behind it.
    fn blame_of(&self, inst: Inst, index: Value) -> Option<(u32, u32)> {
        let home = self.mir.blocks.iter().find(|b| b.insts.contains(&inst))?;
        let guard =
            home.insts.iter().map(|&i| self.mir.inst(i)).find(|d| d.op == Opcode::GuardIndex && d.args[0] == index)?;
        guard.state.map(|s| self.mir.state(s).blamed())
    }

    /// A guard of an index that runs with the loop.
    fn guard(&mut self, inst: Inst, limits: &[(Counter, Limit)]) {
        let data = self.mir.inst(inst).clone();
        let (Some(result), Some(blame)) = (data.result, data.state.map(|s| self.mir.state(s).blamed())) else { return };
        let length = self.replaced.resolve(data.args[1]);
        let mut index = self.replaced.resolve(data.args[0]);
        if !self.is_outside(length) || !self.is_allowed(blame, ExitReason::OutOfStep) {
            return;
        }
        if let Some(inner) = self.def(index).filter(|d| d.op == Opcode::IntIndex && d.args[1] == data.args[1]) {
            index = self.replaced.resolve(inner.args[0]);
        }
        let Some((counter, off)) = self.counter_of(index) else { return };
        let Some(&(_, limit)) = limits.iter().find(|(c, _)| c.param == counter.param) else { return };
        let Some(state) = self.state(blame) else { return };
        if self.test_range(counter, off, limit, length, state).is_none() {
            return;
        }
        let data = &mut self.mir.insts[inst.index()];
        data.op = Opcode::Rely;
        data.args = [length].as_slice().into();
        data.result = None;
        data.state = None;
        self.mir.values[result.index()].def = Def::None;
        self.replaced.insert(result, index);
    }

    /// Tests in front that all values of a counter are indices.
    fn test_range(&mut self, counter: Counter, off: i64, limit: Limit, length: Value, state: State) -> Option<()> {
        const REASON: ExitReason = ExitReason::OutOfStep;
        let (first, step) = (counter.first, counter.step?);
        let (least_step, how) = match limit {
            Limit::Rounds(_) => (1, Comparison::Eq),
            Limit::Below(..) => (0, Comparison::Ge),
        };
        let least_step = self.number(least_step)?;
        self.test(step, how, least_step, REASON, state)?;
        let least = self.number(-off)?;
        self.test(first, Comparison::Ge, least, REASON, state)?;
        let (end, how) = match limit {
            Limit::Rounds(rounds) => {
                let one = self.number(1)?;
                self.test(rounds, Comparison::Ge, one, REASON, state)?;
                (self.emit(make::int_add(first, rounds).state(state))?, Comparison::Le)
            }
            Limit::Below(limit, is_included) => {
                let limit = match self.constant(limit) {
                    Some(n) => self.number(n)?,
                    None => limit,
                };
                let below = if is_included { Comparison::Le } else { Comparison::Lt };
                self.test(first, below, limit, REASON, state)?;
                (limit, if is_included { Comparison::Lt } else { Comparison::Le })
            }
        };
        let end = if off == 0 {
            end
        } else {
            let off = self.number(off)?;
            self.emit(make::int_add(end, off).state(state))?
        };
        self.test(end, how, length, REASON, state)
    }
}

fn swapped(how: Comparison) -> Comparison {
    match how {
        Comparison::Lt => Comparison::Gt,
        Comparison::Le => Comparison::Ge,
        Comparison::Gt => Comparison::Lt,
        Comparison::Ge => Comparison::Le,
        Comparison::Eq | Comparison::Ne => how,
    }
}
