//! List, tuple, set and dict displays, and assignment to lists and tuples.

use super::Generator;
use crate::ast::{self, Expr, ExprContext};
use crate::fault::Result;
use crate::name::Sym;
use crate::position::Loc;
use taipan_abi::opcodes::{Op, intrinsic1};

/// More values than this are not put on the stack at once.
pub(super) const STACK_GUIDELINE: usize = 30;

/// The instructions that build one kind of collection.
#[derive(Clone, Copy)]
pub(super) struct Builder {
    build: Op,
    add: Op,
    extend: Op,
    tuple: bool,
}

impl Builder {
    const LIST: Builder =
        Builder { build: Op::BUILD_LIST, add: Op::LIST_APPEND, extend: Op::LIST_EXTEND, tuple: false };
    const SET: Builder = Builder { build: Op::BUILD_SET, add: Op::SET_ADD, extend: Op::SET_UPDATE, tuple: false };
    pub(super) const TUPLE: Builder = Builder { tuple: true, ..Builder::LIST };
}

impl<'a> Generator<'a, '_> {
    pub(super) fn list(&mut self, node: &'a ast::ExprList, loc: Loc) -> Result {
        match node.ctx {
            ExprContext::Store => self.unpack(loc, &node.elts),
            ExprContext::Del => self.exprs(&node.elts),
            _ => self.collect(loc, &node.elts, None, 0, Builder::LIST),
        }
    }

    pub(super) fn tuple(&mut self, node: &'a ast::ExprTuple, loc: Loc) -> Result {
        match node.ctx {
            ExprContext::Store => self.unpack(loc, &node.elts),
            ExprContext::Del => self.exprs(&node.elts),
            _ => self.collect(loc, &node.elts, None, 0, Builder::TUPLE),
        }
    }

    pub(super) fn set(&mut self, node: &'a ast::ExprSet, loc: Loc) -> Result {
        self.collect(loc, &node.elts, None, 0, Builder::SET)
    }

    /// Builds a collection of `pushed` values on the stack, the elements and one more name.
    pub(super) fn collect(
        &mut self,
        loc: Loc,
        elts: &'a [Expr],
        injected: Option<Sym>,
        pushed: usize,
        builder: Builder,
    ) -> Result {
        let total = elts.len() + pushed + usize::from(injected.is_some());
        let big = total > STACK_GUIDELINE;
        let starred = elts.iter().any(Expr::is_starred_expr);
        if !big && !starred {
            self.exprs(elts)?;
            if let Some(name) = injected {
                self.load_name(loc, name);
            }
            let op = if builder.tuple { Op::BUILD_TUPLE } else { builder.build };
            self.op_arg(loc, op, total as u32);
            return Ok(());
        }
        let mut built = big;
        if big {
            self.op_arg(loc, builder.build, pushed as u32);
        }
        for (index, elt) in elts.iter().enumerate() {
            if let Expr::Starred(starred) = elt {
                if !built {
                    self.op_arg(loc, builder.build, (index + pushed) as u32);
                    built = true;
                }
                self.expr(&starred.value)?;
                self.op_arg(loc, builder.extend, 1);
            } else {
                self.expr(elt)?;
                if built {
                    self.op_arg(loc, builder.add, 1);
                }
            }
        }
        if let Some(name) = injected {
            self.load_name(loc, name);
            self.op_arg(loc, builder.add, 1);
        }
        if builder.tuple {
            self.op_arg(loc, Op::CALL_INTRINSIC_1, intrinsic1::LIST_TO_TUPLE);
        }
        Ok(())
    }

    fn unpack(&mut self, loc: Loc, elts: &'a [Expr]) -> Result {
        let mut starred = elts.iter().enumerate().filter(|(_, elt)| elt.is_starred_expr());
        match starred.next() {
            None => self.op_arg(loc, Op::UNPACK_SEQUENCE, elts.len() as u32),
            Some((before, _)) => {
                let after = elts.len() - before - 1;
                if before >= 1 << 8 || after >= (i32::MAX >> 8) as usize {
                    return self.error(loc, "too many expressions in star-unpacking assignment");
                }
                if starred.next().is_some() {
                    return self.error(loc, "multiple starred expressions in assignment");
                }
                self.op_arg(loc, Op::UNPACK_EX, (before + (after << 8)) as u32);
            }
        }
        for elt in elts {
            match elt {
                Expr::Starred(starred) => self.expr(&starred.value)?,
                _ => self.expr(elt)?,
            }
        }
        Ok(())
    }

    pub(super) fn dict(&mut self, node: &'a ast::ExprDict, loc: Loc) -> Result {
        let items = &node.items;
        let mut have_dict = false;
        let mut pending = 0;
        for (index, item) in items.iter().enumerate() {
            if item.key.is_none() {
                if pending > 0 {
                    self.dict_part(loc, &items[index - pending..index])?;
                    self.merge_dict_part(loc, &mut have_dict);
                    pending = 0;
                }
                if !have_dict {
                    self.op_arg(loc, Op::BUILD_MAP, 0);
                    have_dict = true;
                }
                self.expr(&item.value)?;
                self.op_arg(loc, Op::DICT_UPDATE, 1);
            } else if pending * 2 > STACK_GUIDELINE {
                self.dict_part(loc, &items[index - pending..=index])?;
                self.merge_dict_part(loc, &mut have_dict);
                pending = 0;
            } else {
                pending += 1;
            }
        }
        if pending > 0 {
            self.dict_part(loc, &items[items.len() - pending..])?;
            self.merge_dict_part(loc, &mut have_dict);
        }
        if !have_dict {
            self.op_arg(loc, Op::BUILD_MAP, 0);
        }
        Ok(())
    }

    fn merge_dict_part(&mut self, loc: Loc, have_dict: &mut bool) {
        if *have_dict {
            self.op_arg(loc, Op::DICT_UPDATE, 1);
        }
        *have_dict = true;
    }

    fn dict_part(&mut self, loc: Loc, items: &'a [ast::DictItem]) -> Result {
        let big = items.len() * 2 > STACK_GUIDELINE;
        if big {
            self.op_arg(loc, Op::BUILD_MAP, 0);
        }
        for item in items {
            if let Some(key) = &item.key {
                self.expr(key)?;
            }
            self.expr(&item.value)?;
            if big {
                self.op_arg(loc, Op::MAP_ADD, 1);
            }
        }
        if !big {
            self.op_arg(loc, Op::BUILD_MAP, items.len() as u32);
        }
        Ok(())
    }
}
