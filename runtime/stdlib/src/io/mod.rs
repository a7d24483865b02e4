//! `_io`: files.
//!
//! | file | what |
//! |---|---|
//! | [`base`] | the abstract bases |
//! | [`fileio`] | raw files over descriptors |
//! | [`buffered`] | buffers over raw files |
//! | [`text`] | text over buffers |
//! | [`bytesio`], [`stringio`] | files in memory |
//! | [`newline`] | line ends |
//! | [`open`] | `open()` |
//! | [`stdio`] | the standard streams |

pub mod base;
pub mod buffered;
pub mod bytesio;
pub mod fileio;
pub mod newline;
pub mod open;
pub mod path;
pub mod stdio;
pub mod stringio;
pub mod support;
pub mod text;

pub use open::module;

use taipan_vm::object::types::{NativeType, Type};

/// The classes of this folder.
pub const TYPES: &[fn() -> &'static Type] = &[
    base::IOBase::static_type,
    base::RawIOBase::static_type,
    base::BufferedIOBase::static_type,
    base::TextIOBase::static_type,
    fileio::FileIO::static_type,
    bytesio::BytesIO::static_type,
    buffered::BufferedReader::static_type,
    buffered::BufferedWriter::static_type,
    buffered::BufferedRandom::static_type,
    buffered::pair::BufferedRWPair::static_type,
    text::TextIOWrapper::static_type,
    stringio::StringIO::static_type,
    newline::IncrementalNewlineDecoder::static_type,
];
