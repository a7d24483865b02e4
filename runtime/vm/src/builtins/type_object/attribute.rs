//! Attribute lookup on classes.

use crate::object::lookup;
use crate::object::types::{NativeType, Type};
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, protocol};
use crate::thread::{PyResult, Thread, names};

use crate::builtins::dict::Dict;
use crate::builtins::str;
use crate::builtins::tuple::Tuple;

use super::mutate;

/// `type.__getattribute__`: data descriptor of the metaclass, attribute of the class (bound as for
/// no instance), other attribute of the metaclass.
pub fn get(t: &Thread, class: &Type, name: &Obj) -> PyResult {
    let name = &attributes::interned_name(t, name)?;
    let this = class.borrowed();
    let meta = this.type_of();
    let in_meta = lookup::lookup(t, meta, name);
    let meta_get = in_meta.as_ref().and_then(|found| found.type_of().slots.descr_get.get());
    if let (Some(found), Some(get)) = (&in_meta, meta_get)
        && found.type_of().slots.descr_set.get().is_some()
    {
        return get(t, found, Some(&this), Some(&meta.borrowed_obj()));
    }
    if let Some(found) = lookup::lookup(t, class, name) {
        return match found.type_of().slots.descr_get.get() {
            Some(get) => get(t, &found, None, Some(&this)),
            None => Ok(found),
        };
    }
    match (in_meta, meta_get) {
        (Some(found), Some(get)) => get(t, &found, Some(&this), Some(&meta.borrowed_obj())),
        (Some(found), None) => Ok(found),
        (None, _) => Err(attributes::no_attribute(t, &this, name)),
    }
}

/// Adds the attribute names of a class and all its bases to a dict, as `dir` shows them.
pub fn merge_class_dict(t: &Thread, into: &Dict, class: &Obj) -> PyResult<()> {
    if let Some(dict) = attributes::get_optional(t, class, &names::__dict__)? {
        match dict.downcast::<Dict>() {
            Some(dict) => into.merge_dict(t, dict, true)?,
            None => {
                for key in protocol::collect(t, &dict)? {
                    into.set(t, &key, Obj::NONE)?;
                }
            }
        }
    }
    if let Some(bases) = attributes::get_optional(t, class, &names::__bases__)?
        && let Some(bases) = bases.downcast::<Tuple>()
    {
        for base in bases.items() {
            merge_class_dict(t, into, base)?;
        }
    }
    Ok(())
}

/// `class.__annotations__` (PEP 649): computed once by `__annotate__`.
pub fn annotations(t: &Thread, class: &Type) -> PyResult {
    if !class.is_heap_type() {
        return Err(attributes::no_attribute(t, &class.borrowed(), &names::__annotations__));
    }
    let dict = class.dict();
    for name in [&names::__annotations__, &names::__annotations_cache__] {
        if let Some(found) = dict.get_str(t, name)? {
            return match found.type_of().slots.descr_get.get() {
                Some(get) => get(t, &found, None, Some(&class.borrowed())),
                None => Ok(found),
            };
        }
    }
    let annotate = annotate(t, class)?;
    let computed = if annotate.is_none() {
        Dict::new(t)?.into_obj()
    } else {
        let computed = crate::call::call1(t, &annotate, &Obj::from_i32(1))?;
        if computed.downcast::<Dict>().is_none() {
            let class = computed.type_of().name_text();
            return Err(t.type_error(format!("__annotate__ returned non-dict of type '{class}'")));
        }
        computed
    };
    mutate::set_in_dict(t, class, &names::__annotations_cache__, Some(&computed))?;
    Ok(computed)
}

pub fn set_annotations(t: &Thread, class: &Type, value: Option<&Obj>) -> PyResult<()> {
    mutate::check_mutable(t, class, "__annotations__")?;
    let dict = class.dict();
    let place = if dict.contains_str(t, &names::__annotations__)? {
        &names::__annotations__
    } else {
        &names::__annotations_cache__
    };
    if value.is_none() && !dict.contains_str(t, place)? {
        return Err(attributes::no_attribute(t, &class.borrowed(), &names::__annotations__));
    }
    mutate::set_in_dict(t, class, place, value)?;
    for name in [&names::__annotate_func__, &names::__annotate__] {
        if dict.contains_str(t, name)? {
            mutate::set_in_dict(t, class, name, None)?;
        }
    }
    Ok(())
}

/// `class.__annotate__`.
pub fn annotate(t: &Thread, class: &Type) -> PyResult {
    if !class.is_heap_type() {
        return Err(attributes::no_attribute(t, &class.borrowed(), &names::__annotate__));
    }
    let dict = class.dict();
    for name in [&names::__annotate_func__, &names::__annotate__] {
        if let Some(found) = dict.get_str(t, name)? {
            return match found.type_of().slots.descr_get.get() {
                Some(get) => get(t, &found, None, Some(&class.borrowed())),
                None => Ok(found),
            };
        }
    }
    mutate::set_in_dict(t, class, &names::__annotate_func__, Some(&Obj::NONE))?;
    Ok(Obj::NONE)
}

pub fn set_annotate(t: &Thread, class: &Type, value: Option<&Obj>) -> PyResult<()> {
    mutate::check_mutable(t, class, "__annotate__")?;
    let Some(value) = value else {
        return Err(t.type_error("cannot delete __annotate__ attribute"));
    };
    if !value.is_none() && value.type_of().slots.call.get().is_none() {
        return Err(t.type_error("__annotate__ must be callable or None"));
    }
    mutate::set_in_dict(t, class, &names::__annotate_func__, Some(value))?;
    let dict = class.dict();
    if !value.is_none() && dict.contains_str(t, &names::__annotations_cache__)? {
        mutate::set_in_dict(t, class, &names::__annotations_cache__, None)?;
    }
    Ok(())
}

/// `class.__text__` for names the runtime made up.
pub fn get_text(t: &Thread, class: &Type, name: &str) -> PyResult {
    get(t, class, &str::intern(t, name)?)
}

/// The names in the type's own dict.
pub fn own_names(class: &Type) -> Vec<Obj> {
    class.dict.get().map_or(Vec::new(), |dict: Ref<Dict>| dict.entries().into_iter().map(|(k, _)| k).collect())
}
