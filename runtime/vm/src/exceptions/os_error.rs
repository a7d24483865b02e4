//! `OSError`: the subclass is chosen by `errno` (PEP 3151).

use super::{BaseException, tree as e};
use crate::builtins::tuple::Tuple;
use crate::builtins::{int, str};
use crate::call::Args;
use crate::object::protocol;
use crate::object::types::{StaticType, Type};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Raised, Thread};

pub const ERRNO: usize = 0;
pub const STRERROR: usize = 1;
pub const FILENAME: usize = 2;
pub const FILENAME2: usize = 3;
pub const WRITTEN: usize = 4;

/// The subclass that stands for an error number.
fn class_for(errno: i64) -> Option<&'static StaticType> {
    Some(match errno as i32 {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => &e::BLOCKING_IO_ERROR,
        libc::EPIPE | libc::ESHUTDOWN => &e::BROKEN_PIPE_ERROR,
        libc::ECHILD => &e::CHILD_PROCESS_ERROR,
        libc::ECONNABORTED => &e::CONNECTION_ABORTED_ERROR,
        libc::ECONNREFUSED => &e::CONNECTION_REFUSED_ERROR,
        libc::ECONNRESET => &e::CONNECTION_RESET_ERROR,
        libc::EEXIST => &e::FILE_EXISTS_ERROR,
        libc::ENOENT => &e::FILE_NOT_FOUND_ERROR,
        libc::EINTR => &e::INTERRUPTED_ERROR,
        libc::EISDIR => &e::IS_A_DIRECTORY_ERROR,
        libc::ENOTDIR => &e::NOT_A_DIRECTORY_ERROR,
        libc::EACCES | libc::EPERM => &e::PERMISSION_ERROR,
        libc::ESRCH => &e::PROCESS_LOOKUP_ERROR,
        libc::ETIMEDOUT => &e::TIMEOUT_ERROR,
        _ => return None,
    })
}

/// `OSError(…)`.
pub fn new(t: &Thread, class: &Type, args: Args) -> PyResult {
    let mut class = class;
    if class.is(&e::OS_ERROR)
        && args.len() >= 2
        && let Some(errno) = int::number(&args.pos()[0]).and_then(|n| n.to_i64())
        && let Some(subclass) = class_for(errno)
    {
        class = subclass;
    }
    let shown = if (2..=5).contains(&args.len()) { &args.pos()[..2] } else { args.pos() };
    let shown = Tuple::from_slice(t, if args.len() == 2 { args.pos() } else { shown })?;
    let made = BaseException::allocate(t, class, shown)?;
    fill(&made, args);
    Ok(made.into_obj())
}

fn fill(this: &BaseException, args: Args) {
    if !(2..=5).contains(&args.len()) {
        return;
    }
    let p = args.pos();
    this.field(ERRNO).set(Some(p[0].clone()));
    this.field(STRERROR).set(Some(p[1].clone()));
    let given = |i: usize| p.get(i).filter(|o| !o.is_none()).cloned();
    this.field(FILENAME).set(given(2));
    this.field(FILENAME2).set(given(4));
}

/// Construction is done by `new`, unless a subclass overrides it.
pub fn init(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
    if args.has_keywords() {
        let class = this.type_of().name_text();
        return Err(t.type_error(format!("{class}() takes no keyword arguments")));
    }
    if let Some(this) = this.downcast::<BaseException>() {
        let cut = if (3..=5).contains(&args.len()) { 2 } else { args.len() };
        this.args.set(Some(Tuple::from_slice(t, &args.pos()[..cut])?));
        fill(this, args);
    }
    Ok(())
}

pub fn to_str(t: &Thread, this: &Obj) -> PyResult {
    let Some(e) = this.downcast::<BaseException>() else { return Ok(Obj::NONE) };
    let show = |index: usize| protocol::str_text(t, &e.field(index).get_or_none());
    let repr = |o: &Obj| protocol::repr(t, o).map(|r| r.to_string_lossy());
    let text = match (e.field(FILENAME).get(), e.field(FILENAME2).get()) {
        (Some(one), Some(two)) => {
            format!("[Errno {}] {}: {} -> {}", show(ERRNO)?, show(STRERROR)?, repr(&one)?, repr(&two)?)
        }
        (Some(one), None) => format!("[Errno {}] {}: {}", show(ERRNO)?, show(STRERROR)?, repr(&one)?),
        _ if e.field(ERRNO).is_some() && e.field(STRERROR).is_some() => {
            format!("[Errno {}] {}", show(ERRNO)?, show(STRERROR)?)
        }
        _ => {
            let base = BaseException::class().slots.str.get();
            return match base {
                Some(to_str) => to_str(t, this),
                None => protocol::repr(t, this).map(Ref::into_obj),
            };
        }
    };
    crate::call::IntoPy::into_py(text, t)
}

/// The message that the system gives an error number.
pub fn message(errno: i32) -> String {
    let full = std::io::Error::from_raw_os_error(errno).to_string();
    match full.rfind(" (os error") {
        Some(cut) => full[..cut].to_string(),
        None => full,
    }
}

/// Raises `OSError(errno, message, filename)` for an error number.
#[cold]
pub fn raise(t: &Thread, errno: i32, filename: Option<&Obj>) -> Raised {
    let arguments = || -> PyResult<Vec<Obj>> {
        let mut list = vec![Obj::from_i32(errno), crate::call::IntoPy::into_py(message(errno), t)?];
        list.extend(filename.cloned());
        Ok(list)
    };
    match arguments() {
        Ok(list) => t.error_with_args(&e::OS_ERROR, &list),
        Err(raised) => raised,
    }
}

/// Raises what a failed Rust I/O operation stands for.
#[cold]
pub fn raise_io(t: &Thread, error: &std::io::Error, filename: Option<&str>) -> Raised {
    let filename = filename.and_then(|f| str::Str::new(t, f).ok()).map(Ref::into_obj);
    match error.raw_os_error() {
        Some(errno) => raise(t, errno, filename.as_ref()),
        None => t.error(&e::OS_ERROR, error.to_string()),
    }
}
