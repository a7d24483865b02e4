//! What was measured, as data, and its statistics.

use super::machine::Machine;
use super::process::{Ending, Sample};
use super::targets::Target;

pub struct Report {
    pub machine: Machine,
    /// Seconds since 1970.
    pub started: u64,
    pub runs: usize,
    pub warmups: usize,
    pub arguments: Vec<String>,
    /// The first is what the others are compared with.
    pub targets: Vec<Target>,
    /// Modes that this build does not have.
    pub left_out: Vec<String>,
    pub programs: Vec<Program>,
}

/// A program under all targets.
pub struct Program {
    pub name: String,
    pub path: String,
    /// As many as there are targets.
    pub measured: Vec<Measured>,
}

/// A program under one target.
#[derive(Default)]
pub struct Measured {
    pub samples: Vec<Sample>,
    pub ending: Option<Ending>,
    /// Why the numbers do not count: it failed, or did something else than the first target.
    pub problem: Option<String>,
}

/// Times in seconds, over the runs of one program under one target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Times {
    pub min: f64,
    pub median: f64,
    pub max: f64,
}

impl Times {
    /// How far the runs lie apart, as a part of the median.
    pub fn spread(&self) -> f64 {
        if self.median > 0.0 { (self.max - self.min) / self.median } else { 0.0 }
    }
}

impl Measured {
    pub fn wall(&self) -> Option<Times> {
        self.times(|sample| sample.wall.as_secs_f64())
    }

    pub fn user(&self) -> Option<Times> {
        self.times(|sample| sample.user.as_secs_f64())
    }

    /// Greatest resident memory of any run, bytes.
    pub fn peak(&self) -> u64 {
        self.samples.iter().map(|sample| sample.peak).max().unwrap_or(0)
    }

    fn times(&self, of: fn(&Sample) -> f64) -> Option<Times> {
        let mut all: Vec<f64> = self.samples.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        let (min, max) = (*all.first()?, *all.last()?);
        Some(Times { min, median: median(&all), max })
    }
}

/// The middle of sorted numbers.
fn median(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { (sorted[half - 1] + sorted[half]) / 2.0 }
}

impl Program {
    /// How many times as fast a target is as the first one; None where one of them did not do its work.
    pub fn speed(&self, target: usize) -> Option<f64> {
        let (first, this) = (&self.measured[0], &self.measured[target]);
        if first.problem.is_some() || this.problem.is_some() {
            return None;
        }
        let (first, this) = (first.wall()?.median, this.wall()?.median);
        (this > 0.0).then(|| first / this)
    }
}

impl Report {
    /// The geometric mean of a target's speeds, and over how many programs.
    pub fn mean_speed(&self, target: usize) -> Option<(f64, usize)> {
        geometric_mean(self.programs.iter().filter_map(|program| program.speed(target)))
    }

    /// How often each program ran under each target.
    pub fn runs_in_words(&self) -> String {
        let runs = if self.runs == 1 { "1 run".to_owned() } else { format!("{} runs", self.runs) };
        if self.warmups > 0 { format!("{runs} after one that does not count") } else { runs }
    }

    /// Everything that did not work, one sentence each.
    pub fn problems(&self) -> Vec<String> {
        let mut all = Vec::new();
        for program in &self.programs {
            for (target, measured) in self.targets.iter().zip(&program.measured) {
                if let Some(problem) = &measured.problem {
                    all.push(format!("{}: {} {problem}", program.path, target.name));
                }
            }
        }
        all
    }
}

/// The geometric mean and the number of its numbers.
pub fn geometric_mean(numbers: impl Iterator<Item = f64>) -> Option<(f64, usize)> {
    let logarithms: Vec<f64> = numbers.map(f64::ln).collect();
    let count = logarithms.len();
    (count > 0).then(|| ((logarithms.iter().sum::<f64>() / count as f64).exp(), count))
}

/// Seconds for people: three digits and a unit.
pub fn seconds(seconds: f64) -> String {
    let (number, unit) = match seconds {
        s if s < 1e-3 => (s * 1e6, "µs"),
        s if s < 1.0 => (s * 1e3, "ms"),
        s => (s, "s"),
    };
    let decimals = if number < 10.0 { 2 } else { usize::from(number < 100.0) };
    format!("{number:.decimals$} {unit}")
}

/// Bytes for people.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// A speed for people.
pub fn times(speed: f64) -> String {
    let decimals = if speed < 10.0 { 2 } else { 1 };
    format!("{speed:.decimals$}x")
}
