//! What every file of this folder needs: errors, attribute calls, bytes given and taken.

use taipan_vm::builtins::bytearray::ByteArray;
use taipan_vm::builtins::bytes::{ByteText, buffer};
use taipan_vm::builtins::module::Module;
use taipan_vm::builtins::{int, str};
use taipan_vm::call;
use taipan_vm::exceptions as exc;
use taipan_vm::object::attributes;
use taipan_vm::object::protocol;
use taipan_vm::object::types::Type;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Raised, Thread};

/// `io.DEFAULT_BUFFER_SIZE`.
pub const DEFAULT_BUFFER_SIZE: usize = 128 * 1024;

/// The key of `io.UnsupportedOperation` in the interpreter's registry.
const UNSUPPORTED: &str = "io.UnsupportedOperation";

/// The class `io.UnsupportedOperation`, which derives from OSError and ValueError.
pub fn unsupported_operation(t: &Thread) -> PyResult {
    if let Some(found) = t.interp().registry.borrow().get(UNSUPPORTED).cloned() {
        return Ok(found);
    }
    let bases = taipan_vm::builtins::tuple::Tuple::from_slice(
        t,
        &[exc::OS_ERROR.borrowed_obj().clone(), exc::VALUE_ERROR.borrowed_obj().clone()],
    )?;
    let dict = taipan_vm::builtins::dict::Dict::new(t)?;
    dict.set_text(t, "__module__", call::IntoPy::into_py("io", t)?)?;
    let name = str::intern(t, "UnsupportedOperation")?;
    let class = call::call(t, &Type::class().borrowed_obj(), &[name, bases.into_obj(), dict.into_obj()])?;
    t.interp().registry.borrow_mut().insert(UNSUPPORTED, class.clone());
    Ok(class)
}

/// Raises `io.UnsupportedOperation(message)`.
#[cold]
pub fn unsupported(t: &Thread, message: &str) -> Raised {
    match unsupported_operation(t) {
        Ok(class) => match class.downcast::<Type>() {
            Some(class) => t.error(class, message),
            None => t.value_error(message),
        },
        Err(raised) => raised,
    }
}

#[cold]
pub fn closed_file(t: &Thread) -> Raised {
    t.value_error("I/O operation on closed file.")
}

/// `object.name(*args)`.
pub fn call_name(t: &Thread, object: &Obj, name: &str, args: &[Obj]) -> PyResult {
    call::call_method(t, object, &str::intern(t, name)?, args)
}

/// The truth of `object.name`.
pub fn flag_of(t: &Thread, object: &Obj, name: &str) -> PyResult<bool> {
    protocol::is_true(t, &attributes::get_text(t, object, name)?)
}

/// The truth of `object.name()`.
pub fn ask(t: &Thread, object: &Obj, name: &str) -> PyResult<bool> {
    protocol::is_true(t, &call_name(t, object, name, &[])?)
}

/// A size argument: None and what is negative mean everything.
pub fn size_argument(t: &Thread, size: Option<&Obj>) -> PyResult<Option<usize>> {
    match size {
        None => Ok(None),
        Some(size) if size.is_none() => Ok(None),
        Some(size) => {
            if !int::is_int(size) && size.type_of().slots.index.get().is_none() {
                let class = size.type_of().name_text();
                return Err(t.type_error(format!("argument should be integer or None, not '{class}'")));
            }
            let value = int::index_as_i64(t, size, "cannot fit 'int' into an index-sized integer")?;
            Ok(usize::try_from(value).ok())
        }
    }
}

/// Writes into a mutable bytes-like object what `fill` gives for its length.
pub fn fill_buffer(
    t: &Thread,
    target: &Obj,
    function: &str,
    fill: impl FnOnce(usize) -> PyResult<Option<Vec<u8>>>,
) -> PyResult {
    let Some(array) = target.downcast::<ByteArray>() else {
        let class = target.type_of().name_text();
        return Err(t.type_error(format!("{function}() argument must be read-write bytes-like object, not {class}")));
    };
    let Some(data) = fill(array.len())? else { return Ok(Obj::NONE) };
    let count = data.len().min(array.len());
    for (index, byte) in data[..count].iter().enumerate() {
        array.set(index, *byte);
    }
    call::IntoPy::into_py(count, t)
}

/// Calls `f` with the bytes of a bytes-like object.
pub fn with_bytes<R>(t: &Thread, object: &Obj, f: impl FnOnce(&[u8]) -> PyResult<R>) -> PyResult<R> {
    if str::Str::of(object).is_some() {
        return Err(t.type_error("a bytes-like object is required, not 'str'"));
    }
    match object.downcast::<ByteArray>() {
        Some(array) => {
            let copy = array.with(<[u8]>::to_vec);
            f(&copy)
        }
        None => f(&buffer::required(t, object)?),
    }
}

/// Reports an exception of a destructor.
pub fn report(t: &Thread, raised: Raised, object: &Obj) {
    exc::unraisable(t, raised, Some(object));
}

/// Runs `close()` as the finalizer of a file does: whatever was raised before stays raised.
pub fn finalize(t: &Thread, this: &Obj) {
    let saved = t.exception.take();
    let closed = match flag_of(t, this, "closed") {
        Ok(closed) => closed,
        Err(raised) => {
            drop(t.take_exception(raised));
            // What cannot say whether it is closed was never opened.
            t.exception.set(saved);
            return;
        }
    };
    if !closed {
        if let Ok(name) = str::intern(t, "_finalizing")
            && let Err(raised) = attributes::set(t, this, &name, Some(&Obj::TRUE))
        {
            drop(t.take_exception(raised));
        }
        if let Err(raised) = call_name(t, this, "close", &[]) {
            report(t, raised, this);
        }
    }
    t.exception.set(saved);
}

/// `ResourceWarning: unclosed file …`, where somebody asked for such warnings.
pub fn warn_unclosed(t: &Thread, this: &Obj) {
    let asked = t.interp().config.warn_options.iter().any(|option| {
        let action = option.split(':').next().unwrap_or_default();
        let names = option.split(':').nth(2).unwrap_or_default();
        action != "ignore" && (names.is_empty() || names == "ResourceWarning")
    });
    if !asked {
        return;
    }
    let text = format!("unclosed file {}", protocol::repr_text(t, this));
    let saved = t.exception.take();
    if let Err(raised) = exc::warnings::warn(t, &exc::RESOURCE_WARNING, &text) {
        report(t, raised, this);
    }
    t.exception.set(saved);
}

/// Adds a type to a module under its name.
pub fn add_type(t: &Thread, module: &Module, class: &Type) -> PyResult<()> {
    module.set(t, &class.name_text(), class.borrowed_obj().clone())
}

/// The error number of the call that just failed.
pub fn last_errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// Runs the handlers of signals that interrupted a system call.
pub fn check_signals(t: &Thread) -> PyResult<()> {
    taipan_vm::thread::signals::handle_pending(t)
}

/// The `<class name='…'>` that files show.
pub fn repr_with_name(t: &Thread, this: &Obj) -> PyResult<String> {
    let class = taipan_vm::builtins::type_object::qualified_name(t, this.type_of())?;
    let name = match attributes::get_optional(t, this, &str::intern(t, "name")?) {
        Ok(name) => name,
        Err(raised) => {
            drop(t.catch(raised, &exc::VALUE_ERROR)?);
            None
        }
    };
    Ok(match name {
        None => format!("<{class}>"),
        Some(name) => {
            let Some(_guard) = protocol::text::ReprGuard::enter(t, this) else {
                return Err(t.runtime_error(format!("reentrant call inside {}.__repr__", this.type_of().name_text())));
            };
            format!("<{class} name={}>", protocol::repr(t, &name)?.to_string_lossy())
        }
    })
}

/// An owned result as an int.
pub fn int_result(t: &Thread, object: &Obj, what: &str) -> PyResult<i64> {
    if !int::is_int(object) {
        let class = object.type_of().name_text();
        return Err(t.type_error(format!("'{class}' object cannot be interpreted as an integer")));
    }
    int::index_as_i64(t, object, what)
}

/// `cannot pickle '…' object`.
#[cold]
pub fn cannot_pickle(t: &Thread, this: &Obj) -> Raised {
    match taipan_vm::builtins::type_object::qualified_name(t, this.type_of()) {
        Ok(name) => t.type_error(format!("cannot pickle '{name}' instances")),
        Err(raised) => raised,
    }
}

/// A list as an object.
pub fn list(t: &Thread, items: Vec<Obj>) -> PyResult {
    taipan_vm::builtins::list::List::from_vec(t, items).map(Ref::into_obj)
}
