//! The `function` type: slots and attributes.

use taipan_macros::pyclass;

use super::{BoundMethod, Function};
use crate::builtins::cell::Cell;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::call::{Args, Parameter, ParameterKind::Either, Signature};
use crate::interpreter;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// Create a function object.
///
///   code
///     a code object
///   globals
///     the globals dictionary
///   name
///     a string that overrides the name from the code object
///   argdefs
///     a tuple that specifies the default argument values
///   closure
///     a tuple that supplies the bindings for free variables
///   kwdefaults
///     a dictionary that specifies the default keyword argument values
#[pyclass(
    name = "function",
    gc,
    flags = type_flag::METHOD_DESCRIPTOR | type_flag::MANAGED_DICT | type_flag::WEAKREFABLE
)]
impl Function {
    #[pyslot]
    fn __new__(t: &Thread, _class: &Type, args: Args) -> PyResult<Ref<Function>> {
        static SIGNATURE: Signature = Signature {
            name: "function",
            qualname: "function",
            parameters: &[
                Parameter { name: "code", kind: Either, required: true },
                Parameter { name: "globals", kind: Either, required: true },
                Parameter { name: "name", kind: Either, required: false },
                Parameter { name: "argdefs", kind: Either, required: false },
                Parameter { name: "closure", kind: Either, required: false },
                Parameter { name: "kwdefaults", kind: Either, required: false },
            ],
            varargs: false,
            varkeywords: false,
        };
        let [code, globals, name, defaults, closure, kwdefaults] = SIGNATURE.bind::<6>(t, args)?;
        let bad = |name: &str, expected: &str, given: &Obj| {
            let given = given.type_of().name_text();
            t.type_error(format!("function() argument '{name}' must be {expected}, not {given}"))
        };
        let (code, globals) = (code.expect("required"), globals.expect("required"));
        let Some(code) = code.downcast::<Code>() else { return Err(bad("code", "code", code)) };
        let Some(globals) = globals.downcast::<Dict>() else { return Err(bad("globals", "dict", globals)) };
        let function = Function::new(t, code.to_ref(), globals.to_ref())?;
        let given = |o: Option<&Obj>| o.filter(|o| !o.is_none()).cloned();
        if let Some(name) = given(name) {
            if name.downcast::<Str>().is_none() {
                return Err(t.type_error("arg 3 (name) must be None or string"));
            }
            function.name.set(Some(name.clone()));
            function.qualname.set(Some(name));
        }
        if let Some(defaults) = given(defaults) {
            let Ok(defaults) = defaults.into_ref::<Tuple>() else {
                return Err(t.type_error("arg 4 (defaults) must be None or tuple"));
            };
            function.defaults.set(Some(defaults));
        }
        let free = code.frees as usize;
        match given(closure) {
            None if free != 0 => return Err(t.type_error("arg 5 (closure) must be tuple")),
            None => {}
            Some(closure) => {
                let Ok(closure) = closure.into_ref::<Tuple>() else {
                    return Err(t.type_error("arg 5 (closure) must be None or tuple"));
                };
                if closure.len() != free {
                    let name = crate::builtins::str::lossy(&code.name);
                    return Err(
                        t.value_error(format!("{name} requires closure of length {free}, not {}", closure.len()))
                    );
                }
                if let Some(other) = closure.items().iter().find(|c| !c.is_exact::<Cell>()) {
                    let class = other.type_of().name_text();
                    return Err(t.type_error(format!("arg 5 (closure) expected cell, found {class}")));
                }
                function.closure.set(Some(closure));
            }
        }
        if let Some(kwdefaults) = given(kwdefaults) {
            let Ok(kwdefaults) = kwdefaults.into_ref::<Dict>() else {
                return Err(t.type_error("arg 6 (kwdefaults) must be None or dict"));
            };
            function.kwdefaults.set(Some(kwdefaults));
        }
        Ok(function)
    }

    #[pyslot]
    fn __call__(t: &Thread, this: &Function, args: Args) -> PyResult {
        interpreter::call_function(t, this, args)
    }

    #[pyslot]
    fn __get__(t: &Thread, this: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
        match instance {
            Some(instance) => BoundMethod::new(t, this, instance).map(Ref::into_obj),
            None => Ok(this.clone()),
        }
    }

    #[pyslot]
    fn __repr__(_t: &Thread, this: &Function) -> PyResult<String> {
        let name = crate::builtins::str::lossy(&this.qualname.get_or_none());
        Ok(format!("<function {name} at {:#x}>", this.borrowed().value().bits()))
    }

    #[pygetter]
    fn __code__(_t: &Thread, this: &Function) -> Obj {
        this.code().into_obj()
    }

    #[pysetter]
    fn set___code__(t: &Thread, this: &Function, value: Option<&Obj>) -> PyResult<()> {
        let Some(code) = value.and_then(|v| v.downcast::<Code>()) else {
            return Err(t.type_error("__code__ must be set to a code object"));
        };
        let (have, want) = (this.closure.get().map_or(0, |c| c.len()), code.frees as usize);
        if have != want {
            let name = crate::builtins::str::lossy(&this.name.get_or_none());
            return Err(t.value_error(format!("{name}() requires a code object with {have} free vars, not {want}")));
        }
        this.set_code(t, code.to_ref())?;
        Ok(())
    }

    #[pygetter]
    fn __defaults__(_t: &Thread, this: &Function) -> Option<Ref<Tuple>> {
        this.defaults.get()
    }

    #[pysetter]
    fn set___defaults__(t: &Thread, this: &Function, value: Option<&Obj>) -> PyResult<()> {
        let defaults = match value.filter(|v| !v.is_none()) {
            None => None,
            Some(value) => match value.clone().into_ref::<Tuple>() {
                Ok(tuple) => Some(tuple),
                Err(_) => return Err(t.type_error("__defaults__ must be set to a tuple object")),
            },
        };
        this.defaults.set(defaults);
        this.changed(t);
        Ok(())
    }

    #[pygetter]
    fn __kwdefaults__(_t: &Thread, this: &Function) -> Option<Ref<Dict>> {
        this.kwdefaults.get()
    }

    #[pysetter]
    fn set___kwdefaults__(t: &Thread, this: &Function, value: Option<&Obj>) -> PyResult<()> {
        let defaults = match value.filter(|v| !v.is_none()) {
            None => None,
            Some(value) => match value.clone().into_ref::<Dict>() {
                Ok(dict) => Some(dict),
                Err(_) => return Err(t.type_error("__kwdefaults__ must be set to a dict object")),
            },
        };
        this.kwdefaults.set(defaults);
        this.changed(t);
        Ok(())
    }

    #[pygetter]
    fn __globals__(_t: &Thread, this: &Function) -> Obj {
        this.globals().into_obj()
    }

    #[pygetter]
    fn __builtins__(_t: &Thread, this: &Function) -> Obj {
        this.builtins().into_obj()
    }

    #[pygetter]
    fn __closure__(_t: &Thread, this: &Function) -> Option<Ref<Tuple>> {
        this.closure.get()
    }

    #[pygetter]
    fn __name__(_t: &Thread, this: &Function) -> Obj {
        this.name.get_or_none()
    }

    #[pysetter]
    fn set___name__(t: &Thread, this: &Function, value: Option<&Obj>) -> PyResult<()> {
        match value.filter(|v| v.downcast::<Str>().is_some()) {
            Some(name) => this.name.set(Some(name.clone())),
            None => return Err(t.type_error("__name__ must be set to a string object")),
        }
        Ok(())
    }

    #[pygetter]
    fn __qualname__(_t: &Thread, this: &Function) -> Obj {
        this.qualname.get_or_none()
    }

    #[pysetter]
    fn set___qualname__(t: &Thread, this: &Function, value: Option<&Obj>) -> PyResult<()> {
        match value.filter(|v| v.downcast::<Str>().is_some()) {
            Some(name) => this.qualname.set(Some(name.clone())),
            None => return Err(t.type_error("__qualname__ must be set to a string object")),
        }
        Ok(())
    }

    #[pygetter]
    fn __doc__(_t: &Thread, this: &Function) -> Obj {
        this.doc.get_or_none()
    }

    #[pysetter]
    fn set___doc__(_t: &Thread, this: &Function, value: Option<&Obj>) -> PyResult<()> {
        this.doc.set(value.cloned());
        Ok(())
    }

    #[pygetter]
    fn __module__(_t: &Thread, this: &Function) -> Obj {
        this.module.get_or_none()
    }

    #[pysetter]
    fn set___module__(_t: &Thread, this: &Function, value: Option<&Obj>) -> PyResult<()> {
        this.module.set(value.cloned());
        Ok(())
    }

    #[pygetter]
    fn __dict__(t: &Thread, this: &Function) -> PyResult {
        if this.dict.get().is_none() {
            this.dict.set(Some(Dict::new(t)?));
        }
        Ok(this.dict.get().map_or(Obj::NONE, Ref::into_obj))
    }

    #[pysetter]
    fn set___dict__(t: &Thread, this: &Function, value: Option<&Obj>) -> PyResult<()> {
        match value {
            None => Err(t.type_error("cannot delete __dict__")),
            Some(value) => match value.clone().into_ref::<Dict>() {
                Ok(dict) => {
                    this.dict.set(Some(dict));
                    Ok(())
                }
                Err(other) => {
                    let class = other.type_of().name_text();
                    Err(t.type_error(format!("__dict__ must be set to a dictionary, not a '{class}'")))
                }
            },
        }
    }

    #[pygetter]
    fn __annotations__(t: &Thread, this: &Function) -> PyResult {
        if let Some(found) = this.annotations.get() {
            return Ok(found);
        }
        let computed = match this.annotate.get().filter(|a| !a.is_none()) {
            None => Dict::new(t)?.into_obj(),
            Some(annotate) => {
                let computed = crate::call::call1(t, &annotate, &Obj::from_i32(1))?;
                if computed.downcast::<Dict>().is_none() {
                    let class = computed.type_of().name_text();
                    return Err(t.type_error(format!("__annotate__() must return a dict, not {class}")));
                }
                computed
            }
        };
        this.annotations.set(Some(computed.clone()));
        Ok(computed)
    }

    #[pysetter]
    fn set___annotations__(t: &Thread, this: &Function, value: Option<&Obj>) -> PyResult<()> {
        let value = value.filter(|v| !v.is_none());
        if value.is_some_and(|v| v.downcast::<Dict>().is_none()) {
            return Err(t.type_error("__annotations__ must be set to a dict object"));
        }
        this.annotations.set(value.cloned());
        this.annotate.set(None);
        Ok(())
    }

    #[pygetter]
    fn __annotate__(_t: &Thread, this: &Function) -> Obj {
        this.annotate.get_or_none()
    }

    #[pysetter]
    fn set___annotate__(t: &Thread, this: &Function, value: Option<&Obj>) -> PyResult<()> {
        let Some(value) = value else { return Err(t.type_error("__annotate__ cannot be deleted")) };
        if !value.is_none() && value.type_of().slots.call.get().is_none() {
            return Err(t.type_error("__annotate__ must be callable or None"));
        }
        this.annotate.set(Some(value.clone()));
        if !value.is_none() {
            this.annotations.set(None);
        }
        Ok(())
    }

    #[pygetter]
    fn __type_params__(t: &Thread, this: &Function) -> PyResult {
        match this.type_params.get() {
            Some(params) => Ok(params),
            None => Tuple::empty(t).map(Ref::into_obj),
        }
    }

    #[pysetter]
    fn set___type_params__(t: &Thread, this: &Function, value: Option<&Obj>) -> PyResult<()> {
        match value.filter(|v| v.downcast::<Tuple>().is_some()) {
            Some(value) => this.type_params.set(Some(value.clone())),
            None => return Err(t.type_error("__type_params__ must be set to a tuple")),
        }
        Ok(())
    }
}
