//! Builtin types and functions, one file or folder each.

pub mod bool;
pub mod bytearray;
pub mod bytes;
pub mod cell;
pub mod code;
pub mod complex;
pub mod descriptors;
pub mod dict;
pub mod float;
pub mod frame_object;
pub mod function;
pub mod functions;
pub mod generator;
pub mod generic_alias;
pub mod int;
pub mod iterators;
pub mod list;
pub mod mapping;
pub mod module;
pub mod namespace;
pub mod native;
pub mod object;
pub mod pending;
pub mod range;
pub mod reduce;
pub mod registry;
pub mod sequence;
pub mod set;
pub mod singletons;
pub mod slice;
pub mod str;
pub mod tuple;
pub mod type_object;
pub mod weakref;

use crate::object::value::{Obj, Ref};
use crate::thread::Thread;

pub use self::str::codec::{decode_bytes, decode_object, encode_text};
pub use bytes::buffer::bytes_like;
pub use complex::{complex_object, complex_power};

pub use generic_alias::{alias as generic_alias, union as union_of};
pub use pending::{interpolation, template, typing_intrinsic_1, typing_intrinsic_2};

/// The dict that holds an object's attributes where its layout has one (functions, modules, exceptions …);
/// with `create`, one is made if need be.
pub fn native_dict_of(t: &Thread, object: &Obj, create: bool) -> Option<Ref<dict::Dict>> {
    if object.type_of().has_flag(crate::object::types::type_flag::BASE_EXC_SUBCLASS) {
        return crate::exceptions::dict_of(t, object, create);
    }
    module::dict_of(object)
        .or_else(|| namespace::dict_of(object))
        .or_else(|| function::dict_of(t, object, create))
        .or_else(|| descriptors::dict_of(t, object, create))
        .or_else(|| OTHER_DICTS.get().and_then(|dict_of| dict_of(t, object, create)))
}

/// Finds the dict of an object, as [`native_dict_of`] does.
pub type DictOf = fn(&Thread, &Obj, bool) -> Option<Ref<dict::Dict>>;

static OTHER_DICTS: std::sync::OnceLock<DictOf> = std::sync::OnceLock::new();

/// Makes the layouts with dicts of native modules known; only the first call counts.
pub fn set_dict_of(dict_of: DictOf) {
    let _ = OTHER_DICTS.set(dict_of);
}
