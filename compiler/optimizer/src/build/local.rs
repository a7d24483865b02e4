//! Fast locals, cells and free variables.

use taipan_abi::helpers::Helper;
use taipan_abi::unit::Refusal;
use taipan_abi::value as word;

use super::builder::Builder;
use crate::mir::{Value, bits, make};

type Done = Result<(), Refusal>;

impl Builder<'_> {
    pub fn op_load_fast(&mut self, index: u32) -> Done {
        let value = self.local(index)?;
        self.push(value);
        Ok(())
    }

    pub fn op_load_fast_check(&mut self, index: u32) -> Done {
        let value = self.local(index)?;
        let value = self.bound(value);
        self.push(value);
        Ok(())
    }

    /// The value, guarded not to be UNBOUND: tier 0 raises the error.
    pub fn bound(&mut self, value: Value) -> Value {
        if self.mir.ty(value).may_be(bits::UNBOUND | bits::NULL) { self.guard(make::guard_bound(value)) } else { value }
    }

    pub fn op_load_fast_and_clear(&mut self, index: u32) -> Done {
        let value = self.local(index)?;
        self.push(value);
        let unbound = self.const_word(word::UNBOUND);
        self.set_local(index, unbound)
    }

    pub fn op_load_fast_pair(&mut self, pair: u32) -> Done {
        self.op_load_fast(pair >> 4)?;
        self.op_load_fast(pair & 15)
    }

    pub fn op_store_fast(&mut self, index: u32) -> Done {
        let value = self.pop()?;
        self.set_local(index, value)
    }

    pub fn op_store_load(&mut self, pair: u32) -> Done {
        self.op_store_fast(pair >> 4)?;
        self.op_load_fast(pair & 15)
    }

    pub fn op_store_pair(&mut self, pair: u32) -> Done {
        self.op_store_fast(pair >> 4)?;
        self.op_store_fast(pair & 15)
    }

    pub fn op_delete_fast(&mut self, index: u32) -> Done {
        let value = self.local(index)?;
        self.bound(value);
        let unbound = self.const_word(word::UNBOUND);
        self.set_local(index, unbound)
    }

    pub fn op_make_cell(&mut self, index: u32) -> Done {
        let content = self.local(index)?;
        let cell = self.helper(Helper::NewCell, &[content]);
        self.set_local(index, cell)
    }

    pub fn op_copy_free_vars(&mut self, count: u32) -> Done {
        let first = (self.env.locals.len() as u32).saturating_sub(count);
        for i in 0..count {
            let index = self.const_int(i as i64);
            let cell = self.helper(Helper::FreeVariable, &[index]);
            self.set_local(first + i, cell)?;
        }
        Ok(())
    }

    pub fn op_load_deref(&mut self, index: u32) -> Done {
        let cell = self.local(index)?;
        let index = self.const_int(index as i64);
        let value = self.helper(Helper::CellGet, &[cell, index]);
        self.push(value);
        Ok(())
    }

    pub fn op_store_deref(&mut self, index: u32) -> Done {
        let cell = self.local(index)?;
        let value = self.pop()?;
        self.call_helper(Helper::CellSet, &[cell, value]);
        Ok(())
    }

    pub fn op_delete_deref(&mut self, index: u32) -> Done {
        let cell = self.local(index)?;
        let index = self.const_int(index as i64);
        self.call_helper(Helper::CellDelete, &[cell, index]);
        Ok(())
    }

    pub fn op_dict_or_deref(&mut self, index: u32) -> Done {
        let mapping = self.pop()?;
        let cell = self.local(index)?;
        let index = self.const_int(index as i64);
        let value = self.helper(Helper::LoadFromDictOrDeref, &[mapping, cell, index]);
        self.push(value);
        Ok(())
    }
}
