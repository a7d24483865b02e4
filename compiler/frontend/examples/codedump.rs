//! Prints the marshalled code object of each file named, or its syntax error, one per line:
//! `codedump [--optimize N] [--mode exec|eval|single] [--warnings] [--incomplete] FILE…`.
//!
//! A line is `ok <hex>`, or `error <kind> <line> <offset> <end line> <end offset> <message>`, and
//! one file takes exactly one line, so that a driver can feed thousands.

use std::io::{BufWriter, Write};
use taipan_abi::code::Text;
use taipan_abi::source::{Source, SourceCompiler, SourceMode, SourceRequest};
use taipan_frontend::{Frontend, marshal};

fn main() {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut optimize = 0;
    let mut mode = SourceMode::Exec;
    let mut warnings = false;
    let mut incomplete = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--optimize" => {
                optimize = args.next().and_then(|n| n.parse().ok()).unwrap_or(0);
            }
            "--mode" => {
                mode = match args.next().as_deref() {
                    Some("eval") => SourceMode::Eval,
                    Some("single") => SourceMode::Single,
                    _ => SourceMode::Exec,
                };
            }
            "--warnings" => warnings = true,
            "--incomplete" => incomplete = true,
            path => {
                let line = dump(path, mode, optimize, warnings, incomplete);
                if writeln!(out, "{line}").is_err() {
                    return;
                }
            }
        }
    }
}

fn dump(path: &str, mode: SourceMode, optimize: u8, warnings: bool, incomplete: bool) -> String {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return format!("unreadable {error}"),
    };
    let result = Frontend.compile(&SourceRequest {
        source: Source::Bytes(&bytes),
        filename: &Text::from(path),
        mode,
        future_flags: 0,
        optimize,
        allow_incomplete_input: incomplete,
    });
    match result {
        Ok(compiled) => {
            let mut line = String::from("ok ");
            for byte in marshal::write(&compiled.code) {
                line.push_str(&format!("{byte:02x}"));
            }
            if warnings {
                for warning in compiled.warnings {
                    line.push_str(&format!("\t{}:{}: {}", warning.lineno, warning.category, warning.message));
                }
            }
            line
        }
        Err(fault) => format!(
            "error {:?} {} {} {} {} {}",
            fault.kind,
            fault.lineno,
            fault.offset,
            fault.end_lineno,
            fault.end_offset,
            fault.message.replace('\n', "\\n")
        ),
    }
}
