//! Comparison, truth, hashing, instance and subclass tests.

use crate::builtins::tuple::Tuple;
use crate::call;
use crate::object::attributes;
use crate::object::lookup::lookup;
use crate::object::slots::Comparison;
use crate::object::types::{Type, type_flag};
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread, names};

/// A comparison of two small ints or two floats.
#[inline(always)]
fn compare_immediates(a: Value, b: Value, op: Comparison) -> Option<bool> {
    fn holds<T: PartialOrd>(x: T, y: T, op: Comparison) -> bool {
        match op {
            Comparison::Lt => x < y,
            Comparison::Le => x <= y,
            Comparison::Eq => x == y,
            Comparison::Ne => x != y,
            Comparison::Gt => x > y,
            Comparison::Ge => x >= y,
        }
    }
    if let (Some(x), Some(y)) = (a.as_int(), b.as_int()) {
        return Some(holds(x, y, op));
    }
    Some(holds(a.as_immediate_float()?, b.as_immediate_float()?, op))
}

/// `a op b` as an object.
pub fn rich_compare(t: &Thread, a: &Obj, b: &Obj, op: Comparison) -> PyResult {
    if let Some(truth) = compare_immediates(a.value(), b.value(), op) {
        return Ok(Obj::from_bool(truth));
    }
    t.check_native_stack(" in comparison")?;
    let (class_a, class_b) = (a.type_of(), b.type_of());
    let mut reflected_tried = false;
    if !class_a.is(class_b)
        && class_b.is_subtype(class_a)
        && let Some(compare) = class_b.slots.compare.get()
    {
        reflected_tried = true;
        let result = compare(t, b, a, op.swapped())?;
        if !result.is_not_implemented() {
            return Ok(result);
        }
    }
    if let Some(compare) = class_a.slots.compare.get() {
        let result = compare(t, a, b, op)?;
        if !result.is_not_implemented() {
            return Ok(result);
        }
    }
    if !reflected_tried && let Some(compare) = class_b.slots.compare.get() {
        let result = compare(t, b, a, op.swapped())?;
        if !result.is_not_implemented() {
            return Ok(result);
        }
    }
    match op {
        Comparison::Eq => Ok(Obj::from_bool(a.is(b))),
        Comparison::Ne => Ok(Obj::from_bool(!a.is(b))),
        _ => Err(t.type_error(format!(
            "'{}' not supported between instances of '{}' and '{}'",
            op.symbol(),
            a.type_of().name_text(),
            b.type_of().name_text()
        ))),
    }
}

/// `a op b` as a truth value; identical objects are equal, as containers assume.
pub fn rich_compare_bool(t: &Thread, a: &Obj, b: &Obj, op: Comparison) -> PyResult<bool> {
    if a.is(b) {
        match op {
            Comparison::Eq => return Ok(true),
            Comparison::Ne => return Ok(false),
            _ => {}
        }
    }
    if let Some(truth) = compare_immediates(a.value(), b.value(), op) {
        return Ok(truth);
    }
    let result = rich_compare(t, a, b, op)?;
    is_true(t, &result)
}

/// Identity or `==`.
#[inline]
pub fn equals(t: &Thread, a: &Obj, b: &Obj) -> PyResult<bool> {
    if a.is(b) { Ok(true) } else { rich_compare_bool(t, a, b, Comparison::Eq) }
}

/// The truth value.
#[inline]
pub fn is_true(t: &Thread, object: &Obj) -> PyResult<bool> {
    match object.value() {
        Value::TRUE => return Ok(true),
        Value::FALSE | Value::NONE => return Ok(false),
        v if v.is_int() => return Ok(v.as_int() != Some(0)),
        _ => {}
    }
    let slots = &object.type_of().slots;
    if let Some(bool) = slots.bool.get() {
        return bool(t, object);
    }
    if let Some(length) = slots.length.get() {
        return length(t, object).map(|n| n != 0);
    }
    Ok(true)
}

/// `hash(object)`.
#[inline]
pub fn hash(t: &Thread, object: &Obj) -> PyResult<i64> {
    match object.type_of().slots.hash.get() {
        Some(hash) => hash(t, object),
        None => Err(t.type_error(format!("unhashable type: '{}'", object.type_of().name_text()))),
    }
}

/// `isinstance(object, class)`, where class may be a type, a tuple or a union.
pub fn is_instance(t: &Thread, object: &Obj, class: &Obj) -> PyResult<bool> {
    if let Some(exact) = class.downcast::<Type>() {
        if object.type_of().is(exact) {
            return Ok(true);
        }
        if class.is_exact::<Type>() {
            return recursive_is_instance(t, object, class);
        }
    }
    if let Some(tuple) = class.downcast::<Tuple>() {
        t.check_native_stack(" in __instancecheck__")?;
        for item in tuple.items() {
            if is_instance(t, object, item)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if let Some(result) = call::invoke::call_special(t, class, &names::__instancecheck__, std::slice::from_ref(object))?
    {
        return is_true(t, &result);
    }
    recursive_is_instance(t, object, class)
}

/// Whether `__class__` of instances of the class is their type: as `object` has it.
fn has_own_class(t: &Thread, class: &Type) -> bool {
    let plain = |class: &Type| lookup(t, class, &names::__class__).map(|found| found.value());
    attributes::is_generic(class) && plain(class) == plain(crate::builtins::object::Object::class())
}

/// `type.__instancecheck__`.
pub fn recursive_is_instance(t: &Thread, object: &Obj, class: &Obj) -> PyResult<bool> {
    if let Some(class) = class.downcast::<Type>() {
        if object.type_of().is_subtype(class) {
            return Ok(true);
        }
        if has_own_class(t, object.type_of()) {
            return Ok(false);
        }
        let claimed = attributes::get_optional(t, object, &names::__class__)?;
        return Ok(match claimed.as_ref().and_then(|c| c.downcast::<Type>()) {
            Some(claimed) if !claimed.is(object.type_of()) => claimed.is_subtype(class),
            _ => false,
        });
    }
    check_class(t, class, "isinstance() arg 2 must be a type, a tuple of types, or a union")?;
    match attributes::get_optional(t, object, &names::__class__)? {
        Some(claimed) => abstract_is_subclass(t, &claimed, class),
        None => Ok(false),
    }
}

/// `issubclass(derived, class)`.
pub fn is_subclass(t: &Thread, derived: &Obj, class: &Obj) -> PyResult<bool> {
    if class.is_exact::<Type>() {
        if derived.is(class) {
            return Ok(true);
        }
        return recursive_is_subclass(t, derived, class);
    }
    if let Some(tuple) = class.downcast::<Tuple>() {
        t.check_native_stack(" in __subclasscheck__")?;
        for item in tuple.items() {
            if is_subclass(t, derived, item)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if let Some(result) =
        call::invoke::call_special(t, class, &names::__subclasscheck__, std::slice::from_ref(derived))?
    {
        return is_true(t, &result);
    }
    recursive_is_subclass(t, derived, class)
}

/// `type.__subclasscheck__`.
pub fn recursive_is_subclass(t: &Thread, derived: &Obj, class: &Obj) -> PyResult<bool> {
    if let (Some(derived), Some(class)) = (derived.downcast::<Type>(), class.downcast::<Type>()) {
        return Ok(derived.is_subtype(class));
    }
    check_class(t, derived, "issubclass() arg 1 must be a class")?;
    check_class(t, class, "issubclass() arg 2 must be a class, a tuple of classes, or a union")?;
    abstract_is_subclass(t, derived, class)
}

/// The `__bases__` of anything that has them as a tuple.
fn abstract_bases(t: &Thread, class: &Obj) -> PyResult<Option<Obj>> {
    Ok(attributes::get_optional(t, class, &names::__bases__)?
        .filter(|b| b.type_of().has_flag(type_flag::TUPLE_SUBCLASS)))
}

fn check_class(t: &Thread, class: &Obj, message: &str) -> PyResult<()> {
    match abstract_bases(t, class)? {
        Some(_) => Ok(()),
        None => Err(t.type_error(message)),
    }
}

fn abstract_is_subclass(t: &Thread, derived: &Obj, class: &Obj) -> PyResult<bool> {
    t.check_native_stack(" in __subclasscheck__")?;
    if derived.is(class) {
        return Ok(true);
    }
    let Some(bases) = abstract_bases(t, derived)? else { return Ok(false) };
    if let Some(bases) = bases.downcast::<Tuple>() {
        for base in bases.items() {
            if abstract_is_subclass(t, base, class)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
