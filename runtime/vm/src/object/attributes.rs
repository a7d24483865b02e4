//! Attribute access on any object: `getattr`, `setattr`, special method lookup.
//!
//! The generic algorithm is `object.__getattribute__`'s (language reference, "Invoking Descriptors"):
//! data descriptor of the type, instance attribute, other attribute of the type.

use super::attribute_cache::{self, Route, Way};
use super::header::Header;
use super::instance;
use super::lookup::lookup;
use super::types::{Type, type_flag};
use super::value::{Obj, Value};
use crate::builtins::str::{self, Str};
use crate::exceptions as exc;
use crate::thread::{PyResult, Thread};

/// `object.name`; `name` is a str.
#[inline]
pub fn get(t: &Thread, object: &Obj, name: &Obj) -> PyResult {
    if let Some(header) = object.header()
        && let Some(route) = t.interp().attributes.find_load(header, name.value())
        && let Some(value) = attribute_cache::load(header, route)
    {
        // SAFETY: the object, or its class, owns the value.
        return Ok(unsafe { value.to_obj() });
    }
    get_uncached(t, object, name)
}

#[inline(never)]
fn get_uncached(t: &Thread, object: &Obj, name: &Obj) -> PyResult {
    let class = object.type_of();
    let Some(getattro) = class.slots.getattro.get() else { return Err(no_attribute(t, object, name)) };
    if is_generic(class)
        && let Some(header) = object.header()
        && str::is_interned(name)
        && t.interp().attributes.find_load(header, name.value()).is_none()
        && let Some(value) = attribute_cache::load(header, attribute_cache::learn_load(t, object, name))
    {
        // SAFETY: as in `get`.
        return Ok(unsafe { value.to_obj() });
    }
    getattro(t, object, name)
}

/// `object.name`, or None where AttributeError is raised.
pub fn get_optional(t: &Thread, object: &Obj, name: &Obj) -> PyResult<Option<Obj>> {
    if is_generic(object.type_of()) {
        // A descriptor may raise AttributeError of its own.
        return match generic_get_optional(t, object, name) {
            Ok(found) => Ok(found),
            Err(raised) => t.catch(raised, &exc::ATTRIBUTE_ERROR).map(|_| None),
        };
    }
    match get(t, object, name) {
        Ok(value) => Ok(Some(value)),
        Err(raised) => t.catch(raised, &exc::ATTRIBUTE_ERROR).map(|_| None),
    }
}

/// `object.text`.
pub fn get_text(t: &Thread, object: &Obj, name: &str) -> PyResult {
    get(t, object, &str::intern(t, name)?)
}

/// `object.name = value`, or `del object.name` where there is no value.
#[inline]
pub fn set(t: &Thread, object: &Obj, name: &Obj, value: Option<&Obj>) -> PyResult<()> {
    if let Some(value) = value
        && let Some(header) = object.header()
        && let Some(route) = t.interp().attributes.find_store(header, name.value())
        && route.way != Way::General
    {
        store_along(header, route, value);
        return Ok(());
    }
    set_uncached(t, object, name, value)
}

/// Stores along a route that is not the general one.
#[inline(always)]
fn store_along(object: &Header, route: Route, value: &Obj) {
    if let Ok(old) = attribute_cache::store(object, route, value.clone().into_raw())
        && !old.is_unbound()
    {
        // SAFETY: the old word's reference is ours now.
        drop(unsafe { Obj::from_raw(old) });
    }
}

#[inline(never)]
fn set_uncached(t: &Thread, object: &Obj, name: &Obj, value: Option<&Obj>) -> PyResult<()> {
    if let Some(value) = value
        && let Some(header) = object.header()
        && is_generic_set(header.type_of())
        && str::is_interned(name)
        && t.interp().attributes.find_store(header, name.value()).is_none()
    {
        let route = attribute_cache::learn_store(t, object, name);
        if route.way != Way::General {
            store_along(header, route, value);
            return Ok(());
        }
    }
    match object.type_of().slots.setattro.get() {
        Some(setattro) => setattro(t, object, name, value),
        None => {
            let class = object.type_of().name_text();
            let name = str::lossy(name);
            let has = object.type_of().slots.getattro.get().is_some();
            let attributes = if has { "only read-only attributes" } else { "no attributes" };
            let verb = if value.is_some() { "assign to" } else { "del" };
            Err(t.type_error(format!("'{class}' object has {attributes} ({verb} .{name})")))
        }
    }
}

/// Whether the class has `object`'s `__setattr__`.
pub fn is_generic_set(class: &Type) -> bool {
    let generic = crate::builtins::object::Object::class().slots.setattro.get();
    class.slots.setattro.get().map(|f| f as usize) == generic.map(|f| f as usize)
}

/// Whether the class has `object`'s `__getattribute__` and no `__getattr__`.
pub fn is_generic(class: &Type) -> bool {
    let generic = crate::builtins::object::Object::class().slots.getattro.get();
    class.slots.getattro.get().map(|f| f as usize) == generic.map(|f| f as usize)
}

/// `object.__getattribute__`.
pub fn generic_get(t: &Thread, object: &Obj, name: &Obj) -> PyResult {
    match generic_get_optional(t, object, name)? {
        Some(value) => Ok(value),
        None => Err(no_attribute(t, object, name)),
    }
}

/// The generic algorithm; None where AttributeError would be raised. An AttributeError that a
/// descriptor raises counts the same.
pub fn generic_get_optional(t: &Thread, object: &Obj, name: &Obj) -> PyResult<Option<Obj>> {
    let name = &interned_name(t, name)?;
    let class = object.type_of();
    let found = lookup(t, class, name);
    let descr_get = found.as_ref().and_then(|f| f.type_of().slots.descr_get.get());
    if let (Some(found), Some(descr_get)) = (&found, descr_get)
        && found.type_of().slots.descr_set.get().is_some()
    {
        return descr_get(t, found, Some(object), Some(&class.borrowed_obj())).map(Some);
    }
    if let Some(value) = instance_attribute(t, object, name)? {
        return Ok(Some(value));
    }
    match (found, descr_get) {
        (Some(found), Some(descr_get)) => descr_get(t, &found, Some(object), Some(&class.borrowed_obj())).map(Some),
        (found, _) => Ok(found),
    }
}

/// An attribute in the instance's own namespace.
pub fn instance_attribute(t: &Thread, object: &Obj, name: &Obj) -> PyResult<Option<Obj>> {
    if instance::is_shaped(object) {
        return instance::get_attribute(t, object, name);
    }
    match native_dict(t, object) {
        Some(dict) => dict.get_str(t, name),
        None => Ok(None),
    }
}

/// The dict that some native layouts (functions, modules, exceptions …) have.
pub fn native_dict(t: &Thread, object: &Obj) -> Option<super::value::Ref<crate::builtins::dict::Dict>> {
    if !object.type_of().has_flag(type_flag::MANAGED_DICT) {
        return None;
    }
    crate::builtins::native_dict_of(t, object, false)
}

/// `object.__setattr__` and `object.__delattr__`.
pub fn generic_set(t: &Thread, object: &Obj, name: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(text) = name.downcast::<Str>() else {
        let class = name.type_of().name_text();
        return Err(t.type_error(format!("attribute name must be string, not '{class}'")));
    };
    let _ = text;
    let name = &interned_name(t, name)?;
    let class = object.type_of();
    let found = lookup(t, class, name);
    if let Some(found) = &found
        && let Some(descr_set) = found.type_of().slots.descr_set.get()
    {
        return descr_set(t, found, object, value);
    }
    if instance::is_shaped(object) {
        match value {
            Some(value) => return instance::set_attribute(t, object, name, value.clone()),
            None => {
                if instance::delete_attribute(t, object, name)? {
                    return Ok(());
                }
                return Err(no_attribute(t, object, name));
            }
        }
    }
    if class.has_flag(type_flag::MANAGED_DICT)
        && let Some(dict) = crate::builtins::native_dict_of(t, object, value.is_some())
    {
        match value {
            Some(value) => return dict.set(t, name, value.clone()),
            None if dict.remove(t, name)?.is_some() => return Ok(()),
            None => return Err(no_attribute(t, object, name)),
        }
    }
    let class_name = class.name_text();
    let text = str::lossy(name);
    if found.is_some() {
        return Err(t.attribute_error(object, name, format!("'{class_name}' object attribute '{text}' is read-only")));
    }
    let hint = if is_generic_set(class) { " and no __dict__ for setting new attributes" } else { "" };
    Err(t.attribute_error(object, name, format!("'{class_name}' object has no attribute '{text}'{hint}")))
}

/// The name as an interned str; fails for what is not a str.
#[inline]
pub fn interned_name(t: &Thread, name: &Obj) -> PyResult {
    if str::is_interned(name) {
        return Ok(name.clone());
    }
    intern_slow(t, name)
}

#[cold]
fn intern_slow(t: &Thread, name: &Obj) -> PyResult {
    match name.downcast::<Str>() {
        Some(text) => str::intern_obj(t, text),
        None => {
            let class = name.type_of().name_text();
            Err(t.type_error(format!("attribute name must be string, not '{class}'")))
        }
    }
}

/// AttributeError in CPython's words.
#[cold]
pub fn no_attribute(t: &Thread, object: &Obj, name: &Obj) -> crate::thread::Raised {
    let text = str::lossy(name);
    let message = if let Some(class) = object.downcast::<Type>() {
        format!("type object '{}' has no attribute '{text}'", class.name_text())
    } else {
        // Native types of modules go by their full names.
        let class = object.type_of();
        match class.spec {
            Some(spec) if spec.module != "builtins" => {
                format!("'{}.{}' object has no attribute '{text}'", spec.module, spec.name)
            }
            _ => format!("'{}' object has no attribute '{text}'", class.name_text()),
        }
    };
    t.attribute_error(object, name, message)
}

/// A method for calling: the function and whether it is already bound. An unbound one takes the
/// object as its first argument; this saves making a bound method.
#[inline]
pub fn get_method(t: &Thread, object: &Obj, name: &Obj) -> PyResult<(Obj, bool)> {
    let known = &t.interp().attributes;
    match object.header() {
        Some(header) => {
            if let Some(route) = known.find_load(header, name.value())
                && let Some(method) = method_along(header, route)
            {
                return Ok(method);
            }
        }
        None => {
            if let Some(method) = known.find_method(object.type_of(), name.value()) {
                // SAFETY: the class owns the method.
                return Ok((unsafe { method.to_obj() }, false));
            }
        }
    }
    get_method_uncached(t, object, name)
}

/// The method, and whether it is bound, where a route leads to it.
#[inline(always)]
fn method_along(object: &Header, route: Route) -> Option<(Obj, bool)> {
    if route.way == Way::Method {
        // SAFETY: the object's class owns the function.
        return Some((unsafe { Value::from_bits(route.payload).to_obj() }, false));
    }
    // SAFETY: the object, or its class, owns the value.
    attribute_cache::load(object, route).map(|value| (unsafe { value.to_obj() }, true))
}

#[inline(never)]
fn get_method_uncached(t: &Thread, object: &Obj, name: &Obj) -> PyResult<(Obj, bool)> {
    let class = object.type_of();
    if !is_generic(class) {
        return get(t, object, name).map(|f| (f, true));
    }
    if let Some(header) = object.header()
        && str::is_interned(name)
        && t.interp().attributes.find_load(header, name.value()).is_none()
        && let Some(method) = method_along(header, attribute_cache::learn_load(t, object, name))
    {
        return Ok(method);
    }
    let name = &interned_name(t, name)?;
    let found = lookup(t, class, name);
    let mut is_method = false;
    let mut descr_get = None;
    if let Some(found) = &found {
        let found_type = found.type_of();
        if found_type.has_flag(type_flag::METHOD_DESCRIPTOR) {
            is_method = true;
        } else {
            descr_get = found_type.slots.descr_get.get();
            if let Some(descr_get) = descr_get
                && found_type.slots.descr_set.get().is_some()
            {
                return descr_get(t, found, Some(object), Some(&class.borrowed_obj())).map(|f| (f, true));
            }
        }
    }
    if let Some(value) = instance_attribute(t, object, name)? {
        return Ok((value, true));
    }
    match (found, descr_get) {
        (Some(found), _) if is_method => {
            if object.header().is_none() {
                t.interp().attributes.remember_method(class, name.value(), found.value());
            }
            Ok((found, false))
        }
        (Some(found), Some(descr_get)) => {
            descr_get(t, &found, Some(object), Some(&class.borrowed_obj())).map(|f| (f, true))
        }
        (Some(found), None) => Ok((found, true)),
        (None, _) => Err(no_attribute(t, object, name)),
    }
}

/// A special method, looked up on the type alone: the function and whether it is bound.
pub fn lookup_special(t: &Thread, object: &Obj, name: &Obj) -> PyResult<Option<(Obj, bool)>> {
    let class = object.type_of();
    let Some(found) = lookup(t, class, name) else { return Ok(None) };
    if found.type_of().has_flag(type_flag::METHOD_DESCRIPTOR) {
        return Ok(Some((found, false)));
    }
    match found.type_of().slots.descr_get.get() {
        Some(descr_get) => descr_get(t, &found, Some(object), Some(&class.borrowed_obj())).map(|f| Some((f, true))),
        None => Ok(Some((found, true))),
    }
}
