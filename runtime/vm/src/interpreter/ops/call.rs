//! Calls and returns.
//!
//! Calling a Python function from Python enters its frame in the same loop: the native stack does not
//! grow. Native functions are called directly with their arguments on the operand stack.

use super::super::binding;
use super::super::calls;
use super::super::dispatch::{attempt, dispatch, fail, handler, next};
use super::super::frame::{Frame, drop_word, frame_flag, release, reserve};
use super::super::profile;
use super::super::unwind::return_top;
use super::{peek, replace_top, replace_two};
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::{BoundMethod, Function};
use crate::builtins::native::{MethodDescriptor, NativeFunction};
use crate::builtins::object::Object;
use crate::builtins::tuple::Tuple;
use crate::call::{self, Args};
use crate::object::lookup::lookup;
use crate::object::slots::SlotFn;
use crate::object::types::Type;
use crate::object::value::{Obj, Ref, Value};
use crate::object::{instance, protocol, slotdefs};
use crate::thread::{PyResult, Thread, names};
use crate::tiering::entry;

pub const CALL_UNITS: u32 = 3;

handler! {
    /// `callable, self or NULL, arguments…` → result
    fn call(t, pc, sp, fp) {
        let count = (*pc).b as usize;
        let base = sp.sub(count + 2);
        (*fp).pc = pc;
        if (*base).is_pointer() {
            let object = &*base.cast::<Obj>();
            if object.is_exact::<Function>() {
                return enter_function(t, pc, sp, fp);
            }
            if (*base.add(1)).is_null() {
                if object.is_exact::<BoundMethod>() {
                    return call_bound(t, pc, sp, fp);
                }
                if let Some(class) = object.exact::<Type>()
                    && constructs_in_python(class)
                {
                    return construct(t, pc, sp, fp);
                }
            }
        }
        call_native(t, pc, sp, fp)
    }
}

handler! {
    /// A bound method, as a call of its function with its receiver.
    #[inline(never)]
    fn call_bound(t, pc, sp, fp) {
        unpack_method(sp.sub((*pc).b as usize + 2));
        call(t, pc, sp, fp)
    }
}

/// Room for a frame, where that raises nothing.
#[inline(always)]
fn room(t: &Thread, code: &Code) -> Option<*mut Frame> {
    let base = t.stack_base.get();
    let end = base.wrapping_add(Frame::size_for(code));
    let left = t.recursion_left.get();
    if end > t.stack_end.get() || left <= t.recursion_floor.get() {
        return None;
    }
    t.recursion_left.set(left - 1);
    t.stack_base.set(end);
    Some(base.cast())
}

/// Replaces a bound method by its function and receiver.
#[inline(always)]
unsafe fn unpack_method(base: *mut Value) {
    // SAFETY: the callable on the stack is a bound method, below it NULL.
    unsafe {
        let method = (*base.cast::<Obj>()).cast_unchecked::<BoundMethod>();
        let (function, receiver) = (method.function(), method.receiver());
        let old = *base;
        *base = function.into_raw();
        *base.add(1) = receiver.into_raw();
        drop_word(old);
    }
}

handler! {
    /// Enters a Python function whose receiver and arguments lie on top of the stack. Apart from [`call`], so that
    /// other callables do not pay for the registers that this needs.
    #[inline(never)]
    fn enter_function(t, pc, sp, fp) {
        let function = &*((*sp.sub((*pc).b as usize + 2)).bits() as *const Function);
        if (*pc.add(1)).a != function.code_ptr() as u64 {
            return enter_another(t, pc, sp, fp);
        }
        enter_known(t, pc, sp, fp)
    }
}

handler! {
    /// A function whose code is not the first one seen here.
    #[inline(never)]
    fn enter_another(t, pc, sp, fp) {
        let function = &*((*sp.sub((*pc).b as usize + 2)).bits() as *const Function);
        profile::note_target(pc, function.code_ptr());
        enter_known(t, pc, sp, fp)
    }
}

handler! {
    #[inline(always)]
    fn enter_known(t, pc, sp, fp) {
        let count = (*pc).b as usize;
        let base = sp.sub(count + 2);
        let function = &*((*base).bits() as *const Function);
        let has_self = !(*base.add(1)).is_null() as usize;
        let total = count + has_self;
        let code = &*function.code_ptr();
        let first = base.add(2 - has_self);
        if !code.is_simple() || total != code.argcount as usize {
            return enter_general(t, pc, sp, fp);
        }
        // What is done once, and what raises, is left to the general way: this one makes no calls.
        let start = code.first_decoded();
        if start.is_null() {
            return enter_general(t, pc, sp, fp);
        }
        let Some(frame) = room(t, code) else { return enter_general(t, pc, sp, fp) };
        (*fp).sp = base;
        (*fp).resume = CALL_UNITS;
        let stack = Frame::local(frame, code.locals_count());
        frame.write(Frame {
            prev: fp,
            function: *base,
            code,
            pc: start,
            sp: stack,
            globals: function.globals_ptr(),
            builtins: function.builtins_ptr(),
            locals: Value::NULL,
            object: Value::NULL,
            flags: 0,
            resume: 0,
        });
        // Volatile, for there are few of them: no loops that look for a way to move many at once.
        let (mut from, mut to) = (first, Frame::locals_plus(frame));
        while from < sp {
            to.write_volatile(*from);
            from = from.add(1);
            to = to.add(1);
        }
        t.frame.set(frame);
        if is_compiled(code) {
            return start_compiled(t, start, stack, frame);
        }
        while to < stack {
            to.write_volatile(Value::UNBOUND);
            to = to.add(1);
        }
        dispatch(t, start, stack, frame)
    }
}

handler! {
    /// Apart from [`call`], which needs no stack of its own.
    #[inline(never)]
    fn start_compiled(t, pc, sp, fp) {
        entry::start(t, pc, sp, fp)
    }
}

/// Whether calls of a code object's function enter compiled code.
#[inline(always)]
pub fn is_compiled(code: &Code) -> bool {
    code.entry.get() != entry::interpret as *const () as usize
}

/// Runs a new frame, compiled or not.
///
/// # Safety
/// The frame is complete, and the caller's position is stored.
#[inline(always)]
pub unsafe fn begin(t: &Thread, frame: *mut Frame) -> Value {
    // SAFETY: as promised.
    unsafe {
        t.frame.set(frame);
        let (pc, sp) = ((*frame).pc, (*frame).sp);
        if is_compiled(&*(*frame).code) {
            return entry::start(t, pc, sp, frame);
        }
        dispatch(t, pc, sp, frame)
    }
}

handler! {
    /// A Python function whose arguments need binding.
    #[inline(never)]
    fn enter_general(t, pc, sp, fp) {
        let count = (*pc).b as usize;
        let base = sp.sub(count + 2);
        let has_self = !(*base.add(1)).is_null() as usize;
        let first = base.add(2 - has_self);
        let frame = attempt!(bound_frame(t, fp, *base, first, count + has_self, Value::NULL, 0), t, pc, sp, fp);
        drop_arguments(sp, count + 1);
        (*fp).sp = base;
        (*fp).resume = CALL_UNITS;
        begin(t, frame)
    }
}

/// A new frame with bound arguments (raw words, so that callers need no stack of their own). Takes the
/// function's reference over where it succeeds.
#[inline(never)]
unsafe fn bound_frame(
    t: &Thread,
    fp: *mut Frame,
    function: Value,
    first: *const Value,
    positional: usize,
    names: Value,
    flags: u32,
) -> PyResult<*mut Frame> {
    // SAFETY: the caller keeps the function and arguments alive.
    unsafe {
        let args = Args::from_vectorcall(first, positional, names);
        let object = &*(function.bits() as *const Function);
        let frame = reserve(t, &*object.code_ptr())?;
        match binding::bind(t, object, args, Frame::locals_plus(frame)) {
            Ok(()) => {
                Frame::init(frame, fp, function, flags);
                Ok(frame)
            }
            Err(raised) => {
                release(t, frame);
                Err(raised)
            }
        }
    }
}

/// Drops the `count` operands on top of the stack.
#[inline(always)]
unsafe fn drop_arguments(sp: *mut Value, count: usize) {
    // SAFETY: the operands are there and are given up.
    unsafe {
        for i in 1..=count {
            drop_word(*sp.sub(i));
        }
    }
}

/// Whether `class(…)` is `object.__new__` followed by some `__init__`.
pub fn constructs_plainly(class: &Type) -> bool {
    class.is_heap_type()
        && class.slots.new.get().map(|f| f as usize) == Object::class().slots.new.get().map(|f| f as usize)
        && !class.has_flag(crate::object::types::type_flag::IS_ABSTRACT)
}

/// Whether an `__init__` is `object`'s own.
pub fn is_object_init(init: &Obj) -> bool {
    let own = Object::class().slots.init.get().map(|f| f as usize);
    matches!(crate::builtins::native::wrapped_slot(init), Some(SlotFn::Init(f)) if Some(f as usize) == own)
}

/// Whether `class(…)` is `object.__new__` followed by an `__init__` written in Python.
#[inline(always)]
fn constructs_in_python(class: &Type) -> bool {
    class.is_heap_type()
        && slotdefs::has_generic_init(class)
        && class.slots.new.get().map(|f| f as usize) == Object::class().slots.new.get().map(|f| f as usize)
        && !class.has_flag(crate::object::types::type_flag::IS_ABSTRACT)
}

handler! {
    /// A class with a Python `__init__`: the instance is made and `__init__` entered in the same loop.
    #[inline(never)]
    fn construct(t, pc, sp, fp) {
        let count = (*pc).b as usize;
        let base = sp.sub(count + 2);
        let frame = attempt!(constructor_frame(t, fp, base, count), t, pc, sp, fp);
        if frame.is_null() {
            return call_native(t, pc, sp, fp);
        }
        // The instance took the callable's place; it is the result when `__init__` returns.
        (*fp).sp = base.add(1);
        (*fp).resume = CALL_UNITS;
        begin(t, frame)
    }
}

/// Makes the instance and the frame of its `__init__`; replaces the callable by the instance and takes
/// the arguments. Null: `__init__` is no plain function.
#[inline(never)]
unsafe fn constructor_frame(t: &Thread, fp: *mut Frame, base: *mut Value, count: usize) -> PyResult<*mut Frame> {
    // SAFETY: the handler's promise.
    unsafe {
        let class = (*base.cast::<Obj>()).cast_unchecked::<Type>();
        let Some(init) = lookup(t, class, &names::__init__) else { return Ok(std::ptr::null_mut()) };
        let Some(function) = init.exact::<Function>() else { return Ok(std::ptr::null_mut()) };
        let code = &*function.code_ptr();
        let instance = instance::new_plain(t, class)?;
        if code.is_simple() && code.argcount as usize == count + 1 {
            let frame = reserve(t, code)?;
            Frame::init(frame, fp, init.into_raw(), frame_flag::CONSTRUCTOR);
            let locals = Frame::locals_plus(frame);
            *locals = instance.value().incref();
            for i in 0..count {
                *locals.add(1 + i) = *base.add(2 + i);
            }
            for i in count + 1..code.locals_count() {
                *locals.add(i) = Value::UNBOUND;
            }
            let old = std::mem::replace(&mut *base, instance.into_raw());
            drop_word(old);
            return Ok(frame);
        }
        // The receiver goes where NULL lies, in front of the arguments.
        *base.add(1) = instance.value();
        let function_word = init.into_raw();
        let bound = bound_frame(t, fp, function_word, base.add(1), count + 1, Value::NULL, frame_flag::CONSTRUCTOR);
        *base.add(1) = Value::NULL;
        let frame = match bound {
            Ok(frame) => frame,
            Err(raised) => {
                drop_word(function_word);
                return Err(raised);
            }
        };
        drop_arguments(base.add(2 + count), count);
        let old = std::mem::replace(&mut *base, instance.into_raw());
        drop_word(old);
        Ok(frame)
    }
}

handler! {
    /// Anything else: called through its native entry.
    #[inline(never)]
    fn call_native(t, pc, sp, fp) {
        let count = (*pc).b as usize;
        let base = sp.sub(count + 2);
        (*fp).sp = sp;
        let result = invoke(t, base, count, Value::NULL);
        if result.is_null() {
            fail!(t, pc, sp, fp);
        }
        drop_arguments(sp, count + 2);
        *base = result;
        next!(t, pc, base.add(1), fp, CALL_UNITS as usize)
    }
}

/// Calls what lies at `base` for compiled code: like `CALL`, but a Python function runs in a loop of its own.
///
/// # Safety
/// Callable, receiver or NULL and `count` arguments lie there, alive during the call. The first two words may change.
pub(crate) unsafe fn call_row(t: &Thread, base: *mut Value, count: usize) -> Value {
    // SAFETY: as promised; what a bound method holds lives as long as it does.
    unsafe {
        let mut callable = &*base.cast::<Obj>();
        if (*base.add(1)).is_null()
            && let Some(method) = callable.exact::<BoundMethod>()
            && let Some((function, receiver)) = method.parts()
        {
            *base.add(1) = receiver.value();
            callable = function;
        }
        if let Some(function) = callable.exact::<Function>() {
            let has_self = !(*base.add(1)).is_null() as usize;
            return call::finish(calls::call_positional(t, function, base.add(2 - has_self), count + has_self));
        }
        *base = callable.value();
        invoke(t, base, count, Value::NULL)
    }
}

/// Calls what lies at `base` with the arguments behind it.
#[inline(never)]
unsafe fn invoke(t: &Thread, base: *mut Value, count: usize, names: Value) -> Value {
    // SAFETY: the handler's promise: operands stay on the stack during the call.
    unsafe {
        let callable = &*base.cast::<Obj>();
        let has_self = !(*base.add(1)).is_null() as usize;
        let args = base.add(2 - has_self);
        let total = count + has_self;
        if !t.has_native_stack() {
            let _ = t.recursion_error(" while calling a Python object");
            return Value::NULL;
        }
        if let Some(method) = callable.exact::<MethodDescriptor>() {
            return (method.def().entry)(t, *base, args, total, names);
        }
        if let Some(function) = callable.exact::<NativeFunction>()
            && !function.is_new()
        {
            if !function.is_bound() {
                return (function.def().entry)(t, *base, args, total, names);
            }
            if has_self == 0
                && let Some(receiver) = function.bound_receiver()
            {
                // The receiver goes where NULL lies, in front of the arguments; its reference is ours.
                *base.add(1) = receiver.value();
                let result = (function.def().entry)(t, Value::NULL, base.add(1), total + 1, names);
                *base.add(1) = Value::NULL;
                return result;
            }
        }
        call::finish(call::invoke::vectorcall(t, callable, args, total, names))
    }
}

handler! {
    /// `callable, self or NULL, arguments…, names` → result
    fn call_kw(t, pc, sp, fp) {
        let count = (*pc).b as usize;
        let names = *sp.sub(1);
        let base = sp.sub(count + 3);
        (*fp).pc = pc;
        if (*base).is_pointer() && (*base.add(1)).is_null() && (*base.cast::<Obj>()).is_exact::<BoundMethod>() {
            unpack_method(base);
        }
        let has_self = !(*base.add(1)).is_null() as usize;
        let keywords = (*sp.sub(1).cast::<Obj>()).cast_unchecked::<Tuple>().len();
        if (*base.cast::<Obj>()).is_exact::<Function>() {
            let positional = count + has_self - keywords;
            let first = base.add(2 - has_self);
            let frame = attempt!(bound_frame(t, fp, *base, first, positional, names, 0), t, pc, sp, fp);
            drop_arguments(sp, count + 2);
            (*fp).sp = base;
            (*fp).resume = CALL_UNITS;
            return begin(t, frame);
        }
        (*fp).sp = sp;
        let result = invoke(t, base, count - keywords, names);
        if result.is_null() {
            fail!(t, pc, sp, fp);
        }
        drop_arguments(sp, count + 3);
        *base = result;
        next!(t, pc, base.add(1), fp, CALL_UNITS as usize)
    }
}

handler! {
    /// `callable, NULL, iterable, dict or NULL` → result
    fn call_function_ex(t, pc, sp, fp) {
        (*fp).pc = pc;
        (*fp).sp = sp;
        let result = attempt!(call_unpacked(t, sp), t, pc, sp, fp);
        drop_arguments(sp, 4);
        *sp.sub(4) = result.into_raw();
        next!(t, pc, sp.sub(3), fp, 1)
    }
}

#[inline(never)]
pub(crate) unsafe fn call_unpacked(t: &Thread, sp: *mut Value) -> PyResult {
    // SAFETY: the handler's promise.
    let (callable, iterable, keywords) = unsafe {
        let keywords = if (*sp.sub(1)).is_null() { None } else { Some(peek(sp, 1)) };
        (peek(sp, 4), peek(sp, 2), keywords)
    };
    let args: Ref<Tuple> = match iterable.exact::<Tuple>() {
        Some(_) => iterable.clone().into_ref().map_err(|_| t.system_error("arguments"))?,
        None => {
            if iterable.type_of().slots.iter.get().is_none() && !protocol::iteration::is_sequence(iterable) {
                let f = call::invoke::function_text(t, callable);
                let class = iterable.type_of().name_text();
                return Err(t.type_error(format!("{f} argument after * must be an iterable, not {class}")));
            }
            Tuple::from_vec(t, protocol::collect(t, iterable)?)?
        }
    };
    call::invoke::call_ex(t, callable, &args, keywords.and_then(|k| k.downcast::<Dict>()))
}

handler! {
    fn return_value(t, pc, sp, fp) {
        return_top(t, pc, sp, fp)
    }
}

handler! {
    fn call_intrinsic_1(t, pc, sp, fp) {
        (*fp).pc = pc;
        let result = attempt!(intrinsic_1(t, (*pc).b as u32, fp, peek(sp, 1)), t, pc, sp, fp);
        replace_top(sp, result);
        next!(t, pc, sp, fp, 1)
    }
}

#[inline(never)]
pub(crate) unsafe fn intrinsic_1(t: &Thread, which: u32, fp: *mut Frame, value: &Obj) -> PyResult {
    use taipan_abi::opcodes::intrinsic1 as i;
    match which {
        i::PRINT => {
            let hook = crate::builtins::functions::sys_attribute(t, "displayhook")?;
            call::call1(t, &hook, value)
        }
        // SAFETY: the handler's promise.
        i::IMPORT_STAR => unsafe { super::import::import_star(t, fp, value) },
        // SAFETY: as above.
        i::STOPITERATION_ERROR => unsafe { super::generator::stop_iteration_error(t, fp, value) },
        i::UNARY_POSITIVE => protocol::unary_positive(t, value),
        i::LIST_TO_TUPLE => Tuple::from_vec(t, protocol::collect(t, value)?).map(Ref::into_obj),
        _ => crate::builtins::typing_intrinsic_1(t, which, value),
    }
}

handler! {
    fn call_intrinsic_2(t, pc, sp, fp) {
        (*fp).pc = pc;
        let result = attempt!(intrinsic_2(t, (*pc).b as u32, peek(sp, 2), peek(sp, 1)), t, pc, sp, fp);
        let sp = replace_two(sp, result);
        next!(t, pc, sp, fp, 1)
    }
}

#[inline(never)]
pub(crate) fn intrinsic_2(t: &Thread, which: u32, a: &Obj, b: &Obj) -> PyResult {
    use taipan_abi::opcodes::intrinsic2 as i;
    match which {
        i::PREP_RERAISE_STAR => crate::exceptions::group::prepare_reraise_star(t, a, b),
        i::SET_FUNCTION_TYPE_PARAMS => {
            if let Some(function) = a.exact::<Function>() {
                function.type_params.set(Some(b.clone()));
            }
            Ok(a.clone())
        }
        _ => crate::builtins::typing_intrinsic_2(t, which, a, b),
    }
}
