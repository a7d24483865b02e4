//! `match` statements (PEP 634).
//!
//! Every routine consumes the subject on top of the stack and jumps to a failure label where it
//! does not match. Captures wait on the stack below what the pattern still needs, and are stored
//! when the whole pattern has matched.

use super::Generator;
use crate::ast::{self, CmpOp, Expr, Operator, Pattern, Singleton, UnaryOp};
use crate::constant::str_constant;
use crate::fault::Result;
use crate::flowgraph::evaluate;
use crate::instr::{Label, Opcode};
use crate::name::Sym;
use crate::number::{self, Number};
use crate::position::Loc;
use ruff_text_size::Ranged;
use taipan_abi::code::Constant;
use taipan_abi::opcodes::{BinaryOp, Op};

/// The state of one case's pattern.
#[derive(Default)]
struct Context {
    /// Captured names, in the order of their values on the stack.
    stores: Vec<Sym>,
    /// A pattern that always matches may stand here.
    allow_irrefutable: bool,
    /// Labels to jump to on failure: the one at index n pops n values.
    fail_pop: Vec<Label>,
    /// Values on top of the stack that must stay above captures.
    on_top: usize,
}

impl<'a> Generator<'a, '_> {
    pub(super) fn match_stmt(&mut self, node: &'a ast::StmtMatch) -> Result {
        self.expr(&node.subject)?;
        let end = self.label();
        let Some((last, rest)) = node.cases.split_last() else {
            return Ok(());
        };
        let has_default = is_wildcard(&last.pattern) && !rest.is_empty();
        let tested = if has_default { rest } else { &node.cases[..] };
        for (index, case) in tested.iter().enumerate() {
            let is_last = index + 1 == tested.len();
            let loc = self.loc(case.pattern.range());
            if !is_last {
                self.op_arg(loc, Op::COPY, 1);
            }
            let mut context = Context {
                allow_irrefutable: case.guard.is_some() || index + 1 == node.cases.len(),
                ..Context::default()
            };
            self.pattern(&case.pattern, &mut context)?;
            for &name in &context.stores {
                self.store_name(loc, name);
            }
            if let Some(guard) = &case.guard {
                let fail = self.fail_label(&mut context, 0);
                self.jump_if(guard, fail, false)?;
            }
            if !is_last {
                self.op(Loc::NEXT, Op::POP_TOP);
            }
            self.stmts(&case.body)?;
            self.jump(Loc::NONE, Opcode::Jump, end);
            self.place_failures(loc, &mut context);
        }
        if has_default {
            let loc = self.loc(last.pattern.range());
            self.op(loc, Op::NOP);
            if let Some(guard) = &last.guard {
                self.jump_if(guard, end, false)?;
            }
            self.stmts(&last.body)?;
        }
        self.place(end);
        Ok(())
    }

    fn fail_label(&mut self, context: &mut Context, pops: usize) -> Label {
        while context.fail_pop.len() <= pops {
            let label = self.label();
            context.fail_pop.push(label);
        }
        context.fail_pop[pops]
    }

    fn jump_to_failure(&mut self, loc: Loc, context: &mut Context, op: impl Into<Opcode>) {
        let label = self.fail_label(context, context.on_top + context.stores.len());
        self.jump(loc, op, label);
    }

    fn place_failures(&mut self, loc: Loc, context: &mut Context) {
        let labels = std::mem::take(&mut context.fail_pop);
        for (pops, label) in labels.into_iter().enumerate().rev() {
            self.place(label);
            if pops > 0 {
                self.op(loc, Op::POP_TOP);
            }
        }
    }

    fn rotate(&mut self, loc: Loc, count: usize) {
        for depth in (2..=count).rev() {
            self.op_arg(loc, Op::SWAP, depth as u32);
        }
    }

    fn capture(&mut self, loc: Loc, name: Option<&ast::Identifier>, context: &mut Context) -> Result {
        let Some(name) = name else {
            self.op(loc, Op::POP_TOP);
            return Ok(());
        };
        let name = self.sym(name);
        self.check_duplicate(loc, name, context)?;
        self.rotate(loc, context.on_top + context.stores.len() + 1);
        context.stores.push(name);
        Ok(())
    }

    fn check_duplicate(&self, loc: Loc, name: Sym, context: &Context) -> Result {
        if !context.stores.contains(&name) {
            return Ok(());
        }
        let name = self.names.text(name);
        self.error(loc, format!("multiple assignments to name '{name}' in pattern"))
    }

    fn subpattern(&mut self, pattern: &'a Pattern, context: &mut Context) -> Result {
        let before = std::mem::replace(&mut context.allow_irrefutable, true);
        self.pattern(pattern, context)?;
        context.allow_irrefutable = before;
        Ok(())
    }

    fn pattern(&mut self, pattern: &'a Pattern, context: &mut Context) -> Result {
        self.nested(|g| g.pattern_inner(pattern, context))
    }

    fn pattern_inner(&mut self, pattern: &'a Pattern, context: &mut Context) -> Result {
        let loc = self.loc(pattern.range());
        match pattern {
            Pattern::MatchValue(node) => {
                self.pattern_value(&node.value, loc)?;
                self.compare_op(loc, CmpOp::Eq);
                self.op(loc, Op::TO_BOOL);
                self.jump_to_failure(loc, context, Op::POP_JUMP_IF_FALSE);
                Ok(())
            }
            Pattern::MatchSingleton(node) => {
                let constant = match node.value {
                    Singleton::None => Constant::None,
                    Singleton::True => Constant::True,
                    Singleton::False => Constant::False,
                };
                self.load_const(loc, constant);
                self.compare_op(loc, CmpOp::Is);
                self.jump_to_failure(loc, context, Op::POP_JUMP_IF_FALSE);
                Ok(())
            }
            Pattern::MatchSequence(node) => self.sequence_pattern(&node.patterns, loc, context),
            Pattern::MatchMapping(node) => self.mapping_pattern(node, loc, context),
            Pattern::MatchClass(node) => self.class_pattern(node, loc, context),
            Pattern::MatchStar(node) => self.capture(loc, node.name.as_ref(), context),
            Pattern::MatchAs(node) => self.as_pattern(node, loc, context),
            Pattern::MatchOr(node) => self.or_pattern(node, loc, context),
        }
    }

    /// A literal, perhaps negative or complex, or a dotted name.
    fn pattern_value(&mut self, value: &'a Expr, pattern_loc: Loc) -> Result {
        if let Some(constant) = self.pattern_constant(value)? {
            let loc = self.expr_loc(value);
            self.load_const(loc, constant);
            return Ok(());
        }
        match value {
            Expr::Attribute(_) => self.expr(value),
            _ => self.error(pattern_loc, "patterns may only match literals and attribute lookups"),
        }
    }

    fn pattern_constant(&self, value: &Expr) -> Result<Option<Constant>> {
        if let Some(constant) = self.constant(value)? {
            return Ok(Some(constant));
        }
        let folded = match value {
            Expr::UnaryOp(node) if node.op == UnaryOp::USub => {
                let operand = self.constant(&node.operand)?;
                operand.as_ref().and_then(Number::of).and_then(number::negative).map(Number::into_constant)
            }
            Expr::BinOp(node) => {
                let op = match node.op {
                    Operator::Add => BinaryOp::ADD,
                    Operator::Sub => BinaryOp::SUBTRACT,
                    _ => return Ok(None),
                };
                match (self.pattern_constant(&node.left)?, self.constant(&node.right)?) {
                    (Some(left), Some(right)) => evaluate::binary(op, &left, &right),
                    _ => None,
                }
            }
            _ => None,
        };
        Ok(folded)
    }

    fn as_pattern(&mut self, node: &'a ast::PatternMatchAs, loc: Loc, context: &mut Context) -> Result {
        let Some(inner) = &node.pattern else {
            if !context.allow_irrefutable {
                return match &node.name {
                    Some(name) => {
                        self.error(loc, format!("name capture '{name}' makes remaining patterns unreachable"))
                    }
                    None => self.error(loc, "wildcard makes remaining patterns unreachable"),
                };
            }
            return self.capture(loc, node.name.as_ref(), context);
        };
        context.on_top += 1;
        self.op_arg(loc, Op::COPY, 1);
        self.pattern(inner, context)?;
        context.on_top -= 1;
        self.capture(loc, node.name.as_ref(), context)
    }

    fn sequence_pattern(&mut self, patterns: &'a [Pattern], loc: Loc, context: &mut Context) -> Result {
        let size = patterns.len();
        let mut star = None;
        let mut star_wildcard = false;
        let mut only_wildcards = true;
        for (index, pattern) in patterns.iter().enumerate() {
            if let Pattern::MatchStar(node) = pattern {
                if star.is_some() {
                    return self.error(loc, "multiple starred names in sequence pattern");
                }
                star = Some(index);
                star_wildcard = node.name.is_none();
                only_wildcards &= star_wildcard;
            } else {
                only_wildcards &= is_wildcard(pattern);
            }
        }
        context.on_top += 1;
        self.op(loc, Op::MATCH_SEQUENCE);
        self.jump_to_failure(loc, context, Op::POP_JUMP_IF_FALSE);
        if star.is_none() {
            self.length_check(loc, size, CmpOp::Eq, context);
        } else if size > 1 {
            self.length_check(loc, size - 1, CmpOp::GtE, context);
        }
        context.on_top -= 1;
        match star {
            _ if only_wildcards => {
                self.op(loc, Op::POP_TOP);
                Ok(())
            }
            Some(star) if star_wildcard => self.subscript_items(patterns, star, loc, context),
            _ => self.unpack_items(patterns, star, loc, context),
        }
    }

    fn length_check(&mut self, loc: Loc, size: usize, op: CmpOp, context: &mut Context) {
        self.op(loc, Op::GET_LEN);
        self.load_const(loc, Constant::Int(size as i64));
        self.compare_op(loc, op);
        self.jump_to_failure(loc, context, Op::POP_JUMP_IF_FALSE);
    }

    fn unpack_items(
        &mut self,
        patterns: &'a [Pattern],
        star: Option<usize>,
        loc: Loc,
        context: &mut Context,
    ) -> Result {
        let size = patterns.len();
        match star {
            None => self.op_arg(loc, Op::UNPACK_SEQUENCE, size as u32),
            Some(before) => {
                let after = size - before - 1;
                if before >= 1 << 8 || after >= (i32::MAX >> 8) as usize {
                    return self.error(loc, "too many expressions in star-unpacking sequence pattern");
                }
                self.op_arg(loc, Op::UNPACK_EX, (before + (after << 8)) as u32);
            }
        }
        context.on_top += size;
        for pattern in patterns {
            context.on_top -= 1;
            self.subpattern(pattern, context)?;
        }
        Ok(())
    }

    /// With a starred wildcard, the other items are looked up one by one.
    fn subscript_items(&mut self, patterns: &'a [Pattern], star: usize, loc: Loc, context: &mut Context) -> Result {
        context.on_top += 1;
        for (index, pattern) in patterns.iter().enumerate() {
            if index == star || is_wildcard(pattern) {
                continue;
            }
            self.op_arg(loc, Op::COPY, 1);
            if index < star {
                self.load_const(loc, Constant::Int(index as i64));
            } else {
                // The subject may not support negative indices.
                self.op(loc, Op::GET_LEN);
                self.load_const(loc, Constant::Int((patterns.len() - index) as i64));
                self.op_arg(loc, Op::BINARY_OP, BinaryOp::SUBTRACT as u32);
            }
            self.op_arg(loc, Op::BINARY_OP, BinaryOp::SUBSCR as u32);
            self.subpattern(pattern, context)?;
        }
        context.on_top -= 1;
        self.op(loc, Op::POP_TOP);
        Ok(())
    }

    fn class_pattern(&mut self, node: &'a ast::PatternMatchClass, loc: Loc, context: &mut Context) -> Result {
        let positional = &node.arguments.patterns;
        let keywords = &node.arguments.keywords;
        for (index, keyword) in keywords.iter().enumerate() {
            let attr = keyword.attr.as_str();
            if let Some(other) = keywords[index + 1..].iter().find(|other| other.attr.as_str() == attr) {
                return self.error(
                    self.loc(other.pattern.range()),
                    format!("attribute name repeated in class pattern: {attr}"),
                );
            }
        }
        self.expr(&node.cls)?;
        let names = keywords.iter().map(|keyword| str_constant(keyword.attr.as_str().into())).collect();
        self.load_const(loc, Constant::Tuple(names));
        self.op_arg(loc, Op::MATCH_CLASS, positional.len() as u32);
        self.op_arg(loc, Op::COPY, 1);
        self.load_none(loc);
        self.op_arg(loc, Op::IS_OP, 1);
        context.on_top += 1;
        self.jump_to_failure(loc, context, Op::POP_JUMP_IF_FALSE);
        let count = positional.len() + keywords.len();
        self.op_arg(loc, Op::UNPACK_SEQUENCE, count as u32);
        context.on_top += count;
        context.on_top -= 1;
        let patterns = positional.iter().chain(keywords.iter().map(|keyword| &keyword.pattern));
        for pattern in patterns {
            context.on_top -= 1;
            if is_wildcard(pattern) {
                self.op(loc, Op::POP_TOP);
            } else {
                self.subpattern(pattern, context)?;
            }
        }
        Ok(())
    }

    fn mapping_pattern(&mut self, node: &'a ast::PatternMatchMapping, loc: Loc, context: &mut Context) -> Result {
        let size = node.keys.len();
        context.on_top += 1;
        self.op(loc, Op::MATCH_MAPPING);
        self.jump_to_failure(loc, context, Op::POP_JUMP_IF_FALSE);
        if size == 0 && node.rest.is_none() {
            context.on_top -= 1;
            self.op(loc, Op::POP_TOP);
            return Ok(());
        }
        if size > 0 {
            self.length_check(loc, size, CmpOp::GtE, context);
        }
        self.mapping_keys(node, loc)?;
        self.op_arg(loc, Op::BUILD_TUPLE, size as u32);
        self.op(loc, Op::MATCH_KEYS);
        context.on_top += 2;
        self.op_arg(loc, Op::COPY, 1);
        self.load_none(loc);
        self.op_arg(loc, Op::IS_OP, 1);
        self.jump_to_failure(loc, context, Op::POP_JUMP_IF_FALSE);
        self.op_arg(loc, Op::UNPACK_SEQUENCE, size as u32);
        context.on_top += size;
        context.on_top -= 1;
        for pattern in &node.patterns {
            context.on_top -= 1;
            self.subpattern(pattern, context)?;
        }
        context.on_top -= 2;
        if let Some(rest) = &node.rest {
            // A copy of the subject without the keys that matched.
            self.op_arg(loc, Op::BUILD_MAP, 0);
            self.op_arg(loc, Op::SWAP, 3);
            self.op_arg(loc, Op::DICT_UPDATE, 2);
            self.op_arg(loc, Op::UNPACK_SEQUENCE, size as u32);
            for left in (1..=size).rev() {
                self.op_arg(loc, Op::COPY, 1 + left as u32);
                self.op_arg(loc, Op::SWAP, 2);
                self.op(loc, Op::DELETE_SUBSCR);
            }
            return self.capture(loc, Some(rest), context);
        }
        self.op(loc, Op::POP_TOP);
        self.op(loc, Op::POP_TOP);
        Ok(())
    }

    fn mapping_keys(&mut self, node: &'a ast::PatternMatchMapping, loc: Loc) -> Result {
        let mut seen: Vec<Constant> = Vec::new();
        for key in &node.keys {
            if let Some(constant) = self.pattern_constant(key)? {
                if seen.iter().any(|other| evaluate::equal(other, &constant)) {
                    let shown = crate::unparse::repr(&constant);
                    return self.error(loc, format!("mapping pattern checks duplicate key ({shown})"));
                }
                seen.push(constant.clone());
                let key_loc = self.expr_loc(key);
                self.load_const(key_loc, constant);
            } else if key.is_attribute_expr() {
                self.expr(key)?;
            } else {
                return self.error(loc, "mapping pattern keys may only match literals and attribute lookups");
            }
        }
        Ok(())
    }

    fn or_pattern(&mut self, node: &'a ast::PatternMatchOr, loc: Loc, context: &mut Context) -> Result {
        let end = self.label();
        let size = node.patterns.len();
        let mut control: Vec<Sym> = Vec::new();
        for (index, alternative) in node.patterns.iter().enumerate() {
            let alternative_loc = self.loc(alternative.range());
            let mut inner =
                Context { allow_irrefutable: index + 1 == size && context.allow_irrefutable, ..Context::default() };
            self.op_arg(alternative_loc, Op::COPY, 1);
            self.pattern(alternative, &mut inner)?;
            if index == 0 {
                control.clone_from(&inner.stores);
            } else if !self.reorder_captures(alternative_loc, &control, &mut inner.stores) {
                return self.error(loc, "alternative patterns bind different names");
            }
            self.jump(alternative_loc, Opcode::Jump, end);
            self.place_failures(alternative_loc, &mut inner);
        }
        self.op(loc, Op::POP_TOP);
        self.jump_to_failure(loc, context, Opcode::Jump);
        self.place(end);
        // Above the captures' places lie the other captures, the copy of the subject, what must
        // stay on top, and earlier captures.
        let rotations = control.len() + 1 + context.on_top + context.stores.len();
        for &name in &control {
            self.rotate(loc, rotations);
            self.check_duplicate(loc, name, context)?;
            context.stores.push(name);
        }
        self.op(loc, Op::POP_TOP);
        Ok(())
    }

    /// Brings an alternative's captures into the order of the first one's; tells whether they
    /// are the same names.
    fn reorder_captures(&mut self, loc: Loc, control: &[Sym], stores: &mut Vec<Sym>) -> bool {
        if stores.len() != control.len() {
            return false;
        }
        for (wanted, name) in control.iter().enumerate().rev() {
            let Some(found) = stores.iter().position(|store| store == name) else {
                return false;
            };
            if found == wanted {
                continue;
            }
            let rotations = found + 1;
            let rotated: Vec<Sym> = stores.drain(..rotations).collect();
            let at = wanted - found;
            stores.splice(at..at, rotated);
            for _ in 0..rotations {
                self.rotate(loc, wanted + 1);
            }
        }
        true
    }
}

fn is_wildcard(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::MatchAs(node) if node.pattern.is_none() && node.name.is_none())
}
