//! The intermediate representation: SSA over blocks with parameters.
//!
//! [`types`] is the lattice, [`ops`] the table of instructions, [`func`] the function and its frame states,
//! [`cfg`] order, dominators and loops, [`drops`] where objects may die, [`infer`] what type a result has, [`print`] and [`parse`] the text
//! form, [`repair`] what makes SSA form again, [`verify`] what must always hold.

pub mod cfg;
pub mod drops;
pub mod func;
pub mod infer;
pub mod ops;
pub mod parse;
pub mod print;
pub mod repair;
pub mod types;
pub mod verify;

pub use func::{
    Block, BlockData, Def, ExitPlan, FrameState, Inst, InstData, Mir, Replacements, Slot, State, Target, Term, Value,
    Virtual,
};
pub use ops::{Imm, Kind, Opcode, Repr, make};
pub use types::{Fact, Type, bits};
