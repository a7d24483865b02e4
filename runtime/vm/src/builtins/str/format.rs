//! `str.format`, `str.format_map`, `str.__format__`.
//!
//! Templates are parsed as they are filled, so that errors come where the fields before them had their
//! effects. Nested specifications are one level deep.

use taipan_macros::pymethods;

use super::units::each_width;
use super::{Str, StrBuilder, format_spec, intern_obj};
use crate::builtins::int;
use crate::call::Args;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, protocol};
use crate::text::repr;
use crate::text::sink::{TextSink, Unit};
use crate::text::template::{self, Access, AutoNumber, Field, First, Template, TemplateError};
use crate::thread::{PyResult, Raised, Thread};

/// Where fields take their values from.
enum Source<'a> {
    Call(Args<'a>),
    Mapping(&'a Obj),
}

struct Filler<'a> {
    t: &'a Thread,
    source: Source<'a>,
    numbering: AutoNumber,
}

#[cold]
fn malformed(t: &Thread, error: TemplateError) -> Raised {
    t.value_error(error.message())
}

impl Filler<'_> {
    /// Appends the filled template. `depth`: how many levels of fields may still be entered.
    fn fill<U: Unit>(&mut self, text: &[U], depth: usize, out: &mut StrBuilder) -> PyResult<()> {
        if depth == 0 {
            return Err(malformed(self.t, TemplateError::TooDeep));
        }
        for piece in Template::new(text) {
            let piece = piece.map_err(|error| malformed(self.t, error))?;
            TextSink::push_units(out, piece.literal);
            if let Some(field) = piece.field {
                self.fill_field(&field, depth, out)?;
            }
        }
        Ok(())
    }

    fn fill_field<U: Unit>(&mut self, field: &Field<U>, depth: usize, out: &mut StrBuilder) -> PyResult<()> {
        let t = self.t;
        let mut value = self.value_of(field.name)?;
        if let Some(conversion) = field.conversion {
            value = convert(t, &value, conversion)?;
        }
        if !field.spec_is_template {
            return format_spec::format_into(t, &value, field.spec, out);
        }
        let mut spec = StrBuilder::new();
        self.fill(field.spec, depth - 1, &mut spec)?;
        let spec = spec.finish(t)?;
        each_width!(spec.units(), |u| format_spec::format_into(t, &value, u, out))
    }

    /// The object that a field name stands for.
    fn value_of<U: Unit>(&mut self, name: &[U]) -> PyResult {
        let t = self.t;
        let (first, accesses) = template::split_field_name(name).map_err(|error| malformed(t, error))?;
        let index = self.numbering.resolve(first).map_err(|error| malformed(t, error))?;
        let mut value = match (index, first) {
            (Some(index), _) => self.positional(index)?,
            (None, First::Name(name)) => self.named(name)?,
            (None, _) => return Err(t.system_error("field without a name")),
        };
        for access in accesses {
            value = match access.map_err(|error| malformed(t, error))? {
                Access::Attribute(name) => {
                    let name = format_spec::text_of(t, name)?;
                    attributes::get(t, &value, &intern_obj(t, &name)?)?
                }
                Access::Index(index) => protocol::get_item(t, &value, &int::from_u64(t, index as u64)?)?,
                Access::Key(key) => protocol::get_item(t, &value, format_spec::text_of(t, key)?.obj())?,
            };
        }
        Ok(value)
    }

    fn positional(&self, index: usize) -> PyResult {
        match &self.source {
            Source::Mapping(_) => Err(self.t.value_error("Format string contains positional fields")),
            Source::Call(args) => args.get(index).cloned().ok_or_else(|| {
                self.t.index_error(format!("Replacement index {index} out of range for positional args tuple"))
            }),
        }
    }

    fn named<U: Unit>(&self, name: &[U]) -> PyResult {
        let name = format_spec::text_of(self.t, name)?;
        match &self.source {
            Source::Mapping(mapping) => protocol::get_item(self.t, mapping, name.obj()),
            Source::Call(args) => {
                let found = args.keywords().iter().find(|(key, _)| Str::of(key).is_some_and(|key| key.equals(&name)));
                found.map(|(_, value)| value.clone()).ok_or_else(|| self.t.key_error(name.obj()))
            }
        }
    }
}

/// `!r`, `!s`, `!a`.
fn convert(t: &Thread, value: &Obj, conversion: u32) -> PyResult {
    match u8::try_from(conversion) {
        Ok(b'r') => protocol::repr(t, value).map(Ref::into_obj),
        Ok(b's') => protocol::str_of(t, value).map(Ref::into_obj),
        Ok(b'a') => ascii(t, value).map(Ref::into_obj),
        _ => {
            let mut message = StrBuilder::new();
            template::write_unknown_conversion(conversion, &mut message);
            let message = message.finish(t)?;
            Err(t.error_with(&crate::exceptions::VALUE_ERROR, message.into_obj()))
        }
    }
}

/// `ascii(object)`.
pub fn ascii(t: &Thread, object: &Obj) -> PyResult<Ref<Str>> {
    let text = protocol::repr(t, object)?;
    if text.is_ascii() {
        return Ok(text);
    }
    let mut out = StrBuilder::with_capacity(text.len() * 2);
    for c in text.units().iter() {
        if c < 0x80 { out.push(c) } else { repr::push_hex_escape(c, &mut out) }
    }
    out.finish(t)
}

fn fill(t: &Thread, template: &Str, source: Source) -> PyResult<Ref<Str>> {
    let mut out = StrBuilder::new();
    let mut filler = Filler { t, source, numbering: AutoNumber::default() };
    each_width!(template.units(), |u| filler.fill(u, template::MAX_DEPTH, &mut out))?;
    out.finish(t)
}

#[pymethods(list = STR_FORMAT_METHODS, class = "str")]
impl Str {
    /// Return a formatted version of the string, using substitutions from args and kwargs.
    /// The substitutions are identified by braces ('{' and '}').
    #[pymethod(sig = "($self, /, *args, **kwargs)", returns = "str")]
    fn format(t: &Thread, this: &Str, args: Args) -> PyResult<Ref<Str>> {
        fill(t, this, Source::Call(args))
    }

    /// Return a formatted version of the string, using substitutions from mapping.
    /// The substitutions are identified by braces ('{' and '}').
    #[pymethod(sig = "($self, mapping, /)", returns = "str")]
    fn format_map(t: &Thread, this: &Str, mapping: &Obj) -> PyResult<Ref<Str>> {
        fill(t, this, Source::Mapping(mapping))
    }

    /// Return a formatted version of the string as described by format_spec.
    #[pymethod(sig = "($self, format_spec, /)", returns = "str")]
    fn __format__(t: &Thread, this: &Str, format_spec: &Str) -> PyResult<Ref<Str>> {
        if format_spec.is_empty() {
            return protocol::str_of(t, &this.borrowed());
        }
        format_spec::formatted(t, format_spec, |units, out| {
            each_width!(units, |u| format_spec::str_into(t, this, &this.borrowed(), u, out))
        })
    }
}
