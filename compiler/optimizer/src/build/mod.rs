//! Bytecode and feedback to MIR.
//!
//! [`bytecode`] takes the code object apart, [`env`] is the abstract frame, [`builder`] walks the blocks
//! in reverse postorder and joins frames where ways meet, [`emit`] is what opcodes are written with,
//! [`table`] leads every opcode to its family; the families are one file each.

mod arith;
mod attr;
mod branch;
mod builder;
mod bytecode;
mod call;
mod container;
mod emit;
mod env;
mod exception;
mod generator;
mod inline;
mod iter;
mod keywords;
mod local;
mod method;
mod name;
mod slice;
mod stack;
mod subscript;
mod table;
mod takeover;
mod text;

pub use builder::{Entry, build};
pub use bytecode::Bytecode;
