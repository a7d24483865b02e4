//! `TextIOWrapper`: text over a buffered binary file.
//!
//! | file | what |
//! |---|---|
//! | [`class`] | the type |
//! | [`codec`] | which encoding it is, and how far a piece of bytes can be decoded |
//! | [`write`] | encoding into the pending bytes |
//! | [`read`] | decoding chunk by chunk |
//! | [`position`] | `tell`, `seek`, `truncate` |
//!
//! Pending bytes were written and have not reached the buffer. Decoded text was read and has not been
//! asked for; `chunk` holds the bytes it came from, so that a position in it can be told.

pub mod class;
pub mod codec;
pub mod position;
pub mod read;
pub mod write;

use std::cell::Cell;

use taipan_vm::builtins::str::{self, Str};
use taipan_vm::memory::{self, Visitor};
use taipan_vm::object::cell::{ObjCell, RefOf};
use taipan_vm::object::types::Type;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Raised, Thread};

use super::base::IOBase;
use super::buffered::Buffered;
use super::newline::{Newline, NewlineState};
use super::support::{ask, call_name, closed_file, flag_of, int_result};

pub use codec::Codec;

/// How many bytes are read and written at a time.
pub const CHUNK: usize = 8192;

#[repr(C)]
pub struct TextIOWrapper {
    base: IOBase,
    buffer: ObjCell,
    encoding: RefOf<Str>,
    errors: RefOf<Str>,
    codec: Cell<Codec>,
    ready: Cell<bool>,
    detached: Cell<bool>,
    finalizing: Cell<bool>,
    readable: Cell<bool>,
    writable: Cell<bool>,
    seekable: Cell<bool>,
    /// Whether a position can be told: not while lines are iterated over.
    telling: Cell<bool>,
    line_buffering: Cell<bool>,
    write_through: Cell<bool>,
    newline: Cell<Newline>,
    chunk_size: Cell<usize>,
    pending: Cell<Vec<u8>>,
    /// Nothing was written yet: a byte order mark is due.
    at_start: Cell<bool>,
    decoded: RefOf<Str>,
    /// How many characters of the decoded text are consumed.
    used: Cell<usize>,
    /// The bytes behind `decoded`, and behind them the incomplete ones that `rest` repeats.
    chunk: Cell<Vec<u8>>,
    rest: Cell<Vec<u8>>,
    /// Whether a `\r` was held back when the chunk began.
    chunk_pending_cr: Cell<bool>,
    newlines: NewlineState,
    /// Nothing was read yet: a byte order mark is skipped.
    read_at_start: Cell<bool>,
}

/// How a text file is set up.
pub struct Setup<'a> {
    pub encoding: Option<&'a Obj>,
    pub errors: Option<&'a Obj>,
    pub newline: Newline,
    pub line_buffering: bool,
    pub write_through: bool,
}

impl TextIOWrapper {
    fn blank(t: &Thread, class: &Type) -> PyResult<Ref<TextIOWrapper>> {
        memory::new_object(t, class, |head| TextIOWrapper {
            base: IOBase::new(head),
            buffer: ObjCell::empty(),
            encoding: RefOf::empty(),
            errors: RefOf::empty(),
            codec: Cell::new(Codec::Utf8),
            ready: Cell::new(false),
            detached: Cell::new(false),
            finalizing: Cell::new(false),
            readable: Cell::new(false),
            writable: Cell::new(false),
            seekable: Cell::new(false),
            telling: Cell::new(false),
            line_buffering: Cell::new(false),
            write_through: Cell::new(false),
            newline: Cell::new(Newline::Universal),
            chunk_size: Cell::new(CHUNK),
            pending: Cell::new(Vec::new()),
            at_start: Cell::new(true),
            decoded: RefOf::empty(),
            used: Cell::new(0),
            chunk: Cell::new(Vec::new()),
            rest: Cell::new(Vec::new()),
            chunk_pending_cr: Cell::new(false),
            newlines: NewlineState::default(),
            read_at_start: Cell::new(true),
        })
    }

    /// A text file over a buffer.
    pub fn over(t: &Thread, buffer: &Obj, setup: Setup) -> PyResult<Ref<TextIOWrapper>> {
        let this = TextIOWrapper::blank(t, TextIOWrapper::class())?;
        this.start(t, buffer, setup)?;
        Ok(this)
    }

    fn start(&self, t: &Thread, buffer: &Obj, setup: Setup) -> PyResult<()> {
        self.ready.set(false);
        self.detached.set(false);
        let encoding = codec::encoding_name(t, setup.encoding)?;
        let errors = match setup.errors {
            Some(errors) => Str::of(errors).map(taipan_vm::object::types::NativeType::to_ref),
            None => None,
        };
        let errors = match errors {
            Some(errors) => errors,
            None => str_ref(t, "strict")?,
        };
        self.set_codec(t, encoding, errors)?;
        self.newline.set(setup.newline);
        self.line_buffering.set(setup.line_buffering);
        self.write_through.set(setup.write_through);
        self.pending.set(Vec::new());
        self.forget_decoded();
        self.read_at_start.set(true);
        self.chunk_size.set(CHUNK);
        self.buffer.set(Some(buffer.clone()));
        self.readable.set(ask(t, buffer, "readable")?);
        self.writable.set(ask(t, buffer, "writable")?);
        let seekable = ask(t, buffer, "seekable")?;
        self.seekable.set(seekable);
        self.telling.set(seekable);
        self.at_start.set(true);
        if seekable && self.writable.get() {
            let at = call_name(t, buffer, "tell", &[])?;
            self.at_start.set(int_result(t, &at, "Python int too large to convert to C long")? == 0);
        }
        self.ready.set(true);
        Ok(())
    }

    fn set_codec(&self, t: &Thread, encoding: Ref<Str>, errors: Ref<Str>) -> PyResult<()> {
        self.codec.set(Codec::of(t, encoding.utf8(t)?)?);
        self.encoding.set(Some(encoding));
        self.errors.set(Some(errors));
        Ok(())
    }

    /// The names of the encoding and the error handler.
    fn names(&self, t: &Thread) -> PyResult<(Ref<Str>, Ref<Str>)> {
        match (self.encoding.get(), self.errors.get()) {
            (Some(encoding), Some(errors)) => Ok((encoding, errors)),
            _ => Err(self.uninitialized(t)),
        }
    }

    #[cold]
    fn uninitialized(&self, t: &Thread) -> Raised {
        if self.detached.get() {
            t.value_error("underlying buffer has been detached")
        } else {
            t.value_error("I/O operation on uninitialized object")
        }
    }

    /// The buffer; ValueError where there is none.
    fn buffer(&self, t: &Thread) -> PyResult {
        if !self.ready.get() {
            return Err(self.uninitialized(t));
        }
        self.buffer.get().ok_or_else(|| self.uninitialized(t))
    }

    fn is_closed(&self, t: &Thread) -> PyResult<bool> {
        if self.ready.get() {
            // SAFETY: an exact buffered file over an exact raw one answers without Python code; others
            // are asked through a counted reference.
            if let Some(buffered) = unsafe { self.buffer.borrow() }.and_then(Buffered::exact) {
                return buffered.is_closed(t);
            }
        }
        let buffer = self.buffer(t)?;
        flag_of(t, &buffer, "closed")
    }

    /// ValueError where the file is closed or has no buffer.
    #[inline]
    fn check(&self, t: &Thread) -> PyResult<()> {
        if self.is_closed(t)? { Err(closed_file(t)) } else { Ok(()) }
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.base.visit(visitor);
        self.buffer.visit(visitor);
    }

    fn clear_references(&self, t: &Thread) {
        self.base.clear_references(t);
        self.buffer.set(None);
        self.ready.set(false);
    }

    fn flush(&self, t: &Thread) -> PyResult<()> {
        self.check(t)?;
        self.telling.set(self.seekable.get());
        self.write_pending(t)?;
        self.flush_buffer(t)
    }

    fn flush_buffer(&self, t: &Thread) -> PyResult<()> {
        let buffer = self.buffer(t)?;
        match Buffered::exact(&buffer) {
            Some(buffered) => buffered.flush(t),
            None => call_name(t, &buffer, "flush", &[]).map(drop),
        }
    }

    fn close(&self, t: &Thread, this: &Obj) -> PyResult<()> {
        let buffer = self.buffer(t)?;
        if self.is_closed(t)? {
            return Ok(());
        }
        if self.finalizing.get()
            && let Err(raised) = call_name(t, &buffer, "_dealloc_warn", &[this.clone()])
        {
            drop(t.take_exception(raised));
        }
        let flushed =
            if this.is_exact::<TextIOWrapper>() { self.flush(t) } else { call_name(t, this, "flush", &[]).map(drop) };
        let first = flushed.err().map(|raised| t.take_exception(raised));
        let closed = call_name(t, &buffer, "close", &[]);
        match (first, closed) {
            (None, closed) => closed.map(drop),
            (Some(first), Ok(_)) => Err(t.raise_as_is(first)),
            (Some(first), Err(raised)) => {
                let second = t.take_exception(raised);
                if let Some(e) = second.downcast::<taipan_vm::exceptions::BaseException>() {
                    e.context.set(Some(first));
                }
                Err(t.raise_as_is(second))
            }
        }
    }
}

/// A string as a typed reference.
pub fn str_ref(t: &Thread, text: &str) -> PyResult<Ref<Str>> {
    str::intern(t, text)?.into_ref::<Str>().map_err(|_| t.system_error("not a string"))
}
