//! `complex`: two doubles, always on the heap.

pub mod arithmetic;
pub mod parse;

use taipan_macros::pyclass;

use self::arithmetic::{Number, PowerError};
use self::parse::ParseError;
use crate::builtins::str::{Str, format_spec};
use crate::builtins::{float, int};
use crate::call::invoke::call_special;
use crate::call::{Args, Parameter, ParameterKind::Either, Signature};
use crate::exceptions as exc;
use crate::memory;
use crate::numeric::float_text::{FloatFlags, format_float};
use crate::numeric::{hash, int_convert};
use crate::object::header::Header;
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Raised, Thread, names};

/// The classes of this file.
pub const TYPES: &[fn() -> &'static Type] = &[Complex::class];

/// Laid out as CPython's.
#[repr(C)]
pub struct Complex {
    head: Header,
    real: f64,
    imag: f64,
}

const _: () = assert!(size_of::<Complex>() == 32);

impl Complex {
    pub fn number(&self) -> Number {
        Number { real: self.real, imag: self.imag }
    }
}

/// Whether the object is a complex number.
pub fn is_complex(object: &Obj) -> bool {
    object.downcast::<Complex>().is_some()
}

/// An instance of complex or a subclass.
fn with_class(t: &Thread, class: &Type, value: Number) -> PyResult {
    memory::new_object(t, class, |head| Complex { head, real: value.real, imag: value.imag }).map(Ref::into_obj)
}

/// The complex object of two parts.
pub fn complex_object(t: &Thread, real: f64, imag: f64) -> PyResult {
    with_class(t, Complex::class(), Number { real, imag })
}

fn from_number(t: &Thread, value: Number) -> PyResult {
    with_class(t, Complex::class(), value)
}

/// `x ** y` of floats whose power is not real.
pub fn complex_power(t: &Thread, x: f64, y: f64) -> PyResult {
    power(t, Number::from(x), Number::from(y))
}

fn power(t: &Thread, a: Number, b: Number) -> PyResult {
    match a.power(b) {
        Ok(value) => from_number(t, value),
        Err(PowerError::ZeroDivision) => Err(t.zero_division("zero to a negative or complex power")),
        Err(PowerError::Overflow) => Err(t.overflow_error("complex exponentiation")),
    }
}

/// An operand: real numbers stay real, for the signs of zeros depend on it.
#[derive(Clone, Copy)]
enum Operand {
    Real(f64),
    Complex(Number),
}

impl Operand {
    fn number(self) -> Number {
        match self {
            Operand::Real(real) => Number::from(real),
            Operand::Complex(number) => number,
        }
    }
}

fn operand(t: &Thread, object: &Obj) -> PyResult<Option<Operand>> {
    if let Some(complex) = object.downcast::<Complex>() {
        return Ok(Some(Operand::Complex(complex.number())));
    }
    Ok(float::operand(t, object)?.map(Operand::Real))
}

/// Both operands, or NotImplemented.
macro_rules! operands {
    ($t:expr, $a:expr, $b:expr) => {
        match (operand($t, $a)?, operand($t, $b)?) {
            (Some(a), Some(b)) => (a, b),
            _ => return Ok(Obj::NOT_IMPLEMENTED),
        }
    };
}

/// Create a complex number from a string or numbers.
///
/// If a string is given, parse it as a complex number.
/// If a single number is given, convert it to a complex number.
/// If the 'real' or 'imag' arguments are given, create a complex number
/// with the specified real and imaginary components.
#[pyclass(name = "complex", flags = type_flag::BASE_TYPE)]
impl Complex {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult {
        new(t, class, args)
    }

    #[pyslot]
    fn __repr__(_t: &Thread, this: &Complex) -> String {
        repr(this.number())
    }

    #[pyslot]
    fn __hash__(_t: &Thread, this: &Complex) -> PyResult<i64> {
        Ok(match (hash::hash_f64(this.real), hash::hash_f64(this.imag)) {
            (Some(real), Some(imag)) => hash::hash_complex(real, imag),
            _ => crate::builtins::object::identity_hash(&this.borrowed()),
        })
    }

    #[pyslot]
    fn __richcompare__(_t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Comparison::Eq | Comparison::Ne) = (this.downcast::<Complex>(), op) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        let equal = if let Some(b) = other.downcast::<Complex>() {
            a.real == b.real && a.imag == b.imag
        } else if let Some(b) = float::value(other) {
            a.real == b && a.imag == 0.0
        } else if let Some(b) = int::number(other) {
            a.imag == 0.0 && int_convert::cmp_float(b, a.real).is_some_and(|order| order.is_eq())
        } else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        Ok(Obj::from_bool(equal == (op == Comparison::Eq)))
    }

    #[pyslot]
    fn __bool__(_t: &Thread, this: &Complex) -> PyResult<bool> {
        Ok(this.real != 0.0 || this.imag != 0.0)
    }

    #[pyslot]
    fn __add__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        from_number(
            t,
            match operands!(t, a, b) {
                (Operand::Complex(a), Operand::Real(b)) | (Operand::Real(b), Operand::Complex(a)) => {
                    Number { real: a.real + b, imag: a.imag }
                }
                (a, b) => {
                    let (a, b) = (a.number(), b.number());
                    Number { real: a.real + b.real, imag: a.imag + b.imag }
                }
            },
        )
    }

    #[pyslot]
    fn __sub__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        from_number(
            t,
            match operands!(t, a, b) {
                (Operand::Complex(a), Operand::Real(b)) => Number { real: a.real - b, imag: a.imag },
                (Operand::Real(a), Operand::Complex(b)) => Number { real: a - b.real, imag: -b.imag },
                (a, b) => {
                    let (a, b) = (a.number(), b.number());
                    Number { real: a.real - b.real, imag: a.imag - b.imag }
                }
            },
        )
    }

    #[pyslot]
    fn __mul__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        from_number(
            t,
            match operands!(t, a, b) {
                (Operand::Complex(a), Operand::Real(b)) | (Operand::Real(b), Operand::Complex(a)) => {
                    Number { real: a.real * b, imag: a.imag * b }
                }
                (a, b) => a.number().product(b.number()),
            },
        )
    }

    #[pyslot]
    fn __truediv__(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
        let quotient = match operands!(t, a, b) {
            (Operand::Complex(a), Operand::Real(b)) => {
                (b != 0.0).then(|| Number { real: a.real / b, imag: a.imag / b })
            }
            (Operand::Real(a), Operand::Complex(b)) => b.divide_real(a),
            (a, b) => a.number().quotient(b.number()),
        };
        match quotient {
            Some(quotient) => from_number(t, quotient),
            None => Err(t.zero_division("division by zero")),
        }
    }

    #[pyslot]
    fn __pow__(t: &Thread, a: &Obj, b: &Obj, modulus: &Obj) -> PyResult {
        let (a, b) = operands!(t, a, b);
        if !modulus.is_none() {
            return Err(t.value_error("complex modulo"));
        }
        power(t, a.number(), b.number())
    }

    #[pyslot]
    fn __neg__(t: &Thread, this: &Complex) -> PyResult {
        complex_object(t, -this.real, -this.imag)
    }

    #[pyslot]
    fn __pos__(t: &Thread, this: &Complex) -> PyResult {
        exact(t, this)
    }

    #[pyslot]
    fn __abs__(t: &Thread, this: &Complex) -> PyResult {
        let size = this.real.hypot(this.imag);
        if size.is_infinite() && this.real.is_finite() && this.imag.is_finite() {
            return Err(t.overflow_error("absolute value too large"));
        }
        float::from_f64(t, size)
    }

    /// the real part of a complex number
    #[pygetter]
    fn real(_t: &Thread, this: &Complex) -> f64 {
        this.real
    }

    /// the imaginary part of a complex number
    #[pygetter]
    fn imag(_t: &Thread, this: &Complex) -> f64 {
        this.imag
    }

    /// Convert this value to exact type complex.
    #[pymethod(returns = "complex")]
    fn __complex__(t: &Thread, this: &Complex) -> PyResult {
        exact(t, this)
    }

    /// Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j.
    #[pymethod(returns = "complex", effects = "pure")]
    fn conjugate(t: &Thread, this: &Complex) -> PyResult {
        complex_object(t, this.real, -this.imag)
    }

    #[pymethod]
    fn __getnewargs__(t: &Thread, this: &Complex) -> PyResult {
        crate::builtins::object::pair(t, float::from_f64(t, this.real)?, float::from_f64(t, this.imag)?)
    }

    /// Convert to a string according to format_spec.
    #[pymethod(sig = "($self, format_spec, /)", returns = "str")]
    fn __format__(t: &Thread, this: &Complex, format_spec: &Str) -> PyResult<Ref<Str>> {
        format_spec::format_complex_object(t, &this.borrowed(), (this.real, this.imag), format_spec)
    }

    /// Convert number to a complex floating-point number.
    #[pyclassmethod(sig = "($type, number, /)")]
    fn from_number(t: &Thread, class: &Obj, number: &Obj) -> PyResult {
        let is_base = class.value() == Complex::class().borrowed_obj().value();
        if is_base && number.is_exact::<Complex>() {
            return Ok(number.clone());
        }
        let value = value_of(t, number)?;
        let made = from_number(t, value)?;
        if is_base { Ok(made) } else { crate::call::call1(t, class, &made) }
    }
}

fn exact(t: &Thread, this: &Complex) -> PyResult {
    if this.borrowed().is_exact::<Complex>() { Ok(this.to_ref().into_obj()) } else { from_number(t, this.number()) }
}

/// The text of a complex number; parentheses where it has a real part.
fn repr(value: Number) -> String {
    let part = |x: f64, plus: bool| format_float(x, b'r', 0, FloatFlags { plus, ..FloatFlags::default() });
    if value.real == 0.0 && value.real.is_sign_positive() {
        return format!("{}j", part(value.imag, false));
    }
    format!("({}{}j)", part(value.real, false), part(value.imag, true))
}

/// What `__complex__` gives, where the object (no complex itself) has it.
fn special(t: &Thread, object: &Obj) -> PyResult<Option<Number>> {
    let Some(result) = call_special(t, object, &names::__complex__, &[])? else { return Ok(None) };
    match result.downcast::<Complex>() {
        Some(complex) => Ok(Some(complex.number())),
        None => {
            let given = result.type_of().name_text();
            Err(t.type_error(format!("__complex__ returned non-complex (type {given})")))
        }
    }
}

/// The number as C code takes a complex argument: complex, `__complex__`, or a real number.
pub fn value_of(t: &Thread, object: &Obj) -> PyResult<Number> {
    if let Some(complex) = object.downcast::<Complex>() {
        return Ok(complex.number());
    }
    match special(t, object)? {
        Some(number) => Ok(number),
        None => float::as_f64(t, object).map(Number::from),
    }
}

fn is_real(object: &Obj) -> bool {
    let slots = &object.type_of().slots;
    slots.float.get().is_some() || slots.index.get().is_some()
}

#[cold]
fn not_real(t: &Thread, which: &str, object: &Obj) -> Raised {
    let class = object.type_of().name_text();
    t.type_error(format!("complex() argument '{which}' must be a real number, not {class}"))
}

/// `complex(real, imag)`.
fn new(t: &Thread, class: &Type, args: Args) -> PyResult {
    static SIGNATURE: Signature = Signature {
        name: "complex",
        qualname: "complex",
        parameters: &[
            Parameter { name: "real", kind: Either, required: false },
            Parameter { name: "imag", kind: Either, required: false },
        ],
        varargs: false,
        varkeywords: false,
    };
    if let ([one], false) = (args.pos(), args.has_keywords()) {
        if class.is(Complex::class()) && one.is_exact::<Complex>() {
            return Ok(one.clone());
        }
        let value = of_one(t, one)?;
        return with_class(t, class, value);
    }
    let [real, imag] = SIGNATURE.bind::<2>(t, args)?;
    let value = of_parts(t, real, imag)?;
    with_class(t, class, value)
}

/// `complex(x)`.
fn of_one(t: &Thread, x: &Obj) -> PyResult<Number> {
    if Str::of(x).is_some() {
        let ascii = int::class::text_of(t, x)?.unwrap_or_default();
        return parse::parse_complex(&ascii).map_err(|error| match error {
            ParseError::Malformed => t.value_error("complex() arg is a malformed string"),
            ParseError::Underscore => {
                let repr = crate::object::protocol::repr_text(t, x);
                t.value_error(format!("could not convert string to complex: {repr}"))
            }
        });
    }
    if let Some(complex) = x.downcast::<Complex>() {
        return Ok(complex.number());
    }
    if let Some(number) = special(t, x)? {
        return Ok(number);
    }
    if !is_real(x) {
        let class = x.type_of().name_text();
        return Err(t.type_error(format!("complex() argument must be a string or a number, not {class}")));
    }
    float::as_f64(t, x).map(Number::from)
}

/// `complex(real, imag)`, either of which may still be complex itself, which is deprecated.
fn of_parts(t: &Thread, real: Option<&Obj>, imag: Option<&Obj>) -> PyResult<Number> {
    let zero = Obj::from_i32(0);
    let real = real.unwrap_or(&zero);
    let from_method = if is_complex(real) { None } else { special(t, real)? };
    if from_method.is_none() && !is_complex(real) && !is_real(real) {
        return Err(not_real(t, "real", real));
    }
    if let Some(imag) = imag
        && !is_complex(imag)
        && !is_real(imag)
    {
        return Err(not_real(t, "imag", imag));
    }
    let deprecated = |which: &str, object: &Obj| {
        let class = object.type_of().name_text();
        exc::warnings::deprecation(t, &format!("complex() argument '{which}' must be a real number, not {class}"))
    };
    let first = match (from_method, real.downcast::<Complex>()) {
        (Some(number), _) => {
            deprecated("real", real)?;
            number
        }
        (None, Some(complex)) => {
            deprecated("real", real)?;
            complex.number()
        }
        (None, None) => Number::from(float::as_f64(t, real)?),
    };
    let Some(imag) = imag else { return Ok(first) };
    let second = match imag.downcast::<Complex>() {
        Some(complex) => {
            deprecated("imag", imag)?;
            complex.number()
        }
        None => Number::from(float::as_f64(t, imag)?),
    };
    let is_real_part = from_method.is_none() && !is_complex(real);
    Ok(Number {
        real: if is_complex(imag) { first.real - second.imag } else { first.real },
        imag: if is_real_part { second.real } else { second.real + first.imag },
    })
}
