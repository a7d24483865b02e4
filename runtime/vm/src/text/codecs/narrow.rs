//! ASCII and Latin-1.

use super::super::sink::{TextSink, Unit};
use super::{CodecFault, DecodeHandler, EncodeHandler, Replacement, ascii_prefix};

/// A codec of one byte per character, equal to Unicode below its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Narrow {
    Ascii,
    Latin1,
}

impl Narrow {
    /// Name in exceptions.
    pub fn name(self) -> &'static str {
        match self {
            Narrow::Ascii => "ascii",
            Narrow::Latin1 => "latin-1",
        }
    }

    /// The reason of its faults.
    pub fn reason(self) -> &'static str {
        match self {
            Narrow::Ascii => "ordinal not in range(128)",
            Narrow::Latin1 => "ordinal not in range(256)",
        }
    }

    fn limit(self) -> u32 {
        match self {
            Narrow::Ascii => 0x80,
            Narrow::Latin1 => 0x100,
        }
    }
}

/// Decodes ASCII.
pub fn decode_ascii<S: TextSink, H: DecodeHandler<S>>(
    input: &[u8],
    handler: &mut H,
    out: &mut S,
) -> Result<(), H::Error> {
    out.reserve(input.len());
    let mut at = 0;
    while at < input.len() {
        let run = ascii_prefix(&input[at..]);
        out.push_ascii(&input[at..at + run]);
        at += run;
        if at < input.len() {
            let fault = CodecFault { encoding: "ascii", start: at, end: at + 1, reason: Narrow::Ascii.reason() };
            at = handler.decode_fault(input, fault, out)?;
        }
    }
    Ok(())
}

/// Decodes Latin-1: cannot fail.
pub fn decode_latin1<S: TextSink>(input: &[u8], out: &mut S) {
    out.reserve(input.len());
    out.push_units(input);
}

/// Encodes, appending to `out`. A fault covers a whole run of characters beyond the limit.
pub fn encode<U: Unit, H: EncodeHandler>(
    codec: Narrow,
    text: &[U],
    handler: &mut H,
    out: &mut Vec<u8>,
) -> Result<(), H::Error> {
    let limit = codec.limit();
    out.reserve(text.len());
    if let Some(bytes) = U::as_bytes(text)
        && (codec == Narrow::Latin1 || bytes.is_ascii())
    {
        out.extend_from_slice(bytes);
        return Ok(());
    }
    let mut at = 0;
    while let Some(u) = text.get(at) {
        if u.code() < limit {
            out.push(u.code() as u8);
            at += 1;
            continue;
        }
        let run = text[at..].iter().take_while(|u| u.code() >= limit).count();
        let fault = CodecFault { encoding: codec.name(), start: at, end: at + run, reason: codec.reason() };
        let (replacement, next) = handler.encode_fault(fault)?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend(bytes),
            Replacement::Text(text) if text.iter().all(|&c| c < limit) => out.extend(text.iter().map(|&c| c as u8)),
            Replacement::Text(_) => return Err(handler.refuse(fault)),
        }
        at = next;
    }
    Ok(())
}
