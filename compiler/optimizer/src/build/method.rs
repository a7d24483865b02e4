//! Methods of builtin classes: the common ones as helpers on the exact class, the others through their descriptor.

use taipan_abi::exits::ExitReason;
use taipan_abi::helpers::Helper;
use taipan_abi::layout::ClassId;
use taipan_abi::request::{Builtin, Fact};
use taipan_abi::value as word;

use super::arith::Number;
use super::builder::Builder;
use crate::mir::{Type, Value};

impl Builder<'_> {
    /// The builtin class that never changes which a word is.
    pub fn native_class(&self, class: u64) -> Option<ClassId> {
        match self.request.fact(class).map(|o| &o.fact) {
            Some(Fact::NativeClass(class)) => Some(*class),
            Some(Fact::Builtin(Builtin::Int)) => Some(ClassId::Int),
            Some(Fact::Builtin(Builtin::Float)) => Some(ClassId::Float),
            _ => None,
        }
    }

    /// A call of a known method with its receiver in front of the arguments.
    pub fn method_call(
        &mut self,
        callable: Value,
        owner: Option<ClassId>,
        builtin: Option<Builtin>,
        returns: Option<ClassId>,
        args: &[Value],
    ) -> Option<Value> {
        let (&receiver, rest) = args.split_first()?;
        if let (Some(owner), Some(builtin)) = (owner, builtin)
            && (self.mir.ty(receiver).is_within(Type::class(owner).bits) || self.is_allowed(ExitReason::WrongClass))
            && let Some(result) = self.direct_method(owner, builtin, receiver, rest)
        {
            return Some(result);
        }
        let mut operands = vec![callable];
        operands.extend(args);
        let result = self.helper(Helper::CallMethod, &operands);
        if returns == Some(ClassId::NoneType) {
            return Some(self.const_word(word::NONE));
        }
        if let Some(class) = returns {
            self.mir.values[result.index()].ty = Type::class(class);
        }
        Some(result)
    }

    /// A method that has a helper of its own, with arguments that the helper takes.
    fn direct_method(&mut self, owner: ClassId, builtin: Builtin, receiver: Value, rest: &[Value]) -> Option<Value> {
        let is_int = |b: &Self, v: Value| b.number(v, 0) == Number::Int;
        match (builtin, rest) {
            (Builtin::ListAppend, &[item]) => {
                let list = self.as_class(receiver, owner);
                self.call_helper(Helper::ListAppend, &[list, item]);
                Some(self.const_word(word::NONE))
            }
            (Builtin::ListPop, &[]) => {
                let list = self.as_class(receiver, owner);
                let last = self.const_int(-1);
                Some(self.helper(Helper::ListPop, &[list, last]))
            }
            (Builtin::ListPop, &[index]) if is_int(self, index) => {
                let list = self.as_class(receiver, owner);
                let index = self.as_int(index);
                Some(self.helper(Helper::ListPop, &[list, index]))
            }
            (Builtin::ListInsert, &[index, item]) if is_int(self, index) => {
                let list = self.as_class(receiver, owner);
                let index = self.as_int(index);
                self.call_helper(Helper::ListInsert, &[list, index, item]);
                Some(self.const_word(word::NONE))
            }
            (Builtin::DictGet | Builtin::DictPop, &[key, default]) => {
                let dict = self.as_class(receiver, owner);
                let helper = if builtin == Builtin::DictGet { Helper::DictGetOr } else { Helper::DictPopOr };
                Some(self.helper(helper, &[dict, key, default]))
            }
            (Builtin::DictGet, &[key]) => {
                let dict = self.as_class(receiver, owner);
                let none = self.const_word(word::NONE);
                Some(self.helper(Helper::DictGetOr, &[dict, key, none]))
            }
            _ => None,
        }
    }
}
