//! Going from one instruction to the next.

use super::code_units::{Handler, Unit};
use super::frame::Frame;
use crate::object::value::Value;
use crate::thread::Thread;

/// What a handler returns to the loop to go on, in builds without sibling calls. No Python value.
#[cfg(debug_assertions)]
const CONTINUE: Value = Value::from_bits(0x7C);

#[cfg(debug_assertions)]
type Registers = (*const Unit, *mut Value, *mut Frame);

#[cfg(debug_assertions)]
thread_local! {
    static NEXT: std::cell::Cell<Registers> =
        const { std::cell::Cell::new((std::ptr::null(), std::ptr::null_mut(), std::ptr::null_mut())) };
}

/// Runs the instruction at `pc`.
///
/// # Safety
/// `pc` points to an instruction of the frame's code and `sp` to its operand stack's end.
#[inline(always)]
pub unsafe fn dispatch(t: &Thread, pc: *const Unit, sp: *mut Value, fp: *mut Frame) -> Value {
    #[cfg(not(debug_assertions))]
    // SAFETY: as promised.
    unsafe {
        ((*pc).handler())(t, pc, sp, fp)
    }
    #[cfg(debug_assertions)]
    {
        let _ = t;
        NEXT.set((pc, sp, fp));
        CONTINUE
    }
}

/// Runs from the instruction at `pc` until the frame's entry is left; the result is owned, or NULL with
/// an exception set.
///
/// # Safety
/// As for [`dispatch`]; the frame, or one below it, has the entry flag.
pub unsafe fn run(t: &Thread, pc: *const Unit, sp: *mut Value, fp: *mut Frame) -> Value {
    // SAFETY: as promised.
    unsafe { run_handler((*pc).handler(), t, pc, sp, fp) }
}

/// Like [`run`], but starts with a given handler: how an exception is thrown into a suspended frame.
///
/// # Safety
/// As for [`run`].
pub unsafe fn run_handler(handler: Handler, t: &Thread, pc: *const Unit, sp: *mut Value, fp: *mut Frame) -> Value {
    #[cfg(not(debug_assertions))]
    // SAFETY: as promised.
    unsafe {
        handler(t, pc, sp, fp)
    }
    #[cfg(debug_assertions)]
    {
        // SAFETY: as promised, and handlers keep it so for what they leave in NEXT.
        let mut result = unsafe { handler(t, pc, sp, fp) };
        while result == CONTINUE {
            let (pc, sp, fp) = NEXT.get();
            // SAFETY: as above.
            result = unsafe { ((*pc).handler())(t, pc, sp, fp) };
        }
        result
    }
}

/// Defines a handler: its body runs with `t`, `pc`, `sp`, `fp` and ends in [`next!`], [`fail!`] or another
/// handler's call.
macro_rules! handler {
    ($(#[$meta:meta])* fn $name:ident($t:ident, $pc:ident, $sp:ident, $fp:ident) { $($body:tt)* }) => {
        $(#[$meta])*
        ///
        /// # Safety
        /// A handler: reached through [`dispatch`]($crate::interpreter::dispatch::dispatch) alone.
        pub unsafe extern "C" fn $name(
            $t: &$crate::thread::Thread,
            $pc: *const $crate::interpreter::code_units::Unit,
            $sp: *mut $crate::object::value::Value,
            $fp: *mut $crate::interpreter::frame::Frame,
        ) -> $crate::object::value::Value {
            // SAFETY: handlers are only reached through `dispatch`, whose promise is theirs: the code
            // object's stack depth analysis makes every operand they touch exist.
            #[allow(unused_unsafe)]
            unsafe {
                $($body)*
            }
        }
    };
}

/// Goes on `$n` units further, with the operand stack ending at `$sp`.
macro_rules! next {
    ($t:expr, $pc:expr, $sp:expr, $fp:expr, $n:expr) => {
        return $crate::interpreter::dispatch::dispatch($t, $pc.add($n), $sp, $fp)
    };
}

/// Goes to the exception handler; `$sp` covers exactly the operands still owned.
macro_rules! fail {
    ($t:expr, $pc:expr, $sp:expr, $fp:expr) => {
        return $crate::interpreter::unwind::raised($t, $pc, $sp, $fp)
    };
}

/// The value of a result, or off to the exception handler.
macro_rules! attempt {
    ($result:expr, $t:expr, $pc:expr, $sp:expr, $fp:expr) => {
        match $result {
            Ok(value) => value,
            Err(_) => fail!($t, $pc, $sp, $fp),
        }
    };
}

/// Gives an owned word up and goes on. Where that destroys an object, it happens in a handler of its own, so
/// that the instruction itself needs no native stack frame.
macro_rules! drop_next {
    ($word:expr, $t:expr, $pc:expr, $sp:expr, $fp:expr, $n:expr) => {{
        let word: $crate::object::value::Value = $word;
        if let Some(header) = word.header() {
            let header = header.as_ref();
            let count = header.refcount();
            if count == 1 {
                (*$fp).pc = $pc;
                $t.dying.set(word);
                return $crate::interpreter::dispatch::destroy_then($t, $pc.add($n), $sp, $fp);
            }
            if (count as i32) >= 0 {
                header.set_refcount(count - 1);
            }
        }
        next!($t, $pc, $sp, $fp, $n)
    }};
}

handler! {
    /// Gives up the last reference to what [`drop_next!`] left on the thread.
    #[cold]
    #[inline(never)]
    fn destroy_then(t, pc, sp, fp) {
        super::frame::drop_word(t.dying.get());
        dispatch(t, pc, sp, fp)
    }
}

pub(crate) use {attempt, drop_next, fail, handler, next};
