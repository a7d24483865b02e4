//! The runtime helpers that compiled code calls: one function per row of [`taipan_abi::helpers`].
//!
//! A family per file; what an operation means is tier 0's function, called with the operands instead of the
//! operand stack. [`declare`] holds the macro that makes a helper of an ordinary function body, [`table`] maps
//! rows to helpers and checks each signature against its row at compile time.
//!
//! Invariants of every helper:
//! - Of a frame only what [`declare::Caller`] gives is read: a compiled frame's code, globals, builtins, pc and sp are
//!   not what they are in tier 0.
//! - Operands are borrowed from compiled code, which keeps them alive during the call; `Own` ones are consumed,
//!   also where the helper raises.
//! - No operand makes a helper panic: where only broken bytecode can lead to an operand of the wrong class, it
//!   raises SystemError.

pub mod arith;
pub mod attr;
pub mod call;
pub mod container;
pub mod declare;
pub mod exception;
pub mod function;
pub mod generator;
pub mod global;
pub mod iter;
pub mod object;
pub mod outside;
pub mod slice;
pub mod table;
#[cfg(test)]
mod tests;
pub mod text;

pub use table::{TABLE, address, table};
