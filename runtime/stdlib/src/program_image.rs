//! `_taipan_image`: the program's modules inside an executable, for the importer in
//! `runtime/lib/_taipan_importer.py`. Only executables have it.

#[taipan_macros::pymodule(name = "_taipan_image")]
pub mod module {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use crate::io::path::c_path;
    use taipan_vm::builtins::bytes;
    use taipan_vm::builtins::list::List;
    use taipan_vm::builtins::str::Str;
    use taipan_vm::builtins::tuple::Tuple;
    use taipan_vm::call::IntoPy;
    use taipan_vm::object::value::{Obj, Ref};
    use taipan_vm::startup::os_text;
    use taipan_vm::thread::{PyResult, Thread};

    /// Return the path of a module and whether it is a package, or None. A namespace package is None in the place of
    /// the latter.
    #[pyfunction(sig = "(name, /)")]
    fn find(t: &Thread, name: &Str) -> PyResult {
        let frozen = t.interp().frozen();
        let Some(module) = frozen.program(&name.to_string_lossy()) else { return Ok(Obj::NONE) };
        let package = if module.is_namespace() { Obj::NONE } else { Obj::from_bool(module.is_package()) };
        let items = vec![os_text(t, &frozen.path(module.file))?, package];
        Tuple::from_vec(t, items).map(Ref::into_obj)
    }

    /// Return the code of a module, or None where it did not compile.
    #[pyfunction(sig = "(name, /)")]
    fn code(t: &Thread, name: &Str) -> PyResult {
        let code = t.interp().frozen().program_code(t, &name.to_string_lossy())?;
        Ok(code.map_or(Obj::NONE, Ref::into_obj))
    }

    /// Return the source at a path, or None.
    #[pyfunction(sig = "(path, /)")]
    fn source(t: &Thread, path: &Obj) -> PyResult {
        let path = c_path(t, path)?;
        match t.interp().frozen().source(OsStr::from_bytes(path.as_bytes())) {
            Some(source) => bytes::from_slice(t, &source),
            None => Ok(Obj::NONE),
        }
    }

    /// Return whether modules lie in the folder at a path.
    #[pyfunction(sig = "(path, /)")]
    fn is_folder(t: &Thread, path: &Obj) -> PyResult<bool> {
        let path = c_path(t, path)?;
        Ok(t.interp().frozen().is_folder(OsStr::from_bytes(path.as_bytes())))
    }

    /// Return the names of all modules.
    #[pyfunction]
    fn names(t: &Thread) -> PyResult<Ref<List>> {
        let names = t.interp().frozen().program_names().map(|n| n.into_py(t)).collect::<PyResult<Vec<Obj>>>()?;
        List::from_vec(t, names)
    }
}
