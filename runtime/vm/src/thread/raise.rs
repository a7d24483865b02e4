//! Raising: every way in which the runtime sets an exception on the thread.

use super::{PyResult, Raised, Thread};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::exceptions::{self as exc, BaseException};
use crate::object::types::Type;
use crate::object::value::Obj;

impl Thread {
    /// Sets an exception object as the raised one. Its `__context__` becomes the exception that is
    /// being handled, as `_PyErr_SetObject` does.
    #[cold]
    pub fn raise(&self, exception: Obj) -> Raised {
        if let Some(handled) = self.handled_exception()
            && !handled.is(&exception)
            && let Some(this) = BaseException::of(&exception)
        {
            // A cycle in the chain of contexts would hang whoever walks it.
            let mut at = handled.clone();
            while let Some(context) = BaseException::of(&at).and_then(|e| e.context.get()) {
                if context.is(&exception) {
                    if let Some(e) = BaseException::of(&at) {
                        e.context.set(None);
                    }
                    break;
                }
                at = context;
            }
            this.context.set(Some(handled));
        }
        self.raise_as_is(exception)
    }

    /// Sets an exception object as the raised one, without touching its context.
    #[cold]
    pub fn raise_as_is(&self, exception: Obj) -> Raised {
        self.exception.set(Some(exception));
        Raised(())
    }

    /// Raises `class(message)`.
    #[cold]
    #[inline(never)]
    pub fn error(&self, class: &Type, message: impl AsRef<str>) -> Raised {
        match Str::new(self, message.as_ref()) {
            Ok(text) => self.error_with(class, text.into_obj()),
            Err(raised) => raised,
        }
    }

    /// Raises `class(argument)`.
    #[cold]
    pub fn error_with(&self, class: &Type, argument: Obj) -> Raised {
        match BaseException::instantiate(self, class, &[argument]) {
            Ok(exception) => self.raise(exception),
            Err(raised) => raised,
        }
    }

    /// Raises `class(*arguments)`.
    #[cold]
    pub fn error_with_args(&self, class: &Type, arguments: &[Obj]) -> Raised {
        match BaseException::instantiate(self, class, arguments) {
            Ok(exception) => self.raise(exception),
            Err(raised) => raised,
        }
    }

    #[cold]
    pub fn type_error(&self, message: impl AsRef<str>) -> Raised {
        self.error(&exc::TYPE_ERROR, message)
    }

    #[cold]
    pub fn value_error(&self, message: impl AsRef<str>) -> Raised {
        self.error(&exc::VALUE_ERROR, message)
    }

    #[cold]
    pub fn index_error(&self, message: impl AsRef<str>) -> Raised {
        self.error(&exc::INDEX_ERROR, message)
    }

    #[cold]
    pub fn overflow_error(&self, message: impl AsRef<str>) -> Raised {
        self.error(&exc::OVERFLOW_ERROR, message)
    }

    #[cold]
    pub fn zero_division(&self, message: impl AsRef<str>) -> Raised {
        self.error(&exc::ZERO_DIVISION_ERROR, message)
    }

    #[cold]
    pub fn runtime_error(&self, message: impl AsRef<str>) -> Raised {
        self.error(&exc::RUNTIME_ERROR, message)
    }

    #[cold]
    pub fn system_error(&self, message: impl AsRef<str>) -> Raised {
        self.error(&exc::SYSTEM_ERROR, message)
    }

    /// `KeyError(key)`.
    #[cold]
    pub fn key_error(&self, key: &Obj) -> Raised {
        // A tuple key must not be taken for the argument tuple.
        self.error_with(&exc::KEY_ERROR, key.clone())
    }

    /// `AttributeError` with its `name` and `obj`.
    #[cold]
    pub fn attribute_error(&self, object: &Obj, name: &Obj, message: impl AsRef<str>) -> Raised {
        let raised = self.error(&exc::ATTRIBUTE_ERROR, message);
        exc::set_name_and_object(self, name, Some(object));
        raised
    }

    /// `NameError` with its `name`.
    #[cold]
    pub fn name_error(&self, class: &Type, name: &Obj, message: impl AsRef<str>) -> Raised {
        let raised = self.error(class, message);
        exc::set_name_and_object(self, name, None);
        raised
    }

    /// `MemoryError()`.
    #[cold]
    pub fn no_memory(&self) -> Raised {
        let exception = exc::preallocated_memory_error(self);
        self.raise(exception)
    }

    /// `RecursionError`, `suffix` as in " while calling a Python object".
    #[cold]
    pub fn recursion_error(&self, suffix: &str) -> Raised {
        // Building the exception must not run into the limit itself.
        let left = self.recursion_left.get();
        self.recursion_left.set(left + 50);
        let raised = self.error(&exc::RECURSION_ERROR, format!("maximum recursion depth exceeded{suffix}"));
        self.recursion_left.set(left);
        raised
    }

    /// Fails with RecursionError when the native stack is used up.
    #[inline(always)]
    pub fn check_native_stack(&self, suffix: &str) -> PyResult<()> {
        if self.has_native_stack() { Ok(()) } else { Err(self.recursion_error(suffix)) }
    }

    /// `StopIteration` or `StopIteration(value)`.
    #[cold]
    pub fn stop_iteration(&self, value: Option<&Obj>) -> Raised {
        match value {
            // The constructor is called by hand: a tuple value is one argument here.
            Some(value) => self.error_with_args(&exc::STOP_ITERATION, std::slice::from_ref(value)),
            None => self.error_with_args(&exc::STOP_ITERATION, &[]),
        }
    }

    /// The exception being handled: `sys.exception()`.
    pub fn handled_exception(&self) -> Option<Obj> {
        let mut entry = self.handled.get();
        // SAFETY: entries live as long as they are linked.
        while let Some(handled) = unsafe { entry.as_ref() } {
            if let Some(exception) = handled.exception.get()
                && !exception.is_none()
            {
                return Some(exception);
            }
            entry = handled.previous.get();
        }
        None
    }

    /// Takes the raised exception off the thread.
    pub fn take_exception(&self, raised: Raised) -> Obj {
        let Raised(()) = raised;
        self.exception.take().unwrap_or_else(|| {
            let _ = self.system_error("error return without exception set");
            self.exception.take().unwrap_or(Obj::NONE)
        })
    }

    /// The proof that an exception is set, where the NULL word said so.
    #[inline]
    pub fn propagate(&self) -> Raised {
        debug_assert!(self.exception.is_some(), "NULL without an exception");
        Raised(())
    }

    /// Whether the raised exception is an instance of the class.
    pub fn raised_is(&self, class: &Type) -> bool {
        self.exception.get().is_some_and(|e| e.type_of().is_subtype(class))
    }

    /// Takes the raised exception off if it is an instance of the class, else passes it on.
    pub fn catch(&self, raised: Raised, class: &Type) -> PyResult<Obj> {
        if self.raised_is(class) { Ok(self.take_exception(raised)) } else { Err(raised) }
    }

    /// The tuple `args` as an object, for exceptions with several arguments.
    pub fn args_tuple(&self, arguments: &[Obj]) -> PyResult<Obj> {
        Tuple::from_slice(self, arguments).map(|t| t.into_obj())
    }
}
