//! Statistics, dates, and the three forms of a report that was made up.

use std::time::Duration;

use super::machine::{self, Machine};
use super::process::{Ending, Sample};
use super::report::{Measured, Program, Report, geometric_mean, seconds};
use super::targets::Target;
use super::*;

fn arguments(line: &str) -> Result<Option<Request>, String> {
    parse(line.split_whitespace().map(OsString::from))
}

#[test]
fn requests() {
    let request = arguments("a.py b.py --vs p --vs q --runs 7 --args 10").unwrap().unwrap();
    assert_eq!((request.programs.len(), request.others.len(), request.runs, request.warmups), (2, 2, 7, 1));
    assert_eq!(request.arguments, ["10"]);
    let quick = arguments("a.py --quick").unwrap().unwrap();
    assert_eq!((quick.runs, quick.warmups, quick.pinned), (3, 0, true));
    assert!(arguments("").unwrap_err().contains("no program"));
    assert!(arguments("a.py --runs 0").unwrap_err().contains("--runs"));
    assert!(arguments("--help").unwrap().is_none());
}

#[test]
fn dates() {
    assert_eq!(machine::date(0), "1970-01-01 00:00");
    assert_eq!(machine::date(951_782_400), "2000-02-29 00:00");
    assert_eq!(machine::date(1_798_761_599), "2026-12-31 23:59");
}

#[test]
fn units() {
    assert_eq!(seconds(0.000_012), "12.0 µs");
    assert_eq!(seconds(0.009_876), "9.88 ms");
    assert_eq!(seconds(0.123), "123 ms");
    assert_eq!(seconds(2.5), "2.50 s");
}

fn measured(milliseconds: &[u64], problem: Option<&str>) -> Measured {
    let sample = |&wall: &u64| Sample {
        wall: Duration::from_millis(wall),
        user: Duration::from_millis(wall),
        system: Duration::ZERO,
        peak: 9_000_000 + wall,
    };
    Measured {
        samples: milliseconds.iter().map(sample).collect(),
        ending: Some(Ending::Status(0)),
        problem: problem.map(str::to_owned),
    }
}

fn made_up() -> Report {
    let target = |name: &str, is_ours| Target {
        name: name.into(),
        about: "<b>".into(),
        command: vec![name.into()],
        is_ours,
        is_built: false,
    };
    let program = |name: &str, measured| Program { name: name.into(), path: format!("x/{name}"), measured };
    Report {
        machine: Machine { processor: "P".into(), cores: 2, system: "S".into(), core: Some(1) },
        started: 0,
        runs: 3,
        warmups: 1,
        arguments: Vec::new(),
        targets: vec![target("python", false), target("interpreted", true)],
        left_out: vec!["jit".into()],
        programs: vec![
            program("a.py", vec![measured(&[100, 120, 110], None), measured(&[55, 50, 60], None)]),
            program("b.py", vec![measured(&[80, 80, 80, 80], None), measured(&[10, 10, 10, 10], None)]),
            program("c.py", vec![measured(&[10], None), measured(&[1], Some("prints <something> else"))]),
        ],
    }
}

#[test]
fn speeds_are_ratios_of_medians() {
    let report = made_up();
    assert_eq!(report.programs[0].speed(1), Some(2.0));
    assert_eq!(report.programs[1].speed(1), Some(8.0));
    assert_eq!(report.programs[2].speed(1), None);
    let (mean, count) = report.mean_speed(1).unwrap();
    assert!((mean - 4.0).abs() < 1e-9 && count == 2);
    assert!(geometric_mean(std::iter::empty()).is_none());
    let wall = report.programs[0].measured[0].wall().unwrap();
    assert!((wall.spread() - 20.0 / 110.0).abs() < 1e-9);
}

#[test]
fn tables() {
    assert_eq!(
        table::text(&made_up()),
        "                   min     median   spread    speed     memory
a.py
python          100 ms     110 ms   18.2 %    1.00x     9.0 MB
interpreted    50.0 ms    55.0 ms   18.2 %    2.00x     9.0 MB
b.py
python         80.0 ms    80.0 ms    0.0 %    1.00x     9.0 MB
interpreted    10.0 ms    10.0 ms    0.0 %    8.00x     9.0 MB
c.py
python         10.0 ms    10.0 ms    0.0 %    1.00x     9.0 MB
interpreted    1.00 ms    1.00 ms    0.0 %        -     9.0 MB  wrong
geometric mean
python                                        1.00x
interpreted                                   4.00x  of 2 programs

python: <b>
jit: not in this build yet, left out
speed: median time of python / median time; spread: (max - min) / median; 3 runs after one that does not count
P, 2 cores, S, on core 1
"
    );
}

#[test]
fn json_says_all() {
    let value: serde_json::Value = serde_json::from_str(&json::text(&made_up())).expect("JSON");
    assert_eq!(value["format"], 1);
    assert_eq!(value["programs"][0]["results"][1]["speed"], 2.0);
    assert_eq!(value["programs"][2]["results"][1]["problem"], "prints <something> else");
    assert_eq!(value["targets"][1]["ours"], true);
    assert_eq!(value["programs"][0]["results"][0]["samples"].as_array().map(Vec::len), Some(3));
}

#[test]
fn pages_are_self_contained() {
    let page = html::page(&made_up());
    assert!(page.starts_with("<!DOCTYPE html>"));
    for outside in ["http:", "https:", "src=", "@import", "<link", "<script"] {
        assert!(!page.contains(outside), "the page refers to {outside}");
    }
    assert!(page.contains("prints &lt;something&gt; else") && !page.contains("<something>"));
    let count = |text: &str| page.matches(text).count();
    for element in ["main", "section", "div", "table", "tr", "td", "th", "span", "h1", "h2", "p", "details"] {
        let open = count(&format!("<{element}>")) + count(&format!("<{element} "));
        assert_eq!(open, count(&format!("</{element}>")), "{element} is not closed as often as opened");
    }
}
