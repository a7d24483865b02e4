//! Making functions.

use super::super::dispatch::{attempt, fail, handler, next};
use super::super::frame::drop_word;
use super::{peek, replace_top};
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::tuple::Tuple;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

handler! {
    /// `code` → `function`
    fn make_function(t, pc, sp, fp) {
        (*fp).pc = pc;
        let function = attempt!(make(t, &*(*fp).globals, peek(sp, 1)), t, pc, sp, fp);
        replace_top(sp, function);
        next!(t, pc, sp, fp, 1)
    }
}

#[inline(never)]
pub(crate) fn make(t: &Thread, globals: &Dict, code: &Obj) -> PyResult {
    let Ok(code) = code.clone().into_ref::<Code>() else { return Err(t.system_error("MAKE_FUNCTION without code")) };
    Function::new(t, code, globals.to_ref()).map(Ref::into_obj)
}

handler! {
    /// `attribute, function` → `function`
    fn set_function_attribute(t, pc, sp, fp) {
        (*fp).pc = pc;
        set(peek(sp, 1).cast_unchecked::<Function>(), peek(sp, 2), (*pc).b);
        let function = *sp.sub(1);
        let attribute = *sp.sub(2);
        *sp.sub(2) = function;
        drop_word(attribute);
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

/// Sets what `SET_FUNCTION_ATTRIBUTE`'s number names.
pub(crate) fn set(function: &Function, attribute: &Obj, which: u64) {
    let tuple = || attribute.clone().into_ref::<Tuple>().ok();
    match which {
        1 => function.defaults.set(tuple()),
        2 => function.kwdefaults.set(attribute.clone().into_ref::<Dict>().ok()),
        4 => function.annotations.set(Some(attribute.clone())),
        8 => function.closure.set(tuple()),
        16 => function.annotate.set(Some(attribute.clone())),
        _ => {}
    }
}
