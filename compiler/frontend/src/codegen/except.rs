//! `try` statements.

use super::name::NameUse;
use super::unit::BlockKind;
use super::{Generator, compound_range};
use crate::ast::{self, ExceptHandler};
use crate::fault::Result;
use crate::instr::Opcode;
use crate::name::Sym;
use crate::position::Loc;
use ruff_text_size::Ranged;
use taipan_abi::opcodes::{Op, intrinsic2};

impl<'a> Generator<'a, '_> {
    pub(super) fn try_stmt(&mut self, node: &'a ast::StmtTry) -> Result {
        if node.finalbody.is_empty() {
            return self.try_except(node);
        }
        let loc = self.loc(compound_range(self.setting.text, node.range()));
        let body = self.label();
        let end = self.label();
        let exit = self.label();
        let cleanup = self.label();
        self.jump(loc, Opcode::SetupFinally, end);
        self.place(body);
        let kind = BlockKind::FinallyTry(&node.finalbody);
        self.push_block(kind, loc, Some(body), Some(end))?;
        if node.handlers.is_empty() {
            self.stmts(&node.body)?;
        } else {
            self.try_except(node)?;
        }
        self.pseudo(Loc::NONE, Opcode::PopBlock, 0);
        self.pop_block();
        self.stmts(&node.finalbody)?;
        self.jump(Loc::NONE, Opcode::JumpNoInterrupt, exit);

        self.place(end);
        self.jump(Loc::NONE, Opcode::SetupCleanup, cleanup);
        self.op(Loc::NONE, Op::PUSH_EXC_INFO);
        self.push_block(BlockKind::FinallyEnd, Loc::NONE, Some(end), None)?;
        self.stmts(&node.finalbody)?;
        self.pop_block();
        self.op_arg(Loc::NONE, Op::RERAISE, 0);
        self.place(cleanup);
        self.pop_except_and_reraise();
        self.place(exit);
        Ok(())
    }

    fn try_except(&mut self, node: &'a ast::StmtTry) -> Result {
        if node.is_star { self.try_except_star(node) } else { self.try_except_plain(node) }
    }

    pub(super) fn pop_except_and_reraise(&mut self) {
        self.op_arg(Loc::NONE, Op::COPY, 3);
        self.op(Loc::NONE, Op::POP_EXCEPT);
        self.op_arg(Loc::NONE, Op::RERAISE, 1);
    }

    /// `name = None; del name`, so that no cycle through the traceback remains.
    pub(super) fn unbind_exception(&mut self, loc: Loc, name: Sym) {
        self.load_none(loc);
        self.store_name(loc, name);
        self.name(loc, name, NameUse::Delete);
    }

    fn try_except_plain(&mut self, node: &'a ast::StmtTry) -> Result {
        let loc = self.loc(compound_range(self.setting.text, node.range()));
        let body = self.label();
        let except = self.label();
        let end = self.label();
        let cleanup = self.label();
        self.jump(loc, Opcode::SetupFinally, except);
        self.place(body);
        self.push_block(BlockKind::TryExcept, loc, Some(body), None)?;
        self.stmts(&node.body)?;
        self.pop_block();
        self.pseudo(Loc::NONE, Opcode::PopBlock, 0);
        self.stmts(&node.orelse)?;
        self.jump(Loc::NONE, Opcode::JumpNoInterrupt, end);

        self.place(except);
        self.jump(Loc::NONE, Opcode::SetupCleanup, cleanup);
        self.op(Loc::NONE, Op::PUSH_EXC_INFO);
        self.push_block(BlockKind::ExceptionHandler, loc, None, None)?;
        let count = node.handlers.len();
        for (index, ExceptHandler::ExceptHandler(handler)) in node.handlers.iter().enumerate() {
            let loc = self.loc(compound_range(self.setting.text, handler.range()));
            if handler.type_.is_none() && index + 1 < count {
                return self.error(loc, "default 'except:' must be last");
            }
            let next = self.label();
            if let Some(type_) = &handler.type_ {
                self.expr(type_)?;
                self.op(loc, Op::CHECK_EXC_MATCH);
                self.jump(loc, Op::POP_JUMP_IF_FALSE, next);
            }
            if let Some(name) = &handler.name {
                let name = self.sym(name);
                let cleanup_end = self.label();
                self.store_name(loc, name);
                self.jump(loc, Opcode::SetupCleanup, cleanup_end);
                let body = self.label_here();
                let kind = BlockKind::HandlerCleanup(Some(name));
                self.push_block(kind, loc, Some(body), None)?;
                self.stmts(&handler.body)?;
                self.pop_block();
                self.pseudo(Loc::NONE, Opcode::PopBlock, 0);
                self.pseudo(Loc::NONE, Opcode::PopBlock, 0);
                self.op(Loc::NONE, Op::POP_EXCEPT);
                self.unbind_exception(Loc::NONE, name);
                self.jump(Loc::NONE, Opcode::JumpNoInterrupt, end);
                self.place(cleanup_end);
                self.unbind_exception(Loc::NONE, name);
                self.op_arg(Loc::NONE, Op::RERAISE, 1);
            } else {
                self.op(loc, Op::POP_TOP);
                let body = self.label_here();
                self.push_block(BlockKind::HandlerCleanup(None), loc, Some(body), None)?;
                self.stmts(&handler.body)?;
                self.pop_block();
                self.pseudo(Loc::NONE, Opcode::PopBlock, 0);
                self.op(Loc::NONE, Op::POP_EXCEPT);
                self.jump(Loc::NONE, Opcode::JumpNoInterrupt, end);
            }
            self.place(next);
        }
        self.pop_block();
        self.op_arg(Loc::NONE, Op::RERAISE, 0);
        self.place(cleanup);
        self.pop_except_and_reraise();
        self.place(end);
        Ok(())
    }

    /// `except*`: the stack holds the group as raised, the list of what the handlers raised, and
    /// what of the group is still unhandled.
    fn try_except_star(&mut self, node: &'a ast::StmtTry) -> Result {
        let loc = self.loc(compound_range(self.setting.text, node.range()));
        let body = self.label();
        let except = self.label();
        let orelse = self.label();
        let end = self.label();
        let cleanup = self.label();
        let reraise_star = self.label();
        self.jump(loc, Opcode::SetupFinally, except);
        self.place(body);
        self.push_block(BlockKind::TryExcept, loc, Some(body), None)?;
        self.stmts(&node.body)?;
        self.pop_block();
        self.pseudo(Loc::NONE, Opcode::PopBlock, 0);
        self.jump(Loc::NONE, Opcode::JumpNoInterrupt, orelse);

        self.place(except);
        self.jump(Loc::NONE, Opcode::SetupCleanup, cleanup);
        self.op(Loc::NONE, Op::PUSH_EXC_INFO);
        self.push_block(BlockKind::ExceptionGroupHandler, loc, None, None)?;
        let count = node.handlers.len();
        for (index, ExceptHandler::ExceptHandler(handler)) in node.handlers.iter().enumerate() {
            self.star_handler(handler, index == 0)?;
            if index + 1 == count {
                self.op_arg(Loc::NONE, Op::LIST_APPEND, 1);
                self.jump(Loc::NONE, Opcode::JumpNoInterrupt, reraise_star);
            }
        }
        self.pop_block();
        let reraise = self.label();
        self.place(reraise_star);
        self.op_arg(Loc::NONE, Op::CALL_INTRINSIC_2, intrinsic2::PREP_RERAISE_STAR);
        self.op_arg(Loc::NONE, Op::COPY, 1);
        self.jump(Loc::NONE, Op::POP_JUMP_IF_NOT_NONE, reraise);
        self.op(Loc::NONE, Op::POP_TOP);
        self.pseudo(Loc::NONE, Opcode::PopBlock, 0);
        self.op(Loc::NONE, Op::POP_EXCEPT);
        self.jump(Loc::NONE, Opcode::JumpNoInterrupt, end);
        self.place(reraise);
        self.pseudo(Loc::NONE, Opcode::PopBlock, 0);
        self.op_arg(Loc::NONE, Op::SWAP, 2);
        self.op(Loc::NONE, Op::POP_EXCEPT);
        self.op_arg(Loc::NONE, Op::RERAISE, 0);
        self.place(cleanup);
        self.pop_except_and_reraise();
        self.place(orelse);
        self.stmts(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    fn star_handler(&mut self, handler: &'a ast::ExceptHandlerExceptHandler, is_first: bool) -> Result {
        let loc = self.loc(compound_range(self.setting.text, handler.range()));
        let next = self.label();
        let with_error = self.label();
        let no_match = self.label();
        if is_first {
            self.op_arg(loc, Op::BUILD_LIST, 0);
            self.op_arg(loc, Op::COPY, 2);
        }
        if let Some(type_) = &handler.type_ {
            self.expr(type_)?;
            self.op(loc, Op::CHECK_EG_MATCH);
            self.op_arg(loc, Op::COPY, 1);
            self.jump(loc, Op::POP_JUMP_IF_NONE, no_match);
        }
        let cleanup_end = self.label();
        let name = handler.name.as_ref().map(|name| self.sym(name));
        match name {
            Some(name) => self.store_name(loc, name),
            None => self.op(loc, Op::POP_TOP),
        }
        self.jump(loc, Opcode::SetupCleanup, cleanup_end);
        let body = self.label_here();
        self.push_block(BlockKind::HandlerCleanup(name), loc, Some(body), None)?;
        self.stmts(&handler.body)?;
        self.pop_block();
        self.pseudo(Loc::NONE, Opcode::PopBlock, 0);
        if let Some(name) = name {
            self.unbind_exception(Loc::NONE, name);
        }
        self.jump(Loc::NONE, Opcode::JumpNoInterrupt, next);
        self.place(cleanup_end);
        if let Some(name) = name {
            self.unbind_exception(Loc::NONE, name);
        }
        self.op_arg(Loc::NONE, Op::LIST_APPEND, 3);
        self.op(Loc::NONE, Op::POP_TOP);
        self.jump(Loc::NONE, Opcode::JumpNoInterrupt, with_error);
        self.place(next);
        self.op(Loc::NONE, Op::NOP);
        self.jump(Loc::NONE, Opcode::JumpNoInterrupt, with_error);
        self.place(no_match);
        self.op(loc, Op::POP_TOP);
        self.place(with_error);
        Ok(())
    }
}
