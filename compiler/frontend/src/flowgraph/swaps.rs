//! Runs of SWAP made optimal, or applied to the instructions instead of the stack.

use super::blocks::Instr;
use crate::instr::Opcode;
use taipan_abi::opcodes::Op;

pub fn run(instrs: &mut [Instr]) {
    let mut at = 0;
    while at < instrs.len() {
        if instrs[at].is(Op::SWAP) {
            at = optimise_run(instrs, at);
            apply_statically(instrs, at);
        }
        at += 1;
    }
}

/// Replaces a run of SWAPs by the fewest that do the same; returns the run's last index.
fn optimise_run(instrs: &mut [Instr], start: usize) -> usize {
    let run = instrs[start..].iter().take_while(|instr| instr.is(Op::SWAP) || instr.is(Op::NOP)).count();
    let run_instrs = &mut instrs[start..start + run];
    let swaps: Vec<usize> =
        run_instrs.iter().filter(|instr| instr.is(Op::SWAP)).map(|instr| instr.arg as usize).collect();
    if swaps.len() < 2 {
        return start;
    }
    let depth = swaps.iter().copied().max().unwrap_or(1);
    let mut stack: Vec<Option<usize>> = (0..depth).map(Some).collect();
    for swap in swaps {
        stack.swap(0, swap - 1);
    }
    // Every cycle of the permutation is done with swaps through the top, written from the end.
    let mut current = run;
    for first in 0..depth {
        if stack[first].is_none_or(|to| to == first) {
            continue;
        }
        let mut at = first;
        loop {
            if at != 0 {
                current -= 1;
                run_instrs[current].set(Op::SWAP, at as u32 + 1);
            }
            match stack[at].take() {
                None => break,
                Some(next) => at = next,
            }
        }
    }
    for instr in &mut run_instrs[..current] {
        instr.set_nop();
    }
    start + run - 1
}

fn is_swappable(instr: &Instr) -> bool {
    matches!(instr.op, Opcode::Real(Op::STORE_FAST | Op::POP_TOP) | Opcode::StoreFastMaybeNull)
}

fn stores_to(instr: &Instr) -> Option<u32> {
    matches!(instr.op, Opcode::Real(Op::STORE_FAST) | Opcode::StoreFastMaybeNull).then_some(instr.arg)
}

/// The next instruction after `at` that may change places, on line `line` if one is given.
fn next_swappable(instrs: &[Instr], at: usize, line: Option<i32>) -> Option<usize> {
    for (index, instr) in instrs.iter().enumerate().skip(at + 1) {
        if line.is_some_and(|line| line >= 0 && instr.loc.line != line) {
            return None;
        }
        if instr.is(Op::NOP) {
            continue;
        }
        return is_swappable(instr).then_some(index);
    }
    None
}

/// Exchanges two stores after a SWAP instead of what they store.
fn apply_statically(instrs: &mut [Instr], from: usize) {
    for at in (0..=from).rev() {
        if !instrs[at].is(Op::SWAP) {
            if instrs[at].is(Op::NOP) || is_swappable(&instrs[at]) {
                continue;
            }
            return;
        }
        let Some(first) = next_swappable(instrs, at, None) else {
            return;
        };
        let line = instrs[first].loc.line;
        let mut second = first;
        for _ in 1..instrs[at].arg {
            match next_swappable(instrs, second, Some(line)) {
                Some(next) => second = next,
                None => return,
            }
        }
        let (store_first, store_second) = (stores_to(&instrs[first]), stores_to(&instrs[second]));
        if store_first.is_some() || store_second.is_some() {
            if store_first == store_second {
                return;
            }
            let conflict = instrs[first + 1..second].iter().any(|between| {
                let stored = stores_to(between);
                stored.is_some() && (stored == store_first || stored == store_second)
            });
            if conflict {
                return;
            }
        }
        instrs[at].set_nop();
        instrs.swap(first, second);
    }
}
