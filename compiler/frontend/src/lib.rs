//! Compiles Python source to CPython 3.14 code objects.
//!
//! The stages, each a module that knows only the ones before it: [`source`] decodes bytes,
//! [`parse`] turns text into a tree (and is alone in naming the parser crate), [`scope`] decides
//! where each name lives, [`codegen`] emits instructions with labels and locations, [`flowgraph`]
//! optimises them as a graph of blocks, [`assemble`] writes bytes and tables. [`marshal`] stores
//! code objects. [`Frontend`] is the door: it never panics, whatever the source holds.

#![forbid(unsafe_code)]

mod assemble;
mod codegen;
mod constant;
mod diagnose;
mod fault;
mod flowgraph;
mod frontend;
mod future;
mod instr;
mod literal;
mod literal_warnings;
pub mod marshal;
mod name;
mod number;
mod parse;
mod position;
mod preprocess;
mod scope;
mod shape;
mod source;
mod unparse;

pub use frontend::Frontend;
pub use unparse::repr as repr_constant;

use parse::ast;
