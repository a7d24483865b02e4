//! The command line: what is run, options, mistakes, streams, exit statuses. Each test asserts on all that a
//! process says: standard output, standard error, status.
//!
//! With `TAIPAN_CPYTHON` set to CPython 3.14, what is expected of both is checked on both.

#[path = "harness/process.rs"]
mod process;

#[path = "cli/bench.rs"]
mod bench;
#[path = "cli/dis.rs"]
mod dis;
#[path = "cli/mistakes.rs"]
mod mistakes;
#[path = "cli/options.rs"]
mod options;
#[path = "cli/programs.rs"]
mod programs;
#[path = "cli/streams.rs"]
mod streams;
#[path = "cli/support.rs"]
mod support;
