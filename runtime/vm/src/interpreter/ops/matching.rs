//! `match` statements (PEP 634).

use super::super::dispatch::{attempt, fail, handler, next};
use super::super::frame::drop_word;
use super::peek;
use crate::builtins::dict::Dict;
use crate::builtins::set::Set;
use crate::builtins::str::{self, Str};
use crate::builtins::tuple::Tuple;
use crate::object::types::{Type, type_flag};
use crate::object::value::{Obj, Ref, Value};
use crate::object::{attributes, protocol};
use crate::thread::{PyResult, Thread, names};

handler! {
    fn get_len(t, pc, sp, fp) {
        (*fp).pc = pc;
        let length = attempt!(protocol::len(t, peek(sp, 1)), t, pc, sp, fp);
        *sp = attempt!(crate::call::IntoPy::into_py(length, t), t, pc, sp, fp).into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    fn match_mapping(t, pc, sp, fp) {
        *sp = Value::from_bool(is_mapping(peek(sp, 1)));
        next!(t, pc, sp.add(1), fp, 1)
    }
}

handler! {
    fn match_sequence(t, pc, sp, fp) {
        *sp = Value::from_bool(is_sequence(peek(sp, 1)));
        next!(t, pc, sp.add(1), fp, 1)
    }
}

/// Whether a mapping pattern may match.
#[inline(always)]
pub(crate) fn is_mapping(subject: &Obj) -> bool {
    subject.type_of().has_flag(type_flag::MAPPING)
}

/// Whether a sequence pattern may match.
#[inline(always)]
pub(crate) fn is_sequence(subject: &Obj) -> bool {
    let class = subject.type_of();
    let is_text = class.has_flag(type_flag::UNICODE_SUBCLASS) || class.has_flag(type_flag::BYTES_SUBCLASS);
    class.has_flag(type_flag::SEQUENCE) && !is_text
}

handler! {
    /// `subject, keys` → `subject, keys, values or None`
    fn match_keys(t, pc, sp, fp) {
        (*fp).pc = pc;
        *sp = attempt!(keys(t, peek(sp, 2), peek(sp, 1)), t, pc, sp, fp).into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

#[inline(never)]
pub(crate) fn keys(t: &Thread, subject: &Obj, keys: &Obj) -> PyResult {
    let Some(keys) = keys.downcast::<Tuple>() else { return Err(t.system_error("keys of a pattern")) };
    let seen = Set::new(t)?;
    let mut values = Vec::with_capacity(keys.len());
    for key in keys.items() {
        if seen.contains(t, key)? {
            let repr = protocol::repr_text(t, key);
            return Err(t.value_error(format!("mapping pattern checks duplicate key ({repr})")));
        }
        seen.add(t, key)?;
        let found = match subject.exact::<Dict>() {
            Some(dict) => dict.get(t, key)?,
            None => {
                // `get` with a marker, so that `__missing__` does not make the key.
                let marker = crate::object::instance::new_plain(t, crate::builtins::object::Object::class())?;
                let value = crate::call::call_method(t, subject, &names::get, &[key.clone(), marker.clone()])?;
                if value.is(&marker) { None } else { Some(value) }
            }
        };
        match found {
            Some(value) => values.push(value),
            None => return Ok(Obj::NONE),
        }
    }
    Tuple::from_vec(t, values).map(Ref::into_obj)
}

handler! {
    /// `subject, class, names` → `attributes or None`
    fn match_class(t, pc, sp, fp) {
        (*fp).pc = pc;
        let found = attempt!(class_pattern(t, peek(sp, 3), peek(sp, 2), peek(sp, 1), (*pc).b as usize), t, pc, sp, fp);
        drop_word(*sp.sub(1));
        drop_word(*sp.sub(2));
        drop_word(*sp.sub(3));
        *sp.sub(3) = found.into_raw();
        next!(t, pc, sp.sub(2), fp, 1)
    }
}

/// The attributes that a class pattern names, as a tuple; None where it does not match.
#[inline(never)]
pub(crate) fn class_pattern(t: &Thread, subject: &Obj, class: &Obj, keywords: &Obj, positional: usize) -> PyResult {
    let Some(class_type) = class.downcast::<Type>() else {
        return Err(t.type_error("called match pattern must be a class"));
    };
    let Some(keywords) = keywords.downcast::<Tuple>() else { return Err(t.system_error("names of a pattern")) };
    if !protocol::is_instance(t, subject, class)? {
        return Ok(Obj::NONE);
    }
    let name = class_type.name_text();
    let mut seen: Vec<Obj> = Vec::new();
    let mut values = Vec::new();
    let mut take = |attribute: &Obj, values: &mut Vec<Obj>| -> PyResult<bool> {
        let text = str::lossy(attribute);
        if seen.iter().any(|s| str::equals(s, &text)) {
            return Err(t.type_error(format!("{name}() got multiple sub-patterns for attribute '{text}'")));
        }
        seen.push(attribute.clone());
        match attributes::get_optional(t, subject, attribute)? {
            Some(value) => {
                values.push(value);
                Ok(true)
            }
            None => Ok(false),
        }
    };
    if positional > 0 {
        let match_args = attributes::get_optional(t, class, &names::__match_args__)?;
        let matches_self = match_args.is_none() && matches_itself(class_type);
        let allowed = match &match_args {
            Some(args) => match args.exact::<Tuple>() {
                Some(args) => args.len(),
                None => {
                    let given = args.type_of().name_text();
                    return Err(t.type_error(format!("{name}.__match_args__ must be a tuple (got {given})")));
                }
            },
            None => matches_self as usize,
        };
        if positional > allowed {
            let plural = if allowed == 1 { "" } else { "s" };
            return Err(t.type_error(format!(
                "{name}() accepts {allowed} positional sub-pattern{plural} ({positional} given)"
            )));
        }
        if matches_self {
            values.push(subject.clone());
        } else if let Some(args) = match_args.as_ref().and_then(|a| a.exact::<Tuple>()) {
            for attribute in &args.items()[..positional] {
                if attribute.downcast::<Str>().is_none() {
                    let given = attribute.type_of().name_text();
                    return Err(t.type_error(format!("__match_args__ elements must be strings (got {given})")));
                }
                if !take(attribute, &mut values)? {
                    return Ok(Obj::NONE);
                }
            }
        }
    }
    for attribute in keywords.items() {
        if !take(attribute, &mut values)? {
            return Ok(Obj::NONE);
        }
    }
    Tuple::from_vec(t, values).map(Ref::into_obj)
}

/// Builtin types whose one positional sub-pattern is the subject itself.
fn matches_itself(class: &Type) -> bool {
    use crate::builtins as b;
    let flags = type_flag::LONG_SUBCLASS
        | type_flag::LIST_SUBCLASS
        | type_flag::TUPLE_SUBCLASS
        | type_flag::BYTES_SUBCLASS
        | type_flag::UNICODE_SUBCLASS
        | type_flag::DICT_SUBCLASS;
    class.flags.get() & flags != 0
        || class.is_subtype(b::float::Float::class())
        || class.is_subtype(Set::class())
        || class.is_subtype(b::set::FrozenSet::class())
}
