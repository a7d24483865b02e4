//! What instructions note for the compiler: kinds of operands, in the first word of their cache; the code that calls
//! run, in all four words of theirs.

use taipan_abi::feedback::kind;

use super::code_units::Unit;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::iterators::{ListIterator, TupleIterator};
use crate::builtins::list::List;
use crate::builtins::range::RangeIterator;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::object::value::{Obj, Value};

/// Notes kinds. Once they are noted this is a load and a test.
///
/// # Safety
/// The instruction has a cache unit.
#[inline(always)]
pub unsafe fn note(pc: *const Unit, kinds: u64) {
    // SAFETY: as promised.
    unsafe {
        let cache = pc.add(1) as *mut Unit;
        if (*cache).a & kinds != kinds {
            (*cache).a |= kinds;
        }
    }
}

/// In the last word of a call's cache: it ran more code objects than there are words. None lies at this address.
const MANY_TARGETS: u64 = 1;

/// Notes what code a call runs. The address is compared, never followed: nobody keeps the code alive.
///
/// # Safety
/// The instruction has two cache units.
#[inline(always)]
pub unsafe fn note_target(pc: *const Unit, code: *const Code) {
    // SAFETY: as promised; the four words are the site's own.
    unsafe {
        let words = pc.add(1) as *mut u64;
        for i in 0..4 {
            let seen = *words.add(i);
            if seen == code as u64 || seen == MANY_TARGETS {
                return;
            }
            if seen == 0 {
                *words.add(i) = code as u64;
                return;
            }
        }
        *words.add(3) = MANY_TARGETS;
    }
}

/// The kinds of two operands, for [`note`].
#[inline]
pub fn pair(left: Value, right: Value) -> u64 {
    kind_of(left) as u64 | (kind_of(right) as u64) << 16
}

/// The kind of a value: one bit.
pub fn kind_of(value: Value) -> u16 {
    if value.is_int() {
        return kind::INT;
    }
    if value.as_immediate_float().is_some() {
        return kind::FLOAT;
    }
    if value.is_pointer() {
        // SAFETY: a pointer word is a live object.
        return of_object(unsafe { &*(&raw const value).cast::<Obj>() });
    }
    if value == Value::TRUE || value == Value::FALSE {
        kind::BOOL
    } else if value == Value::NONE {
        kind::NONE
    } else {
        kind::OTHER
    }
}

fn of_object(object: &Obj) -> u16 {
    if object.is_exact::<Str>() {
        kind::STR
    } else if object.is_exact::<List>() {
        kind::LIST
    } else if object.is_exact::<Tuple>() {
        kind::TUPLE
    } else if object.is_exact::<Dict>() {
        kind::DICT
    } else if object.is_exact::<RangeIterator>() {
        kind::RANGE_ITERATOR
    } else if object.is_exact::<ListIterator>() {
        kind::LIST_ITERATOR
    } else if object.is_exact::<TupleIterator>() {
        kind::TUPLE_ITERATOR
    } else if object.is_exact::<crate::builtins::float::Float>() {
        kind::FLOAT
    } else {
        kind::OTHER
    }
}
