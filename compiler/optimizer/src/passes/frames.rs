//! Frames of inlined functions that nobody can look at are not made.
//!
//! A frame is looked at by what may run Python code, raise, or needs a frame for its work. Where nothing of the kind is
//! left in an inlined function, or in what is inlined into that, its record is never written: only exits
//! know it.

use taipan_abi::request::CompileRequest;

use crate::mir::cfg::Cfg;
use crate::mir::{Imm, Mir, Opcode, ops};

pub fn run(mir: &mut Mir, _request: &CompileRequest) {
    if mir.activations.len() == 1 {
        return;
    }
    let cfg = Cfg::new(mir);
    let mut is_observed = vec![false; mir.activations.len()];
    for &block in &cfg.order {
        for &inst in &mir.block(block).insts {
            let data = mir.inst(inst);
            if let Some(state) = data.state
                && ops::is_observed(data)
            {
                let mut activation = mir.state(state).activation;
                while activation != 0 && !std::mem::replace(&mut is_observed[activation as usize], true) {
                    activation = mir.activations[activation as usize].parent;
                }
            }
        }
    }
    for &block in &cfg.order {
        let mut insts = std::mem::take(&mut mir.block_mut(block).insts);
        insts.retain(|&inst| {
            let data = mir.inst(inst);
            match (data.op, data.imm, data.state) {
                (Opcode::EnterInline, Imm::Index(activation), _) => is_observed[activation as usize],
                (Opcode::GuardUnobserved, _, Some(state)) => {
                    let activation = mir.state(state).activation;
                    activation == 0 || is_observed[activation as usize]
                }
                _ => true,
            }
        });
        mir.block_mut(block).insts = insts;
    }
}
