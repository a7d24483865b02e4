//! Ints as i64, bools, and their words.
//!
//! What the types of operands rule out is not tested.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, types};
use taipan_abi::helpers::Helper;
use taipan_abi::opcodes::Comparison;
use taipan_abi::value as word;
use taipan_optimizer::mir::{Imm, Inst, Opcode, Value};
use taipan_optimizer::passes::refcount::root;

use super::Lower;

/// The code generator's condition of a signed comparison.
fn condition(how: Comparison) -> IntCC {
    match how {
        Comparison::Lt => IntCC::SignedLessThan,
        Comparison::Le => IntCC::SignedLessThanOrEqual,
        Comparison::Eq => IntCC::Equal,
        Comparison::Ne => IntCC::NotEqual,
        Comparison::Gt => IntCC::SignedGreaterThan,
        Comparison::Ge => IntCC::SignedGreaterThanOrEqual,
    }
}

/// The exponent of a power of two.
fn power_of_two(value: Option<i64>) -> Option<u32> {
    value.filter(|v| *v > 0 && v & (v - 1) == 0).map(i64::trailing_zeros)
}

/// How many sums a range is looked for through.
pub(super) const NEAR: u32 = 4;

type Binary = fn(&mut Lower, ir::Value, ir::Value) -> ir::Value;

impl Lower<'_> {
    fn binary(&mut self, i: Inst, compute: Binary) {
        let (a, b) = (self.arg(i, 0), self.arg(i, 1));
        let value = compute(self, a, b);
        self.define(i, value);
    }

    pub(super) fn int_range(&self, i: Inst, index: usize) -> (i64, i64) {
        self.range_of(self.inst(i).args[index], NEAR)
    }

    /// The range of an i64: what its type says, and what follows from how it is computed here, where an
    /// unboxed int has at most 63 bits. Looks through `steps` sums.
    pub(super) fn range_of(&self, value: Value, steps: u32) -> (i64, i64) {
        let (low, high) = self.ty(value).int_range();
        let Some(data) = self.mir.def_inst(value) else { return (low, high) };
        let (least, most) = match data.op {
            Opcode::UnboxInt => match self.boxed_from(data.args[0], Opcode::BoxInt) {
                Some(raw) => self.ty(raw).int_range(),
                None => (word::INT_MIN, word::INT_MAX),
            },
            Opcode::IntAdd | Opcode::IntAddFast if steps > 0 => {
                let (a, b) = (self.range_of(data.args[0], steps - 1), self.range_of(data.args[1], steps - 1));
                (a.0.saturating_add(b.0), a.1.saturating_add(b.1))
            }
            Opcode::IntSub | Opcode::IntSubFast if steps > 0 => {
                let (a, b) = (self.range_of(data.args[0], steps - 1), self.range_of(data.args[1], steps - 1));
                (a.0.saturating_sub(b.1), a.1.saturating_sub(b.0))
            }
            _ => (low, high),
        };
        (low.max(least), high.min(most))
    }

    /// The value that a word was boxed from here, if it was: the word may be a big int.
    pub(super) fn boxed_from(&self, word: Value, by: Opcode) -> Option<Value> {
        self.mir.def_inst(root(self.mir, word)).filter(|d| d.op == by).map(|d| d.args[0])
    }

    /// Whether the ranges of both operands, combined at their ends, stay within an i64.
    fn fits(&self, i: Inst, combine: fn(i64, i64) -> Option<i64>) -> bool {
        let (a, b) = (self.int_range(i, 0), self.int_range(i, 1));
        [(a.0, b.0), (a.0, b.1), (a.1, b.0), (a.1, b.1)].into_iter().all(|(x, y)| combine(x, y).is_some())
    }

    pub(super) fn lower_box_int(&mut self, i: Inst) {
        let raw = self.arg(i, 0);
        let (low, high) = self.int_range(i, 0);
        let fits = low >= word::INT_MIN && high <= word::INT_MAX;
        let sum = if fits { None } else { self.tagged_sum(self.inst(i).args[0]) };
        let boxed = match sum {
            Some((word, overflows)) => self.unless_big(raw, word, overflows),
            None => self.box_int(raw, fits),
        };
        self.define(i, boxed);
    }

    /// The word of a sum or difference of small ints, computed without taking the tags off, and whether it is none.
    fn tagged_sum(&mut self, raw: Value) -> Option<(ir::Value, ir::Value)> {
        let data = self.mir.def_inst(raw)?;
        let is_sum = match data.op {
            Opcode::IntAdd | Opcode::IntAddFast => true,
            Opcode::IntSub | Opcode::IntSubFast => false,
            _ => return None,
        };
        let (a, b) = (self.tagged(data.args[0])?, self.tagged(data.args[1])?);
        let b = self.fb.ins().iadd_imm_s(b, -(word::INT_TAG as i64));
        Some(if is_sum { self.fb.ins().sadd_overflow(a, b) } else { self.fb.ins().ssub_overflow(a, b) })
    }

    /// The word that an i64 was taken out of, or a constant's.
    fn tagged(&mut self, raw: Value) -> Option<ir::Value> {
        let data = self.mir.def_inst(raw)?;
        match (data.op, data.imm) {
            (Opcode::UnboxInt, _) if self.boxed_from(data.args[0], Opcode::BoxInt).is_none() => {
                Some(self.value(data.args[0]))
            }
            (Opcode::ConstInt, Imm::Int(n)) => word::encode_int(n).map(|w| self.word(w)),
            _ => None,
        }
    }

    /// The word of an i64.
    pub(super) fn box_int(&mut self, raw: ir::Value, fits: bool) -> ir::Value {
        if fits {
            let doubled = self.fb.ins().ishl_imm_u(raw, 1);
            return self.fb.ins().bor_imm_s(doubled, word::INT_TAG as i64);
        }
        let (doubled, overflows) = self.fb.ins().sadd_overflow(raw, raw);
        let tagged = self.fb.ins().bor_imm_s(doubled, word::INT_TAG as i64);
        self.unless_big(raw, tagged, overflows)
    }

    /// The word, unless it overflowed: then a big int.
    fn unless_big(&mut self, raw: ir::Value, word: ir::Value, overflows: ir::Value) -> ir::Value {
        let cold = self.cold_block();
        let (join, result) = self.join(types::I64);
        self.fb.ins().brif(overflows, cold, &[], join, &[word.into()]);
        self.switch(cold);
        let big = self.call_cold(Helper::BoxBigInt, raw);
        self.jump(join, &[big]);
        self.switch(join);
        result
    }

    pub(super) fn lower_box_bool(&mut self, i: Inst) {
        let raw = self.arg(i, 0);
        let boxed = self.box_bool(raw);
        self.define(i, boxed);
    }

    pub(super) fn box_bool(&mut self, raw: ir::Value) -> ir::Value {
        let wide = self.fb.ins().uextend(types::I64, raw);
        let bit = self.fb.ins().ishl_imm_u(wide, word::BOOL_BIT.trailing_zeros() as i64);
        self.fb.ins().bor_imm_s(bit, word::FALSE as i64)
    }

    pub(super) fn lower_unbox_int(&mut self, i: Inst) {
        let value = match self.boxed_from(self.inst(i).args[0], Opcode::BoxInt) {
            Some(raw) => self.value(raw),
            None => {
                let word = self.arg(i, 0);
                self.fb.ins().sshr_imm_u(word, 1)
            }
        };
        self.define(i, value);
    }

    pub(super) fn lower_unbox_bool(&mut self, i: Inst) {
        let word = self.arg(i, 0);
        let value = self.is(IntCC::Equal, word, word::TRUE as i64);
        self.define(i, value);
    }

    pub(super) fn lower_int_small(&mut self, i: Inst) {
        let value = self.arg(i, 0);
        self.define(i, value);
    }

    pub(super) fn lower_int_add(&mut self, i: Inst) {
        if self.fits(i, i64::checked_add) {
            return self.lower_int_add_fast(i);
        }
        let (value, overflows) = {
            let (a, b) = (self.arg(i, 0), self.arg(i, 1));
            self.fb.ins().sadd_overflow(a, b)
        };
        self.define(i, value);
        self.exit_if(i, overflows);
    }

    pub(super) fn lower_int_sub(&mut self, i: Inst) {
        if self.fits(i, i64::checked_sub) {
            return self.lower_int_sub_fast(i);
        }
        let (value, overflows) = {
            let (a, b) = (self.arg(i, 0), self.arg(i, 1));
            self.fb.ins().ssub_overflow(a, b)
        };
        self.define(i, value);
        self.exit_if(i, overflows);
    }

    pub(super) fn lower_int_mul(&mut self, i: Inst) {
        if self.fits(i, i64::checked_mul) {
            return self.lower_int_mul_fast(i);
        }
        let (value, overflows) = {
            let (a, b) = (self.arg(i, 0), self.arg(i, 1));
            self.fb.ins().smul_overflow(a, b)
        };
        self.define(i, value);
        self.exit_if(i, overflows);
    }

    pub(super) fn lower_int_neg(&mut self, i: Inst) {
        if self.int_range(i, 0).0 == i64::MIN {
            let a = self.arg(i, 0);
            let least = self.is(IntCC::Equal, a, i64::MIN);
            self.exit_if(i, least);
        }
        self.lower_int_neg_fast(i);
    }

    pub(super) fn lower_int_add_fast(&mut self, i: Inst) {
        self.binary(i, |l, a, b| l.fb.ins().iadd(a, b));
    }

    pub(super) fn lower_int_sub_fast(&mut self, i: Inst) {
        self.binary(i, |l, a, b| l.fb.ins().isub(a, b));
    }

    pub(super) fn lower_int_mul_fast(&mut self, i: Inst) {
        self.binary(i, |l, a, b| l.fb.ins().imul(a, b));
    }

    pub(super) fn lower_int_neg_fast(&mut self, i: Inst) {
        let a = self.arg(i, 0);
        let value = self.fb.ins().ineg(a);
        self.define(i, value);
    }

    pub(super) fn lower_int_floor_div(&mut self, i: Inst) {
        self.divide(i, Lower::floor_div, |l, a| l.fb.ins().ineg(a));
    }

    pub(super) fn lower_int_rem(&mut self, i: Inst) {
        self.divide(i, Lower::floor_rem, |l, _| l.int(0));
    }

    pub(super) fn lower_int_floor_div_fast(&mut self, i: Inst) {
        let value = self.floor_div(i);
        self.define(i, value);
    }

    pub(super) fn lower_int_rem_fast(&mut self, i: Inst) {
        let value = self.floor_rem(i);
        self.define(i, value);
    }

    /// Division with the two divisors that the processor's division traps for: 0 exits, -1 has its own way.
    fn divide(
        &mut self,
        i: Inst,
        usual: impl Fn(&mut Self, Inst) -> ir::Value,
        by_minus_one: impl Fn(&mut Self, ir::Value) -> ir::Value,
    ) {
        let (a, b) = (self.arg(i, 0), self.arg(i, 1));
        let (low, high) = self.int_range(i, 1);
        if low > 0 || high < -1 {
            let value = usual(self, i);
            self.define(i, value);
            return;
        }
        if low >= 0 {
            let zero = self.is(IntCC::Equal, b, 0);
            self.exit_if(i, zero);
            let value = usual(self, i);
            self.define(i, value);
            return;
        }
        let (plain, odd) = (self.block(), self.cold_block());
        let (join, result) = self.join(types::I64);
        let shifted = self.fb.ins().iadd_imm_s(b, 1);
        let is_odd = self.is(IntCC::UnsignedLessThanOrEqual, shifted, 1);
        self.branch(is_odd, odd, plain);
        self.switch(odd);
        let zero = self.is(IntCC::Equal, b, 0);
        let leaves = if self.int_range(i, 0).0 == i64::MIN {
            let least = self.is(IntCC::Equal, a, i64::MIN);
            self.fb.ins().bor(zero, least)
        } else {
            zero
        };
        self.exit_if(i, leaves);
        let value = by_minus_one(self, a);
        self.jump(join, &[value]);
        self.switch(plain);
        let value = usual(self, i);
        self.jump(join, &[value]);
        self.switch(join);
        self.define(i, result);
    }

    /// `a // b` for divisors other than 0 and -1: rounds down.
    fn floor_div(&mut self, i: Inst) -> ir::Value {
        let (a, b) = (self.arg(i, 0), self.arg(i, 1));
        if let Some(exponent) = power_of_two(self.arg_type(i, 1).as_int()) {
            return self.fb.ins().sshr_imm_u(a, exponent as i64);
        }
        let quotient = self.fb.ins().sdiv(a, b);
        if self.int_range(i, 0).0 >= 0 && self.int_range(i, 1).0 > 0 {
            return quotient;
        }
        let product = self.fb.ins().imul(quotient, b);
        let rest = self.fb.ins().isub(a, product);
        let inexact = self.is(IntCC::NotEqual, rest, 0);
        let signs = self.fb.ins().bxor(rest, b);
        let differ = self.is(IntCC::SignedLessThan, signs, 0);
        let down = self.fb.ins().band(inexact, differ);
        let down = self.fb.ins().uextend(types::I64, down);
        self.fb.ins().isub(quotient, down)
    }

    /// `a % b` for divisors other than 0 and -1: has the divisor's sign.
    fn floor_rem(&mut self, i: Inst) -> ir::Value {
        let (a, b) = (self.arg(i, 0), self.arg(i, 1));
        if let Some(exponent) = power_of_two(self.arg_type(i, 1).as_int()) {
            return self.mask(a, (1 << exponent) - 1);
        }
        let rest = self.fb.ins().srem(a, b);
        if self.int_range(i, 0).0 >= 0 && self.int_range(i, 1).0 > 0 {
            return rest;
        }
        let inexact = self.is(IntCC::NotEqual, rest, 0);
        let signs = self.fb.ins().bxor(rest, b);
        let differ = self.is(IntCC::SignedLessThan, signs, 0);
        let wrong = self.fb.ins().band(inexact, differ);
        let fixed = self.fb.ins().iadd(rest, b);
        self.fb.ins().select(wrong, fixed, rest)
    }

    pub(super) fn lower_int_true_div(&mut self, i: Inst) {
        const EXACT: i64 = 1 << 53;
        let (a, b) = (self.arg(i, 0), self.arg(i, 1));
        for (index, value) in [a, b].into_iter().enumerate() {
            let (low, high) = self.int_range(i, index);
            if low < -EXACT || high > EXACT {
                let shifted = self.fb.ins().iadd_imm_s(value, EXACT);
                let beyond = self.is(IntCC::UnsignedGreaterThan, shifted, 2 * EXACT);
                self.exit_if(i, beyond);
            }
        }
        let (low, high) = self.int_range(i, 1);
        if low <= 0 && high >= 0 {
            let zero = self.is(IntCC::Equal, b, 0);
            self.exit_if(i, zero);
        }
        let a = self.fb.ins().fcvt_from_sint(types::F64, a);
        let b = self.fb.ins().fcvt_from_sint(types::F64, b);
        let value = self.fb.ins().fdiv(a, b);
        self.define(i, value);
    }

    pub(super) fn lower_int_and(&mut self, i: Inst) {
        self.binary(i, |l, a, b| l.fb.ins().band(a, b));
    }

    pub(super) fn lower_int_or(&mut self, i: Inst) {
        self.binary(i, |l, a, b| l.fb.ins().bor(a, b));
    }

    pub(super) fn lower_int_xor(&mut self, i: Inst) {
        self.binary(i, |l, a, b| l.fb.ins().bxor(a, b));
    }

    pub(super) fn lower_int_not(&mut self, i: Inst) {
        let a = self.arg(i, 0);
        let value = self.fb.ins().bnot(a);
        self.define(i, value);
    }

    pub(super) fn lower_int_shl(&mut self, i: Inst) {
        let (a, b) = (self.arg(i, 0), self.arg(i, 1));
        let (low, high) = self.int_range(i, 1);
        if low < 0 || high >= 63 {
            let beyond = self.is(IntCC::UnsignedGreaterThanOrEqual, b, 63);
            self.exit_if(i, beyond);
        }
        let value = self.fb.ins().ishl(a, b);
        let back = self.fb.ins().sshr(value, b);
        let lost = self.fb.ins().icmp(IntCC::NotEqual, back, a);
        self.exit_if(i, lost);
        self.define(i, value);
    }

    pub(super) fn lower_int_shr(&mut self, i: Inst) {
        let (a, b) = (self.arg(i, 0), self.arg(i, 1));
        let (low, high) = self.int_range(i, 1);
        if low < 0 {
            let negative = self.is(IntCC::SignedLessThan, b, 0);
            self.exit_if(i, negative);
        }
        let count = if high > 63 {
            let most = self.int(63);
            let beyond = self.is(IntCC::SignedGreaterThan, b, 63);
            self.fb.ins().select(beyond, most, b)
        } else {
            b
        };
        let value = self.fb.ins().sshr(a, count);
        self.define(i, value);
    }

    pub(super) fn lower_int_shr_fast(&mut self, i: Inst) {
        self.binary(i, |l, a, b| l.fb.ins().sshr(a, b));
    }

    pub(super) fn lower_int_cmp(&mut self, i: Inst) {
        let args = &self.inst(i).args;
        // Words of small ints are in the order of the ints.
        let (a, b) = match (self.tagged(args[0]), self.tagged(args[1])) {
            (Some(a), Some(b)) => (a, b),
            _ => (self.arg(i, 0), self.arg(i, 1)),
        };
        let how = self.imm_compare(i);
        let value = self.fb.ins().icmp(condition(how), a, b);
        self.define(i, value);
    }

    pub(super) fn imm_compare(&self, i: Inst) -> Comparison {
        match self.inst(i).imm {
            Imm::Compare(how) => how,
            _ => Comparison::Eq,
        }
    }

    fn lesser(&mut self, i: Inst, how: IntCC) {
        let (a, b) = (self.arg(i, 0), self.arg(i, 1));
        let first = self.fb.ins().icmp(how, a, b);
        let value = self.fb.ins().select(first, a, b);
        self.define(i, value);
    }

    pub(super) fn lower_int_min(&mut self, i: Inst) {
        self.lesser(i, IntCC::SignedLessThan);
    }

    pub(super) fn lower_int_max(&mut self, i: Inst) {
        self.lesser(i, IntCC::SignedGreaterThan);
    }

    pub(super) fn lower_int_index(&mut self, i: Inst) {
        let (index, length) = (self.arg(i, 0), self.arg(i, 1));
        if self.int_range(i, 0).0 >= 0 {
            self.define(i, index);
            return;
        }
        let from_end = self.fb.ins().iadd(index, length);
        let negative = self.is(IntCC::SignedLessThan, index, 0);
        let value = self.fb.ins().select(negative, from_end, index);
        self.define(i, value);
    }

    pub(super) fn lower_bool_not(&mut self, i: Inst) {
        let a = self.arg(i, 0);
        let value = self.fb.ins().bxor_imm_s(a, 1);
        self.define(i, value);
    }

    pub(super) fn lower_bool_eq(&mut self, i: Inst) {
        self.binary(i, |l, a, b| l.fb.ins().icmp(IntCC::Equal, a, b));
    }

    pub(super) fn lower_word_eq(&mut self, i: Inst) {
        self.binary(i, |l, a, b| l.fb.ins().icmp(IntCC::Equal, a, b));
    }
}
