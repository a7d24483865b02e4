//! The graph: blocks in a vector, in a linked order that passes may change.

use crate::instr::Opcode;
use crate::position::Loc;
use taipan_abi::opcodes::Op;

/// Index of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlockId(pub u32);

/// An instruction in a block.
#[derive(Clone, Copy, Debug)]
pub struct Instr {
    pub op: Opcode,
    pub arg: u32,
    pub loc: Loc,
    /// Where it jumps, or which handler it pushes.
    pub target: Option<BlockId>,
    /// The handler of what it raises.
    pub except: Option<BlockId>,
}

impl Instr {
    pub fn new(op: impl Into<Opcode>, arg: u32, loc: Loc) -> Instr {
        Instr { op: op.into(), arg, loc, target: None, except: None }
    }

    pub fn is(&self, op: Op) -> bool {
        self.op == Opcode::Real(op)
    }

    pub fn set(&mut self, op: impl Into<Opcode>, arg: u32) {
        self.op = op.into();
        self.arg = arg;
    }

    pub fn set_nop(&mut self) {
        self.set(Op::NOP, 0);
    }
}

/// A run of instructions entered only at its start.
#[derive(Default)]
pub struct Block {
    pub instrs: Vec<Instr>,
    /// Handlers of instructions removed from the end, by their old index. CPython's blocks keep
    /// them in memory, and an instruction added at such an index inherits the handler, which
    /// its exception tables show.
    removed_handlers: Vec<Option<BlockId>>,
    pub next: Option<BlockId>,
    /// Something jumps here, or did.
    pub has_label: bool,
    pub is_handler: bool,
    pub preserve_lasti: bool,
    pub cold: bool,
    pub warm: bool,
    pub visited: bool,
    pub predecessors: u32,
    /// Stack height at the start; negative where it is not known.
    pub startdepth: i32,
    pub unsafe_locals: u64,
}

impl Block {
    pub fn last(&self) -> Option<&Instr> {
        self.instrs.last()
    }

    /// Adds an instruction the way passes after the labelling of handlers do.
    pub fn append(&mut self, mut instr: Instr) {
        let inherited = self.removed_handlers.get(self.instrs.len());
        instr.except = inherited.copied().flatten();
        self.instrs.push(instr);
    }

    /// Cuts off instructions that were moved up or dropped. `handlers` are those of the removed
    /// indices, from `length` on.
    pub fn truncate(&mut self, length: usize, handlers: &[Option<BlockId>]) {
        self.instrs.truncate(length);
        let end = length + handlers.len();
        if self.removed_handlers.len() < end {
            self.removed_handlers.resize(end, None);
        }
        self.removed_handlers[length..end].copy_from_slice(handlers);
    }

    pub fn exits_scope(&self) -> bool {
        self.last().is_some_and(|last| last.op.is_scope_exit())
    }

    /// Control may run into the next block.
    pub fn falls_through(&self) -> bool {
        self.last().is_none_or(|last| !last.op.is_scope_exit() && !last.op.is_unconditional_jump())
    }

    pub fn has_no_line(&self) -> bool {
        self.instrs.iter().all(|instr| instr.loc.line < 0)
    }
}

/// Blocks of one code object.
pub struct Graph {
    pub blocks: Vec<Block>,
}

impl Graph {
    pub const ENTRY: BlockId = BlockId(0);

    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }

    pub fn block_mut(&mut self, id: BlockId) -> &mut Block {
        &mut self.blocks[id.0 as usize]
    }

    pub fn new_block(&mut self) -> BlockId {
        self.blocks.push(Block::default());
        BlockId(self.blocks.len() as u32 - 1)
    }

    pub fn next(&self, id: BlockId) -> Option<BlockId> {
        self.block(id).next
    }

    /// The blocks in order. The order may change while it is walked by [`Graph::next`] instead.
    pub fn order(&self) -> Vec<BlockId> {
        let mut order = Vec::with_capacity(self.blocks.len());
        let mut at = Some(Graph::ENTRY);
        while let Some(id) = at {
            order.push(id);
            at = self.next(id);
        }
        order
    }

    /// The block itself if it holds instructions, else the first after it that does.
    pub fn next_nonempty(&self, mut at: Option<BlockId>) -> Option<BlockId> {
        while let Some(id) = at {
            if !self.block(id).instrs.is_empty() {
                return Some(id);
            }
            at = self.next(id);
        }
        None
    }

    pub fn clear_visited(&mut self) {
        for block in &mut self.blocks {
            block.visited = false;
        }
    }

    /// Marks a block visited; tells whether it was not before.
    pub fn visit(&mut self, id: BlockId) -> bool {
        !std::mem::replace(&mut self.block_mut(id).visited, true)
    }

    /// Inserts a block after another.
    pub fn insert_after(&mut self, at: BlockId, new: BlockId) {
        self.block_mut(new).next = self.next(at);
        self.block_mut(at).next = Some(new);
    }
}
