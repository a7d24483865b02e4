//! `__main__` as CPython 3.14 sets it up, and what runs in it.

use std::path::Path;

use taipan_abi::image;
use taipan_abi::opcodes::PYC_MAGIC;
use taipan_abi::source::Source;
use taipan_frontend::marshal;
use taipan_vm::builtins::code::{Code, convert};
use taipan_vm::builtins::dict::Dict;
use taipan_vm::builtins::str;
use taipan_vm::builtins::tuple::Tuple;
use taipan_vm::call::{self, IntoPy};
use taipan_vm::exceptions::{self, BaseException, syntax_error};
use taipan_vm::object::attributes;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::startup::{self, CommandSource};
use taipan_vm::thread::{PyResult, Raised, Thread};

use crate::session::Loaded;

/// What `__main__` holds whatever is run.
pub fn prepare(t: &Thread) -> PyResult<()> {
    let main = startup::main_module(t)?;
    if let Some(importer) = loader_class(t, "_frozen_importlib", "BuiltinImporter")? {
        main.set(t, "__loader__", importer)?;
    }
    if t.interp().config.path.iter().any(|entry| Path::new(entry).is_file()) && reads_archives(t)? {
        import_from_archives(t)?;
    }
    Ok(())
}

/// Whether zipimport can do its work, for which it needs memoryview.
fn reads_archives(t: &Thread) -> PyResult<bool> {
    Ok(t.interp().builtins().get_text(t, "memoryview")?.is_some())
}

/// Lets imports look into zip archives: only where there is one to look into, for it costs start-up time.
fn import_from_archives(t: &Thread) -> PyResult<()> {
    let zipimport = taipan_vm::import::import(t, &str::intern(t, "zipimport")?, None, None, 0)?;
    let importer = attributes::get_text(t, &zipimport, "zipimporter")?;
    let hooks = t.interp().sys.get().map_or(Ok(None), |sys| sys.get_text(t, "path_hooks"))?;
    if let Some(hooks) = hooks {
        call::call(t, &attributes::get_text(t, &hooks, "insert")?, &[Obj::from_i32(0), importer])?;
    }
    Ok(())
}

/// A class of importlib's; None where importlib does not run.
fn loader_class(t: &Thread, module: &str, name: &str) -> PyResult<Option<Obj>> {
    let modules = t.interp().modules.get().map_or(Ok(None), |modules| modules.get_text(t, module))?;
    modules.map(|module| attributes::get_text(t, &module, name)).transpose()
}

pub fn execute(t: &Thread, loaded: &Loaded) -> PyResult<()> {
    match loaded {
        Loaded::Code(text) => {
            let filename = str::intern(t, CommandSource::FILENAME)?;
            let code = startup::compile(t, Source::Bytes(text.as_bytes()), &filename)?;
            let _ = t.interp().command.set(CommandSource::new(text.clone(), &code));
            startup::run_main(t, &code)
        }
        Loaded::Stdin(source) => run_file(t, &str::intern(t, "<stdin>")?, |filename| compile_file(t, source, filename)),
        Loaded::Source { path, source } => run_file(t, &startup::os_text(t, path)?, |filename| {
            set_loader(t, "SourceFileLoader", filename)?;
            compile_file(t, source, filename)
        }),
        Loaded::Compiled { path, bytes } => run_file(t, &startup::os_text(t, path)?, |filename| {
            set_loader(t, "SourcelessFileLoader", filename)?;
            convert::code(t, &compiled(t, bytes)?)
        }),
        Loaded::Module(name) => run_module(t, &startup::os_text(t, name)?, true),
        Loaded::Container { path } if Path::new(path).is_file() && !reads_archives(t)? => {
            Err(t.error(&exceptions::IMPORT_ERROR, "not supported yet: programs in zip archives"))
        }
        Loaded::Container { .. } => run_module(t, &str::intern(t, "__main__")?, false),
        Loaded::Inside => run_inside(t),
    }
}

/// Runs the main module of an executable's image.
fn run_inside(t: &Thread) -> PyResult<()> {
    let missing = || t.error(&exceptions::IMPORT_ERROR, "the executable holds no program");
    let importer = taipan_vm::import::import(t, &str::intern(t, "_taipan_importer")?, None, None, 0)?;
    let loader = call::call0(t, &attributes::get_text(t, &importer, "install")?)?;
    if let Some(sys) = t.interp().sys.get() {
        // Libraries ask for it before they start themselves anew or look for their files.
        sys.set_text(t, "frozen", Obj::TRUE)?;
    }
    let frozen = t.interp().frozen();
    let main = frozen.program(image::MAIN).ok_or_else(missing)?;
    run_file(t, &startup::os_text(t, &frozen.path(main.file))?, |_| {
        startup::main_module(t)?.set(t, "__loader__", loader)?;
        frozen.program_code(t, image::MAIN)?.ok_or_else(missing)
    })
}

/// The code of a `.pyc` file.
fn compiled(t: &Thread, bytes: &[u8]) -> PyResult<taipan_abi::code::CodeObject> {
    const HEADER: usize = 16;
    match bytes.get(..PYC_MAGIC.len()) {
        Some(magic) if magic != PYC_MAGIC => return Err(t.runtime_error("Bad magic number in .pyc file")),
        Some(_) if bytes.len() >= HEADER => {}
        _ => return Err(t.error(&exceptions::EOF_ERROR, "EOF read where not expected")),
    }
    marshal::read(&bytes[HEADER..]).map_err(|_| t.runtime_error("Bad code object in .pyc file"))
}

/// Runs a file's code in `__main__`, which knows the file for as long: exit functions do not see it any more.
fn run_file(t: &Thread, filename: &Obj, code: impl FnOnce(&Obj) -> PyResult<Ref<Code>>) -> PyResult<()> {
    let main = startup::main_module(t)?;
    main.set(t, "__file__", filename.clone())?;
    main.set(t, "__cached__", Obj::NONE)?;
    let result = code(filename).and_then(|code| startup::run_main(t, &code));
    let saved = t.exception.take();
    for name in ["__file__", "__cached__"] {
        drop(main.dict().remove(t, &str::intern(t, name)?)?);
    }
    t.exception.set(saved);
    result
}

/// Compiles a file. CPython reads files with another reader than strings: what is wrong with bytes is worded
/// differently, and what is wrong with no line of it is wrong with line 0, so that the file is named.
fn compile_file(t: &Thread, source: &[u8], filename: &Obj) -> PyResult<Ref<Code>> {
    if let Some(at) = source.iter().position(|&byte| byte == 0) {
        return Err(null_byte(t, &source[..at], filename)?);
    }
    startup::compile(t, Source::Bytes(source), filename).map_err(|raised| {
        let exception = t.take_exception(raised);
        if let Err(raised) = name_file(t, &exception, filename) {
            return raised;
        }
        t.raise_as_is(exception)
    })
}

/// The error about a null byte behind `before`.
fn null_byte(t: &Thread, before: &[u8], filename: &Obj) -> PyResult<Raised> {
    let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
    let text = before.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    let place = [filename.clone(), line.into_py(t)?, Obj::from_i32(0), String::from_utf8_lossy(text).into_py(t)?];
    let place = Tuple::from_slice(t, &place)?.into_obj();
    let message = "source code cannot contain null bytes".into_py(t)?;
    Ok(t.raise_as_is(BaseException::instantiate(t, &exceptions::SYNTAX_ERROR, &[message, place])?))
}

fn name_file(t: &Thread, exception: &Obj, filename: &Obj) -> PyResult<()> {
    let Some(error) = exception.downcast::<BaseException>() else { return Ok(()) };
    if !exception.type_of().is_subtype(&exceptions::SYNTAX_ERROR) {
        return Ok(());
    }
    let line = error.field(syntax_error::LINENO);
    if line.get_or_none().is_none() {
        line.set(Some(Obj::from_i32(0)));
    }
    let message = str::lossy(&error.field(syntax_error::MSG).get_or_none());
    if message.starts_with("Non-UTF-8 code")
        && let Some((what, place)) = message.split_once(" on line ")
    {
        let longer = format!("{what} in file {} on line {place}", str::lossy(filename)).into_py(t)?;
        error.field(syntax_error::MSG).set(Some(longer));
    }
    Ok(())
}

fn set_loader(t: &Thread, class: &str, filename: &Obj) -> PyResult<()> {
    let Some(class) = loader_class(t, "_frozen_importlib_external", class)? else { return Ok(()) };
    let loader = call::call2(t, &class, &str::intern(t, "__main__")?, filename)?;
    startup::main_module(t)?.set(t, "__loader__", loader)
}

/// Runs a module with `runpy`, or, as long as what that imports is not there, as it does.
fn run_module(t: &Thread, name: &Obj, alter_argv: bool) -> PyResult<()> {
    let runpy = str::intern(t, "runpy")?;
    let function = if t.interp().builtins().get_text(t, "memoryview")?.is_some() {
        let runpy = taipan_vm::import::import(t, &runpy, None, None, 0)?;
        attributes::get_text(t, &runpy, "_run_module_as_main")?
    } else {
        let source = Source::Bytes(include_bytes!("run_module.py"));
        let code = startup::compile(t, source, &str::intern(t, "<frozen runpy>")?)?;
        let globals = Dict::new(t)?;
        globals.set_text(t, "__builtins__", t.interp().builtins().clone().into_obj())?;
        globals.set_text(t, "__name__", runpy)?;
        taipan_vm::interpreter::run_code(t, &code, &globals, None)?;
        globals.get_text(t, "run")?.unwrap_or(Obj::NONE)
    };
    call::call2(t, &function, name, &Obj::from_bool(alter_argv))?;
    Ok(())
}
