//! Writing through the buffer.

use taipan_vm::builtins::{bytes, int};
use taipan_vm::call::IntoPy;
use taipan_vm::exceptions::{self as exc, BaseException, os_error};
use taipan_vm::object::value::Obj;
use taipan_vm::thread::{PyResult, Raised, Thread};

use super::Buffered;
use crate::io::fileio::FileIO;
use crate::io::support::{call_name, check_signals};

impl Buffered {
    /// Hands bytes to the raw file: how many it took, None where it would block.
    fn raw_write(&self, t: &Thread, data: &[u8]) -> PyResult<Option<usize>> {
        let raw = self.raw(t)?;
        let count = match raw.exact::<FileIO>() {
            Some(file) => file.write_bytes(t, data)?,
            None => {
                let got = call_name(t, &raw, "write", &[bytes::from_slice(t, data)?])?;
                if got.is_none() {
                    return Ok(None);
                }
                let count = int::index_as_i64(t, &got, "cannot fit 'int' into an index-sized integer")?;
                match usize::try_from(count) {
                    Ok(count) if count <= data.len() => Some(count),
                    _ => {
                        let most = data.len();
                        return Err(t.error(
                            &exc::OS_ERROR,
                            format!(
                                "raw write() returned invalid length {count} (should have been between 0 and {most})"
                            ),
                        ));
                    }
                }
            }
        };
        if let Some(count) = count {
            self.note_moved(count);
        }
        Ok(count)
    }

    /// Writes everything that waits. What could not be written stays.
    pub(super) fn write_out(&self, t: &Thread) -> PyResult<()> {
        let mut behind = self.behind.take();
        if behind.is_empty() {
            self.behind.set(behind);
            return Ok(());
        }
        let mut done = 0;
        let result = loop {
            if done >= behind.len() {
                break Ok(());
            }
            match self.raw_write(t, &behind[done..]) {
                Ok(Some(count)) => done += count,
                Ok(None) => break Err(would_block(t, 0)),
                Err(raised) => break Err(raised),
            }
            if let Err(raised) = check_signals(t) {
                break Err(raised);
            }
        };
        behind.drain(..done);
        // What was written meanwhile, by code that the raw file ran, comes after.
        let meanwhile = self.behind.take();
        behind.extend_from_slice(&meanwhile);
        self.behind.set(behind);
        result
    }

    /// `write(data)`.
    #[inline]
    pub fn write(&self, t: &Thread, data: &[u8]) -> PyResult<()> {
        self.check_open(t, "write to")?;
        if self.readable.get() {
            self.give_back(t)?;
        }
        let mut behind = self.behind.take();
        let size = self.size.get();
        if behind.len() + data.len() <= size {
            if behind.capacity() == 0 && behind.try_reserve_exact(size).is_err() {
                return Err(t.no_memory());
            }
            behind.extend_from_slice(data);
            self.behind.set(behind);
            return Ok(());
        }
        self.behind.set(behind);
        self.write_large(t, data)
    }

    /// Writes what does not fit behind what waits.
    fn write_large(&self, t: &Thread, data: &[u8]) -> PyResult<()> {
        let size = self.size.get();
        let mut behind = self.behind.take();
        let first = (size.saturating_sub(behind.len())).min(data.len());
        let (head, mut rest) = if behind.is_empty() { (&data[..0], data) } else { data.split_at(first) };
        behind.extend_from_slice(head);
        self.behind.set(behind);
        if let Err(raised) = self.write_out(t) {
            // A file that would block takes what the buffer still has room for.
            if !t.raised_is(&exc::BLOCKING_IO_ERROR) {
                return Err(raised);
            }
            drop(t.take_exception(raised));
            return self.keep_some(t, head.len(), rest);
        }
        while rest.len() > size {
            match self.raw_write(t, rest)? {
                Some(count) => rest = &rest[count..],
                None => return self.keep_some(t, data.len() - rest.len(), rest),
            }
            check_signals(t)?;
        }
        let mut behind = self.behind.take();
        behind.extend_from_slice(rest);
        self.behind.set(behind);
        Ok(())
    }

    /// Buffers what fits of `rest`, and raises BlockingIOError if that is not all.
    fn keep_some(&self, t: &Thread, taken: usize, rest: &[u8]) -> PyResult<()> {
        let mut behind = self.behind.take();
        let room = self.size.get().saturating_sub(behind.len()).min(rest.len());
        behind.extend_from_slice(&rest[..room]);
        self.behind.set(behind);
        if room == rest.len() {
            return Ok(());
        }
        Err(would_block(t, taken + room))
    }
}

/// `BlockingIOError(EAGAIN, message, characters_written)`.
#[cold]
fn would_block(t: &Thread, written: usize) -> Raised {
    let make = || -> PyResult {
        let arguments = [Obj::from_i32(libc::EAGAIN), "write could not complete without blocking".into_py(t)?];
        let exception = BaseException::instantiate(t, &exc::BLOCKING_IO_ERROR, &arguments)?;
        if let Some(e) = exception.downcast::<BaseException>() {
            e.field(os_error::WRITTEN).set(Some(written.into_py(t)?));
        }
        Ok(exception)
    };
    match make() {
        Ok(exception) => t.raise(exception),
        Err(raised) => raised,
    }
}
