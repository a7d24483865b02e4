//! Operators and comparisons: raw numbers where feedback or types say so, helpers otherwise.

use taipan_abi::exits::ExitReason;
use taipan_abi::feedback::{Site, kind};
use taipan_abi::helpers::Helper;
use taipan_abi::layout::ClassId;
use taipan_abi::opcodes::{BinaryOp, Comparison};
use taipan_abi::unit::Refusal;

use super::builder::{Builder, malformed};
use crate::mir::{Imm, Value, bits, make};

type Done = Result<(), Refusal>;

/// What an operand is computed as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Number {
    Int,
    Float,
    /// A small int or a float.
    Either,
    No,
}

impl Builder<'_> {
    /// What an operand is, by type, or will be taken for, by what was seen.
    pub fn number(&self, value: Value, seen: u16) -> Number {
        let ty = self.mir.ty(value);
        if self.mir.is_raw_int(value) {
            Number::Int
        } else if ty.is_within(bits::FLOAT) {
            Number::Float
        } else if seen == kind::INT && ty.may_be(bits::SMALL_INT) && self.is_allowed(ExitReason::NotInt) {
            Number::Int
        } else if seen == kind::FLOAT && ty.may_be(bits::FLOAT) && self.is_allowed(ExitReason::NotFloat) {
            Number::Float
        } else if seen == kind::INT | kind::FLOAT
            && ty.may_be(bits::SMALL_INT | bits::FLOAT)
            && self.is_allowed(ExitReason::NotFloat)
        {
            Number::Either
        } else {
            Number::No
        }
    }

    /// Kinds of both operands, and whether the result was no small int.
    pub fn operand_kinds(&self) -> (u16, u16, bool) {
        match self.site() {
            Some(Site::Operands { left, right, overflowed }) => (*left, *right, *overflowed),
            _ => (0, 0, false),
        }
    }

    pub fn op_binary(&mut self, arg: u32) -> Done {
        let op = BinaryOp::from_number(arg as u8).ok_or_else(|| malformed(format!("operator {arg}")))?;
        if op == BinaryOp::SUBSCR {
            return self.op_subscript();
        }
        let operands = self.pop_many(2)?;
        let (a, b) = (operands[0], operands[1]);
        let (left, right, overflowed) = self.operand_kinds();
        let result = match (self.number(a, left), self.number(b, right)) {
            (Number::Int, Number::Int) if !overflowed && self.is_allowed(ExitReason::IntOverflow) => {
                self.int_operator(op, a, b)
            }
            (Number::Float, Number::Float | Number::Int | Number::Either)
            | (Number::Int | Number::Either, Number::Float) => self.float_operator(op, (a, left), (b, right)),
            _ => None,
        };
        let result = match result {
            Some(value) => value,
            None if matches!(op, BinaryOp::ADD | BinaryOp::INPLACE_ADD) && self.are_strings(a, b, left, right) => {
                self.concatenate(a, b)
            }
            None => self.general_operator(op, a, b),
        };
        self.push(result);
        Ok(())
    }

    fn general_operator(&mut self, op: BinaryOp, a: Value, b: Value) -> Value {
        let number = self.const_int(op as i64);
        self.helper(Helper::BinaryOp, &[a, b, number])
    }

    /// Two ints; None where there is no instruction for it.
    fn int_operator(&mut self, op: BinaryOp, a: Value, b: Value) -> Option<Value> {
        use BinaryOp as B;
        if matches!(op, B::POWER | B::INPLACE_POWER | B::MATRIX_MULTIPLY | B::INPLACE_MATRIX_MULTIPLY | B::SUBSCR) {
            return None;
        }
        let zero_is_common = !self.is_allowed(ExitReason::DivisionByZero);
        let divides = matches!(
            op,
            B::FLOOR_DIVIDE
                | B::INPLACE_FLOOR_DIVIDE
                | B::REMAINDER
                | B::INPLACE_REMAINDER
                | B::TRUE_DIVIDE
                | B::INPLACE_TRUE_DIVIDE
        );
        let shifts = matches!(op, B::LSHIFT | B::INPLACE_LSHIFT | B::RSHIFT | B::INPLACE_RSHIFT);
        if divides && zero_is_common || shifts && !self.is_allowed(ExitReason::ShiftRange) {
            return None;
        }
        let x = self.as_int(a);
        // The guard may have given the other operand its better name too.
        let y = if a == b { x } else { self.as_int(b) };
        let data = match op {
            B::ADD | B::INPLACE_ADD => make::int_add(x, y),
            B::SUBTRACT | B::INPLACE_SUBTRACT => make::int_sub(x, y),
            B::MULTIPLY | B::INPLACE_MULTIPLY => make::int_mul(x, y),
            B::FLOOR_DIVIDE | B::INPLACE_FLOOR_DIVIDE => make::int_floor_div(x, y),
            B::REMAINDER | B::INPLACE_REMAINDER => make::int_rem(x, y),
            B::AND | B::INPLACE_AND => make::int_and(x, y),
            B::OR | B::INPLACE_OR => make::int_or(x, y),
            B::XOR | B::INPLACE_XOR => make::int_xor(x, y),
            B::LSHIFT | B::INPLACE_LSHIFT => make::int_shl(x, y),
            B::RSHIFT | B::INPLACE_RSHIFT => make::int_shr(x, y),
            B::TRUE_DIVIDE | B::INPLACE_TRUE_DIVIDE => {
                let quotient = self.emit_at_state(make::int_true_div(x, y));
                return Some(self.emit(make::box_float(quotient)));
            }
            B::POWER | B::INPLACE_POWER | B::MATRIX_MULTIPLY | B::INPLACE_MATRIX_MULTIPLY | B::SUBSCR => return None,
        };
        let raw = if data.op.is_guard() { self.emit_at_state(data) } else { self.emit(data) };
        Some(self.emit(make::box_int(raw)))
    }

    /// A word as a double.
    fn number_as_float(&mut self, value: Value, seen: u16) -> Value {
        if self.number(value, seen) == Number::Int {
            let int = self.as_int(value);
            return self.emit(make::int_to_float(int));
        }
        if self.number(value, seen) == Number::Either {
            let number = self.guard(make::guard_number(value));
            return self.emit(make::unbox_number(number));
        }
        self.as_float(value)
    }

    fn float_operator(&mut self, op: BinaryOp, (a, left): (Value, u16), (b, right): (Value, u16)) -> Option<Value> {
        use BinaryOp as B;
        let divides = matches!(
            op,
            B::TRUE_DIVIDE
                | B::INPLACE_TRUE_DIVIDE
                | B::FLOOR_DIVIDE
                | B::INPLACE_FLOOR_DIVIDE
                | B::REMAINDER
                | B::INPLACE_REMAINDER
        );
        let closed = matches!(
            op,
            B::ADD | B::INPLACE_ADD | B::SUBTRACT | B::INPLACE_SUBTRACT | B::MULTIPLY | B::INPLACE_MULTIPLY
        );
        if !(closed || divides && self.is_allowed(ExitReason::DivisionByZero)) {
            return None;
        }
        let x = self.number_as_float(a, left);
        let y = if a == b { x } else { self.number_as_float(b, right) };
        let raw = match op {
            B::ADD | B::INPLACE_ADD => self.emit(make::float_add(x, y)),
            B::SUBTRACT | B::INPLACE_SUBTRACT => self.emit(make::float_sub(x, y)),
            B::MULTIPLY | B::INPLACE_MULTIPLY => self.emit(make::float_mul(x, y)),
            B::TRUE_DIVIDE | B::INPLACE_TRUE_DIVIDE => self.emit_at_state(make::float_div(x, y)),
            _ => {
                let zero = self.emit(make::const_float().imm(Imm::Double(0)));
                let fine = self.emit(make::float_cmp(y, zero).imm(Imm::Compare(Comparison::Ne)));
                self.append_at_state(make::guard_true(fine).imm(Imm::Reason(ExitReason::DivisionByZero)));
                let helper = if matches!(op, B::FLOOR_DIVIDE | B::INPLACE_FLOOR_DIVIDE) {
                    Helper::FloatFloorDivide
                } else {
                    Helper::FloatRemainder
                };
                self.helper(helper, &[x, y])
            }
        };
        Some(self.emit(make::box_float(raw)))
    }

    pub fn op_negative(&mut self) -> Done {
        let value = self.pop()?;
        let result = match self.number(value, 0) {
            Number::Int => {
                let int = self.as_int(value);
                let raw = self.emit_at_state(make::int_neg(int));
                self.emit(make::box_int(raw))
            }
            Number::Float => {
                let double = self.as_float(value);
                let raw = self.emit(make::float_neg(double));
                self.emit(make::box_float(raw))
            }
            Number::Either | Number::No => self.helper(Helper::Negative, &[value]),
        };
        self.push(result);
        Ok(())
    }

    pub fn op_invert(&mut self) -> Done {
        let value = self.pop()?;
        let result = if self.number(value, 0) == Number::Int {
            let int = self.as_int(value);
            let raw = self.emit(make::int_not(int));
            self.emit(make::box_int(raw))
        } else {
            self.helper(Helper::Invert, &[value])
        };
        self.push(result);
        Ok(())
    }

    pub fn op_compare(&mut self, arg: u32) -> Done {
        let comparison = *Comparison::ALL.get((arg >> 5) as usize).ok_or_else(|| malformed("comparison"))?;
        let operands = self.pop_many(2)?;
        let (a, b) = (operands[0], operands[1]);
        let (left, right, _) = self.operand_kinds();
        let condition = match (self.number(a, left), self.number(b, right)) {
            (Number::Int, Number::Int) => {
                let x = self.as_int(a);
                let y = if a == b { x } else { self.as_int(b) };
                self.emit(make::int_cmp(x, y).imm(Imm::Compare(comparison)))
            }
            (Number::Float, Number::Int) if self.is_exact_float(b) => {
                let (x, y) = (self.as_float(a), self.number_as_float(b, right));
                self.emit(make::float_cmp(x, y).imm(Imm::Compare(comparison)))
            }
            (Number::Int, Number::Float) if self.is_exact_float(a) => {
                let (x, y) = (self.number_as_float(a, left), self.as_float(b));
                self.emit(make::float_cmp(x, y).imm(Imm::Compare(comparison)))
            }
            (Number::Float, Number::Float) => {
                let x = self.as_float(a);
                let y = if a == b { x } else { self.as_float(b) };
                self.emit(make::float_cmp(x, y).imm(Imm::Compare(comparison)))
            }
            _ if self.are_strings(a, b, left, right) && matches!(comparison, Comparison::Eq | Comparison::Ne) => {
                let x = self.as_class(a, ClassId::Str);
                let y = if a == b { x } else { self.as_class(b, ClassId::Str) };
                let equal = self.helper(Helper::StrEqual, &[x, y]);
                if comparison == Comparison::Ne { self.emit(make::bool_not(equal)) } else { equal }
            }
            _ if arg & 16 != 0 => {
                let number = self.const_int(comparison as i64);
                self.helper(Helper::CompareTruth, &[a, b, number])
            }
            _ => {
                let number = self.const_int(arg as i64);
                let result = self.helper(Helper::Compare, &[a, b, number]);
                self.push(result);
                return Ok(());
            }
        };
        self.push_bool(condition);
        Ok(())
    }

    /// Whether every int that a value may be is a double too.
    fn is_exact_float(&self, value: Value) -> bool {
        let (low, high) = self.mir.ty(value).int_range();
        low >= -(1 << 53) && high <= 1 << 53
    }

    fn are_strings(&self, a: Value, b: Value, left: u16, right: u16) -> bool {
        let is = |v: Value, seen: u16| {
            let ty = self.mir.ty(v);
            ty.is_within(bits::STR)
                || seen == kind::STR && ty.may_be(bits::STR) && self.is_allowed(ExitReason::WrongClass)
        };
        is(a, left) && is(b, right)
    }

    pub fn op_is(&mut self, invert: u32) -> Done {
        let operands = self.pop_many(2)?;
        let mut same = self.emit(make::word_eq(operands[0], operands[1]));
        if invert != 0 {
            same = self.emit(make::bool_not(same));
        }
        self.push_bool(same);
        Ok(())
    }

    pub fn op_contains(&mut self, invert: u32) -> Done {
        let operands = self.pop_many(2)?;
        let (left, right, _) = self.operand_kinds();
        let mut found = match self.container(operands[1], right) {
            Some(ClassId::Dict) => {
                let dict = self.as_class(operands[1], ClassId::Dict);
                self.helper(Helper::DictContains, &[dict, operands[0]])
            }
            Some(ClassId::Str) if self.are_strings(operands[0], operands[1], left, right) => {
                let (part, text) = (self.as_class(operands[0], ClassId::Str), self.as_class(operands[1], ClassId::Str));
                self.helper(Helper::StrContains, &[part, text])
            }
            _ => self.helper(Helper::Contains, &operands),
        };
        if invert != 0 {
            found = self.emit(make::bool_not(found));
        }
        self.push_bool(found);
        Ok(())
    }
}
