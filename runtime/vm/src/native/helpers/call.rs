//! Calls of anything, intrinsics, construction.
//!
//! A Python function called from here runs in an interpreter loop of its own; compiled code calls those that it knows
//! without a helper.

use taipan_abi::opcodes::intrinsic1;

use super::declare::{exact, helpers};
use crate::builtins::function::Function;
use crate::builtins::functions::numbers;
use crate::builtins::generator as generators;
use crate::builtins::native::{MethodDescriptor, NativeFunction};
use crate::builtins::tuple::Tuple;
use crate::call::{Args, call_args};
use crate::exceptions::BaseException;
use crate::interpreter::ops::{call as operation, generator};
use crate::interpreter::{ops::branch, unwind};
use crate::object::slotdefs::call_with_receiver;
use crate::object::types::Type;
use crate::object::value::{Obj, Ref, Value};
use crate::object::{instance, protocol};
use crate::thread::{PyResult, Thread};

/// Calls with a receiver in front of the arguments, if there is one. Without one the arguments are passed
/// where they lie.
#[inline(always)]
fn invoke(t: &Thread, callable: &Obj, receiver: Option<&Obj>, args: Args) -> PyResult {
    match receiver {
        None => call_args(t, callable, args),
        Some(receiver) => call_with_receiver(t, callable, receiver, args),
    }
}

helpers! {
    fn call[t, _frame](_callable: Word, _receiver: Maybe; args) -> Raw {
        // SAFETY: callable, receiver or NULL and arguments lie in a row in memory of the caller's own, and are
        // alive during the call.
        unsafe { operation::call_row(t, args.as_ptr().cast::<Value>().cast_mut().sub(2), args.len()) }
    }

    fn call_native[t, _frame](callable: Word; args) -> Raw {
        if !t.has_native_stack() {
            let _ = t.recursion_error(" while calling a Python object");
            return Value::NULL;
        }
        let Some(function) = callable.exact::<NativeFunction>() else {
            let _ = t.system_error("a native function of compiled code is none");
            return Value::NULL;
        };
        // SAFETY: the arguments lie in a row and are alive during the call.
        unsafe { (function.def().entry)(t, callable.value(), Obj::as_values(args).as_ptr(), args.len(), Value::NULL) }
    }

    fn ord[t](character: Word) -> Word {
        numbers::ordinal(t, character)
    }

    fn is_instance[t](object: Word, class: Word) -> Truth {
        if let Some(class) = class.exact::<Type>()
            && object.type_of().is_subtype(class)
        {
            return Ok(true);
        }
        protocol::is_instance(t, object, class)
    }

    /// A native method of the receiver's class, without a look at what else the callable could be.
    fn call_method[t, _frame](callable: Word, _receiver: Word; args) -> Raw {
        let Some(method) = callable.exact::<MethodDescriptor>() else {
            let _ = t.system_error("a method of compiled code is none");
            return Value::NULL;
        };
        if t.check_native_stack(" while calling a Python object").is_err() {
            return Value::NULL;
        }
        // SAFETY: the receiver and the arguments lie in a row in memory of the caller's own, and are alive during the
        // call.
        unsafe { (method.def().entry)(t, Value::NULL, args.as_ptr().cast::<Value>().sub(1), args.len() + 1, Value::NULL) }
    }

    fn call_keywords[t, _frame](callable: Word, receiver: Maybe, names: Word; args) -> Word {
        match names.exact::<Tuple>() {
            Some(names) if names.len() <= args.len() => invoke(t, callable, receiver, Args::with_names(args, names)),
            _ => Err(t.system_error("keyword names do not fit a call's arguments")),
        }
    }

    fn call_ex[t, _frame](callable: Word, iterable: Word, mapping: Maybe) -> Word {
        let mapping = mapping.map_or(Value::NULL, Obj::value);
        let mut operands = [callable.value(), Value::NULL, iterable.value(), mapping];
        // SAFETY: the operands of CALL_FUNCTION_EX, borrowed as tier 0's stack would own them.
        unsafe { operation::call_unpacked(t, operands.as_mut_ptr_range().end) }
    }

    fn intrinsic_1[t, frame](value: Word, which: I64) -> Word {
        if which as u32 == intrinsic1::STOPITERATION_ERROR {
            return generator::stop_iteration_error_in(t, frame.code().flags, value);
        }
        // SAFETY: the frame is live; the others read nothing but its namespace.
        unsafe { operation::intrinsic_1(t, which as u32, frame.frame(), value) }
    }

    fn intrinsic_2[t, _frame](a: Word, b: Word, which: I64) -> Word {
        operation::intrinsic_2(t, which as u32, a, b)
    }

    /// `object.__new__` of a class with a Python `__init__`.
    fn new_instance[t](class: Word) -> Word {
        match class.downcast::<Type>() {
            Some(class) => instance::new_plain(t, class),
            None => Err(t.system_error("an instance of what is no class")),
        }
    }

    /// `BaseException.__new__`.
    fn new_exception[t](class: Word; args) -> Word {
        match class.downcast::<Type>() {
            Some(class) => BaseException::allocate(t, class, Tuple::from_slice(t, args)?).map(Ref::into_obj),
            None => Err(t.system_error("an exception of what is no class")),
        }
    }

    /// A generator, coroutine or asynchronous generator that has not begun.
    fn new_generator[t](function: Word; args) -> Word {
        generators::create(t, exact::<Function>(t, function)?, args)
    }

    fn check_init[t](result: Word) -> Status {
        if result.is_none() {
            return Ok(());
        }
        // SAFETY: a reference of its own is given up.
        unsafe { unwind::constructor_returned(t, result.clone().into_raw()) };
        Err(t.propagate())
    }

    /// Does what is due.
    fn eval_breaker[t, _frame]() -> Status {
        branch::eval_breaker(t)
    }

    fn unknown_opcode[t]() -> Status {
        Err(t.system_error("unknown opcode"))
    }
}
