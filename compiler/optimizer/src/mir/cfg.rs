//! Order, predecessors, dominators and natural loops.
//!
//! Dominators by the simple iterative algorithm (Cooper, Harvey, Kennedy, "A Simple, Fast Dominance
//! Algorithm"), over a virtual root above all entries.

use super::func::{Block, Mir, Term};

/// The control flow graph as seen once; any change of edges makes it stale.
pub struct Cfg {
    /// Reachable blocks in reverse postorder.
    pub order: Vec<Block>,
    /// Position in `order`; `u32::MAX` for unreachable blocks.
    pub position: Vec<u32>,
    /// Predecessors; a block with two edges to one target is there twice.
    pub preds: Vec<Vec<Block>>,
    /// Immediate dominator; None for entries and blocks that no single block dominates.
    pub idom: Vec<Option<Block>>,
    /// Depth in the dominator tree.
    depth: Vec<u32>,
}

const ROOT: u32 = u32::MAX - 1;
const UNKNOWN: u32 = u32::MAX;

impl Cfg {
    pub fn new(mir: &Mir) -> Cfg {
        let count = mir.blocks.len();
        let mut order = Vec::with_capacity(count);
        let mut state = vec![0u8; count];
        for &(_, entry) in mir.entries.iter().rev() {
            if state[entry.index()] != 0 {
                continue;
            }
            state[entry.index()] = 1;
            let mut stack = vec![(entry, mir.successors(entry), 0usize)];
            while let Some((block, successors, next)) = stack.last_mut() {
                if let Some(&successor) = successors.get(*next) {
                    *next += 1;
                    if state[successor.index()] == 0 {
                        state[successor.index()] = 1;
                        let of = mir.successors(successor);
                        stack.push((successor, of, 0));
                    }
                } else {
                    order.push(*block);
                    stack.pop();
                }
            }
        }
        order.reverse();
        let mut position = vec![u32::MAX; count];
        for (i, block) in order.iter().enumerate() {
            position[block.index()] = i as u32;
        }
        let mut preds = vec![Vec::new(); count];
        for &block in &order {
            for successor in mir.successors(block) {
                preds[successor.index()].push(block);
            }
        }
        let mut cfg = Cfg { order, position, preds, idom: vec![None; count], depth: vec![0; count] };
        cfg.dominators(mir);
        cfg
    }

    fn dominators(&mut self, mir: &Mir) {
        // By position in the order; ROOT dominates every entry.
        let n = self.order.len();
        let mut idom = vec![UNKNOWN; n];
        let mut is_entry = vec![false; n];
        for &(_, entry) in &mir.entries {
            is_entry[self.position[entry.index()] as usize] = true;
        }
        let mut changed = true;
        while changed {
            changed = false;
            for i in 0..n {
                let mut new = if is_entry[i] { ROOT } else { UNKNOWN };
                for pred in &self.preds[self.order[i].index()] {
                    let p = self.position[pred.index()];
                    if idom[p as usize] == UNKNOWN {
                        continue;
                    }
                    new = if new == UNKNOWN { p } else { intersect(&idom, new, p) };
                }
                if new != idom[i] {
                    idom[i] = new;
                    changed = true;
                }
            }
        }
        for (i, &dominator) in idom.iter().enumerate() {
            if dominator < ROOT {
                let parent = self.order[dominator as usize];
                self.idom[self.order[i].index()] = Some(parent);
                self.depth[self.order[i].index()] = self.depth[parent.index()] + 1;
            }
        }
    }

    pub fn is_reachable(&self, block: Block) -> bool {
        self.position[block.index()] != u32::MAX
    }

    /// Whether every way to `b` leads through `a` (or they are one).
    pub fn dominates(&self, a: Block, mut b: Block) -> bool {
        while self.depth[b.index()] > self.depth[a.index()] {
            match self.idom[b.index()] {
                Some(parent) => b = parent,
                None => return false,
            }
        }
        a == b
    }

    /// Blocks whose immediate dominator is the index, in order; and those without one.
    pub fn dominator_tree(&self) -> (Vec<Vec<Block>>, Vec<Block>) {
        let mut children = vec![Vec::new(); self.idom.len()];
        let mut roots = Vec::new();
        for &block in &self.order {
            match self.idom[block.index()] {
                Some(parent) => children[parent.index()].push(block),
                None => roots.push(block),
            }
        }
        (children, roots)
    }

    /// Natural loops, outer ones before the loops inside them.
    pub fn loops(&self) -> Vec<Loop> {
        let mut loops: Vec<Loop> = Vec::new();
        for &header in &self.order {
            let latches: Vec<Block> =
                self.preds[header.index()].iter().copied().filter(|&p| self.dominates(header, p)).collect();
            if latches.is_empty() {
                continue;
            }
            let mut inside = vec![false; self.idom.len()];
            inside[header.index()] = true;
            let mut work = latches.clone();
            let mut blocks = vec![header];
            while let Some(block) = work.pop() {
                if !std::mem::replace(&mut inside[block.index()], true) {
                    blocks.push(block);
                    work.extend(&self.preds[block.index()]);
                }
            }
            blocks.sort_by_key(|b| self.position[b.index()]);
            loops.push(Loop { header, latches, blocks, inside });
        }
        loops
    }
}

fn intersect(idom: &[u32], mut a: u32, mut b: u32) -> u32 {
    while a != b {
        if a == ROOT || b == ROOT {
            return ROOT;
        }
        if a > b {
            a = idom[a as usize];
        } else {
            b = idom[b as usize];
        }
    }
    a
}

/// A natural loop.
pub struct Loop {
    pub header: Block,
    /// Blocks that jump back.
    pub latches: Vec<Block>,
    /// In order, the header first.
    pub blocks: Vec<Block>,
    inside: Vec<bool>,
}

impl Loop {
    pub fn contains(&self, block: Block) -> bool {
        self.inside.get(block.index()).copied().unwrap_or(false)
    }

    /// The only block in front of the loop, if it leads nowhere else: where what is taken out of the loop goes.
    pub fn front(&self, mir: &Mir, cfg: &Cfg) -> Option<Block> {
        let mut outside = cfg.preds[self.header.index()].iter().copied().filter(|&p| !self.contains(p));
        let front = outside.next()?;
        let is_entry = mir.entries.iter().any(|(_, e)| *e == self.header);
        let is_plain = matches!(mir.block(front).term, Term::Jump(_)) && mir.handler_of(front).is_none();
        (outside.next().is_none() && !is_entry && is_plain).then_some(front)
    }
}
