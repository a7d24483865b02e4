//! The virtual machine: memory, objects, builtins, interpreter, inline caches, imports.
//!
//! | folder | what |
//! |---|---|
//! | [`memory`] | page heap, destruction, cycle collector |
//! | [`object`] | values, types, shapes, attributes, the operations on any object |
//! | [`builtins`] | builtin types and functions |
//! | [`exceptions`] | the exception classes, tracebacks, how they are shown |
//! | [`call`] | calling convention, argument binding, conversions |
//! | [`interpreter`] | tier 0 |
//! | [`tiering`] | what is compiled when, and the way into compiled code and back |
//! | [`native`] | what compiled code calls |
//! | [`thread`] | what hangs off a thread and an interpreter |
//! | [`numeric`], [`text`] | algorithms that know no objects |
// Names that Python sees are spelled as in Python (`set___name__` stores `__name__`).
#![allow(non_snake_case)]
// `T::new` of a builtin type gives a reference to a heap object, not a `T`.
#![allow(clippy::new_ret_no_self)]
// Special methods have the names of the types they convert to.
#![allow(clippy::self_named_constructors)]
#![deny(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

// The macros of taipan-macros name this crate from inside and outside alike.
extern crate self as taipan_vm;

pub mod builtins;
pub mod call;
pub mod exceptions;
pub mod import;
pub mod interpreter;
pub mod memory;
pub mod native;
pub mod numeric;
pub mod object;
pub mod startup;
pub mod text;
pub mod thread;
pub mod tiering;
