//! Loading, storing and deleting names.

use super::Generator;
use crate::ast::ExprContext;
use crate::instr::Opcode;
use crate::name::Sym;
use crate::position::Loc;
use crate::scope::{Place, ScopeKind};
use taipan_abi::opcodes::Op;

/// How a name is reached.
enum Access {
    Fast,
    Global,
    /// Through a cell, by the index among cells and free variables.
    Deref(u32),
    Name,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameUse {
    Load,
    Store,
    Delete,
}

impl From<ExprContext> for NameUse {
    fn from(ctx: ExprContext) -> NameUse {
        match ctx {
            ExprContext::Load | ExprContext::Invalid => NameUse::Load,
            ExprContext::Store => NameUse::Store,
            ExprContext::Del => NameUse::Delete,
        }
    }
}

impl Generator<'_, '_> {
    pub(super) fn store_name(&mut self, loc: Loc, name: Sym) {
        self.name(loc, name, NameUse::Store);
    }

    pub(super) fn load_name(&mut self, loc: Loc, name: Sym) {
        self.name(loc, name, NameUse::Load);
    }

    pub(super) fn name(&mut self, loc: Loc, name: Sym, usage: NameUse) {
        let name = self.mangle(name);
        let place = self.scope().place(name);
        match self.access(name, place) {
            Access::Deref(index) => self.deref(loc, index, usage),
            Access::Fast => {
                let index = self.local_index(name);
                let op = match usage {
                    NameUse::Load => Op::LOAD_FAST,
                    NameUse::Store => Op::STORE_FAST,
                    NameUse::Delete => Op::DELETE_FAST,
                };
                self.op_arg(loc, op, index);
            }
            Access::Global => {
                let index = self.name_index(name);
                match usage {
                    NameUse::Load => {
                        if self.scope().can_see_class_scope && place == Place::GlobalImplicit {
                            self.load_classdict(loc);
                            self.op_arg(loc, Op::LOAD_FROM_DICT_OR_GLOBALS, index);
                        } else {
                            self.op_arg(loc, Op::LOAD_GLOBAL, index << 1);
                        }
                    }
                    NameUse::Store => self.op_arg(loc, Op::STORE_GLOBAL, index),
                    NameUse::Delete => self.op_arg(loc, Op::DELETE_GLOBAL, index),
                }
            }
            Access::Name => {
                let index = self.name_index(name);
                match usage {
                    NameUse::Load => {
                        let hidden_class = self.scope().kind == ScopeKind::Class && self.unit_ref().in_inlined_comp > 0;
                        if hidden_class {
                            self.op_arg(loc, Op::LOAD_GLOBAL, index << 1);
                        } else {
                            self.op_arg(loc, Op::LOAD_NAME, index);
                        }
                    }
                    NameUse::Store => self.op_arg(loc, Op::STORE_NAME, index),
                    NameUse::Delete => self.op_arg(loc, Op::DELETE_NAME, index),
                }
            }
        }
    }

    fn deref(&mut self, loc: Loc, index: u32, usage: NameUse) {
        let op = match usage {
            NameUse::Load => {
                let in_class_body = self.scope().kind == ScopeKind::Class && self.unit_ref().in_inlined_comp == 0;
                if in_class_body {
                    self.op(loc, Op::LOAD_LOCALS);
                    Op::LOAD_FROM_DICT_OR_DEREF
                } else if self.scope().can_see_class_scope {
                    self.load_classdict(loc);
                    Op::LOAD_FROM_DICT_OR_DEREF
                } else {
                    Op::LOAD_DEREF
                }
            }
            NameUse::Store => Op::STORE_DEREF,
            NameUse::Delete => Op::DELETE_DEREF,
        };
        self.op_arg(loc, op, index);
    }

    fn access(&mut self, name: Sym, place: Place) -> Access {
        let function_like = self.scope().is_function_like();
        match place {
            Place::Free => Access::Deref(self.free_index(name)),
            Place::Cell => Access::Deref(self.cell_index(name)),
            Place::Local if function_like => Access::Fast,
            Place::Local if self.unit_ref().fast_hidden.get(&name) == Some(&true) => Access::Fast,
            Place::GlobalImplicit if function_like => Access::Global,
            Place::GlobalExplicit => Access::Global,
            Place::Local | Place::GlobalImplicit | Place::Unknown => Access::Name,
        }
    }

    fn load_classdict(&mut self, loc: Loc) {
        let index = self.free_index(Sym::CLASSDICT);
        self.op_arg(loc, Op::LOAD_DEREF, index);
    }

    /// The index of a fast local.
    pub(super) fn local_index(&mut self, name: Sym) -> u32 {
        self.unit().varnames.insert_full(name).0 as u32
    }

    /// Cells come before free variables in one numbering.
    pub(super) fn cell_index(&mut self, name: Sym) -> u32 {
        self.unit().cellvars.insert_full(name).0 as u32
    }

    pub(super) fn free_index(&mut self, name: Sym) -> u32 {
        let unit = self.unit();
        (unit.cellvars.len() + unit.freevars.insert_full(name).0) as u32
    }

    /// Loads the cell of a name that a nested code object has free.
    pub(super) fn load_closure(&mut self, loc: Loc, name: Sym) {
        let in_class = self.unit_ref().kind == super::UnitKind::Class
            && [Sym::CLASS, Sym::CLASSDICT, Sym::CONDITIONAL_ANNOTATIONS].contains(&name);
        let index = if in_class || self.scope().place(name) == Place::Cell {
            self.cell_index(name)
        } else {
            self.free_index(name)
        };
        self.pseudo(loc, Opcode::LoadClosure, index);
    }
}
