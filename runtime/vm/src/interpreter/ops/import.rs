//! Import statements.

use super::super::dispatch::{attempt, fail, handler, next};
use super::super::frame::{Frame, drop_word};
use super::name::Scope;
use super::{name_at, peek};
use crate::builtins::dict::Dict;
use crate::builtins::module;
use crate::builtins::str::{self, Str};
use crate::exceptions as exc;
use crate::object::types::NativeType;
use crate::object::value::Obj;
use crate::object::{attributes, protocol};
use crate::thread::{PyResult, Thread, names};

handler! {
    /// `level, fromlist` → `module`
    fn import_name(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        let scope = Scope::of(&*fp);
        let name = name_at(fp, (*pc).b as usize);
        let module = attempt!(import(t, scope, name, peek(sp, 2), peek(sp, 1)), t, pc, sp, fp);
        let (level, fromlist) = (*sp.sub(2), *sp.sub(1));
        *sp.sub(2) = module.into_raw();
        drop_word(fromlist);
        drop_word(level);
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

/// Calls `__import__`.
#[inline(never)]
pub(crate) fn import(t: &Thread, scope: Scope, name: &Obj, level: &Obj, fromlist: &Obj) -> PyResult {
    let Some(function) = scope.builtins().get_str(t, &names::__import__)? else {
        return Err(t.error(&exc::IMPORT_ERROR, "__import__ not found"));
    };
    let globals = scope.globals().borrowed().clone();
    let locals = scope.locals.cloned().unwrap_or(Obj::NONE);
    let arguments = [name.clone(), globals, locals, fromlist.clone(), level.clone()];
    crate::call::call(t, &function, &arguments)
}

handler! {
    /// `module` → `module, attribute`
    fn import_from(t, pc, sp, fp) {
        (*fp).pc = pc;
        *sp = attempt!(from(t, peek(sp, 1), name_at(fp, (*pc).b as usize)), t, pc, sp, fp).into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

/// `from module import name`, with the fallback to `sys.modules` that circular imports need.
#[inline(never)]
pub(crate) fn from(t: &Thread, module: &Obj, name: &Obj) -> PyResult {
    if let Some(found) = attributes::get_optional(t, module, name)? {
        return Ok(found);
    }
    let module_name = attributes::get_optional(t, module, &names::__name__)?;
    let package = module_name.filter(|n| n.downcast::<Str>().is_some());
    if let Some(package) = &package
        && let Some(modules) = t.interp().modules.get()
    {
        let full = format!("{}.{}", str::lossy(package), str::lossy(name));
        if let Some(found) = modules.get_text(t, &full)? {
            return Ok(found);
        }
    }
    Err(cannot_import(t, module, package.as_ref(), name)?)
}

#[inline(never)]
fn cannot_import(t: &Thread, module: &Obj, package: Option<&Obj>, name: &Obj) -> PyResult<crate::thread::Raised> {
    let package_text = package.map_or("<unknown module name>".to_string(), str::lossy);
    let file = attributes::get_optional(t, module, &names::__file__)?.filter(|f| f.downcast::<Str>().is_some());
    let initializing = match attributes::get_optional(t, module, &names::__dict__)? {
        Some(dict) => match dict.downcast::<Dict>() {
            Some(dict) => module::is_initializing(t, dict)?,
            None => false,
        },
        None => false,
    };
    let text = str::lossy(name);
    let place = file.as_ref().map_or("unknown location".to_string(), str::lossy);
    let message = if initializing {
        format!(
            "cannot import name '{text}' from partially initialized module '{package_text}' (most likely due to a circular import) ({place})"
        )
    } else {
        format!("cannot import name '{text}' from '{package_text}' ({place})")
    };
    exc::import_error(t, &message, package, file.as_ref(), Some(name))
}

/// `from module import *`.
///
/// # Safety
/// The frame is live.
#[inline(never)]
pub unsafe fn import_star(t: &Thread, fp: *mut Frame, module: &Obj) -> PyResult {
    // SAFETY: the frame owns its namespace.
    let namespace = unsafe {
        if Frame::namespace_of(fp).is_null() {
            return Err(t.system_error("no locals found during 'import *'"));
        }
        (*fp).locals.to_obj()
    };
    let all = attributes::get_optional(t, module, &names::__all__)?;
    let listed = all.is_some();
    let exported = match all {
        Some(all) => protocol::collect(t, &all)?,
        None => match attributes::get_optional(t, module, &names::__dict__)? {
            Some(dict) => protocol::collect(t, &dict)?,
            None => {
                return Err(t.error(&exc::IMPORT_ERROR, "from-import-* object has no __dict__ and no __all__"));
            }
        },
    };
    for name in exported {
        let Some(text) = name.downcast::<Str>() else {
            let module_name = attributes::get(t, module, &names::__name__)?;
            let (module_name, given) = (str::lossy(&module_name), name.type_of().name_text());
            return Err(t.type_error(if listed {
                format!("Item in {module_name}.__all__ must be str, not {given}")
            } else {
                format!("Key in {module_name}.__dict__ must be str, not {given}")
            }));
        };
        if !listed && text.to_wtf8().starts_with(b"_") {
            continue;
        }
        let value = attributes::get(t, module, &name)?;
        match namespace.exact::<Dict>() {
            Some(dict) => dict.set(t, &name, value)?,
            None => protocol::set_item(t, &namespace, &name, &value)?,
        }
    }
    Ok(Obj::NONE)
}
