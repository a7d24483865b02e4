//! Prints the MIR of every function of a Python file: `mirdump FILE.py [--built | --each] [--loop]`.
//!
//! `--built` shows it before any pass, `--each` after each pass, `--loop` compiles entries at loop headers
//! instead of starts. Beside the file, `FILE.feedback` may say what tier 0 would have seen, a line each:
//!
//! ```text
//! QUALNAME UNIT operands int float
//! QUALNAME UNIT branch NOT_TAKEN TAKEN
//! QUALNAME UNIT kinds list_iterator
//! QUALNAME UNIT global WORD            with an object of that word below
//! object WORD builtin range
//! object WORD function QUALNAME
//! ```

use std::sync::Arc;

use taipan_abi::code::{CodeObject, Constant};
use taipan_abi::feedback::{Feedback, Site, kind};
use taipan_abi::layout::ClassId;
use taipan_abi::request::{Builtin, CompileRequest, EntryRequest, Fact, FunctionSnapshot, ObjectFact};
use taipan_abi::source::{Source, SourceCompiler, SourceMode, SourceRequest};
use taipan_optimizer::pipeline;

fn functions(code: Arc<CodeObject>, out: &mut Vec<Arc<CodeObject>>) {
    out.push(code.clone());
    for constant in &code.consts {
        if let Constant::Code(inner) = constant {
            functions(inner.clone(), out);
        }
    }
}

fn kinds(text: &str) -> u16 {
    text.split('|').fold(0, |bits, name| {
        bits | match name {
            "int" => kind::INT,
            "float" => kind::FLOAT,
            "bool" => kind::BOOL,
            "str" => kind::STR,
            "list" => kind::LIST,
            "tuple" => kind::TUPLE,
            "dict" => kind::DICT,
            "none" => kind::NONE,
            "range_iterator" => kind::RANGE_ITERATOR,
            "list_iterator" => kind::LIST_ITERATOR,
            "tuple_iterator" => kind::TUPLE_ITERATOR,
            _ => kind::OTHER,
        }
    })
}

fn number(text: &str) -> u64 {
    match text.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).unwrap_or(0),
        None => text.parse().unwrap_or(0),
    }
}

fn builtin(name: &str) -> Option<Builtin> {
    Some(match name {
        "range" => Builtin::Range,
        "len" => Builtin::Len,
        "abs" => Builtin::Abs,
        "min" => Builtin::Min,
        "max" => Builtin::Max,
        "int" => Builtin::Int,
        "float" => Builtin::Float,
        _ => return None,
    })
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(file) = args.iter().find(|a| !a.starts_with("--")) else {
        eprintln!("usage: mirdump FILE.py [--built | --each] [--loop]");
        std::process::exit(2);
    };
    let has = |flag: &str| args.iter().any(|a| a == flag);
    let text = std::fs::read(file).unwrap_or_else(|e| panic!("{file}: {e}"));
    let source = SourceRequest {
        source: Source::Bytes(&text),
        filename: &file.as_str().into(),
        mode: SourceMode::Exec,
        future_flags: 0,
        optimize: 0,
        allow_incomplete_input: false,
    };
    let compiled = taipan_frontend::Frontend.compile(&source).unwrap_or_else(|e| panic!("{}", e.message));
    let mut codes = Vec::new();
    functions(Arc::new(compiled.code), &mut codes);
    let name_of = |c: &CodeObject| String::from_utf8_lossy(c.qualname.as_wtf8()).into_owned();

    let mut sites: Vec<Vec<(u32, Site)>> = vec![Vec::new(); codes.len()];
    let mut objects = Vec::new();
    let sidecar = std::path::Path::new(file).with_extension("feedback");
    for line in std::fs::read_to_string(sidecar).unwrap_or_default().lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let index = |name: &str| codes.iter().position(|c| name_of(c) == name);
        match words[..] {
            ["object", word, "builtin", name] => {
                if let Some(known) = builtin(name) {
                    objects.push(ObjectFact { word: number(word), name: name.into(), fact: Fact::Builtin(known) });
                }
            }
            ["object", word, "method", "list.append"] => {
                let fact = Fact::Method {
                    owner: Some(ClassId::List),
                    builtin: Some(Builtin::ListAppend),
                    returns: Some(ClassId::NoneType),
                };
                objects.push(ObjectFact { word: number(word), name: "list.append".into(), fact });
            }
            ["object", word, "function", name] => {
                let fact = Fact::Function {
                    snapshot: index(name).map(|i| i as u32),
                    version: 1,
                    defaults: Vec::new(),
                    has_closure: false,
                };
                objects.push(ObjectFact { word: number(word), name: name.into(), fact });
            }
            [name, unit, what, ref rest @ ..] => {
                let Some(i) = index(name) else { continue };
                let site = match (what, rest) {
                    ("operands", [left, right]) => {
                        Site::Operands { left: kinds(left), right: kinds(right), overflowed: false }
                    }
                    ("branch", [not_taken, taken]) => {
                        Site::Branch { not_taken: number(not_taken), taken: number(taken) }
                    }
                    ("kinds", [k]) => Site::Kinds(kinds(k)),
                    ("global", [word]) => Site::Global { dict: 0x1000, name: 0x2000, value: number(word) },
                    _ => continue,
                };
                sites[i].push((number(unit) as u32, site));
            }
            _ => {}
        }
    }
    let snapshots: Vec<FunctionSnapshot> = codes
        .iter()
        .zip(sites)
        .map(|(code, sites)| FunctionSnapshot { code: code.clone(), feedback: Feedback::new(sites, 0), globals: 0 })
        .collect();
    for i in 0..codes.len() {
        // The function to compile comes first; facts name snapshots by index, so the others keep theirs.
        let mut order: Vec<usize> = (0..codes.len()).collect();
        order.swap(0, i);
        let mut request = CompileRequest::new(codes[i].clone(), Feedback::default());
        request.functions = order.iter().map(|&k| snapshots[k].clone()).collect();
        request.objects = objects.clone();
        for object in &mut request.objects {
            if let Fact::Function { snapshot: Some(s), .. } = &mut object.fact {
                *s = order.iter().position(|&k| k == *s as usize).unwrap_or(0) as u32;
            }
        }
        let mut entries = vec![EntryRequest::Function];
        if has("--loop") {
            entries = taipan_optimizer::build::Bytecode::new(&codes[i])
                .map(|b| b.loops.keys().map(|&at| EntryRequest::Loop(at)).collect())
                .unwrap_or_default();
        }
        for entry in entries {
            request.entry = entry;
            println!("; {} {entry:?}", name_of(&codes[i]));
            let mut hook = |pass: &str, mir: &taipan_optimizer::mir::Mir| {
                let wanted = has("--each") || has("--built") && pass == "build";
                if wanted {
                    println!("; after {pass}\n{mir}");
                }
            };
            match pipeline::optimize_with(&request, &mut hook) {
                Ok(mir) if !has("--built") => println!("{mir}"),
                Ok(_) => {}
                Err(refusal) => println!("; refused: {} ({})", refusal.reason.sentence(), refusal.detail),
            }
        }
    }
}
