//! Algorithms on numbers: text forms, parsing, formatting. Pure functions that know no objects.
#![forbid(unsafe_code)]

pub mod float_bits;
pub mod float_hex;
pub mod float_ops;
pub mod float_parse;
pub mod float_text;
pub mod format_number;
pub mod format_spec;
pub mod hash;
pub mod int;
pub mod int_convert;
pub mod int_ops;
pub mod int_text;
pub mod printf;
pub mod siphash;

#[cfg(test)]
mod tests;
