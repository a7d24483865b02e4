//! `taipan build`: what executables do, and what goes wrong when they are made.

#[path = "harness/process.rs"]
mod process;
#[path = "harness/runtime_library.rs"]
mod runtime_library;

#[path = "build/errors.rs"]
mod errors;
#[path = "build/native.rs"]
mod native;
#[path = "build/programs.rs"]
mod programs;
#[path = "build/support.rs"]
mod support;
