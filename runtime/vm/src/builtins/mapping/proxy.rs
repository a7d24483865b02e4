//! `mappingproxy`: a read-only view of a mapping. Every operation is handed on to the mapping.

use taipan_macros::pyclass;

use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::str::{self, StrBuilder};
use crate::builtins::tuple::Tuple;
use crate::call::{self, Args, Parameter, ParameterKind, Signature};
use crate::memory::{self, Visitor};
use crate::object::header::Header;
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::types::{Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread, names};

use taipan_abi::opcodes::BinaryOp;

#[repr(C)]
pub struct MappingProxy {
    head: Header,
    mapping: Obj,
}

impl MappingProxy {
    /// A view of an object that is known to be a mapping.
    pub fn new(t: &Thread, mapping: Obj) -> PyResult {
        memory::new_object(t, MappingProxy::class(), |head| MappingProxy { head, mapping }).map(Ref::into_obj)
    }

    /// The mapping viewed.
    pub fn mapping(&self) -> &Obj {
        &self.mapping
    }

    fn visit(&self, visitor: &mut Visitor) {
        visitor.object(&self.mapping);
    }

    fn clear_references(&self, _t: &Thread) {}
}

static NEW: Signature = Signature {
    name: "mappingproxy",
    qualname: "mappingproxy",
    parameters: &[Parameter { name: "mapping", kind: ParameterKind::Either, required: true }],
    varargs: false,
    varkeywords: false,
};

/// The mapping behind a proxy, or the object itself.
fn unwrapped(object: &Obj) -> &Obj {
    object.exact::<MappingProxy>().map_or(object, |proxy| &proxy.mapping)
}

/// Read-only proxy of a mapping.
#[pyclass(name = "mappingproxy", gc, flags = type_flag::MAPPING)]
impl MappingProxy {
    #[pyslot]
    fn __new__(t: &Thread, _class: &Type, args: Args) -> PyResult {
        let [mapping] = NEW.bind::<1>(t, args)?;
        let Some(mapping) = mapping else { return Err(t.system_error("argument count")) };
        let has_items = mapping.type_of().slots.getitem.get().is_some();
        if !has_items || mapping.downcast::<List>().is_some() || mapping.downcast::<Tuple>().is_some() {
            let class = mapping.type_of().name_text();
            return Err(t.type_error(format!("mappingproxy() argument must be a mapping, not {class}")));
        }
        MappingProxy::new(t, mapping.clone())
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &MappingProxy) -> PyResult {
        let mut out = StrBuilder::new();
        out.push_str("mappingproxy(");
        out.push_text(&*protocol::repr(t, &this.mapping)?);
        out.push_str(")");
        out.finish(t).map(Ref::into_obj)
    }

    #[pyslot]
    fn __str__(t: &Thread, this: &MappingProxy) -> PyResult {
        protocol::str_of(t, &this.mapping).map(Ref::into_obj)
    }

    #[pyslot]
    fn __hash__(t: &Thread, this: &MappingProxy) -> PyResult<i64> {
        protocol::hash(t, &this.mapping)
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        protocol::rich_compare(t, unwrapped(this), other, op)
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &MappingProxy) -> PyResult {
        protocol::iter(t, &this.mapping)
    }

    #[pyslot]
    fn __len__(t: &Thread, this: &MappingProxy) -> PyResult<usize> {
        protocol::len(t, &this.mapping)
    }

    #[pyslot]
    fn __getitem__(t: &Thread, this: &MappingProxy, key: &Obj) -> PyResult {
        protocol::get_item(t, &this.mapping, key)
    }

    #[pyslot]
    fn __contains__(t: &Thread, this: &MappingProxy, key: &Obj) -> PyResult<bool> {
        protocol::contains(t, &this.mapping, key)
    }

    #[pyslot]
    fn __or__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        protocol::binary(t, BinaryOp::OR, unwrapped(a), unwrapped(b))
    }

    #[pyslot]
    fn __ior__(t: &Thread, this: &Obj, _other: &Obj) -> PyResult {
        let class = this.type_of().name_text();
        Err(t.type_error(format!("'|=' is not supported by {class}; use '|' instead")))
    }

    /// Return the value for key if key is in the mapping, else default.
    #[pymethod(sig = "($self, key, default=None, /)")]
    fn get(t: &Thread, this: &MappingProxy, key: &Obj, default: Option<&Obj>) -> PyResult {
        let default = default.cloned().unwrap_or(Obj::NONE);
        if let Some(dict) = this.mapping.exact::<Dict>() {
            let hash = super::key_hash(t, key)?;
            return Ok(dict.get_hashed(t, key, hash)?.unwrap_or(default));
        }
        call::call_method(t, &this.mapping, &names::get, &[key.clone(), default])
    }

    /// D.keys() -> a set-like object providing a view on D's keys
    #[pymethod]
    fn keys(t: &Thread, this: &MappingProxy) -> PyResult {
        call::call_method0(t, &this.mapping, &names::keys)
    }

    /// D.values() -> an object providing a view on D's values
    #[pymethod]
    fn values(t: &Thread, this: &MappingProxy) -> PyResult {
        call::call_method0(t, &this.mapping, &names::values)
    }

    /// D.items() -> a set-like object providing a view on D's items
    #[pymethod]
    fn items(t: &Thread, this: &MappingProxy) -> PyResult {
        call::call_method0(t, &this.mapping, &names::items)
    }

    /// D.copy() -> a shallow copy of D
    #[pymethod]
    fn copy(t: &Thread, this: &MappingProxy) -> PyResult {
        let name = str::intern(t, "copy")?;
        call::call_method0(t, &this.mapping, &name)
    }

    /// D.__reversed__() -> reverse iterator
    #[pymethod]
    fn __reversed__(t: &Thread, this: &MappingProxy) -> PyResult {
        call::call_method0(t, &this.mapping, &names::__reversed__)
    }

    /// mappingproxy objects are generic over two types, signifying (respectively) the types of their keys and values
    #[pyclassmethod(sig = "(object, /)")]
    fn __class_getitem__(t: &Thread, class: &Obj, item: &Obj) -> PyResult {
        crate::builtins::generic_alias(t, class, item)
    }
}
