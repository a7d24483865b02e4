//! The algorithms on numbers against answers recorded from CPython 3.14 (`record.py`).
//!
//! `TAIPAN_NUMERIC_VECTORS=file` asks the questions of another recording.

use std::cmp::Ordering;
use std::fmt::Display;

use dashu_int::IBig;

use super::float_ops::Power;
use super::float_text::FloatFlags;
use super::format_number::{NumberLocale, format_complex, format_f64, format_int};
use super::format_spec::{FormatSpec, SpecError};
use super::hash::{FrozenSetHasher, TupleHasher, hash_f64, hash_int};
use super::int::Int;
use super::int_convert::{ToBytesError, TrueDivError, cmp_float, from_bytes, to_bytes, to_f64, true_div};
use super::int_ops::IntOpError;
use super::printf::{Format, Piece};
use super::siphash::HashKey;
use super::{float_hex, float_ops, float_parse, float_text, int_ops, int_text};
use crate::text::sink::TextSink;

const LIMIT: usize = 4300;

/// One question; fields are consumed in order.
struct Question<'a>(std::str::Split<'a, char>);

impl<'a> Question<'a> {
    fn text(&mut self) -> &'a str {
        self.0.next().expect("a field")
    }

    fn parsed<T: std::str::FromStr>(&mut self) -> T {
        let text = self.text();
        text.parse().unwrap_or_else(|_| panic!("not readable: {text}"))
    }

    fn float(&mut self) -> f64 {
        f64::from_bits(u64::from_str_radix(self.text(), 16).expect("bits of a float"))
    }

    fn int(&mut self) -> Int {
        Int::from(self.parsed::<IBig>())
    }
}

fn show_float(value: f64) -> String {
    if value.is_nan() { "nan".to_owned() } else { format!("{:016x}", value.to_bits()) }
}

fn show_int(value: &Int) -> String {
    if let Int::Big(big) = value {
        assert!(i64::try_from(big).is_err(), "not in normal form");
    }
    value.clone().into_big().to_string()
}

fn error(kind: &str, message: impl Display) -> String {
    format!("{kind}: {message}")
}

fn show_op(result: Result<Int, IntOpError>) -> String {
    match result {
        Ok(value) => show_int(&value),
        Err(e) => error("ValueError", e.message()),
    }
}

fn division_by_zero() -> String {
    error("ZeroDivisionError", "division by zero")
}

fn show_spec_error(e: SpecError, spec: &[u32], type_name: &str) -> String {
    let mut message = String::new();
    e.write_message(spec, type_name, &mut message);
    error(if e.is_overflow() { "OverflowError" } else { "ValueError" }, message)
}

fn points(text: &str) -> Vec<u32> {
    text.chars().map(u32::from).collect()
}

fn format_value(name: &str, q: &mut Question<'_>) -> String {
    let spec = points(q.text());
    let mut out = String::new();
    let c = &NumberLocale::C;
    let (align, kind, type_name) = match name {
        "format_int" => (b'>', b'd', "int"),
        "format_float" => (b'>', 0, "float"),
        "format_complex" => (b'>', 0, "complex"),
        _ => (b'<', b's', "str"),
    };
    let result = FormatSpec::parse(&spec, align, kind).and_then(|spec| match name {
        "format_int" => format_int(&spec, q.int().as_ref(), LIMIT, c, &mut out),
        "format_float" => format_f64(&spec, q.float(), c, &mut out),
        "format_complex" => format_complex(&spec, q.float(), q.float(), c, &mut out),
        _ => {
            let value = points(q.text());
            let layout = spec.for_str(value.len())?;
            out.push_fill(layout.fill, layout.left);
            out.push_units(&value[..layout.take]);
            out.push_fill(layout.fill, layout.right);
            Ok(())
        }
    });
    match result {
        Ok(()) => out,
        Err(e) => show_spec_error(e, &spec, type_name),
    }
}

fn printf(q: &mut Question<'_>) -> String {
    let format = points(q.text());
    let value = q.text();
    let mut out = String::new();
    let mut taken = 0;
    for piece in Format::new(&format) {
        let directive = match piece {
            Ok(Piece::Literal(start, end)) => {
                out.push_units(&format[start..end]);
                continue;
            }
            Ok(Piece::Directive(directive)) => directive,
            Err(fault) => return error("ValueError", fault.error.message(false)),
        };
        taken += 1;
        let conversion = directive.resolve(None, None).expect("no arguments");
        match u8::try_from(directive.conversion) {
            Ok(b'd' | b'i' | b'u' | b'o' | b'x' | b'X') => {
                let value = Int::from(value.parse::<IBig>().expect("an int"));
                conversion.format_int(value.as_ref(), LIMIT, &mut out).expect("few digits");
            }
            Ok(b'e' | b'E' | b'f' | b'F' | b'g' | b'G') => {
                let value = u64::from_str_radix(value, 16).expect("bits of a float");
                conversion.format_float(f64::from_bits(value), &mut out);
            }
            Ok(b's') => {
                let value = points(value);
                let layout = conversion.layout(value.len());
                out.push_fill(layout.fill, layout.left);
                out.push_units(&value[..layout.take]);
                out.push_fill(layout.fill, layout.right);
            }
            _ => return error("ValueError", directive.unsupported().message(false)),
        }
    }
    match taken {
        0 => error("TypeError", "not all arguments converted during string formatting"),
        _ => out,
    }
}

fn answer_float(name: &str, q: &mut Question<'_>) -> String {
    match name {
        "parse_float" => {
            let text = q.text();
            match float_parse::parse_float(text.as_bytes()) {
                Some(value) => show_float(value),
                None => error("ValueError", format!("could not convert string to float: '{text}'")),
            }
        }
        "fromhex" => match float_hex::parse_hex(q.text().as_bytes()) {
            Ok(value) => show_float(value),
            Err(e @ float_hex::HexFloatError::Invalid) => error("ValueError", e.message()),
            Err(e @ float_hex::HexFloatError::TooLarge) => error("OverflowError", e.message()),
        },
        _ => {
            let value = q.float();
            answer_of_float(name, value, q)
        }
    }
}

fn answer_of_float(name: &str, x: f64, q: &mut Question<'_>) -> String {
    let not_finite = |infinite: &str, nan: &str| match x.is_nan() {
        true => error("ValueError", nan),
        false => error("OverflowError", infinite),
    };
    let whole = |value: Option<Int>| match value {
        Some(value) => show_int(&value),
        None => not_finite("cannot convert float infinity to integer", "cannot convert float NaN to integer"),
    };
    match name {
        "repr" => float_text::repr(x),
        "float_text" => {
            let (kind, precision, flags) = (q.text().as_bytes()[0], q.parsed(), q.text());
            let (alternate, plus) = (flags.contains('#'), flags.contains('+'));
            let flags = FloatFlags { alternate, plus, ..FloatFlags::default() };
            float_text::format_float(x, kind, precision, flags)
        }
        "hex" => float_hex::format_hex(x),
        "round" => match float_ops::round_digits(x, q.parsed()) {
            Some(value) => show_float(value),
            None => error("OverflowError", "rounded value too large to represent"),
        },
        "divmod_float" => {
            let y = q.float();
            let Some((div, rem)) = float_ops::div_mod(x, y) else {
                return division_by_zero();
            };
            assert_eq!(show_float(rem), show_float(float_ops::modulo(x, y).expect("not zero")));
            format!("{} {}", show_float(div), show_float(rem))
        }
        "pow_float" => match float_ops::pow(x, q.float()) {
            Power::Value(value) => show_float(value),
            Power::ZeroDivision => error("ZeroDivisionError", "zero to a negative power"),
            Power::Complex => "complex".to_owned(),
            Power::Overflow => error("OverflowError", "(34, 'Numerical result out of range')"),
        },
        "ratio" => match float_ops::as_integer_ratio(x) {
            Some((num, den)) => format!("{} {}", show_int(&num), show_int(&den)),
            None => not_finite("cannot convert Infinity to integer ratio", "cannot convert NaN to integer ratio"),
        },
        "float_int" => whole(float_ops::to_int(x)),
        "round_int" => whole(float_ops::round_to_int(x)),
        "hash_float" => hash_f64(x).map_or_else(String::new, |h| h.to_string()),
        other => panic!("unknown question {other}"),
    }
}

fn answer_int(name: &str, q: &mut Question<'_>) -> Option<String> {
    if name == "parse_int" {
        let (base, text) = (q.parsed(), q.text());
        return Some(match int_text::parse_int(text.as_bytes(), base, 0) {
            Ok(value) => show_int(&value),
            Err(e) => error(
                "ValueError",
                e.message().unwrap_or_else(|| format!("invalid literal for int() with base {base}: '{text}'")),
            ),
        });
    }
    if name == "hashes" {
        let (mut tuple, mut set) = (TupleHasher::default(), FrozenSetHasher::default());
        for item in q.text().split_whitespace() {
            let hash = hash_int(Int::from(item.parse::<IBig>().expect("an int")).as_ref());
            tuple.add(hash);
            set.add(hash);
        }
        return Some(format!("{} {}", tuple.finish(), set.finish()));
    }
    let known = ["divmod_int", "int_ops", "pow_int", "pow_mod", "shl", "shr", "int_facts", "int_float", "isqrt"];
    if !known.contains(&name) && !["round_ten", "true_div", "compare", "to_bytes"].contains(&name) {
        return None;
    }
    let a = q.int();
    let a = a.as_ref();
    Some(match name {
        "divmod_int" => {
            let b = q.int();
            let Some((div, rem)) = int_ops::div_mod(a, b.as_ref()) else {
                return Some(division_by_zero());
            };
            assert_eq!(int_ops::modulo(a, b.as_ref()), Some(rem.clone()));
            format!("{} {}", show_int(&div), show_int(&rem))
        }
        "int_ops" => {
            let b = q.int();
            let b = b.as_ref();
            let results = [
                int_ops::add(a, b),
                int_ops::sub(a, b),
                int_ops::bit_and(a, b),
                int_ops::bit_or(a, b),
                int_ops::bit_xor(a, b),
                int_ops::gcd(a, b),
                int_ops::neg(a),
                int_ops::invert(a),
                int_ops::abs(a),
            ];
            results.iter().map(show_int).collect::<Vec<_>>().join(" ")
        }
        "pow_int" => show_op(int_ops::pow(a, q.int().as_ref())),
        "pow_mod" => show_op(int_ops::pow_mod(a, q.int().as_ref(), q.int().as_ref())),
        "shl" => show_op(int_ops::shl(a, q.int().as_ref())),
        "shr" => show_op(int_ops::shr(a, q.int().as_ref())),
        "int_facts" => {
            let texts = [16, 8, 2].map(|radix| int_text::to_prefixed(a, radix)).join(" ");
            format!("{} {} {} {texts}", a.bit_length(), int_ops::bit_count(a), hash_int(a))
        }
        "int_float" => match to_f64(a) {
            Some(value) => show_float(value),
            None => error("OverflowError", "int too large to convert to float"),
        },
        "isqrt" => show_int(&int_ops::isqrt(a).expect("not negative")),
        "round_ten" => show_int(&int_ops::round_to_power_of_ten(a, q.parsed())),
        "true_div" => match true_div(a, q.int().as_ref()) {
            Ok(value) => show_float(value),
            Err(TrueDivError::ZeroDivision) => division_by_zero(),
            Err(TrueDivError::Overflow) => error("OverflowError", "integer division result too large for a float"),
        },
        "compare" => match cmp_float(a, q.float()) {
            None => "nan".to_owned(),
            Some(Ordering::Less) => "-1".to_owned(),
            Some(Ordering::Equal) => "0".to_owned(),
            Some(Ordering::Greater) => "1".to_owned(),
        },
        _ => {
            let (length, little, signed) = (q.parsed(), q.text() == "little", q.text() == "True");
            match to_bytes(a, length, little, signed) {
                Ok(bytes) => {
                    assert_eq!(from_bytes(&bytes, little, signed).as_ref(), a);
                    bytes.iter().map(|b| format!("{b:02x}")).collect()
                }
                Err(ToBytesError::Negative) => error("OverflowError", "can't convert negative int to unsigned"),
                Err(_) => error("OverflowError", "int too big to convert"),
            }
        }
    })
}

fn digit_limit(q: &mut Question<'_>) -> String {
    let (digits, limit) = (q.parsed(), q.parsed());
    let result = int_text::parse_int("7".repeat(digits).as_bytes(), 10, limit)
        .and_then(|value| int_text::to_decimal(value.as_ref(), limit));
    match result {
        Ok(text) => text.len().to_string(),
        Err(e) => e.message().unwrap_or_default(),
    }
}

#[test]
fn answers_as_recorded() {
    let recorded = match std::env::var("TAIPAN_NUMERIC_VECTORS") {
        Ok(path) => std::fs::read_to_string(path).expect("a recording"),
        Err(_) => include_str!("vectors.txt").to_owned(),
    };
    let mut wrong = Vec::new();
    for line in recorded.lines() {
        let (question, expected) = line.rsplit_once('\t').expect("question and answer");
        let mut q = Question(question.split('\t'));
        let name = q.text();
        let given = match name {
            "digit_limit" => digit_limit(&mut q),
            "printf" => printf(&mut q),
            "format_int" | "format_float" | "format_complex" | "format_str" => format_value(name, &mut q),
            _ => answer_int(name, &mut q).unwrap_or_else(|| answer_float(name, &mut q)),
        };
        if given != expected {
            wrong.push(format!("{question}\n  expected {expected}\n  given    {given}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn very_long_precision_and_numbers() {
    let text = float_text::format_float(0.1, b'f', 100_000, FloatFlags::default());
    assert_eq!(text.len(), 100_002);
    assert!(text.starts_with("0.1000000000000000055511151231257827021181583404541015625000"));
    let text = float_text::format_float(1e300, b'e', 70_000, FloatFlags::default());
    assert_eq!(text.len(), 70_007);
    let balanced = format!("0.{}1e100001", "0".repeat(100_000));
    assert_eq!(float_parse::parse_float(balanced.as_bytes()), Some(1.0));
    let balanced = format!("1{}e-400000", "0".repeat(400_000));
    assert_eq!(float_parse::parse_float(balanced.as_bytes()), Some(1.0));
    assert_eq!(float_parse::parse_float(b"1e99999999999999999999"), Some(f64::INFINITY));
    assert_eq!(float_parse::parse_float(b"0e99999999999999999999"), Some(0.0));
}

#[test]
fn huge_results_are_refused() {
    let small = |v: i64| Int::Small(v);
    let (one, big) = (small(1), small(1 << 60));
    assert_eq!(int_ops::shl(one.as_ref(), big.as_ref()), Err(IntOpError::Memory));
    assert_eq!(int_ops::pow(small(3).as_ref(), big.as_ref()), Err(IntOpError::Memory));
    assert_eq!(int_ops::pow(small(-1).as_ref(), big.as_ref()), Ok(small(1)));
    let huge = Int::from(IBig::from(1) << 100);
    assert_eq!(int_ops::shl(one.as_ref(), huge.as_ref()), Err(IntOpError::TooManyDigits));
    assert_eq!(int_ops::shl(small(0).as_ref(), huge.as_ref()), Ok(small(0)));
    assert_eq!(to_bytes(one.as_ref(), usize::MAX, true, false), Err(ToBytesError::Memory));
}

#[test]
fn huge_widths_are_refused() {
    let spec = FormatSpec::parse(&b"09223372036854775807,"[..], b'>', b'd').expect("good");
    let mut out = String::new();
    let result = format_int(&spec, Int::Small(1).as_ref(), LIMIT, &NumberLocale::C, &mut out);
    assert_eq!(result, Err(SpecError::Memory));
    let piece = Format::new(&b"%9223372036854775807d"[..]).next().expect("a piece");
    let Ok(Piece::Directive(directive)) = piece else {
        panic!("a directive");
    };
    assert!(directive.resolve(None, None).is_err());
}

#[test]
fn locale_groups_digits() {
    let locale = NumberLocale { decimal_point: ",", thousands_sep: "\u{202f}", grouping: &[3, 2] };
    let format = |spec: &[u8], value: i64| {
        let mut out = String::new();
        let spec = FormatSpec::parse(spec, b'>', b'd').expect("good");
        format_int(&spec, Int::Small(value).as_ref(), LIMIT, &locale, &mut out).expect("good");
        out
    };
    assert_eq!(format(b"n", -123_456_789), "-12\u{202f}34\u{202f}56\u{202f}789");
    assert_eq!(format(b"010n", 1234), "0\u{202f}00\u{202f}01\u{202f}234");
    let mut out = String::new();
    let spec = FormatSpec::parse(b".8n", b'>', 0).expect("good");
    format_f64(&spec, 12345.5, &locale, &mut out).expect("good");
    assert_eq!(out, "12\u{202f}345,5");
}

/// Recorded with `PYTHONHASHSEED=seed python3.14 -c 'print(hash(text))'`.
#[test]
fn hashes_of_strings() {
    let narrow = |s: &str| s.chars().map(|c| c as u32 as u8).collect::<Vec<u8>>();
    let wide = |s: &str| s.chars().flat_map(|c| (c as u32).to_le_bytes()).collect::<Vec<u8>>();
    let middle = |s: &str| s.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for line in include_str!("hashes.txt").lines() {
        let mut fields = line.split('\t');
        let mut next = || fields.next().expect("a field");
        let (seed, text, hash) = (next(), next(), next());
        let stored = match text.chars().map(u32::from).max().unwrap_or(0) {
            0..0x100 => narrow(text),
            0x100..0x1_0000 => middle(text),
            _ => wide(text),
        };
        let key = HashKey::from_seed(seed.parse().expect("a seed"));
        assert_eq!(key.hash_bytes(&stored).to_string(), hash, "{line}");
    }
}
