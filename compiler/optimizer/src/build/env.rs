//! What the builder knows at a place of the bytecode: the values of locals and operands.

use crate::mir::Value;

/// Locals and operand stack, all tagged words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Env {
    pub locals: Vec<Value>,
    pub stack: Vec<Value>,
}

impl Env {
    /// Every word: locals, then operands.
    pub fn words(&self) -> impl Iterator<Item = Value> + '_ {
        self.locals.iter().chain(&self.stack).copied()
    }

    /// Puts a better known name of the same object in every place of the old one.
    pub fn refine(&mut self, old: Value, new: Value) {
        for word in self.locals.iter_mut().chain(&mut self.stack) {
            if *word == old {
                *word = new;
            }
        }
    }
}
