//! `StringIO`: a text file in memory.

use std::cell::Cell;

use taipan_macros::pyclass;
use taipan_vm::builtins::dict::Dict;
use taipan_vm::builtins::int;
use taipan_vm::builtins::str::{Str, StrBuilder, Units};
use taipan_vm::builtins::tuple::Tuple;
use taipan_vm::call::{Args, IntoPy, Parameter, ParameterKind, Signature};
use taipan_vm::exceptions as exc;
use taipan_vm::memory::{self, Visitor};
use taipan_vm::object::types::{NativeType, Type};
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

use super::base::{FLAGS, IOBase, TextIOBase};
use super::newline::{Newline, NewlineState, line_end};
use super::support::{call_name, size_argument};

/// The characters, in the narrowest of two widths that fits.
enum Text {
    Narrow(Vec<u8>),
    Wide(Vec<u32>),
}

impl Default for Text {
    fn default() -> Text {
        Text::Narrow(Vec::new())
    }
}

impl Text {
    fn len(&self) -> usize {
        self.units().len()
    }

    fn units(&self) -> Units<'_> {
        match self {
            Text::Narrow(v) => Units::One(v),
            Text::Wide(v) => Units::Four(v),
        }
    }

    fn widen(&mut self) {
        if let Text::Narrow(v) = self {
            *self = Text::Wide(v.iter().map(|&c| u32::from(c)).collect());
        }
    }

    /// Writes characters over what is there and beyond; a gap is filled with zeros.
    fn put(&mut self, at: usize, units: Units) {
        fn over<T: Copy + Default>(to: &mut Vec<T>, at: usize, from: impl ExactSizeIterator<Item = T>) {
            if at == to.len() {
                to.extend(from);
                return;
            }
            let end = at + from.len();
            if end > to.len() {
                to.resize(end, T::default());
            }
            to[at..end].iter_mut().zip(from).for_each(|(place, c)| *place = c);
        }
        if !matches!(units, Units::One(_)) {
            self.widen();
        }
        match (self, units) {
            (Text::Narrow(to), Units::One(u)) => over(to, at, u.iter().copied()),
            (Text::Wide(to), Units::One(u)) => over(to, at, u.iter().map(|&c| u32::from(c))),
            (Text::Wide(to), Units::Two(u)) => over(to, at, u.iter().map(|&c| u32::from(c))),
            (Text::Wide(to), Units::Four(u)) => over(to, at, u.iter().copied()),
            (Text::Narrow(_), _) => {}
        }
    }

    fn truncate(&mut self, length: usize) {
        match self {
            Text::Narrow(v) => v.truncate(length),
            Text::Wide(v) => v.truncate(length),
        }
    }
}

#[repr(C)]
pub struct StringIO {
    base: IOBase,
    text: Cell<Text>,
    at: Cell<usize>,
    newline: Cell<Newline>,
    state: NewlineState,
    closed: Cell<bool>,
    ready: Cell<bool>,
}

impl StringIO {
    fn visit(&self, visitor: &mut Visitor) {
        self.base.visit(visitor);
    }

    fn clear_references(&self, t: &Thread) {
        self.base.clear_references(t);
    }

    /// Lends the content; nothing in `f` runs Python code.
    fn with<R>(&self, f: impl FnOnce(&mut Text) -> R) -> R {
        let mut text = self.text.take();
        let result = f(&mut text);
        self.text.set(text);
        result
    }

    fn check(&self, t: &Thread) -> PyResult<()> {
        if !self.ready.get() {
            return Err(t.value_error("I/O operation on uninitialized object"));
        }
        if self.closed.get() { Err(t.value_error("I/O operation on closed file")) } else { Ok(()) }
    }

    fn put(&self, t: &Thread, text: &Str) -> PyResult<()> {
        let translated = match self.newline.get() {
            Newline::Universal | Newline::Raw => {
                Some(self.state.process(t, text.to_ref(), self.newline.get() == Newline::Universal, true)?)
            }
            Newline::Lf => None,
            Newline::Cr | Newline::CrLf => {
                let line_end = self.newline.get().written().unwrap_or("\n");
                let mut out = StrBuilder::with_capacity(text.len());
                for c in text.units().iter() {
                    if c == 10 { out.push_str(line_end) } else { out.push(c) }
                }
                Some(out.finish(t)?)
            }
        };
        let text = translated.as_deref().unwrap_or(text);
        if text.is_empty() {
            return Ok(());
        }
        let at = self.at.get();
        self.with(|content| content.put(at, text.units()));
        self.at.set(at + text.len());
        Ok(())
    }

    /// The characters from the position to `end`.
    fn take_to(&self, t: &Thread, end: usize) -> PyResult<Ref<Str>> {
        let at = self.at.get();
        let text = self.text.take();
        let end = end.min(text.len());
        let made = if at >= end {
            StrBuilder::new().finish(t)
        } else {
            Str::from_units(t, super::newline::slice(text.units(), at, end))
        };
        self.text.set(text);
        if let Ok(made) = &made {
            self.at.set(at + made.len());
        }
        made
    }

    fn take_line(&self, t: &Thread, limit: Option<usize>) -> PyResult<Ref<Str>> {
        let at = self.at.get();
        let newline = self.newline.get();
        let end = self.with(|text| line_end(text.units(), at, newline).unwrap_or(text.len()));
        self.take_to(t, end.min(limit.map_or(usize::MAX, |limit| at.saturating_add(limit))))
    }

    fn start(&self, t: &Thread, initial: Option<&Obj>, newline: Newline) -> PyResult<()> {
        self.newline.set(newline);
        self.state.reset();
        self.text.set(Text::default());
        self.at.set(0);
        self.closed.set(false);
        self.ready.set(true);
        if let Some(initial) = initial.filter(|i| !i.is_none()) {
            let Some(text) = Str::of(initial) else {
                let class = initial.type_of().name_text();
                return Err(t.type_error(format!("initial_value must be str or None, not {class}")));
            };
            self.put(t, text)?;
            self.at.set(0);
        }
        Ok(())
    }
}

/// Text I/O implementation using an in-memory buffer.
///
/// The initial_value argument sets the value of object.  The newline
/// argument is like the one of TextIOWrapper's constructor.
#[pyclass(name = "StringIO", module = "_io", gc, flags = FLAGS, base = TextIOBase)]
impl StringIO {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<StringIO>> {
        memory::new_object(t, class, |head| StringIO {
            base: IOBase::new(head),
            text: Cell::new(Text::default()),
            at: Cell::new(0),
            newline: Cell::new(Newline::Lf),
            state: NewlineState::default(),
            closed: Cell::new(false),
            ready: Cell::new(false),
        })
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &StringIO, args: Args) -> PyResult<()> {
        static SIGNATURE: Signature = Signature {
            name: "StringIO",
            qualname: "StringIO",
            parameters: &[
                Parameter { name: "initial_value", kind: ParameterKind::Either, required: false },
                Parameter { name: "newline", kind: ParameterKind::Either, required: false },
            ],
            varargs: false,
            varkeywords: false,
        };
        let [initial, newline] = SIGNATURE.bind::<2>(t, args)?;
        let newline = if newline.is_none() { Newline::Lf } else { Newline::parse(t, newline, true)? };
        this.start(t, initial, newline)
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &StringIO) -> PyResult {
        this.check(t)?;
        Ok(this.borrowed().clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &StringIO) -> PyResult<Option<Obj>> {
        this.check(t)?;
        let line = if this.borrowed().is_exact::<StringIO>() {
            this.take_line(t, None)?.into_obj()
        } else {
            let line = call_name(t, &this.borrowed(), "readline", &[])?;
            if Str::of(&line).is_none() {
                let class = line.type_of().name_text();
                return Err(
                    t.error(&exc::OS_ERROR, format!("readline() should have returned a str object, not '{class}'"))
                );
            }
            line
        };
        Ok(if Str::of(&line).is_some_and(Str::is_empty) { None } else { Some(line) })
    }

    #[pygetter]
    fn closed(t: &Thread, this: &StringIO) -> PyResult<bool> {
        if !this.ready.get() {
            return Err(t.value_error("I/O operation on uninitialized object"));
        }
        Ok(this.closed.get())
    }

    #[pygetter]
    fn line_buffering(t: &Thread, this: &StringIO) -> PyResult<bool> {
        this.check(t).map(|()| false)
    }

    #[pygetter]
    fn newlines(t: &Thread, this: &StringIO) -> PyResult {
        this.check(t)?;
        this.state.kinds(t)
    }

    /// Close the IO object.
    #[pymethod]
    fn close(_t: &Thread, this: &StringIO) {
        this.closed.set(true);
        this.text.set(Text::default());
    }

    /// Retrieve the entire contents of the object.
    #[pymethod]
    fn getvalue(t: &Thread, this: &StringIO) -> PyResult<Ref<Str>> {
        this.check(t)?;
        let text = this.text.take();
        let made = if text.len() == 0 { StrBuilder::new().finish(t) } else { Str::from_units(t, text.units()) };
        this.text.set(text);
        made
    }

    /// Read at most size characters, returned as a string.
    #[pymethod(sig = "($self, size=-1, /)")]
    fn read(t: &Thread, this: &StringIO, size: Option<&Obj>) -> PyResult<Ref<Str>> {
        let size = size_argument(t, size)?;
        this.check(t)?;
        this.take_to(t, size.map_or(usize::MAX, |size| this.at.get().saturating_add(size)))
    }

    /// Read until newline or EOF.
    #[pymethod(sig = "($self, size=-1, /)")]
    fn readline(t: &Thread, this: &StringIO, size: Option<&Obj>) -> PyResult<Ref<Str>> {
        let size = size_argument(t, size)?;
        this.check(t)?;
        this.take_line(t, size)
    }

    /// Tell the current file position.
    #[pymethod]
    fn tell(t: &Thread, this: &StringIO) -> PyResult<usize> {
        this.check(t)?;
        Ok(this.at.get())
    }

    /// Truncate size to pos.
    #[pymethod(sig = "($self, pos=None, /)")]
    fn truncate(t: &Thread, this: &StringIO, pos: Option<&Obj>) -> PyResult {
        this.check(t)?;
        let size = match pos.filter(|p| !p.is_none()) {
            Some(pos) => int::index_as_i64(t, pos, "Python int too large to convert to C ssize_t")?,
            None => this.at.get() as i64,
        };
        if size < 0 {
            return Err(t.value_error(format!("Negative size value {size}")));
        }
        this.with(|text| text.truncate(size as usize));
        size.into_py(t)
    }

    /// Change stream position.
    #[pymethod(sig = "($self, pos, whence=0, /)")]
    fn seek(t: &Thread, this: &StringIO, pos: &Obj, whence: i32) -> PyResult<usize> {
        this.check(t)?;
        let pos = int::index_as_i64(t, pos, "Python int too large to convert to C ssize_t")?;
        if !(0..=2).contains(&whence) {
            return Err(t.value_error(format!("Invalid whence ({whence}, should be 0, 1 or 2)")));
        }
        if whence == 0 && pos < 0 {
            return Err(t.value_error(format!("Negative seek position {pos}")));
        }
        if whence != 0 && pos != 0 {
            return Err(t.error(&exc::OS_ERROR, "Can't do nonzero cur-relative seeks"));
        }
        let at = match whence {
            0 => pos as usize,
            1 => this.at.get(),
            _ => this.with(|text| text.len()),
        };
        this.at.set(at);
        Ok(at)
    }

    /// Write string to file.
    #[pymethod(sig = "($self, s, /)")]
    fn write(t: &Thread, this: &StringIO, s: &Obj) -> PyResult<usize> {
        let Some(text) = Str::of(s) else {
            let class = s.type_of().name_text();
            return Err(t.type_error(format!("string argument expected, got '{class}'")));
        };
        this.check(t)?;
        this.put(t, text)?;
        Ok(text.len())
    }

    /// Returns True if the IO object can be seeked.
    #[pymethod]
    fn seekable(t: &Thread, this: &StringIO) -> PyResult<bool> {
        this.check(t).map(|()| true)
    }

    /// Returns True if the IO object can be read.
    #[pymethod]
    fn readable(t: &Thread, this: &StringIO) -> PyResult<bool> {
        this.check(t).map(|()| true)
    }

    /// Returns True if the IO object can be written.
    #[pymethod]
    fn writable(t: &Thread, this: &StringIO) -> PyResult<bool> {
        this.check(t).map(|()| true)
    }

    #[pymethod]
    fn __getstate__(t: &Thread, this: &StringIO) -> PyResult {
        let value = StringIO::getvalue(t, this)?.into_obj();
        let newline = match this.newline.get() {
            Newline::Universal => Obj::NONE,
            Newline::Raw => "".into_py(t)?,
            Newline::Lf => "\n".into_py(t)?,
            Newline::Cr => "\r".into_py(t)?,
            Newline::CrLf => "\r\n".into_py(t)?,
        };
        let dict = match super::base::dict_of(t, &this.borrowed(), false) {
            Some(dict) => dict.copy(t)?.into_obj(),
            None => Obj::NONE,
        };
        Tuple::from_vec(t, vec![value, newline, this.at.get().into_py(t)?, dict]).map(Ref::into_obj)
    }

    #[pymethod(sig = "($self, state, /)")]
    fn __setstate__(t: &Thread, this: &StringIO, state: &Obj) -> PyResult<()> {
        let Some([value, newline, at, dict]) = state.downcast::<Tuple>().map(Tuple::items) else {
            let (class, given) = (this.borrowed().type_of().name_text(), state.type_of().name_text());
            return Err(t.type_error(format!("{class}.__setstate__ argument should be 4-tuple, got {given}")));
        };
        let newline = Newline::parse(t, Some(newline), true)?;
        this.start(t, None, newline)?;
        // The value is stored as it is: it was translated when it was written.
        if let Some(text) = Str::of(value) {
            this.with(|content| content.put(0, text.units()));
        }
        let at = int::index_as_i64(t, at, "Python int too large to convert to C ssize_t")?;
        if at < 0 {
            return Err(t.value_error("position value cannot be negative"));
        }
        this.at.set(at as usize);
        if dict.is_none() {
            return Ok(());
        }
        match dict.downcast::<Dict>() {
            Some(dict) => this.base.attributes(t)?.merge_dict(t, dict, true),
            None => {
                let given = dict.type_of().name_text();
                Err(t.type_error(format!("fourth item of state should be a dict, got a {given}")))
            }
        }
    }
}
