//! `super`.

use taipan_abi::opcodes::local_kind;
use taipan_macros::pyclass;

use crate::builtins::cell::Cell;
use crate::builtins::str;
use crate::call::Args;
use crate::interpreter::frame::Frame;
use crate::memory::{self, Visitor};
use crate::object::attributes;
use crate::object::cell::ObjCell;
use crate::object::header::Header;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread, names};
use crate::tiering::observe;

#[repr(C)]
pub struct Super {
    head: Header,
    /// The class behind which the lookup starts.
    class: ObjCell,
    /// The instance or class it is bound to, and the class whose MRO is searched.
    object: ObjCell,
    object_class: ObjCell,
}

impl Super {
    /// `super(class, object)`.
    pub fn new(t: &Thread, class: &Type, object: &Obj) -> PyResult {
        let made = Super::with_class(t, Super::class())?;
        made.bind(t, class, object)?;
        Ok(made.into_obj())
    }

    fn with_class(t: &Thread, class: &Type) -> PyResult<Ref<Super>> {
        memory::new_object(t, class, |head| Super {
            head,
            class: ObjCell::empty(),
            object: ObjCell::empty(),
            object_class: ObjCell::empty(),
        })
    }

    fn bind(&self, t: &Thread, class: &Type, object: &Obj) -> PyResult<()> {
        let object_class = checked(t, class, object)?;
        self.class.set(Some(class.borrowed().clone()));
        self.object.set(Some(object.clone()));
        self.object_class.set(Some(object_class.into_obj()));
        Ok(())
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.class.visit(visitor);
        self.object.visit(visitor);
        self.object_class.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {
        self.class.set(None);
        self.object.set(None);
        self.object_class.set(None);
    }

    /// The attribute behind `class` in the MRO; None if there is none.
    fn find(t: &Thread, class: &Type, object_class: &Type, name: &Obj) -> PyResult<Option<Obj>> {
        let mut behind = false;
        for base in object_class.mro_types() {
            if behind
                && let Some(dict) = base.dict.get()
                && let Some(found) = dict.get_str(t, name)?
            {
                return Ok(Some(found));
            }
            behind |= base.is(class);
        }
        Ok(None)
    }

    /// `super(class, object).name` for a method that takes the object as first argument; None where the
    /// attribute is anything else.
    pub fn lookup_method(t: &Thread, class: &Type, object: &Obj, name: &Obj) -> PyResult<Option<Obj>> {
        let known = &t.interp().attributes;
        if let Some(method) = known.find_super(class, object.type_of(), name.value()) {
            // SAFETY: a class behind it in the MRO owns the method.
            return Ok(Some(unsafe { method.to_obj() }));
        }
        if name.is(&names::__class__) || object.downcast::<Type>().is_some() {
            return Ok(None);
        }
        let object_class = checked(t, class, object)?;
        let found = Super::find(t, class, &object_class, name)?;
        let method = found.filter(|f| f.type_of().has_flag(type_flag::METHOD_DESCRIPTOR));
        if let Some(method) = &method
            && object_class.is(object.type_of())
        {
            known.remember_super(class, &object_class, name.value(), method.value());
        }
        Ok(method)
    }

    /// `super(class, object).name`.
    pub fn get_attribute(t: &Thread, class: &Type, object: &Obj, name: &Obj) -> PyResult {
        let made = Super::new(t, class, object)?;
        attributes::get(t, &made, name)
    }
}

/// The class whose MRO is searched: the object's, or the object itself where it is a class.
fn checked(t: &Thread, class: &Type, object: &Obj) -> PyResult<Ref<Type>> {
    if let Some(as_class) = object.downcast::<Type>()
        && as_class.is_subtype(class)
    {
        return Ok(as_class.to_ref());
    }
    if object.type_of().is_subtype(class) {
        return Ok(object.type_of().to_ref());
    }
    if let Some(claimed) = attributes::get_optional(t, object, &names::__class__)?
        && let Some(claimed) = claimed.downcast::<Type>()
        && !claimed.is(object.type_of())
        && claimed.is_subtype(class)
    {
        return Ok(claimed.to_ref());
    }
    let (what, name) = match object.downcast::<Type>() {
        Some(as_class) => ("type", as_class.name_text()),
        None => ("instance of", object.type_of().name_text()),
    };
    let class = class.name_text();
    Err(t.type_error(format!("super(type, obj): obj ({what} {name}) is not an instance or subtype of type ({class}).")))
}

/// What `super()` without arguments finds in the calling frame: `__class__` and the first argument.
fn from_frame(t: &Thread) -> PyResult<(Ref<Type>, Obj)> {
    let frame = t.frame.get();
    if frame.is_null() {
        return Err(t.runtime_error("super(): no current frame"));
    }
    // SAFETY: the innermost frame is live; its words are values or unbound.
    unsafe {
        let code = Frame::code_of(frame);
        if code.argcount == 0 {
            return Err(t.runtime_error("super(): no arguments"));
        }
        let Some(mut object) = observe::local(frame, 0) else {
            return Err(t.runtime_error("super(): arg[0] deleted"));
        };
        if code.kinds().first().is_some_and(|k| k & local_kind::CELL != 0)
            && let Some(cell) = object.clone().exact::<Cell>()
        {
            match cell.get() {
                Some(content) => object = content,
                None => return Err(t.runtime_error("super(): arg[0] deleted")),
            }
        }
        let index = code.localsplus().iter().position(|n| n.is(&names::__class__));
        let Some(index) = index else { return Err(t.runtime_error("super(): __class__ cell not found")) };
        let content = observe::local(frame, index).and_then(|cell| cell.exact::<Cell>().and_then(Cell::get));
        let Some(content) = content else { return Err(t.runtime_error("super(): empty __class__ cell")) };
        match content.into_ref::<Type>() {
            Ok(class) => Ok((class, object)),
            Err(other) => {
                let given = other.type_of().name_text();
                Err(t.runtime_error(format!("super(): __class__ is not a type ({given})")))
            }
        }
    }
}

/// super() -> same as super(__class__, <first argument>)
/// super(type) -> unbound super object
/// super(type, obj) -> bound super object; requires isinstance(obj, type)
/// super(type, type2) -> bound super object; requires issubclass(type2, type)
/// Typical use to call a cooperative superclass method:
/// class C(B):
///     def meth(self, arg):
///         super().meth(arg)
/// This works for class methods too:
/// class C(B):
///     @classmethod
///     def cmeth(cls, arg):
///         super().cmeth(arg)
#[pyclass(name = "super", gc, flags = type_flag::BASE_TYPE)]
impl Super {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<Super>> {
        Super::with_class(t, class)
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &Super, args: Args) -> PyResult<()> {
        args.no_keywords(t, "super")?;
        args.check_positional(t, "super", 0, 2)?;
        let Some(first) = args.get(0) else {
            let (class, object) = from_frame(t)?;
            return this.bind(t, &class, &object);
        };
        let Some(class) = first.downcast::<Type>() else {
            let given = first.type_of().name_text();
            return Err(t.type_error(format!("super() argument 1 must be a type, not {given}")));
        };
        match args.get(1).filter(|o| !o.is_none()) {
            Some(object) => this.bind(t, class, object),
            None => {
                this.class.set(Some(first.clone()));
                Ok(())
            }
        }
    }

    #[pyslot]
    fn __getattribute__(t: &Thread, this: &Super, name: &Obj) -> PyResult {
        let name = &attributes::interned_name(t, name)?;
        let (class, object, object_class) = (this.class.get(), this.object.get(), this.object_class.get());
        let (Some(class), Some(object), Some(object_class)) = (class, object, object_class) else {
            return attributes::generic_get(t, &this.borrowed(), name);
        };
        if !name.is(&names::__class__)
            && let (Some(start), Some(searched)) = (class.downcast::<Type>(), object_class.downcast::<Type>())
            && let Some(found) = Super::find(t, start, searched, name)?
        {
            return match found.type_of().slots.descr_get.get() {
                Some(get) => {
                    // Bound to a class, functions stay as they are.
                    let instance = if object.is(&object_class) { None } else { Some(&object) };
                    get(t, &found, instance, Some(&object_class))
                }
                None => Ok(found),
            };
        }
        match attributes::generic_get_optional(t, &this.borrowed(), name)? {
            Some(value) => Ok(value),
            None => {
                let text = str::lossy(name);
                Err(t.attribute_error(&this.borrowed(), name, format!("'super' object has no attribute '{text}'")))
            }
        }
    }

    #[pyslot]
    fn __get__(t: &Thread, this: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
        let (Some(instance), Some(unbound)) = (instance, this.downcast::<Super>()) else { return Ok(this.clone()) };
        if unbound.object.is_some() {
            return Ok(this.clone());
        }
        match unbound.class.get().and_then(|c| c.into_ref::<Type>().ok()) {
            Some(class) if this.is_exact::<Super>() => Super::new(t, &class, instance),
            Some(class) => {
                let made = this.type_of().borrowed_obj().clone();
                crate::call::call2(t, &made, class.obj(), instance)
            }
            None => Ok(this.clone()),
        }
    }

    #[pyslot]
    fn __repr__(_t: &Thread, this: &Super) -> PyResult<String> {
        let name = |o: Option<Obj>| o.and_then(|o| o.downcast::<Type>().map(Type::name_text));
        let class = name(this.class.get()).unwrap_or_else(|| "NULL".into());
        Ok(match name(this.object_class.get()) {
            Some(object_class) => format!("<super: <class '{class}'>, <{object_class} object>>"),
            None => format!("<super: <class '{class}'>, NULL>"),
        })
    }

    #[pygetter]
    fn __thisclass__(_t: &Thread, this: &Super) -> Obj {
        this.class.get_or_none()
    }

    #[pygetter]
    fn __self__(_t: &Thread, this: &Super) -> Obj {
        this.object.get_or_none()
    }

    #[pygetter]
    fn __self_class__(_t: &Thread, this: &Super) -> Obj {
        this.object_class.get_or_none()
    }
}
