//! Buffered files: what `BufferedReader`, `BufferedWriter` and `BufferedRandom` share.
//!
//! At any time either the read buffer holds bytes ahead of the position, or the write buffer holds
//! bytes that the raw file has not got, never both. Buffers are taken out of their cells while the raw
//! file is called, for it may be Python code that comes back here.

pub mod classes;
pub mod pair;
pub mod read;
pub mod write;

use std::cell::Cell;

use taipan_vm::builtins::bytes;
use taipan_vm::builtins::str;
use taipan_vm::call::{IntoPy, Receiver};
use taipan_vm::memory::Visitor;
use taipan_vm::object::cell::ObjCell;
use taipan_vm::object::types::NativeType;
use taipan_vm::object::value::{Borrowed, Obj};
use taipan_vm::object::{Header, attributes, protocol};
use taipan_vm::thread::{PyResult, Raised, Thread};

use super::base::{IOBase, check_ability};
use super::fileio::FileIO;
use super::support::{ask, call_name, flag_of, int_result};

pub use classes::{BufferedRandom, BufferedReader, BufferedWriter};

/// The state of a buffered file; every class of this folder starts with it.
#[repr(C)]
pub struct Buffered {
    base: IOBase,
    raw: ObjCell,
    detached: Cell<bool>,
    readable: Cell<bool>,
    writable: Cell<bool>,
    finalizing: Cell<bool>,
    size: Cell<usize>,
    /// Bytes read ahead, of which `read_at` are consumed.
    ahead: Cell<Vec<u8>>,
    read_at: Cell<usize>,
    /// Bytes not yet written.
    behind: Cell<Vec<u8>>,
    /// The raw file's position, where it is known.
    raw_at: Cell<Option<i64>>,
}

/// What the class of a buffered file can do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ability {
    Read,
    Write,
    Both,
}

impl<'a> Receiver<'a> for &'a Buffered {
    fn receive(t: &Thread, receiver: &'a Obj, method: &str) -> PyResult<&'a Buffered> {
        match Buffered::of(receiver) {
            Some(this) => Ok(this),
            None => {
                let class = receiver.type_of().name_text();
                Err(t.type_error(format!(
                    "descriptor '{method}' for 'Buffered' objects doesn't apply to a '{class}' object"
                )))
            }
        }
    }
}

impl Buffered {
    fn new(head: Header) -> Buffered {
        Buffered {
            base: IOBase::new(head),
            raw: ObjCell::empty(),
            detached: Cell::new(false),
            readable: Cell::new(false),
            writable: Cell::new(false),
            finalizing: Cell::new(false),
            size: Cell::new(super::support::DEFAULT_BUFFER_SIZE),
            ahead: Cell::new(Vec::new()),
            read_at: Cell::new(0),
            behind: Cell::new(Vec::new()),
            raw_at: Cell::new(None),
        }
    }

    /// The buffered file an object is, if it is one.
    pub fn of(object: &Obj) -> Option<&Buffered> {
        if let Some(writer) = object.downcast::<BufferedWriter>() {
            return Some(&writer.inner);
        }
        if let Some(reader) = object.downcast::<BufferedReader>() {
            return Some(&reader.inner);
        }
        object.downcast::<BufferedRandom>().map(|random| &random.inner)
    }

    /// The buffered file an object is, if its class is exactly one of ours.
    #[inline]
    pub fn exact(object: &Obj) -> Option<&Buffered> {
        if let Some(writer) = object.exact::<BufferedWriter>() {
            return Some(&writer.inner);
        }
        if let Some(reader) = object.exact::<BufferedReader>() {
            return Some(&reader.inner);
        }
        object.exact::<BufferedRandom>().map(|random| &random.inner)
    }

    pub fn this(&self) -> Borrowed<'_> {
        self.base.borrowed()
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.base.visit(visitor);
        self.raw.visit(visitor);
    }

    fn clear_references(&self, t: &Thread) {
        self.base.clear_references(t);
        self.raw.set(None);
    }

    /// `__init__` of every class.
    fn start(&self, t: &Thread, raw: &Obj, size: i64, ability: Ability) -> PyResult<()> {
        self.raw.set(None);
        self.detached.set(false);
        if ability == Ability::Both {
            check_ability(t, raw, "seekable")?;
        }
        if ability != Ability::Write {
            check_ability(t, raw, "readable")?;
        }
        if ability != Ability::Read {
            check_ability(t, raw, "writable")?;
        }
        self.start_unchecked(t, raw, size, ability)
    }

    fn start_unchecked(&self, t: &Thread, raw: &Obj, size: i64, ability: Ability) -> PyResult<()> {
        if size <= 0 {
            return Err(t.value_error("buffer size must be strictly positive"));
        }
        self.readable.set(ability != Ability::Write);
        self.writable.set(ability != Ability::Read);
        self.size.set(size as usize);
        self.ahead.set(Vec::new());
        self.read_at.set(0);
        self.behind.set(Vec::new());
        self.raw_at.set(None);
        self.raw.set(Some(raw.clone()));
        Ok(())
    }

    /// The raw file.
    pub fn raw(&self, t: &Thread) -> PyResult {
        match self.raw.get() {
            Some(raw) => Ok(raw),
            None if self.detached.get() => Err(t.value_error("raw stream has been detached")),
            None => Err(t.value_error("I/O operation on uninitialized object")),
        }
    }

    pub fn is_closed(&self, t: &Thread) -> PyResult<bool> {
        // SAFETY: asking a FileIO runs no Python code.
        if let Some(file) = unsafe { self.raw.borrow() }.and_then(Obj::exact::<FileIO>) {
            return Ok(file.is_closed());
        }
        let raw = self.raw(t)?;
        flag_of(t, &raw, "closed")
    }

    /// ValueError where the file is closed: `what` as in "read of".
    fn check_open(&self, t: &Thread, what: &str) -> PyResult<()> {
        if self.is_closed(t)? { Err(self.closed_error(t, what)) } else { Ok(()) }
    }

    #[cold]
    fn closed_error(&self, t: &Thread, what: &str) -> Raised {
        t.value_error(format!("{what} closed file"))
    }

    /// How many bytes were read ahead of the position.
    fn unread(&self) -> usize {
        let ahead = self.ahead.take();
        let count = ahead.len() - self.read_at.get().min(ahead.len());
        self.ahead.set(ahead);
        count
    }

    fn unwritten(&self) -> usize {
        let behind = self.behind.take();
        let count = behind.len();
        self.behind.set(behind);
        count
    }

    fn note_moved(&self, count: usize) {
        self.raw_at.set(self.raw_at.get().map(|at| at + count as i64));
    }

    fn raw_tell(&self, t: &Thread) -> PyResult<i64> {
        let raw = self.raw(t)?;
        let at = match raw.exact::<FileIO>() {
            Some(file) => file.seek_to(t, 0, libc::SEEK_CUR)?,
            None => {
                let at = call_name(t, &raw, "tell", &[])?;
                int_result(t, &at, "Python int too large to convert to C long")?
            }
        };
        self.check_position(t, at)
    }

    fn check_position(&self, t: &Thread, at: i64) -> PyResult<i64> {
        if at < 0 {
            self.raw_at.set(None);
            return Err(t.error(&taipan_vm::exceptions::OS_ERROR, format!("Raw stream returned invalid position {at}")));
        }
        self.raw_at.set(Some(at));
        Ok(at)
    }

    fn raw_seek(&self, t: &Thread, offset: i64, whence: i32) -> PyResult<i64> {
        let raw = self.raw(t)?;
        self.raw_at.set(None);
        let at = match raw.exact::<FileIO>() {
            Some(file) => file.seek_to(t, offset, whence)?,
            None => {
                let at = call_name(t, &raw, "seek", &[offset.into_py(t)?, Obj::from_i32(whence)])?;
                int_result(t, &at, "Python int too large to convert to C long")?
            }
        };
        self.check_position(t, at)
    }

    /// The position as the user of the file sees it.
    pub fn tell(&self, t: &Thread) -> PyResult<i64> {
        let at = self.raw_tell(t)?;
        Ok((at - self.unread() as i64 + self.unwritten() as i64).max(0))
    }

    pub fn seek(&self, t: &Thread, target: i64, whence: i32) -> PyResult<i64> {
        if !(0..=2).contains(&whence) && !(3..=4).contains(&whence) {
            return Err(t.value_error(format!("whence value {whence} unsupported")));
        }
        self.check_open(t, "seek of")?;
        let raw = self.raw(t)?;
        match raw.exact::<FileIO>() {
            Some(file) if file.is_seekable(t)? => {}
            _ => check_ability(t, &raw, "seekable")?,
        }
        if self.readable.get() && whence < 2 && self.unwritten() == 0 {
            let at = match self.raw_at.get() {
                Some(at) => at,
                None => self.raw_tell(t)?,
            };
            let unread = self.unread() as i64;
            let here = at - unread;
            let wanted = if whence == 0 { target } else { here.saturating_add(target) };
            let ahead = self.ahead.take();
            let first = at - ahead.len() as i64;
            let inside = !ahead.is_empty() && wanted >= first && wanted <= at;
            self.ahead.set(ahead);
            if inside {
                self.read_at.set((wanted - first) as usize);
                return Ok(wanted);
            }
        }
        self.write_out(t)?;
        let target = if whence == 1 { target - self.unread() as i64 } else { target };
        let at = self.raw_seek(t, target, whence)?;
        self.forget_ahead();
        Ok(at)
    }

    fn forget_ahead(&self) {
        let mut ahead = self.ahead.take();
        ahead.clear();
        self.ahead.set(ahead);
        self.read_at.set(0);
    }

    /// Moves the raw file back to the position, before something is written or truncated there.
    fn give_back(&self, t: &Thread) -> PyResult<()> {
        let unread = self.unread();
        if unread > 0 {
            self.raw_seek(t, -(unread as i64), 1)?;
        }
        self.forget_ahead();
        Ok(())
    }

    pub fn flush(&self, t: &Thread) -> PyResult<()> {
        self.check_open(t, "flush of")?;
        self.flush_now(t)
    }

    fn flush_now(&self, t: &Thread) -> PyResult<()> {
        self.write_out(t)?;
        if self.readable.get() && self.writable.get() && self.unread() > 0 {
            self.give_back(t)?;
        }
        Ok(())
    }

    fn close(&self, t: &Thread) -> PyResult<()> {
        let raw = self.raw(t)?;
        if self.is_closed(t)? {
            return Ok(());
        }
        let this = self.this();
        if self.finalizing.get()
            && let Some(warn) = attributes::get_optional(t, &raw, &str::intern(t, "_dealloc_warn")?)?
        {
            taipan_vm::call::call1(t, &warn, &this)?;
        }
        let flushed =
            if Buffered::exact(&this).is_some() { self.flush(t) } else { call_name(t, &this, "flush", &[]).map(drop) };
        let first = flushed.err().map(|raised| t.take_exception(raised));
        let closed = call_name(t, &raw, "close", &[]);
        self.ahead.set(Vec::new());
        self.read_at.set(0);
        self.behind.set(Vec::new());
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

    fn detach(&self, t: &Thread) -> PyResult {
        let raw = self.raw(t)?;
        call_name(t, &self.this(), "flush", &[])?;
        self.raw.set(None);
        self.detached.set(true);
        Ok(raw)
    }

    fn truncate(&self, t: &Thread, size: Option<&Obj>) -> PyResult {
        self.check_open(t, "truncate of")?;
        if !self.writable.get() {
            return Err(super::support::unsupported(t, "truncate"));
        }
        self.flush_now(t)?;
        let size = match size.filter(|s| !s.is_none()) {
            Some(size) => size.clone(),
            None => self.tell(t)?.into_py(t)?,
        };
        let raw = self.raw(t)?;
        let result = call_name(t, &raw, "truncate", &[size])?;
        self.raw_at.set(None);
        Ok(result)
    }

    fn ask_raw(&self, t: &Thread, what: &str) -> PyResult<bool> {
        ask(t, &self.raw(t)?, what)
    }

    fn raw_attribute(&self, t: &Thread, name: &str) -> PyResult {
        attributes::get_text(t, &self.raw(t)?, name)
    }

    fn set_finalizing(&self, t: &Thread, value: Option<&Obj>) -> PyResult<()> {
        self.finalizing.set(value.map_or(Ok(false), |v| protocol::is_true(t, v))?);
        Ok(())
    }

    fn bytes(t: &Thread, data: Option<Vec<u8>>) -> PyResult {
        match data {
            Some(data) => bytes::from_slice(t, &data),
            None => Ok(Obj::NONE),
        }
    }
}
