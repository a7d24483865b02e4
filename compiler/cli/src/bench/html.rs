//! The report for a browser: one page that needs nothing beside it, in light and dark, on wide screens and phones.

use super::machine;
use super::report::{Program, Report, megabytes, seconds, times};

const STYLE: &str = include_str!("page.css");
/// Colours of the style; targets beyond that many share them.
const COLOURS: usize = 6;

pub fn page(report: &Report) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Taipan bench</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    );
    out.push_str("<h1>Taipan bench</h1>\n");
    let (date, place) = (machine::date(report.started), report.machine.sentence());
    paragraph(&mut out, "soft", &format!("{date} UTC, {place}"));
    paragraph(
        &mut out,
        "soft",
        &format!("Whole processes, start-up included; {} each, in turns.", report.runs_in_words()),
    );
    means(report, &mut out);
    for program in &report.programs {
        section(report, program, &mut out);
    }
    legend(report, &mut out);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// The geometric means, large.
fn means(report: &Report, out: &mut String) {
    out.push_str("<section>\n<h2>Speed over all programs</h2>\n<div class=\"means\">\n");
    for (at, target) in report.targets.iter().enumerate() {
        let Some((speed, count)) = report.mean_speed(at) else { continue };
        let note = if count == report.programs.len() { String::new() } else { format!(" ({count} programs)") };
        out.push_str(&format!(
            "<div style=\"--c: var(--c{})\"><strong>{}</strong>{}{note}</div>\n",
            at % COLOURS,
            times(speed),
            escaped(&target.name)
        ));
    }
    out.push_str("</div>\n</section>\n");
}

fn section(report: &Report, program: &Program, out: &mut String) {
    let longest = program.measured.iter().filter_map(|m| Some(m.wall()?.max)).fold(0.0, f64::max);
    let largest = program.measured.iter().map(|m| m.peak()).max().unwrap_or(0).max(1);
    out.push_str(&format!("<section>\n<h2>{}</h2>\n", escaped(&program.path)));
    for (at, (target, measured)) in report.targets.iter().zip(&program.measured).enumerate() {
        let Some(wall) = measured.wall() else { continue };
        let percent = |time: f64| if longest > 0.0 { time / longest * 100.0 } else { 0.0 };
        let speed = program.speed(at).map_or("–".to_owned(), times);
        out.push_str(&format!(
            "<div class=\"row\" style=\"--c: var(--c{})\"><span class=\"name\">{}</span>\
             <div class=\"bars\"><div class=\"track\"><div class=\"bar\" style=\"width: {:.2}%\"></div>\
             <div class=\"whisker\" style=\"left: {:.2}%; width: {:.2}%\"></div></div>\
             <div class=\"memory\" style=\"width: {:.2}%\"></div></div>\
             <span class=\"speed\">{speed}</span><span class=\"time\">{} ±{:.1} %</span>\
             <span class=\"size\">{}</span></div>\n",
            at % COLOURS,
            escaped(&target.name),
            percent(wall.median),
            percent(wall.min),
            percent(wall.max - wall.min),
            measured.peak() as f64 / largest as f64 * 100.0,
            seconds(wall.median),
            wall.spread() * 50.0,
            megabytes(measured.peak()),
        ));
        if let Some(problem) = &measured.problem {
            paragraph(out, "bad", &format!("{} {problem}", target.name));
        }
    }
    numbers(report, program, out);
    out.push_str("</section>\n");
}

/// All numbers, behind a fold.
fn numbers(report: &Report, program: &Program, out: &mut String) {
    out.push_str("<details><summary>Numbers</summary><div class=\"scroll\"><table>\n<tr>");
    for title in ["", "min", "median", "max", "user time", "memory"] {
        out.push_str(&format!("<th>{title}</th>"));
    }
    out.push_str("</tr>\n");
    for (target, measured) in report.targets.iter().zip(&program.measured) {
        let (Some(wall), Some(user)) = (measured.wall(), measured.user()) else { continue };
        out.push_str(&format!("<tr><td>{}</td>", escaped(&target.name)));
        let memory = megabytes(measured.peak());
        for cell in [seconds(wall.min), seconds(wall.median), seconds(wall.max), seconds(user.median), memory] {
            out.push_str(&format!("<td>{cell}</td>"));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table></div></details>\n");
}

fn legend(report: &Report, out: &mut String) {
    let first = report.targets.first().map_or("", |target| &target.name);
    let words = format!(
        "Bars: median time, shorter is better; the bracket spans the fastest and the slowest run, ± is half of it. \
         Thin bars: memory, the greatest resident size of any run. \
         Speed: how many times as fast as {first}."
    );
    paragraph(out, "soft", &words);
    for target in &report.targets {
        paragraph(out, "soft", &format!("{}: {}", target.name, target.about));
    }
    for name in &report.left_out {
        paragraph(out, "soft", &format!("{name}: not in this build yet, left out"));
    }
}

fn paragraph(out: &mut String, class: &str, text: &str) {
    out.push_str(&format!("<p class=\"{class}\">{}</p>\n", escaped(text)));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
