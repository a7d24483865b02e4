//! Unboxing across blocks: parameters whose every argument is a boxed number become raw.
//!
//! Optimistic: all parameters that are used as ints (or floats) are candidates, and fall until each
//! argument of a candidate is a box, a constant, a candidate or of exact type. At loop headers an argument
//! from outside may be of unknown type: then it is guarded in front of the loop, where the header's
//! entry state says how tier 0 goes on.

use rustc_hash::FxHashSet;
use taipan_abi::exits::ExitReason;
use taipan_abi::request::CompileRequest;

use crate::mir::cfg::Cfg;
use crate::mir::{Block, Def, Imm, InstData, Mir, Opcode, Replacements, Repr, State, Term, Type, Value, bits, make};

pub fn run(mir: &mut Mir, request: &CompileRequest) {
    kind(mir, Repr::I64, request);
    kind(mir, Repr::F64, request);
}

fn guard_of(repr: Repr) -> Opcode {
    if repr == Repr::I64 { Opcode::GuardInt } else { Opcode::GuardFloat }
}

fn box_of(repr: Repr) -> Opcode {
    if repr == Repr::I64 { Opcode::BoxInt } else { Opcode::BoxFloat }
}

/// Exact types of which unboxing needs no guard.
fn exact(repr: Repr) -> u32 {
    if repr == Repr::I64 { bits::SMALL_INT } else { bits::FLOAT }
}

/// Whether a word can be unboxed as it is.
fn is_exact(mir: &Mir, value: Value, repr: Repr) -> bool {
    match repr {
        Repr::I64 => mir.is_raw_int(value),
        _ => !mir.ty(value).is_never() && mir.ty(value).is_within(exact(repr)),
    }
}

fn kind(mir: &mut Mir, repr: Repr, request: &CompileRequest) {
    let cfg = Cfg::new(mir);
    let mut candidates = candidates(mir, &cfg, repr);
    loop {
        let falls: Vec<Value> =
            candidates.iter().copied().filter(|&p| !holds(mir, &cfg, &candidates, p, repr, request)).collect();
        if falls.is_empty() {
            break;
        }
        for param in falls {
            candidates.remove(&param);
        }
    }
    if !candidates.is_empty() {
        rewrite(mir, &cfg, &candidates, repr);
    }
}

/// Word parameters that something uses raw, directly or through other parameters.
fn candidates(mir: &Mir, cfg: &Cfg, repr: Repr) -> FxHashSet<Value> {
    let unbox = if repr == Repr::I64 { Opcode::UnboxInt } else { Opcode::UnboxFloat };
    let mut found: FxHashSet<Value> = FxHashSet::default();
    let mut work = Vec::new();
    let handlers: FxHashSet<Block> = cfg.order.iter().filter_map(|&b| mir.handler_of(b).map(|t| t.block)).collect();
    let mut add = |mir: &Mir, value: Value, work: &mut Vec<Value>| {
        if let Def::Param(block, _) = mir.values[value.index()].def
            && mir.repr(value) == Repr::Word
            && !handlers.contains(&block)
            && found.insert(value)
        {
            work.push(value);
        }
    };
    for &block in &cfg.order {
        for &inst in &mir.block(block).insts {
            let data = mir.inst(inst);
            if data.op == unbox || data.op == guard_of(repr) {
                add(mir, data.args[0], &mut work);
            }
        }
    }
    while let Some(param) = work.pop() {
        let Def::Param(block, index) = mir.values[param.index()].def else { continue };
        for &pred in &cfg.preds[block.index()] {
            for target in mir.edges(pred).iter().filter(|t| t.block == block) {
                add(mir, target.args[index as usize], &mut work);
            }
        }
    }
    found
}

/// Whether every argument of a candidate can be had raw.
fn holds(
    mir: &Mir,
    cfg: &Cfg,
    candidates: &FxHashSet<Value>,
    param: Value,
    repr: Repr,
    request: &CompileRequest,
) -> bool {
    let Def::Param(block, index) = mir.values[param.index()].def else { return false };
    let mut boxed = false;
    for &pred in &cfg.preds[block.index()] {
        for target in mir.edges(pred).iter().filter(|t| t.block == block) {
            let arg = target.args[index as usize];
            if arg == param || candidates.contains(&arg) {
                continue;
            }
            if mir.def_inst(arg).is_some_and(|d| d.op == box_of(repr)) {
                boxed = true;
                continue;
            }
            if mir.handler_of(pred).is_some() {
                return false;
            }
            let ty = mir.ty(arg);
            let is_exact = is_exact(mir, arg, repr);
            boxed |= is_exact;
            let from_outside = !cfg.dominates(block, pred) && matches!(mir.block(pred).term, Term::Jump(_));
            let reason = if repr == Repr::I64 { ExitReason::NotInt } else { ExitReason::NotFloat };
            let may_guard = from_outside
                && ty.may_be(exact(repr))
                && mir
                    .block(block)
                    .entry_state
                    .is_some_and(|s| !request.is_denied(mir.state(s).snapshot, mir.state(s).at, reason));
            if !is_exact && !may_guard {
                return false;
            }
        }
    }
    boxed || !mir.block(block).params.is_empty() && mir.block(block).entry_state.is_none()
}

fn rewrite(mir: &mut Mir, cfg: &Cfg, candidates: &FxHashSet<Value>, repr: Repr) {
    let mut replaced = Replacements::default();
    // Raw parameters take the place of the old ones, which become boxes at the block's start.
    let mut raw_of = rustc_hash::FxHashMap::default();
    for &block in &cfg.order {
        let params = mir.block(block).params.clone();
        let mut boxes = Vec::new();
        for (i, &param) in params.iter().enumerate() {
            if !candidates.contains(&param) {
                continue;
            }
            let ty = mir.ty(param).intersect(if repr == Repr::I64 { Type::INT } else { Type::FLOAT });
            let ty = if ty.is_never() { if repr == Repr::I64 { Type::INT } else { Type::FLOAT } } else { ty };
            let raw = mir.new_value(Def::Param(block, i as u32), repr, ty);
            mir.block_mut(block).params[i] = raw;
            let inst = mir.create(InstData::new(box_of(repr), &[raw]));
            boxes.push(inst);
            raw_of.insert(param, raw);
            if let Some(boxed) = mir.inst(inst).result {
                replaced.insert(param, boxed);
            }
            mir.values[param.index()].def = Def::None;
        }
        boxes.extend_from_slice(&mir.block(block).insts);
        mir.block_mut(block).insts = boxes;
    }
    let raws: FxHashSet<Value> = raw_of.values().copied().collect();
    let order = cfg.order.clone();
    for &pred in &order {
        let targets: Vec<(Block, Vec<Value>)> = mir.edges(pred).iter().map(|t| (t.block, t.args.clone())).collect();
        let mut new_args: Vec<Vec<Value>> = Vec::new();
        for (block, args) in &targets {
            let params = mir.block(*block).params.clone();
            let mut out = args.clone();
            for (i, &arg) in args.iter().enumerate() {
                let is_raw = params.get(i).is_some_and(|p| raws.contains(p));
                if is_raw && mir.repr(arg) == Repr::Word {
                    out[i] = raw(mir, pred, *block, args, arg, repr, &raw_of);
                }
            }
            new_args.push(out);
        }
        let mut next = 0;
        mir.for_edges_mut(pred, |target| {
            target.args.clone_from(&new_args[next]);
            next += 1;
        });
    }
    replaced.apply(mir);
    // In front of its first instruction a header knows its parameters only, not the boxes of them.
    let raw_behind: rustc_hash::FxHashMap<Value, Value> =
        raw_of.iter().map(|(&param, &raw)| (replaced.resolve(param), raw)).collect();
    for &block in &cfg.order {
        if let Some(state) = mir.block(block).entry_state {
            let mut data = mir.state(state).clone();
            data.map_values(|v| raw_behind.get(&v).copied().unwrap_or(v));
            mir.block_mut(block).entry_state = Some(mir.add_state(data));
        }
    }
}

/// The raw form of an argument at the end of a block.
fn raw(
    mir: &mut Mir,
    pred: Block,
    block: Block,
    args: &[Value],
    arg: Value,
    repr: Repr,
    raw_of: &rustc_hash::FxHashMap<Value, Value>,
) -> Value {
    if let Some(&raw) = raw_of.get(&arg) {
        return raw;
    }
    if let Some(data) = mir.def_inst(arg)
        && data.op == box_of(repr)
    {
        return data.args[0];
    }
    let mut word = arg;
    if !is_exact(mir, arg, repr)
        && let Some(state) = mir.block(block).entry_state
    {
        let state = state_in_front(mir, state, block, args, raw_of);
        let guard = if repr == Repr::I64 { make::guard_int(arg) } else { make::guard_float(arg) };
        word = mir.push(pred, guard.state(state)).unwrap_or(arg);
    }
    let unbox = if repr == Repr::I64 { make::unbox_int(word) } else { make::unbox_float(word) };
    let data = match (repr, mir.ty(word).as_int(), mir.ty(word).as_double()) {
        (Repr::I64, Some(v), _) => make::const_int().imm(Imm::Int(v)),
        (Repr::F64, _, Some(d)) => make::const_float().imm(Imm::Double(d.to_bits())),
        _ => unbox,
    };
    mir.push(pred, data).unwrap_or(arg)
}

/// A loop header's entry state in terms of the arguments of one edge to it.
fn state_in_front(
    mir: &mut Mir,
    state: State,
    block: Block,
    args: &[Value],
    raw_of: &rustc_hash::FxHashMap<Value, Value>,
) -> State {
    let mut data = mir.state(state).clone();
    let params = mir.block(block).params.clone();
    data.map_values(|value| {
        let place = params.iter().position(|&p| p == value || raw_of.get(&value) == Some(&p));
        place.map_or(value, |i| args[i])
    });
    mir.add_state(data)
}
