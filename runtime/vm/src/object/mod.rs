//! The object model: values, headers, types, slots, shapes, attributes and the protocols over them.
//!
//! | file | what |
//! |---|---|
//! | [`value`], [`header`], [`cell`] | words, owned references, what every heap object starts with |
//! | [`types`], [`slots`], [`slotdefs`], [`ready`] | type objects, their function tables, how those are inherited |
//! | [`shape`], [`instance`] | where attributes of instances lie |
//! | [`lookup`], [`attributes`] | how attributes are found |
//! | [`protocol`] | operations on any object: arithmetic, comparison, iteration, subscripts … |

pub mod attribute_cache;
pub mod attributes;
pub mod cell;
pub mod header;
pub mod instance;
pub mod lookup;
pub mod protocol;
pub mod ready;
pub mod shape;
pub mod slotdefs;
pub mod slots;
pub mod types;
pub mod value;
pub mod weakrefs;

pub use header::Header;
pub use types::{NativeType, Type};
pub use value::{Obj, Ref, Value};
