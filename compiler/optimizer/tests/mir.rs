//! Text in, one pass, text out: `tests/mir/<pass>/<name>.mir` and its `.out`.
//!
//! `TAIPAN_BLESS=1` writes the outputs. A folder named `verify` holds functions the verifier must
//! refuse, with its message as the output.

use std::path::{Path, PathBuf};

use taipan_abi::request::CompileRequest;
use taipan_optimizer::mir::{parse, verify};
use taipan_optimizer::pipeline;

fn inputs(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut out = Vec::new();
    for pass in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        for file in std::fs::read_dir(pass.path()).into_iter().flatten().flatten() {
            if file.path().extension().is_some_and(|e| e == "mir") {
                out.push((pass.file_name().to_string_lossy().into_owned(), file.path()));
            }
        }
    }
    out.sort();
    out
}

#[test]
fn passes_do_what_their_texts_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/mir");
    let bless = std::env::var_os("TAIPAN_BLESS").is_some();
    let cases = inputs(&folder);
    assert!(!cases.is_empty());
    let mut problems = Vec::new();
    for (pass, path) in cases {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{name}: {e}"));
        let functions = parse::parse(&text).unwrap_or_else(|e| panic!("{pass}/{name}: {e}"));
        let mut found = String::new();
        for mut mir in functions {
            if pass == "verify" {
                match verify::verify(&mir) {
                    Ok(()) => found.push_str("fine\n"),
                    Err(message) => found.push_str(&format!("{message}\n")),
                }
                continue;
            }
            if let Err(message) = verify::verify(&mir) {
                problems.push(format!("{pass}/{name}: input: {message}"));
                continue;
            }
            if pass != "text" {
                let run = pipeline::pass(&pass).unwrap_or_else(|| panic!("no pass is named {pass}"));
                let code = std::sync::Arc::new(pipeline::no_code());
                run(&mut mir, &CompileRequest::new(code, Default::default()));
                if let Err(message) = verify::verify(&mir) {
                    problems.push(format!("{pass}/{name}: output: {message}\n{mir}"));
                    continue;
                }
            }
            found.push_str(&mir.to_string());
        }
        let expected_path = path.with_extension("out");
        if bless {
            std::fs::write(&expected_path, &found).unwrap_or_else(|e| panic!("{name}: {e}"));
        } else if std::fs::read_to_string(&expected_path).unwrap_or_default() != found {
            problems.push(format!("{pass}/{name}: found\n{found}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
