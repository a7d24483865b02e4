//! Byte offsets that compiled code relies on. The vm asserts each of them against its structs.

/// Object headers.
pub mod header {
    pub const REFCOUNT: i32 = 0;
    /// The low 24 bits are the shape id.
    pub const FLAGS: i32 = 4;
    pub const CLASS: i32 = 8;
    pub const SIZE: i32 = 16;
    pub const SHAPE_MASK: u32 = 0x00FF_FFFF;
    /// A count with the sign bit set belongs to an immortal object.
    pub const IMMORTAL_BIT: u32 = 1 << 31;
}

/// Pages of the heap and their free blocks.
pub mod heap {
    /// In a page: its first free block, or null.
    pub const FREE: i32 = 0;
    /// In a free block: the next one.
    pub const NEXT: i32 = 8;
}

/// How a plain instance of a class is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InstanceLayout {
    /// Byte offset in the thread of the page that blocks of the right size and kind come from.
    pub page: u32,
    /// The header's flags, with the shape; or with the number of its symbol and [`crate::profile::SHAPE_SYMBOL`].
    pub flags: u32,
    /// Words behind the header that begin as UNBOUND.
    pub members: u32,
    /// Byte offset of a word that begins as 0; 0: there is none.
    pub aux: u32,
}

pub mod list {
    pub const SIZE: i32 = 16;
    pub const ITEMS: i32 = 24;
    pub const ALLOCATED: i32 = 32;
}

pub mod tuple {
    pub const SIZE: i32 = 16;
    pub const ITEMS: i32 = 32;
}

pub mod float {
    pub const VALUE: i32 = 16;
}

/// The fixed part of a frame record; localsplus follows it, the operand stack follows that.
///
/// While compiled code runs in a frame ([`frame_flag::COMPILED`]), `PC` is the index of a call site
/// ([`crate::exits::CallSite`]) and `SP` the address of the unit's table; what localsplus holds follows from the site
/// and is borrowed; the function is borrowed, too, in a frame with [`frame_flag::DIRECT`], whose `CODE`, `GLOBALS`,
/// `BUILTINS` and `LOCALS` are not written at all.
pub mod frame {
    pub const PREV: i32 = 0;
    pub const FUNCTION: i32 = 8;
    pub const CODE: i32 = 16;
    pub const PC: i32 = 24;
    pub const SP: i32 = 32;
    pub const GLOBALS: i32 = 40;
    pub const BUILTINS: i32 = 48;
    pub const LOCALS: i32 = 56;
    pub const OBJECT: i32 = 64;
    pub const FLAGS: i32 = 72;
    pub const RESUME: i32 = 76;
    pub const SIZE: i32 = 80;
}

/// Bits of a frame's flags.
pub mod frame_flag {
    /// Returning from this frame leaves the interpreter loop it was entered by.
    pub const ENTRY: u32 = 1;
    /// The record lies in a generator or coroutine.
    pub const GENERATOR: u32 = 2;
    /// An `__init__` called by a constructor: its None is replaced by the instance below it.
    pub const CONSTRUCTOR: u32 = 4;
    /// Compiled code runs in it: see [`frame`].
    pub const COMPILED: u32 = 8;
    /// Called by compiled code: it is left by returning a value or NULL to it.
    pub const DIRECT: u32 = 16;
}

/// Fields of the thread that compiled code touches.
pub mod thread {
    /// u32: not zero when something is due.
    pub const BREAKER: i32 = 0;
    /// i32: counts down with every Python frame entered.
    pub const RECURSION_LEFT: i32 = 4;
    /// The innermost frame.
    pub const FRAME: i32 = 8;
    /// The end of the VM stack.
    pub const STACK_END: i32 = 24;
    /// Native stack addresses below this are out of bounds.
    pub const NATIVE_LIMIT: i32 = 32;
    /// Where the next frame goes.
    pub const STACK_BASE: i32 = 40;
    /// u32: guards that may still hold before one is made to fail, in units compiled for that.
    pub const STRESS_LEFT: i32 = 48;
    /// u32: what that begins with again.
    pub const STRESS_EVERY: i32 = 52;
    /// Two words: further results of the last helper, owned, until compiled code takes them.
    pub const RESULTS: i32 = 56;
    /// i32: no frame is entered where `RECURSION_LEFT` is no more than this.
    pub const RECURSION_FLOOR: i32 = 72;
}

pub mod function {
    /// The code object.
    pub const CODE: i32 = 16;
}

pub mod code {
    /// Where compiled code enters the function: see [`crate::unit::CompiledUnit`]. Never null.
    pub const NATIVE_ENTRY: i32 = 24;
}

/// Exact builtin classes that guards name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum ClassId {
    Int,
    Float,
    Bool,
    NoneType,
    Str,
    Bytes,
    List,
    Tuple,
    Dict,
    Set,
    Function,
    BoundMethod,
    Cell,
    Slice,
    Range,
    RangeIterator,
    ListIterator,
    TupleIterator,
    Generator,
    Type,
    Module,
}

impl ClassId {
    pub const ALL: &[ClassId] = &[
        ClassId::Int,
        ClassId::Float,
        ClassId::Bool,
        ClassId::NoneType,
        ClassId::Str,
        ClassId::Bytes,
        ClassId::List,
        ClassId::Tuple,
        ClassId::Dict,
        ClassId::Set,
        ClassId::Function,
        ClassId::BoundMethod,
        ClassId::Cell,
        ClassId::Slice,
        ClassId::Range,
        ClassId::RangeIterator,
        ClassId::ListIterator,
        ClassId::TupleIterator,
        ClassId::Generator,
        ClassId::Type,
        ClassId::Module,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            ClassId::Int => "int",
            ClassId::Float => "float",
            ClassId::Bool => "bool",
            ClassId::NoneType => "none",
            ClassId::Str => "str",
            ClassId::Bytes => "bytes",
            ClassId::List => "list",
            ClassId::Tuple => "tuple",
            ClassId::Dict => "dict",
            ClassId::Set => "set",
            ClassId::Function => "function",
            ClassId::BoundMethod => "method",
            ClassId::Cell => "cell",
            ClassId::Slice => "slice",
            ClassId::Range => "range",
            ClassId::RangeIterator => "range_iterator",
            ClassId::ListIterator => "list_iterator",
            ClassId::TupleIterator => "tuple_iterator",
            ClassId::Generator => "generator",
            ClassId::Type => "type",
            ClassId::Module => "module",
        }
    }

    pub fn from_name(name: &str) -> Option<ClassId> {
        ClassId::ALL.iter().copied().find(|c| c.name() == name)
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// An owned tagged word.
    Word,
    /// A raw signed integer.
    I64,
}

macro_rules! fields {
    ($($name:ident = $text:literal, $class:ident, $offset:literal, $kind:ident;)*) => {
        /// A field of a builtin object at a fixed offset.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Field { $($name),* }

        impl Field {
            pub const ALL: &[Field] = &[$(Field::$name),*];
            pub const fn name(self) -> &'static str {
                match self { $(Field::$name => $text),* }
            }
            pub const fn class(self) -> VirtualClass {
                match self { $(Field::$name => VirtualClass::$class),* }
            }
            pub const fn offset(self) -> i32 {
                match self { $(Field::$name => $offset),* }
            }
            pub const fn kind(self) -> FieldKind {
                match self { $(Field::$name => FieldKind::$kind),* }
            }
            pub fn from_name(name: &str) -> Option<Field> {
                Field::ALL.iter().copied().find(|f| f.name() == name)
            }
        }
    };
}

fields! {
    RangeCurrent = "range.current", RangeIterator, 16, I64;
    RangeStep = "range.step", RangeIterator, 24, I64;
    RangeRemaining = "range.remaining", RangeIterator, 32, I64;
    ListIterList = "list_iterator.list", ListIterator, 16, Word;
    ListIterIndex = "list_iterator.index", ListIterator, 24, I64;
    TupleIterTuple = "tuple_iterator.tuple", TupleIterator, 16, Word;
    TupleIterIndex = "tuple_iterator.index", TupleIterator, 24, I64;
    MethodFunction = "method.function", BoundMethod, 16, Word;
    MethodReceiver = "method.receiver", BoundMethod, 24, Word;
}

/// Classes whose objects compiled code may make, or leave unmade until an exit needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VirtualClass {
    RangeIterator,
    ListIterator,
    TupleIterator,
    BoundMethod,
    /// Any number of fields: the items.
    Tuple,
}

impl VirtualClass {
    pub const fn class(self) -> ClassId {
        match self {
            VirtualClass::RangeIterator => ClassId::RangeIterator,
            VirtualClass::ListIterator => ClassId::ListIterator,
            VirtualClass::TupleIterator => ClassId::TupleIterator,
            VirtualClass::BoundMethod => ClassId::BoundMethod,
            VirtualClass::Tuple => ClassId::Tuple,
        }
    }

    pub fn of(class: ClassId) -> Option<VirtualClass> {
        Some(match class {
            ClassId::RangeIterator => VirtualClass::RangeIterator,
            ClassId::ListIterator => VirtualClass::ListIterator,
            ClassId::TupleIterator => VirtualClass::TupleIterator,
            ClassId::BoundMethod => VirtualClass::BoundMethod,
            ClassId::Tuple => VirtualClass::Tuple,
            _ => return None,
        })
    }

    /// The fields of an object, in the order of [`crate::exits::VirtualObject::fields`].
    pub const fn fields(self) -> &'static [Field] {
        match self {
            VirtualClass::RangeIterator => &[Field::RangeCurrent, Field::RangeStep, Field::RangeRemaining],
            VirtualClass::ListIterator => &[Field::ListIterList, Field::ListIterIndex],
            VirtualClass::TupleIterator => &[Field::TupleIterTuple, Field::TupleIterIndex],
            VirtualClass::BoundMethod => &[Field::MethodFunction, Field::MethodReceiver],
            VirtualClass::Tuple => &[],
        }
    }
}
