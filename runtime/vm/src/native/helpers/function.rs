//! Functions, closures and locals without a value.

use super::declare::{exact, helpers};
use crate::builtins::cell::Cell;
use crate::builtins::function::Function;
use crate::interpreter::ops::{function, local};
use crate::object::value::{Ref, Value};

helpers! {
    fn make_function[t, frame](code: Word) -> Word {
        function::make(t, frame.globals(), code)
    }

    fn set_function_attribute[t](target: Word, attribute: Word, which: I64) -> Status {
        if let Some(target) = target.exact::<Function>() {
            function::set(target, attribute, which as u64);
        }
        Ok(())
    }

    fn unbound_local[t, frame](index: I64) -> Status {
        Err(local::unbound_local(t, frame.code(), index as usize))
    }

    fn new_cell[t](content: Maybe) -> Word {
        Cell::new(t, content.cloned()).map(Ref::into_obj)
    }

    /// A cell of the function's closure; UNBOUND where the closure has no such cell.
    fn free_variable[t, frame](index: I64) -> Raw {
        let closure = frame.function().closure.get();
        match closure.as_ref().and_then(|cells| cells.items().get(index as usize)) {
            Some(cell) => cell.clone().into_raw(),
            None => Value::UNBOUND,
        }
    }

    fn cell_get[t, frame](cell: Word, index: I64) -> Word {
        match exact::<Cell>(t, cell)?.get() {
            Some(value) => Ok(value),
            None => Err(local::unbound_cell(t, frame.code(), index as usize)),
        }
    }

    fn cell_set[t](cell: Word, value: Word) -> Status {
        if let Some(cell) = cell.exact::<Cell>() {
            cell.set(Some(value.clone()));
        }
        Ok(())
    }

    fn cell_delete[t, frame](cell: Word, index: I64) -> Status {
        let cell = exact::<Cell>(t, cell)?;
        if cell.get().is_none() {
            return Err(local::unbound_cell(t, frame.code(), index as usize));
        }
        cell.set(None);
        Ok(())
    }

    fn load_from_dict_or_deref[t, frame](mapping: Word, cell: Word, index: I64) -> Word {
        local::dict_or_deref(t, mapping, exact::<Cell>(t, cell)?, frame.code(), index as usize)
    }
}
