//! `_io`.

pub mod text;

#[taipan_macros::pymodule(name = "_io")]
pub mod module {
    use taipan_vm::builtins::module::Module;
    use taipan_vm::thread::{PyResult, Thread};

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        module.set(t, "TextIOWrapper", super::text::TextIOWrapper::class().borrowed_obj().clone())
    }
}
