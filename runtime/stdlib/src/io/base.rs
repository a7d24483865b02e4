//! The bases of all files: `_IOBase`, `_RawIOBase`, `_BufferedIOBase`, `_TextIOBase`.
//!
//! They hold no state besides attributes; what they do, they do by calling the methods of their
//! subclasses.

use taipan_macros::pyclass;
use taipan_vm::builtins::bytearray::ByteArray;
use taipan_vm::builtins::bytes::{self, Bytes};
use taipan_vm::builtins::dict::Dict;
use taipan_vm::builtins::str;
use taipan_vm::call::{Args, IntoPy};
use taipan_vm::memory::{self, Visitor};
use taipan_vm::object::cell::RefOf;
use taipan_vm::object::types::{NativeType, Type, type_flag};
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::object::{Header, attributes, protocol};
use taipan_vm::thread::{PyResult, Thread};

use super::support::{
    DEFAULT_BUFFER_SIZE, ask, call_name, cannot_pickle, closed_file, finalize, flag_of, int_result, list,
    size_argument, unsupported,
};

/// Flags of every type of this folder.
pub const FLAGS: usize = type_flag::BASE_TYPE | type_flag::MANAGED_DICT | type_flag::WEAKREFABLE;

/// What every file starts with.
#[repr(C)]
pub struct IOBase {
    head: Header,
    dict: RefOf<Dict>,
}

impl IOBase {
    pub fn new(head: Header) -> IOBase {
        IOBase { head, dict: RefOf::empty() }
    }

    pub fn visit(&self, visitor: &mut Visitor) {
        self.dict.visit(visitor);
    }

    pub fn clear_references(&self, _t: &Thread) {
        self.dict.set(None);
    }

    /// Whether the instance has an attribute of its own of the name.
    pub fn has_attribute(&self, t: &Thread, name: &Obj) -> PyResult<bool> {
        match self.dict.get() {
            Some(dict) => dict.contains_str(t, name),
            None => Ok(false),
        }
    }

    /// The instance's attributes.
    pub fn attributes(&self, t: &Thread) -> PyResult<Ref<Dict>> {
        if let Some(dict) = self.dict.get() {
            return Ok(dict);
        }
        let dict = Dict::new(t)?;
        self.dict.set(Some(dict.clone()));
        Ok(dict)
    }
}

/// The dict behind the attributes of a file.
pub fn dict_of(t: &Thread, object: &Obj, create: bool) -> Option<Ref<Dict>> {
    let this = object.downcast::<IOBase>()?;
    if !create {
        return this.dict.get();
    }
    match this.attributes(t) {
        Ok(dict) => Some(dict),
        Err(raised) => {
            drop(t.take_exception(raised));
            None
        }
    }
}

/// ValueError if the file says that it is closed.
pub fn check_closed(t: &Thread, this: &Obj) -> PyResult<()> {
    if flag_of(t, this, "closed")? { Err(closed_file(t)) } else { Ok(()) }
}

/// UnsupportedOperation unless the file says that it is readable, writable or seekable.
pub fn check_ability(t: &Thread, this: &Obj, ability: &str) -> PyResult<()> {
    let says = call_name(t, this, ability, &[])?;
    if says.is_true() { Ok(()) } else { Err(unsupported(t, &format!("File or stream is not {ability}."))) }
}

/// The abstract base class for all I/O classes.
///
/// This class provides dummy implementations for many methods that
/// derived classes can override selectively; the default implementations
/// represent a file that cannot be read, written or seeked.
#[pyclass(name = "_IOBase", module = "_io", gc, flags = FLAGS)]
impl IOBase {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<IOBase>> {
        memory::new_object(t, class, IOBase::new)
    }

    #[pyslot]
    fn __init__(_t: &Thread, _this: &IOBase, _args: Args) -> PyResult<()> {
        Ok(())
    }

    #[pyslot]
    fn __del__(t: &Thread, this: &IOBase) {
        finalize(t, &this.borrowed());
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &Obj) -> PyResult {
        check_closed(t, this)?;
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &Obj) -> PyResult<Option<Obj>> {
        let line = call_name(t, this, "readline", &[])?;
        if protocol::len(t, &line)? == 0 { Ok(None) } else { Ok(Some(line)) }
    }

    #[pygetter]
    fn __dict__(t: &Thread, this: &IOBase) -> PyResult {
        this.attributes(t).map(Ref::into_obj)
    }

    #[pygetter]
    fn closed(t: &Thread, this: &Obj) -> PyResult<bool> {
        Ok(attributes::get_optional(t, this, &str::intern(t, "__IOBase_closed")?)?.is_some())
    }

    /// Change the stream position to the given byte offset.
    #[pymethod(sig = "($self, offset, whence=0, /)")]
    fn seek(t: &Thread, _this: &Obj, _offset: &Obj, _whence: Option<&Obj>) -> PyResult {
        Err(unsupported(t, "seek"))
    }

    /// Return current stream position.
    #[pymethod]
    fn tell(t: &Thread, this: &Obj) -> PyResult {
        call_name(t, this, "seek", &[Obj::from_i32(0), Obj::from_i32(1)])
    }

    /// Truncate file to size bytes.
    #[pymethod(sig = "($self, size=None, /)")]
    fn truncate(t: &Thread, _this: &Obj, _size: Option<&Obj>) -> PyResult {
        Err(unsupported(t, "truncate"))
    }

    /// Flush write buffers, if applicable.
    #[pymethod]
    fn flush(t: &Thread, this: &Obj) -> PyResult<()> {
        if IOBase::closed(t, this)? { Err(closed_file(t)) } else { Ok(()) }
    }

    /// Flush and close the IO object.
    #[pymethod]
    fn close(t: &Thread, this: &Obj) -> PyResult<()> {
        if IOBase::closed(t, this)? {
            return Ok(());
        }
        let flushed = call_name(t, this, "flush", &[]);
        let exception = flushed.err().map(|raised| t.take_exception(raised));
        attributes::set(t, this, &str::intern(t, "__IOBase_closed")?, Some(&Obj::TRUE))?;
        match exception {
            Some(exception) => Err(t.raise_as_is(exception)),
            None => Ok(()),
        }
    }

    /// Return whether object supports random access.
    #[pymethod]
    fn seekable(_t: &Thread, _this: &Obj) -> bool {
        false
    }

    /// Return whether object was opened for reading.
    #[pymethod]
    fn readable(_t: &Thread, _this: &Obj) -> bool {
        false
    }

    /// Return whether object was opened for writing.
    #[pymethod]
    fn writable(_t: &Thread, _this: &Obj) -> bool {
        false
    }

    #[pymethod(sig = "($self, *args)")]
    fn _checkClosed(t: &Thread, this: &Obj, _args: &[Obj]) -> PyResult<()> {
        check_closed(t, this)
    }

    #[pymethod(sig = "($self, *args)")]
    fn _checkSeekable(t: &Thread, this: &Obj, _args: &[Obj]) -> PyResult<bool> {
        check_ability(t, this, "seekable").map(|()| true)
    }

    #[pymethod(sig = "($self, *args)")]
    fn _checkReadable(t: &Thread, this: &Obj, _args: &[Obj]) -> PyResult<bool> {
        check_ability(t, this, "readable").map(|()| true)
    }

    #[pymethod(sig = "($self, *args)")]
    fn _checkWritable(t: &Thread, this: &Obj, _args: &[Obj]) -> PyResult<bool> {
        check_ability(t, this, "writable").map(|()| true)
    }

    /// Return underlying file descriptor if one exists.
    #[pymethod]
    fn fileno(t: &Thread, _this: &Obj) -> PyResult {
        Err(unsupported(t, "fileno"))
    }

    /// Return whether this is an 'interactive' stream.
    #[pymethod]
    fn isatty(t: &Thread, this: &Obj) -> PyResult<bool> {
        check_closed(t, this).map(|()| false)
    }

    #[pymethod]
    fn __enter__(t: &Thread, this: &Obj) -> PyResult {
        check_closed(t, this)?;
        Ok(this.clone())
    }

    #[pymethod(sig = "($self, *args)")]
    fn __exit__(t: &Thread, this: &Obj, _args: &[Obj]) -> PyResult<()> {
        call_name(t, this, "close", &[]).map(drop)
    }

    #[pymethod]
    fn __getstate__(t: &Thread, this: &Obj) -> PyResult {
        if this.is_exact::<IOBase>() {
            return IOBase::attributes(this.downcast::<IOBase>().ok_or_else(|| t.system_error("layout"))?, t)
                .map(Ref::into_obj);
        }
        Err(cannot_pickle(t, this))
    }

    /// Read and return a line from the stream.
    #[pymethod(sig = "($self, size=-1, /)")]
    fn readline(t: &Thread, this: &Obj, size: Option<&Obj>) -> PyResult {
        let limit = size_argument(t, size)?;
        let peek = attributes::get_optional(t, this, &str::intern(t, "peek")?)?;
        let mut line: Vec<u8> = Vec::new();
        while limit.is_none_or(|limit| line.len() < limit) {
            let mut wanted = 1;
            if let Some(peek) = &peek {
                let ahead = taipan_vm::call::call1(t, peek, &Obj::from_i32(1))?;
                let Some(ahead) = ahead.downcast::<Bytes>() else {
                    let class = ahead.type_of().name_text();
                    return Err(t.error(
                        &taipan_vm::exceptions::OS_ERROR,
                        format!("peek() should have returned a bytes object, not '{class}'"),
                    ));
                };
                if !ahead.is_empty() {
                    let most = limit.map_or(ahead.len(), |limit| (limit - line.len()).min(ahead.len()));
                    let seen = &ahead.as_slice()[..most];
                    wanted = seen.iter().position(|b| *b == b'\n').map_or(most, |at| at + 1);
                }
            }
            let got = call_name(t, this, "read", &[wanted.into_py(t)?])?;
            let Some(got) = got.downcast::<Bytes>() else {
                let class = got.type_of().name_text();
                return Err(t.error(
                    &taipan_vm::exceptions::OS_ERROR,
                    format!("read() should have returned a bytes object, not '{class}'"),
                ));
            };
            if got.is_empty() {
                break;
            }
            line.extend_from_slice(got.as_slice());
            if line.ends_with(b"\n") {
                break;
            }
        }
        bytes::from_slice(t, &line)
    }

    /// Return a list of lines from the stream.
    #[pymethod(sig = "($self, hint=-1, /)")]
    fn readlines(t: &Thread, this: &Obj, hint: Option<&Obj>) -> PyResult {
        let hint = size_argument(t, hint)?.filter(|hint| *hint > 0);
        let mut lines = Vec::new();
        let mut total = 0;
        let iterator = protocol::iter(t, this)?;
        while let Some(line) = protocol::next(t, &iterator)? {
            total += if hint.is_some() { protocol::len(t, &line)? } else { 0 };
            lines.push(line);
            if hint.is_some_and(|hint| total >= hint) {
                break;
            }
        }
        list(t, lines)
    }

    /// Write a list of lines to stream.
    #[pymethod(sig = "($self, lines, /)")]
    fn writelines(t: &Thread, this: &Obj, lines: &Obj) -> PyResult<()> {
        check_closed(t, this)?;
        protocol::for_each(t, lines, |line| {
            taipan_vm::call::call_method1(t, this, &taipan_vm::thread::names::write, &line).map(drop)
        })
    }
}

macro_rules! plain_layout {
    ($($name:ident)*) => {$(
        /// An abstract base without fields of its own.
        #[repr(C)]
        pub struct $name {
            base: IOBase,
        }

        impl $name {
            fn visit(&self, visitor: &mut Visitor) {
                self.base.visit(visitor);
            }

            fn clear_references(&self, t: &Thread) {
                self.base.clear_references(t);
            }

            fn make(t: &Thread, class: &Type) -> PyResult<Ref<$name>> {
                memory::new_object(t, class, |head| $name { base: IOBase::new(head) })
            }
        }
    )*};
}

plain_layout! { RawIOBase BufferedIOBase TextIOBase }

/// Base class for raw binary I/O.
#[pyclass(name = "_RawIOBase", module = "_io", gc, flags = FLAGS, base = IOBase)]
impl RawIOBase {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<RawIOBase>> {
        RawIOBase::make(t, class)
    }

    #[pymethod(sig = "($self, size=-1, /)")]
    fn read(t: &Thread, this: &Obj, size: Option<&Obj>) -> PyResult {
        let Some(size) = size_argument(t, size)? else { return call_name(t, this, "readall", &[]) };
        let array = ByteArray::new(t, vec![0; size])?;
        let got = call_name(t, this, "readinto", &[array.obj().clone()])?;
        if got.is_none() {
            return Ok(got);
        }
        let count = int_result(t, &got, "readinto returned too large a value")?;
        let data = array.to_vec();
        match usize::try_from(count) {
            Ok(count) if count <= data.len() => bytes::from_slice(t, &data[..count]),
            _ => Err(t.value_error(format!("readinto returned {count} outside buffer size {size}"))),
        }
    }

    /// Read until EOF, using multiple read() call.
    #[pymethod]
    fn readall(t: &Thread, this: &Obj) -> PyResult {
        let mut all = Vec::new();
        loop {
            let got = call_name(t, this, "read", &[DEFAULT_BUFFER_SIZE.into_py(t)?])?;
            if got.is_none() {
                return if all.is_empty() { Ok(got) } else { bytes::from_slice(t, &all) };
            }
            let Some(got) = got.downcast::<Bytes>() else { return Err(t.type_error("read() should return bytes")) };
            if got.is_empty() {
                return bytes::from_slice(t, &all);
            }
            all.extend_from_slice(got.as_slice());
        }
    }

    #[pymethod(sig = "($self, b, /)")]
    fn readinto(t: &Thread, _this: &Obj, _b: &Obj) -> PyResult {
        Err(t.error_with_args(&taipan_vm::exceptions::NOT_IMPLEMENTED_ERROR, &[]))
    }

    #[pymethod(sig = "($self, b, /)")]
    fn write(t: &Thread, _this: &Obj, _b: &Obj) -> PyResult {
        Err(t.error_with_args(&taipan_vm::exceptions::NOT_IMPLEMENTED_ERROR, &[]))
    }
}

/// Base class for buffered IO objects.
#[pyclass(name = "_BufferedIOBase", module = "_io", gc, flags = FLAGS, base = IOBase)]
impl BufferedIOBase {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<BufferedIOBase>> {
        BufferedIOBase::make(t, class)
    }

    /// Disconnect this buffer from its underlying raw stream and return it.
    #[pymethod]
    fn detach(t: &Thread, _this: &Obj) -> PyResult {
        Err(unsupported(t, "detach"))
    }

    /// Read and return up to n bytes.
    #[pymethod(sig = "($self, size=-1, /)")]
    fn read(t: &Thread, _this: &Obj, _size: Option<&Obj>) -> PyResult {
        Err(unsupported(t, "read"))
    }

    /// Read and return up to size bytes, with at most one read() call to the underlying raw stream.
    #[pymethod(sig = "($self, size=-1, /)")]
    fn read1(t: &Thread, _this: &Obj, _size: Option<&Obj>) -> PyResult {
        Err(unsupported(t, "read1"))
    }

    #[pymethod(sig = "($self, buffer, /)")]
    fn readinto(t: &Thread, this: &Obj, buffer: &Obj) -> PyResult {
        read_into_by(t, this, buffer, "read")
    }

    #[pymethod(sig = "($self, buffer, /)")]
    fn readinto1(t: &Thread, this: &Obj, buffer: &Obj) -> PyResult {
        read_into_by(t, this, buffer, "read1")
    }

    /// Write buffer b to the IO stream.
    #[pymethod(sig = "($self, b, /)")]
    fn write(t: &Thread, _this: &Obj, _b: &Obj) -> PyResult {
        Err(unsupported(t, "write"))
    }
}

fn read_into_by(t: &Thread, this: &Obj, target: &Obj, method: &str) -> PyResult {
    super::support::fill_buffer(t, target, method, |length| {
        let got = call_name(t, this, method, &[length.into_py(t)?])?;
        match got.downcast::<Bytes>() {
            Some(got) if got.len() <= length => Ok(Some(got.as_slice().to_vec())),
            Some(got) => {
                let got = got.len();
                Err(t.value_error(format!("read() returned too much data: {length} bytes requested, {got} returned")))
            }
            None => Err(t.type_error("read() should return bytes")),
        }
    })
}

/// Base class for text I/O.
///
/// This class provides a character and line based interface to stream
/// I/O. There is no readinto method because Python's character strings
/// are immutable.
#[pyclass(name = "_TextIOBase", module = "_io", gc, flags = FLAGS, base = IOBase)]
impl TextIOBase {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<TextIOBase>> {
        TextIOBase::make(t, class)
    }

    /// Separate the underlying buffer from the TextIOBase and return it.
    #[pymethod]
    fn detach(t: &Thread, _this: &Obj) -> PyResult {
        Err(unsupported(t, "detach"))
    }

    /// Read at most size characters from stream.
    #[pymethod(sig = "($self, size=-1, /)")]
    fn read(t: &Thread, _this: &Obj, _size: Option<&Obj>) -> PyResult {
        Err(unsupported(t, "read"))
    }

    /// Read until newline or EOF.
    #[pymethod(sig = "($self, size=-1, /)")]
    fn readline(t: &Thread, _this: &Obj, _size: Option<&Obj>) -> PyResult {
        Err(unsupported(t, "readline"))
    }

    /// Write string s to stream.
    #[pymethod(sig = "($self, s, /)")]
    fn write(t: &Thread, _this: &Obj, _s: &Obj) -> PyResult {
        Err(unsupported(t, "write"))
    }

    #[pygetter]
    fn encoding(_t: &Thread, _this: &Obj) -> Obj {
        Obj::NONE
    }

    #[pygetter]
    fn newlines(_t: &Thread, _this: &Obj) -> Obj {
        Obj::NONE
    }

    #[pygetter]
    fn errors(_t: &Thread, _this: &Obj) -> Obj {
        Obj::NONE
    }
}

/// Whether a stream says that it is a terminal.
pub fn is_terminal(t: &Thread, stream: &Obj) -> PyResult<bool> {
    ask(t, stream, "isatty")
}
