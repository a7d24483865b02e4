//! What `bytes(source, encoding, errors)` and `bytearray(…)` are made of.

use super::{Bytes, buffer};
use crate::builtins::int;
use crate::builtins::list::List;
use crate::builtins::str::{Str, codec};
use crate::builtins::tuple::Tuple;
use crate::call::invoke::call_special;
use crate::call::{Args, Parameter, ParameterKind::Either, Signature};
use crate::exceptions as exc;
use crate::object::protocol;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread, names};

/// The data of a new object.
pub enum Source {
    Bytes(Ref<Bytes>),
    Vec(Vec<u8>),
    Zeros(usize),
}

const PARAMETERS: &[Parameter] = &[
    Parameter { name: "source", kind: Either, required: false },
    Parameter { name: "encoding", kind: Either, required: false },
    Parameter { name: "errors", kind: Either, required: false },
];

static BYTES: Signature =
    Signature { name: "bytes", qualname: "bytes", parameters: PARAMETERS, varargs: false, varkeywords: false };

static BYTEARRAY: Signature =
    Signature { name: "bytearray", qualname: "bytearray", parameters: PARAMETERS, varargs: false, varkeywords: false };

/// The data that the arguments describe. `mutable`: for a bytearray.
pub fn source(t: &Thread, args: Args, mutable: bool) -> PyResult<Source> {
    let signature = if mutable { &BYTEARRAY } else { &BYTES };
    let [source, encoding, errors] = signature.bind::<3>(t, args)?;
    let (encoding_name, errors_name) = codec::names(t, signature.name, encoding, errors)?;
    let Some(source) = source else {
        return match (encoding, errors) {
            (None, None) => Ok(Source::Zeros(0)),
            (Some(_), _) => Err(t.type_error("encoding without a string argument")),
            (None, Some(_)) => Err(t.type_error("errors without a string argument")),
        };
    };
    if let Some(text) = Str::of(source) {
        if encoding.is_none() {
            return Err(t.type_error("string argument without an encoding"));
        }
        return codec::encode_text(t, text, &encoding_name, &errors_name).map(Source::Vec);
    }
    if encoding.is_some() {
        return Err(t.type_error("encoding without a string argument"));
    }
    if errors.is_some() {
        return Err(t.type_error("errors without a string argument"));
    }
    of_object(t, source, mutable)
}

fn of_object(t: &Thread, source: &Obj, mutable: bool) -> PyResult<Source> {
    if let Some(bytes) = source.exact::<Bytes>() {
        return Ok(Source::Bytes(Ref::from_borrowed(bytes)));
    }
    if !mutable && let Some(bytes) = of_method(t, source)? {
        return Ok(Source::Bytes(bytes));
    }
    if int::is_int(source) || source.type_of().slots.index.get().is_some() {
        match int::index_as_i64(t, source, "cannot fit 'int' into an index-sized integer") {
            Ok(count) => {
                let count = usize::try_from(count).map_err(|_| t.value_error("negative count"))?;
                return Ok(Source::Zeros(count));
            }
            // What only claims to be an index may still be iterable.
            Err(raised) => drop(t.catch(raised, &exc::TYPE_ERROR)?),
        }
    }
    if let Some(data) = buffer::view(t, source)? {
        return Ok(Source::Vec(data.into_owned()));
    }
    let what = if mutable { "byte" } else { "bytes" };
    of_iterable(t, source, what, if mutable { "bytearray" } else { "bytes" }).map(Source::Vec)
}

/// What `__bytes__` gives, where the object has it.
pub fn of_method(t: &Thread, source: &Obj) -> PyResult<Option<Ref<Bytes>>> {
    let Some(result) = call_special(t, source, &names::__bytes__, &[])? else { return Ok(None) };
    result.into_ref::<Bytes>().map(Some).map_err(|other| {
        let class = other.type_of().name_text();
        t.type_error(format!("__bytes__ returned non-bytes (type {class})"))
    })
}

/// `int.from_bytes`'s and others' idea of bytes: `__bytes__`, a buffer, or an iterable of ints.
pub fn of_any(t: &Thread, source: &Obj) -> PyResult<Vec<u8>> {
    if let Some(bytes) = source.exact::<Bytes>() {
        return Ok(bytes.as_slice().to_vec());
    }
    if let Some(bytes) = of_method(t, source)? {
        return Ok(bytes.as_slice().to_vec());
    }
    match buffer::view(t, source)? {
        Some(data) => Ok(data.into_owned()),
        None => of_iterable(t, source, "bytes", "bytes"),
    }
}

/// The ints of an iterable. `what` is how messages name a byte, `class` what is made.
pub fn of_iterable(t: &Thread, source: &Obj, what: &str, class: &str) -> PyResult<Vec<u8>> {
    let mut data = Vec::new();
    let mut add = |item: &Obj| -> PyResult<()> {
        data.push(buffer::byte(t, item, what)?);
        Ok(())
    };
    let known = source.is_exact::<List>() || source.is_exact::<Tuple>();
    if known {
        protocol::for_each(t, source, |item| add(&item))?;
        return Ok(data);
    }
    let iterator = if Str::of(source).is_some() { None } else { Some(protocol::iter(t, source)) };
    let iterator = match iterator {
        Some(Ok(iterator)) => iterator,
        failed => {
            if let Some(Err(raised)) = failed {
                drop(t.catch(raised, &exc::TYPE_ERROR)?);
            }
            let given = source.type_of().name_text();
            return Err(t.type_error(format!("cannot convert '{given}' object to {class}")));
        }
    };
    while let Some(item) = protocol::next(t, &iterator)? {
        add(&item)?;
    }
    Ok(data)
}
