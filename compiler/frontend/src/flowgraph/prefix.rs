//! What runs before the body: cells, free variables, the making of a generator. Settles the one
//! numbering of locals, cells and free variables.

use super::blocks::{Graph, Instr};
use crate::instr::Opcode;
use crate::name::Sym;
use crate::position::Loc;
use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;
use taipan_abi::opcodes::{Op, code_flags};

type SymSet = IndexSet<Sym, FxBuildHasher>;

/// The variables of a code object.
pub struct Layout<'l> {
    pub varnames: &'l SymSet,
    pub cellvars: &'l SymSet,
    pub freevars: &'l SymSet,
    pub firstlineno: i32,
    pub flags: u32,
}

impl Layout<'_> {
    /// For each cell and free variable, its place among all variables. A cell that is also a
    /// parameter or local shares its place.
    pub fn places(&self) -> Vec<u32> {
        let mut next = self.varnames.len() as u32;
        let mut fresh = || {
            next += 1;
            next - 1
        };
        let cells = self.cellvars.iter().map(|name| self.varnames.get_index_of(name)).collect::<Vec<_>>();
        let mut places: Vec<u32> =
            cells.into_iter().map(|local| local.map_or_else(&mut fresh, |local| local as u32)).collect();
        places.extend(self.freevars.iter().map(|_| fresh()));
        places
    }
}

pub fn insert(graph: &mut Graph, layout: &Layout<'_>) {
    let places = layout.places();
    fix_places(graph, &places);
    let mut prefix = Vec::new();
    if !layout.freevars.is_empty() {
        let count = layout.freevars.len() as u32;
        prefix.push(Instr::new(Op::COPY_FREE_VARS, count, Loc::NONE));
    }
    let mut cells = places[..layout.cellvars.len()].to_vec();
    cells.sort_unstable();
    prefix.extend(cells.into_iter().map(|place| Instr::new(Op::MAKE_CELL, place, Loc::NONE)));
    let generator = code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR;
    if layout.flags & generator != 0 {
        let loc = Loc::new(layout.firstlineno, layout.firstlineno, -1, -1);
        prefix.push(Instr::new(Op::RETURN_GENERATOR, 0, loc));
        prefix.push(Instr::new(Op::POP_TOP, 0, loc));
    }
    graph.block_mut(Graph::ENTRY).instrs.splice(0..0, prefix);
}

/// Replaces numbers among cells and free variables by places.
fn fix_places(graph: &mut Graph, places: &[u32]) {
    for block in &mut graph.blocks {
        for instr in &mut block.instrs {
            if matches!(
                instr.op,
                Opcode::LoadClosure
                    | Opcode::Real(
                        Op::MAKE_CELL
                            | Op::LOAD_DEREF
                            | Op::STORE_DEREF
                            | Op::DELETE_DEREF
                            | Op::LOAD_FROM_DICT_OR_DEREF
                    )
            ) {
                instr.arg = places[instr.arg as usize];
            }
        }
    }
}
