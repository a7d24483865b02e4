//! `%` formatting, for `str` and `bytes` alike: the parser of directives, and the conversions of
//! numbers. The caller fetches arguments, checks their types and writes strings.
//! Rules: docs of `str`, "printf-style String Formatting".

use crate::text::sink::{TextSink, Unit};

use super::float_text::{self, FloatFlags};
use super::format_spec::{MAX_WIDTH, StrLayout};
use super::int::IntRef;
use super::int_text::{IntTextError, magnitude_digits, to_decimal};

/// What is wrong with a format, or with its use for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintfError {
    /// ValueError "incomplete format key".
    IncompleteKey,
    /// ValueError "incomplete format".
    Incomplete,
    /// ValueError "width too big"; OverflowError from an argument.
    WidthTooBig { argument: bool },
    /// ValueError "precision too big" ("prec too big" for bytes).
    PrecisionTooBig,
    /// ValueError: the conversion character and its index.
    Unsupported { conversion: u32, at: usize },
    /// ValueError of the digit limit.
    Digits(IntTextError),
    /// MemoryError: a width beyond [`MAX_WIDTH`].
    Memory,
}

impl PrintfError {
    /// Whether the exception is an OverflowError; all others but `Memory` are ValueError.
    pub fn is_overflow(self, bytes: bool) -> bool {
        match self {
            PrintfError::WidthTooBig { argument } => argument,
            PrintfError::Unsupported { conversion, .. } => bytes && conversion >= 0x80,
            _ => false,
        }
    }

    /// Text of the exception; `bytes`: in a format of bytes.
    pub fn message(self, bytes: bool) -> String {
        match self {
            PrintfError::IncompleteKey => "incomplete format key".to_owned(),
            PrintfError::Incomplete => "incomplete format".to_owned(),
            PrintfError::WidthTooBig { .. } => "width too big".to_owned(),
            PrintfError::PrecisionTooBig if bytes => "prec too big".to_owned(),
            PrintfError::PrecisionTooBig => "precision too big".to_owned(),
            PrintfError::Unsupported { conversion: 0x80.., .. } if bytes => {
                "character argument not in range(0x110000)".to_owned()
            }
            PrintfError::Unsupported { conversion, at } => {
                let shown = match u8::try_from(conversion) {
                    Ok(c) if bytes || (31..127).contains(&c) => char::from(c),
                    _ => '?',
                };
                format!("unsupported format character '{shown}' (0x{conversion:x}) at index {at}")
            }
            PrintfError::Digits(error) => error.message().unwrap_or_default(),
            PrintfError::Memory => String::new(),
        }
    }
}

/// Flags of a directive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `-`
    pub left: bool,
    /// `+`
    pub plus: bool,
    /// space
    pub blank: bool,
    /// `#`
    pub alternate: bool,
    /// `0`
    pub zero: bool,
}

/// A width or precision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Amount {
    #[default]
    Absent,
    Value(usize),
    /// `*`: the next argument.
    Argument,
}

/// A directive of the format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Directive {
    /// Range of the mapping key in the format, without its parentheses.
    pub key: Option<(usize, usize)>,
    pub flags: Flags,
    pub width: Amount,
    pub precision: Amount,
    /// Code point of the conversion.
    pub conversion: u32,
    /// Its index in the format.
    pub at: usize,
}

/// A directive that does not parse. `so_far` holds the key and the `*` in front of the fault:
/// their arguments are fetched first, and that may fail in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseFault {
    pub so_far: Directive,
    pub error: PrintfError,
}

/// A piece of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Range of literal text; `%%` gives a range of one `%`.
    Literal(usize, usize),
    Directive(Directive),
}

/// Iterator over the pieces of a format; ends after the first fault.
#[derive(Clone, Debug)]
pub struct Format<'a, U> {
    text: &'a [U],
    at: usize,
}

impl<'a, U: Unit> Format<'a, U> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'a [U]) -> Self {
        Format { text, at: 0 }
    }

    fn peek(&self) -> Option<u32> {
        self.text.get(self.at).map(|u| u.code())
    }

    fn take(&mut self, b: u8) -> bool {
        let found = self.peek() == Some(u32::from(b));
        self.at += usize::from(found);
        found
    }

    fn number(&mut self, limit: usize) -> Option<usize> {
        let mut value = 0_usize;
        while let Some(c @ 48..58) = self.peek() {
            value = value.checked_mul(10)?.checked_add(c as usize - 48).filter(|&v| v <= limit)?;
            self.at += 1;
        }
        Some(value)
    }

    fn amount(&mut self, limit: usize) -> Option<Amount> {
        if self.take(b'*') {
            return Some(Amount::Argument);
        }
        match self.peek() {
            Some(48..58) => self.number(limit).map(Amount::Value),
            _ => Some(Amount::Absent),
        }
    }

    fn directive(&mut self, out: &mut Directive) -> Result<(), PrintfError> {
        if self.take(b'(') {
            let start = self.at;
            let mut depth = 1;
            while depth > 0 {
                depth += match self.peek() {
                    Some(0x29) => -1,
                    Some(0x28) => 1,
                    Some(_) => 0,
                    None => return Err(PrintfError::IncompleteKey),
                };
                self.at += 1;
            }
            out.key = Some((start, self.at - 1));
        }
        while let Some(flag) = self.peek() {
            match u8::try_from(flag) {
                Ok(b'-') => out.flags.left = true,
                Ok(b'+') => out.flags.plus = true,
                Ok(b' ') => out.flags.blank = true,
                Ok(b'#') => out.flags.alternate = true,
                Ok(b'0') => out.flags.zero = true,
                _ => break,
            }
            self.at += 1;
        }
        let too_wide = PrintfError::WidthTooBig { argument: false };
        out.width = self.amount(isize::MAX as usize).ok_or(too_wide)?;
        if self.take(b'.') {
            out.precision = match self.amount(i32::MAX as usize).ok_or(PrintfError::PrecisionTooBig)? {
                Amount::Absent => Amount::Value(0),
                amount => amount,
            };
        }
        if let Some(0x68 | 0x6c | 0x4c) = self.peek() {
            self.at += 1;
        }
        out.conversion = self.peek().ok_or(PrintfError::Incomplete)?;
        out.at = self.at;
        self.at += 1;
        Ok(())
    }
}

impl<U: Unit> Iterator for Format<'_, U> {
    type Item = Result<Piece, ParseFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let percent = U::from_code_point(u32::from(b'%')).and_then(|percent| percent.find_in(rest));
        let run = percent.unwrap_or(rest.len());
        if run > 0 {
            self.at += run;
            return Some(Ok(Piece::Literal(start, start + run)));
        }
        self.at += 1;
        if self.take(b'%') {
            return Some(Ok(Piece::Literal(start, start + 1)));
        }
        let mut directive = Directive::default();
        match self.directive(&mut directive) {
            Ok(()) => Some(Ok(Piece::Directive(directive))),
            Err(error) => {
                self.at = self.text.len();
                Some(Err(ParseFault { so_far: directive, error }))
            }
        }
    }
}

/// A directive with width and precision known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conversion {
    pub flags: Flags,
    pub width: usize,
    pub precision: Option<usize>,
    /// Code point of the conversion.
    pub kind: u32,
}

impl Directive {
    /// Fills in the arguments of `*`: a negative width means left, a negative precision zero.
    /// Refuses widths beyond [`MAX_WIDTH`].
    pub fn resolve(&self, width: Option<i64>, precision: Option<i32>) -> Result<Conversion, PrintfError> {
        let mut flags = self.flags;
        let width = match self.width {
            Amount::Absent => 0,
            Amount::Value(width) => width,
            Amount::Argument => match width.unwrap_or(0) {
                i64::MIN => return Err(PrintfError::WidthTooBig { argument: true }),
                width => {
                    flags.left |= width < 0;
                    width.unsigned_abs() as usize
                }
            },
        };
        if width > MAX_WIDTH {
            return Err(PrintfError::Memory);
        }
        let precision = match self.precision {
            Amount::Absent => None,
            Amount::Value(precision) => Some(precision),
            Amount::Argument => Some(precision.map_or(0, |p| p.max(0) as usize)),
        };
        Ok(Conversion { flags, width, precision, kind: self.conversion })
    }

    /// The error of a conversion nobody knows.
    pub fn unsupported(&self) -> PrintfError {
        PrintfError::Unsupported { conversion: self.conversion, at: self.at }
    }
}

impl Conversion {
    /// How a string of `length` characters is laid out (`s r a`; `b` for bytes).
    pub fn layout(&self, length: usize) -> StrLayout {
        self.layout_whole(self.precision.map_or(length, |p| p.min(length)))
    }

    /// The same without precision (`c`).
    pub fn layout_whole(&self, take: usize) -> StrLayout {
        let pad = self.width.saturating_sub(take);
        let (left, right) = if self.flags.left { (0, pad) } else { (pad, 0) };
        StrLayout { left, take, right, fill: u32::from(b' ') }
    }

    /// Writes a number text: `sign` (0 for none), `prefix`, and `zeros` before `digits`.
    fn write_number<S: TextSink>(&self, negative: bool, prefix: &[u8], zeros: usize, digits: &[u8], out: &mut S) {
        let sign: &[u8] = match self.flags {
            _ if negative => b"-",
            Flags { plus: true, .. } => b"+",
            Flags { blank: true, .. } => b" ",
            _ => b"",
        };
        let length = sign.len() + prefix.len() + zeros + digits.len();
        let pad = self.width.saturating_sub(length);
        let (mut left, mut inner, mut right) = (0, 0, 0);
        match self.flags {
            Flags { left: true, .. } => right = pad,
            Flags { zero: true, .. } => inner = pad,
            _ => left = pad,
        }
        out.reserve(length + pad);
        out.push_fill(u32::from(b' '), left);
        out.push_ascii(sign);
        out.push_ascii(prefix);
        out.push_fill(u32::from(b'0'), inner + zeros);
        out.push_ascii(digits);
        out.push_fill(u32::from(b' '), right);
    }

    /// Conversions `d i u o x X`. `limit`: `sys.get_int_max_str_digits()`.
    pub fn format_int<S: TextSink>(&self, value: IntRef<'_>, limit: usize, out: &mut S) -> Result<(), PrintfError> {
        let (radix, prefix): (u8, &[u8]) = match u8::try_from(self.kind) {
            Ok(b'o') => (8, b"0o"),
            Ok(b'x') => (16, b"0x"),
            Ok(b'X') => (16, b"0X"),
            _ => (10, b""),
        };
        let mut text = match radix {
            10 => to_decimal(value, limit).map_err(PrintfError::Digits)?,
            radix => magnitude_digits(value, radix),
        };
        if self.kind == u32::from(b'X') {
            text.make_ascii_uppercase();
        }
        let digits = text.strip_prefix('-').unwrap_or(&text).as_bytes();
        let prefix = if self.flags.alternate { prefix } else { b"" };
        let zeros = self.precision.unwrap_or(0).saturating_sub(digits.len());
        self.write_number(value.is_negative(), prefix, zeros, digits, out);
        Ok(())
    }

    /// Conversions `e E f F g G`.
    pub fn format_float<S: TextSink>(&self, value: f64, out: &mut S) {
        let kind = u8::try_from(self.kind).unwrap_or(b'g');
        let flags = FloatFlags { alternate: self.flags.alternate, ..FloatFlags::default() };
        let text = float_text::format_float(value, kind, self.precision.unwrap_or(6), flags);
        match text.strip_prefix('-') {
            Some(digits) => self.write_number(true, b"", 0, digits.as_bytes(), out),
            None => self.write_number(false, b"", 0, text.as_bytes(), out),
        }
    }
}
