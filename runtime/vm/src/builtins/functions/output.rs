//! `print` and `input`.

use std::sync::OnceLock;

use crate::builtins::str::Str;
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread};

/// Writes to a stream without looking its method up, if the stream is of a kind that it knows.
pub type DirectWrite = fn(&Thread, &Obj, &Str) -> Option<PyResult<()>>;

static DIRECT_WRITE: OnceLock<DirectWrite> = OnceLock::new();

/// Makes the text files of the library known to `print`; only the first call counts.
pub fn set_direct_write(write: DirectWrite) {
    let _ = DIRECT_WRITE.set(write);
}

#[taipan_macros::pymodule(name = "builtins")]
pub mod module {
    use crate::builtins::functions::sys_attribute;
    use crate::builtins::str::{self, Str};
    use crate::exceptions as exc;
    use crate::object::protocol;
    use crate::object::value::{Obj, Ref};
    use crate::thread::{PyResult, Thread, names};

    /// Prints the values to a stream, or to sys.stdout by default.
    ///
    ///   sep
    ///     string inserted between values, default a space.
    ///   end
    ///     string appended after the last value, default a newline.
    ///   file
    ///     a file-like object (stream); defaults to the current sys.stdout.
    ///   flush
    ///     whether to forcibly flush the stream.
    #[pyfunction(sig = "(*args, sep=' ', end='\\n', file=None, flush=False)")]
    fn print(
        t: &Thread,
        args: &[Obj],
        sep: Option<&Obj>,
        end: Option<&Obj>,
        file: Option<&Obj>,
        flush: bool,
    ) -> PyResult<()> {
        let file = match file.filter(|f| !f.is_none()) {
            Some(file) => file.clone(),
            None => match stdout(t)? {
                stdout if stdout.is_none() => return Ok(()),
                stdout => stdout,
            },
        };
        let sep = separator(t, sep, "sep", " ")?;
        let end = separator(t, end, "end", "\n")?;
        for (i, value) in args.iter().enumerate() {
            if i > 0 {
                write(t, &file, &sep)?;
            }
            let text = protocol::str_of(t, value)?;
            write(t, &file, text.obj())?;
        }
        write(t, &file, &end)?;
        if flush {
            crate::call::call_method0(t, &file, &names::flush)?;
        }
        Ok(())
    }

    /// `sys.stdout`.
    fn stdout(t: &Thread) -> PyResult {
        let found = match t.interp().sys.get() {
            Some(sys) => sys.get_str(t, &names::stdout)?,
            None => None,
        };
        found.ok_or_else(|| t.runtime_error("lost sys.stdout"))
    }

    fn separator(t: &Thread, given: Option<&Obj>, name: &str, default: &str) -> PyResult {
        match given.filter(|g| !g.is_none()) {
            None => Str::from_ascii(t, default.as_bytes()).map(Ref::into_obj),
            Some(text) if text.downcast::<Str>().is_some() => Ok(text.clone()),
            Some(other) => {
                let class = other.type_of().name_text();
                Err(t.type_error(format!("{name} must be None or a string, not {class}")))
            }
        }
    }

    fn write(t: &Thread, file: &Obj, text: &Obj) -> PyResult<()> {
        if let (Some(direct), Some(text)) = (super::DIRECT_WRITE.get(), text.exact::<Str>())
            && let Some(result) = direct(t, file, text)
        {
            return result;
        }
        crate::call::call_method1(t, file, &names::write, text).map(|_| ())
    }

    /// Read a string from standard input.  The trailing newline is stripped.
    ///
    /// The prompt string, if given, is printed to standard output without a
    /// trailing newline before reading input.
    ///
    /// If the user hits EOF (*nix: Ctrl-D, Windows: Ctrl-Z+Return), raise EOFError.
    /// On *nix systems, readline is used if available.
    #[pyfunction(sig = "(prompt='', /)")]
    fn input(t: &Thread, prompt: Option<&Obj>) -> PyResult {
        let stream = |name: &str| -> PyResult {
            match sys_attribute(t, name) {
                Ok(found) if !found.is_none() => Ok(found),
                Ok(_) => Err(t.runtime_error(format!("lost sys.{name}"))),
                Err(raised) => {
                    drop(t.take_exception(raised));
                    Err(t.runtime_error(format!("lost sys.{name}")))
                }
            }
        };
        let (stdin, stdout) = (stream("stdin")?, stream("stdout")?);
        if let Some(prompt) = prompt {
            let text = protocol::str_of(t, prompt)?;
            write(t, &stdout, text.obj())?;
        }
        crate::call::call_method0(t, &stdout, &names::flush)?;
        let line = crate::call::call_method0(t, &stdin, &names::readline)?;
        let Some(text) = line.downcast::<Str>() else {
            return Err(t.type_error("object.readline() returned non-string"));
        };
        if text.is_empty() {
            return Err(t.error(&exc::EOF_ERROR, "EOF when reading a line"));
        }
        let full = text.to_wtf8();
        match full.strip_suffix(b"\n") {
            Some(stripped) => Str::from_wtf8(t, stripped).map(Ref::into_obj),
            None => Ok(line.clone()),
        }
    }
}
