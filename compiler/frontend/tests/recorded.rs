//! Code objects of small snippets against recordings of CPython 3.14 (`tests/bless.py` makes
//! them).

use std::fmt::Write;
use std::path::Path;
use taipan_abi::code::{CodeObject, Constant, Text};
use taipan_abi::opcodes::Op;
use taipan_abi::source::{Source, SourceCompiler, SourceMode, SourceRequest};
use taipan_frontend::{Frontend, marshal};

#[test]
fn snippets_compile_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snippets");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder of snippets")
        .map(|entry| entry.expect("a snippet").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "py"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut wrong = Vec::new();
    for path in paths {
        let source = std::fs::read_to_string(&path).expect("readable snippet");
        let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let ours = dump(&source, &name.unwrap_or_default());
        if ours != expected {
            let at = ours
                .lines()
                .zip(expected.lines())
                .position(|(a, b)| a != b)
                .unwrap_or_else(|| ours.lines().count().min(expected.lines().count()));
            wrong.push(format!(
                "{}, line {}:\n  ours     {}\n  recorded {}",
                path.display(),
                at + 1,
                ours.lines().nth(at).unwrap_or("(end)"),
                expected.lines().nth(at).unwrap_or("(end)"),
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn dump(source: &str, name: &str) -> String {
    let (mode, optimize) = options(source);
    let result = Frontend.compile(&SourceRequest {
        source: Source::Text(source.as_bytes()),
        filename: &Text::from(name),
        mode,
        future_flags: 0,
        optimize,
        allow_incomplete_input: false,
    });
    let mut out = String::new();
    match result {
        Ok(compiled) => {
            let stored = marshal::write(&compiled.code);
            let read = marshal::read(&stored).expect("what was written can be read");
            assert_eq!(marshal::write(&read), stored);
            dump_code(&compiled.code, &mut out);
        }
        Err(fault) => {
            let _ = writeln!(
                out,
                "{:?} {} {} {} {}: {}",
                fault.kind, fault.lineno, fault.offset, fault.end_lineno, fault.end_offset, fault.message
            );
        }
    }
    out
}

fn options(source: &str) -> (SourceMode, u8) {
    let first = source.lines().next().unwrap_or_default();
    let value =
        |key: &str| first.strip_prefix("# ")?.split(' ').find_map(|part| part.strip_prefix(key)?.strip_prefix('='));
    let mode = match value("mode") {
        Some("eval") => SourceMode::Eval,
        Some("single") => SourceMode::Single,
        _ => SourceMode::Exec,
    };
    let optimize = value("optimize").and_then(|n| n.parse().ok()).unwrap_or(0);
    (mode, optimize)
}

fn escape(bytes: &[u8]) -> String {
    let mut out = String::new();
    for &byte in bytes {
        if (32..127).contains(&byte) && byte != b'"' && byte != b'\\' {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

fn text(text: &Text) -> String {
    format!("\"{}\"", escape(text.as_wtf8()))
}

fn constant(value: &Constant) -> String {
    let list = |items: &[Constant]| items.iter().map(constant).collect::<Vec<_>>();
    match value {
        Constant::None => "None".into(),
        Constant::False => "False".into(),
        Constant::True => "True".into(),
        Constant::Ellipsis => "Ellipsis".into(),
        Constant::Int(value) if *value < 0 => format!("int -{:#x}", value.unsigned_abs()),
        Constant::Int(value) => format!("int {value:#x}"),
        Constant::BigInt { negative, magnitude } => {
            let digits: String = magnitude.iter().rev().map(|b| format!("{b:02x}")).collect();
            let sign = if *negative { "-" } else { "" };
            format!("int {sign}0x{}", digits.trim_start_matches('0'))
        }
        Constant::Float(value) => format!("float {:016x}", value.to_bits()),
        Constant::Complex { real, imag } => {
            format!("complex {:016x}{:016x}", real.to_bits(), imag.to_bits())
        }
        Constant::Str { text: value, .. } => format!("str {}", text(value)),
        Constant::Bytes(bytes) => format!("bytes \"{}\"", escape(bytes)),
        Constant::Tuple(items) => format!("({})", list(items).join(", ")),
        Constant::FrozenSet(items) => {
            let mut items = list(items);
            items.sort();
            format!("{{{}}}", items.join(", "))
        }
        Constant::Slice(parts) => format!("slice ({})", list(&parts[..]).join(", ")),
        Constant::Code(code) => format!("code {}", code.name.as_str().unwrap_or("?")),
    }
}

fn dump_code(code: &CodeObject, out: &mut String) {
    let join = |names: &[Text]| {
        let names: Vec<&str> = names.iter().filter_map(Text::as_str).collect();
        names.join(" ")
    };
    let _ = writeln!(
        out,
        "code {} name={} args={}/{}/{} stack={} flags={:#x} line={}",
        text(&code.qualname),
        text(&code.name),
        code.argcount,
        code.posonlyargcount,
        code.kwonlyargcount,
        code.stacksize,
        code.flags,
        code.firstlineno
    );
    for value in &code.consts {
        let _ = writeln!(out, "  const {}", constant(value));
    }
    let _ = writeln!(out, "  names {}", join(&code.names));
    let variables: Vec<String> = code
        .localsplusnames
        .iter()
        .zip(&code.localspluskinds)
        .map(|(name, kind)| format!("{}:{kind:02x}", name.as_str().unwrap_or("?")))
        .collect();
    let _ = writeln!(out, "  variables {}", variables.join(" "));
    let mut at = 0;
    while at < code.code.len() {
        let op = Op::from_number(code.code[at]).expect("a known opcode");
        let arg = code.code[at + 1];
        let _ = writeln!(out, "  {:4} {} {arg}", at / 2, op.name());
        at += 2 + 2 * op.caches();
    }
    dump_exceptions(&code.exceptiontable, out);
    let lines: String = code.linetable.iter().map(|b| format!("{b:02x}")).collect();
    let _ = writeln!(out, "  lines {lines}");
    for value in &code.consts {
        if let Constant::Code(inner) = value {
            dump_code(inner, out);
        }
    }
}

fn dump_exceptions(table: &[u8], out: &mut String) {
    let mut bytes = table.iter().copied().peekable();
    let mut varint = move || {
        let first = bytes.next()?;
        let mut value = u32::from(first & 63);
        let mut more = first & 64 != 0;
        while more {
            let byte = bytes.next()?;
            value = value << 6 | u32::from(byte & 63);
            more = byte & 64 != 0;
        }
        Some(value)
    };
    while let (Some(start), Some(size), Some(target), Some(depth)) = (varint(), varint(), varint(), varint()) {
        let _ = writeln!(out, "  except {start} {} -> {target} depth={} lasti={}", start + size, depth >> 1, depth & 1);
    }
}
