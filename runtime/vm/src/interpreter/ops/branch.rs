//! Jumps. Conditional ones count how often they went each way: `a` = not taken, `b` = taken.

use std::sync::atomic::Ordering;

use super::super::code_units::Unit;
use super::super::dispatch::{attempt, dispatch, drop_next, fail, handler, next};
use crate::object::value::Value;
use crate::thread::{PyResult, Thread, breaker};
use crate::tiering::hot;

/// The unit a jump leads to.
#[inline(always)]
unsafe fn target(pc: *const Unit) -> *const Unit {
    // SAFETY: decoding made the argument a distance within the code.
    unsafe { pc.offset((*pc).b as i64 as isize) }
}

/// Counts a branch.
#[inline(always)]
unsafe fn count(pc: *const Unit, taken: bool) {
    // SAFETY: a conditional jump has a cache unit.
    unsafe {
        let cache = pc.add(1) as *mut Unit;
        if taken {
            (*cache).b += 1;
        } else {
            (*cache).a += 1;
        }
    }
}

handler! {
    fn jump(t, pc, sp, fp) {
        dispatch(t, target(pc), sp, fp)
    }
}

handler! {
    /// The end of a loop's body. Cache: `a` counts down to where the loop is compiled.
    fn jump_backward(t, pc, sp, fp) {
        if t.breaker.load(Ordering::Relaxed) != 0 {
            return jump_backward_break(t, pc, sp, fp);
        }
        let cache = &mut *(pc.add(1) as *mut Unit);
        cache.a = cache.a.wrapping_sub(1);
        if cache.a == 0 {
            return hot::looped(t, pc, sp, fp);
        }
        dispatch(t, target(pc), sp, fp)
    }
}

handler! {
    /// A jump backwards for which the eval breaker is set.
    #[inline(never)]
    fn jump_backward_break(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        attempt!(eval_breaker(t), t, pc, sp, fp);
        let cache = &mut *(pc.add(1) as *mut Unit);
        cache.a = cache.a.wrapping_sub(1);
        if cache.a == 0 {
            return hot::looped(t, pc, sp, fp);
        }
        dispatch(t, target(pc), sp, fp)
    }
}

/// Does what the eval breaker asks for: signals, collections.
#[cold]
#[inline(never)]
pub fn eval_breaker(t: &Thread) -> PyResult<()> {
    let bits = t.breaker.fetch_and(0, Ordering::Relaxed);
    if bits & breaker::COLLECT != 0 {
        crate::memory::collector::collect_due(t)?;
    }
    if bits & breaker::SIGNAL != 0 {
        crate::thread::signals::handle_pending(t)?;
    }
    Ok(())
}

handler! {
    fn pop_jump_if_false(t, pc, sp, fp) {
        let sp = sp.sub(1);
        if *sp == Value::FALSE {
            count(pc, true);
            dispatch(t, target(pc), sp, fp)
        } else {
            count(pc, false);
            next!(t, pc, sp, fp, 2)
        }
    }
}

handler! {
    fn pop_jump_if_true(t, pc, sp, fp) {
        let sp = sp.sub(1);
        if *sp == Value::TRUE {
            count(pc, true);
            dispatch(t, target(pc), sp, fp)
        } else {
            count(pc, false);
            next!(t, pc, sp, fp, 2)
        }
    }
}

handler! {
    fn pop_jump_if_none(t, pc, sp, fp) {
        let sp = sp.sub(1);
        if *sp == Value::NONE {
            count(pc, true);
            dispatch(t, target(pc), sp, fp)
        } else {
            count(pc, false);
            drop_next!(*sp, t, pc, sp, fp, 2)
        }
    }
}

handler! {
    fn pop_jump_if_not_none(t, pc, sp, fp) {
        let sp = sp.sub(1);
        if *sp == Value::NONE {
            count(pc, false);
            next!(t, pc, sp, fp, 2)
        } else {
            count(pc, true);
            // Conditional jumps lead forward.
            drop_next!(*sp, t, pc, sp, fp, (*pc).b as usize)
        }
    }
}
