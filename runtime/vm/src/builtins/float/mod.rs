//! `float`: IEEE 754 doubles, most of them immediates; [`Float`] is the heap form of the rest.

pub mod class;
pub mod methods;

use crate::memory;
use crate::object::header::Header;
use crate::object::types::Type;
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{PyResult, Thread};

use taipan_abi::value as word;

/// The heap form, laid out as CPython's: nan, extremes, instances of subclasses.
#[repr(C)]
pub struct Float {
    head: Header,
    pub(crate) value: f64,
}

const _: () = assert!(size_of::<Float>() == 24);

/// The double a float object holds.
#[inline(always)]
pub fn value(object: &Obj) -> Option<f64> {
    match object.value().as_immediate_float() {
        Some(value) => Some(value),
        None => object.downcast::<Float>().map(|f| f.value),
    }
}

#[inline(always)]
pub fn from_f64(t: &Thread, value: f64) -> PyResult {
    match word::encode_float(value) {
        // SAFETY: an immediate owns nothing.
        Some(bits) => Ok(unsafe { Obj::from_raw(Value::from_bits(bits)) }),
        None => heap_float(t, Float::class(), value),
    }
}

#[cold]
fn heap_float(t: &Thread, class: &Type, value: f64) -> PyResult {
    memory::new_object(t, class, |head| Float { head, value }).map(Ref::into_obj)
}

/// An instance of float or a subclass.
pub fn with_class(t: &Thread, class: &Type, value: f64) -> PyResult {
    if class.is(Float::class()) { from_f64(t, value) } else { heap_float(t, class, value) }
}

/// `float(object)` for arguments that must be real numbers.
#[inline]
pub fn as_f64(t: &Thread, object: &Obj) -> PyResult<f64> {
    if let Some(value) = value(object) {
        return Ok(value);
    }
    as_f64_slow(t, object)
}

fn as_f64_slow(t: &Thread, object: &Obj) -> PyResult<f64> {
    if let Some(number) = super::int::number(object) {
        return crate::numeric::int_convert::to_f64(number)
            .ok_or_else(|| t.overflow_error("int too large to convert to float"));
    }
    let slots = &object.type_of().slots;
    if let Some(to_float) = slots.float.get() {
        let result = to_float(t, object)?;
        return match value(&result) {
            Some(value) => Ok(value),
            None => {
                let (class, given) = (object.type_of().name_text(), result.type_of().name_text());
                Err(t.type_error(format!("{class}.__float__ returned non-float (type {given})")))
            }
        };
    }
    if slots.index.get().is_some() {
        let index = super::int::index(t, object)?;
        return as_f64(t, &index);
    }
    Err(t.type_error(format!("must be real number, not {}", object.type_of().name_text())))
}

/// The operand of float arithmetic: a float, or an int that is converted. None: neither.
#[inline(always)]
pub fn operand(t: &Thread, object: &Obj) -> PyResult<Option<f64>> {
    if let Some(value) = value(object) {
        return Ok(Some(value));
    }
    match super::int::number(object) {
        Some(number) => match crate::numeric::int_convert::to_f64(number) {
            Some(value) => Ok(Some(value)),
            None => Err(t.overflow_error("int too large to convert to float")),
        },
        None => Ok(None),
    }
}
