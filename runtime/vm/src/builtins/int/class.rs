//! The `int` type: slots and construction.

use std::borrow::Cow;
use std::cmp::Ordering;

use taipan_macros::pyclass;

use super::{Int, from_number, methods, number, operation_error};
use crate::builtins::float;
use crate::builtins::str::{Str, Units};
use crate::call::{Args, Parameter, ParameterKind, Signature};
use crate::numeric::float_ops::Power;
use crate::numeric::int::IntRef;
use crate::numeric::int_convert::TrueDivError;
use crate::numeric::int_text::IntTextError;
use crate::numeric::{hash, int_convert, int_ops, int_text};
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::types::{Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Raised, Thread};

/// Both operands as numbers, or NotImplemented.
macro_rules! operands {
    ($a:expr, $b:expr) => {
        match (number($a), number($b)) {
            (Some(a), Some(b)) => (a, b),
            _ => return Ok(Obj::NOT_IMPLEMENTED),
        }
    };
}

/// int([x]) -> integer
/// int(x, base=10) -> integer
///
/// Convert a number or string to an integer, or return 0 if no arguments
/// are given.  If x is a number, return x.__int__().  For floating-point
/// numbers, this truncates towards zero.
///
/// If x is not a number or if base is given, then x must be a string,
/// bytes, or bytearray instance representing an integer literal in the
/// given base.  The literal can be preceded by '+' or '-' and be surrounded
/// by whitespace.  The base defaults to 10.  Valid bases are 0 and 2-36.
/// Base 0 means to interpret the base from the string as an integer literal.
/// >>> int('0b100', base=0)
/// 4
#[pyclass(name = "int", flags = type_flag::BASE_TYPE | type_flag::LONG_SUBCLASS, lists = [methods::INT_METHODS])]
impl Int {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult {
        new(t, class, args)
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Obj) -> PyResult<Ref<Str>> {
        match operand(this) {
            IntRef::Small(value) => Str::from_ascii(t, super::small_decimal(value, &mut [0; 20])),
            IntRef::Big(_) => Str::from_ascii(t, decimal(t, this)?.as_bytes()),
        }
    }

    #[pyslot]
    fn __hash__(_t: &Thread, this: &Obj) -> PyResult<i64> {
        Ok(number(this).map_or(0, hash::hash_int))
    }

    #[pyslot]
    fn __richcompare__(_t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (a, b) = operands!(this, other);
        let order = a.cmp(&b);
        Ok(Obj::from_bool(holds(order, op)))
    }

    #[pyslot]
    fn __bool__(_t: &Thread, this: &Obj) -> PyResult<bool> {
        Ok(number(this).is_some_and(|n| !n.is_zero()))
    }

    #[pyslot]
    fn __add__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(a, b);
        from_number(t, int_ops::add(a, b))
    }

    #[pyslot]
    fn __sub__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(a, b);
        from_number(t, int_ops::sub(a, b))
    }

    #[pyslot]
    fn __mul__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(a, b);
        match int_ops::mul(a, b) {
            Ok(product) => from_number(t, product),
            Err(error) => Err(operation_error(t, error)),
        }
    }

    #[pyslot]
    fn __floordiv__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(a, b);
        match int_ops::floor_div(a, b) {
            Some(quotient) => from_number(t, quotient),
            None => Err(t.zero_division("division by zero")),
        }
    }

    #[pyslot]
    fn __mod__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(a, b);
        match int_ops::modulo(a, b) {
            Some(rest) => from_number(t, rest),
            None => Err(t.zero_division("division by zero")),
        }
    }

    #[pyslot]
    fn __divmod__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(a, b);
        match int_ops::div_mod(a, b) {
            Some((quotient, rest)) => {
                crate::builtins::object::pair(t, from_number(t, quotient)?, from_number(t, rest)?)
            }
            None => Err(t.zero_division("division by zero")),
        }
    }

    #[pyslot]
    fn __truediv__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(a, b);
        match int_convert::true_div(a, b) {
            Ok(quotient) => float::from_f64(t, quotient),
            Err(TrueDivError::ZeroDivision) => Err(t.zero_division("division by zero")),
            Err(TrueDivError::Overflow) => Err(t.overflow_error("integer division result too large for a float")),
        }
    }

    #[pyslot]
    fn __pow__(t: &Thread, a: &Obj, b: &Obj, modulus: &Obj) -> PyResult {
        let (a, b) = operands!(a, b);
        if !modulus.is_none() {
            let Some(m) = number(modulus) else { return Ok(Obj::NOT_IMPLEMENTED) };
            return match int_ops::pow_mod(a, b, m) {
                Ok(power) => from_number(t, power),
                Err(error) => Err(operation_error(t, error)),
            };
        }
        if b.is_negative() {
            let (Some(x), Some(y)) = (int_convert::to_f64(a), int_convert::to_f64(b)) else {
                return Err(t.overflow_error("int too large to convert to float"));
            };
            return match crate::numeric::float_ops::pow(x, y) {
                Power::Value(power) => float::from_f64(t, power),
                _ => Err(t.zero_division("zero to a negative power")),
            };
        }
        match int_ops::pow(a, b) {
            Ok(power) => from_number(t, power),
            Err(error) => Err(operation_error(t, error)),
        }
    }

    #[pyslot]
    fn __neg__(t: &Thread, this: &Obj) -> PyResult {
        from_number(t, int_ops::neg(operand(this)))
    }

    #[pyslot]
    fn __pos__(t: &Thread, this: &Obj) -> PyResult {
        super::exact(t, this)
    }

    #[pyslot]
    fn __abs__(t: &Thread, this: &Obj) -> PyResult {
        from_number(t, int_ops::abs(operand(this)))
    }

    #[pyslot]
    fn __invert__(t: &Thread, this: &Obj) -> PyResult {
        from_number(t, int_ops::invert(operand(this)))
    }

    #[pyslot]
    fn __lshift__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(a, b);
        match int_ops::shl(a, b) {
            Ok(shifted) => from_number(t, shifted),
            Err(error) => Err(operation_error(t, error)),
        }
    }

    #[pyslot]
    fn __rshift__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(a, b);
        match int_ops::shr(a, b) {
            Ok(shifted) => from_number(t, shifted),
            Err(error) => Err(operation_error(t, error)),
        }
    }

    #[pyslot]
    fn __and__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(a, b);
        from_number(t, int_ops::bit_and(a, b))
    }

    #[pyslot]
    fn __or__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(a, b);
        from_number(t, int_ops::bit_or(a, b))
    }

    #[pyslot]
    fn __xor__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let (a, b) = operands!(a, b);
        from_number(t, int_ops::bit_xor(a, b))
    }

    #[pyslot]
    fn __int__(t: &Thread, this: &Obj) -> PyResult {
        super::exact(t, this)
    }

    #[pyslot]
    fn __index__(t: &Thread, this: &Obj) -> PyResult {
        super::exact(t, this)
    }

    #[pyslot]
    fn __float__(t: &Thread, this: &Obj) -> PyResult {
        match int_convert::to_f64(operand(this)) {
            Some(value) => float::from_f64(t, value),
            None => Err(t.overflow_error("int too large to convert to float")),
        }
    }

    /// the real part of a complex number
    #[pygetter]
    fn real(t: &Thread, this: &Obj) -> PyResult {
        super::exact(t, this)
    }

    /// the imaginary part of a complex number
    #[pygetter]
    fn imag(_t: &Thread, _this: &Obj) -> i32 {
        0
    }

    /// the numerator of a rational number in lowest terms
    #[pygetter]
    fn numerator(t: &Thread, this: &Obj) -> PyResult {
        super::exact(t, this)
    }

    /// the denominator of a rational number in lowest terms
    #[pygetter]
    fn denominator(_t: &Thread, _this: &Obj) -> i32 {
        1
    }
}

/// The receiver of an int slot as a number.
fn operand(this: &Obj) -> IntRef<'_> {
    number(this).unwrap_or(IntRef::Small(0))
}

/// Whether an order satisfies a comparison.
#[inline]
pub fn holds(order: Ordering, op: Comparison) -> bool {
    match op {
        Comparison::Lt => order.is_lt(),
        Comparison::Le => order.is_le(),
        Comparison::Eq => order.is_eq(),
        Comparison::Ne => order.is_ne(),
        Comparison::Gt => order.is_gt(),
        Comparison::Ge => order.is_ge(),
    }
}

/// The decimal text.
pub fn decimal(t: &Thread, this: &Obj) -> PyResult<String> {
    let limit = t.interp().int_max_str_digits.get();
    int_text::to_decimal(operand(this), limit).map_err(|error| t.value_error(error.message().unwrap_or_default()))
}

/// `int(x, base)`.
fn new(t: &Thread, class: &Type, args: Args) -> PyResult {
    static SIGNATURE: Signature = Signature {
        name: "int",
        qualname: "int",
        parameters: &[
            Parameter { name: "x", kind: ParameterKind::PositionalOnly, required: false },
            Parameter { name: "base", kind: ParameterKind::Either, required: false },
        ],
        varargs: false,
        varkeywords: false,
    };
    if !args.has_keywords() {
        args.check_positional(t, "int", 0, 2)?;
    }
    let [x, base] = SIGNATURE.bind::<2>(t, args)?;
    let value = match (x, base) {
        (None, Some(_)) => return Err(t.type_error("int() missing string argument")),
        (None, None) => Obj::from_i32(0),
        (Some(x), None) => from_object(t, x)?,
        (Some(x), Some(base)) => {
            let base = super::index_clipped(t, base)?;
            if base != 0 && !(2..=36).contains(&base) {
                return Err(t.value_error("int() base must be >= 2 and <= 36, or 0"));
            }
            match text_of(t, x)? {
                Some(text) => parse(t, x, &text, base as u32)?,
                None => return Err(t.type_error("int() can't convert non-string with explicit base")),
            }
        }
    };
    if class.is(Int::class()) {
        return Ok(value);
    }
    super::with_class(t, class, operand(&value))
}

/// `int(x)`.
pub fn from_object(t: &Thread, x: &Obj) -> PyResult {
    if x.value().is_int() {
        return Ok(x.clone());
    }
    let slots = &x.type_of().slots;
    if let Some(to_int) = slots.int.get() {
        let result = to_int(t, x)?;
        if !super::is_int(&result) {
            let class = result.type_of().name_text();
            return Err(t.type_error(format!("__int__ returned non-int (type {class})")));
        }
        return super::exact(t, &result);
    }
    if slots.index.get().is_some() {
        let index = super::index(t, x)?;
        return super::exact(t, &index);
    }
    match text_of(t, x)? {
        Some(text) => parse(t, x, &text, 10),
        None => {
            let class = x.type_of().name_text();
            Err(t.type_error(format!(
                "int() argument must be a string, a bytes-like object or a real number, not '{class}'"
            )))
        }
    }
}

/// The ASCII form of what may be parsed as a number: Unicode digits and spaces mapped.
pub fn text_of<'a>(t: &Thread, x: &'a Obj) -> PyResult<Option<Cow<'a, [u8]>>> {
    use crate::builtins::str::Units;
    if let Some(text) = x.downcast::<Str>() {
        // Four control characters are spaces in text but not in numbers.
        if text.is_ascii() && !text.raw().iter().any(|b| matches!(b, 28..=31)) {
            return Ok(Some(Cow::Borrowed(text.raw())));
        }
        let mut ascii = Vec::with_capacity(text.len());
        match text.units() {
            Units::One(u) => crate::text::properties::number_to_ascii(u, &mut ascii),
            Units::Two(u) => crate::text::properties::number_to_ascii(u, &mut ascii),
            Units::Four(u) => crate::text::properties::number_to_ascii(u, &mut ascii),
        }
        return Ok(Some(Cow::Owned(ascii)));
    }
    crate::builtins::bytes::buffer::view(t, x)
}

fn parse(t: &Thread, x: &Obj, text: &[u8], base: u32) -> PyResult {
    match int_text::parse_int(text, base, t.interp().int_max_str_digits.get()) {
        Ok(number) => from_number(t, number),
        Err(IntTextError::Invalid) => Err(invalid_literal(t, x, base)),
        Err(error) => Err(t.value_error(error.message().unwrap_or_default())),
    }
}

/// The text of a short exact str that is shown as it is, in single quotes.
fn plain_text(object: &Obj) -> Option<&str> {
    let Units::One(bytes) = object.exact::<Str>()?.units() else { return None };
    let is_plain = |&b: &u8| (b' '..=b'~').contains(&b) && b != b'\'' && b != b'\\';
    if bytes.len() <= 100 && bytes.iter().all(is_plain) { std::str::from_utf8(bytes).ok() } else { None }
}

#[cold]
fn invalid_literal(t: &Thread, x: &Obj, base: u32) -> Raised {
    if let Some(text) = plain_text(x) {
        return t.value_error(format!("invalid literal for int() with base {base}: '{text}'"));
    }
    // A bytearray is shown as the bytes that were read.
    let repr = match x.downcast::<crate::builtins::bytearray::ByteArray>() {
        Some(array) => match crate::builtins::bytes::from_slice(t, &array.to_vec()) {
            Ok(bytes) => protocol::repr_text(t, &bytes),
            Err(raised) => return raised,
        },
        None => protocol::repr_text(t, x),
    };
    let shown: String = repr.chars().take(200).collect();
    t.value_error(format!("invalid literal for int() with base {base}: {shown}"))
}
