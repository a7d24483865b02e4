//! The JIT, wired to the runtime.

use taipan_abi::options::{Options, Stage};
use taipan_codegen::Jit;
use taipan_vm::native::helpers;
use taipan_vm::tiering::state::Hook;

/// The compiler for this process; None where it is not wanted or its memory cannot be had: the
/// interpreter runs everything.
pub fn hook(options: &Options) -> Option<Hook> {
    if options.no_jit {
        return None;
    }
    let mut jit = Jit::new(&helpers::table()).ok()?;
    let stages = options.dump;
    let shown: Vec<&str> =
        [Stage::Mir, Stage::Clif, Stage::Asm].iter().filter(|s| stages.contains(**s)).map(|s| s.name()).collect();
    if !shown.is_empty() {
        let filter = options.dump_filter.clone();
        jit = jit.with_hook(Box::new(move |stage, name, text| {
            if shown.contains(&stage) && filter.as_ref().is_none_or(|filter| name.contains(filter.as_str())) {
                eprintln!("== {stage} of {name}\n{text}");
            }
        }));
    }
    if options.perf_map {
        jit = jit.with_perf_map();
    }
    // As long-lived as the process: compiled code may run until its end.
    Some(Hook(Box::leak(Box::new(jit))))
}
