//! Positions of text files: byte offsets of the characters that come next.

use taipan_vm::builtins::{encode_text, int};
use taipan_vm::call::IntoPy;
use taipan_vm::exceptions as exc;
use taipan_vm::object::protocol;
use taipan_vm::object::value::Obj;
use taipan_vm::thread::{PyResult, Thread};

use super::TextIOWrapper;
use crate::io::buffered::Buffered;
use crate::io::newline::{Newline, substring};
use crate::io::support::{call_name, int_result, unsupported};

impl TextIOWrapper {
    fn buffer_tell(&self, t: &Thread, buffer: &Obj) -> PyResult<i64> {
        match Buffered::exact(buffer) {
            Some(buffered) => buffered.tell(t),
            None => int_result(t, &call_name(t, buffer, "tell", &[])?, "Python int too large to convert to C long"),
        }
    }

    fn buffer_seek(&self, t: &Thread, offset: i64, whence: i32) -> PyResult<i64> {
        let buffer = self.buffer(t)?;
        match Buffered::exact(&buffer) {
            Some(buffered) => buffered.seek(t, offset, whence),
            None => {
                let at = call_name(t, &buffer, "seek", &[offset.into_py(t)?, Obj::from_i32(whence)])?;
                int_result(t, &at, "Python int too large to convert to C long")
            }
        }
    }

    pub(super) fn tell(&self, t: &Thread) -> PyResult<i64> {
        self.check(t)?;
        if !self.seekable.get() {
            return Err(unsupported(t, "underlying stream is not seekable"));
        }
        if !self.telling.get() {
            return Err(t.error(&exc::OS_ERROR, "telling position disabled by next() call"));
        }
        self.write_pending(t)?;
        self.flush_buffer(t)?;
        let buffer = self.buffer(t)?;
        let end = self.buffer_tell(t, &buffer)?;
        let Some(text) = self.decoded.get() else { return Ok(end) };
        let used = self.used.get();
        let chunk = self.chunk.take();
        let start = end - chunk.len() as i64;
        let consumed = if used == text.len() && !self.newlines.pending_cr.get() {
            let rest = self.rest.take();
            let count = chunk.len() - rest.len().min(chunk.len());
            self.rest.set(rest);
            Ok(count as i64)
        } else {
            self.bytes_consumed(t, &text, used, &chunk)
        };
        self.chunk.set(chunk);
        Ok(start + consumed?)
    }

    /// How many bytes of the chunk the first `used` characters came from.
    fn bytes_consumed(
        &self,
        t: &Thread,
        text: &taipan_vm::object::value::Ref<taipan_vm::builtins::str::Str>,
        used: usize,
        chunk: &[u8],
    ) -> PyResult<i64> {
        let codec = self.codec.get();
        if !codec.is_incremental() {
            let (encoding, errors) = self.names(t)?;
            let front = substring(t, text, 0, used)?;
            return Ok(encode_text(t, &front, encoding.utf8(t)?, errors.utf8(t)?)?.len() as i64);
        }
        let translated = self.newline.get() == Newline::Universal;
        let mark = if codec == super::Codec::Utf8Sig && chunk.starts_with(super::codec::MARK) { 3 } else { 0 };
        let chunk = &chunk[mark..];
        if self.chunk_pending_cr.get() && used > 0 {
            // The first character is the `\r` that the chunk before ended with.
            let joined = usize::from(translated && chunk.first() == Some(&b'\n'));
            return Ok((mark + joined + codec.bytes_of(&chunk[joined..], used - 1, translated)) as i64);
        }
        if self.chunk_pending_cr.get() {
            return Ok(-1);
        }
        Ok((mark + codec.bytes_of(chunk, used, translated)) as i64)
    }

    pub(super) fn seek(&self, t: &Thread, cookie: &Obj, whence: i32) -> PyResult<i64> {
        self.check(t)?;
        if !self.seekable.get() {
            return Err(unsupported(t, "underlying stream is not seekable"));
        }
        let is_zero = !protocol::is_true(t, cookie)?;
        let target = match whence {
            1 => {
                if !is_zero {
                    return Err(unsupported(t, "can't do nonzero cur-relative seeks"));
                }
                self.tell(t)?
            }
            2 => {
                if !is_zero {
                    return Err(unsupported(t, "can't do nonzero end-relative seeks"));
                }
                self.flush(t)?;
                self.forget_decoded();
                let at = self.buffer_seek(t, 0, 2)?;
                self.note_start(at);
                return Ok(at);
            }
            0 => int::index_as_i64(t, cookie, "Python int too large to convert to C long")?,
            _ => return Err(t.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
        };
        if target < 0 {
            return Err(t.value_error(format!("negative seek position {target}")));
        }
        self.flush(t)?;
        self.buffer_seek(t, target, 0)?;
        self.forget_decoded();
        self.note_start(target);
        Ok(target)
    }

    /// Whether byte order marks are due at a position.
    fn note_start(&self, at: i64) {
        self.at_start.set(at == 0);
        self.read_at_start.set(at == 0);
    }

    pub(super) fn truncate(&self, t: &Thread, size: Option<&Obj>) -> PyResult {
        self.check(t)?;
        self.flush(t)?;
        let size = match size.filter(|s| !s.is_none()) {
            Some(size) => size.clone(),
            None => self.tell(t)?.into_py(t)?,
        };
        call_name(t, &self.buffer(t)?, "truncate", &[size])
    }
}
