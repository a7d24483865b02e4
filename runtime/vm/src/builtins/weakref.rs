//! `weakref.ref`: a reference that does not keep its object alive.

use std::cell::Cell;
use std::ptr::null;

use taipan_macros::pyclass;

use super::str::Str;
use crate::call::Args;
use crate::memory::{self, Visitor};
use crate::object::cell::ObjCell;
use crate::object::header::Header;
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Value};
use crate::object::{attributes, protocol};
use crate::thread::{PyResult, Thread, names};

#[repr(C)]
pub struct WeakRef {
    head: Header,
    /// The object, uncounted; null once it died.
    target: Cell<*const Header>,
    callback: ObjCell,
    hash: Cell<i64>,
}

impl Drop for WeakRef {
    fn drop(&mut self) {
        if let Some(target) = self.target_header()
            && let Some(t) = Thread::try_current()
        {
            t.interp().weak.remove(target, &self.head);
        }
    }
}

impl WeakRef {
    /// A weak reference; one without callback is shared.
    pub fn new(t: &Thread, class: &Type, object: &Obj, callback: Option<&Obj>) -> PyResult {
        let callback = callback.filter(|c| !c.is_none());
        let Some(header) = object.header().filter(|_| object.type_of().has_flag(type_flag::WEAKREFABLE)) else {
            let name = object.type_of().name_text();
            return Err(t.type_error(format!("cannot create weak reference to '{name}' object")));
        };
        if callback.is_none() && class.is(WeakRef::class()) {
            for reference in t.interp().weak.references(header) {
                // SAFETY: registered references are alive.
                let existing = unsafe { Value::from_bits(reference.as_ptr() as u64).to_obj() };
                if existing.exact::<WeakRef>().is_some_and(|r| !r.callback.is_some()) {
                    return Ok(existing);
                }
            }
        }
        let callback = ObjCell::from_option(callback.cloned());
        let made = memory::new_object(t, class, |head| WeakRef {
            head,
            target: Cell::new(header),
            callback,
            hash: Cell::new(-1),
        })?;
        t.interp().weak.add(header, &made.head, clear);
        Ok(made.into_obj())
    }

    fn target_header(&self) -> Option<&Header> {
        // SAFETY: cleared before its object dies.
        unsafe { self.target.get().as_ref() }
    }

    /// The object, if it is alive.
    pub fn target(&self) -> Option<Obj> {
        let header = self.target_header()?;
        // SAFETY: alive, see above.
        Some(unsafe { Value::from_bits(header as *const Header as u64).to_obj() })
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.callback.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {
        self.callback.set(None);
    }
}

/// Called when the object dies.
fn clear(_t: &Thread, reference: &Header) -> Option<(Obj, Obj)> {
    // SAFETY: only registered for weak references, which are alive.
    let this = unsafe { &*(reference as *const Header).cast::<WeakRef>() };
    this.target.set(null());
    let callback = this.callback.take()?;
    Some((callback, this.borrowed().clone()))
}

#[pyclass(name = "ReferenceType", module = "weakref", gc, flags = type_flag::BASE_TYPE)]
impl WeakRef {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult {
        args.check_positional(t, "__new__", 1, 2)?;
        WeakRef::new(t, class, &args.pos()[0], args.get(1))
    }

    #[pyslot]
    fn __init__(t: &Thread, _this: &WeakRef, args: Args) -> PyResult<()> {
        args.check_positional(t, "__init__", 1, 2)
    }

    #[pyslot]
    fn __call__(t: &Thread, this: &WeakRef, args: Args) -> PyResult {
        args.check_positional(t, "__call__", 0, 0)?;
        Ok(this.target().unwrap_or(Obj::NONE))
    }

    #[pyslot]
    fn __hash__(t: &Thread, this: &WeakRef) -> PyResult<i64> {
        if this.hash.get() == -1 {
            let Some(target) = this.target() else { return Err(t.type_error("weak object has gone away")) };
            this.hash.set(protocol::hash(t, &target)?);
        }
        Ok(this.hash.get())
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.downcast::<WeakRef>(), other.downcast::<WeakRef>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        if !matches!(op, Comparison::Eq | Comparison::Ne) {
            return Ok(Obj::NOT_IMPLEMENTED);
        }
        match (a.target(), b.target()) {
            (Some(x), Some(y)) => protocol::rich_compare(t, &x, &y, op),
            _ => Ok(Obj::from_bool(this.is(other) == (op == Comparison::Eq))),
        }
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &WeakRef) -> PyResult<String> {
        let address = this.borrowed().value().bits();
        let Some(target) = this.target() else { return Ok(format!("<weakref at {address:#x}; dead>")) };
        let (class, at) = (target.type_of().name_text(), target.value().bits());
        let name = attributes::get_optional(t, &target, &names::__name__)?.filter(|n| n.downcast::<Str>().is_some());
        Ok(match name {
            Some(name) => {
                let name = super::str::lossy(&name);
                format!("<weakref at {address:#x}; to '{class}' at {at:#x} ({name})>")
            }
            None => format!("<weakref at {address:#x}; to '{class}' at {at:#x}>"),
        })
    }

    #[pygetter]
    fn __callback__(_t: &Thread, this: &WeakRef) -> Obj {
        this.callback.get_or_none()
    }

    #[pyclassmethod(sig = "($cls, object, /)")]
    fn __class_getitem__(t: &Thread, class: &Obj, argument: &Obj) -> PyResult {
        crate::builtins::generic_alias(t, class, argument)
    }
}

/// The types of this file.
pub const TYPES: &[fn() -> &'static Type] = &[WeakRef::class];
