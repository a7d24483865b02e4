//! Bringing an interpreter up and running a program in it.

use taipan_abi::source::{Source, SourceCompiler, SourceMode};

use crate::builtins::functions::{self, evaluate};
use crate::builtins::module::Module;
use crate::builtins::{registry, str};
use crate::call::module::ModuleDef;
use crate::exceptions;
use crate::import::frozen::Frozen;
use crate::object::types::Type;
use crate::object::value::{Obj, Ref};
use crate::thread::interp::Config;
use crate::thread::{Interp, PyResult, Thread, names};

/// Brings an interpreter up on the calling OS thread, which has `native_stack` bytes of stack left.
pub fn start(
    config: Config,
    compiler: &'static dyn SourceCompiler,
    modules: &[&'static ModuleDef],
    types: &[fn() -> &'static Type],
    frozen: Frozen,
    native_stack: usize,
) -> PyResult<&'static Thread> {
    let stress = config.stress_collect;
    let interp = Interp::new(config, compiler, frozen);
    let t = Thread::attach(interp, native_stack);
    init_hashes(interp);
    // SAFETY: nobody else refers to the interpreter yet.
    unsafe { &mut *interp.native_modules.get() }.extend_from_slice(modules);
    registry::init(t, types)?;
    let memory_error = exceptions::BaseException::instantiate(t, &exceptions::MEMORY_ERROR, &[])?;
    let _ = interp.memory_error.set(memory_error);
    let modules = crate::builtins::dict::Dict::new(t)?;
    let _ = interp.modules.set(modules.clone());
    let builtins_dict = crate::builtins::dict::Dict::new(t)?;
    // `builtins()` must answer while the module itself is made.
    let _ = interp.builtins.set(builtins_dict);
    let builtins = functions::module(t)?;
    let dict = interp.builtins();
    dict.merge_dict(t, &builtins.dict(), true)?;
    builtins.replace_dict(dict.clone());
    modules.set(t, &names::builtins, builtins.into_obj())?;
    if let Some(sys) = crate::import::native(t, "sys")? {
        let _ = interp.sys.set(sys.dict());
        sys.set(t, "modules", modules.clone().into_obj())?;
        modules.set(t, &names::sys, sys.into_obj())?;
    }
    crate::import::start_importlib(t)?;
    crate::thread::signals::install(t);
    t.stress_collect.set(stress);
    Ok(t)
}

/// Draws the key of string hashes, before the first string is hashed.
fn init_hashes(interp: &Interp) {
    let seed = if interp.config.isolated || interp.config.ignore_environment {
        Ok(None)
    } else {
        str::seed_from_environment()
    };
    match seed {
        Ok(seed) => str::init_hash_key(seed),
        Err(_) => {
            eprintln!(
                "Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]"
            );
            std::process::exit(1);
        }
    }
}

/// The `__main__` module, made when first asked for.
pub fn main_module(t: &Thread) -> PyResult<Ref<Module>> {
    let modules = t.interp().modules.get().ok_or_else(|| t.runtime_error("unable to get sys.modules"))?;
    if let Some(found) = modules.get_str(t, &names::__main__)?
        && let Ok(module) = found.into_ref::<Module>()
    {
        return Ok(module);
    }
    let module = Module::new(t, "__main__")?;
    let builtins = modules.get_str(t, &names::builtins)?.unwrap_or(Obj::NONE);
    module.dict().set(t, &names::__builtins__, builtins)?;
    modules.set(t, &names::__main__, module.clone().into_obj())?;
    Ok(module)
}

/// Runs source as the main module.
pub fn run_main(t: &Thread, source: Source, filename: &str) -> PyResult<()> {
    let module = main_module(t)?;
    let filename = str::intern(t, filename)?;
    let how = evaluate::How {
        filename: &filename,
        mode: SourceMode::Exec,
        future_flags: 0,
        optimize: -1,
        allow_incomplete_input: false,
    };
    let code = evaluate::compile(t, source, &how)?;
    crate::interpreter::run_code(t, &code, &module.dict(), None)?;
    Ok(())
}

/// Ends the interpreter's life: what `__main__` holds is given up, in the order CPython does it, and garbage
/// with finalizers is collected.
pub fn finalize(t: &Thread) {
    let Some(modules) = t.interp().modules.get() else { return };
    run_exit_functions(t);
    flush_streams(t);
    let main = modules.get_str(t, &names::__main__).ok().flatten();
    if let Some(main) = main.as_ref().and_then(|m| m.downcast::<Module>()) {
        let dict = main.dict();
        // Names with one leading underscore go first, then all others but `__builtins__`.
        for private in [true, false] {
            for (name, value) in dict.entries() {
                let text = str::lossy(&name);
                let is_private = text.starts_with('_') && !text.starts_with("__");
                if is_private != private && (private || text == "__builtins__") || value.is_none() {
                    continue;
                }
                drop(value);
                if let Err(raised) = dict.set(t, &name, Obj::NONE) {
                    drop(t.take_exception(raised));
                }
            }
        }
    }
    crate::memory::collector::collect(t, 2);
}

/// Calls what was registered with `atexit`, if the program imported it.
fn run_exit_functions(t: &Thread) {
    let Some(modules) = t.interp().modules.get() else { return };
    let Ok(Some(atexit)) = modules.get_text(t, "atexit") else { return };
    let run = || {
        let run = crate::object::attributes::get_text(t, &atexit, "_run_exitfuncs")?;
        crate::call::call0(t, &run)
    };
    if let Err(raised) = run() {
        drop(t.take_exception(raised));
    }
}

/// Flushes the standard streams. False: `sys.stdout` could not be flushed.
pub fn flush_streams(t: &Thread) -> bool {
    let mut ok = true;
    for name in ["stdout", "stderr"] {
        let Some(sys) = t.interp().sys.get() else { continue };
        let Ok(Some(stream)) = sys.get_text(t, name) else { continue };
        if stream.is_none() {
            continue;
        }
        if let Err(raised) = crate::call::call_method0(t, &stream, &names::flush) {
            let exception = t.take_exception(raised);
            if name == "stdout" {
                exceptions::display::show_unraisable(t, &exception, Some(&stream));
                ok = false;
            }
        }
    }
    ok
}

/// Shows the exception a program ended with and returns the exit status.
pub fn report(t: &Thread, exception: &Obj) -> i32 {
    exceptions::display::report(t, exception)
}
