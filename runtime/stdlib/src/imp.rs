//! `_imp`: what importlib needs of the runtime.

#[taipan_macros::pymodule(name = "_imp")]
pub mod module {
    use taipan_vm::builtins::bytes;
    use taipan_vm::builtins::code::Code;
    use taipan_vm::builtins::list::List;
    use taipan_vm::builtins::module::Module;
    use taipan_vm::builtins::str::{self, Str};
    use taipan_vm::call::IntoPy;
    use taipan_vm::exceptions as exc;
    use taipan_vm::import;
    use taipan_vm::object::attributes;
    use taipan_vm::object::value::{Obj, Ref};
    use taipan_vm::thread::{PyResult, Raised, Thread};

    /// Acquires the interpreter's import lock for the current thread.
    #[pyfunction]
    fn acquire_lock() {}

    /// Release the interpreter's import lock.
    #[pyfunction]
    fn release_lock() {}

    /// Return True if the import lock is currently held, else False.
    #[pyfunction]
    fn lock_held() -> bool {
        false
    }

    /// Returns the list of file suffixes used to identify extension modules.
    #[pyfunction]
    fn extension_suffixes(t: &Thread) -> PyResult<Ref<List>> {
        List::new(t)
    }

    /// Returns True if the module name corresponds to a built-in module.
    #[pyfunction]
    fn is_builtin(t: &Thread, name: &Str) -> i32 {
        let name = name.to_string_lossy();
        match name.as_str() {
            "sys" | "builtins" => -1,
            name => import::is_native(t, name) as i32,
        }
    }

    /// Create an extension module.
    #[pyfunction]
    fn create_builtin(t: &Thread, spec: &Obj) -> PyResult {
        let name = attributes::get_text(t, spec, "name")?;
        match import::native(t, &str::lossy(&name))? {
            Some(module) => Ok(module.into_obj()),
            None => Ok(Obj::NONE),
        }
    }

    /// Initialize a built-in module.
    #[pyfunction]
    fn exec_builtin(_module: &Obj) -> i32 {
        0
    }

    /// Create an extension module.
    #[pyfunction(sig = "(spec, file=None, /)")]
    fn create_dynamic(t: &Thread, spec: &Obj, _file: Option<&Obj>) -> PyResult {
        let name = attributes::get_text(t, spec, "name")?;
        let message = format!("not supported yet: extension modules ({})", str::lossy(&name));
        Err(t.error(&exc::IMPORT_ERROR, message))
    }

    /// Initialize an extension module.
    #[pyfunction]
    fn exec_dynamic(_module: &Obj) -> i32 {
        0
    }

    /// Returns True if the module name corresponds to a frozen module.
    #[pyfunction]
    fn is_frozen(t: &Thread, name: &Str) -> bool {
        t.interp().frozen().contains(&name.to_string_lossy())
    }

    fn no_frozen(t: &Thread, name: &str) -> Raised {
        match str::intern(t, name) {
            Ok(object) => {
                let message = format!("No such frozen object named {name}");
                match exc::import_error(t, &message, Some(&object), None, None) {
                    Ok(raised) | Err(raised) => raised,
                }
            }
            Err(raised) => raised,
        }
    }

    /// Returns True if the module name is of a frozen package.
    #[pyfunction]
    fn is_frozen_package(t: &Thread, name: &Str) -> PyResult<bool> {
        let name = name.to_string_lossy();
        t.interp().frozen().is_package(&name).ok_or_else(|| no_frozen(t, &name))
    }

    /// Create a code object for a frozen module.
    #[pyfunction(sig = "(name, data=None, /)")]
    fn get_frozen_object(t: &Thread, name: &Str, _data: Option<&Obj>) -> PyResult<Ref<Code>> {
        let name = name.to_string_lossy();
        match t.interp().frozen().code(t, &name)? {
            Some(code) => Ok(code),
            None => Err(no_frozen(t, &name)),
        }
    }

    /// Return info about the corresponding frozen module (if there is one) or None.
    #[pyfunction(sig = "(name, /, *, withdata=False)")]
    fn find_frozen(t: &Thread, name: &Str, _with_data: bool) -> PyResult {
        let text = name.to_string_lossy();
        let Some(package) = t.interp().frozen().is_package(&text) else { return Ok(Obj::NONE) };
        let items = vec![Obj::NONE, Obj::from_bool(package), import::original_name(&text).into_py(t)?];
        taipan_vm::builtins::tuple::Tuple::from_vec(t, items).map(Ref::into_obj)
    }

    /// Initializes a frozen module.
    #[pyfunction]
    fn init_frozen(t: &Thread, name: &Str) -> PyResult {
        match import::frozen_module(t, &name.to_string_lossy())? {
            Some(module) => Ok(module.into_obj()),
            None => Ok(Obj::NONE),
        }
    }

    /// Changes code.co_filename to specify the passed-in file path.
    #[pyfunction]
    fn _fix_co_filename(_code: &Obj, _path: &Obj) {}

    /// The hash of a source that a hash-based .pyc is checked by.
    #[pyfunction(sig = "(key, source)")]
    fn source_hash(t: &Thread, key: i64, source: &Obj) -> PyResult {
        let Some(content) = taipan_vm::builtins::bytes_like(t, source)? else {
            let class = source.type_of().name_text();
            return Err(t.type_error(format!("a bytes-like object is required, not '{class}'")));
        };
        let key = taipan_vm::numeric::siphash::HashKey { k0: key as u64, k1: 0 };
        let hash = taipan_vm::numeric::siphash::siphash13(key, &content);
        bytes::from_slice(t, &hash.to_le_bytes())
    }

    #[pyfunction]
    fn _override_multi_interp_extensions_check(_override: &Obj) -> i32 {
        0
    }

    #[pyfunction]
    fn _override_frozen_modules_for_tests(_override: &Obj) {}

    /// Returns the list of available frozen modules.
    #[pyfunction]
    fn _frozen_module_names(t: &Thread) -> PyResult<Ref<List>> {
        let names = t.interp().frozen().names().map(|n| n.into_py(t)).collect::<PyResult<Vec<Obj>>>()?;
        List::from_vec(t, names)
    }

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        let magic = taipan_abi::opcodes::PYC_MAGIC;
        module.set(t, "pyc_magic_number_token", (u32::from_le_bytes(magic) as i64).into_py(t)?)?;
        module.set(t, "check_hash_based_pycs", "default".into_py(t)?)?;
        Ok(())
    }
}
