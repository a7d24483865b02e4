//! Expressions: the dispatch, and the families too small for a file of their own.

use super::Generator;
use super::name::NameUse;
use super::unit::UnitKind;
use crate::ast::{self, Expr, ExprContext, Number, Operator, UnaryOp};
use crate::constant::str_constant;
use crate::fault::Result;
use crate::instr::{Label, Opcode};
use crate::literal::string_value;
use crate::name::Sym;
use crate::number::{self, MAX_DECIMAL_DIGITS};
use crate::position::Loc;
use ruff_text_size::Ranged;
use taipan_abi::code::Constant;
use taipan_abi::opcodes::{BinaryOp, Op, intrinsic1, resume};

impl<'a> Generator<'a, '_> {
    pub(super) fn exprs(&mut self, exprs: &'a [Expr]) -> Result {
        exprs.iter().try_for_each(|expr| self.expr(expr))
    }

    pub(super) fn expr(&mut self, expr: &'a Expr) -> Result {
        match expr {
            Expr::Name(node) => {
                self.name_expr(node);
                Ok(())
            }
            Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_) => {
                let loc = self.expr_loc(expr);
                if let Some(constant) = self.constant(expr)? {
                    self.load_const(loc, constant);
                }
                Ok(())
            }
            _ => self.nested(|g| g.compound(expr)),
        }
    }

    fn compound(&mut self, expr: &'a Expr) -> Result {
        let loc = self.expr_loc(expr);
        match expr {
            Expr::Attribute(node) => self.attribute(node, loc),
            Expr::Call(node) => self.call(node, loc),
            Expr::Subscript(node) => self.subscript(node, loc),
            Expr::BinOp(node) => self.bin_op(node, loc),
            Expr::Compare(node) => self.compare(node, loc),
            Expr::BoolOp(node) => self.bool_op(node, loc),
            Expr::UnaryOp(node) => self.unary_op(node, loc),
            Expr::If(node) => self.if_expr(node),
            Expr::Lambda(node) => self.lambda(node, loc),
            Expr::Named(node) => {
                self.expr(&node.value)?;
                self.op_arg(loc, Op::COPY, 1);
                self.expr(&node.target)
            }
            Expr::Tuple(node) => self.tuple(node, loc),
            Expr::List(node) => self.list(node, loc),
            Expr::Set(node) => self.set(node, loc),
            Expr::Dict(node) => self.dict(node, loc),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                self.comprehension(expr, loc)
            }
            Expr::FString(node) => self.fstring(node, loc),
            Expr::TString(node) => self.tstring(node, loc),
            Expr::Slice(node) => self.slice(node, loc),
            Expr::Starred(node) => self.error(
                loc,
                match node.ctx {
                    ExprContext::Store => "starred assignment target must be in a list or tuple",
                    _ => "can't use starred expression here",
                },
            ),
            Expr::Yield(node) => {
                if !self.scope().is_function_like() {
                    return self.error(loc, "'yield' outside function");
                }
                match &node.value {
                    Some(value) => self.expr(value)?,
                    None => self.load_none(loc),
                }
                self.yield_value(loc);
                Ok(())
            }
            Expr::YieldFrom(node) => {
                if !self.scope().is_function_like() {
                    return self.error(loc, "'yield from' outside function");
                }
                if self.unit_ref().kind == UnitKind::AsyncFunction {
                    return self.error(loc, "'yield from' inside async function");
                }
                self.expr(&node.value)?;
                self.op(loc, Op::GET_YIELD_FROM_ITER);
                self.load_none(loc);
                self.yield_from(loc, false);
                Ok(())
            }
            Expr::Await(node) => {
                self.expr(&node.value)?;
                self.await_value(loc, 0);
                Ok(())
            }
            Expr::Name(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => Ok(()),
        }
    }

    fn name_expr(&mut self, node: &'a ast::ExprName) {
        let loc = self.loc(node.range());
        if is_debug(node) {
            let value = if self.setting.optimize == 0 { Constant::True } else { Constant::False };
            return self.load_const(loc, value);
        }
        let name = self.names.intern(node.id.as_str());
        self.name(loc, name, NameUse::from(node.ctx));
    }

    /// The value of a literal, or of anything else that is a constant from the start.
    pub(super) fn constant(&self, expr: &Expr) -> Result<Option<Constant>> {
        Ok(Some(match expr {
            Expr::NoneLiteral(_) => Constant::None,
            Expr::EllipsisLiteral(_) => Constant::Ellipsis,
            Expr::BooleanLiteral(node) if node.value => Constant::True,
            Expr::BooleanLiteral(_) => Constant::False,
            Expr::StringLiteral(node) => str_constant(string_value(self.setting.text, node)),
            Expr::BytesLiteral(node) => Constant::Bytes(node.value.bytes().collect()),
            Expr::NumberLiteral(node) => match &node.value {
                Number::Float(value) => Constant::Float(*value),
                Number::Complex { real, imag } => Constant::Complex { real: *real, imag: *imag },
                Number::Int(_) => match number::parse_int(&self.setting.text[node.range()]) {
                    Ok(constant) => constant,
                    Err(digits) => {
                        return self.error(
                            self.loc(node.range()),
                            format!(
                                "Exceeds the limit ({MAX_DECIMAL_DIGITS} digits) for integer string conversion: value has {digits} digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits."
                            ),
                        );
                    }
                },
            },
            Expr::Name(node) if is_debug(node) => {
                if self.setting.optimize == 0 {
                    Constant::True
                } else {
                    Constant::False
                }
            }
            _ => return Ok(None),
        }))
    }

    fn bin_op(&mut self, node: &'a ast::ExprBinOp, loc: Loc) -> Result {
        if let Some(pieces) = self.percent_format(node) {
            return self.joined(pieces, loc);
        }
        self.expr(&node.left)?;
        self.expr(&node.right)?;
        self.op_arg(loc, Op::BINARY_OP, binary_op(node.op) as u32);
        Ok(())
    }

    fn unary_op(&mut self, node: &'a ast::ExprUnaryOp, loc: Loc) -> Result {
        self.expr(&node.operand)?;
        match node.op {
            UnaryOp::UAdd => self.op_arg(loc, Op::CALL_INTRINSIC_1, intrinsic1::UNARY_POSITIVE),
            UnaryOp::Not => {
                self.op(loc, Op::TO_BOOL);
                self.op(loc, Op::UNARY_NOT);
            }
            UnaryOp::Invert => self.op(loc, Op::UNARY_INVERT),
            UnaryOp::USub => self.op(loc, Op::UNARY_NEGATIVE),
        }
        Ok(())
    }

    fn bool_op(&mut self, node: &'a ast::ExprBoolOp, loc: Loc) -> Result {
        let op = match node.op {
            ast::BoolOp::And => Opcode::JumpIfFalse,
            ast::BoolOp::Or => Opcode::JumpIfTrue,
        };
        let end = self.label();
        let Some((last, rest)) = node.values.split_last() else {
            return Ok(());
        };
        for value in rest {
            self.expr(value)?;
            self.jump(loc, op, end);
            self.op(loc, Op::POP_TOP);
        }
        self.expr(last)?;
        self.place(end);
        Ok(())
    }

    fn if_expr(&mut self, node: &'a ast::ExprIf) -> Result {
        let end = self.label();
        let next = self.label();
        self.jump_if(&node.test, next, false)?;
        self.expr(&node.body)?;
        self.jump(Loc::NONE, Opcode::JumpNoInterrupt, end);
        self.place(next);
        self.expr(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    fn attribute(&mut self, node: &'a ast::ExprAttribute, loc: Loc) -> Result {
        let attr = self.sym(&node.attr);
        if node.ctx == ExprContext::Load && self.is_super_attribute(node) {
            let low = self.super_arguments(node)?;
            self.name_op(loc, Op::LOAD_SUPER_ATTR, attr, 2, low);
            let loc = self.at_attribute(loc, node);
            self.op(loc, Op::NOP);
            return Ok(());
        }
        self.note_static_attribute(node);
        self.expr(&node.value)?;
        let loc = self.at_attribute(loc, node);
        match node.ctx {
            ExprContext::Load | ExprContext::Invalid => {
                self.name_op(loc, Op::LOAD_ATTR, attr, 1, 0);
            }
            ExprContext::Store => self.name_op(loc, Op::STORE_ATTR, attr, 0, 0),
            ExprContext::Del => self.name_op(loc, Op::DELETE_ATTR, attr, 0, 0),
        }
        Ok(())
    }

    /// A chain of attributes over several lines reports the line of the attribute's name.
    pub(super) fn at_attribute(&self, mut loc: Loc, node: &ast::ExprAttribute) -> Loc {
        let end = self.loc(node.range());
        if loc.line != end.end_line {
            loc.line = end.end_line;
            let length = node.attr.as_str().chars().count() as i32;
            if length <= end.end_col {
                loc.col = end.end_col - length;
            } else {
                loc.col = -1;
                loc.end_col = -1;
            }
            loc.end_line = loc.end_line.max(loc.line);
            if loc.line == loc.end_line {
                loc.end_col = loc.end_col.max(loc.col);
            }
        }
        loc
    }

    /// Remembers `self.x = …` for the class's `__static_attributes__`.
    fn note_static_attribute(&mut self, node: &ast::ExprAttribute) {
        let to_self = matches!(&*node.value, Expr::Name(name) if name.id.as_str() == "self");
        if node.ctx != ExprContext::Store || !to_self {
            return;
        }
        let around = self.units.len() - 1;
        let class = self.units[..around].iter_mut().rev().find(|unit| unit.kind == UnitKind::Class);
        if let Some(class) = class {
            class.static_attributes.insert(node.attr.as_str().to_owned());
        }
    }

    fn subscript(&mut self, node: &'a ast::ExprSubscript, loc: Loc) -> Result {
        if node.ctx == ExprContext::Load {
            self.warn_subscript(node);
        }
        self.expr(&node.value)?;
        if node.ctx != ExprContext::Del
            && let Some(slice) = two_part_slice(&node.slice)
        {
            self.slice_parts(slice)?;
            self.op(loc, if node.ctx == ExprContext::Store { Op::STORE_SLICE } else { Op::BINARY_SLICE });
            return Ok(());
        }
        self.expr(&node.slice)?;
        match node.ctx {
            ExprContext::Load | ExprContext::Invalid => {
                self.op_arg(loc, Op::BINARY_OP, BinaryOp::SUBSCR as u32);
            }
            ExprContext::Store => self.op(loc, Op::STORE_SUBSCR),
            ExprContext::Del => self.op(loc, Op::DELETE_SUBSCR),
        }
        Ok(())
    }

    pub(super) fn slice_parts(&mut self, node: &'a ast::ExprSlice) -> Result {
        let loc = self.loc(node.range());
        for part in [&node.lower, &node.upper] {
            match part {
                Some(part) => self.expr(part)?,
                None => self.load_none(loc),
            }
        }
        Ok(())
    }

    fn slice(&mut self, node: &'a ast::ExprSlice, loc: Loc) -> Result {
        if is_constant_slice(node) {
            let mut parts = [Constant::None, Constant::None, Constant::None];
            for (part, expr) in parts.iter_mut().zip([&node.lower, &node.upper, &node.step]) {
                if let Some(expr) = expr
                    && let Some(value) = self.constant(expr)?
                {
                    *part = value;
                }
            }
            self.load_const(loc, Constant::Slice(Box::new(parts)));
            return Ok(());
        }
        self.slice_parts(node)?;
        let mut count = 2;
        if let Some(step) = &node.step {
            self.expr(step)?;
            count = 3;
        }
        self.op_arg(loc, Op::BUILD_SLICE, count);
        Ok(())
    }

    pub(super) fn yield_value(&mut self, loc: Loc) {
        if self.scope().generator && self.scope().coroutine {
            self.op_arg(loc, Op::CALL_INTRINSIC_1, intrinsic1::ASYNC_GEN_WRAP);
        }
        self.op_arg(loc, Op::YIELD_VALUE, 0);
        self.op_arg(loc, Op::RESUME, resume::AFTER_YIELD);
    }

    /// Awaits the value on the stack; `kind` says what it came from.
    pub(super) fn await_value(&mut self, loc: Loc, kind: u32) {
        self.op_arg(loc, Op::GET_AWAITABLE, kind);
        self.load_none(loc);
        self.yield_from(loc, true);
    }

    /// Delegates to the iterator below the value to send.
    pub(super) fn yield_from(&mut self, loc: Loc, awaiting: bool) {
        let send = self.label();
        let fail = self.label();
        let exit = self.label();
        self.place(send);
        self.jump(loc, Op::SEND, exit);
        // A StopIteration raised by close() or throw() is caught here.
        self.jump(loc, Opcode::SetupFinally, fail);
        self.op_arg(loc, Op::YIELD_VALUE, 1);
        self.pseudo(Loc::NONE, Opcode::PopBlock, 0);
        let after = if awaiting { resume::AFTER_AWAIT } else { resume::AFTER_YIELD_FROM };
        self.op_arg(loc, Op::RESUME, after);
        self.jump(loc, Opcode::JumpNoInterrupt, send);
        self.place(fail);
        self.op(loc, Op::CLEANUP_THROW);
        self.place(exit);
        self.op(loc, Op::END_SEND);
    }

    /// Jumps where the expression's truth is `condition`, else falls through.
    pub(super) fn jump_if(&mut self, expr: &'a Expr, target: Label, condition: bool) -> Result {
        match expr {
            Expr::UnaryOp(node) if node.op == UnaryOp::Not => {
                self.nested(|g| g.jump_if(&node.operand, target, !condition))
            }
            Expr::BoolOp(node) => self.nested(|g| g.jump_if_bool_op(node, target, condition)),
            Expr::If(node) => self.nested(|g| g.jump_if_if(node, target, condition)),
            Expr::Compare(node) if node.ops.len() > 1 => self.jump_if_chain(node, target, condition),
            _ => {
                self.expr(expr)?;
                let loc = self.expr_loc(expr);
                self.op(loc, Op::TO_BOOL);
                self.jump(loc, jump_op(condition), target);
                Ok(())
            }
        }
    }

    fn jump_if_bool_op(&mut self, node: &'a ast::ExprBoolOp, target: Label, condition: bool) -> Result {
        let short_circuit = node.op == ast::BoolOp::Or;
        let inner = if short_circuit == condition { target } else { self.label() };
        let Some((last, rest)) = node.values.split_last() else {
            return Ok(());
        };
        for value in rest {
            self.jump_if(value, inner, short_circuit)?;
        }
        self.jump_if(last, target, condition)?;
        if inner != target {
            self.place(inner);
        }
        Ok(())
    }

    fn jump_if_if(&mut self, node: &'a ast::ExprIf, target: Label, condition: bool) -> Result {
        let end = self.label();
        let orelse = self.label();
        self.jump_if(&node.test, orelse, false)?;
        self.jump_if(&node.body, target, condition)?;
        self.jump(Loc::NONE, Opcode::JumpNoInterrupt, end);
        self.place(orelse);
        self.jump_if(&node.orelse, target, condition)?;
        self.place(end);
        Ok(())
    }

    pub(super) fn conditional_annotations_set(&mut self, loc: Loc) {
        self.op_arg(loc, Op::BUILD_SET, 0);
        let index = self.name_index(Sym::CONDITIONAL_ANNOTATIONS);
        self.op_arg(loc, Op::STORE_NAME, index);
    }
}

pub(super) fn jump_op(condition: bool) -> Op {
    if condition { Op::POP_JUMP_IF_TRUE } else { Op::POP_JUMP_IF_FALSE }
}

/// `__debug__` is a constant, not a name.
pub(super) fn is_debug(node: &ast::ExprName) -> bool {
    node.ctx == ExprContext::Load && node.id.as_str() == "__debug__"
}

/// A literal, or `__debug__`.
pub(super) fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::NumberLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::EllipsisLiteral(_) => true,
        Expr::Name(node) => is_debug(node),
        _ => false,
    }
}

fn is_constant_slice(node: &ast::ExprSlice) -> bool {
    [&node.lower, &node.upper, &node.step].into_iter().all(|part| part.as_deref().is_none_or(is_constant))
}

/// A slice for `BINARY_SLICE`: without a step, and not a constant.
pub(super) fn two_part_slice(expr: &Expr) -> Option<&ast::ExprSlice> {
    match expr {
        Expr::Slice(node) if node.step.is_none() && !is_constant_slice(node) => Some(node),
        _ => None,
    }
}

pub(super) fn binary_op(op: Operator) -> BinaryOp {
    match op {
        Operator::Add => BinaryOp::ADD,
        Operator::Sub => BinaryOp::SUBTRACT,
        Operator::Mult => BinaryOp::MULTIPLY,
        Operator::MatMult => BinaryOp::MATRIX_MULTIPLY,
        Operator::Div => BinaryOp::TRUE_DIVIDE,
        Operator::Mod => BinaryOp::REMAINDER,
        Operator::Pow => BinaryOp::POWER,
        Operator::LShift => BinaryOp::LSHIFT,
        Operator::RShift => BinaryOp::RSHIFT,
        Operator::BitOr => BinaryOp::OR,
        Operator::BitXor => BinaryOp::XOR,
        Operator::BitAnd => BinaryOp::AND,
        Operator::FloorDiv => BinaryOp::FLOOR_DIVIDE,
    }
}
