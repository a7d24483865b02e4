//! Tier 0: the bytecode interpreter.
//!
//! [`code_units`] decodes bytecode into direct-threaded units, [`frame`] is the frame record, [`handlers`]
//! the table from opcode to handler, [`ops`] the handlers by family, [`unwind`] what happens when
//! one fails, [`calls`] how Python functions are entered from Rust, [`binding`] how their arguments are bound.
//!
//! A handler runs one instruction and ends by calling the next one. In optimised builds that call is
//! a sibling call, so the native stack does not grow; otherwise [`dispatch`] returns to a loop.

pub mod binding;
pub mod calls;
pub mod code_units;
pub mod dispatch;
pub mod frame;
pub mod handlers;
pub mod ops;
pub mod profile;
pub mod unwind;

pub use calls::{call_function, current_globals, run_code};
