//! Comparisons, single and chained.

use super::Generator;
use super::expr::jump_op;
use crate::ast::{self, CmpOp};
use crate::fault::Result;
use crate::instr::{Label, Opcode};
use crate::position::Loc;
use ruff_text_size::Ranged;
use taipan_abi::opcodes::{Comparison, Op};

impl<'a> Generator<'a, '_> {
    pub(super) fn compare_op(&mut self, loc: Loc, op: CmpOp) {
        let comparison = match op {
            CmpOp::Is => return self.op_arg(loc, Op::IS_OP, 0),
            CmpOp::IsNot => return self.op_arg(loc, Op::IS_OP, 1),
            CmpOp::In => return self.op_arg(loc, Op::CONTAINS_OP, 0),
            CmpOp::NotIn => return self.op_arg(loc, Op::CONTAINS_OP, 1),
            CmpOp::Lt => Comparison::Lt,
            CmpOp::LtE => Comparison::Le,
            CmpOp::Eq => Comparison::Eq,
            CmpOp::NotEq => Comparison::Ne,
            CmpOp::Gt => Comparison::Gt,
            CmpOp::GtE => Comparison::Ge,
        };
        self.op_arg(loc, Op::COMPARE_OP, compare_arg(comparison));
    }

    pub(super) fn compare(&mut self, node: &'a ast::ExprCompare, loc: Loc) -> Result {
        self.warn_compare(node);
        self.expr(&node.left)?;
        let (Some((last_op, ops)), Some((last, comparators))) = (node.ops.split_last(), node.comparators.split_last())
        else {
            return Ok(());
        };
        if ops.is_empty() {
            self.expr(last)?;
            self.compare_op(loc, *last_op);
            return Ok(());
        }
        let cleanup = self.label();
        for (op, comparator) in ops.iter().zip(comparators) {
            self.expr(comparator)?;
            self.op_arg(loc, Op::SWAP, 2);
            self.op_arg(loc, Op::COPY, 2);
            self.compare_op(loc, *op);
            self.op_arg(loc, Op::COPY, 1);
            self.op(loc, Op::TO_BOOL);
            self.jump(loc, Op::POP_JUMP_IF_FALSE, cleanup);
            self.op(loc, Op::POP_TOP);
        }
        self.expr(last)?;
        self.compare_op(loc, *last_op);
        let end = self.label();
        self.jump(Loc::NONE, Opcode::JumpNoInterrupt, end);
        self.place(cleanup);
        self.op_arg(loc, Op::SWAP, 2);
        self.op(loc, Op::POP_TOP);
        self.place(end);
        Ok(())
    }

    /// A chained comparison as a condition.
    pub(super) fn jump_if_chain(&mut self, node: &'a ast::ExprCompare, target: Label, condition: bool) -> Result {
        let loc = self.loc(node.range());
        self.warn_compare(node);
        self.expr(&node.left)?;
        let (Some((last_op, ops)), Some((last, comparators))) = (node.ops.split_last(), node.comparators.split_last())
        else {
            return Ok(());
        };
        let cleanup = self.label();
        for (op, comparator) in ops.iter().zip(comparators) {
            self.expr(comparator)?;
            self.op_arg(loc, Op::SWAP, 2);
            self.op_arg(loc, Op::COPY, 2);
            self.compare_op(loc, *op);
            self.op(loc, Op::TO_BOOL);
            self.jump(loc, Op::POP_JUMP_IF_FALSE, cleanup);
        }
        self.expr(last)?;
        self.compare_op(loc, *last_op);
        self.op(loc, Op::TO_BOOL);
        self.jump(loc, jump_op(condition), target);
        let end = self.label();
        self.jump(Loc::NONE, Opcode::JumpNoInterrupt, end);
        self.place(cleanup);
        self.op(loc, Op::POP_TOP);
        if !condition {
            self.jump(Loc::NONE, Opcode::JumpNoInterrupt, target);
        }
        self.place(end);
        Ok(())
    }
}

/// The argument of `COMPARE_OP`: the comparison, and a mask for its specialised forms.
pub(super) fn compare_arg(comparison: Comparison) -> u32 {
    const UNORDERED: u32 = 1;
    const LESS: u32 = 2;
    const GREATER: u32 = 4;
    const EQUAL: u32 = 8;
    let mask = match comparison {
        Comparison::Lt => LESS,
        Comparison::Le => LESS | EQUAL,
        Comparison::Eq => EQUAL,
        Comparison::Ne => UNORDERED | LESS | GREATER,
        Comparison::Gt => GREATER,
        Comparison::Ge => GREATER | EQUAL,
    };
    (comparison as u32) << 5 | mask
}
