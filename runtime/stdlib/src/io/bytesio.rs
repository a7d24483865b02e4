//! `BytesIO`: a binary file in memory.

use std::cell::Cell;

use taipan_macros::pyclass;
use taipan_vm::builtins::bytes::{self, Bytes, buffer};
use taipan_vm::builtins::dict::Dict;
use taipan_vm::builtins::int;
use taipan_vm::builtins::tuple::Tuple;
use taipan_vm::call::{Args, IntoPy, Parameter, ParameterKind, Signature};
use taipan_vm::memory::{self, Visitor};
use taipan_vm::object::protocol;
use taipan_vm::object::types::{NativeType, Type};
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

use super::base::{BufferedIOBase, FLAGS, IOBase};
use super::support::{closed_file, fill_buffer, list, size_argument, with_bytes};

#[repr(C)]
pub struct BytesIO {
    base: IOBase,
    data: Cell<Vec<u8>>,
    at: Cell<usize>,
    closed: Cell<bool>,
}

impl BytesIO {
    fn visit(&self, visitor: &mut Visitor) {
        self.base.visit(visitor);
    }

    fn clear_references(&self, t: &Thread) {
        self.base.clear_references(t);
    }

    /// Lends the content; nothing in `f` runs Python code.
    fn with<R>(&self, f: impl FnOnce(&mut Vec<u8>) -> R) -> R {
        let mut data = self.data.take();
        let result = f(&mut data);
        self.data.set(data);
        result
    }

    fn check(&self, t: &Thread) -> PyResult<()> {
        if self.closed.get() { Err(closed_file(t)) } else { Ok(()) }
    }

    /// Takes up to `most` bytes from the position on.
    fn take(&self, most: usize) -> Vec<u8> {
        let at = self.at.get();
        let got = self.with(|data| {
            let from = at.min(data.len());
            data[from..from + most.min(data.len() - from)].to_vec()
        });
        self.at.set(at + got.len());
        got
    }

    fn take_line(&self, limit: Option<usize>) -> Vec<u8> {
        let at = self.at.get();
        let length = self.with(|data| {
            let rest = &data[at.min(data.len())..];
            let rest = &rest[..rest.len().min(limit.unwrap_or(usize::MAX))];
            memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1)
        });
        self.take(length)
    }

    fn put(&self, t: &Thread, bytes: &[u8]) -> PyResult<usize> {
        self.check(t)?;
        if bytes.is_empty() {
            return Ok(0);
        }
        let at = self.at.get();
        let Some(end) = at.checked_add(bytes.len()).filter(|end| *end <= isize::MAX as usize) else {
            return Err(t.overflow_error("new buffer size too large"));
        };
        let made = self.with(|data| {
            if end > data.len() && data.try_reserve(end - data.len()).is_err() {
                return false;
            }
            if at == data.len() {
                data.extend_from_slice(bytes);
                return true;
            }
            if end > data.len() {
                data.resize(end, 0);
            }
            data[at..end].copy_from_slice(bytes);
            true
        });
        if !made {
            return Err(t.no_memory());
        }
        self.at.set(end);
        Ok(bytes.len())
    }
}

/// Buffered I/O implementation using an in-memory bytes buffer.
#[pyclass(name = "BytesIO", module = "_io", gc, flags = FLAGS, base = BufferedIOBase)]
impl BytesIO {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<BytesIO>> {
        memory::new_object(t, class, |head| BytesIO {
            base: IOBase::new(head),
            data: Cell::new(Vec::new()),
            at: Cell::new(0),
            closed: Cell::new(false),
        })
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &BytesIO, args: Args) -> PyResult<()> {
        static SIGNATURE: Signature = Signature {
            name: "BytesIO",
            qualname: "BytesIO",
            parameters: &[Parameter { name: "initial_bytes", kind: ParameterKind::Either, required: false }],
            varargs: false,
            varkeywords: false,
        };
        let [initial] = SIGNATURE.bind::<1>(t, args)?;
        this.with(Vec::clear);
        this.at.set(0);
        if let Some(initial) = initial.filter(|i| !i.is_none()) {
            let data = buffer::required(t, initial)?.into_owned();
            this.data.set(data);
        }
        Ok(())
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &BytesIO) -> PyResult {
        this.check(t)?;
        Ok(this.borrowed().clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &BytesIO) -> PyResult<Option<Obj>> {
        this.check(t)?;
        let line = this.take_line(None);
        if line.is_empty() { Ok(None) } else { bytes::from_slice(t, &line).map(Some) }
    }

    #[pygetter]
    fn closed(_t: &Thread, this: &BytesIO) -> bool {
        this.closed.get()
    }

    /// Returns True if the IO object can be read.
    #[pymethod]
    fn readable(t: &Thread, this: &BytesIO) -> PyResult<bool> {
        this.check(t).map(|()| true)
    }

    /// Returns True if the IO object can be written.
    #[pymethod]
    fn writable(t: &Thread, this: &BytesIO) -> PyResult<bool> {
        this.check(t).map(|()| true)
    }

    /// Returns True if the IO object can be seeked.
    #[pymethod]
    fn seekable(t: &Thread, this: &BytesIO) -> PyResult<bool> {
        this.check(t).map(|()| true)
    }

    /// Always returns False.
    #[pymethod]
    fn isatty(t: &Thread, this: &BytesIO) -> PyResult<bool> {
        this.check(t).map(|()| false)
    }

    /// Does nothing.
    #[pymethod]
    fn flush(t: &Thread, this: &BytesIO) -> PyResult<()> {
        this.check(t)
    }

    /// Disable all I/O operations.
    #[pymethod]
    fn close(_t: &Thread, this: &BytesIO) {
        this.closed.set(true);
        this.data.set(Vec::new());
    }

    /// Current file position, an integer.
    #[pymethod]
    fn tell(t: &Thread, this: &BytesIO) -> PyResult<usize> {
        this.check(t)?;
        Ok(this.at.get())
    }

    /// Retrieve the entire contents of the BytesIO object.
    #[pymethod]
    fn getvalue(t: &Thread, this: &BytesIO) -> PyResult {
        this.check(t)?;
        let data = this.data.take();
        let value = bytes::from_slice(t, &data);
        this.data.set(data);
        value
    }

    /// Get a read-write view over the contents of the BytesIO object.
    #[pymethod]
    fn getbuffer(t: &Thread, this: &BytesIO) -> PyResult {
        let value = BytesIO::getvalue(t, this)?;
        match t.interp().builtins().get_text(t, "memoryview")? {
            Some(class) => taipan_vm::call::call1(t, &class, &value),
            None => Ok(value),
        }
    }

    /// Read at most size bytes, returned as a bytes object.
    #[pymethod(sig = "($self, size=-1, /)")]
    fn read(t: &Thread, this: &BytesIO, size: Option<&Obj>) -> PyResult {
        let size = size_argument(t, size)?;
        this.check(t)?;
        bytes::from_slice(t, &this.take(size.unwrap_or(usize::MAX)))
    }

    /// Read at most size bytes, returned as a bytes object.
    #[pymethod(sig = "($self, size=-1, /)")]
    fn read1(t: &Thread, this: &BytesIO, size: Option<&Obj>) -> PyResult {
        BytesIO::read(t, this, size)
    }

    /// Next line from the file, as a bytes object.
    #[pymethod(sig = "($self, size=-1, /)")]
    fn readline(t: &Thread, this: &BytesIO, size: Option<&Obj>) -> PyResult {
        let size = size_argument(t, size)?;
        this.check(t)?;
        bytes::from_slice(t, &this.take_line(size))
    }

    /// List of bytes objects, each a line from the file.
    #[pymethod(sig = "($self, size=None, /)")]
    fn readlines(t: &Thread, this: &BytesIO, size: Option<&Obj>) -> PyResult {
        this.check(t)?;
        let size = size_argument(t, size)?.filter(|size| *size > 0);
        let (mut lines, mut total) = (Vec::new(), 0);
        loop {
            let line = this.take_line(None);
            if line.is_empty() {
                break;
            }
            total += line.len();
            lines.push(bytes::from_slice(t, &line)?);
            if size.is_some_and(|size| total >= size) {
                break;
            }
        }
        list(t, lines)
    }

    /// Read bytes into buffer.
    #[pymethod(sig = "($self, buffer, /)")]
    fn readinto(t: &Thread, this: &BytesIO, buffer: &Obj) -> PyResult {
        this.check(t)?;
        fill_buffer(t, buffer, "readinto", |length| Ok(Some(this.take(length))))
    }

    /// Write bytes to file.
    #[pymethod(sig = "($self, b, /)")]
    fn write(t: &Thread, this: &BytesIO, b: &Obj) -> PyResult<usize> {
        this.check(t)?;
        with_bytes(t, b, |data| this.put(t, data))
    }

    /// Write lines to the file.
    #[pymethod(sig = "($self, lines, /)")]
    fn writelines(t: &Thread, this: &BytesIO, lines: &Obj) -> PyResult<()> {
        this.check(t)?;
        protocol::for_each(t, lines, |line| with_bytes(t, &line, |data| this.put(t, data)).map(drop))
    }

    /// Change stream position.
    #[pymethod(sig = "($self, pos, whence=0, /)")]
    fn seek(t: &Thread, this: &BytesIO, pos: &Obj, whence: i32) -> PyResult<usize> {
        this.check(t)?;
        let pos = int::index_as_i64(t, pos, "Python int too large to convert to C ssize_t")?;
        let from = match whence {
            0 if pos < 0 => return Err(t.value_error(format!("negative seek value {pos}"))),
            0 => 0,
            1 => this.at.get(),
            2 => this.with(|data| data.len()),
            _ => return Err(t.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
        };
        let Some(at) = (from as i64).checked_add(pos) else { return Err(t.overflow_error("new position too large")) };
        this.at.set(at.max(0) as usize);
        Ok(this.at.get())
    }

    /// Truncate the file to at most size bytes.
    #[pymethod(sig = "($self, size=None, /)")]
    fn truncate(t: &Thread, this: &BytesIO, size: Option<&Obj>) -> PyResult {
        this.check(t)?;
        let size = match size.filter(|s| !s.is_none()) {
            Some(size) => int::index_as_i64(t, size, "Python int too large to convert to C ssize_t")?,
            None => this.at.get() as i64,
        };
        if size < 0 {
            return Err(t.value_error(format!("negative size value {size}")));
        }
        this.with(|data| data.truncate(size as usize));
        size.into_py(t)
    }

    #[pymethod]
    fn __getstate__(t: &Thread, this: &BytesIO) -> PyResult {
        let value = BytesIO::getvalue(t, this)?;
        let dict = match super::base::dict_of(t, &this.borrowed(), false) {
            Some(dict) => dict.copy(t)?.into_obj(),
            None => Obj::NONE,
        };
        Tuple::from_vec(t, vec![value, this.at.get().into_py(t)?, dict]).map(Ref::into_obj)
    }

    #[pymethod(sig = "($self, state, /)")]
    fn __setstate__(t: &Thread, this: &BytesIO, state: &Obj) -> PyResult<()> {
        let class = || this.borrowed().type_of().name_text();
        let items = match state.downcast::<Tuple>().map(Tuple::items) {
            Some(items) if items.len() >= 3 => items,
            _ => {
                let given = state.type_of().name_text();
                return Err(t.type_error(format!("{}.__setstate__ argument should be 3-tuple, got {given}", class())));
            }
        };
        this.check(t)?;
        let Some(value) = items[0].downcast::<Bytes>() else {
            return Err(t.type_error("a bytes-like object is required"));
        };
        this.data.set(value.as_slice().to_vec());
        if !int::is_int(&items[1]) {
            let given = items[1].type_of().name_text();
            return Err(t.type_error(format!("second item of state must be an integer, not {given}")));
        }
        let at = int::index_clipped(t, &items[1])?;
        if at < 0 {
            return Err(t.value_error("position value cannot be negative"));
        }
        this.at.set(at as usize);
        if items[2].is_none() {
            return Ok(());
        }
        match items[2].downcast::<Dict>() {
            Some(dict) => this.base.attributes(t)?.merge_dict(t, dict, true),
            None => {
                let given = items[2].type_of().name_text();
                Err(t.type_error(format!("third item of state should be a dict, got a {given}")))
            }
        }
    }

    #[pymethod]
    fn __sizeof__(_t: &Thread, this: &BytesIO) -> usize {
        size_of::<BytesIO>() + this.with(|data| data.capacity())
    }
}
