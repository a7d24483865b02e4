//! Syntax errors of broken sources against recordings of CPython 3.14 (`tests/bless.py` makes
//! them).

use taipan_abi::code::Text;
use taipan_abi::source::{Source, SourceCompiler, SourceMode, SourceRequest};
use taipan_frontend::Frontend;

fn from_hex(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.chars().filter_map(|digit| digit.to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn found(source: &[u8]) -> String {
    let result = Frontend.compile(&SourceRequest {
        source: Source::Text(source),
        filename: &Text::from("<string>"),
        mode: SourceMode::Exec,
        future_flags: 0,
        optimize: 0,
        allow_incomplete_input: false,
    });
    let Err(fault) = result else {
        return "no error".into();
    };
    let shown = match &fault.text {
        None => "-".to_owned(),
        Some(text) => {
            let bytes = text.as_wtf8().iter();
            "=".to_owned() + &bytes.map(|byte| format!("{byte:02x}")).collect::<String>()
        }
    };
    format!(
        "{shown} {:?} {} {} {} {} {}",
        fault.kind, fault.lineno, fault.offset, fault.end_lineno, fault.end_offset as i32, fault.message
    )
}

#[test]
fn errors_are_as_recorded() {
    let recorded = include_str!("errors.recorded");
    let mut wrong = Vec::new();
    for line in recorded.lines() {
        let Some((source, expected)) = line.split_once(' ') else {
            continue;
        };
        let source = from_hex(source);
        let ours = found(&source);
        if ours != expected {
            let source = String::from_utf8_lossy(&source).into_owned();
            wrong.push(format!("{source:?}\n  ours     {ours}\n  recorded {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
