//! `taipan bench`: the same programs in every mode of ours and under other Pythons, measured side by side.
//!
//! Whole processes are measured, start-up included, in turns, on one core where the system permits. The
//! outputs must agree: a fast wrong answer is none.
//!
//! | module | what |
//! |---|---|
//! | [`targets`] | the modes of ours and the other Pythons |
//! | [`built`] | executables of the programs |
//! | [`process`] | one run: time, memory, output |
//! | [`measure`] | all runs, in turns, and whether they agree |
//! | [`report`] | what was measured, as data, and its statistics |
//! | [`table`], [`json`], [`html`] | the report for a terminal, for programs, for a browser |

pub mod built;
pub mod html;
pub mod json;
pub mod machine;
pub mod measure;
pub mod process;
pub mod report;
pub mod table;
pub mod targets;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::flags::{self, Flag};
use crate::{help, output};

/// What this build can do; modes that need more are left out.
#[derive(Clone, Copy, Debug)]
pub struct Capabilities {
    pub jit: bool,
    /// Executables with native code.
    pub aot: bool,
}

/// What is measured and how.
#[derive(Debug)]
pub struct Request {
    pub programs: Vec<PathBuf>,
    /// Arguments for each of the programs.
    pub arguments: Vec<String>,
    /// Other Pythons; the first is what the rest is compared with.
    pub others: Vec<String>,
    pub runs: usize,
    /// Runs before those that count.
    pub warmups: usize,
    pub pinned: bool,
    pub json: Option<PathBuf>,
    pub html: Option<PathBuf>,
}

pub static FLAGS: &[Flag] = &[
    Flag {
        name: "vs",
        value: "PYTHON",
        help: "measure another Python too (may be repeated; the first is the measure)",
    },
    Flag { name: "runs", value: "N", help: "runs that count, of each program under each Python (default 5)" },
    Flag { name: "quick", value: "", help: "3 runs and none before those that count" },
    Flag { name: "args", value: "'A B'", help: "arguments for the programs, divided by spaces" },
    Flag { name: "json", value: "FILE", help: "write what was measured as JSON" },
    Flag { name: "html", value: "FILE", help: "write a report as one self-contained page" },
    Flag { name: "no-pin", value: "", help: "let the system choose the core" },
];

/// The help of the command.
pub fn help(executable: &str) -> String {
    help::command(
        &format!("{executable} bench FILE... [option] ..."),
        "Measures programs under Taipan and other Pythons: whole processes, in turns, on one core.\n\
         Their outputs must agree; where they do not, the exit status is 1.",
        FLAGS,
    )
}

/// Reads the arguments behind `bench`. None: help was asked for.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Request>, String> {
    let given = flags::read(FLAGS, arguments)?;
    if given.help {
        return Ok(None);
    }
    if given.files.is_empty() {
        return Err("bench: no program is given".into());
    }
    let quick = given.has("quick");
    let runs = match given.value("runs") {
        None => 5 - 2 * usize::from(quick),
        Some(text) => match text.parse() {
            Ok(runs @ 1..=1_000_000) => runs,
            _ => return Err(format!("bench: --runs: expected a number from 1 to 1000000, not '{text}'")),
        },
    };
    Ok(Some(Request {
        programs: given.files.iter().map(PathBuf::from).collect(),
        arguments: given.value("args").unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
        others: given.values("vs").into_iter().map(str::to_owned).collect(),
        runs,
        warmups: usize::from(!quick),
        pinned: !given.has("no-pin"),
        json: given.value("json").map(PathBuf::from),
        html: given.value("html").map(PathBuf::from),
    }))
}

/// Measures, shows, writes; gives the exit status. `executable` is this one.
pub fn run(request: &Request, executable: &Path, capabilities: Capabilities) -> i32 {
    match measured(request, executable, capabilities) {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(problem) => {
            output::complain(&format!("taipan bench: {problem}"));
            2
        }
    }
}

fn measured(request: &Request, executable: &Path, capabilities: Capabilities) -> Result<bool, String> {
    for program in &request.programs {
        std::fs::metadata(program).map_err(|error| format!("can't open '{}': {error}", program.display()))?;
    }
    // What cannot be written should be known before minutes are spent.
    for file in [&request.json, &request.html].into_iter().flatten() {
        std::fs::write(file, "").map_err(|error| format!("cannot write '{}': {error}", file.display()))?;
    }
    let (targets, left_out) = targets::find(request, executable, capabilities)?;
    let report = measure::measure(request, targets, left_out)?;
    output::show(&table::text(&report));
    let mut agree = true;
    for problem in report.problems() {
        agree = false;
        output::complain(&format!("taipan bench: {problem}"));
    }
    let write = |file: &Option<PathBuf>, text: &dyn Fn() -> String| match file {
        Some(file) => {
            std::fs::write(file, text()).map_err(|error| format!("cannot write '{}': {error}", file.display()))
        }
        None => Ok(()),
    };
    write(&request.json, &|| json::text(&report))?;
    write(&request.html, &|| html::page(&report))?;
    Ok(agree)
}

#[cfg(test)]
mod tests;
