//! Annotations: deferred functions that compute them (PEP 649), or strings.

use super::Generator;
use super::compare::compare_arg;
use super::unit::{Arity, UnitKind};
use crate::ast::{self, Expr};
use crate::constant::str_constant;
use crate::fault::Result;
use crate::name::Sym;
use crate::position::Loc;
use crate::scope::{Role, ScopeId};
use crate::unparse::unparse;
use ruff_text_size::Ranged;
use taipan_abi::code::{Constant, Text};
use taipan_abi::opcodes::{Comparison, Op, common_constant};

/// The largest format an annotation function computes by itself.
const VALUE_WITH_FAKE_GLOBALS: i64 = 2;

impl<'a> Generator<'a, '_> {
    /// Begins a function that takes a format and refuses those it does not know.
    pub(super) fn enter_annotations(&mut self, loc: Loc, scope: ScopeId, name: Sym) -> Result {
        let arity = Arity { positional_only: 1, ..Arity::default() };
        self.enter(name, UnitKind::Annotations, scope, loc.line, None, arity)?;
        self.op_arg(loc, Op::LOAD_FAST, 0);
        self.load_const(loc, Constant::Int(VALUE_WITH_FAKE_GLOBALS));
        self.op_arg(loc, Op::COMPARE_OP, compare_arg(Comparison::Gt));
        let body = self.label();
        self.jump(loc, Op::POP_JUMP_IF_FALSE, body);
        self.op_arg(loc, Op::LOAD_COMMON_CONSTANT, common_constant::NOT_IMPLEMENTED_ERROR);
        self.op_arg(loc, Op::RAISE_VARARGS, 1);
        self.place(body);
        Ok(())
    }

    fn leave_annotations(&mut self, loc: Loc) {
        self.op(loc, Op::RETURN_VALUE);
        let code = self.finish_annotations();
        self.make_closure(loc, code, 0);
    }

    /// An annotation as a string.
    fn annotation_text(&mut self, annotation: &Expr) {
        let loc = self.expr_loc(annotation);
        let text = unparse(annotation, self.setting.text);
        self.load_const(loc, str_constant(Text::from_wtf8(&text)));
    }

    /// A function's annotations; tells whether their function is now on the stack.
    pub(super) fn function_annotations(&mut self, loc: Loc, def: &'a ast::StmtFunctionDef) -> Result<bool> {
        let scope = self.scope_of(&*def.parameters, Role::Annotations);
        if !self.table.scope(scope).annotations_used {
            return Ok(false);
        }
        self.enter_annotations(loc, scope, Sym::ANNOTATE)?;
        let params = &def.parameters;
        let annotated = params
            .args
            .iter()
            .chain(&params.posonlyargs)
            .map(|param| &param.parameter)
            .chain(params.vararg.as_deref())
            .chain(params.kwonlyargs.iter().map(|param| &param.parameter))
            .chain(params.kwarg.as_deref());
        let mut count = 0;
        for param in annotated {
            if let Some(annotation) = &param.annotation {
                let name = self.sym(&param.name);
                self.annotation(loc, name, annotation)?;
                count += 1;
            }
        }
        if let Some(returns) = &def.returns {
            self.annotation(loc, Sym::RETURN, returns)?;
            count += 1;
        }
        self.op_arg(loc, Op::BUILD_MAP, count);
        self.leave_annotations(loc);
        Ok(true)
    }

    fn annotation(&mut self, loc: Loc, name: Sym, annotation: &'a Expr) -> Result {
        let mangled = self.mangle(name);
        self.load_str(loc, mangled);
        if self.setting.future.annotations() {
            self.annotation_text(annotation);
        } else if let Expr::Starred(starred) = annotation {
            self.expr(&starred.value)?;
            self.op_arg(loc, Op::UNPACK_SEQUENCE, 1);
        } else {
            self.expr(annotation)?;
        }
        Ok(())
    }

    pub(super) fn ann_assign(&mut self, node: &'a ast::StmtAnnAssign) -> Result {
        let loc = self.loc(node.range());
        if let Some(value) = &node.value {
            self.expr(value)?;
            self.expr(&node.target)?;
        }
        match &*node.target {
            Expr::Name(target) => {
                let kind = self.unit_ref().kind;
                if node.simple && matches!(kind, UnitKind::Module | UnitKind::Class) {
                    self.variable_annotation(node, target, loc);
                }
                Ok(())
            }
            Expr::Attribute(target) if node.value.is_none() => self.evaluate(&target.value),
            Expr::Subscript(target) if node.value.is_none() => {
                self.evaluate(&target.value)?;
                self.evaluate_index(&target.slice)
            }
            _ => Ok(()),
        }
    }

    fn variable_annotation(&mut self, node: &'a ast::StmtAnnAssign, target: &'a ast::ExprName, loc: Loc) {
        if self.setting.future.annotations() {
            self.annotation_text(&node.annotation);
            self.name_op(loc, Op::LOAD_NAME, Sym::ANNOTATIONS, 0, 0);
            let name = self.names.intern(target.id.as_str());
            let mangled = self.mangle(name);
            self.load_str(loc, mangled);
            self.op(loc, Op::STORE_SUBSCR);
            return;
        }
        let unit = self.unit();
        let in_class = unit.kind == UnitKind::Class;
        let conditional = !in_class || unit.in_conditional_block > 0;
        let number = conditional.then(|| {
            unit.conditional_annotations += 1;
            unit.conditional_annotations - 1
        });
        unit.deferred_annotations.push((node, number));
        if let Some(number) = number {
            if in_class {
                let index = self.cell_index(Sym::CONDITIONAL_ANNOTATIONS);
                self.op_arg(loc, Op::LOAD_DEREF, index);
            } else {
                let index = self.name_index(Sym::CONDITIONAL_ANNOTATIONS);
                self.op_arg(loc, Op::LOAD_NAME, index);
            }
            self.load_const(loc, Constant::Int(i64::from(number)));
            self.op_arg(loc, Op::SET_ADD, 1);
            self.op(loc, Op::POP_TOP);
        }
    }

    fn evaluate(&mut self, expr: &'a Expr) -> Result {
        self.expr(expr)?;
        let loc = self.expr_loc(expr);
        self.op(loc, Op::POP_TOP);
        Ok(())
    }

    fn evaluate_index(&mut self, index: &'a Expr) -> Result {
        match index {
            Expr::Slice(slice) => {
                [&slice.lower, &slice.upper, &slice.step].into_iter().flatten().try_for_each(|part| self.evaluate(part))
            }
            Expr::Tuple(tuple) => tuple.elts.iter().try_for_each(|elt| self.evaluate_index(elt)),
            other => self.evaluate(other),
        }
    }

    /// Makes the function that computes a module's or class's variable annotations.
    pub(super) fn deferred_annotations(&mut self, loc: Loc) -> Result {
        let annotations = std::mem::take(&mut self.unit().deferred_annotations);
        if annotations.is_empty() {
            return Ok(());
        }
        let Some(block) = self.scope().annotation_block else {
            return Ok(());
        };
        let in_class = self.unit_ref().kind == UnitKind::Class;
        // A module sets up its annotations before anything else, so that they exist while it
        // still runs.
        let stashed = (!in_class).then(|| std::mem::take(&mut self.unit().seq));
        self.enter_annotations(loc, block, Sym::ANNOTATE)?;
        self.op_arg(loc, Op::BUILD_MAP, 0);
        for (node, number) in annotations {
            self.deferred_annotation(loc, node, number, in_class)?;
        }
        self.leave_annotations(loc);
        let name = if in_class { Sym::ANNOTATE_FUNC } else { Sym::ANNOTATE };
        self.store_name(loc, name);
        if let Some(body) = stashed {
            let setup = std::mem::replace(&mut self.unit().seq, body);
            self.unit().seq.annotations = Some(setup.instrs);
        }
        Ok(())
    }

    fn deferred_annotation(
        &mut self,
        loc: Loc,
        node: &'a ast::StmtAnnAssign,
        number: Option<u32>,
        in_class: bool,
    ) -> Result {
        let Expr::Name(target) = &*node.target else {
            return Ok(());
        };
        let name = self.names.intern(target.id.as_str());
        let private = self.unit_ref().private;
        let mangled = self.names.mangle(private, name);
        let node_loc = self.loc(node.range());
        let not_set = self.label();
        if let Some(number) = number {
            self.load_const(node_loc, Constant::Int(i64::from(number)));
            if in_class {
                let index = self.free_index(Sym::CONDITIONAL_ANNOTATIONS);
                self.op_arg(node_loc, Op::LOAD_DEREF, index);
            } else {
                let index = self.name_index(Sym::CONDITIONAL_ANNOTATIONS);
                self.op_arg(node_loc, Op::LOAD_GLOBAL, index << 1);
            }
            self.op_arg(node_loc, Op::CONTAINS_OP, 0);
            self.jump(node_loc, Op::POP_JUMP_IF_FALSE, not_set);
        }
        self.expr(&node.annotation)?;
        self.op_arg(node_loc, Op::COPY, 2);
        self.load_str(node_loc, mangled);
        self.op(loc, Op::STORE_SUBSCR);
        self.place(not_set);
        Ok(())
    }
}
