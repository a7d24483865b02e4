//! `object`: the base of everything.

use taipan_macros::pyclass;

use crate::call::{self, Args};
use crate::memory::Visitor;
use crate::object::header::Header;
use crate::object::slotdefs;
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, instance, lookup, protocol};
use crate::thread::{PyResult, Thread, names};

use super::dict::Dict;
use super::list::List;
use super::str;
use super::tuple::Tuple;

/// An instance without a native part.
#[repr(C)]
pub struct Object {
    pub head: Header,
}

/// Whether instances of the class have no native part but the header.
#[inline(always)]
pub fn is_plain_layout(class: &Type) -> bool {
    std::ptr::eq(class.layout.get(), Object::class().layout.get())
}

impl Object {
    pub fn visit(&self, _visitor: &mut Visitor) {}
}

/// The base class of the class hierarchy.
///
/// When called, it accepts no arguments and returns a new featureless
/// instance that has no instance attributes and cannot be given any.
#[pyclass(name = "object", flags = type_flag::BASE_TYPE)]
impl Object {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult {
        check_excess(t, class, args)?;
        if class.has_flag(type_flag::IS_ABSTRACT) {
            return Err(abstract_class(t, class)?);
        }
        instance::new_plain(t, class)
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
        let class = this.type_of();
        if args.is_empty() {
            return Ok(());
        }
        let init_is_ours = class
            .slots
            .init
            .get()
            .is_some_and(|f| Object::class().slots.init.get().is_some_and(|o| o as usize == f as usize));
        let new_is_ours = class
            .slots
            .new
            .get()
            .is_some_and(|f| Object::class().slots.new.get().is_some_and(|o| o as usize == f as usize));
        if !init_is_ours {
            return Err(t.type_error("object.__init__() takes exactly one argument (the instance to initialize)"));
        }
        if new_is_ours {
            let class = class.name_text();
            return Err(
                t.type_error(format!("{class}.__init__() takes exactly one argument (the instance to initialize)"))
            );
        }
        Ok(())
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Obj) -> PyResult<String> {
        let class = this.type_of();
        let module = attributes::get_optional(t, &class.borrowed_obj(), &names::__module__)?;
        let qualname = attributes::get(t, &class.borrowed_obj(), &names::__qualname__)?;
        let qualname = str::lossy(&qualname);
        let address = this.value().bits();
        Ok(match module {
            Some(module) if module.downcast::<str::Str>().is_some() && !str::equals(&module, "builtins") => {
                format!("<{}.{qualname} object at {address:#x}>", str::lossy(&module))
            }
            _ => format!("<{qualname} object at {address:#x}>"),
        })
    }

    #[pyslot]
    fn __str__(t: &Thread, this: &Obj) -> PyResult {
        // Not checked here: `str()` names its own method where the result is no string.
        match this.type_of().slots.repr.get() {
            Some(repr) => repr(t, this),
            None => protocol::repr(t, this).map(Ref::into_obj),
        }
    }

    #[pyslot]
    fn __hash__(_t: &Thread, this: &Obj) -> PyResult<i64> {
        Ok(identity_hash(this))
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        match op {
            Comparison::Eq if this.is(other) => Ok(Obj::TRUE),
            Comparison::Ne => {
                // `!=` is the inverse of `==` unless a class says otherwise.
                let Some(compare) = this.type_of().slots.compare.get() else { return Ok(Obj::NOT_IMPLEMENTED) };
                let equal = compare(t, this, other, Comparison::Eq)?;
                if equal.is_not_implemented() {
                    return Ok(equal);
                }
                Ok(Obj::from_bool(!protocol::is_true(t, &equal)?))
            }
            _ => Ok(Obj::NOT_IMPLEMENTED),
        }
    }

    #[pyslot]
    fn __getattribute__(t: &Thread, this: &Obj, name: &Obj) -> PyResult {
        attributes::generic_get(t, this, name)
    }

    #[pyslot]
    fn __setattr__(t: &Thread, this: &Obj, name: &Obj, value: Option<&Obj>) -> PyResult<()> {
        attributes::generic_set(t, this, name, value)
    }

    /// the object's class
    #[pygetter]
    fn __class__(_t: &Thread, this: &Obj) -> Obj {
        this.type_of().borrowed_obj().clone()
    }

    #[pysetter(name = "__class__")]
    fn set_class(t: &Thread, this: &Obj, value: Option<&Obj>) -> PyResult<()> {
        set_class(t, this, value)
    }

    /// Default dir() implementation.
    #[pymethod]
    fn __dir__(t: &Thread, this: &Obj) -> PyResult {
        let names = Dict::new(t)?;
        if let Some(dict) = attributes::get_optional(t, this, &names::__dict__)?
            && let Some(dict) = dict.downcast::<Dict>()
        {
            names.merge_dict(t, dict, true)?;
        }
        if let Some(class) = attributes::get_optional(t, this, &names::__class__)? {
            super::type_object::merge_class_dict(t, &names, &class)?;
        }
        let keys: Vec<Obj> = names.entries().into_iter().map(|(k, _)| k).collect();
        List::from_vec(t, keys).map(Ref::into_obj)
    }

    /// Default object formatter.
    ///
    /// Return str(self) if format_spec is empty. Raise TypeError otherwise.
    #[pymethod(sig = "($self, format_spec, /)")]
    fn __format__(t: &Thread, this: &Obj, spec: &str::Str) -> PyResult {
        if !spec.is_empty() {
            let class = this.type_of().name_text();
            return Err(t.type_error(format!("unsupported format string passed to {class}.__format__")));
        }
        protocol::str_of(t, this).map(Ref::into_obj)
    }

    /// Size of object in memory, in bytes.
    #[pymethod]
    fn __sizeof__(t: &Thread, this: &Obj) -> usize {
        match this.value().header() {
            // SAFETY: alive, and of this type.
            Some(header) => unsafe { crate::memory::object::block_bytes(t, this.type_of(), header) },
            None => 24,
        }
    }

    /// Helper for pickle.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &Obj) -> PyResult {
        super::reduce::reduce(t, this, 0)
    }

    /// Helper for pickle.
    #[pymethod(sig = "($self, protocol, /)")]
    fn __reduce_ex__(t: &Thread, this: &Obj, protocol: i32) -> PyResult {
        super::reduce::reduce_ex(t, this, protocol)
    }

    /// Helper for pickle.
    #[pymethod]
    fn __getstate__(t: &Thread, this: &Obj) -> PyResult {
        super::reduce::get_state(t, this)
    }

    /// This method is called when a class is subclassed.
    ///
    /// The default implementation does nothing. It may be
    /// overridden to extend subclasses.
    #[pyclassmethod]
    fn __init_subclass__(t: &Thread, class: &Type, args: Args) -> PyResult<()> {
        let name = class.name_text();
        if args.has_keywords() {
            return Err(t.type_error(format!("{name}.__init_subclass__() takes no keyword arguments")));
        }
        if !args.is_empty() {
            let given = args.len();
            return Err(t.type_error(format!("{name}.__init_subclass__() takes no arguments ({given} given)")));
        }
        Ok(())
    }

    /// Abstract classes can override this to customize issubclass().
    ///
    /// This is invoked early on by abc.ABCMeta.__subclasscheck__().
    /// It should return True, False or NotImplemented.  If it returns
    /// NotImplemented, the normal algorithm is used.  Otherwise, it
    /// overrides the normal algorithm (and the outcome is cached).
    #[pyclassmethod(sig = "(object, /)")]
    fn __subclasshook__(_class: &Obj, _object: &Obj) -> Obj {
        Obj::NOT_IMPLEMENTED
    }
}

/// The hash of an object by its identity.
pub fn identity_hash(object: &Obj) -> i64 {
    let hash = object.value().bits().rotate_right(4) as i64;
    if hash == -1 { -2 } else { hash }
}

fn check_excess(t: &Thread, class: &Type, args: Args) -> PyResult<()> {
    if args.is_empty() {
        return Ok(());
    }
    let base = Object::class();
    let same = |a: Option<usize>, b: Option<usize>| a == b;
    let new_is_ours = same(class.slots.new.get().map(|f| f as usize), base.slots.new.get().map(|f| f as usize));
    let init_is_ours = same(class.slots.init.get().map(|f| f as usize), base.slots.init.get().map(|f| f as usize));
    if !new_is_ours {
        return Err(t.type_error("object.__new__() takes exactly one argument (the type to instantiate)"));
    }
    if init_is_ours {
        return Err(t.type_error(format!("{}() takes no arguments", class.name_text())));
    }
    Ok(())
}

#[cold]
fn abstract_class(t: &Thread, class: &Type) -> PyResult<crate::thread::Raised> {
    let methods = attributes::get_text(t, &class.borrowed_obj(), "__abstractmethods__")?;
    let mut texts = Vec::new();
    for name in protocol::collect(t, &methods)? {
        texts.push(str::lossy(&name));
    }
    texts.sort();
    let plural = if texts.len() == 1 { "" } else { "s" };
    let list = texts.iter().map(|n| format!("'{n}'")).collect::<Vec<_>>().join(", ");
    Ok(t.type_error(format!(
        "Can't instantiate abstract class {} without an implementation for abstract method{plural} {list}",
        class.name_text()
    )))
}

fn set_class(t: &Thread, this: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else { return Err(t.type_error("can't delete __class__ attribute")) };
    let Some(new) = value.downcast::<Type>() else {
        let class = value.type_of().name_text();
        return Err(t.type_error(format!("__class__ must be set to a class, not '{class}' object")));
    };
    let old = this.type_of();
    let module_like = |class: &Type| class.is_subtype(super::module::Module::class());
    let both_mutable = old.is_heap_type() && new.is_heap_type() || module_like(old) && module_like(new);
    if !both_mutable {
        return Err(t.type_error("__class__ assignment only supported for mutable types or ModuleType subclasses"));
    }
    let compatible = std::ptr::eq(slotdefs::native_base(old), slotdefs::native_base(new))
        && old.member_count.get() == new.member_count.get()
        && old.aux_offset.get() == new.aux_offset.get();
    let Some(header) = this.header().filter(|_| compatible) else {
        return Err(t.type_error(format!(
            "__class__ assignment: '{}' object layout differs from '{}'",
            new.name_text(),
            old.name_text()
        )));
    };
    if !instance::reshape(t, header, new) {
        return Err(t.no_memory());
    }
    let old = old.to_ref();
    if new.is_heap_type() {
        new.head().incref();
    }
    header.set_type(new);
    if old.is_heap_type() {
        // SAFETY: the object's reference to its old type is given up.
        drop(unsafe { Obj::from_raw(old.obj().value()) });
    }
    Ok(())
}

/// `object.__dir__`'s helper for classes: attribute names of a class and its bases.
pub fn class_names(t: &Thread, class: &Type) -> PyResult<Ref<Dict>> {
    let names = Dict::new(t)?;
    super::type_object::merge_class_dict(t, &names, &class.borrowed_obj())?;
    Ok(names)
}

/// Calls `object.name(*args)` if the type has the method.
pub fn call_if_defined(t: &Thread, this: &Obj, name: &Obj, args: &[Obj]) -> PyResult<Option<Obj>> {
    if lookup::lookup(t, this.type_of(), name).is_none() {
        return Ok(None);
    }
    call::call_method(t, this, name, args).map(Some)
}

/// A pair as a tuple.
pub fn pair(t: &Thread, a: Obj, b: Obj) -> PyResult {
    Tuple::with_class(t, Tuple::class(), 2, [a, b].into_iter()).map(Ref::into_obj)
}
