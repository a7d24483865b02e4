//! Descriptors that classes are made with: `staticmethod`, `classmethod`, `property`, `super`, and the
//! attributes `__dict__` and `__weakref__` of instances.

pub mod method;
pub mod property;
pub mod super_object;

pub use method::{ClassMethod, StaticMethod};
pub use property::Property;
pub use super_object::Super;

use crate::builtins::dict::Dict;
use crate::object::instance;
use crate::object::types::{GetSetDef, Type};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// `instance.__dict__`
pub static INSTANCE_DICT: GetSetDef = GetSetDef {
    name: "__dict__",
    get: Some(|t, this| instance::dict_of(t, this).map(Ref::into_obj)),
    set: Some(set_instance_dict),
    doc: "dictionary for instance variables",
};

fn set_instance_dict(t: &Thread, this: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let dict = match value {
        None => Dict::new(t)?,
        Some(value) => match value.clone().into_ref::<Dict>() {
            Ok(dict) => dict,
            Err(other) => {
                let class = other.type_of().name_text();
                return Err(t.type_error(format!("__dict__ must be set to a dictionary, not a '{class}'")));
            }
        },
    };
    instance::set_dict(t, this, dict)
}

/// `instance.__weakref__`
pub static INSTANCE_WEAKREF: GetSetDef = GetSetDef {
    name: "__weakref__",
    get: Some(|t, this| {
        let references = this.header().map_or(Vec::new(), |h| t.interp().weak.references(h));
        // SAFETY: registered references are alive.
        Ok(references
            .first()
            .map_or(Obj::NONE, |r| unsafe { crate::object::value::Value::from_bits(r.as_ptr() as u64).to_obj() }))
    }),
    set: None,
    doc: "list of weak references to the object",
};

/// The types of this folder.
pub const TYPES: &[fn() -> &'static Type] = &[StaticMethod::class, ClassMethod::class, Property::class, Super::class];

/// The native dict behind a static or class method's attributes.
pub(super) fn dict_of(t: &Thread, object: &Obj, create: bool) -> Option<Ref<Dict>> {
    let cell = match (object.downcast::<StaticMethod>(), object.downcast::<ClassMethod>()) {
        (Some(method), _) => &method.dict,
        (_, Some(method)) => &method.dict,
        _ => return None,
    };
    if cell.get().is_none() && create {
        cell.set(Dict::new(t).ok());
    }
    cell.get()
}
