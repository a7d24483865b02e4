//! Reading text: chunks of bytes are decoded as they come.

use taipan_vm::builtins::bytes::{Bytes, buffer};
use taipan_vm::builtins::decode_bytes;
use taipan_vm::builtins::str::{Str, StrBuilder};
use taipan_vm::call::IntoPy;
use taipan_vm::exceptions as exc;
use taipan_vm::object::attributes;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

use super::codec::MARK;
use super::{Codec, TextIOWrapper};
use crate::io::buffered::Buffered;
use crate::io::newline::{Newline, line_end, slice, substring};
use crate::io::support::{call_name, unsupported};

impl TextIOWrapper {
    /// Drops what was decoded and not asked for.
    pub(super) fn forget_decoded(&self) {
        if self.decoded.take().is_some() {
            self.used.set(0);
        }
        if self.readable.get() {
            let mut chunk = self.chunk.take();
            chunk.clear();
            self.chunk.set(chunk);
            self.rest.set(Vec::new());
            self.newlines.pending_cr.set(false);
        }
    }

    /// What comes before any reading.
    pub(super) fn before_read(&self, t: &Thread) -> PyResult<()> {
        self.check(t)?;
        if !self.readable.get() {
            return Err(unsupported(t, "not readable"));
        }
        self.write_pending(t)
    }

    /// Decodes bytes that follow those decoded before; with `last`, the end of the file is behind them.
    fn decode(&self, t: &Thread, data: &[u8], last: bool) -> PyResult<Ref<Str>> {
        let (encoding, errors) = self.names(t)?;
        let codec = self.codec.get();
        let name = codec.decode_name(encoding.utf8(t)?);
        let mut data = data;
        if codec == Codec::Utf8Sig && self.read_at_start.get() && !data.is_empty() {
            self.read_at_start.set(false);
            data = data.strip_prefix(MARK).unwrap_or(data);
        }
        let text = decode_bytes(t, data, name, errors.utf8(t)?)?;
        match self.newline.get() {
            newline @ (Newline::Universal | Newline::Raw | Newline::CrLf) => {
                self.newlines.process(t, text, newline == Newline::Universal, last)
            }
            _ => Ok(text),
        }
    }

    /// Everything the buffer still has.
    fn read_rest(&self, t: &Thread) -> PyResult<Vec<u8>> {
        let buffer = self.buffer(t)?;
        if let Some(buffered) = Buffered::exact(&buffer) {
            return Ok(buffered.read(t, None)?.unwrap_or_default());
        }
        let got = call_name(t, &buffer, "read", &[])?;
        if got.is_none() {
            return Ok(Vec::new());
        }
        self.bytes_read(t, &got, "read")
    }

    fn bytes_read(&self, t: &Thread, got: &Obj, method: &str) -> PyResult<Vec<u8>> {
        if let Some(bytes) = got.downcast::<Bytes>() {
            return Ok(bytes.as_slice().to_vec());
        }
        match buffer::bytes_like(t, got)? {
            Some(data) => Ok(data),
            None => {
                let class = got.type_of().name_text();
                Err(t.type_error(format!(
                    "underlying {method}() should have returned a bytes-like object, not '{class}'"
                )))
            }
        }
    }

    /// Decodes one more chunk; false at the end of the file. What was decoded before must be used up.
    fn next_chunk(&self, t: &Thread, hint: usize) -> PyResult<bool> {
        let codec = self.codec.get();
        let (data, last) = if codec.is_incremental() {
            let buffer = self.buffer(t)?;
            let size = self.chunk_size.get().max(hint);
            let data = match Buffered::exact(&buffer) {
                Some(buffered) => buffered.read_chunk(t, size)?,
                None => {
                    let once = taipan_vm::builtins::str::intern(t, "read1")?;
                    let method = if attributes::get_optional(t, &buffer, &once)?.is_some() { "read1" } else { "read" };
                    let got = call_name(t, &buffer, method, &[size.into_py(t)?])?;
                    self.bytes_read(t, &got, method)?
                }
            };
            let last = data.is_empty();
            (data, last)
        } else {
            (self.read_rest(t)?, true)
        };
        let mut all = self.rest.take();
        let chunk = if all.is_empty() {
            data
        } else {
            all.extend_from_slice(&data);
            all
        };
        let whole = if last { chunk.len() } else { codec.complete(&chunk) };
        self.rest.set(chunk[whole..].to_vec());
        self.chunk_pending_cr.set(self.newlines.pending_cr.get());
        let text = self.decode(t, &chunk[..whole], last)?;
        let more = !text.is_empty() || !last;
        self.decoded.set(Some(text));
        self.used.set(0);
        self.chunk.set(chunk);
        Ok(more)
    }

    /// The decoded text that is not consumed yet, up to `most` characters, which are consumed by this.
    fn take_decoded(&self, t: &Thread, most: usize) -> PyResult<Option<Ref<Str>>> {
        let Some(text) = self.decoded.get() else { return Ok(None) };
        let used = self.used.get();
        let end = text.len().min(used.saturating_add(most));
        if used >= end {
            return Ok(None);
        }
        self.used.set(end);
        substring(t, &text, used, end).map(Some)
    }

    /// `read(size)`.
    pub(super) fn read_text(&self, t: &Thread, size: Option<usize>) -> PyResult<Ref<Str>> {
        self.before_read(t)?;
        let Some(size) = size else {
            let before = self.take_decoded(t, usize::MAX)?;
            let mut data = self.rest.take();
            data.extend_from_slice(&self.read_rest(t)?);
            let rest = self.decode(t, &data, true)?;
            self.forget_decoded();
            return match before {
                Some(before) => Str::concat(t, &before, &rest),
                None => Ok(rest),
            };
        };
        let mut out: Option<StrBuilder> = None;
        let mut first = None;
        let mut count = 0;
        while count < size {
            match self.take_decoded(t, size - count)? {
                Some(piece) => {
                    count += piece.len();
                    match (&mut out, &first) {
                        (None, None) => first = Some(piece),
                        (None, Some(one)) => {
                            let mut builder = StrBuilder::new();
                            builder.push_text(one);
                            builder.push_text(&piece);
                            out = Some(builder);
                        }
                        (Some(builder), _) => builder.push_text(&piece),
                    }
                }
                None => {
                    if !self.next_chunk(t, size - count)? {
                        break;
                    }
                }
            }
        }
        match (out, first) {
            (Some(builder), _) => builder.finish(t),
            (None, Some(one)) => Ok(one),
            (None, None) => StrBuilder::new().finish(t),
        }
    }

    /// `readline(limit)`; the empty string at the end.
    pub(super) fn read_line(&self, t: &Thread, limit: Option<usize>) -> PyResult<Ref<Str>> {
        self.before_read(t)?;
        let newline = self.newline.get();
        let mut out: Option<StrBuilder> = None;
        loop {
            let so_far = out.as_ref().map_or(0, StrBuilder::len);
            let room = limit.map_or(usize::MAX, |limit| limit - so_far);
            if room == 0 {
                break;
            }
            if let Some(text) = self.decoded.get().filter(|text| self.used.get() < text.len()) {
                let used = self.used.get();
                let found = line_end(text.units(), used, newline);
                let end = found.unwrap_or(text.len()).min(used.saturating_add(room));
                self.used.set(end);
                let complete = found == Some(end) || end - used == room;
                match &mut out {
                    None if complete => return substring(t, &text, used, end),
                    None => {
                        let mut builder = StrBuilder::new();
                        builder.push_units(slice(text.units(), used, end));
                        out = Some(builder);
                    }
                    Some(builder) => builder.push_units(slice(text.units(), used, end)),
                }
                if complete {
                    break;
                }
            }
            if !self.next_chunk(t, 0)? {
                break;
            }
        }
        out.unwrap_or_default().finish(t)
    }

    /// The next line for iteration.
    pub(super) fn next_line(&self, t: &Thread, this: &Obj) -> PyResult<Option<Obj>> {
        self.telling.set(false);
        let line = if this.is_exact::<TextIOWrapper>() {
            self.read_line(t, None)?.into_obj()
        } else {
            let line = call_name(t, this, "readline", &[])?;
            if Str::of(&line).is_none() {
                let class = line.type_of().name_text();
                return Err(
                    t.error(&exc::OS_ERROR, format!("readline() should have returned a str object, not '{class}'"))
                );
            }
            line
        };
        if Str::of(&line).is_some_and(Str::is_empty) {
            self.forget_decoded();
            self.telling.set(self.seekable.get());
            return Ok(None);
        }
        Ok(Some(line))
    }
}
