//! "Did you mean": the candidate closest to a misspelt name.
//!
//! A weighted edit distance in which a change of case costs less than another change, with CPython's limits
//! (`Python/suggestions.c` as a place to compare).

const MAX_LENGTH: usize = 40;
const MAX_CANDIDATES: usize = 750;
const MOVE_COST: usize = 2;
const CASE_COST: usize = 1;

fn substitution(a: u8, b: u8) -> usize {
    if a == b {
        0
    } else if a.eq_ignore_ascii_case(&b) {
        CASE_COST
    } else {
        MOVE_COST
    }
}

/// The distance between two texts, or more than `limit`.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    while let (Some(x), Some(y)) = (a.first(), b.first()) {
        if x != y {
            break;
        }
        (a, b) = (&a[1..], &b[1..]);
    }
    while let (Some(x), Some(y)) = (a.last(), b.last()) {
        if x != y {
            break;
        }
        (a, b) = (&a[..a.len() - 1], &b[..b.len() - 1]);
    }
    if a.is_empty() || b.is_empty() {
        return (a.len() + b.len()) * MOVE_COST;
    }
    if a.len() > MAX_LENGTH || b.len() > MAX_LENGTH {
        return limit + 1;
    }
    if b.len() < a.len() {
        std::mem::swap(&mut a, &mut b);
    }
    if (b.len() - a.len()) * MOVE_COST > limit {
        return limit + 1;
    }
    let mut row: Vec<usize> = (1..=a.len()).map(|i| i * MOVE_COST).collect();
    let mut result = 0;
    for (j, &y) in b.iter().enumerate() {
        let mut diagonal = j * MOVE_COST;
        result = diagonal;
        let mut least = usize::MAX;
        for (i, &x) in a.iter().enumerate() {
            let replace = diagonal + substitution(x, y);
            diagonal = row[i];
            result = replace.min(result.min(diagonal) + MOVE_COST);
            row[i] = result;
            least = least.min(result);
        }
        if least > limit {
            return limit + 1;
        }
    }
    result
}

/// The candidate that a wrong name most likely stands for.
pub fn closest(wrong: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    for (count, candidate) in candidates.enumerate() {
        if count >= MAX_CANDIDATES {
            return None;
        }
        if candidate == wrong {
            continue;
        }
        let mut limit = (wrong.chars().count() + candidate.chars().count() + 3) * MOVE_COST / 6;
        if let Some((best, _)) = &best {
            limit = limit.min(best - 1);
        }
        let found = distance(wrong, &candidate, limit);
        if found <= limit && best.as_ref().is_none_or(|(b, _)| found < *b) {
            best = Some((found, candidate));
        }
    }
    best.map(|(_, name)| name)
}
