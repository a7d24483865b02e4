//! [`super`] against the obvious quadratic definitions, on texts of few letters.

use super::*;

/// A small deterministic generator.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn text<U: Unit>(&mut self, longest: u64, letters: u64) -> Vec<U> {
        let length = self.below(longest + 1);
        (0..length).filter_map(|_| U::from_code_point(97 + self.below(letters) as u32)).collect()
    }
}

fn naive_matches<U: Unit>(hay: &[U], needle: &[U]) -> Vec<usize> {
    let (mut out, mut at) = (Vec::new(), 0);
    while at + needle.len() <= hay.len() {
        if hay[at..].starts_with(needle) {
            out.push(at);
            at += needle.len().max(1);
        } else {
            at += 1;
        }
    }
    out
}

fn naive_rsplit<U: Unit>(hay: &[U], separator: &[U], max: usize) -> Vec<Span> {
    let reverse = |s: &[U]| s.iter().rev().copied().collect::<Vec<_>>();
    let mut out: Vec<Span> = split(&reverse(hay), &reverse(separator), max)
        .into_iter()
        .map(|(start, end)| (hay.len() - end, hay.len() - start))
        .collect();
    out.reverse();
    out
}

fn check<U: Unit>(seed: u64) {
    let mut random = Random(seed);
    for round in 0..6000 {
        let letters = 1 + random.below(3);
        let longest = if round % 4 == 0 { 300 } else { 40 };
        let hay: Vec<U> = random.text(longest, letters);
        let needle: Vec<U> = random.text(if round % 3 == 0 { 20 } else { 4 }, letters);
        let matches = naive_matches(&hay, &needle);
        assert_eq!(Matches::new(&hay, &needle).collect::<Vec<_>>(), matches, "{hay:?} {needle:?}");
        assert_eq!(find(&hay, &needle), matches.first().copied());
        let last = (0..=hay.len()).rev().find(|&at| hay[at..].starts_with(&needle));
        assert_eq!(rfind(&hay, &needle), last, "{hay:?} {needle:?}");
        assert_eq!(count(&hay, &needle, usize::MAX), matches.len());
        assert_eq!(count(&hay, &needle, 2), matches.len().min(2));
        if !needle.is_empty() {
            let max = random.below(5) as usize;
            for max in [max, usize::MAX] {
                assert_eq!(rsplit(&hay, &needle, max), naive_rsplit(&hay, &needle, max), "{hay:?} {needle:?}");
            }
        }
    }
}

#[test]
fn agrees_with_definitions() {
    check::<u8>(1);
    check::<u16>(2);
    check::<u32>(3);
}

#[test]
fn adversarial_is_linear() {
    let hay = vec![b'a' as u16; 1 << 20];
    let mut needle = vec![b'a' as u16; 1 << 19];
    needle[0] = b'b' as u16;
    assert_eq!(find(&hay, &needle), None);
    assert_eq!(rfind(&hay, &needle), None);
    needle[0] = b'a' as u16;
    needle[1 << 18] = b'b' as u16;
    assert_eq!(find(&hay, &needle), None);
    assert_eq!(rfind(&hay, &needle), None);
}

#[test]
fn splits_at_spaces() {
    let pieces = |spans: Vec<Span>| spans.iter().map(|&(a, b)| &"  ab c  d "[a..b]).collect::<Vec<_>>();
    let hay = b"  ab c  d ";
    let space = |c| c == 32;
    assert_eq!(pieces(split_space(hay, usize::MAX, space)), ["ab", "c", "d"]);
    assert_eq!(pieces(split_space(hay, 1, space)), ["ab", "c  d "]);
    assert_eq!(pieces(split_space(hay, 0, space)), ["ab c  d "]);
    assert_eq!(pieces(split_space(hay, 3, space)), ["ab", "c", "d"]);
    assert_eq!(pieces(rsplit_space(hay, 1, space)), ["  ab c", "d"]);
    assert_eq!(pieces(rsplit_space(hay, 0, space)), ["  ab c  d"]);
    assert_eq!(strip(hay, true, true, space), (2, 9));
    assert_eq!(strip(hay, false, true, space), (0, 9));
}
