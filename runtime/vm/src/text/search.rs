//! Finding text in text: `find`, `rfind`, `count`, the plans of `replace`, `split`, `rsplit`,
//! `strip`. Both sides have the same unit width; the caller widens the needle (a needle that does
//! not fit the width of the haystack does not occur).
//!
//! Never quadratic: bytes go to `memchr::memmem`, wider units to the two-way algorithm
//! (Crochemore and Perrin, "Two-way string-matching", 1991) with a skip by character set.

use memchr::memmem;

use super::sink::Unit;

/// A prepared needle.
pub enum Finder<'n, U: Unit> {
    Empty,
    One(U),
    Bytes(Box<memmem::Finder<'n>>),
    Units(TwoWay<'n, U>),
    /// For short haystacks, where preparing costs more than it saves.
    Unprepared(&'n [U]),
}

/// Haystacks up to this length are searched without preparation.
const SHORT: usize = 64;

impl<'n, U: Unit> Finder<'n, U> {
    /// Prepares a needle for searching from the left.
    pub fn new(needle: &'n [U]) -> Self {
        match needle {
            [] => Finder::Empty,
            [one] => Finder::One(*one),
            _ => match U::as_bytes(needle) {
                Some(bytes) => Finder::Bytes(Box::new(memmem::Finder::new(bytes))),
                None => Finder::Units(TwoWay::new(needle, false)),
            },
        }
    }

    /// First position at or after `from`.
    #[inline]
    pub fn find_at(&self, hay: &[U], from: usize) -> Option<usize> {
        let tail = hay.get(from..)?;
        let at = match self {
            Finder::Empty => Some(0),
            Finder::One(u) => u.find_in(tail),
            Finder::Bytes(finder) => finder.find(U::as_bytes(tail)?),
            Finder::Units(finder) => finder.find(tail),
            Finder::Unprepared(needle) => find(tail, needle),
        };
        at.map(|at| from + at)
    }
}

/// `hay.find(needle)`; the empty needle is at 0.
pub fn find<U: Unit>(hay: &[U], needle: &[U]) -> Option<usize> {
    match needle {
        [] => Some(0),
        _ if needle.len() > hay.len() => None,
        [one] => one.find_in(hay),
        _ => match (U::as_bytes(hay), U::as_bytes(needle)) {
            (Some(hay), Some(needle)) => memmem::find(hay, needle),
            _ => TwoWay::new(needle, false).find(hay),
        },
    }
}

/// `hay.rfind(needle)`; the empty needle is at the end.
pub fn rfind<U: Unit>(hay: &[U], needle: &[U]) -> Option<usize> {
    match needle {
        [] => Some(hay.len()),
        _ if needle.len() > hay.len() => None,
        [one] => one.rfind_in(hay),
        _ => match (U::as_bytes(hay), U::as_bytes(needle)) {
            (Some(hay), Some(needle)) => memmem::rfind(hay, needle),
            _ => TwoWay::new(needle, true).find(hay).map(|at| hay.len() - at - needle.len()),
        },
    }
}

/// `needle in hay`.
pub fn contains<U: Unit>(hay: &[U], needle: &[U]) -> bool {
    find(hay, needle).is_some()
}

/// `hay.count(needle)`, at most `max`: matches that do not overlap; the empty needle matches
/// around every character.
pub fn count<U: Unit>(hay: &[U], needle: &[U], max: usize) -> usize {
    match needle {
        [] => (hay.len() + 1).min(max),
        [one] if max >= hay.len() => match (U::as_bytes(hay), U::as_bytes(needle)) {
            (Some(hay), Some([byte])) => memchr::memchr_iter(*byte, hay).count(),
            _ => hay.iter().filter(|u| *u == one).count(),
        },
        _ => Matches::new(hay, needle).take(max).count(),
    }
}

/// Positions of matches that do not overlap, from the left: what `replace` replaces. The empty
/// needle matches at every position from 0 to the length.
pub struct Matches<'a, U: Unit> {
    hay: &'a [U],
    finder: Finder<'a, U>,
    step: usize,
    next: usize,
}

impl<'a, U: Unit> Matches<'a, U> {
    /// Prepares.
    pub fn new(hay: &'a [U], needle: &'a [U]) -> Self {
        let finder = match needle.len() {
            2.. if hay.len() <= SHORT => Finder::Unprepared(needle),
            _ => Finder::new(needle),
        };
        Matches { hay, finder, step: needle.len().max(1), next: 0 }
    }
}

impl<U: Unit> Iterator for Matches<'_, U> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let at = self.finder.find_at(self.hay, self.next)?;
        self.next = at + self.step;
        Some(at)
    }
}

/// A piece of a split: start and end.
pub type Span = (usize, usize);

/// `hay.split(separator, max)`: the pieces; `separator` is not empty (an empty one splits
/// nothing). `max`: most splits, `usize::MAX` for all.
pub fn split<U: Unit>(hay: &[U], separator: &[U], max: usize) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    if !separator.is_empty() {
        for at in Matches::new(hay, separator).take(max) {
            out.push((start, at));
            start = at + separator.len();
        }
    }
    out.push((start, hay.len()));
    out
}

/// `hay.rsplit(separator, max)`: splits from the right; the pieces from left to right.
pub fn rsplit<U: Unit>(hay: &[U], separator: &[U], max: usize) -> Vec<Span> {
    let mut out = Vec::new();
    let mut end = hay.len();
    if !separator.is_empty() {
        let two_way = match separator {
            [_] => None,
            _ if U::as_bytes(hay).is_some() => None,
            _ => Some(TwoWay::new(separator, true)),
        };
        let bytes = U::as_bytes(separator).filter(|b| b.len() > 1).map(memmem::FinderRev::new);
        while out.len() < max {
            let head = &hay[..end];
            let at = match (&two_way, &bytes, U::as_bytes(head)) {
                (Some(finder), ..) => finder.find(head).map(|at| end - at - separator.len()),
                (None, Some(finder), Some(head)) => finder.rfind(head),
                _ => separator[0].rfind_in(head),
            };
            let Some(at) = at else { break };
            out.push((at + separator.len(), end));
            end = at;
        }
    }
    out.push((0, end));
    out.reverse();
    out
}

/// `hay.split(None, max)`: runs of characters that are no space; what `max` leaves keeps its
/// spaces at the end. `is_space`: [`super::properties::is_space`], or the one of bytes.
pub fn split_space<U: Unit>(hay: &[U], max: usize, is_space: impl Fn(u32) -> bool) -> Vec<Span> {
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        while at < hay.len() && is_space(hay[at].code()) {
            at += 1;
        }
        if at == hay.len() {
            return out;
        }
        if out.len() >= max {
            out.push((at, hay.len()));
            return out;
        }
        let start = at;
        while at < hay.len() && !is_space(hay[at].code()) {
            at += 1;
        }
        out.push((start, at));
    }
}

/// `hay.rsplit(None, max)`; the pieces from left to right.
pub fn rsplit_space<U: Unit>(hay: &[U], max: usize, is_space: impl Fn(u32) -> bool) -> Vec<Span> {
    let mut out = Vec::new();
    let mut at = hay.len();
    loop {
        while at > 0 && is_space(hay[at - 1].code()) {
            at -= 1;
        }
        if at == 0 {
            break;
        }
        if out.len() >= max {
            out.push((0, at));
            break;
        }
        let end = at;
        while at > 0 && !is_space(hay[at - 1].code()) {
            at -= 1;
        }
        out.push((at, end));
    }
    out.reverse();
    out
}

/// What remains after characters that `strip` holds for are taken off the asked ends.
pub fn strip<U: Unit>(hay: &[U], left: bool, right: bool, strip: impl Fn(u32) -> bool) -> Span {
    let (mut start, mut end) = (0, hay.len());
    while left && start < end && strip(hay[start].code()) {
        start += 1;
    }
    while right && end > start && strip(hay[end - 1].code()) {
        end -= 1;
    }
    (start, end)
}

/// The two-way searcher, in either direction. A reversed one sees needle and haystack from their
/// ends, and gives the distance of the match from the end.
pub struct TwoWay<'n, U: Unit> {
    needle: &'n [U],
    reversed: bool,
    /// Where the needle is cut.
    critical: usize,
    period: usize,
    /// The whole needle has the period, so matched prefixes are remembered.
    periodic: bool,
    /// Low six bits of all its units.
    set: u64,
}

#[inline(always)]
fn at<U: Unit>(s: &[U], reversed: bool, i: usize) -> U {
    if reversed { s[s.len() - 1 - i] } else { s[i] }
}

/// Start and period of the greatest suffix under the order of units, or its opposite.
fn maximal_suffix<U: Unit>(needle: &[U], reversed: bool, opposite: bool) -> (usize, usize) {
    let (mut left, mut right, mut offset, mut period) = (0, 1, 0, 1);
    while right + offset < needle.len() {
        let (a, b) = (at(needle, reversed, right + offset), at(needle, reversed, left + offset));
        let less = if opposite { a > b } else { a < b };
        if less {
            right += offset + 1;
            offset = 0;
            period = right - left;
        } else if a == b {
            if offset + 1 == period {
                right += period;
                offset = 0;
            } else {
                offset += 1;
            }
        } else {
            left = right;
            right += 1;
            offset = 0;
            period = 1;
        }
    }
    (left, period)
}

impl<'n, U: Unit> TwoWay<'n, U> {
    /// Prepares a needle of at least one unit.
    pub fn new(needle: &'n [U], reversed: bool) -> Self {
        let (a, b) = (maximal_suffix(needle, reversed, false), maximal_suffix(needle, reversed, true));
        let (critical, period) = if a.0 > b.0 { a } else { b };
        let unit = |i| at(needle, reversed, i);
        let periodic = critical + period <= needle.len() && (0..critical).all(|i| unit(i) == unit(i + period));
        let period = if periodic { period } else { critical.max(needle.len() - critical) + 1 };
        let set = needle.iter().fold(0, |set, u| set | 1 << (u.code() & 63));
        TwoWay { needle, reversed, critical, period, periodic, set }
    }

    /// The first match, seen in the searcher's direction.
    pub fn find(&self, hay: &[U]) -> Option<usize> {
        if self.reversed { self.search::<true>(hay) } else { self.search::<false>(hay) }
    }

    fn search<const REVERSED: bool>(&self, hay: &[U]) -> Option<usize> {
        let needle = self.needle;
        let n = needle.len();
        let (mut position, mut memory) = (0, 0);
        while position + n <= hay.len() {
            let last = at(hay, REVERSED, position + n - 1).code();
            if self.set & 1 << (last & 63) == 0 {
                position += n;
                memory = 0;
                continue;
            }
            let same = |i: usize| at(needle, REVERSED, i) == at(hay, REVERSED, position + i);
            if let Some(i) = (self.critical.max(memory)..n).find(|&i| !same(i)) {
                position += i - self.critical + 1;
                memory = 0;
                continue;
            }
            if (memory..self.critical).rev().all(same) {
                return Some(position);
            }
            position += self.period;
            memory = if self.periodic { n - self.period } else { 0 };
        }
        None
    }
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
