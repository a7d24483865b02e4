//! MIR to CLIF: one Cranelift function per unit.
//!
//! The unit's entries are reached by a switch in the first block. Each MIR block becomes a block with the same
//! parameters; instructions that branch inside go on in blocks of their own. [`table`] leads every instruction to
//! its `lower_<name>`, the families are one file each. [`site`] decides what is stored for observers before anything
//! runs Python code, [`exit`] describes and builds the ways back to tier 0. Cold ways are in cold blocks, so that
//! what runs is contiguous.

mod call;
mod constant;
mod control;
mod exit;
mod float;
mod guard;
mod inline;
mod int;
mod memory;
mod refcount;
mod setup;
mod site;
mod table;

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, AliasRegionData, BlockArg, Function, InstBuilder, MemFlagsData, types};
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use rustc_hash::FxHashMap;
use taipan_abi::exits::{CallSite, ExitDescriptor};
use taipan_abi::helpers::Helper;
use taipan_abi::layout::ClassId;
use taipan_abi::opcodes::code_flags;
use taipan_abi::profile::SHAPE_SYMBOL;
use taipan_abi::request::CompileRequest;
use taipan_abi::unit::{TABLE_HEADER, TableEntry};
use taipan_optimizer::mir::cfg::Cfg;
use taipan_optimizer::mir::{Block, Inst, InstData, Mir, Repr, Target, Type, Value};
use taipan_optimizer::passes::refcount::root;

/// What comes out beside the function.
pub(crate) struct Parts {
    pub table: Vec<TableEntry>,
    pub exits: Vec<ExitDescriptor>,
    pub sites: Vec<CallSite>,
}

/// How memory of each kind is accessed. Kinds never overlap.
struct Memory {
    thread: MemFlagsData,
    frame: MemFlagsData,
    heap: MemFlagsData,
    /// Entries of the unit's table: never written while code runs.
    constant: MemFlagsData,
    /// The words in front of the table's entries.
    flag: MemFlagsData,
    scratch: MemFlagsData,
}

impl Memory {
    fn new(function: &mut Function) -> Memory {
        let mut regions = ["thread", "frame", "heap", "table", "scratch"].into_iter().enumerate().map(|(i, name)| {
            let data = AliasRegionData { user_id: i as u32, description: name.into() };
            MemFlagsData::trusted().with_alias_region(Some(function.dfg.alias_regions.insert(data)))
        });
        let mut next = || regions.next().unwrap_or(MemFlagsData::trusted());
        let (thread, frame, heap, flag, scratch) = (next(), next(), next(), next(), next());
        Memory { thread, frame, heap, constant: MemFlagsData::trusted().with_readonly().with_can_move(), flag, scratch }
    }
}

/// What a guard tells about a word's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Immediate,
    Pointer,
}

/// A function in translation.
struct Lower<'a> {
    mir: &'a Mir,
    request: &'a CompileRequest,
    fb: FunctionBuilder<'a>,
    memory: Memory,
    /// The native function's parameters.
    thread: ir::Value,
    frame: ir::Value,
    depth: ir::Value,
    values: Vec<Option<ir::Value>>,
    blocks: Vec<ir::Block>,
    helpers: Vec<Option<ir::FuncRef>>,
    /// Helpers of cold ways that rejoin hot ones, called without loss of registers.
    preserving: [Option<ir::FuncRef>; 3],
    /// Whether the target has stubs for them.
    preserves: bool,
    /// The signature of units.
    native: Option<ir::SigRef>,
    table: Vec<TableEntry>,
    table_base: ir::GlobalValue,
    /// The same address under another name, so that cold code computes it anew instead of keeping it alive.
    table_base_cold: ir::GlobalValue,
    exits: exit::Exits,
    sites: site::Sites,
    /// What the frame record holds where code is made now.
    held: site::Held,
    /// One stack slot for what helpers are given by address; nothing in it lives across another use.
    scratch: ir::StackSlot,
    scratch_words: u32,
    /// Doubles that guards took out of the words they guarded, by the guard's result.
    unboxed: FxHashMap<Value, ir::Value>,
    /// Guards of floats whose double somebody wants.
    wanted_doubles: Vec<bool>,
    /// What guards told of the objects behind them, and the block where it holds from.
    known: FxHashMap<Value, (Block, Known)>,
    current: Block,
    cfg: &'a Cfg,
    is_generator: bool,
    /// Bytes from a frame to the next on the VM stack.
    frame_size: i32,
    localsplus: u32,
    /// Frames of what is inlined, by activation.
    places: Vec<inline::Place>,
    /// The innermost frame that is entered.
    activation: u32,
    /// Where a generator's callees lie: the end of the VM stack when its frame was entered.
    stack_base: Option<ir::Value>,
    /// The frame is given up: the caller's is the innermost one.
    is_left: bool,
}

/// Translates a function.
pub(crate) fn function(mir: &Mir, request: &CompileRequest, isa: &dyn TargetIsa, function: &mut Function) -> Parts {
    let mut context = FunctionBuilderContext::new();
    let cfg = Cfg::new(mir);
    setup::translate(mir, &cfg, request, isa, function, &mut context)
}

/// The code generator's type of a representation.
fn type_of(repr: Repr) -> ir::Type {
    match repr {
        Repr::Word | Repr::I64 => types::I64,
        Repr::F64 => types::F64,
        Repr::Bool => types::I8,
    }
}

impl<'a> Lower<'a> {
    fn inst(&self, inst: Inst) -> &'a InstData {
        self.mir.inst(inst)
    }

    fn ty(&self, value: Value) -> Type {
        self.mir.ty(value)
    }

    /// The type of an operand.
    fn arg_type(&self, inst: Inst, index: usize) -> Type {
        self.mir.ty(self.inst(inst).args[index])
    }

    fn value(&self, value: Value) -> ir::Value {
        match self.values[value.index()] {
            Some(found) => found,
            None => panic!("{}: {value} is used before it is made", self.mir.name),
        }
    }

    fn arg(&self, inst: Inst, index: usize) -> ir::Value {
        self.value(self.inst(inst).args[index])
    }

    /// Gives an instruction's result its value.
    fn define(&mut self, inst: Inst, value: ir::Value) {
        if let Some(result) = self.inst(inst).result {
            self.values[result.index()] = Some(value);
        }
    }

    fn int(&mut self, value: i64) -> ir::Value {
        self.fb.ins().iconst(types::I64, value)
    }

    fn word(&mut self, word: u64) -> ir::Value {
        self.int(word as i64)
    }

    /// `value & mask`
    fn mask(&mut self, value: ir::Value, mask: u64) -> ir::Value {
        self.fb.ins().band_imm_s(value, mask as i64)
    }

    fn is(&mut self, how: IntCC, a: ir::Value, b: i64) -> ir::Value {
        self.fb.ins().icmp_imm_s(how, a, b)
    }

    fn load(&mut self, memory: MemFlagsData, base: ir::Value, offset: i32) -> ir::Value {
        self.fb.ins().load(types::I64, memory, base, offset)
    }

    fn load_thread(&mut self, offset: i32) -> ir::Value {
        self.load(self.memory.thread, self.thread, offset)
    }

    fn store_thread(&mut self, value: ir::Value, offset: i32) {
        self.fb.ins().store(self.memory.thread, value, self.thread, offset);
    }

    fn load_frame(&mut self, offset: i32) -> ir::Value {
        self.load(self.memory.frame, self.frame, offset)
    }

    fn store_frame(&mut self, value: ir::Value, offset: i32) {
        self.fb.ins().store(self.memory.frame, value, self.frame, offset);
    }

    fn load_heap(&mut self, base: ir::Value, offset: i32) -> ir::Value {
        self.load(self.memory.heap, base, offset)
    }

    fn store_heap(&mut self, value: ir::Value, base: ir::Value, offset: i32) {
        self.fb.ins().store(self.memory.heap, value, base, offset);
    }

    /// The address of the unit's table, in code that runs.
    fn table_address(&mut self) -> ir::Value {
        self.fb.ins().symbol_value(types::I64, self.table_base)
    }

    fn table_address_cold(&mut self) -> ir::Value {
        self.fb.ins().symbol_value(types::I64, self.table_base_cold)
    }

    /// An entry of the unit's table, by index.
    fn load_entry(&mut self, index: u32) -> ir::Value {
        let base = self.table_address();
        self.load(self.memory.constant, base, 8 * (TABLE_HEADER + index) as i32)
    }

    /// The table's index of an entry, which is added if it is not there.
    fn entry_index(&mut self, entry: TableEntry) -> u32 {
        match self.table.iter().position(|e| *e == entry) {
            Some(index) => index as u32,
            None => {
                self.table.push(entry);
                self.table.len() as u32 - 1
            }
        }
    }

    fn load_class(&mut self, class: ClassId) -> ir::Value {
        let index = self.entry_index(TableEntry::Class(class));
        self.load_entry(index)
    }

    /// The number of a shape, 32 bits: known now, or an entry of the table where a symbol stands for it.
    fn shape(&mut self, shape: u32) -> ir::Value {
        if shape & SHAPE_SYMBOL == 0 {
            return self.fb.ins().iconst(types::I32, shape as i64);
        }
        let index = self.entry_index(TableEntry::Shape(shape));
        let base = self.table_address();
        // Little-endian: the low half comes first.
        self.fb.ins().load(types::I32, self.memory.constant, base, 8 * (TABLE_HEADER + index) as i32)
    }

    fn block(&mut self) -> ir::Block {
        self.fb.create_block()
    }

    fn cold_block(&mut self) -> ir::Block {
        let block = self.fb.create_block();
        self.fb.set_cold_block(block);
        block
    }

    /// A block with one parameter, and the parameter.
    fn join(&mut self, ty: ir::Type) -> (ir::Block, ir::Value) {
        let block = self.fb.create_block();
        let value = self.fb.append_block_param(block, ty);
        (block, value)
    }

    fn switch(&mut self, block: ir::Block) {
        self.fb.switch_to_block(block);
    }

    fn branch(&mut self, condition: ir::Value, then: ir::Block, otherwise: ir::Block) {
        self.fb.ins().brif(condition, then, &[], otherwise, &[]);
    }

    fn jump(&mut self, block: ir::Block, args: &[ir::Value]) {
        let args: Vec<BlockArg> = args.iter().map(|&a| BlockArg::Value(a)).collect();
        self.fb.ins().jump(block, &args);
    }

    /// A MIR edge: its block and arguments.
    fn edge(&self, target: &Target) -> (ir::Block, Vec<BlockArg>) {
        let args = target.args.iter().map(|&a| BlockArg::Value(self.value(a))).collect();
        (self.blocks[target.block.index()], args)
    }

    /// Room for words that a helper is given by address.
    fn scratch(&mut self, words: usize) -> ir::StackSlot {
        self.scratch_words = self.scratch_words.max(words as u32);
        self.scratch
    }

    /// Stores words into the scratch slot and gives its address.
    fn spill(&mut self, words: &[ir::Value]) -> ir::Value {
        let slot = self.scratch(words.len());
        let address = self.fb.ins().stack_addr(types::I64, slot, 0);
        for (i, &word) in words.iter().enumerate() {
            self.fb.ins().store(self.memory.scratch, word, address, 8 * i as i32);
        }
        address
    }

    fn helper(&mut self, helper: Helper) -> ir::FuncRef {
        setup::helper(self, helper)
    }

    /// Calls a helper with all its arguments; what it answers.
    fn call_raw(&mut self, helper: Helper, args: &[ir::Value]) -> ir::Value {
        let callee = self.helper(helper);
        let call = self.fb.ins().call(callee, args);
        self.fb.inst_results(call)[0]
    }

    /// Calls one of the helpers that cold ways rejoin hot ones by.
    fn call_cold(&mut self, helper: Helper, value: ir::Value) -> ir::Value {
        if !self.preserves {
            return self.call_raw(helper, &[self.thread, value]);
        }
        let callee = setup::preserving(self, helper);
        let slot = self.scratch(1);
        let place = self.fb.ins().stack_addr(types::I64, slot, 0);
        let is_float = self.fb.func.dfg.value_type(value) == types::F64;
        let args = if is_float {
            [self.thread, self.thread, place, value].to_vec()
        } else {
            [self.thread, value, place].to_vec()
        };
        self.fb.ins().call(callee, &args);
        self.load(self.memory.scratch, place, 0)
    }

    /// Whether the code's frames lie in generators.
    fn is_generator_code(request: &CompileRequest) -> bool {
        let kinds = code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR;
        request.functions.first().is_some_and(|f| f.code.flags & kinds != 0)
    }

    /// Remembers the form of a word from here on.
    fn learn(&mut self, word: Value, known: Known) {
        self.known.entry(root(self.mir, word)).or_insert((self.current, known));
    }

    /// The form of a word here, if a guard on every way here told it.
    fn form(&self, word: Value) -> Option<Known> {
        let &(block, known) = self.known.get(&root(self.mir, word))?;
        self.cfg.dominates(block, self.current).then_some(known)
    }
}
