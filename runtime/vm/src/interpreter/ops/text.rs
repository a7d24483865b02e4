//! f-strings and t-strings.

use super::super::dispatch::{attempt, fail, handler, next};
use super::super::frame::drop_word;
use super::{peek, peek_many, replace_top, replace_two};
use crate::builtins::str::Str;
use crate::object::protocol::{self, text};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

handler! {
    fn build_string(t, pc, sp, fp) {
        (*fp).pc = pc;
        let count = (*pc).b as usize;
        let joined = attempt!(join(t, peek_many(sp, count)), t, pc, sp, fp);
        let mut sp = sp;
        for _ in 0..count {
            sp = sp.sub(1);
            drop_word(*sp);
        }
        *sp = joined.into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

#[inline(never)]
pub(crate) fn join(t: &Thread, items: &[Obj]) -> PyResult {
    let mut parts = smallvec::SmallVec::<[&Str; 8]>::new();
    for item in items {
        match item.downcast::<Str>() {
            Some(part) => parts.push(part),
            None => return Err(t.system_error("BUILD_STRING of what is not a str")),
        }
    }
    Str::concat_all(t, &parts).map(Ref::into_obj)
}

handler! {
    fn convert_value(t, pc, sp, fp) {
        (*fp).pc = pc;
        let converted = attempt!(convert(t, (*pc).b, peek(sp, 1)), t, pc, sp, fp);
        replace_top(sp, converted);
        next!(t, pc, sp, fp, 1)
    }
}

#[inline(never)]
pub(crate) fn convert(t: &Thread, how: u64, value: &Obj) -> PyResult {
    match how {
        1 => protocol::str_of(t, value).map(Ref::into_obj),
        2 => protocol::repr(t, value).map(Ref::into_obj),
        3 => crate::builtins::functions::ascii(t, value),
        _ => Err(t.system_error("unknown conversion")),
    }
}

handler! {
    fn format_simple(t, pc, sp, fp) {
        if peek(sp, 1).is_exact::<Str>() {
            next!(t, pc, sp, fp, 1);
        }
        (*fp).pc = pc;
        let formatted = attempt!(format_plain(t, peek(sp, 1)), t, pc, sp, fp);
        replace_top(sp, formatted);
        next!(t, pc, sp, fp, 1)
    }
}

/// `format(value, '')`.
#[inline(never)]
pub(crate) fn format_plain(t: &Thread, value: &Obj) -> PyResult {
    let spec = crate::builtins::str::intern::empty().into_obj();
    text::format(t, value, &spec)
}

handler! {
    fn format_with_spec(t, pc, sp, fp) {
        (*fp).pc = pc;
        let formatted = attempt!(text::format(t, peek(sp, 2), peek(sp, 1)), t, pc, sp, fp);
        let sp = replace_two(sp, formatted);
        next!(t, pc, sp, fp, 1)
    }
}

handler! {
    fn build_template(t, pc, sp, fp) {
        (*fp).pc = pc;
        let template = attempt!(crate::builtins::template(t, peek(sp, 2), peek(sp, 1)), t, pc, sp, fp);
        let sp = replace_two(sp, template);
        next!(t, pc, sp, fp, 1)
    }
}

handler! {
    fn build_interpolation(t, pc, sp, fp) {
        (*fp).pc = pc;
        let arg = (*pc).b;
        let has_spec = (arg & 1) as usize;
        let spec = if has_spec != 0 { Some(peek(sp, 1)) } else { None };
        let (value, expression) = (peek(sp, 2 + has_spec), peek(sp, 1 + has_spec));
        let made = attempt!(interpolation(t, value, expression, spec, arg), t, pc, sp, fp);
        let mut sp = sp;
        for _ in 0..2 + has_spec {
            sp = sp.sub(1);
            drop_word(*sp);
        }
        *sp = made.into_raw();
        next!(t, pc, sp.add(1), fp, 1)
    }
}

/// A part of a t-string; `arg` is `BUILD_INTERPOLATION`'s.
#[inline(never)]
pub(crate) fn interpolation(t: &Thread, value: &Obj, expression: &Obj, spec: Option<&Obj>, arg: u64) -> PyResult {
    let spec = spec.cloned().unwrap_or_else(|| crate::builtins::str::intern::empty().into_obj());
    let conversion = match arg >> 2 {
        1 => Some("s"),
        2 => Some("r"),
        3 => Some("a"),
        _ => None,
    };
    crate::builtins::interpolation(t, value, expression, conversion, &spec)
}
