//! The passes, one file each.

pub mod balance;
pub mod bounds;
pub mod dce;
pub mod escape;
pub mod frames;
pub mod guards;
pub mod hoist;
pub mod items;
pub mod peel;
pub mod refcount;
pub mod rotate;
pub mod simplify;
pub mod sink;
pub mod specialise;
pub mod types;
pub mod unbox;
