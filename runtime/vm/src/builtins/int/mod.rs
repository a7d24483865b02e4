//! `int`: arbitrary precision; small ones are immediates, [`Int`] is the heap form of the rest.
//!
//! Arithmetic is in [`crate::numeric`]; this folder turns objects into its operands and back.

pub mod class;
pub mod methods;

use dashu_int::IBig;

use crate::memory;
use crate::numeric::int::{Int as Number, IntRef};
use crate::numeric::int_ops::IntOpError;
use crate::object::header::Header;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{PyResult, Raised, Thread};

use taipan_abi::value as word;

/// The heap form: an int beyond 63 bits, or an instance of a subclass of int.
#[repr(C)]
pub struct Int {
    head: Header,
    value: IBig,
}

impl Int {
    pub fn value(&self) -> &IBig {
        &self.value
    }
}

/// The number an int object (or bool) holds.
#[inline(always)]
pub fn number(object: &Obj) -> Option<IntRef<'_>> {
    match object.value().as_int() {
        Some(value) => Some(IntRef::Small(value)),
        None => number_slow(object),
    }
}

#[inline(never)]
fn number_slow(object: &Obj) -> Option<IntRef<'_>> {
    match object.value() {
        Value::TRUE => Some(IntRef::Small(1)),
        Value::FALSE => Some(IntRef::Small(0)),
        _ => {
            let class = object.type_of();
            if !object.value().is_pointer() || !class.has_flag(type_flag::LONG_SUBCLASS) {
                return None;
            }
            // SAFETY: heap objects of int's subclasses have its layout.
            Some(IntRef::Big(unsafe { &object.cast_unchecked::<Int>().value }))
        }
    }
}

/// Whether the object is an int (a bool is one).
#[inline]
pub fn is_int(object: &Obj) -> bool {
    object.value().is_int() || object.type_of().has_flag(type_flag::LONG_SUBCLASS)
}

/// The object of a number.
#[inline]
pub fn from_number(t: &Thread, number: Number) -> PyResult {
    match number {
        Number::Small(value) => from_i64(t, value),
        Number::Big(value) => from_big(t, value),
    }
}

#[inline(always)]
pub fn from_i64(t: &Thread, value: i64) -> PyResult {
    match Obj::small_int(value) {
        Some(object) => Ok(object),
        None => heap_int(t, IBig::from(value)),
    }
}

pub fn from_u64(t: &Thread, value: u64) -> PyResult {
    match i64::try_from(value) {
        Ok(value) => from_i64(t, value),
        Err(_) => heap_int(t, IBig::from(value)),
    }
}

pub fn from_i128(t: &Thread, value: i128) -> PyResult {
    match i64::try_from(value) {
        Ok(value) => from_i64(t, value),
        Err(_) => heap_int(t, IBig::from(value)),
    }
}

/// The object of a big integer, immediate if it fits.
pub fn from_big(t: &Thread, value: IBig) -> PyResult {
    match i64::try_from(&value) {
        Ok(small) if (word::INT_MIN..=word::INT_MAX).contains(&small) => from_i64(t, small),
        _ => heap_int(t, value),
    }
}

#[cold]
fn heap_int(t: &Thread, value: IBig) -> PyResult {
    memory::new_object(t, Int::class(), |head| Int { head, value }).map(Ref::into_obj)
}

/// An instance of a subclass of int.
pub fn with_class(t: &Thread, class: &Type, number: IntRef) -> PyResult {
    let value = number.to_big().into_owned();
    if class.is(Int::class()) {
        return from_big(t, value);
    }
    memory::new_object(t, class, |head| Int { head, value }).map(Ref::into_obj)
}

/// The exact int of an int object: subclasses lose their class.
pub fn exact(t: &Thread, object: &Obj) -> PyResult {
    match number(object) {
        Some(_) if object.value().is_int() || object.is_exact::<Int>() => Ok(object.clone()),
        Some(n) => from_number(t, n.to_int()),
        None => Err(not_an_integer(t, object)),
    }
}

#[cold]
fn not_an_integer(t: &Thread, object: &Obj) -> Raised {
    t.type_error(format!("'{}' object cannot be interpreted as an integer", object.type_of().name_text()))
}

/// `operator.index(object)`.
#[inline]
pub fn index(t: &Thread, object: &Obj) -> PyResult {
    if is_int(object) {
        return Ok(object.clone());
    }
    let Some(slot) = object.type_of().slots.index.get() else { return Err(not_an_integer(t, object)) };
    let result = slot(t, object)?;
    if !is_int(&result) {
        let class = result.type_of().name_text();
        return Err(t.type_error(format!("__index__ returned non-int (type {class})")));
    }
    Ok(result)
}

/// The index of an object as a machine integer; OverflowError with `message` where it does not fit.
#[inline]
pub fn index_as_i64(t: &Thread, object: &Obj, message: &str) -> PyResult<i64> {
    if let Some(value) = object.value().as_int() {
        return Ok(value);
    }
    let object = index(t, object)?;
    match number(&object).and_then(|n| n.to_i64()) {
        Some(value) => Ok(value),
        None => Err(t.overflow_error(message)),
    }
}

/// The index of an object, clipped to the range of machine integers.
pub fn index_clipped(t: &Thread, object: &Obj) -> PyResult<i64> {
    if let Some(value) = object.value().as_int() {
        return Ok(value);
    }
    let object = index(t, object)?;
    let Some(n) = number(&object) else { return Err(not_an_integer(t, &object)) };
    Ok(n.to_i64().unwrap_or(if n.is_negative() { i64::MIN } else { i64::MAX }))
}

/// The index for a subscript: IndexError where it does not fit.
pub fn subscript(t: &Thread, key: &Obj) -> PyResult<i64> {
    if let Some(value) = key.value().as_int() {
        return Ok(value);
    }
    let object = index(t, key)?;
    match number(&object).and_then(|n| n.to_i64()) {
        Some(value) => Ok(value),
        None => {
            let class = key.type_of().name_text();
            Err(t.index_error(format!("cannot fit '{class}' into an index-sized integer")))
        }
    }
}

/// Whether an int object is below zero.
pub fn is_negative(object: &Obj) -> bool {
    number(object).is_some_and(|n| n.is_negative())
}

/// The hash that a `__hash__` method's int result stands for; None if it is not an int.
pub fn reduced_hash(object: &Obj) -> Option<i64> {
    let number = number(object)?;
    Some(match number.to_i64() {
        // As in CPython, a result that fits a machine word is taken as it is.
        Some(-1) => -2,
        Some(value) => value,
        None => crate::numeric::hash::hash_int(number),
    })
}

/// The decimal text of a machine integer, written from the end of the buffer.
pub fn small_decimal(value: i64, buffer: &mut [u8; 20]) -> &[u8] {
    let mut rest = value.unsigned_abs();
    let mut at = buffer.len();
    loop {
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        at -= 1;
        buffer[at] = b'-';
    }
    &buffer[at..]
}

/// Raises what an operation on numbers failed with.
#[cold]
pub fn operation_error(t: &Thread, error: IntOpError) -> Raised {
    match error {
        IntOpError::Memory => t.no_memory(),
        IntOpError::TooManyDigits => t.overflow_error(error.message()),
        _ => t.value_error(error.message()),
    }
}

/// The type object, for callers outside this folder.
pub fn class() -> &'static Type {
    Int::static_type()
}
