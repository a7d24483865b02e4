//! Raising and handling exceptions.
//!
//! Where a helper raises, compiled code has its frame join the traceback, but for `reraise`. A bare `raise` of the
//! handled exception must not add the frame again either; whether a `raise` is such a one is known here alone, so it is
//! left on the thread in [`raised_again`](crate::thread::Aside::raised_again) for `traceback_here`, which takes it back.

use super::declare::helpers;
use crate::builtins::tuple::Tuple;
use crate::interpreter::ops::exception::{self as operation, Thrown};
use crate::object::value::{Obj, Ref};

helpers! {
    /// Makes the exception the handled one and gives the one before.
    fn push_exc_info[t](exception: Word) -> Word {
        Ok(operation::begin_handling(t, exception.clone()))
    }

    fn pop_except[t](previous: Word) -> Status {
        operation::end_handling(t, previous.clone());
        Ok(())
    }

    fn check_exc_match[t](exception: Word, class: Word) -> Truth {
        operation::exception_matches(t, exception, class)
    }

    /// A tuple of rest and match.
    fn check_eg_match[t](group: Word, class: Word) -> Word {
        let (matched, rest) = operation::group_match(t, group, class)?;
        Tuple::from_vec(t, vec![rest, matched]).map(Ref::into_obj)
    }

    fn raise[t](exception: Maybe, cause: Maybe) -> Status {
        let (raised, again) = match operation::raise(t, exception, cause) {
            Thrown::New(raised) => (raised, false),
            Thrown::Again(raised) => (raised, true),
        };
        t.aside.raised_again.set(again);
        Err(raised)
    }

    /// Raises again what was caught; the traceback stays as it is.
    fn reraise[t](exception: Word) -> Status {
        Err(t.raise_as_is(exception.clone()))
    }

    fn with_except_start[t, _frame](exit: Word, receiver: Maybe, exception: Word) -> Word {
        operation::call_exit(t, exit, receiver, exception)
    }

    /// Takes the raised exception from the thread, for a handler's stack.
    fn caught_exception[t]() -> Word {
        Ok(t.exception.take().unwrap_or(Obj::NONE))
    }
}
