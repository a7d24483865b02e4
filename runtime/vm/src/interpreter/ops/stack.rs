//! Constants and stack manipulation.

use super::super::code_units::Unit;
use super::super::dispatch::{attempt, drop_next, fail, handler, next};
use super::branch;
use crate::object::value::Value;
use crate::thread::{PyResult, Thread};
use crate::tiering::hot;

use std::sync::atomic::Ordering;

handler! {
    fn nop(t, pc, sp, fp) {
        next!(t, pc, sp, fp, 1)
    }
}

handler! {
    /// Where a function begins or a generator goes on. Cache: `a` counts down to where it is compiled.
    fn resume(t, pc, sp, fp) {
        if t.breaker.load(Ordering::Relaxed) != 0 {
            return resume_break(t, pc, sp, fp);
        }
        let cache = &mut *(pc.add(1) as *mut Unit);
        cache.a = cache.a.wrapping_sub(1);
        if cache.a == 0 {
            return hot::function(t, pc, sp, fp);
        }
        next!(t, pc, sp, fp, 2)
    }
}

handler! {
    /// [`resume`] where the eval breaker is set.
    #[inline(never)]
    fn resume_break(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        attempt!(branch::eval_breaker(t), t, pc, sp, fp);
        let cache = &mut *(pc.add(1) as *mut Unit);
        cache.a = cache.a.wrapping_sub(1);
        if cache.a == 0 {
            return hot::function(t, pc, sp, fp);
        }
        next!(t, pc, sp, fp, 2)
    }
}

handler! {
    fn pop_top(t, pc, sp, fp) {
        drop_next!(*sp.sub(1), t, pc, sp.sub(1), fp, 1)
    }
}

handler! {
    fn push_null(t, pc, sp, fp) {
        *sp = Value::NULL;
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    fn copy(t, pc, sp, fp) {
        *sp = (*sp.sub((*pc).b as usize)).incref();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    fn swap(t, pc, sp, fp) {
        std::ptr::swap(sp.sub(1), sp.sub((*pc).b as usize));
        next!(t, pc, sp, fp, 1)
    }
}

handler! {
    fn load_const(t, pc, sp, fp) {
        *sp = Value::from_bits((*pc).b).incref();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    fn load_small_int(t, pc, sp, fp) {
        *sp = Value::from_bits(taipan_abi::value::encode_small((*pc).b as i64));
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    fn load_common_constant(t, pc, sp, fp) {
        (*fp).pc = pc;
        *sp = attempt!(common_constant(t, (*pc).b as u32), t, pc, sp, fp).into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

#[inline(never)]
pub(crate) fn common_constant(t: &Thread, index: u32) -> PyResult {
    use taipan_abi::opcodes::common_constant as c;
    let builtin = |name: &str| -> PyResult {
        match t.interp().builtins().get_text(t, name)? {
            Some(found) => Ok(found),
            None => Err(t.system_error("builtins lack a common constant")),
        }
    };
    match index {
        c::ASSERTION_ERROR => Ok(crate::exceptions::ASSERTION_ERROR.borrowed_obj().clone()),
        c::NOT_IMPLEMENTED_ERROR => Ok(crate::exceptions::NOT_IMPLEMENTED_ERROR.borrowed_obj().clone()),
        c::BUILTIN_TUPLE => Ok(crate::builtins::tuple::Tuple::class().borrowed_obj().clone()),
        c::BUILTIN_ALL => builtin("all"),
        c::BUILTIN_ANY => builtin("any"),
        _ => Err(t.system_error("unknown common constant")),
    }
}
