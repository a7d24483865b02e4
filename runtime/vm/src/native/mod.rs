//! Where compiled code and the rest of the machine meet.
//!
//! [`helpers`] are the functions that compiled code calls, `layout_checks` holds the structs to the offsets
//! that it was compiled with.

pub mod helpers;
mod layout_checks;

pub use layout_checks::class_of;
