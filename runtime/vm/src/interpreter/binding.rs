//! Binding arguments to the parameters of Python functions, with CPython's messages
//! (language reference, "Calls"; `initialize_locals` as a place to compare).

use taipan_abi::opcodes::code_flags;

use super::frame::drop_word;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::str;
use crate::builtins::tuple::Tuple;
use crate::call::Args;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Raised, Thread};

/// Writes all of localsplus: parameters bound, the rest unbound. Where it fails, nothing is owned.
///
/// # Safety
/// `locals` has room for the code's localsplus.
pub unsafe fn bind(t: &Thread, function: &Function, args: Args, locals: *mut Value) -> PyResult<()> {
    // SAFETY: the function keeps its code alive.
    let code = unsafe { &*function.code_ptr() };
    // SAFETY: as promised; all words are initialised first, so that a failure can drop them.
    unsafe {
        for i in 0..code.locals_count() {
            *locals.add(i) = Value::UNBOUND;
        }
        if code.is_simple() && args.len() == code.argcount as usize && !args.has_keywords() {
            for (i, argument) in args.pos().iter().enumerate() {
                *locals.add(i) = argument.clone().into_raw();
            }
            return Ok(());
        }
        let result = bind_into(t, function, code, args, locals);
        if result.is_err() {
            for i in 0..code.locals_count() {
                drop_word(std::mem::replace(&mut *locals.add(i), Value::UNBOUND));
            }
        }
        result
    }
}

unsafe fn bind_into(t: &Thread, function: &Function, code: &Code, args: Args, locals: *mut Value) -> PyResult<()> {
    let positional = code.argcount as usize;
    let total = positional + code.kwonlyargcount as usize;
    let has_varargs = code.flags & code_flags::VARARGS != 0;
    let has_varkeywords = code.flags & code_flags::VARKEYWORDS != 0;
    let given = args.len().min(positional);
    // SAFETY: indices stay below localsplus; stored words are owned.
    unsafe {
        for (i, argument) in args.pos().iter().take(positional).enumerate() {
            *locals.add(i) = argument.clone().into_raw();
        }
        if has_varargs {
            let rest = Tuple::from_slice(t, args.rest_after(positional))?;
            *locals.add(total) = rest.into_obj().into_raw();
        }
        let mut extra = None;
        if has_varkeywords {
            let dict = Dict::new(t)?;
            extra = Some(dict.clone());
            *locals.add(total + has_varargs as usize) = dict.into_obj().into_raw();
        }
        for (name, value) in args.keywords().iter() {
            let place = parameter_index(code, name, total);
            match place {
                Some(index) if index >= code.posonlyargcount as usize => {
                    if !(*locals.add(index)).is_unbound() {
                        let (f, name) = (function_name(function), str::lossy(name));
                        return Err(t.type_error(format!("{f}() got multiple values for argument '{name}'")));
                    }
                    *locals.add(index) = value.clone().into_raw();
                }
                _ => match &extra {
                    Some(dict) => {
                        dict.set(t, name, value.clone())?;
                    }
                    None => return Err(unexpected_keyword(t, function, code, args, name)),
                },
            }
        }
        if args.len() > positional && !has_varargs {
            return Err(too_many_positional(t, function, code, args.len(), locals));
        }
        if given < positional {
            fill_defaults(t, function, code, given, locals)?;
        }
        if code.kwonlyargcount != 0 {
            fill_keyword_defaults(t, function, code, locals)?;
        }
    }
    Ok(())
}

/// The parameter of a name; names are interned, so identity finds almost all of them.
fn parameter_index(code: &Code, name: &Obj, total: usize) -> Option<usize> {
    let names = &code.localsplus()[..total];
    names.iter().position(|n| n.is(name)).or_else(|| {
        let text = name.downcast::<str::Str>()?;
        names.iter().position(|n| n.downcast::<str::Str>().is_some_and(|n| n.equals(text)))
    })
}

unsafe fn fill_defaults(
    t: &Thread,
    function: &Function,
    code: &Code,
    given: usize,
    locals: *mut Value,
) -> PyResult<()> {
    let positional = code.argcount as usize;
    let defaults = function.defaults.get();
    let defaults: &[Obj] = defaults.as_ref().map_or(&[], |d| d.items());
    let required = positional.saturating_sub(defaults.len());
    // SAFETY: indices stay below localsplus.
    unsafe {
        let missing: Vec<usize> = (given..required).filter(|&i| (*locals.add(i)).is_unbound()).collect();
        if !missing.is_empty() {
            return Err(missing_arguments(t, function, code, &missing, "positional"));
        }
        for i in given.max(required)..positional {
            if (*locals.add(i)).is_unbound() {
                *locals.add(i) = defaults[i - required].clone().into_raw();
            }
        }
    }
    Ok(())
}

unsafe fn fill_keyword_defaults(t: &Thread, function: &Function, code: &Code, locals: *mut Value) -> PyResult<()> {
    let first = code.argcount as usize;
    let mut missing = Vec::new();
    for i in first..first + code.kwonlyargcount as usize {
        // SAFETY: indices stay below localsplus.
        unsafe {
            if !(*locals.add(i)).is_unbound() {
                continue;
            }
            let default = match function.kwdefaults.get() {
                Some(defaults) => defaults.get_str(t, &code.localsplus()[i])?,
                None => None,
            };
            match default {
                Some(default) => *locals.add(i) = default.into_raw(),
                None => missing.push(i),
            }
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(missing_arguments(t, function, code, &missing, "keyword-only")) }
}

fn function_name(function: &Function) -> String {
    str::lossy(&function.qualname.get_or_none())
}

#[cold]
fn missing_arguments(t: &Thread, function: &Function, code: &Code, missing: &[usize], kind: &str) -> Raised {
    let names: Vec<String> = missing.iter().map(|&i| format!("'{}'", str::lossy(&code.localsplus()[i]))).collect();
    let list = match names.as_slice() {
        [one] => one.clone(),
        [first, second] => format!("{first} and {second}"),
        [init @ .., last] => format!("{}, and {last}", init.join(", ")),
        [] => String::new(),
    };
    let plural = if missing.len() == 1 { "" } else { "s" };
    t.type_error(format!(
        "{}() missing {} required {kind} argument{plural}: {list}",
        function_name(function),
        missing.len()
    ))
}

#[cold]
unsafe fn too_many_positional(
    t: &Thread,
    function: &Function,
    code: &Code,
    given: usize,
    locals: *mut Value,
) -> Raised {
    let positional = code.argcount as usize;
    let keyword_only = (positional..positional + code.kwonlyargcount as usize)
        // SAFETY: indices stay below localsplus.
        .filter(|&i| !unsafe { *locals.add(i) }.is_unbound())
        .count();
    let defaults = function.defaults.get().map_or(0, |d| d.len());
    let (takes, plural) = if defaults != 0 {
        (format!("from {} to {positional}", positional - defaults), true)
    } else {
        (positional.to_string(), positional != 1)
    };
    let keywords = match keyword_only {
        0 => String::new(),
        n => {
            let given_plural = if given == 1 { "" } else { "s" };
            let keyword_plural = if n == 1 { "" } else { "s" };
            format!(" positional argument{given_plural} (and {n} keyword-only argument{keyword_plural})")
        }
    };
    let was = if given == 1 && keyword_only == 0 { "was" } else { "were" };
    t.type_error(format!(
        "{}() takes {takes} positional argument{} but {given}{keywords} {was} given",
        function_name(function),
        if plural { "s" } else { "" }
    ))
}

#[cold]
fn unexpected_keyword(t: &Thread, function: &Function, code: &Code, args: Args, name: &Obj) -> Raised {
    let f = function_name(function);
    let positional_only: Vec<String> = args
        .keywords()
        .iter()
        .filter(|(n, _)| parameter_index(code, n, code.posonlyargcount as usize).is_some())
        .map(|(n, _)| str::lossy(n))
        .collect();
    if !positional_only.is_empty() {
        return t.type_error(format!(
            "{f}() got some positional-only arguments passed as keyword arguments: '{}'",
            positional_only.join(", ")
        ));
    }
    let text = str::lossy(name);
    let total = (code.argcount + code.kwonlyargcount) as usize;
    let candidates = code.localsplus()[code.posonlyargcount as usize..total].iter().map(str::lossy);
    match crate::exceptions::suggestions::closest(&text, candidates) {
        Some(similar) => {
            t.type_error(format!("{f}() got an unexpected keyword argument '{text}'. Did you mean '{similar}'?"))
        }
        None => t.type_error(format!("{f}() got an unexpected keyword argument '{text}'")),
    }
}
