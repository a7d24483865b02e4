//! Generators and coroutines: suspended frames with their own stack of handled exceptions.

pub mod class;

use std::cell::Cell;
use std::ptr::null_mut;

use taipan_abi::opcodes::code_flags;

use crate::builtins::code::Code;
use crate::builtins::function::Function;
use crate::exceptions as exc;
use crate::interpreter::code_units::Unit;
use crate::interpreter::frame::{FRAME_HEAD, Frame, frame_flag};
use crate::interpreter::{dispatch, unwind};
use crate::memory::{self, Visitor};
use crate::object::cell::ObjCell;
use crate::object::header::Header;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{Handled, PyResult, Raised, Thread};
use crate::tiering::entry;

/// What resuming gave.
pub enum Outcome {
    Yielded(Obj),
    Returned(Obj),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Created,
    Suspended,
    Running,
    Finished,
}

#[repr(C)]
pub struct Generator {
    head: Header,
    /// The frame record in its own buffer; null once finished.
    frame: Cell<*mut Frame>,
    frame_bytes: usize,
    state: Cell<State>,
    pub name: ObjCell,
    pub qualname: ObjCell,
    pub code: ObjCell,
    handled: Handled,
}

impl Drop for Generator {
    fn drop(&mut self) {
        self.discard_frame();
    }
}

/// Moves a running frame into a new generator (or coroutine). The frame's record on the VM stack is
/// empty afterwards; the caller takes it off.
///
/// # Safety
/// The frame is the innermost one, with an empty operand stack.
pub unsafe fn detach(t: &Thread, fp: *mut Frame, resume_at: *const Unit) -> PyResult {
    // SAFETY: the frame is live; its words move to the new record.
    unsafe {
        let code = &*(*fp).code;
        let function = &*((*fp).function.bits() as *const Function);
        let (made, frame) = make(t, code, function)?;
        let used = FRAME_HEAD + 8 * code.locals_count();
        std::ptr::copy_nonoverlapping(fp.cast::<u8>(), frame.cast::<u8>(), used);
        (*frame).flags = frame_flag::ENTRY | frame_flag::GENERATOR;
        (*frame).prev = null_mut();
        (*frame).pc = resume_at;
        (*frame).sp = Frame::stack_base(frame);
        if !(*frame).object.is_null() {
            crate::builtins::frame_object::moved(fp, frame);
        }
        (*fp).object = Value::NULL;
        (*fp).function = Value::NULL;
        Ok(made.into_obj())
    }
}

/// What a call of a function of a generator's code gives, whose first instruction makes the generator: one argument for
/// each parameter.
pub fn create(t: &Thread, function: &Function, args: &[Obj]) -> PyResult {
    if !t.may_recurse() {
        return Err(t.recursion_error(""));
    }
    // SAFETY: the function keeps its code alive; the frame has room for its locals.
    unsafe {
        let code = &*function.code_ptr();
        let (made, frame) = make(t, code, function)?;
        Frame::init(
            frame,
            null_mut(),
            function.to_ref().into_obj().into_raw(),
            frame_flag::ENTRY | frame_flag::GENERATOR,
        );
        (*frame).pc = (*frame).pc.add(1);
        let mut local = Frame::locals_plus(frame);
        for argument in args {
            *local = argument.value().incref();
            local = local.add(1);
        }
        while local < (*frame).sp {
            *local = Value::UNBOUND;
            local = local.add(1);
        }
        Ok(made.into_obj())
    }
}

/// A generator with room for its frame, which the caller fills at once.
fn make(t: &Thread, code: &Code, function: &Function) -> PyResult<(Ref<Generator>, *mut Frame)> {
    let bytes = Frame::size_for(code);
    let class = if code.flags & code_flags::COROUTINE != 0 {
        class::Coroutine::class()
    } else if code.flags & code_flags::ASYNC_GENERATOR != 0 {
        class::AsyncGenerator::class()
    } else {
        Generator::class()
    };
    let frame = memory::object::new_buffer(t, bytes)?.cast::<Frame>().as_ptr();
    let made = memory::new_object(t, class, |head| Generator {
        head,
        frame: Cell::new(frame),
        frame_bytes: bytes,
        state: Cell::new(State::Created),
        name: ObjCell::from_option(function.name.get()),
        qualname: ObjCell::from_option(function.qualname.get()),
        code: ObjCell::new(code.borrowed().clone()),
        handled: Handled::new(),
    });
    if made.is_err() {
        // SAFETY: made just now.
        unsafe { memory::object::free_buffer(t, frame.cast(), bytes) };
    }
    Ok((made?, frame))
}

/// The generator, if the object is exactly a generator or coroutine.
#[inline(always)]
pub fn exact(object: &Obj) -> Option<&Generator> {
    if object.is_exact::<Generator>() || object.is_exact::<class::Coroutine>() {
        // SAFETY: coroutines have the generator's layout.
        Some(unsafe { object.cast_unchecked() })
    } else {
        None
    }
}

/// Whether `await` takes the object as it is: a coroutine, or a generator marked as one.
pub fn is_coroutine(object: &Obj) -> bool {
    if object.is_exact::<class::Coroutine>() {
        return true;
    }
    object.exact::<Generator>().is_some_and(|g| {
        g.code.get().and_then(|c| c.downcast::<Code>().map(|c| c.flags)).unwrap_or(0) & code_flags::ITERABLE_COROUTINE
            != 0
    })
}

/// The value a finished iterator's StopIteration carried: what `next` slots that give None leave on the
/// thread.
pub fn take_stop_value(t: &Thread) -> Obj {
    t.stop_value.take().unwrap_or(Obj::NONE)
}

impl Generator {
    pub fn state(&self) -> State {
        self.state.get()
    }

    /// The suspended (or running) frame; null once finished.
    pub fn frame(&self) -> *mut Frame {
        self.frame.get()
    }

    fn kind(&self) -> &'static str {
        if self.borrowed().is_exact::<class::Coroutine>() { "coroutine" } else { "generator" }
    }

    /// Resumes with a value.
    pub fn resume(&self, t: &Thread, value: Obj) -> PyResult<Outcome> {
        match self.state.get() {
            State::Running => return Err(self.already_running(t)),
            State::Finished => {
                if self.kind() == "coroutine" {
                    return Err(t.runtime_error("cannot reuse already awaited coroutine"));
                }
                return Ok(Outcome::Returned(Obj::NONE));
            }
            State::Created if !value.is_none() => {
                return Err(t.type_error(format!("can't send non-None value to a just-started {}", self.kind())));
            }
            _ => {}
        }
        let frame = self.frame.get();
        // SAFETY: a suspended frame has room for one operand: what `yield` gives.
        unsafe {
            *(*frame).sp = value.into_raw();
            (*frame).sp = (*frame).sp.add(1);
            self.run(t, frame, false)
        }
    }

    /// Resumes by raising the exception that is set on the thread.
    pub fn resume_raised(&self, t: &Thread, raised: Raised) -> PyResult<Outcome> {
        match self.state.get() {
            State::Running => {
                drop(t.take_exception(raised));
                Err(self.already_running(t))
            }
            State::Finished => {
                if self.kind() == "coroutine" {
                    drop(t.take_exception(raised));
                    return Err(t.runtime_error("cannot reuse already awaited coroutine"));
                }
                Err(raised)
            }
            State::Created => {
                // The exception appears at the definition's line; nothing of the body runs.
                let frame = self.frame.get();
                // SAFETY: a created frame expects the operand that resuming pushes.
                unsafe { self.run(t, frame, true) }
            }
            State::Suspended => {
                let frame = self.frame.get();
                // SAFETY: suspended.
                unsafe { self.run(t, frame, true) }
            }
        }
    }

    #[cold]
    fn already_running(&self, t: &Thread) -> Raised {
        t.value_error(format!("{} already executing", self.kind()))
    }

    /// # Safety
    /// The frame is suspended (or created) and its operands fit how it is resumed.
    unsafe fn run(&self, t: &Thread, frame: *mut Frame, throw: bool) -> PyResult<Outcome> {
        t.check_native_stack("")?;
        let left = t.recursion_left.get();
        if !t.may_recurse() {
            return Err(t.recursion_error(""));
        }
        // The generator must outlive its own run, whatever its body does.
        let _alive = self.to_ref();
        // SAFETY: suspended frames are complete; the chain of handled exceptions is put back below.
        unsafe {
            t.recursion_left.set(left - 1);
            (*frame).prev = t.frame.get();
            self.handled.previous.set(t.handled.get());
            t.handled.set(&self.handled);
            self.state.set(State::Running);
            t.frame.set(frame);
            let (pc, sp) = ((*frame).pc, (*frame).sp);
            let result = if throw {
                dispatch::run_handler(unwind::raised, t, pc, sp, frame)
            } else {
                dispatch::run_handler(entry::resume, t, pc, sp, frame)
            };
            t.handled.set(self.handled.previous.get());
            t.recursion_left.set(t.recursion_left.get() + 1);
            if !(*frame).function.is_null() {
                self.state.set(State::Suspended);
                return Ok(Outcome::Yielded(Obj::from_raw(result)));
            }
            self.state.set(State::Finished);
            self.frame.set(null_mut());
            memory::object::free_buffer(t, frame.cast(), self.frame_bytes);
            if result.is_null() { Err(t.propagate()) } else { Ok(Outcome::Returned(Obj::from_raw(result))) }
        }
    }

    /// Drops the frame of a generator that will not run again.
    fn discard_frame(&self) {
        let frame = self.frame.replace(null_mut());
        self.state.set(State::Finished);
        if frame.is_null() {
            return;
        }
        let t = Thread::current();
        // SAFETY: the frame is suspended; it is taken apart once.
        unsafe {
            unwind::close(t, frame);
            memory::object::free_buffer(t, frame.cast(), self.frame_bytes);
        }
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.handled.exception.visit(visitor);
        self.code.visit(visitor);
        let frame = self.frame.get();
        if frame.is_null() || self.state.get() == State::Running {
            return;
        }
        // SAFETY: a suspended frame's words are valid.
        unsafe {
            visitor.value((*frame).function);
            visitor.value((*frame).locals);
            visitor.value((*frame).object);
            let mut at = Frame::locals_plus(frame);
            while at < (*frame).sp {
                visitor.value(*at);
                at = at.add(1);
            }
        }
    }

    fn clear_references(&self, _t: &Thread) {
        if self.state.get() != State::Running {
            self.discard_frame();
        }
        self.handled.exception.set(None);
    }

    /// The iterator this generator delegates to, if it is suspended in `yield from` or `await`.
    pub fn delegate(&self) -> Option<Obj> {
        use taipan_abi::opcodes::{Op, resume};
        let frame = self.frame.get();
        if frame.is_null() || self.state.get() != State::Suspended {
            return None;
        }
        // SAFETY: suspended; the RESUME behind a delegating yield says so, and the receiver is below the top.
        unsafe {
            let unit = Frame::code_unit(frame);
            let code = (*(*frame).code).bytecode();
            let (op, arg) = (*code.get(2 * unit)?, *code.get(2 * unit + 1)? as u32);
            if op != Op::RESUME as u8 || arg & 3 < resume::AFTER_YIELD_FROM || (*frame).sp == Frame::stack_base(frame) {
                return None;
            }
            Some((*(*frame).sp.sub(1)).to_obj())
        }
    }

    /// Runs a finished generator's `close` semantics when it dies.
    pub fn close(&self, t: &Thread) -> PyResult {
        match self.state.get() {
            State::Created => {
                self.discard_frame();
                return Ok(Obj::NONE);
            }
            State::Finished => return Ok(Obj::NONE),
            State::Running => return Err(self.already_running(t)),
            State::Suspended => {}
        }
        let mut thrown = None;
        if let Some(delegate) = self.delegate() {
            self.state.set(State::Running);
            let closed = close_delegate(t, &delegate);
            self.state.set(State::Suspended);
            thrown = closed.err();
        }
        let raised = match thrown {
            Some(raised) => raised,
            None => t.error_with_args(&exc::GENERATOR_EXIT, &[]),
        };
        match self.resume_raised(t, raised) {
            Ok(Outcome::Yielded(_)) => Err(t.runtime_error(format!("{} ignored GeneratorExit", self.kind()))),
            Ok(Outcome::Returned(value)) => Ok(value),
            Err(raised) => {
                if t.raised_is(&exc::GENERATOR_EXIT) || t.raised_is(&exc::STOP_ITERATION) {
                    drop(t.take_exception(raised));
                    return Ok(Obj::NONE);
                }
                Err(raised)
            }
        }
    }

    /// `throw(exception)`: goes to the delegate first.
    pub fn throw(&self, t: &Thread, exception: Obj) -> PyResult<Outcome> {
        if let Some(delegate) = self.delegate() {
            let is_exit = exception.type_of().is_subtype(&exc::GENERATOR_EXIT);
            self.state.set(State::Running);
            let result = if is_exit {
                close_delegate(t, &delegate).map(|()| None)
            } else {
                throw_delegate(t, &delegate, &exception)
            };
            self.state.set(State::Suspended);
            match result {
                Ok(Some(Outcome::Yielded(value))) => return Ok(Outcome::Yielded(value)),
                Ok(Some(Outcome::Returned(value))) => return self.delegate_returned(t, value),
                Ok(None) => {}
                Err(raised) => return self.resume_raised(t, raised),
            }
        }
        let raised = t.raise(exception);
        self.resume_raised(t, raised)
    }

    /// The delegate finished while an exception was thrown into it: the delegation ends with its value.
    fn delegate_returned(&self, t: &Thread, value: Obj) -> PyResult<Outcome> {
        let frame = self.frame.get();
        // SAFETY: suspended behind a SEND: the jump of that SEND leads to the end of the delegation.
        unsafe {
            let Some(end) = end_of_delegation(frame) else {
                let raised = t.stop_iteration(Some(&value));
                return self.resume_raised(t, raised);
            };
            (*frame).pc = end;
            *(*frame).sp = value.into_raw();
            (*frame).sp = (*frame).sp.add(1);
            self.run(t, frame, false)
        }
    }
}

/// The unit that the SEND of a suspended delegation jumps to when the delegate is done.
unsafe fn end_of_delegation(frame: *mut Frame) -> Option<*const Unit> {
    use taipan_abi::opcodes::Op;
    // SAFETY: the frame is live; units of its code are walked backwards from where it stands.
    unsafe {
        let code = &*(*frame).code;
        let decoded = code.decoded();
        let here = code.unit_index((*frame).pc);
        let bytes = code.bytecode();
        // RESUME is preceded by YIELD_VALUE, and that by SEND with its cache unit.
        let send = here.checked_sub(3)?;
        let origin = *decoded.origins.get(send)? as usize;
        if *bytes.get(2 * origin)? != Op::SEND as u8 {
            return None;
        }
        let unit = decoded.units.as_ptr().add(send);
        Some(unit.offset((*unit).b as i64 as isize))
    }
}

fn close_delegate(t: &Thread, delegate: &Obj) -> PyResult<()> {
    if let Some(generator) = exact(delegate) {
        return generator.close(t).map(|_| ());
    }
    match crate::object::attributes::get_optional(t, delegate, &crate::thread::names::close)? {
        Some(close) => crate::call::call0(t, &close).map(|_| ()),
        None => Ok(()),
    }
}

/// Throws into a delegate; None: it has no `throw`.
fn throw_delegate(t: &Thread, delegate: &Obj, exception: &Obj) -> PyResult<Option<Outcome>> {
    let result = if let Some(generator) = exact(delegate) {
        return generator.throw(t, exception.clone()).map(Some);
    } else {
        match crate::object::attributes::get_optional(t, delegate, &crate::thread::names::throw)? {
            None => return Ok(None),
            Some(throw) => crate::call::call1(t, &throw, exception),
        }
    };
    match result {
        Ok(value) => Ok(Some(Outcome::Yielded(value))),
        Err(raised) => {
            let stop = t.catch(raised, &exc::STOP_ITERATION)?;
            Ok(Some(Outcome::Returned(exc::stop_iteration_value(&stop))))
        }
    }
}
