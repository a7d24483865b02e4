//! Definitions of native modules.

use crate::builtins::module::Module;
use crate::builtins::native::NativeFunction;
use crate::object::types::MethodDef;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// A native module; written by `#[pymodule]`.
pub struct ModuleDef {
    pub name: &'static str,
    pub doc: &'static str,
    pub functions: &'static [&'static MethodDef],
    /// Adds what is not a function.
    pub init: Option<fn(&Thread, &Module) -> PyResult<()>>,
}

impl ModuleDef {
    /// A new module object, not yet in `sys.modules`.
    pub fn instantiate(&'static self, t: &Thread) -> PyResult<Ref<Module>> {
        let module = Module::new(t, self.name)?;
        if !self.doc.is_empty() {
            module.set(t, "__doc__", crate::call::IntoPy::into_py(self.doc, t)?)?;
        }
        self.fill(t, &module)?;
        Ok(module)
    }

    /// Adds functions and constants to an existing module.
    pub fn fill(&'static self, t: &Thread, module: &Ref<Module>) -> PyResult<()> {
        let name = crate::call::IntoPy::into_py(self.name, t)?;
        for def in self.functions {
            let function = NativeFunction::new(t, def, Some(module.obj()), Some(name.clone()))?;
            module.set(t, def.name, function.into_obj())?;
        }
        match self.init {
            Some(init) => init(t, module),
            None => Ok(()),
        }
    }
}

/// Adds an object to a module.
pub fn add(t: &Thread, module: &Module, name: &str, value: impl crate::call::IntoPy) -> PyResult<()> {
    let value: Obj = value.into_py(t)?;
    module.set(t, name, value)
}
