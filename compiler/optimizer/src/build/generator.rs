//! Generators, coroutines and delegation.
//!
//! Each suspension ends the block: the frame is written out and the unit left. What follows is an entry of
//! its own that takes the frame over again.

use taipan_abi::exits::ExitReason;
use taipan_abi::helpers::Helper;
use taipan_abi::unit::Refusal;
use taipan_abi::value as word;

use super::builder::{Builder, malformed};
use super::bytecode::Instr;
use crate::mir::Term;

type Done = Result<(), Refusal>;

impl Builder<'_> {
    /// The generator object is made by tier 0: it moves the frame.
    pub fn op_return_generator(&mut self) -> Done {
        self.exit(ExitReason::Unsupported);
        Ok(())
    }

    pub fn op_yield_value(&mut self, i: Instr) -> Done {
        let value = self.pop()?;
        let env = self.env.clone();
        let state = self.state_of(&env, i.next);
        if let Some(block) = self.block.take() {
            self.mir.block_mut(block).term = Term::Yield { value, state };
        }
        Ok(())
    }

    pub fn op_send(&mut self, i: Instr) -> Done {
        let value = self.pop()?;
        let receiver = self.peek(1)?;
        let result = self.helper(Helper::Send, &[receiver, value]);
        let done = self.helper(Helper::SendReturned, &[]);
        self.push(result);
        let env = self.env.clone();
        let target = i.target().ok_or_else(|| malformed("jump"))?;
        self.branch_to(done, (target, env.clone()), (i.next, env), [1, 1])
    }

    pub fn op_end_send(&mut self) -> Done {
        let operands = self.pop_many(2)?;
        self.push(operands[1]);
        Ok(())
    }

    pub fn op_get_yield_from_iter(&mut self) -> Done {
        let iterable = self.pop()?;
        let iterator = self.helper(Helper::GetYieldFromIter, &[iterable]);
        self.push(iterator);
        Ok(())
    }

    pub fn op_cleanup_throw(&mut self) -> Done {
        let exception = self.pop()?;
        self.pop_many(2)?;
        let stops = self.helper(Helper::IsStopIteration, &[exception]);
        self.unless_reraise(stops, exception);
        let value = self.helper(Helper::StopIterationValue, &[exception]);
        let none = self.const_word(word::NONE);
        self.push(none);
        self.push(value);
        Ok(())
    }

    pub fn op_get_awaitable(&mut self, place: u32) -> Done {
        let object = self.pop()?;
        let place = self.const_int(place as i64);
        let iterator = self.helper(Helper::GetAwaitable, &[object, place]);
        self.push(iterator);
        Ok(())
    }

    pub fn op_get_aiter(&mut self) -> Done {
        let object = self.pop()?;
        let iterator = self.helper(Helper::GetAiter, &[object]);
        self.push(iterator);
        Ok(())
    }

    pub fn op_get_anext(&mut self) -> Done {
        let iterator = self.peek(1)?;
        let awaitable = self.helper(Helper::GetAnext, &[iterator]);
        self.push(awaitable);
        Ok(())
    }

    pub fn op_end_async_for(&mut self, i: Instr) -> Done {
        let operands = self.pop_many(2)?;
        let stops = self.helper(Helper::IsStopAsyncIteration, &[operands[1]]);
        self.unless_reraise(stops, operands[1]);
        let env = self.env.clone();
        self.jump_to(i.next, env)
    }
}
