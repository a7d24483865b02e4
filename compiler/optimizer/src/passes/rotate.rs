//! Turns loops that test first into loops that test last, behind a test of their own in front.
//!
//! So what stands in a loop is known to run once the block in front of it is reached, and what only code behind the
//! loop wants of the round before, old values of locals above all, is not carried round. The test must be short and
//! must not leave, for it is repeated wherever the loop goes round.

use rustc_hash::FxHashMap;
use taipan_abi::helpers::effect;
use taipan_abi::request::CompileRequest;

use crate::mir::cfg::{Cfg, Loop};
use crate::mir::repair::{Repair, Variable};
use crate::mir::{Block, FrameState, Inst, InstData, Mir, Opcode, Slot, State, Target, Term, Value, ops};

/// Instructions that a test may have.
const SHORT: usize = 8;

/// Ways back that a loop may have.
const FEW: usize = 3;

pub fn run(mir: &mut Mir, _request: &CompileRequest) {
    // What is turned is not found again, for its ways back are branches then.
    loop {
        let cfg = Cfg::new(mir);
        let Some(turn) = cfg.loops().iter().rev().find_map(|of| find(mir, &cfg, of)) else { return };
        rotate(mir, turn);
    }
}

/// A loop to turn.
struct Turn {
    header: Block,
    front: Block,
    latches: Vec<Block>,
    body: Block,
}

fn find(mir: &Mir, cfg: &Cfg, of: &Loop) -> Option<Turn> {
    let header = of.header;
    let Term::Branch { then, otherwise, .. } = &mir.block(header).term else { return None };
    let body = match (of.contains(then.block), of.contains(otherwise.block)) {
        (true, false) => then.block,
        (false, true) => otherwise.block,
        _ => return None,
    };
    let preds = &cfg.preds[header.index()];
    let mut outside = preds.iter().copied().filter(|&p| !of.contains(p));
    let (front, more) = (outside.next()?, outside.next());
    let jumps = preds.iter().all(|&p| matches!(mir.block(p).term, Term::Jump(_)) && mir.handler_of(p).is_none());
    let is_entry = mir.entries.iter().any(|(_, e)| *e == header);
    let is_joined = body == header || cfg.preds[body.index()].len() != 1;
    let insts = &mir.block(header).insts;
    let fine = more.is_none() && jumps && !is_entry && !is_joined && of.latches.len() <= FEW;
    let is_test = insts.len() <= SHORT && insts.iter().all(|&i| may_repeat(mir.inst(i)));
    (fine && is_test).then(|| Turn { header, front, latches: of.latches.clone(), body })
}

fn may_repeat(data: &InstData) -> bool {
    let taken = matches!(data.op, Opcode::Arg | Opcode::FrameLocal | Opcode::FrameStack);
    let quiet = ops::effects_of(data) & !effect::READS == 0;
    quiet && !taken && !data.op.is_guard() && data.op != Opcode::CallHelper && data.handler.is_none()
}

fn rotate(mir: &mut Mir, turn: Turn) {
    let Turn { header, front, latches, body } = turn;
    let mut repair = Repair::default();
    let insts = std::mem::take(&mut mir.block_mut(header).insts);
    let params = std::mem::take(&mut mir.block_mut(header).params);
    let term = std::mem::replace(&mut mir.block_mut(header).term, Term::Unreachable);
    let entry_state = mir.block_mut(header).entry_state.take();
    let Term::Branch { condition, then, otherwise, counts } = term else { return };
    // Boxes that the test itself has no use for are made where they are needed.
    let (boxes, insts): (Vec<Inst>, Vec<Inst>) =
        insts.into_iter().partition(|&i| is_free_box(mir, i, condition, [&then, &otherwise]));
    let boxes = boxes.into_iter().filter_map(|i| Some((mir.inst(i).result?, mir.inst(i).clone()))).collect();
    let results = insts.iter().filter_map(|&i| mir.inst(i).result);
    let variables: FxHashMap<Value, Variable> =
        params.iter().copied().chain(results).map(|v| (v, repair.variable(mir.repr(v), mir.ty(v)))).collect();

    let mut ends: Vec<(Block, Variable, Value)> = Vec::new();
    for at in std::iter::once(front).chain(latches) {
        let Term::Jump(Target { args, .. }) = mir.block(at).term.clone() else { continue };
        let mut map: FxHashMap<Value, Value> = params.iter().copied().zip(args).collect();
        for &inst in &insts {
            let mut data = mir.inst(inst).clone();
            let result = data.result.take();
            data.args.iter_mut().for_each(|v| *v = map.get(v).copied().unwrap_or(*v));
            if let (Some(result), Some(copy)) = (result, mir.push(at, data)) {
                map.insert(result, copy);
            }
        }
        let of = |v: &Value| map.get(v).copied().unwrap_or(*v);
        // Edges of their own, for what is moved out of the loop.
        let mut split = |target: &Target| {
            if target.block == body && at != front {
                return Target { block: body, args: target.args.iter().map(of).collect() };
            }
            // There, what the header defined is what is passed round.
            let between = mir.new_block();
            mir.block_mut(between).term = Term::Jump(target.clone());
            Target { block: between, args: Vec::new() }
        };
        let (then, otherwise) = (split(&then), split(&otherwise));
        mir.block_mut(at).term = Term::Branch { condition: of(&condition), then, otherwise, counts };
        ends.extend(map.iter().filter_map(|(from, &to)| Some((at, *variables.get(from)?, to))));
    }
    if mir.block(body).entry_state.is_none() {
        mir.block_mut(body).entry_state = entry_state;
    }

    let cfg = Cfg::new(mir);
    ends.sort_unstable();
    for (at, variable, value) in ends {
        // What is passed round as it is.
        let value = match variables.get(&value) {
            Some(&other) => repair.read_at_start(mir, &cfg, at, other),
            None => value,
        };
        repair.define(at, variable, value);
    }
    let mut renaming = Renaming { repair, variables, boxes, made: FxHashMap::default(), states: FxHashMap::default() };
    for &block in &cfg.order {
        renaming.block(mir, &cfg, block);
    }
    renaming.repair.finish(mir, &cfg);
}

/// Rewrites uses of what has several definitions now.
pub(super) struct Renaming {
    repair: Repair,
    variables: FxHashMap<Value, Variable>,
    boxes: FxHashMap<Value, InstData>,
    made: FxHashMap<(Value, Block), Value>,
    states: FxHashMap<(State, Block), State>,
}

/// Whether an instruction makes a box that neither the test nor its edges use.
fn is_free_box(mir: &Mir, inst: Inst, condition: Value, targets: [&Target; 2]) -> bool {
    let data = mir.inst(inst);
    let is_box = matches!(data.op, Opcode::BoxInt | Opcode::BoxFloat | Opcode::BoxBool);
    // What a box holds is never a box, so that boxes are no operands of each other.
    is_box && data.result.is_some_and(|r| r != condition && targets.iter().all(|t| !t.args.contains(&r)))
}

impl Renaming {
    /// Values are what their variables hold.
    pub(super) fn new(repair: Repair, variables: FxHashMap<Value, Variable>) -> Renaming {
        Renaming {
            repair,
            variables,
            boxes: FxHashMap::default(),
            made: FxHashMap::default(),
            states: FxHashMap::default(),
        }
    }

    pub(super) fn finish(mut self, mir: &mut Mir, cfg: &Cfg) {
        self.repair.finish(mir, cfg);
    }

    fn value(&mut self, mir: &mut Mir, cfg: &Cfg, block: Block, value: Value) -> Value {
        if let Some(&variable) = self.variables.get(&value) {
            return self.repair.read_at_start(mir, cfg, block, variable);
        }
        let Some(mut data) = self.boxes.get(&value).cloned() else { return value };
        if let Some(&made) = self.made.get(&(value, block)) {
            return made;
        }
        data.args[0] = self.value(mir, cfg, block, data.args[0]);
        data.result = None;
        let inst = mir.create(data);
        mir.block_mut(block).insts.insert(0, inst);
        let made = mir.inst(inst).result.unwrap_or(value);
        self.made.insert((value, block), made);
        made
    }

    pub(super) fn block(&mut self, mir: &mut Mir, cfg: &Cfg, block: Block) {
        if let Some(state) = mir.block(block).entry_state {
            let state = self.state(mir, cfg, block, state);
            mir.block_mut(block).entry_state = Some(state);
        }
        for inst in mir.block(block).insts.clone() {
            for i in 0..mir.inst(inst).args.len() {
                let arg = self.value(mir, cfg, block, mir.inst(inst).args[i]);
                mir.insts[inst.index()].args[i] = arg;
            }
            if let Some(mut handler) = mir.inst(inst).handler.clone() {
                handler.args = handler.args.iter().map(|&v| self.value(mir, cfg, block, v)).collect();
                mir.insts[inst.index()].handler = Some(handler);
            }
            if let Some(state) = mir.inst(inst).state {
                let state = self.state(mir, cfg, block, state);
                mir.insts[inst.index()].state = Some(state);
            }
        }
        let mut term = mir.block(block).term.clone();
        for target in term.targets_mut() {
            target.args = target.args.iter().map(|&v| self.value(mir, cfg, block, v)).collect();
        }
        match &mut term {
            Term::Branch { condition, .. } => *condition = self.value(mir, cfg, block, *condition),
            Term::Return { value, state } | Term::Yield { value, state } => {
                *value = self.value(mir, cfg, block, *value);
                *state = self.state(mir, cfg, block, *state);
            }
            Term::Exit { state, .. } => *state = self.state(mir, cfg, block, *state),
            Term::Open | Term::Jump(_) | Term::Unreachable => {}
        }
        // Parameters made meanwhile get their arguments at the end.
        mir.block_mut(block).term = term;
    }

    fn state(&mut self, mir: &mut Mir, cfg: &Cfg, block: Block, state: State) -> State {
        let mut is_touched = false;
        mir.visit_state(state, &mut |v| is_touched |= self.variables.contains_key(&v) || self.boxes.contains_key(&v));
        if !is_touched {
            return state;
        }
        if let Some(&known) = self.states.get(&(state, block)) {
            return known;
        }
        let mut data: FrameState = mir.state(state).clone();
        let fields = data.virtuals.iter_mut().flat_map(|v| &mut v.fields);
        for slot in data.locals.iter_mut().chain(&mut data.stack).chain(fields) {
            if let Slot::Value(value) = slot {
                // Frame states take numbers raw.
                let raw = self.boxes.get(value).map_or(*value, |d| d.args[0]);
                *value = self.value(mir, cfg, block, raw);
            }
        }
        data.function = data.function.map(|f| self.value(mir, cfg, block, f));
        data.parent = data.parent.map(|p| self.state(mir, cfg, block, p));
        let new = mir.add_state(data);
        self.states.insert((state, block), new);
        new
    }
}
