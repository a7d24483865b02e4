//! Every function of the differential tests and examples lowers for every target, with Cranelift's verifier on.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use taipan_abi::feedback::Feedback;
use taipan_abi::request::{CompileRequest, EntryRequest};
use taipan_optimizer::mir::Mir;

use super::source;
use crate::target::{self, Allocation};
use crate::unit;

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "py") {
            out.push(path);
        }
    }
}

/// A request for each function, and for each of its loops.
fn requests() -> Vec<CompileRequest> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths = Vec::new();
    files(&root.join("tests/differential"), &mut paths);
    files(&root.join("examples"), &mut paths);
    paths.sort();
    let mut out = Vec::new();
    for path in paths {
        let Ok(text) = std::fs::read(&path) else { continue };
        for code in source::functions(&text, &path.display().to_string()).unwrap_or_default() {
            let request = CompileRequest::new(code.clone(), Feedback::default());
            if let Ok(bytecode) = taipan_optimizer::build::Bytecode::new(&code) {
                for &header in bytecode.loops.keys() {
                    out.push(CompileRequest { entry: EntryRequest::Loop(header), ..request.clone() });
                }
            }
            out.push(request);
        }
    }
    out
}

/// What lowering the corpus for a target came to.
#[derive(Default)]
struct Outcome {
    units: usize,
    bytes: usize,
    time: Duration,
    slowest: (Duration, String),
}

fn lower_all(functions: &[(Mir, CompileRequest)], triple: &str) -> Outcome {
    let isa = target::isa(triple, &[], Allocation::Careful).expect("a target");
    assert!(isa.flags().enable_verifier() == cfg!(debug_assertions));
    let mut outcome = Outcome::default();
    for (mir, request) in functions {
        let start = Instant::now();
        let compiled = unit::lower(mir, request, &*isa);
        let time = start.elapsed();
        let compiled = compiled.unwrap_or_else(|refusal| panic!("{triple}: {refusal:?}\n{mir}"));
        assert_eq!(compiled.entries.len(), mir.entries.len());
        assert!(!compiled.code.is_empty());
        outcome.units += 1;
        outcome.bytes += compiled.code.len();
        outcome.time += time;
        if time > outcome.slowest.0 {
            outcome.slowest = (time, format!("{} ({} instructions)", mir.name, mir.insts.len()));
        }
    }
    outcome
}

#[test]
fn every_function_lowers() {
    // Loops that the frontend left behind in dead code have no entry.
    let optimised = |request: CompileRequest| taipan_optimizer::optimize(&request).ok().map(|mir| (mir, request));
    let functions: Vec<(Mir, CompileRequest)> = requests().into_iter().filter_map(optimised).collect();
    assert!(functions.len() > 500, "{} functions", functions.len());
    std::thread::scope(|scope| {
        for triple in ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"] {
            let functions = &functions;
            scope.spawn(move || {
                let found = lower_all(functions, triple);
                assert_eq!(found.units, functions.len());
                let time = found.time / found.units as u32;
                println!("{triple}: {} units, {} bytes and {time:?} each", found.units, found.bytes / found.units);
                println!("{triple}: slowest {:?}", found.slowest);
            });
        }
    });
}
