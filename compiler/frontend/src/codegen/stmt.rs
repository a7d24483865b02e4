//! Statements: the dispatch, bodies of modules and classes, and the simple statements.

use super::Generator;
use super::expr::is_constant;
use crate::ast::{self, Expr, Stmt};
use crate::constant::str_constant;
use crate::fault::Result;
use crate::literal::{clean_docstring, string_value};
use crate::name::Sym;
use crate::position::Loc;
use crate::preprocess::docstring;
use ruff_text_size::Ranged;
use taipan_abi::opcodes::{Op, common_constant, intrinsic1};
use taipan_abi::source::SourceMode;

impl<'a> Generator<'a, '_> {
    pub(super) fn stmts(&mut self, stmts: &'a [Stmt]) -> Result {
        stmts.iter().try_for_each(|stmt| self.nested(|g| g.stmt(stmt)))
    }

    /// The body of a module or class: docstring, statements, annotations.
    pub(super) fn namespace_body(&mut self, stmts: &'a [Stmt], loc: Loc, interactive: bool) -> Result {
        if self.setting.future.annotations() && self.scope().annotations_used {
            self.op(loc, Op::SETUP_ANNOTATIONS);
        }
        if stmts.is_empty() {
            return Ok(());
        }
        let mut rest = stmts;
        if !interactive && let Some(literal) = docstring(stmts) {
            if self.setting.optimize >= 2 {
                rest = self.mark_dropped_docstring(literal, &stmts[1..]);
            } else if self.scope().has_docstring {
                rest = &stmts[1..];
                let doc = clean_docstring(&string_value(self.setting.text, literal));
                let doc_loc = self.loc(literal.range());
                self.load_const(doc_loc, str_constant(doc));
                self.store_name(Loc::NONE, Sym::DOC);
            }
        }
        self.stmts(rest)?;
        if !self.setting.future.annotations() {
            self.deferred_annotations(loc)?;
        }
        Ok(())
    }

    /// What stands for a docstring that is dropped: a `pass` where the body is empty without it,
    /// and a string behind it must not become the docstring.
    pub(super) fn mark_dropped_docstring(&mut self, literal: &ast::ExprStringLiteral, rest: &'a [Stmt]) -> &'a [Stmt] {
        if self.setting.optimize < 2 {
            return rest;
        }
        if rest.is_empty() {
            let loc = self.loc(literal.range());
            let pass = Loc::new(loc.line, loc.line, loc.col, loc.col + 4);
            self.op(pass, Op::NOP);
        } else if let Some(second) = docstring(rest) {
            let text = string_value(self.setting.text, second);
            let loc = self.loc(second.range());
            self.load_const(loc, str_constant(text));
            self.op(Loc::NONE, Op::POP_TOP);
            return &rest[1..];
        }
        rest
    }

    fn stmt(&mut self, stmt: &'a Stmt) -> Result {
        match stmt {
            Stmt::FunctionDef(def) => self.function(def),
            Stmt::ClassDef(def) => self.class(def),
            Stmt::TypeAlias(node) => self.type_alias(node),
            Stmt::Return(node) => self.return_stmt(node),
            Stmt::Delete(node) => self.exprs(&node.targets),
            Stmt::Assign(node) => self.assign(node),
            Stmt::AugAssign(node) => self.aug_assign(node),
            Stmt::AnnAssign(node) => self.ann_assign(node),
            Stmt::For(node) => self.conditional(|g| if node.is_async { g.async_for(node) } else { g.for_stmt(node) }),
            Stmt::While(node) => self.conditional(|g| g.while_stmt(node)),
            Stmt::If(node) => self.conditional(|g| g.if_stmt(node)),
            Stmt::Match(node) => self.conditional(|g| g.match_stmt(node)),
            Stmt::Try(node) => self.conditional(|g| g.try_stmt(node)),
            Stmt::With(node) => {
                self.conditional(|g| if node.is_async { g.async_with(node, 0) } else { g.with(node, 0) })
            }
            Stmt::Raise(node) => self.raise(node),
            Stmt::Assert(node) => self.assert(node),
            Stmt::Import(node) => self.import(node),
            Stmt::ImportFrom(node) => self.import_from(node),
            Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::IpyEscapeCommand(_) => Ok(()),
            Stmt::Expr(node) => self.expr_stmt(node),
            Stmt::Pass(node) => {
                let loc = self.loc(node.range());
                self.op(loc, Op::NOP);
                Ok(())
            }
            Stmt::Break(node) => {
                let loc = self.loc(node.range());
                self.break_stmt(loc)
            }
            Stmt::Continue(node) => {
                let loc = self.loc(node.range());
                self.continue_stmt(loc)
            }
        }
    }

    /// Emits code that may not run, for the sake of annotations in it.
    fn conditional(&mut self, emit: impl FnOnce(&mut Self) -> Result) -> Result {
        self.unit().in_conditional_block += 1;
        emit(self)?;
        self.unit().in_conditional_block -= 1;
        Ok(())
    }

    fn expr_stmt(&mut self, node: &'a ast::StmtExpr) -> Result {
        let loc = self.loc(node.range());
        let interactive = self.setting.mode == SourceMode::Single && self.units.len() == 1;
        if interactive {
            self.expr(&node.value)?;
            self.op_arg(loc, Op::CALL_INTRINSIC_1, intrinsic1::PRINT);
            self.op(Loc::NONE, Op::POP_TOP);
        } else if is_constant(&node.value) {
            self.constant(&node.value)?;
            self.op(loc, Op::NOP);
        } else {
            self.expr(&node.value)?;
            self.op(Loc::NONE, Op::POP_TOP);
        }
        Ok(())
    }

    fn return_stmt(&mut self, node: &'a ast::StmtReturn) -> Result {
        let stmt_loc = self.loc(node.range());
        let mut loc = stmt_loc;
        let scope = self.scope();
        if !scope.is_function_like() {
            return self.error(loc, "'return' outside function");
        }
        let value = node.value.as_deref();
        if value.is_some() && scope.coroutine && scope.generator {
            return self.error(loc, "'return' with value in async generator");
        }
        let preserve = value.is_some_and(|value| !is_constant(value));
        if let Some(value) = value {
            if preserve {
                self.expr(value)?;
            } else {
                loc = self.expr_loc(value);
                self.op(loc, Op::NOP);
            }
        }
        if value.is_none_or(|value| self.expr_loc(value).line != stmt_loc.line) {
            loc = stmt_loc;
            self.op(loc, Op::NOP);
        }
        self.unwind_all(&mut loc, preserve)?;
        match value {
            None => self.load_none(loc),
            Some(value) if !preserve => {
                if let Some(constant) = self.constant(value)? {
                    self.load_const(loc, constant);
                }
            }
            Some(_) => {}
        }
        self.op(loc, Op::RETURN_VALUE);
        Ok(())
    }

    fn raise(&mut self, node: &'a ast::StmtRaise) -> Result {
        let loc = self.loc(node.range());
        let mut count = 0;
        for expr in [&node.exc, &node.cause].into_iter().flatten() {
            self.expr(expr)?;
            count += 1;
        }
        self.op_arg(loc, Op::RAISE_VARARGS, count);
        Ok(())
    }

    fn assert(&mut self, node: &'a ast::StmtAssert) -> Result {
        let loc = self.loc(node.range());
        if matches!(&*node.test, Expr::Tuple(tuple) if !tuple.elts.is_empty()) {
            self.warnings.syntax("assertion is always true, perhaps remove parentheses?".to_owned(), loc);
        }
        if self.setting.optimize > 0 {
            return Ok(());
        }
        let end = self.label();
        self.jump_if(&node.test, end, true)?;
        self.op_arg(loc, Op::LOAD_COMMON_CONSTANT, common_constant::ASSERTION_ERROR);
        if let Some(message) = &node.msg {
            self.expr(message)?;
            self.op_arg(loc, Op::CALL, 0);
        }
        let test_loc = self.expr_loc(&node.test);
        self.op_arg(test_loc, Op::RAISE_VARARGS, 1);
        self.place(end);
        Ok(())
    }
}
