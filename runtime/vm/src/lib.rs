//! The virtual machine: memory, objects, builtins, interpreter, inline caches, imports.
#![deny(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

pub mod numeric;
pub mod text;
