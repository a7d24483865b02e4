//! f-strings and t-strings.

use super::declare::helpers;
use crate::builtins;
use crate::builtins::str::Str;
use crate::interpreter::ops::text;
use crate::object::protocol;

helpers! {
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
