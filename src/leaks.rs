//! `--check-leaks`: runs a program again in the same process and reports objects that every run leaves behind.

use std::collections::BTreeMap;

use taipan_cli::output;
use taipan_rt::session::Loaded;
use taipan_rt::{main_module, process};
use taipan_vm::memory::collector;
use taipan_vm::startup;
use taipan_vm::thread::Thread;

/// The exit status where objects pile up.
pub const LEAKING: i32 = 3;

/// Runs after the first one. What modules and caches keep is there after one or two; what grows with every later one
/// is lost.
const RUNS: usize = 5;

/// Live objects by the name of their class.
type Census = BTreeMap<String, i64>;

fn census(t: &Thread) -> Census {
    collector::collect(t, 2);
    collector::collect(t, 2);
    let mut census = Census::new();
    t.heap.for_each_object(|header| {
        // SAFETY: the heap gives live objects, and nothing runs meanwhile.
        let class = unsafe { header.as_ref() }.type_of();
        *census.entry(class.name_text()).or_insert(0) += 1;
    });
    census
}

/// Runs the program, which ran once, again in silence. None: nothing piles up. Otherwise what does, a class per line.
pub fn check(t: &Thread, loaded: &Loaded) -> Option<String> {
    let silenced = process::silence();
    let mut counts: Vec<Census> = Vec::new();
    for _ in 0..RUNS {
        startup::forget_main(t);
        if let Err(raised) = main_module::prepare(t).and_then(|()| main_module::execute(t, loaded)) {
            drop(t.take_exception(raised));
        }
        startup::forget_main(t);
        counts.push(census(t));
    }
    startup::flush_quietly(t);
    drop(silenced);
    let last = counts.last()?;
    let mut report = String::new();
    for (class, count) in last {
        let of = |census: &Census| census.get(class).copied().unwrap_or(0);
        let grown: Vec<i64> = counts.windows(2).skip(1).map(|pair| of(&pair[1]) - of(&pair[0])).collect();
        // A run may free what the one before left; what is lost grows every time.
        if grown.iter().all(|&growth| growth > 0) {
            let average = (count - of(&counts[1])) as f64 / (RUNS - 2) as f64;
            report.push_str(&format!("  {class}: {average:.1} per run\n"));
        }
    }
    (!report.is_empty()).then_some(report)
}

/// Says what piles up.
pub fn complain(report: &str) {
    output::complain(&format!("taipan: objects that every run leaves behind:\n{}", report.trim_end()));
}
