//! Walks the statements of a tree and records how each scope uses its names.
//!
//! Expressions are in [`super::collect_expr`].

use super::Setting;
use super::table::{Flags, Key, Place, Role, Scope, ScopeId, ScopeKind, Table};
use crate::ast::{self, Expr, Stmt};
use crate::fault::{Fault, Result};
use crate::name::{Names, Sym};
use crate::position::Loc;
use crate::preprocess::docstring;
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::FxHashMap;
use taipan_abi::source::FaultKind;

/// Nesting beyond this depth is refused.
pub const MAX_DEPTH: u32 = 20_000;
const MAX_PREFIXES: u32 = 5_000;

pub fn collect(module: &ast::Mod, names: &mut Names, setting: &Setting<'_>) -> Result<Table> {
    let mut collector = Collector {
        table: Table { scopes: Vec::new(), by_node: FxHashMap::default() },
        stack: Vec::new(),
        private: None,
        names,
        setting,
        depth: 0,
        prefixes: 0,
    };
    let top = collector.new_scope(ScopeKind::Module);
    collector.stack.push(top);
    match module {
        ast::Mod::Module(module) => {
            collector.table.by_node.insert(Key::new(module, Role::Body), top);
            let is_exec = setting.mode == taipan_abi::source::SourceMode::Exec;
            collector.cur_mut().has_docstring = is_exec && collector.keeps_docstring(&module.body);
            collector.body(&module.body)?;
        }
        ast::Mod::Expression(expression) => {
            collector.table.by_node.insert(Key::new(expression, Role::Body), top);
            collector.expr(&expression.body)?;
        }
    }
    Ok(collector.table)
}

pub struct Collector<'c, 'n> {
    pub table: Table,
    pub stack: Vec<ScopeId>,
    /// The class whose private names are mangled.
    pub private: Option<Sym>,
    pub names: &'n mut Names,
    pub setting: &'c Setting<'c>,
    depth: u32,
    prefixes: u32,
}

impl Collector<'_, '_> {
    pub fn cur_id(&self) -> ScopeId {
        self.stack[self.stack.len() - 1]
    }

    pub fn cur(&self) -> &Scope {
        self.table.scope(self.cur_id())
    }

    pub fn cur_mut(&mut self) -> &mut Scope {
        let id = self.cur_id();
        self.table.scope_mut(id)
    }

    pub fn loc(&self, range: TextRange) -> Loc {
        self.setting.lines.loc(range)
    }

    pub fn keeps_docstring(&self, body: &[Stmt]) -> bool {
        !self.setting.drop_docstrings && docstring(body).is_some()
    }

    pub fn new_scope(&mut self, kind: ScopeKind) -> ScopeId {
        let mut scope = Scope::new(kind);
        if !self.stack.is_empty() {
            let around = self.cur();
            scope.nested = around.nested || around.is_function_like();
            scope.method = around.kind == ScopeKind::Class && kind == ScopeKind::Function;
        }
        self.table.scopes.push(scope);
        ScopeId(self.table.scopes.len() as u32 - 1)
    }

    pub fn enter_existing(&mut self, id: ScopeId) {
        let around = self.cur_id();
        let comp_iter_expr = self.cur().comp_iter_expr;
        let mangled = self.cur().mangled.clone();
        let scope = self.table.scope_mut(id);
        scope.comp_iter_expr = comp_iter_expr;
        if mangled.is_some() && scope.kind != ScopeKind::Class {
            scope.mangled = mangled;
        }
        // With string annotations, annotation scopes have no effect on the names around them.
        let detached = scope.kind == ScopeKind::Annotation && self.setting.future.annotations();
        self.stack.push(id);
        if !detached {
            self.table.scope_mut(around).children.push(id);
        }
    }

    pub fn enter(&mut self, kind: ScopeKind, key: Key) -> Result<ScopeId> {
        let id = self.new_scope(kind);
        self.table.by_node.insert(key, id);
        self.enter_existing(id);
        if matches!(kind, ScopeKind::Annotation | ScopeKind::TypeVariable | ScopeKind::TypeAlias) {
            self.add_def(Sym::DOT_FORMAT, Flags::PARAM, Loc::NONE)?;
            self.add_def(Sym::DOT_FORMAT, Flags::USE, Loc::NONE)?;
        }
        Ok(id)
    }

    pub fn exit(&mut self) {
        self.stack.pop();
    }

    pub fn sym(&mut self, identifier: &ast::Identifier) -> Sym {
        self.names.intern(identifier.as_str())
    }

    fn mangle(&mut self, name: Sym, id: ScopeId) -> Sym {
        if let Some(mangled) = &self.table.scope(id).mangled
            && !mangled.contains(&name)
        {
            return name;
        }
        self.names.mangle(self.private, name)
    }

    pub fn lookup_in(&mut self, id: ScopeId, name: Sym) -> u16 {
        let mangled = self.mangle(name, id);
        self.table.scope(id).flags(mangled).map_or(0, Flags::bits)
    }

    pub fn add_def(&mut self, name: Sym, flags: u16, loc: Loc) -> Result {
        let binds = flags & (Flags::PARAM | Flags::LOCAL | Flags::IMPORT) != 0;
        if binds && name == Sym::DEBUG {
            return Err(Fault::syntax("cannot assign to __debug__", loc));
        }
        if flags & Flags::TYPE_PARAM != 0
            && let Some(mangled) = &mut self.cur_mut().mangled
        {
            mangled.insert(name);
        }
        self.add_def_to(self.cur_id(), name, flags, loc)
    }

    pub fn add_def_to(&mut self, id: ScopeId, name: Sym, flags: u16, loc: Loc) -> Result {
        let mangled = self.mangle(name, self.cur_id());
        let scope = self.table.scope_mut(id);
        let iter_target = scope.comp_iter_target;
        let entry = scope.symbols.entry(mangled).or_insert(Flags::new(0, Place::Unknown));
        let text = |names: &Names| names.text(name).to_owned();
        if flags & Flags::PARAM != 0 && entry.has(Flags::PARAM) {
            let name = text(self.names);
            return Err(Fault::syntax(format!("duplicate argument '{name}' in function definition"), loc));
        }
        if flags & Flags::TYPE_PARAM != 0 && entry.has(Flags::TYPE_PARAM) {
            let name = text(self.names);
            return Err(Fault::syntax(format!("duplicate type parameter '{name}'"), loc));
        }
        entry.add(flags);
        if iter_target {
            if entry.has(Flags::GLOBAL | Flags::NONLOCAL) {
                let name = text(self.names);
                return Err(Fault::syntax(
                    format!("comprehension inner loop cannot rebind assignment expression target '{name}'"),
                    loc,
                ));
            }
            entry.add(Flags::COMP_ITER);
        }
        if flags & Flags::PARAM != 0 {
            scope.varnames.push(mangled);
        } else if flags & Flags::GLOBAL != 0 {
            self.table.scope_mut(Table::TOP).symbols.entry(mangled).or_insert(Flags::new(0, Place::Unknown)).add(flags);
        }
        Ok(())
    }

    pub fn record_directive(&mut self, name: Sym, loc: Loc) {
        let mangled = self.mangle(name, self.cur_id());
        self.cur_mut().directives.push((mangled, loc));
    }

    /// Runs below an operator or keyword that precedes its operand: parsers recur at these, and
    /// Python's gives up sooner than the later stages do.
    pub fn prefixed(&mut self, visit: impl FnOnce(&mut Self) -> Result) -> Result {
        self.prefixes += 1;
        if self.prefixes > MAX_PREFIXES {
            return Err(Fault::nowhere(
                FaultKind::MemoryError,
                "Parser stack overflowed - Python source too complex to parse",
            ));
        }
        let result = visit(self);
        self.prefixes -= 1;
        result
    }

    /// Runs one level deeper, on more stack where it is needed.
    pub fn nested(&mut self, visit: impl FnOnce(&mut Self) -> Result) -> Result {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Fault::nowhere(
                FaultKind::RecursionError,
                "maximum recursion depth exceeded during compilation",
            ));
        }
        let result = if self.depth < 50 {
            visit(self)
        } else {
            stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, || visit(self))
        };
        self.depth -= 1;
        result
    }

    pub fn body(&mut self, body: &[Stmt]) -> Result {
        for stmt in body {
            self.nested(|c| c.stmt(stmt))?;
        }
        Ok(())
    }

    /// Visits code that may not run, for the sake of annotations in it.
    fn conditional(&mut self, visit: impl FnOnce(&mut Self) -> Result) -> Result {
        let before = std::mem::replace(&mut self.cur_mut().in_conditional_block, true);
        visit(self)?;
        self.cur_mut().in_conditional_block = before;
        Ok(())
    }

    fn stmt(&mut self, stmt: &Stmt) -> Result {
        match stmt {
            Stmt::FunctionDef(def) => self.function(def),
            Stmt::ClassDef(def) => self.class(def),
            Stmt::TypeAlias(alias) => self.type_alias(alias),
            Stmt::Return(node) => self.opt_expr(node.value.as_deref()),
            Stmt::Delete(node) => self.exprs(&node.targets),
            Stmt::Assign(node) => {
                self.exprs(&node.targets)?;
                self.expr(&node.value)
            }
            Stmt::AnnAssign(node) => self.ann_assign(node),
            Stmt::AugAssign(node) => {
                self.expr(&node.target)?;
                self.expr(&node.value)
            }
            Stmt::For(node) => {
                if node.is_async {
                    self.require_coroutine("'async for' outside async function", node.range())?;
                }
                self.expr(&node.target)?;
                self.expr(&node.iter)?;
                self.conditional(|c| {
                    c.body(&node.body)?;
                    c.body(&node.orelse)
                })
            }
            Stmt::While(node) => {
                self.expr(&node.test)?;
                self.conditional(|c| {
                    c.body(&node.body)?;
                    c.body(&node.orelse)
                })
            }
            Stmt::If(node) => {
                self.expr(&node.test)?;
                self.conditional(|c| {
                    c.body(&node.body)?;
                    for clause in &node.elif_else_clauses {
                        c.opt_expr(clause.test.as_ref())?;
                        c.body(&clause.body)?;
                    }
                    Ok(())
                })
            }
            Stmt::Match(node) => {
                self.expr(&node.subject)?;
                self.conditional(|c| {
                    for case in &node.cases {
                        c.pattern(&case.pattern)?;
                        c.opt_expr(case.guard.as_deref())?;
                        c.body(&case.body)?;
                    }
                    Ok(())
                })
            }
            Stmt::Raise(node) => {
                self.opt_expr(node.exc.as_deref())?;
                self.opt_expr(node.cause.as_deref())
            }
            Stmt::Try(node) => self.conditional(|c| c.try_stmt(node)),
            Stmt::Assert(node) => {
                self.expr(&node.test)?;
                self.opt_expr(node.msg.as_deref())
            }
            Stmt::Import(node) => self.aliases(&node.names),
            Stmt::ImportFrom(node) => {
                self.aliases(&node.names)?;
                self.setting.future.check_position(node, self.setting.lines)
            }
            Stmt::Global(node) => self.declare(&node.names, node.range(), true),
            Stmt::Nonlocal(node) => self.declare(&node.names, node.range(), false),
            Stmt::Expr(node) => self.expr(&node.value),
            Stmt::With(node) => {
                if node.is_async {
                    self.require_coroutine("'async with' outside async function", node.range())?;
                }
                self.conditional(|c| {
                    for item in &node.items {
                        c.expr(&item.context_expr)?;
                        c.opt_expr(item.optional_vars.as_deref())?;
                    }
                    c.body(&node.body)
                })
            }
            Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) | Stmt::IpyEscapeCommand(_) => Ok(()),
        }
    }

    fn require_coroutine(&self, message: &str, range: TextRange) -> Result {
        if self.cur().coroutine {
            return Ok(());
        }
        Err(Fault::syntax(message, self.loc(range)))
    }

    fn try_stmt(&mut self, node: &ast::StmtTry) -> Result {
        self.body(&node.body)?;
        for ast::ExceptHandler::ExceptHandler(handler) in &node.handlers {
            self.opt_expr(handler.type_.as_deref())?;
            if let Some(name) = &handler.name {
                let sym = self.sym(name);
                self.add_def(sym, Flags::LOCAL, self.loc(handler.range()))?;
            }
            self.body(&handler.body)?;
        }
        self.body(&node.orelse)?;
        self.body(&node.finalbody)
    }

    fn function(&mut self, def: &ast::StmtFunctionDef) -> Result {
        let loc = self.loc(crate::codegen::def_range(self.setting.text, def.range(), &def.decorator_list));
        let name = self.sym(&def.name);
        self.add_def(name, Flags::LOCAL, loc)?;
        self.defaults(&def.parameters)?;
        for decorator in &def.decorator_list {
            self.expr(&decorator.expression)?;
        }
        if let Some(params) = &def.type_params {
            let has_kwdefaults = def.parameters.kwonlyargs.iter().any(|p| p.default.is_some());
            self.enter_type_params(params, loc)?;
            // CPython reserves this one whether there are defaults or not.
            self.add_def(Sym::DOT_DEFAULTS, Flags::PARAM, loc)?;
            if has_kwdefaults {
                self.add_def(Sym::DOT_KWDEFAULTS, Flags::PARAM, loc)?;
            }
            self.type_params(params)?;
        }
        let body = self.new_scope(ScopeKind::Function);
        self.table.by_node.insert(Key::new(def, Role::Body), body);
        self.table.scope_mut(body).has_docstring = self.keeps_docstring(&def.body);
        self.function_annotations(def, loc)?;
        self.enter_existing(body);
        self.cur_mut().coroutine = def.is_async;
        self.parameters(&def.parameters)?;
        self.body(&def.body)?;
        self.exit();
        if def.type_params.is_some() {
            self.exit();
        }
        Ok(())
    }

    fn function_annotations(&mut self, def: &ast::StmtFunctionDef, loc: Loc) -> Result {
        let sees_class = self.cur().can_see_class_scope || self.cur().kind == ScopeKind::Class;
        let key = Key::new(&*def.parameters, Role::Annotations);
        self.enter(ScopeKind::Annotation, key)?;
        if sees_class {
            self.cur_mut().can_see_class_scope = true;
            self.add_def(Sym::CLASSDICT, Flags::USE, loc)?;
        }
        let params = &def.parameters;
        let annotations = positional(params)
            .map(|p| &p.parameter)
            .chain(params.vararg.as_deref())
            .chain(params.kwarg.as_deref())
            .chain(params.kwonlyargs.iter().map(|p| &p.parameter))
            .filter_map(|p| p.annotation.as_deref())
            .chain(def.returns.as_deref());
        for annotation in annotations {
            self.cur_mut().annotations_used = true;
            self.expr(annotation)?;
        }
        self.exit();
        Ok(())
    }

    fn class(&mut self, def: &ast::StmtClassDef) -> Result {
        let loc = self.loc(crate::codegen::def_range(self.setting.text, def.range(), &def.decorator_list));
        let name = self.sym(&def.name);
        self.add_def(name, Flags::LOCAL, loc)?;
        for decorator in &def.decorator_list {
            self.expr(&decorator.expression)?;
        }
        let private = self.private;
        if let Some(params) = &def.type_params {
            self.enter_type_params(params, loc)?;
            self.add_def(Sym::DOT_TYPE_PARAMS, Flags::LOCAL, loc)?;
            self.add_def(Sym::DOT_TYPE_PARAMS, Flags::USE, loc)?;
            self.add_def(Sym::DOT_GENERIC_BASE, Flags::LOCAL, loc)?;
            self.add_def(Sym::DOT_GENERIC_BASE, Flags::USE, loc)?;
            self.private = Some(name);
            self.cur_mut().mangled = Some(Default::default());
            self.type_params(params)?;
        }
        if let Some(arguments) = &def.arguments {
            self.exprs(&arguments.args)?;
            self.keywords(&arguments.keywords)?;
        }
        self.enter(ScopeKind::Class, Key::new(def, Role::Body))?;
        self.private = Some(name);
        if def.type_params.is_some() {
            self.add_def(Sym::TYPE_PARAMS, Flags::LOCAL, loc)?;
            self.add_def(Sym::DOT_TYPE_PARAMS, Flags::USE, loc)?;
        }
        self.cur_mut().has_docstring = self.keeps_docstring(&def.body);
        self.body(&def.body)?;
        self.exit();
        if def.type_params.is_some() {
            self.exit();
        }
        self.private = private;
        Ok(())
    }

    fn type_alias(&mut self, alias: &ast::StmtTypeAlias) -> Result {
        self.expr(&alias.name)?;
        let loc = self.loc(alias.range());
        let in_class = self.cur().kind == ScopeKind::Class;
        if let Some(params) = &alias.type_params {
            self.enter_type_params(params, loc)?;
            self.type_params(params)?;
        }
        self.enter(ScopeKind::TypeAlias, Key::new(alias, Role::Body))?;
        self.cur_mut().can_see_class_scope = in_class;
        if in_class {
            self.add_def(Sym::CLASSDICT, Flags::USE, self.loc(alias.value.range()))?;
        }
        self.expr(&alias.value)?;
        self.exit();
        if alias.type_params.is_some() {
            self.exit();
        }
        Ok(())
    }

    fn enter_type_params(&mut self, params: &ast::TypeParams, loc: Loc) -> Result {
        let in_class = self.cur().kind == ScopeKind::Class;
        self.enter(ScopeKind::TypeParameters, Key::new(params, Role::TypeParams))?;
        if in_class {
            self.cur_mut().can_see_class_scope = true;
            self.add_def(Sym::CLASSDICT, Flags::USE, loc)?;
        }
        Ok(())
    }

    fn defaults(&mut self, params: &ast::Parameters) -> Result {
        for param in positional(params) {
            self.opt_expr(param.default.as_deref())?;
        }
        for param in &params.kwonlyargs {
            self.opt_expr(param.default.as_deref())?;
        }
        Ok(())
    }

    pub fn lambda_defaults(&mut self, params: &ast::Parameters) -> Result {
        self.defaults(params)
    }

    pub fn parameters(&mut self, params: &ast::Parameters) -> Result {
        for param in positional(params).chain(&params.kwonlyargs) {
            self.parameter(&param.parameter)?;
        }
        if let Some(vararg) = &params.vararg {
            self.parameter(vararg)?;
            self.cur_mut().varargs = true;
        }
        if let Some(kwarg) = &params.kwarg {
            self.parameter(kwarg)?;
            self.cur_mut().varkeywords = true;
        }
        Ok(())
    }

    fn parameter(&mut self, param: &ast::Parameter) -> Result {
        let sym = self.sym(&param.name);
        // The stars of `*args` and `**kwargs` do not belong to the parameter.
        let range = TextRange::new(param.name.start(), param.end());
        self.add_def(sym, Flags::PARAM, self.loc(range))
    }

    fn ann_assign(&mut self, node: &ast::StmtAnnAssign) -> Result {
        self.cur_mut().annotations_used = true;
        if let Expr::Name(target) = &*node.target {
            let name = self.names.intern(target.id.as_str());
            let flags = self.lookup_in(self.cur_id(), name);
            let declared = flags & (Flags::GLOBAL | Flags::NONLOCAL);
            if declared != 0 && self.cur_id() != Table::TOP && node.simple {
                let what = if declared & Flags::GLOBAL != 0 { "global" } else { "nonlocal" };
                return Err(Fault::syntax(
                    format!("annotated name '{}' can't be {what}", target.id),
                    self.loc(node.range()),
                ));
            }
            let loc = self.loc(target.range());
            if node.simple {
                self.add_def(name, Flags::ANNOT | Flags::LOCAL, loc)?;
            } else if node.value.is_some() {
                self.add_def(name, Flags::LOCAL, loc)?;
            }
        } else {
            self.expr(&node.target)?;
        }
        self.variable_annotation(&node.annotation)?;
        self.opt_expr(node.value.as_deref())
    }

    fn variable_annotation(&mut self, annotation: &Expr) -> Result {
        let loc = self.loc(annotation.range());
        let unevaluated = self.cur().kind == ScopeKind::Function;
        let in_namespace = matches!(self.cur().kind, ScopeKind::Class | ScopeKind::Module);
        let future = self.setting.future.annotations();
        if in_namespace && self.conditional_annotations_here() && !self.cur().has_conditional_annotations {
            self.cur_mut().has_conditional_annotations = true;
            self.add_def(Sym::CONDITIONAL_ANNOTATIONS, Flags::USE, loc)?;
        }
        let parent = self.cur_id();
        if let Some(block) = self.cur().annotation_block {
            self.enter_existing(block);
        } else {
            let in_class = self.cur().kind == ScopeKind::Class;
            let block = self.new_scope(ScopeKind::Annotation);
            self.enter_existing(block);
            self.add_def(Sym::DOT_FORMAT, Flags::PARAM, loc)?;
            self.add_def(Sym::DOT_FORMAT, Flags::USE, loc)?;
            self.table.scope_mut(parent).annotation_block = Some(block);
            if in_class && !future {
                self.cur_mut().can_see_class_scope = true;
                self.add_def(Sym::CLASSDICT, Flags::USE, loc)?;
            }
        }
        if unevaluated {
            self.cur_mut().in_unevaluated_annotation = true;
        }
        self.expr(annotation)?;
        if unevaluated {
            self.cur_mut().in_unevaluated_annotation = false;
        }
        self.exit();
        Ok(())
    }

    /// An annotation at this point must record that it was executed. A module may stop half-way
    /// (a circular import sees it so), hence all of its annotations are conditional.
    fn conditional_annotations_here(&self) -> bool {
        let scope = self.cur();
        scope.in_conditional_block || scope.kind == ScopeKind::Module
    }

    fn declare(&mut self, idents: &[ast::Identifier], range: TextRange, global: bool) -> Result {
        let loc = self.loc(range);
        let what = if global { "global" } else { "nonlocal" };
        for ident in idents {
            let name = self.sym(ident);
            let flags = self.lookup_in(self.cur_id(), name);
            let message = if flags & Flags::PARAM != 0 {
                Some(format!("name '{ident}' is parameter and {what}"))
            } else if flags & Flags::USE != 0 {
                Some(format!("name '{ident}' is used prior to {what} declaration"))
            } else if flags & Flags::ANNOT != 0 {
                Some(format!("annotated name '{ident}' can't be {what}"))
            } else if flags & Flags::LOCAL != 0 {
                Some(format!("name '{ident}' is assigned to before {what} declaration"))
            } else {
                None
            };
            if let Some(message) = message {
                return Err(Fault::syntax(message, loc));
            }
            let flag = if global { Flags::GLOBAL } else { Flags::NONLOCAL };
            self.add_def(name, flag, loc)?;
            self.record_directive(name, loc);
        }
        Ok(())
    }

    fn aliases(&mut self, aliases: &[ast::Alias]) -> Result {
        for alias in aliases {
            let loc = self.loc(alias.range());
            let bound = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
            if bound == "*" {
                if self.cur().kind != ScopeKind::Module {
                    return Err(Fault::syntax("import * only allowed at module level", loc));
                }
                continue;
            }
            let first = bound.split('.').next().unwrap_or(bound);
            let sym = self.names.intern(first);
            self.add_def(sym, Flags::IMPORT, loc)?;
        }
        Ok(())
    }
}

/// Positional parameters, positional-only ones first.
pub fn positional(params: &ast::Parameters) -> impl Iterator<Item = &ast::ParameterWithDefault> {
    params.posonlyargs.iter().chain(&params.args)
}
