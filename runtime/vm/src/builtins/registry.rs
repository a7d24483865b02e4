//! Every builtin type: what start-up makes ready, and what the builtins module names.

use crate::exceptions;
use crate::object::ready;
use crate::object::types::Type;
use crate::thread::{PyResult, Thread};

use super::*;

type ClassFn = fn() -> &'static Type;

/// Types that the builtins module shows under their names.
const PUBLIC: &[ClassFn] = &[
    object::Object::class,
    Type::class,
    int::Int::class,
    self::bool::Bool::class,
    float::Float::class,
    self::str::Str::class,
    tuple::Tuple::class,
    list::List::class,
    dict::Dict::class,
    descriptors::StaticMethod::class,
    descriptors::ClassMethod::class,
    descriptors::Property::class,
    descriptors::Super::class,
    slice::Slice::class,
    range::Range::class,
    set::Set::class,
    set::FrozenSet::class,
    bytes::Bytes::class,
    bytearray::ByteArray::class,
    complex::Complex::class,
    iterators::Enumerate::class,
    iterators::Zip::class,
    iterators::Map::class,
    iterators::Filter::class,
    iterators::Reversed::class,
];

/// Types without a name in builtins.
const INTERNAL: &[ClassFn] = &[
    singletons::NoneType::class,
    singletons::NotImplementedType::class,
    singletons::EllipsisType::class,
    module::Module::class,
    cell::Cell::class,
    code::Code::class,
    function::Function::class,
    function::BoundMethod::class,
    native::NativeFunction::class,
    native::MethodDescriptor::class,
    native::ClassMethodDescriptor::class,
    native::SlotWrapper::class,
    native::MethodWrapper::class,
    native::GetSet::class,
    native::Member::class,
    exceptions::BaseException::class,
    exceptions::traceback::Traceback::class,
];

/// Lists of types that folders declare themselves.
const LISTS: &[&[ClassFn]] = &[
    generator::class::TYPES,
    generic_alias::TYPES,
    weakref::TYPES,
    namespace::TYPES,
    frame_object::TYPES,
    iterators::TYPES,
    range::TYPES,
    mapping::TYPES,
    set::TYPES,
    slice::TYPES,
    self::str::TYPES,
    bytes::TYPES,
    bytearray::TYPES,
    complex::TYPES,
];

fn all() -> impl Iterator<Item = &'static Type> {
    let listed = LISTS.iter().flat_map(|list| list.iter());
    let exceptions = exceptions::ALL.iter().map(|class| &***class as &'static Type);
    PUBLIC.iter().chain(INTERNAL).chain(listed).map(|class| class()).chain(exceptions)
}

/// Makes every builtin type ready. The first objects (names, tuples, dicts) are made on the way, so
/// the types they need must work before they are complete: slots and flags come first, dicts last.
pub fn init(t: &Thread, more: &[ClassFn]) -> PyResult<()> {
    let all = || all().chain(more.iter().map(|class| class()));
    for class in all() {
        ready::prepare_static(class);
    }
    str::intern::init(t);
    crate::thread::names::init(t);
    for class in all() {
        ready::ready_static(t, class)?;
    }
    for class in all() {
        ready::fill_dict(t, class)?;
    }
    Ok(())
}

/// The types that the builtins module shows.
pub fn public_types() -> impl Iterator<Item = &'static Type> {
    let exceptions = exceptions::ALL.iter().map(|class| &***class as &'static Type);
    PUBLIC.iter().map(|class| class()).chain([exceptions::BaseException::class()]).chain(exceptions)
}
