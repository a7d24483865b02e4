//! Frame records: one per running Python function, on the VM stack or inside a generator.
//!
//! ```text
//! Frame | localsplus: arguments, locals, cells, free variables | operand stack
//! ```
//!
//! Frames on the VM stack are contiguous in call order; a generator's record lies in the generator.
//! A frame owns its function, locals, stack and frame object. `pc` is stored before anything that may look at
//! frames, so line numbers are right; `sp` is stored whenever another frame is entered.
//!
//! While compiled code runs in a frame, some fields mean something else (see [`taipan_abi::layout::frame`]); who
//! looks at a frame from outside goes through [`Frame::code_of`], [`Frame::globals_of`], [`Frame::builtins_of`],
//! [`Frame::code_unit`] and [`crate::tiering::observe`].

use super::code_units::Unit;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread};

pub use taipan_abi::layout::frame_flag;

#[repr(C)]
pub struct Frame {
    pub prev: *mut Frame,
    /// The function, owned; NULL once the frame is cleared.
    pub function: Value,
    /// Kept alive by the function.
    pub code: *const Code,
    pub pc: *const Unit,
    pub sp: *mut Value,
    pub globals: *const Dict,
    pub builtins: *const Dict,
    /// The namespace of a class body or module, owned; NULL for functions.
    pub locals: Value,
    /// The frame object, owned, if one was asked for; NULL otherwise.
    pub object: Value,
    pub flags: u32,
    /// How many units behind `pc` to go on when the callee returns.
    pub resume: u32,
}

/// Bytes of the fixed part; localsplus follows.
pub const FRAME_HEAD: usize = size_of::<Frame>();
const _: () = assert!(FRAME_HEAD.is_multiple_of(8));

impl Frame {
    /// The first word of localsplus.
    #[inline(always)]
    pub fn locals_plus(this: *mut Frame) -> *mut Value {
        this.cast::<u8>().wrapping_add(FRAME_HEAD).cast()
    }

    /// A word of localsplus.
    #[inline(always)]
    pub fn local(this: *mut Frame, index: usize) -> *mut Value {
        Frame::locals_plus(this).wrapping_add(index)
    }

    /// The bottom of the operand stack.
    ///
    /// # Safety
    /// The frame is live.
    #[inline(always)]
    pub unsafe fn stack_base(this: *mut Frame) -> *mut Value {
        // SAFETY: a live frame has a code object.
        Frame::local(this, unsafe { (*(*this).code).locals_count() })
    }

    /// Bytes that a frame of the code takes.
    #[inline(always)]
    pub fn size_for(code: &Code) -> usize {
        FRAME_HEAD + 8 * (code.locals_count() + code.stack_size() + 1)
    }

    /// Writes the fixed part. Locals are the caller's to write.
    ///
    /// # Safety
    /// There is room for the frame. `function` is owned and given up to the frame.
    #[inline(always)]
    pub unsafe fn init(this: *mut Frame, prev: *mut Frame, function: Value, flags: u32) {
        // SAFETY: the function is alive, and keeps code, globals and builtins alive.
        unsafe {
            let f = &*(function.bits() as *const Function);
            let code = f.code_ptr();
            this.write(Frame {
                prev,
                function,
                code,
                pc: (*code).first_unit(),
                sp: Frame::local(this, (*code).locals_count()),
                globals: f.globals_ptr(),
                builtins: f.builtins_ptr(),
                locals: Value::NULL,
                object: Value::NULL,
                flags,
                resume: 0,
            });
        }
    }

    /// Drops everything the frame owns but its frame object, last to first, as CPython does.
    ///
    /// # Safety
    /// The frame is live and not used afterwards. `sp` is stored.
    pub unsafe fn clear(this: *mut Frame) {
        // SAFETY: words up to sp are owned; each is given up once, after it was taken out.
        unsafe {
            let first = Frame::locals_plus(this);
            let mut at = (*this).sp;
            (*this).sp = Frame::stack_base(this);
            while at > first {
                at = at.sub(1);
                drop_word(std::mem::replace(&mut *at, Value::UNBOUND));
            }
            drop_word(std::mem::replace(&mut (*this).locals, Value::NULL));
        }
    }

    /// # Safety
    /// The frame is live.
    unsafe fn function_of<'a>(this: *const Frame) -> &'a Function {
        // SAFETY: a live frame has a function, its own or its caller's.
        unsafe { &*((*this).function.bits() as *const Function) }
    }

    /// The code object of any frame.
    ///
    /// # Safety
    /// The frame is live.
    #[inline]
    pub unsafe fn code_of<'a>(this: *const Frame) -> &'a Code {
        // SAFETY: as promised; frames called by compiled code have no code pointer of their own.
        unsafe {
            if (*this).flags & frame_flag::DIRECT != 0 {
                return &*Frame::function_of(this).code_ptr();
            }
            &*(*this).code
        }
    }

    /// The globals of any frame.
    ///
    /// # Safety
    /// The frame is live.
    #[inline]
    pub unsafe fn globals_of<'a>(this: *const Frame) -> &'a Dict {
        // SAFETY: as in `code_of`.
        unsafe {
            if (*this).flags & frame_flag::DIRECT != 0 {
                return &*Frame::function_of(this).globals_ptr();
            }
            &*(*this).globals
        }
    }

    /// The builtins of any frame.
    ///
    /// # Safety
    /// The frame is live.
    #[inline]
    pub unsafe fn builtins_of<'a>(this: *const Frame) -> &'a Dict {
        // SAFETY: as in `code_of`.
        unsafe {
            if (*this).flags & frame_flag::DIRECT != 0 {
                return &*Frame::function_of(this).builtins_ptr();
            }
            &*(*this).builtins
        }
    }

    /// The namespace of a class body or module; NULL for functions.
    ///
    /// # Safety
    /// The frame is live.
    #[inline(always)]
    pub unsafe fn namespace_of(this: *const Frame) -> Value {
        // SAFETY: as promised; compiled code calls functions only, and does not write it.
        unsafe { if (*this).flags & frame_flag::DIRECT != 0 { Value::NULL } else { (*this).locals } }
    }

    /// The instruction the frame is at, as an index of 16-bit code units.
    ///
    /// # Safety
    /// The frame is live.
    pub unsafe fn code_unit(this: *const Frame) -> usize {
        // SAFETY: as promised.
        unsafe {
            if (*this).flags & frame_flag::COMPILED != 0 {
                return crate::tiering::observe::code_unit(this);
            }
            (*(*this).code).code_unit_of((*this).pc)
        }
    }

    /// The line the frame is at.
    ///
    /// # Safety
    /// The frame is live.
    pub unsafe fn line(this: *const Frame) -> Option<u32> {
        // SAFETY: as promised.
        unsafe { Frame::code_of(this).line_of(Frame::code_unit(this)) }
    }
}

/// Gives up an owned word; NULL and UNBOUND own nothing.
///
/// # Safety
/// The caller owns the word.
#[inline(always)]
pub unsafe fn drop_word(word: Value) {
    if word.is_pointer() {
        // SAFETY: as promised.
        drop(unsafe { Obj::from_raw(word) });
    }
}

/// Reserves room for a frame on the VM stack.
#[inline(always)]
pub fn reserve(t: &Thread, code: &Code) -> PyResult<*mut Frame> {
    let base = t.stack_base.get();
    let end = base.wrapping_add(Frame::size_for(code));
    let left = t.recursion_left.get();
    if end > t.stack_end.get() || left <= t.recursion_floor.get() {
        return Err(t.recursion_error(""));
    }
    t.recursion_left.set(left - 1);
    t.stack_base.set(end);
    Ok(base.cast())
}

/// Gives the room of the innermost frame back.
#[inline(always)]
pub fn release(t: &Thread, frame: *mut Frame) {
    t.recursion_left.set(t.recursion_left.get() + 1);
    t.stack_base.set(frame.cast());
}
