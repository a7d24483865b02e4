//! The `builtins` module: its functions, by family, and its names for types.

pub mod classes;
pub mod evaluate;
pub mod inspect;
pub mod iteration;
pub mod numbers;
pub mod output;

use crate::call::invoke::call_with_names;
use crate::object::attributes;
use crate::object::types::Type;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

use super::module::Module;
use super::str::{self, Str};

/// Makes the module: every function and every builtin type under its name.
pub fn module(t: &Thread) -> PyResult<Ref<Module>> {
    let module = Module::new(t, "builtins")?;
    for part in [
        &classes::module::MODULE,
        &evaluate::module::MODULE,
        &inspect::module::MODULE,
        &iteration::module::MODULE,
        &numbers::module::MODULE,
        &output::module::MODULE,
    ] {
        part.fill(t, &module)?;
    }
    let doc = "Built-in functions, types, exceptions, and other objects.\n\nThis module provides direct access to all 'built-in'\nidentifiers of Python; for example, builtins.len is\nthe full name for the built-in function len().\n\nThis module is not normally accessed explicitly by most\napplications, but can be useful in modules that provide\nobjects with the same name as a builtin and need the\nbuiltin of that name.";
    module.set(t, "__doc__", crate::call::IntoPy::into_py(doc, t)?)?;
    for class in super::registry::public_types() {
        module.set(t, &class.name_text(), class.borrowed_obj().clone())?;
    }
    for (name, value) in [
        ("None", Obj::NONE),
        ("True", Obj::TRUE),
        ("False", Obj::FALSE),
        ("NotImplemented", Obj::NOT_IMPLEMENTED),
        ("Ellipsis", Obj::ELLIPSIS),
        ("__debug__", Obj::from_bool(t.interp().config.optimize == 0)),
    ] {
        module.set(t, name, value)?;
    }
    module.set(t, "ExceptionGroup", crate::exceptions::group::make_exception_group(t)?)?;
    for (name, class) in [("EnvironmentError", &crate::exceptions::OS_ERROR), ("IOError", &crate::exceptions::OS_ERROR)]
    {
        module.set(t, name, class.borrowed_obj().clone())?;
    }
    Ok(module)
}

/// `sys.name`; RuntimeError if it is lost.
pub fn sys_attribute(t: &Thread, name: &str) -> PyResult {
    let found = match t.interp().sys.get() {
        Some(sys) => sys.get_text(t, name)?,
        None => None,
    };
    found.ok_or_else(|| t.runtime_error(format!("lost sys.{name}")))
}

/// `ascii(object)`.
pub fn ascii(t: &Thread, object: &Obj) -> PyResult {
    let repr = crate::object::protocol::repr(t, object)?;
    if repr.is_ascii() {
        return Ok(repr.into_obj());
    }
    let mut out = String::with_capacity(repr.len() + 16);
    for c in repr.units().iter() {
        match c {
            0..=0x7F => out.push(c as u8 as char),
            0x80..=0xFF => out.push_str(&format!("\\x{c:02x}")),
            0x100..=0xFFFF => out.push_str(&format!("\\u{c:04x}")),
            _ => out.push_str(&format!("\\U{c:08x}")),
        }
    }
    Str::new(t, &out).map(Ref::into_obj)
}

/// `warnings.warn(message, category, stacklevel)`. Before the library is there, the warning is printed.
pub fn warn(t: &Thread, category: &Type, message: &str, stacklevel: i32) -> PyResult<()> {
    let warnings = match t.interp().modules.get() {
        Some(modules) => modules.get_text(t, "warnings")?,
        None => None,
    };
    let Some(warnings) = warnings else { return crate::exceptions::warnings::show_plainly(t, category, message) };
    let function = attributes::get_text(t, &warnings, "warn")?;
    let arguments =
        [crate::call::IntoPy::into_py(message, t)?, category.borrowed_obj().clone(), Obj::from_i32(stacklevel)];
    let names = [str::intern(t, "stacklevel")?];
    call_with_names(t, &function, &arguments, &names).map(|_| ())
}
