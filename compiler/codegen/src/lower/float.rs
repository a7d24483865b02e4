//! Floats as f64, and their words.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, types};
use taipan_abi::helpers::Helper;
use taipan_abi::layout::float;
use taipan_abi::opcodes::Comparison;
use taipan_abi::value as word;
use taipan_optimizer::mir::Inst;

use super::Lower;

fn condition(how: Comparison) -> FloatCC {
    match how {
        Comparison::Lt => FloatCC::LessThan,
        Comparison::Le => FloatCC::LessThanOrEqual,
        Comparison::Eq => FloatCC::Equal,
        // Holds with nan.
        Comparison::Ne => FloatCC::NotEqual,
        Comparison::Gt => FloatCC::GreaterThan,
        Comparison::Ge => FloatCC::GreaterThanOrEqual,
    }
}

impl Lower<'_> {
    pub(super) fn bits_of(&mut self, value: ir::Value) -> ir::Value {
        self.fb.ins().bitcast(types::I64, MemFlagsData::new(), value)
    }

    fn double_of(&mut self, bits: ir::Value) -> ir::Value {
        self.fb.ins().bitcast(types::F64, MemFlagsData::new(), bits)
    }

    pub(super) fn is_tagged_float(&mut self, word: ir::Value) -> ir::Value {
        let tag = self.mask(word, word::FLOAT_MASK);
        self.is(IntCC::Equal, tag, word::FLOAT_TAG as i64)
    }

    /// The double in a self-tagged word.
    pub(super) fn untag(&mut self, word: ir::Value) -> ir::Value {
        let rotated = self.fb.ins().rotr_imm_u(word, word::FLOAT_ROTATION as i64);
        let bits = self.fb.ins().iadd_imm_s(rotated, (word::FLOAT_BIAS as i64).wrapping_neg());
        self.double_of(bits)
    }

    /// The double of ±0.0 or ±inf: bit 3 of the word is the sign, bit 4 tells infinity.
    pub(super) fn special_double(&mut self, word: ir::Value) -> ir::Value {
        let sign = self.mask(word, 8);
        let sign = self.fb.ins().ishl_imm_u(sign, 60);
        let infinite = self.fb.ins().ushr_imm_u(word, 4);
        let infinite = self.mask(infinite, 1);
        let exponent = self.fb.ins().imul_imm_s(infinite, 0x7FF << 52);
        let bits = self.fb.ins().bor(sign, exponent);
        self.double_of(bits)
    }

    pub(super) fn load_double(&mut self, object: ir::Value) -> ir::Value {
        self.fb.ins().load(types::F64, self.memory.heap, object, float::VALUE)
    }

    pub(super) fn lower_box_float(&mut self, i: Inst) {
        let raw = self.arg(i, 0);
        let boxed = self.box_float(raw);
        self.define(i, boxed);
    }

    /// The word of a double.
    pub(super) fn box_float(&mut self, raw: ir::Value) -> ir::Value {
        let (cold, other) = (self.cold_block(), self.cold_block());
        let (join, result) = self.join(types::I64);
        let bits = self.bits_of(raw);
        let shifted = self.fb.ins().iadd_imm_s(bits, word::FLOAT_BIAS as i64);
        let tagged = self.fb.ins().rotl_imm_u(shifted, word::FLOAT_ROTATION as i64);
        let fits = self.is_tagged_float(tagged);
        self.fb.ins().brif(fits, join, &[tagged.into()], cold, &[]);
        self.switch(cold);
        // Zeros differ in the sign alone, which goes to bit 3.
        let magnitude = self.fb.ins().ishl_imm_u(bits, 1);
        let is_zero = self.is(IntCC::Equal, magnitude, 0);
        let sign = self.fb.ins().ushr_imm_u(bits, 60);
        let zero = self.fb.ins().bor_imm_s(sign, word::POS_ZERO as i64);
        self.fb.ins().brif(is_zero, join, &[zero.into()], other, &[]);
        self.switch(other);
        let made = self.call_cold(Helper::BoxHeapFloat, raw);
        self.jump(join, &[made]);
        self.switch(join);
        result
    }

    pub(super) fn lower_unbox_float(&mut self, i: Inst) {
        let data = self.inst(i);
        if let Some(&known) = self.unboxed.get(&data.args[0]) {
            self.define(i, known);
            return;
        }
        let word = self.arg(i, 0);
        let value = self.unbox_float(word);
        self.define(i, value);
    }

    pub(super) fn lower_unbox_number(&mut self, i: Inst) {
        let word = self.arg(i, 0);
        let (int, other) = (self.block(), self.block());
        let (join, result) = self.join(types::F64);
        let tag = self.mask(word, word::INT_TAG);
        let is_int = self.is(IntCC::NotEqual, tag, 0);
        self.branch(is_int, int, other);
        self.switch(int);
        let raw = self.fb.ins().sshr_imm_u(word, 1);
        let value = self.fb.ins().fcvt_from_sint(types::F64, raw);
        self.jump(join, &[value]);
        self.switch(other);
        let value = self.unbox_float(word);
        self.jump(join, &[value]);
        self.switch(join);
        self.define(i, result);
    }

    /// The double of the word of an exact float.
    fn unbox_float(&mut self, word: ir::Value) -> ir::Value {
        let (cold, heap, special, tagged) = (self.cold_block(), self.cold_block(), self.cold_block(), self.block());
        let (join, result) = self.join(types::F64);
        let fits = self.is_tagged_float(word);
        self.branch(fits, tagged, cold);
        self.switch(cold);
        let is_pointer = self.is_pointer(word);
        self.branch(is_pointer, heap, special);
        self.switch(heap);
        let value = self.load_double(word);
        self.jump(join, &[value]);
        self.switch(special);
        let value = self.special_double(word);
        self.jump(join, &[value]);
        self.switch(tagged);
        let value = self.untag(word);
        self.jump(join, &[value]);
        self.switch(join);
        result
    }

    pub(super) fn lower_int_to_float(&mut self, i: Inst) {
        let raw = self.arg(i, 0);
        let value = self.fb.ins().fcvt_from_sint(types::F64, raw);
        self.define(i, value);
    }

    pub(super) fn lower_float_to_int(&mut self, i: Inst) {
        let raw = self.arg(i, 0);
        // 2^63 is the first double beyond; its negative is the last one inside.
        let beyond = self.fb.ins().f64const(9_223_372_036_854_775_808.0);
        let least = self.fb.ins().f64const(-9_223_372_036_854_775_808.0);
        let below = self.fb.ins().fcmp(FloatCC::LessThan, raw, beyond);
        let above = self.fb.ins().fcmp(FloatCC::GreaterThanOrEqual, raw, least);
        let fits = self.fb.ins().band(below, above);
        self.exit_unless(i, fits);
        let value = self.fb.ins().fcvt_to_sint_sat(types::I64, raw);
        self.define(i, value);
    }

    pub(super) fn lower_float_add(&mut self, i: Inst) {
        let (a, b) = (self.arg(i, 0), self.arg(i, 1));
        let value = self.fb.ins().fadd(a, b);
        self.define(i, value);
    }

    pub(super) fn lower_float_sub(&mut self, i: Inst) {
        let (a, b) = (self.arg(i, 0), self.arg(i, 1));
        let value = self.fb.ins().fsub(a, b);
        self.define(i, value);
    }

    pub(super) fn lower_float_mul(&mut self, i: Inst) {
        let (a, b) = (self.arg(i, 0), self.arg(i, 1));
        let value = self.fb.ins().fmul(a, b);
        self.define(i, value);
    }

    pub(super) fn lower_float_div(&mut self, i: Inst) {
        let b = self.arg(i, 1);
        let nothing = self.fb.ins().f64const(0.0);
        let zero = self.fb.ins().fcmp(FloatCC::Equal, b, nothing);
        self.exit_if(i, zero);
        self.lower_float_div_fast(i);
    }

    pub(super) fn lower_float_div_fast(&mut self, i: Inst) {
        let (a, b) = (self.arg(i, 0), self.arg(i, 1));
        let value = self.fb.ins().fdiv(a, b);
        self.define(i, value);
    }

    pub(super) fn lower_float_neg(&mut self, i: Inst) {
        let a = self.arg(i, 0);
        let value = self.fb.ins().fneg(a);
        self.define(i, value);
    }

    pub(super) fn lower_float_abs(&mut self, i: Inst) {
        let a = self.arg(i, 0);
        let value = self.fb.ins().fabs(a);
        self.define(i, value);
    }

    pub(super) fn lower_float_sqrt(&mut self, i: Inst) {
        let a = self.arg(i, 0);
        let zero = self.fb.ins().f64const(0.0);
        // Holds for neither -0.0 nor nan.
        let is_negative = self.fb.ins().fcmp(FloatCC::LessThan, a, zero);
        self.exit_if(i, is_negative);
        let value = self.fb.ins().sqrt(a);
        self.define(i, value);
    }

    pub(super) fn lower_float_cmp(&mut self, i: Inst) {
        let (a, b) = (self.arg(i, 0), self.arg(i, 1));
        let how = self.imm_compare(i);
        let value = self.fb.ins().fcmp(condition(how), a, b);
        self.define(i, value);
    }
}
