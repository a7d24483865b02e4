//! Exceptions: the layout all of them share, the tree of types, tracebacks.
//!
//! | file | what |
//! |---|---|
//! | [`class`] | `BaseException`'s slots and attributes |
//! | [`tree`] | every builtin exception type |
//! | [`fields`], [`os_error`], [`syntax_error`], [`unicode_error`] | attributes that some types add |
//! | [`group`] | exception groups and `except*` |
//! | [`traceback`] | traceback objects |
//! | [`display`], [`carets`] | how an uncaught exception is shown |
//! | [`suggestions`] | "Did you mean" |
//! | [`warnings`] | issuing warnings |

pub mod carets;
pub mod class;
pub mod display;
pub mod fields;
pub mod group;
pub mod os_error;
pub mod suggestions;
pub mod syntax_error;
pub mod traceback;
pub mod tree;
pub mod unicode_error;
pub mod warnings;

use std::cell::{Cell, OnceCell};

use crate::builtins::dict::Dict;
use crate::builtins::str::{self, Str};
use crate::builtins::tuple::Tuple;
use crate::memory::{self, Visitor};
use crate::object::cell::{ObjCell, RefOf};
use crate::object::header::Header;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Raised, Thread};

pub use tree::*;

/// What every exception object starts with.
#[repr(C)]
pub struct BaseException {
    head: Header,
    pub args: RefOf<Tuple>,
    pub traceback: ObjCell,
    pub context: ObjCell,
    pub cause: ObjCell,
    pub dict: RefOf<Dict>,
    /// Attributes that the type adds, by index into its table of fields.
    fields: OnceCell<Box<[ObjCell]>>,
    pub suppress_context: Cell<bool>,
}

impl BaseException {
    /// A new exception, its type's `__init__` not yet run.
    pub fn allocate(t: &Thread, class: &Type, args: Ref<Tuple>) -> PyResult<Ref<BaseException>> {
        memory::new_object(t, class, |head| BaseException {
            head,
            args: RefOf::new(args),
            traceback: ObjCell::empty(),
            context: ObjCell::empty(),
            cause: ObjCell::empty(),
            dict: RefOf::empty(),
            fields: OnceCell::new(),
            suppress_context: Cell::new(false),
        })
    }

    /// The exception that an object is. All types with the flag have this layout.
    #[inline]
    pub fn of(object: &Obj) -> Option<&BaseException> {
        if object.type_of().has_flag(type_flag::BASE_EXC_SUBCLASS) {
            // SAFETY: the flag is inherited from `BaseException` alone.
            return Some(unsafe { object.cast_unchecked() });
        }
        None
    }

    /// `class(*args)`.
    pub fn instantiate(t: &Thread, class: &Type, args: &[Obj]) -> PyResult {
        if class::has_plain_new(class) && class::has_plain_init(class) {
            return BaseException::allocate(t, class, Tuple::from_slice(t, args)?).map(Ref::into_obj);
        }
        crate::builtins::type_object::instantiate(t, class, crate::call::Args::positional(args))
    }

    /// The added attribute at an index.
    pub fn field(&self, index: usize) -> &ObjCell {
        let all = self.fields.get_or_init(|| (0..fields::MAX_FIELDS).map(|_| ObjCell::empty()).collect());
        &all[index.min(fields::MAX_FIELDS - 1)]
    }

    /// The arguments.
    pub fn arguments(&self) -> Vec<Obj> {
        self.args.get().map_or(Vec::new(), |args| args.items().to_vec())
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.args.visit(visitor);
        self.traceback.visit(visitor);
        self.context.visit(visitor);
        self.cause.visit(visitor);
        self.dict.visit(visitor);
        if let Some(fields) = self.fields.get() {
            fields.iter().for_each(|f| f.visit(visitor));
        }
    }

    fn clear_references(&self, _t: &Thread) {
        self.traceback.set(None);
        self.context.set(None);
        self.cause.set(None);
        self.dict.set(None);
        if let Some(fields) = self.fields.get() {
            fields.iter().for_each(|f| f.set(None));
        }
    }
}

/// Whether an exception matches what an `except` clause names: a class or a tuple of classes.
pub fn matches(exception: &Obj, class: &Obj) -> bool {
    if class.type_of().has_flag(type_flag::TYPE_SUBCLASS) {
        // SAFETY: the flag is inherited from `type` alone.
        return exception.type_of().is_subtype(unsafe { class.cast_unchecked::<Type>() });
    }
    match class.downcast::<Tuple>() {
        Some(tuple) => tuple.items().iter().any(|c| matches(exception, c)),
        None => false,
    }
}

/// The native dict behind an exception's attributes.
pub(crate) fn dict_of(t: &Thread, object: &Obj, create: bool) -> Option<Ref<Dict>> {
    let exception = BaseException::of(object)?;
    if exception.dict.get().is_none() && create {
        exception.dict.set(Dict::new(t).ok());
    }
    exception.dict.get()
}

/// Fills `name` (and `obj`) of the NameError or AttributeError that was just raised.
pub fn set_name_and_object(t: &Thread, name: &Obj, object: Option<&Obj>) {
    let Some(raised) = t.exception.get() else { return };
    let Some(exception) = BaseException::of(&raised) else { return };
    if raised.type_of().is_subtype(&NAME_ERROR) {
        exception.field(fields::NAME).set(Some(name.clone()));
    } else if raised.type_of().is_subtype(&ATTRIBUTE_ERROR) {
        exception.field(fields::NAME).set(Some(name.clone()));
        exception.field(fields::OBJECT).set(object.cloned());
    }
}

/// The `value` of a StopIteration.
pub fn stop_iteration_value(exception: &Obj) -> Obj {
    match BaseException::of(exception) {
        Some(e) => e.field(fields::VALUE).get_or_none(),
        None => Obj::NONE,
    }
}

/// The MemoryError that is raised when there is no memory to make one.
pub fn preallocated_memory_error(t: &Thread) -> Obj {
    if let Some(ready) = t.interp().memory_error.get() {
        let fresh = ready.clone();
        if let Some(e) = BaseException::of(&fresh) {
            e.traceback.set(None);
            e.context.set(None);
            e.cause.set(None);
        }
        return fresh;
    }
    Obj::NONE
}

/// `ImportError(message, name=…, path=…)`.
#[cold]
pub fn import_error(
    t: &Thread,
    message: &str,
    name: Option<&Obj>,
    path: Option<&Obj>,
    name_from: Option<&Obj>,
) -> PyResult<Raised> {
    let text = crate::call::IntoPy::into_py(message, t)?;
    let exception = BaseException::instantiate(t, &IMPORT_ERROR, &[text])?;
    if let Some(e) = BaseException::of(&exception) {
        e.field(fields::NAME).set(name.cloned());
        e.field(fields::PATH).set(path.cloned());
        e.field(fields::NAME_FROM).set(name_from.cloned());
    }
    Ok(t.raise(exception))
}

/// `UnicodeEncodeError(encoding, text, start, end, reason)`.
#[cold]
pub fn unicode_encode_error(t: &Thread, encoding: &str, text: &Str, start: usize, end: usize, reason: &str) -> Raised {
    use crate::call::IntoPy;
    let make = || -> PyResult<Raised> {
        let arguments =
            [encoding.into_py(t)?, text.borrowed().clone(), start.into_py(t)?, end.into_py(t)?, reason.into_py(t)?];
        Ok(t.error_with_args(&UNICODE_ENCODE_ERROR, &arguments))
    };
    match make() {
        Ok(raised) | Err(raised) => raised,
    }
}

/// Adds a note to the exception in flight.
pub fn add_note(t: &Thread, raised: Raised, note: &str) -> Raised {
    let exception = t.take_exception(raised);
    let result = (|| -> PyResult<()> {
        let note = crate::call::IntoPy::into_py(note, t)?;
        class::add_note(t, &exception, &note)
    })();
    if let Err(second) = result {
        drop(t.take_exception(second));
    }
    t.raise_as_is(exception)
}

/// Reports an exception that nobody can handle: `sys.unraisablehook`.
#[cold]
pub fn unraisable(t: &Thread, raised: Raised, object: Option<&Obj>) {
    let exception = t.take_exception(raised);
    display::show_unraisable(t, &exception, object);
}

/// The text of an exception's type for messages: with its module unless that is builtins.
pub fn type_text(t: &Thread, class: &Type) -> String {
    use crate::thread::names;
    let name = match class.qualname.get() {
        Some(qualname) => str::lossy(&qualname),
        None => class.name_text(),
    };
    let module = crate::object::attributes::get_optional(t, &class.borrowed_obj(), &names::__module__);
    match module {
        Ok(Some(module)) if module.downcast::<Str>().is_some() => {
            let module = str::lossy(&module);
            if module == "builtins" || module == "__main__" { name } else { format!("{module}.{name}") }
        }
        Ok(_) => name,
        Err(raised) => {
            drop(t.take_exception(raised));
            name
        }
    }
}
