//! Iterators over lists and tuples that come with a tier 0 frame.
//!
//! Iterators made in the function are stepped field by field, and not made at all as a rule. Where a loop is entered
//! with a frame, its iterators and those of the loops around it are on the operand stack. One that nobody else
//! holds is taken apart there and made again, as if by this function, so that it is like the one that the
//! loop begins with the next time.
//!
//! A loop over a parameter is built on the word of feedback that it is such an iterator; in the end all that is passed
//! for it must be, or the function is built again without this.

use rustc_hash::FxHashSet;
use taipan_abi::exits::ExitReason;
use taipan_abi::feedback::{Site, kind};
use taipan_abi::layout::{ClassId, Field};
use taipan_abi::opcodes::Op;

use super::builder::Builder;
use super::env::Env;
use crate::mir::{Block, Def, Imm, Opcode, Repr, Value, make};

/// An iterator's class, and its fields: the sequence and the index.
type Kind = (ClassId, ClassId, Field, Field);

impl Builder<'_> {
    /// What the loop at a header iterates over, if it always was the same.
    fn iterated(&self, header: u32) -> Option<Kind> {
        let instr = self.code.at(header).filter(|i| i.op == Op::FOR_ITER)?;
        match self.function.feedback.at(instr.unit) {
            Some(Site::Kinds(kind::LIST_ITERATOR)) => {
                Some((ClassId::ListIterator, ClassId::List, Field::ListIterList, Field::ListIterIndex))
            }
            Some(Site::Kinds(kind::TUPLE_ITERATOR)) => {
                Some((ClassId::TupleIterator, ClassId::Tuple, Field::TupleIterTuple, Field::TupleIterIndex))
            }
            _ => None,
        }
    }

    /// Makes the iterators of a frame anew that a loop is entered with.
    pub(super) fn take_iterators(&mut self, block: Block, at: u32, env: &mut Env) {
        if !self.assumes || self.request.is_denied(self.snapshot, at, ExitReason::WrongClass) {
            return;
        }
        let mut found: Vec<(usize, Kind)> = Vec::new();
        for (&header, &end) in &self.code.loops {
            if !(header <= at && at < end) {
                continue;
            }
            if let Some(kind) = self.iterated(header)
                && let Some(place) = self.stack_depth(header).and_then(|d| (d as usize).checked_sub(1))
                && place < env.stack.len()
            {
                found.push((place, kind));
            }
        }
        if found.is_empty() {
            return;
        }
        found.sort_unstable_by_key(|(place, _)| *place);
        let state = self.state_of(&env.clone(), at);
        let mut parts = Vec::new();
        // Nothing is made before all guards hold.
        for &(place, (class, sequence, of, index)) in &found {
            let iterator = env.stack[place];
            let guard = make::guard_class(iterator).imm(Imm::Class(class)).state(state);
            let Some(iterator) = self.mir.push(block, guard) else { return };
            let Some(iterator) = self.mir.push(block, make::guard_unique(iterator).state(state)) else { return };
            // An exhausted iterator has no sequence.
            let field = make::load_slot(iterator).imm(Imm::Slot(of.offset() as u32, 0));
            let Some(object) = self.mir.push(block, field) else { return };
            let guard = make::guard_class(object).imm(Imm::Class(sequence)).state(state);
            let Some(object) = self.mir.push(block, guard) else { return };
            let Some(number) = self.mir.push(block, make::load_field_int(iterator).imm(Imm::Field(index))) else {
                return;
            };
            parts.push((place, class, object, number));
        }
        for (place, class, object, number) in parts {
            let made = make::new().args(&[object, number]).imm(Imm::Class(class));
            if let Some(made) = self.mir.push(block, made) {
                env.stack[place] = made;
            }
        }
    }

    /// Whether a loop's iterator is taken for one made in this function, of the class that the loop saw.
    pub(super) fn is_assumed(&mut self, iterator: Value, class: ClassId) -> bool {
        let iterator = self.strip(iterator);
        let is_param = matches!(self.mir.values[iterator.index()].def, Def::Param(..));
        let fits = self.iterated(self.instr.at).is_some_and(|(seen, ..)| seen == class);
        if !self.assumes || !is_param || !fits || self.mir.repr(iterator) != Repr::Word {
            return false;
        }
        if !self.assumed.contains(&(iterator, class)) {
            self.assumed.push((iterator, class));
        }
        true
    }

    /// Whether all that is passed for assumed iterators was made in this function.
    pub(super) fn holds_assumed(&self) -> bool {
        let mut seen: FxHashSet<Value> = FxHashSet::default();
        let mut work = self.assumed.clone();
        while let Some((value, class)) = work.pop() {
            if !seen.insert(value) {
                continue;
            }
            match self.mir.values[value.index()].def {
                Def::Inst(inst) => {
                    let data = self.mir.inst(inst);
                    if data.op != Opcode::New || data.imm != Imm::Class(class) {
                        return false;
                    }
                }
                Def::Param(block, index) => {
                    for from in (0..self.mir.blocks.len() as u32).map(Block) {
                        for target in self.mir.edges(from).iter().filter(|t| t.block == block) {
                            match target.args.get(index as usize) {
                                Some(&arg) => work.push((self.strip(arg), class)),
                                None => return false,
                            }
                        }
                    }
                }
                Def::None => return false,
            }
        }
        true
    }
}
