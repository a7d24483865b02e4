//! What the code looks like: hot ways hold no calls.

use std::sync::Mutex;

use taipan_abi::feedback::kind;

use super::run::{FIB, recursive};
use super::source::request;

const MANDELBROT: &str = "
def f(cr, ci, limit):
    x = 0.5
    y = 0.5
    n = 0.5
    while n < limit:
        x = x * x - y * y + cr
        y = x * y * 2.0 + ci
        n = n + 1.0
    return x
";

fn stages(request: &taipan_abi::request::CompileRequest) -> [String; 3] {
    let texts = Mutex::new([const { String::new() }; 3]);
    let dump = |stage: &str, _: &str, text: &str| {
        let place = ["mir", "clif", "asm"].iter().position(|s| *s == stage).expect("a known stage");
        texts.lock().expect("alone")[place] = text.to_string();
    };
    crate::compile(request, &crate::Options { isa: None, dump: Some(&dump) }).expect("compiles");
    texts.into_inner().expect("alone")
}

/// Lines of blocks that are not cold.
fn hot(clif: &str) -> Vec<&str> {
    let mut is_hot = true;
    let mut out = Vec::new();
    for line in clif.lines() {
        if line.starts_with("block") {
            is_hot = !line.contains("cold");
        }
        if is_hot && !line.trim().is_empty() {
            out.push(line);
        }
    }
    out
}

#[test]
fn a_float_loop_has_no_call_and_no_box_on_its_hot_way() {
    let [mir, clif, asm] = stages(&request(MANDELBROT, "f", kind::FLOAT));
    if std::env::var_os("TAIPAN_SHOW").is_some() {
        println!("{mir}\n{clif}\n{asm}");
    }
    let hot = hot(&clif);
    assert!(hot.iter().filter(|l| l.contains("fmul")).count() >= 4, "{clif}");
    assert!(!hot.iter().any(|l| l.contains("call")), "{clif}");
    // The result alone is boxed.
    assert_eq!(hot.iter().filter(|l| l.contains("rotl")).count(), 1, "{clif}");
    assert!(asm.contains("ret"));
}

#[test]
fn a_recursion_calls_nothing_but_itself() {
    let [mir, clif, asm] = stages(&recursive(FIB, "fib", 0x4440));
    if std::env::var_os("TAIPAN_SHOW").is_some() {
        println!("{mir}\n{clif}\n{asm}");
    }
    let hot = hot(&clif);
    let calls: Vec<&&str> = hot.iter().filter(|l| l.contains("call")).collect();
    // Twice into itself: each of its two calls has two of its own, and each of these.
    assert_eq!(calls.len(), 8, "{calls:?}");
    assert!(calls.iter().all(|l| l.contains("call_indirect")), "{calls:?}");
}
