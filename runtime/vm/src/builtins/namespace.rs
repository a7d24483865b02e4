//! `types.SimpleNamespace`: attributes and nothing else.

use taipan_macros::pyclass;

use super::dict::Dict;
use super::str;
use crate::call::Args;
use crate::memory::{self, Visitor};
use crate::object::cell::RefOf;
use crate::object::header::Header;
use crate::object::protocol::{self, text::ReprGuard};
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

#[repr(C)]
pub struct SimpleNamespace {
    head: Header,
    dict: RefOf<Dict>,
}

impl SimpleNamespace {
    pub fn new(t: &Thread) -> PyResult<Ref<SimpleNamespace>> {
        SimpleNamespace::with_class(t, SimpleNamespace::class())
    }

    fn with_class(t: &Thread, class: &Type) -> PyResult<Ref<SimpleNamespace>> {
        let dict = Dict::new(t)?;
        memory::new_object(t, class, |head| SimpleNamespace { head, dict: RefOf::new(dict) })
    }

    /// The attributes.
    pub fn dict(&self) -> Ref<Dict> {
        self.dict.get().expect("a namespace has a dict")
    }

    pub fn set(&self, t: &Thread, name: &str, value: Obj) -> PyResult<()> {
        self.dict().set_text(t, name, value)
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.dict.visit(visitor);
    }

    fn clear_references(&self, t: &Thread) {
        self.dict().clear(t);
    }
}

/// A simple attribute-based namespace.
#[pyclass(
    name = "SimpleNamespace",
    module = "types",
    gc,
    flags = type_flag::BASE_TYPE | type_flag::MANAGED_DICT | type_flag::WEAKREFABLE
)]
impl SimpleNamespace {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<SimpleNamespace>> {
        SimpleNamespace::with_class(t, class)
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &SimpleNamespace, args: Args) -> PyResult<()> {
        let name = this.borrowed().type_of().name_text();
        args.check_positional(t, &name, 0, 1)?;
        if let Some(mapping) = args.get(0) {
            super::mapping::update_from(t, &this.dict(), mapping)?;
        }
        for (keyword, value) in args.keywords().iter() {
            this.dict().set(t, keyword, value.clone())?;
        }
        Ok(())
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &SimpleNamespace) -> PyResult<String> {
        let object = this.borrowed();
        let name = if object.is_exact::<SimpleNamespace>() { "namespace".into() } else { object.type_of().name_text() };
        let Some(_guard) = ReprGuard::enter(t, &object) else { return Ok(format!("{name}(...)")) };
        let mut parts = Vec::new();
        for (key, value) in this.dict().entries() {
            if key.downcast::<str::Str>().is_some_and(|k| !k.is_empty()) {
                parts.push(format!("{}={}", str::lossy(&key), protocol::repr(t, &value)?.to_string_lossy()));
            }
        }
        Ok(format!("{name}({})", parts.join(", ")))
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.downcast::<SimpleNamespace>(), other.downcast::<SimpleNamespace>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        protocol::rich_compare(t, a.dict().obj(), b.dict().obj(), op)
    }

    #[pygetter]
    fn __dict__(_t: &Thread, this: &SimpleNamespace) -> Obj {
        this.dict().into_obj()
    }
}

/// The native dict behind a namespace's attributes.
pub(super) fn dict_of(object: &Obj) -> Option<Ref<Dict>> {
    object.downcast::<SimpleNamespace>().map(SimpleNamespace::dict)
}

/// The types of this file.
pub const TYPES: &[fn() -> &'static Type] = &[SimpleNamespace::class];
