//! The differential harness: runs Python programs in every mode of `taipan` and compares what
//! they print, their tracebacks and exit statuses with what CPython 3.14 was recorded doing.
//!
//! It knows nothing about the implementation under test but its command line. The parts, in the
//! order in which a run goes through them:
//!
//! * [`settings`] reads the environment;
//! * [`corpus`] finds the programs, [`expected_failures`] what is known not to work;
//! * [`modes`] is the table of ways to run a program, [`process`] runs one command;
//! * [`outcome`] is what a run did, in the format of the `.out` files;
//! * [`runtime_library`] is what executables are linked from;
//! * [`runner`] spreads the runs over workers, [`diff`] and [`report`] show the result;
//! * [`bless`] records the `.out` files anew.

pub mod bless;
pub mod corpus;
pub mod diff;
pub mod expected_failures;
pub mod modes;
pub mod outcome;
pub mod process;
pub mod report;
pub mod runner;
pub mod runtime_library;
pub mod settings;
