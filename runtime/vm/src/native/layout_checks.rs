//! Holds the machine's structs to the offsets in [`taipan_abi::layout`], and maps its classes.
//!
//! Compiled code reads and writes these fields without asking; a struct that moves one does not compile.

use std::cell::Cell;
use std::mem::{offset_of, size_of};

use taipan_abi::layout::{self, ClassId, Field, FieldKind};

use crate::builtins as b;
use crate::builtins::code::Code;
use crate::builtins::float::Float;
use crate::builtins::function::{BoundMethod, Function};
use crate::builtins::iterators::{ListIterator, TupleIterator};
use crate::builtins::list::List;
use crate::builtins::range::RangeIterator;
use crate::builtins::tuple::{self, Tuple};
use crate::interpreter::frame::{FRAME_HEAD, Frame};
use crate::object::cell::{ObjCell, RefOf};
use crate::object::header::{Header, IMMORTAL, flag};
use crate::object::types::{NativeType, Type};
use crate::object::value::Value;
use crate::thread::Thread;

/// The struct's field lies where compiled code looks for it.
macro_rules! lies {
    ($($struct:ident.$field:ident at $offset:expr;)*) => {
        $(const _: () = assert!(offset_of!($struct, $field) == $offset as usize);)*
    };
}

lies! {
    Header.refcount at layout::header::REFCOUNT;
    Header.flags at layout::header::FLAGS;
    Header.class at layout::header::CLASS;

    List.size at layout::header::SIZE;
    List.size at layout::list::SIZE;
    List.items at layout::list::ITEMS;
    List.allocated at layout::list::ALLOCATED;

    Tuple.size at layout::header::SIZE;
    Tuple.size at layout::tuple::SIZE;

    Float.value at layout::float::VALUE;

    Frame.prev at layout::frame::PREV;
    Frame.function at layout::frame::FUNCTION;
    Frame.code at layout::frame::CODE;
    Frame.pc at layout::frame::PC;
    Frame.sp at layout::frame::SP;
    Frame.globals at layout::frame::GLOBALS;
    Frame.builtins at layout::frame::BUILTINS;
    Frame.locals at layout::frame::LOCALS;
    Frame.object at layout::frame::OBJECT;
    Frame.flags at layout::frame::FLAGS;
    Frame.resume at layout::frame::RESUME;

    Thread.breaker at layout::thread::BREAKER;
    Thread.recursion_left at layout::thread::RECURSION_LEFT;
    Thread.frame at layout::thread::FRAME;
    Thread.stack_end at layout::thread::STACK_END;
    Thread.native_limit at layout::thread::NATIVE_LIMIT;
    Thread.stack_base at layout::thread::STACK_BASE;
    Thread.stress_exits_left at layout::thread::STRESS_LEFT;
    Thread.stress_exits at layout::thread::STRESS_EVERY;
    Thread.results at layout::thread::RESULTS;
    Thread.recursion_floor at layout::thread::RECURSION_FLOOR;

    Function.code at layout::function::CODE;
    Code.entry at layout::code::NATIVE_ENTRY;
}

const _: () = {
    assert!(layout::header::SHAPE_MASK == flag::SHAPE_MASK);
    assert!(IMMORTAL & layout::header::IMMORTAL_BIT != 0);
    assert!(tuple::ITEMS == layout::tuple::ITEMS as usize);
    assert!(FRAME_HEAD == layout::frame::SIZE as usize);
    assert!(size_of::<Value>() == 8 && size_of::<ObjCell>() == 8 && size_of::<usize>() == 8);
};

/// Where a field of a builtin object lies.
const fn offset_of_field(field: Field) -> usize {
    match field {
        Field::RangeCurrent => offset_of!(RangeIterator, current),
        Field::RangeStep => offset_of!(RangeIterator, step),
        Field::RangeRemaining => offset_of!(RangeIterator, remaining),
        Field::ListIterList => offset_of!(ListIterator, list),
        Field::ListIterIndex => offset_of!(ListIterator, index),
        Field::TupleIterTuple => offset_of!(TupleIterator, tuple),
        Field::TupleIterIndex => offset_of!(TupleIterator, index),
        Field::MethodFunction => offset_of!(BoundMethod, function),
        Field::MethodReceiver => offset_of!(BoundMethod, receiver),
    }
}

/// Whether a field is a raw integer, by its type in the struct.
const fn is_raw(field: Field) -> bool {
    const fn word<S, T>(_: fn(&S) -> &RefOf<T>) -> bool {
        false
    }
    const fn object<S>(_: fn(&S) -> &ObjCell) -> bool {
        false
    }
    const fn number<S>(_: fn(&S) -> &Cell<i64>) -> bool {
        true
    }
    // Never beyond what an i64 holds: an index of an item in memory, or one past it.
    const fn index<S>(_: fn(&S) -> &Cell<usize>) -> bool {
        true
    }
    match field {
        Field::RangeCurrent => number(|r: &RangeIterator| &r.current),
        Field::RangeStep => number(|r: &RangeIterator| &r.step),
        Field::RangeRemaining => number(|r: &RangeIterator| &r.remaining),
        Field::ListIterList => word(|i: &ListIterator| &i.list),
        Field::ListIterIndex => index(|i: &ListIterator| &i.index),
        Field::TupleIterTuple => word(|i: &TupleIterator| &i.tuple),
        Field::TupleIterIndex => index(|i: &TupleIterator| &i.index),
        Field::MethodFunction => object(|m: &BoundMethod| &m.function),
        Field::MethodReceiver => object(|m: &BoundMethod| &m.receiver),
    }
}

const _: () = {
    let mut i = 0;
    while i < Field::ALL.len() {
        let field = Field::ALL[i];
        assert!(offset_of_field(field) == field.offset() as usize);
        assert!(is_raw(field) == matches!(field.kind(), FieldKind::I64));
        i += 1;
    }
    // Nothing but the header and the fields: what compiled code leaves unmade loses nothing.
    assert!(size_of::<RangeIterator>() == 16 + 3 * 8);
    assert!(size_of::<ListIterator>() == 16 + 2 * 8);
    assert!(size_of::<TupleIterator>() == 16 + 2 * 8);
    assert!(size_of::<BoundMethod>() == 16 + 2 * 8);
};

/// The class of a builtin that guards and tables of compiled code name.
pub fn class_of(id: ClassId) -> &'static Type {
    match id {
        ClassId::Int => b::int::Int::static_type(),
        ClassId::Float => Float::static_type(),
        ClassId::Bool => b::bool::class(),
        ClassId::NoneType => b::singletons::none_type(),
        ClassId::Str => b::str::Str::static_type(),
        ClassId::Bytes => b::bytes::Bytes::static_type(),
        ClassId::List => List::static_type(),
        ClassId::Tuple => Tuple::static_type(),
        ClassId::Dict => b::dict::Dict::static_type(),
        ClassId::Set => b::set::Set::static_type(),
        ClassId::Function => Function::static_type(),
        ClassId::BoundMethod => BoundMethod::static_type(),
        ClassId::Cell => b::cell::Cell::static_type(),
        ClassId::Slice => b::slice::Slice::static_type(),
        ClassId::Range => b::range::Range::static_type(),
        ClassId::RangeIterator => RangeIterator::static_type(),
        ClassId::ListIterator => ListIterator::static_type(),
        ClassId::TupleIterator => TupleIterator::static_type(),
        ClassId::Generator => b::generator::Generator::static_type(),
        ClassId::Type => Type::static_type(),
        ClassId::Module => b::module::Module::static_type(),
    }
}
