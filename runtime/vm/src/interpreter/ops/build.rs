//! Building and filling containers.

use super::super::dispatch::{attempt, fail, handler, next};
use super::super::frame::drop_word;
use super::{peek, peek_many};
use crate::builtins::dict::Dict;
use crate::builtins::list::{self, List};
use crate::builtins::set::Set;
use crate::builtins::tuple::Tuple;
use crate::builtins::{mapping, slice, str};
use crate::call::invoke::function_text;
use crate::exceptions as exc;
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, protocol};
use crate::thread::{PyResult, Thread, names};

handler! {
    fn build_list(t, pc, sp, fp) {
        (*fp).pc = pc;
        let count = (*pc).b as usize;
        let sp = sp.sub(count);
        *sp = attempt!(List::from_raw(t, sp, count), t, pc, sp, fp).into_obj().into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    fn build_tuple(t, pc, sp, fp) {
        (*fp).pc = pc;
        let count = (*pc).b as usize;
        let sp = sp.sub(count);
        *sp = attempt!(Tuple::from_raw(t, sp, count), t, pc, sp, fp).into_obj().into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    fn build_set(t, pc, sp, fp) {
        (*fp).pc = pc;
        let count = (*pc).b as usize;
        let set = attempt!(new_set(t, peek_many(sp, count)), t, pc, sp, fp);
        let mut sp = sp;
        for _ in 0..count {
            sp = sp.sub(1);
            drop_word(*sp);
        }
        *sp = set.into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

#[inline(never)]
pub(crate) fn new_set(t: &Thread, items: &[Obj]) -> PyResult {
    let set = Set::new(t)?;
    for item in items {
        set.add(t, item)?;
    }
    Ok(set.into_obj())
}

handler! {
    fn build_map(t, pc, sp, fp) {
        (*fp).pc = pc;
        let count = 2 * (*pc).b as usize;
        let dict = attempt!(new_dict(t, peek_many(sp, count)), t, pc, sp, fp);
        let mut sp = sp;
        for _ in 0..count {
            sp = sp.sub(1);
            drop_word(*sp);
        }
        *sp = dict.into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

/// A dict of keys and values in turn.
#[inline(never)]
pub(crate) fn new_dict(t: &Thread, items: &[Obj]) -> PyResult {
    let dict = Dict::with_capacity(t, items.len() / 2)?;
    for pair in items.chunks_exact(2) {
        dict.set(t, &pair[0], pair[1].clone())?;
    }
    Ok(dict.into_obj())
}

handler! {
    fn build_slice(t, pc, sp, fp) {
        (*fp).pc = pc;
        let count = (*pc).b as usize;
        let step = if count == 3 { super::take(sp, 1) } else { Obj::NONE };
        let sp = sp.sub(count);
        let (start, stop) = (Obj::from_raw(*sp), Obj::from_raw(*sp.add(1)));
        *sp = attempt!(slice::new(t, start, stop, step), t, pc, sp, fp).into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    fn list_append(t, pc, sp, fp) {
        (*fp).pc = pc;
        let depth = (*pc).b as usize;
        let sp = sp.sub(1);
        let item = Obj::from_raw(*sp);
        let list = peek(sp, depth).cast_unchecked::<List>();
        attempt!(list.push(t, item), t, pc, sp, fp);
        next!(t, pc, sp, fp, 1)
    }
}

handler! {
    fn list_extend(t, pc, sp, fp) {
        (*fp).pc = pc;
        let target = peek(sp, (*pc).b as usize + 1).cast_unchecked::<List>();
        attempt!(extend(t, target, peek(sp, 1)), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

/// `[*iterable]`: extends a list that is being built.
#[inline(never)]
pub(crate) fn extend(t: &Thread, target: &List, iterable: &Obj) -> PyResult<()> {
    match list::methods::extend(t, target, iterable) {
        Ok(()) => Ok(()),
        Err(raised) => {
            let iterable_type = iterable.type_of();
            if iterable_type.slots.iter.get().is_none() && !protocol::iteration::is_sequence(iterable) {
                drop(t.catch(raised, &exc::TYPE_ERROR)?);
                let class = iterable_type.name_text();
                return Err(t.type_error(format!("Value after * must be an iterable, not {class}")));
            }
            Err(raised)
        }
    }
}

handler! {
    fn set_add(t, pc, sp, fp) {
        (*fp).pc = pc;
        let set = peek(sp, (*pc).b as usize + 1).cast_unchecked::<Set>();
        attempt!(set.add(t, peek(sp, 1)), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

handler! {
    fn set_update(t, pc, sp, fp) {
        (*fp).pc = pc;
        let set = peek(sp, (*pc).b as usize + 1).cast_unchecked::<Set>();
        attempt!(set.update(t, peek(sp, 1)), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

handler! {
    fn map_add(t, pc, sp, fp) {
        (*fp).pc = pc;
        let dict = peek(sp, (*pc).b as usize + 2).cast_unchecked::<Dict>();
        attempt!(dict.set(t, peek(sp, 2), peek(sp, 1).clone()), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        drop_word(*sp.sub(2));
        next!(t, pc, sp.sub(2), fp, 1)
    }
}

handler! {
    fn dict_update(t, pc, sp, fp) {
        (*fp).pc = pc;
        let target = peek(sp, (*pc).b as usize + 1).cast_unchecked::<Dict>();
        attempt!(update(t, target, peek(sp, 1)), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

/// `{**other}`: updates a dict that is being built.
#[inline(never)]
pub(crate) fn update(t: &Thread, target: &Dict, other: &Obj) -> PyResult<()> {
    if other.downcast::<Dict>().is_none() && attributes::get_optional(t, other, &names::keys)?.is_none() {
        return Err(t.type_error(format!("'{}' object is not a mapping", other.type_of().name_text())));
    }
    mapping::update_from(t, target, other)
}

handler! {
    /// Merges keyword arguments: no key may come twice.
    fn dict_merge(t, pc, sp, fp) {
        (*fp).pc = pc;
        // The callable lies below its NULL and the positional arguments.
        let depth = (*pc).b as usize;
        let target = peek(sp, depth + 1).cast_unchecked::<Dict>();
        attempt!(merge(t, target, peek(sp, 1), peek(sp, depth + 4)), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

/// `f(**other)`: adds to the keyword arguments of a call, which errors name.
#[inline(never)]
pub(crate) fn merge(t: &Thread, target: &Dict, other: &Obj, callable: &Obj) -> PyResult<()> {
    let source: Ref<Dict> = match other.downcast::<Dict>() {
        Some(dict) => dict.copy(t)?,
        None => {
            if attributes::get_optional(t, other, &names::keys)?.is_none() {
                let (f, class) = (function_text(t, callable), other.type_of().name_text());
                return Err(t.type_error(format!("{f} argument after ** must be a mapping, not {class}")));
            }
            let copy = Dict::new(t)?;
            mapping::update_from(t, &copy, other)?;
            copy
        }
    };
    for (key, value) in source.entries() {
        if target.contains(t, &key)? {
            let f = function_text(t, callable);
            if key.downcast::<str::Str>().is_none() {
                return Err(t.type_error(format!("{f} keywords must be strings")));
            }
            let key = str::lossy(&key);
            return Err(t.type_error(format!("{f} got multiple values for keyword argument '{key}'")));
        }
        target.set(t, &key, value)?;
    }
    Ok(())
}
