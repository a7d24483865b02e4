//! Constants and stack manipulation.

use taipan_abi::code::Constant;
use taipan_abi::helpers::Helper;
use taipan_abi::unit::{Refusal, TableEntry};
use taipan_abi::value as word;

use super::builder::{Builder, malformed};
use crate::mir::{Fact, Type, bits, make};

type Done = Result<(), Refusal>;

impl Builder<'_> {
    pub fn op_unknown(&mut self) -> Done {
        self.call_helper(Helper::UnknownOpcode, &[]);
        self.unreachable();
        Ok(())
    }

    pub fn op_resume(&mut self) -> Done {
        // What is inlined runs no longer than its caller, but for loops, which ask themselves.
        if !self.is_inlined() {
            self.append_at_state(make::guard_quiet());
        }
        Ok(())
    }

    pub fn op_pop_top(&mut self) -> Done {
        self.pop().map(drop)
    }

    pub fn op_push_null(&mut self) -> Done {
        let null = self.null();
        self.push(null);
        Ok(())
    }

    pub fn op_copy(&mut self, depth: u32) -> Done {
        let value = self.peek(depth as usize)?;
        self.push(value);
        Ok(())
    }

    pub fn op_swap(&mut self, depth: u32) -> Done {
        self.peek(depth as usize)?;
        let top = self.env.stack.len() - 1;
        self.env.stack.swap(top, top + 1 - depth as usize);
        Ok(())
    }

    pub fn op_load_const(&mut self, index: u32) -> Done {
        let code = &self.function.code;
        let constant = code.consts.get(index as usize).ok_or_else(|| malformed(format!("constant {index}")))?;
        let immediate = match constant {
            Constant::None => Some(word::NONE),
            Constant::False => Some(word::FALSE),
            Constant::True => Some(word::TRUE),
            Constant::Ellipsis => Some(word::ELLIPSIS),
            Constant::Int(value) => word::encode_int(*value),
            Constant::Float(value) => word::encode_float(*value),
            _ => None,
        };
        let ty = match constant {
            Constant::Int(value) => Type::range(*value, *value),
            Constant::BigInt { .. } => Type::of(bits::BIG_INT),
            Constant::Float(value) => Type { bits: bits::FLOAT, fact: Fact::Double(value.to_bits()) },
            Constant::Str { .. } => Type::of(bits::STR),
            Constant::Bytes(_) => Type::of(bits::BYTES),
            Constant::Tuple(items) => Type { bits: bits::TUPLE, fact: Fact::Length(items.len() as u32) },
            Constant::Slice(_) => Type::of(bits::SLICE),
            Constant::Complex { .. } | Constant::FrozenSet(_) | Constant::Code(_) => Type::of(bits::OTHER),
            Constant::None | Constant::False | Constant::True | Constant::Ellipsis => Type::OBJECT,
        };
        let value = match immediate {
            Some(w) => self.const_word(w),
            None => {
                let entry = TableEntry::CodeConstant { snapshot: self.snapshot, index };
                self.const_entry(entry, ty)
            }
        };
        self.push(value);
        Ok(())
    }

    pub fn op_load_small_int(&mut self, value: u32) -> Done {
        let value = self.const_word(word::encode_small(value as i64));
        self.push(value);
        Ok(())
    }

    pub fn op_load_common_constant(&mut self, which: u32) -> Done {
        let which = self.const_int(which as i64);
        let value = self.helper(Helper::LoadCommonConstant, &[which]);
        self.push(value);
        Ok(())
    }
}
