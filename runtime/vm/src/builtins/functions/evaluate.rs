//! `compile`, `eval`, `exec`, and `__import__`.

use taipan_abi::code::Text;
use taipan_abi::source::{Source, SourceMode, SourceRequest};

use crate::builtins::code::{Code, convert};
use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::builtins::{bytes_like, str};
use crate::exceptions::{self as exc, syntax_error};
use crate::interpreter::{self, frame::Frame};
use crate::object::types::NativeType;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread, names};

/// How a source is compiled.
pub struct How<'a> {
    pub filename: &'a Obj,
    pub mode: SourceMode,
    pub future_flags: u32,
    /// -1: the interpreter's own level.
    pub optimize: i32,
    pub allow_incomplete_input: bool,
}

/// Compiles source text (str) or bytes to a code object.
pub fn compile_source(t: &Thread, source: &Obj, how: &How, function: &str, what: &str) -> PyResult<Ref<Code>> {
    let text;
    let bytes;
    let source = match source.downcast::<Str>() {
        Some(s) => {
            text = s.to_wtf8().into_owned();
            Source::Text(&text)
        }
        None => match bytes_like(t, source)? {
            Some(content) => {
                bytes = content;
                Source::Bytes(&bytes)
            }
            None => {
                return Err(t.type_error(format!("{function}() arg 1 must be a {what}")));
            }
        },
    };
    compile(t, source, how)
}

/// Compiles.
pub fn compile(t: &Thread, source: Source, how: &How) -> PyResult<Ref<Code>> {
    let filename = match how.filename.downcast::<Str>() {
        Some(name) => Text::from_wtf8(&name.to_wtf8()),
        None => Text::from("<string>"),
    };
    let level = if how.optimize < 0 { t.interp().config.optimize } else { how.optimize.min(2) as u8 };
    let request = SourceRequest {
        source,
        filename: &filename,
        mode: how.mode,
        future_flags: how.future_flags,
        optimize: level,
        allow_incomplete_input: how.allow_incomplete_input,
    };
    match t.interp().source_compiler.compile(&request) {
        Ok(compiled) => {
            for warning in &compiled.warnings {
                let category = match warning.category {
                    "DeprecationWarning" => &exc::DEPRECATION_WARNING,
                    _ => &exc::SYNTAX_WARNING,
                };
                exc::warnings::warn_at(t, category, &warning.message, how.filename, warning.lineno)?;
            }
            convert::code(t, &compiled.code)
        }
        Err(fault) => Err(syntax_error::raise(t, &fault, how.filename)),
    }
}

/// The `__future__` bits of the code that is running.
pub fn inherited_flags(t: &Thread) -> u32 {
    use taipan_abi::opcodes::code_flags as f;
    let frame = t.frame.get();
    if frame.is_null() {
        return 0;
    }
    // SAFETY: the innermost frame is live.
    unsafe {
        Frame::code_of(frame).flags & (f::FUTURE_ANNOTATIONS | f::FUTURE_BARRY_AS_BDFL | f::FUTURE_GENERATOR_STOP)
    }
}

/// Runs a code object in namespaces.
fn run(t: &Thread, code: &Ref<Code>, globals: &Ref<Dict>, locals: Option<&Obj>) -> PyResult {
    if !globals.contains_str(t, &names::__builtins__)? {
        globals.set(t, &names::__builtins__, t.interp().builtins().clone().into_obj())?;
    }
    interpreter::run_code(t, code, globals, locals)
}

/// The namespaces that `eval` and `exec` run in.
fn namespaces(t: &Thread, globals: Option<&Obj>, locals: Option<&Obj>, function: &str) -> PyResult<(Ref<Dict>, Obj)> {
    let given = |o: Option<&Obj>| o.filter(|o| !o.is_none()).cloned();
    let (globals, locals) = (given(globals), given(locals));
    let globals = match globals {
        Some(globals) => match globals.into_ref::<Dict>() {
            Ok(dict) => Some(dict),
            Err(other) => {
                let class = other.type_of().name_text();
                return Err(t.type_error(if function == "eval" {
                    "globals must be a real dict; try eval(code, {}, mapping)".to_string()
                } else {
                    format!("exec() globals must be a dict, not {class}")
                }));
            }
        },
        None => None,
    };
    if let Some(locals) = &locals
        && locals.type_of().slots.getitem.get().is_none()
    {
        let class = locals.type_of().name_text();
        return Err(t.type_error(if function == "eval" {
            "locals must be a mapping".to_string()
        } else {
            format!("locals must be a mapping or None, not {class}")
        }));
    }
    Ok(match (globals, locals) {
        (Some(globals), Some(locals)) => (globals, locals),
        (Some(globals), None) => {
            let locals = globals.obj().clone();
            (globals, locals)
        }
        (None, locals) => {
            let Some(globals) = interpreter::current_globals(t) else {
                return Err(t.system_error("globals and locals cannot be NULL"));
            };
            let locals = match locals {
                Some(locals) => locals,
                None => current_locals(t)?,
            };
            (globals, locals)
        }
    })
}

fn current_locals(t: &Thread) -> PyResult {
    let frame = t.frame.get();
    if frame.is_null() {
        return Err(t.system_error("frame does not exist"));
    }
    // SAFETY: the innermost frame is live.
    let object = unsafe { crate::builtins::frame_object::of(t, frame)? };
    match object.exact::<crate::builtins::frame_object::FrameObject>() {
        Some(frame) => frame.locals(t),
        None => Err(t.system_error("frame does not exist")),
    }
}

#[taipan_macros::pymodule(name = "builtins")]
pub mod module {
    use super::*;

    /// Compile source into a code object that can be executed by exec() or eval().
    ///
    /// The source code may represent a Python module, statement or expression.
    /// The filename will be used for run-time error messages.
    /// The mode must be 'exec' to compile a module, 'single' to compile a
    /// single (interactive) statement, or 'eval' to compile an expression.
    /// The flags argument, if present, controls which future statements influence
    /// the compilation of the code.
    /// The dont_inherit argument, if true, stops the compilation inheriting
    /// the effects of any future statements in effect in the code calling
    /// compile; if absent or false these statements do influence the compilation,
    /// in addition to any features explicitly specified.
    #[allow(clippy::too_many_arguments)]
    #[pyfunction(sig = "(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)")]
    fn compile(
        t: &Thread,
        source: &Obj,
        filename: &Obj,
        mode: &Str,
        flags: i32,
        dont_inherit: bool,
        optimize: i32,
        feature_version: i32,
    ) -> PyResult {
        const ONLY_AST: i32 = 0x400;
        const ALLOW_INCOMPLETE_INPUT: i32 = 0x4000;
        const KNOWN: i32 = 0x400 | 0x200 | 0x1000 | 0x2000 | 0x4000 | 0x8000 | 0x1FF_0000;
        let _ = feature_version;
        if flags & !KNOWN != 0 {
            return Err(t.value_error("compile(): unrecognised flags"));
        }
        if !(-1..=2).contains(&optimize) {
            return Err(t.value_error("compile(): invalid optimize value"));
        }
        let filename = match filename.downcast::<Str>() {
            Some(_) => filename.clone(),
            None => match bytes_like(t, filename)? {
                Some(bytes) => Str::new(t, &String::from_utf8_lossy(&bytes))?.into_obj(),
                None => {
                    let class = filename.type_of().name_text();
                    return Err(t.type_error(format!("expected str, bytes or os.PathLike object, not {class}")));
                }
            },
        };
        let mode = match &*mode.to_string_lossy() {
            "exec" => SourceMode::Exec,
            "eval" => SourceMode::Eval,
            "single" => SourceMode::Single,
            "func_type" => {
                return Err(t.value_error("compile() mode 'func_type' requires flag PyCF_ONLY_AST"));
            }
            _ => return Err(t.value_error("compile() mode must be 'exec', 'eval' or 'single'")),
        };
        if flags & ONLY_AST != 0 {
            return Err(t.error(&exc::NOT_IMPLEMENTED_ERROR, "not supported yet: syntax trees"));
        }
        if let Some(code) = source.downcast::<Code>() {
            return Ok(code.borrowed().clone());
        }
        let inherited = if dont_inherit { 0 } else { inherited_flags(t) };
        let how = How {
            filename: &filename,
            mode,
            future_flags: inherited | (flags & 0x1FF_0000) as u32,
            optimize,
            allow_incomplete_input: flags & ALLOW_INCOMPLETE_INPUT != 0,
        };
        compile_source(t, source, &how, "compile", "string, bytes or AST object").map(Ref::into_obj)
    }

    /// Evaluate the given source in the context of globals and locals.
    ///
    /// The source may be a string representing a Python expression
    /// or a code object as returned by compile().
    /// The globals must be a dictionary and locals can be any mapping,
    /// defaulting to the current globals and locals.
    /// If only globals is given, locals defaults to it.
    #[pyfunction(sig = "(source, /, globals=None, locals=None)")]
    fn eval(t: &Thread, source: &Obj, globals: Option<&Obj>, locals: Option<&Obj>) -> PyResult {
        let (globals, locals) = namespaces(t, globals, locals, "eval")?;
        if let Ok(code) = source.clone().into_ref::<Code>() {
            if code.frees != 0 {
                return Err(t.type_error("code object passed to eval() may not contain free variables"));
            }
            return run(t, &code, &globals, Some(&locals));
        }
        let filename = str::intern(t, "<string>")?;
        let how = How {
            filename: &filename,
            mode: SourceMode::Eval,
            future_flags: inherited_flags(t),
            optimize: -1,
            allow_incomplete_input: false,
        };
        let trimmed = match source.downcast::<Str>() {
            Some(text) => {
                let full = text.to_wtf8();
                let start = full.iter().position(|b| *b != b' ' && *b != b'\t').unwrap_or(full.len());
                if start == 0 { source.clone() } else { Str::from_wtf8(t, &full[start..])?.into_obj() }
            }
            None => source.clone(),
        };
        let code = compile_source(t, &trimmed, &how, "eval", "string, bytes or code object")?;
        run(t, &code, &globals, Some(&locals))
    }

    /// Execute the given source in the context of globals and locals.
    ///
    /// The source may be a string representing one or more Python statements
    /// or a code object as returned by compile().
    /// The globals must be a dictionary and locals can be any mapping,
    /// defaulting to the current globals and locals.
    /// If only globals is given, locals defaults to it.
    /// The closure must be a tuple of cellvars, and can only be used
    /// when source is a code object requiring exactly that many cellvars.
    #[pyfunction(sig = "(source, /, globals=None, locals=None, *, closure=None)")]
    fn exec(
        t: &Thread,
        source: &Obj,
        globals: Option<&Obj>,
        locals: Option<&Obj>,
        closure: Option<&Obj>,
    ) -> PyResult<()> {
        let (globals, locals) = namespaces(t, globals, locals, "exec")?;
        let closure = closure.filter(|c| !c.is_none());
        if let Ok(code) = source.clone().into_ref::<Code>() {
            let free = code.frees as usize;
            if free == 0 {
                if closure.is_some() {
                    return Err(t.type_error("cannot use a closure with this code object"));
                }
                run(t, &code, &globals, Some(&locals))?;
                return Ok(());
            }
            let cells = closure.and_then(|c| c.clone().into_ref::<crate::builtins::tuple::Tuple>().ok());
            let Some(cells) = cells.filter(|c| c.len() == free) else {
                return Err(t.type_error(format!("code object requires a closure of exactly length {free}")));
            };
            let function = crate::builtins::function::Function::new(t, code, globals)?;
            function.closure.set(Some(cells));
            interpreter::calls::run_function_with_locals(t, &function, Some(&locals))?;
            return Ok(());
        }
        if closure.is_some() {
            return Err(t.type_error("closure can only be used when source is a code object"));
        }
        let filename = str::intern(t, "<string>")?;
        let how = How {
            filename: &filename,
            mode: SourceMode::Exec,
            future_flags: inherited_flags(t),
            optimize: -1,
            allow_incomplete_input: false,
        };
        let code = compile_source(t, source, &how, "exec", "string, bytes or code object")?;
        run(t, &code, &globals, Some(&locals))?;
        Ok(())
    }

    /// Import a module.
    ///
    /// Because this function is meant for use by the Python
    /// interpreter and not for general use, it is better to use
    /// importlib.import_module() to programmatically import a module.
    #[pyfunction(sig = "(name, globals=None, locals=None, fromlist=(), level=0)")]
    fn __import__(
        t: &Thread,
        name: &Obj,
        globals: Option<&Obj>,
        locals: Option<&Obj>,
        fromlist: Option<&Obj>,
        level: i32,
    ) -> PyResult {
        let _ = locals;
        crate::import::import(t, name, globals, fromlist, level)
    }
}
