//! `time`.
//!
//! | file | what |
//! |---|---|
//! | [`clocks`] | clocks and sleeping |
//! | [`calendar`] | dates: `struct_time` and the functions around it |

pub mod calendar;
pub mod clocks;

use taipan_vm::object::types::Type;

/// The classes of this folder.
pub const TYPES: &[fn() -> &'static Type] = &[calendar::struct_time::class];

/// This module provides various functions to manipulate time values.
#[taipan_macros::pymodule(name = "time")]
pub mod module {
    use taipan_vm::builtins::module::Module;
    use taipan_vm::object::value::{Obj, Ref};
    use taipan_vm::thread::{PyResult, Thread};

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        let this = Ref::from_borrowed(module);
        super::clocks::module::MODULE.fill(t, &this)?;
        super::calendar::module::MODULE.fill(t, &this)?;
        for (name, id) in [
            ("CLOCK_REALTIME", libc::CLOCK_REALTIME),
            ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC),
            ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW),
            ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
            ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
            ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME),
            ("CLOCK_TAI", libc::CLOCK_TAI),
        ] {
            module.set(t, name, Obj::from_i32(id))?;
        }
        crate::struct_sequence::complete(t, &super::calendar::struct_time::FACTS)?;
        module.set(t, "struct_time", super::calendar::struct_time::class().borrowed_obj().clone())?;
        module.set(t, "_STRUCT_TM_ITEMS", Obj::from_i32(11))?;
        super::calendar::set_zone(t, module)
    }
}
