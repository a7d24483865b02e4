//! Native modules of the standard library, one file or folder each.

pub mod io;
pub mod math;
pub mod sys;
pub mod time;

use taipan_vm::call::module::ModuleDef;
use taipan_vm::object::types::Type;

/// Every native module.
pub static MODULES: &[&ModuleDef] = &[
    &io::module::MODULE,
    &math::module::MODULE,
    &sys::module::MODULE,
    &time::module::MODULE,
];

/// Every type these modules declare, for start-up.
pub static TYPES: &[fn() -> &'static Type] = &[io::text::TextIOWrapper::class];
