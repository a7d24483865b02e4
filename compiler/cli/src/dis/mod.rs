//! `taipan dis`: code objects as text, in the form of `python3 -m dis`.
//!
//! The text is CPython 3.14's but for the addresses of code objects, which would differ from run to run and
//! are left out.
//!
//! | module | what |
//! |---|---|
//! | [`tables`] | the line table and the exception table of a code object |
//! | [`decode`] | bytes to instructions with labels |
//! | [`arguments`] | what an argument means, in words |
//! | [`text`] | the columns |

mod arguments;
pub(crate) mod decode;
mod tables;
mod text;

use std::ffi::OsString;
use std::io::Read;
use std::path::PathBuf;

use taipan_abi::code::{CodeObject, Constant, Text};
use taipan_abi::opcodes::PYC_MAGIC;
use taipan_abi::source::{Source, SourceCompiler, SourceMode, SourceRequest, SyntaxFault};
use taipan_frontend::{Frontend, marshal};

use crate::flags::{self, Flag};
use crate::{help, output};

#[derive(Debug)]
pub struct Request {
    /// `-` is standard input.
    pub file: PathBuf,
    /// Show only functions and classes of that name or qualified name.
    pub function: Option<String>,
    pub optimize: u8,
    pub style: Style,
}

/// What is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    pub offsets: bool,
}

static FLAGS: &[Flag] = &[
    Flag { name: "function", value: "NAME", help: "show only what has this name or qualified name" },
    Flag { name: "offsets", value: "", help: "show where instructions lie, in bytes" },
    Flag { name: "optimize", value: "LEVEL", help: "compile as with -O (1) or -OO (2)" },
];

pub fn help(executable: &str) -> String {
    help::command(
        &format!("{executable} dis FILE [option] ..."),
        "Shows the bytecode of a source file or a .pyc file, as `python3 -m dis` does.",
        FLAGS,
    )
}

/// Reads the arguments behind `dis`. None: help was asked for.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Request>, String> {
    let given = flags::read(FLAGS, arguments)?;
    if given.help {
        return Ok(None);
    }
    let [file] = &given.files[..] else { return Err("dis: exactly one file is expected".into()) };
    let optimize = match given.value("optimize") {
        None | Some("0") => 0,
        Some("1") => 1,
        Some("2") => 2,
        Some(other) => return Err(format!("dis: --optimize: expected 0, 1 or 2, not '{other}'")),
    };
    Ok(Some(Request {
        file: file.into(),
        function: given.value("function").map(str::to_owned),
        optimize,
        style: Style { offsets: given.has("offsets") },
    }))
}

/// Shows what was asked for; gives the exit status.
pub fn run(request: &Request) -> i32 {
    let code = match read(request) {
        Ok(code) => code,
        Err((text, status)) => {
            output::complain(&text);
            return status;
        }
    };
    let Some(name) = &request.function else { return output::show(&module(&code, request.style)) };
    let found = named(&code, name);
    if found.is_empty() {
        output::complain(&format!("taipan dis: nothing is called '{name}' in {}", request.file.display()));
        return 1;
    }
    output::show(&found.iter().map(|code| headed(code, request.style)).collect::<Vec<_>>().join("\n"))
}

/// A code object and all that it holds.
pub fn module(code: &CodeObject, style: Style) -> String {
    let mut out = text::code(code, style);
    for inner in inner(code) {
        out.push_str(&format!("\n{}", headed(inner, style)));
    }
    out
}

/// The code objects inside, at any depth, whose qualified names contain a text; and the outermost, if it does.
pub fn filtered(code: &CodeObject, filter: &str) -> String {
    let own = String::from_utf8_lossy(code.qualname.as_wtf8()).contains(filter);
    let mut out = if own { own_text(code, Style::default()) } else { String::new() };
    for inner in inner(code) {
        out.push_str(&filtered(inner, filter));
    }
    out
}

fn headed(code: &CodeObject, style: Style) -> String {
    format!("Disassembly of {}:\n{}", arguments::code_repr(code), module(code, style))
}

fn own_text(code: &CodeObject, style: Style) -> String {
    format!("Disassembly of {}:\n{}\n", arguments::code_repr(code), text::code(code, style))
}

fn inner(code: &CodeObject) -> impl Iterator<Item = &CodeObject> {
    code.consts.iter().filter_map(|constant| match constant {
        Constant::Code(code) => Some(&**code),
        _ => None,
    })
}

/// The outermost code objects of a name.
fn named<'c>(code: &'c CodeObject, name: &str) -> Vec<&'c CodeObject> {
    let is_it = |text: &Text| text.as_str() == Some(name);
    if is_it(&code.name) || is_it(&code.qualname) {
        return vec![code];
    }
    inner(code).flat_map(|inner| named(inner, name)).collect()
}

/// The code of a file. The error is a message and the exit status.
fn read(request: &Request) -> Result<CodeObject, (String, i32)> {
    let is_stdin = request.file.as_os_str() == "-";
    let bytes = if is_stdin {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(&request.file)
    };
    let bytes = bytes.map_err(|error| (format!("taipan dis: can't open '{}': {error}", request.file.display()), 2))?;
    if bytes.starts_with(&PYC_MAGIC) {
        const HEADER: usize = 16;
        let code = bytes.get(HEADER..).and_then(|body| marshal::read(body).ok());
        return code.ok_or_else(|| (format!("taipan dis: '{}' is damaged", request.file.display()), 1));
    }
    let name = if is_stdin { "<stdin>".into() } else { request.file.to_string_lossy() };
    let compiled = Frontend.compile(&SourceRequest {
        source: Source::Bytes(&bytes),
        filename: &Text::from(&*name),
        mode: SourceMode::Exec,
        future_flags: 0,
        optimize: request.optimize,
        allow_incomplete_input: false,
    });
    compiled.map(|compiled| compiled.code).map_err(|fault| (fault_text(&fault, &name), 1))
}

/// A fault with the line it is in.
fn fault_text(fault: &SyntaxFault, file: &str) -> String {
    let mut out = String::new();
    if fault.lineno > 0 {
        out.push_str(&format!("  File \"{file}\", line {}\n", fault.lineno));
        let line = fault.text.as_ref().and_then(Text::as_str).unwrap_or_default();
        if !line.trim().is_empty() {
            out.push_str(&format!("    {}\n", line.trim()));
        }
    }
    out.push_str(&format!("{:?}: {}", fault.kind, fault.message));
    out
}
