//! Functions that look at objects.

#[taipan_macros::pymodule(name = "builtins")]
pub mod module {
    use crate::builtins::list::List;
    use crate::builtins::str::Str;
    use crate::interpreter;
    use crate::object::value::{Obj, Ref};
    use crate::object::{attributes, protocol};
    use crate::thread::{PyResult, Thread, names};

    /// Return the canonical string representation of the object.
    ///
    /// For many object types, including most builtins, eval() will return
    /// an equal object when the result is evaluated.
    #[pyfunction(returns = "str")]
    fn repr(t: &Thread, obj: &Obj) -> PyResult<Ref<Str>> {
        protocol::repr(t, obj)
    }

    /// Return an ASCII-only representation of an object.
    #[pyfunction(returns = "str")]
    fn ascii(t: &Thread, obj: &Obj) -> PyResult {
        crate::builtins::functions::ascii(t, obj)
    }

    /// Return type(value).__format__(value, format_spec)
    #[pyfunction(sig = "(value, format_spec='', /)")]
    fn format(t: &Thread, value: &Obj, spec: Option<&Obj>) -> PyResult {
        let spec = match spec {
            None => crate::builtins::str::intern::empty().into_obj(),
            Some(spec) if spec.downcast::<Str>().is_some() => spec.clone(),
            Some(other) => {
                let class = other.type_of().name_text();
                return Err(t.type_error(format!("format() argument 2 must be str, not {class}")));
            }
        };
        protocol::text::format(t, value, &spec)
    }

    /// Return whether the object is callable (i.e., some kind of function).
    ///
    /// Note that classes are callable, as are instances of classes with a
    /// __call__() method.
    #[pyfunction(returns = "bool", effects = "pure")]
    fn callable(_t: &Thread, obj: &Obj) -> bool {
        obj.type_of().slots.call.get().is_some()
    }

    /// Return whether an object is an instance of a class or of a subclass thereof.
    ///
    /// A tuple, as in isinstance(x, (A, B, ...)), may be given as the target to
    /// check against. This is equivalent to isinstance(x, A) or isinstance(x, B)
    /// or ... etc.
    #[pyfunction(returns = "bool")]
    fn isinstance(t: &Thread, obj: &Obj, class_or_tuple: &Obj) -> PyResult<bool> {
        protocol::is_instance(t, obj, class_or_tuple)
    }

    /// Return whether 'cls' is derived from another class or is the same class.
    ///
    /// A tuple, as in issubclass(x, (A, B, ...)), may be given as the target to
    /// check against. This is equivalent to issubclass(x, A) or issubclass(x, B)
    /// or ... etc.
    #[pyfunction(returns = "bool")]
    fn issubclass(t: &Thread, cls: &Obj, class_or_tuple: &Obj) -> PyResult<bool> {
        protocol::is_subclass(t, cls, class_or_tuple)
    }

    fn name(t: &Thread, name: &Obj, function: &str) -> PyResult<()> {
        if name.downcast::<Str>().is_some() {
            return Ok(());
        }
        let class = name.type_of().name_text();
        let _ = function;
        Err(t.type_error(format!("attribute name must be string, not '{class}'")))
    }

    /// getattr(object, name[, default]) -> value
    ///
    /// Get a named attribute from an object; getattr(x, 'y') is equivalent to x.y.
    /// When a default argument is given, it is returned when the attribute doesn't
    /// exist; without it, an exception is raised in that case.
    #[pyfunction(sig = "(object, name, default=<unrepresentable>, /)")]
    fn getattr(t: &Thread, object: &Obj, attribute: &Obj, default: Option<&Obj>) -> PyResult {
        name(t, attribute, "getattr")?;
        match default {
            None => attributes::get(t, object, attribute),
            Some(default) => Ok(attributes::get_optional(t, object, attribute)?.unwrap_or_else(|| default.clone())),
        }
    }

    /// Return whether the object has an attribute with the given name.
    ///
    /// This is done by calling getattr(obj, name) and catching AttributeError.
    #[pyfunction(returns = "bool")]
    fn hasattr(t: &Thread, obj: &Obj, attribute: &Obj) -> PyResult<bool> {
        name(t, attribute, "hasattr")?;
        Ok(attributes::get_optional(t, obj, attribute)?.is_some())
    }

    /// Sets the named attribute on the given object to the specified value.
    ///
    /// setattr(x, 'y', v) is equivalent to ``x.y = v``
    #[pyfunction]
    fn setattr(t: &Thread, obj: &Obj, attribute: &Obj, value: &Obj) -> PyResult<()> {
        name(t, attribute, "setattr")?;
        attributes::set(t, obj, attribute, Some(value))
    }

    /// Deletes the named attribute from the given object.
    ///
    /// delattr(x, 'y') is equivalent to ``del x.y``
    #[pyfunction]
    fn delattr(t: &Thread, obj: &Obj, attribute: &Obj) -> PyResult<()> {
        name(t, attribute, "delattr")?;
        attributes::set(t, obj, attribute, None)
    }

    /// vars([object]) -> dictionary
    ///
    /// Without arguments, equivalent to locals().
    /// With an argument, equivalent to object.__dict__.
    #[pyfunction(sig = "(object=<unrepresentable>, /)")]
    fn vars(t: &Thread, object: Option<&Obj>) -> PyResult {
        match object {
            None => locals(t),
            Some(object) => match attributes::get_optional(t, object, &names::__dict__)? {
                Some(dict) => Ok(dict),
                None => Err(t.type_error("vars() argument must have __dict__ attribute")),
            },
        }
    }

    /// dir([object]) -> list of strings
    ///
    /// If called without an argument, return the names in the current scope.
    /// Else, return an alphabetized list of names comprising (some of) the attributes
    /// of the given object, and of attributes reachable from it.
    #[pyfunction(sig = "(object=<unrepresentable>, /)")]
    fn dir(t: &Thread, object: Option<&Obj>) -> PyResult {
        let names_list = match object {
            None => {
                let scope = locals(t)?;
                protocol::collect(t, &scope)?
            }
            Some(object) => {
                let Some(list) = crate::call::invoke::call_special(t, object, &names::__dir__, &[])? else {
                    return Err(t.type_error("object does not provide __dir__"));
                };
                protocol::collect(t, &list)?
            }
        };
        let list = List::from_vec(t, names_list)?.into_obj();
        let sort = attributes::get(t, &list, &crate::builtins::str::intern(t, "sort")?)?;
        crate::call::call0(t, &sort)?;
        Ok(list)
    }

    /// Return the dictionary containing the current scope's global variables.
    ///
    /// NOTE: Updates to this dictionary *will* affect name lookups in the current
    /// global scope and vice-versa.
    #[pyfunction]
    fn globals(t: &Thread) -> PyResult {
        match interpreter::current_globals(t) {
            Some(globals) => Ok(globals.into_obj()),
            None => Err(t.system_error("globals do not exist")),
        }
    }

    /// Return a dictionary containing the current scope's local variables.
    ///
    /// NOTE: Whether or not updates to this dictionary will affect name lookups in
    /// the local scope and vice-versa is *implementation dependent* and not
    /// covered by any backwards compatibility guarantees.
    #[pyfunction]
    fn locals(t: &Thread) -> PyResult {
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
}
