//! How exceptions that nobody handled are shown, in the words and layout of CPython's `traceback` module.

use std::collections::HashMap;
use std::io::Write;

use super::traceback::{Traceback, entries};
use super::{BaseException, carets, fields, group, suggestions, syntax_error, tree as e, type_text};
use crate::builtins::code::Code;
use crate::builtins::code::location::{Location, Locations};
use crate::builtins::frame_object::FrameObject;
use crate::builtins::str::{self, Str};
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, protocol};
use crate::thread::{PyResult, Thread, names};

/// Equal entries of a recursion beyond this many are counted, not shown.
const MAX_REPEATS: usize = 3;
/// So many characters of a line are marked.
const MAX_MARKS: i64 = 1 << 20;
/// Groups are shown this deep and this wide.
const MAX_GROUP_DEPTH: usize = 10;
const MAX_GROUP_WIDTH: usize = 15;

/// Shows the exception a program ended with and returns the exit status.
pub fn report(t: &Thread, exception: &Obj) -> i32 {
    if exception.type_of().is_subtype(&e::SYSTEM_EXIT) {
        return exit_status(t, exception);
    }
    crate::startup::flush_quietly(t);
    call_hook(t, exception);
    if exception.type_of().is_subtype(&e::KEYBOARD_INTERRUPT) { 130 } else { 1 }
}

/// `sys.excepthook`, if a program replaced it.
fn call_hook(t: &Thread, exception: &Obj) {
    let attempt = || -> PyResult<Option<Obj>> {
        let Some(sys) = t.interp().sys.get() else { return Ok(None) };
        let (hook, original) = (sys.get_text(t, "excepthook")?, sys.get_text(t, "__excepthook__")?);
        Ok(match (hook, original) {
            (Some(hook), Some(original)) if !hook.is(&original) => Some(hook),
            _ => None,
        })
    };
    let hook = match attempt() {
        Ok(hook) => hook,
        Err(raised) => {
            drop(t.take_exception(raised));
            None
        }
    };
    let Some(hook) = hook else { return write_stderr(t, &render(t, exception)) };
    let traceback = exception.downcast::<BaseException>().map_or(Obj::NONE, |e| e.traceback.get_or_none());
    let class = exception.type_of().borrowed_obj().clone();
    if let Err(raised) = crate::call::call(t, &hook, &[class, exception.clone(), traceback]) {
        let second = t.take_exception(raised);
        let mut text = "Error in sys.excepthook:\n".to_string();
        text.push_str(&render(t, &second));
        text.push_str("\nOriginal exception was:\n");
        text.push_str(&render(t, exception));
        write_stderr(t, &text);
    }
}

fn exit_status(t: &Thread, exception: &Obj) -> i32 {
    let code = exception.downcast::<BaseException>().map_or(Obj::NONE, |e| e.field(fields::CODE).get_or_none());
    if code.is_none() {
        return 0;
    }
    if let Some(number) = crate::builtins::int::number(&code) {
        return number.to_i64().map_or(-1, |n| n as i32) & 0xFF;
    }
    crate::startup::flush_quietly(t);
    match protocol::str_text(t, &code) {
        Ok(text) => write_stderr(t, &format!("{text}\n")),
        Err(raised) => drop(t.take_exception(raised)),
    }
    1
}

/// Writes to `sys.stderr`, or to the file descriptor where that fails; nowhere if it is None.
pub fn write_stderr(t: &Thread, text: &str) {
    let attempt = || -> PyResult<bool> {
        let Some(sys) = t.interp().sys.get() else { return Ok(false) };
        let Some(stream) = sys.get_text(t, "stderr")? else { return Ok(false) };
        if stream.is_none() {
            return Ok(true);
        }
        let text = crate::call::IntoPy::into_py(text, t)?;
        crate::call::call_method1(t, &stream, &names::write, &text)?;
        crate::call::call_method0(t, &stream, &names::flush)?;
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
    let mut shown = Display { t, seen: Vec::new(), sources: HashMap::new() };
    let mut out = String::new();
    shown.chain(exception, &mut out, 0);
    out
}

struct Display<'t> {
    t: &'t Thread,
    seen: Vec<u64>,
    /// Source files that were read; None where one cannot be.
    sources: HashMap<String, Option<String>>,
}

impl Display<'_> {
    /// An exception after those it came from. `depth` counts the groups around it.
    fn chain(&mut self, exception: &Obj, out: &mut String, depth: usize) {
        if !self.t.has_native_stack() {
            return;
        }
        self.seen.push(exception.value().bits());
        let margin = if depth == 0 { String::new() } else { format!("{}| ", "  ".repeat(depth)) };
        if let Some(this) = exception.downcast::<BaseException>() {
            let cause = this.cause.get().filter(|c| !self.seen.contains(&c.value().bits()));
            let context = this.context.get().filter(|c| !self.seen.contains(&c.value().bits()));
            if let Some(cause) = cause {
                self.chain(&cause, out, depth);
                let line = "The above exception was the direct cause of the following exception:";
                out.push_str(&indented(&format!("\n{line}\n\n"), &margin));
            } else if let Some(context) = context
                && !this.suppress_context.get()
                && this.cause.get().is_none()
            {
                self.chain(&context, out, depth);
                let line = "During handling of the above exception, another exception occurred:";
                out.push_str(&indented(&format!("\n{line}\n\n"), &margin));
            }
        }
        if exception.type_of().is_subtype(group::base_class()) {
            return self.group(exception, out, depth);
        }
        let mut text = String::new();
        self.traceback(exception, &mut text, false);
        self.last_lines(exception, &mut text);
        out.push_str(&indented(&text, &margin));
    }

    fn traceback(&mut self, exception: &Obj, out: &mut String, in_group: bool) {
        let Some(this) = exception.downcast::<BaseException>() else { return };
        let frames = entries(this.traceback.get());
        if frames.is_empty() {
            return;
        }
        out.push_str(if in_group {
            "Exception Group Traceback (most recent call last):\n"
        } else {
            "Traceback (most recent call last):\n"
        });
        self.frames(&frames, out);
    }

    fn frames(&mut self, frames: &[Ref<Traceback>], out: &mut String) {
        let mut last: Option<(String, Option<i64>, String)> = None;
        let mut repeats = 0;
        for entry in frames {
            let Some(frame) = entry.frame.get() else { continue };
            let Some(code) = frame.downcast::<FrameObject>().and_then(FrameObject::code) else { continue };
            let (file, name) = (str::lossy(&code.filename), str::lossy(&code.name));
            let line = entry.line();
            let key = (file.clone(), line, name.clone());
            if last.as_ref() == Some(&key) {
                repeats += 1;
            } else {
                repeated(repeats, out);
                (last, repeats) = (Some(key), 0);
            }
            if repeats >= MAX_REPEATS {
                continue;
            }
            let shown = line.map_or("None".to_string(), |l| l.to_string());
            out.push_str(&format!("  File \"{file}\", line {shown}, in {name}\n"));
            let location = Locations::new(&code.linetable, code.firstlineno).at(entry.lasti.get() as usize / 2);
            let location = match (location, line) {
                (Some(location), Some(line)) if location.line == Some(line as u32) => location,
                (_, Some(line)) => Location { line: Some(line as u32), ..Location::default() },
                _ => continue,
            };
            self.source_lines(&code, &file, location, out);
        }
        repeated(repeats, out);
    }

    fn source(&mut self, file: &str) -> Option<&str> {
        let entry = self.sources.entry(file.to_string()).or_insert_with(|| {
            let inside = self.t.interp().frozen().source(file.as_ref());
            let bytes = inside.or_else(|| std::fs::read(file).ok())?;
            let text = String::from_utf8(bytes).unwrap_or_else(|e| {
                // Latin-1 shows what is not UTF-8 without losing a column.
                e.into_bytes().iter().map(|&b| b as char).collect()
            });
            Some(text.strip_prefix('\u{FEFF}').map(str::to_string).unwrap_or(text))
        });
        entry.as_deref()
    }

    fn source_lines(&mut self, code: &Code, file: &str, location: Location, out: &mut String) {
        let interp = self.t.interp();
        let compiler = interp.source_compiler;
        let command = interp.command.get().filter(|command| command.holds(code));
        let Some(text) = command.map(|command| command.text.as_str()).or_else(|| self.source(file)) else { return };
        let lines: Vec<&str> = text.split('\n').map(|l| l.trim_end_matches('\r')).collect();
        if let Some(shown) = carets::lines(compiler, &lines, location) {
            out.push_str(&shown);
        }
    }

    /// An exception group: its own traceback, then each member in a box.
    fn group(&mut self, exception: &Obj, out: &mut String, depth: usize) {
        let depth = depth.max(1);
        if depth > MAX_GROUP_DEPTH {
            out.push_str(&format!("{}| ... (max_group_depth is {MAX_GROUP_DEPTH})\n", "  ".repeat(depth)));
            return;
        }
        let margin = format!("{}| ", "  ".repeat(depth));
        let is_toplevel = depth == 1;
        let mut text = String::new();
        self.traceback(exception, &mut text, true);
        self.last_lines(exception, &mut text);
        let shown = indented(&text, &margin);
        // The outermost box opens at the first line.
        let has_traceback = exception.downcast::<BaseException>().is_some_and(|e| e.traceback.get().is_some());
        if is_toplevel && has_traceback {
            out.push_str(&shown.replacen("  | ", "  + ", 1));
        } else {
            out.push_str(&shown);
        }
        let members = exception.downcast::<BaseException>().map_or(Vec::new(), group::nested);
        let count = members.len();
        let shown_members = if count <= MAX_GROUP_WIDTH { count } else { MAX_GROUP_WIDTH + 1 };
        let pad = "  ".repeat(depth);
        for (i, member) in members.iter().take(shown_members).enumerate() {
            let last = i + 1 == shown_members;
            let title = if i < MAX_GROUP_WIDTH { (i + 1).to_string() } else { "...".to_string() };
            let corner = if i == 0 { "+-" } else { "  " };
            out.push_str(&format!("{pad}{corner}+---------------- {title} ----------------\n"));
            if i < MAX_GROUP_WIDTH {
                self.chain(member, out, depth + 1);
            } else {
                let rest = count - MAX_GROUP_WIDTH;
                let plural = if rest == 1 { "" } else { "s" };
                out.push_str(&format!("{pad}  | and {rest} more exception{plural}\n"));
            }
            if last {
                let nested = member.type_of().is_subtype(group::base_class());
                if !nested {
                    out.push_str(&format!("{pad}  +------------------------------------\n"));
                }
            }
        }
    }

    /// The line with the type and message, and the notes.
    fn last_lines(&mut self, exception: &Obj, out: &mut String) {
        let t = self.t;
        let class = type_text(t, exception.type_of());
        if exception.type_of().is_subtype(&e::SYNTAX_ERROR) && self.syntax(exception, &class, out) {
            return notes(t, exception, out);
        }
        let text = match protocol::str_text(t, exception) {
            Ok(text) => text,
            Err(raised) => {
                drop(t.take_exception(raised));
                "<exception str() failed>".to_string()
            }
        };
        let text = match suggestion(t, exception) {
            Some(hint) => format!("{text}{hint}"),
            None => text,
        };
        if text.is_empty() {
            out.push_str(&format!("{class}\n"));
        } else {
            out.push_str(&format!("{class}: {text}\n"));
        }
        notes(t, exception, out);
    }

    /// A SyntaxError shows the place in the source.
    fn syntax(&mut self, exception: &Obj, class: &str, out: &mut String) -> bool {
        use syntax_error as s;
        let Some(this) = exception.downcast::<BaseException>() else { return false };
        let number = |index: usize| this.field(index).get().and_then(|o| o.value().as_int());
        let message = this.field(s::MSG).get_or_none();
        let message = protocol::str_text(self.t, &message).unwrap_or_else(|raised| {
            drop(self.t.take_exception(raised));
            "<no detail available>".into()
        });
        let message = if message == "None" { "<no detail available>".to_string() } else { message };
        let filename = this.field(s::FILENAME).get().filter(|f| f.downcast::<Str>().is_some());
        let Some(line) = number(s::LINENO) else {
            let suffix = filename.map_or(String::new(), |f| format!(" ({})", str::lossy(&f)));
            out.push_str(&format!("{class}: {message}{suffix}\n"));
            return true;
        };
        let file = filename.map_or("<string>".to_string(), |f| str::lossy(&f));
        out.push_str(&format!("  File \"{file}\", line {line}\n"));
        if let Some(text) = this.field(s::TEXT).get().filter(|f| f.downcast::<Str>().is_some()) {
            let full = str::lossy(&text);
            let trimmed_end = full.trim_end_matches('\n');
            let trimmed = trimmed_end.trim_start_matches([' ', '\n', '\x0c']);
            let cut = trimmed_end.chars().count() - trimmed.chars().count();
            out.push_str(&format!("    {trimmed}\n"));
            let offset = number(s::OFFSET).unwrap_or(0);
            if offset >= 1 {
                let end_line = number(s::END_LINENO).unwrap_or(line);
                let mut end = if end_line == line {
                    number(s::END_OFFSET).unwrap_or(offset)
                } else {
                    trimmed_end.chars().count() as i64 + 1
                };
                if end <= offset || end < 0 {
                    end = offset + 1;
                }
                let start = offset - 1 - cut as i64;
                let stop = end - 1 - cut as i64;
                if start >= 0 {
                    let spaces: String =
                        trimmed.chars().take(start as usize).map(|c| if c.is_whitespace() { c } else { ' ' }).collect();
                    let missing = (start as usize).saturating_sub(spaces.chars().count());
                    // A program may have made up the columns.
                    let marks = "^".repeat((stop - start).clamp(1, MAX_MARKS) as usize);
                    out.push_str(&format!("    {spaces}{}{marks}\n", " ".repeat(missing)));
                }
            }
        }
        out.push_str(&format!("{class}: {message}\n"));
        true
    }
}

/// "[Previous line repeated …]"
fn repeated(repeats: usize, out: &mut String) {
    if repeats >= MAX_REPEATS {
        let count = repeats - MAX_REPEATS + 1;
        let plural = if count == 1 { "" } else { "s" };
        out.push_str(&format!("  [Previous line repeated {count} more time{plural}]\n"));
    }
}

/// Each line of a text behind a margin.
fn indented(text: &str, margin: &str) -> String {
    if margin.is_empty() {
        return text.to_string();
    }
    text.split_inclusive('\n').map(|line| format!("{margin}{line}")).collect()
}

fn notes(t: &Thread, exception: &Obj, out: &mut String) {
    let found = attributes::get_optional(t, exception, &names::__notes__);
    let notes = match found {
        Ok(Some(notes)) => notes,
        Ok(None) => return,
        Err(raised) => {
            drop(t.take_exception(raised));
            return;
        }
    };
    let is_text = notes.downcast::<Str>().is_some();
    let list = if is_text { None } else { protocol::collect(t, &notes).map_err(|r| drop(t.take_exception(r))).ok() };
    match list {
        Some(list) => {
            for note in list {
                let text = protocol::str_text(t, &note).unwrap_or_else(|raised| {
                    drop(t.take_exception(raised));
                    "<note str() failed>".to_string()
                });
                for line in text.split('\n') {
                    out.push_str(&format!("{line}\n"));
                }
            }
        }
        None => out.push_str(&format!("{}\n", protocol::repr_text(t, &notes))),
    }
}

/// "Did you mean", for names and attributes that do not exist.
fn suggestion(t: &Thread, exception: &Obj) -> Option<String> {
    let this = exception.downcast::<BaseException>()?;
    let class = exception.type_of();
    let wrong = this.field(fields::NAME).get().filter(|n| n.downcast::<Str>().is_some()).map(|n| str::lossy(&n))?;
    let quietly = |names: PyResult<Vec<String>>| match names {
        Ok(names) => names,
        Err(raised) => {
            drop(t.take_exception(raised));
            Vec::new()
        }
    };
    if class.is_subtype(&e::ATTRIBUTE_ERROR) {
        let object = this.field(fields::OBJECT).get()?;
        let candidates = quietly(attribute_names(t, &object, &wrong));
        return suggestions::closest(&wrong, candidates.into_iter()).map(|n| format!(". Did you mean: '{n}'?"));
    }
    if class.is_subtype(&e::IMPORT_ERROR) {
        let from = this.field(fields::NAME_FROM).get().filter(|n| n.downcast::<Str>().is_some())?;
        let modules = t.interp().modules.get()?;
        let module = modules.get_text(t, &wrong).ok().flatten()?;
        let from = str::lossy(&from);
        let candidates = quietly(attribute_names(t, &module, &from));
        return suggestions::closest(&from, candidates.into_iter()).map(|n| format!(". Did you mean: '{n}'?"));
    }
    if !class.is_subtype(&e::NAME_ERROR) {
        return None;
    }
    let frames = entries(this.traceback.get());
    let frame = frames.last()?.frame.get()?;
    let frame = frame.downcast::<FrameObject>()?;
    let candidates = quietly(scope_names(t, frame));
    if let Some(found) = own_attribute(t, frame, &wrong) {
        return Some(found);
    }
    let closest = suggestions::closest(&wrong, candidates.into_iter());
    let forgotten = is_library_module(t, &wrong);
    match (closest, forgotten) {
        (Some(name), true) => Some(format!(". Did you mean: '{name}'? Or did you forget to import '{wrong}'?")),
        (Some(name), false) => Some(format!(". Did you mean: '{name}'?")),
        (None, true) => Some(format!(". Did you forget to import '{wrong}'?")),
        (None, false) => None,
    }
}

/// Whether `sys.stdlib_module_names` has the name: then an import was forgotten.
fn is_library_module(t: &Thread, name: &str) -> bool {
    let attempt = || -> PyResult<bool> {
        let names = t.interp().sys.get().map_or(Ok(None), |sys| sys.get_text(t, "stdlib_module_names"))?;
        names.map_or(Ok(false), |names| protocol::contains(t, &names, &str::intern(t, name)?))
    };
    attempt().unwrap_or_else(|raised| {
        drop(t.take_exception(raised));
        false
    })
}

/// `name` where `self.name` was meant.
fn own_attribute(t: &Thread, frame: &FrameObject, wrong: &str) -> Option<String> {
    let code = frame.code()?;
    let index = code.localsplus().iter().position(|n| str::equals(n, "self"))?;
    let this = frame.variable(index)?;
    let name = str::intern(t, wrong).ok()?;
    match attributes::get_optional(t, &this, &name) {
        Ok(Some(_)) => Some(format!(". Did you mean: 'self.{wrong}'?")),
        Ok(None) => None,
        Err(raised) => {
            drop(t.take_exception(raised));
            None
        }
    }
}

fn attribute_names(t: &Thread, object: &Obj, wrong: &str) -> PyResult<Vec<String>> {
    let Some(list) = crate::call::invoke::call_special(t, object, &names::__dir__, &[])? else { return Ok(Vec::new()) };
    let hide_private = !wrong.starts_with('_');
    let mut found = Vec::new();
    for name in protocol::collect(t, &list)? {
        if name.downcast::<Str>().is_some() {
            let text = str::lossy(&name);
            if !(hide_private && text.starts_with('_')) {
                found.push(text);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn scope_names(t: &Thread, frame: &FrameObject) -> PyResult<Vec<String>> {
    let mut found = Vec::new();
    let locals = frame.locals(t)?;
    for name in protocol::collect(t, &locals)? {
        found.push(str::lossy(&name));
    }
    if let Some(globals) = frame.globals() {
        found.extend(globals.entries().iter().map(|(name, _)| str::lossy(name)));
    }
    found.extend(t.interp().builtins().entries().iter().map(|(name, _)| str::lossy(name)));
    Ok(found)
}

/// What `sys.unraisablehook` shows.
pub fn show_unraisable(t: &Thread, exception: &Obj, object: Option<&Obj>) {
    let heading = object.map(|object| format!("Exception ignored in: {}", protocol::repr_text(t, object)));
    show_ignored(t, exception, heading.as_deref());
}

/// Shows an exception that nobody can handle, below a line that says where it came from.
pub fn show_ignored(t: &Thread, exception: &Obj, heading: Option<&str>) {
    let saved = t.exception.take();
    let mut text = heading.map_or(String::new(), |heading| format!("{heading}\n"));
    text.push_str(&render(t, exception));
    write_stderr(t, &text);
    t.exception.set(saved);
}
