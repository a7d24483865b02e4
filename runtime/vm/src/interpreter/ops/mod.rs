//! Handlers by opcode family.
//!
//! Common conventions: `*sp.sub(1)` is the top of the operand stack. A handler that can raise leaves its
//! operands on the stack until it succeeded, so that unwinding drops them; it stores `pc` in the frame
//! before anything that may look at frames. Slow paths are separate functions, so that fast paths need
//! no stack frame of their own.

pub mod arith;
pub mod asynchronous;
pub mod attr;
pub mod branch;
pub mod build;
pub mod call;
pub mod class;
pub mod compare;
pub mod exception;
pub mod function;
pub mod generator;
pub mod global;
pub mod import;
pub mod iter;
pub mod local;
pub mod matching;
pub mod name;
pub mod stack;
pub mod subscript;
pub mod text;

use super::frame::{Frame, drop_word};
use crate::object::value::{Obj, Value};

/// Replaces the two top operands by an owned value.
///
/// # Safety
/// Two operands are there.
#[inline(always)]
pub(super) unsafe fn replace_two(sp: *mut Value, result: Obj) -> *mut Value {
    // SAFETY: as promised; the operands are given up after they left the stack.
    unsafe {
        let (a, b) = (*sp.sub(2), *sp.sub(1));
        *sp.sub(2) = result.into_raw();
        drop_word(b);
        drop_word(a);
        sp.sub(1)
    }
}

/// Replaces the top operand by an owned value.
///
/// # Safety
/// One operand is there.
#[inline(always)]
pub(super) unsafe fn replace_top(sp: *mut Value, result: Obj) {
    // SAFETY: as promised.
    unsafe {
        let old = *sp.sub(1);
        *sp.sub(1) = result.into_raw();
        drop_word(old);
    }
}

/// Takes the top operand.
///
/// # Safety
/// One operand is there; the caller lowers `sp`.
#[inline(always)]
pub(super) unsafe fn take(sp: *mut Value, below: usize) -> Obj {
    // SAFETY: as promised.
    unsafe { Obj::from_raw(*sp.sub(below)) }
}

/// The operand `below` places under the end of the stack, borrowed.
///
/// # Safety
/// The operand is there and is not NULL.
#[inline(always)]
pub(super) unsafe fn peek<'a>(sp: *mut Value, below: usize) -> &'a Obj {
    // SAFETY: the stack owns it for as long as the handler does not take it.
    unsafe { &*sp.sub(below).cast::<Obj>() }
}

/// The `count` operands on top of the stack, borrowed.
///
/// # Safety
/// The operands are there and are not NULL.
#[inline(always)]
pub(super) unsafe fn peek_many<'a>(sp: *mut Value, count: usize) -> &'a [Obj] {
    // SAFETY: as for `peek`.
    unsafe { std::slice::from_raw_parts(sp.sub(count).cast::<Obj>(), count) }
}

/// A name of the code object by index.
///
/// # Safety
/// The frame is live.
#[inline(always)]
pub(super) unsafe fn name_at<'a>(fp: *mut Frame, index: usize) -> &'a Obj {
    // SAFETY: the code object lives as long as the frame.
    unsafe { (*(*fp).code).name_at(index) }
}
