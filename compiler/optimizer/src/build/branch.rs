//! Truth, jumps and returns.

use taipan_abi::exits::ExitReason;
use taipan_abi::feedback::Site;
use taipan_abi::helpers::Helper;
use taipan_abi::opcodes::Comparison;
use taipan_abi::unit::Refusal;
use taipan_abi::value as word;

use super::builder::{Builder, malformed};
use super::bytecode::Instr;
use super::env::Env;
use crate::mir::{Imm, Term, Value, bits, make};

type Done = Result<(), Refusal>;

/// From this often on, a branch that always went one way is taken to do so.
const SETTLED: u64 = 50;

impl Builder<'_> {
    pub fn op_jump(&mut self, i: Instr) -> Done {
        let env = self.env.clone();
        self.jump_to(i.target().ok_or_else(|| malformed("jump"))?, env)
    }

    pub fn op_jump_backward(&mut self, i: Instr) -> Done {
        self.append_at_state(make::guard_quiet());
        self.op_jump(i)
    }

    /// The truth of a word that is a bool.
    fn truth(&mut self, value: Value) -> Value {
        if self.mir.ty(value).is_within(bits::BOOL) {
            return self.emit(make::unbox_bool(value));
        }
        let yes = self.const_word(word::TRUE);
        self.emit(make::word_eq(value, yes))
    }

    pub fn op_jump_if(&mut self, i: Instr, wanted: bool) -> Done {
        let value = self.pop()?;
        let condition = self.truth(value);
        let target = i.target().ok_or_else(|| malformed("jump"))?;
        let (then, otherwise) = if wanted { (target, i.next) } else { (i.next, target) };
        self.branch(condition, i, then, otherwise, wanted)
    }

    pub fn op_jump_if_none(&mut self, i: Instr, wanted: bool) -> Done {
        let value = self.pop()?;
        let none = self.const_word(word::NONE);
        let condition = self.emit(make::word_eq(value, none));
        let target = i.target().ok_or_else(|| malformed("jump"))?;
        let (then, otherwise) = if wanted { (target, i.next) } else { (i.next, target) };
        self.branch(condition, i, then, otherwise, wanted)
    }

    /// Ends the block; `taken_is_then` says which side the jump's count belongs to. A side that was never
    /// taken becomes an exit, unless it leaves a loop: then nothing is known until the loop ends.
    fn branch(&mut self, condition: Value, i: Instr, then: u32, otherwise: u32, taken_is_then: bool) -> Done {
        let counts = match self.site() {
            Some(Site::Branch { taken, not_taken }) if taken_is_then => [*taken, *not_taken],
            Some(Site::Branch { taken, not_taken }) => [*not_taken, *taken],
            _ => [0, 0],
        };
        let env = self.env.clone();
        let is_settled = counts[0] + counts[1] >= SETTLED;
        for (side, at) in [(0, then), (1, otherwise)] {
            if !is_settled || !self.may_prune(at) || counts[side] != 0 || self.leaves_loop(i.at, at) {
                continue;
            }
            let Some(block) = self.block else { return Ok(()) };
            let cold = self.mir.new_block();
            let state = self.state_of(&env, at);
            self.mir.block_mut(cold).term = Term::Exit { reason: ExitReason::NeverTaken, state };
            let hot = self.mir.new_block();
            let cold = crate::mir::Target { block: cold, args: Vec::new() };
            let warm = crate::mir::Target { block: hot, args: Vec::new() };
            let (then_target, otherwise_target) = if side == 0 { (cold, warm) } else { (warm, cold) };
            self.mir.block_mut(block).term =
                Term::Branch { condition, then: then_target, otherwise: otherwise_target, counts };
            self.block = Some(hot);
            return self.jump_to(if side == 0 { otherwise } else { then }, env);
        }
        self.branch_to(condition, (then, env.clone()), (otherwise, env), counts)
    }

    /// Whether a jump goes out of a loop it is in.
    fn leaves_loop(&self, from: u32, to: u32) -> bool {
        self.code.loops.iter().any(|(&header, &end)| header <= from && from < end && !(header <= to && to < end))
    }

    pub fn op_not(&mut self) -> Done {
        let value = self.pop()?;
        let condition = self.truth(value);
        let other = self.emit(make::bool_not(condition));
        self.push_bool(other);
        Ok(())
    }

    pub fn op_to_bool(&mut self) -> Done {
        let value = self.pop()?;
        let ty = self.mir.ty(value);
        if ty.is_within(bits::BOOL) {
            self.push(value);
            return Ok(());
        }
        let seen = match self.site() {
            Some(Site::Kinds(kinds)) => *kinds,
            _ => 0,
        };
        use taipan_abi::feedback::kind;
        let condition = if ty.is_within(bits::SMALL_INT) || (seen == kind::INT && self.is_allowed(ExitReason::NotInt)) {
            let int = self.as_int(value);
            let zero = self.const_int(0);
            self.emit(make::int_cmp(int, zero).imm(Imm::Compare(Comparison::Ne)))
        } else if ty.is_within(bits::LIST) {
            let length = self.emit(make::list_len(value));
            let zero = self.const_int(0);
            self.emit(make::int_cmp(length, zero).imm(Imm::Compare(Comparison::Ne)))
        } else if seen == kind::BOOL && self.is_allowed(ExitReason::NotBool) {
            let value = self.guard(make::guard_bool(value));
            self.push(value);
            return Ok(());
        } else {
            self.helper(Helper::IsTrue, &[value])
        };
        self.push_bool(condition);
        Ok(())
    }

    pub fn op_return_value(&mut self) -> Done {
        self.append_at_state(make::guard_unobserved());
        if self.is_inlined() {
            return self.return_inlined();
        }
        let value = self.pop()?;
        let env = Env { locals: self.env.locals.clone(), stack: self.env.stack.clone() };
        let state = self.state_of(&env, self.instr.at);
        if let Some(block) = self.block.take() {
            self.mir.block_mut(block).term = Term::Return { value, state };
        }
        Ok(())
    }
}
