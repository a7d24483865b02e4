//! `math`.
//!
//! | file | what |
//! |---|---|
//! | [`float`] | functions of floats |
//! | [`integer`] | functions of integers |
//! | [`rounding`] | floor, ceil, trunc and the anatomy of floats |
//! | [`sums`] | sums, products and distances |
//!
//! Elementary functions are the system library's, so results equal those of programs in C.

pub mod float;
pub mod integer;
pub mod rounding;
pub mod sums;

/// This module provides access to the mathematical functions
/// defined by the C standard.
#[taipan_macros::pymodule(name = "math")]
pub mod module {
    use taipan_vm::builtins::module::Module;
    use taipan_vm::call::IntoPy;
    use taipan_vm::object::value::Ref;
    use taipan_vm::thread::{PyResult, Thread};

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        let this = Ref::from_borrowed(module);
        for part in [
            &super::float::module::MODULE,
            &super::integer::module::MODULE,
            &super::rounding::module::MODULE,
            &super::sums::module::MODULE,
        ] {
            part.fill(t, &this)?;
        }
        module.set(t, "pi", std::f64::consts::PI.into_py(t)?)?;
        module.set(t, "e", std::f64::consts::E.into_py(t)?)?;
        module.set(t, "tau", std::f64::consts::TAU.into_py(t)?)?;
        module.set(t, "inf", f64::INFINITY.into_py(t)?)?;
        module.set(t, "nan", f64::NAN.into_py(t)?)
    }
}
