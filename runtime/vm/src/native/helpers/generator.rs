//! Delegation and `await`.

use super::declare::helpers;
use crate::builtins::generator::Outcome;
use crate::exceptions as exc;
use crate::interpreter::ops::{asynchronous, generator};
use crate::object::value::Obj;

helpers! {
    fn get_awaitable[t](object: Word, place: I64) -> Word {
        asynchronous::awaitable(t, object, place as u64)
    }

    fn get_aiter[t](object: Word) -> Word {
        asynchronous::aiter(t, object)
    }

    fn get_anext[t](iterator: Word) -> Word {
        asynchronous::anext(t, iterator)
    }

    fn get_yield_from_iter[t, frame](iterable: Word) -> Word {
        generator::delegate(t, frame.code().flags, iterable)
    }

    /// What the receiver yields or returns; which of both is left on the thread.
    fn send[t](receiver: Word, value: Word) -> Word {
        let (value, returned) = match generator::send_value(t, receiver, value)? {
            Outcome::Yielded(value) => (value, false),
            Outcome::Returned(value) => (value, true),
        };
        t.aside.send_returned.set(returned);
        Ok(value)
    }

    fn send_returned[t]() -> Truth {
        Ok(t.aside.send_returned.get())
    }

    fn is_stop_iteration[t](exception: Word) -> Truth {
        Ok(exception.type_of().is_subtype(&exc::STOP_ITERATION))
    }

    fn is_stop_async_iteration[t](exception: Word) -> Truth {
        Ok(exception.type_of().is_subtype(&exc::STOP_ASYNC_ITERATION))
    }

    fn stop_iteration_value[t](exception: Word) -> Word {
        if !exception.type_of().is_subtype(&exc::STOP_ITERATION) {
            return Ok(Obj::NONE);
        }
        Ok(exc::stop_iteration_value(exception))
    }
}
