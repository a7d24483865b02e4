//! `math`.

#[taipan_macros::pymodule(name = "math")]
pub mod module {
    use taipan_vm::builtins::module::Module;
    use taipan_vm::call::IntoPy;
    use taipan_vm::thread::{PyResult, Thread};

    /// Return the square root of x.
    #[pyfunction(returns = "float", effects = "pure")]
    fn sqrt(t: &Thread, x: f64) -> PyResult<f64> {
        if x < 0.0 {
            return Err(t.value_error(format!("expected a nonnegative input, got {}", taipan_vm::numeric::float_text::repr(x))));
        }
        Ok(x.sqrt())
    }

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        module.set(t, "pi", std::f64::consts::PI.into_py(t)?)?;
        module.set(t, "e", std::f64::consts::E.into_py(t)?)?;
        module.set(t, "tau", std::f64::consts::TAU.into_py(t)?)?;
        module.set(t, "inf", f64::INFINITY.into_py(t)?)?;
        module.set(t, "nan", f64::NAN.into_py(t)?)
    }
}
