//! `BaseException`: slots, attributes, methods.

use taipan_macros::pyclass;

use super::BaseException;
use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::call::Args;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, instance, protocol};
use crate::thread::{PyResult, Thread, names};

/// Whether `BaseException.__new__` itself makes instances of the class.
pub fn has_plain_new(class: &Type) -> bool {
    class.slots.new.get().map(|f| f as usize) == BaseException::class().slots.new.get().map(|f| f as usize)
}

/// Whether instances of the class are initialised by `BaseException.__init__` itself.
pub fn has_plain_init(class: &Type) -> bool {
    class.slots.init.get().map(|f| f as usize) == BaseException::class().slots.init.get().map(|f| f as usize)
}

/// Common base class for all exceptions
#[pyclass(
    name = "BaseException",
    gc,
    flags = type_flag::BASE_TYPE | type_flag::BASE_EXC_SUBCLASS | type_flag::MANAGED_DICT | type_flag::WEAKREFABLE
)]
impl BaseException {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult<Ref<BaseException>> {
        let arguments = Tuple::from_slice(t, args.pos())?;
        BaseException::allocate(t, class, arguments)
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &BaseException, args: Args) -> PyResult<()> {
        if args.has_keywords() {
            let class = this.borrowed().type_of().name_text();
            return Err(t.type_error(format!("{class}() takes no keyword arguments")));
        }
        // As a rule `__new__` got the same arguments a moment ago.
        let is_same = |now: &Tuple| now.len() == args.len() && now.items().iter().zip(args.pos()).all(|(a, b)| a.is(b));
        // SAFETY: the comparison by identity runs no code.
        if !unsafe { this.args.borrow() }.is_some_and(is_same) {
            this.args.set(Some(Tuple::from_slice(t, args.pos())?));
        }
        Ok(())
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &BaseException) -> PyResult<String> {
        let class = this.borrowed().type_of().name_text();
        let arguments = this.arguments();
        Ok(match arguments.as_slice() {
            [one] => format!("{class}({})", protocol::repr(t, one)?.to_string_lossy()),
            _ => {
                let args = this.args.get().map_or(Obj::NONE, Ref::into_obj);
                format!("{class}{}", protocol::repr(t, &args)?.to_string_lossy())
            }
        })
    }

    #[pyslot]
    fn __str__(t: &Thread, this: &BaseException) -> PyResult {
        let arguments = this.arguments();
        match arguments.as_slice() {
            [] => Ok(crate::builtins::str::intern::empty().into_obj()),
            [one] => protocol::str_of(t, one).map(Ref::into_obj),
            _ => {
                let args = this.args.get().map_or(Obj::NONE, Ref::into_obj);
                protocol::str_of(t, &args).map(Ref::into_obj)
            }
        }
    }

    #[pygetter]
    fn args(_t: &Thread, this: &BaseException) -> Option<Ref<Tuple>> {
        this.args.get()
    }

    #[pysetter]
    fn set_args(t: &Thread, this: &BaseException, value: Option<&Obj>) -> PyResult<()> {
        let Some(value) = value else { return Err(t.type_error("args may not be deleted")) };
        let items = protocol::collect(t, value)?;
        this.args.set(Some(Tuple::from_vec(t, items)?));
        Ok(())
    }

    #[pygetter]
    fn __traceback__(_t: &Thread, this: &BaseException) -> Obj {
        this.traceback.get_or_none()
    }

    #[pysetter]
    fn set___traceback__(t: &Thread, this: &BaseException, value: Option<&Obj>) -> PyResult<()> {
        let Some(value) = value else { return Err(t.type_error("__traceback__ may not be deleted")) };
        if !value.is_none() && !super::traceback::is_traceback(value) {
            return Err(t.type_error("__traceback__ must be a traceback or None"));
        }
        this.traceback.set(Some(value.clone()).filter(|v| !v.is_none()));
        Ok(())
    }

    #[pygetter]
    fn __context__(_t: &Thread, this: &BaseException) -> Obj {
        this.context.get_or_none()
    }

    #[pysetter]
    fn set___context__(t: &Thread, this: &BaseException, value: Option<&Obj>) -> PyResult<()> {
        this.context.set(checked_link(t, value, "__context__", "exception context")?);
        Ok(())
    }

    #[pygetter]
    fn __cause__(_t: &Thread, this: &BaseException) -> Obj {
        this.cause.get_or_none()
    }

    #[pysetter]
    fn set___cause__(t: &Thread, this: &BaseException, value: Option<&Obj>) -> PyResult<()> {
        this.cause.set(checked_link(t, value, "__cause__", "exception cause")?);
        this.suppress_context.set(true);
        Ok(())
    }

    #[pygetter]
    fn __suppress_context__(_t: &Thread, this: &BaseException) -> bool {
        this.suppress_context.get()
    }

    #[pysetter]
    fn set___suppress_context__(t: &Thread, this: &BaseException, value: Option<&Obj>) -> PyResult<()> {
        let Some(value) = value else { return Err(t.type_error("can't delete numeric/char attribute")) };
        if !value.is(&Obj::TRUE) && !value.is(&Obj::FALSE) {
            return Err(t.type_error("attribute value type must be bool"));
        }
        this.suppress_context.set(value.is_true());
        Ok(())
    }

    #[pygetter]
    fn __dict__(t: &Thread, this: &BaseException) -> PyResult {
        if instance::is_shaped(&this.borrowed()) {
            return instance::dict_of(t, &this.borrowed()).map(Ref::into_obj);
        }
        if this.dict.get().is_none() {
            this.dict.set(Some(Dict::new(t)?));
        }
        Ok(this.dict.get().map_or(Obj::NONE, Ref::into_obj))
    }

    #[pysetter]
    fn set___dict__(t: &Thread, this: &BaseException, value: Option<&Obj>) -> PyResult<()> {
        match value.and_then(|v| v.clone().into_ref::<Dict>().ok()) {
            Some(dict) if instance::is_shaped(&this.borrowed()) => instance::set_dict(t, &this.borrowed(), dict),
            Some(dict) => {
                this.dict.set(Some(dict));
                Ok(())
            }
            None => Err(t.type_error("__dict__ must be a dictionary")),
        }
    }

    /// Set self.__traceback__ to tb and return self.
    #[pymethod(sig = "($self, object, /)")]
    fn with_traceback(t: &Thread, this: &BaseException, traceback: &Obj) -> PyResult {
        BaseException::set___traceback__(t, this, Some(traceback))?;
        Ok(this.borrowed().clone())
    }

    /// Add a note to the exception
    #[pymethod(sig = "($self, object, /)")]
    fn add_note(t: &Thread, this: &Obj, note: &Obj) -> PyResult<()> {
        add_note(t, this, note)
    }

    #[pymethod]
    fn __reduce__(t: &Thread, this: &BaseException) -> PyResult {
        let class = this.borrowed().type_of().borrowed_obj().clone();
        let args = this.args.get().map_or(Obj::NONE, Ref::into_obj);
        let object = this.borrowed();
        let dict = match object.header() {
            Some(head) if instance::is_shaped(&object) => {
                instance::has_attributes(t, head).then(|| instance::dict_of(t, &object)).transpose()?
            }
            _ => this.dict.get(),
        };
        match dict {
            Some(dict) => Tuple::from_vec(t, vec![class, args, dict.into_obj()]).map(Ref::into_obj),
            None => crate::builtins::object::pair(t, class, args),
        }
    }

    #[pymethod(sig = "($self, object, /)")]
    fn __setstate__(t: &Thread, this: &BaseException, state: &Obj) -> PyResult<()> {
        if state.is_none() {
            return Ok(());
        }
        let Some(state) = state.downcast::<Dict>() else { return Err(t.type_error("state is not a dictionary")) };
        for (name, value) in state.entries() {
            attributes::set(t, &this.borrowed(), &name, Some(&value))?;
        }
        Ok(())
    }
}

fn checked_link(t: &Thread, value: Option<&Obj>, name: &str, what: &str) -> PyResult<Option<Obj>> {
    match value {
        None => Err(t.type_error(format!("{name} may not be deleted"))),
        Some(value) if value.is_none() => Ok(None),
        Some(value) if value.downcast::<BaseException>().is_some() => Ok(Some(value.clone())),
        Some(_) => Err(t.type_error(format!("{what} must be None or derive from BaseException"))),
    }
}

/// `exception.add_note(note)`.
pub fn add_note(t: &Thread, exception: &Obj, note: &Obj) -> PyResult<()> {
    if note.downcast::<Str>().is_none() {
        let class = note.type_of().name_text();
        return Err(t.type_error(format!("add_note() argument must be str, not {class}")));
    }
    let notes = match attributes::get_optional(t, exception, &names::__notes__)? {
        Some(notes) => notes,
        None => {
            let notes = List::new(t)?.into_obj();
            attributes::set(t, exception, &names::__notes__, Some(&notes))?;
            notes
        }
    };
    match notes.downcast::<List>() {
        Some(list) => list.push(t, note.clone()),
        None => Err(t.type_error("Cannot add note: __notes__ is not a list")),
    }
}
