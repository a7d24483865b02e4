//! Assignments, plain and augmented.

use super::Generator;
use super::expr::{binary_op, two_part_slice};
use crate::ast::{self, Expr};
use crate::fault::Result;
use ruff_text_size::Ranged;
use taipan_abi::opcodes::{BinaryOp, Op};

/// In-place operators follow the plain ones in the same order.
const INPLACE: u32 = BinaryOp::INPLACE_ADD as u32;

impl<'a> Generator<'a, '_> {
    pub(super) fn assign(&mut self, node: &'a ast::StmtAssign) -> Result {
        let loc = self.loc(node.range());
        self.expr(&node.value)?;
        let count = node.targets.len();
        for (index, target) in node.targets.iter().enumerate() {
            if index + 1 < count {
                self.op_arg(loc, Op::COPY, 1);
            }
            self.expr(target)?;
        }
        Ok(())
    }

    pub(super) fn aug_assign(&mut self, node: &'a ast::StmtAugAssign) -> Result {
        let stmt_loc = self.loc(node.range());
        let loc = self.expr_loc(&node.target);
        let op = binary_op(node.op) as u32 + INPLACE;
        match &*node.target {
            Expr::Attribute(target) => {
                let attr = self.sym(&target.attr);
                self.expr(&target.value)?;
                self.op_arg(loc, Op::COPY, 1);
                let attr_loc = self.at_attribute(loc, target);
                self.name_op(attr_loc, Op::LOAD_ATTR, attr, 1, 0);
                self.expr(&node.value)?;
                self.op_arg(stmt_loc, Op::BINARY_OP, op);
                self.op_arg(attr_loc, Op::SWAP, 2);
                self.name_op(attr_loc, Op::STORE_ATTR, attr, 0, 0);
            }
            Expr::Subscript(target) => {
                self.expr(&target.value)?;
                if let Some(slice) = two_part_slice(&target.slice) {
                    self.slice_parts(slice)?;
                    for _ in 0..3 {
                        self.op_arg(loc, Op::COPY, 3);
                    }
                    self.op(loc, Op::BINARY_SLICE);
                    self.expr(&node.value)?;
                    self.op_arg(stmt_loc, Op::BINARY_OP, op);
                    self.op_arg(loc, Op::SWAP, 4);
                    self.op_arg(loc, Op::SWAP, 3);
                    self.op_arg(loc, Op::SWAP, 2);
                    self.op(loc, Op::STORE_SLICE);
                } else {
                    self.expr(&target.slice)?;
                    self.op_arg(loc, Op::COPY, 2);
                    self.op_arg(loc, Op::COPY, 2);
                    self.op_arg(loc, Op::BINARY_OP, BinaryOp::SUBSCR as u32);
                    self.expr(&node.value)?;
                    self.op_arg(stmt_loc, Op::BINARY_OP, op);
                    self.op_arg(loc, Op::SWAP, 3);
                    self.op_arg(loc, Op::SWAP, 2);
                    self.op(loc, Op::STORE_SUBSCR);
                }
            }
            Expr::Name(target) => {
                let name = self.names.intern(target.id.as_str());
                self.load_name(loc, name);
                self.expr(&node.value)?;
                self.op_arg(stmt_loc, Op::BINARY_OP, op);
                self.store_name(loc, name);
            }
            _ => {}
        }
        Ok(())
    }
}
