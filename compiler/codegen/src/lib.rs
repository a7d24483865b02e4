//! Turns optimised MIR into machine code, and puts it in place.
//!
//! [`mod@unit`] compiles a request to a [`taipan_abi::unit::CompiledUnit`], `lower` is the translation to Cranelift's
//! representation, [`target`] says what processors it is for, [`jit`] loads units into this process, [`aot`]
//! writes them into object files. No raw address
//! enters a unit: helpers and the unit's table are relocations.
#![deny(unsafe_code)]

pub mod aot;
pub mod jit;
mod lower;
mod preserving;
pub mod target;
pub mod unit;

#[cfg(test)]
mod tests;

pub use jit::Jit;
pub use unit::{Options, compile, lower, lower_with};
