//! Places of the helpers that leave compiled code. Without the module that implements them no compiled code is
//! installed, so nothing calls these.

use super::declare::helpers;

helpers! {
    fn exit[t, _frame](_table: I64, _number: I64, _live: I64) -> Raw {
        std::process::abort()
    }

    fn stack_overflow[t, _frame](_arguments: I64) -> Word {
        std::process::abort()
    }

    fn traceback_here[t, _frame]() -> Status {
        std::process::abort()
    }
}
