//! Methods of `int`.

use taipan_macros::pymethods;

use super::{Int, from_number, number};
use crate::builtins::bytes::{self, construct};
use crate::builtins::object::pair;
use crate::builtins::str::{Str, format_spec};
use crate::builtins::tuple::Tuple;
use crate::call;
use crate::numeric::int::IntRef;
use crate::numeric::int_convert::{self, ToBytesError};
use crate::numeric::int_ops;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// The receiver as a number.
fn receiver(this: &Obj) -> IntRef<'_> {
    number(this).unwrap_or(IntRef::Small(0))
}

/// Whether a byte order is little-endian.
fn is_little(t: &Thread, method: &str, order: Option<&Obj>) -> PyResult<bool> {
    let Some(order) = order else { return Ok(false) };
    let Some(text) = Str::of(order) else {
        let given = if order.is_none() { "None".to_string() } else { order.type_of().name_text() };
        return Err(t.type_error(format!("{method}() argument 'byteorder' must be str, not {given}")));
    };
    match text.as_ascii() {
        Some("little") => Ok(true),
        Some("big") => Ok(false),
        _ => Err(t.value_error("byteorder must be either 'little' or 'big'")),
    }
}

#[pymethods(list = INT_METHODS, class = "int")]
impl Int {
    /// Number of bits necessary to represent self in binary.
    #[pymethod(returns = "int", effects = "pure")]
    fn bit_length(_t: &Thread, this: &Obj) -> u64 {
        receiver(this).bit_length()
    }

    /// Number of ones in the binary representation of the absolute value of self.
    #[pymethod(returns = "int", effects = "pure")]
    fn bit_count(_t: &Thread, this: &Obj) -> u64 {
        int_ops::bit_count(receiver(this))
    }

    /// Returns self, the complex conjugate of any int.
    #[pymethod(returns = "int", effects = "pure")]
    fn conjugate(t: &Thread, this: &Obj) -> PyResult {
        super::exact(t, this)
    }

    /// Truncating an Integral returns itself.
    #[pymethod(returns = "int", effects = "pure")]
    fn __trunc__(t: &Thread, this: &Obj) -> PyResult {
        super::exact(t, this)
    }

    /// Flooring an Integral returns itself.
    #[pymethod(returns = "int", effects = "pure")]
    fn __floor__(t: &Thread, this: &Obj) -> PyResult {
        super::exact(t, this)
    }

    /// Ceiling of an Integral returns itself.
    #[pymethod(returns = "int", effects = "pure")]
    fn __ceil__(t: &Thread, this: &Obj) -> PyResult {
        super::exact(t, this)
    }

    /// Rounding an Integral returns itself.
    #[pymethod(sig = "($self, ndigits=None, /)", returns = "int")]
    fn __round__(t: &Thread, this: &Obj, ndigits: Option<&Obj>) -> PyResult {
        let Some(digits) = ndigits.filter(|digits| !digits.is_none()) else { return super::exact(t, this) };
        let digits = super::index(t, digits)?;
        let digits = number(&digits).unwrap_or(IntRef::Small(0));
        if !digits.is_negative() {
            return super::exact(t, this);
        }
        // So many zeros that nothing remains, where the number does not fit.
        let zeros = digits.to_i64().map_or(u64::MAX, i64::unsigned_abs);
        from_number(t, int_ops::round_to_power_of_ten(receiver(this), zeros))
    }

    /// Returns True. Exists for duck type compatibility with float.is_integer.
    #[pymethod(returns = "bool", effects = "pure")]
    fn is_integer(_t: &Thread, _this: &Obj) -> bool {
        true
    }

    /// Return a pair of integers, whose ratio is equal to the original int.
    #[pymethod(returns = "tuple")]
    fn as_integer_ratio(t: &Thread, this: &Obj) -> PyResult {
        pair(t, super::exact(t, this)?, Obj::from_i32(1))
    }

    /// Return an array of bytes representing an integer.
    #[pymethod(sig = "($self, /, length=1, byteorder='big', *, signed=False)", returns = "bytes")]
    fn to_bytes(t: &Thread, this: &Obj, length: isize, byteorder: Option<&Obj>, signed: bool) -> PyResult {
        let little = is_little(t, "to_bytes", byteorder)?;
        let Ok(length) = usize::try_from(length) else {
            return Err(t.value_error("length argument must be non-negative"));
        };
        match int_convert::to_bytes(receiver(this), length, little, signed) {
            Ok(data) => bytes::from_slice(t, &data),
            Err(ToBytesError::Negative) => Err(t.overflow_error("can't convert negative int to unsigned")),
            Err(ToBytesError::TooBig) => Err(t.overflow_error("int too big to convert")),
            Err(ToBytesError::Memory) => Err(t.no_memory()),
        }
    }

    /// Return the integer represented by the given array of bytes.
    #[pyclassmethod(sig = "($type, /, bytes, byteorder='big', *, signed=False)", returns = "int")]
    fn from_bytes(t: &Thread, class: &Obj, bytes: &Obj, byteorder: Option<&Obj>, signed: bool) -> PyResult {
        let little = is_little(t, "from_bytes", byteorder)?;
        let value = match bytes.exact::<crate::builtins::bytes::Bytes>() {
            Some(data) => int_convert::from_bytes(data.as_slice(), little, signed),
            None => int_convert::from_bytes(&construct::of_any(t, bytes)?, little, signed),
        };
        let made = from_number(t, value)?;
        if class.value() == Int::class().borrowed_obj().value() { Ok(made) } else { call::call1(t, class, &made) }
    }

    /// Convert to a string according to format_spec.
    #[pymethod(sig = "($self, format_spec, /)", returns = "str")]
    fn __format__(t: &Thread, this: &Obj, format_spec: &Str) -> PyResult<Ref<Str>> {
        format_spec::format_int_object(t, this, receiver(this), format_spec)
    }

    #[pymethod(returns = "tuple")]
    fn __getnewargs__(t: &Thread, this: &Obj) -> PyResult<Ref<Tuple>> {
        Tuple::from_slice(t, &[super::exact(t, this)?])
    }

    /// Returns size in memory, in bytes.
    #[pymethod(returns = "int")]
    fn __sizeof__(_t: &Thread, this: &Obj) -> u64 {
        // As in CPython: a head and digits of 30 bits.
        24 + 4 * receiver(this).bit_length().div_ceil(30).max(1)
    }
}
