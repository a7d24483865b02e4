//! A readable difference between two texts, line by line.

const CONTEXT: usize = 3;
const MAX_LINES: usize = 60;
/// Above this many cells the table of common subsequences is not worth its memory.
const MAX_CELLS: usize = 4_000_000;

/// Lines that start with `-` were expected, with `+` were written instead; others are context.
pub fn lines(expected: &[u8], actual: &[u8]) -> String {
    let expected = split(expected);
    let actual = split(actual);
    let script = script(&expected, &actual);
    let near_change = |at: usize| {
        let window = at.saturating_sub(CONTEXT)..script.len().min(at + CONTEXT + 1);
        script[window].iter().any(|(mark, _)| *mark != ' ')
    };
    let mut shown = 0;
    let mut gap = false;
    let mut text = String::new();
    for (at, (mark, line)) in script.iter().enumerate() {
        if !near_change(at) {
            gap = true;
            continue;
        }
        if shown == MAX_LINES {
            text.push_str("    … and more\n");
            break;
        }
        if gap && shown > 0 {
            text.push_str("    …\n");
        }
        gap = false;
        shown += 1;
        text.push_str(&format!("    {mark} {line}\n"));
    }
    text
}

/// Lines with everything made visible that a terminal would hide.
fn split(text: &[u8]) -> Vec<String> {
    let mut lines: Vec<String> = text
        .split_inclusive(|byte| *byte == b'\n')
        .map(|line| match line.strip_suffix(b"\n") {
            Some(line) => visible(line),
            None => visible(line) + "⏎ missing",
        })
        .collect();
    if lines.is_empty() {
        lines.push("(nothing)".to_owned());
    }
    lines
}

fn visible(line: &[u8]) -> String {
    let mut shown = String::new();
    for chunk in line.utf8_chunks() {
        for char in chunk.valid().chars() {
            match char {
                ' '..='~' => shown.push(char),
                char if char.is_alphanumeric() => shown.push(char),
                char => shown.extend(char.escape_default()),
            }
        }
        for byte in chunk.invalid() {
            shown.push_str(&format!("\\x{byte:02x}"));
        }
    }
    let kept = shown.trim_end_matches(' ').len();
    shown[..kept].to_owned() + &"·".repeat(shown.len() - kept)
}

/// An edit script of `(mark, line)`, by the longest common subsequence of what lies between the
/// common beginning and the common end.
fn script(expected: &[String], actual: &[String]) -> Vec<(char, String)> {
    let front = expected.iter().zip(actual).take_while(|(a, b)| a == b).count();
    let (head, expected) = expected.split_at(front);
    let actual = &actual[front..];
    let back = expected.iter().rev().zip(actual.iter().rev()).take_while(|(a, b)| a == b).count();
    let (expected, tail) = expected.split_at(expected.len() - back);
    let actual = &actual[..actual.len() - back];

    let keep = |line: &String| (' ', line.clone());
    let mut script: Vec<_> = head.iter().map(keep).collect();
    let (mut i, mut j) = (0, 0);
    if expected.len().saturating_mul(actual.len()) <= MAX_CELLS {
        let common = common_lengths(expected, actual);
        while i < expected.len() && j < actual.len() {
            if expected[i] == actual[j] {
                script.push(keep(&expected[i]));
                i += 1;
                j += 1;
            } else if common[i + 1][j] >= common[i][j + 1] {
                script.push(('-', expected[i].clone()));
                i += 1;
            } else {
                script.push(('+', actual[j].clone()));
                j += 1;
            }
        }
    }
    script.extend(expected[i..].iter().map(|line| ('-', line.clone())));
    script.extend(actual[j..].iter().map(|line| ('+', line.clone())));
    script.extend(tail.iter().map(keep));
    script
}

/// `table[i][j]`: the length of the longest common subsequence of `a[i..]` and `b[j..]`.
fn common_lengths(a: &[String], b: &[String]) -> Vec<Vec<u32>> {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i][j] = if a[i] == b[j] { table[i + 1][j + 1] + 1 } else { table[i + 1][j].max(table[i][j + 1]) };
        }
    }
    table
}
