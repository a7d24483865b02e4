//! Bringing an interpreter up and running a program in it.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use taipan_abi::source::{Source, SourceCompiler, SourceMode};

use crate::builtins::code::Code;
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
            let problem = "PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]";
            fatal("config_init_hash_seed", problem);
            std::process::exit(1);
        }
    }
}

/// Says that the runtime cannot start with this configuration.
pub fn fatal(place: &str, problem: &str) {
    use std::io::Write;
    let text = format!("Fatal Python error: {place}: {problem}\nPython runtime state: preinitialized\n\n");
    drop(std::io::stderr().write_all(text.as_bytes()));
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

/// Compiles a program.
pub fn compile(t: &Thread, source: Source, filename: &Obj) -> PyResult<Ref<Code>> {
    let how = evaluate::How {
        filename,
        mode: SourceMode::Exec,
        future_flags: 0,
        optimize: -1,
        allow_incomplete_input: false,
    };
    evaluate::compile(t, source, &how)
}

/// Runs code as the main module.
pub fn run_main(t: &Thread, code: &Ref<Code>) -> PyResult<()> {
    let module = main_module(t)?;
    crate::interpreter::run_code(t, code, &module.dict(), None)?;
    Ok(())
}

/// Text from the operating system as a str: bytes that are not UTF-8 become lone surrogates (PEP 383).
pub fn os_text(t: &Thread, text: &OsStr) -> PyResult {
    Ok(str::Str::from_wtf8(t, &os_wtf8(text))?.into_obj())
}

/// Text from the operating system as UTF-8 with lone surrogates.
pub fn os_wtf8(text: &OsStr) -> Vec<u8> {
    let mut wtf8 = Vec::with_capacity(text.len());
    for chunk in text.as_bytes().utf8_chunks() {
        wtf8.extend_from_slice(chunk.valid().as_bytes());
        for byte in chunk.invalid() {
            // U+DC00 and the byte, in three bytes.
            wtf8.extend([0xED, 0xB0 | byte >> 6, 0x80 | byte & 0x3F]);
        }
    }
    wtf8
}

/// The source given with `-c`, and which code objects came from it: tracebacks show its lines though no
/// file holds them.
pub struct CommandSource {
    pub text: String,
    /// Qualified names and first lines.
    codes: Vec<(String, i32)>,
}

impl CommandSource {
    /// What CPython calls such a program.
    pub const FILENAME: &'static str = "<string>";

    pub fn new(text: String, code: &Code) -> CommandSource {
        let mut codes = Vec::new();
        collect_codes(code, &mut codes);
        CommandSource { text, codes }
    }

    /// Whether a code object is called as one of the program's.
    pub fn holds(&self, code: &Code) -> bool {
        str::equals(&code.filename, Self::FILENAME)
            && self.codes.iter().any(|(name, line)| *line == code.firstlineno && str::equals(&code.qualname, name))
    }
}

fn collect_codes(code: &Code, codes: &mut Vec<(String, i32)>) {
    codes.push((str::lossy(&code.qualname), code.firstlineno));
    for constant in code.consts() {
        if let Some(inner) = constant.downcast::<Code>() {
            collect_codes(inner, codes);
        }
    }
}

/// Ends the interpreter's life: what `__main__` holds is given up, in the order CPython does it, and garbage
/// with finalizers is collected. False: what was written could not be flushed.
pub fn finalize(t: &Thread) -> bool {
    let Some(modules) = t.interp().modules.get() else { return true };
    run_exit_functions(t);
    let flushed = flush_streams(t);
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
    // What was refused once would be refused again.
    flushed && flush_streams(t)
}

/// Empties `__main__` but for what it is made with, so that a program can run in it again.
pub fn forget_main(t: &Thread) {
    let Ok(main) = main_module(t) else { return };
    let dict = main.dict();
    for (name, _) in dict.entries() {
        let text = str::lossy(&name);
        if !(text.starts_with("__") && text.ends_with("__")) || text == "__annotations__" {
            match dict.remove(t, &name) {
                Ok(value) => drop(value),
                Err(raised) => drop(t.take_exception(raised)),
            }
        }
    }
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

/// Flushes the standard streams before something is written past them.
pub fn flush_quietly(t: &Thread) {
    for name in ["stdout", "stderr"] {
        if let Err(raised) = flush(t, name) {
            drop(t.take_exception(raised));
        }
    }
}

/// Flushes the standard streams and shows why `sys.stdout` could not be. False: one of them failed.
fn flush_streams(t: &Thread) -> bool {
    let mut ok = true;
    for name in ["stdout", "stderr"] {
        let Err(raised) = flush(t, name) else { continue };
        ok = false;
        let exception = t.take_exception(raised);
        if name == "stdout" {
            exceptions::display::show_ignored(t, &exception, Some("Exception ignored while flushing sys.stdout:"));
        }
    }
    ok
}

fn flush(t: &Thread, name: &str) -> PyResult<()> {
    let Some(sys) = t.interp().sys.get() else { return Ok(()) };
    let Some(stream) = sys.get_text(t, name)?.filter(|stream| !stream.is_none()) else { return Ok(()) };
    let closed = crate::object::attributes::get_text(t, &stream, "closed");
    match closed {
        Ok(closed) if crate::object::protocol::is_true(t, &closed)? => return Ok(()),
        Ok(_) => {}
        // What cannot say whether it is closed is flushed.
        Err(raised) => drop(t.take_exception(raised)),
    }
    crate::call::call_method0(t, &stream, &names::flush)?;
    Ok(())
}

/// Shows the exception a program ended with and returns the exit status.
pub fn report(t: &Thread, exception: &Obj) -> i32 {
    exceptions::display::report(t, exception)
}
