//! `bytes % values`.

use super::{Bytes, buffer, construct};
use crate::builtins::str::format as str_format;
use crate::builtins::str::printf_args::{Arguments, raise, value_of_key, with_int};
use crate::builtins::{bytearray::ByteArray, float, int};
use crate::exceptions as exc;
use crate::numeric::format_spec::StrLayout;
use crate::numeric::printf::{Conversion, Directive, Format, ParseFault, Piece};
use crate::object::value::Obj;
use crate::thread::{PyResult, Raised, Thread};

/// `format % values`.
pub fn format(t: &Thread, format: &[u8], values: &Obj) -> PyResult<Vec<u8>> {
    let is_text = values.downcast::<Bytes>().is_some()
        || values.downcast::<ByteArray>().is_some()
        || values.downcast::<crate::builtins::str::Str>().is_some();
    let mut arguments = Arguments::new(values, true, is_text);
    let mut out = Vec::with_capacity(format.len());
    for piece in Format::new(format) {
        match piece {
            Ok(Piece::Literal(start, end)) => out.extend_from_slice(&format[start..end]),
            Ok(Piece::Directive(directive)) => {
                take_key(t, format, &directive, &mut arguments)?;
                convert(t, &directive, &mut arguments, &mut out)?;
            }
            Err(fault) => return Err(report(t, format, fault, &mut arguments)),
        }
    }
    arguments.finish(t)?;
    Ok(out)
}

fn take_key(t: &Thread, format: &[u8], directive: &Directive, arguments: &mut Arguments) -> PyResult<()> {
    if let Some((start, end)) = directive.key {
        let mapping = arguments.mapping(t)?;
        let key = super::from_slice(t, &format[start..end])?;
        arguments.set_keyed(value_of_key(t, mapping, &key)?);
    }
    Ok(())
}

#[cold]
fn report(t: &Thread, format: &[u8], fault: ParseFault, arguments: &mut Arguments) -> Raised {
    match take_key(t, format, &fault.so_far, arguments).and_then(|()| arguments.stars(t, &fault.so_far)) {
        Err(raised) => raised,
        Ok(_) => raise(t, fault.error, true),
    }
}

fn convert(t: &Thread, directive: &Directive, arguments: &mut Arguments, out: &mut Vec<u8>) -> PyResult<()> {
    let conversion = arguments.resolve(t, directive)?;
    let value = arguments.take(t)?;
    let room = conversion.width.saturating_add(conversion.precision.unwrap_or(0));
    if out.try_reserve(room).is_err() {
        return Err(t.no_memory());
    }
    match u8::try_from(conversion.kind) {
        Ok(b'r' | b'a') => {
            let text = str_format::ascii(t, &value)?;
            push_data(&conversion, text.raw(), out);
        }
        Ok(b's' | b'b') => match buffer::view(t, &value)? {
            Some(data) => push_data(&conversion, &data, out),
            None => match construct::of_method(t, &value)? {
                Some(data) => push_data(&conversion, data.as_slice(), out),
                None => {
                    let class = value.type_of().name_text();
                    return Err(t.type_error(format!(
                        "%b requires a bytes-like object, or an object that implements __bytes__, not '{class}'"
                    )));
                }
            },
        },
        Ok(b'd' | b'i' | b'u' | b'o' | b'x' | b'X') => {
            return with_int(t, &value, conversion.kind, |t, number| {
                let limit = t.interp().int_max_str_digits.get();
                conversion.format_int(number, limit, out).map_err(|error| raise(t, error, true))
            });
        }
        Ok(b'e' | b'E' | b'f' | b'F' | b'g' | b'G') => {
            let number = real(t, &value)?;
            conversion.format_float(number, out);
        }
        Ok(b'c') => {
            let byte = character(t, &value)?;
            push_laid_out(conversion.layout_whole(1), &[byte], out);
        }
        _ => return Err(raise(t, directive.unsupported(), true)),
    }
    Ok(())
}

fn push_laid_out(layout: StrLayout, data: &[u8], out: &mut Vec<u8>) {
    out.resize(out.len() + layout.left, b' ');
    out.extend_from_slice(&data[..layout.take]);
    out.resize(out.len() + layout.right, b' ');
}

fn push_data(conversion: &Conversion, data: &[u8], out: &mut Vec<u8>) {
    push_laid_out(conversion.layout(data.len()), data, out);
}

fn real(t: &Thread, value: &Obj) -> PyResult<f64> {
    float::as_f64(t, value).or_else(|raised| {
        drop(t.catch(raised, &exc::TYPE_ERROR)?);
        let class = value.type_of().name_text();
        Err(t.type_error(format!("float argument required, not {class}")))
    })
}

/// The byte of `%c`.
fn character(t: &Thread, value: &Obj) -> PyResult<u8> {
    let single = match value.downcast::<Bytes>() {
        Some(bytes) => Some((bytes.as_slice().first().copied(), bytes.len(), "bytes")),
        None => value.downcast::<ByteArray>().map(|array| {
            let data = array.to_vec();
            (data.first().copied(), data.len(), "bytearray")
        }),
    };
    if let Some((first, length, class)) = single {
        return match (first, length) {
            (Some(byte), 1) => Ok(byte),
            _ => Err(t.type_error(format!(
                "%c requires an integer in range(256) or a single byte, not a {class} object of length {length}"
            ))),
        };
    }
    if int::is_int(value) || value.type_of().slots.index.get().is_some() {
        let index = int::index_clipped(t, value)?;
        return u8::try_from(index).map_err(|_| t.overflow_error("%c arg not in range(256)"));
    }
    let class = value.type_of().name_text();
    Err(t.type_error(format!("%c requires an integer in range(256) or a single byte, not {class}")))
}
