//! Local rules: constants fold, boxing undoes unboxing, guards that types prove go, branches on constants
//! become jumps, parameters with one argument are that argument.

use taipan_abi::opcodes::Comparison;
use taipan_abi::request::CompileRequest;
use taipan_abi::value as word;

use crate::mir::cfg::Cfg;
use crate::mir::{Fact, Imm, Inst, Mir, Opcode, Replacements, Repr, Target, Term, Type, Value, bits};

pub fn run(mir: &mut Mir, _request: &CompileRequest) {
    // A round may make work for the next; a few reach what matters.
    for _ in 0..4 {
        let mut changed = rules(mir);
        changed |= branches(mir);
        changed |= parameters(mir);
        if !changed {
            return;
        }
    }
}

fn rules(mir: &mut Mir) -> bool {
    let cfg = Cfg::new(mir);
    let mut replaced = Replacements::default();
    let mut changed = false;
    for &block in &cfg.order {
        let insts = std::mem::take(&mut mir.block_mut(block).insts);
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            for i in 0..mir.inst(inst).args.len() {
                let arg = replaced.resolve(mir.inst(inst).args[i]);
                mir.insts[inst.index()].args[i] = arg;
            }
            let Some(result) = mir.inst(inst).result else {
                kept.push(inst);
                continue;
            };
            match rule(mir, inst) {
                Rule::Keep => kept.push(inst),
                Rule::Same(value) => {
                    replaced.insert(result, value);
                    changed = true;
                }
                Rule::Become(op, imm, args, ty) => {
                    let data = &mut mir.insts[inst.index()];
                    data.op = op;
                    data.imm = imm;
                    data.args = args.into_iter().collect();
                    data.state = if op.is_guard() { data.state } else { None };
                    mir.values[result.index()].ty = ty;
                    kept.push(inst);
                    changed = true;
                }
            }
        }
        mir.block_mut(block).insts = kept;
    }
    replaced.apply(mir);
    changed
}

enum Rule {
    Keep,
    Same(Value),
    Become(Opcode, Imm, Vec<Value>, Type),
}

fn rule(mir: &Mir, inst: Inst) -> Rule {
    let data = mir.inst(inst);
    let Some(result) = data.result else { return Rule::Keep };
    if data.op.row().operands.is_empty() || data.handler.is_some() {
        return Rule::Keep;
    }
    let arg = |i: usize| mir.def_inst(data.args[i]);
    let ty = |i: usize| mir.ty(data.args[i]);
    let undoes = |op: Opcode| match arg(0) {
        Some(inner) if inner.op == op => Rule::Same(inner.args[0]),
        _ => Rule::Keep,
    };
    let proven =
        |set: u32| if !ty(0).is_never() && ty(0).is_within(set) { Rule::Same(data.args[0]) } else { Rule::Keep };
    match data.op {
        Opcode::UnboxInt | Opcode::UnboxFloat | Opcode::UnboxBool => {
            let boxes = match data.op {
                Opcode::UnboxInt => Opcode::BoxInt,
                Opcode::UnboxFloat => Opcode::BoxFloat,
                _ => Opcode::BoxBool,
            };
            if let Rule::Same(value) = undoes(boxes) {
                return Rule::Same(value);
            }
            constant(mir, ty(0), mir.repr(result))
        }
        // The guarded int may be beyond 63 bits: its raw form is at hand, so nothing needs to exit.
        Opcode::GuardInt => match arg(0) {
            Some(inner) if matches!(inner.op, Opcode::BoxInt | Opcode::GuardInt) => Rule::Same(data.args[0]),
            _ => proven(bits::SMALL_INT),
        },
        Opcode::GuardFloat => proven(bits::FLOAT),
        Opcode::GuardNumber => proven(bits::SMALL_INT | bits::FLOAT),
        Opcode::UnboxNumber => match arg(0) {
            Some(inner) if inner.op == Opcode::BoxFloat => Rule::Same(inner.args[0]),
            Some(inner) if inner.op == Opcode::BoxInt => {
                Rule::Become(Opcode::IntToFloat, Imm::None, vec![inner.args[0]], Type::FLOAT)
            }
            _ if !ty(0).is_never() && ty(0).is_within(bits::FLOAT) => {
                Rule::Become(Opcode::UnboxFloat, Imm::None, vec![data.args[0]], ty(0))
            }
            _ => match ty(0).as_int() {
                Some(n) => {
                    let bits = (n as f64).to_bits();
                    let ty = Type { bits: bits::FLOAT, fact: Fact::Double(bits) };
                    Rule::Become(Opcode::ConstFloat, Imm::Double(bits), Vec::new(), ty)
                }
                None => Rule::Keep,
            },
        },
        Opcode::GuardBool => proven(bits::BOOL),
        Opcode::GuardBound => proven(bits::OBJECT),
        Opcode::GuardClass => match data.imm {
            Imm::Class(class) => proven(Type::class(class).bits),
            _ => Rule::Keep,
        },
        Opcode::GuardLength => match (data.imm, ty(0).fact) {
            (Imm::Index(n), Fact::Length(m)) if n == m => Rule::Same(data.args[0]),
            _ => Rule::Keep,
        },
        Opcode::GuardIs if data.args[0] == data.args[1] => Rule::Same(data.args[0]),
        Opcode::GuardIndex => {
            let ((low, high), (least, _)) = (ty(0).int_range(), ty(1).int_range());
            if low >= 0 && high < least { Rule::Same(data.args[0]) } else { Rule::Keep }
        }
        Opcode::IntIndex if ty(0).int_range().0 >= 0 => Rule::Same(data.args[0]),
        Opcode::IntSmall => {
            let (low, high) = ty(0).int_range();
            if low >= word::INT_MIN && high <= word::INT_MAX { Rule::Same(data.args[0]) } else { Rule::Keep }
        }
        Opcode::BoolNot => match arg(0) {
            Some(inner) if inner.op == Opcode::BoolNot => Rule::Same(inner.args[0]),
            Some(inner) if inner.op == Opcode::IntCmp => match inner.imm {
                Imm::Compare(c) => {
                    Rule::Become(Opcode::IntCmp, Imm::Compare(negated(c)), inner.args.to_vec(), Type::BOOL)
                }
                _ => Rule::Keep,
            },
            _ => Rule::Keep,
        },
        Opcode::WordEq => match (ty(0).as_immediate(), ty(1).as_immediate()) {
            (Some(a), Some(b)) => bool_constant(a == b),
            (_, Some(word::TRUE)) if ty(0).is_within(bits::BOOL) => {
                Rule::Become(Opcode::UnboxBool, Imm::None, vec![data.args[0]], ty(0).intersect(Type::BOOL))
            }
            _ if ty(0).bits & ty(1).bits == 0 && !ty(0).is_never() && !ty(1).is_never() => bool_constant(false),
            _ if data.args[0] == data.args[1] => bool_constant(true),
            _ => Rule::Keep,
        },
        Opcode::IntAdd | Opcode::IntSub | Opcode::IntMul | Opcode::IntNeg => unchecked(mir, data),
        Opcode::IntAddFast
        | Opcode::IntSubFast
        | Opcode::IntCmp
        | Opcode::IntMax
        | Opcode::IntMin
        | Opcode::IntToFloat => constant(mir, mir.ty(result), mir.repr(result)),
        Opcode::IntFloorDiv | Opcode::IntRem => {
            let (low, high) = ty(1).int_range();
            if low > 0 || high < -1 {
                let fast = if data.op == Opcode::IntRem { Opcode::IntRemFast } else { Opcode::IntFloorDivFast };
                return Rule::Become(fast, Imm::None, data.args.to_vec(), mir.ty(result));
            }
            Rule::Keep
        }
        Opcode::IntShr => {
            let (low, high) = ty(1).int_range();
            if low >= 0 && high < 64 {
                return Rule::Become(Opcode::IntShrFast, Imm::None, data.args.to_vec(), mir.ty(result));
            }
            Rule::Keep
        }
        Opcode::FloatDiv => match ty(1).as_double() {
            Some(d) if d != 0.0 => Rule::Become(Opcode::FloatDivFast, Imm::None, data.args.to_vec(), Type::FLOAT),
            _ => Rule::Keep,
        },
        _ => Rule::Keep,
    }
}

/// An overflow check goes where the ranges of the operands leave no room for it.
fn unchecked(mir: &Mir, data: &crate::mir::InstData) -> Rule {
    let (a, b) = mir.ty(data.args[0]).int_range();
    let (x, y) = data.args.get(1).map_or((0, 0), |&v| mir.ty(v).int_range());
    let fits =
        |f: fn(i64, i64) -> Option<i64>| [(a, x), (a, y), (b, x), (b, y)].iter().all(|&(p, q)| f(p, q).is_some());
    let (fine, fast) = match data.op {
        Opcode::IntAdd => (fits(i64::checked_add), Opcode::IntAddFast),
        Opcode::IntSub => (fits(i64::checked_sub), Opcode::IntSubFast),
        Opcode::IntMul => (fits(i64::checked_mul), Opcode::IntMulFast),
        _ => (a != i64::MIN, Opcode::IntNegFast),
    };
    if fine {
        let ty = crate::mir::infer::result_type(mir, data);
        return Rule::Become(fast, Imm::None, data.args.to_vec(), ty);
    }
    Rule::Keep
}

fn bool_constant(value: bool) -> Rule {
    Rule::Become(Opcode::ConstBool, Imm::Int(value as i64), Vec::new(), Type::of_word(word::encode_bool(value)))
}

/// The constant that a type of one value stands for.
fn constant(_mir: &Mir, ty: Type, repr: Repr) -> Rule {
    match repr {
        Repr::I64 => ty.as_int().map_or(Rule::Keep, |v| Rule::Become(Opcode::ConstInt, Imm::Int(v), Vec::new(), ty)),
        Repr::F64 => ty
            .as_double()
            .map_or(Rule::Keep, |d| Rule::Become(Opcode::ConstFloat, Imm::Double(d.to_bits()), Vec::new(), ty)),
        Repr::Bool => ty.as_bool().map_or(Rule::Keep, bool_constant),
        Repr::Word => Rule::Keep,
    }
}

fn negated(c: Comparison) -> Comparison {
    match c {
        Comparison::Lt => Comparison::Ge,
        Comparison::Le => Comparison::Gt,
        Comparison::Eq => Comparison::Ne,
        Comparison::Ne => Comparison::Eq,
        Comparison::Gt => Comparison::Le,
        Comparison::Ge => Comparison::Lt,
    }
}

/// Branches on constants become jumps; chains of blocks with one way in and out become one block.
fn branches(mir: &mut Mir) -> bool {
    let mut changed = false;
    for block in &mut mir.blocks {
        let Term::Branch { condition, then, otherwise, .. } = &block.term else { continue };
        let known = mir.values[condition.index()].ty.as_bool();
        let target = match known {
            Some(true) => then.clone(),
            Some(false) => otherwise.clone(),
            None if then == otherwise => then.clone(),
            None => continue,
        };
        block.term = Term::Jump(target);
        changed = true;
    }
    let cfg = Cfg::new(mir);
    let mut replaced = Replacements::default();
    for &block in cfg.order.iter().rev() {
        while let Term::Jump(Target { block: next, args }) = mir.block(block).term.clone() {
            let is_entry = mir.entries.iter().any(|(_, e)| *e == next);
            if next == block || is_entry || cfg.preds[next.index()].len() != 1 || mir.handler_of(block).is_some() {
                break;
            }
            let from = std::mem::replace(
                mir.block_mut(next),
                crate::mir::BlockData {
                    params: Vec::new(),
                    insts: Vec::new(),
                    term: Term::Unreachable,
                    entry_state: None,
                },
            );
            for (&param, &arg) in from.params.iter().zip(&args) {
                replaced.insert(param, arg);
                mir.values[param.index()].def = crate::mir::Def::None;
            }
            mir.block_mut(block).insts.extend(from.insts);
            mir.block_mut(block).term = from.term;
            changed = true;
        }
    }
    replaced.apply(mir);
    changed
}

/// Parameters that always have the same argument (or themselves) are that argument. Guards on the way round do not make
/// another value of it.
fn parameters(mir: &mut Mir) -> bool {
    let cfg = Cfg::new(mir);
    let mut replaced = Replacements::default();
    let mut changed = false;
    for &block in &cfg.order {
        let params = mir.block(block).params.clone();
        if params.is_empty() {
            continue;
        }
        let preds = &cfg.preds[block.index()];
        let mut keep = vec![true; params.len()];
        for (i, &param) in params.iter().enumerate() {
            let args = preds.iter().flat_map(|&pred| mir.edges(pred)).filter(|t| t.block == block);
            let others = args.map(|t| replaced.resolve(t.args[i])).filter(|&arg| behind(mir, &replaced, arg) != param);
            if let Some(only) = the_same(mir, &replaced, param, others) {
                replaced.insert(param, only);
                keep[i] = false;
            }
        }
        if keep.contains(&false) {
            let preds = preds.clone();
            mir.retain_params(block, &preds, |i| keep[i]);
            changed = true;
        }
    }
    replaced.apply(mir);
    changed
}

/// The value behind guards, of values that are being replaced.
fn behind(mir: &Mir, replaced: &Replacements, value: Value) -> Value {
    let mut value = replaced.resolve(value);
    while let Some(data) = mir.def_inst(value) {
        if data.op.row().own != crate::mir::ops::Own::Alias {
            break;
        }
        value = replaced.resolve(data.args[0]);
    }
    value
}

/// What a parameter with these arguments from elsewhere is: the argument, if there is but one, or what they all are
/// behind their guards, where the parameter is not known better than that.
fn the_same(mir: &Mir, replaced: &Replacements, param: Value, mut args: impl Iterator<Item = Value>) -> Option<Value> {
    let first = args.next()?;
    let root = behind(mir, replaced, first);
    let mut only = Some(first);
    for arg in args {
        if behind(mir, replaced, arg) != root {
            return None;
        }
        only = only.filter(|&o| o == arg);
    }
    only.or_else(|| mir.ty(root).is_subtype(mir.ty(param)).then_some(root))
}
