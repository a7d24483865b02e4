//! The format mini-language: `[[fill]align][sign]["z"]["#"]["0"][width][grouping]["." precision
//! [grouping]][type]`, parsed from code points of any width, and its errors.
//! [`super::format_number`] applies it to numbers; [`FormatSpec::for_str`] to strings.
//! Rules: docs of `string`, "Format specification mini-language".

use crate::text::properties::decimal_value;
use crate::text::sink::{TextSink, Unit};

use super::int_text::IntTextError;

/// A thousands separator of the specification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    #[default]
    None,
    Comma,
    Underscore,
}

impl Grouping {
    /// The separator; empty for none.
    pub fn separator(self) -> &'static str {
        match self {
            Grouping::None => "",
            Grouping::Comma => ",",
            Grouping::Underscore => "_",
        }
    }
}

/// A parsed specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatSpec {
    /// Code point that pads.
    pub fill: u32,
    /// One of `< > = ^`.
    pub align: u8,
    /// `+`, `-`, space, or 0 where absent.
    pub sign: u8,
    /// `z`.
    pub no_negative_zero: bool,
    /// `#`.
    pub alternate: bool,
    pub width: Option<usize>,
    pub grouping: Grouping,
    pub precision: Option<usize>,
    /// Separator of the digits behind the point (Python 3.14).
    pub fraction_grouping: Grouping,
    /// Code point of the presentation type, 0 where absent and the object has no default.
    pub kind: u32,
}

/// What is wrong with a specification, or with its use for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecError {
    /// Does not follow the grammar.
    Invalid,
    /// The presentation type is none of the object's.
    UnknownType(u32),
    /// A separator with a presentation type that has none.
    Separator { separator: Grouping, kind: u32 },
    /// A fixed text.
    Value(&'static str),
    /// An OverflowError with a fixed text.
    Overflow(&'static str),
    /// Too many digits for `sys.set_int_max_str_digits`.
    Digits(IntTextError),
    /// MemoryError: a width beyond [`MAX_WIDTH`].
    Memory,
}

/// The greatest width that is tried; wider texts are refused as out of memory. A sink must still
/// cope with texts it cannot hold.
pub const MAX_WIDTH: usize = 1 << 34;

impl SpecError {
    /// Whether the exception is an OverflowError; all others but `Memory` are ValueError.
    pub fn is_overflow(&self) -> bool {
        matches!(self, SpecError::Overflow(_))
    }

    /// Writes the text of the exception: `spec` is the whole specification, `type_name` the
    /// object's type.
    pub fn write_message<U: Unit, S: TextSink>(&self, spec: &[U], type_name: &str, out: &mut S) {
        match *self {
            SpecError::Invalid => {
                out.push_str("Invalid format specifier '");
                out.push_units(spec);
                out.push_str("' for object of type '");
                out.push_str(type_name);
                out.push(u32::from(b'\''));
            }
            SpecError::UnknownType(kind) => {
                out.push_str("Unknown format code '");
                push_code(kind, out);
                out.push_str("' for object of type '");
                out.push_str(type_name);
                out.push(u32::from(b'\''));
            }
            SpecError::Separator { separator, kind } => {
                out.push_str("Cannot specify '");
                out.push_str(separator.separator());
                out.push_str("' with '");
                push_code(kind, out);
                out.push_str("'.");
            }
            SpecError::Value(text) | SpecError::Overflow(text) => out.push_str(text),
            SpecError::Digits(error) => out.push_str(&error.message().unwrap_or_default()),
            SpecError::Memory => {}
        }
    }
}

/// A presentation type in a message: itself where it is printable ASCII, else `\x…`.
fn push_code<S: TextSink>(kind: u32, out: &mut S) {
    if (33..128).contains(&kind) {
        out.push(kind);
    } else {
        out.push_str(&format!("\\x{kind:x}"));
    }
}

fn is_align(c: u32) -> bool {
    matches!(u8::try_from(c), Ok(b'<' | b'>' | b'=' | b'^'))
}

/// Reads decimal digits (of any script) at `at`; moves it behind them.
fn read_number<U: Unit>(spec: &[U], at: &mut usize) -> Result<Option<usize>, SpecError> {
    let start = *at;
    let mut value = 0_usize;
    while let Some(digit) = spec.get(*at).and_then(|u| decimal_value(u.code())) {
        value = value
            .checked_mul(10)
            .and_then(|v| v.checked_add(usize::from(digit)))
            .filter(|&v| v <= isize::MAX as usize)
            .ok_or(SpecError::Value("Too many decimal digits in format string"))?;
        *at += 1;
    }
    Ok((*at > start).then_some(value))
}

/// Reads `,` or `_` at `at`, and refuses both.
fn read_grouping<U: Unit>(spec: &[U], at: &mut usize) -> Result<Grouping, SpecError> {
    let code = |at: usize| spec.get(at).map_or(0, |u| u.code());
    let mut grouping = Grouping::None;
    if code(*at) == u32::from(b',') {
        grouping = Grouping::Comma;
        *at += 1;
    }
    let both = SpecError::Value("Cannot specify both ',' and '_'.");
    if code(*at) == u32::from(b'_') {
        if grouping != Grouping::None {
            return Err(both);
        }
        grouping = Grouping::Underscore;
        *at += 1;
    }
    if code(*at) == u32::from(b',') && grouping == Grouping::Underscore {
        return Err(both);
    }
    Ok(grouping)
}

impl FormatSpec {
    /// Parses. `align` is what numbers (`>`) or strings (`<`) default to, `kind` the presentation
    /// type where none is given (0: keep "none").
    pub fn parse<U: Unit>(spec: &[U], align: u8, kind: u8) -> Result<FormatSpec, SpecError> {
        let mut out = FormatSpec {
            fill: u32::from(b' '),
            align,
            sign: 0,
            no_negative_zero: false,
            alternate: false,
            width: None,
            grouping: Grouping::None,
            precision: None,
            fraction_grouping: Grouping::None,
            kind: u32::from(kind),
        };
        let code = |at: usize| spec.get(at).map_or(0, |u| u.code());
        let is = |at: usize, b: u8| at < spec.len() && code(at) == u32::from(b);
        let mut at = 0;
        let (mut fill_given, mut align_given) = (false, false);
        if spec.len() >= 2 && is_align(code(1)) {
            out.fill = code(0);
            out.align = code(1) as u8;
            (fill_given, align_given) = (true, true);
            at = 2;
        } else if is_align(code(0)) {
            out.align = code(0) as u8;
            align_given = true;
            at = 1;
        }
        if is(at, b'+') || is(at, b'-') || is(at, b' ') {
            out.sign = code(at) as u8;
            at += 1;
        }
        if is(at, b'z') {
            out.no_negative_zero = true;
            at += 1;
        }
        if is(at, b'#') {
            out.alternate = true;
            at += 1;
        }
        if !fill_given && is(at, b'0') {
            out.fill = u32::from(b'0');
            if !align_given && align == b'>' {
                out.align = b'=';
            }
            at += 1;
        }
        out.width = read_number(spec, &mut at)?;
        out.grouping = read_grouping(spec, &mut at)?;
        if is(at, b'.') {
            at += 1;
            out.precision = read_number(spec, &mut at)?;
            out.fraction_grouping = read_grouping(spec, &mut at)?;
            if out.precision.is_none() && out.fraction_grouping == Grouping::None {
                return Err(SpecError::Value("Format specifier missing precision"));
            }
        }
        match spec.len() - at {
            0 => {}
            1 => out.kind = code(at),
            _ => return Err(SpecError::Invalid),
        }
        let kind = u8::try_from(out.kind).unwrap_or(b'?');
        let separator = |separator| SpecError::Separator { separator, kind: out.kind };
        if out.grouping != Grouping::None {
            let allowed = match kind {
                b'd' | b'e' | b'f' | b'g' | b'E' | b'G' | b'%' | b'F' | 0 => true,
                b'b' | b'o' | b'x' | b'X' => out.grouping == Grouping::Underscore,
                _ => false,
            };
            if !allowed {
                return Err(separator(out.grouping));
            }
        }
        if out.fraction_grouping != Grouping::None && kind == b'n' {
            return Err(separator(out.fraction_grouping));
        }
        Ok(out)
    }

    /// Refuses widths beyond [`MAX_WIDTH`].
    pub fn check_width(&self) -> Result<(), SpecError> {
        match self.width {
            Some(width) if width > MAX_WIDTH => Err(SpecError::Memory),
            _ => Ok(()),
        }
    }

    /// The padding left and right of `length` characters.
    pub fn padding(&self, length: usize) -> (usize, usize) {
        let total = self.width.unwrap_or(0).saturating_sub(length);
        match self.align {
            b'>' => (total, 0),
            b'^' => (total / 2, total - total / 2),
            _ => (0, total),
        }
    }

    /// How a string of `length` characters is laid out: parse with `<` and `s` first.
    pub fn for_str(&self, length: usize) -> Result<StrLayout, SpecError> {
        if self.kind != u32::from(b's') {
            return Err(SpecError::UnknownType(self.kind));
        }
        let refused = match self.sign {
            0 if self.no_negative_zero => "Negative zero coercion (z) not allowed in string format specifier",
            0 if self.alternate => "Alternate form (#) not allowed in string format specifier",
            0 if self.align == b'=' => "'=' alignment not allowed in string format specifier",
            0 => "",
            b' ' => "Space not allowed in string format specifier",
            _ => "Sign not allowed in string format specifier",
        };
        if !refused.is_empty() {
            return Err(SpecError::Value(refused));
        }
        self.check_width()?;
        let take = self.precision.map_or(length, |p| p.min(length));
        let (left, right) = self.padding(take);
        Ok(StrLayout { left, take, right, fill: self.fill })
    }
}

/// A formatted string: `left` fill characters, the first `take` characters, `right` fill
/// characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StrLayout {
    pub left: usize,
    pub take: usize,
    pub right: usize,
    pub fill: u32,
}
