//! Code objects from the frontend's data form.

use taipan_abi::code::{CodeObject, Constant, Text};

use super::{Code, Counts, Parts};
use crate::builtins::set::frozen_set;
use crate::builtins::str::{self, Str};
use crate::builtins::tuple::Tuple;
use crate::builtins::{bytes, complex_object, float, int, slice};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// A code object of its data.
pub fn code(t: &Thread, data: &CodeObject) -> PyResult<Ref<Code>> {
    let consts = data.consts.iter().map(|c| constant(t, c)).collect::<PyResult<Vec<Obj>>>()?;
    let texts = |list: &[Text]| list.iter().map(|n| name(t, n)).collect::<PyResult<Vec<Obj>>>();
    Code::new(
        t,
        Parts {
            counts: Counts {
                argcount: data.argcount,
                posonlyargcount: data.posonlyargcount,
                kwonlyargcount: data.kwonlyargcount,
                stacksize: data.stacksize,
                flags: data.flags,
                firstlineno: data.firstlineno,
            },
            bytecode: data.code.clone(),
            consts,
            names: texts(&data.names)?,
            localsplus: texts(&data.localsplusnames)?,
            kinds: data.localspluskinds.clone(),
            filename: name(t, &data.filename)?,
            name: name(t, &data.name)?,
            qualname: name(t, &data.qualname)?,
            linetable: data.linetable.clone(),
            exceptiontable: data.exceptiontable.clone(),
        },
    )
}

fn name(t: &Thread, text: &Text) -> PyResult {
    let made = Str::from_wtf8(t, text.as_wtf8())?;
    str::intern_obj(t, &made)
}

fn constant(t: &Thread, constant_data: &Constant) -> PyResult {
    Ok(match constant_data {
        Constant::None => Obj::NONE,
        Constant::False => Obj::FALSE,
        Constant::True => Obj::TRUE,
        Constant::Ellipsis => Obj::ELLIPSIS,
        Constant::Int(value) => int::from_i64(t, *value)?,
        Constant::BigInt { negative, magnitude } => {
            let value = dashu_int::UBig::from_le_bytes(magnitude);
            let value = dashu_int::IBig::from(value);
            int::from_big(t, if *negative { -value } else { value })?
        }
        Constant::Float(value) => float::from_f64(t, *value)?,
        Constant::Complex { real, imag } => complex_object(t, *real, *imag)?,
        Constant::Str { text, interned } => {
            let made = Str::from_wtf8(t, text.as_wtf8())?;
            if *interned { str::intern_obj(t, &made)? } else { made.into_obj() }
        }
        Constant::Bytes(value) => bytes::from_slice(t, value)?,
        Constant::Tuple(items) => Tuple::from_vec(t, constants(t, items)?)?.into_obj(),
        Constant::FrozenSet(items) => frozen_set(t, constants(t, items)?)?,
        Constant::Slice(parts) => {
            let [start, stop, step] = &**parts;
            slice::new(t, constant(t, start)?, constant(t, stop)?, constant(t, step)?)?
        }
        Constant::Code(data) => code(t, data)?.into_obj(),
    })
}

fn constants(t: &Thread, items: &[Constant]) -> PyResult<Vec<Obj>> {
    items.iter().map(|c| constant(t, c)).collect()
}
