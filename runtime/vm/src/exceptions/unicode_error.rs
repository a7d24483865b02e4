//! `UnicodeDecodeError`, `UnicodeEncodeError`, `UnicodeTranslateError`.

use super::BaseException;
use crate::builtins::str::{self, Str};
use crate::builtins::tuple::Tuple;
use crate::call::{Args, IntoPy};
use crate::object::protocol;
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread};

pub const ENCODING: usize = 0;
pub const OBJECT: usize = 1;
pub const START: usize = 2;
pub const END: usize = 3;
pub const REASON: usize = 4;

fn init(t: &Thread, this: &Obj, args: Args, fields: &[usize]) -> PyResult<()> {
    let class = this.type_of().name_text();
    if args.has_keywords() {
        return Err(t.type_error(format!("{class}() takes no keyword arguments")));
    }
    if args.len() != fields.len() {
        return Err(t.type_error(format!("function takes exactly {} arguments ({} given)", fields.len(), args.len())));
    }
    let Some(e) = this.downcast::<BaseException>() else { return Ok(()) };
    e.args.set(Some(Tuple::from_slice(t, args.pos())?));
    for (&field, value) in fields.iter().zip(args.pos()) {
        let expects_text = matches!(field, ENCODING | REASON);
        if expects_text && value.downcast::<Str>().is_none() {
            let (place, given) = (field + 1, value.type_of().name_text());
            return Err(t.type_error(format!("argument {place} must be str, not {given}")));
        }
        e.field(field).set(Some(value.clone()));
    }
    Ok(())
}

pub fn init_decode(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
    init(t, this, args, &[ENCODING, OBJECT, START, END, REASON])
}

pub fn init_encode(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
    init(t, this, args, &[ENCODING, OBJECT, START, END, REASON])
}

pub fn init_translate(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
    init(t, this, args, &[OBJECT, START, END, REASON])
}

/// What the messages are made of.
struct Parts {
    encoding: String,
    reason: String,
    object: Obj,
    start: i64,
    end: i64,
}

fn parts(t: &Thread, this: &Obj) -> PyResult<Option<Parts>> {
    let Some(e) = this.downcast::<BaseException>() else { return Ok(None) };
    let Some(object) = e.field(OBJECT).get() else { return Ok(None) };
    let number = |field: usize| crate::builtins::int::index_clipped(t, &e.field(field).get_or_none());
    Ok(Some(Parts {
        encoding: e.field(ENCODING).get().map_or(String::new(), |o| str::lossy(&o)),
        reason: protocol::str_text(t, &e.field(REASON).get_or_none())?,
        object,
        start: number(START)?,
        end: number(END)?,
    }))
}

pub fn decode_str(t: &Thread, this: &Obj) -> PyResult {
    let Some(p) = parts(t, this)? else { return "".into_py(t) };
    let bytes = crate::builtins::bytes_like(t, &p.object)?.unwrap_or_default();
    let Parts { encoding, reason, start, end, .. } = p;
    if end == start + 1
        && let Some(byte) = bytes.get(start as usize)
    {
        return format!("'{encoding}' codec can't decode byte 0x{byte:02x} in position {start}: {reason}").into_py(t);
    }
    format!("'{encoding}' codec can't decode bytes in position {start}-{}: {reason}", end - 1).into_py(t)
}

fn character(object: &Obj, at: i64) -> Option<String> {
    let text = object.downcast::<Str>()?;
    if at < 0 || at as usize >= text.len() {
        return None;
    }
    let c = text.units().at(at as usize);
    Some(match c {
        0..=0xFF => format!("\\x{c:02x}"),
        0x100..=0xFFFF => format!("\\u{c:04x}"),
        _ => format!("\\U{c:08x}"),
    })
}

pub fn encode_str(t: &Thread, this: &Obj) -> PyResult {
    let Some(p) = parts(t, this)? else { return "".into_py(t) };
    let Parts { encoding, reason, start, end, object } = p;
    if end == start + 1
        && let Some(c) = character(&object, start)
    {
        return format!("'{encoding}' codec can't encode character '{c}' in position {start}: {reason}").into_py(t);
    }
    format!("'{encoding}' codec can't encode characters in position {start}-{}: {reason}", end - 1).into_py(t)
}

pub fn translate_str(t: &Thread, this: &Obj) -> PyResult {
    let Some(p) = parts(t, this)? else { return "".into_py(t) };
    let Parts { reason, start, end, object, .. } = p;
    if end == start + 1
        && let Some(c) = character(&object, start)
    {
        return format!("can't translate character '{c}' in position {start}: {reason}").into_py(t);
    }
    format!("can't translate characters in position {start}-{}: {reason}", end - 1).into_py(t)
}
