//! A stable, adaptive merge sort with a comparison that may fail.
//!
//! Natural runs are found (falling ones turned round), short ones extended by binary insertion, and merged
//! in the nearly optimal order of the power sort (Munro and Wild, "Nearly-Optimal Mergesorts", 2018).
//! Merging gallops through long stretches that come from one side (McIlroy, "Optimistic Sorting", 1993).
//! CPython's `list.sort` is of the same class; `Objects/listsort.txt` is the place to compare.
//!
//! Elements are moved only by copying within the slice and one buffer, and whenever a comparison
//! fails the gap is closed from the buffer: the slice always ends as a permutation of what it was.

/// A comparison: whether the first element is less than the second.
pub trait Less<T, E>: FnMut(&T, &T) -> Result<bool, E> {}
impl<T, E, F: FnMut(&T, &T) -> Result<bool, E>> Less<T, E> for F {}

/// The fewest wins in a row for which one side is galloped through.
const MIN_GALLOP: usize = 7;
/// Slices up to this length are one run.
const MAX_RUN: usize = 64;

/// A sorted stretch on the stack, with the power of the boundary to the one after it.
struct Run {
    start: usize,
    length: usize,
    power: u32,
}

struct Merger<'a, T, F> {
    items: &'a mut [T],
    less: &'a mut F,
    buffer: Vec<T>,
    min_gallop: usize,
    runs: Vec<Run>,
}

/// Sorts the slice. Where the comparison fails, the slice holds the same elements in some order.
pub fn sort<T: Copy, E>(items: &mut [T], mut less: impl Less<T, E>) -> Result<(), E> {
    let length = items.len();
    if length < 2 {
        return Ok(());
    }
    let least = least_run(length);
    let mut merger = Merger { items, less: &mut less, buffer: Vec::new(), min_gallop: MIN_GALLOP, runs: Vec::new() };
    let mut start = 0;
    while start < length {
        let mut run = merger.natural_run(start)?;
        let wanted = least.min(length - start);
        if run < wanted {
            merger.insert_binary(start, start + run, start + wanted)?;
            run = wanted;
        }
        merger.push_run(start, run)?;
        start += run;
    }
    while merger.runs.len() > 1 {
        merger.merge_top()?;
    }
    Ok(())
}

/// The least length of runs: such that the slice is a power of two of them, or a little less.
fn least_run(mut length: usize) -> usize {
    let mut odd = 0;
    while length >= MAX_RUN {
        odd |= length & 1;
        length >>= 1;
    }
    length + odd
}

/// The depth in the merge tree of the boundary between two neighbouring runs.
fn boundary_power(start: usize, first: usize, second: usize, length: usize) -> u32 {
    // Twice the middles of the runs, as binary fractions of twice the length: the first bit in which
    // they differ.
    let mut a = 2 * start + first;
    let mut b = a + first + second;
    let mut power = 0;
    loop {
        power += 1;
        if a >= length {
            a -= length;
            b -= length;
        } else if b >= length {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

impl<T: Copy, F> Merger<'_, T, F> {
    /// The length of the run that starts here; a falling one is turned round. Stretches of equal elements
    /// within a falling run are turned round twice, which keeps their order.
    fn natural_run<E>(&mut self, start: usize) -> Result<usize, E>
    where
        F: Less<T, E>,
    {
        let (items, less) = (&mut self.items[start..], &mut self.less);
        let mut run = 1;
        while run < items.len() && !less(&items[run], &items[run - 1])? {
            run += 1;
        }
        if run == items.len() {
            return Ok(run);
        }
        if run > 1 {
            if less(&items[0], &items[run - 1])? {
                return Ok(run);
            }
            // All equal so far: the beginning of a falling run.
            items[..run].reverse();
        }
        run += 1;
        let mut equals = 0;
        while run < items.len() {
            if less(&items[run], &items[run - 1])? {
                items[run - 1 - equals..run].reverse();
                equals = 0;
            } else if less(&items[run - 1], &items[run])? {
                break;
            } else {
                equals += 1;
            }
            run += 1;
        }
        items[run - 1 - equals..run].reverse();
        items[..run].reverse();
        while run < items.len() && !less(&items[run], &items[run - 1])? {
            run += 1;
        }
        Ok(run)
    }

    /// Sorts `start..end`, of which `start..sorted` is sorted.
    fn insert_binary<E>(&mut self, start: usize, sorted: usize, end: usize) -> Result<(), E>
    where
        F: Less<T, E>,
    {
        for at in sorted..end {
            let pivot = self.items[at];
            let (mut low, mut high) = (start, at);
            while low < high {
                let middle = low + (high - low) / 2;
                if (self.less)(&pivot, &self.items[middle])? { high = middle } else { low = middle + 1 }
            }
            self.items.copy_within(low..at, low + 1);
            self.items[low] = pivot;
        }
        Ok(())
    }

    fn push_run<E>(&mut self, start: usize, length: usize) -> Result<(), E>
    where
        F: Less<T, E>,
    {
        if let Some(top) = self.runs.last() {
            let power = boundary_power(top.start, top.length, length, self.items.len());
            while self.runs.len() > 1 && self.runs[self.runs.len() - 2].power > power {
                self.merge_top()?;
            }
            if let Some(top) = self.runs.last_mut() {
                top.power = power;
            }
        }
        self.runs.push(Run { start, length, power: 0 });
        Ok(())
    }

    /// Merges the two topmost runs.
    fn merge_top<E>(&mut self) -> Result<(), E>
    where
        F: Less<T, E>,
    {
        let (Some(right), Some(left)) = (self.runs.pop(), self.runs.pop()) else { return Ok(()) };
        let merged = Run { start: left.start, length: left.length + right.length, power: right.power };
        let end = right.start + right.length;
        self.runs.push(merged);
        // What is in place already at either end is left alone.
        let first = self.items[right.start];
        let start = left.start + gallop_right(&first, &self.items[left.start..right.start], 0, self.less)?;
        if start == right.start {
            return Ok(());
        }
        let last = self.items[right.start - 1];
        let right_items = &self.items[right.start..end];
        let end = right.start + gallop_left(&last, right_items, right_items.len() - 1, self.less)?;
        if end == right.start {
            return Ok(());
        }
        if right.start - start <= end - right.start {
            self.merge_low(start, right.start, end)
        } else {
            self.merge_high(start, right.start, end)
        }
    }

    /// Merges `start..middle` and `middle..end` from the left; the left part goes through the buffer.
    fn merge_low<E>(&mut self, start: usize, middle: usize, end: usize) -> Result<(), E>
    where
        F: Less<T, E>,
    {
        self.buffer.clear();
        self.buffer.extend_from_slice(&self.items[start..middle]);
        let mut state = Low { to: start, left: 0, right: middle, end };
        let result = state.run(self.items, &self.buffer, self.less, &mut self.min_gallop);
        // The gap is as long as what is left in the buffer, and lies before what is left at the right.
        self.items[state.to..state.right].copy_from_slice(&self.buffer[state.left..]);
        result
    }

    /// Merges `start..middle` and `middle..end` from the right; the right part goes through the buffer.
    fn merge_high<E>(&mut self, start: usize, middle: usize, end: usize) -> Result<(), E>
    where
        F: Less<T, E>,
    {
        self.buffer.clear();
        self.buffer.extend_from_slice(&self.items[middle..end]);
        let mut state = High { start, left: middle, right: self.buffer.len() };
        let result = state.run(self.items, &self.buffer, self.less, &mut self.min_gallop);
        // The gap lies behind what is left at the left and is as long as what is left in the buffer.
        self.items[state.left..state.left + state.right].copy_from_slice(&self.buffer[..state.right]);
        result
    }
}

/// A merge from the left: next places of the result, the buffer and the right part.
struct Low {
    to: usize,
    left: usize,
    right: usize,
    end: usize,
}

impl Low {
    fn take_left<T: Copy>(&mut self, items: &mut [T], buffer: &[T], count: usize) {
        items[self.to..self.to + count].copy_from_slice(&buffer[self.left..self.left + count]);
        self.to += count;
        self.left += count;
    }

    fn take_right<T: Copy>(&mut self, items: &mut [T], count: usize) {
        items.copy_within(self.right..self.right + count, self.to);
        self.to += count;
        self.right += count;
    }

    /// Merges until one side is used up. The right one's first element goes first, and the left one's
    /// last element last: the caller made sure of both.
    fn run<T: Copy, E>(
        &mut self,
        items: &mut [T],
        buffer: &[T],
        less: &mut impl Less<T, E>,
        min_gallop: &mut usize,
    ) -> Result<(), E> {
        self.take_right(items, 1);
        while self.left < buffer.len() && self.right < self.end {
            let (mut left_wins, mut right_wins) = (0, 0);
            while left_wins < *min_gallop && right_wins < *min_gallop {
                if self.left == buffer.len() || self.right == self.end {
                    return Ok(());
                }
                if less(&items[self.right], &buffer[self.left])? {
                    items[self.to] = items[self.right];
                    self.right += 1;
                    (left_wins, right_wins) = (0, right_wins + 1);
                } else {
                    items[self.to] = buffer[self.left];
                    self.left += 1;
                    (left_wins, right_wins) = (left_wins + 1, 0);
                }
                self.to += 1;
            }
            loop {
                *min_gallop = min_gallop.saturating_sub(1).max(1);
                if self.left == buffer.len() || self.right == self.end {
                    return Ok(());
                }
                let from_left = gallop_right(&items[self.right], &buffer[self.left..], 0, less)?;
                self.take_left(items, buffer, from_left);
                if self.left == buffer.len() {
                    return Ok(());
                }
                self.take_right(items, 1);
                if self.right == self.end {
                    return Ok(());
                }
                let from_right = gallop_left(&buffer[self.left], &items[self.right..self.end], 0, less)?;
                self.take_right(items, from_right);
                if self.right == self.end {
                    return Ok(());
                }
                self.take_left(items, buffer, 1);
                if from_left < MIN_GALLOP && from_right < MIN_GALLOP {
                    break;
                }
            }
            // Leaving the gallop makes it harder to enter again.
            *min_gallop += 2;
        }
        Ok(())
    }
}

/// A merge from the right: `start..left` is left of the left part, `..right` of the buffer.
struct High {
    start: usize,
    left: usize,
    right: usize,
}

impl High {
    fn take_left<T: Copy>(&mut self, items: &mut [T], count: usize) {
        let to = self.left + self.right - count;
        items.copy_within(self.left - count..self.left, to);
        self.left -= count;
    }

    fn take_right<T: Copy>(&mut self, items: &mut [T], buffer: &[T], count: usize) {
        let to = self.left + self.right - count;
        items[to..to + count].copy_from_slice(&buffer[self.right - count..self.right]);
        self.right -= count;
    }

    /// Merges until one side is used up. The left one's last element goes first: the caller made sure.
    fn run<T: Copy, E>(
        &mut self,
        items: &mut [T],
        buffer: &[T],
        less: &mut impl Less<T, E>,
        min_gallop: &mut usize,
    ) -> Result<(), E> {
        self.take_left(items, 1);
        while self.left > self.start && self.right > 0 {
            let (mut left_wins, mut right_wins) = (0, 0);
            while left_wins < *min_gallop && right_wins < *min_gallop {
                if self.left == self.start || self.right == 0 {
                    return Ok(());
                }
                if less(&buffer[self.right - 1], &items[self.left - 1])? {
                    self.take_left(items, 1);
                    (left_wins, right_wins) = (left_wins + 1, 0);
                } else {
                    self.take_right(items, buffer, 1);
                    (left_wins, right_wins) = (0, right_wins + 1);
                }
            }
            loop {
                *min_gallop = min_gallop.saturating_sub(1).max(1);
                if self.left == self.start || self.right == 0 {
                    return Ok(());
                }
                let left = &items[self.start..self.left];
                let from_left = left.len() - gallop_right(&buffer[self.right - 1], left, left.len() - 1, less)?;
                self.take_left(items, from_left);
                if self.left == self.start {
                    return Ok(());
                }
                self.take_right(items, buffer, 1);
                if self.right == 0 {
                    return Ok(());
                }
                let right = &buffer[..self.right];
                let from_right = right.len() - gallop_left(&items[self.left - 1], right, right.len() - 1, less)?;
                self.take_right(items, buffer, from_right);
                if self.right == 0 {
                    return Ok(());
                }
                self.take_left(items, 1);
                if from_left < MIN_GALLOP && from_right < MIN_GALLOP {
                    break;
                }
            }
            *min_gallop += 2;
        }
        Ok(())
    }
}

/// Where `key` goes into a sorted slice that is not empty, before its equals: the number of elements
/// less than it. The search starts at `hint` and widens.
fn gallop_left<T, E>(key: &T, items: &[T], hint: usize, less: &mut impl Less<T, E>) -> Result<usize, E> {
    gallop(items.len(), hint, |index| less(&items[index], key))
}

/// Where `key` goes into a sorted slice that is not empty, behind its equals.
fn gallop_right<T, E>(key: &T, items: &[T], hint: usize, less: &mut impl Less<T, E>) -> Result<usize, E> {
    gallop(items.len(), hint, |index| less(key, &items[index]).map(|is_less| !is_less))
}

/// The number of indices for which `before` holds; it holds for those and for none after them.
fn gallop<E>(length: usize, hint: usize, mut before: impl FnMut(usize) -> Result<bool, E>) -> Result<usize, E> {
    let (mut low, mut high);
    let mut step = 1;
    if before(hint)? {
        low = hint + 1;
        loop {
            let probe = hint.saturating_add(step);
            if probe >= length {
                high = length;
                break;
            }
            if !before(probe)? {
                high = probe;
                break;
            }
            low = probe + 1;
            step = step.saturating_mul(2).saturating_add(1);
        }
    } else {
        high = hint;
        loop {
            if step > hint {
                low = 0;
                break;
            }
            let probe = hint - step;
            if before(probe)? {
                low = probe + 1;
                break;
            }
            high = probe;
            step = step.saturating_mul(2).saturating_add(1);
        }
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle)? { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

#[cfg(test)]
mod tests {
    use super::sort;

    /// A cheap generator of test data.
    fn numbers(count: usize, limit: u64, seed: u64) -> Vec<u64> {
        let mut state = seed;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % limit
            })
            .collect()
    }

    fn shapes(count: usize, seed: u64) -> Vec<Vec<u64>> {
        let n = count as u64;
        let mut almost: Vec<u64> = (0..n).collect();
        for at in numbers(count / 20 + 1, n.max(1), seed) {
            if let Some(x) = almost.get_mut(at as usize) {
                *x = at * 7 % n;
            }
        }
        vec![
            numbers(count, 1 << 30, seed),
            numbers(count, 10, seed),
            (0..n).collect(),
            (0..n).rev().collect(),
            (0..n).map(|x| x / 3).rev().collect(),
            (0..n / 2).chain(0..n / 2).collect(),
            (n / 2..n).chain(0..n / 2).collect(),
            (0..n).map(|x| x % 100).collect(),
            almost,
        ]
    }

    #[test]
    fn sorts_stably() {
        for count in [0, 1, 2, 3, 5, 31, 63, 64, 65, 127, 200, 1000, 5000] {
            for keys in shapes(count, 42 + count as u64) {
                let mut pairs: Vec<(u64, usize)> = keys.into_iter().enumerate().map(|(i, k)| (k, i)).collect();
                let mut expected = pairs.clone();
                expected.sort_by_key(|p| p.0);
                sort(&mut pairs, |a, b| Ok::<bool, ()>(a.0 < b.0)).unwrap();
                assert_eq!(pairs, expected);
            }
        }
    }

    #[test]
    fn failing_comparisons_lose_nothing() {
        for keys in shapes(700, 7) {
            let mut expected = keys.clone();
            expected.sort_unstable();
            for limit in (0..6000).step_by(97) {
                let (mut items, mut left) = (keys.clone(), limit);
                let result = sort(&mut items, |a, b| {
                    if left == 0 {
                        return Err(());
                    }
                    left -= 1;
                    Ok(a < b)
                });
                if result.is_ok() {
                    assert!(items.is_sorted());
                }
                items.sort_unstable();
                assert_eq!(items, expected);
            }
        }
    }

    #[test]
    fn senseless_comparisons_lose_nothing() {
        for (round, keys) in shapes(900, 3).into_iter().enumerate() {
            let mut noise = numbers(100_000, 2, round as u64).into_iter().cycle();
            let mut items = keys.clone();
            sort(&mut items, |_, _| Ok::<bool, ()>(noise.next() == Some(1))).unwrap();
            items.sort_unstable();
            let mut expected = keys;
            expected.sort_unstable();
            assert_eq!(items, expected);
        }
    }
}
