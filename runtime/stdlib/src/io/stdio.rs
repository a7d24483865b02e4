//! The standard streams, set up by CPython's rules.

use taipan_vm::call::IntoPy;
use taipan_vm::object::attributes;
use taipan_vm::object::value::{Obj, Ref};
use taipan_vm::thread::{PyResult, Thread};

use super::buffered::{BufferedReader, BufferedWriter};
use super::fileio::FileIO;
use super::newline::Newline;
use super::text::{Setup, TextIOWrapper};

/// A variable of the environment, unless the program was told to look away.
pub fn variable(t: &Thread, name: &str) -> Option<String> {
    if t.interp().config.ignore_environment || t.interp().config.isolated {
        return None;
    }
    std::env::var(name).ok().filter(|v| !v.is_empty())
}

/// Whether the locale is the one of programs that set none, where undecodable bytes must survive.
fn is_plain_locale() -> bool {
    let set = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    match set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")) {
        Some(name) => name == "C" || name == "POSIX" || name.starts_with("C."),
        None => true,
    }
}

/// The stream of a descriptor; None where the descriptor is not open.
pub fn open(t: &Thread, fd: i32) -> PyResult {
    // SAFETY: asks about a descriptor.
    if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
        return Ok(Obj::NONE);
    }
    let (name, mode, writing) = match fd {
        0 => ("<stdin>", "r", false),
        1 => ("<stdout>", "w", true),
        _ => ("<stderr>", "w", true),
    };
    let unbuffered = t.interp().config.unbuffered || variable(t, "PYTHONUNBUFFERED").is_some();
    let raw = FileIO::open(t, &Obj::from_i32(fd), if writing { "w" } else { "r" }, false, None)?;
    let shown = name.into_py(t)?;
    attributes::set(t, raw.obj(), &taipan_vm::thread::names::name, Some(&shown))?;
    let size = raw.block_size();
    let buffer = if !writing {
        BufferedReader::over(t, raw.obj(), size)?.into_obj()
    } else if unbuffered {
        raw.obj().clone()
    } else {
        BufferedWriter::over(t, raw.obj(), size)?.into_obj()
    };
    let (encoding, errors) = encoding(t, fd);
    let line_buffering = !unbuffered && (raw.is_terminal() || fd == 2);
    let setup = Setup {
        encoding: Some(&encoding.as_str().into_py(t)?),
        errors: Some(&errors.as_str().into_py(t)?),
        newline: Newline::Lf,
        line_buffering,
        write_through: unbuffered && writing,
    };
    let text = TextIOWrapper::over(t, &buffer, setup)?;
    attributes::set(t, text.obj(), &taipan_vm::thread::names::mode, Some(&mode.into_py(t)?))?;
    Ok(Ref::into_obj(text))
}

/// Encoding and error handler of a stream.
fn encoding(t: &Thread, fd: i32) -> (String, String) {
    let mut encoding = "utf-8".to_string();
    let mut errors = if is_plain_locale() { "surrogateescape" } else { "strict" }.to_string();
    if let Some(setting) = variable(t, "PYTHONIOENCODING") {
        let (name, handler) = setting.split_once(':').unwrap_or((&setting, ""));
        if !name.is_empty() {
            encoding = name.to_string();
            errors = "strict".to_string();
        }
        if !handler.is_empty() {
            errors = handler.to_string();
        }
    }
    if fd == 2 {
        errors = "backslashreplace".to_string();
    }
    (encoding, errors)
}
