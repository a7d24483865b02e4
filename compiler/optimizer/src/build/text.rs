//! Operators on strings.

use taipan_abi::helpers::Helper;
use taipan_abi::layout::ClassId;
use taipan_abi::opcodes::Op;
use taipan_abi::value as word;

use super::builder::Builder;
use crate::mir::Value;

impl Builder<'_> {
    /// `a + b` of two strs. Where the sum is stored at once in the variable that holds `a`, and nothing else does, the
    /// variable gives its reference up before, so that the text can grow in place. If that fails, the variable
    /// is unbound, as in CPython.
    pub(super) fn concatenate(&mut self, a: Value, b: Value) -> Value {
        let x = self.as_class(a, ClassId::Str);
        let y = if a == b { x } else { self.as_class(b, ClassId::Str) };
        match self.given_up(x, y) {
            Some(local) => {
                let (unbound, none) = (self.const_word(word::UNBOUND), self.const_word(word::NONE));
                let root = self.strip(x);
                let stack: Vec<Value> =
                    self.before.stack.iter().map(|&v| if self.strip(v) == root { none } else { v }).collect();
                self.before.stack = stack;
                self.before.locals[local] = unbound;
                self.before_state = None;
                self.env.locals[local] = unbound;
                self.helper(Helper::StrAppend, &[x, y])
            }
            None => self.helper(Helper::StrConcat, &[x, y]),
        }
    }

    /// The local that the next instruction stores to, if it holds the left operand and nothing else does.
    fn given_up(&self, left: Value, right: Value) -> Option<usize> {
        let next = self.code.at(self.instr.next)?;
        let local = match next.op {
            Op::STORE_FAST => next.arg,
            Op::STORE_FAST_LOAD_FAST => next.arg >> 4,
            _ => return None,
        } as usize;
        let root = self.strip(left);
        let holds = |v: &Value| self.strip(*v) == root;
        let is_alone = self.env.locals.iter().filter(|v| holds(v)).count() == 1 && !self.env.stack.iter().any(holds);
        (is_alone && self.env.locals.get(local).is_some_and(holds) && !holds(&right)).then_some(local)
    }
}
