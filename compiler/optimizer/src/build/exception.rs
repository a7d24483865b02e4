//! Raising and handling exceptions. Handlers are ordinary blocks; the builder puts the caught exception on
//! their stack.

use taipan_abi::helpers::Helper;
use taipan_abi::unit::Refusal;

use super::builder::Builder;
use crate::mir::{Imm, make};

type Done = Result<(), Refusal>;

impl Builder<'_> {
    pub fn op_push_exc_info(&mut self) -> Done {
        let exception = self.pop()?;
        let previous = self.helper(Helper::PushExcInfo, &[exception]);
        self.push(previous);
        self.push(exception);
        Ok(())
    }

    pub fn op_pop_except(&mut self) -> Done {
        let previous = self.pop()?;
        self.call_helper(Helper::PopExcept, &[previous]);
        Ok(())
    }

    pub fn op_check_exc_match(&mut self) -> Done {
        let class = self.pop()?;
        let exception = self.peek(1)?;
        let matches = self.helper(Helper::CheckExcMatch, &[exception, class]);
        self.push_bool(matches);
        Ok(())
    }

    pub fn op_check_eg_match(&mut self) -> Done {
        let operands = self.pop_many(2)?;
        let pair = self.helper(Helper::CheckEgMatch, &operands);
        for i in 0..2 {
            let index = self.const_int(i);
            let item = self.emit(make::tuple_item(pair, index));
            self.push(item);
        }
        Ok(())
    }

    pub fn op_raise(&mut self, count: u32) -> Done {
        let mut operands = self.pop_many(count.min(2) as usize)?;
        while operands.len() < 2 {
            let null = self.null();
            operands.push(null);
        }
        self.call_helper(Helper::Raise, &operands);
        self.unreachable();
        Ok(())
    }

    pub fn op_reraise(&mut self) -> Done {
        let exception = self.pop()?;
        self.call_helper(Helper::Reraise, &[exception]);
        self.unreachable();
        Ok(())
    }

    pub fn op_with_except_start(&mut self) -> Done {
        let (exit, receiver, exception) = (self.peek(5)?, self.peek(4)?, self.peek(1)?);
        let result = self.helper(Helper::WithExceptStart, &[exit, receiver, exception]);
        self.push(result);
        Ok(())
    }

    /// Goes on where `condition` holds; otherwise raises the exception again.
    pub fn unless_reraise(&mut self, condition: crate::mir::Value, exception: crate::mir::Value) {
        let Some(block) = self.block else { return };
        let fine = self.mir.new_block();
        let raises = self.mir.new_block();
        let to = |block| crate::mir::Target { block, args: Vec::new() };
        self.mir.block_mut(block).term =
            crate::mir::Term::Branch { condition, then: to(fine), otherwise: to(raises), counts: [1, 1] };
        self.block = Some(raises);
        let state = self.state();
        self.append(make::call().args(&[exception]).imm(Imm::Helper(Helper::Reraise)).state(state));
        self.unreachable();
        self.block = Some(fine);
    }
}
