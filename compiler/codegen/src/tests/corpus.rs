//! Every function of the differential tests and examples lowers for every target, with Cranelift's verifier on.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use taipan_abi::feedback::Feedback;
use taipan_abi::request::{CompileRequest, EntryRequest};

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

#[test]
fn every_function_lowers() {
    let isas = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"]
        .map(|triple| target::isa(triple, &[], Allocation::Careful).expect("a target"));
    assert!(isas.iter().all(|isa| isa.flags().enable_verifier() == cfg!(debug_assertions)));
    let mut counts = [0usize; 2];
    let mut bytes = [0usize; 2];
    let mut times = [Duration::ZERO; 2];
    let mut slowest = Vec::new();
    for request in requests() {
        // Loops that the frontend left behind in dead code have no entry.
        let Ok(mir) = taipan_optimizer::optimize(&request) else { continue };
        for (i, isa) in isas.iter().enumerate() {
            let start = Instant::now();
            let compiled = unit::lower(&mir, &request, &**isa);
            let time = start.elapsed();
            let compiled = compiled.unwrap_or_else(|refusal| panic!("{refusal:?}\n{mir}"));
            assert_eq!(compiled.entries.len(), mir.entries.len());
            assert!(!compiled.code.is_empty());
            counts[i] += 1;
            bytes[i] += compiled.code.len();
            times[i] += time;
            slowest.push((time, i, compiled.code.len(), format!("{} ({} instructions)", mir.name, mir.insts.len())));
        }
    }
    assert!(counts[0] > 500 && counts[0] == counts[1], "{counts:?} functions");
    for i in 0..2 {
        let each = |n: usize| n / counts[i];
        println!("{} units: {} bytes, {} us each", counts[i], each(bytes[i]), each(times[i].as_micros() as usize));
    }
    slowest.sort();
    println!("slowest: {:?}", slowest.iter().rev().take(8).collect::<Vec<_>>());
}
