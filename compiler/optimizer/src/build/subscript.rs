//! Subscripts.

use taipan_abi::exits::ExitReason;
use taipan_abi::feedback::kind;
use taipan_abi::helpers::Helper;
use taipan_abi::layout::ClassId;
use taipan_abi::unit::Refusal;

use super::arith::Number;
use super::builder::Builder;
use crate::mir::{Value, bits, make};

type Done = Result<(), Refusal>;

impl Builder<'_> {
    /// The builtin container an operand is, or is taken for.
    pub fn container(&self, value: Value, seen: u16) -> Option<ClassId> {
        let ty = self.mir.ty(value);
        let allowed = self.is_allowed(ExitReason::WrongClass);
        [
            (bits::LIST, kind::LIST, ClassId::List),
            (bits::TUPLE, kind::TUPLE, ClassId::Tuple),
            (bits::DICT, kind::DICT, ClassId::Dict),
            (bits::STR, kind::STR, ClassId::Str),
        ]
        .into_iter()
        .find(|&(bit, seen_bit, _)| ty.is_within(bit) || seen == seen_bit && ty.may_be(bit) && allowed)
        .map(|(_, _, class)| class)
    }

    /// The raw index of a list or tuple, in range.
    fn index(&mut self, index: Value, length: Value) -> Value {
        let raw = self.as_int(index);
        let raw = self.emit(make::int_index(raw, length));
        self.emit_at_state(make::guard_index(raw, length))
    }

    pub fn op_subscript(&mut self) -> Done {
        let operands = self.pop_many(2)?;
        let (container, key) = (operands[0], operands[1]);
        let (left, right, _) = self.operand_kinds();
        if let Some(part) = self.constant_part(container, left, key) {
            self.push(part);
            return Ok(());
        }
        let is_int = self.number(key, right) == Number::Int && self.is_allowed(ExitReason::IndexRange);
        let item = match self.container(container, left) {
            Some(ClassId::List) if is_int => {
                let list = self.as_class(container, ClassId::List);
                let raw = self.as_int(key);
                let length = self.emit(make::list_len(list));
                let raw = self.emit(make::int_index(raw, length));
                let raw = self.emit_at_state(make::guard_index(raw, length));
                self.emit(make::list_item(list, raw))
            }
            Some(ClassId::Tuple) if is_int => {
                let tuple = self.as_class(container, ClassId::Tuple);
                let length = self.emit(make::tuple_len(tuple));
                let raw = self.index(key, length);
                self.emit(make::tuple_item(tuple, raw))
            }
            Some(ClassId::Str) if is_int => {
                let text = self.as_class(container, ClassId::Str);
                let raw = self.as_int(key);
                self.helper(Helper::StrIndex, &[text, raw])
            }
            Some(ClassId::Dict) => {
                let dict = self.as_class(container, ClassId::Dict);
                self.helper(Helper::DictGet, &[dict, key])
            }
            _ => self.helper(Helper::GetItem, &[container, key]),
        };
        self.push(item);
        Ok(())
    }

    pub fn op_store_subscript(&mut self) -> Done {
        let operands = self.pop_many(3)?;
        let (value, container, key) = (operands[0], operands[1], operands[2]);
        let (left, right, _) = self.operand_kinds();
        if let Some((start, stop, 1)) = self.constant_slice(key) {
            let list = match self.container(container, left) {
                Some(ClassId::List) => self.as_class(container, ClassId::List),
                _ => container,
            };
            if self.store_part(&operands, list, start, stop) {
                return Ok(());
            }
        }
        let is_int = self.number(key, right) == Number::Int && self.is_allowed(ExitReason::IndexRange);
        match self.container(container, left) {
            Some(ClassId::List) if is_int => {
                let list = self.as_class(container, ClassId::List);
                let raw = self.as_int(key);
                let length = self.emit(make::list_len(list));
                let raw = self.emit(make::int_index(raw, length));
                let raw = self.emit_at_state(make::guard_index(raw, length));
                // What is replaced is as a rule what replaces it.
                let is_plain = self.mir.ty(value).is_within(bits::IMMEDIATE | bits::INT | bits::FLOAT);
                if is_plain && self.is_allowed(ExitReason::NotPlain) {
                    let old = self.emit(make::list_item(list, raw));
                    self.append_at_state(make::guard_plain(old));
                    self.append(make::list_put(list, raw, value));
                } else {
                    self.append_at_state(make::list_set(list, raw, value));
                }
            }
            Some(ClassId::Dict) => {
                let dict = self.as_class(container, ClassId::Dict);
                self.call_helper(Helper::DictSet, &[dict, key, value]);
            }
            _ => {
                self.call_helper(Helper::SetItem, &[container, key, value]);
            }
        }
        Ok(())
    }

    pub fn op_delete_subscript(&mut self) -> Done {
        let operands = self.pop_many(2)?;
        self.call_helper(Helper::DelItem, &operands);
        Ok(())
    }
}
