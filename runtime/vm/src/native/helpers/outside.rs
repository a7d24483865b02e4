//! The helpers that leave compiled code: see [`crate::tiering::exit`].

use super::declare::helpers;
use crate::tiering::exit as leave;

helpers! {
    fn exit[t, frame](table: I64, number: I64, live: I64) -> Raw {
        // SAFETY: compiled code passes its own frame and table, and as many live values as the exit has.
        unsafe { leave::exit(t, frame.frame(), table, number, live) }
    }

    fn stack_overflow[t, frame](arguments: I64) -> Raw {
        // SAFETY: compiled code passes the record of the frame it does not enter, with that many arguments.
        unsafe { leave::stack_overflow(t, frame.frame(), arguments) }
    }

    fn frame_shared[t, frame]() -> Truth {
        // SAFETY: compiled code passes its own frame, which has a frame object.
        Ok(unsafe { leave::frame_shared(frame.frame()) })
    }

    fn traceback_here[t, frame]() -> Status {
        // SAFETY: compiled code passes its own frame, its call site stored.
        unsafe { leave::traceback_here(t, frame.frame()) };
        Ok(())
    }
}
