//! `FileIO`: an unbuffered file over a descriptor.

use std::cell::Cell;

use taipan_macros::pyclass;
use taipan_vm::builtins::{bytes, int, str};
use taipan_vm::call::{Args, IntoPy, Parameter, ParameterKind, Signature};
use taipan_vm::exceptions::{self as exc, os_error};
use taipan_vm::memory::{self, Visitor};
use taipan_vm::object::protocol;
use taipan_vm::object::types::{NativeType, Type};
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Raised, Thread};

use super::base::{FLAGS, IOBase, RawIOBase};
use super::path;
use super::support::{
    DEFAULT_BUFFER_SIZE, call_name, cannot_pickle, check_signals, fill_buffer, last_errno, size_argument, unsupported,
    warn_unclosed, with_bytes,
};

/// The most that one system call is asked to move.
const MAX_TRANSFER: usize = 0x7FFF_F000;
/// How large a read whose size is not known starts out.
const FIRST_READ: usize = 8 * 1024;
const MAX_BLOCK: i64 = 8 << 20;

#[repr(C)]
pub struct FileIO {
    base: IOBase,
    fd: Cell<i32>,
    created: Cell<bool>,
    readable: Cell<bool>,
    writable: Cell<bool>,
    appending: Cell<bool>,
    close_fd: Cell<bool>,
    finalizing: Cell<bool>,
    seekable: Cell<Option<bool>>,
    block_size: Cell<i64>,
    /// What the file held when it was opened; a hint for reading all.
    size_hint: Cell<i64>,
}

/// What a mode string says.
#[derive(Clone, Copy, Default)]
struct Mode {
    created: bool,
    readable: bool,
    writable: bool,
    appending: bool,
    flags: i32,
}

impl Mode {
    fn parse(t: &Thread, text: &str) -> PyResult<Mode> {
        let mut mode = Mode::default();
        let (mut kinds, mut plus, mut flags) = (0, 0, 0);
        for c in text.chars() {
            match c {
                'x' => {
                    mode.created = true;
                    mode.writable = true;
                    flags |= libc::O_EXCL | libc::O_CREAT;
                    kinds += 1;
                }
                'r' => {
                    mode.readable = true;
                    kinds += 1;
                }
                'w' => {
                    mode.writable = true;
                    flags |= libc::O_CREAT | libc::O_TRUNC;
                    kinds += 1;
                }
                'a' => {
                    mode.writable = true;
                    mode.appending = true;
                    flags |= libc::O_APPEND | libc::O_CREAT;
                    kinds += 1;
                }
                'b' => {}
                '+' => plus += 1,
                _ => return Err(t.value_error(format!("invalid mode: {text}"))),
            }
        }
        if kinds != 1 || plus > 1 {
            return Err(t.value_error("Must have exactly one of create/read/write/append mode and at most one plus"));
        }
        if plus == 1 {
            mode.readable = true;
            mode.writable = true;
        }
        mode.flags = flags
            | libc::O_CLOEXEC
            | match (mode.readable, mode.writable) {
                (true, true) => libc::O_RDWR,
                (true, false) => libc::O_RDONLY,
                _ => libc::O_WRONLY,
            };
        Ok(mode)
    }
}

impl FileIO {
    fn blank(t: &Thread, class: &Type) -> PyResult<Ref<FileIO>> {
        memory::new_object(t, class, |head| FileIO {
            base: IOBase::new(head),
            fd: Cell::new(-1),
            created: Cell::new(false),
            readable: Cell::new(false),
            writable: Cell::new(false),
            appending: Cell::new(false),
            close_fd: Cell::new(true),
            finalizing: Cell::new(false),
            seekable: Cell::new(None),
            block_size: Cell::new(DEFAULT_BUFFER_SIZE as i64),
            size_hint: Cell::new(-1),
        })
    }

    /// A file of a descriptor or a path.
    pub fn open(t: &Thread, file: &Obj, mode: &str, close_fd: bool, opener: Option<&Obj>) -> PyResult<Ref<FileIO>> {
        let this = FileIO::blank(t, FileIO::class())?;
        this.start(t, file, mode, close_fd, opener)?;
        Ok(this)
    }

    fn start(&self, t: &Thread, file: &Obj, mode: &str, close_fd: bool, opener: Option<&Obj>) -> PyResult<()> {
        if self.fd.get() >= 0 {
            if self.close_fd.get() {
                self.close_descriptor(t)?;
            } else {
                self.fd.set(-1);
            }
        }
        let is_fd = int::is_int(file);
        if file.is(&Obj::TRUE) || file.is(&Obj::FALSE) {
            exc::warnings::warn(t, &exc::RUNTIME_WARNING, "bool is used as a file descriptor")?;
        }
        let fd = if is_fd {
            let fd = int::index_as_i64(t, file, "Python int too large to convert to C int")?;
            let fd = i32::try_from(fd).map_err(|_| t.overflow_error("Python int too large to convert to C int"))?;
            if fd < 0 {
                return Err(t.value_error("negative file descriptor"));
            }
            Some(fd)
        } else {
            None
        };
        let mode = Mode::parse(t, mode)?;
        self.created.set(mode.created);
        self.readable.set(mode.readable);
        self.writable.set(mode.writable);
        self.appending.set(mode.appending);
        self.close_fd.set(close_fd);
        self.seekable.set(None);
        let name = file.clone();
        match fd {
            Some(fd) => self.fd.set(fd),
            None => {
                let path = path::fspath(t, file)?;
                if !close_fd {
                    return Err(t.value_error("Cannot use closefd=False with file name"));
                }
                match opener.filter(|o| !o.is_none()) {
                    Some(opener) => {
                        let got = taipan_vm::call::call2(t, opener, file, &mode.flags.into_py(t)?)?;
                        if !int::is_int(&got) {
                            return Err(t.type_error("expected integer from opener"));
                        }
                        let got = int::index_as_i64(t, &got, "Python int too large to convert to C int")?;
                        if got < 0 {
                            return Err(t.value_error(format!("opener returned {got}")));
                        }
                        self.fd.set(got as i32);
                    }
                    None => self.open_path(t, &path, file, mode.flags)?,
                }
            }
        }
        self.look(t, &name, fd.is_some())?;
        self.base.attributes(t)?.set_text(t, "name", name)?;
        if mode.appending {
            // SAFETY: moves a descriptor's position.
            unsafe { libc::lseek(self.fd.get(), 0, libc::SEEK_END) };
        }
        Ok(())
    }

    fn open_path(&self, t: &Thread, path: &Obj, shown: &Obj, flags: i32) -> PyResult<()> {
        let c_path = path::c_path(t, path)?;
        loop {
            // SAFETY: the path is a C string.
            let fd = unsafe { libc::open(c_path.as_ptr(), flags, 0o666) };
            if fd >= 0 {
                self.fd.set(fd);
                return Ok(());
            }
            match last_errno() {
                libc::EINTR => check_signals(t)?,
                errno => return Err(os_error::raise(t, errno, Some(shown))),
            }
        }
    }

    /// Asks the system about the file: directories are refused.
    fn look(&self, t: &Thread, name: &Obj, given: bool) -> PyResult<()> {
        // SAFETY: the structure is ours to be filled.
        let (failed, stat) = unsafe {
            let mut stat: libc::stat = std::mem::zeroed();
            (libc::fstat(self.fd.get(), &mut stat) != 0, stat)
        };
        let refuse = |errno: i32| {
            if given {
                self.fd.set(-1);
            } else {
                self.drop_descriptor();
            }
            os_error::raise(t, errno, if given && errno == libc::EBADF { None } else { Some(name) })
        };
        if failed {
            return match last_errno() {
                libc::EBADF => Err(refuse(libc::EBADF)),
                _ => Ok(()),
            };
        }
        if stat.st_mode & libc::S_IFMT == libc::S_IFDIR {
            return Err(refuse(libc::EISDIR));
        }
        if stat.st_mode & libc::S_IFMT == libc::S_IFREG {
            self.size_hint.set(stat.st_size);
        }
        if stat.st_blksize > 1 {
            #[allow(clippy::unnecessary_cast, reason = "it has 32 bits on aarch64")]
            let size = stat.st_blksize as i64;
            self.block_size.set(size.min(MAX_BLOCK).max(DEFAULT_BUFFER_SIZE as i64));
        }
        Ok(())
    }

    fn drop_descriptor(&self) {
        let fd = self.fd.replace(-1);
        if fd >= 0 {
            // SAFETY: the descriptor is ours.
            unsafe { libc::close(fd) };
        }
    }

    fn close_descriptor(&self, t: &Thread) -> PyResult<()> {
        let fd = self.fd.replace(-1);
        // SAFETY: the descriptor is ours.
        if fd >= 0 && unsafe { libc::close(fd) } != 0 {
            return Err(os_error::raise(t, last_errno(), None));
        }
        Ok(())
    }

    #[inline]
    pub fn is_closed(&self) -> bool {
        self.fd.get() < 0
    }

    #[cold]
    fn closed_error(&self, t: &Thread) -> Raised {
        t.value_error("I/O operation on closed file")
    }

    fn check_open(&self, t: &Thread) -> PyResult<()> {
        if self.is_closed() { Err(self.closed_error(t)) } else { Ok(()) }
    }

    pub fn can_read(&self) -> bool {
        self.readable.get()
    }

    pub fn can_write(&self) -> bool {
        self.writable.get()
    }

    pub fn block_size(&self) -> usize {
        self.block_size.get().max(1) as usize
    }

    pub fn fd(&self) -> i32 {
        self.fd.get()
    }

    /// Appends up to `size` bytes to `out`; None where the descriptor would block.
    pub fn read_into(&self, t: &Thread, out: &mut Vec<u8>, size: usize) -> PyResult<Option<usize>> {
        self.check_open(t)?;
        if !self.readable.get() {
            return Err(unsupported(t, "File not open for reading"));
        }
        let size = size.min(MAX_TRANSFER);
        if out.try_reserve(size).is_err() {
            return Err(t.no_memory());
        }
        loop {
            let length = out.len();
            // SAFETY: room for `size` bytes was made behind the content.
            let got = unsafe { libc::read(self.fd.get(), out.as_mut_ptr().add(length).cast(), size) };
            if got >= 0 {
                // SAFETY: so many bytes were written there.
                unsafe { out.set_len(length + got as usize) };
                return Ok(Some(got as usize));
            }
            match last_errno() {
                libc::EINTR => check_signals(t)?,
                libc::EAGAIN => return Ok(None),
                errno => return Err(os_error::raise(t, errno, None)),
            }
        }
    }

    /// Everything to the end; None where nothing could be read because the descriptor would block.
    pub fn read_all(&self, t: &Thread) -> PyResult<Option<Vec<u8>>> {
        self.check_open(t)?;
        let mut all = Vec::new();
        let mut step = FIRST_READ;
        let hint = self.size_hint.get();
        if hint > 0 {
            // SAFETY: asks about a position.
            let at = unsafe { libc::lseek(self.fd.get(), 0, libc::SEEK_CUR) };
            if at >= 0 && hint >= at {
                step = (hint - at) as usize + 1;
            }
        }
        loop {
            match self.read_into(t, &mut all, step.max(1))? {
                None if all.is_empty() => return Ok(None),
                None | Some(0) => return Ok(Some(all)),
                Some(_) => step = if all.len() < step { step - all.len() } else { (all.len() / 8).max(FIRST_READ) },
            }
        }
    }

    /// Writes bytes; None where the descriptor would block.
    pub fn write_bytes(&self, t: &Thread, data: &[u8]) -> PyResult<Option<usize>> {
        self.check_open(t)?;
        if !self.writable.get() {
            return Err(unsupported(t, "File not open for writing"));
        }
        let size = data.len().min(MAX_TRANSFER);
        loop {
            // SAFETY: the slice is valid for its length.
            let written = unsafe { libc::write(self.fd.get(), data.as_ptr().cast(), size) };
            if written >= 0 {
                return Ok(Some(written as usize));
            }
            match last_errno() {
                libc::EINTR => check_signals(t)?,
                libc::EAGAIN => return Ok(None),
                errno => return Err(os_error::raise(t, errno, None)),
            }
        }
    }

    pub fn seek_to(&self, t: &Thread, offset: i64, whence: i32) -> PyResult<i64> {
        self.check_open(t)?;
        // SAFETY: moves a descriptor's position.
        let at = unsafe { libc::lseek(self.fd.get(), offset, whence) };
        if at < 0 {
            return Err(os_error::raise(t, last_errno(), None));
        }
        if self.seekable.get().is_none() {
            self.seekable.set(Some(true));
        }
        Ok(at)
    }

    pub fn is_seekable(&self, t: &Thread) -> PyResult<bool> {
        self.check_open(t)?;
        if let Some(known) = self.seekable.get() {
            return Ok(known);
        }
        // SAFETY: asks about a position.
        let known = unsafe { libc::lseek(self.fd.get(), 0, libc::SEEK_CUR) } >= 0;
        self.seekable.set(Some(known));
        Ok(known)
    }

    pub fn is_terminal(&self) -> bool {
        // SAFETY: asks about a descriptor.
        unsafe { libc::isatty(self.fd.get()) == 1 }
    }

    fn mode_text(&self) -> &'static str {
        match (self.created.get(), self.appending.get(), self.readable.get(), self.writable.get()) {
            (true, _, true, _) => "xb+",
            (true, ..) => "xb",
            (_, true, true, _) => "ab+",
            (_, true, ..) => "ab",
            (_, _, true, true) => "rb+",
            (_, _, true, false) => "rb",
            _ => "wb",
        }
    }

    fn visit(&self, visitor: &mut Visitor) {
        self.base.visit(visitor);
    }

    fn clear_references(&self, t: &Thread) {
        self.base.clear_references(t);
    }
}

impl Drop for FileIO {
    fn drop(&mut self) {
        if self.close_fd.get() {
            self.drop_descriptor();
        }
    }
}

/// Open a file.
///
/// The mode can be 'r' (default), 'w', 'x' or 'a' for reading,
/// writing, exclusive creation or appending.  The file will be created if it
/// doesn't exist when opened for writing or appending; it will be truncated
/// when opened for writing.  A FileExistsError will be raised if it already
/// exists when opened for creating. Opening a file for creating implies
/// writing so this mode behaves in a similar way to 'w'.Add a '+' to the mode
/// to allow simultaneous reading and writing. A custom opener can be used by
/// passing a callable as *opener*. The underlying file descriptor for the file
/// object is then obtained by calling opener with (*name*, *flags*).
/// *opener* must return an open file descriptor (passing os.open as *opener*
/// results in functionality similar to passing None).
#[pyclass(name = "FileIO", module = "_io", gc, flags = FLAGS, base = RawIOBase)]
impl FileIO {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, _args: Args) -> PyResult<Ref<FileIO>> {
        FileIO::blank(t, class)
    }

    #[pyslot]
    fn __init__(t: &Thread, this: &FileIO, args: Args) -> PyResult<()> {
        static SIGNATURE: Signature = Signature {
            name: "FileIO",
            qualname: "FileIO",
            parameters: &[
                Parameter { name: "file", kind: ParameterKind::Either, required: true },
                Parameter { name: "mode", kind: ParameterKind::Either, required: false },
                Parameter { name: "closefd", kind: ParameterKind::Either, required: false },
                Parameter { name: "opener", kind: ParameterKind::Either, required: false },
            ],
            varargs: false,
            varkeywords: false,
        };
        let [file, mode, close_fd, opener] = SIGNATURE.bind::<4>(t, args)?;
        let Some(file) = file else { return Err(t.system_error("unbound argument")) };
        let mode = match mode {
            Some(mode) => match str::Str::of(mode) {
                Some(mode) => mode.utf8(t)?.to_string(),
                None => {
                    let class = mode.type_of().name_text();
                    return Err(t.type_error(format!("FileIO() argument 'mode' must be str, not {class}")));
                }
            },
            None => "r".to_string(),
        };
        let close_fd = close_fd.map_or(Ok(true), |c| protocol::is_true(t, c))?;
        this.start(t, file, &mode, close_fd, opener)
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &FileIO) -> PyResult<String> {
        let class = taipan_vm::builtins::type_object::qualified_name(t, this.borrowed().type_of())?;
        if this.is_closed() {
            return Ok(format!("<{class} [closed]>"));
        }
        let (mode, close_fd) = (this.mode_text(), if this.close_fd.get() { "True" } else { "False" });
        let name = this.base.attributes(t)?.get_text(t, "name")?;
        match name {
            None => Ok(format!("<{class} fd={} mode='{mode}' closefd={close_fd}>", this.fd.get())),
            Some(name) => {
                let Some(_guard) = protocol::text::ReprGuard::enter(t, &this.borrowed()) else {
                    return Err(t.runtime_error(format!("reentrant call inside {class}.__repr__")));
                };
                Ok(format!(
                    "<{class} name={} mode='{mode}' closefd={close_fd}>",
                    protocol::repr(t, &name)?.to_string_lossy()
                ))
            }
        }
    }

    #[pygetter]
    fn closed(_t: &Thread, this: &FileIO) -> bool {
        this.is_closed()
    }

    #[pygetter]
    fn closefd(_t: &Thread, this: &FileIO) -> bool {
        this.close_fd.get()
    }

    #[pygetter]
    fn mode(_t: &Thread, this: &FileIO) -> &'static str {
        this.mode_text()
    }

    #[pygetter]
    fn _blksize(_t: &Thread, this: &FileIO) -> i64 {
        this.block_size.get()
    }

    #[pygetter]
    fn _finalizing(_t: &Thread, this: &FileIO) -> bool {
        this.finalizing.get()
    }

    #[pysetter]
    fn set__finalizing(t: &Thread, this: &FileIO, value: Option<&Obj>) -> PyResult<()> {
        this.finalizing.set(value.map_or(Ok(false), |v| protocol::is_true(t, v))?);
        Ok(())
    }

    #[pymethod(sig = "($self, size=-1, /)")]
    fn read(t: &Thread, this: &FileIO, size: Option<&Obj>) -> PyResult {
        this.check_open(t)?;
        if !this.readable.get() {
            return Err(unsupported(t, "File not open for reading"));
        }
        match size_argument(t, size)? {
            None => FileIO::readall(t, this),
            Some(size) => {
                let mut data = Vec::new();
                match this.read_into(t, &mut data, size)? {
                    Some(_) => bytes::from_slice(t, &data),
                    None => Ok(Obj::NONE),
                }
            }
        }
    }

    /// Read all data from the file, returned as bytes.
    #[pymethod]
    fn readall(t: &Thread, this: &FileIO) -> PyResult {
        match this.read_all(t)? {
            Some(data) => bytes::from_slice(t, &data),
            None => Ok(Obj::NONE),
        }
    }

    /// Same as RawIOBase.readinto().
    #[pymethod(sig = "($self, buffer, /)")]
    fn readinto(t: &Thread, this: &FileIO, buffer: &Obj) -> PyResult {
        this.check_open(t)?;
        fill_buffer(t, buffer, "readinto", |length| {
            let mut data = Vec::new();
            Ok(this.read_into(t, &mut data, length)?.map(|_| data))
        })
    }

    /// Write buffer b to file, return number of bytes written.
    #[pymethod(sig = "($self, b, /)")]
    fn write(t: &Thread, this: &FileIO, b: &Obj) -> PyResult<Option<usize>> {
        this.check_open(t)?;
        with_bytes(t, b, |data| this.write_bytes(t, data))
    }

    #[pymethod(sig = "($self, pos, whence=0, /)")]
    fn seek(t: &Thread, this: &FileIO, pos: &Obj, whence: i32) -> PyResult<i64> {
        this.check_open(t)?;
        let offset = int::index_as_i64(t, pos, "Python int too large to convert to C long")?;
        this.seek_to(t, offset, whence)
    }

    #[pymethod]
    fn tell(t: &Thread, this: &FileIO) -> PyResult<i64> {
        this.seek_to(t, 0, libc::SEEK_CUR)
    }

    /// Truncate the file to at most size bytes and return the truncated size.
    #[pymethod(sig = "($self, size=None, /)")]
    fn truncate(t: &Thread, this: &FileIO, size: Option<&Obj>) -> PyResult {
        this.check_open(t)?;
        if !this.writable.get() {
            return Err(unsupported(t, "File not open for writing"));
        }
        let size = match size.filter(|s| !s.is_none()) {
            Some(size) => int::index_as_i64(t, size, "Python int too large to convert to C long")?,
            None => this.seek_to(t, 0, libc::SEEK_CUR)?,
        };
        // SAFETY: acts on a descriptor of ours.
        if unsafe { libc::ftruncate(this.fd.get(), size) } != 0 {
            return Err(os_error::raise(t, last_errno(), None));
        }
        size.into_py(t)
    }

    /// Close the file.
    #[pymethod]
    fn close(t: &Thread, this: &Obj) -> PyResult<()> {
        let Some(file) = this.downcast::<FileIO>() else { return Ok(()) };
        if file.is_closed() && !this.type_of().is_heap_type() {
            return Ok(());
        }
        let flushed = if this.type_of().is_heap_type() {
            call_name(t, &RawIOBase::class().borrowed_obj(), "close", &[this.clone()]).map(drop)
        } else {
            Ok(())
        };
        if file.finalizing.get() {
            warn_unclosed(t, this);
        }
        let exception = flushed.err().map(|raised| t.take_exception(raised));
        let closed = if file.close_fd.get() {
            file.close_descriptor(t)
        } else {
            file.fd.set(-1);
            Ok(())
        };
        match exception {
            Some(exception) => {
                if let Err(raised) = closed {
                    drop(t.take_exception(raised));
                }
                Err(t.raise_as_is(exception))
            }
            None => closed,
        }
    }

    #[pymethod]
    fn seekable(t: &Thread, this: &FileIO) -> PyResult<bool> {
        this.is_seekable(t)
    }

    #[pymethod]
    fn readable(t: &Thread, this: &FileIO) -> PyResult<bool> {
        this.check_open(t)?;
        Ok(this.readable.get())
    }

    #[pymethod]
    fn writable(t: &Thread, this: &FileIO) -> PyResult<bool> {
        this.check_open(t)?;
        Ok(this.writable.get())
    }

    /// Return the underlying file descriptor (an integer).
    #[pymethod]
    fn fileno(t: &Thread, this: &FileIO) -> PyResult<i32> {
        this.check_open(t)?;
        Ok(this.fd.get())
    }

    /// True if the file is connected to a TTY device.
    #[pymethod]
    fn isatty(t: &Thread, this: &FileIO) -> PyResult<bool> {
        this.check_open(t)?;
        Ok(this.is_terminal())
    }

    #[pymethod]
    fn _isatty_open_only(t: &Thread, this: &FileIO) -> PyResult<bool> {
        FileIO::isatty(t, this)
    }

    #[pymethod(sig = "($self, source, /)")]
    fn _dealloc_warn(t: &Thread, this: &FileIO, source: &Obj) {
        if this.fd.get() >= 0 && this.close_fd.get() {
            warn_unclosed(t, source);
        }
    }

    #[pymethod]
    fn __getstate__(t: &Thread, this: &Obj) -> PyResult {
        Err(cannot_pickle(t, this))
    }
}
