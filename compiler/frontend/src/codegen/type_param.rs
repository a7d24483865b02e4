//! Type parameters and type aliases (PEP 695, PEP 696).

use super::Generator;
use super::function::attribute;
use super::unit::{Arity, UnitKind};
use crate::ast::{self, Expr, TypeParam, TypeParams};
use crate::fault::Result;
use crate::name::Sym;
use crate::position::Loc;
use crate::scope::{Role, ScopeId};
use ruff_text_size::Ranged;
use taipan_abi::code::Constant;
use taipan_abi::opcodes::{Op, intrinsic1, intrinsic2};

impl<'a> Generator<'a, '_> {
    /// The scope a node opened when symbols were collected.
    pub(super) fn scope_of<T>(&self, node: &T, role: Role) -> ScopeId {
        match self.table.of(node, role) {
            Some(scope) => scope,
            None => unreachable!("a node has no scope of role {role:?}"),
        }
    }

    /// Begins the function that makes type parameters.
    pub(super) fn enter_type_params(
        &mut self,
        name: Sym,
        params: &TypeParams,
        firstlineno: i32,
        private: Option<Sym>,
        arity: Arity,
    ) -> Result {
        let text = format!("<generic parameters of {}>", self.names.text(name));
        let text = self.names.intern(&text);
        let scope = self.scope_of(params, Role::TypeParams);
        self.enter(text, UnitKind::Annotations, scope, firstlineno, private, arity)
    }

    pub(super) fn type_params(&mut self, params: &'a TypeParams) -> Result {
        let mut seen_default = false;
        for param in params {
            let loc = self.loc(param.range());
            let name = self.sym(param.name());
            self.load_str(loc, name);
            let default = match param {
                TypeParam::TypeVar(node) => {
                    if let Some(bound) = &node.bound {
                        let scope = self.scope_of(node, Role::Bound);
                        self.lazy_value(bound, name, scope, false)?;
                        let intrinsic = if bound.is_tuple_expr() {
                            intrinsic2::TYPEVAR_WITH_CONSTRAINTS
                        } else {
                            intrinsic2::TYPEVAR_WITH_BOUND
                        };
                        self.op_arg(loc, Op::CALL_INTRINSIC_2, intrinsic);
                    } else {
                        self.op_arg(loc, Op::CALL_INTRINSIC_1, intrinsic1::TYPEVAR);
                    }
                    node.default.as_deref().map(|default| (default, self.scope_of(node, Role::Default)))
                }
                TypeParam::TypeVarTuple(node) => {
                    self.op_arg(loc, Op::CALL_INTRINSIC_1, intrinsic1::TYPEVARTUPLE);
                    node.default.as_deref().map(|default| (default, self.scope_of(node, Role::Default)))
                }
                TypeParam::ParamSpec(node) => {
                    self.op_arg(loc, Op::CALL_INTRINSIC_1, intrinsic1::PARAMSPEC);
                    node.default.as_deref().map(|default| (default, self.scope_of(node, Role::Default)))
                }
            };
            if let Some((default, scope)) = default {
                seen_default = true;
                let starred = matches!(param, TypeParam::TypeVarTuple(_));
                self.lazy_value(default, name, scope, starred)?;
                self.op_arg(loc, Op::CALL_INTRINSIC_2, intrinsic2::SET_TYPEPARAM_DEFAULT);
            } else if seen_default {
                let name = self.names.text(name).to_owned();
                return self.error(loc, format!("non-default type parameter '{name}' follows default type parameter"));
            }
            self.op_arg(loc, Op::COPY, 1);
            self.store_name(loc, name);
        }
        if let Some(first) = params.first() {
            let loc = self.loc(first.range());
            self.op_arg(loc, Op::BUILD_TUPLE, params.len() as u32);
        }
        Ok(())
    }

    /// A bound or default: a function evaluated when it is asked for.
    fn lazy_value(&mut self, value: &'a Expr, name: Sym, scope: ScopeId, allow_starred: bool) -> Result {
        let loc = self.expr_loc(value);
        self.load_const(loc, Constant::Tuple(vec![Constant::Int(1)]));
        self.enter_annotations(loc, scope, name)?;
        match value {
            Expr::Starred(starred) if allow_starred => {
                self.expr(&starred.value)?;
                self.op_arg(loc, Op::UNPACK_SEQUENCE, 1);
            }
            _ => self.expr(value)?,
        }
        self.op(loc, Op::RETURN_VALUE);
        let code = self.finish(true);
        self.make_closure(loc, code, attribute::DEFAULTS);
        Ok(())
    }

    pub(super) fn type_alias(&mut self, node: &'a ast::StmtTypeAlias) -> Result {
        let loc = self.loc(node.range());
        let Expr::Name(target) = &*node.name else {
            return Ok(());
        };
        let name = self.names.intern(target.id.as_str());
        if let Some(params) = &node.type_params {
            self.enter_type_params(name, params, loc.line, None, Arity::default())?;
            self.load_str(loc, name);
            self.type_params(params)?;
        } else {
            self.load_str(loc, name);
            self.load_none(loc);
        }
        self.type_alias_body(node, name, loc)?;
        if node.type_params.is_some() {
            let code = self.finish(false);
            self.make_closure(loc, code, 0);
            self.op(loc, Op::PUSH_NULL);
            self.op_arg(loc, Op::CALL, 0);
        }
        self.store_name(loc, name);
        Ok(())
    }

    fn type_alias_body(&mut self, node: &'a ast::StmtTypeAlias, name: Sym, loc: Loc) -> Result {
        self.load_const(loc, Constant::Tuple(vec![Constant::Int(1)]));
        let scope = self.scope_of(node, Role::Body);
        self.enter_annotations(loc, scope, name)?;
        self.expr(&node.value)?;
        self.op(loc, Op::RETURN_VALUE);
        let code = self.finish(false);
        self.make_closure(loc, code, attribute::DEFAULTS);
        self.op_arg(loc, Op::BUILD_TUPLE, 3);
        self.op_arg(loc, Op::CALL_INTRINSIC_1, intrinsic1::TYPEALIAS);
        Ok(())
    }
}
