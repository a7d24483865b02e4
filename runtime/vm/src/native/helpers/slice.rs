//! Slices whose bounds are numbers, so that no slice object is made.
//!
//! A bound that is missing is the number beyond all lengths on its side. Nothing here runs Python code but for what
//! gives up the items that a slice replaces, and that comes last.

use super::declare::{exact, helpers};
use crate::builtins::list::List;
use crate::builtins::slice::{self, Bounds};
use crate::builtins::str::{self, Str};
use crate::builtins::tuple::Tuple;
use crate::interpreter::ops;
use crate::object::value::{Obj, Ref};

/// The items that bounds of a sequence name.
fn picked<'a>(items: &'a [Obj], bounds: &Bounds) -> impl Iterator<Item = Obj> + use<'a> {
    let (start, step) = (bounds.start, bounds.step);
    (0..bounds.count as i64).filter_map(move |i| items.get((start + i * step) as usize).cloned())
}

/// The items in a row that bounds with step 1 name.
fn row<'a>(items: &'a [Obj], bounds: &Bounds) -> &'a [Obj] {
    let start = bounds.start as usize;
    items.get(start..start + bounds.count).unwrap_or(&[])
}

helpers! {
    fn list_slice[t](list: Word, start: I64, stop: I64, step: I64) -> Word {
        let list = exact::<List>(t, list)?;
        let bounds = slice::adjust(list.len(), (start, stop, step));
        // SAFETY: making a list and cloning items run no Python code.
        let items = unsafe { list.as_slice() };
        let made = if step == 1 {
            List::from_slice(t, row(items, &bounds))
        } else {
            List::from_exact(t, bounds.count, picked(items, &bounds))
        };
        made.map(Ref::into_obj)
    }

    fn tuple_slice[t](tuple: Word, start: I64, stop: I64, step: I64) -> Word {
        let found = exact::<Tuple>(t, tuple)?;
        let bounds = slice::adjust(found.len(), (start, stop, step));
        if bounds.count == 0 {
            return Tuple::empty(t).map(Ref::into_obj);
        }
        if step == 1 && bounds.count == found.len() {
            return Ok(tuple.clone());
        }
        if step == 1 {
            return Tuple::from_slice(t, row(found.items(), &bounds)).map(Ref::into_obj);
        }
        let items = picked(found.items(), &bounds);
        Tuple::with_class(t, Tuple::class(), bounds.count, items).map(Ref::into_obj)
    }

    fn str_slice[t](text: Word, start: I64, stop: I64, step: I64) -> Word {
        let text = exact::<Str>(t, text)?;
        str::part_of(t, text, slice::adjust(text.len(), (start, stop, step))).map(Ref::into_obj)
    }

    /// `list[start:stop] = value`
    fn list_set_slice[t](value: Word, list: Word, start: I64, stop: I64) -> Status {
        let list = exact::<List>(t, list)?;
        let bounds = slice::adjust(list.len(), (start, stop, 1));
        let first = bounds.start as usize;
        let items = match (value.exact::<List>(), value.exact::<Tuple>()) {
            // SAFETY: the items are counted before anything is given up.
            (Some(items), _) => unsafe { items.as_slice() },
            (_, Some(items)) => items.items(),
            _ => return Err(t.system_error("a slice is replaced by what is no sequence")),
        };
        if items.len() == bounds.count {
            list.replace_range(first, items);
            return Ok(());
        }
        let with = items.to_vec();
        list.replace_by_others(t, first, first + bounds.count, with)
    }

    /// `list[start:stop] = other[from:to:step]`
    fn list_copy_slice[t](list: Word, start: I64, stop: I64, other: Word, from: I64, to: I64, step: I64) -> Status {
        let (list, other) = (exact::<List>(t, list)?, exact::<List>(t, other)?);
        let source = slice::adjust(other.len(), (from, to, step));
        let target = slice::adjust(list.len(), (start, stop, 1));
        if source.count == target.count {
            list.copy_range(target.start as usize, other, source.start as usize, step as isize, source.count);
            return Ok(());
        }
        // SAFETY: cloning items runs no Python code.
        let items = unsafe { other.as_slice() };
        let with: Vec<Obj> = picked(items, &source).collect();
        let first = target.start as usize;
        list.replace_by_others(t, first, first + target.count, with)
    }

    /// `BINARY_SLICE`
    fn get_slice[t](container: Word, start: Word, stop: Word) -> Word {
        ops::subscript::get_slice(t, container, start, stop)
    }

    /// `STORE_SLICE`
    fn set_slice[t](value: Word, container: Word, start: Word, stop: Word) -> Status {
        ops::subscript::set_slice(t, value, container, start, stop)
    }
}
