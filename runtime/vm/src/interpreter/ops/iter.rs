//! Iteration and unpacking.

use super::super::code_units::Unit;
use super::super::dispatch::{attempt, dispatch, drop_next, fail, handler, next};
use super::super::frame::drop_word;
use super::super::profile::{kind_of, note};
use super::{peek, replace_top};
use crate::builtins::iterators::{ListIterator, TupleIterator, gives_pairs};
use crate::builtins::list::List;
use crate::builtins::range::RangeIterator;
use crate::builtins::tuple::Tuple;
use crate::object::protocol;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread};
use taipan_abi::feedback::kind;

handler! {
    fn get_iter(t, pc, sp, fp) {
        (*fp).pc = pc;
        let iterator = attempt!(protocol::iter(t, peek(sp, 1)), t, pc, sp, fp);
        replace_top(sp, iterator);
        next!(t, pc, sp, fp, 1)
    }
}

handler! {
    /// Pushes the next item, or jumps behind the loop's `END_FOR`, leaving the iterator for `POP_ITER`.
    fn for_iter(t, pc, sp, fp) {
        let iterator = peek(sp, 1);
        let fast = if let Some(range) = iterator.exact::<RangeIterator>() {
            note(pc, kind::RANGE_ITERATOR as u64);
            range.next_fast()
        } else if let Some(list) = iterator.exact::<ListIterator>() {
            note(pc, kind::LIST_ITERATOR as u64);
            list.peek_next()
        } else if let Some(tuple) = iterator.exact::<TupleIterator>() {
            note(pc, kind::TUPLE_ITERATOR as u64);
            tuple.peek_next()
        } else {
            return for_iter_general(t, pc, sp, fp);
        };
        if let Some(item) = fast {
            *sp = item.into_raw();
            next!(t, pc, sp.add(1), fp, 2);
        }
        for_iter_end(t, pc, sp, fp)
    }
}

handler! {
    /// A builtin iterator that has no more items lets go of what it went over.
    #[inline(never)]
    fn for_iter_end(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        let iterator = peek(sp, 1);
        if let Some(list) = iterator.exact::<ListIterator>() {
            list.finish();
        } else if let Some(tuple) = iterator.exact::<TupleIterator>() {
            tuple.finish();
        }
        exhausted(t, pc, sp, fp)
    }
}

/// Notes an iterator that tier 0 has no fast way for.
#[inline(always)]
unsafe fn note_general(pc: *const Unit, iterator: &Obj) {
    let pairs = gives_pairs(iterator);
    // SAFETY: the instruction has a cache unit.
    unsafe { note(pc, (if pairs { kind::PAIR_ITERATOR } else { kind::OTHER }) as u64) }
}

handler! {
    #[inline(never)]
    fn for_iter_general(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        note_general(pc, peek(sp, 1));
        match protocol::next(t, peek(sp, 1)) {
            Ok(Some(item)) => {
                *sp = item.into_raw();
                next!(t, pc, sp.add(1), fp, 2)
            }
            Ok(None) => exhausted(t, pc, sp, fp),
            Err(_) => fail!(t, pc, sp, fp),
        }
    }
}

handler! {
    /// Behind the loop: the jump leads to `END_FOR`, which is skipped.
    fn exhausted(t, pc, sp, fp) {
        dispatch(t, pc.offset((*pc).b as i64 as isize + 1), sp, fp)
    }
}

handler! {
    /// `sequence` → `items`, the first on top.
    fn unpack_sequence(t, pc, sp, fp) {
        let count = (*pc).b as usize;
        let sequence = *sp.sub(1);
        note(pc, kind_of(sequence) as u64);
        if let Some(tuple) = peek(sp, 1).exact::<Tuple>()
            && tuple.len() == count
        {
            let items = tuple.items();
            for i in 0..count {
                *sp.sub(1).add(i) = items.get_unchecked(count - 1 - i).clone().into_raw();
            }
            drop_next!(sequence, t, pc, sp.sub(1).add(count), fp, 2);
        }
        unpack_general(t, pc, sp, fp)
    }
}

handler! {
    #[inline(never)]
    fn unpack_general(t, pc, sp, fp) {
        (*fp).pc = pc;
        let count = (*pc).b as usize;
        attempt!(unpack_in_place(t, sp, count), t, pc, sp, fp);
        next!(t, pc, sp.sub(1).add(count), fp, 2)
    }
}

/// Exactly `count` items of an iterable.
pub(crate) fn unpack(t: &Thread, sequence: &Obj, count: usize) -> PyResult<Vec<Obj>> {
    match sequence.exact::<List>() {
        Some(list) if list.len() == count => Ok(list.to_vec()),
        Some(list) if list.len() > count => Err(protocol::iteration::too_many(t, sequence, count)),
        Some(list) => Err(protocol::iteration::not_enough(t, count, list.len())),
        None => protocol::unpack(t, sequence, count),
    }
}

/// Replaces the sequence on top of the stack by its items.
#[inline(never)]
unsafe fn unpack_in_place(t: &Thread, sp: *mut Value, count: usize) -> PyResult<()> {
    // SAFETY: the handler's promise: there is room for `count` operands.
    unsafe { place(sp, unpack(t, peek(sp, 1), count)?) };
    Ok(())
}

/// Puts items in place of the top operand, the first on top.
unsafe fn place(sp: *mut Value, items: Vec<Obj>) {
    // SAFETY: the caller made sure of room.
    unsafe {
        let old = *sp.sub(1);
        for (i, item) in items.into_iter().rev().enumerate() {
            *sp.sub(1).add(i) = item.into_raw();
        }
        drop_word(old);
    }
}

handler! {
    /// `a, *b, c = sequence`
    fn unpack_ex(t, pc, sp, fp) {
        (*fp).pc = pc;
        let arg = (*pc).b as usize;
        let (before, behind) = (arg & 0xFF, arg >> 8);
        attempt!(unpack_starred_in_place(t, sp, before, behind), t, pc, sp, fp);
        next!(t, pc, sp.add(before + behind), fp, 1)
    }
}

#[inline(never)]
unsafe fn unpack_starred_in_place(t: &Thread, sp: *mut Value, before: usize, behind: usize) -> PyResult<()> {
    // SAFETY: as for `unpack_in_place`.
    unsafe { place(sp, unpack_starred(t, peek(sp, 1), before, behind)?) };
    Ok(())
}

/// Items for `a, *b, c`: `before` of them, a list, and `behind` more.
pub(crate) fn unpack_starred(t: &Thread, sequence: &Obj, before: usize, behind: usize) -> PyResult<Vec<Obj>> {
    let class = sequence.type_of();
    if class.slots.iter.get().is_none() && !protocol::iteration::is_sequence(sequence) {
        return Err(t.type_error(format!("cannot unpack non-iterable {} object", class.name_text())));
    }
    let mut items = Vec::new();
    let iterator = protocol::iter(t, sequence)?;
    while items.len() < before {
        match protocol::next(t, &iterator)? {
            Some(item) => items.push(item),
            None => {
                let got = items.len();
                if behind == 0 {
                    return Err(
                        t.value_error(format!("not enough values to unpack (expected at least {before}, got {got})"))
                    );
                }
                return Err(t.value_error(format!(
                    "not enough values to unpack (expected at least {}, got {got})",
                    before + behind
                )));
            }
        }
    }
    let mut rest = protocol::collect(t, &iterator)?;
    if rest.len() < behind {
        return Err(t.value_error(format!(
            "not enough values to unpack (expected at least {}, got {})",
            before + behind,
            before + rest.len()
        )));
    }
    let tail = rest.split_off(rest.len() - behind);
    items.push(List::from_vec(t, rest)?.into_obj());
    items.extend(tail);
    Ok(items)
}
