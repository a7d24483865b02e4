//! `format(object, spec)` of the builtin types, written straight into a [`StrBuilder`].

use super::units::each_width;
use super::{Str, StrBuilder, Units};
use crate::builtins::float::{self, Float};
use crate::builtins::int::{self, Int};
use crate::numeric::float_text;
use crate::numeric::format_number::{self, NumberLocale};
use crate::numeric::format_spec::{FormatSpec, SpecError};
use crate::numeric::int::IntRef;
use crate::object::protocol;
use crate::object::value::{Obj, Ref};
use crate::text::sink::{TextSink, Unit};
use crate::thread::{PyResult, Raised, Thread};

/// Raises what is wrong with a specification for an object.
#[cold]
fn raise<U: Unit>(t: &Thread, error: SpecError, spec: &[U], object: &Obj) -> Raised {
    if error == SpecError::Memory {
        return t.no_memory();
    }
    let mut message = StrBuilder::new();
    error.write_message(spec, &object.type_of().name_text(), &mut message);
    let class = if error.is_overflow() { &crate::exceptions::OVERFLOW_ERROR } else { &crate::exceptions::VALUE_ERROR };
    match message.finish(t) {
        Ok(text) => t.error_with(class, text.into_obj()),
        Err(raised) => raised,
    }
}

/// `format(str, spec)`.
pub fn str_into<U: Unit>(t: &Thread, text: &Str, object: &Obj, spec: &[U], out: &mut StrBuilder) -> PyResult<()> {
    let layout = FormatSpec::parse(spec, b'<', b's').and_then(|spec| spec.for_str(text.len()));
    let layout = layout.map_err(|error| raise(t, error, spec, object))?;
    out.reserve(layout.left + layout.take + layout.right);
    out.push_repeated(layout.fill, layout.left);
    out.push_units(text.units().slice(0, layout.take));
    out.push_repeated(layout.fill, layout.right);
    Ok(())
}

/// The decimal text of an int.
pub fn decimal_into(t: &Thread, number: IntRef, out: &mut StrBuilder) -> PyResult<()> {
    if let IntRef::Small(value) = number {
        out.push_ascii(int::small_decimal(value, &mut [0; 20]));
        return Ok(());
    }
    let limit = t.interp().int_max_str_digits.get();
    match crate::numeric::int_text::to_decimal(number, limit) {
        Ok(text) => {
            out.push_ascii(text.as_bytes());
            Ok(())
        }
        Err(error) => Err(t.value_error(error.message().unwrap_or_default())),
    }
}

/// `format(int, spec)`; the spec is not empty.
pub fn int_into<U: Unit>(t: &Thread, number: IntRef, object: &Obj, spec: &[U], out: &mut StrBuilder) -> PyResult<()> {
    if let [u] = spec
        && u.code() == u32::from(b'd')
    {
        return decimal_into(t, number, out);
    }
    let limit = t.interp().int_max_str_digits.get();
    FormatSpec::parse(spec, b'>', b'd')
        .and_then(|spec| format_number::format_int(&spec, number, limit, &NumberLocale::C, out))
        .map_err(|error| raise(t, error, spec, object))
}

/// `format(float, spec)`; the spec is not empty.
pub fn float_into<U: Unit>(t: &Thread, value: f64, object: &Obj, spec: &[U], out: &mut StrBuilder) -> PyResult<()> {
    FormatSpec::parse(spec, b'>', 0)
        .and_then(|spec| format_number::format_f64(&spec, value, &NumberLocale::C, out))
        .map_err(|error| raise(t, error, spec, object))
}

/// `format(complex, spec)`; the spec is not empty.
pub fn complex_into<U: Unit>(
    t: &Thread,
    (real, imag): (f64, f64),
    object: &Obj,
    spec: &[U],
    out: &mut StrBuilder,
) -> PyResult<()> {
    FormatSpec::parse(spec, b'>', 0)
        .and_then(|spec| format_number::format_complex(&spec, real, imag, &NumberLocale::C, out))
        .map_err(|error| raise(t, error, spec, object))
}

/// `format(object, spec)` of any object; exact strings, ints and floats are written directly.
pub fn format_into<U: Unit>(t: &Thread, object: &Obj, spec: &[U], out: &mut StrBuilder) -> PyResult<()> {
    if exact_into(t, object, spec, out)? {
        return Ok(());
    }
    let spec = text_of(t, spec)?;
    let formatted = protocol::text::format(t, object, spec.obj())?;
    if let Some(text) = Str::of(&formatted) {
        out.push_text(text);
    }
    Ok(())
}

/// `format(object, spec)` of exact strings, ints and floats; None for all else.
pub fn format_exact(t: &Thread, object: &Obj, spec: &Str) -> PyResult<Option<Ref<Str>>> {
    let mut out = StrBuilder::new();
    if each_width!(spec.units(), |u| exact_into(t, object, u, &mut out))? { out.finish(t).map(Some) } else { Ok(None) }
}

/// Writes `format(object, spec)` of exact strings, ints and floats; false for all else.
fn exact_into<U: Unit>(t: &Thread, object: &Obj, spec: &[U], out: &mut StrBuilder) -> PyResult<bool> {
    if let Some(text) = object.exact::<Str>() {
        if spec.is_empty() {
            out.push_text(text);
        } else {
            str_into(t, text, object, spec, out)?;
        }
        return Ok(true);
    }
    if (object.value().is_int() || object.is_exact::<Int>())
        && let Some(number) = int::number(object)
    {
        if spec.is_empty() {
            decimal_into(t, number, out)?;
        } else {
            int_into(t, number, object, spec, out)?;
        }
        return Ok(true);
    }
    if (object.value().as_immediate_float().is_some() || object.is_exact::<Float>())
        && let Some(value) = float::value(object)
    {
        if spec.is_empty() {
            let mut buffer = [0; 32];
            out.push_ascii(float_text::repr_into(value, &mut buffer).as_bytes());
        } else {
            float_into(t, value, object, spec, out)?;
        }
        return Ok(true);
    }
    Ok(false)
}

/// Units as a string object.
pub fn text_of<U: Unit>(t: &Thread, units: &[U]) -> PyResult<Ref<Str>> {
    let mut out = StrBuilder::new();
    TextSink::push_units(&mut out, units);
    out.finish(t)
}

/// Runs a formatter on the units of a specification and gives the text.
pub fn formatted(
    t: &Thread,
    spec: &Str,
    write: impl FnOnce(Units, &mut StrBuilder) -> PyResult<()>,
) -> PyResult<Ref<Str>> {
    let mut out = StrBuilder::new();
    write(spec.units(), &mut out)?;
    out.finish(t)
}

/// `int.__format__`.
pub fn format_int_object(t: &Thread, object: &Obj, number: IntRef, spec: &Str) -> PyResult<Ref<Str>> {
    if spec.is_empty() {
        return protocol::str_of(t, object);
    }
    formatted(t, spec, |units, out| each_width!(units, |u| int_into(t, number, object, u, out)))
}

/// `float.__format__`.
pub fn format_float_object(t: &Thread, object: &Obj, value: f64, spec: &Str) -> PyResult<Ref<Str>> {
    if spec.is_empty() {
        return protocol::str_of(t, object);
    }
    formatted(t, spec, |units, out| each_width!(units, |u| float_into(t, value, object, u, out)))
}

/// `complex.__format__`.
pub fn format_complex_object(t: &Thread, object: &Obj, value: (f64, f64), spec: &Str) -> PyResult<Ref<Str>> {
    if spec.is_empty() {
        return protocol::str_of(t, object);
    }
    formatted(t, spec, |units, out| each_width!(units, |u| complex_into(t, value, object, u, out)))
}
