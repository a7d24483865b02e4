//! How exceptions that nobody handled are shown, in the words and layout of CPython's `traceback` module.

use std::io::Write;

use super::traceback::{Traceback, entries};
use super::{BaseException, fields, tree as e, type_text};
use crate::builtins::code::location::Locations;
use crate::builtins::frame_object::FrameObject;
use crate::builtins::str;
use crate::object::protocol;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// Shows the exception a program ended with and returns the exit status.
pub fn report(t: &Thread, exception: &Obj) -> i32 {
    if exception.type_of().is_subtype(&e::SYSTEM_EXIT) {
        return exit_status(t, exception);
    }
    crate::startup::flush_streams(t);
    let text = render(t, exception);
    write_stderr(t, &text);
    if exception.type_of().is_subtype(&e::KEYBOARD_INTERRUPT) { 130 } else { 1 }
}

fn exit_status(t: &Thread, exception: &Obj) -> i32 {
    let code = exception.downcast::<BaseException>().map_or(Obj::NONE, |e| e.field(fields::CODE).get_or_none());
    if code.is_none() {
        return 0;
    }
    if let Some(number) = crate::builtins::int::number(&code) {
        return number.to_i64().map_or(-1, |n| n as i32) & 0xFF;
    }
    match protocol::str_text(t, &code) {
        Ok(text) => write_stderr(t, &format!("{text}\n")),
        Err(raised) => drop(t.take_exception(raised)),
    }
    1
}

/// Writes to `sys.stderr`, or to the file descriptor where that fails.
pub fn write_stderr(t: &Thread, text: &str) {
    let attempt = || -> PyResult<bool> {
        let Some(sys) = t.interp().sys.get() else { return Ok(false) };
        let Some(stream) = sys.get_text(t, "stderr")?.filter(|s| !s.is_none()) else { return Ok(false) };
        let text = crate::call::IntoPy::into_py(text, t)?;
        crate::call::call_method1(t, &stream, &crate::thread::names::write, &text)?;
        crate::call::call_method0(t, &stream, &crate::thread::names::flush)?;
        Ok(true)
    };
    match attempt() {
        Ok(true) => {}
        Ok(false) => drop(std::io::stderr().write_all(text.as_bytes())),
        Err(raised) => {
            drop(t.take_exception(raised));
            drop(std::io::stderr().write_all(text.as_bytes()));
        }
    }
}

/// The text of an exception with its traceback and the exceptions it came from.
pub fn render(t: &Thread, exception: &Obj) -> String {
    let mut out = String::new();
    let mut seen = Vec::new();
    chain(t, exception, &mut out, &mut seen);
    out
}

fn chain(t: &Thread, exception: &Obj, out: &mut String, seen: &mut Vec<u64>) {
    seen.push(exception.value().bits());
    if let Some(this) = exception.downcast::<BaseException>() {
        let unseen = |o: &Obj, seen: &Vec<u64>| !seen.contains(&o.value().bits());
        if let Some(cause) = this.cause.get().filter(|c| unseen(c, seen)) {
            chain(t, &cause, out, seen);
            out.push_str("\nThe above exception was the direct cause of the following exception:\n\n");
        } else if let Some(context) = this.context.get().filter(|c| unseen(c, seen))
            && !this.suppress_context.get()
        {
            chain(t, &context, out, seen);
            out.push_str("\nDuring handling of the above exception, another exception occurred:\n\n");
        }
        let frames = entries(this.traceback.get());
        if !frames.is_empty() {
            out.push_str("Traceback (most recent call last):\n");
            show_frames(&frames, out);
        }
    }
    last_line(t, exception, out);
}

fn show_frames(frames: &[Ref<Traceback>], out: &mut String) {
    for entry in frames {
        let Some(frame) = entry.frame.get() else { continue };
        let Some(code) = frame.downcast::<FrameObject>().and_then(FrameObject::code) else { continue };
        let (file, name) = (str::lossy(&code.filename), str::lossy(&code.name));
        let line = entry.line();
        let shown = line.map_or("?".to_string(), |l| l.to_string());
        out.push_str(&format!("  File \"{file}\", line {shown}, in {name}\n"));
        let location = Locations::new(&code.linetable, code.firstlineno).at(entry.lasti.get() as usize / 2);
        if let (Some(line), Some(location)) = (line, location) {
            source_line(&file, line, location.end_line, out);
        }
    }
}

fn source_line(file: &str, line: i64, _end: Option<u32>, out: &mut String) {
    let Ok(content) = std::fs::read(file) else { return };
    let text = String::from_utf8_lossy(&content);
    if let Some(source) = text.lines().nth((line - 1).max(0) as usize) {
        out.push_str(&format!("    {}\n", source.trim()));
    }
}

fn last_line(t: &Thread, exception: &Obj, out: &mut String) {
    let class = type_text(t, exception.type_of());
    let text = match protocol::str_text(t, exception) {
        Ok(text) => text,
        Err(raised) => {
            drop(t.take_exception(raised));
            "<exception str() failed>".to_string()
        }
    };
    if text.is_empty() {
        out.push_str(&format!("{class}\n"));
    } else {
        out.push_str(&format!("{class}: {text}\n"));
    }
}

/// What `sys.unraisablehook` shows.
pub fn show_unraisable(t: &Thread, exception: &Obj, object: Option<&Obj>) {
    let saved = t.exception.take();
    let mut text = match object {
        Some(object) => format!("Exception ignored in: {}\n", protocol::repr_text(t, object)),
        None => String::new(),
    };
    text.push_str(&render(t, exception));
    write_stderr(t, &text);
    t.exception.set(saved);
}
