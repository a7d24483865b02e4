//! The passes, one file each.

pub mod dce;
pub mod guards;
pub mod simplify;
pub mod types;
pub mod unbox;
