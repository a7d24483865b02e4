//! The function around the blocks: signature, the switch over entries, prologues, imports.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    self, AbiParam, BlockCall, ExtFuncData, ExternalName, Function, GlobalValueData, InstBuilder, JumpTableData,
    Signature, StackSlotData, StackSlotKind, TrapCode, UserExternalName, types,
};
use cranelift_codegen::isa::{CallConv, TargetIsa};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use rustc_hash::FxHashMap;
use taipan_abi::helpers::{Answer, Helper, Operand};
use taipan_abi::layout::{frame, thread};
use taipan_abi::opcodes::code_flags;
use taipan_abi::request::CompileRequest;
use taipan_abi::unit::EntryKind;
use taipan_optimizer::mir::cfg::Cfg;
use taipan_optimizer::mir::{Block, Mir, Opcode, Term};
use target_lexicon::Architecture;

use super::{Lower, Memory, Parts, exit, inline, site, table, type_of};
use crate::unit::{HELPERS, PRESERVING, TABLE};

/// What stands behind code that is never reached.
pub(super) const UNREACHABLE: TrapCode = TrapCode::unwrap_user(1);

/// Translates a function.
pub(super) fn translate<'a>(
    mir: &'a Mir,
    cfg: &'a Cfg,
    request: &'a CompileRequest,
    isa: &dyn TargetIsa,
    function: &'a mut Function,
    context: &'a mut FunctionBuilderContext,
) -> Parts {
    let convention = isa.default_call_conv();
    function.signature = unit_signature(convention);
    let memory = Memory::new(function);
    let bases = [0, 1].map(|index| {
        let name = function.declare_imported_user_function(UserExternalName { namespace: TABLE, index });
        let symbol =
            GlobalValueData::Symbol { name: ExternalName::user(name), offset: 0.into(), colocated: true, tls: false };
        function.create_global_value(symbol)
    });
    let mut fb = FunctionBuilder::new(function, context);
    let scratch = fb.create_sized_stack_slot(StackSlotData::new(StackSlotKind::ExplicitSlot, 0, 3));
    let first = fb.create_block();
    fb.append_block_params_for_function_params(first);
    fb.switch_to_block(first);
    let &[thread, frame, depth, entry] = fb.block_params(first) else { unreachable!("four parameters") };
    let blocks: Vec<ir::Block> = mir.blocks.iter().map(|_| fb.create_block()).collect();
    for (block, data) in blocks.iter().zip(&mir.blocks) {
        for &param in &data.params {
            fb.append_block_param(*block, type_of(mir.repr(param)));
        }
    }
    let places = inline::places(mir, request);
    let sites = site::Sites::new(mir, cfg, places.iter().map(|p| p.localsplus).collect());
    let held = sites.at_start(0);
    let mut lower = Lower {
        mir,
        request,
        fb,
        memory,
        thread,
        frame,
        depth,
        values: vec![None; mir.values.len()],
        blocks,
        helpers: vec![None; Helper::ALL.len()],
        preserving: [None; 3],
        preserves: matches!(isa.triple().architecture, Architecture::X86_64) && convention == CallConv::SystemV,
        native: None,
        table: mir.constants.clone(),
        table_base: bases[0],
        table_base_cold: bases[1],
        exits: exit::Exits::default(),
        sites,
        held,
        scratch,
        scratch_words: 0,
        unboxed: FxHashMap::default(),
        wanted_doubles: wanted_doubles(mir),
        known: FxHashMap::default(),
        current: Block(0),
        cfg,
        is_generator: Lower::is_generator_code(request),
        frame_size: places[0].size,
        localsplus: places[0].localsplus,
        places,
        activation: 0,
        stack_base: None,
        is_left: false,
    };
    for (block, data) in mir.blocks.iter().enumerate() {
        let params = lower.fb.block_params(lower.blocks[block]).to_vec();
        for (&param, value) in data.params.iter().zip(params) {
            lower.values[param.index()] = Some(value);
        }
    }
    if lower.is_generator {
        lower.stack_base = Some(lower.load_thread(thread::STACK_BASE));
    }
    lower.mark_cold();
    lower.entries(entry);
    for &block in &cfg.order {
        lower.block_of(block);
    }
    exit::finish(&mut lower);
    for block in 0..mir.blocks.len() {
        if !cfg.is_reachable(Block(block as u32)) {
            lower.switch(lower.blocks[block]);
            lower.fb.ins().trap(UNREACHABLE);
        }
    }
    let Lower { mut fb, scratch, scratch_words, table, exits, sites, .. } = lower;
    fb.func.sized_stack_slots[scratch].size = 8 * scratch_words;
    fb.seal_all_blocks();
    fb.finalize(isa.frontend_config());
    Parts { table, exits: exits.descriptors, sites: sites.list }
}

/// Guards of floats whose result is unboxed somewhere.
fn wanted_doubles(mir: &Mir) -> Vec<bool> {
    let mut wanted = vec![false; mir.values.len()];
    for inst in &mir.insts {
        if inst.op == Opcode::UnboxFloat && mir.def_inst(inst.args[0]).is_some_and(|d| d.op == Opcode::GuardFloat) {
            wanted[inst.args[0].index()] = true;
        }
    }
    wanted
}

fn unit_signature(convention: CallConv) -> Signature {
    let mut signature = Signature::new(convention);
    signature.params.extend([types::I64, types::I64, types::I64, types::I32].map(AbiParam::new));
    signature.returns.push(AbiParam::new(types::I64));
    signature
}

/// The signature by which units call each other.
pub(super) fn native_signature(lower: &mut Lower) -> ir::SigRef {
    match lower.native {
        Some(signature) => signature,
        None => {
            let signature = lower.fb.func.signature.clone();
            let signature = lower.fb.import_signature(signature);
            lower.native = Some(signature);
            signature
        }
    }
}

/// A helper, imported.
pub(super) fn helper(lower: &mut Lower, helper: Helper) -> ir::FuncRef {
    if let Some(known) = lower.helpers[helper as usize] {
        return known;
    }
    let info = helper.info();
    let mut signature = Signature::new(lower.fb.func.signature.call_conv);
    let mut take = |ty| signature.params.push(AbiParam::new(ty));
    take(types::I64);
    if info.needs_frame {
        take(types::I64);
    }
    for operand in info.operands {
        take(if *operand == Operand::F64 { types::F64 } else { types::I64 });
    }
    if info.variadic {
        take(types::I64);
        take(types::I64);
    }
    signature.returns.push(AbiParam::new(match info.answer {
        Answer::Word | Answer::I64 => types::I64,
        Answer::Status | Answer::Truth => types::I32,
        Answer::F64 => types::F64,
    }));
    let signature = lower.fb.import_signature(signature);
    let name = UserExternalName { namespace: HELPERS, index: helper as u32 };
    let name = lower.fb.func.declare_imported_user_function(name);
    let data = ExtFuncData { name: ExternalName::user(name), signature, colocated: true, patchable: false };
    let reference = lower.fb.import_function(data);
    lower.helpers[helper as usize] = Some(reference);
    reference
}

/// A helper by its stub that keeps all registers. It returns nothing: its answer goes where the third argument
/// says, which is always the third for whole numbers, so that one kind of stub serves all.
pub(super) fn preserving(lower: &mut Lower, helper: Helper) -> ir::FuncRef {
    let (place, takes_float) = match helper {
        Helper::BoxBigInt => (0, false),
        Helper::BoxHeapFloat => (1, true),
        _ => (2, false),
    };
    if let Some(known) = lower.preserving[place] {
        return known;
    }
    let mut signature = Signature::new(CallConv::PreserveAll);
    signature.params.extend([types::I64; 3].map(AbiParam::new));
    if takes_float {
        signature.params.push(AbiParam::new(types::F64));
    }
    let signature = lower.fb.import_signature(signature);
    let name = UserExternalName { namespace: PRESERVING, index: helper as u32 };
    let name = lower.fb.func.declare_imported_user_function(name);
    let data = ExtFuncData { name: ExternalName::user(name), signature, colocated: true, patchable: false };
    let reference = lower.fb.import_function(data);
    lower.preserving[place] = Some(reference);
    reference
}

impl Lower<'_> {
    /// The switch over entries, and what each of them begins with.
    fn entries(&mut self, entry: ir::Value) {
        let entries = &self.mir.entries;
        let mut prologues = Vec::new();
        if let [_] = entries[..] {
            prologues.push(None);
        } else {
            let blocks: Vec<ir::Block> = entries.iter().map(|_| self.block()).collect();
            let pool = &mut self.fb.func.dfg.value_lists;
            let calls: Vec<BlockCall> = blocks.iter().map(|&b| BlockCall::new(b, [], pool)).collect();
            let table = self.fb.create_jump_table(JumpTableData::new(calls[0], &calls[1..]));
            // The first one stands for all numbers that no entry has, 0 among them.
            let shifted = self.fb.ins().iadd_imm_s(entry, -1);
            self.fb.ins().br_table(shifted, table);
            prologues.extend(blocks.into_iter().map(Some));
        }
        for (&(kind, target), block) in entries.iter().zip(prologues) {
            if let Some(block) = block {
                self.switch(block);
            }
            if kind == EntryKind::Start {
                self.start();
            }
            let table = self.table_address();
            self.store_frame(table, frame::SP);
            self.jump(self.blocks[target.index()], &[]);
        }
    }

    /// Makes the frame the thread's innermost, if there is room for it.
    fn start(&mut self) {
        let overflow = self.cold_block();
        let floor = self.recursion_floor();
        let no_depth = self.fb.ins().icmp(IntCC::SignedLessThan, self.depth, floor);
        self.unless(no_depth, overflow);
        let stack_pointer = self.fb.ins().get_stack_pointer(types::I64);
        let limit = self.load_thread(thread::NATIVE_LIMIT);
        let too_deep = self.fb.ins().icmp(IntCC::UnsignedLessThan, stack_pointer, limit);
        self.unless(too_deep, overflow);
        let next = self.fb.ins().iadd_imm_s(self.frame, self.frame_size as i64);
        let end = self.load_thread(thread::STACK_END);
        let too_far = self.fb.ins().icmp(IntCC::UnsignedGreaterThan, next, end);
        let fine = self.block();
        self.branch(too_far, overflow, fine);
        self.switch(overflow);
        // The caller's frame goes on.
        self.publish_caller();
        let count = self.int(self.argument_count());
        let result = self.call_raw(Helper::StackOverflow, &[self.thread, self.frame, count]);
        self.fb.ins().return_(&[result]);
        self.switch(fine);
    }

    /// Leaves for a cold block if the condition holds.
    fn unless(&mut self, condition: ir::Value, cold: ir::Block) {
        let fine = self.block();
        self.branch(condition, cold, fine);
        self.switch(fine);
    }

    /// Blocks that leave, and those that only exceptions lead to, are out of the way.
    fn mark_cold(&mut self) {
        for &block in &self.cfg.order {
            let leaves = matches!(self.mir.block(block).term, Term::Exit { .. } | Term::Unreachable | Term::Open);
            let preds = &self.cfg.preds[block.index()];
            let is_handler_of = |pred: &Block| {
                self.mir.handler_of(*pred).is_some_and(|t| t.block == block)
                    && self.mir.block(*pred).term.targets().iter().all(|t| t.block != block)
            };
            if leaves || !preds.is_empty() && preds.iter().all(is_handler_of) {
                self.fb.set_cold_block(self.blocks[block.index()]);
            }
        }
    }

    /// Words of localsplus that the caller binds.
    fn argument_count(&self) -> i64 {
        self.request.functions.first().map_or(0, |f| {
            let code = &f.code;
            let rest = (code.flags & code_flags::VARARGS != 0) as u32;
            let keywords = (code.flags & code_flags::VARKEYWORDS != 0) as u32;
            (code.argcount + code.kwonlyargcount + rest + keywords) as i64
        })
    }

    /// Translates a block.
    fn block_of(&mut self, block: Block) {
        self.switch(self.blocks[block.index()]);
        self.current = block;
        self.held = self.sites.at_start(block.index());
        self.is_left = false;
        for &inst in &self.mir.block(block).insts {
            self.activation = self.held.activation_of(self.mir, inst);
            table::lower(self, inst);
            self.sites.behind(self.mir, inst, &mut self.held);
        }
        self.activation = self.held.activation;
        self.terminator(block);
    }
}
