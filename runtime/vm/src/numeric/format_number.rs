//! A [`FormatSpec`] applied to int, float and complex: `format(number, spec)`.
//! Behaviour to compare with: CPython: Python/formatter_unicode.c.

use crate::text::sink::TextSink;

use super::float_text::{FloatFlags, format_float};
use super::format_spec::{FormatSpec, Grouping, SpecError};
use super::int::IntRef;
use super::int_convert::to_f64;
use super::int_text::{magnitude_digits, prefix, to_decimal};

/// What type `n` takes from the locale (`locale.localeconv()`).
#[derive(Clone, Copy, Debug)]
pub struct NumberLocale<'a> {
    pub decimal_point: &'a str,
    pub thousands_sep: &'a str,
    /// Group sizes from the right as in C's `struct lconv`: the last repeats, 127 ends grouping.
    pub grouping: &'a [u8],
}

impl NumberLocale<'static> {
    /// The C locale.
    pub const C: NumberLocale<'static> = NumberLocale { decimal_point: ".", thousands_sep: "", grouping: &[] };
}

/// The pieces of one number text, in order.
struct Pieces<'a> {
    /// 0, `+`, `-` or space.
    sign: u8,
    prefix: &'a str,
    /// Digits before the point; what grouping and zero padding apply to.
    whole: &'a str,
    point: &'a str,
    /// Digits behind the point.
    fraction: &'a str,
    /// Exponent, `%`, or a special in words.
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    fn sign_for(spec: &FormatSpec, negative: bool) -> u8 {
        match spec.sign {
            _ if negative => b'-',
            b'+' => b'+',
            b' ' => b' ',
            _ => 0,
        }
    }

    /// Splits the text of an unsigned float.
    fn of_float(text: &'a str, decimal_point: &'a str) -> Pieces<'a> {
        let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
        let (whole, tail) = text.split_at(digits(text));
        let (point, fraction, rest) = match tail.strip_prefix('.') {
            Some(tail) => {
                let (fraction, rest) = tail.split_at(digits(tail));
                (decimal_point, fraction, rest)
            }
            None => ("", "", tail),
        };
        Pieces { sign: 0, prefix: "", whole, point, fraction, rest }
    }
}

/// Separators between digits.
#[derive(Clone, Copy)]
struct Separators<'a> {
    whole: &'a str,
    groups: &'a [u8],
    fraction: &'static str,
}

fn separators<'a>(spec: &FormatSpec, locale: &NumberLocale<'a>) -> Separators<'a> {
    let fraction = spec.fraction_grouping.separator();
    if spec.kind == u32::from(b'n') {
        return Separators { whole: locale.thousands_sep, groups: locale.grouping, fraction };
    }
    let groups: &[u8] = match (spec.grouping, u8::try_from(spec.kind)) {
        (Grouping::None, _) => &[],
        (_, Ok(b'b' | b'o' | b'x' | b'X')) => &[4],
        _ => &[3],
    };
    Separators { whole: spec.grouping.separator(), groups, fraction }
}

/// Digits with separators, and zeros in front up to `min_width` characters, as one text.
fn group(digits: &str, separator: &str, groups: &[u8], min_width: usize) -> String {
    let mut reversed: Vec<char> = Vec::with_capacity(digits.len() * 2);
    let mut source = digits.bytes().rev().map(char::from);
    let mut remaining = digits.len();
    let mut wanted = min_width;
    let mut sizes = groups.iter();
    let mut size = 0_usize;
    let separator_width = separator.chars().count();
    loop {
        let limit = remaining.max(wanted).max(1);
        match sizes.next() {
            Some(127) => {
                size = 0;
                sizes = [].iter();
            }
            Some(&s) => size = usize::from(s),
            None => {}
        }
        let last = size == 0;
        let length = if last { limit } else { size.min(limit) };
        if !reversed.is_empty() {
            reversed.extend(separator.chars().rev());
        }
        let zeros = length.saturating_sub(remaining);
        reversed.extend(source.by_ref().take(length - zeros));
        reversed.extend(std::iter::repeat_n('0', zeros));
        remaining -= length - zeros;
        wanted = wanted.saturating_sub(length);
        if last || remaining == 0 && wanted == 0 {
            break;
        }
        wanted = wanted.saturating_sub(separator_width);
        if remaining == 0 && wanted == 0 {
            // The padding ends on a separator, which must not stand in front.
            wanted = 1;
        }
    }
    reversed.iter().rev().collect()
}

/// Digits behind the point with a separator after every three.
fn group_fraction(digits: &str, separator: &str) -> String {
    let mut out = String::with_capacity(digits.len() * 2);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && i % 3 == 0 {
            out.push_str(separator);
        }
        out.push(c);
    }
    out
}

fn write_pieces<S: TextSink>(spec: &FormatSpec, pieces: &Pieces<'_>, seps: Separators<'_>, out: &mut S) {
    let grouped_fraction;
    let fraction = if seps.fraction.is_empty() {
        pieces.fraction
    } else {
        grouped_fraction = group_fraction(pieces.fraction, seps.fraction);
        &grouped_fraction
    };
    let around = usize::from(pieces.sign != 0)
        + pieces.prefix.len()
        + pieces.point.chars().count()
        + fraction.len()
        + pieces.rest.len();
    let width = spec.width.unwrap_or(0);
    let zero_fill = spec.fill == u32::from(b'0') && spec.align == b'=';
    let min_width = if zero_fill { width.saturating_sub(around) } else { 0 };
    let grouped;
    // Without groups, the inner padding below gives the zeros.
    let whole = if pieces.whole.is_empty() || seps.groups.is_empty() {
        pieces.whole
    } else {
        grouped = group(pieces.whole, seps.whole, seps.groups, min_width);
        &grouped
    };
    let length = around + if whole.is_ascii() { whole.len() } else { whole.chars().count() };
    let (left, right) = spec.padding(length);
    let (inner, right) = if spec.align == b'=' { (right, 0) } else { (0, right) };
    out.reserve(length + left + inner + right);
    out.push_fill(spec.fill, left);
    if pieces.sign != 0 {
        out.push(u32::from(pieces.sign));
    }
    out.push_str(pieces.prefix);
    out.push_fill(spec.fill, inner);
    out.push_str(whole);
    out.push_str(pieces.point);
    out.push_str(fraction);
    out.push_str(pieces.rest);
    out.push_fill(spec.fill, right);
}

/// `format(int, spec)`: parse with `>` and `d` first. `limit`: `sys.get_int_max_str_digits()`.
pub fn format_int<S: TextSink>(
    spec: &FormatSpec,
    value: IntRef<'_>,
    limit: usize,
    locale: &NumberLocale<'_>,
    out: &mut S,
) -> Result<(), SpecError> {
    let kind = u8::try_from(spec.kind).map_err(|_| SpecError::UnknownType(spec.kind))?;
    let radix = match kind {
        b'd' | b'n' | b'c' => 10,
        b'b' => 2,
        b'o' => 8,
        b'x' | b'X' => 16,
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%' => {
            let value = to_f64(value).ok_or(SpecError::Overflow("int too large to convert to float"))?;
            return format_f64(spec, value, locale, out);
        }
        _ => return Err(SpecError::UnknownType(spec.kind)),
    };
    if spec.precision.is_some() {
        return Err(SpecError::Value("Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(SpecError::Value("Negative zero coercion (z) not allowed in integer format specifier"));
    }
    spec.check_width()?;
    if kind == b'c' {
        return format_char(spec, value, out);
    }
    let negative = value.is_negative();
    let mut digits = match radix {
        10 => to_decimal(value, limit).map_err(SpecError::Digits)?,
        radix => magnitude_digits(value, radix),
    };
    if kind == b'X' {
        digits.make_ascii_uppercase();
    }
    let whole = digits.strip_prefix('-').unwrap_or(&digits);
    let prefix = match (spec.alternate, kind) {
        (false, _) => "",
        (true, b'X') => "0X",
        (true, _) => prefix(radix),
    };
    let sign = Pieces::sign_for(spec, negative);
    let pieces = Pieces { sign, prefix, whole, point: "", fraction: "", rest: "" };
    write_pieces(spec, &pieces, separators(spec, locale), out);
    Ok(())
}

/// Presentation type `c`: the character with that code point.
fn format_char<S: TextSink>(spec: &FormatSpec, value: IntRef<'_>, out: &mut S) -> Result<(), SpecError> {
    if spec.sign != 0 {
        return Err(SpecError::Value("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(SpecError::Value("Alternate form (#) not allowed with integer format specifier 'c'"));
    }
    let c = value.to_i64().ok_or(SpecError::Overflow("Python int too large to convert to C long"))?;
    let c =
        u32::try_from(c).ok().filter(|&c| c < 0x11_0000).ok_or(SpecError::Overflow("%c arg not in range(0x110000)"))?;
    let (left, right) = spec.padding(1);
    let (left, right) = if spec.align == b'=' { (right, 0) } else { (left, right) };
    out.push_fill(spec.fill, left);
    out.push(c);
    out.push_fill(spec.fill, right);
    Ok(())
}

/// The conversion, precision and flags [`format_float`] needs for a presentation type. `complex`:
/// no `.0` is added.
fn float_conversion(spec: &FormatSpec, complex: bool) -> Result<(u8, usize, FloatFlags), SpecError> {
    let kind = u8::try_from(spec.kind).map_err(|_| SpecError::UnknownType(spec.kind))?;
    let precision = spec.precision;
    if precision.is_some_and(|p| p > i32::MAX as usize) {
        return Err(SpecError::Value("precision too big"));
    }
    let mut flags =
        FloatFlags { alternate: spec.alternate, no_negative_zero: spec.no_negative_zero, ..FloatFlags::default() };
    let conversion = match kind {
        0 => {
            flags.add_dot_0 = !complex;
            if precision.is_some() { b'g' } else { b'r' }
        }
        b'n' => b'g',
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => kind,
        b'%' if !complex => b'%',
        _ => return Err(SpecError::UnknownType(spec.kind)),
    };
    Ok((conversion, precision.unwrap_or(6), flags))
}

/// `format(float, spec)`: parse with `>` and 0 first.
pub fn format_f64<S: TextSink>(
    spec: &FormatSpec,
    value: f64,
    locale: &NumberLocale<'_>,
    out: &mut S,
) -> Result<(), SpecError> {
    let (conversion, precision, flags) = float_conversion(spec, false)?;
    spec.check_width()?;
    let text = format_float(value, conversion, precision, flags);
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text.as_str()),
    };
    let point = if spec.kind == u32::from(b'n') { locale.decimal_point } else { "." };
    let mut pieces = Pieces::of_float(body, point);
    pieces.sign = Pieces::sign_for(spec, negative);
    write_pieces(spec, &pieces, separators(spec, locale), out);
    Ok(())
}

/// `format(complex, spec)`: parse with `>` and 0 first.
pub fn format_complex<S: TextSink>(
    spec: &FormatSpec,
    real: f64,
    imag: f64,
    locale: &NumberLocale<'_>,
    out: &mut S,
) -> Result<(), SpecError> {
    let (conversion, precision, flags) = float_conversion(spec, true)?;
    if spec.fill == u32::from(b'0') {
        return Err(SpecError::Value("Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == b'=' {
        return Err(SpecError::Value("'=' alignment flag is not allowed in complex format specifier"));
    }
    spec.check_width()?;
    let bare = spec.kind == 0;
    let skip_real = bare && real == 0.0 && real.is_sign_positive();
    let parens = bare && !skip_real;
    let point = if spec.kind == u32::from(b'n') { locale.decimal_point } else { "." };
    let mut body: Vec<u32> = Vec::new();
    let mut part = |value: f64, sign: u8| {
        let text = format_float(value, conversion, precision, flags);
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.as_str()),
        };
        let unpadded = FormatSpec { width: None, fill: u32::from(b' '), align: b'<', sign, ..*spec };
        let mut pieces = Pieces::of_float(digits, point);
        pieces.sign = Pieces::sign_for(&unpadded, negative);
        write_pieces(&unpadded, &pieces, separators(spec, locale), &mut body);
    };
    if !skip_real {
        part(real, spec.sign);
    }
    part(imag, if skip_real { spec.sign } else { b'+' });
    let length = body.len() + 1 + 2 * usize::from(parens);
    let (left, right) = spec.padding(length);
    out.push_fill(spec.fill, left);
    if parens {
        out.push(u32::from(b'('));
    }
    for c in body {
        out.push(c);
    }
    out.push(u32::from(b'j'));
    if parens {
        out.push(u32::from(b')'));
    }
    out.push_fill(spec.fill, right);
    Ok(())
}
