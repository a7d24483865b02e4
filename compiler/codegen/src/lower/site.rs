//! What observers find in the frame record while compiled code calls something.
//!
//! Each instruction that may run Python code or raise has a call site: for every local of its frame state, where it
//! is. Values are stored as they are into their words of localsplus, unless they are there already. What a
//! word holds is known from a forward data flow analysis over the graph: at joins what all ways agree on, around
//! loops too, so that what a loop does not change is stored in front of it or once on its first way round.
//! Values are named by the value behind guards. A fact about a value ends where the value is made anew.
//!
//! Frames of inlined functions have records and call sites of their own, from `enter_inline` to `leave_inline`. One
//! that is not entered is not seen: its caller's stands for it.
//!
//! The thread learns of its innermost frame (it is *published*) before the first call of the runtime that needs to know. Calls
//! of compiled code need not: the callee's record leads to its caller's.

use rustc_hash::FxHashMap;
use taipan_abi::exits::{CallSite, LocalPlace};
use taipan_abi::value as word;
use taipan_optimizer::mir::cfg::Cfg;
use taipan_optimizer::mir::{FrameState, Imm, Inst, Mir, Opcode, Repr, Slot, State, Target, Value, ops};
use taipan_optimizer::passes::refcount::root;

use super::exit::{constant_place, kind_of};

/// What is known about one frame record.
#[derive(Clone, Debug, Default, PartialEq)]
struct Record {
    /// The values that are all equal to a word of localsplus.
    words: Vec<Vec<Value>>,
    /// The call site in the frame's `PC`.
    pc: Option<u32>,
    /// It is the record of a frame that runs.
    entered: bool,
}

/// What is known about the frame records at some point.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Held {
    /// By activation.
    records: Vec<Record>,
    /// The innermost frame that is entered, and the code unit of its last instruction with a frame state on some way here.
    pub activation: u32,
    pub at: u32,
    /// The activation whose frame the thread takes for its innermost one.
    pub published: Option<u32>,
}

impl Held {
    fn nothing(words: &[u32], at: u32) -> Held {
        let record = |(i, &n)| Record { words: vec![Vec::new(); n as usize], pc: None, entered: i == 0 };
        Held { records: words.iter().enumerate().map(record).collect(), activation: 0, at, published: None }
    }

    /// Whether an activation has a frame record that is in use.
    pub fn is_entered(&self, activation: u32) -> bool {
        self.records.get(activation as usize).is_some_and(|r| r.entered)
    }

    /// The state of the innermost frame that is entered.
    fn innermost<'m>(&self, mir: &'m Mir, state: State) -> &'m FrameState {
        let mut data = mir.state(state);
        while let Some(parent) = data.parent.filter(|_| !self.is_entered(data.activation)) {
            data = mir.state(parent);
        }
        data
    }

    /// The innermost frame that is entered while an instruction runs.
    pub fn activation_of(&self, mir: &Mir, inst: Inst) -> u32 {
        mir.inst(inst).state.map_or(self.activation, |state| self.innermost(mir, state).activation)
    }

    /// Keeps what the other way agrees on; whether that is less.
    fn meet(&mut self, other: &Held) -> bool {
        let mut changed = false;
        for (record, other) in self.records.iter_mut().zip(&other.records) {
            for (mine, theirs) in record.words.iter_mut().zip(&other.words) {
                let before = mine.len();
                mine.retain(|v| theirs.contains(v));
                changed |= mine.len() != before;
            }
            if record.pc.is_some() && record.pc != other.pc {
                record.pc = None;
                changed = true;
            }
        }
        if self.published.is_some() && self.published != other.published {
            self.published = None;
            changed = true;
        }
        changed
    }

    /// The call site in the innermost frame's `PC`.
    pub fn pc(&self) -> Option<u32> {
        self.records.get(self.activation as usize).and_then(|r| r.pc)
    }

    pub fn set_pc(&mut self, site: u32) {
        if let Some(record) = self.records.get_mut(self.activation as usize) {
            record.pc = Some(site);
        }
    }

    /// A frame record begins or ends.
    fn renew(&mut self, activation: u32, entered: bool) {
        if let Some(record) = self.records.get_mut(activation as usize) {
            record.words.iter_mut().for_each(Vec::clear);
            record.pc = None;
            record.entered = entered;
        }
    }
}

/// The words to store before an instruction, and its call site.
struct Plan {
    activation: u32,
    site: u32,
    stores: Vec<(u32, Value)>,
}

/// What has to be stored in front of an instruction.
pub(super) struct Stores {
    /// The innermost frame becomes the thread's.
    pub publish: bool,
    /// The call site, if it is not there.
    pub site: Option<u32>,
    /// Values by their words of localsplus.
    pub words: Vec<(u32, Value)>,
}

/// Call sites of a unit, and what is known at the start of each block.
pub(super) struct Sites {
    pub list: Vec<CallSite>,
    numbers: FxHashMap<CallSite, u32>,
    plans: FxHashMap<Inst, Plan>,
    starts: Vec<Option<Held>>,
    /// Values that some plan stores.
    stored: Vec<bool>,
    /// Words of localsplus, by activation.
    words: Vec<u32>,
}

fn named(mir: &Mir, value: Value) -> Value {
    if mir.repr(value) == Repr::Word { root(mir, value) } else { value }
}

impl Sites {
    /// Plans every call site of a function and solves what is known where. `words` are those of localsplus by activation.
    pub fn new(mir: &Mir, cfg: &Cfg, words: Vec<u32>) -> Sites {
        let mut sites = Sites {
            list: Vec::new(),
            numbers: FxHashMap::default(),
            plans: FxHashMap::default(),
            starts: vec![None; mir.blocks.len()],
            stored: vec![false; mir.values.len()],
            words,
        };
        sites.plan_all(mir, cfg);
        sites.solve(mir, cfg);
        sites
    }

    /// Plans what stands in blocks that are reached. Which frames are entered is the same on all ways to a block.
    fn plan_all(&mut self, mir: &Mir, cfg: &Cfg) {
        let mut entered: Vec<Option<Held>> = vec![None; mir.blocks.len()];
        let nothing = Held::nothing(&vec![0; self.words.len()], 0);
        for &block in &cfg.order {
            let mut held = entered[block.index()].take().unwrap_or_else(|| nothing.clone());
            for &inst in &mir.block(block).insts {
                let data = mir.inst(inst);
                if let Some(state) = data.state
                    && (ops::is_observed(data) || data.op == Opcode::EnterInline)
                {
                    let plan = self.plan(mir, held.innermost(mir, state));
                    self.plans.insert(inst, plan);
                }
                self.behind(mir, inst, &mut held);
            }
            for to in mir.successors(block) {
                entered[to.index()].get_or_insert_with(|| held.clone());
            }
        }
    }

    fn plan(&mut self, mir: &Mir, state: &FrameState) -> Plan {
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
        Plan { activation: state.activation, site, stores }
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

    /// A call site in the innermost frame without locals: they may be dead already.
    pub fn nothing(&mut self, mir: &Mir, held: &Held) -> u32 {
        let count = self.words[held.activation as usize];
        let locals = vec![LocalPlace::Immediate(word::UNBOUND); count as usize];
        let snapshot = mir.activations[held.activation as usize].snapshot;
        self.intern(CallSite { snapshot, at: held.at, locals, suspends: None })
    }

    fn solve(&mut self, mir: &Mir, cfg: &Cfg) {
        for &(_, entry) in &mir.entries {
            let at = match mir.entries.iter().find(|(_, e)| *e == entry) {
                Some((taipan_abi::unit::EntryKind::Loop(at) | taipan_abi::unit::EntryKind::Resume(at), _)) => *at,
                _ => 0,
            };
            let mut held = Held::nothing(&self.words, at);
            // Tier 0 gives a frame over that the thread knows.
            held.published = (at != 0).then_some(0);
            self.starts[entry.index()] = Some(held);
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
                    self.before(mir, inst, &mut held);
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
        let mut there = held.clone();
        for word in there.records.iter_mut().flat_map(|r| &mut r.words).filter(|w| !w.is_empty()) {
            let passed = params.iter().zip(&target.args);
            let names: Vec<Value> = passed
                .filter(|&(param, &arg)| self.stored[param.index()] && word.contains(&named(mir, arg)))
                .map(|(&param, _)| param)
                .collect();
            word.retain(|v| !params.contains(v));
            word.extend(names);
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
        self.starts.get(block).cloned().flatten().unwrap_or_else(|| Held::nothing(&self.words, 0))
    }

    /// Takes the stores before an instruction as done. What has to be stored: the call site, if it is not
    /// there, and values by their words. None where nobody looks.
    pub fn before(&self, mir: &Mir, inst: Inst, held: &mut Held) -> Option<Stores> {
        let plan = self.plans.get(&inst)?;
        let record = held.records.get_mut(plan.activation as usize)?;
        let mut words = Vec::new();
        for &(index, value) in &plan.stores {
            let Some(word) = record.words.get_mut(index as usize) else { continue };
            if !word.contains(&value) {
                word.clear();
                word.push(value);
                words.push((index, value));
            }
        }
        let site = (record.pc != Some(plan.site)).then_some(plan.site);
        record.pc = Some(plan.site);
        // Compiled code that is called publishes its own frame, and leaves the thread with any.
        let asks = match mir.inst(inst).op {
            Opcode::CallFunction => {
                held.published = None;
                false
            }
            Opcode::EnterInline => false,
            _ => true,
        };
        let publish = asks && held.published != Some(plan.activation);
        if publish {
            held.published = Some(plan.activation);
        }
        Some(Stores { publish, site, words })
    }

    /// Takes an instruction as done.
    pub fn behind(&self, mir: &Mir, inst: Inst, held: &mut Held) {
        let data = mir.inst(inst);
        // Behind its end, an inlined function is where its caller is.
        let state =
            if data.op == Opcode::LeaveInline { data.state.and_then(|s| mir.state(s).parent) } else { data.state };
        if let Some(state) = state {
            if let (Opcode::LeaveInline, Imm::Index(activation)) = (data.op, data.imm) {
                held.renew(activation, false);
            }
            let innermost = held.innermost(mir, state);
            (held.activation, held.at) = (innermost.activation, innermost.at);
        }
        if let (Opcode::EnterInline, Imm::Index(activation)) = (data.op, data.imm) {
            held.renew(activation, true);
            (held.activation, held.at) = (activation, 0);
        }
        let Some(result) = data.result.filter(|r| self.stored[r.index()]) else { return };
        for word in held.records.iter_mut().flat_map(|r| &mut r.words) {
            word.retain(|v| *v != result);
        }
        if let (Opcode::Arg | Opcode::FrameLocal, Imm::Index(index)) = (data.op, data.imm)
            && let Some(word) = held.records.first_mut().and_then(|r| r.words.get_mut(index as usize))
        {
            *word = vec![result];
        }
    }
}
