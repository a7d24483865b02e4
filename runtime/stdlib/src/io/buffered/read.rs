//! Reading through the buffer.

use taipan_vm::builtins::bytearray::ByteArray;
use taipan_vm::builtins::bytes::Bytes;
use taipan_vm::builtins::{int, str};
use taipan_vm::exceptions as exc;
use taipan_vm::object::attributes;
use taipan_vm::object::value::Obj;
use taipan_vm::thread::{PyResult, Thread};

use super::Buffered;
use crate::io::fileio::FileIO;
use crate::io::support::call_name;

impl Buffered {
    /// Appends what one raw read of up to `size` bytes gives; None where it would block.
    fn raw_read(&self, t: &Thread, out: &mut Vec<u8>, size: usize) -> PyResult<Option<usize>> {
        let raw = self.raw(t)?;
        let count = match raw.exact::<FileIO>() {
            Some(file) => file.read_into(t, out, size)?,
            None => {
                let array = ByteArray::new(t, vec![0; size])?;
                let got = call_name(t, &raw, "readinto", &[array.obj().clone()])?;
                if got.is_none() {
                    None
                } else {
                    if !int::is_int(&got) {
                        let raised = t.error(&exc::OS_ERROR, "raw readinto() failed");
                        return Err(raised);
                    }
                    let count = int::index_clipped(t, &got)?;
                    let Some(count) = usize::try_from(count).ok().filter(|n| *n <= size) else {
                        return Err(t.error(
                            &exc::OS_ERROR,
                            format!(
                                "raw readinto() returned invalid length {count} (should have been between 0 and {size})"
                            ),
                        ));
                    };
                    out.extend_from_slice(&array.to_vec()[..count]);
                    Some(count)
                }
            }
        };
        if let Some(count) = count {
            self.note_moved(count);
        }
        Ok(count)
    }

    /// Reads once into the empty buffer; None where that would block.
    fn fill(&self, t: &Thread) -> PyResult<Option<usize>> {
        let mut ahead = self.ahead.take();
        ahead.clear();
        self.read_at.set(0);
        let got = self.raw_read(t, &mut ahead, self.size.get());
        self.ahead.set(ahead);
        got
    }

    /// Appends up to `most` bytes of the buffer.
    fn consume(&self, out: &mut Vec<u8>, most: usize) -> usize {
        let ahead = self.ahead.take();
        let at = self.read_at.get().min(ahead.len());
        let count = most.min(ahead.len() - at);
        out.extend_from_slice(&ahead[at..at + count]);
        self.read_at.set(at + count);
        self.ahead.set(ahead);
        count
    }

    /// What comes before any reading: the file is open and nothing waits to be written.
    fn before_read(&self, t: &Thread) -> PyResult<()> {
        if self.writable.get() { self.write_out(t) } else { Ok(()) }
    }

    /// `read(size)`; None where nothing could be read without blocking.
    pub fn read(&self, t: &Thread, size: Option<usize>) -> PyResult<Option<Vec<u8>>> {
        self.check_open(t, "read of")?;
        self.before_read(t)?;
        let mut out = Vec::new();
        let Some(size) = size else { return self.read_all(t) };
        if out.try_reserve(size.min(1 << 24)).is_err() {
            return Err(t.no_memory());
        }
        self.consume(&mut out, size);
        while out.len() < size {
            let missing = size - out.len();
            let got = if missing >= self.size.get() {
                self.forget_ahead();
                self.raw_read(t, &mut out, missing - missing % self.size.get())?
            } else {
                let got = self.fill(t)?;
                self.consume(&mut out, missing);
                got
            };
            match got {
                None if out.is_empty() => return Ok(None),
                None | Some(0) => break,
                Some(_) => {}
            }
        }
        Ok(Some(out))
    }

    fn read_all(&self, t: &Thread) -> PyResult<Option<Vec<u8>>> {
        let mut out = Vec::new();
        self.consume(&mut out, usize::MAX);
        self.forget_ahead();
        let raw = self.raw(t)?;
        if let Some(file) = raw.exact::<FileIO>() {
            let rest = file.read_all(t)?;
            self.raw_at.set(None);
            return Ok(match rest {
                None if out.is_empty() => None,
                None => Some(out),
                Some(rest) if out.is_empty() => Some(rest),
                Some(rest) => {
                    out.extend_from_slice(&rest);
                    Some(out)
                }
            });
        }
        if let Some(readall) = attributes::get_optional(t, &raw, &str::intern(t, "readall")?)? {
            let rest = taipan_vm::call::call0(t, &readall)?;
            self.raw_at.set(None);
            if rest.is_none() {
                return Ok(if out.is_empty() { None } else { Some(out) });
            }
            let Some(rest) = rest.downcast::<Bytes>() else {
                return Err(t.type_error("readall() should return bytes"));
            };
            out.extend_from_slice(rest.as_slice());
            return Ok(Some(out));
        }
        loop {
            let got = call_name(t, &raw, "read", &[])?;
            if got.is_none() {
                return Ok(if out.is_empty() { None } else { Some(out) });
            }
            let Some(got) = got.downcast::<Bytes>() else { return Err(t.type_error("read() should return bytes")) };
            if got.is_empty() {
                return Ok(Some(out));
            }
            self.note_moved(got.len());
            out.extend_from_slice(got.as_slice());
        }
    }

    /// `read1(size)`: at most one raw read.
    pub fn read1(&self, t: &Thread, size: Option<usize>) -> PyResult<Vec<u8>> {
        self.check_open(t, "read of")?;
        let size = size.unwrap_or(self.size.get());
        let mut out = Vec::new();
        if size == 0 {
            return Ok(out);
        }
        self.before_read(t)?;
        if self.consume(&mut out, size) > 0 {
            return Ok(out);
        }
        self.forget_ahead();
        self.raw_read(t, &mut out, size)?;
        Ok(out)
    }

    /// One read of up to `size` bytes for a text layer that keeps bytes itself.
    pub fn read_chunk(&self, t: &Thread, size: usize) -> PyResult<Vec<u8>> {
        self.check_open(t, "read of")?;
        self.before_read(t)?;
        if self.unread() == 0 {
            self.fill(t)?;
        }
        let mut out = Vec::new();
        self.consume(&mut out, size);
        Ok(out)
    }

    /// `peek()`: what is buffered, after one raw read where nothing is.
    pub fn peek(&self, t: &Thread) -> PyResult<Vec<u8>> {
        self.check_open(t, "peek of")?;
        self.before_read(t)?;
        if self.unread() == 0 {
            self.fill(t)?;
        }
        let ahead = self.ahead.take();
        let seen = ahead[self.read_at.get().min(ahead.len())..].to_vec();
        self.ahead.set(ahead);
        Ok(seen)
    }

    /// A line, or as much of one as `limit` allows.
    pub fn read_line(&self, t: &Thread, limit: Option<usize>) -> PyResult<Vec<u8>> {
        self.check_open(t, "readline of")?;
        self.before_read(t)?;
        let mut line = Vec::new();
        loop {
            let room = limit.map_or(usize::MAX, |limit| limit - line.len());
            let ahead = self.ahead.take();
            let at = self.read_at.get().min(ahead.len());
            let seen = &ahead[at..];
            let seen = &seen[..seen.len().min(room)];
            let end = memchr::memchr(b'\n', seen);
            let count = end.map_or(seen.len(), |end| end + 1);
            line.extend_from_slice(&seen[..count]);
            self.ahead.set(ahead);
            self.read_at.set(at + count);
            if end.is_some() || limit.is_some_and(|limit| line.len() >= limit) {
                return Ok(line);
            }
            match self.fill(t)? {
                None | Some(0) => return Ok(line),
                Some(_) => {}
            }
        }
    }

    /// Fills up to `size` bytes; with `once`, after one raw read. None where it would block.
    pub(super) fn read_for(&self, t: &Thread, size: usize, once: bool) -> PyResult<Option<Vec<u8>>> {
        if once { self.read1(t, Some(size)).map(Some) } else { self.read(t, Some(size)) }
    }

    /// The next line, for iteration.
    pub(super) fn next_line(&self, t: &Thread) -> PyResult<Option<Obj>> {
        let this = self.this();
        let line = if Buffered::exact(&this).is_some() {
            Buffered::bytes(t, Some(self.read_line(t, None)?))?
        } else {
            let line = call_name(t, &this, "readline", &[])?;
            if line.downcast::<Bytes>().is_none() {
                let class = line.type_of().name_text();
                return Err(
                    t.error(&exc::OS_ERROR, format!("readline() should have returned a bytes object, not '{class}'"))
                );
            }
            line
        };
        let empty = line.downcast::<Bytes>().is_some_and(Bytes::is_empty);
        Ok(if empty { None } else { Some(line) })
    }
}
