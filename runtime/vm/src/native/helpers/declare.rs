//! How a helper is declared: [`helpers!`], and what it makes of a function body.
//!
//! ```text
//! fn name[thread](a: Word, n: I64) -> Status { … }
//! fn name[thread, frame](a: Word; items) -> Word { … }
//! ```
//!
//! The head reads like the row in [`taipan_abi::helpers`]; the body is safe Rust. In it an operand is
//!
//! | declared as | row says | in the body |
//! |---|---|---|
//! | `Word` | `Word` | `&Obj` |
//! | `Maybe` | `Word` | `Option<&Obj>`: nothing for NULL and UNBOUND |
//! | `Own` | `Own` | `Obj` |
//! | `I64`, `F64` | the same | `i64`, `f64` |
//! | `; items` | `; V` | `&[Obj]` |
//!
//! and it answers
//!
//! | declared as | row says | from the body |
//! |---|---|---|
//! | `Word` | `Word` | `PyResult` |
//! | `Raw` | `Word` | `Value`, owned |
//! | `Status` | `Status` | `PyResult<()>` |
//! | `Truth` | `Truth` | `PyResult<bool>` |
//! | `I64`, `F64` | the same | `i64`, `f64` |

use std::marker::PhantomData;

use taipan_abi::helpers::{Answer, HelperInfo, Operand};

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::interpreter::frame::Frame;
use crate::interpreter::ops::name::Scope;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread};

/// Where a helper is. A pointer, for constants cannot turn it into a number.
#[derive(Clone, Copy)]
pub struct Address(pub *const ());

// SAFETY: the address of a function, the same for every thread.
unsafe impl Sync for Address {}

/// What a helper says of itself.
#[derive(Clone, Copy)]
pub struct Declaration {
    pub name: &'static str,
    pub needs_frame: bool,
    pub operands: &'static [Operand],
    pub variadic: bool,
    pub answer: Answer,
    pub address: Address,
}

impl Declaration {
    /// Whether the helper is what its row says.
    pub const fn fits(&self, row: &HelperInfo) -> bool {
        let (mine, theirs) = (self.name.as_bytes(), row.name.as_bytes());
        if mine.len() != theirs.len() || self.operands.len() != row.operands.len() {
            return false;
        }
        let mut i = 0;
        while i < mine.len() {
            if mine[i] != theirs[i] {
                return false;
            }
            i += 1;
        }
        i = 0;
        while i < self.operands.len() {
            if self.operands[i] as u8 != row.operands[i] as u8 {
                return false;
            }
            i += 1;
        }
        self.needs_frame == row.needs_frame && self.variadic == row.variadic && self.answer as u8 == row.answer as u8
    }
}

/// Implemented by [`helpers!`] alone, for a type of the helper's name.
pub trait Declared {
    const DECLARATION: Declaration;
}

/// The compiled frame that calls a helper.
///
/// What it gives comes from the function object, never from the record's code, globals and builtins, which
/// compiled code leaves unwritten.
#[derive(Clone, Copy)]
pub struct Caller<'a>(*mut Frame, PhantomData<&'a Frame>);

impl<'a> Caller<'a> {
    /// # Safety
    /// The frame is live for `'a`, its function and namespace are valid.
    #[inline(always)]
    pub unsafe fn new(frame: *mut Frame) -> Caller<'a> {
        Caller(frame, PhantomData)
    }

    #[inline(always)]
    pub fn frame(self) -> *mut Frame {
        self.0
    }

    #[inline(always)]
    pub fn function(self) -> &'a Function {
        // SAFETY: a running frame's function is alive and is a function.
        unsafe { &*((*self.0).function.bits() as *const Function) }
    }

    #[inline(always)]
    pub fn code(self) -> &'a Code {
        // SAFETY: a function's code lives as long as the function, replaced or not.
        unsafe { &*self.function().code_ptr() }
    }

    #[inline(always)]
    pub fn globals(self) -> &'a Dict {
        self.scope().globals()
    }

    #[inline(always)]
    pub fn builtins(self) -> &'a Dict {
        self.scope().builtins()
    }

    /// Where the frame's names are looked up.
    #[inline(always)]
    pub fn scope(self) -> Scope<'a> {
        // SAFETY: the record is live; its namespace is NULL or owned for as long as it runs.
        let is_function = unsafe { Frame::namespace_of(self.0).is_null() };
        // SAFETY: as above.
        let locals = if is_function { None } else { Some(unsafe { (*self.0).locals.as_obj() }) };
        Scope { locals, function: self.function() }
    }
}

/// A borrowed word, or nothing for NULL and UNBOUND.
///
/// # Safety
/// A value among words is alive for as long as the reference is used.
#[inline(always)]
pub unsafe fn maybe(word: &Value) -> Option<&Obj> {
    if word.is_null() || word.is_unbound() {
        return None;
    }
    // SAFETY: as promised.
    Some(unsafe { word.as_obj() })
}

/// The words of a variadic helper; they lie where the caller put them also if there are none.
///
/// # Safety
/// `count` live values lie at `first`.
#[inline(always)]
pub unsafe fn words<'a>(first: *const Value, count: usize) -> &'a [Obj] {
    // SAFETY: as promised.
    unsafe { std::slice::from_raw_parts(first.cast::<Obj>(), count) }
}

/// The operand as the builtin class it must be of; no well-formed bytecode fails here.
#[inline(always)]
pub fn exact<'a, T: NativeType>(t: &Thread, operand: &'a Obj) -> PyResult<&'a T> {
    operand.exact::<T>().ok_or_else(|| wrong_class(t))
}

#[cold]
#[inline(never)]
fn wrong_class(t: &Thread) -> crate::thread::Raised {
    t.system_error("an operand of compiled code has the wrong class")
}

/// A result without which compiled code cannot go on, where its row does not let it raise. Only memory that
/// has run out leads to the other way.
#[inline(always)]
pub fn certain(result: PyResult) -> Value {
    match result {
        Ok(object) => object.into_raw(),
        Err(_) => std::alloc::handle_alloc_error(std::alloc::Layout::new::<[u64; 4]>()),
    }
}

macro_rules! helpers {
    ($($(#[$meta:meta])* fn $name:ident[$t:ident $(, $frame:ident)?]($($operand:ident: $kind:ident),* $(; $items:ident)?) -> $answer:ident $body:block)*) => {$(
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        pub enum $name {}

        impl $crate::native::helpers::declare::Declared for $name {
            const DECLARATION: $crate::native::helpers::declare::Declaration =
                $crate::native::helpers::declare::Declaration {
                    name: stringify!($name),
                    needs_frame: $crate::native::helpers::declare::helpers!(@given $($frame)?),
                    operands: &[$($crate::native::helpers::declare::helpers!(@operand $kind)),*],
                    variadic: $crate::native::helpers::declare::helpers!(@given $($items)?),
                    answer: $crate::native::helpers::declare::helpers!(@answer $answer),
                    address: $crate::native::helpers::declare::Address($name as *const ()),
                };
        }

        $(#[$meta])*
        ///
        /// # Safety
        /// Called by compiled code alone, with what the helper's row says, alive during the call.
        // SAFETY: no other symbol begins like this. Object files with compiled code refer to helpers by it.
        #[unsafe(export_name = concat!("taipan_helper_", stringify!($name)))]
        pub unsafe extern "C" fn $name(
            $t: &$crate::thread::Thread,
            $($frame: *mut $crate::interpreter::frame::Frame,)?
            $($operand: $crate::native::helpers::declare::helpers!(@word $kind),)*
            $($items: *const $crate::object::value::Value, count: usize,)?
        ) -> $crate::native::helpers::declare::helpers!(@back $answer) {
            let _ = $t;
            $(
                // SAFETY: the caller's promise.
                let $frame = unsafe { $crate::native::helpers::declare::Caller::new($frame) };
                let _ = $frame;
            )?
            $($crate::native::helpers::declare::helpers!(@take $kind $operand);)*
            $(
                // SAFETY: the caller's promise.
                let $items = unsafe { $crate::native::helpers::declare::words($items, count) };
            )?
            let body = || -> $crate::native::helpers::declare::helpers!(@result $answer) { $body };
            $crate::native::helpers::declare::helpers!(@give $answer body())
        }
    )*};

    (@given) => { false };
    (@given $given:ident) => { true };

    (@operand Word) => { taipan_abi::helpers::Operand::Word };
    (@operand Maybe) => { taipan_abi::helpers::Operand::Word };
    (@operand Own) => { taipan_abi::helpers::Operand::Own };
    (@operand I64) => { taipan_abi::helpers::Operand::I64 };
    (@operand F64) => { taipan_abi::helpers::Operand::F64 };

    (@word I64) => { i64 };
    (@word F64) => { f64 };
    (@word $kind:ident) => { $crate::object::value::Value };

    (@take Word $operand:ident) => {
        // SAFETY: the caller's promise.
        let $operand: &$crate::object::value::Obj = unsafe { $operand.as_obj() };
    };
    (@take Maybe $operand:ident) => {
        // SAFETY: the caller's promise.
        let $operand = unsafe { $crate::native::helpers::declare::maybe(&$operand) };
    };
    (@take Own $operand:ident) => {
        // SAFETY: the caller gives the reference up.
        let $operand = unsafe { $crate::object::value::Obj::from_raw($operand) };
    };
    (@take I64 $operand:ident) => {};
    (@take F64 $operand:ident) => {};

    (@answer Raw) => { taipan_abi::helpers::Answer::Word };
    (@answer $answer:ident) => { taipan_abi::helpers::Answer::$answer };

    (@back Word) => { $crate::object::value::Value };
    (@back Raw) => { $crate::object::value::Value };
    (@back Status) => { i32 };
    (@back Truth) => { i32 };
    (@back F64) => { f64 };
    (@back I64) => { i64 };

    (@result Word) => { $crate::thread::PyResult };
    (@result Raw) => { $crate::object::value::Value };
    (@result Status) => { $crate::thread::PyResult<()> };
    (@result Truth) => { $crate::thread::PyResult<bool> };
    (@result F64) => { f64 };
    (@result I64) => { i64 };

    (@give Word $result:expr) => { $crate::call::finish($result) };
    (@give Raw $result:expr) => { $result };
    (@give Status $result:expr) => { if $result.is_ok() { 0 } else { -1 } };
    (@give Truth $result:expr) => {
        match $result {
            Ok(truth) => truth as i32,
            Err(_) => -1,
        }
    };
    (@give F64 $result:expr) => { $result };
    (@give I64 $result:expr) => { $result };
}

pub(crate) use helpers;
