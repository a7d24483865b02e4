//! Frame objects: frame records as Python sees them, made on demand.
//!
//! While its frame runs (or is suspended in a generator) a frame object refers to the record; when
//! the frame ends, the record's locals move into the object.

use std::cell::Cell;
use std::ptr::null_mut;

use smallvec::SmallVec;
use taipan_abi::opcodes::local_kind;
use taipan_macros::pyclass;

use crate::builtins::cell::Cell as CellObject;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::interpreter::frame::{Frame, frame_flag};
use crate::memory::{self, Visitor};
use crate::object::cell::{ObjCell, RefOf};
use crate::object::header::Header;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref, Value};
use crate::thread::{PyResult, Thread};

/// What localsplus held when a frame ended.
pub type Kept = SmallVec<[Option<Obj>; 4]>;

#[repr(C)]
pub struct FrameObject {
    head: Header,
    /// The live record; null once the frame ended.
    frame: Cell<*mut Frame>,
    code: RefOf<Code>,
    globals: RefOf<Dict>,
    builtins: RefOf<Dict>,
    /// The namespace of a class body or module.
    namespace: ObjCell,
    /// The words of localsplus after the frame ended; None where unbound.
    kept: Cell<Kept>,
    /// The frame object of the caller, once the frame ended.
    back: ObjCell,
    /// The 16-bit code unit the frame ended at.
    unit: Cell<usize>,
    pub trace: ObjCell,
    /// Extra entries of `f_locals` that are no variables of the code.
    extra: RefOf<Dict>,
}

/// The frame object of a live frame.
///
/// # Safety
/// The frame is live.
pub unsafe fn of(t: &Thread, fp: *mut Frame) -> PyResult {
    // SAFETY: as promised; the frame owns the object it gets.
    unsafe {
        if !(*fp).object.is_null() {
            return Ok((*fp).object.to_obj());
        }
        let code = Frame::code_of(fp).to_ref();
        let globals = Frame::globals_of(fp).to_ref();
        let builtins = Frame::builtins_of(fp).to_ref();
        let namespace = Frame::namespace_of(fp);
        let namespace = if namespace.is_null() { None } else { Some(namespace.to_obj()) };
        let made = memory::new_object(t, FrameObject::class(), |head| FrameObject {
            head,
            frame: Cell::new(fp),
            code: RefOf::new(code),
            globals: RefOf::new(globals),
            builtins: RefOf::new(builtins),
            namespace: ObjCell::from_option(namespace),
            kept: Cell::new(Kept::new()),
            back: ObjCell::empty(),
            unit: Cell::new(0),
            trace: ObjCell::empty(),
            extra: RefOf::empty(),
        })?;
        let object = made.into_obj();
        (*fp).object = object.clone().into_raw();
        Ok(object)
    }
}

/// A frame ends: its frame object, if somebody else refers to it, takes the locals over.
///
/// # Safety
/// The frame is live, `sp` stored.
#[cold]
pub unsafe fn take_over(t: &Thread, fp: *mut Frame) {
    // SAFETY: as promised; the object's reference moves out of the frame.
    unsafe {
        let object = Obj::from_raw(std::mem::replace(&mut (*fp).object, Value::NULL));
        let Some(this) = object.exact::<FrameObject>() else { return };
        let unit = Frame::code_unit(fp);
        if object.header().is_none_or(|h| h.refcount() == 1) {
            return this.end(unit);
        }
        // Compiled code hands over through tier 0; what it still has when it leaves by itself is nothing.
        let is_compiled = (*fp).flags & frame_flag::COMPILED != 0;
        let count = if is_compiled { 0 } else { (*(*fp).code).locals_count() };
        let mut kept = Kept::new();
        for i in 0..count {
            let word = std::mem::replace(&mut *Frame::local(fp, i), Value::UNBOUND);
            kept.push(if word.is_pointer() || !(word.is_unbound() || word.is_null()) {
                Some(Obj::from_raw(word))
            } else {
                None
            });
        }
        ended(t, &object, fp, unit, kept);
    }
}

/// A frame ended at a code unit and left its locals to its object, which somebody else holds too.
///
/// # Safety
/// The frame is live.
pub unsafe fn ended(t: &Thread, object: &Obj, fp: *mut Frame, unit: usize, kept: Kept) {
    let Some(this) = object.exact::<FrameObject>() else { return };
    this.end(unit);
    drop(this.kept.replace(kept));
    // SAFETY: as promised; the frames below a live one are live.
    unsafe {
        // A generator has a caller while it runs only.
        if !(*fp).prev.is_null()
            && (*fp).flags & frame_flag::GENERATOR == 0
            && let Ok(back) = of(t, (*fp).prev)
        {
            this.back.set(Some(back));
        }
    }
}

/// Whether a live frame's object holds nothing that the frame does not: it can go and be made again.
pub fn is_untouched(object: &Obj) -> bool {
    object.exact::<FrameObject>().is_some_and(|this| !this.trace.is_some() && this.extra.get().is_none())
}

/// A frame's record moved (into a generator).
///
/// # Safety
/// `to` is a copy of the live frame `from`.
pub unsafe fn moved(_from: *mut Frame, to: *mut Frame) {
    // SAFETY: as promised.
    unsafe {
        if let Some(this) = (*(&raw const (*to).object).cast::<Obj>()).exact::<FrameObject>() {
            this.frame.set(to);
        }
    }
}

impl FrameObject {
    /// The record goes.
    fn end(&self, unit: usize) {
        self.unit.set(unit);
        self.frame.set(null_mut());
    }

    pub fn code(&self) -> Option<Ref<Code>> {
        self.code.get()
    }

    pub fn globals(&self) -> Option<Ref<Dict>> {
        self.globals.get()
    }

    /// The live record, or null.
    pub fn record(&self) -> *mut Frame {
        self.frame.get()
    }

    /// The 16-bit code unit the frame is at.
    pub fn unit(&self) -> usize {
        let frame = self.frame.get();
        // SAFETY: a record that is not null is live.
        if frame.is_null() { self.unit.get() } else { unsafe { Frame::code_unit(frame) } }
    }

    /// The content of a localsplus word: cells are looked through.
    pub fn variable(&self, index: usize) -> Option<Obj> {
        let code = self.code()?;
        let frame = self.frame.get();
        let content = if frame.is_null() {
            let kept = self.kept.take();
            let found = kept.get(index).cloned().flatten();
            self.kept.set(kept);
            found
        } else {
            // SAFETY: a record that is not null is live.
            unsafe { crate::tiering::observe::local(frame, index) }
        }?;
        let is_cell = code.kinds().get(index).is_some_and(|k| k & (local_kind::CELL | local_kind::FREE) != 0);
        match content.exact::<CellObject>() {
            Some(cell) if is_cell => cell.get(),
            _ => Some(content),
        }
    }

    /// Sets a local variable of the frame.
    pub fn set_variable(&self, index: usize, value: Option<Obj>) {
        let frame = self.frame.get();
        let is_cell = self
            .code()
            .and_then(|c| c.kinds().get(index).copied())
            .is_some_and(|k| k & (local_kind::CELL | local_kind::FREE) != 0);
        if frame.is_null() {
            let mut kept = self.kept.take();
            let old = match kept.get_mut(index) {
                Some(place) => match place.as_ref().and_then(|o| o.exact::<CellObject>()).filter(|_| is_cell) {
                    Some(cell) => {
                        cell.set(value);
                        None
                    }
                    None => std::mem::replace(place, value),
                },
                None => None,
            };
            self.kept.set(kept);
            drop(old);
            return;
        }
        // SAFETY: a record that is not null is live; the old word is given up after it was replaced. What compiled
        // code holds is not in the frame: only the content of a cell can be set there.
        unsafe {
            if (*frame).flags & frame_flag::COMPILED != 0 {
                if is_cell
                    && let Some(content) = crate::tiering::observe::local(frame, index)
                    && let Some(cell) = content.exact::<CellObject>()
                {
                    cell.set(value);
                }
                return;
            }
            let place = Frame::local(frame, index);
            if is_cell
                && (*place).is_pointer()
                && let Some(cell) = (*place.cast::<Obj>()).exact::<CellObject>()
            {
                cell.set(value);
                return;
            }
            let old = std::mem::replace(&mut *place, value.map_or(Value::UNBOUND, Obj::into_raw));
            if !old.is_unbound() && !old.is_null() {
                drop(Obj::from_raw(old));
            }
        }
    }

    /// The variables as a new dict (or the namespace itself where the frame has one).
    pub fn locals(&self, t: &Thread) -> PyResult {
        if let Some(namespace) = self.namespace.get() {
            return Ok(namespace);
        }
        let dict = Dict::new(t)?;
        if let Some(code) = self.code() {
            for (index, name) in code.localsplus().iter().enumerate() {
                if code.kinds().get(index).is_some_and(|k| k & local_kind::HIDDEN != 0) {
                    continue;
                }
                if let Some(value) = self.variable(index) {
                    dict.set(t, name, value)?;
                }
            }
        }
        if let Some(extra) = self.extra.get() {
            dict.merge_dict(t, &extra, true)?;
        }
        Ok(dict.into_obj())
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.code.visit(visitor);
        self.globals.visit(visitor);
        self.builtins.visit(visitor);
        self.namespace.visit(visitor);
        self.back.visit(visitor);
        self.trace.visit(visitor);
        self.extra.visit(visitor);
        let kept = self.kept.take();
        kept.iter().flatten().for_each(|o| visitor.object(o));
        self.kept.set(kept);
    }

    fn clear_references(&self, _t: &Thread) {
        self.back.set(None);
        self.trace.set(None);
        drop(self.kept.take());
    }
}

#[pyclass(name = "frame", gc, flags = type_flag::DISALLOW_INSTANTIATION)]
impl FrameObject {
    #[pyslot]
    fn __repr__(_t: &Thread, this: &FrameObject) -> PyResult<String> {
        let Some(code) = this.code() else { return Ok("<frame object>".into()) };
        let text = |o: &Obj| crate::builtins::str::lossy(o);
        Ok(format!(
            "<frame at {:#x}, file '{}', line {}, code {}>",
            this.borrowed().value().bits(),
            text(&code.filename),
            code.line_of(this.unit()).unwrap_or(code.firstlineno as u32),
            text(&code.name)
        ))
    }

    #[pygetter]
    fn f_code(_t: &Thread, this: &FrameObject) -> Option<Ref<Code>> {
        this.code()
    }

    #[pygetter]
    fn f_globals(_t: &Thread, this: &FrameObject) -> Option<Ref<Dict>> {
        this.globals()
    }

    #[pygetter]
    fn f_builtins(_t: &Thread, this: &FrameObject) -> Option<Ref<Dict>> {
        this.builtins.get()
    }

    #[pygetter]
    fn f_locals(t: &Thread, this: &FrameObject) -> PyResult {
        this.locals(t)
    }

    #[pygetter]
    fn f_back(t: &Thread, this: &FrameObject) -> PyResult {
        let frame = this.frame.get();
        if frame.is_null() {
            return Ok(this.back.get_or_none());
        }
        // SAFETY: a record that is not null is live, and so is the frame it was called from.
        unsafe { if (*frame).prev.is_null() { Ok(Obj::NONE) } else { of(t, (*frame).prev) } }
    }

    #[pygetter]
    fn f_lasti(_t: &Thread, this: &FrameObject) -> i64 {
        2 * this.unit() as i64
    }

    #[pygetter]
    fn f_lineno(_t: &Thread, this: &FrameObject) -> Option<i64> {
        this.code().and_then(|code| code.line_of(this.unit())).map(|line| line as i64)
    }

    #[pygetter]
    fn f_trace(_t: &Thread, this: &FrameObject) -> Obj {
        this.trace.get_or_none()
    }

    #[pysetter]
    fn set_f_trace(_t: &Thread, this: &FrameObject, value: Option<&Obj>) -> PyResult<()> {
        this.trace.set(value.cloned());
        Ok(())
    }

    /// Clear all references held by the frame.
    #[pymethod]
    fn clear(t: &Thread, this: &FrameObject) -> PyResult<()> {
        if !this.frame.get().is_null() {
            return Err(t.runtime_error("cannot clear an executing frame"));
        }
        drop(this.kept.take());
        Ok(())
    }
}

/// The types of this file.
pub const TYPES: &[fn() -> &'static Type] = &[FrameObject::class];
