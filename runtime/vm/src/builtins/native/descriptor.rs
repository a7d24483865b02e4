//! `method_descriptor` and `classmethod_descriptor`: native methods in type dicts.

use taipan_macros::pyclass;

use crate::call::Args;
use crate::memory;
use crate::object::header::Header;
use crate::object::types::{MethodDef, Type, type_flag};
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{PyResult, Thread};

use super::function::{NativeFunction, call_def_with_receiver};

/// A native method of a builtin type, which is immortal.
#[repr(C)]
pub struct MethodDescriptor {
    head: Header,
    def: &'static MethodDef,
    class: &'static Type,
}

impl MethodDescriptor {
    pub fn new(t: &Thread, class: &'static Type, def: &'static MethodDef) -> PyResult<Ref<MethodDescriptor>> {
        memory::new_object(t, MethodDescriptor::class(), |head| MethodDescriptor { head, def, class })
    }

    #[inline(always)]
    pub fn def(&self) -> &'static MethodDef {
        self.def
    }

    /// The type the method belongs to.
    pub fn owner(&self) -> &'static Type {
        self.class
    }
}

#[pyclass(name = "method_descriptor", flags = type_flag::DISALLOW_INSTANTIATION | type_flag::METHOD_DESCRIPTOR)]
impl MethodDescriptor {
    #[pyslot]
    fn __call__(t: &Thread, this: &MethodDescriptor, args: Args) -> PyResult {
        let (values, count, names) = args.as_vectorcall();
        // SAFETY: Args borrows the arguments for the time of the call; the result is owned.
        unsafe {
            let word = (this.def.entry)(t, Value::NULL, values, count, names);
            if word.is_null() { Err(t.propagate()) } else { Ok(Obj::from_raw(word)) }
        }
    }

    #[pyslot]
    fn __get__(t: &Thread, this: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
        let Some(instance) = instance else { return Ok(this.clone()) };
        let Some(method) = this.exact::<MethodDescriptor>() else { return Ok(this.clone()) };
        if !instance.type_of().is_subtype(method.class) {
            return Err(wrong_receiver(t, method.def.name, method.class, instance));
        }
        NativeFunction::bind(t, method.def, instance.clone()).map(Ref::into_obj)
    }

    #[pyslot]
    fn __repr__(_t: &Thread, this: &MethodDescriptor) -> PyResult<String> {
        Ok(format!("<method '{}' of '{}' objects>", this.def.name, this.class.name_text()))
    }

    #[pygetter]
    fn __name__(_t: &Thread, this: &MethodDescriptor) -> &'static str {
        this.def.name
    }

    #[pygetter]
    fn __qualname__(_t: &Thread, this: &MethodDescriptor) -> String {
        format!("{}.{}", this.class.name_text(), this.def.name)
    }

    #[pygetter]
    fn __objclass__(_t: &Thread, this: &MethodDescriptor) -> Obj {
        this.class.borrowed_obj().clone()
    }

    #[pygetter]
    fn __doc__(t: &Thread, this: &MethodDescriptor) -> PyResult {
        super::doc(t, this.def.doc)
    }

    #[pygetter]
    fn __text_signature__(t: &Thread, this: &MethodDescriptor) -> PyResult {
        super::signature(t, this.def.signature)
    }

    #[pymethod]
    fn __reduce__(t: &Thread, this: &MethodDescriptor) -> PyResult {
        reduce(t, this.class, this.def.name)
    }
}

/// `getattr(class, name)` for pickle.
pub(super) fn reduce(t: &Thread, class: &Type, name: &str) -> PyResult {
    let getattr = t.interp().builtins().get_text(t, "getattr")?.unwrap_or(Obj::NONE);
    let arguments =
        crate::builtins::object::pair(t, class.borrowed_obj().clone(), crate::builtins::str::intern(t, name)?)?;
    crate::builtins::object::pair(t, getattr, arguments)
}

#[cold]
pub(super) fn wrong_receiver(t: &Thread, name: &str, class: &Type, instance: &Obj) -> crate::thread::Raised {
    t.type_error(format!(
        "descriptor '{name}' for '{}' objects doesn't apply to a '{}' object",
        class.name_text(),
        instance.type_of().name_text()
    ))
}

/// A native class method of a builtin type.
#[repr(C)]
pub struct ClassMethodDescriptor {
    head: Header,
    def: &'static MethodDef,
    class: &'static Type,
}

impl ClassMethodDescriptor {
    pub fn new(t: &Thread, class: &'static Type, def: &'static MethodDef) -> PyResult<Ref<ClassMethodDescriptor>> {
        memory::new_object(t, ClassMethodDescriptor::class(), |head| ClassMethodDescriptor { head, def, class })
    }
}

#[pyclass(name = "classmethod_descriptor", flags = type_flag::DISALLOW_INSTANTIATION)]
impl ClassMethodDescriptor {
    #[pyslot]
    fn __call__(t: &Thread, this: &ClassMethodDescriptor, args: Args) -> PyResult {
        let Some(first) = args.get(0) else {
            return Err(t.type_error(format!(
                "descriptor '{}' of '{}' object needs an argument",
                this.def.name,
                this.class.name_text()
            )));
        };
        let Some(class) = first.downcast::<Type>().filter(|c| c.is_subtype(this.class)) else {
            return Err(t.type_error(format!(
                "descriptor '{}' requires a subtype of '{}' but received '{}'",
                this.def.name,
                this.class.name_text(),
                first.type_of().name_text()
            )));
        };
        call_def_with_receiver(t, this.def, &class.borrowed_obj(), args.skip(1))
    }

    #[pyslot]
    fn __get__(t: &Thread, this: &Obj, instance: Option<&Obj>, owner: Option<&Obj>) -> PyResult {
        let Some(method) = this.exact::<ClassMethodDescriptor>() else { return Ok(this.clone()) };
        let owner = match (owner, instance) {
            (Some(owner), _) => owner.clone(),
            (None, Some(instance)) => instance.type_of().borrowed_obj().clone(),
            (None, None) => return Ok(this.clone()),
        };
        NativeFunction::bind(t, method.def, owner).map(Ref::into_obj)
    }

    #[pyslot]
    fn __repr__(_t: &Thread, this: &ClassMethodDescriptor) -> PyResult<String> {
        Ok(format!("<method '{}' of '{}' objects>", this.def.name, this.class.name_text()))
    }

    #[pygetter]
    fn __name__(_t: &Thread, this: &ClassMethodDescriptor) -> &'static str {
        this.def.name
    }

    #[pygetter]
    fn __qualname__(_t: &Thread, this: &ClassMethodDescriptor) -> String {
        format!("{}.{}", this.class.name_text(), this.def.name)
    }

    #[pygetter]
    fn __objclass__(_t: &Thread, this: &ClassMethodDescriptor) -> Obj {
        this.class.borrowed_obj().clone()
    }

    #[pygetter]
    fn __doc__(t: &Thread, this: &ClassMethodDescriptor) -> PyResult {
        super::doc(t, this.def.doc)
    }

    #[pygetter]
    fn __text_signature__(t: &Thread, this: &ClassMethodDescriptor) -> PyResult {
        super::signature(t, this.def.signature)
    }
}
