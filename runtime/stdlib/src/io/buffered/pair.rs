//! `BufferedRWPair`: a reader and a writer over two raw files.

use taipan_macros::pyclass;
use taipan_vm::builtins::int;
use taipan_vm::call::Args;
use taipan_vm::memory::{self, Visitor};
use taipan_vm::object::attributes;
use taipan_vm::object::cell::ObjCell;
use taipan_vm::object::protocol;
use taipan_vm::object::types::Type;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

use super::{BufferedReader, BufferedWriter};
use crate::io::base::{BufferedIOBase, FLAGS, IOBase, check_ability};
use crate::io::support::{DEFAULT_BUFFER_SIZE, call_name};

#[repr(C)]
pub struct BufferedRWPair {
    base: IOBase,
    reader: ObjCell,
    writer: ObjCell,
}

impl BufferedRWPair {
    fn visit(&self, visitor: &mut Visitor) {
        self.base.visit(visitor);
        self.reader.visit(visitor);
        self.writer.visit(visitor);
    }

    fn clear_references(&self, t: &Thread) {
        self.base.clear_references(t);
        self.reader.set(None);
        self.writer.set(None);
    }

    fn part(t: &Thread, part: &ObjCell) -> PyResult {
        part.get().ok_or_else(|| t.value_error("I/O operation on uninitialized object"))
    }

    fn read_by(&self, t: &Thread, method: &str, args: &[Obj]) -> PyResult {
        call_name(t, &BufferedRWPair::part(t, &self.reader)?, method, args)
    }

    fn write_by(&self, t: &Thread, method: &str, args: &[Obj]) -> PyResult {
        call_name(t, &BufferedRWPair::part(t, &self.writer)?, method, args)
    }
}

/// A buffered reader and writer object together.
///
/// A buffered reader object and buffered writer object put together to
/// form a sequential IO object that can read and write. This is typically
/// used with a socket or two-way pipe.
///
/// reader and writer are RawIOBase objects that are readable and
/// writeable respectively. If the buffer_size is omitted it defaults to
/// DEFAULT_BUFFER_SIZE.
#[pyclass(name = "BufferedRWPair", module = "_io", gc, flags = FLAGS, base = BufferedIOBase)]
impl BufferedRWPair {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<BufferedRWPair>> {
        memory::new_object(t, class, |head| BufferedRWPair {
            base: IOBase::new(head),
            reader: ObjCell::empty(),
            writer: ObjCell::empty(),
        })
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &BufferedRWPair, args: Args) -> PyResult<()> {
        args.no_keywords(t, "BufferedRWPair")?;
        args.check_positional(t, "BufferedRWPair", 2, 3)?;
        let [reader, writer] = [&args.pos()[0], &args.pos()[1]];
        let size = match args.get(2) {
            Some(size) => int::index_as_i64(t, size, "Python int too large to convert to C ssize_t")?,
            None => DEFAULT_BUFFER_SIZE as i64,
        };
        check_ability(t, reader, "readable")?;
        check_ability(t, writer, "writable")?;
        if size <= 0 {
            return Err(t.value_error("buffer size must be strictly positive"));
        }
        this.reader.set(Some(BufferedReader::over(t, reader, size as usize)?.into_obj()));
        this.writer.set(Some(BufferedWriter::over(t, writer, size as usize)?.into_obj()));
        Ok(())
    }

    #[pymethod(sig = "($self, size=-1, /)")]
    fn read(t: &Thread, this: &BufferedRWPair, size: Option<&Obj>) -> PyResult {
        this.read_by(t, "read", &size.cloned().into_iter().collect::<Vec<_>>())
    }

    #[pymethod(sig = "($self, size=-1, /)")]
    fn read1(t: &Thread, this: &BufferedRWPair, size: Option<&Obj>) -> PyResult {
        this.read_by(t, "read1", &size.cloned().into_iter().collect::<Vec<_>>())
    }

    #[pymethod(sig = "($self, size=0, /)")]
    fn peek(t: &Thread, this: &BufferedRWPair, size: Option<&Obj>) -> PyResult {
        this.read_by(t, "peek", &size.cloned().into_iter().collect::<Vec<_>>())
    }

    #[pymethod(sig = "($self, buffer, /)")]
    fn readinto(t: &Thread, this: &BufferedRWPair, buffer: &Obj) -> PyResult {
        this.read_by(t, "readinto", &[buffer.clone()])
    }

    #[pymethod(sig = "($self, buffer, /)")]
    fn readinto1(t: &Thread, this: &BufferedRWPair, buffer: &Obj) -> PyResult {
        this.read_by(t, "readinto1", &[buffer.clone()])
    }

    #[pymethod(sig = "($self, buffer, /)")]
    fn write(t: &Thread, this: &BufferedRWPair, buffer: &Obj) -> PyResult {
        this.write_by(t, "write", &[buffer.clone()])
    }

    #[pymethod]
    fn flush(t: &Thread, this: &BufferedRWPair) -> PyResult {
        this.write_by(t, "flush", &[])
    }

    #[pymethod]
    fn readable(t: &Thread, this: &BufferedRWPair) -> PyResult {
        this.read_by(t, "readable", &[])
    }

    #[pymethod]
    fn writable(t: &Thread, this: &BufferedRWPair) -> PyResult {
        this.write_by(t, "writable", &[])
    }

    #[pymethod]
    fn close(t: &Thread, this: &BufferedRWPair) -> PyResult<()> {
        let first = this.write_by(t, "close", &[]).err().map(|raised| t.take_exception(raised));
        let second = this.read_by(t, "close", &[]);
        match first {
            None => second.map(drop),
            Some(first) => {
                if let Err(raised) = second {
                    drop(t.take_exception(raised));
                }
                Err(t.raise_as_is(first))
            }
        }
    }

    #[pymethod]
    fn isatty(t: &Thread, this: &BufferedRWPair) -> PyResult {
        let writer = this.write_by(t, "isatty", &[])?;
        if protocol::is_true(t, &writer)? { Ok(writer) } else { this.read_by(t, "isatty", &[]) }
    }

    #[pygetter]
    fn closed(t: &Thread, this: &BufferedRWPair) -> PyResult {
        match this.writer.get() {
            Some(writer) => attributes::get_text(t, &writer, "closed"),
            None => Err(t.runtime_error("the BufferedRWPair object is being garbage-collected")),
        }
    }
}
