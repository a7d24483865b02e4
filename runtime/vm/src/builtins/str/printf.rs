//! `str % values`.

use super::printf_args::{Arguments, raise, value_of_key, with_int};
use super::units::each_width;
use super::{Str, StrBuilder, format, format_spec};
use crate::builtins::{float, int};
use crate::numeric::format_spec::StrLayout;
use crate::numeric::printf::{Conversion, Directive, Flags, Format, ParseFault, Piece};
use crate::object::protocol;
use crate::object::value::{Obj, Ref};
use crate::text::sink::{TextSink, Unit};
use crate::thread::{PyResult, Raised, Thread};

/// `format % values`.
pub fn format(t: &Thread, format: &Str, values: &Obj) -> PyResult<Ref<Str>> {
    let mut arguments = Arguments::new(values, false, Str::of(values).is_some());
    let mut out = StrBuilder::with_capacity(format.len());
    each_width!(format.units(), |u| run(t, u, &mut arguments, &mut out))?;
    arguments.finish(t)?;
    out.finish(t)
}

fn run<U: Unit>(t: &Thread, text: &[U], arguments: &mut Arguments, out: &mut StrBuilder) -> PyResult<()> {
    for piece in Format::new(text) {
        match piece {
            Ok(Piece::Literal(start, end)) => TextSink::push_units(out, &text[start..end]),
            Ok(Piece::Directive(directive)) => {
                take_key(t, text, &directive, arguments)?;
                convert(t, &directive, arguments, out)?;
            }
            Err(fault) => return Err(report(t, text, fault, arguments)),
        }
    }
    Ok(())
}

/// Looks up the key that the directive names.
fn take_key<U: Unit>(t: &Thread, text: &[U], directive: &Directive, arguments: &mut Arguments) -> PyResult<()> {
    if let Some((start, end)) = directive.key {
        let mapping = arguments.mapping(t)?;
        let key = format_spec::text_of(t, &text[start..end])?;
        arguments.set_keyed(value_of_key(t, mapping, key.obj())?);
    }
    Ok(())
}

/// A directive that does not parse: what stands before the fault fails first, if it does.
#[cold]
fn report<U: Unit>(t: &Thread, text: &[U], fault: ParseFault, arguments: &mut Arguments) -> Raised {
    let before = take_key(t, text, &fault.so_far, arguments).and_then(|()| arguments.stars(t, &fault.so_far));
    match before {
        Err(raised) => raised,
        Ok(_) => raise(t, fault.error, false),
    }
}

fn convert(t: &Thread, directive: &Directive, arguments: &mut Arguments, out: &mut StrBuilder) -> PyResult<()> {
    let conversion = arguments.resolve(t, directive)?;
    let value = arguments.take(t)?;
    match u8::try_from(conversion.kind) {
        Ok(b's') => push_text(&conversion, &*protocol::str_of(t, &value)?, out),
        Ok(b'r') => push_text(&conversion, &*protocol::repr(t, &value)?, out),
        Ok(b'a') => push_text(&conversion, &*format::ascii(t, &value)?, out),
        Ok(b'd' | b'i' | b'u' | b'o' | b'x' | b'X') => {
            let is_decimal = !matches!(conversion.kind as u8, b'o' | b'x' | b'X');
            let plain = conversion.flags == Flags::default() && conversion.width == 0 && conversion.precision.is_none();
            return with_int(t, &value, conversion.kind, |t, number| {
                if plain && is_decimal {
                    return format_spec::decimal_into(t, number, out);
                }
                let limit = t.interp().int_max_str_digits.get();
                conversion.format_int(number, limit, out).map_err(|error| raise(t, error, false))
            });
        }
        Ok(b'e' | b'E' | b'f' | b'F' | b'g' | b'G') => {
            let value = float::as_f64(t, &value)?;
            conversion.format_float(value, out);
        }
        Ok(b'c') => {
            let point = character(t, &value)?;
            push_laid_out(conversion.layout_whole(1), |out| out.push(point), out);
        }
        _ => return Err(raise(t, directive.unsupported(), false)),
    }
    Ok(())
}

fn push_laid_out(layout: StrLayout, write: impl FnOnce(&mut StrBuilder), out: &mut StrBuilder) {
    out.push_repeated(layout.fill, layout.left);
    write(out);
    out.push_repeated(layout.fill, layout.right);
}

fn push_text(conversion: &Conversion, text: &Str, out: &mut StrBuilder) {
    let layout = conversion.layout(text.len());
    push_laid_out(layout, |out| out.push_units(text.units().slice(0, layout.take)), out);
}

/// The character of `%c`.
fn character(t: &Thread, value: &Obj) -> PyResult<u32> {
    if let Some(text) = Str::of(value) {
        if text.len() == 1 {
            return Ok(text.units().at(0));
        }
        let length = text.len();
        return Err(t.type_error(format!("%c requires an int or a unicode character, not a string of length {length}")));
    }
    let index = if int::is_int(value) || value.type_of().slots.index.get().is_some() {
        int::index(t, value)?
    } else {
        let class = value.type_of().name_text();
        return Err(t.type_error(format!("%c requires an int or a unicode character, not {class}")));
    };
    match int::number(&index).and_then(|n| n.to_i64()) {
        Some(point @ 0..=0x10_FFFF) => Ok(point as u32),
        _ => Err(t.overflow_error("%c arg not in range(0x110000)")),
    }
}
