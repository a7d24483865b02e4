//! What the opcode families are written with: operands, constants, guards, helper calls.

use taipan_abi::exits::ExitReason;
use taipan_abi::helpers::{Helper, effect};
use taipan_abi::layout::ClassId;
use taipan_abi::unit::{Invariant, Refusal, TableEntry};
use taipan_abi::value as word;

use super::builder::{Builder, malformed};
use crate::mir::{Imm, InstData, Repr, Term, Type, Value, bits, make, ops};

impl Builder<'_> {
    /// Appends an instruction that has a result. Behind an unconditional end it goes nowhere.
    pub fn emit(&mut self, data: InstData) -> Value {
        let repr = ops::out_repr(&data).unwrap_or(Repr::Word);
        match self.append(data) {
            Some(value) => value,
            None => self.mir.new_value(crate::mir::Def::None, repr, Type::NEVER),
        }
    }

    /// Appends an instruction.
    pub fn append(&mut self, data: InstData) -> Option<Value> {
        let block = self.block?;
        let raises = ops::may_raise(&data);
        let result = self.mir.push(block, data);
        if raises && let Some(&inst) = self.mir.block(block).insts.last() {
            self.connect_handler(inst);
        }
        result
    }

    /// Appends a guard or a call: with the state before the current instruction.
    pub fn emit_at_state(&mut self, data: InstData) -> Value {
        let state = self.state();
        self.emit(data.state(state))
    }

    pub fn append_at_state(&mut self, data: InstData) {
        let state = self.state();
        self.append(data.state(state));
    }

    /// Calls a helper; its result, if it has one.
    pub fn call_helper(&mut self, helper: Helper, args: &[Value]) -> Option<Value> {
        let mut data = make::call().args(args).imm(Imm::Helper(helper));
        if helper.info().effects & (effect::CALLS | effect::RAISES) != 0 || helper.info().needs_frame {
            data.state = Some(self.state());
        }
        self.append(data)
    }

    /// Calls a helper that has a result.
    pub fn helper(&mut self, helper: Helper, args: &[Value]) -> Value {
        match self.call_helper(helper, args) {
            Some(value) => value,
            None => self.mir.new_value(crate::mir::Def::None, Repr::Word, Type::NEVER),
        }
    }

    pub fn push(&mut self, value: Value) {
        self.env.stack.push(value);
    }

    pub fn pop(&mut self) -> Result<Value, Refusal> {
        self.env.stack.pop().ok_or_else(|| malformed(format!("empty operand stack at {}", self.instr.at)))
    }

    /// Takes the `count` top operands, the lowest first.
    pub fn pop_many(&mut self, count: usize) -> Result<Vec<Value>, Refusal> {
        let from = self.env.stack.len().checked_sub(count);
        from.map(|from| self.env.stack.split_off(from))
            .ok_or_else(|| malformed(format!("empty operand stack at {}", self.instr.at)))
    }

    /// The operand `depth` places below the top; 1 is the top.
    pub fn peek(&self, depth: usize) -> Result<Value, Refusal> {
        let at = self.env.stack.len().checked_sub(depth).filter(|_| depth > 0);
        at.map(|at| self.env.stack[at]).ok_or_else(|| malformed(format!("empty operand stack at {}", self.instr.at)))
    }

    pub fn local(&self, index: u32) -> Result<Value, Refusal> {
        self.env.locals.get(index as usize).copied().ok_or_else(|| malformed(format!("local {index}")))
    }

    pub fn set_local(&mut self, index: u32, value: Value) -> Result<(), Refusal> {
        let slot = self.env.locals.get_mut(index as usize).ok_or_else(|| malformed(format!("local {index}")))?;
        *slot = value;
        Ok(())
    }

    pub fn const_int(&mut self, value: i64) -> Value {
        self.emit(make::const_int().imm(Imm::Int(value)))
    }

    pub fn const_word(&mut self, value: u64) -> Value {
        self.emit(make::const_word().imm(Imm::Word(value)))
    }

    pub fn null(&mut self) -> Value {
        self.const_word(word::NULL)
    }

    /// An entry of the unit's table, with the type that is known of it.
    pub fn const_entry(&mut self, entry: TableEntry, ty: Type) -> Value {
        let index = self.mir.constant(entry);
        let value = self.emit(make::const_object().imm(Imm::Const(index)));
        self.mir.values[value.index()].ty = ty;
        value
    }

    /// A word that is known now: an immediate or an object of the request.
    pub fn const_known(&mut self, w: u64) -> Value {
        if !word::is_pointer(w) {
            return self.const_word(w);
        }
        let ty = match self.request.fact(w).map(|o| &o.fact) {
            Some(taipan_abi::request::Fact::Function { .. }) => Type { bits: bits::FUNCTION, ..Type::of_word(w) },
            Some(taipan_abi::request::Fact::Class { .. } | taipan_abi::request::Fact::NativeClass(_)) => {
                Type { bits: bits::CLASS, ..Type::of_word(w) }
            }
            _ => Type::of_word(w),
        };
        self.const_entry(TableEntry::Object(w), ty)
    }

    /// A name of the code object.
    pub fn name(&mut self, index: u32) -> Value {
        let entry = TableEntry::Name { snapshot: self.snapshot, index };
        self.const_entry(entry, Type::of(bits::STR))
    }

    /// Whether the current instruction may assume something.
    pub fn is_allowed(&self, reason: ExitReason) -> bool {
        !self.request.is_denied(self.snapshot, self.instr.at, reason)
    }

    /// Whether a way of a branch may be taken for one that is never gone.
    pub fn may_prune(&self, target: u32) -> bool {
        self.is_allowed(ExitReason::NeverTaken)
            && !self.request.is_denied(self.snapshot, target, ExitReason::NeverTaken)
    }

    /// Takes something for granted that Python code could change.
    pub fn assume(&mut self, invariant: Invariant) {
        self.mir.add_invariant(invariant);
        self.append_at_state(make::guard_valid());
    }

    /// Appends a guard of a value, and knows the value by its result from then on.
    pub fn guard(&mut self, data: InstData) -> Value {
        let old = data.args[0];
        let new = self.emit_at_state(data);
        self.env.refine(old, new);
        new
    }

    /// The i64 of a word that is, or is guarded to be, a small int.
    pub fn as_int(&mut self, value: Value) -> Value {
        let value = if self.mir.is_raw_int(value) { value } else { self.guard(make::guard_int(value)) };
        self.emit(make::unbox_int(value))
    }

    /// The f64 of a word that is, or is guarded to be, an exact float.
    pub fn as_float(&mut self, value: Value) -> Value {
        let value =
            if self.mir.ty(value).is_within(bits::FLOAT) { value } else { self.guard(make::guard_float(value)) };
        self.emit(make::unbox_float(value))
    }

    /// The word, guarded to be of an exact builtin class where that is not known.
    pub fn as_class(&mut self, value: Value, class: ClassId) -> Value {
        if self.mir.ty(value).is_within(Type::class(class).bits) {
            return value;
        }
        self.guard(make::guard_class(value).imm(Imm::Class(class)))
    }

    pub fn push_bool(&mut self, condition: Value) {
        let boxed = self.emit(make::box_bool(condition));
        self.push(boxed);
    }

    /// Ends the block: tier 0 goes on at the current instruction.
    pub fn exit(&mut self, reason: ExitReason) {
        let state = self.state();
        if let Some(block) = self.block.take() {
            self.mir.block_mut(block).term = Term::Exit { reason, state };
        }
    }

    /// Ends the block behind what always raises.
    pub fn unreachable(&mut self) {
        if let Some(block) = self.block.take() {
            self.mir.block_mut(block).term = Term::Unreachable;
        }
    }
}
