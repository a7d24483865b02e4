//! What hot loops become: innermost loops of some examples hold neither a runtime call nor an allocation.
//!
//! Reads the dump of optimised MIR (`--dump mir`); loops are found by dominance over its blocks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Program, function, the instruction that tells the loops meant, and what may stand in them all the same.
const CLEAN: &[(&str, &str, &str, &[&str])] = &[
    ("mandelbrot", "escape_time", "float_mul", &[]),
    ("sieve", "eratosthenes", "list_put_at", &[]),
    ("matmul", "multiply", "int_mul", &[]),
    ("spectral_norm", "transposed_times", "float_mul", &[]),
    // Attributes hold tagged words: floats are tagged in place, but for those beyond 2^256.
    ("nbody", "advance", "float_sqrt", &["box_float "]),
];

/// What must not stand in a hot loop: calls of helpers and functions, new objects, boxes that may be in the heap.
const COSTLY: &[&str] = &["call ", "call_function ", "new ", "box_float "];

type Blocks = BTreeMap<String, Vec<String>>;

fn binary() -> PathBuf {
    std::env::var_os("TAIPAN_TEST_BINARY").map_or_else(|| env!("CARGO_BIN_EXE_taipan").into(), PathBuf::from)
}

/// The dumps of a function's units.
fn dumps(program: &str, function: &str) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(program).with_extension("py");
    let output = Command::new(binary())
        .args(["--dump", "mir", "--dump-filter", function])
        .arg(file)
        .output()
        .expect("taipan runs");
    assert!(output.status.success(), "{program} fails");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.split("== mir of ").skip(1).map(str::to_owned).collect()
}

/// Lines by block.
fn blocks(dump: &str) -> Blocks {
    let mut blocks = Blocks::new();
    let mut current = None;
    for line in dump.lines() {
        let name = line.split([' ', '(']).next().unwrap_or_default();
        if name.strip_prefix("block").is_some_and(|n| n.parse::<u32>().is_ok()) {
            current = Some(name.to_owned());
        }
        if let Some(block) = &current {
            blocks.entry(block.clone()).or_default().push(line.trim().to_owned());
        }
    }
    blocks
}

/// Where a block goes.
fn successors(lines: &[String]) -> Vec<String> {
    let is_edge =
        |line: &&String| line.starts_with("jump ") || line.starts_with("branch ") || line.contains(" handler ");
    let words = lines.iter().skip(1).filter(is_edge).flat_map(|line| line.split([' ', '(', ',', ')']));
    words.filter(|w| w.strip_prefix("block").is_some_and(|n| n.parse::<u32>().is_ok())).map(str::to_owned).collect()
}

/// What is reached from some blocks without passing one.
fn reached(blocks: &Blocks, from: &[String], without: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut work = from.to_vec();
    while let Some(block) = work.pop() {
        if block != without && seen.insert(block.clone()) {
            work.extend(blocks.get(&block).map(|lines| successors(lines)).unwrap_or_default());
        }
    }
    seen
}

/// The bodies of the innermost loops.
fn innermost_loops(blocks: &Blocks) -> Vec<BTreeSet<String>> {
    let is_entry = |lines: &[String]| [" start (", " loop ", " resume "].iter().any(|kind| lines[0].contains(kind));
    let entries: Vec<String> = blocks.iter().filter(|(_, lines)| is_entry(lines)).map(|(b, _)| b.clone()).collect();
    let alive = reached(blocks, &entries, "");
    let mut loops: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for from in &alive {
        for header in successors(&blocks[from]) {
            // A way back: the header dominates where it comes from.
            if *from != header && reached(blocks, &entries, &header).contains(from) {
                continue;
            }
            let body = loops.entry(header.clone()).or_insert_with(|| BTreeSet::from([header]));
            let mut work = vec![from.clone()];
            while let Some(block) = work.pop() {
                if body.insert(block.clone()) {
                    work.extend(alive.iter().filter(|b| successors(&blocks[*b]).contains(&block)).cloned());
                }
            }
        }
    }
    let all: Vec<BTreeSet<String>> = loops.into_values().collect();
    all.iter().filter(|body| !all.iter().any(|other| other != *body && other.is_subset(body))).cloned().collect()
}

/// The operation of an instruction's line.
fn operation(line: &str) -> &str {
    line.split_once(" = ").map_or(line, |(_, operation)| operation)
}

#[test]
fn hot_loops_call_nothing_and_allocate_nothing() {
    for (program, function, mark, allowed) in CLEAN {
        let dumps = dumps(program, function);
        assert!(!dumps.is_empty(), "{program}: {function} was not compiled");
        let mut found = false;
        for dump in &dumps {
            let blocks = blocks(dump);
            for body in innermost_loops(&blocks) {
                let lines: Vec<&String> = body.iter().flat_map(|block| &blocks[block]).collect();
                if !lines.iter().any(|line| operation(line).split(' ').next() == Some(mark)) {
                    continue;
                }
                found = true;
                for line in lines {
                    let costly = COSTLY.iter().any(|name| operation(line).starts_with(name) && !allowed.contains(name));
                    assert!(!costly, "{program}: `{line}` in a hot loop of\n{dump}");
                }
            }
        }
        assert!(found, "{program}: no loop of {function} has {mark}");
    }
}

#[test]
fn loops_are_found() {
    let dump = "f\nblock0 start ():\n  jump block1(v0)\nblock1 (v1: i64 int):\n  branch v2, block2(), block3()\n\
                block2 ():\n  v3: word object = call binary_op v1, v1, v1\n  jump block1(v3)\nblock3 ():\n  return v1 state s0\n";
    let blocks = blocks(dump);
    let loops = innermost_loops(&blocks);
    assert_eq!(loops, [BTreeSet::from(["block1".to_owned(), "block2".to_owned()])]);
    assert_eq!(operation(&blocks["block2"][1]), "call binary_op v1, v1, v1");
}
