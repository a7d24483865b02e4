//! The `TextIOWrapper` type.

use taipan_macros::pyclass;
use taipan_vm::builtins::int;
use taipan_vm::builtins::str::{self, Str};
use taipan_vm::call::{Args, Parameter, ParameterKind, Signature};
use taipan_vm::exceptions as exc;
use taipan_vm::object::types::{NativeType, Type};
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::object::{attributes, protocol};
use taipan_vm::thread::{PyResult, Thread};

use super::{Setup, TextIOWrapper, codec, str_ref};
use crate::io::base::{FLAGS, TextIOBase};
use crate::io::newline::Newline;
use crate::io::support::{ask, call_name, cannot_pickle, size_argument, unsupported};

/// Character and line based layer over a BufferedIOBase object, buffer.
///
/// encoding gives the name of the encoding that the stream will be
/// decoded or encoded with. It defaults to locale.getencoding().
///
/// errors determines the strictness of encoding and decoding (see
/// help(codecs.Codec) or the documentation for codecs.register) and
/// defaults to "strict".
///
/// newline controls how line endings are handled. It can be None, '',
/// '\n', '\r', and '\r\n'.  It works as follows:
///
/// * On input, if newline is None, universal newlines mode is
///   enabled. Lines in the input can end in '\n', '\r', or '\r\n', and
///   these are translated into '\n' before being returned to the
///   caller. If it is '', universal newline mode is enabled, but line
///   endings are returned to the caller untranslated. If it has any of
///   the other legal values, input lines are only terminated by the given
///   string, and the line ending is returned to the caller untranslated.
///
/// * On output, if newline is None, any '\n' characters written are
///   translated to the system default line separator, os.linesep. If
///   newline is '' or '\n', no translation takes place. If newline is any
///   of the other legal values, any '\n' characters written are translated
///   to the given string.
///
/// If line_buffering is True, a call to flush is implied when a call to
/// write contains a newline character.
#[pyclass(name = "TextIOWrapper", module = "_io", gc, flags = FLAGS, base = TextIOBase)]
impl TextIOWrapper {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<TextIOWrapper>> {
        TextIOWrapper::blank(t, class)
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &TextIOWrapper, args: Args) -> PyResult<()> {
        const fn parameter(name: &'static str, required: bool) -> Parameter {
            Parameter { name, kind: ParameterKind::Either, required }
        }
        static SIGNATURE: Signature = Signature {
            name: "TextIOWrapper",
            qualname: "TextIOWrapper",
            parameters: &[
                parameter("buffer", true),
                parameter("encoding", false),
                parameter("errors", false),
                parameter("newline", false),
                parameter("line_buffering", false),
                parameter("write_through", false),
            ],
            varargs: false,
            varkeywords: false,
        };
        let [buffer, encoding, errors, newline, line_buffering, write_through] = SIGNATURE.bind::<6>(t, args)?;
        let Some(buffer) = buffer else { return Err(t.system_error("unbound argument")) };
        let errors = errors.filter(|e| !e.is_none());
        if let Some(errors) = errors
            && Str::of(errors).is_none()
        {
            let class = errors.type_of().name_text();
            return Err(t.type_error(format!("TextIOWrapper() argument 'errors' must be str or None, not {class}")));
        }
        let flag = |value: Option<&Obj>| value.map_or(Ok(false), |v| protocol::is_true(t, v));
        let setup = Setup {
            encoding,
            errors,
            newline: Newline::parse(t, newline, false)?,
            line_buffering: flag(line_buffering)?,
            write_through: flag(write_through)?,
        };
        this.start(t, buffer, setup)
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &TextIOWrapper) -> PyResult<String> {
        let object = this.borrowed();
        let class = taipan_vm::builtins::type_object::qualified_name(t, object.type_of())?;
        if !this.ready.get() {
            return Err(this.uninitialized(t));
        }
        let Some(_guard) = protocol::text::ReprGuard::enter(t, &object) else {
            return Err(t.runtime_error(format!("reentrant call inside {class}.__repr__")));
        };
        let mut text = format!("<{class}");
        for name in ["name", "mode"] {
            let found = match attributes::get_optional(t, &object, &str::intern(t, name)?) {
                Ok(found) => found,
                Err(raised) => {
                    drop(t.catch(raised, &exc::VALUE_ERROR)?);
                    None
                }
            };
            if let Some(found) = found {
                text.push_str(&format!(" {name}={}", protocol::repr(t, &found)?.to_string_lossy()));
            }
        }
        let encoding = this.names(t)?.0.into_obj();
        text.push_str(&format!(" encoding={}>", protocol::repr(t, &encoding)?.to_string_lossy()));
        Ok(text)
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &TextIOWrapper) -> PyResult {
        this.check(t)?;
        Ok(this.borrowed().clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &TextIOWrapper) -> PyResult<Option<Obj>> {
        this.check(t)?;
        this.next_line(t, &this.borrowed())
    }

    #[pygetter(name = "buffer")]
    fn py_buffer(_t: &Thread, this: &TextIOWrapper) -> Obj {
        this.buffer.get_or_none()
    }

    #[pygetter]
    fn encoding(_t: &Thread, this: &TextIOWrapper) -> Option<Ref<Str>> {
        this.encoding.get()
    }

    #[pygetter]
    fn errors(t: &Thread, this: &TextIOWrapper) -> PyResult<Option<Ref<Str>>> {
        if !this.ready.get() {
            return Err(this.uninitialized(t));
        }
        Ok(this.errors.get())
    }

    #[pygetter]
    fn newlines(t: &Thread, this: &TextIOWrapper) -> PyResult {
        this.buffer(t)?;
        if this.newline.get().is_universal() { this.newlines.kinds(t) } else { Ok(Obj::NONE) }
    }

    #[pygetter]
    fn name(t: &Thread, this: &TextIOWrapper) -> PyResult {
        attributes::get_text(t, &this.buffer(t)?, "name")
    }

    #[pygetter]
    fn closed(t: &Thread, this: &TextIOWrapper) -> PyResult<bool> {
        this.is_closed(t)
    }

    #[pygetter]
    fn line_buffering(_t: &Thread, this: &TextIOWrapper) -> bool {
        this.line_buffering.get()
    }

    #[pygetter]
    fn write_through(_t: &Thread, this: &TextIOWrapper) -> bool {
        this.write_through.get()
    }

    #[pygetter]
    fn _finalizing(_t: &Thread, this: &TextIOWrapper) -> bool {
        this.finalizing.get()
    }

    #[pysetter]
    fn set__finalizing(t: &Thread, this: &TextIOWrapper, value: Option<&Obj>) -> PyResult<()> {
        this.finalizing.set(value.map_or(Ok(false), |v| protocol::is_true(t, v))?);
        Ok(())
    }

    #[pygetter]
    fn _CHUNK_SIZE(t: &Thread, this: &TextIOWrapper) -> PyResult<usize> {
        this.buffer(t)?;
        Ok(this.chunk_size.get())
    }

    #[pysetter]
    fn set__CHUNK_SIZE(t: &Thread, this: &TextIOWrapper, value: Option<&Obj>) -> PyResult<()> {
        let Some(value) = value else {
            return Err(t.attribute_error(
                &this.borrowed(),
                &str::intern(t, "_CHUNK_SIZE")?,
                "cannot delete attribute",
            ));
        };
        match int::index_as_i64(t, value, "cannot fit 'int' into an index-sized integer")? {
            size if size > 0 => {
                this.chunk_size.set(size as usize);
                Ok(())
            }
            _ => Err(t.value_error("a strictly positive integer is required")),
        }
    }

    #[pymethod(sig = "($self, text, /)")]
    fn write(t: &Thread, this: &TextIOWrapper, text: &Str) -> PyResult<usize> {
        this.write_text(t, text)?;
        Ok(text.len())
    }

    #[pymethod(sig = "($self, size=-1, /)")]
    fn read(t: &Thread, this: &TextIOWrapper, size: Option<&Obj>) -> PyResult<Ref<Str>> {
        let size = size_argument(t, size)?;
        this.read_text(t, size)
    }

    #[pymethod(sig = "($self, size=-1, /)")]
    fn readline(t: &Thread, this: &TextIOWrapper, size: Option<&Obj>) -> PyResult<Ref<Str>> {
        let size = size_argument(t, size)?;
        this.read_line(t, size)
    }

    #[pymethod(name = "flush")]
    fn py_flush(t: &Thread, this: &TextIOWrapper) -> PyResult<()> {
        this.flush(t)
    }

    #[pymethod(name = "close")]
    fn py_close(t: &Thread, this: &TextIOWrapper) -> PyResult<()> {
        this.close(t, &this.borrowed())
    }

    #[pymethod(name = "tell")]
    fn py_tell(t: &Thread, this: &TextIOWrapper) -> PyResult<i64> {
        this.tell(t)
    }

    /// Set the stream position, and return the new stream position.
    #[pymethod(name = "seek", sig = "($self, cookie, whence=0, /)")]
    fn py_seek(t: &Thread, this: &TextIOWrapper, cookie: &Obj, whence: i32) -> PyResult<i64> {
        this.seek(t, cookie, whence)
    }

    #[pymethod(name = "truncate", sig = "($self, pos=None, /)")]
    fn py_truncate(t: &Thread, this: &TextIOWrapper, pos: Option<&Obj>) -> PyResult {
        this.truncate(t, pos)
    }

    #[pymethod]
    fn fileno(t: &Thread, this: &TextIOWrapper) -> PyResult {
        call_name(t, &this.buffer(t)?, "fileno", &[])
    }

    #[pymethod]
    fn isatty(t: &Thread, this: &TextIOWrapper) -> PyResult<bool> {
        this.check(t)?;
        ask(t, &this.buffer(t)?, "isatty")
    }

    #[pymethod]
    fn seekable(t: &Thread, this: &TextIOWrapper) -> PyResult<bool> {
        ask(t, &this.buffer(t)?, "seekable")
    }

    #[pymethod]
    fn readable(t: &Thread, this: &TextIOWrapper) -> PyResult<bool> {
        ask(t, &this.buffer(t)?, "readable")
    }

    #[pymethod]
    fn writable(t: &Thread, this: &TextIOWrapper) -> PyResult<bool> {
        ask(t, &this.buffer(t)?, "writable")
    }

    #[pymethod]
    fn detach(t: &Thread, this: &TextIOWrapper) -> PyResult {
        let buffer = this.buffer(t)?;
        call_name(t, &this.borrowed(), "flush", &[])?;
        this.buffer.set(None);
        this.ready.set(false);
        this.detached.set(true);
        Ok(buffer)
    }

    /// Reconfigure the text stream with new parameters.
    ///
    /// This also does an implicit stream flush.
    #[pymethod(
        sig = "($self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)"
    )]
    fn reconfigure(
        t: &Thread,
        this: &TextIOWrapper,
        encoding: Option<&Obj>,
        errors: Option<&Obj>,
        newline: Option<&Obj>,
        line_buffering: Option<&Obj>,
        write_through: Option<&Obj>,
    ) -> PyResult<()> {
        let encoding = encoding.filter(|o| !o.is_none());
        let errors = errors.filter(|o| !o.is_none());
        if this.decoded.get().is_some() && (encoding.is_some() || errors.is_some() || newline.is_some()) {
            return Err(unsupported(
                t,
                "It is not possible to set the encoding or newline of stream after the first read",
            ));
        }
        let newline = match newline {
            Some(newline) => Some(Newline::parse(t, Some(newline), false)?),
            None => None,
        };
        let flag = |value: Option<&Obj>, now: bool| match value.filter(|v| !v.is_none()) {
            Some(value) => protocol::is_true(t, value),
            None => Ok(now),
        };
        let line_buffering = flag(line_buffering, this.line_buffering.get())?;
        let write_through = flag(write_through, this.write_through.get())?;
        this.flush(t)?;
        if encoding.is_some() || errors.is_some() {
            let (old_encoding, old_errors) = this.names(t)?;
            let errors = match (errors.map(|e| e.clone().into_ref::<Str>()), encoding) {
                (Some(Ok(errors)), _) => errors,
                (Some(Err(other)), _) => {
                    let class = other.type_of().name_text();
                    return Err(
                        t.type_error(format!("reconfigure() argument 'errors' must be str or None, not {class}"))
                    );
                }
                (None, Some(_)) => str_ref(t, "strict")?,
                (None, None) => old_errors,
            };
            let encoding = match encoding {
                Some(encoding) => codec::encoding_name(t, Some(encoding))?,
                None => old_encoding,
            };
            this.set_codec(t, encoding, errors)?;
        }
        if let Some(newline) = newline {
            this.newline.set(newline);
        }
        this.line_buffering.set(line_buffering);
        this.write_through.set(write_through);
        Ok(())
    }

    #[pymethod]
    fn __getstate__(t: &Thread, this: &Obj) -> PyResult {
        Err(cannot_pickle(t, this))
    }
}
