//! `with` and `async with`.

use super::Generator;
use super::unit::BlockKind;
use crate::ast;
use crate::fault::Result;
use crate::instr::{Label, Opcode};
use crate::position::Loc;
use taipan_abi::opcodes::Op;

/// Arguments of `LOAD_SPECIAL`.
const ENTER: u32 = 0;
const EXIT: u32 = 1;
const AENTER: u32 = 2;
const AEXIT: u32 = 3;

impl<'a> Generator<'a, '_> {
    pub(super) fn with(&mut self, node: &'a ast::StmtWith, index: usize) -> Result {
        let Some(item) = node.items.get(index) else {
            return self.stmts(&node.body);
        };
        let final_ = self.label();
        let exit = self.label();
        let cleanup = self.label();
        let loc = self.enter_context(item, EXIT, ENTER)?;
        self.jump(loc, Opcode::SetupWith, final_);
        let block = self.label_here();
        self.push_block(BlockKind::With, loc, Some(block), Some(final_))?;
        self.with_target(item, loc)?;
        self.nested(|g| g.with(node, index + 1))?;
        self.pseudo(Loc::NONE, Opcode::PopBlock, 0);
        self.pop_block();
        self.call_exit_with_nones(loc);
        self.op(loc, Op::POP_TOP);
        self.jump(loc, Opcode::Jump, exit);

        self.place(final_);
        self.jump(loc, Opcode::SetupCleanup, cleanup);
        self.op(loc, Op::PUSH_EXC_INFO);
        self.op(loc, Op::WITH_EXCEPT_START);
        self.with_except_finish(cleanup);
        self.place(exit);
        Ok(())
    }

    pub(super) fn async_with(&mut self, node: &'a ast::StmtWith, index: usize) -> Result {
        let Some(item) = node.items.get(index) else {
            return self.stmts(&node.body);
        };
        let final_ = self.label();
        let exit = self.label();
        let cleanup = self.label();
        let loc = self.enter_context(item, AEXIT, AENTER)?;
        self.await_value(loc, 1);
        self.jump(loc, Opcode::SetupWith, final_);
        let block = self.label_here();
        self.push_block(BlockKind::AsyncWith, loc, Some(block), Some(final_))?;
        self.with_target(item, loc)?;
        self.nested(|g| g.async_with(node, index + 1))?;
        self.pop_block();
        self.pseudo(loc, Opcode::PopBlock, 0);
        self.call_exit_with_nones(loc);
        self.await_value(loc, 2);
        self.op(loc, Op::POP_TOP);
        self.jump(loc, Opcode::Jump, exit);

        self.place(final_);
        self.jump(loc, Opcode::SetupCleanup, cleanup);
        self.op(loc, Op::PUSH_EXC_INFO);
        self.op(loc, Op::WITH_EXCEPT_START);
        self.await_value(loc, 2);
        self.with_except_finish(cleanup);
        self.place(exit);
        Ok(())
    }

    /// Leaves the exit method, its object and the entered value on the stack.
    fn enter_context(&mut self, item: &'a ast::WithItem, exit: u32, enter: u32) -> Result<Loc> {
        self.expr(&item.context_expr)?;
        let loc = self.expr_loc(&item.context_expr);
        self.op_arg(loc, Op::COPY, 1);
        self.op_arg(loc, Op::LOAD_SPECIAL, exit);
        self.op_arg(loc, Op::SWAP, 2);
        self.op_arg(loc, Op::SWAP, 3);
        self.op_arg(loc, Op::LOAD_SPECIAL, enter);
        self.op_arg(loc, Op::CALL, 0);
        Ok(loc)
    }

    fn with_target(&mut self, item: &'a ast::WithItem, loc: Loc) -> Result {
        match &item.optional_vars {
            Some(target) => self.expr(target),
            None => {
                self.op(loc, Op::POP_TOP);
                Ok(())
            }
        }
    }

    pub(super) fn call_exit_with_nones(&mut self, loc: Loc) {
        for _ in 0..3 {
            self.load_none(loc);
        }
        self.op_arg(loc, Op::CALL, 3);
    }

    fn with_except_finish(&mut self, cleanup: Label) {
        let suppress = self.label();
        self.op(Loc::NONE, Op::TO_BOOL);
        self.jump(Loc::NONE, Op::POP_JUMP_IF_TRUE, suppress);
        self.op_arg(Loc::NONE, Op::RERAISE, 2);
        self.place(suppress);
        self.op(Loc::NONE, Op::POP_TOP);
        self.pseudo(Loc::NONE, Opcode::PopBlock, 0);
        self.op(Loc::NONE, Op::POP_EXCEPT);
        for _ in 0..3 {
            self.op(Loc::NONE, Op::POP_TOP);
        }
        let exit = self.label();
        self.jump(Loc::NONE, Opcode::JumpNoInterrupt, exit);
        self.place(cleanup);
        self.pop_except_and_reraise();
        self.place(exit);
    }
}
