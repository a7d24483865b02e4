//! The `taipan` command, but for running programs: that needs the runtime, which this crate must not know.
//!
//! | module | what |
//! |---|---|
//! | [`arguments`] | the command line to a [`Command`] |
//! | [`python`] | Python's own flags: one row each |
//! | [`build`] | `taipan build` |
//! | [`bench`] | `taipan bench` |
//! | [`dis`] | `taipan dis` |
//! | [`flags`] | flags of the commands that have their own |
//! | [`help`] | what `--help` says, from the rows |
//! | [`output`] | writing to streams that may be closed or full |
//!
//! Taipan's options for running programs are rows of [`taipan_abi::options`].
#![forbid(unsafe_code)]

pub mod arguments;
pub mod bench;
pub mod build;
pub mod dis;
pub mod flags;
pub mod help;
pub mod output;
pub mod python;

pub use arguments::{Command, Program, Run, UsageError, parse};
