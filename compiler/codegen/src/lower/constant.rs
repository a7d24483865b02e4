//! Constants, and what an entry takes out of its frame.

use cranelift_codegen::ir::{InstBuilder, types};
use taipan_abi::layout::{frame, thread};
use taipan_optimizer::mir::{Imm, Inst};

use super::Lower;

impl Lower<'_> {
    pub(super) fn lower_const_int(&mut self, i: Inst) {
        let number = self.imm_int(i);
        let value = self.int(number);
        self.define(i, value);
    }

    pub(super) fn lower_const_float(&mut self, i: Inst) {
        let bits = match self.inst(i).imm {
            Imm::Double(bits) => bits,
            _ => 0,
        };
        let value = self.fb.ins().f64const(f64::from_bits(bits));
        self.define(i, value);
    }

    pub(super) fn lower_const_bool(&mut self, i: Inst) {
        let holds = self.imm_int(i) != 0;
        let value = self.fb.ins().iconst(types::I8, holds as i64);
        self.define(i, value);
    }

    pub(super) fn lower_const_word(&mut self, i: Inst) {
        let word = match self.inst(i).imm {
            Imm::Word(word) => word,
            _ => 0,
        };
        let value = self.word(word);
        self.define(i, value);
    }

    pub(super) fn lower_const_object(&mut self, i: Inst) {
        let index = match self.inst(i).imm {
            Imm::Const(index) => index,
            _ => 0,
        };
        let value = self.load_entry(index);
        self.define(i, value);
    }

    pub(super) fn lower_arg(&mut self, i: Inst) {
        self.lower_frame_local(i);
    }

    pub(super) fn lower_frame_local(&mut self, i: Inst) {
        let value = self.load_frame(frame::SIZE + 8 * self.imm_index(i) as i32);
        self.define(i, value);
    }

    pub(super) fn lower_frame_stack(&mut self, i: Inst) {
        let value = self.load_frame(frame::SIZE + 8 * (self.localsplus + self.imm_index(i)) as i32);
        self.define(i, value);
    }

    pub(super) fn lower_frame_function(&mut self, i: Inst) {
        let value = self.load_frame(frame::FUNCTION);
        self.define(i, value);
    }

    pub(super) fn lower_take_result(&mut self, i: Inst) {
        let value = self.load_thread(thread::RESULTS + 8 * self.imm_index(i) as i32);
        self.define(i, value);
    }

    pub(super) fn imm_int(&self, i: Inst) -> i64 {
        match self.inst(i).imm {
            Imm::Int(value) => value,
            _ => 0,
        }
    }

    pub(super) fn imm_index(&self, i: Inst) -> u32 {
        match self.inst(i).imm {
            Imm::Index(index) => index,
            _ => 0,
        }
    }
}
