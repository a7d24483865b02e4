//! The algorithms on text against answers recorded from CPython 3.14 (`record.py`), and the
//! Unicode tables against a checksum over all code points.
//!
//! `TAIPAN_TEXT_VECTORS=file` asks the questions of another recording.

use super::codecs::handlers::{EncodeWith, ErrorHandler};
use super::codecs::narrow::Narrow;
use super::codecs::wide::{ByteOrder, Width};
use super::codecs::{CodecFault, DecodeHandler, EncodeHandler, Replacement, escape, narrow, utf8, wide};
use super::properties::*;
use super::sink::{TextSink, Unit};
use super::template::{Access, First, Template, TemplateError, split_field_name};
use super::unicode::{case_mapping, kind, special_case};
use super::{case, repr};

fn points(text: &str) -> Vec<u32> {
    text.split_whitespace().map(|c| c.parse().expect("a code point")).collect()
}

fn show_points(text: &[u32]) -> String {
    text.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
}

fn bytes(text: &str) -> Vec<u8> {
    let digit = |c: u8| char::from(c).to_digit(16).expect("a digit") as u8;
    text.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

fn show_bytes(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn show_fault(f: &CodecFault) -> String {
    format!("{}:{}:{}:{}", f.encoding, f.start, f.end, f.reason)
}

fn show_faults(faults: &[CodecFault]) -> String {
    faults.iter().map(show_fault).collect::<Vec<_>>().join(";")
}

/// Notes faults and goes on, as `note` of the recording.
struct Note {
    faults: Vec<CodecFault>,
    mode: usize,
}

impl<S: TextSink> DecodeHandler<S> for Note {
    type Error = ();

    fn decode_fault(&mut self, _: &[u8], fault: CodecFault, out: &mut S) -> Result<usize, ()> {
        self.faults.push(fault);
        out.push(u32::from(b'*'));
        Ok(fault.end)
    }
}

impl EncodeHandler for Note {
    type Error = ();

    fn encode_fault(&mut self, fault: CodecFault) -> Result<(Replacement, usize), ()> {
        self.faults.push(fault);
        let replacement = match self.mode {
            0 => Replacement::Text(vec![u32::from(b'*')]),
            1 => Replacement::Bytes(vec![0xff; 4]),
            2 => Replacement::Text(vec![0xe9]),
            _ => Replacement::Bytes(vec![1]),
        };
        Ok((replacement, fault.end))
    }

    fn refuse(&mut self, fault: CodecFault) {
        self.faults.push(fault);
    }
}

fn wide_codec(name: &str) -> (Width, ByteOrder) {
    let width = if name.starts_with("utf-16") { Width::Utf16 } else { Width::Utf32 };
    let order = match name.get(6..) {
        Some("-le") => ByteOrder::Little,
        Some("-be") => ByteOrder::Big,
        _ => ByteOrder::Mark,
    };
    (width, order)
}

fn decode<H: DecodeHandler<Vec<u32>>>(
    encoding: &str,
    input: &[u8],
    last: bool,
    handler: &mut H,
    out: &mut Vec<u32>,
) -> Result<usize, H::Error> {
    let mut names = |name: &[u8]| (name == b"EM DASH").then_some(0x2014);
    match encoding {
        "utf-8" => utf8::decode(input, last, handler, out),
        "ascii" => narrow::decode_ascii(input, handler, out).map(|()| input.len()),
        "latin-1" => {
            narrow::decode_latin1(input, out);
            Ok(input.len())
        }
        "unicode_escape" => escape::decode(input, last, &mut names, handler, out).map(|d| d.consumed),
        "raw_unicode_escape" => escape::decode_raw(input, last, handler, out),
        _ => {
            let (width, order) = wide_codec(encoding);
            wide::decode(width, order, input, last, handler, out).map(|(consumed, _)| consumed)
        }
    }
}

fn encode<U: Unit, H: EncodeHandler>(
    encoding: &str,
    text: &[U],
    handler: &mut H,
    out: &mut Vec<u8>,
) -> Result<(), H::Error> {
    match encoding {
        "utf-8" => utf8::encode(text, handler, out),
        "ascii" => narrow::encode(Narrow::Ascii, text, handler, out),
        "latin-1" => narrow::encode(Narrow::Latin1, text, handler, out),
        "unicode_escape" => {
            escape::encode(text, out);
            Ok(())
        }
        "raw_unicode_escape" => {
            escape::encode_raw(text, out);
            Ok(())
        }
        _ => {
            let (width, order) = wide_codec(encoding);
            wide::encode(width, order, text, handler, out)
        }
    }
}

fn decode_answer(encoding: &str, how: &str, input: &[u8]) -> String {
    let mut out = Vec::new();
    if let "note" | "partial" = how {
        let mut note = Note { faults: Vec::new(), mode: 0 };
        let consumed = decode(encoding, input, how == "note", &mut note, &mut out).expect("no error");
        return format!("{}|{}|{consumed}", show_points(&out), show_faults(&note.faults));
    }
    let mut handler = ErrorHandler::from_name(how).expect("a handler");
    match decode(encoding, input, true, &mut handler, &mut out) {
        Ok(_) => show_points(&out),
        Err(fault) => show_fault(&fault),
    }
}

fn encode_answer(encoding: &str, how: &str, text: &[u32]) -> String {
    let mut out = Vec::new();
    if let Some(mode) = how.strip_prefix("note") {
        let mut note = Note { faults: Vec::new(), mode: mode.parse().expect("a mode") };
        let shown = match encode(encoding, text, &mut note, &mut out) {
            Ok(()) => show_bytes(&out),
            Err(()) => "refused".to_owned(),
        };
        return format!("{shown}|{}", show_faults(&note.faults));
    }
    let handler = ErrorHandler::from_name(how).expect("a handler");
    let result = match narrowed(text) {
        Some(text) => encode(encoding, &text, &mut EncodeWith { handler, text: &text }, &mut out),
        None => encode(encoding, text, &mut EncodeWith { handler, text }, &mut out),
    };
    match result {
        Ok(()) => show_bytes(&out),
        Err(fault) => show_fault(&fault),
    }
}

fn narrowed(text: &[u32]) -> Option<Vec<u8>> {
    text.iter().map(|&c| u8::try_from(c).ok()).collect()
}

/// Runs on the narrowest width, to test its fast paths too.
fn mapped(text: &[u32], f: fn(&[u32], &mut Vec<u32>), narrow: fn(&[u8], &mut Vec<u32>)) -> String {
    let mut out = Vec::new();
    f(text, &mut out);
    if let Some(text) = narrowed(text) {
        let mut again = Vec::new();
        narrow(&text, &mut again);
        assert_eq!(out, again, "widths differ on {text:?}");
    }
    show_points(&out)
}

fn claims(s: &[u32]) -> String {
    let claims = [
        text_is_lower(s),
        text_is_upper(s),
        text_is_title(s),
        is_identifier(s),
        all_printable(s),
        all_space(s),
        all_alnum(s),
        all_alpha(s),
        all_decimal(s),
        all_digit(s),
        all_numeric(s),
    ];
    claims.map(|claim| if claim { "1" } else { "0" }).join(" ")
}

fn lines(s: &[u32]) -> String {
    let (mut at, mut out) = (0, Vec::new());
    while let Some((end, next)) = next_line(s, at) {
        out.push(format!("{at}-{end}-{next}"));
        at = next;
    }
    out.join(" ")
}

fn shown(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

fn template(text: &str) -> Result<String, TemplateError> {
    let mut out = String::new();
    for piece in Template::new(text.as_bytes()) {
        let piece = piece?;
        out += &format!("[{}|", shown(piece.literal));
        if let Some(field) = piece.field {
            let conversion = field.conversion.and_then(char::from_u32).map(String::from).unwrap_or_default();
            assert_eq!(field.spec_is_template, field.spec.contains(&b'{'));
            out += &format!("{}|{}|{conversion}", shown(field.name), shown(field.spec));
        }
        out.push(']');
    }
    Ok(out)
}

fn field_name(text: &str) -> Result<String, TemplateError> {
    let (first, accesses) = split_field_name(text.as_bytes())?;
    let mut out = match first {
        First::Empty => String::new(),
        First::Index(index) => index.to_string(),
        First::Name(name) => shown(name),
    };
    for access in accesses {
        out += &match access? {
            Access::Attribute(name) => format!(",.{}", shown(name)),
            Access::Index(index) => format!(",[{index}"),
            Access::Key(key) => format!(",[{}", shown(key)),
        };
    }
    Ok(out)
}

fn answer(question: &str) -> String {
    let mut fields = question.split('\t');
    let mut next = || fields.next().unwrap_or("");
    let (name, first) = (next(), next());
    let message = |result: Result<String, TemplateError>| result.unwrap_or_else(|e| e.message().to_owned());
    match name {
        "decode" => decode_answer(first, next(), &bytes(next())),
        "encode" => encode_answer(first, next(), &points(next())),
        "lower" => mapped(&points(first), case::lower, case::lower),
        "upper" => mapped(&points(first), case::upper, case::upper),
        "title" => mapped(&points(first), case::title, case::title),
        "capitalize" => mapped(&points(first), case::capitalize, case::capitalize),
        "swapcase" => mapped(&points(first), case::swapcase, case::swapcase),
        "casefold" => mapped(&points(first), case::casefold, case::casefold),
        "repr" => {
            mapped(&points(first), |s, out| repr::repr_str(s, false, out), |s, out| repr::repr_str(s, false, out))
        }
        "ascii" => mapped(&points(first), |s, out| repr::repr_str(s, true, out), |s, out| repr::repr_str(s, true, out)),
        "repr_bytes" => {
            let mut out: Vec<u32> = Vec::new();
            repr::repr_bytes(&bytes(first), &mut out);
            show_points(&out)
        }
        "claims" => claims(&points(first)),
        "splitlines" => lines(&points(first)),
        "template" => message(template(first)),
        "field_name" => message(field_name(first)),
        other => panic!("unknown question {other}"),
    }
}

#[test]
fn answers_as_recorded() {
    let recorded = match std::env::var("TAIPAN_TEXT_VECTORS") {
        Ok(path) => std::fs::read_to_string(path).expect("a recording"),
        Err(_) => include_str!("vectors.txt").to_owned(),
    };
    let mut wrong = Vec::new();
    for line in recorded.lines() {
        let (question, expected) = line.rsplit_once('\t').expect("question and answer");
        let given = answer(question);
        if given != expected {
            wrong.push(format!("{question}\n  expected {expected}\n  given    {given}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

/// `generate.py` prints the checksum it computes from CPython's own `unicodedata` and `str`.
#[test]
fn unicode_tables_are_whole() {
    let mut checksum = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |part: u32| checksum = (checksum ^ u64::from(part)).wrapping_mul(0x100_0000_01b3);
    for c in 0..0x11_0000 {
        let kind = kind(c);
        add(u32::from(kind.flags()));
        add(u32::from(kind.category()));
        add(u32::from(kind.digit()));
        for (form, distance) in case_mapping(c).0.into_iter().enumerate() {
            match distance {
                i32::MAX => {
                    special_case(c, form as u8).expect("a special case").chars().map(u32::from).for_each(&mut add)
                }
                distance => add(c.wrapping_add_signed(distance)),
            }
        }
    }
    assert_eq!(checksum, 0x5e54_1fe8_754b_888c);
}

#[test]
fn numbers_become_ascii() {
    let text: Vec<u32> = "\u{2003}१२.٣\u{85}é".chars().map(u32::from).collect();
    let mut out = Vec::new();
    number_to_ascii(&text, &mut out);
    assert_eq!(out, b" 12.3 ?");
    assert_eq!(numeric_value(0xbd), Some(0.5));
    assert_eq!(numeric_value(0x4e07), Some(10000.0));
    assert_eq!(numeric_value(0x61), None);
    assert_eq!(digit_value(0xb2), Some(2));
    assert_eq!(decimal_value(0xb2), None);
    assert_eq!(category(0x1f88), "Lt");
}

#[test]
fn deprecated_escapes_are_told() {
    let mut names = |_: &[u8]| None;
    let mut decode = |input: &[u8]| {
        let mut out: Vec<u32> = Vec::new();
        escape::decode(input, true, &mut names, &mut ErrorHandler::Strict, &mut out).expect("good").bad_escape
    };
    assert_eq!(decode(b"a\\q\\z"), Some(escape::BadEscape::Unknown(1, b'q')));
    assert_eq!(decode(b"\\377\\400"), Some(escape::BadEscape::Octal(4, 0o400)));
    assert_eq!(decode(b"\\n\\x41\\\\"), None);
}
