//! Algorithms on text: Unicode properties, codecs, format mini-languages. Pure functions that know no objects.

pub mod sink;
pub mod properties;
