//! Class statements.

use super::super::dispatch::{attempt, fail, handler, next};
use crate::thread::{PyResult, Thread, names};

handler! {
    fn load_build_class(t, pc, sp, fp) {
        (*fp).pc = pc;
        *sp = attempt!(build_class(t, fp), t, pc, sp, fp).into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

#[inline(never)]
unsafe fn build_class(t: &Thread, fp: *mut super::super::frame::Frame) -> PyResult {
    // SAFETY: a live frame's builtins are alive.
    match unsafe { &*(*fp).builtins }.get_str(t, &names::__build_class__)? {
        Some(function) => Ok(function),
        None => Err(t.name_error(&crate::exceptions::NAME_ERROR, &names::__build_class__, "__build_class__ not found")),
    }
}
