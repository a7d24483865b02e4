//! Class statements.

use super::super::dispatch::{attempt, fail, handler, next};
use crate::builtins::dict::Dict;
use crate::thread::{PyResult, Thread, names};

handler! {
    fn load_build_class(t, pc, sp, fp) {
        (*fp).pc = pc;
        *sp = attempt!(build_class(t, &*(*fp).builtins), t, pc, sp, fp).into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

#[inline(never)]
pub(crate) fn build_class(t: &Thread, builtins: &Dict) -> PyResult {
    match builtins.get_str(t, &names::__build_class__)? {
        Some(function) => Ok(function),
        None => Err(t.name_error(&crate::exceptions::NAME_ERROR, &names::__build_class__, "__build_class__ not found")),
    }
}
