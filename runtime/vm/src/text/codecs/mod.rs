//! Codecs between bytes and text, with CPython's error positions and reasons.
//!
//! A codec never raises: it calls a handler with a range and a reason, and goes on where the
//! handler says. [`handlers`] holds the standard ones. Decoders take a flag `last`: without it
//! they stop before an incomplete sequence at the end and say how much they consumed.

pub mod escape;
pub mod handlers;
pub mod narrow;
pub mod utf8;
pub mod wide;

use super::sink::TextSink;

/// What a codec cannot convert: the arguments of a UnicodeDecodeError or UnicodeEncodeError
/// besides the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodecFault {
    /// Name the exception carries, e.g. `utf-8`.
    pub encoding: &'static str,
    /// First offending byte or character.
    pub start: usize,
    /// Behind the last one.
    pub end: usize,
    pub reason: &'static str,
}

/// Decides what stands for bytes that do not decode.
pub trait DecodeHandler<S: TextSink> {
    /// What stops decoding.
    type Error;

    /// Appends a replacement and gives the position to continue at (beyond the end: the end).
    fn decode_fault(&mut self, input: &[u8], fault: CodecFault, out: &mut S) -> Result<usize, Self::Error>;
}

/// What stands for characters that do not encode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// Goes to the output as it is.
    Bytes(Vec<u8>),
    /// Code points that are encoded in turn.
    Text(Vec<u32>),
}

/// Decides what stands for characters that do not encode.
pub trait EncodeHandler {
    /// What stops encoding.
    type Error;

    /// Gives a replacement and the position to continue at (beyond the end: the end).
    fn encode_fault(&mut self, fault: CodecFault) -> Result<(Replacement, usize), Self::Error>;

    /// The error of a fault whose replacement does not encode either.
    fn refuse(&mut self, fault: CodecFault) -> Self::Error;
}

/// Length of the ASCII prefix.
#[inline]
pub fn ascii_prefix(bytes: &[u8]) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (words, _) = bytes.as_chunks::<8>();
    let mut done = 0;
    for word in words {
        let high = u64::from_le_bytes(*word) & HIGH;
        if high != 0 {
            return done + (high.trailing_zeros() / 8) as usize;
        }
        done += 8;
    }
    done + bytes[done..].iter().take_while(|b| b.is_ascii()).count()
}
