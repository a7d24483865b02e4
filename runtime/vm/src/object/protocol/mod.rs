//! Operations on any object, as the language reference's data model defines them.

pub mod arithmetic;
pub mod compare;
pub mod container;
pub mod iteration;
pub mod text;

pub use arithmetic::{binary, inplace, power, unary_negative, unary_positive};
pub use compare::{equals, hash, is_instance, is_subclass, is_true, rich_compare, rich_compare_bool};
pub use container::{contains, contains_by_iteration, del_item, get_item, len, length_hint, set_item};
pub use iteration::{collect, for_each, iter, next, unpack};
pub use text::{repr, repr_text, str_of, str_text};
