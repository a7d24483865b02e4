//! Subscript stores, deletions and slices.

use super::super::dispatch::{attempt, fail, handler, next};
use super::super::frame::drop_word;
use super::super::profile::{note, pair};
use super::peek;
use crate::builtins::list::List;
use crate::builtins::slice;
use crate::object::protocol;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread};
use taipan_abi::feedback::kind;

/// Drops the `count` operands on top of the stack.
#[inline(always)]
unsafe fn drop_operands(sp: *mut Value, count: usize) {
    // SAFETY: the operands are there and are given up.
    unsafe {
        for i in 1..=count {
            drop_word(*sp.sub(i));
        }
    }
}

handler! {
    /// `value, container, key` →
    fn store_subscr(t, pc, sp, fp) {
        (*fp).pc = pc;
        if let Some(index) = (*sp.sub(1)).as_int()
            && let Some(list) = peek(sp, 2).exact::<List>()
        {
            let index = if index < 0 { index + list.len() as i64 } else { index };
            if (index as usize) < list.len() {
                note(pc, kind::LIST as u64 | (kind::INT as u64) << 16);
                let old = list.replace(index as usize, super::take(sp, 3));
                let container = *sp.sub(2);
                drop(old);
                drop_word(container);
                next!(t, pc, sp.sub(3), fp, 2);
            }
        }
        note(pc, pair(*sp.sub(2), *sp.sub(1)));
        attempt!(protocol::set_item(t, peek(sp, 2), peek(sp, 1), peek(sp, 3)), t, pc, sp, fp);
        drop_operands(sp, 3);
        next!(t, pc, sp.sub(3), fp, 2)
    }
}

handler! {
    /// `container, key` →
    fn delete_subscr(t, pc, sp, fp) {
        (*fp).pc = pc;
        attempt!(protocol::del_item(t, peek(sp, 2), peek(sp, 1)), t, pc, sp, fp);
        drop_operands(sp, 2);
        next!(t, pc, sp.sub(2), fp, 1)
    }
}

handler! {
    /// `container, start, stop` → `container[start:stop]`
    fn binary_slice(t, pc, sp, fp) {
        (*fp).pc = pc;
        let result = attempt!(get_slice(t, peek(sp, 3), peek(sp, 2), peek(sp, 1)), t, pc, sp, fp);
        drop_operands(sp, 3);
        *sp.sub(3) = result.into_raw();
        next!(t, pc, sp.sub(2), fp, 1)
    }
}

#[inline(never)]
pub(crate) fn get_slice(t: &Thread, container: &Obj, start: &Obj, stop: &Obj) -> PyResult {
    let key = slice::new(t, start.clone(), stop.clone(), Obj::NONE)?;
    protocol::get_item(t, container, &key)
}

handler! {
    /// `value, container, start, stop` →
    fn store_slice(t, pc, sp, fp) {
        (*fp).pc = pc;
        attempt!(set_slice(t, peek(sp, 4), peek(sp, 3), peek(sp, 2), peek(sp, 1)), t, pc, sp, fp);
        drop_operands(sp, 4);
        next!(t, pc, sp.sub(4), fp, 1)
    }
}

#[inline(never)]
pub(crate) fn set_slice(t: &Thread, value: &Obj, container: &Obj, start: &Obj, stop: &Obj) -> PyResult<()> {
    let key = slice::new(t, start.clone(), stop.clone(), Obj::NONE)?;
    protocol::set_item(t, container, &key, value)
}
