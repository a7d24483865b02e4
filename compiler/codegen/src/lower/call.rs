//! Calls of helpers and of Python functions.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, types};
use taipan_abi::helpers::{Answer, Helper};
use taipan_abi::layout::{code, frame, function};
use taipan_abi::value as word;
use taipan_optimizer::mir::{Imm, Inst, Type, Value, ops};

use super::int::NEAR;
use super::{Lower, setup};

impl Lower<'_> {
    /// Stores what observers of the frame need to know while this instruction runs.
    pub(super) fn observe(&mut self, i: Inst) {
        let Some(stores) = self.sites.before(self.mir, i, &mut self.held) else { return };
        for (index, value) in stores.words {
            self.store_local(index, value);
        }
        if let Some(site) = stores.site {
            let pc = self.int(site as i64);
            self.store_innermost(pc, frame::PC);
        }
        if stores.publish {
            self.publish();
        }
    }

    /// Stores a value as it is into its word of localsplus.
    fn store_local(&mut self, index: u32, value: Value) {
        let mut raw = self.value(value);
        if self.fb.func.dfg.value_type(raw) == types::I8 {
            raw = self.fb.ins().uextend(types::I64, raw);
        }
        self.store_innermost(raw, frame::SIZE + 8 * index as i32);
    }

    pub(super) fn lower_call_helper(&mut self, i: Inst) {
        let Imm::Helper(helper) = self.inst(i).imm else { return };
        self.observe(i);
        let info = helper.info();
        let operands: Vec<ir::Value> = self.inst(i).args.iter().map(|&a| self.value(a)).collect();
        let (fixed, rest) = operands.split_at(info.operands.len());
        let mut args = vec![self.thread];
        if info.needs_frame {
            args.push(self.innermost_frame());
        }
        args.extend(fixed);
        if info.variadic {
            let address = self.spill(&operands);
            let address = self.fb.ins().iadd_imm_s(address, 8 * fixed.len() as i64);
            let count = self.int(rest.len() as i64);
            args.extend([address, count]);
        }
        let answer = self.call_raw(helper, &args);
        if ops::may_raise(self.inst(i)) {
            let raised = match info.answer {
                Answer::Word => Some(self.is(IntCC::Equal, answer, word::NULL as i64)),
                Answer::Status | Answer::Truth => Some(self.is(IntCC::SignedLessThan, answer, 0)),
                Answer::I64 | Answer::F64 => None,
            };
            if let Some(raised) = raised {
                self.leave_if_raised(i, raised);
            }
        }
        match info.answer {
            Answer::Status => {}
            Answer::Truth => {
                let truth = self.fb.ins().ireduce(types::I8, answer);
                self.define(i, truth);
            }
            Answer::Word | Answer::I64 | Answer::F64 => self.define(i, answer),
        }
    }

    /// The cold way of an exception: to the handler, or out of the function.
    fn leave_if_raised(&mut self, i: Inst, raised: ir::Value) {
        let (cold, fine) = (self.cold_block(), self.block());
        self.branch(raised, cold, fine);
        self.switch(cold);
        match &self.inst(i).handler {
            Some(handler) => {
                if self.held.published != Some(self.activation) {
                    self.publish();
                }
                let frame = self.innermost_frame();
                self.call_raw(Helper::TracebackHere, &[self.thread, frame]);
                let (block, args) = self.edge(handler);
                self.fb.ins().jump(block, &args);
            }
            None => self.exit_raised(i),
        }
        self.switch(fine);
    }

    pub(super) fn lower_call_function(&mut self, i: Inst) {
        self.observe(i);
        let operands: Vec<ir::Value> = self.inst(i).args.iter().map(|&a| self.value(a)).collect();
        let (callee, args) = (operands[0], &operands[1..]);
        let base = self.frame_behind();
        for (index, &arg) in args.iter().enumerate() {
            self.fb.ins().store(self.memory.frame, arg, base, frame::SIZE + 8 * index as i32);
        }
        self.begin_frame(base, callee);
        let code_object = self.load_heap(callee, function::CODE);
        let target = self.load_heap(code_object, code::NATIVE_ENTRY);
        let depth = -1 - self.mir.inline_depth(self.activation) as i64;
        let depth = self.fb.ins().iadd_imm_s(self.depth, depth);
        let entry = self.fb.ins().iconst(types::I32, 0);
        let signature = setup::native_signature(self);
        let call = self.fb.ins().call_indirect(signature, target, &[self.thread, base, depth, entry]);
        let answer = self.fb.inst_results(call)[0];
        let raised = self.is(IntCC::Equal, answer, word::NULL as i64);
        self.leave_if_raised(i, raised);
        self.define(i, answer);
    }

    /// The word of a value whose representation may be any, owned by whoever takes it; for a word, without
    /// counting it.
    pub(super) fn boxed(&mut self, value: Value) -> ir::Value {
        let raw = self.value(value);
        match self.mir.repr(value) {
            taipan_optimizer::mir::Repr::Word => raw,
            taipan_optimizer::mir::Repr::I64 => {
                let (low, high) = self.range_of(value, NEAR);
                self.box_int(raw, low >= word::INT_MIN && high <= word::INT_MAX)
            }
            taipan_optimizer::mir::Repr::F64 => self.box_float(raw),
            taipan_optimizer::mir::Repr::Bool => self.box_bool(raw),
        }
    }

    /// Anything: what a made object may be.
    pub(super) const OBJECT: Type = Type::OBJECT;
}
