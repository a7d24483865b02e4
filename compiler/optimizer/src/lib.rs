//! Turns a compile request into optimised MIR.
//!
//! [`mir`] is the representation, [`build`] makes it from bytecode and feedback, [`pipeline`] runs the passes.
//! The crate is a pure function: it never sees the heap and never runs Python, so it can run on any
//! thread, be tested from text and replay a bug.
#![forbid(unsafe_code)]

pub mod build;
pub mod mir;
pub mod passes;
pub mod pipeline;

pub use pipeline::optimize;
