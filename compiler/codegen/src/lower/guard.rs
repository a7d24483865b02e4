//! Guards: what does not hold leaves for tier 0. A guard's result is its operand.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, types};
use taipan_abi::helpers::Helper;
use taipan_abi::layout::{ClassId, frame, header, thread, tuple};
use taipan_abi::value as word;
use taipan_optimizer::mir::{Imm, Inst, Type, bits};

use super::{Known, Lower};

/// Whether words of a type may be immediates.
pub(super) fn may_be_immediate(ty: Type) -> bool {
    let points = matches!(ty.fact, taipan_optimizer::mir::Fact::Word(w) if word::is_pointer(w));
    !points && ty.may_be(bits::IMMEDIATE | bits::FLOAT)
}

/// Whether words of a type may be pointers.
pub(super) fn may_be_pointer(ty: Type) -> bool {
    ty.is_counted()
}

impl Lower<'_> {
    pub(super) fn is_pointer(&mut self, word: ir::Value) -> ir::Value {
        let tag = self.mask(word, word::POINTER_MASK);
        self.is(IntCC::Equal, tag, 0)
    }

    /// The guard's result: the same word, known better.
    fn same(&mut self, i: Inst) {
        let word = self.arg(i, 0);
        self.define(i, word);
    }

    pub(super) fn lower_guard_int(&mut self, i: Inst) {
        if !self.arg_type(i, 0).is_within(bits::SMALL_INT) {
            let word = self.arg(i, 0);
            let tag = self.mask(word, word::INT_TAG);
            let is_int = self.is(IntCC::NotEqual, tag, 0);
            self.exit_unless(i, is_int);
            self.learn(self.inst(i).args[0], Known::Immediate);
        }
        self.same(i);
    }

    /// Tests and takes the double out at once where somebody wants it.
    pub(super) fn lower_guard_float(&mut self, i: Inst) {
        let ty = self.arg_type(i, 0);
        let wanted = self.inst(i).result.filter(|r| self.wanted_doubles[r.index()]);
        if ty.is_within(bits::FLOAT) && wanted.is_none() {
            self.same(i);
            return;
        }
        let word = self.arg(i, 0);
        let (tagged, cold, special) = (self.block(), self.cold_block(), self.cold_block());
        let done = self.block();
        let double = wanted.map(|_| self.fb.append_block_param(done, types::F64));
        let fits = self.is_tagged_float(word);
        self.branch(fits, tagged, cold);

        self.switch(cold);
        if may_be_pointer(ty) {
            let heap = self.cold_block();
            let is_pointer = self.is_pointer(word);
            self.branch(is_pointer, heap, special);
            self.switch(heap);
            if !ty.is_within(bits::FLOAT) {
                let class = self.load_heap(word, header::CLASS);
                let wanted_class = self.load_class(ClassId::Float);
                let right = self.fb.ins().icmp(IntCC::Equal, class, wanted_class);
                self.exit_unless(i, right);
            }
            let value: Vec<ir::Value> = wanted.map(|_| self.load_double(word)).into_iter().collect();
            self.jump(done, &value);
        } else {
            self.jump(special, &[]);
        }
        self.switch(special);
        if !ty.is_within(bits::FLOAT) {
            self.exit_unless_special_float(i, word);
        }
        let value: Vec<ir::Value> = wanted.map(|_| self.special_double(word)).into_iter().collect();
        self.jump(done, &value);
        self.switch(tagged);
        let value: Vec<ir::Value> = wanted.map(|_| self.untag(word)).into_iter().collect();
        self.jump(done, &value);
        self.switch(done);
        if let (Some(result), Some(double)) = (wanted, double) {
            self.unboxed.insert(result, double);
        }
        self.same(i);
    }

    pub(super) fn lower_guard_number(&mut self, i: Inst) {
        let ty = self.arg_type(i, 0);
        if ty.is_within(bits::SMALL_INT | bits::FLOAT) {
            return self.same(i);
        }
        let word = self.arg(i, 0);
        let (other, done) = (self.block(), self.block());
        let tag = self.mask(word, word::INT_TAG);
        let is_int = self.is(IntCC::NotEqual, tag, 0);
        self.branch(is_int, done, other);
        self.switch(other);
        let cold = self.cold_block();
        let fits = self.is_tagged_float(word);
        self.branch(fits, done, cold);
        self.switch(cold);
        let (heap, special) = (self.cold_block(), self.cold_block());
        let is_pointer = self.is_pointer(word);
        self.branch(is_pointer, heap, special);
        self.switch(heap);
        let wanted = self.load_class(ClassId::Float);
        self.exit_unless_of(i, wanted);
        self.jump(done, &[]);
        self.switch(special);
        self.exit_unless_special_float(i, word);
        self.jump(done, &[]);
        self.switch(done);
        self.same(i);
    }

    /// Leaves unless an immediate that is no tagged float is ±0.0 or ±inf.
    fn exit_unless_special_float(&mut self, i: Inst, word: ir::Value) {
        let tag = self.mask(word, word::POINTER_MASK);
        let is_special = self.is(IntCC::Equal, tag, 4);
        let shifted = self.fb.ins().iadd_imm_s(word, -(word::POS_ZERO as i64));
        let in_range = self.is(IntCC::UnsignedLessThanOrEqual, shifted, (word::NEG_INF - word::POS_ZERO) as i64);
        let right = self.fb.ins().band(is_special, in_range);
        self.exit_unless(i, right);
    }

    pub(super) fn lower_guard_plain(&mut self, i: Inst) {
        if may_be_pointer(self.arg_type(i, 0)) {
            let word = self.arg(i, 0);
            let is_pointer = self.is_pointer(word);
            self.exit_if(i, is_pointer);
        }
    }

    pub(super) fn lower_guard_bool(&mut self, i: Inst) {
        if !self.arg_type(i, 0).is_within(bits::BOOL) {
            let word = self.arg(i, 0);
            let rest = self.mask(word, !word::BOOL_BIT);
            let is_bool = self.is(IntCC::Equal, rest, word::FALSE as i64);
            self.exit_unless(i, is_bool);
            self.learn(self.inst(i).args[0], Known::Immediate);
        }
        self.same(i);
    }

    pub(super) fn lower_guard_class(&mut self, i: Inst) {
        let Imm::Class(class) = self.inst(i).imm else { return self.same(i) };
        match class {
            ClassId::Float => self.lower_guard_float(i),
            ClassId::Bool => self.lower_guard_bool(i),
            ClassId::Int => self.lower_guard_int(i),
            ClassId::NoneType => {
                let word = self.arg(i, 0);
                let is_none = self.is(IntCC::Equal, word, word::NONE as i64);
                self.exit_unless(i, is_none);
                self.same(i);
            }
            _ => {
                self.exit_unless_pointer(i);
                let wanted = self.load_class(class);
                self.exit_unless_of(i, wanted);
                self.same(i);
            }
        }
    }

    fn exit_unless_pointer(&mut self, i: Inst) {
        let is_known = self.form(self.inst(i).args[0]) == Some(Known::Pointer);
        if may_be_immediate(self.arg_type(i, 0)) && !is_known {
            let word = self.arg(i, 0);
            let is_pointer = self.is_pointer(word);
            self.exit_unless(i, is_pointer);
            self.learn(self.inst(i).args[0], Known::Pointer);
        }
    }

    fn exit_unless_of(&mut self, i: Inst, wanted: ir::Value) {
        let word = self.arg(i, 0);
        let class = self.load_heap(word, header::CLASS);
        let right = self.fb.ins().icmp(IntCC::Equal, class, wanted);
        self.exit_unless(i, right);
    }

    pub(super) fn lower_guard_shape(&mut self, i: Inst) {
        let Imm::Shape(shape) = self.inst(i).imm else { return self.same(i) };
        self.exit_unless_pointer(i);
        let word = self.arg(i, 0);
        let flags = self.fb.ins().load(types::I32, self.memory.heap, word, header::FLAGS);
        let found = self.fb.ins().band_imm_u(flags, header::SHAPE_MASK as i64);
        let wanted = self.shape(shape);
        let right = self.fb.ins().icmp(IntCC::Equal, found, wanted);
        self.exit_unless(i, right);
        self.same(i);
    }

    pub(super) fn lower_guard_shapes(&mut self, i: Inst) {
        let Imm::Shapes(shapes) = self.inst(i).imm else { return self.same(i) };
        self.exit_unless_pointer(i);
        let word = self.arg(i, 0);
        let flags = self.fb.ins().load(types::I32, self.memory.heap, word, header::FLAGS);
        let found = self.fb.ins().band_imm_u(flags, header::SHAPE_MASK as i64);
        let mut right = None;
        for shape in shapes.into_iter().filter(|&s| s != 0) {
            let wanted = self.shape(shape);
            let same = self.fb.ins().icmp(IntCC::Equal, found, wanted);
            right = Some(right.map_or(same, |before| self.fb.ins().bor(before, same)));
        }
        if let Some(right) = right {
            self.exit_unless(i, right);
        }
        self.same(i);
    }

    pub(super) fn lower_guard_type(&mut self, i: Inst) {
        self.exit_unless_pointer(i);
        let wanted = self.arg(i, 1);
        self.exit_unless_of(i, wanted);
        self.same(i);
    }

    pub(super) fn lower_guard_is(&mut self, i: Inst) {
        let (word, expected) = (self.arg(i, 0), self.arg(i, 1));
        let same = self.fb.ins().icmp(IntCC::Equal, word, expected);
        self.exit_unless(i, same);
        self.same(i);
    }

    pub(super) fn lower_guard_unique(&mut self, i: Inst) {
        self.exit_unless_pointer(i);
        let word = self.arg(i, 0);
        let count = self.fb.ins().load(types::I32, self.memory.heap, word, header::REFCOUNT);
        let only = self.is(IntCC::Equal, count, 1);
        self.exit_unless(i, only);
        self.same(i);
    }

    pub(super) fn lower_guard_bound(&mut self, i: Inst) {
        let (ty, word) = (self.arg_type(i, 0), self.arg(i, 0));
        if ty.may_be(bits::NULL) {
            // NULL and UNBOUND differ in one bit.
            let rest = self.mask(word, !(word::NULL ^ word::UNBOUND));
            let missing = self.is(IntCC::Equal, rest, (word::NULL & word::UNBOUND) as i64);
            self.exit_if(i, missing);
        } else if ty.may_be(bits::UNBOUND) {
            let missing = self.is(IntCC::Equal, word, word::UNBOUND as i64);
            self.exit_if(i, missing);
        }
        self.same(i);
    }

    pub(super) fn lower_guard_length(&mut self, i: Inst) {
        let word = self.arg(i, 0);
        let length = self.load_heap(word, tuple::SIZE);
        let right = self.is(IntCC::Equal, length, self.imm_index(i) as i64);
        self.exit_unless(i, right);
        self.same(i);
    }

    pub(super) fn lower_guard_true(&mut self, i: Inst) {
        let condition = self.arg(i, 0);
        self.exit_unless(i, condition);
    }

    pub(super) fn lower_guard_index(&mut self, i: Inst) {
        let (index, length) = (self.arg(i, 0), self.arg(i, 1));
        let inside = if self.int_range(i, 1).0 >= 0 {
            // One unsigned comparison tests both ends.
            self.fb.ins().icmp(IntCC::UnsignedLessThan, index, length)
        } else {
            let below = self.fb.ins().icmp(IntCC::SignedLessThan, index, length);
            let not_negative = self.is(IntCC::SignedGreaterThanOrEqual, index, 0);
            self.fb.ins().band(below, not_negative)
        };
        self.exit_unless(i, inside);
        self.define(i, index);
    }

    pub(super) fn lower_guard_valid(&mut self, i: Inst) {
        let base = self.table_address();
        let flag = self.load(self.memory.flag, base, 0);
        let broken = self.is(IntCC::Equal, flag, 0);
        self.exit_if(i, broken);
    }

    pub(super) fn lower_guard_quiet(&mut self, i: Inst) {
        // Others write it at any time, so that what was read before says nothing.
        let place = match thread::BREAKER {
            0 => self.thread,
            offset => self.fb.ins().iadd_imm_s(self.thread, offset as i64),
        };
        let due = self.fb.ins().atomic_load(types::I32, self.memory.thread, place);
        let quiet = self.is(IntCC::Equal, due, 0);
        self.exit_unless(i, quiet);
    }

    pub(super) fn lower_guard_unobserved(&mut self, i: Inst) {
        let (base, offset) = self.innermost();
        let object = self.load(self.memory.frame, base, offset + frame::OBJECT);
        let nobody = self.is(IntCC::Equal, object, word::NULL as i64);
        if self.request.stress_exits {
            return self.exit_unless(i, nobody);
        }
        // Tracebacks leave frame objects behind that nobody holds any more.
        let (cold, fine) = (self.cold_block(), self.block());
        self.branch(nobody, fine, cold);
        self.switch(cold);
        if self.held.published != Some(self.activation) {
            self.publish();
        }
        let frame = self.innermost_frame();
        let shared = self.call_raw(Helper::FrameShared, &[self.thread, frame]);
        let alone = self.is(IntCC::Equal, shared, 0);
        self.exit_unless(i, alone);
        self.jump(fine, &[]);
        self.switch(fine);
    }
}
