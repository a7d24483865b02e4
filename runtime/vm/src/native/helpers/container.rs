//! Making and filling containers.

use super::declare::{exact, helpers};
use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::set::Set;
use crate::builtins::slice;
use crate::builtins::tuple::Tuple;
use crate::interpreter::ops::build;
use crate::object::value::Ref;

helpers! {
    fn build_list[t](; items) -> Word {
        List::from_slice(t, items).map(Ref::into_obj)
    }

    fn build_tuple[t](; items) -> Word {
        Tuple::from_slice(t, items).map(Ref::into_obj)
    }

    fn build_set[t](; items) -> Word {
        build::new_set(t, items)
    }

    /// Keys and values in turn.
    fn build_map[t](; items) -> Word {
        build::new_dict(t, items)
    }

    fn build_slice[t](start: Word, stop: Word, step: Word) -> Word {
        slice::new(t, start.clone(), stop.clone(), step.clone())
    }

    fn list_append[t](list: Word, item: Word) -> Status {
        exact::<List>(t, list)?.push(t, item.clone())
    }

    /// `list.pop(index)`
    fn list_pop[t](list: Word, index: I64) -> Word {
        let list = exact::<List>(t, list)?;
        list.pop_at(t, index as isize)
    }

    /// `list.insert(index, item)`
    fn list_insert[t](list: Word, index: I64, item: Word) -> Status {
        exact::<List>(t, list)?.insert_at(t, index as isize, item.clone())
    }

    fn dict_contains[t](dict: Word, key: Word) -> Truth {
        exact::<Dict>(t, dict)?.contains(t, key)
    }

    /// `dict.get(key, default)`
    fn dict_get_or[t](dict: Word, key: Word, default: Word) -> Word {
        Ok(exact::<Dict>(t, dict)?.get(t, key)?.unwrap_or_else(|| default.clone()))
    }

    /// `dict.pop(key, default)`
    fn dict_pop_or[t](dict: Word, key: Word, default: Word) -> Word {
        Ok(exact::<Dict>(t, dict)?.remove(t, key)?.unwrap_or_else(|| default.clone()))
    }

    fn list_extend[t](list: Word, iterable: Word) -> Status {
        build::extend(t, exact::<List>(t, list)?, iterable)
    }

    fn list_to_tuple[t](list: Word) -> Word {
        Tuple::from_vec(t, exact::<List>(t, list)?.to_vec()).map(Ref::into_obj)
    }

    fn set_add[t](set: Word, item: Word) -> Status {
        exact::<Set>(t, set)?.add(t, item).map(drop)
    }

    fn set_update[t](set: Word, iterable: Word) -> Status {
        exact::<Set>(t, set)?.update(t, iterable)
    }

    fn map_add[t](dict: Word, key: Word, value: Word) -> Status {
        exact::<Dict>(t, dict)?.set(t, key, value.clone())
    }

    fn dict_update[t](dict: Word, other: Word) -> Status {
        build::update(t, exact::<Dict>(t, dict)?, other)
    }

    /// Errors name the callable.
    fn dict_merge[t](dict: Word, other: Word, callable: Word) -> Status {
        build::merge(t, exact::<Dict>(t, dict)?, other, callable)
    }
}
