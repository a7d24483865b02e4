//! Function definitions and lambdas.

use super::unit::{Arity, BlockKind, UnitKind};
use super::{Generator, def_range};
use crate::ast::{self, Decorator, Parameters};
use crate::fault::Result;
use crate::instr::Opcode;
use crate::literal::{clean_docstring, string_value};
use crate::name::Sym;
use crate::position::Loc;
use crate::preprocess::docstring;
use crate::scope::{Role, positional};
use ruff_text_size::Ranged;
use std::sync::Arc;
use taipan_abi::code::{CodeObject, Constant};
use taipan_abi::opcodes::{Op, intrinsic1, intrinsic2, local_kind};

/// Arguments of `SET_FUNCTION_ATTRIBUTE`; a function is made with a union of them.
pub(super) mod attribute {
    pub const DEFAULTS: u32 = 1;
    pub const KWDEFAULTS: u32 = 2;
    pub const CLOSURE: u32 = 8;
    pub const ANNOTATE: u32 = 16;
}

impl<'a> Generator<'a, '_> {
    pub(super) fn function(&mut self, def: &'a ast::StmtFunctionDef) -> Result {
        self.decorators(&def.decorator_list)?;
        let loc = self.loc(def_range(self.setting.text, def.range(), &def.decorator_list));
        let firstlineno = self.first_line(loc, &def.decorator_list);
        let name = self.sym(&def.name);
        let mut flags = self.default_arguments(loc, &def.parameters)?;

        let mut captured = 0;
        if let Some(params) = &def.type_params {
            captured = (flags & (attribute::DEFAULTS | attribute::KWDEFAULTS)).count_ones();
            if captured == 2 {
                self.op_arg(loc, Op::SWAP, 2);
            }
            let arity = Arity { positional: captured, ..Arity::default() };
            self.enter_type_params(name, params, firstlineno, None, arity)?;
            self.type_params(params)?;
            for index in 0..captured {
                self.op_arg(loc, Op::LOAD_FAST, index);
            }
        }
        if self.function_annotations(loc, def)? {
            flags |= attribute::ANNOTATE;
        }
        self.function_body(def, name, flags, firstlineno, loc)?;
        if def.type_params.is_some() {
            self.op_arg(loc, Op::SWAP, 2);
            self.op_arg(loc, Op::CALL_INTRINSIC_2, intrinsic2::SET_FUNCTION_TYPE_PARAMS);
            let code = self.finish(false);
            self.make_closure(loc, code, 0);
            if captured > 0 {
                self.op_arg(loc, Op::SWAP, captured + 1);
                self.op_arg(loc, Op::CALL, captured - 1);
            } else {
                self.op(loc, Op::PUSH_NULL);
                self.op_arg(loc, Op::CALL, 0);
            }
        }
        self.apply_decorators(&def.decorator_list);
        self.store_name(loc, name);
        Ok(())
    }

    /// A decorated definition begins at its first decorator.
    pub(super) fn first_line(&self, loc: Loc, decorators: &[Decorator]) -> i32 {
        decorators.first().map_or(loc.line, |first| self.expr_loc(&first.expression).line)
    }

    pub(super) fn decorators(&mut self, decorators: &'a [Decorator]) -> Result {
        decorators.iter().try_for_each(|decorator| self.expr(&decorator.expression))
    }

    pub(super) fn apply_decorators(&mut self, decorators: &[Decorator]) {
        for decorator in decorators.iter().rev() {
            let loc = self.expr_loc(&decorator.expression);
            self.op_arg(loc, Op::CALL, 0);
        }
    }

    fn default_arguments(&mut self, loc: Loc, params: &'a Parameters) -> Result<u32> {
        let mut flags = 0;
        let mut count = 0;
        for default in positional(params).filter_map(|param| param.default.as_deref()) {
            self.expr(default)?;
            count += 1;
        }
        if count > 0 {
            self.op_arg(loc, Op::BUILD_TUPLE, count);
            flags |= attribute::DEFAULTS;
        }
        count = 0;
        for param in &params.kwonlyargs {
            if let Some(default) = &param.default {
                let name = self.sym(&param.parameter.name);
                let mangled = self.mangle(name);
                self.load_str(loc, mangled);
                self.expr(default)?;
                count += 1;
            }
        }
        if count > 0 {
            self.op_arg(loc, Op::BUILD_MAP, count);
            flags |= attribute::KWDEFAULTS;
        }
        Ok(flags)
    }

    fn function_body(
        &mut self,
        def: &'a ast::StmtFunctionDef,
        name: Sym,
        flags: u32,
        firstlineno: i32,
        loc: Loc,
    ) -> Result {
        let kind = if def.is_async { UnitKind::AsyncFunction } else { UnitKind::Function };
        let scope = self.scope_of(def, Role::Body);
        self.enter(name, kind, scope, firstlineno, None, arity(&def.parameters))?;
        let mut body = &def.body[..];
        if let Some(literal) = docstring(body) {
            body = self.mark_dropped_docstring(literal, &body[1..]);
            if self.scope().has_docstring {
                let doc = clean_docstring(&string_value(self.setting.text, literal));
                self.add_const(crate::constant::str_constant(doc));
            }
        }
        let start = self.label_here();
        let catches_stop = self.scope().coroutine || self.scope().generator;
        if catches_stop {
            self.push_block(BlockKind::StopIteration, Loc::NONE, Some(start), None)?;
        }
        self.stmts(body)?;
        if catches_stop {
            self.wrap_stop_iteration();
            self.pop_block();
        }
        let code = self.finish(true);
        self.make_closure(loc, code, flags);
        Ok(())
    }

    /// A StopIteration that leaves a generator becomes a RuntimeError.
    pub(super) fn wrap_stop_iteration(&mut self) {
        let handler = self.label();
        self.unit().seq.push_front(Opcode::SetupCleanup, handler.0, Loc::NONE);
        self.load_none(Loc::NONE);
        self.op(Loc::NONE, Op::RETURN_VALUE);
        self.place(handler);
        self.op_arg(Loc::NONE, Op::CALL_INTRINSIC_1, intrinsic1::STOPITERATION_ERROR);
        self.op_arg(Loc::NONE, Op::RERAISE, 1);
    }

    pub(super) fn lambda(&mut self, node: &'a ast::ExprLambda, loc: Loc) -> Result {
        let (flags, arity) = match &node.parameters {
            Some(params) => (self.default_arguments(loc, params)?, arity(params)),
            None => (0, Arity::default()),
        };
        let scope = self.scope_of(node, Role::Body);
        self.enter(Sym::LAMBDA, UnitKind::Lambda, scope, loc.line, None, arity)?;
        self.expr(&node.body)?;
        let code = if self.scope().generator {
            self.finish(false)
        } else {
            let body_loc = self.expr_loc(&node.body);
            self.op(body_loc, Op::RETURN_VALUE);
            self.finish(true)
        };
        self.make_closure(loc, code, flags);
        Ok(())
    }

    /// Makes a function of code, with its closure; what `flags` name is on the stack already.
    pub(super) fn make_closure(&mut self, loc: Loc, code: Arc<CodeObject>, mut flags: u32) {
        let mut free = 0;
        for (name, kind) in code.localsplusnames.iter().zip(&code.localspluskinds) {
            if kind & local_kind::FREE != 0
                && let Some(name) = name.as_str()
            {
                let name = self.names.intern(name);
                self.load_closure(loc, name);
                free += 1;
            }
        }
        if free > 0 {
            flags |= attribute::CLOSURE;
            self.op_arg(loc, Op::BUILD_TUPLE, free);
        }
        self.load_const(loc, Constant::Code(code));
        self.op(loc, Op::MAKE_FUNCTION);
        for attribute in [attribute::CLOSURE, attribute::ANNOTATE, attribute::KWDEFAULTS, attribute::DEFAULTS] {
            if flags & attribute != 0 {
                self.op_arg(loc, Op::SET_FUNCTION_ATTRIBUTE, attribute);
            }
        }
    }
}

fn arity(params: &Parameters) -> Arity {
    Arity {
        positional: params.args.len() as u32,
        positional_only: params.posonlyargs.len() as u32,
        keyword_only: params.kwonlyargs.len() as u32,
    }
}
