//! Slices: where the sequence is of a known class and the bounds are numbers or absent, no slice object is made.

use taipan_abi::code::Constant;
use taipan_abi::exits::ExitReason;
use taipan_abi::feedback::Site;
use taipan_abi::helpers::Helper;
use taipan_abi::layout::ClassId;
use taipan_abi::opcodes::{BinaryOp, Op};
use taipan_abi::unit::{Refusal, TableEntry};
use taipan_abi::value as word;

use super::builder::Builder;
use crate::mir::{Def, Imm, InstData, Opcode, Value, bits, make};

type Done = Result<(), Refusal>;

/// Steps that bounds may be computed with in 64 bits.
const MAX_STEP: i64 = 1 << 31;

impl Builder<'_> {
    pub fn op_build_slice(&mut self, count: u32) -> Done {
        if self.direct_slice(count)? {
            return Ok(());
        }
        if count == 2 {
            let none = self.const_word(word::NONE);
            self.push(none);
        }
        let operands = self.pop_many(3)?;
        let slice = self.helper(Helper::BuildSlice, &operands);
        self.push(slice);
        Ok(())
    }

    pub fn op_binary_slice(&mut self) -> Done {
        let operands = self.pop_many(3)?;
        let value = match self.part(operands[0], 0, operands[1], operands[2], 1) {
            Some(part) => part,
            None => self.helper(Helper::GetSlice, &operands),
        };
        self.push(value);
        Ok(())
    }

    /// `container[start:stop:step]` at once, where the slice is all that the next instruction subscripts by. Whether
    /// it was done.
    fn direct_slice(&mut self, count: u32) -> Result<bool, Refusal> {
        let Some(next) = self.code.at(self.instr.next) else { return Ok(false) };
        let is_subscript = next.op == Op::BINARY_OP && next.arg == BinaryOp::SUBSCR as u32;
        if !is_subscript || self.is_leader(next.at) {
            return Ok(false);
        }
        let step = if count == 3 { self.mir.ty(self.peek(1)?).as_int() } else { Some(1) };
        let Some(step) = step.filter(|s| *s != 0 && s.abs() < MAX_STEP) else { return Ok(false) };
        let seen = match self.function.feedback.at(next.unit) {
            Some(Site::Operands { left, .. }) => *left,
            _ => 0,
        };
        let (at, unit) = (next.at, count as usize + 1);
        let operands = self.pop_many(unit)?;
        match self.part(operands[0], seen, operands[1], operands[2], step) {
            Some(part) => {
                self.push(part);
                self.skip = Some(at);
                Ok(true)
            }
            None => {
                operands.into_iter().for_each(|v| self.push(v));
                Ok(false)
            }
        }
    }

    /// The part of a list, tuple or str between bounds.
    fn part(&mut self, sequence: Value, seen: u16, start: Value, stop: Value, step: i64) -> Option<Value> {
        let class = self.container(sequence, seen)?;
        let helper = match class {
            ClassId::List => Helper::ListSlice,
            ClassId::Tuple => Helper::TupleSlice,
            ClassId::Str => Helper::StrSlice,
            _ => return None,
        };
        if !self.is_bound(start) || !self.is_bound(stop) {
            return None;
        }
        let sequence = self.as_class(sequence, class);
        let (start, stop) = self.bounds(start, stop, step);
        let step = self.const_int(step);
        Some(self.helper(helper, &[sequence, start, stop, step]))
    }

    /// Whether a bound is absent or can be had as a number.
    fn is_bound(&self, value: Value) -> bool {
        let ty = self.mir.ty(value);
        ty.is_within(bits::NONE)
            || self.mir.is_raw_int(value)
            || ty.may_be(bits::SMALL_INT) && self.is_allowed(ExitReason::NotInt)
    }

    /// Raw bounds; those that are absent lie beyond all lengths.
    fn bounds(&mut self, start: Value, stop: Value, step: i64) -> (Value, Value) {
        let (first, last) = if step > 0 { (0, i64::MAX) } else { (i64::MAX, i64::MIN) };
        let start = self.bound_or(start, first);
        (start, self.bound_or(stop, last))
    }

    fn bound_or(&mut self, value: Value, default: i64) -> Value {
        if self.mir.ty(value).is_within(bits::NONE) { self.const_int(default) } else { self.as_int(value) }
    }

    pub fn op_store_slice(&mut self) -> Done {
        let operands = self.pop_many(4)?;
        if !self.store_part(&operands, operands[1], operands[2], operands[3]) {
            self.call_helper(Helper::SetSlice, &operands);
        }
        Ok(())
    }

    /// The bounds and the step of a slice that is a constant of the code.
    pub fn constant_slice(&mut self, key: Value) -> Option<(Value, Value, i64)> {
        let data = self.mir.def_inst(key).filter(|d| d.op == Opcode::ConstObject)?;
        let Imm::Const(entry) = data.imm else { return None };
        let TableEntry::CodeConstant { snapshot, index } = self.mir.constants[entry as usize] else { return None };
        let code = &self.request.functions.get(snapshot as usize)?.code;
        let Constant::Slice(parts) = code.consts.get(index as usize)? else { return None };
        let words = parts.iter().map(|part| match part {
            Constant::None => Some(word::NONE),
            Constant::Int(n) => word::encode_int(*n),
            _ => None,
        });
        let words: Vec<u64> = words.collect::<Option<_>>()?;
        let step = if words[2] == word::NONE { 1 } else { word::decode_int(words[2]) };
        Some((self.const_word(words[0]), self.const_word(words[1]), step))
    }

    /// `sequence[key]` where the key is a constant slice.
    pub fn constant_part(&mut self, sequence: Value, seen: u16, key: Value) -> Option<Value> {
        let (start, stop, step) = self.constant_slice(key)?;
        if step == 0 || step.abs() >= MAX_STEP {
            return None;
        }
        self.part(sequence, seen, start, stop, step)
    }

    /// `list[start:stop] = value` at once, where the classes are known; the value is the first of the instruction's
    /// operands. Whether it was done.
    pub fn store_part(&mut self, operands: &[Value], list: Value, start: Value, stop: Value) -> bool {
        let value = operands[0];
        let is_sequence = [bits::LIST, bits::TUPLE].iter().any(|&b| self.mir.ty(value).is_within(b));
        let is_list = self.mir.ty(list).is_within(bits::LIST);
        if !is_sequence || !is_list || !self.is_bound(start) || !self.is_bound(stop) {
            return false;
        }
        let (from, to) = self.bounds(start, stop, 1);
        if let Some(part) = self.take_part(value) {
            // The part is not made, so it is not on the operand stack: nothing there is looked at any more.
            let mut env = self.env.clone();
            let none = self.const_word(word::NONE);
            env.stack.push(none);
            env.stack.extend(&operands[1..]);
            let state = self.state_of(&env, self.instr.at);
            let operands = [list, from, to, part.args[0], part.args[1], part.args[2], part.args[3]];
            self.append(make::call().args(&operands).imm(Imm::Helper(Helper::ListCopySlice)).state(state));
            return true;
        }
        self.call_helper(Helper::ListSetSlice, &[value, list, from, to]);
        true
    }

    /// Takes back the part of a list that was made right here and that nobody else sees: how it is made.
    fn take_part(&mut self, value: Value) -> Option<InstData> {
        let Def::Inst(inst) = self.mir.values[value.index()].def else { return None };
        let data = self.mir.inst(inst).clone();
        let block = self.block?;
        let made_here = data.op == Opcode::CallHelper && data.imm == Imm::Helper(Helper::ListSlice);
        if !made_here || data.handler.is_some() || self.env.words().any(|w| w == value) {
            return None;
        }
        let insts = &self.mir.block(block).insts;
        let place = insts.iter().position(|&i| i == inst)?;
        let quiet = |&i: &crate::mir::Inst| {
            let data = self.mir.inst(i);
            let mut is_seen = data.args.contains(&value);
            if let Some(state) = data.state {
                self.mir.visit_state(state, &mut |v| is_seen |= v == value);
            }
            !is_seen && crate::mir::ops::effects_of(data) == taipan_abi::helpers::effect::PURE
        };
        if !insts[place + 1..].iter().all(quiet) {
            return None;
        }
        self.mir.block_mut(block).insts.remove(place);
        Some(data)
    }
}
