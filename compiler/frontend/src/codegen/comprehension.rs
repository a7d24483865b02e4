//! Comprehensions and generator expressions.

use super::Generator;
use super::unit::{Arity, BlockKind, UnitKind};
use crate::ast::{Comprehension, Expr};
use crate::fault::Result;
use crate::instr::{Label, Opcode};
use crate::name::Sym;
use crate::position::Loc;
use crate::scope::{Role, ScopeId};
use ruff_text_size::Ranged;
use taipan_abi::opcodes::Op;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Generator,
    List,
    Set,
    Dict,
}

/// The parts of a comprehension.
#[derive(Clone, Copy)]
struct Parts<'a> {
    kind: Kind,
    generators: &'a [Comprehension],
    /// The element, or a dict's key.
    element: &'a Expr,
    /// A dict's value.
    value: Option<&'a Expr>,
    loc: Loc,
}

impl<'a> Generator<'a, '_> {
    pub(super) fn comprehension(&mut self, expr: &'a Expr, loc: Loc) -> Result {
        let (name, scope, parts) = match expr {
            Expr::ListComp(node) => {
                (Sym::LISTCOMP, self.scope_of(node, Role::Body), (Kind::List, &node.generators, &*node.elt, None))
            }
            Expr::SetComp(node) => {
                (Sym::SETCOMP, self.scope_of(node, Role::Body), (Kind::Set, &node.generators, &*node.elt, None))
            }
            Expr::DictComp(node) => (
                Sym::DICTCOMP,
                self.scope_of(node, Role::Body),
                (Kind::Dict, &node.generators, node.key.as_deref().unwrap_or(&node.value), Some(&*node.value)),
            ),
            Expr::Generator(node) => {
                (Sym::GENEXPR, self.scope_of(node, Role::Body), (Kind::Generator, &node.generators, &*node.elt, None))
            }
            _ => return Ok(()),
        };
        let (kind, generators, element, value) = parts;
        let parts = Parts { kind, generators, element, value, loc };
        if self.table.scope(scope).comp_inlined {
            self.inlined_comprehension(parts, scope)
        } else {
            self.nested_comprehension(parts, name, scope)
        }
    }

    fn inlined_comprehension(&mut self, parts: Parts<'a>, scope: ScopeId) -> Result {
        self.outermost_iterator(parts)?;
        let state = self.push_inlined(parts.loc, scope);
        self.build_collection(parts, true);
        self.generator_loop(parts, 0, 0, true)?;
        self.pop_inlined(parts.loc, state);
        Ok(())
    }

    fn nested_comprehension(&mut self, parts: Parts<'a>, name: Sym, scope: ScopeId) -> Result {
        let loc = parts.loc;
        let is_async = self.table.scope(scope).coroutine;
        let arity = Arity { positional: 1, ..Arity::default() };
        self.enter(name, UnitKind::Comprehension, scope, loc.line, None, arity)?;
        self.build_collection(parts, false);
        self.generator_loop(parts, 0, 0, false)?;
        if parts.kind == Kind::Generator {
            self.wrap_stop_iteration();
        } else {
            self.op(loc, Op::RETURN_VALUE);
        }
        let code = self.finish(true);
        self.make_closure(loc, code, 0);
        self.outermost_iterator(parts)?;
        self.op_arg(loc, Op::CALL, 0);
        if is_async && parts.kind != Kind::Generator {
            self.await_value(loc, 0);
        }
        Ok(())
    }

    fn outermost_iterator(&mut self, parts: Parts<'a>) -> Result {
        let Some(outermost) = parts.generators.first() else {
            return Ok(());
        };
        self.expr(&outermost.iter)?;
        self.get_iterator(outermost);
        Ok(())
    }

    fn get_iterator(&mut self, generator: &Comprehension) {
        let loc = self.loc(generator.iter.range());
        self.op(loc, if generator.is_async { Op::GET_AITER } else { Op::GET_ITER });
    }

    fn build_collection(&mut self, parts: Parts<'a>, inlined: bool) {
        let op = match parts.kind {
            Kind::Generator => return,
            Kind::List => Op::BUILD_LIST,
            Kind::Set => Op::BUILD_SET,
            Kind::Dict => Op::BUILD_MAP,
        };
        self.op_arg(parts.loc, op, 0);
        if inlined {
            self.op_arg(parts.loc, Op::SWAP, 2);
        }
    }

    /// The loop of one `for` clause and everything inside it; `depth` counts the iterators above
    /// the collection.
    fn generator_loop(&mut self, parts: Parts<'a>, index: usize, depth: u32, on_stack: bool) -> Result {
        if parts.generators[index].is_async {
            self.nested(|g| g.async_generator_loop(parts, index, depth, on_stack))
        } else {
            self.nested(|g| g.sync_generator_loop(parts, index, depth, on_stack))
        }
    }

    fn sync_generator_loop(&mut self, parts: Parts<'a>, index: usize, mut depth: u32, on_stack: bool) -> Result {
        let generator = &parts.generators[index];
        let start = self.label();
        let if_cleanup = self.label();
        let anchor = self.label();
        let mut loops = true;
        if !on_stack {
            if index == 0 {
                self.op_arg(parts.loc, Op::LOAD_FAST, 0);
            } else if let Some(single) = single_element(&generator.iter) {
                // `for x in [value]` assigns.
                self.expr(single)?;
                loops = false;
            } else {
                self.expr(&generator.iter)?;
                self.get_iterator(generator);
            }
        }
        if loops {
            depth += 1;
            self.place(start);
            let iter_loc = self.expr_loc(&generator.iter);
            self.jump(iter_loc, Op::FOR_ITER, anchor);
        }
        self.expr(&generator.target)?;
        for condition in &generator.ifs {
            self.jump_if(condition, if_cleanup, false)?;
        }
        let element_loc = self.generator_body(parts, index, depth)?;
        self.place(if_cleanup);
        if loops {
            self.jump(element_loc, Opcode::Jump, start);
            self.place(anchor);
            self.op(Loc::NONE, Op::END_FOR);
            self.op(Loc::NONE, Op::POP_ITER);
        }
        Ok(())
    }

    fn async_generator_loop(&mut self, parts: Parts<'a>, index: usize, depth: u32, on_stack: bool) -> Result {
        let generator = &parts.generators[index];
        let loc = parts.loc;
        let start = self.label();
        let send = self.label();
        let except = self.label();
        let if_cleanup: Label = self.label();
        if !on_stack {
            if index == 0 {
                self.op_arg(loc, Op::LOAD_FAST, 0);
            } else {
                self.expr(&generator.iter)?;
                self.get_iterator(generator);
            }
        }
        self.place(start);
        self.push_block(BlockKind::AsyncComprehension, loc, Some(start), None)?;
        self.jump(loc, Opcode::SetupFinally, except);
        self.op(loc, Op::GET_ANEXT);
        self.load_none(loc);
        self.place(send);
        self.yield_from(loc, true);
        self.pseudo(loc, Opcode::PopBlock, 0);
        self.expr(&generator.target)?;
        for condition in &generator.ifs {
            self.jump_if(condition, if_cleanup, false)?;
        }
        let element_loc = self.generator_body(parts, index, depth + 1)?;
        self.place(if_cleanup);
        self.jump(element_loc, Opcode::Jump, start);
        self.pop_block();
        self.place(except);
        self.jump(loc, Op::END_ASYNC_FOR, send);
        Ok(())
    }

    /// The next `for` clause, or the element; returns the location of the jump back.
    fn generator_body(&mut self, parts: Parts<'a>, index: usize, depth: u32) -> Result<Loc> {
        let mut loc = self.expr_loc(parts.element);
        if index + 1 < parts.generators.len() {
            self.generator_loop(parts, index + 1, depth, false)?;
            return Ok(loc);
        }
        self.expr(parts.element)?;
        match parts.kind {
            Kind::Generator => {
                self.yield_value(loc);
                self.op(loc, Op::POP_TOP);
            }
            Kind::List => self.op_arg(loc, Op::LIST_APPEND, depth + 1),
            Kind::Set => self.op_arg(loc, Op::SET_ADD, depth + 1),
            Kind::Dict => {
                if let Some(value) = parts.value {
                    self.expr(value)?;
                    loc = loc.to_end_of(self.expr_loc(value));
                }
                self.op_arg(loc, Op::MAP_ADD, depth + 1);
            }
        }
        Ok(loc)
    }
}

fn single_element(iter: &Expr) -> Option<&Expr> {
    let elts = match iter {
        Expr::List(node) => &node.elts,
        Expr::Tuple(node) => &node.elts,
        _ => return None,
    };
    match &elts[..] {
        [single] if !single.is_starred_expr() => Some(single),
        _ => None,
    }
}
