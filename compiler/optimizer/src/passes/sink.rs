//! Frame states take numbers raw: an exit boxes them when it happens, so that no box is made for it on the
//! straight path.
//!
//! A number that stood boxed in two places of a frame may be two objects behind an exit. Nobody can tell:
//! `is` compares numbers in place by their word, and boxed ones by value.

use taipan_abi::request::CompileRequest;

use crate::mir::{Mir, Opcode};

pub fn run(mir: &mut Mir, _request: &CompileRequest) {
    let mut states = std::mem::take(&mut mir.states);
    for state in &mut states {
        state.map_values(|value| match mir.def_inst(value) {
            Some(data) if matches!(data.op, Opcode::BoxInt | Opcode::BoxFloat | Opcode::BoxBool) => data.args[0],
            _ => value,
        });
    }
    mir.states = states;
}
