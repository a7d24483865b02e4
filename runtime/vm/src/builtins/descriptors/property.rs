//! `property`.

use taipan_macros::pyclass;

use crate::builtins::str;
use crate::call::{self, Args, Parameter, ParameterKind::Either, Signature};
use crate::memory::{self, Visitor};
use crate::object::cell::ObjCell;
use crate::object::header::Header;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, protocol};
use crate::thread::{PyResult, Raised, Thread, names};

#[repr(C)]
pub struct Property {
    head: Header,
    pub getter: ObjCell,
    setter: ObjCell,
    deleter: ObjCell,
    doc: ObjCell,
    name: ObjCell,
    /// The docstring came from the getter, and follows it.
    doc_from_getter: std::cell::Cell<bool>,
}

impl Property {
    fn with_class(t: &Thread, class: &Type) -> PyResult<Ref<Property>> {
        memory::new_object(t, class, |head| Property {
            head,
            getter: ObjCell::empty(),
            setter: ObjCell::empty(),
            deleter: ObjCell::empty(),
            doc: ObjCell::empty(),
            name: ObjCell::empty(),
            doc_from_getter: std::cell::Cell::new(false),
        })
    }

    /// A copy with one function replaced.
    fn copy_with(&self, t: &Thread, getter: Option<&Obj>, setter: Option<&Obj>, deleter: Option<&Obj>) -> PyResult {
        let pick = |new: Option<&Obj>, old: &ObjCell| match new {
            Some(new) if !new.is_none() => new.clone(),
            _ => old.get_or_none(),
        };
        let getter_new = pick(getter, &self.getter);
        let doc = if self.doc_from_getter.get() && !getter_new.is_none() { Obj::NONE } else { self.doc.get_or_none() };
        let arguments = [getter_new, pick(setter, &self.setter), pick(deleter, &self.deleter), doc];
        let class = self.borrowed().type_of().borrowed_obj().clone();
        let made = call::call(t, &class, &arguments)?;
        if let Some(property) = made.downcast::<Property>() {
            property.name.set(self.name.get());
        }
        Ok(made)
    }

    fn visit(&self, visitor: &mut Visitor) {
        for cell in [&self.getter, &self.setter, &self.deleter, &self.doc, &self.name] {
            cell.visit(visitor);
        }
    }

    fn clear_references(&self, _t: &Thread) {
        for cell in [&self.getter, &self.setter, &self.deleter, &self.doc, &self.name] {
            cell.set(None);
        }
    }

    #[cold]
    fn missing(&self, t: &Thread, what: &str, instance: &Obj) -> Raised {
        let class = instance.type_of();
        let class = class.qualname.get().map_or_else(|| class.name_text(), |q| str::lossy(&q));
        let message = match self.name.get().filter(|n| !n.is_none()) {
            Some(name) => {
                format!("property {} of '{class}' object has no {what}", protocol::repr_text(t, &name))
            }
            None => format!("property of '{class}' object has no {what}"),
        };
        t.error(&crate::exceptions::ATTRIBUTE_ERROR, message)
    }
}

/// Property attribute.
///
///   fget
///     function to be used for getting an attribute value
///   fset
///     function to be used for setting an attribute value
///   fdel
///     function to be used for del'ing an attribute
///   doc
///     docstring
///
/// Typical use is to define a managed attribute x:
///
/// class C(object):
///     def getx(self): return self._x
///     def setx(self, value): self._x = value
///     def delx(self): del self._x
///     x = property(getx, setx, delx, "I'm the 'x' property.")
///
/// Decorators make defining new properties or modifying existing ones easy:
///
/// class C(object):
///     @property
///     def x(self):
///         "I am the 'x' property."
///         return self._x
///     @x.setter
///     def x(self, value):
///         self._x = value
///     @x.deleter
///     def x(self):
///         del self._x
#[pyclass(name = "property", gc, flags = type_flag::BASE_TYPE)]
impl Property {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<Property>> {
        Property::with_class(t, class)
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &Property, args: Args) -> PyResult<()> {
        static SIGNATURE: Signature = Signature {
            name: "property",
            qualname: "property",
            parameters: &[
                Parameter { name: "fget", kind: Either, required: false },
                Parameter { name: "fset", kind: Either, required: false },
                Parameter { name: "fdel", kind: Either, required: false },
                Parameter { name: "doc", kind: Either, required: false },
            ],
            varargs: false,
            varkeywords: false,
        };
        let [getter, setter, deleter, doc] = SIGNATURE.bind::<4>(t, args)?;
        let given = |o: Option<&Obj>| o.filter(|o| !o.is_none()).cloned();
        this.getter.set(given(getter));
        this.setter.set(given(setter));
        this.deleter.set(given(deleter));
        this.name.set(None);
        let mut text = given(doc);
        this.doc_from_getter.set(false);
        if text.is_none()
            && let Some(getter) = this.getter.get()
        {
            text = attributes::get_optional(t, &getter, &names::__doc__)?.filter(|d| !d.is_none());
            this.doc_from_getter.set(text.is_some());
        }
        let object = this.borrowed();
        if object.is_exact::<Property>() {
            this.doc.set(text);
        } else {
            let text = text.unwrap_or(Obj::NONE);
            match attributes::set(t, &object, &names::__doc__, Some(&text)) {
                Ok(()) => {}
                Err(raised) => drop(t.catch(raised, &crate::exceptions::ATTRIBUTE_ERROR)?),
            }
        }
        Ok(())
    }

    #[pyslot]
    fn __get__(t: &Thread, this: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
        let (Some(instance), Some(property)) = (instance, this.downcast::<Property>()) else { return Ok(this.clone()) };
        if instance.is_none() {
            return Ok(this.clone());
        }
        match property.getter.get() {
            Some(getter) => call::call1(t, &getter, instance),
            None => Err(property.missing(t, "getter", instance)),
        }
    }

    #[pyslot]
    fn __set__(t: &Thread, this: &Property, instance: &Obj, value: Option<&Obj>) -> PyResult<()> {
        match value {
            Some(value) => match this.setter.get() {
                Some(setter) => call::call2(t, &setter, instance, value)?,
                None => return Err(this.missing(t, "setter", instance)),
            },
            None => match this.deleter.get() {
                Some(deleter) => call::call1(t, &deleter, instance)?,
                None => return Err(this.missing(t, "deleter", instance)),
            },
        };
        Ok(())
    }

    #[pygetter]
    fn fget(_t: &Thread, this: &Property) -> Obj {
        this.getter.get_or_none()
    }

    #[pygetter]
    fn fset(_t: &Thread, this: &Property) -> Obj {
        this.setter.get_or_none()
    }

    #[pygetter]
    fn fdel(_t: &Thread, this: &Property) -> Obj {
        this.deleter.get_or_none()
    }

    #[pysetter]
    fn set_fget(t: &Thread, _this: &Property, _value: Option<&Obj>) -> PyResult<()> {
        Err(crate::builtins::slice::read_only(t))
    }

    #[pysetter]
    fn set_fset(t: &Thread, _this: &Property, _value: Option<&Obj>) -> PyResult<()> {
        Err(crate::builtins::slice::read_only(t))
    }

    #[pysetter]
    fn set_fdel(t: &Thread, _this: &Property, _value: Option<&Obj>) -> PyResult<()> {
        Err(crate::builtins::slice::read_only(t))
    }

    #[pygetter]
    fn __doc__(_t: &Thread, this: &Property) -> Obj {
        this.doc.get_or_none()
    }

    #[pysetter]
    fn set___doc__(_t: &Thread, this: &Property, value: Option<&Obj>) -> PyResult<()> {
        this.doc.set(value.cloned());
        Ok(())
    }

    #[pygetter]
    fn __name__(t: &Thread, this: &Property) -> PyResult {
        if let Some(name) = this.name.get() {
            return Ok(name);
        }
        match this.getter.get() {
            Some(getter) => match attributes::get_optional(t, &getter, &names::__name__)? {
                Some(name) => Ok(name),
                None => Err(attributes::no_attribute(t, &this.borrowed(), &names::__name__)),
            },
            None => Err(attributes::no_attribute(t, &this.borrowed(), &names::__name__)),
        }
    }

    #[pysetter]
    fn set___name__(_t: &Thread, this: &Property, value: Option<&Obj>) -> PyResult<()> {
        this.name.set(value.cloned());
        Ok(())
    }

    #[pygetter]
    fn __isabstractmethod__(t: &Thread, this: &Property) -> PyResult<bool> {
        let name = str::intern(t, "__isabstractmethod__")?;
        for cell in [&this.getter, &this.setter, &this.deleter] {
            if let Some(function) = cell.get()
                && let Some(value) = attributes::get_optional(t, &function, &name)?
                && protocol::is_true(t, &value)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Descriptor to obtain a copy of the property with a different getter.
    #[pymethod(sig = "($self, object, /)")]
    fn getter(t: &Thread, this: &Property, function: &Obj) -> PyResult {
        this.copy_with(t, Some(function), None, None)
    }

    /// Descriptor to obtain a copy of the property with a different setter.
    #[pymethod(sig = "($self, object, /)")]
    fn setter(t: &Thread, this: &Property, function: &Obj) -> PyResult {
        this.copy_with(t, None, Some(function), None)
    }

    /// Descriptor to obtain a copy of the property with a different deleter.
    #[pymethod(sig = "($self, object, /)")]
    fn deleter(t: &Thread, this: &Property, function: &Obj) -> PyResult {
        this.copy_with(t, None, None, Some(function))
    }

    /// __set_name__(owner, name)
    #[pymethod(sig = "($self, owner, name, /)")]
    fn __set_name__(_t: &Thread, this: &Property, _owner: &Obj, name: &Obj) {
        this.name.set(Some(name.clone()));
    }
}
