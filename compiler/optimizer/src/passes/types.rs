//! Sparse conditional type propagation (after Wegman and Zadeck): optimistic, over executable edges only.
//!
//! Every value starts at never and rises; ranges of loop-carried ints are widened after a few rises, so
//! that the height of the lattice does not matter. At the end, types are written to the values.

use taipan_abi::request::CompileRequest;

use crate::mir::infer::transfer;
use crate::mir::{Block, Fact, Inst, Mir, Opcode, Repr, Target, Term, Type, Value, bits};

/// Rises of a parameter until its range is widened.
const PATIENCE: u8 = 3;

pub fn run(mir: &mut Mir, _request: &CompileRequest) {
    let mut solver = Solver {
        types: vec![Type::NEVER; mir.values.len()],
        rises: vec![0; mir.values.len()],
        reached: vec![false; mir.blocks.len()],
        users: users(mir),
        blocks: Vec::new(),
        insts: Vec::new(),
        terms: Vec::new(),
    };
    for &(_, entry) in &mir.entries {
        solver.reach(entry);
    }
    solver.solve(mir);
    for (value, ty) in mir.values.iter_mut().zip(&solver.types) {
        let known = value.ty;
        if !ty.is_never() {
            // What the builder or an earlier pass knew stays true.
            value.ty = if known.is_subtype(*ty) { known } else { *ty };
        }
    }
}

/// What has to be looked at again when a value's type rises.
#[derive(Clone, Copy)]
enum User {
    Inst(Inst, Block),
    Term(Block),
}

fn users(mir: &Mir) -> Vec<Vec<User>> {
    let mut out = vec![Vec::new(); mir.values.len()];
    for (b, block) in mir.blocks.iter().enumerate() {
        let at = Block(b as u32);
        for &inst in &block.insts {
            for arg in &mir.inst(inst).args {
                out[arg.index()].push(User::Inst(inst, at));
            }
        }
        for target in mir.edges(at) {
            for arg in &target.args {
                out[arg.index()].push(User::Term(at));
            }
        }
        if let Term::Branch { condition, .. } = block.term {
            out[condition.index()].push(User::Term(at));
        }
    }
    out
}

struct Solver {
    types: Vec<Type>,
    rises: Vec<u8>,
    reached: Vec<bool>,
    users: Vec<Vec<User>>,
    blocks: Vec<Block>,
    insts: Vec<Inst>,
    terms: Vec<Block>,
}

impl Solver {
    fn reach(&mut self, block: Block) {
        if !std::mem::replace(&mut self.reached[block.index()], true) {
            self.blocks.push(block);
        }
    }

    fn solve(&mut self, mir: &Mir) {
        loop {
            if let Some(block) = self.blocks.pop() {
                for &inst in &mir.block(block).insts {
                    self.visit(mir, inst);
                }
                self.term(mir, block);
            } else if let Some(inst) = self.insts.pop() {
                self.visit(mir, inst);
            } else if let Some(block) = self.terms.pop() {
                self.term(mir, block);
            } else {
                return;
            }
        }
    }

    fn visit(&mut self, mir: &Mir, inst: Inst) {
        let data = mir.inst(inst);
        let Some(result) = data.result else { return };
        let ty = transfer(data, |v| self.types[v.index()]);
        // Constants of the table, arguments and results of calls: what was known when they were made.
        let known = mir.ty(result);
        let is_given = data.args.is_empty() || data.op == Opcode::CallHelper;
        let ty = if is_given && known.is_subtype(ty) { known } else { ty };
        self.raise(result, ty, false);
    }

    fn raise(&mut self, value: Value, ty: Type, is_param: bool) {
        let old = self.types[value.index()];
        let mut new = old.union(ty);
        if new == old {
            return;
        }
        if is_param {
            let rises = &mut self.rises[value.index()];
            *rises = rises.saturating_add(1);
            if *rises > PATIENCE
                && let (Fact::Range(a, b), Fact::Range(c, d)) = (old.fact, new.fact)
            {
                new = Type::range(if c < a { i64::MIN } else { c }, if d > b { i64::MAX } else { d });
                new.bits |= old.bits | ty.bits;
            }
        }
        self.types[value.index()] = new;
        for i in 0..self.users[value.index()].len() {
            match self.users[value.index()][i] {
                User::Inst(inst, block) if self.reached[block.index()] => self.insts.push(inst),
                User::Term(block) if self.reached[block.index()] => self.terms.push(block),
                User::Inst(..) | User::Term(_) => {}
            }
        }
    }

    fn term(&mut self, mir: &Mir, block: Block) {
        if let Some(target) = mir.handler_of(block) {
            self.edge(mir, target);
        }
        match &mir.block(block).term {
            Term::Branch { condition, then, otherwise, .. } => match self.types[condition.index()].as_bool() {
                Some(true) => self.edge(mir, then),
                Some(false) => self.edge(mir, otherwise),
                None => {
                    if !self.types[condition.index()].is_never() {
                        self.edge(mir, then);
                        self.edge(mir, otherwise);
                    }
                }
            },
            Term::Jump(target) => self.edge(mir, target),
            _ => {}
        }
    }

    fn edge(&mut self, mir: &Mir, target: &Target) {
        for (&arg, &param) in target.args.iter().zip(&mir.block(target.block).params) {
            let mut ty = self.types[arg.index()];
            if mir.repr(param) == Repr::Word && ty.bits == bits::SMALL_INT && ty.fact == Fact::Nothing {
                ty = Type::range(taipan_abi::value::INT_MIN, taipan_abi::value::INT_MAX);
            }
            self.raise(param, ty, true);
        }
        self.reach(target.block);
    }
}
