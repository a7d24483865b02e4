//! Leaving blocks early: what `return`, `break` and `continue` must undo on their way out.

use super::Generator;
use super::unit::{BlockKind, FrameBlock};
use crate::fault::Result;
use crate::instr::Opcode;
use crate::position::Loc;
use taipan_abi::opcodes::Op;

impl<'a> Generator<'a, '_> {
    /// Undoes every block around. `preserve`: the value on top of the stack survives.
    pub(super) fn unwind_all(&mut self, loc: &mut Loc, preserve: bool) -> Result {
        self.unwind(loc, preserve, false).map(|_| ())
    }

    /// Undoes the blocks inside the innermost loop, which it returns.
    pub(super) fn unwind_to_loop(&mut self, loc: &mut Loc) -> Result<Option<FrameBlock<'a>>> {
        self.unwind(loc, false, true)
    }

    fn unwind(&mut self, loc: &mut Loc, preserve: bool, stop_at_loop: bool) -> Result<Option<FrameBlock<'a>>> {
        // Blocks are taken off while they are undone, since a `finally` body is compiled outside
        // of its own block, and put back for the code that follows.
        let mut undone = Vec::new();
        let mut target = None;
        while let Some(&block) = self.unit_ref().blocks.last() {
            if matches!(block.kind, BlockKind::ExceptionGroupHandler) {
                return self.error(*loc, "'break', 'continue' and 'return' cannot appear in an except* block");
            }
            let is_loop = matches!(block.kind, BlockKind::WhileLoop | BlockKind::ForLoop | BlockKind::AsyncForLoop);
            if stop_at_loop && is_loop {
                target = Some(block);
                break;
            }
            self.pop_block();
            undone.push(block);
            self.unwind_block(loc, block, preserve)?;
        }
        for block in undone.into_iter().rev() {
            self.push_block(block.kind, block.loc, block.start, block.exit)?;
        }
        Ok(target)
    }

    pub(super) fn unwind_block(&mut self, loc: &mut Loc, block: FrameBlock<'a>, preserve: bool) -> Result {
        match block.kind {
            BlockKind::WhileLoop
            | BlockKind::ExceptionHandler
            | BlockKind::ExceptionGroupHandler
            | BlockKind::AsyncComprehension
            | BlockKind::StopIteration => {}
            BlockKind::ForLoop | BlockKind::AsyncForLoop | BlockKind::PopValue => {
                self.keep_top(*loc, preserve);
                self.op(*loc, Op::POP_TOP);
            }
            BlockKind::TryExcept => self.pseudo(*loc, Opcode::PopBlock, 0),
            BlockKind::FinallyTry(body) => {
                self.pseudo(*loc, Opcode::PopBlock, 0);
                if preserve {
                    self.push_block(BlockKind::PopValue, *loc, None, None)?;
                }
                self.stmts(body)?;
                if preserve {
                    self.pop_block();
                }
                // What follows appears to run after the statement that left the block.
                *loc = Loc::NONE;
            }
            BlockKind::FinallyEnd => {
                self.keep_top(*loc, preserve);
                self.op(*loc, Op::POP_TOP);
                self.keep_top(*loc, preserve);
                self.pseudo(*loc, Opcode::PopBlock, 0);
                self.op(*loc, Op::POP_EXCEPT);
            }
            BlockKind::With | BlockKind::AsyncWith => {
                *loc = block.loc;
                self.pseudo(*loc, Opcode::PopBlock, 0);
                if preserve {
                    self.op_arg(*loc, Op::SWAP, 3);
                    self.op_arg(*loc, Op::SWAP, 2);
                }
                self.call_exit_with_nones(*loc);
                if matches!(block.kind, BlockKind::AsyncWith) {
                    self.await_value(*loc, 2);
                }
                self.op(*loc, Op::POP_TOP);
                *loc = Loc::NONE;
            }
            BlockKind::HandlerCleanup(name) => {
                if name.is_some() {
                    self.pseudo(*loc, Opcode::PopBlock, 0);
                }
                self.keep_top(*loc, preserve);
                self.pseudo(*loc, Opcode::PopBlock, 0);
                self.op(*loc, Op::POP_EXCEPT);
                if let Some(name) = name {
                    self.unbind_exception(*loc, name);
                }
            }
        }
        Ok(())
    }

    fn keep_top(&mut self, loc: Loc, preserve: bool) {
        if preserve {
            self.op_arg(loc, Op::SWAP, 2);
        }
    }
}
