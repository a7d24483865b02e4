//! Runs `tests/differential/**/*.py` and the examples in every enabled mode of `taipan` and
//! compares standard output, standard error and exit status with CPython 3.14's, byte for byte.
//!
//! This is a test without libtest: one line per program would hide the differences. What it does
//! is described in [`harness`], the environment variables that steer it in [`harness::settings`].

mod harness;

use std::path::Path;
use std::process::ExitCode;

use harness::corpus::{self, Program, Sizes};
use harness::expected_failures::ExpectedFailures;
use harness::settings::Settings;
use harness::{bless, report, runner};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("differential: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let settings = Settings::read(env!("CARGO_BIN_EXE_taipan"), std::env::args().skip(1))?;
    if let Some(cpython) = &settings.bless_with {
        let programs = corpus::find(root, Sizes::Both)?;
        let wanted: Vec<&Program> = programs.iter().filter(|p| settings.wants(&p.id)).collect();
        let changed = bless::record(cpython, &wanted)?;
        println!("{} programs, {changed} records new or changed", wanted.len());
        return Ok(true);
    }

    let sizes = if settings.full_examples { Sizes::Full } else { Sizes::Small };
    let programs = corpus::find(root, sizes)?;
    let known = ExpectedFailures::read(root)?;
    known.check_paths(&programs)?;
    let runs: Vec<_> = settings
        .modes
        .iter()
        .flat_map(|mode| programs.iter().map(move |program| (program, *mode)))
        .filter(|(program, _)| settings.wants(&program.id))
        .collect();
    if runs.is_empty() {
        // A filter for another test target is no failure of this one.
        println!("no program matches");
        return Ok(true);
    }
    let verdicts = runner::in_parallel(&runs, |(program, mode)| runner::judge(&settings.binary, program, mode));
    Ok(report::print(&verdicts, &known))
}
