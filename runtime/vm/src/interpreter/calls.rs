//! Entering Python functions from Rust.

use super::binding;
use super::dispatch::{run, run_handler};
use super::frame::{Frame, frame_flag, release, reserve};
use super::ops::call::is_compiled;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::call::Args;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{PyResult, Thread};
use crate::tiering::entry;

/// Calls a Python function.
pub fn call_function(t: &Thread, function: &Function, args: Args) -> PyResult {
    t.check_native_stack("")?;
    let code = function.code_ptr();
    // SAFETY: the function keeps its code alive; the frame is initialised before it runs.
    unsafe {
        let frame = reserve(t, &*code)?;
        let owned = function.to_ref().into_obj().into_raw();
        Frame::init(frame, t.frame.get(), owned, frame_flag::ENTRY);
        let bound = binding::bind(t, function, args, Frame::locals_plus(frame));
        if let Err(raised) = bound {
            release(t, frame);
            drop(Obj::from_raw(owned));
            return Err(raised);
        }
        enter(t, frame)
    }
}

/// Calls a Python function with positional arguments that lie in a row, borrowed.
///
/// # Safety
/// `count` live values lie at `first`.
pub unsafe fn call_positional(t: &Thread, function: &Function, first: *const Value, count: usize) -> PyResult {
    // SAFETY: as promised; the function keeps its code alive.
    unsafe {
        let code = &*function.code_ptr();
        if !code.is_simple() || count != code.argcount as usize {
            return call_function(t, function, Args::from_vectorcall(first, count, Value::NULL));
        }
        t.check_native_stack("")?;
        let frame = reserve(t, code)?;
        let locals = Frame::locals_plus(frame);
        for i in 0..count {
            *locals.add(i) = (*first.add(i)).incref();
        }
        for i in count..code.locals_count() {
            *locals.add(i) = Value::UNBOUND;
        }
        Frame::init(frame, t.frame.get(), function.to_ref().into_obj().into_raw(), frame_flag::ENTRY);
        enter(t, frame)
    }
}

/// Runs a frame whose locals are bound.
///
/// # Safety
/// The frame is initialised, has the entry flag and is the innermost one.
pub unsafe fn enter(t: &Thread, frame: *mut Frame) -> PyResult {
    t.frame.set(frame);
    // SAFETY: a new frame starts at its first unit with an empty stack.
    let result = unsafe {
        let (pc, sp) = ((*frame).pc, (*frame).sp);
        if is_compiled(&*(*frame).code) { run_handler(entry::start, t, pc, sp, frame) } else { run(t, pc, sp, frame) }
    };
    if result.is_null() {
        return Err(t.propagate());
    }
    // SAFETY: a run returns an owned value.
    Ok(unsafe { Obj::from_raw(result) })
}

/// Runs a code object as a module, class body or `exec`: with a namespace for its locals.
pub fn run_code(t: &Thread, code: &Ref<Code>, globals: &Ref<Dict>, locals: Option<&Obj>) -> PyResult {
    let function = Function::new(t, code.clone(), globals.clone())?;
    run_function_with_locals(t, &function, locals)
}

/// Runs a function without arguments whose names live in `locals` (globals, where it has none).
pub fn run_function_with_locals(t: &Thread, function: &Ref<Function>, locals: Option<&Obj>) -> PyResult {
    use taipan_abi::opcodes::code_flags;
    t.check_native_stack("")?;
    // SAFETY: as in call_function.
    unsafe {
        let code = &*function.code_ptr();
        let frame = reserve(t, code)?;
        Frame::init(frame, t.frame.get(), function.clone().into_obj().into_raw(), frame_flag::ENTRY);
        for i in 0..code.locals_count() {
            *Frame::local(frame, i) = Value::UNBOUND;
        }
        if code.flags & code_flags::OPTIMIZED == 0 {
            let namespace = match locals {
                Some(locals) => locals.clone(),
                None => function.globals().into_obj(),
            };
            (*frame).locals = namespace.into_raw();
        }
        enter(t, frame)
    }
}

/// The globals of the innermost Python frame.
pub fn current_globals(t: &Thread) -> Option<Ref<Dict>> {
    let frame = t.frame.get();
    if frame.is_null() {
        return None;
    }
    // SAFETY: the innermost frame is live, and its function keeps the globals alive.
    Some(unsafe { Frame::globals_of(frame) }.to_ref())
}
