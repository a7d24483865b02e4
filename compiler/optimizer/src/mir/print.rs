//! The text form: what [`super::parse`] reads back.
//!
//! ```text
//! function "name" {
//!   const c0 = code 0 3
//!   invariant type 0x1230 5
//!   inlined 1 = 2 in 0
//!   state s0 = 0@12 at locals [v0, _v1] stack [] parent s1
//! block0 start (v0: word any):
//!   v1: i64 int = unbox_int v0
//!   v2: i64 int = int_add v1, v1 state s0
//!   call get_item v3, v4 state s0 handler block2(v0)
//!   branch v5, block1(v2), block2() counts 3 4
//! }
//! ```
//!
//! Only states that something uses are printed, so that text tells what the function is.

use std::fmt::{self, Write};

use taipan_abi::exits::Resume;
use taipan_abi::unit::{EntryKind, Invariant, TableEntry};

use super::func::{Block, FrameState, Inst, Mir, Slot, State, Target, Term, Value};
use super::ops::Imm;

impl fmt::Display for Mir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "function {:?} {{", self.name)?;
        for (i, constant) in self.constants.iter().enumerate() {
            match constant {
                TableEntry::CodeConstant { snapshot, index } => writeln!(f, "  const c{i} = code {snapshot} {index}")?,
                TableEntry::Name { snapshot, index } => writeln!(f, "  const c{i} = name {snapshot} {index}")?,
                TableEntry::LocalName { snapshot, index } => writeln!(f, "  const c{i} = local {snapshot} {index}")?,
                TableEntry::Object(word) => writeln!(f, "  const c{i} = object {word:#x}")?,
                TableEntry::Class(class) => writeln!(f, "  const c{i} = class {}", class.name())?,
                TableEntry::Shape(shape) => writeln!(f, "  const c{i} = shape {shape}")?,
            }
        }
        for invariant in &self.invariants {
            match invariant {
                Invariant::GlobalValue { dict, name, value, absent_from } => {
                    writeln!(f, "  invariant global {dict:#x} {name:#x} {value:#x} {absent_from:#x}")?;
                }
                Invariant::TypeVersion { class, version } => writeln!(f, "  invariant type {class:#x} {version}")?,
                Invariant::FunctionVersion { function, version } => {
                    writeln!(f, "  invariant function {function:#x} {version}")?;
                }
            }
        }
        for (i, inlined) in self.activations.iter().enumerate().skip(1) {
            writeln!(f, "  inlined {i} = {} in {}", inlined.snapshot, inlined.parent)?;
        }
        for (i, used) in used_states(self).into_iter().enumerate() {
            if used {
                writeln!(f, "  state s{i} = {}", Shown(&self.states[i]))?;
            }
        }
        for i in 0..self.blocks.len() {
            self.fmt_block(f, Block(i as u32))?;
        }
        f.write_str("}\n")
    }
}

/// Which states are reachable from instructions, terminators and loop headers.
pub fn used_states(mir: &Mir) -> Vec<bool> {
    let mut used = vec![false; mir.states.len()];
    let mut mark = |state: Option<State>| {
        let mut at = state;
        while let Some(s) = at {
            if std::mem::replace(&mut used[s.index()], true) {
                break;
            }
            at = mir.states[s.index()].parent;
        }
    };
    for block in &mir.blocks {
        block.insts.iter().for_each(|i| mark(mir.insts[i.index()].state));
        mark(block.term.state());
        mark(block.entry_state);
    }
    used
}

struct Shown<'a>(&'a FrameState);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.0;
        let resume = match state.resume {
            Resume::At => "at",
            Resume::Call => "call",
            Resume::Constructor => "constructor",
            Resume::Raise => "raise",
        };
        write!(f, "{}@{} {resume}", state.snapshot, state.at)?;
        if let Some(function) = state.function {
            write!(f, " function {function}")?;
        }
        f.write_str(" locals ")?;
        slots(f, &state.locals)?;
        f.write_str(" stack ")?;
        slots(f, &state.stack)?;
        for object in &state.virtuals {
            write!(f, " virtual {} ", object.class.class().name())?;
            slots(f, &object.fields)?;
        }
        if let Some(parent) = state.parent {
            write!(f, " inlined {} parent {parent}", state.activation)?;
        }
        if let Some((snapshot, at)) = state.blame {
            write!(f, " blame {snapshot}@{at}")?;
        }
        Ok(())
    }
}

fn slots(f: &mut fmt::Formatter<'_>, slots: &[Slot]) -> fmt::Result {
    f.write_char('[')?;
    for (i, slot) in slots.iter().enumerate() {
        if i > 0 {
            f.write_str(", ")?;
        }
        match slot {
            Slot::Value(value) => write!(f, "{value}")?,
            Slot::Virtual(index) => write!(f, "x{index}")?,
        }
    }
    f.write_char(']')
}

fn list(f: &mut fmt::Formatter<'_>, values: &[Value]) -> fmt::Result {
    for (i, value) in values.iter().enumerate() {
        write!(f, "{}{value}", if i > 0 { ", " } else { "" })?;
    }
    Ok(())
}

fn target(f: &mut fmt::Formatter<'_>, target: &Target) -> fmt::Result {
    write!(f, "{}(", target.block)?;
    list(f, &target.args)?;
    f.write_char(')')
}

impl Mir {
    fn fmt_block(&self, f: &mut fmt::Formatter<'_>, block: Block) -> fmt::Result {
        let data = self.block(block);
        write!(f, "{block}")?;
        for (kind, _) in self.entries.iter().filter(|(_, b)| *b == block) {
            match kind {
                EntryKind::Start => f.write_str(" start")?,
                EntryKind::Loop(at) => write!(f, " loop {at}")?,
                EntryKind::Resume(at) => write!(f, " resume {at}")?,
            }
        }
        f.write_str(" (")?;
        for (i, &param) in data.params.iter().enumerate() {
            write!(f, "{}{param}: {} {}", if i > 0 { ", " } else { "" }, self.repr(param).name(), self.ty(param))?;
        }
        f.write_char(')')?;
        if let Some(state) = data.entry_state {
            write!(f, " header {state}")?;
        }
        f.write_str(":\n")?;
        for &inst in &data.insts {
            self.fmt_inst(f, inst)?;
        }
        f.write_str("  ")?;
        match &data.term {
            Term::Open => f.write_str("open")?,
            Term::Jump(to) => {
                f.write_str("jump ")?;
                target(f, to)?;
            }
            Term::Branch { condition, then, otherwise, counts } => {
                write!(f, "branch {condition}, ")?;
                target(f, then)?;
                f.write_str(", ")?;
                target(f, otherwise)?;
                write!(f, " counts {} {}", counts[0], counts[1])?;
            }
            Term::Return { value, state } => write!(f, "return {value} state {state}")?,
            Term::Yield { value, state } => write!(f, "yield {value} state {state}")?,
            Term::Exit { reason, state } => write!(f, "exit {} state {state}", reason.name())?,
            Term::Unreachable => f.write_str("unreachable")?,
        }
        if let Some(plan) = self.term_plans.get(&block) {
            fmt_plan(f, plan)?;
        }
        f.write_char('\n')
    }

    fn fmt_inst(&self, f: &mut fmt::Formatter<'_>, inst: Inst) -> fmt::Result {
        let data = self.inst(inst);
        f.write_str("  ")?;
        if let Some(result) = data.result {
            write!(f, "{result}: {} {} = ", self.repr(result).name(), self.ty(result))?;
        }
        f.write_str(data.op.row().name)?;
        match data.imm {
            Imm::None => {}
            Imm::Int(v) => write!(f, " {v}")?,
            Imm::Double(d) => write!(f, " {d:#x}")?,
            Imm::Word(w) => write!(f, " {w:#x}")?,
            Imm::Const(c) => write!(f, " c{c}")?,
            Imm::Index(i) => write!(f, " {i}")?,
            Imm::Slot(offset, shape) => write!(f, " {offset}:{shape}")?,
            Imm::Shape(shape) => write!(f, " {shape}")?,
            Imm::Shapes([a, b, c, d]) => write!(f, " {a}:{b}:{c}:{d}")?,
            Imm::Layout(l) => write!(f, " {}:{:#x}:{}:{}", l.page, l.flags, l.members, l.aux)?,
            Imm::Class(class) => write!(f, " {}", class.name())?,
            Imm::Field(field) => write!(f, " {}", field.name())?,
            Imm::Helper(helper) => write!(f, " {}", helper.info().name)?,
            Imm::Compare(c) => write!(f, " {}", c.symbol())?,
            Imm::Reason(reason) => write!(f, " {}", reason.name())?,
        }
        if !data.args.is_empty() {
            f.write_char(' ')?;
            list(f, &data.args)?;
        }
        if let Some(state) = data.state {
            write!(f, " state {state}")?;
        }
        if let Some(handler) = &data.handler {
            f.write_str(" handler ")?;
            target(f, handler)?;
        }
        if let Some(plan) = self.plans.get(&inst) {
            fmt_plan(f, plan)?;
        }
        f.write_char('\n')
    }
}

fn fmt_plan(f: &mut fmt::Formatter<'_>, plan: &super::func::ExitPlan) -> fmt::Result {
    f.write_str(" moved [")?;
    list(f, &plan.moved)?;
    f.write_str("] dropped [")?;
    list(f, &plan.dropped)?;
    f.write_char(']')
}
