//! Helper calls on operands whose types are known by now become raw arithmetic.
//!
//! What feedback did not say, type propagation may: the builder knows no types around loops. A result
//! that may be a big int is guarded to be small, so that loops without feedback still run raw.

use taipan_abi::exits::ExitReason;
use taipan_abi::helpers::Helper;
use taipan_abi::opcodes::{BinaryOp, Comparison};
use taipan_abi::request::CompileRequest;

use crate::mir::{Imm, Inst, InstData, Mir, State, Value, bits, make};

pub fn run(mir: &mut Mir, request: &CompileRequest) {
    let mut replaced = crate::mir::Replacements::default();
    for b in 0..mir.blocks.len() {
        let insts = std::mem::take(&mut mir.blocks[b].insts);
        let mut out = Vec::with_capacity(insts.len());
        for inst in insts {
            let data = mir.inst(inst).clone();
            match (data.imm, data.state, data.result) {
                (Imm::Helper(helper), Some(state), Some(result))
                    if matches!(helper, Helper::BinaryOp | Helper::CompareTruth) && is_allowed(mir, state, request) =>
                {
                    let mut raw = Raw { mir, state, out: &mut out };
                    match raw.number(helper, &data) {
                        Some(value) => replaced.insert(result, value),
                        None => out.push(inst),
                    }
                }
                _ => out.push(inst),
            }
        }
        mir.blocks[b].insts = out;
    }
    replaced.apply(mir);
}

fn is_allowed(mir: &Mir, state: State, request: &CompileRequest) -> bool {
    let at = mir.state(state);
    [ExitReason::NotInt, ExitReason::IntOverflow].iter().all(|&r| !request.is_denied(at.snapshot, at.at, r))
}

struct Raw<'a> {
    mir: &'a mut Mir,
    state: State,
    out: &'a mut Vec<Inst>,
}

impl Raw<'_> {
    fn emit(&mut self, data: InstData) -> Value {
        let data = if data.op.is_guard() { data.state(self.state) } else { data };
        let inst = self.mir.create(data);
        self.out.push(inst);
        self.mir.inst(inst).result.unwrap_or(Value(0))
    }

    fn int(&mut self, value: Value) -> Value {
        let value = if self.mir.is_raw_int(value) { value } else { self.emit(make::guard_int(value)) };
        self.emit(make::unbox_int(value))
    }

    fn float(&mut self, value: Value) -> Value {
        if self.mir.ty(value).is_within(bits::FLOAT) {
            return self.emit(make::unbox_float(value));
        }
        let int = self.int(value);
        self.emit(make::int_to_float(int))
    }

    fn number(&mut self, helper: Helper, data: &InstData) -> Option<Value> {
        let [a, b, which] = data.args[..] else { return None };
        let which = self.mir.ty(which).as_int()?;
        let (x, y) = (self.mir.ty(a), self.mir.ty(b));
        if x.is_never() || y.is_never() {
            return None;
        }
        let int = |t: crate::mir::Type| t.is_within(bits::INT) && t.may_be(bits::SMALL_INT);
        let float = |t: crate::mir::Type| t.is_within(bits::FLOAT);
        if helper == Helper::CompareTruth {
            let comparison = *Comparison::ALL.get(which as usize)?;
            let imm = Imm::Compare(comparison);
            if int(x) && int(y) {
                let (p, q) = (self.int(a), self.int(b));
                return Some(self.emit(make::int_cmp(p, q).imm(imm)));
            }
            if float(x) && float(y) {
                let (p, q) = (self.float(a), self.float(b));
                return Some(self.emit(make::float_cmp(p, q).imm(imm)));
            }
            return None;
        }
        use BinaryOp as B;
        let op = BinaryOp::from_number(which as u8)?;
        if int(x) && int(y) {
            let build: fn(Value, Value) -> InstData = match op {
                B::ADD | B::INPLACE_ADD => make::int_add,
                B::SUBTRACT | B::INPLACE_SUBTRACT => make::int_sub,
                B::MULTIPLY | B::INPLACE_MULTIPLY => make::int_mul,
                B::AND | B::INPLACE_AND => make::int_and,
                B::OR | B::INPLACE_OR => make::int_or,
                B::XOR | B::INPLACE_XOR => make::int_xor,
                _ => return None,
            };
            let (p, q) = (self.int(a), self.int(b));
            let raw = self.emit(build(p, q));
            return Some(self.emit(make::box_int(raw)));
        }
        if (float(x) || float(y)) && (float(x) || int(x)) && (float(y) || int(y)) {
            let build: fn(Value, Value) -> InstData = match op {
                B::ADD | B::INPLACE_ADD => make::float_add,
                B::SUBTRACT | B::INPLACE_SUBTRACT => make::float_sub,
                B::MULTIPLY | B::INPLACE_MULTIPLY => make::float_mul,
                B::TRUE_DIVIDE | B::INPLACE_TRUE_DIVIDE => make::float_div,
                _ => return None,
            };
            let (p, q) = (self.float(a), self.float(b));
            let raw = self.emit(build(p, q));
            return Some(self.emit(make::box_float(raw)));
        }
        None
    }
}
