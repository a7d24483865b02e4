//! The classes over [`Buffered`]: `BufferedReader`, `BufferedWriter`, `BufferedRandom`.

use taipan_macros::{pyclass, pymethods};
use taipan_vm::builtins::int;
use taipan_vm::call::{Args, Parameter, ParameterKind, Signature};
use taipan_vm::memory::{self, Visitor};
use taipan_vm::object::types::Type;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

use super::{Ability, Buffered};
use crate::io::base::{BufferedIOBase, FLAGS};
use crate::io::support::{DEFAULT_BUFFER_SIZE, cannot_pickle, fill_buffer, repr_with_name, size_argument, with_bytes};

#[pymethods(list = COMMON_METHODS, class = "_Buffered")]
impl Buffered {
    #[pymethod(name = "detach")]
    fn py_detach(t: &Thread, this: &Buffered) -> PyResult {
        this.detach(t)
    }

    #[pymethod(name = "flush")]
    fn py_flush(t: &Thread, this: &Buffered) -> PyResult<()> {
        this.raw(t)?;
        this.flush(t)
    }

    #[pymethod(name = "close")]
    fn py_close(t: &Thread, this: &Buffered) -> PyResult<()> {
        this.close(t)
    }

    #[pymethod(name = "seekable")]
    fn py_seekable(t: &Thread, this: &Buffered) -> PyResult<bool> {
        this.ask_raw(t, "seekable")
    }

    #[pymethod(name = "fileno")]
    fn py_fileno(t: &Thread, this: &Buffered) -> PyResult {
        crate::io::support::call_name(t, &this.raw(t)?, "fileno", &[])
    }

    #[pymethod(name = "isatty")]
    fn py_isatty(t: &Thread, this: &Buffered) -> PyResult<bool> {
        this.ask_raw(t, "isatty")
    }

    #[pymethod(sig = "($self, source, /)")]
    fn _dealloc_warn(t: &Thread, this: &Buffered, source: &Obj) -> PyResult<()> {
        let raw = this.raw(t)?;
        if let Err(raised) = crate::io::support::call_name(t, &raw, "_dealloc_warn", &[source.clone()]) {
            drop(t.take_exception(raised));
        }
        Ok(())
    }

    #[pymethod(name = "seek", sig = "($self, target, whence=0, /)")]
    fn py_seek(t: &Thread, this: &Buffered, target: &Obj, whence: i32) -> PyResult<i64> {
        this.raw(t)?;
        let target = int::index_as_i64(t, target, "Python int too large to convert to C long")?;
        this.seek(t, target, whence)
    }

    #[pymethod(name = "tell")]
    fn py_tell(t: &Thread, this: &Buffered) -> PyResult<i64> {
        this.raw(t)?;
        this.tell(t)
    }

    #[pymethod(name = "truncate", sig = "($self, pos=None, /)")]
    fn py_truncate(t: &Thread, this: &Buffered, pos: Option<&Obj>) -> PyResult {
        this.truncate(t, pos)
    }

    #[pymethod]
    fn __sizeof__(_t: &Thread, this: &Buffered) -> usize {
        size_of::<Buffered>() + this.size.get()
    }

    #[pymethod]
    fn __getstate__(t: &Thread, this: &Obj) -> PyResult {
        Err(cannot_pickle(t, this))
    }
}

#[pymethods(list = READ_METHODS, class = "_Buffered")]
impl Buffered {
    #[pymethod(name = "readable")]
    fn py_readable(t: &Thread, this: &Buffered) -> PyResult<bool> {
        this.ask_raw(t, "readable")
    }

    #[pymethod(name = "read", sig = "($self, size=-1, /)")]
    fn py_read(t: &Thread, this: &Buffered, size: Option<&Obj>) -> PyResult {
        this.raw(t)?;
        let size = checked_size(t, size)?;
        Buffered::bytes(t, this.read(t, size)?)
    }

    #[pymethod(name = "read1", sig = "($self, size=-1, /)")]
    fn py_read1(t: &Thread, this: &Buffered, size: Option<&Obj>) -> PyResult {
        this.raw(t)?;
        let size = size_argument(t, size)?;
        Buffered::bytes(t, Some(this.read1(t, size)?))
    }

    #[pymethod(name = "peek", sig = "($self, size=0, /)")]
    fn py_peek(t: &Thread, this: &Buffered, _size: Option<&Obj>) -> PyResult {
        this.raw(t)?;
        Buffered::bytes(t, Some(this.peek(t)?))
    }

    #[pymethod(sig = "($self, buffer, /)")]
    fn readinto(t: &Thread, this: &Buffered, buffer: &Obj) -> PyResult {
        this.raw(t)?;
        this.check_open(t, "readinto of")?;
        fill_buffer(t, buffer, "readinto", |size| this.read_for(t, size, false))
    }

    #[pymethod(sig = "($self, buffer, /)")]
    fn readinto1(t: &Thread, this: &Buffered, buffer: &Obj) -> PyResult {
        this.raw(t)?;
        this.check_open(t, "readinto of")?;
        fill_buffer(t, buffer, "readinto1", |size| this.read_for(t, size, true))
    }

    #[pymethod(sig = "($self, size=-1, /)")]
    fn readline(t: &Thread, this: &Buffered, size: Option<&Obj>) -> PyResult {
        this.raw(t)?;
        let limit = size_argument(t, size)?;
        Buffered::bytes(t, Some(this.read_line(t, limit)?))
    }
}

/// The size of `read`: -1 and None mean everything, other negative numbers are refused.
fn checked_size(t: &Thread, size: Option<&Obj>) -> PyResult<Option<usize>> {
    if let Some(value) = size.and_then(|s| s.value().as_int())
        && value < -1
    {
        return Err(t.value_error("read length must be non-negative or -1"));
    }
    size_argument(t, size)
}

#[pymethods(list = WRITE_METHODS, class = "_Buffered")]
impl Buffered {
    #[pymethod(name = "writable")]
    fn py_writable(t: &Thread, this: &Buffered) -> PyResult<bool> {
        this.ask_raw(t, "writable")
    }

    #[pymethod(name = "write", sig = "($self, buffer, /)")]
    fn py_write(t: &Thread, this: &Buffered, buffer: &Obj) -> PyResult<usize> {
        this.raw(t)?;
        with_bytes(t, buffer, |data| {
            this.write(t, data)?;
            Ok(data.len())
        })
    }
}

fn bind(t: &Thread, name: &'static str, args: Args) -> PyResult<(Obj, i64)> {
    static PARAMETERS: [Parameter; 2] = [
        Parameter { name: "raw", kind: ParameterKind::Either, required: true },
        Parameter { name: "buffer_size", kind: ParameterKind::Either, required: false },
    ];
    let signature = Signature { name, qualname: name, parameters: &PARAMETERS, varargs: false, varkeywords: false };
    let [raw, size] = signature.bind::<2>(t, args)?;
    let Some(raw) = raw else { return Err(t.system_error("unbound argument")) };
    let size = match size {
        Some(size) => int::index_as_i64(t, size, "Python int too large to convert to C ssize_t")?,
        None => DEFAULT_BUFFER_SIZE as i64,
    };
    Ok((raw.clone(), size))
}

macro_rules! buffered_class {
    ($(#[doc = $doc:tt])* $name:ident, $text:tt, $ability:ident, [$($list:ident),*], { $($extra:tt)* }) => {
        #[repr(C)]
        pub struct $name {
            pub(super) inner: Buffered,
        }

        impl $name {
            fn visit(&self, visitor: &mut Visitor) {
                self.inner.visit(visitor);
            }

            fn clear_references(&self, t: &Thread) {
                self.inner.clear_references(t);
            }

            /// A file over a raw one that is known to be able to do what it must.
            pub fn over(t: &Thread, raw: &Obj, size: usize) -> PyResult<Ref<$name>> {
                let this = memory::new_object(t, $name::class(), |head| $name { inner: Buffered::new(head) })?;
                this.inner.start_unchecked(t, raw, size as i64, Ability::$ability)?;
                Ok(this)
            }
        }

        $(#[doc = $doc])*
        #[pyclass(name = $text, module = "_io", gc, flags = FLAGS, base = BufferedIOBase, lists = [$($list),*])]
        impl $name {
            #[pyslot]
            fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<$name>> {
                memory::new_object(t, class, |head| $name { inner: Buffered::new(head) })
            }

            #[pyslot]
            fn __init__(t: &Thread, this: &$name, args: Args) -> PyResult<()> {
                let (raw, size) = bind(t, $text, args)?;
                this.inner.start(t, &raw, size, Ability::$ability)
            }

            #[pyslot]
            fn __repr__(t: &Thread, this: &Obj) -> PyResult<String> {
                repr_with_name(t, this)
            }

            #[pygetter]
            fn raw(_t: &Thread, this: &$name) -> Obj {
                this.inner.raw.get_or_none()
            }

            #[pygetter]
            fn closed(t: &Thread, this: &$name) -> PyResult<bool> {
                this.inner.raw(t)?;
                this.inner.is_closed(t)
            }

            #[pygetter]
            fn name(t: &Thread, this: &$name) -> PyResult {
                this.inner.raw_attribute(t, "name")
            }

            #[pygetter]
            fn mode(t: &Thread, this: &$name) -> PyResult {
                this.inner.raw_attribute(t, "mode")
            }

            #[pygetter]
            fn _finalizing(_t: &Thread, this: &$name) -> bool {
                this.inner.finalizing.get()
            }

            #[pysetter]
            fn set__finalizing(t: &Thread, this: &$name, value: Option<&Obj>) -> PyResult<()> {
                this.inner.set_finalizing(t, value)
            }

            $($extra)*
        }
    };
}

buffered_class! {
    /** Create a new buffered reader using the given readable raw IO object.*/
    BufferedReader, "BufferedReader", Read, [COMMON_METHODS, READ_METHODS], {
        #[pyslot]
        fn __next__(t: &Thread, this: &BufferedReader) -> PyResult<Option<Obj>> {
            this.inner.raw(t)?;
            this.inner.next_line(t)
        }
    }
}

buffered_class! {
    /** A buffer for a writeable sequential RawIO object.

The constructor creates a BufferedWriter for the given writeable raw
stream. If the buffer_size is not given, it defaults to
DEFAULT_BUFFER_SIZE.*/
    BufferedWriter, "BufferedWriter", Write, [COMMON_METHODS, WRITE_METHODS], {}
}

buffered_class! {
    /** A buffered interface to random access streams.

The constructor creates a reader and writer for a seekable stream,
raw, given in the first argument. If the buffer_size is omitted it
defaults to DEFAULT_BUFFER_SIZE.*/
    BufferedRandom, "BufferedRandom", Both, [COMMON_METHODS, READ_METHODS, WRITE_METHODS], {
        #[pyslot]
        fn __next__(t: &Thread, this: &BufferedRandom) -> PyResult<Option<Obj>> {
            this.inner.raw(t)?;
            this.inner.next_line(t)
        }
    }
}
