//! Fast locals, cells and free variables.

use super::super::dispatch::{attempt, drop_next, fail, handler, next};
use super::super::frame::{Frame, drop_word};
use crate::builtins::cell::Cell;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::str;
use crate::exceptions as exc;
use crate::object::protocol;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Raised, Thread};

handler! {
    fn load_fast(t, pc, sp, fp) {
        *sp = (*Frame::local(fp, (*pc).b as usize)).incref();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    fn load_fast_check(t, pc, sp, fp) {
        let index = (*pc).b as usize;
        let value = *Frame::local(fp, index);
        if value.is_unbound() {
            return load_unbound(t, pc, sp, fp);
        }
        *sp = value.incref();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    /// A local that has no value.
    #[cold]
    #[inline(never)]
    fn load_unbound(t, pc, sp, fp) {
        let _ = unbound_local(t, &*(*fp).code, (*pc).b as usize);
        fail!(t, pc, sp, fp)
    }
}

handler! {
    fn load_fast_and_clear(t, pc, sp, fp) {
        // An unbound variable travels over the stack as it is: STORE_FAST puts it back.
        *sp = std::mem::replace(&mut *Frame::local(fp, (*pc).b as usize), Value::UNBOUND);
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    fn load_fast_load_fast(t, pc, sp, fp) {
        let pair = (*pc).b as usize;
        *sp = (*Frame::local(fp, pair >> 4)).incref();
        *sp.add(1) = (*Frame::local(fp, pair & 15)).incref();
        next!(t, pc, sp.add(2), fp, 1)
    }
}

handler! {
    fn store_fast(t, pc, sp, fp) {
        let old = std::mem::replace(&mut *Frame::local(fp, (*pc).b as usize), *sp.sub(1));
        drop_next!(old, t, pc, sp.sub(1), fp, 1)
    }
}

handler! {
    fn store_fast_load_fast(t, pc, sp, fp) {
        let pair = (*pc).b as usize;
        let old = std::mem::replace(&mut *Frame::local(fp, pair >> 4), *sp.sub(1));
        *sp.sub(1) = (*Frame::local(fp, pair & 15)).incref();
        drop_next!(old, t, pc, sp, fp, 1)
    }
}

handler! {
    fn store_fast_store_fast(t, pc, sp, fp) {
        let pair = (*pc).b as usize;
        let place = Frame::local(fp, pair >> 4);
        let first = *place;
        if !first.release_shared() {
            return store_two_drop(t, pc, sp, fp);
        }
        *place = *sp.sub(1);
        let second = std::mem::replace(&mut *Frame::local(fp, pair & 15), *sp.sub(2));
        drop_next!(second, t, pc, sp.sub(2), fp, 1)
    }
}

handler! {
    /// [`store_fast_store_fast`] where the first old value dies.
    #[inline(never)]
    fn store_two_drop(t, pc, sp, fp) {
        let pair = (*pc).b as usize;
        (*fp).pc = pc;
        drop_word(std::mem::replace(&mut *Frame::local(fp, pair >> 4), *sp.sub(1)));
        drop_word(std::mem::replace(&mut *Frame::local(fp, pair & 15), *sp.sub(2)));
        next!(t, pc, sp.sub(2), fp, 1)
    }
}

handler! {
    fn delete_fast(t, pc, sp, fp) {
        let index = (*pc).b as usize;
        let old = std::mem::replace(&mut *Frame::local(fp, index), Value::UNBOUND);
        (*fp).pc = pc;
        if old.is_unbound() {
            let _ = unbound_local(t, &*(*fp).code, index);
            fail!(t, pc, sp, fp);
        }
        drop_word(old);
        next!(t, pc, sp, fp, 1)
    }
}

handler! {
    fn make_cell(t, pc, sp, fp) {
        (*fp).pc = pc;
        attempt!(new_cell(t, Frame::local(fp, (*pc).b as usize)), t, pc, sp, fp);
        next!(t, pc, sp, fp, 1)
    }
}

/// Puts the content of a local into a new cell, which takes its place.
#[inline(never)]
unsafe fn new_cell(t: &Thread, place: *mut Value) -> PyResult<()> {
    // SAFETY: the local's reference moves into the cell.
    unsafe {
        let content = *place;
        let content = if content.is_unbound() { None } else { Some(content.to_obj()) };
        let cell = Cell::new(t, content)?;
        drop_word(std::mem::replace(&mut *place, cell.into_obj().into_raw()));
    }
    Ok(())
}

handler! {
    fn copy_free_vars(t, pc, sp, fp) {
        let count = (*pc).b as usize;
        let function = &*((*fp).function.bits() as *const Function);
        let first = (*(*fp).code).locals_count() - count;
        if let Some(closure) = function.closure.borrow() {
            for (i, cell) in closure.items().iter().take(count).enumerate() {
                *Frame::local(fp, first + i) = cell.clone().into_raw();
            }
        }
        next!(t, pc, sp, fp, 1)
    }
}

/// The cell in a local.
#[inline(always)]
unsafe fn cell_at<'a>(fp: *mut Frame, index: usize) -> &'a Cell {
    // SAFETY: the compiler addresses cells only where MAKE_CELL or COPY_FREE_VARS put them.
    unsafe { &*((*Frame::local(fp, index)).bits() as *const Cell) }
}

handler! {
    fn load_deref(t, pc, sp, fp) {
        match cell_at(fp, (*pc).b as usize).get() {
            Some(value) => {
                *sp = value.into_raw();
                next!(t, pc, sp.add(1), fp, 1)
            }
            None => load_empty(t, pc, sp, fp),
        }
    }
}

handler! {
    /// A cell that has no content.
    #[cold]
    #[inline(never)]
    fn load_empty(t, pc, sp, fp) {
        let _ = unbound_cell(t, &*(*fp).code, (*pc).b as usize);
        fail!(t, pc, sp, fp)
    }
}

handler! {
    fn store_deref(t, pc, sp, fp) {
        (*fp).pc = pc;
        cell_at(fp, (*pc).b as usize).set(Some(Obj::from_raw(*sp.sub(1))));
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

handler! {
    fn delete_deref(t, pc, sp, fp) {
        let index = (*pc).b as usize;
        (*fp).pc = pc;
        let cell = cell_at(fp, index);
        if cell.get().is_none() {
            let _ = unbound_cell(t, &*(*fp).code, index);
            fail!(t, pc, sp, fp);
        }
        cell.set(None);
        next!(t, pc, sp, fp, 1)
    }
}

handler! {
    fn load_from_dict_or_deref(t, pc, sp, fp) {
        (*fp).pc = pc;
        let index = (*pc).b as usize;
        let cell = cell_at(fp, index);
        let value = attempt!(dict_or_deref(t, super::peek(sp, 1), cell, &*(*fp).code, index), t, pc, sp, fp);
        super::replace_top(sp, value);
        next!(t, pc, sp, fp, 1)
    }
}

/// A class body's variable that is also an enclosing function's; `index` is the cell's in localsplus.
#[inline(never)]
pub(crate) fn dict_or_deref(t: &Thread, namespace: &Obj, cell: &Cell, code: &Code, index: usize) -> PyResult {
    let name = &local_name(code, index);
    let found = match namespace.exact::<Dict>() {
        Some(dict) => dict.get(t, name)?,
        None => match protocol::get_item(t, namespace, name) {
            Ok(value) => Some(value),
            Err(raised) => t.catch(raised, &exc::KEY_ERROR).map(|_| None)?,
        },
    };
    if let Some(value) = found.or_else(|| cell.get()) {
        return Ok(value);
    }
    Err(unbound_cell(t, code, index))
}

/// The name of a word of localsplus.
fn local_name(code: &Code, index: usize) -> Obj {
    // A function whose `__code__` was replaced meanwhile may have fewer.
    code.localsplus().get(index).cloned().unwrap_or_else(|| str::intern::empty().into_obj())
}

#[cold]
#[inline(never)]
pub(crate) fn unbound_local(t: &Thread, code: &Code, index: usize) -> Raised {
    let name = local_name(code, index);
    let text = str::lossy(&name);
    t.name_error(
        &exc::UNBOUND_LOCAL_ERROR,
        &name,
        format!("cannot access local variable '{text}' where it is not associated with a value"),
    )
}

/// Raises for an empty cell: a local variable's or a free one's.
#[cold]
#[inline(never)]
pub(crate) fn unbound_cell(t: &Thread, code: &Code, index: usize) -> Raised {
    if index < code.locals_count() - code.frees as usize {
        return unbound_local(t, code, index);
    }
    let name = local_name(code, index);
    let text = str::lossy(&name);
    t.name_error(
        &exc::NAME_ERROR,
        &name,
        format!("cannot access free variable '{text}' where it is not associated with a value in enclosing scope"),
    )
}
