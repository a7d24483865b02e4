//! `TextIOWrapper` over a file descriptor.

use std::cell::{Cell, RefCell};

use taipan_macros::pyclass;
use taipan_vm::builtins::str::Str;
use taipan_vm::exceptions::os_error;
use taipan_vm::memory;
use taipan_vm::object::Header;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

/// How many bytes are kept before they are written.
const BUFFER: usize = 8192;

#[repr(C)]
pub struct TextIOWrapper {
    head: Header,
    fd: i32,
    line_buffered: Cell<bool>,
    pending: RefCell<Vec<u8>>,
}

impl TextIOWrapper {
    pub fn open(t: &Thread, fd: i32, line_buffered: bool) -> PyResult<Ref<TextIOWrapper>> {
        memory::new_object(t, TextIOWrapper::class(), |head| TextIOWrapper {
            head,
            fd,
            line_buffered: Cell::new(line_buffered),
            pending: RefCell::new(Vec::new()),
        })
    }

    fn write_out(&self, t: &Thread) -> PyResult<()> {
        let bytes = self.pending.take();
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            // SAFETY: the slice is valid for its length.
            let written = unsafe { libc::write(self.fd, rest.as_ptr().cast(), rest.len()) };
            if written < 0 {
                let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
                if errno == libc::EINTR {
                    continue;
                }
                return Err(os_error::raise(t, errno, None));
            }
            rest = &rest[written as usize..];
        }
        Ok(())
    }
}

#[pyclass(name = "TextIOWrapper", module = "_io")]
impl TextIOWrapper {
    #[pymethod(sig = "($self, text, /)")]
    fn write(t: &Thread, this: &TextIOWrapper, text: &Obj) -> PyResult<usize> {
        let Some(text) = text.downcast::<Str>() else {
            let class = text.type_of().name_text();
            return Err(t.type_error(format!("write() argument must be str, not {class}")));
        };
        let bytes = match text.as_ascii() {
            Some(ascii) => ascii,
            None => text.utf8(t)?,
        };
        this.pending.borrow_mut().extend_from_slice(bytes.as_bytes());
        let full = this.pending.borrow().len() >= BUFFER;
        if full || this.line_buffered.get() && bytes.contains('\n') {
            this.write_out(t)?;
        }
        Ok(text.len())
    }

    #[pymethod]
    fn flush(t: &Thread, this: &TextIOWrapper) -> PyResult<()> {
        this.write_out(t)
    }

    #[pymethod]
    fn fileno(_t: &Thread, this: &TextIOWrapper) -> i32 {
        this.fd
    }
}
