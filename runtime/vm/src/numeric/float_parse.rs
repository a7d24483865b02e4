//! Text to float: `float(str)`, correctly rounded. Takes ASCII; Unicode digits and spaces are
//! mapped to ASCII by the caller ([`crate::text::properties`]).
//! Rules: language reference, "Floating-point literals", and the docs of `float`.

/// `float(text)`: optional ASCII white space around, sign, digits with single underscores between
/// them, `inf`, `infinity`, `nan` in any case. `None`: "could not convert string to float: …".
pub fn parse_float(text: &[u8]) -> Option<f64> {
    let text = trim_space(text);
    if !text.contains(&b'_') {
        return parse_plain(text);
    }
    let mut plain = Vec::with_capacity(text.len());
    for (i, &b) in text.iter().enumerate() {
        if b != b'_' {
            plain.push(b);
            continue;
        }
        let digit = |at: Option<usize>| at.and_then(|i| text.get(i)).is_some_and(u8::is_ascii_digit);
        if !digit(i.checked_sub(1)) || !digit(i.checked_add(1)) {
            return None;
        }
    }
    parse_plain(&plain)
}

/// Whether C's `isspace` holds: what Python strips around numbers in bytes.
pub fn is_ascii_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t'..=b'\r')
}

/// Without ASCII white space at both ends.
pub fn trim_space(mut text: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = text
        && is_ascii_space(*first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && is_ascii_space(*last)
    {
        text = rest;
    }
    text
}

/// Takes off one sign; whether it was minus.
pub(super) fn split_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// `inf`, `infinity`, `nan` without sign.
pub(super) fn parse_special(text: &[u8]) -> Option<f64> {
    if text.eq_ignore_ascii_case(b"inf") || text.eq_ignore_ascii_case(b"infinity") {
        Some(f64::INFINITY)
    } else if text.eq_ignore_ascii_case(b"nan") {
        Some(f64::NAN)
    } else {
        None
    }
}

fn parse_plain(text: &[u8]) -> Option<f64> {
    let (negative, body) = split_sign(text);
    let signed = |v: f64| if negative { -v } else { v };
    if body.first().is_some_and(u8::is_ascii_alphabetic) {
        return parse_special(body).map(signed);
    }
    let end = scan_decimal(body)?;
    if end != body.len() {
        return None;
    }
    convert(body).map(signed)
}

/// Length of the longest prefix of the form `digits[.digits][e[±]digits]` (without sign); `None`
/// where there is no digit.
pub fn scan_decimal(text: &[u8]) -> Option<usize> {
    let run = |from: usize| text[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = run(0);
    let mut end = whole;
    let mut fraction = 0;
    if text.get(end) == Some(&b'.') {
        fraction = run(end + 1);
        if whole + fraction > 0 {
            end += 1 + fraction;
        }
    }
    if whole + fraction == 0 {
        return None;
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let at = end + 1 + usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let digits = if at <= text.len() { run(at) } else { 0 };
        if digits > 0 {
            end = at + digits;
        }
    }
    Some(end)
}

/// Value of a text that [`scan_decimal`] accepted whole.
fn convert(body: &[u8]) -> Option<f64> {
    // The standard parser is exact, but saturates exponents near 10^5; only texts that long can
    // balance such an exponent by digits.
    if body.len() > 10_000 {
        return convert_long(body);
    }
    std::str::from_utf8(body).ok()?.parse().ok()
}

/// Strips zeros of a very long number into its exponent.
fn convert_long(body: &[u8]) -> Option<f64> {
    let e = body.iter().position(|b| matches!(b, b'e' | b'E')).unwrap_or(body.len());
    let (negative, digits) = split_sign(body.get(e + 1..).unwrap_or(b""));
    let mut exponent = digits.iter().fold(0_i64, |v, d| v.saturating_mul(10).saturating_add(i64::from(d - b'0')));
    if negative {
        exponent = -exponent;
    }
    let mantissa = &body[..e];
    let point = mantissa.iter().position(|&b| b == b'.').unwrap_or(mantissa.len());
    let mut digits: Vec<u8> = mantissa.iter().copied().filter(u8::is_ascii_digit).collect();
    let leading = digits.iter().take_while(|&&b| b == b'0').count();
    digits.drain(..leading);
    while digits.last() == Some(&b'0') {
        digits.pop();
    }
    if digits.is_empty() {
        return Some(0.0);
    }
    // value = 0.digits * 10^scale
    let scale = exponent.saturating_add(point as i64 - leading as i64);
    if scale > 400 {
        return Some(f64::INFINITY);
    }
    if scale < -400 {
        return Some(0.0);
    }
    // Beyond 800 digits only "not all zero" matters for rounding.
    if digits.len() > 800 {
        digits.truncate(800);
        digits.push(b'1');
    }
    let text = format!("0.{}e{scale}", String::from_utf8(digits).ok()?);
    text.parse().ok()
}
