//! Calls with keywords: their names are constants, so that arguments of known functions are put in order here.

use taipan_abi::code::{Constant, Text};
use taipan_abi::exits::Resume;
use taipan_abi::helpers::Helper;
use taipan_abi::opcodes::code_flags;
use taipan_abi::request::Fact;
use taipan_abi::unit::{Invariant, Refusal, TableEntry};

use super::builder::Builder;
use crate::mir::{Imm, Opcode, Value, bits};

type Done = Result<(), Refusal>;

/// What a parameter gets.
#[derive(Clone, Copy)]
enum Bound {
    Given(Value),
    Default(u64),
}

impl Builder<'_> {
    pub fn op_call_keywords(&mut self, count: u32) -> Done {
        let names = self.pop()?;
        let args = self.pop_many(count as usize)?;
        let pair = self.pop_many(2)?;
        let result = match self.known_keyword_call(pair[0], pair[1], names, &args)? {
            Some(result) => result,
            None => {
                let mut operands = vec![pair[0], pair[1], names];
                operands.extend(args);
                self.helper(Helper::CallKeywords, &operands)
            }
        };
        self.push(result);
        Ok(())
    }

    /// A call of a function or class that the request knows; None where the arguments do not fit without more ado.
    fn known_keyword_call(
        &mut self,
        callable: Value,
        receiver: Value,
        names: Value,
        args: &[Value],
    ) -> Result<Option<Value>, Refusal> {
        let Some(target) = self.known_word(callable) else { return Ok(None) };
        let Some(names) = self.constant_names(names) else { return Ok(None) };
        let receiver_type = self.mir.ty(receiver);
        let has_self = !receiver_type.may_be(bits::NULL);
        if !has_self && !receiver_type.is_within(bits::NULL) {
            return Ok(None);
        }
        let Some(fact) = self.request.fact(target).map(|o| o.fact.clone()) else { return Ok(None) };
        match fact {
            Fact::Function { snapshot: Some(snapshot), version, defaults, .. } => {
                let first = has_self.then_some(receiver);
                let Some(bound) = self.bind(snapshot, &defaults, first, args, &names) else { return Ok(None) };
                self.assume(Invariant::FunctionVersion { function: target, version });
                let bound = self.bound_values(&bound);
                let env = self.env.clone();
                self.direct_call(callable, snapshot, bound, &[], Resume::Call, env).map(Some)
            }
            Fact::Class { version, init: Some(init), layout, is_exception: false } if !has_self => {
                let Some(Fact::Function { snapshot: Some(snapshot), defaults, .. }) =
                    self.request.fact(init).map(|o| o.fact.clone())
                else {
                    return Ok(None);
                };
                // The class stands for the instance, which is not made yet.
                let Some(bound) = self.bind(snapshot, &defaults, Some(callable), args, &names) else { return Ok(None) };
                self.assume(Invariant::TypeVersion { class: target, version });
                let bound = self.bound_values(&bound[1..]);
                self.construct(callable, layout, false, Some(init), bound).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// What each parameter of a snapshot gets; None where that is an error, or not only positions and names.
    fn bind(
        &self,
        snapshot: u32,
        defaults: &[u64],
        first: Option<Value>,
        args: &[Value],
        names: &[Text],
    ) -> Option<Vec<Bound>> {
        let code = &self.request.functions.get(snapshot as usize)?.code;
        let special = code_flags::VARARGS | code_flags::VARKEYWORDS;
        if code.flags & special != 0 || code.flags & code_flags::OPTIMIZED == 0 || code.kwonlyargcount != 0 {
            return None;
        }
        let (positional, named) = args.split_at_checked(args.len().checked_sub(names.len())?)?;
        let wanted = code.argcount as usize;
        let mut bound: Vec<Option<Bound>> =
            first.iter().chain(positional).map(|&value| Some(Bound::Given(value))).collect();
        if bound.len() > wanted {
            return None;
        }
        bound.resize(wanted, None);
        for (name, &value) in names.iter().zip(named) {
            let parameters = code.localsplusnames.get(..wanted)?;
            let index = parameters.iter().position(|parameter| parameter == name)?;
            let place = &mut bound[index];
            if index < code.posonlyargcount as usize || place.is_some() {
                return None;
            }
            *place = Some(Bound::Given(value));
        }
        let required = wanted.checked_sub(defaults.len())?;
        let filled = bound.into_iter().enumerate().map(|(index, bound)| {
            bound.or_else(|| index.checked_sub(required).map(|index| Bound::Default(defaults[index])))
        });
        filled.collect()
    }

    fn bound_values(&mut self, bound: &[Bound]) -> Vec<Value> {
        let value = |&bound: &Bound| match bound {
            Bound::Given(value) => value,
            Bound::Default(word) => self.const_known(word),
        };
        bound.iter().map(value).collect()
    }

    /// The strs of a tuple that is a constant of the code.
    fn constant_names(&self, names: Value) -> Option<Vec<Text>> {
        let data = self.mir.def_inst(names).filter(|data| data.op == Opcode::ConstObject)?;
        let Imm::Const(entry) = data.imm else { return None };
        let TableEntry::CodeConstant { snapshot, index } = self.mir.constants[entry as usize] else { return None };
        let code = &self.request.functions.get(snapshot as usize)?.code;
        let Constant::Tuple(items) = code.consts.get(index as usize)? else { return None };
        let name = |item: &Constant| match item {
            Constant::Str { text, .. } => Some(text.clone()),
            _ => None,
        };
        items.iter().map(name).collect()
    }
}
