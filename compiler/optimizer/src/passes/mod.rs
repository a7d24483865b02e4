//! The passes, one file each.

pub mod balance;
pub mod dce;
pub mod guards;
pub mod refcount;
pub mod simplify;
pub mod types;
pub mod unbox;
