//! Algorithms on text: Unicode properties, codecs, format mini-languages. Pure functions that know no objects.
#![forbid(unsafe_code)]

pub mod case;
pub mod codecs;
pub mod properties;
pub mod repr;
pub mod search;
pub mod sink;
pub mod template;
pub mod unicode;

#[cfg(test)]
mod tests;
