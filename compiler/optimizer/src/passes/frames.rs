//! Frames of inlined functions are entered where somebody can look at them, and nowhere else.
//!
//! A frame is looked at by what may run Python code, raise, or needs a frame for its work. Where nothing of the kind is
//! left in an inlined function, or in what is inlined into that, its record is never written: only exits know it. Where only
//! some ways through it have something of the kind, [`delay`] enters it as late as that allows, when nothing else changes any more.
//! Frames are entered or not on all ways to a block alike.

use taipan_abi::request::CompileRequest;

use crate::mir::cfg::Cfg;
use crate::mir::{Block, Imm, Inst, InstData, Mir, Opcode, State, ops};

/// Takes out the entering of frames that nobody looks at.
pub fn run(mir: &mut Mir, _request: &CompileRequest) {
    place_all(mir, false);
}

/// Enters frames where it is needed first.
pub fn delay(mir: &mut Mir, _request: &CompileRequest) {
    place_all(mir, true);
}

fn place_all(mir: &mut Mir, may_delay: bool) {
    if mir.activations.len() == 1 {
        return;
    }
    let cfg = Cfg::new(mir);
    // Inner ones first: entering one is something that its caller's frame has to be there for.
    for activation in (1..mir.activations.len() as u32).rev() {
        let Some((first, at)) = find(mir, &cfg, activation) else { continue };
        let region = Region::new(mir, &cfg, activation, (first, at + 1));
        if may_delay || !region.is_needed() {
            let enter = mir.block_mut(first).insts.remove(at);
            place(mir, activation, Region::new(mir, &cfg, activation, (first, at)), at, enter);
        }
    }
}

/// Where an activation is entered, if it is so at one place.
fn find(mir: &Mir, cfg: &Cfg, activation: u32) -> Option<(Block, usize)> {
    let mut found = None;
    for &block in &cfg.order {
        for (i, &inst) in mir.block(block).insts.iter().enumerate() {
            let data = mir.inst(inst);
            if data.op == Opcode::EnterInline && data.imm == Imm::Index(activation) {
                if found.is_some() {
                    return None;
                }
                found = Some((block, i));
            }
        }
    }
    found
}

/// Whether a state is of an activation or of one inside it.
fn is_inside(mir: &Mir, state: State, activation: u32) -> bool {
    let mut at = mir.state(state).activation;
    while at > activation {
        at = mir.activations[at as usize].parent;
    }
    at == activation
}

fn is_end(data: &InstData, activation: u32) -> bool {
    data.op == Opcode::LeaveInline && data.imm == Imm::Index(activation)
}

/// What is known of a block that the activation reaches.
#[derive(Clone, Copy, Default)]
struct Known {
    /// The place of the first instruction that needs the frame.
    needs: Option<usize>,
    /// The activation ends in it.
    ends: bool,
    /// The frame is entered at its start, and at its end.
    entered: [bool; 2],
}

/// The blocks of an activation.
struct Region<'a> {
    cfg: &'a Cfg,
    first: Block,
    blocks: Vec<Block>,
    known: Vec<Option<Known>>,
}

impl Region<'_> {
    /// What is reached from an instruction of the first block before the activation ends.
    fn new<'a>(mir: &Mir, cfg: &'a Cfg, activation: u32, (first, at): (Block, usize)) -> Region<'a> {
        let mut region = Region { cfg, first, blocks: Vec::new(), known: vec![None; mir.blocks.len()] };
        let mut work = vec![first];
        while let Some(block) = work.pop() {
            if region.known[block.index()].is_some() {
                continue;
            }
            let from = if block == first { at } else { 0 };
            let insts = mir.block(block).insts.iter().enumerate().skip(from);
            let mut known = Known::default();
            for (i, &inst) in insts {
                let data = mir.inst(inst);
                known.ends |= is_end(data, activation);
                let looks = ops::is_observed(data) || data.op == Opcode::EnterInline;
                if looks && known.needs.is_none() && data.state.is_some_and(|s| is_inside(mir, s, activation)) {
                    known.needs = Some(i);
                }
            }
            region.known[block.index()] = Some(known);
            region.blocks.push(block);
            if !known.ends {
                work.extend(mir.successors(block));
            }
        }
        region
    }

    fn is_needed(&self) -> bool {
        self.blocks.iter().any(|&b| self.get(b).needs.is_some())
    }

    fn get(&self, block: Block) -> Known {
        self.known[block.index()].unwrap_or_default()
    }

    /// Sets whether the frame is entered at a block's start or end; whether that is news.
    fn set(&mut self, block: Block, at: usize) -> bool {
        match &mut self.known[block.index()] {
            Some(known) => !std::mem::replace(&mut known.entered[at], true),
            None => false,
        }
    }

    /// Decides where the frame is entered: what follows from what needs it.
    fn solve(&mut self) {
        let mut changed = true;
        while changed {
            changed = false;
            for block in self.blocks.clone() {
                let known = self.get(block);
                if known.entered[0] || known.needs.is_some() {
                    changed |= self.set(block, 1);
                }
                if block == self.first || !known.entered[0] && !self.is_reached_entered(block) {
                    continue;
                }
                // Once it is entered on one way here, it is on all.
                changed |= self.set(block, 0);
                for &pred in &self.cfg.preds[block.index()] {
                    changed |= self.set(pred, 1);
                }
            }
        }
    }

    fn is_reached_entered(&self, block: Block) -> bool {
        self.cfg.preds[block.index()].iter().any(|&p| {
            let known = self.get(p);
            known.entered[1] && !known.ends
        })
    }
}

/// Puts the entering of a frame to where it is needed. The region begins with an instruction of its first block.
fn place(mir: &mut Mir, activation: u32, mut region: Region, at: usize, enter: Inst) {
    region.solve();
    for &block in &region.blocks {
        let known = region.get(block);
        let from = if block == region.first { at } else { 0 };
        let mut entered = known.entered[0];
        let insts = std::mem::take(&mut mir.block_mut(block).insts);
        let mut kept: Vec<Inst> = Vec::with_capacity(insts.len() + 1);
        let mut is_over = false;
        for (i, inst) in insts.into_iter().enumerate() {
            if i >= from && !is_over && !entered && known.needs == Some(i) {
                kept.push(copy(mir, enter));
                entered = true;
            }
            let data = mir.inst(inst);
            is_over |= i >= from && is_end(data, activation);
            let is_idle = data.op == Opcode::GuardUnobserved
                && !entered
                && data.state.is_some_and(|s| mir.state(s).activation == activation);
            if i < from || !is_idle {
                kept.push(inst);
            }
        }
        if !entered && !is_over && known.entered[1] {
            kept.push(copy(mir, enter));
        }
        mir.block_mut(block).insts = kept;
    }
}

fn copy(mir: &mut Mir, inst: Inst) -> Inst {
    let data = mir.inst(inst).clone();
    mir.create(data)
}
