//! The right operand of `%` formatting, for `str` and `bytes` alike: a tuple of values, a mapping, or
//! one value; and the conversions of values that both share.

use crate::builtins::int;
use crate::builtins::tuple::Tuple;
use crate::exceptions as exc;
use crate::numeric::int::IntRef;
use crate::numeric::printf::{Amount, Conversion, Directive, PrintfError};
use crate::object::protocol;
use crate::object::value::Obj;
use crate::thread::{PyResult, Raised, Thread};

/// The values that directives take one after the other.
pub struct Arguments<'a> {
    operand: &'a Obj,
    /// The operand's items; none where it is a single value.
    items: Option<&'a [Obj]>,
    next: usize,
    /// Keys may be looked up in the operand.
    is_mapping: bool,
    /// The value of a key, which directives take until another key is named.
    keyed: Option<Obj>,
    bytes: bool,
}

impl<'a> Arguments<'a> {
    /// `bytes`: the format is bytes. `is_text`: the operand is of a type that formats like a value though
    /// it has items (`str`; for bytes also `bytes` and `bytearray`).
    pub fn new(operand: &'a Obj, bytes: bool, is_text: bool) -> Arguments<'a> {
        let items = operand.downcast::<Tuple>().map(Tuple::items);
        let is_mapping = items.is_none() && !is_text && operand.type_of().slots.getitem.get().is_some();
        Arguments { operand, items, next: 0, is_mapping, keyed: None, bytes }
    }

    /// Takes the next value.
    pub fn take(&mut self, t: &Thread) -> PyResult {
        let value = match (&self.keyed, self.items) {
            (Some(value), _) => (self.next == 0).then(|| value.clone()),
            (None, Some(items)) => items.get(self.next).cloned(),
            (None, None) => (self.next == 0).then(|| self.operand.clone()),
        };
        self.next += 1;
        value.ok_or_else(|| t.type_error("not enough arguments for format string"))
    }

    /// The mapping, where a directive names a key.
    pub fn mapping(&self, t: &Thread) -> PyResult<&'a Obj> {
        if self.is_mapping { Ok(self.operand) } else { Err(t.type_error("format requires a mapping")) }
    }

    /// The value of the key is what the directive takes.
    pub fn set_keyed(&mut self, value: Obj) {
        self.keyed = Some(value);
        self.next = 0;
    }

    /// Fails if values are left over.
    pub fn finish(&self, t: &Thread) -> PyResult<()> {
        let left = match (self.is_mapping, self.items) {
            (true, _) => false,
            (false, Some(items)) => self.next < items.len(),
            (false, None) => self.next == 0,
        };
        if left {
            let what = if self.bytes { "bytes" } else { "string" };
            return Err(t.type_error(format!("not all arguments converted during {what} formatting")));
        }
        Ok(())
    }

    fn star(&mut self, t: &Thread, amount: Amount, c_type: &str) -> PyResult<Option<i64>> {
        if amount != Amount::Argument {
            return Ok(None);
        }
        let value = self.take(t)?;
        if !int::is_int(&value) {
            return Err(t.type_error("* wants int"));
        }
        int::index_as_i64(t, &value, &format!("Python int too large to convert to C {c_type}")).map(Some)
    }

    /// Takes the arguments of `*`.
    pub fn resolve(&mut self, t: &Thread, directive: &Directive) -> PyResult<Conversion> {
        let (width, precision) = self.stars(t, directive)?;
        directive.resolve(width, precision).map_err(|error| raise(t, error, self.bytes))
    }

    /// Takes the arguments of `*`, as far as the directive has any.
    pub fn stars(&mut self, t: &Thread, directive: &Directive) -> PyResult<(Option<i64>, Option<i32>)> {
        let width = self.star(t, directive.width, "ssize_t")?;
        let precision = match self.star(t, directive.precision, "int")? {
            Some(value) => {
                Some(i32::try_from(value).map_err(|_| t.overflow_error("Python int too large to convert to C int"))?)
            }
            None => None,
        };
        Ok((width, precision))
    }
}

/// Raises what is wrong with a format.
#[cold]
pub fn raise(t: &Thread, error: PrintfError, bytes: bool) -> Raised {
    if error == PrintfError::Memory {
        return t.no_memory();
    }
    let class = if error.is_overflow(bytes) { &exc::OVERFLOW_ERROR } else { &exc::VALUE_ERROR };
    t.error(class, error.message(bytes))
}

/// Calls `f` with the int that an int conversion (`d i u o x X`) shows.
pub fn with_int<R>(t: &Thread, value: &Obj, kind: u32, f: impl FnOnce(&Thread, IntRef) -> PyResult<R>) -> PyResult<R> {
    if let Some(number) = int::number(value) {
        return f(t, number);
    }
    let kind = char::from_u32(kind).unwrap_or('d');
    let whole = matches!(kind, 'o' | 'x' | 'X');
    let slots = &value.type_of().slots;
    let is_number = slots.index.get().is_some()
        || slots.int.get().is_some()
        || slots.float.get().is_some()
        || crate::builtins::complex::is_complex(value);
    let converted = match (is_number, whole) {
        (false, _) => None,
        (true, true) => keep_unless_type_error(t, int::index(t, value))?,
        (true, false) => keep_unless_type_error(t, int::class::from_object(t, value))?,
    };
    match converted.as_ref().and_then(int::number) {
        Some(number) => f(t, number),
        None => {
            let class = value.type_of().name_text();
            let wanted = if whole { "an integer" } else { "a real number" };
            Err(t.type_error(format!("%{kind} format: {wanted} is required, not {class}")))
        }
    }
}

fn keep_unless_type_error(t: &Thread, result: PyResult) -> PyResult<Option<Obj>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(raised) => t.catch(raised, &exc::TYPE_ERROR).map(|_| None),
    }
}

/// The value of a key in the mapping.
pub fn value_of_key(t: &Thread, mapping: &Obj, key: &Obj) -> PyResult {
    protocol::get_item(t, mapping, key)
}
