//! Displays, formatting, pattern matching: mostly helpers.

use taipan_abi::helpers::Helper;
use taipan_abi::layout::ClassId;
use taipan_abi::unit::Refusal;

use super::builder::Builder;
use crate::mir::{Imm, Value, make};

type Done = Result<(), Refusal>;

impl Builder<'_> {
    /// Replaces `count` operands by what a helper makes of them.
    fn build(&mut self, helper: Helper, count: usize) -> Done {
        let operands = self.pop_many(count)?;
        let value = self.helper(helper, &operands);
        self.push(value);
        Ok(())
    }

    /// Like [`Builder::build`], with the instruction's argument behind the operands.
    fn build_with(&mut self, helper: Helper, count: usize, arg: u32) -> Done {
        let mut operands = self.pop_many(count)?;
        let number = self.const_int(arg as i64);
        operands.push(number);
        let value = self.helper(helper, &operands);
        self.push(value);
        Ok(())
    }

    /// Adds the `count` top operands to the container `depth` below them.
    fn add(&mut self, helper: Helper, count: usize, depth: u32) -> Done {
        let items = self.pop_many(count)?;
        let container = self.peek(depth as usize)?;
        let mut operands: Vec<Value> = vec![container];
        operands.extend(items);
        self.call_helper(helper, &operands);
        Ok(())
    }

    pub fn op_build_list(&mut self, count: u32) -> Done {
        self.build(Helper::BuildList, count as usize)
    }

    pub fn op_build_tuple(&mut self, count: u32) -> Done {
        let items = self.pop_many(count as usize)?;
        let tuple = self.emit(make::new().args(&items).imm(Imm::Class(ClassId::Tuple)));
        self.push(tuple);
        Ok(())
    }

    pub fn op_build_set(&mut self, count: u32) -> Done {
        self.build(Helper::BuildSet, count as usize)
    }

    pub fn op_build_map(&mut self, count: u32) -> Done {
        self.build(Helper::BuildMap, 2 * count as usize)
    }

    pub fn op_build_string(&mut self, count: u32) -> Done {
        self.build(Helper::BuildString, count as usize)
    }

    pub fn op_build_template(&mut self) -> Done {
        self.build(Helper::BuildTemplate, 2)
    }

    pub fn op_build_interpolation(&mut self, arg: u32) -> Done {
        if arg & 1 == 0 {
            let null = self.null();
            self.push(null);
        }
        self.build_with(Helper::BuildInterpolation, 3, arg)
    }

    pub fn op_convert_value(&mut self, arg: u32) -> Done {
        self.build_with(Helper::ConvertValue, 1, arg)
    }

    pub fn op_format_simple(&mut self) -> Done {
        if self.mir.ty(self.peek(1)?).is_within(crate::mir::bits::STR) {
            return Ok(());
        }
        self.build(Helper::FormatSimple, 1)
    }

    pub fn op_format_with_spec(&mut self) -> Done {
        self.build(Helper::FormatWithSpec, 2)
    }

    pub fn op_list_append(&mut self, depth: u32) -> Done {
        self.add(Helper::ListAppend, 1, depth)
    }

    pub fn op_list_extend(&mut self, depth: u32) -> Done {
        self.add(Helper::ListExtend, 1, depth)
    }

    pub fn op_set_add(&mut self, depth: u32) -> Done {
        self.add(Helper::SetAdd, 1, depth)
    }

    pub fn op_set_update(&mut self, depth: u32) -> Done {
        self.add(Helper::SetUpdate, 1, depth)
    }

    pub fn op_map_add(&mut self, depth: u32) -> Done {
        self.add(Helper::MapAdd, 2, depth)
    }

    pub fn op_dict_update(&mut self, depth: u32) -> Done {
        self.add(Helper::DictUpdate, 1, depth)
    }

    pub fn op_dict_merge(&mut self, depth: u32) -> Done {
        let mapping = self.pop()?;
        let dict = self.peek(depth as usize)?;
        // The callable lies below its NULL and the arguments' tuple; errors name it.
        let callable = self.peek(depth as usize + 3)?;
        self.call_helper(Helper::DictMerge, &[dict, mapping, callable]);
        Ok(())
    }

    pub fn op_get_len(&mut self) -> Done {
        let object = self.peek(1)?;
        let length = self.helper(Helper::Length, &[object]);
        self.push(length);
        Ok(())
    }

    pub fn op_match_mapping(&mut self) -> Done {
        let subject = self.peek(1)?;
        let matches = self.helper(Helper::MatchMapping, &[subject]);
        self.push_bool(matches);
        Ok(())
    }

    pub fn op_match_sequence(&mut self) -> Done {
        let subject = self.peek(1)?;
        let matches = self.helper(Helper::MatchSequence, &[subject]);
        self.push_bool(matches);
        Ok(())
    }

    pub fn op_match_keys(&mut self) -> Done {
        let (subject, keys) = (self.peek(2)?, self.peek(1)?);
        let values = self.helper(Helper::MatchKeys, &[subject, keys]);
        self.push(values);
        Ok(())
    }

    pub fn op_match_class(&mut self, positional: u32) -> Done {
        self.build_with(Helper::MatchClass, 3, positional)
    }
}
