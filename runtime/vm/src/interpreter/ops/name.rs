//! Names of class bodies and modules: looked up in a namespace object.

use super::super::dispatch::{attempt, fail, handler, next};
use super::super::frame::{Frame, drop_word};
use super::{global, name_at, peek, replace_top};
use crate::builtins::dict::Dict;
use crate::exceptions as exc;
use crate::object::protocol;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread, names};

/// The frame's namespace, borrowed.
#[inline(never)]
unsafe fn namespace<'a>(t: &Thread, fp: *mut Frame, what: &str) -> PyResult<&'a Obj> {
    // SAFETY: the frame owns its namespace for as long as it runs.
    unsafe {
        if (*fp).locals.is_null() {
            return Err(t.system_error(format!("no locals {what}")));
        }
        Ok(&*(&raw const (*fp).locals).cast::<Obj>())
    }
}

/// A name in a namespace; None if it is not there.
#[inline(never)]
fn lookup(t: &Thread, namespace: &Obj, name: &Obj) -> PyResult<Option<Obj>> {
    if let Some(dict) = namespace.exact::<Dict>() {
        return dict.get_str(t, name);
    }
    match protocol::get_item(t, namespace, name) {
        Ok(value) => Ok(Some(value)),
        Err(raised) => t.catch(raised, &exc::KEY_ERROR).map(|_| None),
    }
}

handler! {
    fn load_name(t, pc, sp, fp) {
        (*fp).pc = pc;
        *sp = attempt!(load(t, fp, (*pc).b as usize), t, pc, sp, fp).into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

#[inline(never)]
unsafe fn load(t: &Thread, fp: *mut Frame, index: usize) -> PyResult {
    // SAFETY: the handler's promise.
    unsafe {
        let name = name_at(fp, index);
        if let Some(value) = lookup(t, namespace(t, fp, "when loading a name")?, name)? {
            return Ok(value);
        }
        global::global_or_builtin(t, &*(*fp).globals, &*(*fp).builtins, name)
    }
}

handler! {
    fn store_name(t, pc, sp, fp) {
        (*fp).pc = pc;
        attempt!(store(t, sp, fp, (*pc).b as usize), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

#[inline(never)]
unsafe fn store(t: &Thread, sp: *mut Value, fp: *mut Frame, index: usize) -> PyResult<()> {
    // SAFETY: the handler's promise.
    let (name, value, namespace) =
        unsafe { (name_at(fp, index), peek(sp, 1), namespace(t, fp, "found when storing a name")?) };
    match namespace.exact::<Dict>() {
        Some(dict) => dict.set(t, name, value.clone()),
        None => protocol::set_item(t, namespace, name, value),
    }
}

handler! {
    fn delete_name(t, pc, sp, fp) {
        (*fp).pc = pc;
        attempt!(delete(t, fp, (*pc).b as usize), t, pc, sp, fp);
        next!(t, pc, sp, fp, 1)
    }
}

#[inline(never)]
unsafe fn delete(t: &Thread, fp: *mut Frame, index: usize) -> PyResult<()> {
    // SAFETY: the handler's promise.
    let (name, namespace) = unsafe { (name_at(fp, index), namespace(t, fp, "when deleting a name")?) };
    match protocol::del_item(t, namespace, name) {
        Ok(()) => Ok(()),
        Err(raised) => {
            drop(t.catch(raised, &exc::KEY_ERROR)?);
            Err(global::undefined(t, name))
        }
    }
}

handler! {
    fn load_locals(t, pc, sp, fp) {
        (*fp).pc = pc;
        *sp = attempt!(namespace(t, fp, "when loading locals"), t, pc, sp, fp).clone().into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    fn load_from_dict_or_globals(t, pc, sp, fp) {
        (*fp).pc = pc;
        let value = attempt!(dict_or_globals(t, sp, fp, (*pc).b as usize), t, pc, sp, fp);
        replace_top(sp, value);
        next!(t, pc, sp, fp, 1)
    }
}

#[inline(never)]
unsafe fn dict_or_globals(t: &Thread, sp: *mut Value, fp: *mut Frame, index: usize) -> PyResult {
    // SAFETY: the handler's promise.
    unsafe {
        let name = name_at(fp, index);
        if let Some(value) = lookup(t, peek(sp, 1), name)? {
            return Ok(value);
        }
        global::global_or_builtin(t, &*(*fp).globals, &*(*fp).builtins, name)
    }
}

handler! {
    fn setup_annotations(t, pc, sp, fp) {
        (*fp).pc = pc;
        attempt!(annotations(t, fp), t, pc, sp, fp);
        next!(t, pc, sp, fp, 1)
    }
}

#[inline(never)]
unsafe fn annotations(t: &Thread, fp: *mut Frame) -> PyResult<()> {
    // SAFETY: the handler's promise.
    let namespace = unsafe { namespace(t, fp, "found when setting up annotations")? };
    if lookup(t, namespace, &names::__annotations__)?.is_none() {
        let dict = Dict::new(t)?.into_obj();
        protocol::set_item(t, namespace, &names::__annotations__, &dict)?;
    }
    Ok(())
}
