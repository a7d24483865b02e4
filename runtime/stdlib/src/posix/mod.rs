//! `posix`: files, folders and the environment, as far as imports and everyday scripts need them.

use taipan_vm::builtins::bytes_like;
use taipan_vm::builtins::str::Str;
use taipan_vm::call::IntoPy;
use taipan_vm::call::invoke::call_special;
use taipan_vm::exceptions::os_error;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Raised, Thread};

use std::ffi::CString;

/// `os.fspath(path)`.
pub fn fspath(t: &Thread, path: &Obj) -> PyResult {
    if path.downcast::<Str>().is_some() || bytes_like(t, path)?.is_some() {
        return Ok(path.clone());
    }
    let name = taipan_vm::builtins::str::intern(t, "__fspath__")?;
    let class = path.type_of().name_text();
    match call_special(t, path, &name, &[])? {
        Some(result) if result.downcast::<Str>().is_some() || bytes_like(t, &result)?.is_some() => Ok(result),
        Some(result) => {
            let given = result.type_of().name_text();
            Err(t.type_error(format!("expected {class}.__fspath__() to return str or bytes, not {given}")))
        }
        None => Err(t.type_error(format!("expected str, bytes or os.PathLike object, not {class}"))),
    }
}

/// A path argument as the system takes it.
fn c_path(t: &Thread, path: &Obj) -> PyResult<CString> {
    let path = fspath(t, path)?;
    let bytes = match path.downcast::<Str>() {
        Some(text) => text.to_wtf8().into_owned(),
        None => bytes_like(t, &path)?.unwrap_or_default(),
    };
    CString::new(bytes).map_err(|_| t.value_error("embedded null byte"))
}

fn last_error(t: &Thread, path: Option<&Obj>) -> Raised {
    let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
    os_error::raise(t, errno, path)
}

/// The fields of a stat result, in the order of the tuple, then the extra ones by name.
fn stat_result(t: &Thread, s: &libc::stat) -> PyResult {
    let float = |seconds: i64, nanoseconds: i64| seconds as f64 + nanoseconds as f64 * 1e-9;
    let items = vec![
        (s.st_mode as i64).into_py(t)?,
        (s.st_ino as i64).into_py(t)?,
        (s.st_dev as i64).into_py(t)?,
        (s.st_nlink as i64).into_py(t)?,
        (s.st_uid as i64).into_py(t)?,
        (s.st_gid as i64).into_py(t)?,
        s.st_size.into_py(t)?,
        float(s.st_atime, 0).into_py(t)?,
        float(s.st_mtime, s.st_mtime_nsec).into_py(t)?,
        float(s.st_ctime, 0).into_py(t)?,
    ];
    stat::StatResult::new(t, items)
}

pub mod stat;

/// The types of this folder.
pub const TYPES: &[fn() -> &'static taipan_vm::object::types::Type] = &[stat::StatResult::class];

#[taipan_macros::pymodule(name = "posix")]
pub mod module {
    use super::*;
    use taipan_vm::builtins::bytes;
    use taipan_vm::builtins::dict::Dict;
    use taipan_vm::builtins::list::List;
    use taipan_vm::builtins::module::Module;
    use taipan_vm::exceptions as exc;

    /// Return the file system path representation of the object.
    #[pyfunction(name = "fspath", sig = "(path)")]
    fn fspath_function(t: &Thread, path: &Obj) -> PyResult {
        fspath(t, path)
    }

    /// Perform a stat system call on the given path.
    #[pyfunction(sig = "(path, *, dir_fd=None, follow_symlinks=True)")]
    fn stat(t: &Thread, path: &Obj, _dir_fd: Option<&Obj>, follow: bool) -> PyResult {
        // SAFETY: the structure is filled by the call.
        let mut result: libc::stat = unsafe { std::mem::zeroed() };
        let status = match path.value().as_int() {
            // SAFETY: the structure is ours.
            Some(fd) => unsafe { libc::fstat(fd as i32, &mut result) },
            None => {
                let c = c_path(t, path)?;
                // SAFETY: the path is terminated, the structure is ours.
                unsafe {
                    if follow { libc::stat(c.as_ptr(), &mut result) } else { libc::lstat(c.as_ptr(), &mut result) }
                }
            }
        };
        if status != 0 {
            return Err(last_error(t, Some(path)));
        }
        stat_result(t, &result)
    }

    /// Perform a stat system call on the given path, without following symbolic links.
    #[pyfunction(sig = "(path, *, dir_fd=None)")]
    fn lstat(t: &Thread, path: &Obj, dir_fd: Option<&Obj>) -> PyResult {
        stat(t, path, dir_fd, false)
    }

    /// Return a string representing the current working directory.
    #[pyfunction]
    fn getcwd(t: &Thread) -> PyResult {
        use std::os::unix::ffi::OsStrExt;
        match std::env::current_dir() {
            Ok(path) => Str::from_wtf8(t, path.as_os_str().as_bytes()).map(Ref::into_obj),
            Err(error) => Err(os_error::raise_io(t, &error, None)),
        }
    }

    /// Return a list containing the names of the files in the directory.
    #[pyfunction(sig = "(path=None)")]
    fn listdir(t: &Thread, path: Option<&Obj>) -> PyResult<Ref<List>> {
        use std::os::unix::ffi::OsStrExt;
        let given = match path.filter(|p| !p.is_none()) {
            Some(path) => path.clone(),
            None => ".".into_py(t)?,
        };
        let c = c_path(t, &given)?;
        let folder = std::ffi::OsStr::from_bytes(c.as_bytes());
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                return Err(os_error::raise(t, error.raw_os_error().unwrap_or(0), Some(&given)));
            }
        };
        let mut names = Vec::new();
        for entry in entries.flatten() {
            names.push(Str::from_wtf8(t, entry.file_name().as_bytes())?.into_obj());
        }
        List::from_vec(t, names)
    }

    /// Create a directory.
    #[pyfunction(sig = "(path, mode=511, *, dir_fd=None)")]
    fn mkdir(t: &Thread, path: &Obj, mode: i32, _dir_fd: Option<&Obj>) -> PyResult<()> {
        let c = c_path(t, path)?;
        // SAFETY: the path is terminated.
        if unsafe { libc::mkdir(c.as_ptr(), mode as libc::mode_t) } != 0 {
            return Err(last_error(t, Some(path)));
        }
        Ok(())
    }

    /// Remove a directory.
    #[pyfunction(sig = "(path, *, dir_fd=None)")]
    fn rmdir(t: &Thread, path: &Obj, _dir_fd: Option<&Obj>) -> PyResult<()> {
        let c = c_path(t, path)?;
        // SAFETY: the path is terminated.
        if unsafe { libc::rmdir(c.as_ptr()) } != 0 {
            return Err(last_error(t, Some(path)));
        }
        Ok(())
    }

    /// Remove a file (same as remove()).
    #[pyfunction(sig = "(path, *, dir_fd=None)")]
    fn unlink(t: &Thread, path: &Obj, _dir_fd: Option<&Obj>) -> PyResult<()> {
        let c = c_path(t, path)?;
        // SAFETY: the path is terminated.
        if unsafe { libc::unlink(c.as_ptr()) } != 0 {
            return Err(last_error(t, Some(path)));
        }
        Ok(())
    }

    /// Remove a file (same as unlink()).
    #[pyfunction(sig = "(path, *, dir_fd=None)")]
    fn remove(t: &Thread, path: &Obj, dir_fd: Option<&Obj>) -> PyResult<()> {
        unlink(t, path, dir_fd)
    }

    /// Rename a file or directory, overwriting the destination.
    #[pyfunction(sig = "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)")]
    fn replace(t: &Thread, src: &Obj, dst: &Obj, _src_fd: Option<&Obj>, _dst_fd: Option<&Obj>) -> PyResult<()> {
        let (from, to) = (c_path(t, src)?, c_path(t, dst)?);
        // SAFETY: both paths are terminated.
        if unsafe { libc::rename(from.as_ptr(), to.as_ptr()) } != 0 {
            return Err(last_error(t, Some(src)));
        }
        Ok(())
    }

    /// Rename a file or directory.
    #[pyfunction(sig = "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)")]
    fn rename(t: &Thread, src: &Obj, dst: &Obj, src_fd: Option<&Obj>, dst_fd: Option<&Obj>) -> PyResult<()> {
        replace(t, src, dst, src_fd, dst_fd)
    }

    /// Open a file for low level IO.  Returns a file descriptor (integer).
    #[pyfunction(sig = "(path, flags, mode=511, *, dir_fd=None)")]
    fn open(t: &Thread, path: &Obj, flags: i32, mode: i32, _dir_fd: Option<&Obj>) -> PyResult<i32> {
        let c = c_path(t, path)?;
        // SAFETY: the path is terminated.
        let fd = unsafe { libc::open(c.as_ptr(), flags | libc::O_CLOEXEC, mode as libc::c_uint) };
        if fd < 0 {
            return Err(last_error(t, Some(path)));
        }
        Ok(fd)
    }

    /// Close a file descriptor.
    #[pyfunction(sig = "(fd)")]
    fn close(t: &Thread, fd: i32) -> PyResult<()> {
        // SAFETY: closing an invalid descriptor fails with EBADF.
        if unsafe { libc::close(fd) } != 0 {
            return Err(last_error(t, None));
        }
        Ok(())
    }

    /// Return True if the fd is connected to a terminal.
    #[pyfunction]
    fn isatty(fd: i32) -> bool {
        // SAFETY: asks about a descriptor.
        unsafe { libc::isatty(fd) == 1 }
    }

    /// Return the current process id.
    #[pyfunction]
    fn getpid() -> i32 {
        // SAFETY: takes no arguments.
        unsafe { libc::getpid() }
    }

    /// Exit to the system with specified status, without normal exit processing.
    #[pyfunction(sig = "(status)")]
    fn _exit(status: i32) {
        // SAFETY: ends the process.
        unsafe { libc::_exit(status) }
    }

    /// The path `path` with the root split off.
    #[pyfunction(sig = "(path)")]
    fn _path_normpath(t: &Thread, path: &Obj) -> PyResult {
        let Some(text) = path.downcast::<Str>() else {
            return Err(t.type_error("normpath: path should be str"));
        };
        let text = text.to_string_lossy();
        let slashes =
            if text.starts_with("//") && !text.starts_with("///") { 2 } else { text.starts_with('/') as usize };
        let mut parts: Vec<&str> = Vec::new();
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." if slashes == 0 && parts.last().is_none_or(|p| *p == "..") => parts.push(".."),
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        let joined = format!("{}{}", "/".repeat(slashes), parts.join("/"));
        if joined.is_empty() { ".".into_py(t) } else { joined.into_py(t) }
    }

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        use std::os::unix::ffi::OsStrExt;
        let environment = Dict::new(t)?;
        for (name, value) in std::env::vars_os() {
            let name = bytes::from_slice(t, name.as_bytes())?;
            environment.set(t, &name, bytes::from_slice(t, value.as_bytes())?)?;
        }
        module.set(t, "environ", environment.into_obj())?;
        module.set(t, "error", exc::OS_ERROR.borrowed_obj().clone())?;
        module.set(t, "stat_result", super::stat::StatResult::class().borrowed_obj().clone())?;
        module.set(t, "_have_functions", List::new(t)?.into_obj())?;
        for (name, value) in [
            ("O_RDONLY", libc::O_RDONLY),
            ("O_WRONLY", libc::O_WRONLY),
            ("O_RDWR", libc::O_RDWR),
            ("O_CREAT", libc::O_CREAT),
            ("O_EXCL", libc::O_EXCL),
            ("O_TRUNC", libc::O_TRUNC),
            ("O_APPEND", libc::O_APPEND),
            ("O_CLOEXEC", libc::O_CLOEXEC),
            ("O_NONBLOCK", libc::O_NONBLOCK),
            ("F_OK", libc::F_OK),
            ("R_OK", libc::R_OK),
            ("W_OK", libc::W_OK),
            ("X_OK", libc::X_OK),
        ] {
            module.set(t, name, value.into_py(t)?)?;
        }
        Ok(())
    }
}
