//! [`Type`], the layout of type objects, and the specifications builtin types are made from.
//!
//! The first part is CPython's `PyTypeObject` field by field; what is ours follows it. Builtin types
//! are statics: shared, immutable once [`super::ready`] has filled them, and with an address that is
//! a link-time constant, so that an exact type test is one comparison.

use std::cell::Cell;
use std::ops::Deref;

use super::cell::{ObjCell, RefOf};
use super::header::Header;
use super::slots::{SlotFn, SlotId, Slots, Vectorcall};
use super::value::{Borrowed, Obj, Ref, Value};
use crate::builtins::dict::Dict;
use crate::builtins::tuple::Tuple;
use crate::memory::Visitor;
use crate::thread::{PyResult, Thread};

/// Bits of `tp_flags`, with CPython's values where it has them.
pub mod type_flag {
    pub const MANAGED_DICT: usize = 1 << 4;
    pub const SEQUENCE: usize = 1 << 5;
    pub const MAPPING: usize = 1 << 6;
    pub const DISALLOW_INSTANTIATION: usize = 1 << 7;
    pub const IMMUTABLE: usize = 1 << 8;
    pub const HEAP_TYPE: usize = 1 << 9;
    pub const BASE_TYPE: usize = 1 << 10;
    pub const HAVE_VECTORCALL: usize = 1 << 11;
    pub const READY: usize = 1 << 12;
    pub const HAVE_GC: usize = 1 << 14;
    /// Unbound calls pass the receiver as first argument (functions, method descriptors).
    pub const METHOD_DESCRIPTOR: usize = 1 << 17;
    pub const IS_ABSTRACT: usize = 1 << 20;
    pub const LONG_SUBCLASS: usize = 1 << 24;
    pub const LIST_SUBCLASS: usize = 1 << 25;
    pub const TUPLE_SUBCLASS: usize = 1 << 26;
    pub const BYTES_SUBCLASS: usize = 1 << 27;
    pub const UNICODE_SUBCLASS: usize = 1 << 28;
    pub const DICT_SUBCLASS: usize = 1 << 29;
    pub const BASE_EXC_SUBCLASS: usize = 1 << 30;
    pub const TYPE_SUBCLASS: usize = 1 << 31;
    /// Ours: instances have a shape (attributes in slots); their aux word is at `aux_offset`.
    pub const SHAPED: usize = 1 << 40;
    /// Ours: a subclass that inherits its base's identity flags without the layout promise.
    pub const WEAKREFABLE: usize = 1 << 41;
    pub const SUBCLASS_BITS: usize = LONG_SUBCLASS
        | LIST_SUBCLASS
        | TUPLE_SUBCLASS
        | BYTES_SUBCLASS
        | UNICODE_SUBCLASS
        | DICT_SUBCLASS
        | BASE_EXC_SUBCLASS
        | TYPE_SUBCLASS;
}

/// A heap layout that some builtin type declares.
///
/// # Safety
/// `Self` is `repr(C)` and starts with a [`Header`]; every object whose type is `static_type()` or
/// derives from it starts with a valid `Self`.
pub unsafe trait NativeType: Sized + 'static {
    fn static_type() -> &'static Type;

    /// The same object as an [`Obj`], borrowed.
    #[inline(always)]
    fn borrowed(&self) -> Borrowed<'_> {
        // SAFETY: a `&Self` of a NativeType points to a live heap object.
        unsafe { Borrowed::from_value(Value::from_bits(self as *const Self as u64)) }
    }

    /// A new reference to this object.
    #[inline(always)]
    fn to_ref(&self) -> Ref<Self> {
        Ref::from_borrowed(self)
    }

    /// Visits every object this one owns; only for types with the GC flag.
    fn trace(&self, _visitor: &mut Visitor) {}

    /// Gives up what could be part of a reference cycle.
    fn clear(&self, _t: &Thread) {}
}

/// A getter of a native attribute.
pub type Getter = fn(&Thread, &Obj) -> PyResult;

/// A setter of a native attribute: stores the value, or deletes where there is none.
pub type Setter = fn(&Thread, &Obj, Option<&Obj>) -> PyResult<()>;

/// An attribute computed by functions.
pub struct GetSetDef {
    pub name: &'static str,
    pub get: Option<Getter>,
    pub set: Option<Setter>,
    pub doc: &'static str,
}

/// How a native function is bound when it is looked up on a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// A module's function: no receiver.
    Function,
    /// The receiver is the first argument.
    Method,
    /// The class is the first argument.
    Class,
    Static,
}

/// A native function or method.
pub struct MethodDef {
    pub name: &'static str,
    pub entry: Vectorcall,
    pub binding: Binding,
    /// `($self, x, /)`: the text signature.
    pub signature: &'static str,
    pub doc: &'static str,
    /// What the compiler may assume about the result's type; "" where nothing is known.
    pub returns: &'static str,
    /// What the compiler may assume about effects: "pure", "reads", or "" for anything.
    pub effects: &'static str,
}

/// What a builtin type is made from; written by `#[pyclass]`.
pub struct TypeSpec {
    pub name: &'static str,
    pub module: &'static str,
    pub doc: Option<&'static str>,
    pub base: Option<fn() -> &'static Type>,
    pub basicsize: usize,
    pub itemsize: usize,
    pub flags: usize,
    pub slots: &'static [(SlotId, SlotFn)],
    pub methods: &'static [&'static [&'static MethodDef]],
    pub getset: &'static [GetSetDef],
    pub layout: &'static Layout,
}

/// What memory management does with objects of one native layout.
pub struct Layout {
    /// The size in bytes of the native part of an object, variable part included.
    pub size: unsafe fn(*const Header) -> usize,
    /// Drops the native part's fields.
    pub drop: unsafe fn(*mut Header),
    pub trace: unsafe fn(*const Header, &mut Visitor),
    pub clear: unsafe fn(*const Header, &Thread),
    /// Drops the fields of an object that is no heap type's instance and gives its memory back.
    pub destroy: unsafe fn(&Thread, *mut Header),
}

impl Layout {
    /// The layout functions of a fixed-size struct.
    pub const fn fixed<T: NativeType>() -> Layout {
        Layout {
            size: |_| size_of::<T>(),
            // SAFETY: called once, for an object of this layout, when it is destroyed.
            drop: |object| unsafe { std::ptr::drop_in_place(object.cast::<T>()) },
            // SAFETY: called for a live object of this layout.
            trace: |object, visitor| unsafe { &*object.cast::<T>() }.trace(visitor),
            // SAFETY: as above.
            clear: |object, t| unsafe { &*object.cast::<T>() }.clear(t),
            // SAFETY: called once, for an object of exactly this layout.
            destroy: |t, object| unsafe {
                let kind = crate::memory::object::kind_of((*object).type_of());
                std::ptr::drop_in_place(object.cast::<T>());
                t.heap.free(kind, object.cast(), size_of::<T>());
            },
        }
    }
}

/// A type object.
#[repr(C, align(16))]
pub struct Type {
    head: Header,
    ob_size: Cell<isize>,
    tp_name: Cell<usize>,
    pub basicsize: Cell<usize>,
    pub itemsize: Cell<usize>,
    tp_dealloc_to_buffer: [Cell<usize>; 15],
    pub flags: Cell<usize>,
    tp_doc_to_getset: [Cell<usize>; 10],
    pub base: RefOf<Type>,
    pub dict: RefOf<Dict>,
    tp_descr_get_to_is_gc: [Cell<usize>; 8],
    pub bases: RefOf<Tuple>,
    pub mro: RefOf<Tuple>,
    tp_cache: Cell<usize>,
    tp_subclasses: Cell<usize>,
    tp_weaklist: Cell<usize>,
    tp_del: Cell<usize>,
    tp_version_tag: Cell<u32>,
    tp_finalize: Cell<usize>,
    tp_vectorcall: Cell<usize>,
    tp_watched_and_versions_used: Cell<u64>,

    pub slots: Slots,
    pub layout: Cell<&'static Layout>,
    pub spec: Option<&'static TypeSpec>,
    /// `__name__`, `__qualname__` as str objects.
    pub name: ObjCell,
    pub qualname: ObjCell,
    /// Changes whenever an attribute of the type or of one of its bases does; never 0 once ready.
    pub version: Cell<u32>,
    /// Compiled code takes the version for granted.
    pub watched: Cell<bool>,
    /// The shape of an instance without attributes; 0 where instances have no shape.
    pub root_shape: Cell<u32>,
    /// How many attribute slots new instances get.
    pub inline_capacity: Cell<u32>,
    /// Where the aux word lies (attribute slots follow it); 0: behind the variable part.
    pub aux_offset: Cell<u32>,
    /// Direct subclasses, uncounted: a dying type takes itself out.
    pub subclasses: Cell<Vec<*const Type>>,
    /// `__slots__` members' count, for layout conflicts.
    pub member_count: Cell<u32>,
}

const _: () = {
    assert!(std::mem::offset_of!(Type, basicsize) == 32);
    assert!(std::mem::offset_of!(Type, flags) == 168);
    assert!(std::mem::offset_of!(Type, base) == 256);
    assert!(std::mem::offset_of!(Type, dict) == 264);
    assert!(std::mem::offset_of!(Type, bases) == 336);
    assert!(std::mem::offset_of!(Type, mro) == 344);
    assert!(std::mem::offset_of!(Type, tp_version_tag) == 384);
    assert!(std::mem::offset_of!(Type, slots) == 416);
};

impl Type {
    /// An empty type with the given header.
    pub const fn blank(head: Header, spec: Option<&'static TypeSpec>, layout: &'static Layout) -> Type {
        #[allow(clippy::declare_interior_mutable_const)]
        const ZERO: Cell<usize> = Cell::new(0);
        Type {
            head,
            ob_size: Cell::new(0),
            tp_name: ZERO,
            basicsize: ZERO,
            itemsize: ZERO,
            tp_dealloc_to_buffer: [ZERO; 15],
            flags: ZERO,
            tp_doc_to_getset: [ZERO; 10],
            base: RefOf::empty(),
            dict: RefOf::empty(),
            tp_descr_get_to_is_gc: [ZERO; 8],
            bases: RefOf::empty(),
            mro: RefOf::empty(),
            tp_cache: ZERO,
            tp_subclasses: ZERO,
            tp_weaklist: ZERO,
            tp_del: ZERO,
            tp_version_tag: Cell::new(0),
            tp_finalize: ZERO,
            tp_vectorcall: ZERO,
            tp_watched_and_versions_used: Cell::new(0),
            slots: Slots::empty(),
            layout: Cell::new(layout),
            spec,
            name: ObjCell::empty(),
            qualname: ObjCell::empty(),
            version: Cell::new(0),
            watched: Cell::new(false),
            root_shape: Cell::new(0),
            inline_capacity: Cell::new(0),
            aux_offset: Cell::new(0),
            subclasses: Cell::new(Vec::new()),
            member_count: Cell::new(0),
        }
    }

    #[inline(always)]
    pub fn is(&self, other: &Type) -> bool {
        std::ptr::eq(self, other)
    }

    #[inline(always)]
    pub fn has_flag(&self, flag: usize) -> bool {
        self.flags.get() & flag != 0
    }

    /// Whether this is `other` or derives from it.
    #[inline]
    pub fn is_subtype(&self, other: &Type) -> bool {
        if self.is(other) {
            return true;
        }
        // SAFETY: nothing below runs Python code, so the MRO stays.
        match unsafe { self.mro.borrow() } {
            Some(mro) => {
                let target = other as *const Type as u64;
                mro.items().iter().any(|class| class.value().bits() == target)
            }
            None => self.base.get().is_some_and(|base| base.is_subtype(other)),
        }
    }

    /// The method resolution order; empty before the type is ready.
    pub fn mro_types(&self) -> MroTypes {
        MroTypes { mro: self.mro.get(), index: 0 }
    }

    /// The type's own dict.
    pub fn dict(&self) -> Ref<Dict> {
        self.dict.get().expect("a ready type has a dict")
    }

    /// The type as an object, borrowed.
    #[inline(always)]
    pub fn borrowed_obj(&self) -> Borrowed<'_> {
        <Type as NativeType>::borrowed(self)
    }

    #[inline(always)]
    pub fn head(&self) -> &Header {
        &self.head
    }

    /// `__name__` as text.
    pub fn name_text(&self) -> String {
        match self.name.get() {
            Some(name) => crate::builtins::str::lossy(&name),
            None => self.spec.map_or("?", |spec| spec.name).to_string(),
        }
    }

    #[inline(always)]
    pub fn is_heap_type(&self) -> bool {
        self.has_flag(type_flag::HEAP_TYPE)
    }
}

/// Iterates over the classes of an MRO.
pub struct MroTypes {
    mro: Option<Ref<Tuple>>,
    index: usize,
}

impl Iterator for MroTypes {
    type Item = Ref<Type>;

    fn next(&mut self) -> Option<Ref<Type>> {
        let item = self.mro.as_ref()?.items().get(self.index)?.clone();
        self.index += 1;
        item.into_ref::<Type>().ok()
    }
}

/// A builtin type: immortal, shared by all threads, immutable after start-up.
#[repr(transparent)]
pub struct StaticType(Type);

// SAFETY: static types are filled by one thread before others start and are not written afterwards
// except for fields that are guarded by the global interpreter lock.
unsafe impl Sync for StaticType {}

impl StaticType {
    pub const fn new(class: *const Type, spec: &'static TypeSpec) -> StaticType {
        StaticType(Type::blank(Header::immortal(class), Some(spec), spec.layout))
    }

    pub const fn as_ptr(&'static self) -> *const Type {
        &raw const self.0
    }
}

impl Deref for StaticType {
    type Target = Type;

    #[inline(always)]
    fn deref(&self) -> &Type {
        &self.0
    }
}

/// The type of an immediate value.
#[inline]
pub fn immediate_type(value: Value) -> &'static Type {
    use crate::builtins as b;
    if value.is_int() {
        return b::int::Int::static_type();
    }
    match value {
        Value::TRUE | Value::FALSE => b::bool::class(),
        Value::NONE => b::singletons::none_type(),
        Value::NOT_IMPLEMENTED => b::singletons::not_implemented_type(),
        Value::ELLIPSIS => b::singletons::ellipsis_type(),
        _ => b::float::Float::static_type(),
    }
}
