//! What the compiler and the runtime agree on, and nothing else: value tags, object layouts,
//! opcodes, code objects, helper signatures, feedback, requests and units. No logic lives here
//! beyond encoding and decoding; both sides depend on this crate and never on each other.
#![forbid(unsafe_code)]

pub mod code;
pub mod exits;
pub mod feedback;
pub mod helpers;
pub mod image;
pub mod layout;
pub mod opcodes;
pub mod options;
pub mod profile;
pub mod request;
pub mod source;
pub mod tier2;
pub mod unit;
pub mod value;
pub mod wire;

/// Version and hash of this crate's sources: parts of Taipan with different ones do not fit together. It can be a
/// part of a symbol's name.
pub const FINGERPRINT: &str = env!("TAIPAN_ABI_FINGERPRINT");
