//! What `str` asks of characters: `isalpha` and its kin, digit and numeric values, line breaks,
//! for one code point and for whole texts. Unicode 16.0, as CPython 3.14.
//! Rules: docs of `str`; Unicode Standard, chapter 4.

use super::sink::{TextSink, Unit};
use super::unicode::kind;
use super::unicode::tables::{
    ALPHA, CASE_IGNORABLE, CATEGORIES, DECIMAL, DIGIT, LOWER, NUMERIC, NUMERIC_RUNS, PRINTABLE, SPACE, TITLE, UPPER,
    XID_CONTINUE, XID_START,
};

macro_rules! char_predicates {
    ($($(#[$doc:meta])* $name:ident $flags:expr;)*) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name(c: u32) -> bool {
            kind(c).flags() & ($flags) != 0
        }
    )*};
}

char_predicates! {
    /// `isalpha` of one character.
    is_alpha ALPHA;
    /// `isdecimal` of one character.
    is_decimal DECIMAL;
    /// `isdigit` of one character.
    is_digit DIGIT;
    /// `isnumeric` of one character.
    is_numeric NUMERIC;
    /// `isalnum` of one character.
    is_alnum ALPHA | DECIMAL | DIGIT | NUMERIC;
    /// `isprintable` of one character.
    is_printable PRINTABLE;
    /// Lower case (property Lowercase).
    is_lower LOWER;
    /// Upper case (property Uppercase).
    is_upper UPPER;
    /// Title case (category Lt).
    is_title TITLE;
    /// Upper, lower or title case.
    is_cased LOWER | UPPER | TITLE;
    /// Ignored where the context of a capital sigma is looked at.
    is_case_ignorable CASE_IGNORABLE;
    /// May begin an identifier (`_` included).
    is_xid_start XID_START;
    /// May continue an identifier.
    is_xid_continue XID_CONTINUE;
}

/// `isspace` of one character.
#[inline]
pub fn is_space(c: u32) -> bool {
    if c < 0x80 { matches!(c, 9..=13 | 28..=32) } else { kind(c).flags() & SPACE != 0 }
}

/// Whether `splitlines` breaks at this character.
#[inline]
pub fn is_line_break(c: u32) -> bool {
    matches!(c, 10..=13 | 0x1c..=0x1e | 0x85 | 0x2028 | 0x2029)
}

/// Value of a decimal digit of any script (`unicodedata.decimal`).
#[inline]
pub fn decimal_value(c: u32) -> Option<u8> {
    if c < 0x80 {
        return (48..58).contains(&c).then(|| (c - 48) as u8);
    }
    let kind = kind(c);
    (kind.flags() & DECIMAL != 0).then(|| kind.digit())
}

/// Value of a digit, superscripts and the like included (`unicodedata.digit`).
#[inline]
pub fn digit_value(c: u32) -> Option<u8> {
    let digit = kind(c).digit();
    (digit != 255).then_some(digit)
}

/// Numeric value (`unicodedata.numeric`), fractions included.
pub fn numeric_value(c: u32) -> Option<f64> {
    let at = NUMERIC_RUNS.partition_point(|run| run.0 <= c).checked_sub(1)?;
    let run = NUMERIC_RUNS[at];
    let offset = c - run.0;
    (offset < run.1).then(|| (run.2 + i64::from(offset) * run.3) as f64 / run.4 as f64)
}

/// General category, two letters (`unicodedata.category`).
pub fn category(c: u32) -> &'static str {
    CATEGORIES[usize::from(kind(c).category()) % CATEGORIES.len()]
}

macro_rules! text_predicates {
    ($($(#[$doc:meta])* $name:ident $one:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name<U: Unit>(s: &[U]) -> bool {
            !s.is_empty() && s.iter().all(|u| $one(u.code()))
        }
    )*};
}

text_predicates! {
    /// `str.isalpha`.
    all_alpha is_alpha;
    /// `str.isdecimal`.
    all_decimal is_decimal;
    /// `str.isdigit`.
    all_digit is_digit;
    /// `str.isnumeric`.
    all_numeric is_numeric;
    /// `str.isalnum`.
    all_alnum is_alnum;
    /// `str.isspace`.
    all_space is_space;
}

/// `str.isprintable`: true for the empty text.
pub fn all_printable<U: Unit>(s: &[U]) -> bool {
    s.iter().all(|u| is_printable(u.code()))
}

/// `str.isidentifier`.
pub fn is_identifier<U: Unit>(s: &[U]) -> bool {
    match s {
        [first, rest @ ..] => is_xid_start(first.code()) && rest.iter().all(|u| is_xid_continue(u.code())),
        [] => false,
    }
}

/// `str.islower`: some cased character, and all of those lower case.
pub fn text_is_lower<U: Unit>(s: &[U]) -> bool {
    all_in_case(s, LOWER, UPPER | TITLE)
}

/// `str.isupper`: some cased character, and all of those upper case.
pub fn text_is_upper<U: Unit>(s: &[U]) -> bool {
    all_in_case(s, UPPER, LOWER | TITLE)
}

fn all_in_case<U: Unit>(s: &[U], wanted: u16, refused: u16) -> bool {
    let mut seen = false;
    for u in s {
        let flags = kind(u.code()).flags();
        if flags & refused != 0 {
            return false;
        }
        seen |= flags & wanted != 0;
    }
    seen
}

/// `str.istitle`: upper or title case only after uncased characters, lower case only after cased.
pub fn text_is_title<U: Unit>(s: &[U]) -> bool {
    let (mut seen, mut after_cased) = (false, false);
    for u in s {
        let flags = kind(u.code()).flags();
        if flags & (UPPER | TITLE) != 0 {
            if after_cased {
                return false;
            }
            (seen, after_cased) = (true, true);
        } else if flags & LOWER != 0 {
            if !after_cased {
                return false;
            }
            (seen, after_cased) = (true, true);
        } else {
            after_cased = false;
        }
    }
    seen
}

/// The next line of `splitlines` from `start`: `(end of text, start of the next line)`; the two
/// differ by the line break. `None` at the end.
pub fn next_line<U: Unit>(s: &[U], start: usize) -> Option<(usize, usize)> {
    if start >= s.len() {
        return None;
    }
    let Some(offset) = s[start..].iter().position(|u| is_line_break(u.code())) else {
        return Some((s.len(), s.len()));
    };
    let end = start + offset;
    let crlf = s[end].code() == 13 && s.get(end + 1).is_some_and(|u| u.code() == 10);
    Some((end, end + 1 + usize::from(crlf)))
}

/// The next line of `bytes.splitlines`: breaks at `\n`, `\r`, `\r\n` only.
pub fn next_line_bytes(s: &[u8], start: usize) -> Option<(usize, usize)> {
    if start >= s.len() {
        return None;
    }
    let Some(offset) = memchr::memchr2(b'\n', b'\r', &s[start..]) else {
        return Some((s.len(), s.len()));
    };
    let end = start + offset;
    let crlf = s[end] == b'\r' && s.get(end + 1) == Some(&b'\n');
    Some((end, end + 1 + usize::from(crlf)))
}

/// The ASCII form of a number text, for [`crate::numeric::int_text::parse_int`] and
/// [`crate::numeric::float_parse::parse_float`]: decimal digits of any script become ASCII ones,
/// white space becomes a space, any other non-ASCII character `?` (which no number contains).
pub fn number_to_ascii<U: Unit>(s: &[U], out: &mut Vec<u8>) {
    TextSink::reserve(out, s.len());
    for u in s {
        let c = u.code();
        Vec::push(
            out,
            match c {
                0..0x80 if !is_space(c) => c as u8,
                _ if is_space(c) => b' ',
                _ => decimal_value(c).map_or(b'?', |d| b'0' + d),
            },
        );
    }
}
