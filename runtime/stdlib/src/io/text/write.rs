//! Writing text: encoded straight into the pending bytes, which go on when there are enough.

use taipan_vm::builtins::bytes;
use taipan_vm::builtins::encode_text;
use taipan_vm::builtins::str::{Str, StrBuilder, Units};
use taipan_vm::object::value::Obj;
use taipan_vm::text::codecs::utf8;
use taipan_vm::thread::{PyResult, Thread, names};

use super::codec::MARK;
use super::{Codec, TextIOWrapper};
use crate::io::buffered::Buffered;
use crate::io::newline::find;
use crate::io::support::{call_name, unsupported};

/// Writes to a stream that is exactly a text file whose `write` nobody replaced.
pub fn direct(t: &Thread, stream: &Obj, text: &Str) -> Option<PyResult<()>> {
    let this = stream.exact::<TextIOWrapper>()?;
    match this.base.has_attribute(t, &names::write) {
        Ok(false) => Some(this.write_text(t, text)),
        Ok(true) => None,
        Err(raised) => Some(Err(raised)),
    }
}

impl TextIOWrapper {
    /// `write(text)`.
    pub fn write_text(&self, t: &Thread, text: &Str) -> PyResult<()> {
        self.check(t)?;
        if !self.writable.get() {
            return Err(unsupported(t, "not writable"));
        }
        let line_end = self.newline.get().written();
        let buffering = self.line_buffering.get();
        let mut flush = false;
        let mut translated = None;
        if buffering || line_end.is_some() {
            let has_lf = find(text.units(), 0, b'\n').is_some();
            flush = buffering && (has_lf || find(text.units(), 0, b'\r').is_some());
            if let (true, Some(line_end)) = (has_lf, line_end) {
                let mut out = StrBuilder::with_capacity(text.len() + 8);
                for c in text.units().iter() {
                    if c == 10 { out.push_str(line_end) } else { out.push(c) }
                }
                translated = Some(out.finish(t)?);
            }
        }
        let text = translated.as_deref().unwrap_or(text);
        self.encode(t, text)?;
        let pending = self.pending.take();
        let enough = pending.len() >= self.chunk_size.get();
        self.pending.set(pending);
        if enough || flush || self.write_through.get() {
            self.write_pending(t)?;
        }
        if flush {
            self.flush_buffer(t)?;
        }
        self.forget_decoded();
        Ok(())
    }

    /// Appends the bytes of a text to the pending ones.
    #[inline]
    fn encode(&self, t: &Thread, text: &Str) -> PyResult<()> {
        let codec = self.codec.get();
        match (codec, text.units()) {
            (Codec::Utf8 | Codec::Ascii | Codec::Latin1, Units::One(u)) if text.is_ascii() => self.push(t, u),
            (Codec::Latin1, Units::One(u)) => self.push(t, u),
            (Codec::Utf8, Units::One(u)) => {
                let mut pending = self.pending.take();
                utf8::encode_latin1(u, &mut pending);
                self.pending.set(pending);
                Ok(())
            }
            (Codec::Utf8, Units::Two(u)) if !u.iter().any(|c| utf8::is_surrogate(u32::from(*c))) => {
                self.push_points(u.iter().map(|c| u32::from(*c)));
                Ok(())
            }
            (Codec::Utf8, Units::Four(u)) if !u.iter().any(|c| utf8::is_surrogate(*c)) => {
                self.push_points(u.iter().copied());
                Ok(())
            }
            _ => self.encode_slow(t, codec, text),
        }
    }

    fn push_points(&self, points: impl Iterator<Item = u32>) {
        let mut pending = self.pending.take();
        points.for_each(|c| utf8::push_code_point(c, &mut pending));
        self.pending.set(pending);
    }

    #[cold]
    fn encode_slow(&self, t: &Thread, codec: Codec, text: &Str) -> PyResult<()> {
        if text.is_empty() {
            return Ok(());
        }
        let (encoding, errors) = self.names(t)?;
        let at_start = self.at_start.replace(false);
        let name = codec.encode_name(encoding.utf8(t)?, at_start);
        let data = encode_text(t, text, name, errors.utf8(t)?)?;
        if codec == Codec::Utf8Sig && at_start {
            self.push(t, MARK)?;
        }
        self.push(t, &data)
    }

    /// Appends to the pending bytes; what makes them more than a chunk goes behind a write.
    #[inline]
    fn push(&self, t: &Thread, data: &[u8]) -> PyResult<()> {
        let mut pending = self.pending.take();
        let size = self.chunk_size.get();
        if pending.len() + data.len() > size && !pending.is_empty() {
            self.pending.set(pending);
            self.write_pending(t)?;
            pending = self.pending.take();
        }
        if pending.capacity() == 0 {
            pending.reserve(size.min(super::CHUNK) + 1);
        }
        if pending.try_reserve(data.len()).is_err() {
            return Err(t.no_memory());
        }
        pending.extend_from_slice(data);
        self.pending.set(pending);
        Ok(())
    }

    /// Hands the pending bytes to the buffer.
    pub(super) fn write_pending(&self, t: &Thread) -> PyResult<()> {
        let mut pending = self.pending.take();
        if pending.is_empty() {
            self.pending.set(pending);
            return Ok(());
        }
        let buffer = self.buffer(t)?;
        let result = match Buffered::exact(&buffer) {
            Some(buffered) => buffered.write(t, &pending),
            None => bytes::from_slice(t, &pending).and_then(|data| call_name(t, &buffer, "write", &[data]).map(drop)),
        };
        // The memory is kept for what comes next, behind what was written meanwhile.
        pending.clear();
        let meanwhile = self.pending.take();
        pending.extend_from_slice(&meanwhile);
        self.pending.set(pending);
        result
    }
}
