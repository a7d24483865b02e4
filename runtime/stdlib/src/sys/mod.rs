//! `sys`.
//!
//! | file | what |
//! |---|---|
//! | [`info`] | named tuples about version, flags, numbers |
//! | [`hooks`] | display, exception and audit hooks |
//! | [`stdlib_names`] | the names of the library's modules |

pub mod hooks;
pub mod info;
pub mod stdlib_names;

/// This module provides access to some objects used or maintained by the
/// interpreter and to functions that interact strongly with the interpreter.
#[taipan_macros::pymodule(name = "sys")]
pub mod module {
    use taipan_vm::builtins::dict::Dict;
    use taipan_vm::builtins::frame_object;
    use taipan_vm::builtins::list::List;
    use taipan_vm::builtins::module::Module;
    use taipan_vm::builtins::set::frozen_set;
    use taipan_vm::builtins::str::{self, Str};
    use taipan_vm::builtins::tuple::Tuple;
    use taipan_vm::builtins::{float, int};
    use taipan_vm::call::{self, Args, IntoPy};
    use taipan_vm::exceptions as exc;
    use taipan_vm::interpreter::frame::Frame;
    use taipan_vm::object::attributes;
    use taipan_vm::object::types::type_flag;
    use taipan_vm::object::value::{Obj, Ref};
    use taipan_vm::thread::{PyResult, Thread, names};

    use super::{hooks, info, stdlib_names};

    /// Exit the interpreter by raising SystemExit(status).
    #[pyfunction(sig = "(status=None, /)")]
    fn exit(t: &Thread, status: Option<&Obj>) -> PyResult {
        let Some(status) = status.filter(|s| !s.is_none()) else {
            return Err(t.error_with_args(&exc::SYSTEM_EXIT, &[]));
        };
        if let Some(tuple) = status.downcast::<Tuple>() {
            return Err(t.error_with_args(&exc::SYSTEM_EXIT, tuple.items()));
        }
        Err(t.error_with_args(&exc::SYSTEM_EXIT, &[status.clone()]))
    }

    /// Return the current value of the recursion limit.
    #[pyfunction]
    fn getrecursionlimit(t: &Thread) -> i32 {
        t.recursion_limit()
    }

    /// Set the maximum depth of the Python interpreter stack to n.
    #[pyfunction]
    fn setrecursionlimit(t: &Thread, limit: i32) -> PyResult<()> {
        if limit < 1 {
            return Err(t.value_error("recursion limit must be greater or equal than 1"));
        }
        let depth = t.recursion_depth();
        if depth >= limit {
            return Err(t.error(
                &exc::RECURSION_ERROR,
                format!(
                    "cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit is too low"
                ),
            ));
        }
        t.set_recursion_limit(limit);
        Ok(())
    }

    /// Return the reference count of object.
    #[pyfunction]
    fn getrefcount(_t: &Thread, object: &Obj) -> u64 {
        object.header().map_or(u64::from(u32::MAX), |h| u64::from(h.refcount()))
    }

    /// Return the size of object in bytes.
    #[pyfunction(sig = "(object, default=None)")]
    fn getsizeof(t: &Thread, object: &Obj, default: Option<&Obj>) -> PyResult {
        let size = match call::invoke::call_special(t, object, &names::__sizeof__, &[]) {
            Ok(Some(size)) => size,
            Ok(None) => {
                let class = object.type_of().name_text();
                return match default {
                    Some(default) => Ok(default.clone()),
                    None => Err(t.type_error(format!("Type {class} doesn't define __sizeof__"))),
                };
            }
            Err(raised) => {
                return match default {
                    Some(default) => t.catch(raised, &exc::TYPE_ERROR).map(|_| default.clone()),
                    None => Err(raised),
                };
            }
        };
        let size = int::index_as_i64(t, &size, "Python int too large to convert to C ssize_t")?;
        if size < 0 {
            return Err(t.value_error("__sizeof__() should return >= 0"));
        }
        let collected = object.header().is_some_and(|h| h.type_of().has_flag(type_flag::HAVE_GC));
        (size + if collected { 16 } else { 0 }).into_py(t)
    }

    /// ``Intern'' the given string.
    #[pyfunction]
    fn intern(t: &Thread, string: &Obj) -> PyResult {
        match string.exact::<Str>() {
            Some(text) => str::intern_obj(t, text),
            None if Str::of(string).is_some() => {
                let class = string.type_of().name_text();
                Err(t.type_error(format!("can't intern {class}")))
            }
            None => {
                let class = string.type_of().name_text();
                Err(t.type_error(format!("intern() argument must be str, not {class}")))
            }
        }
    }

    /// Return True if the given string is "interned".
    #[pyfunction]
    fn _is_interned(_t: &Thread, string: &Str) -> bool {
        string.is_interned()
    }

    /// Return True if the given object is "immortal".
    #[pyfunction]
    fn _is_immortal(_t: &Thread, object: &Obj) -> bool {
        object.header().is_none_or(taipan_vm::object::Header::is_immortal)
    }

    /// The frame so many calls up, if there is one.
    fn frame_at(t: &Thread, depth: i32) -> *mut Frame {
        let mut frame = t.frame.get();
        for _ in 0..depth.max(0) {
            if frame.is_null() {
                break;
            }
            // SAFETY: linked frames are live.
            frame = unsafe { (*frame).prev };
        }
        frame
    }

    /// Return a frame object from the call stack.
    #[pyfunction(sig = "(depth=0, /)")]
    fn _getframe(t: &Thread, depth: i32) -> PyResult {
        let frame = frame_at(t, depth);
        if frame.is_null() {
            return Err(t.value_error("call stack is not deep enough"));
        }
        // SAFETY: linked frames are live.
        unsafe { frame_object::of(t, frame) }
    }

    /// Return the name of the module for the calling frame.
    #[pyfunction(sig = "(depth=0)")]
    fn _getframemodulename(t: &Thread, depth: i32) -> PyResult {
        let frame = frame_at(t, depth);
        if frame.is_null() {
            return Ok(Obj::NONE);
        }
        // SAFETY: linked frames are live.
        let frame = unsafe { frame_object::of(t, frame)? };
        let globals = attributes::get_text(t, &frame, "f_globals")?;
        let name = match globals.downcast::<Dict>() {
            Some(globals) => globals.get_str(t, &names::__name__)?,
            None => None,
        };
        Ok(name.unwrap_or(Obj::NONE))
    }

    /// Return a dict mapping each thread's thread id to its current stack frame.
    #[pyfunction]
    fn _current_frames(t: &Thread) -> PyResult<Ref<Dict>> {
        let frames = Dict::new(t)?;
        if !t.frame.get().is_null() {
            frames.set(t, &(std::ptr::from_ref(t) as u64).into_py(t)?, _getframe(t, 0)?)?;
        }
        Ok(frames)
    }

    /// Return a dict mapping each thread's identifier to its current raised exception.
    #[pyfunction]
    fn _current_exceptions(t: &Thread) -> PyResult<Ref<Dict>> {
        let exceptions = Dict::new(t)?;
        let id = (std::ptr::from_ref(t) as u64).into_py(t)?;
        exceptions.set(t, &id, t.handled_exception().unwrap_or(Obj::NONE))?;
        Ok(exceptions)
    }

    /// Call func(*args), while tracing is enabled.
    #[pyfunction(sig = "(func, args, /)")]
    fn call_tracing(t: &Thread, func: &Obj, args: &Tuple) -> PyResult {
        call::call(t, func, args.items())
    }

    /// Return the current exception.
    #[pyfunction]
    fn exception(t: &Thread) -> Option<Obj> {
        t.handled_exception()
    }

    /// Return current exception information: (type, value, traceback).
    #[pyfunction]
    fn exc_info(t: &Thread) -> PyResult<Ref<Tuple>> {
        let items = match t.handled_exception() {
            None => vec![Obj::NONE, Obj::NONE, Obj::NONE],
            Some(e) => {
                let traceback = e.downcast::<exc::BaseException>().map_or(Obj::NONE, |e| e.traceback.get_or_none());
                vec![e.type_of().borrowed_obj().clone(), e.clone(), traceback]
            }
        };
        Tuple::from_vec(t, items)
    }

    /// Print an object to sys.stdout and also save it in builtins._
    #[pyfunction(sig = "(object, /)")]
    fn displayhook(t: &Thread, object: &Obj) -> PyResult<()> {
        hooks::display(t, object)
    }

    /// Handle an exception by displaying it with a traceback on sys.stderr.
    #[pyfunction(sig = "(exctype, value, traceback, /)")]
    fn excepthook(t: &Thread, _exctype: &Obj, value: &Obj, traceback: &Obj) -> PyResult<()> {
        hooks::except(t, value, traceback)
    }

    /// Handle an unraisable exception.
    #[pyfunction(sig = "(unraisable, /)")]
    fn unraisablehook(t: &Thread, unraisable: &Obj) -> PyResult<()> {
        hooks::unraisable(t, unraisable)
    }

    /// This hook function is called by built-in breakpoint().
    #[pyfunction(sig = "(*args, **kws)")]
    fn breakpointhook(t: &Thread, args: Args) -> PyResult {
        let wanted = crate::io::stdio::variable(t, "PYTHONBREAKPOINT").unwrap_or_else(|| "pdb.set_trace".into());
        if wanted == "0" {
            return Ok(Obj::NONE);
        }
        let (module, name) = wanted.rsplit_once('.').unwrap_or(("builtins", &wanted));
        let import = t.interp().builtins().get_str(t, &names::__import__)?.unwrap_or(Obj::NONE);
        let found = call::call(
            t,
            &import,
            &[
                module.into_py(t)?,
                Obj::NONE,
                Obj::NONE,
                Tuple::from_slice(t, &[name.into_py(t)?])?.into_obj(),
                Obj::from_i32(0),
            ],
        )
        .and_then(|module| attributes::get_text(t, &module, name));
        match found {
            Ok(function) => call::call_args(t, &function, args),
            Err(raised) => {
                drop(t.take_exception(raised));
                let text = format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{wanted}\"");
                exc::warnings::warn(t, &exc::RUNTIME_WARNING, &text)?;
                Ok(Obj::NONE)
            }
        }
    }

    /// Return the current default encoding used by the Unicode implementation.
    #[pyfunction]
    fn getdefaultencoding() -> &'static str {
        "utf-8"
    }

    /// Return the encoding used to convert Unicode filenames to OS filenames.
    #[pyfunction]
    fn getfilesystemencoding() -> &'static str {
        "utf-8"
    }

    /// Return the error mode used for Unicode to OS filename conversion.
    #[pyfunction]
    fn getfilesystemencodeerrors() -> &'static str {
        "surrogateescape"
    }

    /// Return the maximum string digits limit for non-binary int<->str conversions.
    #[pyfunction]
    fn get_int_max_str_digits(t: &Thread) -> usize {
        t.interp().int_max_str_digits.get()
    }

    /// Set the maximum string digits limit for non-binary int<->str conversions.
    #[pyfunction(sig = "(maxdigits)")]
    fn set_int_max_str_digits(t: &Thread, maxdigits: i32) -> PyResult<()> {
        if maxdigits != 0 && maxdigits < 640 {
            return Err(t.value_error("maxdigits must be >= 640 or 0 for unlimited"));
        }
        t.interp().int_max_str_digits.set(maxdigits as usize);
        Ok(())
    }

    fn kept(t: &Thread, key: &'static str) -> Option<Obj> {
        t.interp().registry.borrow().get(key).cloned()
    }

    fn keep(t: &Thread, key: &'static str, value: &Obj) {
        let old = t.interp().registry.borrow_mut().insert(key, value.clone());
        drop(old);
    }

    /// Return the current thread switch interval.
    #[pyfunction]
    fn getswitchinterval(t: &Thread) -> PyResult {
        kept(t, "sys.switchinterval").map_or_else(|| 0.005.into_py(t), Ok)
    }

    /// Set the ideal thread switching delay inside the Python interpreter.
    #[pyfunction]
    fn setswitchinterval(t: &Thread, interval: f64) -> PyResult<()> {
        if interval.is_nan() || interval <= 0.0 {
            return Err(t.value_error("switch interval must be strictly positive"));
        }
        keep(t, "sys.switchinterval", &float::from_f64(t, interval)?);
        Ok(())
    }

    /// Return the global debug tracing function set with sys.settrace.
    #[pyfunction]
    fn gettrace(t: &Thread) -> Option<Obj> {
        kept(t, "sys.trace")
    }

    /// Set the global debug tracing function.
    #[pyfunction(sig = "(function, /)")]
    fn settrace(t: &Thread, function: &Obj) {
        keep(t, "sys.trace", function);
    }

    /// Return the profiling function set with sys.setprofile.
    #[pyfunction]
    fn getprofile(t: &Thread) -> Option<Obj> {
        kept(t, "sys.profile")
    }

    /// Set the profiling function.
    #[pyfunction(sig = "(function, /)")]
    fn setprofile(t: &Thread, function: &Obj) {
        keep(t, "sys.profile", function);
    }

    /// Set a finalizer for async generators objects.
    #[pyfunction(sig = "(firstiter=None, finalizer=None)")]
    fn set_asyncgen_hooks(t: &Thread, firstiter: Option<&Obj>, finalizer: Option<&Obj>) -> PyResult<()> {
        let check = |hook: Option<&Obj>, name: &str| match hook {
            Some(hook) if !hook.is_none() && hook.type_of().slots.call.get().is_none() => {
                let class = hook.type_of().name_text();
                Err(t.type_error(format!("callable {name} expected, got {class}")))
            }
            _ => Ok(()),
        };
        check(finalizer, "finalizer")?;
        check(firstiter, "firstiter")?;
        if let Some(hook) = firstiter {
            keep(t, "sys.asyncgen_firstiter", hook);
        }
        if let Some(hook) = finalizer {
            keep(t, "sys.asyncgen_finalizer", hook);
        }
        Ok(())
    }

    /// Return the installed asynchronous generators hooks.
    #[pyfunction]
    fn get_asyncgen_hooks(t: &Thread) -> PyResult {
        let hook = |key: &'static str| kept(t, key).unwrap_or(Obj::NONE);
        let items = vec![hook("sys.asyncgen_firstiter"), hook("sys.asyncgen_finalizer")];
        crate::struct_sequence::make(t, &info::asyncgen_hooks::FACTS, items)
    }

    /// Check status of origin tracking for coroutine objects in this thread.
    #[pyfunction]
    fn get_coroutine_origin_tracking_depth(t: &Thread) -> PyResult {
        Ok(kept(t, "sys.coroutine_origin").unwrap_or(Obj::from_i32(0)))
    }

    /// Enable or disable origin tracking for coroutine objects in this thread.
    #[pyfunction(sig = "(depth)")]
    fn set_coroutine_origin_tracking_depth(t: &Thread, depth: i32) -> PyResult<()> {
        if depth < 0 {
            return Err(t.value_error("depth must be >= 0"));
        }
        keep(t, "sys.coroutine_origin", &Obj::from_i32(depth));
        Ok(())
    }

    /// Return True if Python is exiting.
    #[pyfunction]
    fn is_finalizing(t: &Thread) -> bool {
        kept(t, "sys.finalizing").is_some()
    }

    /// Return the status of the GIL if present.
    #[pyfunction]
    fn _is_gil_enabled() -> bool {
        true
    }

    /// Return True if a stack profiler trampoline is active.
    #[pyfunction]
    fn is_stack_trampoline_active() -> bool {
        false
    }

    /// Return True if remote debugging is enabled, False otherwise.
    #[pyfunction]
    fn is_remote_debug_enabled() -> bool {
        false
    }

    /// Return the number of memory blocks currently allocated.
    #[pyfunction]
    fn getallocatedblocks(t: &Thread) -> usize {
        let mut count = 0;
        t.heap.for_each_gc(taipan_vm::memory::heap::OLDEST, |_| count += 1);
        count
    }

    /// Return the number of elements of the unicode interned dictionary
    #[pyfunction(sig = "(*, _only_immortal=False)")]
    fn getunicodeinternedsize(_t: &Thread, _only_immortal: bool) -> i32 {
        0
    }

    /// Clear the internal type lookup cache.
    #[pyfunction]
    fn _clear_type_cache() {}

    /// Clear all internal performance-related caches.
    #[pyfunction]
    fn _clear_internal_caches() {}

    /// Passes the event to any hooks that are attached.
    #[pyfunction(sig = "(event, /, *args)")]
    fn audit(t: &Thread, event: &Str, args: &[Obj]) -> PyResult<()> {
        if kept(t, "sys.audithooks").is_none() {
            return Ok(());
        }
        use taipan_vm::object::types::NativeType;
        hooks::audit(t, &event.borrowed(), Tuple::from_slice(t, args)?.into_obj())
    }

    /// Adds a new audit hook callback.
    #[pyfunction(sig = "(hook)")]
    fn addaudithook(t: &Thread, hook: &Obj) -> PyResult<()> {
        let list = match kept(t, "sys.audithooks") {
            Some(list) => list,
            None => {
                let list = List::new(t)?.into_obj();
                keep(t, "sys.audithooks", &list);
                list
            }
        };
        match list.downcast::<List>() {
            Some(list) => list.push(t, hook.clone()),
            None => Ok(()),
        }
    }

    /// Return the flags for dlopen() calls.
    #[pyfunction]
    fn getdlopenflags() -> i32 {
        libc::RTLD_NOW
    }

    fn texts<S: AsRef<str>>(t: &Thread, list: &[S]) -> PyResult<Vec<Obj>> {
        list.iter().map(|text| text.as_ref().into_py(t)).collect()
    }

    fn paths(t: &Thread, list: &[std::ffi::OsString]) -> PyResult<Vec<Obj>> {
        list.iter().map(|text| taipan_vm::startup::os_text(t, text)).collect()
    }

    fn x_options(t: &Thread) -> PyResult<Ref<Dict>> {
        let options = Dict::new(t)?;
        for option in &t.interp().config.x_options {
            match option.split_once('=') {
                Some((name, value)) => options.set_text(t, name, value.into_py(t)?)?,
                None => options.set_text(t, option, Obj::TRUE)?,
            }
        }
        Ok(options)
    }

    /// Where the program lies: the prefix of paths that belong to the installation.
    fn prefix(t: &Thread) -> String {
        let executable = std::path::Path::new(&t.interp().config.executable);
        let folder = executable.parent().and_then(std::path::Path::parent);
        folder.map_or(String::new(), |p| p.to_string_lossy().into_owned())
    }

    fn set_version(t: &Thread, module: &Module) -> PyResult<()> {
        module.set(t, "version", info::VERSION.into_py(t)?)?;
        module.set(t, "version_info", info::version(t)?)?;
        module.set(t, "hexversion", info::HEX_VERSION.into_py(t)?)?;
        module.set(t, "api_version", Obj::from_i32(1013))?;
        module.set(t, "copyright", "Copyright (c) the Taipan developers.".into_py(t)?)?;
        module.set(t, "implementation", info::implementation(t)?)?;
        module.set(t, "flags", info::flags_object(t)?)?;
        module.set(t, "float_info", info::floats(t)?)?;
        module.set(t, "int_info", info::ints(t)?)?;
        module.set(t, "hash_info", info::hashes(t)?)?;
        module.set(t, "thread_info", info::threads(t)?)?;
        module.set(t, "float_repr_style", "short".into_py(t)?)?;
        module.set(t, "maxsize", i64::MAX.into_py(t)?)?;
        module.set(t, "maxunicode", 0x10FFFFi64.into_py(t)?)?;
        let order = if cfg!(target_endian = "big") { "big" } else { "little" };
        module.set(t, "byteorder", order.into_py(t)?)?;
        module.set(t, "platform", "linux".into_py(t)?)?;
        module.set(t, "abiflags", "".into_py(t)?)
    }

    fn set_paths(t: &Thread, module: &Module) -> PyResult<()> {
        let config = &t.interp().config;
        let executable = config.executable.as_str().into_py(t)?;
        module.set(t, "executable", executable.clone())?;
        module.set(t, "_base_executable", executable)?;
        let prefix = prefix(t).into_py(t)?;
        for name in ["prefix", "exec_prefix", "base_prefix", "base_exec_prefix"] {
            module.set(t, name, prefix.clone())?;
        }
        module.set(t, "platlibdir", "lib".into_py(t)?)?;
        module.set(t, "pycache_prefix", Obj::NONE)?;
        module.set(t, "_home", Obj::NONE)?;
        module.set(t, "_stdlib_dir", Obj::NONE)?;
        module.set(t, "_framework", "".into_py(t)?)?;
        module.set(t, "_git", Tuple::from_vec(t, texts(t, &["Taipan", "", ""])?)?.into_obj())?;
        module.set(t, "path", List::from_vec(t, paths(t, &config.path)?)?.into_obj())?;
        for name in ["meta_path", "path_hooks"] {
            module.set(t, name, List::new(t)?.into_obj())?;
        }
        module.set(t, "path_importer_cache", Dict::new(t)?.into_obj())?;
        module.set(t, "dont_write_bytecode", Obj::from_bool(config.dont_write_bytecode))
    }

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        taipan_vm::builtins::set_dict_of(crate::io::base::dict_of);
        taipan_vm::builtins::functions::output::set_direct_write(crate::io::text::write::direct);
        info::init(t)?;
        let config = &t.interp().config;
        module.set(t, "argv", List::from_vec(t, paths(t, &config.argv)?)?.into_obj())?;
        module.set(t, "orig_argv", List::from_vec(t, paths(t, &config.orig_argv)?)?.into_obj())?;
        module.set(t, "warnoptions", List::from_vec(t, texts(t, &config.warn_options)?)?.into_obj())?;
        module.set(t, "_xoptions", x_options(t)?.into_obj())?;
        set_version(t, module)?;
        set_paths(t, module)?;
        module.set(t, "stdlib_module_names", frozen_set(t, texts(t, stdlib_names::NAMES)?)?)?;
        // SAFETY: the list is filled before any module is made, and does not change.
        let native = unsafe { &*t.interp().native_modules.get() };
        let mut builtin: Vec<&str> = native.iter().map(|def| def.name).chain(["builtins"]).collect();
        builtin.sort_unstable();
        module.set(t, "builtin_module_names", Tuple::from_vec(t, texts(t, &builtin)?)?.into_obj())?;
        let hooks = info::unraisable_args::class().borrowed_obj().clone();
        module.set(t, "UnraisableHookArgs", hooks)?;
        for name in ["displayhook", "excepthook", "unraisablehook", "breakpointhook"] {
            if let Some(hook) = module.get(t, name)? {
                module.set(t, &format!("__{name}__"), hook)?;
            }
        }
        for (fd, name) in [(0, "stdin"), (1, "stdout"), (2, "stderr")] {
            let stream = crate::io::stdio::open(t, fd)?;
            module.set(t, &format!("__{name}__"), stream.clone())?;
            module.set(t, name, stream)?;
        }
        Ok(())
    }
}
