//! Line ends: universal newline translation and `IncrementalNewlineDecoder`.

use std::cell::Cell;

use taipan_macros::pyclass;
use taipan_vm::builtins::bytes;
use taipan_vm::builtins::int;
use taipan_vm::builtins::str::{self, Str, StrBuilder, Units};
use taipan_vm::builtins::tuple::Tuple;
use taipan_vm::call::{Args, IntoPy, Parameter, ParameterKind, Signature};
use taipan_vm::memory::{self, Visitor};
use taipan_vm::object::Header;
use taipan_vm::object::cell::ObjCell;
use taipan_vm::object::protocol;
use taipan_vm::object::types::{Type, type_flag};
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

use super::support::call_name;

const SEEN_CR: u8 = 1;
const SEEN_LF: u8 = 2;
const SEEN_CRLF: u8 = 4;

const CR: u32 = 13;
const LF: u32 = 10;

/// What the argument `newline` of a text file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newline {
    /// None: every line end is read as `\n`; `\n` is written as the system has it.
    Universal,
    /// `''`: every line end ends a line, none is translated.
    Raw,
    Lf,
    Cr,
    CrLf,
}

impl Newline {
    /// Reads the argument; `shown` is how the message shows a wrong one: by its repr or as it is.
    pub fn parse(t: &Thread, value: Option<&Obj>, shown: bool) -> PyResult<Newline> {
        let Some(value) = value.filter(|v| !v.is_none()) else { return Ok(Newline::Universal) };
        let Some(text) = Str::of(value) else {
            let class = value.type_of().name_text();
            return Err(t.type_error(format!("newline must be str or None, not {class}")));
        };
        Ok(match text.as_ascii() {
            Some("") => Newline::Raw,
            Some("\n") => Newline::Lf,
            Some("\r") => Newline::Cr,
            Some("\r\n") => Newline::CrLf,
            _ => {
                let text = if shown { protocol::repr_text(t, value) } else { text.to_string_lossy() };
                return Err(t.value_error(format!("illegal newline value: {text}")));
            }
        })
    }

    /// What is written for `\n`, where that is something else.
    pub fn written(self) -> Option<&'static str> {
        match self {
            Newline::Cr => Some("\r"),
            Newline::CrLf => Some("\r\n"),
            _ => None,
        }
    }

    /// Whether every kind of line end is looked for.
    pub fn is_universal(self) -> bool {
        matches!(self, Newline::Universal | Newline::Raw)
    }
}

/// Where a character is, looked for from `from` on.
pub fn find(units: Units, from: usize, wanted: u8) -> Option<usize> {
    match units {
        Units::One(u) => memchr::memchr(wanted, u.get(from..)?).map(|i| from + i),
        Units::Two(u) => u.get(from..)?.iter().position(|c| *c == u16::from(wanted)).map(|i| from + i),
        Units::Four(u) => u.get(from..)?.iter().position(|c| *c == u32::from(wanted)).map(|i| from + i),
    }
}

/// A part of a string's characters.
pub fn slice(units: Units<'_>, from: usize, to: usize) -> Units<'_> {
    match units {
        Units::One(u) => Units::One(u.get(from..to).unwrap_or(&[])),
        Units::Two(u) => Units::Two(u.get(from..to).unwrap_or(&[])),
        Units::Four(u) => Units::Four(u.get(from..to).unwrap_or(&[])),
    }
}

/// A string of a part of another; the string itself where it is all of it.
pub fn substring(t: &Thread, text: &Ref<Str>, from: usize, to: usize) -> PyResult<Ref<Str>> {
    if from == 0 && to == text.len() {
        return Ok(text.clone());
    }
    if from >= to {
        return StrBuilder::new().finish(t);
    }
    Str::from_units(t, slice(text.units(), from, to))
}

/// The end of the first line at or behind `from`: behind its line end. None where it does not end.
pub fn line_end(units: Units, from: usize, newline: Newline) -> Option<usize> {
    match newline {
        Newline::Universal | Newline::Lf => find(units, from, b'\n').map(|at| at + 1),
        Newline::Cr => find(units, from, b'\r').map(|at| at + 1),
        Newline::CrLf => {
            let mut at = from;
            loop {
                at = find(units, at, b'\r')? + 1;
                if at < units.len() && units.at(at) == LF {
                    return Some(at + 1);
                }
            }
        }
        Newline::Raw => {
            let lf = find(units, from, b'\n');
            let cr = match lf {
                Some(lf) => find(slice(units, 0, lf), from, b'\r'),
                None => find(units, from, b'\r'),
            };
            match (cr, lf) {
                (Some(cr), _) if cr + 1 < units.len() && units.at(cr + 1) == LF => Some(cr + 2),
                (Some(cr), _) => Some(cr + 1),
                (None, lf) => lf.map(|at| at + 1),
            }
        }
    }
}

/// The state of universal newline decoding.
#[derive(Default)]
pub struct NewlineState {
    /// A `\r` ended the last piece; a `\n` may follow.
    pub pending_cr: Cell<bool>,
    seen: Cell<u8>,
}

impl NewlineState {
    pub fn reset(&self) {
        self.pending_cr.set(false);
        self.seen.set(0);
    }

    /// Takes a decoded piece in: holds a `\r` at the end back, notes the kinds, translates.
    pub fn process(&self, t: &Thread, text: Ref<Str>, translate: bool, last: bool) -> PyResult<Ref<Str>> {
        let mut text = text;
        if self.pending_cr.get() && (!text.is_empty() || last) {
            let mut joined = StrBuilder::with_capacity(text.len() + 1);
            joined.push(CR);
            joined.push_text(&text);
            text = joined.finish(t)?;
            self.pending_cr.set(false);
        }
        if find(text.units(), 0, b'\r').is_none() {
            if self.seen.get() & SEEN_LF == 0 && find(text.units(), 0, b'\n').is_some() {
                self.seen.set(self.seen.get() | SEEN_LF);
            }
            return Ok(text);
        }
        let mut length = text.len();
        if !last && length > 0 && text.units().at(length - 1) == CR {
            length -= 1;
            self.pending_cr.set(true);
        }
        let units = text.units();
        let mut seen = self.seen.get();
        let mut out = StrBuilder::with_capacity(if translate { length } else { 0 });
        let mut at = 0;
        while at < length {
            let c = units.at(at);
            at += 1;
            let c = match c {
                CR if at < length && units.at(at) == LF => {
                    at += 1;
                    seen |= SEEN_CRLF;
                    LF
                }
                CR => {
                    seen |= SEEN_CR;
                    LF
                }
                LF => {
                    seen |= SEEN_LF;
                    LF
                }
                other => other,
            };
            if translate {
                out.push(c);
            }
        }
        self.seen.set(seen);
        if translate { out.finish(t) } else { substring(t, &text, 0, length) }
    }

    /// `newlines`: None, the kind seen, or a tuple of kinds.
    pub fn kinds(&self, t: &Thread) -> PyResult {
        let seen = self.seen.get();
        let mut kinds = Vec::new();
        for (bit, text) in [(SEEN_CR, "\r"), (SEEN_LF, "\n"), (SEEN_CRLF, "\r\n")] {
            if seen & bit != 0 {
                kinds.push(text.into_py(t)?);
            }
        }
        match kinds.len() {
            0 => Ok(Obj::NONE),
            1 => Ok(kinds.remove(0)),
            _ => Tuple::from_vec(t, kinds).map(Ref::into_obj),
        }
    }
}

#[repr(C)]
pub struct IncrementalNewlineDecoder {
    head: Header,
    decoder: ObjCell,
    translate: Cell<bool>,
    errors: ObjCell,
    state: NewlineState,
}

impl IncrementalNewlineDecoder {
    fn visit(&self, visitor: &mut Visitor) {
        self.decoder.visit(visitor);
        self.errors.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {
        self.decoder.set(None);
        self.errors.set(None);
    }

    fn inner(&self, t: &Thread) -> PyResult {
        self.decoder.get().ok_or_else(|| t.value_error("IncrementalNewlineDecoder.__init__() not called"))
    }
}

/// Codec used when reading a file in universal newlines mode.
///
/// It wraps another incremental decoder, translating \r\n and \r into \n.
/// It also records the types of newlines encountered.  When used with
/// translate=False, it ensures that the newline sequence is returned in
/// one piece. When used with decoder=None, it expects unicode strings as
/// decode input and translates newlines without first invoking an external
/// decoder.
#[pyclass(name = "IncrementalNewlineDecoder", module = "_io", gc, flags = type_flag::BASE_TYPE | type_flag::WEAKREFABLE)]
impl IncrementalNewlineDecoder {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<IncrementalNewlineDecoder>> {
        memory::new_object(t, class, |head| IncrementalNewlineDecoder {
            head,
            decoder: ObjCell::empty(),
            translate: Cell::new(false),
            errors: ObjCell::empty(),
            state: NewlineState::default(),
        })
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &IncrementalNewlineDecoder, args: Args) -> PyResult<()> {
        static SIGNATURE: Signature = Signature {
            name: "IncrementalNewlineDecoder",
            qualname: "IncrementalNewlineDecoder",
            parameters: &[
                Parameter { name: "decoder", kind: ParameterKind::Either, required: true },
                Parameter { name: "translate", kind: ParameterKind::Either, required: true },
                Parameter { name: "errors", kind: ParameterKind::Either, required: false },
            ],
            varargs: false,
            varkeywords: false,
        };
        let [decoder, translate, errors] = SIGNATURE.bind::<3>(t, args)?;
        this.decoder.set(decoder.cloned());
        this.translate.set(translate.map_or(Ok(false), |v| protocol::is_true(t, v))?);
        this.errors.set(Some(match errors {
            Some(errors) => errors.clone(),
            None => str::intern(t, "strict")?,
        }));
        this.state.reset();
        Ok(())
    }

    #[pymethod(sig = "($self, /, input, final=False)")]
    fn decode(t: &Thread, this: &IncrementalNewlineDecoder, input: &Obj, last: bool) -> PyResult {
        let decoder = this.inner(t)?;
        let text = if decoder.is_none() {
            input.clone()
        } else {
            call_name(t, &decoder, "decode", &[input.clone(), Obj::from_bool(last)])?
        };
        let text = text.into_ref::<Str>().map_err(|other| {
            let class = other.type_of().name_text();
            t.type_error(format!("decoder should return a string result, not '{class}'"))
        })?;
        this.state.process(t, text, this.translate.get(), last).map(Ref::into_obj)
    }

    #[pymethod]
    fn getstate(t: &Thread, this: &IncrementalNewlineDecoder) -> PyResult {
        let decoder = this.inner(t)?;
        let (buffer, flag) = if decoder.is_none() {
            (bytes::from_slice(t, b"")?, 0)
        } else {
            let state = call_name(t, &decoder, "getstate", &[])?;
            match state.downcast::<Tuple>().map(Tuple::items) {
                Some([buffer, flag]) => (buffer.clone(), int::index_clipped(t, flag)?),
                _ => return Err(t.type_error("illegal decoder state")),
            }
        };
        let flag = flag << 1 | i64::from(this.state.pending_cr.get());
        Tuple::from_vec(t, vec![buffer, flag.into_py(t)?]).map(Ref::into_obj)
    }

    #[pymethod(sig = "($self, state, /)")]
    fn setstate(t: &Thread, this: &IncrementalNewlineDecoder, state: &Obj) -> PyResult<()> {
        let decoder = this.inner(t)?;
        let Some([buffer, flag]) = state.downcast::<Tuple>().map(Tuple::items) else {
            return Err(t.type_error("state argument must be a tuple"));
        };
        let flag = int::index_clipped(t, flag)?;
        this.state.pending_cr.set(flag & 1 != 0);
        if decoder.is_none() {
            return Ok(());
        }
        let inner = Tuple::from_vec(t, vec![buffer.clone(), (flag >> 1).into_py(t)?])?;
        call_name(t, &decoder, "setstate", &[inner.into_obj()]).map(drop)
    }

    #[pymethod]
    fn reset(t: &Thread, this: &IncrementalNewlineDecoder) -> PyResult<()> {
        let decoder = this.inner(t)?;
        this.state.reset();
        if decoder.is_none() { Ok(()) } else { call_name(t, &decoder, "reset", &[]).map(drop) }
    }

    #[pygetter]
    fn newlines(t: &Thread, this: &IncrementalNewlineDecoder) -> PyResult {
        this.state.kinds(t)
    }
}
