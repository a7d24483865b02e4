//! Calls: plain, of methods, of `super()`, and the builtins that are expanded in place.

use super::Generator;
use super::display::{Builder, STACK_GUIDELINE};
use super::unit::UnitKind;
use crate::ast::{self, CmpOp, Expr, ExprContext, Keyword};
use crate::fault::Result;
use crate::instr::{Label, Opcode};
use crate::name::Sym;
use crate::position::Loc;
use crate::scope::{Flags, Place, Role, Table};
use ruff_text_size::Ranged;
use taipan_abi::code::Constant;
use taipan_abi::opcodes::{Op, common_constant, intrinsic1};

impl<'a> Generator<'a, '_> {
    pub(super) fn call(&mut self, node: &'a ast::ExprCall, loc: Loc) -> Result {
        self.check_keywords(&node.arguments.keywords)?;
        if self.method_call(node, loc)? {
            return Ok(());
        }
        self.warn_caller(&node.func);
        self.expr(&node.func)?;
        let done = self.label();
        self.expanded_call(node, done)?;
        let func_loc = self.expr_loc(&node.func);
        self.op(func_loc, Op::PUSH_NULL);
        let arguments = &node.arguments;
        self.note_bare_generator(arguments);
        self.call_arguments(loc, 0, &arguments.args, None, &arguments.keywords)?;
        self.place(done);
        Ok(())
    }

    fn check_keywords(&self, keywords: &[Keyword]) -> Result {
        if keywords.len() < 2 {
            return Ok(());
        }
        // The first name that comes again is reported, at the place where it does.
        let mut first_of = rustc_hash::FxHashMap::default();
        let mut repeated: Option<(usize, usize)> = None;
        for (index, keyword) in keywords.iter().enumerate() {
            let Some(arg) = &keyword.arg else { continue };
            let first = *first_of.entry(arg.as_str()).or_insert(index);
            if first != index && repeated.is_none_or(|(earlier, _)| first < earlier) {
                repeated = Some((first, index));
            }
        }
        match repeated {
            None => Ok(()),
            Some((first, index)) => {
                let name = keywords[first].arg.as_ref().map_or("", |arg| arg.as_str());
                self.error(self.loc(keywords[index].range()), format!("keyword argument repeated: {name}"))
            }
        }
    }

    /// A call of an attribute, without building a bound method.
    fn method_call(&mut self, node: &'a ast::ExprCall, loc: Loc) -> Result<bool> {
        let Expr::Attribute(method) = &*node.func else {
            return Ok(false);
        };
        let args = &node.arguments.args;
        let keywords = &node.arguments.keywords;
        let plain = method.ctx == ExprContext::Load
            && !self.is_imported(&method.value)
            && args.len() + keywords.len() + usize::from(!keywords.is_empty()) < STACK_GUIDELINE
            && !args.iter().any(Expr::is_starred_expr)
            && keywords.iter().all(|keyword| keyword.arg.is_some());
        if !plain {
            return Ok(false);
        }
        let attr = self.sym(&method.attr);
        let method_loc = self.loc(method.range());
        let attr_loc = self.at_attribute(method_loc, method);
        if self.is_super_attribute(method) {
            let low = self.super_arguments(method)? | 1;
            self.name_op(method_loc, Op::LOAD_SUPER_ATTR, attr, 2, low);
            self.op(attr_loc, Op::NOP);
        } else {
            self.expr(&method.value)?;
            self.name_op(attr_loc, Op::LOAD_ATTR, attr, 1, 1);
        }
        self.note_bare_generator(&node.arguments);
        self.exprs(args)?;
        let call_loc = self.at_attribute(loc, method);
        if keywords.is_empty() {
            self.op_arg(call_loc, Op::CALL, args.len() as u32);
        } else {
            for keyword in keywords {
                self.expr(&keyword.value)?;
            }
            self.keyword_names(attr_loc, keywords);
            self.op_arg(call_loc, Op::CALL_KW, (args.len() + keywords.len()) as u32);
        }
        Ok(true)
    }

    /// The expression is the name of something a module-level import binds.
    fn is_imported(&mut self, expr: &Expr) -> bool {
        let Expr::Name(name) = expr else { return false };
        let name = self.names.intern(name.id.as_str());
        self.table.scope(Table::TOP).flags(name).is_some_and(|flags| flags.has(Flags::IMPORT))
    }

    /// An attribute of `super()` that can be looked up without making the super object.
    pub(super) fn is_super_attribute(&self, node: &ast::ExprAttribute) -> bool {
        let Expr::Call(call) = &*node.value else {
            return false;
        };
        let is_super = matches!(&*call.func, Expr::Name(name) if name.id.as_str() == "super");
        if !is_super || node.attr.as_str() == "__class__" || !call.arguments.keywords.is_empty() {
            return false;
        }
        // `super` must be the builtin, as far as can be seen.
        if self.scope().place(Sym::SUPER) != Place::GlobalImplicit
            || self.table.scope(Table::TOP).place(Sym::SUPER) != Place::Unknown
        {
            return false;
        }
        match &*call.arguments.args {
            [first, second] => !first.is_starred_expr() && !second.is_starred_expr(),
            [] => {
                let arity = self.unit_ref().arity;
                arity.positional + arity.positional_only > 0
                    && self.scope().place(Sym::CLASS) == Place::Free
                    && self.unit_ref().kind != UnitKind::Class
            }
            _ => false,
        }
    }

    /// Loads `super`, the class and the instance; returns the flag for an explicit pair.
    pub(super) fn super_arguments(&mut self, node: &'a ast::ExprAttribute) -> Result<u32> {
        let Expr::Call(call) = &*node.value else {
            return Ok(0);
        };
        let loc = self.loc(call.range());
        let func_loc = self.expr_loc(&call.func);
        self.load_name(func_loc, Sym::SUPER);
        if let [class, instance] = &*call.arguments.args {
            self.expr(class)?;
            self.expr(instance)?;
            return Ok(2);
        }
        self.load_name(loc, Sym::CLASS);
        if let Some(&first) = self.unit_ref().varnames.first() {
            self.load_name(loc, first);
        }
        Ok(0)
    }

    /// `all`, `any` and `tuple` of a generator expression run its loop in place, if they are
    /// the builtins.
    fn expanded_call(&mut self, node: &'a ast::ExprCall, done: Label) -> Result {
        let (Expr::Name(func), [argument @ Expr::Generator(_)], []) =
            (&*node.func, &*node.arguments.args, &*node.arguments.keywords)
        else {
            return Ok(());
        };
        let (constant, initial) = match func.id.as_str() {
            "all" => (common_constant::BUILTIN_ALL, Some(true)),
            "any" => (common_constant::BUILTIN_ANY, Some(false)),
            "tuple" => (common_constant::BUILTIN_TUPLE, None),
            _ => return Ok(()),
        };
        let Expr::Generator(generator) = argument else {
            return Ok(());
        };
        let scope = self.scope_of(generator, Role::Body);
        if self.table.scope(scope).coroutine {
            return Ok(());
        }
        let loc = self.loc(func.range());
        let skip = self.label();
        self.op_arg(loc, Op::COPY, 1);
        self.op_arg(loc, Op::LOAD_COMMON_CONSTANT, constant);
        self.compare_op(loc, CmpOp::Is);
        self.jump(loc, Op::POP_JUMP_IF_FALSE, skip);
        self.op(loc, Op::POP_TOP);
        if initial.is_none() {
            self.op_arg(loc, Op::BUILD_LIST, 0);
        }
        self.note_bare_generator(&node.arguments);
        self.expr(argument)?;
        let cleanup = self.label();
        let start = self.label_here();
        self.jump(loc, Op::FOR_ITER, cleanup);
        let truth = |value: bool| {
            if value { Constant::True } else { Constant::False }
        };
        match initial {
            None => {
                self.op_arg(loc, Op::LIST_APPEND, 2);
                self.jump(loc, Opcode::Jump, start);
            }
            Some(value) => {
                self.op(loc, Op::TO_BOOL);
                self.jump(loc, super::expr::jump_op(value), start);
            }
        }
        self.op(Loc::NONE, Op::POP_ITER);
        if let Some(value) = initial {
            self.load_const(loc, truth(!value));
        }
        self.jump(loc, Opcode::Jump, done);
        self.place(cleanup);
        self.op(Loc::NONE, Op::END_FOR);
        self.op(Loc::NONE, Op::POP_ITER);
        match initial {
            None => self.op_arg(loc, Op::CALL_INTRINSIC_1, intrinsic1::LIST_TO_TUPLE),
            Some(value) => self.load_const(loc, truth(value)),
        }
        self.jump(loc, Opcode::Jump, done);
        self.place(skip);
        Ok(())
    }

    fn keyword_names(&mut self, loc: Loc, keywords: &[Keyword]) {
        let names = keywords
            .iter()
            .filter_map(|keyword| keyword.arg.as_ref())
            .map(|arg| crate::constant::str_constant(arg.as_str().into()))
            .collect();
        self.load_const(loc, Constant::Tuple(names));
    }

    /// The arguments and the call itself, after the callable and `pushed` arguments.
    pub(super) fn call_arguments(
        &mut self,
        loc: Loc,
        pushed: usize,
        args: &'a [Expr],
        injected: Option<Sym>,
        keywords: &'a [Keyword],
    ) -> Result {
        self.check_keywords(keywords)?;
        let plain = args.len() + keywords.len() * 2 <= STACK_GUIDELINE
            && !args.iter().any(Expr::is_starred_expr)
            && keywords.iter().all(|keyword| keyword.arg.is_some());
        if !plain {
            return self.call_unpacking(loc, pushed, args, injected, keywords);
        }
        self.exprs(args)?;
        let mut count = pushed + args.len();
        if let Some(name) = injected {
            self.load_name(loc, name);
            count += 1;
        }
        if keywords.is_empty() {
            self.op_arg(loc, Op::CALL, count as u32);
        } else {
            for keyword in keywords {
                self.expr(&keyword.value)?;
            }
            self.keyword_names(loc, keywords);
            self.op_arg(loc, Op::CALL_KW, (count + keywords.len()) as u32);
        }
        Ok(())
    }

    fn call_unpacking(
        &mut self,
        loc: Loc,
        pushed: usize,
        args: &'a [Expr],
        injected: Option<Sym>,
        keywords: &'a [Keyword],
    ) -> Result {
        match args {
            [Expr::Starred(only)] if pushed == 0 && injected.is_none() => self.expr(&only.value)?,
            _ => self.collect(loc, args, injected, pushed, Builder::TUPLE)?,
        }
        let mut have_dict = false;
        let mut pending = 0;
        for (index, keyword) in keywords.iter().enumerate() {
            if keyword.arg.is_some() {
                pending += 1;
                continue;
            }
            if pending > 0 {
                self.keyword_dict(loc, &keywords[index - pending..index], &mut have_dict)?;
                pending = 0;
            }
            if !have_dict {
                self.op_arg(loc, Op::BUILD_MAP, 0);
                have_dict = true;
            }
            self.expr(&keyword.value)?;
            self.op_arg(loc, Op::DICT_MERGE, 1);
        }
        if pending > 0 {
            self.keyword_dict(loc, &keywords[keywords.len() - pending..], &mut have_dict)?;
        }
        if keywords.is_empty() {
            self.op(loc, Op::PUSH_NULL);
        }
        self.op(loc, Op::CALL_FUNCTION_EX);
        Ok(())
    }

    fn keyword_dict(&mut self, loc: Loc, keywords: &'a [Keyword], have_dict: &mut bool) -> Result {
        let big = keywords.len() * 2 > STACK_GUIDELINE;
        if big {
            self.op_arg(Loc::NONE, Op::BUILD_MAP, 0);
        }
        for keyword in keywords {
            if let Some(arg) = &keyword.arg {
                self.load_const(loc, crate::constant::str_constant(arg.as_str().into()));
            }
            self.expr(&keyword.value)?;
            if big {
                self.op_arg(Loc::NONE, Op::MAP_ADD, 1);
            }
        }
        if !big {
            self.op_arg(loc, Op::BUILD_MAP, keywords.len() as u32);
        }
        if *have_dict {
            self.op_arg(loc, Op::DICT_MERGE, 1);
        }
        *have_dict = true;
        Ok(())
    }
}
