//! Walks expressions, patterns and type parameters for the symbol tables.

use super::collect::Collector;
use super::table::{CompKind, Flags, Key, Role, ScopeKind};
use crate::ast::{self, Expr, ExprContext};
use crate::fault::{Fault, LineEnd, Result};
use crate::name::Sym;
use crate::position::Loc;
use ruff_text_size::{Ranged, TextRange};
use taipan_abi::source::FaultKind;

/// How deep the format specifications of one f-string may nest their fields.
const MAX_FIELD_NESTING: u32 = 3;

impl Collector<'_, '_> {
    pub fn opt_expr(&mut self, expr: Option<&Expr>) -> Result {
        expr.map_or(Ok(()), |expr| self.expr(expr))
    }

    pub fn exprs(&mut self, exprs: &[Expr]) -> Result {
        exprs.iter().try_for_each(|expr| self.expr(expr))
    }

    pub fn expr(&mut self, expr: &Expr) -> Result {
        match expr {
            Expr::Name(name) => self.name(name),
            Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::IpyEscapeCommand(_) => Ok(()),
            _ => self.nested(|c| c.compound(expr)),
        }
    }

    fn compound(&mut self, expr: &Expr) -> Result {
        match expr {
            Expr::Attribute(node) => {
                if node.attr.as_str() == "__debug__" {
                    self.check_debug(node.ctx, node.range())?;
                }
                self.expr(&node.value)
            }
            Expr::Call(node) => {
                self.expr(&node.func)?;
                self.exprs(&node.arguments.args)?;
                self.keywords(&node.arguments.keywords)
            }
            Expr::BinOp(node) => {
                self.expr(&node.left)?;
                if node.op == ast::Operator::Pow {
                    return self.prefixed(|c| c.expr(&node.right));
                }
                self.expr(&node.right)
            }
            Expr::Compare(node) => {
                self.expr(&node.left)?;
                self.exprs(&node.comparators)
            }
            Expr::Subscript(node) => {
                self.expr(&node.value)?;
                self.expr(&node.slice)
            }
            Expr::Tuple(node) => self.exprs(&node.elts),
            Expr::List(node) => self.exprs(&node.elts),
            Expr::Set(node) => self.exprs(&node.elts),
            Expr::Dict(node) => {
                for item in &node.items {
                    self.opt_expr(item.key.as_ref())?;
                }
                node.items.iter().try_for_each(|item| self.expr(&item.value))
            }
            Expr::BoolOp(node) => self.exprs(&node.values),
            Expr::UnaryOp(node) => self.prefixed(|c| c.expr(&node.operand)),
            Expr::Starred(node) => self.expr(&node.value),
            Expr::Slice(node) => {
                self.opt_expr(node.lower.as_deref())?;
                self.opt_expr(node.upper.as_deref())?;
                self.opt_expr(node.step.as_deref())
            }
            Expr::If(node) => {
                self.expr(&node.test)?;
                self.expr(&node.body)?;
                self.prefixed(|c| c.expr(&node.orelse))
            }
            Expr::FString(node) => node.value.elements().try_for_each(|element| self.interpolated(element, 'f', 0)),
            Expr::TString(node) => node.value.elements().try_for_each(|element| self.interpolated(element, 't', 0)),
            Expr::Named(node) => self.named(node),
            Expr::Lambda(node) => self.prefixed(|c| c.prefixed(|c| c.lambda(node))),
            Expr::ListComp(node) => self.comprehension(
                Key::new(node, Role::Body),
                CompKind::List,
                node.range(),
                &node.generators,
                &[&node.elt],
            ),
            Expr::SetComp(node) => self.comprehension(
                Key::new(node, Role::Body),
                CompKind::Set,
                node.range(),
                &node.generators,
                &[&node.elt],
            ),
            Expr::DictComp(node) => {
                let key = Key::new(node, Role::Body);
                let (range, generators) = (node.range(), &node.generators);
                match &node.key {
                    Some(elt) => self.comprehension(key, CompKind::Dict, range, generators, &[&node.value, elt]),
                    None => self.comprehension(key, CompKind::Dict, range, generators, &[&node.value]),
                }
            }
            Expr::Generator(node) => self.comprehension(
                Key::new(node, Role::Body),
                CompKind::Generator,
                node.range(),
                &node.generators,
                &[&node.elt],
            ),
            Expr::Yield(node) => {
                self.refuse_in_annotation("yield expression", node.range())?;
                self.opt_expr(node.value.as_deref())?;
                self.yields(node.range())
            }
            Expr::YieldFrom(node) => {
                self.refuse_in_annotation("yield expression", node.range())?;
                self.expr(&node.value)?;
                self.yields(node.range())
            }
            Expr::Await(node) => self.await_expr(node),
            Expr::Name(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::IpyEscapeCommand(_) => Ok(()),
        }
    }

    fn name(&mut self, node: &ast::ExprName) -> Result {
        if self.cur().in_unevaluated_annotation {
            return Ok(());
        }
        let name = self.names.intern(node.id.as_str());
        if name == Sym::DEBUG {
            // Loading it is a constant, not a use of a name.
            return self.check_debug(node.ctx, node.range());
        }
        let loc = self.loc(node.range());
        if node.ctx != ExprContext::Load {
            return self.add_def(name, Flags::LOCAL, loc);
        }
        self.add_def(name, Flags::USE, loc)?;
        // `super` finds the class through its cell.
        if name == Sym::SUPER && self.cur().is_function_like() {
            self.add_def(Sym::CLASS, Flags::USE, loc)?;
        }
        Ok(())
    }

    fn check_debug(&self, ctx: ExprContext, range: TextRange) -> Result {
        let verb = match ctx {
            ExprContext::Store => "assign to",
            ExprContext::Del => "delete",
            ExprContext::Load | ExprContext::Invalid => return Ok(()),
        };
        let message = format!("cannot {verb} __debug__");
        Err(Fault::syntax(message, self.loc(range)))
    }

    pub fn keywords(&mut self, keywords: &[ast::Keyword]) -> Result {
        for keyword in keywords {
            if let Some(arg) = &keyword.arg
                && arg.as_str() == "__debug__"
            {
                self.check_debug(ExprContext::Store, keyword.range())?;
            }
        }
        keywords.iter().try_for_each(|k| self.expr(&k.value))
    }

    /// A part of an f-string or t-string, whose kind `letter` names, inside `level` fields.
    fn interpolated(&mut self, element: &ast::InterpolatedStringElement, letter: char, level: u32) -> Result {
        let ast::InterpolatedStringElement::Interpolation(field) = element else {
            return Ok(());
        };
        if level == MAX_FIELD_NESTING {
            let brace = self.loc(field.range());
            let place = Loc::new(brace.line, brace.line, brace.col - 1, brace.col - 1);
            return Err(Fault::parsed(
                FaultKind::SyntaxError,
                format!("{letter}-string: expressions nested too deeply"),
                place,
                LineEnd::Bare,
            ));
        }
        self.expr(&field.expression)?;
        match &field.format_spec {
            Some(spec) => spec.elements.iter().try_for_each(|e| self.interpolated(e, letter, level + 1)),
            None => Ok(()),
        }
    }

    fn lambda(&mut self, node: &ast::ExprLambda) -> Result {
        if let Some(params) = &node.parameters {
            self.lambda_defaults(params)?;
        }
        self.enter(ScopeKind::Function, Key::new(node, Role::Body))?;
        if let Some(params) = &node.parameters {
            self.parameters(params)?;
        }
        self.expr(&node.body)?;
        self.exit();
        Ok(())
    }

    fn yields(&mut self, range: TextRange) -> Result {
        self.cur_mut().generator = true;
        let what = match self.cur().comprehension {
            None => return Ok(()),
            Some(CompKind::List) => "list comprehension",
            Some(CompKind::Set) => "set comprehension",
            Some(CompKind::Dict) => "dict comprehension",
            Some(CompKind::Generator) => "generator expression",
        };
        let message = format!("'yield' inside {what}");
        Err(Fault::syntax(message, self.loc(range)))
    }

    fn await_expr(&mut self, node: &ast::ExprAwait) -> Result {
        self.refuse_in_annotation("await expression", node.range())?;
        let cur = self.cur();
        if !cur.is_function_like() {
            let loc = self.loc(node.range());
            return Err(Fault::syntax("'await' outside function", loc));
        }
        let in_async_def = cur.kind == ScopeKind::Function && cur.coroutine;
        if !in_async_def && cur.comprehension.is_none() {
            let loc = self.loc(node.range());
            return Err(Fault::syntax("'await' outside async function", loc));
        }
        self.expr(&node.value)?;
        self.cur_mut().coroutine = true;
        Ok(())
    }

    fn refuse_in_annotation(&self, what: &str, range: TextRange) -> Result {
        let cur = self.cur();
        let place = match cur.kind {
            ScopeKind::Module | ScopeKind::Class | ScopeKind::Function => return Ok(()),
            ScopeKind::Annotation => "an annotation",
            ScopeKind::TypeVariable => cur.scope_info.unwrap_or("a TypeVar bound"),
            ScopeKind::TypeAlias => "a type alias",
            ScopeKind::TypeParameters => "the definition of a generic",
        };
        let message = format!("{what} cannot be used within {place}");
        Err(Fault::syntax(message, self.loc(range)))
    }

    fn named(&mut self, node: &ast::ExprNamed) -> Result {
        self.refuse_in_annotation("named expression", node.range())?;
        if self.cur().comp_iter_expr > 0 {
            return Err(Fault::syntax(
                "assignment expression cannot be used in a comprehension iterable expression",
                self.loc(node.range()),
            ));
        }
        if self.cur().comprehension.is_some()
            && let Expr::Name(target) = &*node.target
        {
            self.extend_named_scope(target)?;
        }
        self.expr(&node.value)?;
        self.expr(&node.target)
    }

    /// The target of `:=` in a comprehension belongs to the scope around the comprehension.
    fn extend_named_scope(&mut self, target: &ast::ExprName) -> Result {
        let name = self.names.intern(target.id.as_str());
        let loc = self.loc(target.range());
        for id in self.stack.clone().into_iter().rev() {
            let scope = self.table.scope(id);
            if scope.comprehension.is_some() {
                let flags = self.lookup_in(id, name);
                if flags & Flags::COMP_ITER != 0 && flags & Flags::LOCAL != 0 {
                    return Err(Fault::syntax(
                        format!("assignment expression cannot rebind comprehension iteration variable '{}'", target.id),
                        loc,
                    ));
                }
                continue;
            }
            let refused = match scope.kind {
                ScopeKind::Function => {
                    let declared_global = self.lookup_in(id, name) & Flags::GLOBAL != 0;
                    let flag = if declared_global { Flags::GLOBAL } else { Flags::NONLOCAL };
                    self.add_def(name, flag, loc)?;
                    self.record_directive(name, loc);
                    return self.add_def_to(id, name, Flags::LOCAL, loc);
                }
                ScopeKind::Module => {
                    self.add_def(name, Flags::GLOBAL, loc)?;
                    self.record_directive(name, loc);
                    return self.add_def_to(id, name, Flags::GLOBAL, loc);
                }
                ScopeKind::Annotation => continue,
                ScopeKind::Class => "cannot be used in a class body",
                ScopeKind::TypeParameters => "cannot be used within the definition of a generic",
                ScopeKind::TypeAlias => "cannot be used in a type alias",
                ScopeKind::TypeVariable => "cannot be used in a TypeVar bound",
            };
            return Err(Fault::syntax(format!("assignment expression within a comprehension {refused}"), loc));
        }
        Ok(())
    }

    /// `elements` in the order they are visited.
    fn comprehension(
        &mut self,
        key: Key,
        kind: CompKind,
        range: TextRange,
        generators: &[ast::Comprehension],
        elements: &[&Expr],
    ) -> Result {
        let loc = self.loc(range);
        let Some((outermost, rest)) = generators.split_first() else {
            return Ok(());
        };
        self.cur_mut().comp_iter_expr += 1;
        self.expr(&outermost.iter)?;
        self.cur_mut().comp_iter_expr -= 1;

        self.enter(ScopeKind::Function, key)?;
        self.cur_mut().comprehension = Some(kind);
        self.cur_mut().coroutine |= outermost.is_async;
        self.add_def(Sym::DOT_ZERO, Flags::PARAM, loc)?;
        self.comp_target(&outermost.target)?;
        self.exprs(&outermost.ifs)?;
        for generator in rest {
            self.comp_target(&generator.target)?;
            self.cur_mut().comp_iter_expr += 1;
            self.expr(&generator.iter)?;
            self.cur_mut().comp_iter_expr -= 1;
            self.exprs(&generator.ifs)?;
            self.cur_mut().coroutine |= generator.is_async;
        }
        for element in elements {
            self.expr(element)?;
        }
        let is_generator = kind == CompKind::Generator;
        self.cur_mut().generator = is_generator;
        let is_async = self.cur().coroutine && !is_generator;
        self.exit();
        if is_async {
            let around = self.cur();
            let in_async_def = around.kind == ScopeKind::Function && around.coroutine;
            if !in_async_def && around.comprehension.is_none() {
                return Err(Fault::syntax("asynchronous comprehension outside of an asynchronous function", loc));
            }
            self.cur_mut().coroutine = true;
        }
        Ok(())
    }

    fn comp_target(&mut self, target: &Expr) -> Result {
        self.cur_mut().comp_iter_target = true;
        self.expr(target)?;
        self.cur_mut().comp_iter_target = false;
        Ok(())
    }

    pub fn type_params(&mut self, params: &ast::TypeParams) -> Result {
        params.iter().try_for_each(|param| self.type_param(param))
    }

    fn type_param(&mut self, param: &ast::TypeParam) -> Result {
        let loc = self.loc(param.range());
        let name = self.sym(param.name());
        self.add_def(name, Flags::TYPE_PARAM | Flags::LOCAL, loc)?;
        match param {
            ast::TypeParam::TypeVar(node) => {
                let info = match node.bound.as_deref() {
                    Some(Expr::Tuple(_)) => "a TypeVar constraint",
                    _ => "a TypeVar bound",
                };
                let key = Key::new(node, Role::Bound);
                self.bound_or_default(node.bound.as_deref(), name, key, info, loc)?;
                let key = Key::new(node, Role::Default);
                let info = "a TypeVar default";
                self.bound_or_default(node.default.as_deref(), name, key, info, loc)
            }
            ast::TypeParam::TypeVarTuple(node) => {
                let key = Key::new(node, Role::Default);
                let info = "a TypeVarTuple default";
                self.bound_or_default(node.default.as_deref(), name, key, info, loc)
            }
            ast::TypeParam::ParamSpec(node) => {
                let key = Key::new(node, Role::Default);
                let info = "a ParamSpec default";
                self.bound_or_default(node.default.as_deref(), name, key, info, loc)
            }
        }
    }

    fn bound_or_default(
        &mut self,
        expr: Option<&Expr>,
        name: Sym,
        key: Key,
        info: &'static str,
        param_loc: Loc,
    ) -> Result {
        if name == Sym::CLASSDICT {
            return Err(Fault::syntax("reserved name '__classdict__' cannot be used for type parameter", param_loc));
        }
        let Some(expr) = expr else { return Ok(()) };
        let in_class = self.cur().can_see_class_scope;
        let loc = self.loc(expr.range());
        self.enter(ScopeKind::TypeVariable, key)?;
        self.cur_mut().can_see_class_scope = in_class;
        if in_class {
            self.add_def(Sym::CLASSDICT, Flags::USE, loc)?;
        }
        self.cur_mut().scope_info = Some(info);
        self.expr(expr)?;
        self.exit();
        Ok(())
    }

    pub fn pattern(&mut self, pattern: &ast::Pattern) -> Result {
        self.nested(|c| c.pattern_inner(pattern))
    }

    fn capture(&mut self, name: Option<&ast::Identifier>, loc: Loc) -> Result {
        let Some(name) = name else { return Ok(()) };
        let sym = self.sym(name);
        self.add_def(sym, Flags::LOCAL, loc)
    }

    fn pattern_inner(&mut self, pattern: &ast::Pattern) -> Result {
        let loc = self.loc(pattern.range());
        match pattern {
            ast::Pattern::MatchValue(node) => self.expr(&node.value),
            ast::Pattern::MatchSingleton(_) => Ok(()),
            ast::Pattern::MatchSequence(node) => node.patterns.iter().try_for_each(|p| self.pattern(p)),
            ast::Pattern::MatchStar(node) => self.capture(node.name.as_ref(), loc),
            ast::Pattern::MatchMapping(node) => {
                self.exprs(&node.keys)?;
                node.patterns.iter().try_for_each(|p| self.pattern(p))?;
                self.capture(node.rest.as_ref(), loc)
            }
            ast::Pattern::MatchClass(node) => {
                self.expr(&node.cls)?;
                let arguments = &node.arguments;
                arguments.patterns.iter().try_for_each(|p| self.pattern(p))?;
                for keyword in &arguments.keywords {
                    if keyword.attr.as_str() == "__debug__" {
                        self.check_debug(ExprContext::Store, keyword.pattern.range())?;
                    }
                }
                arguments.keywords.iter().try_for_each(|k| self.pattern(&k.pattern))
            }
            ast::Pattern::MatchAs(node) => {
                if let Some(inner) = &node.pattern {
                    self.pattern(inner)?;
                }
                self.capture(node.name.as_ref(), loc)
            }
            ast::Pattern::MatchOr(node) => node.patterns.iter().try_for_each(|p| self.pattern(p)),
        }
    }
}
