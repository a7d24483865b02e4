//! Runs every wanted program in every wanted mode on a few workers.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::corpus::{Argument, Program};
use super::modes::{How, Mode};
use super::outcome;
use super::process;
use super::runtime_library;

/// More would only make the machine swap time slices: tests share it with builds.
pub const WORKERS: usize = 2;

/// What became of one program in one mode.
pub struct Verdict<'a> {
    pub program: &'a Program,
    pub mode: &'static Mode,
    pub result: Outcome,
}

pub enum Outcome {
    Same,
    Differs {
        expected: Vec<u8>,
        actual: Vec<u8>,
    },
    /// It could not be run or compared at all; the text says why.
    Broken(String),
}

/// Applies `work` to all items on [`WORKERS`] threads; the results keep the order of the items.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(items.len()));
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let index = next.fetch_add(1, Ordering::Relaxed)
                    && let Some(item) = items.get(index)
                {
                    let result = work(item);
                    results.lock().expect("a worker of the harness panicked").push((index, result));
                }
            });
        }
    });
    let mut results = results.into_inner().expect("a worker of the harness panicked");
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Runs a program and compares what it did with the record.
pub fn judge<'a>(binary: &Path, program: &'a Program, mode: &'static Mode) -> Verdict<'a> {
    let result = match (fs::read(&program.recorded), perform(binary, program, mode)) {
        (_, Err(error)) => Outcome::Broken(format!("cannot run it: {error}")),
        (Err(error), _) => {
            let path = program.recorded.display();
            Outcome::Broken(format!("no outcome is recorded ({path}: {error}); see TAIPAN_BLESS"))
        }
        (Ok(expected), Ok(actual)) if expected == actual => Outcome::Same,
        (Ok(expected), Ok(actual)) => Outcome::Differs { expected, actual },
    };
    Verdict { program, mode, result }
}

/// Runs a program in a mode; gives the outcome as [`outcome::render`] writes it.
pub fn perform(binary: &Path, program: &Program, mode: &Mode) -> io::Result<Vec<u8>> {
    let scratch = Scratch::new()?;
    // Programs inside an executable pretend to lie in its folder.
    let built = scratch.path.join("built");
    let places = [(built.as_path(), ""), (program.folder.as_path(), ""), (scratch.path.as_path(), "SCRATCH/")];
    let mut command = match mode.how {
        How::Run(flags) => {
            let mut command = process::command(binary, &program.folder);
            command.args(flags).arg(&program.file);
            command
        }
        How::Build(flags) | How::Native(flags) => {
            runtime_library::ensure(binary);
            fs::create_dir(&built)?;
            let executable = built.join("program");
            let mut build = process::command(binary, &program.folder);
            build.arg("build").arg(&program.file).arg("-o").arg(&executable);
            if matches!(mode.how, How::Native(_)) {
                if let Some(profile) = record(binary, program, flags, &scratch)? {
                    build.arg("--profile").arg(profile);
                }
            } else {
                build.args(flags);
            }
            let build = process::run(build, None)?;
            if !build.status.is_some_and(|status| status.success()) {
                // A program that does not compile is refused with what running it says.
                return Ok(outcome::without_paths(outcome::render(&build), &places));
            }
            process::command(&executable, &program.folder)
        }
    };
    add_argument(&mut command, program, &scratch)?;
    let finished = process::run(command, program.input.as_deref())?;
    Ok(outcome::without_paths(outcome::render(&finished), &places))
}

/// Runs a program to record its profile; None where it came to no orderly end.
fn record(binary: &Path, program: &Program, flags: &[&str], scratch: &Scratch) -> io::Result<Option<PathBuf>> {
    let profile = scratch.path.join("profile");
    let other = Scratch::new()?;
    let mut command = process::command(binary, &program.folder);
    command.arg("--record").arg(&profile).args(flags).arg(&program.file);
    add_argument(&mut command, program, &other)?;
    process::run(command, program.input.as_deref())?;
    Ok(profile.is_file().then_some(profile))
}

fn add_argument(command: &mut Command, program: &Program, scratch: &Scratch) -> io::Result<()> {
    match program.argument {
        Argument::None => {}
        Argument::Size(size) => {
            command.arg(size);
        }
        Argument::Scratch => {
            let folder = scratch.path.join("files");
            fs::create_dir(&folder)?;
            command.arg(folder);
        }
    }
    Ok(())
}

/// A temporary folder that goes away with its owner.
struct Scratch {
    path: PathBuf,
}

impl Scratch {
    fn new() -> io::Result<Self> {
        static COUNTER: AtomicUsize = AtomicUsize::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("taipan-differential-{}-{number}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Scratch { path })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A folder left in the temporary directory is no reason to fail a test.
        let _ = fs::remove_dir_all(&self.path);
    }
}
