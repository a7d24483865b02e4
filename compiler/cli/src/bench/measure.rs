//! All runs, in turns: what disturbs the machine for a while disturbs every target alike.

use std::ffi::OsString;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use super::Request;
use super::built::Folder;
use super::machine;
use super::process::{self, Ending, Said};
use super::report::{Measured, Program, Report};
use super::targets::Target;

/// Runs everything.
pub fn measure(request: &Request, targets: Vec<Target>, left_out: Vec<String>) -> Result<Report, String> {
    let core = if request.pinned { pin() } else { None };
    let rounds = request.warmups + request.runs;
    let bar = ProgressBar::new((request.programs.len() * targets.len() * rounds) as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let folder = Folder::new().map_err(|error| format!("no folder for executables: {error}"))?;
    let mut programs = Vec::new();
    for path in &request.programs {
        programs.push(program(request, &targets, path, &folder, &bar)?);
    }
    bar.finish_and_clear();
    Ok(Report {
        machine: machine::describe(core),
        started: machine::now(),
        runs: request.runs,
        warmups: request.warmups,
        arguments: request.arguments.clone(),
        targets,
        left_out,
        programs,
    })
}

/// Keeps this thread, and so what it starts, on one core: the last that it may use, since the first serves
/// most interrupts.
fn pin() -> Option<usize> {
    let allowed = sched_getaffinity(None).ok()?;
    let core = (0..CpuSet::MAX_CPU).rev().find(|&core| allowed.is_set(core))?;
    let mut one = CpuSet::new();
    one.set(core);
    sched_setaffinity(None, &one).ok()?;
    Some(core)
}

fn program(
    request: &Request,
    targets: &[Target],
    path: &Path,
    folder: &Folder,
    bar: &ProgressBar,
) -> Result<Program, String> {
    let mut measured: Vec<Measured> = targets.iter().map(|_| Measured::default()).collect();
    let commands: Vec<Vec<OsString>> = targets
        .iter()
        .zip(&mut measured)
        .map(|(target, result)| {
            let command = folder.command(target, path, &request.arguments);
            command.unwrap_or_else(|problem| {
                result.problem = Some(problem);
                Vec::new()
            })
        })
        .collect();
    // The first run of the first target is what all others must agree with.
    let mut reference: Option<Said> = None;
    for round in 0..request.warmups + request.runs {
        for turn in 0..targets.len() {
            // The first round keeps the order, so that the reference is the first target's.
            let at = (turn + round) % targets.len();
            let (target, result) = (&targets[at], &mut measured[at]);
            bar.set_message(format!("{} with {}", path.display(), target.name));
            if commands[at].is_empty() {
                bar.inc(1);
                continue;
            }
            let run = process::run(&commands[at]);
            let (sample, mut said) = run.map_err(|error| format!("cannot run '{}': {error}", target.name))?;
            bar.inc(1);
            result.ending = Some(said.ending);
            if round >= request.warmups {
                result.samples.push(sample);
            }
            if result.problem.is_none() {
                let problem = problem(&mut said, reference.as_mut(), &targets[0].name);
                result.problem = problem.map_err(|error| format!("cannot compare outputs: {error}"))?;
            }
            reference.get_or_insert(said);
        }
    }
    let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy()).into_owned();
    Ok(Program { name, path: path.display().to_string(), measured })
}

/// What is wrong with a run.
fn problem(said: &mut Said, reference: Option<&mut Said>, first: &str) -> std::io::Result<Option<String>> {
    let Some(reference) = reference else {
        return Ok(match said.ending {
            Ending::Status(0) => None,
            ending => Some(format!("ends with {ending}: {}", said.stderr.last_line()?)),
        });
    };
    if said.ending != reference.ending {
        let (mine, theirs) = (said.ending, reference.ending);
        let line = said.stderr.last_line()?;
        let line = if line.is_empty() { line } else { format!(": {line}") };
        return Ok(Some(format!("ends with {mine}, {first} with {theirs}{line}")));
    }
    let difference = said.stdout.first_difference(&mut reference.stdout)?;
    Ok(difference.map(|at| format!("prints something else than {first} from byte {at} on")))
}
