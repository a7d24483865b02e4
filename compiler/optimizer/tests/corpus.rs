//! Every function of the differential tests and examples goes through the whole pipeline, with the
//! verifier after each pass. What comes out must read back from its text.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use taipan_abi::code::{CodeObject, Constant};
use taipan_abi::feedback::Feedback;
use taipan_abi::request::{CompileRequest, EntryRequest};
use taipan_abi::source::{Source, SourceCompiler, SourceMode, SourceRequest};
use taipan_optimizer::mir::{parse, verify};

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "py") {
            out.push(path);
        }
    }
}

fn functions(code: Arc<CodeObject>, out: &mut Vec<Arc<CodeObject>>) {
    for constant in &code.consts {
        if let Constant::Code(inner) = constant {
            functions(inner.clone(), out);
        }
    }
    out.push(code);
}

#[test]
fn every_function_builds_and_optimises() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    sources(&root.join("tests/differential"), &mut files);
    sources(&root.join("examples"), &mut files);
    files.sort();
    assert!(!files.is_empty());
    let mut problems = Vec::new();
    let mut count = 0;
    for file in files {
        let Ok(text) = std::fs::read(&file) else { continue };
        let name = file.display().to_string();
        let request = SourceRequest {
            source: Source::Bytes(&text),
            filename: &name.as_str().into(),
            mode: SourceMode::Exec,
            future_flags: 0,
            optimize: 0,
            allow_incomplete_input: false,
        };
        let Ok(compiled) = taipan_frontend::Frontend.compile(&request) else { continue };
        let mut all = Vec::new();
        functions(Arc::new(compiled.code), &mut all);
        for code in all {
            count += 1;
            let title = format!("{name}: {:?}", code.qualname);
            let mut requests = vec![CompileRequest::new(code.clone(), Feedback::default())];
            if let Ok(bytecode) = taipan_optimizer::build::Bytecode::new(&code) {
                for &header in bytecode.loops.keys() {
                    let mut request = CompileRequest::new(code.clone(), Feedback::default());
                    request.entry = EntryRequest::Loop(header);
                    requests.push(request);
                }
            }
            for request in requests {
                match taipan_optimizer::optimize(&request) {
                    Ok(mir) => {
                        let shown = mir.to_string();
                        match parse::parse(&shown) {
                            Ok(read) if read.len() == 1 => {
                                if let Err(message) = verify::verify(&read[0]) {
                                    problems.push(format!("{title}: read back: {message}"));
                                } else if parse::parse(&read[0].to_string()).map(|again| again[0].to_string())
                                    != Ok(read[0].to_string())
                                {
                                    problems.push(format!("{title}: text is not stable"));
                                }
                            }
                            Ok(_) => problems.push(format!("{title}: not one function")),
                            Err(error) => problems.push(format!("{title}: {error}")),
                        }
                    }
                    // Loops that the frontend left behind in dead code have no entry.
                    Err(refusal) if refusal.detail == "no such loop" => {}
                    Err(refusal) => problems.push(format!("{title}: {:?} {}", refusal.reason, refusal.detail)),
                }
            }
        }
    }
    println!("{count} functions");
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems[..problems.len().min(30)].join("\n"));
}
