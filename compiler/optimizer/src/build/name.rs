//! Names: globals as watched constants, namespaces of modules and class bodies, imports.

use taipan_abi::exits::ExitReason;
use taipan_abi::feedback::Site;
use taipan_abi::helpers::Helper;
use taipan_abi::unit::{Invariant, Refusal};

use super::builder::Builder;
use crate::mir::Value;

type Done = Result<(), Refusal>;

impl Builder<'_> {
    pub fn op_load_global(&mut self, arg: u32) -> Done {
        let value = match self.site().cloned() {
            Some(Site::Global { dict, name, value }) if self.is_allowed(ExitReason::Invalidated) => {
                let globals = self.function.globals;
                let absent_from = if globals != 0 && dict != globals { globals } else { 0 };
                self.assume(Invariant::GlobalValue { dict, name, value, absent_from });
                self.const_known(value)
            }
            _ => {
                let name = self.name(arg >> 1);
                self.helper(Helper::LoadGlobal, &[name])
            }
        };
        self.push(value);
        if arg & 1 != 0 {
            let null = self.null();
            self.push(null);
        }
        Ok(())
    }

    fn push_named(&mut self, helper: Helper, index: u32) -> Done {
        let name = self.name(index);
        let value = self.helper(helper, &[name]);
        self.push(value);
        Ok(())
    }

    fn store_named(&mut self, helper: Helper, index: u32) -> Done {
        let name = self.name(index);
        let value = self.pop()?;
        self.call_helper(helper, &[name, value]);
        Ok(())
    }

    fn delete_named(&mut self, helper: Helper, index: u32) -> Done {
        let name = self.name(index);
        self.call_helper(helper, &[name]);
        Ok(())
    }

    pub fn op_store_global(&mut self, index: u32) -> Done {
        self.store_named(Helper::StoreGlobal, index)
    }

    pub fn op_delete_global(&mut self, index: u32) -> Done {
        self.delete_named(Helper::DeleteGlobal, index)
    }

    pub fn op_load_name(&mut self, index: u32) -> Done {
        self.push_named(Helper::LoadName, index)
    }

    pub fn op_store_name(&mut self, index: u32) -> Done {
        self.store_named(Helper::StoreName, index)
    }

    pub fn op_delete_name(&mut self, index: u32) -> Done {
        self.delete_named(Helper::DeleteName, index)
    }

    pub fn op_load_locals(&mut self) -> Done {
        let value = self.helper(Helper::LoadLocals, &[]);
        self.push(value);
        Ok(())
    }

    pub fn op_dict_or_globals(&mut self, index: u32) -> Done {
        let mapping = self.pop()?;
        let name = self.name(index);
        let value = self.helper(Helper::LoadFromDictOrGlobals, &[mapping, name]);
        self.push(value);
        Ok(())
    }

    pub fn op_setup_annotations(&mut self) -> Done {
        self.call_helper(Helper::SetupAnnotations, &[]);
        Ok(())
    }

    pub fn op_load_build_class(&mut self) -> Done {
        let value = self.helper(Helper::LoadBuildClass, &[]);
        self.push(value);
        Ok(())
    }

    pub fn op_import_name(&mut self, index: u32) -> Done {
        let name = self.name(index);
        let operands: Vec<Value> = self.pop_many(2)?;
        let module = self.helper(Helper::ImportName, &[name, operands[0], operands[1]]);
        self.push(module);
        Ok(())
    }

    pub fn op_import_from(&mut self, index: u32) -> Done {
        let module = self.peek(1)?;
        let name = self.name(index);
        let value = self.helper(Helper::ImportFrom, &[module, name]);
        self.push(value);
        Ok(())
    }
}
