//! Containers, instances and builtin objects in memory.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, types};
use taipan_abi::helpers::Helper;
use taipan_abi::layout::{Field, VirtualClass, function, header, heap, list, tuple};
use taipan_abi::profile::SHAPE_SYMBOL;
use taipan_abi::value as word;
use taipan_optimizer::mir::{Imm, Inst, Type, bits};

use super::Lower;

/// What a slot or an item held may be anything.
const ANY_WORD: Type = Type::of(bits::OBJECT | bits::UNBOUND);

impl Lower<'_> {
    pub(super) fn lower_list_len(&mut self, i: Inst) {
        let object = self.arg(i, 0);
        let value = self.load_heap(object, list::SIZE);
        self.define(i, value);
    }

    pub(super) fn lower_tuple_len(&mut self, i: Inst) {
        let object = self.arg(i, 0);
        let value = self.load_heap(object, tuple::SIZE);
        self.define(i, value);
    }

    /// The address of the item with an index, from the address of the first.
    fn item_address(&mut self, items: ir::Value, index: ir::Value) -> ir::Value {
        let offset = self.fb.ins().ishl_imm_u(index, 3);
        self.fb.ins().iadd(items, offset)
    }

    pub(super) fn lower_list_item(&mut self, i: Inst) {
        let (object, index) = (self.arg(i, 0), self.arg(i, 1));
        let items = self.load_heap(object, list::ITEMS);
        let place = self.item_address(items, index);
        let value = self.load_heap(place, 0);
        self.define(i, value);
    }

    pub(super) fn lower_list_items(&mut self, i: Inst) {
        let object = self.arg(i, 0);
        let items = self.load_heap(object, list::ITEMS);
        self.define(i, items);
    }

    pub(super) fn lower_list_item_at(&mut self, i: Inst) {
        let (items, index) = (self.arg(i, 1), self.arg(i, 2));
        let place = self.item_address(items, index);
        let value = self.load_heap(place, 0);
        self.define(i, value);
    }

    pub(super) fn lower_list_put(&mut self, i: Inst) {
        let (object, index, item) = (self.arg(i, 0), self.arg(i, 1), self.arg(i, 2));
        let items = self.load_heap(object, list::ITEMS);
        let place = self.item_address(items, index);
        self.store_heap(item, place, 0);
    }

    pub(super) fn lower_list_put_at(&mut self, i: Inst) {
        let (items, index, item) = (self.arg(i, 1), self.arg(i, 2), self.arg(i, 3));
        let place = self.item_address(items, index);
        self.store_heap(item, place, 0);
    }

    pub(super) fn lower_tuple_item(&mut self, i: Inst) {
        let (object, index) = (self.arg(i, 0), self.arg(i, 1));
        let place = self.item_address(object, index);
        let value = self.load_heap(place, tuple::ITEMS);
        self.define(i, value);
    }

    pub(super) fn lower_list_set(&mut self, i: Inst) {
        let (object, index, item) = (self.arg(i, 0), self.arg(i, 1), self.arg(i, 2));
        let items = self.load_heap(object, list::ITEMS);
        let place = self.item_address(items, index);
        self.replace(place, 0, item);
    }

    /// Stores a word, then gives up the one that was there.
    fn replace(&mut self, base: ir::Value, offset: i32, word: ir::Value) {
        let old = self.load_heap(base, offset);
        self.store_heap(word, base, offset);
        self.give_up(old, ANY_WORD);
    }

    fn imm_slot(&self, i: Inst) -> (i32, u32) {
        match self.inst(i).imm {
            Imm::Slot(offset, shape) => (offset as i32, shape),
            _ => (0, 0),
        }
    }

    pub(super) fn lower_load_slot(&mut self, i: Inst) {
        let object = self.arg(i, 0);
        let value = self.load_heap(object, self.imm_slot(i).0);
        self.define(i, value);
    }

    pub(super) fn lower_store_slot(&mut self, i: Inst) {
        let (object, value) = (self.arg(i, 0), self.arg(i, 1));
        self.replace(object, self.imm_slot(i).0, value);
    }

    pub(super) fn lower_add_slot(&mut self, i: Inst) {
        let (object, value) = (self.arg(i, 0), self.arg(i, 1));
        let (offset, shape) = self.imm_slot(i);
        self.store_heap(value, object, offset);
        if shape == 0 {
            return;
        }
        let flags = self.fb.ins().load(types::I32, self.memory.heap, object, header::FLAGS);
        let kept = self.fb.ins().band_imm_u(flags, (!header::SHAPE_MASK) as i64);
        let shape = self.shape(shape);
        let changed = self.fb.ins().bor(kept, shape);
        self.fb.ins().store(self.memory.heap, changed, object, header::FLAGS);
    }

    pub(super) fn lower_function_code(&mut self, i: Inst) {
        let object = self.arg(i, 0);
        let code = self.load_heap(object, function::CODE);
        self.define(i, code);
    }

    fn imm_field(&self, i: Inst) -> Option<Field> {
        match self.inst(i).imm {
            Imm::Field(field) => Some(field),
            _ => None,
        }
    }

    pub(super) fn lower_load_field(&mut self, i: Inst) {
        let object = self.arg(i, 0);
        let value = self.load_heap(object, self.imm_field(i).map_or(0, Field::offset));
        self.define(i, value);
    }

    pub(super) fn lower_load_field_int(&mut self, i: Inst) {
        self.lower_load_field(i);
    }

    pub(super) fn lower_store_field_int(&mut self, i: Inst) {
        let (object, value) = (self.arg(i, 0), self.arg(i, 1));
        self.store_heap(value, object, self.imm_field(i).map_or(0, Field::offset));
    }

    pub(super) fn lower_new(&mut self, i: Inst) {
        let Imm::Class(class) = self.inst(i).imm else { return };
        let Some(class) = VirtualClass::of(class) else { return };
        let fields: Vec<ir::Value> = self.inst(i).args.iter().map(|&a| self.value(a)).collect();
        let object = self.make_object(class, &fields);
        self.define(i, object);
    }

    /// Takes a free block; where there is none, the runtime finds one. The class gets a reference.
    pub(super) fn lower_new_instance(&mut self, i: Inst) {
        let Imm::Layout(layout) = self.inst(i).imm else { return };
        let class = self.arg(i, 0);
        let page = self.load_thread(layout.page as i32);
        let block = self.load_heap(page, heap::FREE);
        let (cold, some) = (self.cold_block(), self.block());
        let (done, object) = self.join(types::I64);
        let is_none = self.is(IntCC::Equal, block, 0);
        self.branch(is_none, cold, some);

        self.switch(some);
        let next = self.load_heap(block, heap::NEXT);
        self.store_heap(next, page, heap::FREE);
        let head = match layout.flags & SHAPE_SYMBOL {
            0 => self.int((layout.flags as i64) << 32 | 1),
            _ => {
                let shape = self.shape(layout.flags & header::SHAPE_MASK | SHAPE_SYMBOL);
                let shape = self.fb.ins().uextend(types::I64, shape);
                let shape = self.fb.ins().ishl_imm_u(shape, 32);
                let flags = layout.flags & !header::SHAPE_MASK & !SHAPE_SYMBOL;
                let rest = self.int((flags as i64) << 32 | 1);
                self.fb.ins().bor(shape, rest)
            }
        };
        self.store_heap(head, block, header::REFCOUNT);
        self.store_heap(class, block, header::CLASS);
        if layout.members != 0 {
            let unbound = self.word(word::UNBOUND);
            for index in 0..layout.members as i32 {
                self.store_heap(unbound, block, header::SIZE + 8 * index);
            }
        }
        if layout.aux != 0 {
            let none = self.int(0);
            self.store_heap(none, block, layout.aux as i32);
        }
        self.count(class, Type::of(bits::CLASS));
        self.jump(done, &[block]);

        self.switch(cold);
        let made = self.call_raw(Helper::NewPlain, &[self.thread, class]);
        self.jump(done, &[made]);
        self.switch(done);
        self.define(i, object);
    }

    /// Makes a builtin object from its fields, whose references it takes.
    pub(super) fn make_object(&mut self, class: VirtualClass, fields: &[ir::Value]) -> ir::Value {
        let helper = match class {
            VirtualClass::RangeIterator => Helper::NewRangeIterator,
            VirtualClass::ListIterator => Helper::NewListIterator,
            VirtualClass::TupleIterator => Helper::NewTupleIterator,
            VirtualClass::BoundMethod => Helper::NewMethod,
            VirtualClass::Tuple => Helper::NewTuple,
        };
        let mut args = vec![self.thread];
        if helper.info().variadic {
            let address = self.spill(fields);
            let count = self.int(fields.len() as i64);
            args.extend([address, count]);
        } else {
            args.extend(fields);
        }
        self.call_raw(helper, &args)
    }
}
