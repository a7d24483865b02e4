//! Inlined comprehensions (PEP 709): their names, kept apart from those of the code around.

use super::Generator;
use super::name::NameUse;
use crate::instr::{Label, Opcode};
use crate::name::Sym;
use crate::position::Loc;
use crate::scope::{Flags, Place, ScopeId, ScopeKind};
use taipan_abi::opcodes::Op;

/// What must be undone after an inlined comprehension.
pub(super) struct Inlined {
    /// Flags the surrounding scope had for names the comprehension redefines.
    outer_flags: Vec<(Sym, Option<Flags>)>,
    /// Names that became fast locals for the comprehension.
    fast_hidden: Vec<Sym>,
    /// Locals whose values wait on the stack.
    pushed: Vec<Sym>,
    cleanup: Option<Label>,
}

impl Generator<'_, '_> {
    pub(super) fn push_inlined(&mut self, loc: Loc, comp: ScopeId) -> Inlined {
        let outer = self.unit_ref().scope;
        let in_class_block = self.scope().kind == ScopeKind::Class && self.unit_ref().in_inlined_comp == 0;
        let function_like = self.scope().is_function_like();
        self.unit().in_inlined_comp += 1;
        let mut state = Inlined { outer_flags: Vec::new(), fast_hidden: Vec::new(), pushed: Vec::new(), cleanup: None };
        let symbols: Vec<(Sym, Flags)> =
            self.table.scope(comp).symbols.iter().map(|(&name, &flags)| (name, flags)).collect();
        let binds = |flags: Flags| flags.has(Flags::LOCAL) && !flags.has(Flags::NONLOCAL);
        for &(name, flags) in &symbols {
            let outer_flags = self.table.scope(outer).flags(name);
            let outer_place = outer_flags.map_or(Place::Unknown, |flags| flags.place);
            let differs = flags.place != outer_place
                && flags.place != Place::Free
                && !(flags.place == Place::Cell && outer_place == Place::Free);
            if differs || in_class_block {
                self.table.scope_mut(outer).symbols.insert(name, flags);
                state.outer_flags.push((name, outer_flags));
            }
            if binds(flags) && !function_like && self.unit_ref().fast_hidden.get(&name) != Some(&true) {
                self.unit().fast_hidden.insert(name, true);
                state.fast_hidden.push(name);
            }
        }
        for &(name, flags) in symbols.iter().filter(|(_, flags)| binds(*flags)) {
            let index = self.local_index(name);
            self.op_arg(loc, Op::LOAD_FAST_AND_CLEAR, index);
            if flags.place == Place::Cell {
                let index = if self.table.scope(outer).place(name) == Place::Free {
                    self.free_index(name)
                } else {
                    self.cell_index(name)
                };
                self.op_arg(loc, Op::MAKE_CELL, index);
            }
            state.pushed.push(name);
        }
        if !state.pushed.is_empty() {
            // The iterator goes back on top; the locals come off in reverse afterwards.
            self.op_arg(loc, Op::SWAP, state.pushed.len() as u32 + 1);
            let cleanup = self.label();
            state.cleanup = Some(cleanup);
            self.jump(loc, Opcode::SetupFinally, cleanup);
        }
        state
    }

    pub(super) fn pop_inlined(&mut self, loc: Loc, state: Inlined) {
        if let Some(cleanup) = state.cleanup {
            self.pseudo(Loc::NONE, Opcode::PopBlock, 0);
            let end = self.label();
            self.jump(Loc::NONE, Opcode::JumpNoInterrupt, end);
            self.place(cleanup);
            // The unfinished collection lies below the exception.
            self.op_arg(Loc::NONE, Op::SWAP, 2);
            self.op(Loc::NONE, Op::POP_TOP);
            self.restore_locals(loc, &state.pushed);
            self.op_arg(Loc::NONE, Op::RERAISE, 0);
            self.place(end);
            self.restore_locals(loc, &state.pushed);
        }
        self.unit().in_inlined_comp -= 1;
        let outer = self.unit_ref().scope;
        for (name, flags) in state.outer_flags {
            let flags = flags.unwrap_or(Flags::new(0, Place::Unknown));
            self.table.scope_mut(outer).symbols.insert(name, flags);
        }
        for name in state.fast_hidden {
            self.unit().fast_hidden.insert(name, false);
        }
    }

    fn restore_locals(&mut self, loc: Loc, pushed: &[Sym]) {
        self.op_arg(loc, Op::SWAP, pushed.len() as u32 + 1);
        for &name in pushed.iter().rev() {
            let index = self.local_index(name);
            self.pseudo(loc, Opcode::StoreFastMaybeNull, index);
        }
    }

    /// Loads a name as code inside the comprehension would.
    #[allow(dead_code)]
    fn load_inner(&mut self, loc: Loc, name: Sym) {
        self.name(loc, name, NameUse::Load);
    }
}
