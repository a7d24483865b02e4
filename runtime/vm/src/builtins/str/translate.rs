//! `str.translate` and `str.maketrans`.

use taipan_macros::pymethods;

use super::units::each_width;
use super::{Str, StrBuilder};
use crate::builtins::dict::Dict;
use crate::builtins::int;
use crate::exceptions as exc;
use crate::object::protocol;
use crate::object::value::{Obj, Ref};
use crate::text::sink::{TextSink, Unit};
use crate::thread::{PyResult, Thread};

/// What the table says about a character.
#[derive(Clone)]
enum Mapping {
    Keep,
    Delete,
    Point(u32),
    Text(Ref<Str>),
}

fn look_up(t: &Thread, table: &Obj, point: u32) -> PyResult<Mapping> {
    let key = Obj::from_i32(point as i32);
    let value = match table.exact::<Dict>() {
        Some(dict) => match dict.get(t, &key)? {
            Some(value) => value,
            None => return Ok(Mapping::Keep),
        },
        None => match protocol::get_item(t, table, &key) {
            Ok(value) => value,
            Err(raised) => {
                drop(t.catch(raised, &exc::LOOKUP_ERROR)?);
                return Ok(Mapping::Keep);
            }
        },
    };
    if value.is_none() {
        return Ok(Mapping::Delete);
    }
    if let Some(number) = int::number(&value) {
        return match number.to_i64() {
            Some(point @ 0..=0x10_FFFF) => Ok(Mapping::Point(point as u32)),
            _ => Err(t.value_error("character mapping must be in range(0x110000)")),
        };
    }
    match value.into_ref::<Str>() {
        Ok(text) => Ok(Mapping::Text(text)),
        Err(_) => Err(t.type_error("character mapping must return integer, None or str")),
    }
}

/// Translates ASCII text as long as the result is ASCII too; gives how much was done.
fn translate_ascii(t: &Thread, text: &[u8], table: &Obj, out: &mut StrBuilder) -> PyResult<usize> {
    const UNKNOWN: u8 = 0xFF;
    const GONE: u8 = 0xFE;
    let mut known = [UNKNOWN; 128];
    let mut mapped = Vec::with_capacity(text.len());
    let mut done = 0;
    for &byte in text {
        let place = &mut known[usize::from(byte & 0x7F)];
        if *place == UNKNOWN {
            *place = match look_up(t, table, u32::from(byte))? {
                Mapping::Keep => byte,
                Mapping::Delete => GONE,
                Mapping::Point(point @ 0..0x80) => point as u8,
                Mapping::Text(text) if text.len() == 1 && text.is_ascii() => text.raw()[0],
                _ => break,
            };
        }
        if *place != GONE {
            mapped.push(*place);
        }
        done += 1;
    }
    TextSink::push_ascii(out, &mapped);
    Ok(done)
}

fn translate<U: Unit>(t: &Thread, text: &[U], table: &Obj, out: &mut StrBuilder) -> PyResult<()> {
    // ASCII characters are looked up once per call.
    let mut known: [Option<Mapping>; 128] = [const { None }; 128];
    for u in text {
        let point = u.code();
        let fresh;
        let mapping = match known.get_mut(point as usize) {
            Some(Some(mapping)) => mapping,
            Some(empty) => empty.insert(look_up(t, table, point)?),
            None => {
                fresh = look_up(t, table, point)?;
                &fresh
            }
        };
        match mapping {
            Mapping::Keep => out.push(point),
            Mapping::Delete => {}
            Mapping::Point(point) => out.push(*point),
            Mapping::Text(text) => out.push_text(text),
        }
    }
    Ok(())
}

/// The argument `index` of `maketrans` as a string.
fn text_argument<'a>(t: &Thread, argument: &'a Obj, index: usize) -> PyResult<&'a Str> {
    Str::of(argument).ok_or_else(|| {
        let given = if argument.is_none() { "None".to_string() } else { argument.type_of().name_text() };
        t.type_error(format!("maketrans() argument {index} must be str, not {given}"))
    })
}

/// `str.maketrans(mapping)`.
fn table_of_mapping(t: &Thread, mapping: &Obj) -> PyResult<Ref<Dict>> {
    let Some(mapping) = mapping.downcast::<Dict>() else {
        return Err(t.type_error("if you give only one argument to maketrans it must be a dict"));
    };
    let table = Dict::new(t)?;
    let mut position = 0;
    while let Some((key, value)) = mapping.next_entry(&mut position) {
        if let Some(text) = Str::of(&key) {
            if text.len() != 1 {
                return Err(t.value_error("string keys in translatetable must be of length 1"));
            }
            table.set(t, &Obj::from_i32(text.units().at(0) as i32), value)?;
        } else if int::is_int(&key) {
            table.set(t, &key, value)?;
        } else {
            return Err(t.type_error("keys in translate table mustbe strings or integers"));
        }
    }
    Ok(table)
}

#[pymethods(list = STR_TRANSLATE_METHODS, class = "str")]
impl Str {
    /// Replace each character in the string using the given translation table.
    #[pymethod(sig = "($self, table, /)", returns = "str")]
    fn translate(t: &Thread, this: &Str, table: &Obj) -> PyResult<Ref<Str>> {
        let mut out = StrBuilder::with_capacity(this.len());
        let done = match this.as_ascii() {
            Some(text) => translate_ascii(t, text.as_bytes(), table, &mut out)?,
            None => 0,
        };
        each_width!(this.units(), |u| translate(t, &u[done..], table, &mut out))?;
        out.finish(t)
    }

    /// Return a translation table usable for str.translate().
    #[pystatic(sig = "(x, y=None, z=None, /)", returns = "dict")]
    fn maketrans(t: &Thread, x: &Obj, y: Option<&Obj>, z: Option<&Obj>) -> PyResult<Ref<Dict>> {
        let Some(y) = y else { return table_of_mapping(t, x) };
        let y = text_argument(t, y, 2)?;
        let z = match z {
            Some(z) => Some(text_argument(t, z, 3)?),
            None => None,
        };
        let Some(x) = Str::of(x) else {
            return Err(t.type_error("first maketrans argument must be a string if there is a second argument"));
        };
        if x.len() != y.len() {
            return Err(t.value_error("the first two maketrans arguments must have equal length"));
        }
        let table = Dict::new(t)?;
        for (from, to) in x.units().iter().zip(y.units().iter()) {
            table.set(t, &Obj::from_i32(from as i32), Obj::from_i32(to as i32))?;
        }
        if let Some(z) = z {
            for gone in z.units().iter() {
                table.set(t, &Obj::from_i32(gone as i32), Obj::NONE)?;
            }
        }
        Ok(table)
    }
}
