//! What observers find in the frame record while compiled code calls something.
//!
//! Each instruction that may run Python code or raise has a call site: for every local of its frame state, where it
//! is. Values are stored as they are into their words of localsplus, unless they are there already. What a
//! word holds is known from a forward data flow analysis over the graph: at joins what all ways agree on, around
//! loops too, so that what a loop does not change is stored in front of it or once on its first way round.
//! Values are named by the value behind guards. A fact about a value ends where the value is made anew.

use rustc_hash::FxHashMap;
use taipan_abi::exits::{CallSite, LocalPlace};
use taipan_abi::helpers::effect;
use taipan_abi::value as word;
use taipan_optimizer::mir::cfg::Cfg;
use taipan_optimizer::mir::{FrameState, Imm, Inst, InstData, Mir, Opcode, Repr, Slot, State, Target, Value, ops};
use taipan_optimizer::passes::refcount::root;

use super::exit::{constant_place, kind_of};

/// What is known about the frame record at some point.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Held {
    /// The values that are all equal to a word of localsplus.
    words: Vec<Vec<Value>>,
    /// The call site in the frame's `PC`.
    pub pc: Option<u32>,
    /// The code unit of the last instruction with a frame state on some way here.
    pub at: u32,
}

impl Held {
    fn nothing(words: u32, at: u32) -> Held {
        Held { words: vec![Vec::new(); words as usize], pc: None, at }
    }

    /// Keeps what the other way agrees on; whether that is less.
    fn meet(&mut self, other: &Held) -> bool {
        let mut changed = false;
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            let before = mine.len();
            mine.retain(|v| theirs.contains(v));
            changed |= mine.len() != before;
        }
        if self.pc.is_some() && self.pc != other.pc {
            self.pc = None;
            changed = true;
        }
        changed
    }
}

/// The words to store before an instruction, and its call site.
struct Plan {
    site: u32,
    stores: Vec<(u32, Value)>,
}

/// What has to be stored in front of an instruction: the call site, if it is not there, and values by their words.
pub(super) type Stores = (Option<u32>, Vec<(u32, Value)>);

/// Call sites of a unit, and what is known at the start of each block.
pub(super) struct Sites {
    pub list: Vec<CallSite>,
    numbers: FxHashMap<CallSite, u32>,
    plans: FxHashMap<Inst, Plan>,
    starts: Vec<Option<Held>>,
    /// Values that some plan stores.
    stored: Vec<bool>,
    words: u32,
}

/// The state of the frame that the unit was entered with.
fn outermost(mir: &Mir, mut state: State) -> &FrameState {
    while let Some(parent) = mir.state(state).parent {
        state = parent;
    }
    mir.state(state)
}

/// Whether the frame may be looked at while an instruction runs.
fn is_observed(data: &InstData) -> bool {
    match (data.op, data.imm) {
        (Opcode::CallFunction, _) => true,
        (Opcode::CallHelper, Imm::Helper(helper)) => {
            helper.info().needs_frame || ops::effects_of(data) & (effect::CALLS | effect::RAISES) != 0
        }
        _ => false,
    }
}

fn named(mir: &Mir, value: Value) -> Value {
    if mir.repr(value) == Repr::Word { root(mir, value) } else { value }
}

impl Sites {
    /// Plans every call site of a function and solves what is known where.
    pub fn new(mir: &Mir, cfg: &Cfg, words: u32) -> Sites {
        let mut sites = Sites {
            list: Vec::new(),
            numbers: FxHashMap::default(),
            plans: FxHashMap::default(),
            starts: vec![None; mir.blocks.len()],
            stored: vec![false; mir.values.len()],
            words,
        };
        for &block in &cfg.order {
            for &inst in &mir.block(block).insts {
                let data = mir.inst(inst);
                if let Some(state) = data.state
                    && is_observed(data)
                {
                    let plan = sites.plan(mir, state);
                    sites.plans.insert(inst, plan);
                }
            }
        }
        sites.solve(mir, cfg);
        sites
    }

    fn plan(&mut self, mir: &Mir, state: State) -> Plan {
        let state = outermost(mir, state);
        let mut stores = Vec::new();
        let mut locals = Vec::with_capacity(state.locals.len());
        for (i, &slot) in state.locals.iter().enumerate() {
            locals.push(match slot {
                // Nobody ever saw it.
                Slot::Virtual(_) => LocalPlace::Immediate(word::UNBOUND),
                Slot::Value(value) => constant_place(mir, value).unwrap_or_else(|| {
                    let value = named(mir, value);
                    self.stored[value.index()] = true;
                    stores.push((i as u32, value));
                    LocalPlace::Frame(kind_of(mir.repr(value)))
                }),
            });
        }
        let site = self.intern(CallSite { snapshot: state.snapshot, at: state.at, locals, suspends: None });
        Plan { site, stores }
    }

    /// The number of a call site; equal ones are one.
    pub fn intern(&mut self, site: CallSite) -> u32 {
        match self.numbers.get(&site) {
            Some(&number) => number,
            None => {
                let number = self.list.len() as u32;
                self.list.push(site.clone());
                self.numbers.insert(site, number);
                number
            }
        }
    }

    /// A call site without locals: they may be dead already.
    pub fn nothing(&mut self, at: u32, locals: u32) -> u32 {
        let locals = vec![LocalPlace::Immediate(word::UNBOUND); locals as usize];
        self.intern(CallSite { snapshot: 0, at, locals, suspends: None })
    }

    fn solve(&mut self, mir: &Mir, cfg: &Cfg) {
        for &(_, entry) in &mir.entries {
            let at = match mir.entries.iter().find(|(_, e)| *e == entry) {
                Some((taipan_abi::unit::EntryKind::Loop(at) | taipan_abi::unit::EntryKind::Resume(at), _)) => *at,
                _ => 0,
            };
            self.starts[entry.index()] = Some(Held::nothing(self.words, at));
        }
        let mut waits = vec![true; mir.blocks.len()];
        while let Some(&block) = cfg.order.iter().find(|b| waits[b.index()] && self.starts[b.index()].is_some()) {
            // In order, from the first that waits.
            let from = cfg.position[block.index()] as usize;
            for &block in &cfg.order[from..] {
                if !waits[block.index()] {
                    continue;
                }
                let Some(mut held) = self.starts[block.index()].clone() else { continue };
                waits[block.index()] = false;
                for &inst in &mir.block(block).insts {
                    self.before(inst, &mut held);
                    if let Some(handler) = &mir.inst(inst).handler {
                        self.edge(mir, handler, &held, &mut waits);
                    }
                    self.behind(mir, inst, &mut held);
                }
                for target in mir.block(block).term.targets() {
                    self.edge(mir, target, &held, &mut waits);
                }
            }
        }
    }

    /// Carries what is known over an edge: values get the names of the parameters they are passed to.
    fn edge(&mut self, mir: &Mir, target: &Target, held: &Held, waits: &mut [bool]) {
        let params = &mir.block(target.block).params;
        let mut there = Held { words: Vec::with_capacity(held.words.len()), pc: held.pc, at: held.at };
        for word in &held.words {
            let mut values: Vec<Value> = word.iter().copied().filter(|v| !params.contains(v)).collect();
            if !word.is_empty() {
                for (&param, &arg) in params.iter().zip(&target.args) {
                    if self.stored[param.index()] && word.contains(&named(mir, arg)) {
                        values.push(param);
                    }
                }
            }
            there.words.push(values);
        }
        let place = &mut self.starts[target.block.index()];
        let changed = match place {
            Some(known) => known.meet(&there),
            None => {
                *place = Some(there);
                true
            }
        };
        if changed {
            waits[target.block.index()] = true;
        }
    }

    /// What is known at the start of a block.
    pub fn at_start(&self, block: usize) -> Held {
        self.starts.get(block).cloned().flatten().unwrap_or_else(|| Held::nothing(self.words, 0))
    }

    /// Takes the stores before an instruction as done. What has to be stored: the call site, if it is not
    /// there, and values by their words. None where nobody looks.
    pub fn before(&self, inst: Inst, held: &mut Held) -> Option<Stores> {
        let plan = self.plans.get(&inst)?;
        let mut stores = Vec::new();
        for &(index, value) in &plan.stores {
            let Some(word) = held.words.get_mut(index as usize) else { continue };
            if !word.contains(&value) {
                word.clear();
                word.push(value);
                stores.push((index, value));
            }
        }
        let site = (held.pc != Some(plan.site)).then_some(plan.site);
        held.pc = Some(plan.site);
        Some((site, stores))
    }

    /// Takes an instruction as done.
    pub fn behind(&self, mir: &Mir, inst: Inst, held: &mut Held) {
        let data = mir.inst(inst);
        if let Some(state) = data.state {
            held.at = outermost(mir, state).at;
        }
        let Some(result) = data.result.filter(|r| self.stored[r.index()]) else { return };
        for word in &mut held.words {
            word.retain(|v| *v != result);
        }
        if let (Opcode::Arg | Opcode::FrameLocal, Imm::Index(index)) = (data.op, data.imm)
            && let Some(word) = held.words.get_mut(index as usize)
        {
            *word = vec![result];
        }
    }
}
