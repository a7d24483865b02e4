//! `module`.

use taipan_macros::pyclass;

use crate::call::Args;
use crate::memory::{self, Visitor};
use crate::object::attributes;
use crate::object::cell::RefOf;
use crate::object::header::Header;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread, names};

use super::dict::Dict;
use super::str::{self, Str};

#[repr(C)]
pub struct Module {
    head: Header,
    dict: RefOf<Dict>,
}

impl Module {
    pub fn new(t: &Thread, name: &str) -> PyResult<Ref<Module>> {
        let module = Module::with_class(t, Module::class())?;
        let name = str::intern(t, name)?;
        module.init(t, &name, Obj::NONE)?;
        Ok(module)
    }

    fn with_class(t: &Thread, class: &Type) -> PyResult<Ref<Module>> {
        let dict = Dict::new(t)?;
        memory::new_object(t, class, |head| Module { head, dict: RefOf::new(dict) })
    }

    fn init(&self, t: &Thread, name: &Obj, doc: Obj) -> PyResult<()> {
        let dict = self.dict();
        dict.set(t, &names::__name__, name.clone())?;
        dict.set(t, &names::__doc__, doc)?;
        dict.set(t, &names::__package__, Obj::NONE)?;
        dict.set(t, &names::__loader__, Obj::NONE)?;
        dict.set(t, &names::__spec__, Obj::NONE)
    }

    /// The module's namespace.
    pub fn dict(&self) -> Ref<Dict> {
        self.dict.get().expect("a module has a dict")
    }

    /// Replaces the namespace, at start-up.
    pub fn replace_dict(&self, dict: Ref<Dict>) {
        self.dict.set(Some(dict));
    }

    /// The address of the namespace.
    #[inline(always)]
    pub fn dict_ptr(&self) -> *const Dict {
        // SAFETY: only the address is taken.
        unsafe { self.dict.borrow() }.map_or(std::ptr::null(), |d| d as *const Dict)
    }

    pub fn set(&self, t: &Thread, name: &str, value: Obj) -> PyResult<()> {
        self.dict().set_text(t, name, value)
    }

    pub fn get(&self, t: &Thread, name: &str) -> PyResult<Option<Obj>> {
        self.dict().get_text(t, name)
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.dict.visit(visitor);
    }

    fn clear_references(&self, t: &Thread) {
        self.dict().clear(t);
    }
}

/// Create a module object.
///
/// The name must be a string; the optional docstring can have any type.
#[pyclass(name = "module", gc, flags = type_flag::BASE_TYPE | type_flag::MANAGED_DICT | type_flag::WEAKREFABLE)]
impl Module {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<Module>> {
        Module::with_class(t, class)
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &Module, args: Args) -> PyResult<()> {
        use crate::call::{Parameter, ParameterKind::Either, Signature};
        static SIGNATURE: Signature = Signature {
            name: "module",
            qualname: "module",
            parameters: &[
                Parameter { name: "name", kind: Either, required: true },
                Parameter { name: "doc", kind: Either, required: false },
            ],
            varargs: false,
            varkeywords: false,
        };
        let [name, doc] = SIGNATURE.bind::<2>(t, args)?;
        let name = name.expect("required");
        if name.downcast::<Str>().is_none() {
            let class = name.type_of().name_text();
            return Err(t.type_error(format!("module() argument 'name' must be str, not {class}")));
        }
        this.init(t, name, doc.cloned().unwrap_or(Obj::NONE))
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Module) -> PyResult<String> {
        let dict = this.dict();
        let name = match dict.get_str(t, &names::__name__)? {
            Some(name) if name.downcast::<Str>().is_some() => crate::object::protocol::repr_text(t, &name),
            _ => "'?'".to_string(),
        };
        if let Some(spec) = dict.get_str(t, &names::__spec__)?
            && !spec.is_none()
            && let Some(origin) = attributes::get_optional(t, &spec, &str::intern(t, "origin")?)?
        {
            if str::equals(&origin, "built-in") || str::equals(&origin, "frozen") {
                return Ok(format!("<module {name} ({})>", str::lossy(&origin)));
            }
            if !origin.is_none() {
                return Ok(format!("<module {name} from {}>", crate::object::protocol::repr_text(t, &origin)));
            }
        }
        if let Some(file) = dict.get_str(t, &names::__file__)?
            && !file.is_none()
        {
            return Ok(format!("<module {name} from {}>", crate::object::protocol::repr_text(t, &file)));
        }
        Ok(format!("<module {name} (built-in)>"))
    }

    #[pyslot]
    fn __getattribute__(t: &Thread, this: &Module, name: &Obj) -> PyResult {
        if let Some(found) = attributes::generic_get_optional(t, &this.borrowed(), name)? {
            return Ok(found);
        }
        let dict = this.dict();
        if let Some(getattr) = dict.get_str(t, &names::__getattr__)? {
            return crate::call::call1(t, &getattr, name);
        }
        let text = str::lossy(name);
        let message = match dict.get_str(t, &names::__name__)? {
            Some(module) if module.downcast::<Str>().is_some() => {
                let module = str::lossy(&module);
                if is_initializing(t, &dict)? {
                    format!(
                        "partially initialized module '{module}' has no attribute '{text}' (most likely due to a circular import)"
                    )
                } else {
                    format!("module '{module}' has no attribute '{text}'")
                }
            }
            _ => format!("module has no attribute '{text}'"),
        };
        Err(t.attribute_error(&this.borrowed(), name, message))
    }

    #[pygetter]
    fn __dict__(_t: &Thread, this: &Module) -> Obj {
        this.dict().into_obj()
    }

    #[pymethod]
    fn __dir__(t: &Thread, this: &Module) -> PyResult {
        let dict = this.dict();
        if let Some(dir) = dict.get_str(t, &names::__dir__)? {
            return crate::call::call0(t, &dir);
        }
        let keys: Vec<Obj> = dict.entries().into_iter().map(|(k, _)| k).collect();
        super::list::List::from_vec(t, keys).map(Ref::into_obj)
    }
}

/// Whether the module whose dict this is is still running its body.
pub fn is_initializing(t: &Thread, dict: &Dict) -> PyResult<bool> {
    let Some(spec) = dict.get_str(t, &names::__spec__)? else { return Ok(false) };
    match attributes::get_optional(t, &spec, &names::_initializing)? {
        Some(value) => crate::object::protocol::is_true(t, &value),
        None => Ok(false),
    }
}

/// The native dict behind a module's attributes.
pub(super) fn dict_of(object: &Obj) -> Option<Ref<Dict>> {
    object.downcast::<Module>().map(Module::dict)
}
