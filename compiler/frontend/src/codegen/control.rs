//! `if`, the loops, `break` and `continue`.

use super::Generator;
use super::unit::BlockKind;
use crate::ast::{self, Expr, Stmt};
use crate::fault::Result;
use crate::instr::Opcode;
use crate::position::Loc;
use ruff_text_size::Ranged;
use taipan_abi::opcodes::Op;

impl<'a> Generator<'a, '_> {
    pub(super) fn if_stmt(&mut self, node: &'a ast::StmtIf) -> Result {
        self.if_chain(&node.test, &node.body, &node.elif_else_clauses)
    }

    fn if_chain(&mut self, test: &'a Expr, body: &'a [Stmt], clauses: &'a [ast::ElifElseClause]) -> Result {
        let end = self.label();
        let next = if clauses.is_empty() { end } else { self.label() };
        self.jump_if(test, next, false)?;
        self.stmts(body)?;
        if let Some((clause, rest)) = clauses.split_first() {
            self.jump(Loc::NONE, Opcode::JumpNoInterrupt, end);
            self.place(next);
            match &clause.test {
                Some(test) => self.nested(|g| g.if_chain(test, &clause.body, rest))?,
                None => self.stmts(&clause.body)?,
            }
        }
        self.place(end);
        Ok(())
    }

    pub(super) fn while_stmt(&mut self, node: &'a ast::StmtWhile) -> Result {
        let loc = self.loc(node.range());
        let start = self.label();
        let end = self.label();
        let anchor = self.label();
        self.place(start);
        self.push_block(BlockKind::WhileLoop, loc, Some(start), Some(end))?;
        self.jump_if(&node.test, anchor, false)?;
        self.stmts(&node.body)?;
        self.jump(Loc::NONE, Opcode::Jump, start);
        self.pop_block();
        self.place(anchor);
        self.stmts(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    pub(super) fn for_stmt(&mut self, node: &'a ast::StmtFor) -> Result {
        let loc = self.loc(node.range());
        let start = self.label();
        let body = self.label();
        let cleanup = self.label();
        let end = self.label();
        self.push_block(BlockKind::ForLoop, loc, Some(start), Some(end))?;
        self.expr(&node.iter)?;
        let iter_loc = self.expr_loc(&node.iter);
        self.op(iter_loc, Op::GET_ITER);
        self.place(start);
        self.jump(iter_loc, Op::FOR_ITER, cleanup);
        // Traces the target's line where the statement spans several.
        let target_loc = self.expr_loc(&node.target);
        self.op(target_loc, Op::NOP);
        self.place(body);
        self.expr(&node.target)?;
        self.stmts(&node.body)?;
        self.jump(Loc::NONE, Opcode::Jump, start);
        self.place(cleanup);
        self.op(Loc::NONE, Op::END_FOR);
        self.op(Loc::NONE, Op::POP_ITER);
        self.pop_block();
        self.stmts(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    pub(super) fn async_for(&mut self, node: &'a ast::StmtFor) -> Result {
        let loc = self.loc(node.range());
        let iter_loc = self.expr_loc(&node.iter);
        let start = self.label();
        let send = self.label();
        let except = self.label();
        let end = self.label();
        self.expr(&node.iter)?;
        self.op(iter_loc, Op::GET_AITER);
        self.place(start);
        self.push_block(BlockKind::AsyncForLoop, loc, Some(start), Some(end))?;
        // StopAsyncIteration of `__anext__` ends the loop.
        self.jump(loc, Opcode::SetupFinally, except);
        self.op(loc, Op::GET_ANEXT);
        self.load_none(loc);
        self.place(send);
        self.yield_from(loc, true);
        self.pseudo(loc, Opcode::PopBlock, 0);
        self.op(loc, Op::NOT_TAKEN);
        self.expr(&node.target)?;
        self.stmts(&node.body)?;
        self.jump(Loc::NONE, Opcode::Jump, start);
        self.pop_block();
        self.place(except);
        self.jump(iter_loc, Op::END_ASYNC_FOR, send);
        self.stmts(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    pub(super) fn break_stmt(&mut self, origin: Loc) -> Result {
        let mut loc = origin;
        self.op(loc, Op::NOP);
        let Some(target) = self.unwind_to_loop(&mut loc)? else {
            return self.error(origin, "'break' outside loop");
        };
        self.unwind_block(&mut loc, target, false)?;
        if let Some(exit) = target.exit {
            self.jump(loc, Opcode::Jump, exit);
        }
        Ok(())
    }

    pub(super) fn continue_stmt(&mut self, origin: Loc) -> Result {
        let mut loc = origin;
        self.op(loc, Op::NOP);
        let Some(target) = self.unwind_to_loop(&mut loc)? else {
            return self.error(origin, "'continue' not properly in loop");
        };
        if let Some(start) = target.start {
            self.jump(loc, Opcode::Jump, start);
        }
        Ok(())
    }
}
