//! The report for programs. The format is described in `docs/bench.md`; fields are added, never changed.

use serde_json::{Value, json};

use super::machine;
use super::process::{Ending, Sample};
use super::report::{Measured, Report, Times};

/// Raised when a field changes its meaning.
const FORMAT: u32 = 1;

pub fn text(report: &Report) -> String {
    let targets: Vec<Value> = report
        .targets
        .iter()
        .enumerate()
        .map(|(at, target)| {
            let command: Vec<String> = target.command.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            let mean = report.mean_speed(at).map(|(speed, _)| speed);
            json!({
                "name": target.name,
                "about": target.about,
                "command": command,
                "ours": target.is_ours,
                "mean_speed": mean,
            })
        })
        .collect();
    let programs: Vec<Value> = report
        .programs
        .iter()
        .map(|program| {
            let results: Vec<Value> = report
                .targets
                .iter()
                .zip(&program.measured)
                .enumerate()
                .map(|(at, (target, measured))| result(&target.name, measured, program.speed(at)))
                .collect();
            json!({ "name": program.name, "path": program.path, "results": results })
        })
        .collect();
    let machine = &report.machine;
    let whole = json!({
        "format": FORMAT,
        "date": machine::date(report.started),
        "machine": {
            "processor": machine.processor,
            "cores": machine.cores,
            "system": machine.system,
            "core": machine.core,
        },
        "runs": report.runs,
        "warmups": report.warmups,
        "arguments": report.arguments,
        "targets": targets,
        "left_out": report.left_out,
        "programs": programs,
    });
    format!("{whole:#}\n")
}

fn result(target: &str, measured: &Measured, speed: Option<f64>) -> Value {
    let times = |times: Option<Times>| times.map(|t| json!({ "min": t.min, "median": t.median, "max": t.max }));
    let sample = |sample: &Sample| {
        json!({
            "wall": sample.wall.as_secs_f64(),
            "user": sample.user.as_secs_f64(),
            "system": sample.system.as_secs_f64(),
            "peak": sample.peak,
        })
    };
    let (status, signal) = match measured.ending {
        Some(Ending::Status(status)) => (Some(status), None),
        Some(Ending::Signal(signal)) => (None, Some(signal)),
        None => (None, None),
    };
    json!({
        "target": target,
        "status": status,
        "signal": signal,
        "problem": measured.problem,
        "speed": speed,
        "wall": times(measured.wall()),
        "user": times(measured.user()),
        "peak": measured.peak(),
        "samples": measured.samples.iter().map(sample).collect::<Vec<Value>>(),
    })
}
