//! `method`: a callable bound to its receiver.

use taipan_macros::pyclass;

use crate::call::Args;
use crate::memory::{self, Visitor};
use crate::object::cell::ObjCell;
use crate::object::header::Header;
use crate::object::slotdefs::call_with_receiver;
use crate::object::slots::Comparison;
use crate::object::types::{Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, lookup, protocol};
use crate::thread::{PyResult, Thread, names};

#[repr(C)]
pub struct BoundMethod {
    head: Header,
    pub(crate) function: ObjCell,
    pub(crate) receiver: ObjCell,
}

impl BoundMethod {
    #[inline]
    pub fn new(t: &Thread, function: &Obj, receiver: &Obj) -> PyResult<Ref<BoundMethod>> {
        BoundMethod::from_parts(t, function.clone(), receiver.clone())
    }

    /// A method that takes its parts over.
    #[inline]
    pub fn from_parts(t: &Thread, function: Obj, receiver: Obj) -> PyResult<Ref<BoundMethod>> {
        memory::new_object(t, BoundMethod::class(), |head| BoundMethod {
            head,
            function: ObjCell::new(function),
            receiver: ObjCell::new(receiver),
        })
    }

    #[inline]
    pub fn function(&self) -> Obj {
        self.function.get_or_none()
    }

    /// Function and receiver, which live as long as the method.
    #[inline]
    pub fn parts(&self) -> Option<(&Obj, &Obj)> {
        // SAFETY: neither is ever replaced.
        unsafe { self.function.borrow().zip(self.receiver.borrow()) }
    }

    #[inline]
    pub fn receiver(&self) -> Obj {
        self.receiver.get_or_none()
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.function.visit(visitor);
        self.receiver.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}
}

/// Create a bound instance method object.
#[pyclass(name = "method", gc, flags = type_flag::WEAKREFABLE)]
impl BoundMethod {
    #[pyslot]
    fn __new__(t: &Thread, _class: &Type, args: Args) -> PyResult<Ref<BoundMethod>> {
        args.no_keywords(t, "method")?;
        args.check_positional(t, "method", 2, 2)?;
        let [function, receiver] = [&args.pos()[0], &args.pos()[1]];
        if function.type_of().slots.call.get().is_none() {
            return Err(t.type_error("first argument must be callable"));
        }
        if receiver.is_none() {
            return Err(t.type_error("instance must not be None"));
        }
        BoundMethod::new(t, function, receiver)
    }

    #[pyslot]
    fn __call__(t: &Thread, this: &BoundMethod, args: Args) -> PyResult {
        call_with_receiver(t, &this.function(), &this.receiver(), args)
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &BoundMethod) -> PyResult<String> {
        let function = this.function();
        let name = match attributes::get_optional(t, &function, &names::__qualname__)? {
            Some(name) => Some(name),
            None => attributes::get_optional(t, &function, &names::__name__)?,
        };
        let name = name.filter(|n| n.downcast::<crate::builtins::str::Str>().is_some());
        let name = name.map_or("?".to_string(), |n| crate::builtins::str::lossy(&n));
        Ok(format!("<bound method {name} of {}>", protocol::repr(t, &this.receiver())?.to_string_lossy()))
    }

    #[pyslot]
    fn __hash__(t: &Thread, this: &BoundMethod) -> PyResult<i64> {
        let hash = protocol::hash(t, &this.function())? ^ crate::builtins::object::identity_hash(&this.receiver());
        Ok(if hash == -1 { -2 } else { hash })
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.exact::<BoundMethod>(), other.exact::<BoundMethod>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        let equal = a.receiver().is(&b.receiver()) && protocol::equals(t, &a.function(), &b.function())?;
        match op {
            Comparison::Eq => Ok(Obj::from_bool(equal)),
            Comparison::Ne => Ok(Obj::from_bool(!equal)),
            _ => Ok(Obj::NOT_IMPLEMENTED),
        }
    }

    #[pyslot]
    fn __getattribute__(t: &Thread, this: &Obj, name: &Obj) -> PyResult {
        // What the method itself does not define is the function's.
        let name = &attributes::interned_name(t, name)?;
        if lookup::lookup(t, this.type_of(), name).is_some() {
            return attributes::generic_get(t, this, name);
        }
        match this.exact::<BoundMethod>() {
            Some(method) => attributes::get(t, &method.function(), name),
            None => attributes::generic_get(t, this, name),
        }
    }

    /// the function (or other callable) implementing a method
    #[pygetter]
    fn __func__(_t: &Thread, this: &BoundMethod) -> Obj {
        this.function()
    }

    /// the instance to which a method is bound
    #[pygetter]
    fn __self__(_t: &Thread, this: &BoundMethod) -> Obj {
        this.receiver()
    }

    #[pygetter]
    fn __doc__(t: &Thread, this: &BoundMethod) -> PyResult {
        attributes::get(t, &this.function(), &names::__doc__)
    }

    #[pymethod]
    fn __reduce__(t: &Thread, this: &BoundMethod) -> PyResult {
        let name = attributes::get(t, &this.function(), &names::__name__)?;
        let getattr = t.interp().builtins().get_text(t, "getattr")?.unwrap_or(Obj::NONE);
        let arguments = crate::builtins::object::pair(t, this.receiver(), name)?;
        crate::builtins::object::pair(t, getattr, arguments)
    }
}
