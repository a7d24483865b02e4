//! Instructions before assembly: real opcodes and the compiler's own, with locations.

use crate::position::Loc;
use taipan_abi::opcodes::{self, Op};

/// An opcode of the compiler's intermediate code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opcode {
    Real(Op),
    /// A jump whose direction is not known yet.
    Jump,
    /// A jump that never needs to look at the eval breaker.
    JumpNoInterrupt,
    /// Jump without popping.
    JumpIfFalse,
    /// Jump without popping.
    JumpIfTrue,
    /// Load a cell itself.
    LoadClosure,
    PopBlock,
    SetupCleanup,
    SetupFinally,
    SetupWith,
    /// A `STORE_FAST` that may store NULL.
    StoreFastMaybeNull,
    /// Where the module's annotation code goes.
    AnnotationsPlaceholder,
}

impl From<Op> for Opcode {
    fn from(op: Op) -> Opcode {
        Opcode::Real(op)
    }
}

impl Opcode {
    /// Pushes an exception handler.
    pub fn is_block_push(self) -> bool {
        matches!(self, Opcode::SetupCleanup | Opcode::SetupFinally | Opcode::SetupWith)
    }

    /// Jumps, with or without a condition.
    pub fn is_jump(self) -> bool {
        match self {
            Opcode::Real(op) => op.flags() & opcodes::JUMP != 0,
            Opcode::Jump | Opcode::JumpNoInterrupt | Opcode::JumpIfFalse | Opcode::JumpIfTrue => true,
            _ => false,
        }
    }

    /// Its argument is a label.
    pub fn has_target(self) -> bool {
        self.is_jump() || self.is_block_push()
    }

    pub fn is_unconditional_jump(self) -> bool {
        matches!(
            self,
            Opcode::Jump
                | Opcode::JumpNoInterrupt
                | Opcode::Real(Op::JUMP_FORWARD | Op::JUMP_BACKWARD | Op::JUMP_BACKWARD_NO_INTERRUPT)
        )
    }

    pub fn is_conditional_jump(self) -> bool {
        matches!(
            self,
            Opcode::Real(
                Op::POP_JUMP_IF_FALSE | Op::POP_JUMP_IF_TRUE | Op::POP_JUMP_IF_NONE | Op::POP_JUMP_IF_NOT_NONE
            )
        )
    }

    /// Leaves the code object: nothing of it runs afterwards.
    pub fn is_scope_exit(self) -> bool {
        matches!(self, Opcode::Real(Op::RETURN_VALUE | Op::RAISE_VARARGS | Op::RERAISE))
    }

    /// Ends a basic block.
    pub fn is_terminator(self) -> bool {
        self.is_jump() || self.is_scope_exit()
    }

    /// Looks at the eval breaker.
    pub fn has_eval_break(self) -> bool {
        matches!(
            self,
            Opcode::Jump | Opcode::Real(Op::JUMP_BACKWARD | Op::RESUME | Op::CALL | Op::CALL_KW | Op::CALL_FUNCTION_EX)
        )
    }

    /// Puts a constant on the stack.
    pub fn loads_const(self) -> bool {
        matches!(self, Opcode::Real(Op::LOAD_CONST | Op::LOAD_SMALL_INT))
    }

    /// The change in stack height. Block pushes change it only where the handler starts.
    pub fn effect(self, arg: u32, jumping: bool) -> i32 {
        match self {
            Opcode::Real(op) => op.effect().of(arg),
            Opcode::SetupCleanup if jumping => 2,
            Opcode::SetupFinally | Opcode::SetupWith if jumping => 1,
            Opcode::LoadClosure => 1,
            Opcode::StoreFastMaybeNull => -1,
            _ => 0,
        }
    }
}

/// An instruction of a sequence. The argument of a jump is a [`Label`]'s number.
#[derive(Clone, Copy, Debug)]
pub struct Instr {
    pub op: Opcode,
    pub arg: u32,
    pub loc: Loc,
}

/// A jump target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label(pub u32);

/// Instructions in order, with labels between them.
#[derive(Default)]
pub struct Sequence {
    pub instrs: Vec<Instr>,
    /// Where each label stands, as an instruction index; `u32::MAX` before it is placed.
    pub labels: Vec<u32>,
    /// Code that goes where the placeholder stands; it has no jumps.
    pub annotations: Option<Vec<Instr>>,
}

impl Sequence {
    pub fn new_label(&mut self) -> Label {
        self.labels.push(u32::MAX);
        Label(self.labels.len() as u32 - 1)
    }

    pub fn place(&mut self, label: Label) {
        self.labels[label.0 as usize] = self.instrs.len() as u32;
    }

    pub fn push(&mut self, op: Opcode, arg: u32, loc: Loc) {
        self.instrs.push(Instr { op, arg, loc });
    }

    /// Puts an instruction before all others; labels move along.
    pub fn push_front(&mut self, op: Opcode, arg: u32, loc: Loc) {
        self.instrs.insert(0, Instr { op, arg, loc });
        for at in &mut self.labels {
            *at = at.saturating_add(1);
        }
    }
}
