//! Floats to text: `repr` and the C-like conversions, exact at every precision.
//!
//! Shortest digits come from an exact shortest-round-trip algorithm, digits at a given precision
//! are the exact binary value rounded half to even. Output is ASCII.
//! Behaviour to compare with: CPython: Python/pystrtod.c.

use std::fmt::Write;

/// How [`format_float`] lays out the number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FloatFlags {
    /// `#`: always a decimal point; trailing zeros stay under `g`.
    pub alternate: bool,
    /// `.0` after a number that would look like an int (`repr`).
    pub add_dot_0: bool,
    /// `z`: a negative number that rounds to zero loses its sign.
    pub no_negative_zero: bool,
    /// `+` before numbers that are not negative.
    pub plus: bool,
}

/// An f64 has at most 1074 digits behind the point and 767 significant ones: what is asked
/// beyond is zeros.
const MAX_DIGITS: usize = 1100;

/// Significant decimal digits: `0.d1d2d3… * 10^point`. Zero is `"0"` with point 1.
struct Digits {
    text: Vec<u8>,
    point: i32,
}

/// `repr(float)`: shortest text that reads back as the same float; exponent form below 1e-4 and
/// from 1e16.
pub fn repr(value: f64) -> String {
    let mut buffer = [0; 32];
    repr_into(value, &mut buffer).to_owned()
}

/// [`repr`] without allocation; the text is at most 24 bytes.
pub fn repr_into(value: f64, buffer: &mut [u8; 32]) -> &str {
    let len = write_repr(value, buffer);
    std::str::from_utf8(&buffer[..len]).unwrap_or("")
}

fn write_repr(value: f64, out: &mut [u8; 32]) -> usize {
    let mut n = 0;
    let mut put = |b: &[u8]| {
        out[n..n + b.len()].copy_from_slice(b);
        n += b.len();
    };
    if value.is_nan() {
        put(b"nan");
        return n;
    }
    if value.is_sign_negative() {
        put(b"-");
    }
    if value.is_infinite() {
        put(b"inf");
        return n;
    }
    let mut digits = [0; 20];
    let (len, point) = shortest(value.abs(), &mut digits);
    let digits = &digits[..len];
    if point > 16 || point <= -4 {
        put(&digits[..1]);
        if len > 1 {
            put(b".");
            put(&digits[1..]);
        }
        let exponent = point - 1;
        put(if exponent < 0 { b"e-" } else { b"e+" });
        let e = exponent.unsigned_abs();
        if e >= 100 {
            put(&[b'0' + (e / 100) as u8]);
        }
        put(&[b'0' + (e / 10 % 10) as u8, b'0' + (e % 10) as u8]);
    } else if point <= 0 {
        put(b"0.");
        put(&b"0000"[..-point as usize]);
        put(digits);
    } else {
        let point = point as usize;
        if len <= point {
            put(digits);
            put(&b"0000000000000000"[..point - len]);
            put(b".0");
        } else {
            put(&digits[..point]);
            put(b".");
            put(&digits[point..]);
        }
    }
    n
}

/// Shortest digits of a finite float that is not negative: count and decimal point.
fn shortest(value: f64, out: &mut [u8; 20]) -> (usize, i32) {
    if value == 0.0 {
        out[0] = b'0';
        return (1, 1);
    }
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(value).as_bytes();
    let (mut len, mut point, mut seen_point, mut exponent) = (0, 0, false, 0);
    for (i, &b) in text.iter().enumerate() {
        match b {
            b'.' => seen_point = true,
            b'e' => {
                let (sign, rest) = match text[i + 1..] {
                    [b'-', ref rest @ ..] => (-1, rest),
                    [b'+', ref rest @ ..] => (1, rest),
                    ref rest => (1, rest),
                };
                exponent = sign * rest.iter().fold(0, |e, d| e * 10 + i32::from(d - b'0'));
                break;
            }
            _ => {
                if b != b'0' || len > 0 {
                    if len < out.len() {
                        out[len] = b;
                        len += 1;
                    }
                    point += i32::from(!seen_point);
                } else {
                    point -= i32::from(seen_point);
                }
            }
        }
    }
    while len > 1 && out[len - 1] == b'0' {
        len -= 1;
    }
    (len, point + exponent)
}

/// The digits of `|value|` rounded to `count` significant ones (at least 1).
fn exact(value: f64, count: usize) -> Digits {
    let mut text = String::with_capacity(count.min(MAX_DIGITS) + 8);
    // Writing to a String cannot fail.
    let _ = write!(text, "{:.*e}", count.clamp(1, MAX_DIGITS) - 1, value.abs());
    let e = text.rfind('e').unwrap_or(text.len());
    let exponent: i32 = text.get(e + 1..).and_then(|t| t.parse().ok()).unwrap_or(0);
    text.truncate(e);
    let mut text = text.into_bytes();
    if text.len() > 1 {
        text.remove(1);
    }
    Digits { text, point: exponent + 1 }
}

/// Text of a float under a conversion: one of `e E f F g G`, `n` (as `g`; the caller localises),
/// `%` (times 100 as `f`, with the sign behind), `r` (shortest digits; the precision is ignored).
/// Upper case conversions give `INF`, `NAN`, `E`. Any other byte counts as `r`.
pub fn format_float(value: f64, conversion: u8, precision: usize, flags: FloatFlags) -> String {
    let percent = conversion == b'%';
    let value = if percent { value * 100.0 } else { value };
    let upper = conversion.is_ascii_uppercase();
    let mut out = String::new();
    let negative = value.is_sign_negative() && !value.is_nan();
    let sign = |negative: bool| match negative {
        true => "-",
        false if flags.plus => "+",
        false => "",
    };
    if !value.is_finite() {
        out.push_str(sign(negative));
        out.push_str(match (value.is_nan(), upper) {
            (true, false) => "nan",
            (true, true) => "NAN",
            (false, false) => "inf",
            (false, true) => "INF",
        });
    } else if matches!(conversion, b'f' | b'F' | b'%') {
        out.reserve(precision.min(MAX_DIGITS) + 24);
        out.push_str(sign(negative));
        let start = out.len();
        let _ = write!(out, "{:.*}", precision.min(MAX_DIGITS), value.abs());
        if precision > MAX_DIGITS {
            out.extend(std::iter::repeat_n('0', precision - MAX_DIGITS));
        }
        if precision == 0 {
            if flags.add_dot_0 {
                out.push_str(".0");
            } else if flags.alternate {
                out.push('.');
            }
        }
        if flags.no_negative_zero && negative && is_zero_text(&out[start..]) {
            out.replace_range(..start, sign(false));
        }
    } else {
        let body = layout(value, conversion.to_ascii_lowercase(), precision, flags, upper);
        let negative = negative && !(flags.no_negative_zero && is_zero_text(&body));
        out.reserve(body.len() + 2);
        out.push_str(sign(negative));
        out.push_str(&body);
    }
    if percent {
        out.push('%');
    }
    out
}

/// Whether an unsigned number text has only zeros before its exponent.
fn is_zero_text(text: &str) -> bool {
    text.bytes().take_while(|b| !matches!(b, b'e' | b'E')).all(|b| matches!(b, b'0' | b'.'))
}

/// Conversions `e`, `g`, `r` of a finite float, without sign.
fn layout(value: f64, conversion: u8, precision: usize, flags: FloatFlags, upper: bool) -> String {
    let (digits, use_exponent, mut wanted) = match conversion {
        b'e' => {
            let count = precision.saturating_add(1);
            (exact(value, count), true, count)
        }
        b'g' | b'n' => {
            let count = precision.max(1);
            let mut digits = exact(value, count);
            while digits.text.len() > 1 && digits.text.ends_with(b"0") {
                digits.text.pop();
            }
            let limit = count as i64 - i64::from(flags.add_dot_0);
            let wanted = if flags.alternate { count } else { digits.text.len() };
            let exponent = digits.point <= -4 || i64::from(digits.point) > limit;
            (digits, exponent, wanted)
        }
        _ => {
            let mut buffer = [0; 20];
            let (len, point) = shortest(value.abs(), &mut buffer);
            let digits = Digits { text: buffer[..len].to_vec(), point };
            (digits, point <= -4 || point > 16, len)
        }
    };
    let point = if use_exponent { 1 } else { digits.point };
    let whole = usize::try_from(point).unwrap_or(0);
    let lead = if point < 0 { point.unsigned_abs() as usize } else { 0 };
    let at_least = if point > 0 { whole + usize::from(flags.add_dot_0 && !use_exponent) } else { 0 };
    wanted = wanted.max(at_least);
    let mut out = String::with_capacity(wanted + lead + 10);
    // Digits of the fraction are those from index `whole` on, after `lead` zeros.
    let digit = |i: usize| char::from(digits.text.get(i).copied().unwrap_or(b'0'));
    if whole == 0 {
        out.push('0');
    }
    out.extend((0..whole.min(wanted)).map(digit));
    if wanted > whole || lead > 0 {
        out.push('.');
        out.extend(std::iter::repeat_n('0', lead));
        out.extend((whole..wanted).map(digit));
    } else if flags.alternate {
        out.push('.');
    }
    if use_exponent {
        let exponent = digits.point - 1;
        out.push(if upper { 'E' } else { 'e' });
        out.push(if exponent < 0 { '-' } else { '+' });
        let _ = write!(out, "{:02}", exponent.unsigned_abs());
    }
    out
}
