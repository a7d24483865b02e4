//! Frames of inlined functions.
//!
//! They lie on the VM stack where a call would have put them: behind the caller's, each as large as tier 0 wants it, so
//! that exits find room for them. Only those that somebody may look at are written.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, types};
use taipan_abi::layout::{frame, frame_flag, thread};
use taipan_abi::request::CompileRequest;
use taipan_abi::value as word;
use taipan_optimizer::mir::{Inst, Mir};

use super::Lower;

/// Where the frame of an activation lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Bytes from the frame that was entered.
    pub offset: i32,
    /// Bytes of the frame.
    pub size: i32,
    /// Words of localsplus.
    pub localsplus: u32,
}

/// The places of all activations of a function, which is at least one.
pub(super) fn places(mir: &Mir, request: &CompileRequest) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(mir.activations.len());
    for (number, activation) in mir.activations.iter().enumerate() {
        let code = request.functions.get(activation.snapshot as usize).map(|f| &f.code);
        let (stacksize, localsplus) = code.map_or((0, 0), |c| (c.stacksize, c.localsplusnames.len() as u32));
        let size = frame::SIZE + 8 * (localsplus + stacksize + 1) as i32;
        let around = places.get(activation.parent as usize).filter(|_| number != 0);
        places.push(Place { offset: around.map_or(0, |p| p.offset + p.size), size, localsplus });
    }
    places
}

impl Lower<'_> {
    /// The innermost frame that is entered: an address, and an offset to it.
    pub(super) fn innermost(&self) -> (ir::Value, i32) {
        let place = self.places[self.activation as usize];
        match self.stack_base {
            // A generator's own frame lies in the heap; what is inlined into it, where the VM stack ends.
            Some(base) if self.activation != 0 => (base, place.offset - self.frame_size),
            _ => (self.frame, place.offset),
        }
    }

    pub(super) fn innermost_frame(&mut self) -> ir::Value {
        match self.innermost() {
            (base, 0) => base,
            (base, offset) => self.fb.ins().iadd_imm_s(base, offset as i64),
        }
    }

    pub(super) fn store_innermost(&mut self, value: ir::Value, offset: i32) {
        let (base, place) = self.innermost();
        self.fb.ins().store(self.memory.frame, value, base, place + offset);
    }

    /// Where the frame of a function that the innermost one calls begins.
    pub(super) fn frame_behind(&mut self) -> ir::Value {
        match self.stack_base {
            Some(base) if self.activation == 0 => base,
            _ => {
                let (base, offset) = self.innermost();
                let size = self.places[self.activation as usize].size;
                self.fb.ins().iadd_imm_s(base, (offset + size) as i64)
            }
        }
    }

    /// Writes the fixed part of a frame that the innermost one calls.
    pub(super) fn begin_frame(&mut self, base: ir::Value, callee: ir::Value) {
        let null = self.word(word::NULL);
        let flags = self.int((frame_flag::COMPILED | frame_flag::DIRECT) as i64);
        let previous = self.innermost_frame();
        let header = [(frame::PREV, previous), (frame::FUNCTION, callee), (frame::FLAGS, flags), (frame::OBJECT, null)];
        for (offset, value) in header {
            self.fb.ins().store(self.memory.frame, value, base, offset);
        }
    }

    /// Makes the innermost frame the thread's.
    pub(super) fn publish(&mut self) {
        let (frame, end) = (self.innermost_frame(), self.frame_behind());
        self.publish_as(frame, end, -(self.mir.inline_depth(self.activation) as i64));
    }

    /// Makes the frame of whoever entered the function the thread's. The function's own record stays as it is: it leads there.
    pub(super) fn publish_caller(&mut self) {
        let previous = self.load_frame(frame::PREV);
        match self.stack_base {
            Some(base) => self.publish_as(previous, base, 0),
            None => {
                let end = self.fb.ins().iadd_imm_s(self.frame, self.frame_size as i64);
                self.publish_as(previous, end, 1);
            }
        }
    }

    fn publish_as(&mut self, frame: ir::Value, end: ir::Value, shallower: i64) {
        let left = self.fb.ins().iadd_imm_s(self.depth, shallower);
        let left = self.fb.ins().ireduce(types::I32, left);
        self.store_thread(left, thread::RECURSION_LEFT);
        self.store_thread(frame, thread::FRAME);
        self.store_thread(end, thread::STACK_BASE);
    }

    pub(super) fn lower_guard_depth(&mut self, i: Inst) {
        let deeper = self.imm_index(i) as i64;
        let left = self.fb.ins().iadd_imm_s(self.depth, -deeper);
        let floor = self.recursion_floor();
        let too_deep = self.fb.ins().icmp(IntCC::SignedLessThan, left, floor);
        self.exit_if(i, too_deep);
    }

    /// What `depth` must not be below, for the frame to run.
    pub(super) fn recursion_floor(&mut self) -> ir::Value {
        let floor = self.fb.ins().load(types::I32, self.memory.thread, self.thread, thread::RECURSION_FLOOR);
        self.fb.ins().sextend(types::I64, floor)
    }

    pub(super) fn lower_enter_inline(&mut self, i: Inst) {
        let callee = self.arg(i, 0);
        self.observe(i);
        let frame = self.frame_behind();
        self.begin_frame(frame, callee);
        let table = self.table_address();
        self.fb.ins().store(self.memory.frame, table, frame, frame::SP);
    }

    /// The frame is left as it is: what needs to know says which is the innermost one.
    pub(super) fn lower_leave_inline(&mut self, _i: Inst) {}

    pub(super) fn lower_leave_frame(&mut self, _i: Inst) {
        self.is_left = true;
    }
}
