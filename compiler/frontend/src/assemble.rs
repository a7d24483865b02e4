//! A finished graph to a code object: bytes, line table, exception table, variable names.
//!
//! Formats: CPython `InternalDocs/code_objects.md`, `InternalDocs/exception_handling.md`.

use crate::flowgraph::prefix::Layout;
use crate::flowgraph::{BlockId, Graph};
use crate::instr::Opcode;
use crate::name::{Names, Sym};
use crate::position::Loc;
use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;
use taipan_abi::code::{CodeObject, Constant, Text};
use taipan_abi::opcodes::{Op, code_flags, local_kind};

/// `END_ASYNC_FOR` counts from the `END_SEND` behind the `SEND` it names.
const END_SEND_OFFSET: u32 = 5;

/// What a code object holds beside its instructions.
pub struct Metadata<'m> {
    pub names: &'m Names,
    pub co_names: &'m IndexSet<Sym, FxBuildHasher>,
    pub layout: Layout<'m>,
    pub fast_hidden: &'m IndexMap<Sym, bool, FxBuildHasher>,
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub filename: &'m Text,
    pub name: Sym,
    pub qualname: &'m str,
    pub stacksize: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Handler {
    block: BlockId,
    depth: i32,
    preserve_lasti: bool,
}

/// An instruction in its final place.
struct Placed {
    op: Op,
    arg: u32,
    loc: Loc,
    /// Where it jumps, as an index of [`Placed`].
    target: Option<u32>,
    handler: Option<Handler>,
    /// In code units from the start.
    offset: u32,
}

impl Placed {
    /// Code units, prefixes for a long argument and inline caches included.
    fn size(&self) -> u32 {
        let prefixes = match self.arg {
            0..=0xFF => 0,
            0x100..=0xFFFF => 1,
            0x1_0000..=0xFF_FFFF => 2,
            _ => 3,
        };
        prefixes + 1 + self.op.caches() as u32
    }
}

pub fn assemble(graph: &Graph, consts: Vec<Constant>, metadata: Metadata<'_>) -> CodeObject {
    let (mut instrs, block_starts) = place(graph);
    resolve_offsets(&mut instrs);
    let text = |sym: Sym| Text::from(metadata.names.text(sym));
    let (localsplusnames, localspluskinds) = variables(&metadata);
    CodeObject {
        argcount: metadata.argcount,
        posonlyargcount: metadata.posonlyargcount,
        kwonlyargcount: metadata.kwonlyargcount,
        stacksize: metadata.stacksize,
        flags: metadata.layout.flags,
        code: code_bytes(&instrs),
        consts,
        names: metadata.co_names.iter().map(|&name| text(name)).collect(),
        localsplusnames,
        localspluskinds,
        filename: metadata.filename.clone(),
        name: text(metadata.name),
        qualname: Text::from(metadata.qualname),
        firstlineno: metadata.layout.firstlineno,
        linetable: line_table(&mut instrs, metadata.layout.firstlineno),
        exceptiontable: exception_table(&instrs, &block_starts),
    }
}

/// The instructions in order, and the index at which each block starts.
fn place(graph: &Graph) -> (Vec<Placed>, Vec<u32>) {
    let order = graph.order();
    let mut block_starts = vec![0; graph.blocks.len()];
    let mut count = 0;
    for &id in &order {
        block_starts[id.0 as usize] = count;
        count += graph.block(id).instrs.len() as u32;
    }
    let mut placed = Vec::with_capacity(count as usize);
    for &id in &order {
        for instr in &graph.block(id).instrs {
            let index = placed.len() as u32;
            let target = instr.target.filter(|_| instr.op.is_jump()).map(|target| block_starts[target.0 as usize]);
            let forward = target.is_some_and(|target| target > index);
            let op = match instr.op {
                Opcode::Real(op) => op,
                Opcode::Jump | Opcode::JumpNoInterrupt if forward => Op::JUMP_FORWARD,
                Opcode::JumpNoInterrupt => Op::JUMP_BACKWARD_NO_INTERRUPT,
                Opcode::Jump => Op::JUMP_BACKWARD,
                _ => Op::NOP,
            };
            let handler = instr.except.map(|block| Handler {
                block,
                depth: graph.block(block).startdepth,
                preserve_lasti: graph.block(block).preserve_lasti,
            });
            placed.push(Placed {
                op,
                // Sizes settle from this guess on; CPython guesses the same.
                arg: target.unwrap_or(instr.arg),
                loc: instr.loc,
                target,
                handler,
                offset: 0,
            });
        }
    }
    (placed, block_starts)
}

/// Settles offsets and jump arguments, which depend on each other, by repetition.
fn resolve_offsets(instrs: &mut [Placed]) {
    // It takes two or three rounds; the bound is for a cycle that nobody has seen.
    for _ in 0..1000 {
        let mut offset = 0;
        for instr in instrs.iter_mut() {
            instr.offset = offset;
            offset += instr.size();
        }
        let mut changed = false;
        for index in 0..instrs.len() {
            let Some(target) = instrs[index].target else {
                continue;
            };
            let to = instrs.get(target as usize).map_or(offset, |t| t.offset);
            let instr = &mut instrs[index];
            let size = instr.size();
            let from = instr.offset + size;
            instr.arg = if instr.op == Op::END_ASYNC_FOR {
                (from - to).saturating_sub(END_SEND_OFFSET)
            } else {
                from.abs_diff(to)
            };
            changed |= instr.size() != size;
        }
        if !changed {
            return;
        }
    }
}

fn code_bytes(instrs: &[Placed]) -> Vec<u8> {
    let mut code = Vec::with_capacity(instrs.len() * 4);
    for instr in instrs {
        let [high, third, second, low] = instr.arg.to_be_bytes();
        if instr.arg > 0xFF_FFFF {
            code.extend([Op::EXTENDED_ARG as u8, high]);
        }
        if instr.arg > 0xFFFF {
            code.extend([Op::EXTENDED_ARG as u8, third]);
        }
        if instr.arg > 0xFF {
            code.extend([Op::EXTENDED_ARG as u8, second]);
        }
        code.extend([instr.op as u8, low]);
        code.resize(code.len() + 2 * instr.op.caches(), 0);
    }
    code
}

fn line_table(instrs: &mut [Placed], firstlineno: i32) -> Vec<u8> {
    let mut following = Loc::NONE;
    for instr in instrs.iter_mut().rev() {
        if instr.loc == Loc::NEXT {
            let exits = Opcode::Real(instr.op).is_terminator();
            instr.loc = if exits { Loc::NONE } else { following };
        }
        following = instr.loc;
    }
    let mut table = LineTable { bytes: Vec::with_capacity(instrs.len() * 3), line: firstlineno };
    let mut loc = Loc::NONE;
    let mut size = 0;
    for instr in instrs.iter() {
        if instr.loc != loc {
            table.entries(loc, size);
            loc = instr.loc;
            size = 0;
        }
        size += instr.size();
    }
    table.entries(loc, size);
    table.bytes
}

struct LineTable {
    bytes: Vec<u8>,
    line: i32,
}

impl LineTable {
    /// Codes of entries beyond the short forms.
    const ONE_LINE: u8 = 10;
    const NO_COLUMNS: u8 = 13;
    const LONG: u8 = 14;
    const NONE: u8 = 15;

    fn entries(&mut self, loc: Loc, mut units: u32) {
        while units > 8 {
            self.entry(loc, 8);
            units -= 8;
        }
        if units > 0 {
            self.entry(loc, units);
        }
    }

    fn start(&mut self, code: u8, units: u32) {
        self.bytes.push(0x80 | code << 3 | (units - 1) as u8);
    }

    fn entry(&mut self, loc: Loc, units: u32) {
        if loc.line < 0 {
            return self.start(LineTable::NONE, units);
        }
        let delta = loc.line - self.line;
        let (col, end_col) = (loc.col, loc.end_col);
        if col < 0 || end_col < 0 {
            if loc.end_line == loc.line || loc.end_line < 0 {
                self.start(LineTable::NO_COLUMNS, units);
                self.signed(delta);
                self.line = loc.line;
                return;
            }
        } else if loc.end_line == loc.line {
            if delta == 0 && col < 80 && end_col >= col && end_col - col < 16 {
                self.start((col >> 3) as u8, units);
                self.bytes.push(((col & 7) << 4 | (end_col - col)) as u8);
                return;
            }
            if (0..3).contains(&delta) && col < 128 && end_col < 128 {
                self.start(LineTable::ONE_LINE + delta as u8, units);
                self.bytes.extend([col as u8, end_col as u8]);
                self.line = loc.line;
                return;
            }
        }
        self.start(LineTable::LONG, units);
        self.signed(delta);
        self.unsigned((loc.end_line - loc.line) as u32);
        self.unsigned((col + 1) as u32);
        self.unsigned((end_col + 1) as u32);
        self.line = loc.line;
    }

    fn unsigned(&mut self, mut value: u32) {
        while value >= 64 {
            self.bytes.push(0x40 | (value & 63) as u8);
            value >>= 6;
        }
        self.bytes.push(value as u8);
    }

    fn signed(&mut self, value: i32) {
        let sign = u32::from(value < 0);
        self.unsigned(value.unsigned_abs() << 1 | sign);
    }
}

fn exception_table(instrs: &[Placed], block_starts: &[u32]) -> Vec<u8> {
    let mut table = Vec::new();
    let mut current: Option<Handler> = None;
    let mut start = 0;
    let mut offset = 0;
    let mut emit = |handler: Option<Handler>, start: u32, end: u32| {
        let Some(handler) = handler else { return };
        let target = block_starts[handler.block.0 as usize] as usize;
        let target = instrs.get(target).map_or(end, |instr| instr.offset);
        let lasti = u32::from(handler.preserve_lasti);
        let depth = (handler.depth - 1 - lasti as i32).max(0) as u32;
        let first = table.len();
        for value in [start, end - start, target, depth << 1 | lasti] {
            varint_big_endian(&mut table, value);
        }
        table[first] |= 0x80;
    };
    for instr in instrs {
        if current.map(|h| h.block) != instr.handler.map(|h| h.block) {
            emit(current, start, offset);
            start = offset;
            current = instr.handler;
        }
        offset += instr.size();
    }
    emit(current, start, offset);
    table
}

fn varint_big_endian(out: &mut Vec<u8>, value: u32) {
    for shift in [30, 24, 18, 12, 6] {
        if value >> shift != 0 {
            out.push(0x40 | (value >> shift & 63) as u8);
        }
    }
    out.push((value & 63) as u8);
}

/// Names and kinds of all variables: locals, then cells that are not locals, then free ones.
fn variables(metadata: &Metadata<'_>) -> (Vec<Text>, Vec<u8>) {
    let layout = &metadata.layout;
    let flags = layout.flags;
    let positional_only = metadata.posonlyargcount as usize;
    let positional = metadata.argcount as usize;
    let keyword_only = positional + metadata.kwonlyargcount as usize;
    let varargs = usize::from(flags & code_flags::VARARGS != 0);
    let varkeywords = usize::from(flags & code_flags::VARKEYWORDS != 0);
    let mut names = Vec::with_capacity(layout.varnames.len());
    let mut kinds = Vec::with_capacity(layout.varnames.len());
    for (index, &name) in layout.varnames.iter().enumerate() {
        let argument = if index < positional_only {
            local_kind::ARG_POS
        } else if index < positional {
            local_kind::ARG_POS | local_kind::ARG_KW
        } else if index < keyword_only {
            local_kind::ARG_KW
        } else if index < keyword_only + varargs {
            local_kind::ARG_VAR | local_kind::ARG_POS
        } else if index < keyword_only + varargs + varkeywords {
            local_kind::ARG_VAR | local_kind::ARG_KW
        } else {
            0
        };
        let mut kind = local_kind::LOCAL | argument;
        if metadata.fast_hidden.contains_key(&name) {
            kind |= local_kind::HIDDEN;
        }
        if layout.cellvars.contains(&name) {
            kind |= local_kind::CELL;
        }
        names.push(name);
        kinds.push(kind);
    }
    for &name in layout.cellvars {
        if !layout.varnames.contains(&name) {
            names.push(name);
            kinds.push(local_kind::CELL);
        }
    }
    for &name in layout.freevars {
        names.push(name);
        kinds.push(local_kind::FREE);
    }
    let names = names.into_iter().map(|name| Text::from(metadata.names.text(name))).collect();
    (names, kinds)
}
