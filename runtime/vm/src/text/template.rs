//! `str.format` strings: literal pieces and replacement fields, and what a field name says.
//! Works on positions; the caller looks up, converts and formats.
//! Rules: docs of `string`, "Format string syntax".

use super::properties::decimal_value;
use super::sink::{TextSink, Unit};

/// What is wrong with a template; all are ValueError.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateError {
    SingleOpen,
    SingleClose,
    OpenInFieldName,
    NoConversion,
    ColonAfterConversion,
    UnmatchedOpen,
    ExpectedClose,
    EmptyAttribute,
    MissingBracket,
    AfterBracket,
    TooManyDigits,
    ManualToAutomatic,
    AutomaticToManual,
    TooDeep,
}

impl TemplateError {
    /// Text of the exception.
    pub fn message(self) -> &'static str {
        match self {
            TemplateError::SingleOpen => "Single '{' encountered in format string",
            TemplateError::SingleClose => "Single '}' encountered in format string",
            TemplateError::OpenInFieldName => "unexpected '{' in field name",
            TemplateError::NoConversion => "end of string while looking for conversion specifier",
            TemplateError::ColonAfterConversion => "expected ':' after conversion specifier",
            TemplateError::UnmatchedOpen => "unmatched '{' in format spec",
            TemplateError::ExpectedClose => "expected '}' before end of string",
            TemplateError::EmptyAttribute => "Empty attribute in format string",
            TemplateError::MissingBracket => "Missing ']' in format string",
            TemplateError::AfterBracket => "Only '.' or '[' may follow ']' in format field specifier",
            TemplateError::TooManyDigits => "Too many decimal digits in format string",
            TemplateError::ManualToAutomatic => {
                "cannot switch from manual field specification to automatic field numbering"
            }
            TemplateError::AutomaticToManual => {
                "cannot switch from automatic field numbering to manual field specification"
            }
            TemplateError::TooDeep => "Max string recursion exceeded",
        }
    }
}

/// How deep fields may nest in specifications of fields: 2 levels in all.
pub const MAX_DEPTH: usize = 2;

/// Writes the text of the ValueError for a conversion that is none of `r`, `s`, `a`.
pub fn write_unknown_conversion<S: TextSink>(conversion: u32, out: &mut S) {
    out.push_str("Unknown conversion specifier ");
    if (33..127).contains(&conversion) {
        out.push(conversion);
    } else {
        out.push_str(&format!("\\x{conversion:x}"));
    }
}

/// A replacement field; slices of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a, U> {
    pub name: &'a [U],
    /// Code point behind `!`.
    pub conversion: Option<u32>,
    pub spec: &'a [U],
    /// The specification holds fields itself and is a template.
    pub spec_is_template: bool,
}

/// Literal text, and the field behind it if there is one. A doubled brace ends a piece: its
/// literal keeps one brace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a, U> {
    pub literal: &'a [U],
    pub field: Option<Field<'a, U>>,
}

/// Iterator over the pieces of a template; ends after the first error.
#[derive(Clone, Debug)]
pub struct Template<'a, U> {
    rest: &'a [U],
}

const OPEN: u32 = b'{' as u32;
const CLOSE: u32 = b'}' as u32;

impl<'a, U: Unit> Template<'a, U> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'a [U]) -> Self {
        Template { rest: text }
    }

    fn next_piece(&mut self) -> Result<Piece<'a, U>, TemplateError> {
        let text = self.rest;
        let Some(brace) = text.iter().position(|u| matches!(u.code(), OPEN | CLOSE)) else {
            self.rest = &[];
            return Ok(Piece { literal: text, field: None });
        };
        let c = text[brace];
        match text.get(brace + 1) {
            Some(&next) if next == c => {
                self.rest = &text[brace + 2..];
                return Ok(Piece { literal: &text[..=brace], field: None });
            }
            _ if c.code() == CLOSE => return Err(TemplateError::SingleClose),
            None => return Err(TemplateError::SingleOpen),
            Some(_) => {}
        }
        let (field, rest) = parse_field(&text[brace + 1..])?;
        self.rest = rest;
        Ok(Piece { literal: &text[..brace], field: Some(field) })
    }
}

impl<'a, U: Unit> Iterator for Template<'a, U> {
    type Item = Result<Piece<'a, U>, TemplateError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let piece = self.next_piece();
        if piece.is_err() {
            self.rest = &[];
        }
        Some(piece)
    }
}

/// Parses a field behind its opening brace; also what follows its closing brace.
fn parse_field<U: Unit>(text: &[U]) -> Result<(Field<'_, U>, &[U]), TemplateError> {
    let is = |at: usize, b: u8| text.get(at).is_some_and(|u| u.code() == u32::from(b));
    let mut at = 0;
    let end = loop {
        match text.get(at).map(|u| u.code()) {
            None => return Err(TemplateError::ExpectedClose),
            Some(OPEN) => return Err(TemplateError::OpenInFieldName),
            Some(0x5b) => {
                // Anything may stand in brackets.
                while at < text.len() && !is(at, b']') {
                    at += 1;
                }
            }
            Some(CLOSE | 0x3a | 0x21) => break at,
            Some(_) => at += 1,
        }
    };
    let name = &text[..end];
    let plain = |conversion, rest| (Field { name, conversion, spec: &[], spec_is_template: false }, rest);
    at = end + 1;
    if is(end, b'}') {
        return Ok(plain(None, &text[at..]));
    }
    let mut conversion = None;
    if is(end, b'!') {
        conversion = Some(text.get(at).ok_or(TemplateError::NoConversion)?.code());
        at += 1;
        if at < text.len() {
            if is(at, b'}') {
                return Ok(plain(conversion, &text[at + 1..]));
            }
            if !is(at, b':') {
                return Err(TemplateError::ColonAfterConversion);
            }
            at += 1;
        }
    }
    let start = at;
    let (mut depth, mut spec_is_template) = (1, false);
    while let Some(u) = text.get(at) {
        match u.code() {
            OPEN => {
                spec_is_template = true;
                depth += 1;
            }
            CLOSE => {
                depth -= 1;
                if depth == 0 {
                    let spec = &text[start..at];
                    return Ok((Field { name, conversion, spec, spec_is_template }, &text[at + 1..]));
                }
            }
            _ => {}
        }
        at += 1;
    }
    Err(TemplateError::UnmatchedOpen)
}

/// The value a text of decimal digits (of any script) has; `None` where it is no such text.
fn index_of<U: Unit>(text: &[U]) -> Result<Option<usize>, TemplateError> {
    if text.is_empty() {
        return Ok(None);
    }
    let mut value = 0_usize;
    for u in text {
        let Some(digit) = decimal_value(u.code()) else {
            return Ok(None);
        };
        value = value
            .checked_mul(10)
            .and_then(|v| v.checked_add(usize::from(digit)))
            .filter(|&v| v <= isize::MAX as usize)
            .ok_or(TemplateError::TooManyDigits)?;
    }
    Ok(Some(value))
}

/// What a field takes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First<'a, U> {
    /// Nothing is named: automatic numbering decides.
    Empty,
    /// Index of a positional argument.
    Index(usize),
    /// Name of a keyword argument.
    Name(&'a [U]),
}

/// A step behind the first part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access<'a, U> {
    /// `.name`.
    Attribute(&'a [U]),
    /// `[123]`.
    Index(usize),
    /// `[key]`.
    Key(&'a [U]),
}

/// Splits `a.b[0]` into `a` and the steps (`_string.formatter_field_name_split`).
pub fn split_field_name<U: Unit>(name: &[U]) -> Result<(First<'_, U>, Accesses<'_, U>), TemplateError> {
    let end = name.iter().position(|u| matches!(u.code(), 0x2e | 0x5b)).unwrap_or(name.len());
    let (first, rest) = name.split_at(end);
    let first = match index_of(first)? {
        _ if first.is_empty() => First::Empty,
        Some(index) => First::Index(index),
        None => First::Name(first),
    };
    Ok((first, Accesses { rest }))
}

/// Iterator over the steps of a field name; ends after the first error.
#[derive(Clone, Debug)]
pub struct Accesses<'a, U> {
    rest: &'a [U],
}

impl<'a, U: Unit> Accesses<'a, U> {
    fn next_access(&mut self, first: U) -> Result<Access<'a, U>, TemplateError> {
        let text = &self.rest[1..];
        match first.code() {
            0x2e => {
                let end = text.iter().position(|u| matches!(u.code(), 0x2e | 0x5b)).unwrap_or(text.len());
                self.rest = &text[end..];
                match end {
                    0 => Err(TemplateError::EmptyAttribute),
                    _ => Ok(Access::Attribute(&text[..end])),
                }
            }
            0x5b => {
                let end = text.iter().position(|u| u.code() == 0x5d).ok_or(TemplateError::MissingBracket)?;
                self.rest = &text[end + 1..];
                let key = &text[..end];
                match index_of(key)? {
                    _ if key.is_empty() => Err(TemplateError::EmptyAttribute),
                    Some(index) => Ok(Access::Index(index)),
                    None => Ok(Access::Key(key)),
                }
            }
            _ => Err(TemplateError::AfterBracket),
        }
    }
}

impl<'a, U: Unit> Iterator for Accesses<'a, U> {
    type Item = Result<Access<'a, U>, TemplateError>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = *self.rest.first()?;
        let access = self.next_access(first);
        if access.is_err() {
            self.rest = &[];
        }
        Some(access)
    }
}

/// Automatic numbering of the fields of one template, nested ones included.
#[derive(Clone, Copy, Debug, Default)]
pub struct AutoNumber {
    automatic: Option<bool>,
    next: usize,
}

impl AutoNumber {
    /// The positional index of a field, or `None` for a keyword one.
    pub fn resolve<U>(&mut self, first: First<'_, U>) -> Result<Option<usize>, TemplateError> {
        let automatic = match first {
            First::Name(_) => return Ok(None),
            First::Empty => true,
            First::Index(_) => false,
        };
        match (*self.automatic.get_or_insert(automatic), automatic) {
            (true, false) => return Err(TemplateError::AutomaticToManual),
            (false, true) => return Err(TemplateError::ManualToAutomatic),
            _ => {}
        }
        Ok(Some(match first {
            First::Index(index) => index,
            _ => {
                self.next += 1;
                self.next - 1
            }
        }))
    }
}
