//! Shows what a run found: one paragraph per problem, counts per mode and area, a last line.

use std::collections::BTreeMap;

use super::diff;
use super::expected_failures::ExpectedFailures;
use super::runner::{Outcome, Verdict};

#[derive(Default)]
struct Counts {
    passed: usize,
    failed: usize,
    expected: usize,
}

/// Prints the report; true if everything is as it should be.
pub fn print(verdicts: &[Verdict<'_>], known: &ExpectedFailures) -> bool {
    let mut counts: BTreeMap<(&str, &str), Counts> = BTreeMap::new();
    let mut problems = Vec::new();
    for verdict in verdicts {
        let (id, mode) = (verdict.program.id.as_str(), verdict.mode.name);
        let entry = counts.entry((mode, &verdict.program.area)).or_default();
        match (&verdict.result, known.reason(id, mode)) {
            (Outcome::Same, None) => entry.passed += 1,
            (Outcome::Same, Some(reason)) => {
                entry.failed += 1;
                println!("{id} [{mode}] passes, but is expected to fail ({reason}):");
                println!("    remove it from {}\n", ExpectedFailures::FILE);
                problems.push((id, mode));
            }
            (_, Some(_)) => entry.expected += 1,
            (result, None) => {
                entry.failed += 1;
                println!("{id} [{mode}] {}", describe(result));
                problems.push((id, mode));
            }
        }
    }

    println!("{:12} {:14} {:>6} {:>6} {:>16}", "mode", "area", "passed", "failed", "expected to fail");
    let mut total = Counts::default();
    for ((mode, area), count) in &counts {
        let Counts { passed, failed, expected } = count;
        println!("{mode:12} {area:14} {passed:6} {failed:6} {expected:16}");
        total.passed += passed;
        total.failed += failed;
        total.expected += expected;
    }
    let Counts { passed, failed, expected } = total;
    println!("{:12} {:14} {passed:6} {failed:6} {expected:16}", "all", "");
    if !problems.is_empty() {
        println!("\nnot as they should be:");
        for (id, mode) in &problems {
            println!("    {id}  {mode}");
        }
    }
    problems.is_empty()
}

fn describe(result: &Outcome) -> String {
    match result {
        Outcome::Same => "passes".to_owned(),
        Outcome::Broken(why) => format!("{why}\n"),
        Outcome::Differs { expected, actual } => {
            format!("differs (- CPython, + taipan):\n{}", diff::lines(expected, actual))
        }
    }
}
