//! Text: what strs are made of, f-strings and t-strings.

use super::declare::helpers;
use crate::builtins;
use crate::builtins::str::Str;
use crate::interpreter::ops::text;
use crate::object::protocol;
use crate::object::value::Ref;

helpers! {
    /// `a + b`, where nobody needs `a` any more.
    fn str_append[t](a: Own, b: Word) -> Word {
        match (a.into_ref::<Str>(), b.exact::<Str>()) {
            (Ok(target), Some(tail)) => Str::append_in_place(t, target, tail).map(Ref::into_obj),
            _ => Err(t.system_error("append to what is not a str")),
        }
    }

    fn str_contains[t](part: Word, text: Word) -> Truth {
        Ok(match (part.exact::<Str>(), text.exact::<Str>()) {
            (Some(part), Some(text)) => builtins::str::has_part(text, part),
            _ => false,
        })
    }

    fn build_string[t](; parts) -> Word {
        text::join(t, parts)
    }

    fn build_template[t](strings: Word, interpolations: Word) -> Word {
        builtins::template(t, strings, interpolations)
    }

    fn build_interpolation[t](value: Word, expression: Word, spec: Maybe, arg: I64) -> Word {
        text::interpolation(t, value, expression, spec, arg as u64)
    }

    fn convert_value[t](value: Word, how: I64) -> Word {
        text::convert(t, how as u64, value)
    }

    fn format_simple[t](value: Word) -> Word {
        if value.is_exact::<Str>() { Ok(value.clone()) } else { text::format_plain(t, value) }
    }

    fn format_with_spec[t](value: Word, spec: Word) -> Word {
        protocol::text::format(t, value, spec)
    }
}
