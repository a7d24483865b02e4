//! `sys`.

#[taipan_macros::pymodule(name = "sys")]
pub mod module {
    use taipan_vm::builtins::list::List;
    use taipan_vm::builtins::module::Module;
    use taipan_vm::call::{Args, IntoPy};
    use taipan_vm::exceptions as exc;
    use taipan_vm::object::value::{Obj, Ref};
    use taipan_vm::thread::{PyResult, Thread};

    /// Exit the interpreter by raising SystemExit(status).
    #[pyfunction(sig = "(status=None, /)")]
    fn exit(t: &Thread, status: Option<&Obj>) -> PyResult {
        let status = status.cloned().unwrap_or(Obj::NONE);
        Err(t.error_with_args(&exc::SYSTEM_EXIT, &[status]))
    }

    /// Return the current value of the recursion limit.
    #[pyfunction]
    fn getrecursionlimit(t: &Thread) -> i32 {
        t.recursion_limit.get()
    }

    /// Set the maximum depth of the Python interpreter stack to n.
    #[pyfunction]
    fn setrecursionlimit(t: &Thread, limit: i32) -> PyResult<()> {
        if limit < 1 {
            return Err(t.value_error("recursion limit must be greater or equal than 1"));
        }
        let depth = t.recursion_limit.get() - t.recursion_left.get();
        if depth >= limit {
            return Err(t.error(
                &exc::RECURSION_ERROR,
                format!("cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit is too low"),
            ));
        }
        t.recursion_left.set(limit - depth);
        t.recursion_limit.set(limit);
        Ok(())
    }

    /// Return the reference count of object.
    #[pyfunction]
    fn getrefcount(_t: &Thread, object: &Obj) -> u64 {
        object.header().map_or(u32::MAX as u64, |h| h.refcount() as u64)
    }

    /// ``Intern'' the given string.
    #[pyfunction]
    fn intern(t: &Thread, string: &taipan_vm::builtins::str::Str) -> PyResult {
        taipan_vm::builtins::str::intern_obj(t, string)
    }

    /// _getframe([depth]) -> frame object
    #[pyfunction(sig = "(depth=0, /)")]
    fn _getframe(t: &Thread, depth: i32) -> PyResult {
        let mut frame = t.frame.get();
        for _ in 0..depth {
            if frame.is_null() {
                break;
            }
            // SAFETY: linked frames are live.
            frame = unsafe { (*frame).prev };
        }
        if frame.is_null() {
            return Err(t.value_error("call stack is not deep enough"));
        }
        // SAFETY: linked frames are live.
        unsafe { taipan_vm::builtins::frame_object::of(t, frame) }
    }

    /// Return the exception that is being handled.
    #[pyfunction]
    fn exception(t: &Thread) -> Option<Obj> {
        t.handled_exception()
    }

    /// Return information about the exception that is being handled.
    #[pyfunction]
    fn exc_info(t: &Thread, _args: Args) -> PyResult {
        let items = match t.handled_exception() {
            None => vec![Obj::NONE, Obj::NONE, Obj::NONE],
            Some(e) => {
                let traceback =
                    e.downcast::<exc::BaseException>().map_or(Obj::NONE, |e| e.traceback.get_or_none());
                vec![e.type_of().borrowed_obj().clone(), e.clone(), traceback]
            }
        };
        taipan_vm::builtins::tuple::Tuple::from_vec(t, items).map(Ref::into_obj)
    }

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        taipan_vm::builtins::set_dict_of(crate::io::base::dict_of);
        let config = &t.interp().config;
        let texts = |list: &[String]| -> PyResult {
            let items = list.iter().map(|s| s.as_str().into_py(t)).collect::<PyResult<Vec<Obj>>>()?;
            List::from_vec(t, items).map(Ref::into_obj)
        };
        module.set(t, "argv", texts(&config.argv)?)?;
        module.set(t, "orig_argv", texts(&config.orig_argv)?)?;
        module.set(t, "path", texts(&config.path)?)?;
        module.set(t, "executable", config.executable.as_str().into_py(t)?)?;
        for name in ["meta_path", "path_hooks", "warnoptions"] {
            module.set(t, name, List::new(t)?.into_obj())?;
        }
        module.set(t, "path_importer_cache", taipan_vm::builtins::dict::Dict::new(t)?.into_obj())?;
        module.set(t, "dont_write_bytecode", Obj::from_bool(config.dont_write_bytecode))?;
        module.set(t, "maxsize", i64::MAX.into_py(t)?)?;
        module.set(t, "maxunicode", 0x10FFFFi64.into_py(t)?)?;
        module.set(t, "byteorder", "little".into_py(t)?)?;
        module.set(t, "platform", "linux".into_py(t)?)?;
        module.set(t, "version", "3.14.0 (Taipan)".into_py(t)?)?;
        module.set(t, "hexversion", 0x030E00F0i64.into_py(t)?)?;
        for (fd, name) in [(0, "stdin"), (1, "stdout"), (2, "stderr")] {
            let stream = crate::io::stdio::open(t, fd)?;
            module.set(t, &format!("__{name}__"), stream.clone())?;
            module.set(t, name, stream)?;
        }
        Ok(())
    }
}
