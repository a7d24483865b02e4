//! Instructions to a code object: a graph of basic blocks, optimised pass by pass.
//!
//! The passes, their order and what they leave undone are CPython's (`Python/flowgraph.c` is the
//! place to compare), since the bytes depend on all three. Each pass is a file; [`finish`] is the
//! pipeline.

mod blocks;
mod borrow;
mod build;
mod cold;
pub mod evaluate;
mod exceptions;
mod fold;
mod jumps;
mod lines;
mod load_const;
mod locals;
mod nops;
mod peephole;
pub mod prefix;
mod stack_use;
mod stackdepth;
mod swaps;

pub use blocks::{BlockId, Graph, Instr};

use crate::assemble::{self, Metadata};
use crate::constant::{CodePool, ConstTable};
use crate::instr::Sequence;
use crate::name::{Names, Sym};
use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;
use taipan_abi::code::{CodeObject, Text};

type SymSet = IndexSet<Sym, FxBuildHasher>;

/// Everything known of a code object when its instructions are complete.
pub struct Input<'i> {
    pub seq: Sequence,
    pub consts: ConstTable,
    pub pool: &'i CodePool,
    pub names: &'i Names,
    pub co_names: &'i SymSet,
    pub varnames: &'i SymSet,
    pub cellvars: &'i SymSet,
    pub freevars: &'i SymSet,
    pub fast_hidden: &'i IndexMap<Sym, bool, FxBuildHasher>,
    /// Local variables that are parameters, `*args` and `**kwargs` included.
    pub parameters: usize,
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub flags: u32,
    pub filename: &'i Text,
    pub name: Sym,
    pub qualname: &'i str,
    pub firstlineno: i32,
}

/// Optimises and assembles a code object.
pub fn finish(input: Input<'_>) -> CodeObject {
    let mut consts = input.consts;
    let mut graph = build::build(input.seq);
    exceptions::mark_handlers(&mut graph);
    exceptions::label_targets(&mut graph);

    jumps::inline_small_exits(&mut graph);
    jumps::remove_unreachable(&mut graph);
    lines::resolve(&mut graph);
    load_const::run(&mut graph, &mut consts, input.pool);
    peephole::run(&mut graph, &mut consts, input.pool);
    nops::remove_redundant_pairs(&mut graph);
    jumps::remove_unreachable(&mut graph);
    nops::remove_redundant_nops_and_jumps(&mut graph);

    fold::remove_unused_consts(&mut graph, &mut consts);
    locals::add_checks(&mut graph, input.varnames.len(), input.parameters);
    borrow::insert_superinstructions(&mut graph);
    cold::push_to_end(&mut graph);
    lines::resolve(&mut graph);

    peephole::convert_conditional_jumps(&mut graph);
    let stacksize = stackdepth::calculate(&mut graph);
    let layout = prefix::Layout {
        varnames: input.varnames,
        cellvars: input.cellvars,
        freevars: input.freevars,
        firstlineno: input.firstlineno,
        flags: input.flags,
    };
    prefix::insert(&mut graph, &layout);
    peephole::convert_pseudo_ops(&mut graph);
    jumps::normalize(&mut graph);
    borrow::borrow_locals(&mut graph);

    let metadata = Metadata {
        names: input.names,
        co_names: input.co_names,
        layout,
        fast_hidden: input.fast_hidden,
        argcount: input.argcount,
        posonlyargcount: input.posonlyargcount,
        kwonlyargcount: input.kwonlyargcount,
        filename: input.filename,
        name: input.name,
        qualname: input.qualname,
        stacksize,
    };
    assemble::assemble(&graph, consts.values, metadata)
}
