//! Subscript stores, deletions and slices.

use super::super::dispatch::{attempt, drop_next, fail, handler, next};
use super::super::frame::drop_word;
use super::super::profile::{note, pair};
use super::peek;
use crate::builtins::list::List;
use crate::builtins::{sequence, slice};
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
        if let Some(index) = (*sp.sub(1)).as_int()
            && let Some(list) = peek(sp, 2).exact::<List>()
        {
            let index = if index < 0 { index + list.len() as i64 } else { index };
            if (index as usize) < list.len() {
                note(pc, kind::LIST as u64 | (kind::INT as u64) << 16);
                let old = list.replace_word(index as usize, *sp.sub(3));
                let container = *sp.sub(2);
                if old.release_shared() {
                    drop_next!(container, t, pc, sp.sub(3), fp, 2);
                }
                *sp.sub(3) = old;
                return store_subscr_drop(t, pc, sp, fp);
            }
        }
        store_subscr_general(t, pc, sp, fp)
    }
}

handler! {
    /// The end of a store to a list whose old item dies: gives up it and the list.
    #[inline(never)]
    fn store_subscr_drop(t, pc, sp, fp) {
        (*fp).pc = pc;
        let (old, container) = (*sp.sub(3), *sp.sub(2));
        drop_word(old);
        drop_word(container);
        next!(t, pc, sp.sub(3), fp, 2)
    }
}

handler! {
    #[inline(never)]
    fn store_subscr_general(t, pc, sp, fp) {
        (*fp).pc = pc;
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
    if let Some(part) = sequence::plain_slice(t, container, start, stop)? {
        return Ok(part);
    }
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
    if sequence::plain_slice_store(container, start, stop, value) {
        return Ok(());
    }
    let key = slice::new(t, start.clone(), stop.clone(), Obj::NONE)?;
    protocol::set_item(t, container, &key, value)
}
