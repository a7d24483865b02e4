//! Calling objects from Rust.

use super::args::Args;
use crate::builtins::native::{MethodDescriptor, NativeFunction};
use crate::builtins::tuple::Tuple;
use crate::object::attributes;
use crate::object::slots::Vectorcall;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread};

/// Calls with arguments in vectorcall form.
#[inline]
pub fn call_args(t: &Thread, callable: &Obj, args: Args) -> PyResult {
    let (values, count, names) = args.as_vectorcall();
    // SAFETY: Args borrows the arguments for the time of the call.
    unsafe { vectorcall(t, callable, values, count, names) }
}

/// Calls with raw words.
///
/// # Safety
/// As [`crate::object::slots::Vectorcall`] says.
#[inline]
pub unsafe fn vectorcall(t: &Thread, callable: &Obj, args: *const Value, nargsf: usize, names: Value) -> PyResult {
    let (entry, callee) = match native_entry(callable) {
        Some(direct) => direct,
        None => match callable.type_of().slots.call.get() {
            Some(entry) => (entry, callable.value()),
            None => return Err(not_callable(t, callable)),
        },
    };
    t.check_native_stack(" while calling a Python object")?;
    // SAFETY: handed on.
    let result = unsafe { entry(t, callee, args, nargsf, names) };
    if result.is_null() {
        return Err(t.propagate());
    }
    // SAFETY: a vectorcall returns an owned value.
    Ok(unsafe { Obj::from_raw(result) })
}

/// The entry of a native function or method that is called with the arguments as they are.
#[inline(always)]
fn native_entry(callable: &Obj) -> Option<(Vectorcall, Value)> {
    if let Some(method) = callable.exact::<MethodDescriptor>() {
        return Some((method.def().entry, Value::NULL));
    }
    let function = callable.exact::<NativeFunction>()?;
    if function.is_bound() || function.is_new() { None } else { Some((function.def().entry, callable.value())) }
}

#[cold]
pub fn not_callable(t: &Thread, callable: &Obj) -> crate::thread::Raised {
    t.type_error(format!("'{}' object is not callable", callable.type_of().name_text()))
}

#[inline]
pub fn call(t: &Thread, callable: &Obj, args: &[Obj]) -> PyResult {
    call_args(t, callable, Args::positional(args))
}

#[inline]
pub fn call0(t: &Thread, callable: &Obj) -> PyResult {
    call_args(t, callable, Args::EMPTY)
}

#[inline]
pub fn call1(t: &Thread, callable: &Obj, a: &Obj) -> PyResult {
    call_args(t, callable, Args::positional(std::slice::from_ref(a)))
}

#[inline]
pub fn call2(t: &Thread, callable: &Obj, a: &Obj, b: &Obj) -> PyResult {
    call_args(t, callable, Args::positional(&[a.clone(), b.clone()]))
}

/// Calls with keyword arguments: `names` and as many values at the end of `values`.
pub fn call_with_names(t: &Thread, callable: &Obj, values: &[Obj], names: &[Obj]) -> PyResult {
    let names = Tuple::from_slice(t, names)?;
    call_args(t, callable, Args::with_names(values, &names))
}

/// Calls the method `name` (interned) of an object.
pub fn call_method(t: &Thread, object: &Obj, name: &Obj, args: &[Obj]) -> PyResult {
    let (function, bound) = attributes::get_method(t, object, name)?;
    if bound {
        return call(t, &function, args);
    }
    let mut all = Vec::with_capacity(args.len() + 1);
    all.push(object.clone());
    all.extend_from_slice(args);
    call(t, &function, &all)
}

pub fn call_method0(t: &Thread, object: &Obj, name: &Obj) -> PyResult {
    let (function, bound) = attributes::get_method(t, object, name)?;
    if bound { call0(t, &function) } else { call1(t, &function, object) }
}

pub fn call_method1(t: &Thread, object: &Obj, name: &Obj, a: &Obj) -> PyResult {
    let (function, bound) = attributes::get_method(t, object, name)?;
    if bound { call1(t, &function, a) } else { call2(t, &function, object, a) }
}

/// Calls the special method `name` looked up on the type; None if it is not there.
pub fn call_special(t: &Thread, object: &Obj, name: &Obj, args: &[Obj]) -> PyResult<Option<Obj>> {
    match attributes::lookup_special(t, object, name)? {
        None => Ok(None),
        Some((function, true)) => call(t, &function, args).map(Some),
        Some((function, false)) => {
            let mut all = Vec::with_capacity(args.len() + 1);
            all.push(object.clone());
            all.extend_from_slice(args);
            call(t, &function, &all).map(Some)
        }
    }
}

/// A tuple and a dict as arguments: `callable(*args, **keywords)`.
pub fn call_ex(t: &Thread, callable: &Obj, args: &Tuple, keywords: Option<&crate::builtins::dict::Dict>) -> PyResult {
    let Some(keywords) = keywords.filter(|k| !k.is_empty()) else {
        return call(t, callable, args.items());
    };
    let mut values: Vec<Obj> = args.items().to_vec();
    let mut names = Vec::with_capacity(keywords.len());
    for (name, value) in keywords.entries() {
        if name.downcast::<crate::builtins::str::Str>().is_none() {
            return Err(t.type_error("keywords must be strings"));
        }
        names.push(name);
        values.push(value);
    }
    call_with_names(t, callable, &values, &names)
}

/// The callable as CPython names it in messages: `module.qualname()`, builtins without module.
pub fn function_text(t: &Thread, callable: &Obj) -> String {
    use crate::thread::names;
    let qualname = match attributes::get(t, callable, &names::__qualname__) {
        Ok(name) => crate::builtins::str::lossy(&name),
        Err(raised) => {
            drop(t.take_exception(raised));
            return crate::object::protocol::repr_text(t, callable);
        }
    };
    match attributes::get(t, callable, &names::__module__) {
        Ok(module) if !module.is_none() && !crate::builtins::str::equals(&module, "builtins") => {
            format!("{}.{qualname}()", crate::builtins::str::lossy(&module))
        }
        Ok(_) => format!("{qualname}()"),
        Err(raised) => {
            drop(t.take_exception(raised));
            format!("{qualname}()")
        }
    }
}

/// Keeps `T: NativeType` in scope for callers that downcast what they get.
pub fn call_as<T: NativeType>(
    t: &Thread,
    callable: &Obj,
    args: &[Obj],
) -> PyResult<Option<crate::object::value::Ref<T>>> {
    Ok(call(t, callable, args)?.into_ref::<T>().ok())
}
