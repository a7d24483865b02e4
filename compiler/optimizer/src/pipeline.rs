//! The order of passes, and the door of the crate.
//!
//! No pass depends on which ran before, but for `refcount`, which comes last: it makes ownership
//! explicit. In builds with debug assertions the verifier runs after each.

use taipan_abi::code::CodeObject;
use taipan_abi::request::{CompileRequest, EntryRequest};
use taipan_abi::unit::Refusal;

use crate::build::{self, Entry};
use crate::mir::{Mir, drops, verify};
use crate::passes;

/// Improves a function in place.
pub type Pass = fn(&mut Mir, &CompileRequest);

/// Every pass, by name.
const PASSES: &[(&str, Pass)] = &[
    ("bounds", passes::bounds::run),
    ("dce", passes::dce::run),
    ("delay", passes::frames::delay),
    ("escape", passes::escape::run),
    ("frames", passes::frames::run),
    ("guards", passes::guards::run),
    ("hoist", passes::hoist::run),
    ("items", passes::items::run),
    ("peel", passes::peel::run),
    ("refcount", passes::refcount::run),
    ("rotate", passes::rotate::run),
    ("simplify", passes::simplify::run),
    ("sink", passes::sink::run),
    ("specialise", passes::specialise::run),
    ("types", passes::types::run),
    ("unbox", passes::unbox::run),
];

/// What runs, in order.
const ORDER: &[&str] = &[
    "dce",
    "simplify",
    "types",
    "specialise",
    "simplify",
    "guards",
    "frames",
    "escape",
    "simplify",
    "peel",
    "simplify",
    "rotate",
    "simplify",
    "unbox",
    "simplify",
    "types",
    "specialise",
    "simplify",
    "guards",
    "hoist",
    "rotate",
    "unbox",
    "simplify",
    "guards",
    "bounds",
    "simplify",
    "types",
    "simplify",
    "guards",
    "simplify",
    "items",
    "delay",
    "sink",
    "dce",
    "refcount",
];

/// A pass by its name.
pub fn pass(name: &str) -> Option<Pass> {
    PASSES.iter().find(|(n, _)| *n == name).map(|(_, pass)| *pass)
}

/// Compiles a request to optimised MIR.
pub fn optimize(request: &CompileRequest) -> Result<Mir, Refusal> {
    optimize_with(request, &mut |_, _| {})
}

/// Like [`optimize`]; `dump` sees the function after building and after each pass.
pub fn optimize_with(request: &CompileRequest, dump: &mut dyn FnMut(&str, &Mir)) -> Result<Mir, Refusal> {
    let entry = match request.entry {
        EntryRequest::Function => Entry::Function,
        EntryRequest::Loop(at) => Entry::Loop(at),
    };
    let mir = run(request, entry, false, dump)?;
    // Who gives up what is decided at the end. It is foreseen as a rule.
    if !drops::are_reads_stale(&mir) {
        return Ok(mir);
    }
    run(request, entry, true, dump)
}

/// Builds and runs all passes.
fn run(
    request: &CompileRequest,
    entry: Entry,
    reads_stay: bool,
    dump: &mut dyn FnMut(&str, &Mir),
) -> Result<Mir, Refusal> {
    let mut mir = build::build(request, 0, entry)?;
    mir.reads_stay = reads_stay;
    check("build", &mir);
    dump("build", &mir);
    for name in ORDER {
        if let Some(run) = pass(name) {
            run(&mut mir, request);
            check(name, &mir);
            dump(name, &mir);
        }
    }
    if cfg!(debug_assertions)
        && let Err(message) = passes::balance::check(&mir)
    {
        panic!("{} after refcount: {message}\n{mir}", mir.name);
    }
    Ok(mir)
}

/// A function that breaks the rules is a bug of ours: it stops here, with the pass in hand.
fn check(pass: &str, mir: &Mir) {
    if cfg!(debug_assertions)
        && let Err(message) = verify::verify(mir)
    {
        panic!("{} after {pass}: {message}\n{mir}", mir.name);
    }
}

/// A code object of nothing, for passes that are tested from text.
pub fn no_code() -> CodeObject {
    CodeObject::nothing()
}
