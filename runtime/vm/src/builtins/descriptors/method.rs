//! `staticmethod` and `classmethod`.

use taipan_macros::pyclass;

use crate::builtins::dict::Dict;
use crate::builtins::function::BoundMethod;
use crate::call::{self, Args};
use crate::memory::{self, Visitor};
use crate::object::cell::{ObjCell, RefOf};
use crate::object::header::Header;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, protocol};
use crate::thread::{PyResult, Thread, names};

macro_rules! wrapper_layout {
    ($name:ident) => {
        #[repr(C)]
        pub struct $name {
            head: Header,
            callable: ObjCell,
            pub dict: RefOf<Dict>,
        }

        impl $name {
            pub fn new(t: &Thread, callable: Obj) -> PyResult {
                $name::with_class(t, $name::class(), Some(callable)).map(Ref::into_obj)
            }

            fn with_class(t: &Thread, class: &Type, callable: Option<Obj>) -> PyResult<Ref<$name>> {
                memory::new_object(t, class, |head| $name {
                    head,
                    callable: ObjCell::from_option(callable),
                    dict: RefOf::empty(),
                })
            }

            pub fn callable(&self) -> Obj {
                self.callable.get_or_none()
            }

            fn visit(&self, visitor: &mut Visitor) {
                self.callable.visit(visitor);
                self.dict.visit(visitor);
            }

            fn clear_references(&self, _t: &Thread) {
                self.callable.set(None);
                self.dict.set(None);
            }

            /// Takes the wrapped function's name, docstring and annotations over.
            fn copy_attributes(&self, t: &Thread) -> PyResult<()> {
                let callable = self.callable();
                let this = self.borrowed();
                for name in [&names::__module__, &names::__name__, &names::__qualname__, &names::__doc__] {
                    if let Some(value) = attributes::get_optional(t, &callable, name)? {
                        attributes::set(t, &this, name, Some(&value))?;
                    }
                }
                Ok(())
            }

            fn dict_object(&self, t: &Thread) -> PyResult {
                if self.dict.get().is_none() {
                    self.dict.set(Some(Dict::new(t)?));
                }
                Ok(self.dict.get().map_or(Obj::NONE, Ref::into_obj))
            }
        }
    };
}

wrapper_layout!(StaticMethod);
wrapper_layout!(ClassMethod);

fn one_argument(t: &Thread, class: &str, args: Args) -> PyResult {
    args.no_keywords(t, class)?;
    args.check_positional(t, class, 1, 1)?;
    Ok(args.pos()[0].clone())
}

fn is_abstract(t: &Thread, callable: &Obj) -> PyResult<bool> {
    let name = crate::builtins::str::intern(t, "__isabstractmethod__")?;
    match attributes::get_optional(t, callable, &name)? {
        Some(value) => protocol::is_true(t, &value),
        None => Ok(false),
    }
}

/// Convert a function to be a static method.
///
/// A static method does not receive an implicit first argument.
/// To declare a static method, use this idiom:
///
///      class C:
///          @staticmethod
///          def f(arg1, arg2, argN):
///              ...
///
/// It can be called either on the class (e.g. C.f()) or on an instance
/// (e.g. C().f()). Both the class and the instance are ignored, and
/// neither is passed implicitly as the first argument to the method.
#[pyclass(name = "staticmethod", gc, flags = type_flag::BASE_TYPE | type_flag::MANAGED_DICT)]
impl StaticMethod {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<StaticMethod>> {
        StaticMethod::with_class(t, class, None)
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &StaticMethod, args: Args) -> PyResult<()> {
        this.callable.set(Some(one_argument(t, "staticmethod", args)?));
        this.copy_attributes(t)
    }

    #[pyslot]
    fn __get__(_t: &Thread, this: &Obj, _instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
        Ok(this.downcast::<StaticMethod>().map_or_else(|| this.clone(), StaticMethod::callable))
    }

    #[pyslot]
    fn __call__(t: &Thread, this: &StaticMethod, args: Args) -> PyResult {
        call::call_args(t, &this.callable(), args)
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &StaticMethod) -> PyResult<String> {
        Ok(format!("<staticmethod({})>", protocol::repr(t, &this.callable())?.to_string_lossy()))
    }

    #[pygetter]
    fn __func__(_t: &Thread, this: &StaticMethod) -> Obj {
        this.callable()
    }

    #[pygetter]
    fn __wrapped__(_t: &Thread, this: &StaticMethod) -> Obj {
        this.callable()
    }

    #[pygetter]
    fn __isabstractmethod__(t: &Thread, this: &StaticMethod) -> PyResult<bool> {
        is_abstract(t, &this.callable())
    }

    #[pygetter]
    fn __dict__(t: &Thread, this: &StaticMethod) -> PyResult {
        this.dict_object(t)
    }
}

/// Convert a function to be a class method.
///
/// A class method receives the class as implicit first argument,
/// just like an instance method receives the instance.
/// To declare a class method, use this idiom:
///
///   class C:
///       @classmethod
///       def f(cls, arg1, arg2, argN):
///           ...
///
/// It can be called either on the class (e.g. C.f()) or on an instance
/// (e.g. C().f()).  The instance is ignored except for its class.
/// If a class method is called for a derived class, the derived class
/// object is passed as the implied first argument.
#[pyclass(name = "classmethod", gc, flags = type_flag::BASE_TYPE | type_flag::MANAGED_DICT)]
impl ClassMethod {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<ClassMethod>> {
        ClassMethod::with_class(t, class, None)
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &ClassMethod, args: Args) -> PyResult<()> {
        this.callable.set(Some(one_argument(t, "classmethod", args)?));
        this.copy_attributes(t)
    }

    #[pyslot]
    fn __get__(t: &Thread, this: &Obj, instance: Option<&Obj>, owner: Option<&Obj>) -> PyResult {
        let Some(method) = this.downcast::<ClassMethod>() else { return Ok(this.clone()) };
        let owner = match (owner, instance) {
            (Some(owner), _) => owner.clone(),
            (None, Some(instance)) => instance.type_of().borrowed_obj().clone(),
            (None, None) => return Ok(this.clone()),
        };
        BoundMethod::new(t, &method.callable(), &owner).map(Ref::into_obj)
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &ClassMethod) -> PyResult<String> {
        Ok(format!("<classmethod({})>", protocol::repr(t, &this.callable())?.to_string_lossy()))
    }

    #[pygetter]
    fn __func__(_t: &Thread, this: &ClassMethod) -> Obj {
        this.callable()
    }

    #[pygetter]
    fn __wrapped__(_t: &Thread, this: &ClassMethod) -> Obj {
        this.callable()
    }

    #[pygetter]
    fn __isabstractmethod__(t: &Thread, this: &ClassMethod) -> PyResult<bool> {
        is_abstract(t, &this.callable())
    }

    #[pygetter]
    fn __dict__(t: &Thread, this: &ClassMethod) -> PyResult {
        this.dict_object(t)
    }
}
