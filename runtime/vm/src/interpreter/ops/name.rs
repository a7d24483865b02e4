//! Names of class bodies and modules: looked up in a namespace object.

use super::super::dispatch::{attempt, fail, handler, next};
use super::super::frame::{Frame, drop_word};
use super::{global, name_at, peek, replace_top};
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::exceptions as exc;
use crate::object::protocol;
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread, names};

/// Where the names of a frame are looked up. Two words, so that handlers pass it in registers: one whose
/// address is taken would cost them their sibling call.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The namespace of a class body or module; functions have none.
    pub locals: Option<&'a Obj>,
    /// Globals and builtins are its.
    pub function: &'a Function,
}

impl<'a> Scope<'a> {
    /// A tier 0 frame's.
    ///
    /// # Safety
    /// The frame is live.
    #[inline(always)]
    pub unsafe fn of(frame: &'a Frame) -> Scope<'a> {
        // SAFETY: the frame owns namespace and function for as long as it runs.
        unsafe {
            let locals = if frame.locals.is_null() { None } else { Some(frame.locals.as_obj()) };
            Scope { locals, function: &*(frame.function.bits() as *const Function) }
        }
    }

    pub fn globals(self) -> &'a Dict {
        // SAFETY: a function keeps its globals for good.
        unsafe { &*self.function.globals_ptr() }
    }

    pub fn builtins(self) -> &'a Dict {
        // SAFETY: likewise its builtins.
        unsafe { &*self.function.builtins_ptr() }
    }

    #[inline(never)]
    fn namespace(self, t: &Thread, what: &str) -> PyResult<&'a Obj> {
        self.locals.ok_or_else(|| t.system_error(format!("no locals {what}")))
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
        *sp = attempt!(load(t, Scope::of(&*fp), name_at(fp, (*pc).b as usize)), t, pc, sp, fp).into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

#[inline(never)]
pub(crate) fn load(t: &Thread, scope: Scope, name: &Obj) -> PyResult {
    let namespace = scope.namespace(t, "when loading a name")?;
    load_from(t, namespace, scope, name)
}

handler! {
    fn store_name(t, pc, sp, fp) {
        (*fp).pc = pc;
        attempt!(store(t, Scope::of(&*fp), name_at(fp, (*pc).b as usize), peek(sp, 1)), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

#[inline(never)]
pub(crate) fn store(t: &Thread, scope: Scope, name: &Obj, value: &Obj) -> PyResult<()> {
    let namespace = scope.namespace(t, "found when storing a name")?;
    match namespace.exact::<Dict>() {
        Some(dict) => dict.set(t, name, value.clone()),
        None => protocol::set_item(t, namespace, name, value),
    }
}

handler! {
    fn delete_name(t, pc, sp, fp) {
        (*fp).pc = pc;
        attempt!(delete(t, Scope::of(&*fp), name_at(fp, (*pc).b as usize)), t, pc, sp, fp);
        next!(t, pc, sp, fp, 1)
    }
}

#[inline(never)]
pub(crate) fn delete(t: &Thread, scope: Scope, name: &Obj) -> PyResult<()> {
    let namespace = scope.namespace(t, "when deleting a name")?;
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
        *sp = attempt!(locals(t, Scope::of(&*fp)), t, pc, sp, fp).into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

/// The namespace itself.
#[inline(never)]
pub(crate) fn locals(t: &Thread, scope: Scope) -> PyResult {
    scope.namespace(t, "when loading locals").cloned()
}

handler! {
    fn load_from_dict_or_globals(t, pc, sp, fp) {
        (*fp).pc = pc;
        let name = name_at(fp, (*pc).b as usize);
        let value = attempt!(load_from(t, peek(sp, 1), Scope::of(&*fp), name), t, pc, sp, fp);
        replace_top(sp, value);
        next!(t, pc, sp, fp, 1)
    }
}

/// A name in a namespace, then in globals and builtins.
#[inline(never)]
pub(crate) fn load_from(t: &Thread, namespace: &Obj, scope: Scope, name: &Obj) -> PyResult {
    if let Some(value) = lookup(t, namespace, name)? {
        return Ok(value);
    }
    global::global_or_builtin(t, scope.globals(), scope.builtins(), name)
}

handler! {
    fn setup_annotations(t, pc, sp, fp) {
        (*fp).pc = pc;
        attempt!(annotations(t, Scope::of(&*fp)), t, pc, sp, fp);
        next!(t, pc, sp, fp, 1)
    }
}

#[inline(never)]
pub(crate) fn annotations(t: &Thread, scope: Scope) -> PyResult<()> {
    let namespace = scope.namespace(t, "found when setting up annotations")?;
    if lookup(t, namespace, &names::__annotations__)?.is_none() {
        let dict = Dict::new(t)?.into_obj();
        protocol::set_item(t, namespace, &names::__annotations__, &dict)?;
    }
    Ok(())
}
