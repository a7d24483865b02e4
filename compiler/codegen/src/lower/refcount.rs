//! Reference counts: counted, given up, and destroyed on a cold way.
//!
//! Counts with the sign bit belong to immortal objects and stay as they are.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, types};
use taipan_abi::helpers::Helper;
use taipan_abi::layout::{frame, header};
use taipan_optimizer::mir::{Inst, Type, bits};

use super::guard::{may_be_immediate, may_be_pointer};
use super::{Known, Lower};

impl Lower<'_> {
    pub(super) fn lower_inc_ref(&mut self, i: Inst) {
        let (word, ty) = (self.arg(i, 0), self.counted_type(i));
        self.count(word, ty);
    }

    pub(super) fn lower_dec_ref(&mut self, i: Inst) {
        let (word, ty) = (self.arg(i, 0), self.counted_type(i));
        self.give_up(word, ty);
    }

    /// The type of the operand, and what guards in front told of it.
    fn counted_type(&self, i: Inst) -> Type {
        let ty = self.arg_type(i, 0);
        match self.form(self.inst(i).args[0]) {
            Some(Known::Immediate) => Type::of(ty.bits & bits::IMMEDIATE),
            Some(Known::Pointer) => Type::of(ty.bits & !(bits::IMMEDIATE | bits::FLOAT)),
            None => ty,
        }
    }

    /// Counts a new reference.
    pub(super) fn count(&mut self, word: ir::Value, ty: Type) {
        if !may_be_pointer(ty) {
            return;
        }
        let (counted, done) = (self.block(), self.block());
        self.skip_immediates(word, ty, done);
        let count = self.fb.ins().load(types::I32, self.memory.heap, word, header::REFCOUNT);
        let immortal = self.is(IntCC::SignedLessThan, count, 0);
        self.branch(immortal, done, counted);
        self.switch(counted);
        let more = self.fb.ins().iadd_imm_s(count, 1);
        self.fb.ins().store(self.memory.heap, more, word, header::REFCOUNT);
        self.jump(done, &[]);
        self.switch(done);
    }

    fn skip_immediates(&mut self, word: ir::Value, ty: Type, done: ir::Block) {
        if may_be_immediate(ty) {
            let pointer = self.block();
            let is_pointer = self.is_pointer(word);
            self.branch(is_pointer, pointer, done);
            self.switch(pointer);
        }
    }

    /// Gives a reference up. What is immortal or was the last reference takes the cold way.
    pub(super) fn give_up(&mut self, word: ir::Value, ty: Type) {
        if !may_be_pointer(ty) {
            return;
        }
        let (store, done) = (self.block(), self.block());
        let (cold, last) = (self.cold_block(), self.cold_block());
        self.skip_immediates(word, ty, done);
        let count = self.fb.ins().load(types::I32, self.memory.heap, word, header::REFCOUNT);
        let stays = self.is(IntCC::SignedGreaterThan, count, 1);
        self.branch(stays, store, cold);
        self.switch(cold);
        let was_last = self.is(IntCC::Equal, count, 1);
        self.branch(was_last, last, done);
        self.switch(last);
        self.destroy(word);
        self.jump(done, &[]);
        self.switch(store);
        let less = self.fb.ins().iadd_imm_s(count, -1);
        self.fb.ins().store(self.memory.heap, less, word, header::REFCOUNT);
        self.jump(done, &[]);
        self.switch(done);
    }

    /// Destroys an object: may run Python code, which sees this frame without locals. The call site that the
    /// frame had is put back, so that what follows need not store it.
    fn destroy(&mut self, word: ir::Value) {
        if self.is_left {
            self.publish_caller();
            self.call_cold(Helper::GiveUp, word);
            return;
        }
        let site = self.sites.nothing(self.mir, &self.held);
        let pc = self.int(site as i64);
        self.store_innermost(pc, frame::PC);
        if self.held.published != Some(self.activation) {
            self.publish();
        }
        self.call_cold(Helper::GiveUp, word);
        if let Some(before) = self.held.pc() {
            let pc = self.int(before as i64);
            self.store_innermost(pc, frame::PC);
        }
    }
}
