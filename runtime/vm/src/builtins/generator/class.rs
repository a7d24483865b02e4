//! The `generator` and `coroutine` types.

use taipan_macros::pyclass;

use super::{Generator, Outcome, State};
use crate::builtins::frame_object;
use crate::builtins::str::{self, Str};
use crate::call::Args;
use crate::exceptions::{self as exc, BaseException};
use crate::object::header::Header;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread};

/// The type's objects have the layout of [`Generator`].
#[repr(C)]
pub struct Coroutine {
    base: Generator,
}

/// Turns what resuming gave into what methods return: a finished generator raises StopIteration.
fn outcome(t: &Thread, outcome: Outcome) -> PyResult {
    match outcome {
        Outcome::Yielded(value) => Ok(value),
        Outcome::Returned(value) if value.is_none() => Err(t.stop_iteration(None)),
        Outcome::Returned(value) => Err(t.stop_iteration(Some(&value))),
    }
}

/// The exception that `throw(type, value, traceback)` raises.
fn thrown(t: &Thread, args: Args) -> PyResult {
    args.no_keywords(t, "throw")?;
    args.check_positional(t, "throw", 1, 3)?;
    if args.len() > 1 {
        crate::exceptions::warnings::deprecation(
            t,
            "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.",
        )?;
    }
    let class = &args.pos()[0];
    let value = args.get(1).filter(|v| !v.is_none());
    let exception = if class.downcast::<Type>().is_some_and(|c| c.has_flag(type_flag::BASE_EXC_SUBCLASS)) {
        match value {
            Some(value) if value.downcast::<BaseException>().is_some() => value.clone(),
            Some(value) => crate::call::call1(t, class, value)?,
            None => crate::call::call0(t, class)?,
        }
    } else if class.downcast::<BaseException>().is_some() {
        if value.is_some() {
            return Err(t.type_error("instance exception may not have a separate value"));
        }
        class.clone()
    } else {
        let given = class.type_of().name_text();
        return Err(
            t.type_error(format!("exceptions must be classes or instances deriving from BaseException, not {given}"))
        );
    };
    if let Some(traceback) = args.get(2).filter(|v| !v.is_none()) {
        if !exc::traceback::is_traceback(traceback) {
            return Err(t.type_error("throw() third argument must be a traceback object"));
        }
        if let Some(e) = exception.downcast::<BaseException>() {
            e.traceback.set(Some(traceback.clone()));
        }
    }
    Ok(exception)
}

fn repr(this: &Generator, kind: &str) -> String {
    let name = str::lossy(&this.qualname.get_or_none());
    format!("<{kind} object {name} at {:#x}>", this.borrowed().value().bits())
}

fn set_text(t: &Thread, cell: &crate::object::cell::ObjCell, name: &str, value: Option<&Obj>) -> PyResult<()> {
    match value.filter(|v| v.downcast::<Str>().is_some()) {
        Some(value) => {
            cell.set(Some(value.clone()));
            Ok(())
        }
        None => Err(t.type_error(format!("{name} must be set to a string object"))),
    }
}

fn frame_of(t: &Thread, this: &Generator) -> PyResult {
    let frame = this.frame();
    if frame.is_null() {
        return Ok(Obj::NONE);
    }
    // SAFETY: a generator's frame is live until it is finished.
    unsafe { frame_object::of(t, frame) }
}

/// A finished, running or suspended generator dies: a suspended one is closed.
fn finalize(t: &Thread, this: &Generator) {
    if this.state() != State::Suspended {
        return;
    }
    let saved = t.exception.take();
    if let Err(raised) = this.close(t) {
        exc::unraisable(t, raised, Some(&this.borrowed()));
    }
    t.exception.set(saved);
}

#[pyclass(name = "generator", gc, flags = type_flag::DISALLOW_INSTANTIATION | type_flag::WEAKREFABLE)]
impl Generator {
    #[pyslot]
    fn __repr__(_t: &Thread, this: &Generator) -> PyResult<String> {
        Ok(repr(this, "generator"))
    }

    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &Generator) -> PyResult<Option<Obj>> {
        match this.resume(t, Obj::NONE)? {
            Outcome::Yielded(value) => Ok(Some(value)),
            Outcome::Returned(value) if value.is_none() => Ok(None),
            Outcome::Returned(value) => {
                // Whoever asks through the slot sees exhaustion; the value is kept for `yield from`.
                t.stop_value.set(Some(value));
                Ok(None)
            }
        }
    }

    #[pyslot]
    fn __del__(t: &Thread, this: &Generator) {
        finalize(t, this)
    }

    /// send(value) -> send 'value' into generator,
    /// return next yielded value or raise StopIteration.
    #[pymethod(sig = "($self, value, /)")]
    fn send(t: &Thread, this: &Generator, value: Obj) -> PyResult {
        let result = this.resume(t, value)?;
        outcome(t, result)
    }

    /// throw(value)
    /// throw(type[,value[,tb]])
    ///
    /// Raise exception in generator, return next yielded value or raise
    /// StopIteration.
    #[pymethod(name = "throw")]
    fn throw_method(t: &Thread, this: &Generator, args: Args) -> PyResult {
        let exception = thrown(t, args)?;
        let result = this.throw(t, exception)?;
        outcome(t, result)
    }

    /// close() -> raise GeneratorExit inside generator.
    #[pymethod(name = "close")]
    fn close_method(t: &Thread, this: &Generator) -> PyResult {
        this.close(t)
    }

    #[pygetter]
    fn __name__(_t: &Thread, this: &Generator) -> Obj {
        this.name.get_or_none()
    }

    #[pysetter]
    fn set___name__(t: &Thread, this: &Generator, value: Option<&Obj>) -> PyResult<()> {
        set_text(t, &this.name, "__name__", value)
    }

    #[pygetter]
    fn __qualname__(_t: &Thread, this: &Generator) -> Obj {
        this.qualname.get_or_none()
    }

    #[pysetter]
    fn set___qualname__(t: &Thread, this: &Generator, value: Option<&Obj>) -> PyResult<()> {
        set_text(t, &this.qualname, "__qualname__", value)
    }

    #[pygetter]
    fn gi_code(_t: &Thread, this: &Generator) -> Obj {
        this.code.get_or_none()
    }

    #[pygetter]
    fn gi_frame(t: &Thread, this: &Generator) -> PyResult {
        frame_of(t, this)
    }

    #[pygetter]
    fn gi_running(_t: &Thread, this: &Generator) -> bool {
        this.state() == State::Running
    }

    #[pygetter]
    fn gi_suspended(_t: &Thread, this: &Generator) -> bool {
        this.state() == State::Suspended
    }

    #[pygetter]
    fn gi_yieldfrom(_t: &Thread, this: &Generator) -> Option<Obj> {
        this.delegate()
    }
}

#[pyclass(
    name = "coroutine",
    flags = type_flag::DISALLOW_INSTANTIATION | type_flag::WEAKREFABLE | type_flag::HAVE_GC,
    layout = crate::object::types::Layout::fixed::<Generator>()
)]
impl Coroutine {
    #[pyslot]
    fn __repr__(_t: &Thread, this: &Coroutine) -> PyResult<String> {
        Ok(repr(&this.base, "coroutine"))
    }

    #[pyslot]
    fn __await__(t: &Thread, this: &Obj) -> PyResult {
        let _ = t;
        Ok(this.clone())
    }

    #[pyslot]
    fn __del__(t: &Thread, this: &Coroutine) {
        finalize(t, &this.base)
    }

    /// send(arg) -> send 'arg' into coroutine,
    /// return next iterated value or raise StopIteration.
    #[pymethod(sig = "($self, value, /)")]
    fn send(t: &Thread, this: &Coroutine, value: Obj) -> PyResult {
        let result = this.base.resume(t, value)?;
        outcome(t, result)
    }

    /// throw(value)
    /// throw(type[,value[,traceback]])
    ///
    /// Raise exception in coroutine, return next iterated value or raise
    /// StopIteration.
    #[pymethod(name = "throw")]
    fn throw_method(t: &Thread, this: &Coroutine, args: Args) -> PyResult {
        let exception = thrown(t, args)?;
        let result = this.base.throw(t, exception)?;
        outcome(t, result)
    }

    /// close() -> raise GeneratorExit inside coroutine.
    #[pymethod(name = "close")]
    fn close_method(t: &Thread, this: &Coroutine) -> PyResult {
        this.base.close(t)
    }

    #[pygetter]
    fn __name__(_t: &Thread, this: &Coroutine) -> Obj {
        this.base.name.get_or_none()
    }

    #[pygetter]
    fn __qualname__(_t: &Thread, this: &Coroutine) -> Obj {
        this.base.qualname.get_or_none()
    }

    #[pygetter]
    fn cr_code(_t: &Thread, this: &Coroutine) -> Obj {
        this.base.code.get_or_none()
    }

    #[pygetter]
    fn cr_frame(t: &Thread, this: &Coroutine) -> PyResult {
        frame_of(t, &this.base)
    }

    #[pygetter]
    fn cr_running(_t: &Thread, this: &Coroutine) -> bool {
        this.base.state() == State::Running
    }

    #[pygetter]
    fn cr_suspended(_t: &Thread, this: &Coroutine) -> bool {
        this.base.state() == State::Suspended
    }

    #[pygetter]
    fn cr_await(_t: &Thread, this: &Coroutine) -> Option<Obj> {
        this.base.delegate()
    }
}

/// The type's objects have the layout of [`Generator`].
#[repr(C)]
pub struct AsyncGenerator {
    base: Generator,
}

/// Asynchronous generators can be made and looked at, but not run yet.
fn pending(t: &Thread) -> PyResult {
    Err(t.error(&exc::NOT_IMPLEMENTED_ERROR, "not supported yet: asynchronous generators"))
}

#[pyclass(
    name = "async_generator",
    flags = type_flag::DISALLOW_INSTANTIATION | type_flag::WEAKREFABLE | type_flag::HAVE_GC,
    layout = crate::object::types::Layout::fixed::<Generator>()
)]
impl AsyncGenerator {
    #[pyslot]
    fn __repr__(_t: &Thread, this: &AsyncGenerator) -> PyResult<String> {
        Ok(repr(&this.base, "async_generator"))
    }

    #[pyslot]
    fn __aiter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __anext__(t: &Thread, _this: &Obj) -> PyResult {
        pending(t)
    }

    #[pymethod]
    fn asend(t: &Thread, _this: &Obj, _value: &Obj) -> PyResult {
        pending(t)
    }

    #[pymethod]
    fn athrow(t: &Thread, _this: &Obj, _args: Args) -> PyResult {
        pending(t)
    }

    #[pymethod]
    fn aclose(t: &Thread, _this: &Obj) -> PyResult {
        pending(t)
    }

    #[pygetter]
    fn __name__(_t: &Thread, this: &AsyncGenerator) -> Obj {
        this.base.name.get_or_none()
    }

    #[pygetter]
    fn __qualname__(_t: &Thread, this: &AsyncGenerator) -> Obj {
        this.base.qualname.get_or_none()
    }
}

/// What generators and coroutines have in common with other heap objects.
const _: () = assert!(std::mem::offset_of!(Coroutine, base) == 0 && size_of::<Header>() == 16);

/// The types of this file.
pub const TYPES: &[fn() -> &'static Type] = &[Generator::class, Coroutine::class, AsyncGenerator::class];
