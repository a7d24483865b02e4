//! The report for a terminal.

use super::report::{Report, megabytes, seconds, times};

/// The table and what is to be known about it.
pub fn text(report: &Report) -> String {
    let width = report.targets.iter().map(|target| target.name.chars().count()).max().unwrap_or(0).max(11);
    let mut out =
        format!("{:width$}  {:>9}  {:>9}  {:>7}  {:>7}  {:>9}\n", "", "min", "median", "spread", "speed", "memory");
    for program in &report.programs {
        out.push_str(&format!("{}\n", program.name));
        for (at, (target, measured)) in report.targets.iter().zip(&program.measured).enumerate() {
            let Some(wall) = measured.wall() else { continue };
            let speed = program.speed(at).map_or("-".to_owned(), times);
            let mark = if measured.problem.is_some() { "  wrong" } else { "" };
            out.push_str(&format!(
                "{:width$}  {:>9}  {:>9}  {:>5.1} %  {speed:>7}  {:>9}{mark}\n",
                target.name,
                seconds(wall.min),
                seconds(wall.median),
                wall.spread() * 100.0,
                megabytes(measured.peak()),
            ));
        }
    }
    if report.programs.len() > 1 {
        out.push_str("geometric mean\n");
        for (at, target) in report.targets.iter().enumerate() {
            let Some((speed, count)) = report.mean_speed(at) else { continue };
            let all = count == report.programs.len();
            let note = if all { String::new() } else { format!("  of {count} programs") };
            out.push_str(&format!(
                "{:width$}  {:>9}  {:>9}  {:>7}  {:>7}{note}\n",
                target.name,
                "",
                "",
                "",
                times(speed)
            ));
        }
    }
    out.push('\n');
    for target in report.targets.iter().filter(|target| !target.is_ours) {
        out.push_str(&format!("{}: {}\n", target.name, target.about));
    }
    for name in &report.left_out {
        out.push_str(&format!("{name}: not in this build yet, left out\n"));
    }
    let first = report.targets.first().map_or("", |target| &target.name);
    out.push_str(&format!(
        "speed: median time of {first} / median time; spread: (max - min) / median; {}\n{}\n",
        report.runs_in_words(),
        report.machine.sentence()
    ));
    out
}
