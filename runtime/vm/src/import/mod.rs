//! Imports: `__import__` as `import_name` and programs call it.
//!
//! Modules in `sys.modules` are found here; native modules are made here; everything else is importlib's
//! (`_find_and_load`), once it runs.

pub mod frozen;

use crate::builtins::dict::Dict;
use crate::builtins::module::{self, Module};
use crate::builtins::str::{self, Str};
use crate::exceptions as exc;
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, protocol};
use crate::thread::{PyResult, Thread, names};

/// `__import__(name, globals, locals, fromlist, level)`.
pub fn import(t: &Thread, name: &Obj, globals: Option<&Obj>, fromlist: Option<&Obj>, level: i32) -> PyResult {
    let Some(text) = name.downcast::<Str>() else {
        return Err(t.type_error("module name must be a string"));
    };
    if level < 0 {
        return Err(t.value_error("level must be >= 0"));
    }
    if level == 0 && text.is_empty() {
        return Err(t.value_error("Empty module name"));
    }
    let absolute =
        if level > 0 { resolve(t, &text.to_string_lossy(), globals, level)? } else { text.to_string_lossy() };
    let module = find(t, &absolute)?;
    let has_fromlist = match fromlist.filter(|f| !f.is_none()) {
        Some(list) => protocol::is_true(t, list)?,
        None => false,
    };
    if has_fromlist {
        if attributes::get_optional(t, &module, &names::__path__)?.is_some()
            && let (Some(importlib), Some(list)) = (t.interp().importlib.borrow().clone(), fromlist)
        {
            let handle = attributes::get(t, &importlib, &names::_handle_fromlist)?;
            let find = attributes::get_text(t, &importlib, "_gcd_import")?;
            return crate::call::call(t, &handle, &[module, list.clone(), find]);
        }
        return Ok(module);
    }
    // `import a.b` binds `a`; a relative import binds the first part of what was written.
    let written = text.to_string_lossy();
    let Some((front, _)) = written.split_once('.') else {
        if level == 0 || written.is_empty() {
            return Ok(module);
        }
        return Ok(module);
    };
    if level == 0 {
        return find(t, front);
    }
    let cut = written.len() - front.len();
    find(t, &absolute[..absolute.len() - cut])
}

/// The module of an absolute name.
fn find(t: &Thread, name: &str) -> PyResult {
    let Some(modules) = t.interp().modules.get() else { return Err(t.runtime_error("unable to get sys.modules")) };
    if let Some(found) = modules.get_text(t, name)? {
        if found.is_none() {
            let text = str::intern(t, name)?;
            return Err(not_found(t, &format!("import of {name} halted; None in sys.modules"), &text)?);
        }
        ensure_initialized(t, &found, name)?;
        return Ok(found);
    }
    let importlib = t.interp().importlib.borrow().clone();
    if let Some(importlib) = importlib {
        let load = attributes::get(t, &importlib, &names::_find_and_load)?;
        let import = t.interp().builtins().get_str(t, &names::__import__)?.unwrap_or(Obj::NONE);
        return match crate::call::call2(t, &load, &str::intern(t, name)?, &import) {
            Ok(module) => Ok(module),
            Err(raised) => {
                trim_importlib(t);
                Err(raised)
            }
        };
    }
    if let Some(module) = native(t, name)? {
        modules.set_text(t, name, module.clone().into_obj())?;
        return Ok(module.into_obj());
    }
    let text = str::intern(t, name)?;
    Err(not_found(t, &format!("No module named '{name}'"), &text)?)
}

/// Takes importlib's own frames out of the traceback of the exception in flight: all of them for
/// ImportError, else those that end in running the module.
fn trim_importlib(t: &Thread) {
    use crate::builtins::frame_object::FrameObject;
    use crate::exceptions::traceback::entries;
    let Some(exception) = t.exception.get() else { return };
    let Some(this) = exception.downcast::<exc::BaseException>() else { return };
    let always = exception.type_of().is_subtype(&exc::IMPORT_ERROR);
    let list = entries(this.traceback.get());
    let mut kept: Vec<usize> = Vec::new();
    let mut chunk = 0;
    for (i, entry) in list.iter().enumerate() {
        let frame = entry.frame.get();
        let code = frame.as_ref().and_then(|f| f.downcast::<FrameObject>()).and_then(FrameObject::code);
        let is_ours = code.as_ref().is_some_and(|c| {
            str::equals(&c.filename, "<frozen importlib._bootstrap>")
                || str::equals(&c.filename, "<frozen importlib._bootstrap_external>")
                || str::equals(&c.filename, "<frozen _taipan_importer>")
        });
        if !is_ours {
            chunk = 0;
            kept.push(i);
            continue;
        }
        chunk += 1;
        kept.push(i);
        let runs_module = code.is_some_and(|c| str::equals(&c.name, "_call_with_frames_removed"));
        if always || runs_module {
            kept.truncate(kept.len() - chunk);
            chunk = 0;
        }
    }
    for pair in kept.windows(2) {
        list[pair[0]].next.set(Some(list[pair[1]].obj().clone()));
    }
    if let Some(&last) = kept.last() {
        list[last].next.set(None);
    }
    this.traceback.set(kept.first().map(|&first| list[first].obj().clone()));
}

/// A module found while another import of it is under way: importlib waits for it.
fn ensure_initialized(t: &Thread, found: &Obj, name: &str) -> PyResult<()> {
    let Some(module) = found.downcast::<Module>() else { return Ok(()) };
    let importlib = t.interp().importlib.borrow().clone();
    if let Some(importlib) = importlib
        && module::is_initializing(t, &module.dict())?
    {
        let unlock = attributes::get(t, &importlib, &names::_lock_unlock_module)?;
        crate::call::call1(t, &unlock, &str::intern(t, name)?)?;
    }
    Ok(())
}

/// A new native module of the name.
pub fn native(t: &Thread, name: &str) -> PyResult<Option<Ref<Module>>> {
    // SAFETY: the list is filled before any code runs.
    let list = unsafe { &*t.interp().native_modules.get() };
    match list.iter().find(|def| def.name == name) {
        Some(def) => def.instantiate(t).map(Some),
        None => Ok(None),
    }
}

/// Whether there is a native module of the name.
pub fn is_native(t: &Thread, name: &str) -> bool {
    // SAFETY: the list is filled before any code runs.
    unsafe { &*t.interp().native_modules.get() }.iter().any(|def| def.name == name)
}

/// The library's name of a frozen module.
pub fn original_name(name: &str) -> &str {
    match name {
        "_frozen_importlib" => "importlib._bootstrap",
        "_frozen_importlib_external" => "importlib._bootstrap_external",
        other => other,
    }
}

/// Makes a frozen module without importlib: how importlib itself starts.
pub fn frozen_module(t: &Thread, name: &str) -> PyResult<Option<Ref<Module>>> {
    let Some(code) = t.interp().frozen().code(t, name)? else { return Ok(None) };
    let module = Module::new(t, name)?;
    module.dict().set(t, &names::__builtins__, t.interp().builtins().clone().into_obj())?;
    // importlib takes this off when it completes the module's spec.
    module.set(t, "__origname__", str::intern(t, original_name(name))?)?;
    if let Some(modules) = t.interp().modules.get() {
        modules.set_text(t, name, module.obj().clone())?;
    }
    crate::interpreter::run_code(t, &code, &module.dict(), None)?;
    Ok(Some(module))
}

/// Starts importlib, where it is frozen: from then on it finds and loads modules.
pub fn start_importlib(t: &Thread) -> PyResult<()> {
    // Without these attributes of `sys` importlib cannot start; native modules are found all the same.
    for needed in ["builtin_module_names", "implementation", "flags"] {
        if crate::builtins::functions::sys_attribute(t, needed).map_err(|r| drop(t.take_exception(r))).is_err() {
            return Ok(());
        }
    }
    if let Some(sys) = t.interp().sys.get() {
        let missing = |name: &str| -> PyResult<bool> { Ok(sys.get_text(t, name)?.is_none()) };
        for name in ["meta_path", "path_hooks"] {
            if missing(name)? {
                sys.set_text(t, name, crate::builtins::list::List::new(t)?.into_obj())?;
            }
        }
        if missing("path_importer_cache")? {
            sys.set_text(t, "path_importer_cache", Dict::new(t)?.into_obj())?;
        }
        if missing("pycache_prefix")? {
            sys.set_text(t, "pycache_prefix", Obj::NONE)?;
        }
    }
    let Some(importlib) = frozen_module(t, "_frozen_importlib")? else { return Ok(()) };
    let Some(modules) = t.interp().modules.get() else { return Ok(()) };
    let sys = modules.get_str(t, &names::sys)?.unwrap_or(Obj::NONE);
    let Some(imp) = native(t, "_imp")? else { return Ok(()) };
    modules.set_text(t, "_imp", imp.obj().clone())?;
    let install = attributes::get(t, importlib.obj(), &names::_install)?;
    crate::call::call2(t, &install, &sys, imp.obj())?;
    // From here on importlib finds and loads what is imported.
    *t.interp().importlib.borrow_mut() = Some(importlib.obj().clone());
    let external = attributes::get_text(t, importlib.obj(), "_install_external_importers")?;
    crate::call::call0(t, &external)?;
    Ok(())
}

#[cold]
fn not_found(t: &Thread, message: &str, name: &Obj) -> PyResult<crate::thread::Raised> {
    let text = crate::call::IntoPy::into_py(message, t)?;
    let exception = exc::BaseException::instantiate(t, &exc::MODULE_NOT_FOUND_ERROR, &[text])?;
    if let Some(e) = exception.downcast::<exc::BaseException>() {
        e.field(exc::fields::NAME).set(Some(name.clone()));
    }
    Ok(t.raise(exception))
}

/// The absolute name of a relative import.
fn resolve(t: &Thread, name: &str, globals: Option<&Obj>, level: i32) -> PyResult<String> {
    let Some(globals) = globals.filter(|g| !g.is_none()) else {
        return Err(t.key_error(&str::intern(t, "'__name__' not in globals")?));
    };
    let Some(globals) = globals.downcast::<Dict>() else {
        return Err(t.type_error("globals must be a dict"));
    };
    let package = match globals.get_str(t, &names::__package__)?.filter(|p| !p.is_none()) {
        Some(package) if package.downcast::<Str>().is_some() => str::lossy(&package),
        Some(_) => return Err(t.type_error("package must be a string")),
        None => {
            let Some(module) = globals.get_str(t, &names::__name__)? else {
                return Err(t.key_error(&str::intern(t, "'__name__' not in globals")?));
            };
            let module = str::lossy(&module);
            if globals.contains_str(t, &names::__path__)? {
                module
            } else {
                module.rsplit_once('.').map_or(String::new(), |(front, _)| front.to_string())
            }
        }
    };
    if package.is_empty() {
        return Err(t.error(&exc::IMPORT_ERROR, "attempted relative import with no known parent package"));
    }
    let mut base = package.as_str();
    for _ in 1..level {
        match base.rsplit_once('.') {
            Some((front, _)) => base = front,
            None => {
                return Err(t.error(&exc::IMPORT_ERROR, "attempted relative import beyond top-level package"));
            }
        }
    }
    Ok(if name.is_empty() { base.to_string() } else { format!("{base}.{name}") })
}
