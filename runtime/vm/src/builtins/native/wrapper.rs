//! `wrapper_descriptor` and `method-wrapper`: slots as special methods.

use taipan_macros::pyclass;

use crate::call::Args;
use crate::memory::{self, Visitor};
use crate::object::cell::ObjCell;
use crate::object::header::Header;
use crate::object::slotdefs::{SlotDef, call_wrapper};
use crate::object::slots::{Comparison, SlotFn};
use crate::object::types::{Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

use crate::builtins::str;

/// A slot of a builtin type as an unbound special method.
#[repr(C)]
pub struct SlotWrapper {
    head: Header,
    def: &'static SlotDef,
    class: &'static Type,
    function: SlotFn,
}

impl SlotWrapper {
    pub fn new(
        t: &Thread,
        class: &'static Type,
        def: &'static SlotDef,
        function: SlotFn,
    ) -> PyResult<Ref<SlotWrapper>> {
        memory::new_object(t, SlotWrapper::class(), |head| SlotWrapper { head, def, class, function })
    }

    pub fn def(&self) -> &'static SlotDef {
        self.def
    }

    /// The type whose slot this is.
    pub fn owner(&self) -> &'static Type {
        self.class
    }

    pub fn function(&self) -> SlotFn {
        self.function
    }

    fn name(&self) -> String {
        str::lossy(self.def.name)
    }
}

#[pyclass(name = "wrapper_descriptor", flags = type_flag::DISALLOW_INSTANTIATION | type_flag::METHOD_DESCRIPTOR)]
impl SlotWrapper {
    #[pyslot]
    fn __call__(t: &Thread, this: &SlotWrapper, args: Args) -> PyResult {
        let class = || this.class.name_text();
        let Some(receiver) = args.get(0) else {
            let class = class();
            return Err(t.type_error(format!("descriptor '{}' of '{class}' object needs an argument", this.name())));
        };
        if !receiver.type_of().is_subtype(this.class) {
            let class = class();
            return Err(t.type_error(format!(
                "descriptor '{}' requires a '{class}' object but received a '{}'",
                this.name(),
                receiver.type_of().name_text()
            )));
        }
        call_wrapper(t, this.def, this.function, receiver, args.skip(1))
    }

    #[pyslot]
    fn __get__(t: &Thread, this: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
        let Some(instance) = instance else { return Ok(this.clone()) };
        let Some(wrapper) = this.exact::<SlotWrapper>() else { return Ok(this.clone()) };
        if !instance.type_of().is_subtype(wrapper.class) {
            return Err(super::descriptor::wrong_receiver(t, &wrapper.name(), wrapper.class, instance));
        }
        memory::new_object(t, MethodWrapper::class(), |head| MethodWrapper {
            head,
            wrapper: ObjCell::new(this.clone()),
            receiver: ObjCell::new(instance.clone()),
        })
        .map(Ref::into_obj)
    }

    #[pyslot]
    fn __repr__(_t: &Thread, this: &SlotWrapper) -> PyResult<String> {
        Ok(format!("<slot wrapper '{}' of '{}' objects>", this.name(), this.class.name_text()))
    }

    #[pygetter]
    fn __name__(_t: &Thread, this: &SlotWrapper) -> Obj {
        Obj::clone(this.def.name)
    }

    #[pygetter]
    fn __qualname__(_t: &Thread, this: &SlotWrapper) -> String {
        format!("{}.{}", this.class.name_text(), this.name())
    }

    #[pygetter]
    fn __objclass__(_t: &Thread, this: &SlotWrapper) -> Obj {
        this.class.borrowed_obj().clone()
    }

    #[pygetter]
    fn __doc__(t: &Thread, this: &SlotWrapper) -> PyResult {
        super::doc(t, this.def.doc)
    }

    #[pygetter]
    fn __text_signature__(t: &Thread, this: &SlotWrapper) -> PyResult {
        super::signature(t, signature(this.def))
    }

    #[pymethod]
    fn __reduce__(t: &Thread, this: &SlotWrapper) -> PyResult {
        super::descriptor::reduce(t, this.class, &this.name())
    }
}

fn signature(def: &SlotDef) -> &'static str {
    use crate::object::slotdefs::Wrapper as W;
    match def.wrapper {
        W::Unary | W::Inquiry | W::Length | W::Hash | W::Next | W::Finalize => "($self, /)",
        W::Binary | W::Reflected | W::Contains => "($self, value, /)",
        W::Compare(_) => "($self, value, /)",
        W::Ternary | W::ReflectedTernary => "($self, value, mod=None, /)",
        W::Store => "($self, key, value, /)",
        W::Delete => "($self, key, /)",
        W::DescrGet => "($self, instance, owner=None, /)",
        W::Init | W::New | W::Call => "($self, /, *args, **kwargs)",
    }
}

/// A slot of a builtin type bound to an instance.
#[repr(C)]
pub struct MethodWrapper {
    head: Header,
    wrapper: ObjCell,
    receiver: ObjCell,
}

impl MethodWrapper {
    fn visit(&self, visitor: &mut Visitor) {
        self.wrapper.visit(visitor);
        self.receiver.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {}

    fn parts(&self) -> (Obj, Obj) {
        (self.wrapper.get_or_none(), self.receiver.get_or_none())
    }

    fn attribute(&self, t: &Thread, name: &str) -> PyResult {
        crate::object::attributes::get_text(t, &self.parts().0, name)
    }
}

#[pyclass(name = "method-wrapper", gc, flags = type_flag::DISALLOW_INSTANTIATION)]
impl MethodWrapper {
    #[pyslot]
    fn __call__(t: &Thread, this: &MethodWrapper, args: Args) -> PyResult {
        let (wrapper, receiver) = this.parts();
        match wrapper.exact::<SlotWrapper>() {
            Some(wrapper) => call_wrapper(t, wrapper.def, wrapper.function, &receiver, args),
            None => Err(t.system_error("method-wrapper without a wrapper")),
        }
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &MethodWrapper) -> PyResult<String> {
        let (_, receiver) = this.parts();
        Ok(format!(
            "<method-wrapper '{}' of {} object at {:#x}>",
            str::lossy(&this.attribute(t, "__name__")?),
            receiver.type_of().name_text(),
            receiver.value().bits()
        ))
    }

    #[pyslot]
    fn __richcompare__(_t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.exact::<MethodWrapper>(), other.exact::<MethodWrapper>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        let equal = a.wrapper.value() == b.wrapper.value() && a.receiver.value() == b.receiver.value();
        match op {
            Comparison::Eq => Ok(Obj::from_bool(equal)),
            Comparison::Ne => Ok(Obj::from_bool(!equal)),
            _ => Ok(Obj::NOT_IMPLEMENTED),
        }
    }

    #[pyslot]
    fn __hash__(_t: &Thread, this: &MethodWrapper) -> PyResult<i64> {
        let hash = (this.wrapper.value().bits() ^ this.receiver.value().bits().rotate_right(4)) as i64;
        Ok(if hash == -1 { -2 } else { hash })
    }

    #[pygetter]
    fn __self__(_t: &Thread, this: &MethodWrapper) -> Obj {
        this.parts().1
    }

    #[pygetter]
    fn __name__(t: &Thread, this: &MethodWrapper) -> PyResult {
        this.attribute(t, "__name__")
    }

    #[pygetter]
    fn __qualname__(t: &Thread, this: &MethodWrapper) -> PyResult {
        this.attribute(t, "__qualname__")
    }

    #[pygetter]
    fn __objclass__(t: &Thread, this: &MethodWrapper) -> PyResult {
        this.attribute(t, "__objclass__")
    }

    #[pygetter]
    fn __doc__(t: &Thread, this: &MethodWrapper) -> PyResult {
        this.attribute(t, "__doc__")
    }

    #[pygetter]
    fn __text_signature__(t: &Thread, this: &MethodWrapper) -> PyResult {
        this.attribute(t, "__text_signature__")
    }
}
