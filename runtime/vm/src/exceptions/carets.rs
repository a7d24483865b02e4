//! The source lines of a traceback entry and the marks below them.
//!
//! Which lines are shown, and which characters are marked how, is what CPython 3.14's `traceback` module does
//! (`StackSummary.format_frame_summary` as a place to compare): the instruction's range is marked `^`; in a
//! binary operation, subscript or call the operator, brackets or arguments are marked `^` and the rest `~`.

use taipan_abi::source::{ExpressionKind, SourceCompiler};

use crate::builtins::code::location::Location;

/// Where the anchored part of a segment lies: line and character of its start and end.
struct Anchors {
    left: (usize, usize),
    right: (usize, usize),
}

/// The lines to show for a location in a source, each ending in a newline and indented by four.
pub fn lines(compiler: &dyn SourceCompiler, source: &[&str], location: Location) -> Option<String> {
    let line = location.line? as usize;
    let end_line = (location.end_line.unwrap_or(location.line?) as usize).max(line);
    let originals: Vec<&str> = (line..=end_line).map(|n| source.get(n - 1).copied().unwrap_or("")).collect();
    let first = originals.first()?;
    if originals.iter().all(|l| l.trim().is_empty()) {
        return None;
    }
    let (Some(column), Some(end_column)) = (location.column, location.end_column) else {
        return Some(format!("    {}\n", first.trim()));
    };
    let dedented = dedent(&originals);
    let cut = first.chars().count() - dedented[0].chars().count();
    let start = character_offset(first, column as usize).saturating_sub(cut);
    let last = originals[originals.len() - 1];
    let end = character_offset(last, end_column as usize).saturating_sub(cut);

    let all: Vec<Vec<char>> = dedented.iter().map(|l| l.chars().collect()).collect();
    let segment = segment_of(&all, start, end);
    let anchors = anchors(compiler, &segment);
    let show = should_show(compiler, &dedented, &all, start, end, anchors.is_some());
    Some(render(&all, start, end, anchors, show))
}

/// The lines without the white space that all of them begin with.
fn dedent<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let margin = lines
        .iter()
        .filter(|l| !l.trim().is_empty())
        .map(|l| l.len() - l.trim_start_matches([' ', '\t', '\x0c']).len())
        .min()
        .unwrap_or(0);
    lines.iter().map(|l| if l.trim().is_empty() { "" } else { &l[margin.min(l.len())..] }).collect()
}

/// The number of characters in the first `bytes` bytes.
fn character_offset(line: &str, bytes: usize) -> usize {
    let mut at = bytes.min(line.len());
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    line[..at].chars().count()
}

/// Columns that characters take on a terminal.
fn width(characters: &[char]) -> usize {
    characters.iter().map(|&c| char_width(c)).sum()
}

/// East Asian wide and fullwidth characters take two columns.
fn char_width(c: char) -> usize {
    let c = c as u32;
    let wide = matches!(c,
        0x1100..=0x115F | 0x231A..=0x231B | 0x2329..=0x232A | 0x23E9..=0x23EC | 0x23F0 | 0x23F3
        | 0x25FD..=0x25FE | 0x2614..=0x2615 | 0x2648..=0x2653 | 0x267F | 0x2693 | 0x26A1 | 0x26AA..=0x26AB
        | 0x26BD..=0x26BE | 0x26C4..=0x26C5 | 0x26CE | 0x26D4 | 0x26EA | 0x26F2..=0x26F3 | 0x26F5 | 0x26FA
        | 0x26FD | 0x2705 | 0x270A..=0x270B | 0x2728 | 0x274C | 0x274E | 0x2753..=0x2755 | 0x2757
        | 0x2795..=0x2797 | 0x27B0 | 0x27BF | 0x2B1B..=0x2B1C | 0x2B50 | 0x2B55 | 0x2E80..=0x303E
        | 0x3041..=0x33FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xA000..=0xA4CF | 0xA960..=0xA97F
        | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE10..=0xFE19 | 0xFE30..=0xFE6F | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6 | 0x16FE0..=0x18AFF | 0x1B000..=0x1B2FF | 0x1F004 | 0x1F0CF | 0x1F18E
        | 0x1F191..=0x1F19A | 0x1F200..=0x1F320 | 0x1F32D..=0x1F335 | 0x1F337..=0x1F37C | 0x1F37E..=0x1F393
        | 0x1F3A0..=0x1F3CA | 0x1F3CF..=0x1F3D3 | 0x1F3E0..=0x1F3F0 | 0x1F3F4 | 0x1F3F8..=0x1F43E | 0x1F440
        | 0x1F442..=0x1F4FC | 0x1F4FF..=0x1F53D | 0x1F54B..=0x1F54E | 0x1F550..=0x1F567 | 0x1F57A
        | 0x1F595..=0x1F596 | 0x1F5A4 | 0x1F5FB..=0x1F64F | 0x1F680..=0x1F6C5 | 0x1F6CC | 0x1F6D0..=0x1F6D2
        | 0x1F6D5..=0x1F6D7 | 0x1F6DC..=0x1F6DF | 0x1F6EB..=0x1F6EC | 0x1F6F4..=0x1F6FC | 0x1F7E0..=0x1F7EB
        | 0x1F90C..=0x1F93A | 0x1F93C..=0x1F945 | 0x1F947..=0x1F9FF | 0x1FA70..=0x1FAFF | 0x20000..=0x3FFFD);
    if wide { 2 } else { 1 }
}

/// The text of the instruction.
fn segment_of(all: &[Vec<char>], start: usize, end: usize) -> String {
    let mut text = String::new();
    for (i, line) in all.iter().enumerate() {
        let from = if i == 0 { start.min(line.len()) } else { 0 };
        let to = if i + 1 == all.len() { end.min(line.len()) } else { line.len() };
        if i > 0 {
            text.push('\n');
        }
        text.extend(&line[from.min(to)..to]);
    }
    text
}

/// Finds the operator, brackets or arguments of a segment.
fn anchors(compiler: &dyn SourceCompiler, segment: &str) -> Option<Anchors> {
    let shape = compiler.expression_shape(segment)?;
    let lines: Vec<Vec<char>> = segment.split('\n').map(|l| l.chars().collect()).collect();
    let place = |offset: usize| -> (usize, usize) {
        let before = &segment[..offset.min(segment.len())];
        let line = before.matches('\n').count();
        (line, before.rsplit('\n').next().unwrap_or("").chars().count())
    };
    let from = place(shape.inner_end);
    match shape.kind {
        ExpressionKind::Binary { right_start } => {
            let left = walk(&lines, from, |c| !c.is_whitespace() && c != ')')?;
            let right = place(right_start);
            let mut right_column = left.1 + 1;
            let next = lines[left.0].get(right_column).copied();
            let before_right = right.0 > left.0 || right_column < right.1;
            if before_right && next.is_some_and(|c| !c.is_whitespace() && c != '\\' && c != '#') {
                right_column += 1;
            }
            Some(Anchors { left, right: (left.0, right_column) })
        }
        ExpressionKind::Subscript => Some(Anchors { left: walk(&lines, from, |c| c == '[')?, right: place(shape.end) }),
        ExpressionKind::Call => Some(Anchors { left: walk(&lines, from, |c| c == '(')?, right: place(shape.end) }),
    }
}

/// The first character from a place on that `stop` accepts, comments and continuations left out.
fn walk(lines: &[Vec<char>], from: (usize, usize), stop: impl Fn(char) -> bool) -> Option<(usize, usize)> {
    let (mut line, mut column) = from;
    loop {
        while column >= lines.get(line)?.len() {
            (line, column) = (line + 1, 0);
        }
        let c = lines[line][column];
        if c == '\\' || c == '#' {
            (line, column) = (line + 1, 0);
        } else if stop(c) {
            return Some((line, column));
        } else {
            column += 1;
        }
    }
}

/// Marks that would cover the whole statement say nothing and are left out.
fn should_show(
    compiler: &dyn SourceCompiler,
    dedented: &[&str],
    all: &[Vec<char>],
    start: usize,
    end: usize,
    anchored: bool,
) -> bool {
    let text = dedented.join("\n");
    if let Some((call_start, call_end)) = compiler.statement_call(&text) {
        let last_line = text.len() - dedented[dedented.len() - 1].len();
        if call_start == start && call_end >= last_line && call_end - last_line == end {
            return false;
        }
    }
    if anchored {
        return true;
    }
    let (first, last) = (&all[0], &all[all.len() - 1]);
    let before = first[..start.min(first.len())].iter().any(|c| !c.is_whitespace());
    let behind = last[end.min(last.len())..].iter().any(|c| !c.is_whitespace());
    before || behind
}

fn render(all: &[Vec<char>], start: usize, end: usize, anchors: Option<Anchors>, show: bool) -> String {
    let last_index = all.len() - 1;
    let dp_start = width(&all[0][..start.min(all[0].len())]);
    let dp_end = width(&all[last_index][..end.min(all[last_index].len())]);
    let mut significant = vec![0, last_index];
    // Anchors count from the segment's start, which on the first line is not the line's.
    let marks = anchors.map(|a| {
        let shift = |(line, column): (usize, usize)| {
            let column = if line == 0 { column + start } else { column };
            (line, all.get(line).map_or(column, |l| width(&l[..column.min(l.len())])))
        };
        for line in [a.left.0, a.right.0] {
            significant.extend(line.saturating_sub(1)..=line + 1);
        }
        (shift(a.left), shift(a.right))
    });
    significant.retain(|&l| l <= last_index);
    significant.sort_unstable();
    significant.dedup();

    let mut out: Vec<String> = Vec::new();
    let output = |index: usize, out: &mut Vec<String>| {
        let line = &all[index];
        out.push(line.iter().collect());
        if !show {
            return;
        }
        let spaces = line.iter().take_while(|c| c.is_whitespace()).count();
        let count = if index == last_index { dp_end } else { width(line) };
        let mut carets = String::new();
        for column in 0..count {
            if column < spaces || index == 0 && column < dp_start {
                carets.push(' ');
                continue;
            }
            carets.push(match marks {
                Some((left, right)) => {
                    let here = (index, column);
                    if here >= left && here < right { '^' } else { '~' }
                }
                None => '^',
            });
        }
        out.push(carets);
    };
    for (i, &index) in significant.iter().enumerate() {
        if i > 0 {
            let gap = index - significant[i - 1];
            if gap == 2 {
                output(index - 1, &mut out);
            } else if gap > 2 {
                out.push(format!("...<{} lines>...", gap - 1));
            }
        }
        output(index, &mut out);
    }
    let texts: Vec<&str> = out.iter().map(String::as_str).collect();
    dedent(&texts).iter().map(|l| format!("    {l}\n")).collect()
}
