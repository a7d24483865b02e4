//! `type`: the class of classes.
//!
//! [`create`] makes classes, [`attributes`](self::attribute) looks their attributes up, [`mutate`]
//! changes them; this file is the type with its slots.

pub mod attribute;
pub mod create;
pub mod mutate;

use taipan_macros::pyclass;

use crate::call::{self, Args};
use crate::memory::Visitor;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, protocol, ready};
use crate::thread::{PyResult, Thread, names};

use super::dict::Dict;
use super::list::List;
use super::str;
use super::tuple::Tuple;

pub use attribute::merge_class_dict;

impl Type {
    fn visit(&self, visitor: &mut Visitor) {
        self.dict.visit(visitor);
        self.bases.visit(visitor);
        self.mro.visit(visitor);
        self.base.visit(visitor);
        self.name.visit(visitor);
    }

    fn clear_references(&self, t: &Thread) {
        if !self.is_heap_type() {
            return;
        }
        if let Some(dict) = self.dict.get() {
            crate::object::lookup::modified(t, self);
            dict.clear(t);
        }
        // The MRO holds the type itself; without it the cycle is broken.
        self.mro.set(None);
    }
}

impl Drop for Type {
    fn drop(&mut self) {
        if let Some(bases) = self.bases.get() {
            for base in bases.items() {
                if let Some(base) = base.downcast::<Type>() {
                    ready::remove_subclass(base, self);
                }
            }
        }
        if self.root_shape.get() != 0
            && let Some(t) = Thread::try_current()
        {
            t.interp().shapes.forget_class(self);
        }
    }
}

/// The type of types.
pub const fn metatype() -> *const Type {
    Type::CLASS_PTR
}

/// type(object) -> the object's type
/// type(name, bases, dict, **kwds) -> a new type
#[pyclass(name = "type", gc, flags = type_flag::BASE_TYPE | type_flag::TYPE_SUBCLASS | type_flag::WEAKREFABLE)]
impl Type {
    #[pyslot]
    fn __new__(t: &Thread, meta: &Type, args: Args) -> PyResult {
        create::new(t, meta, args)
    }

    #[pyslot]
    fn __init__(t: &Thread, _this: &Type, args: Args) -> PyResult<()> {
        if args.has_keywords() && args.len() == 1 {
            return Err(t.type_error("type.__init__() takes no keyword arguments"));
        }
        if args.len() != 1 && args.len() != 3 {
            return Err(t.type_error("type.__init__() takes 1 or 3 arguments"));
        }
        Ok(())
    }

    #[pyslot]
    fn __call__(t: &Thread, this: &Type, args: Args) -> PyResult {
        instantiate(t, this, args)
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Type) -> PyResult<String> {
        let module = attributes::get_optional(t, &this.borrowed(), &names::__module__)?;
        let qualname = str::lossy(&this.qualname.get_or_none());
        Ok(match module {
            Some(m) if m.downcast::<str::Str>().is_some() && !str::equals(&m, "builtins") => {
                format!("<class '{}.{qualname}'>", str::lossy(&m))
            }
            _ => format!("<class '{}'>", if qualname.is_empty() { this.name_text() } else { qualname }),
        })
    }

    #[pyslot]
    fn __getattribute__(t: &Thread, this: &Type, name: &Obj) -> PyResult {
        attribute::get(t, this, name)
    }

    #[pyslot]
    fn __setattr__(t: &Thread, this: &Type, name: &Obj, value: Option<&Obj>) -> PyResult<()> {
        mutate::set_attribute(t, this, name, value)
    }

    #[pyslot]
    fn __or__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        super::union_of(t, a, b)
    }

    #[pygetter]
    fn __name__(_t: &Thread, this: &Type) -> Obj {
        this.name.get_or_none()
    }

    #[pysetter]
    fn set___name__(t: &Thread, this: &Type, value: Option<&Obj>) -> PyResult<()> {
        mutate::set_name(t, this, value)
    }

    #[pygetter]
    fn __qualname__(_t: &Thread, this: &Type) -> Obj {
        this.qualname.get_or_none()
    }

    #[pysetter]
    fn set___qualname__(t: &Thread, this: &Type, value: Option<&Obj>) -> PyResult<()> {
        mutate::set_qualname(t, this, value)
    }

    #[pygetter]
    fn __module__(t: &Thread, this: &Type) -> PyResult {
        match this.dict().get_str(t, &names::__module__)? {
            Some(module) => Ok(module),
            None if this.is_heap_type() => Err(attributes::no_attribute(t, &this.borrowed(), &names::__module__)),
            None => Ok(names::builtins.clone()),
        }
    }

    #[pysetter]
    fn set___module__(t: &Thread, this: &Type, value: Option<&Obj>) -> PyResult<()> {
        mutate::set_in_dict(t, this, &names::__module__, value)
    }

    #[pygetter]
    fn __bases__(_t: &Thread, this: &Type) -> Option<Ref<Tuple>> {
        this.bases.get()
    }

    #[pysetter]
    fn set___bases__(t: &Thread, this: &Type, value: Option<&Obj>) -> PyResult<()> {
        mutate::set_bases(t, this, value)
    }

    #[pygetter]
    fn __base__(_t: &Thread, this: &Type) -> Option<Ref<Type>> {
        this.base.get()
    }

    #[pygetter]
    fn __mro__(_t: &Thread, this: &Type) -> Option<Ref<Tuple>> {
        this.mro.get()
    }

    #[pygetter]
    fn __dict__(t: &Thread, this: &Type) -> PyResult {
        super::mapping::MappingProxy::new(t, this.dict().into_obj())
    }

    #[pygetter]
    fn __doc__(t: &Thread, this: &Type) -> PyResult {
        match this.dict().get_str(t, &names::__doc__)? {
            Some(doc) => match doc.type_of().slots.descr_get.get() {
                Some(get) => get(t, &doc, None, Some(&this.borrowed())),
                None => Ok(doc),
            },
            None => Ok(Obj::NONE),
        }
    }

    #[pysetter]
    fn set___doc__(t: &Thread, this: &Type, value: Option<&Obj>) -> PyResult<()> {
        mutate::set_in_dict(t, this, &names::__doc__, value)
    }

    #[pygetter]
    fn __text_signature__(_t: &Thread, _this: &Type) -> Obj {
        Obj::NONE
    }

    #[pygetter]
    fn __abstractmethods__(t: &Thread, this: &Type) -> PyResult {
        let name = str::intern(t, "__abstractmethods__")?;
        match this.dict().get_str(t, &name)? {
            Some(methods) if !this.is(Type::class()) => Ok(methods),
            _ => Err(attributes::no_attribute(t, &this.borrowed(), &name)),
        }
    }

    #[pysetter]
    fn set___abstractmethods__(t: &Thread, this: &Type, value: Option<&Obj>) -> PyResult<()> {
        let name = str::intern(t, "__abstractmethods__")?;
        mutate::set_in_dict(t, this, &name, value)?;
        let is_abstract = match value {
            Some(value) => protocol::is_true(t, value)?,
            None => false,
        };
        let flags = this.flags.get();
        this.flags.set(if is_abstract { flags | type_flag::IS_ABSTRACT } else { flags & !type_flag::IS_ABSTRACT });
        Ok(())
    }

    #[pygetter]
    fn __annotations__(t: &Thread, this: &Type) -> PyResult {
        attribute::annotations(t, this)
    }

    #[pysetter]
    fn set___annotations__(t: &Thread, this: &Type, value: Option<&Obj>) -> PyResult<()> {
        attribute::set_annotations(t, this, value)
    }

    #[pygetter]
    fn __annotate__(t: &Thread, this: &Type) -> PyResult {
        attribute::annotate(t, this)
    }

    #[pysetter]
    fn set___annotate__(t: &Thread, this: &Type, value: Option<&Obj>) -> PyResult<()> {
        attribute::set_annotate(t, this, value)
    }

    #[pygetter]
    fn __type_params__(t: &Thread, this: &Type) -> PyResult {
        match this.dict().get_str(t, &names::__type_params__)? {
            Some(params) => Ok(params),
            None => Tuple::empty(t).map(Ref::into_obj),
        }
    }

    #[pysetter]
    fn set___type_params__(t: &Thread, this: &Type, value: Option<&Obj>) -> PyResult<()> {
        mutate::set_in_dict(t, this, &names::__type_params__, value)
    }

    #[pygetter]
    fn __flags__(_t: &Thread, this: &Type) -> i64 {
        (this.flags.get() & 0xFFFF_FFFF) as i64
    }

    #[pygetter]
    fn __basicsize__(_t: &Thread, this: &Type) -> usize {
        this.basicsize.get()
    }

    #[pygetter]
    fn __itemsize__(_t: &Thread, this: &Type) -> usize {
        this.itemsize.get()
    }

    #[pygetter]
    fn __dictoffset__(_t: &Thread, this: &Type) -> i64 {
        if this.has_flag(type_flag::SHAPED | type_flag::MANAGED_DICT) { -1 } else { 0 }
    }

    #[pygetter]
    fn __weakrefoffset__(_t: &Thread, this: &Type) -> i64 {
        if this.has_flag(type_flag::WEAKREFABLE) { -1 } else { 0 }
    }

    /// Return a type's method resolution order.
    #[pymethod]
    fn mro(t: &Thread, this: &Type) -> PyResult {
        let mro = create::compute_mro(t, this)?;
        List::from_vec(t, mro).map(Ref::into_obj)
    }

    /// Return a list of immediate subclasses.
    #[pymethod]
    fn __subclasses__(t: &Thread, this: &Type) -> PyResult {
        let mut list = Vec::new();
        ready::for_each_subclass(this, &mut |subclass| list.push(subclass.borrowed_obj().clone()));
        List::from_vec(t, list).map(Ref::into_obj)
    }

    /// Create a namespace for the class statement
    #[pyclassmethod(sig = "($cls, name, bases, /, **kwds)")]
    fn __prepare__(t: &Thread, _class: &Obj, _args: Args) -> PyResult<Ref<Dict>> {
        Dict::new(t)
    }

    /// Check if an object is an instance.
    #[pymethod(sig = "($self, instance, /)")]
    fn __instancecheck__(t: &Thread, this: &Obj, instance: &Obj) -> PyResult<bool> {
        protocol::compare::recursive_is_instance(t, instance, this)
    }

    /// Check if a class is a subclass.
    #[pymethod(sig = "($self, subclass, /)")]
    fn __subclasscheck__(t: &Thread, this: &Obj, subclass: &Obj) -> PyResult<bool> {
        protocol::compare::recursive_is_subclass(t, subclass, this)
    }

    /// Specialized __dir__ implementation for types.
    #[pymethod]
    fn __dir__(t: &Thread, this: &Type) -> PyResult {
        let names = super::object::class_names(t, this)?;
        let keys: Vec<Obj> = names.entries().into_iter().map(|(k, _)| k).collect();
        List::from_vec(t, keys).map(Ref::into_obj)
    }

    /// Return memory consumption of the type object.
    #[pymethod]
    fn __sizeof__(_t: &Thread, _this: &Type) -> usize {
        size_of::<Type>()
    }
}

/// `class(*args, **keywords)`.
pub fn instantiate(t: &Thread, class: &Type, args: Args) -> PyResult {
    if class.is(Type::class()) {
        if args.len() == 1 && !args.has_keywords() {
            return Ok(args.pos()[0].type_of().borrowed_obj().clone());
        }
        if args.len() != 3 {
            return Err(t.type_error("type() takes 1 or 3 arguments"));
        }
    }
    let Some(new) = class.slots.new.get() else {
        return Err(t.type_error(format!("cannot create '{}' instances", qualified_name(t, class)?)));
    };
    let object = new(t, class, args)?;
    let made = object.type_of();
    if !made.is_subtype(class) {
        return Ok(object);
    }
    if let Some(init) = made.slots.init.get() {
        init(t, &object, args)?;
    }
    Ok(object)
}

/// The name a class goes by in messages: with its module unless that is builtins.
pub fn qualified_name(t: &Thread, class: &Type) -> PyResult<String> {
    let name = class.name_text();
    Ok(match class.spec {
        Some(spec) if spec.module != "builtins" => format!("{}.{name}", spec.module),
        Some(_) => name,
        None => match attributes::get_optional(t, &class.borrowed(), &names::__module__)? {
            Some(m) if m.downcast::<str::Str>().is_some() => format!("{}.{name}", str::lossy(&m)),
            _ => name,
        },
    })
}

/// Calls `class(*args)` from Rust.
pub fn new_instance(t: &Thread, class: &Type, args: &[Obj]) -> PyResult {
    call::call(t, &class.borrowed(), args)
}
