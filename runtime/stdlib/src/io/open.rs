//! `open()` and the module.

/// The open() function, type and constants of files.
#[taipan_macros::pymodule(name = "_io")]
pub mod module {
    use taipan_vm::builtins::int;
    use taipan_vm::builtins::module::Module;
    use taipan_vm::builtins::str::{self, Str};
    use taipan_vm::call::IntoPy;
    use taipan_vm::exceptions as exc;
    use taipan_vm::object::attributes;
    use taipan_vm::object::value::{Obj, Ref};
    use taipan_vm::thread::{PyResult, Thread};

    use crate::io::base::is_terminal;
    use crate::io::buffered::{BufferedRandom, BufferedReader, BufferedWriter};
    use crate::io::fileio::FileIO;
    use crate::io::newline::Newline;
    use crate::io::path;
    use crate::io::support::{DEFAULT_BUFFER_SIZE, add_type, call_name, unsupported_operation};
    use crate::io::text::{Setup, TextIOWrapper};

    /// What the mode of `open` says.
    struct Mode {
        raw: String,
        updating: bool,
        writing: bool,
        binary: bool,
    }

    fn parse_mode(t: &Thread, text: &str) -> PyResult<Mode> {
        let has = |c: char| text.contains(c);
        let repeated = text.char_indices().any(|(i, c)| text[i + c.len_utf8()..].contains(c));
        if repeated || text.chars().any(|c| !"xrwa+tb".contains(c)) {
            return Err(t.value_error(format!("invalid mode: '{text}'")));
        }
        if has('t') && has('b') {
            return Err(t.value_error("can't have text and binary mode at once"));
        }
        let kinds = ['x', 'r', 'w', 'a'].iter().filter(|c| has(**c)).count();
        if kinds > 1 {
            return Err(t.value_error("must have exactly one of create/read/write/append mode"));
        }
        let raw = text.chars().filter(|c| "xrwa+".contains(*c)).collect();
        Ok(Mode { raw, updating: has('+'), writing: !has('r'), binary: has('b') })
    }

    /// Open file and return a stream.  Raise OSError upon failure.
    ///
    /// file is either a text or byte string giving the name (and the path
    /// if the file isn't in the current working directory) of the file to
    /// be opened or an integer file descriptor of the file to be
    /// wrapped. (If a file descriptor is given, it is closed when the
    /// returned I/O object is closed, unless closefd is set to False.)
    ///
    /// mode is an optional string that specifies the mode in which the file
    /// is opened. It defaults to 'r' which means open for reading in text
    /// mode.  Other common values are 'w' for writing (truncating the file if
    /// it already exists), 'x' for creating and writing to a new file, and
    /// 'a' for appending.
    #[pyfunction(
        sig = "(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)"
    )]
    fn open(
        t: &Thread,
        file: &Obj,
        mode: &str,
        buffering: i32,
        encoding: Option<&Obj>,
        errors: Option<&Obj>,
        newline: Option<&Obj>,
        closefd: bool,
        opener: Option<&Obj>,
    ) -> PyResult {
        let file = if int::is_int(file) { file.clone() } else { path::fspath(t, file)? };
        let how = parse_mode(t, mode)?;
        let given = |o: Option<&Obj>| o.is_some_and(|o| !o.is_none());
        for (value, name) in [(encoding, "encoding"), (errors, "errors")] {
            if let Some(value) = value
                && !value.is_none()
                && Str::of(value).is_none()
            {
                let class = value.type_of().name_text();
                return Err(t.type_error(format!("open() argument '{name}' must be str or None, not {class}")));
            }
        }
        if let Some(value) = newline
            && !value.is_none()
            && Str::of(value).is_none()
        {
            let class = value.type_of().name_text();
            return Err(t.type_error(format!("open() argument 'newline' must be str or None, not {class}")));
        }
        if how.binary {
            for (value, name) in [(encoding, "encoding"), (errors, "errors"), (newline, "newline")] {
                if given(value) {
                    let article = if name == "newline" { "a" } else { "an" };
                    return Err(t.value_error(format!("binary mode doesn't take {article} {name} argument")));
                }
            }
            if buffering == 1 {
                exc::warnings::warn(
                    t,
                    &exc::RUNTIME_WARNING,
                    "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used",
                )?;
            }
        }
        let raw = FileIO::open(t, &file, &how.raw, closefd, opener)?;
        let opened = wrap(t, &raw, mode, &how, buffering, encoding, errors, newline);
        if opened.is_err() {
            // The error of the argument is what is shown, not one of closing.
            let saved = t.exception.take();
            if let Err(raised) = call_name(t, raw.obj(), "close", &[]) {
                drop(t.take_exception(raised));
            }
            t.exception.set(saved);
        }
        opened
    }

    #[allow(clippy::too_many_arguments)]
    fn wrap(
        t: &Thread,
        raw: &Ref<FileIO>,
        mode: &str,
        how: &Mode,
        buffering: i32,
        encoding: Option<&Obj>,
        errors: Option<&Obj>,
        newline: Option<&Obj>,
    ) -> PyResult {
        let line_buffering = buffering == 1 || buffering < 0 && is_terminal(t, raw.obj())?;
        let line_buffering = line_buffering && !how.binary;
        let size = match buffering {
            0 if how.binary => return Ok(raw.obj().clone()),
            0 => return Err(t.value_error("can't have unbuffered text I/O")),
            size if size > 1 => size as usize,
            _ => raw.block_size(),
        };
        let buffer = if how.updating {
            if !raw.is_seekable(t)? {
                return Err(crate::io::support::unsupported(t, "File or stream is not seekable."));
            }
            BufferedRandom::over(t, raw.obj(), size)?.into_obj()
        } else if how.writing {
            BufferedWriter::over(t, raw.obj(), size)?.into_obj()
        } else {
            BufferedReader::over(t, raw.obj(), size)?.into_obj()
        };
        if how.binary {
            return Ok(buffer);
        }
        let setup = Setup {
            encoding,
            errors: errors.filter(|e| !e.is_none()),
            newline: Newline::parse(t, newline, false)?,
            line_buffering,
            write_through: false,
        };
        let text = TextIOWrapper::over(t, &buffer, setup)?;
        attributes::set(t, text.obj(), &taipan_vm::thread::names::mode, Some(&mode.into_py(t)?))?;
        Ok(text.into_obj())
    }

    /// Opens the provided file with the intent to import the contents.
    #[pyfunction(sig = "(path)")]
    fn open_code(t: &Thread, path: &Obj) -> PyResult {
        if Str::of(path).is_none() {
            let class = path.type_of().name_text();
            return Err(t.type_error(format!("open_code() argument 'path' must be str, not {class}")));
        }
        open(t, path, "rb", -1, None, None, None, true, None)
    }

    /// A helper function to choose the text encoding.
    #[pyfunction(sig = "(encoding, stacklevel=2, /)")]
    fn text_encoding(t: &Thread, encoding: &Obj, _stacklevel: i32) -> PyResult {
        if encoding.is_none() { str::intern(t, "locale") } else { Ok(encoding.clone()) }
    }

    #[pyinit]
    fn init(t: &Thread, module: &Module) -> PyResult<()> {
        module.set(t, "DEFAULT_BUFFER_SIZE", DEFAULT_BUFFER_SIZE.into_py(t)?)?;
        module.set(t, "UnsupportedOperation", unsupported_operation(t)?)?;
        module.set(t, "BlockingIOError", exc::BLOCKING_IO_ERROR.borrowed_obj().clone())?;
        for class in crate::io::TYPES {
            add_type(t, module, class())?;
        }
        let Some(open) = module.get(t, "open")? else { return Ok(()) };
        t.interp().builtins().set_text(t, "open", open)
    }
}
