//! Traceback objects: the frames an exception passed through, outermost first.

use std::cell::Cell;

use taipan_macros::pyclass;

use super::BaseException;
use crate::builtins::frame_object::{self, FrameObject};
use crate::call::Args;
use crate::interpreter::frame::Frame;
use crate::memory::{self, Visitor};
use crate::object::cell::ObjCell;
use crate::object::header::Header;
use crate::object::types::Type;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

#[repr(C)]
pub struct Traceback {
    head: Header,
    pub next: ObjCell,
    pub frame: ObjCell,
    /// Byte offset of the instruction.
    pub lasti: Cell<i64>,
    /// The line; -1: computed from `lasti` when asked for.
    lineno: Cell<i64>,
}

impl Traceback {
    pub fn new(t: &Thread, next: Option<Obj>, frame: Obj, lasti: i64, lineno: i64) -> PyResult<Ref<Traceback>> {
        memory::new_object(t, Traceback::class(), |head| Traceback {
            head,
            next: ObjCell::from_option(next),
            frame: ObjCell::new(frame),
            lasti: Cell::new(lasti),
            lineno: Cell::new(lineno),
        })
    }

    /// The line the frame was at.
    pub fn line(&self) -> Option<i64> {
        if self.lineno.get() >= 0 {
            return Some(self.lineno.get());
        }
        let frame = self.frame.get()?;
        let code = frame.downcast::<FrameObject>()?.code()?;
        code.line_of(self.lasti.get() as usize / 2).map(|line| line as i64)
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.next.visit(visitor);
        self.frame.visit(visitor);
    }

    fn clear_references(&self, _t: &Thread) {
        self.next.set(None);
        self.frame.set(None);
    }
}

/// The frame joins the traceback of the exception in flight.
///
/// # Safety
/// The frame is live with `pc` stored.
#[cold]
#[inline(never)]
pub unsafe fn here(t: &Thread, fp: *mut Frame) {
    // SAFETY: as promised.
    unsafe { at(t, fp, Frame::code_unit(fp)) }
}

/// The same for a frame that is known to be at a 16-bit code unit.
///
/// # Safety
/// The frame is live.
pub unsafe fn at(t: &Thread, fp: *mut Frame, unit: usize) {
    let Some(exception) = t.exception.take() else { return };
    if let Some(e) = BaseException::of(&exception) {
        // SAFETY: as promised.
        let frame = unsafe { frame_object::of(t, fp) };
        match frame.and_then(|frame| Traceback::new(t, e.traceback.get(), frame, 2 * unit as i64, -1)) {
            Ok(traceback) => e.traceback.set(Some(traceback.into_obj())),
            // Out of memory: the exception travels on with a shorter traceback.
            Err(raised) => drop(t.take_exception(raised)),
        }
    }
    t.exception.set(Some(exception));
}

pub fn is_traceback(object: &Obj) -> bool {
    object.is_exact::<Traceback>()
}

/// Create a new traceback object.
#[pyclass(name = "traceback", gc)]
impl Traceback {
    #[pyslot]
    fn __new__(t: &Thread, _class: &Type, args: Args) -> PyResult<Ref<Traceback>> {
        use crate::call::{Parameter, ParameterKind::Either, Signature};
        static SIGNATURE: Signature = Signature {
            name: "traceback",
            qualname: "traceback",
            parameters: &[
                Parameter { name: "tb_next", kind: Either, required: true },
                Parameter { name: "tb_frame", kind: Either, required: true },
                Parameter { name: "tb_lasti", kind: Either, required: true },
                Parameter { name: "tb_lineno", kind: Either, required: true },
            ],
            varargs: false,
            varkeywords: false,
        };
        let bound = SIGNATURE.bind::<4>(t, args)?;
        let [next, frame, lasti, lineno] = bound.map(|b| b.cloned().unwrap_or(Obj::NONE));
        let next = checked_next(t, &next)?;
        if !frame.is_exact::<FrameObject>() {
            let given = frame.type_of().name_text();
            return Err(t.type_error(format!("traceback() argument 'tb_frame' must be frame, not {given}")));
        }
        let number = |o: &Obj| crate::builtins::int::index_as_i64(t, o, "Python int too large to convert to C int");
        Traceback::new(t, next, frame, number(&lasti)?, number(&lineno)?)
    }

    #[pygetter]
    fn tb_next(_t: &Thread, this: &Traceback) -> Obj {
        this.next.get_or_none()
    }

    #[pysetter]
    fn set_tb_next(t: &Thread, this: &Traceback, value: Option<&Obj>) -> PyResult<()> {
        let Some(value) = value else { return Err(t.type_error("can't delete tb_next attribute")) };
        let next = checked_next(t, value)?;
        let mut at = next.clone();
        while let Some(entry) = at {
            let Some(entry) = entry.exact::<Traceback>() else { break };
            if std::ptr::eq(entry, this) {
                return Err(t.value_error("traceback loop detected"));
            }
            at = entry.next.get();
        }
        this.next.set(next);
        Ok(())
    }

    #[pygetter]
    fn tb_frame(_t: &Thread, this: &Traceback) -> Obj {
        this.frame.get_or_none()
    }

    #[pygetter]
    fn tb_lasti(_t: &Thread, this: &Traceback) -> i64 {
        this.lasti.get()
    }

    #[pygetter]
    fn tb_lineno(_t: &Thread, this: &Traceback) -> Option<i64> {
        this.line()
    }
}

fn checked_next(t: &Thread, value: &Obj) -> PyResult<Option<Obj>> {
    if value.is_none() {
        return Ok(None);
    }
    if !is_traceback(value) {
        let given = value.type_of().name_text();
        return Err(t.type_error(format!("expected traceback object, got '{given}'")));
    }
    Ok(Some(value.clone()))
}

/// The entries of a traceback, outermost first.
pub fn entries(traceback: Option<Obj>) -> Vec<Ref<Traceback>> {
    let mut list = Vec::new();
    let mut at = traceback;
    while let Some(entry) = at.and_then(|o| o.into_ref::<Traceback>().ok()) {
        at = entry.next.get();
        list.push(entry);
    }
    list
}
