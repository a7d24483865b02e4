//! Iteration and unpacking.
//!
//! Iterators made in the function (over ranges, lists, tuples) are stepped field by field, so that scalar
//! replacement can leave them unmade.

use taipan_abi::exits::ExitReason;
use taipan_abi::feedback::{Site, kind};
use taipan_abi::helpers::Helper;
use taipan_abi::layout::{ClassId, Field};
use taipan_abi::opcodes::Comparison;
use taipan_abi::unit::Refusal;
use taipan_abi::value as word;

use super::builder::{Builder, malformed};
use super::bytecode::Instr;
use crate::mir::{Fact, Imm, Value, bits, make};

type Done = Result<(), Refusal>;

impl Builder<'_> {
    pub fn op_get_iter(&mut self) -> Done {
        let object = self.pop()?;
        let ty = self.mir.ty(object);
        if ty.is_within(bits::GENERATOR) {
            // It is its own iterator.
            self.push(object);
            return Ok(());
        }
        let seen = if self.is_allowed(ExitReason::WrongClass) { self.iterates(self.instr.next) } else { 0 };
        let class = if ty.is_within(bits::LIST) || seen == kind::LIST_ITERATOR && ty.may_be(bits::LIST) {
            Some((ClassId::List, ClassId::ListIterator))
        } else if ty.is_within(bits::TUPLE) || seen == kind::TUPLE_ITERATOR && ty.may_be(bits::TUPLE) {
            Some((ClassId::Tuple, ClassId::TupleIterator))
        } else {
            None
        };
        // Without a loop behind it the iterator is any object; then the helper makes it.
        let loops = self.code.at(self.instr.next).is_some_and(|n| n.op == taipan_abi::opcodes::Op::FOR_ITER);
        let iterator = match class {
            Some((sequence, iterator)) if loops => {
                let object = self.as_class(object, sequence);
                let zero = self.const_int(0);
                self.emit(make::new().args(&[object, zero]).imm(Imm::Class(iterator)))
            }
            _ => self.helper(Helper::GetIter, &[object]),
        };
        self.push(iterator);
        Ok(())
    }

    pub fn op_for_iter(&mut self, i: Instr) -> Done {
        let iterator = self.peek(1)?;
        let target = i.target().ok_or_else(|| malformed("loop"))?;
        let ty = self.mir.ty(iterator);
        let seen = matches!(self.site(), Some(Site::Kinds(kind::RANGE_ITERATOR)));
        if ty.is_within(bits::RANGE_ITER)
            || seen && ty.may_be(bits::RANGE_ITER) && self.is_allowed(ExitReason::WrongClass)
        {
            let iterator = self.as_class(iterator, ClassId::RangeIterator);
            return self.range_step(i, iterator, target);
        }
        let is_made = |b: &Self, bit| ty.is_within(bit) && b.is_made_here(iterator);
        if is_made(self, bits::LIST_ITER) || self.is_assumed(iterator, ClassId::ListIterator) {
            return self.sequence_step(i, iterator, target, Field::ListIterList, Field::ListIterIndex);
        }
        if is_made(self, bits::TUPLE_ITER) || self.is_assumed(iterator, ClassId::TupleIterator) {
            return self.sequence_step(i, iterator, target, Field::TupleIterTuple, Field::TupleIterIndex);
        }
        if matches!(self.site(), Some(Site::Kinds(kind::PAIR_ITERATOR))) && self.is_allowed(ExitReason::WrongClass) {
            return self.pair_step(i, iterator, target);
        }
        let item = self.helper(Helper::IterNext, &[iterator]);
        let end = self.const_word(word::UNBOUND);
        let done = self.emit(make::word_eq(item, end));
        let behind = self.env.clone();
        let mut inside = behind.clone();
        inside.stack.push(item);
        self.branch_to(done, (target, behind), (i.next, inside), [1, 10])
    }

    /// Whether the iterator comes from this function's own `GET_ITER`, so that nobody else steps it.
    fn is_made_here(&self, iterator: Value) -> bool {
        self.mir.def_inst(self.strip(iterator)).is_some_and(|d| d.op == crate::mir::Opcode::New)
    }

    /// Ends the block with the loop's test; goes on in a block of its own with the item pushed by `item`.
    fn step(&mut self, i: Instr, more: Value, target: u32, item: impl FnOnce(&mut Self) -> Value) -> Done {
        let Some(block) = self.block else { return Ok(()) };
        let behind = self.env.clone();
        let inside = self.mir.new_block();
        let out = self.mir.new_block();
        let to = |block| crate::mir::Target { block, args: Vec::new() };
        self.mir.block_mut(block).term =
            crate::mir::Term::Branch { condition: more, then: to(inside), otherwise: to(out), counts: [10, 1] };
        self.block = Some(out);
        self.jump_to(target, behind)?;
        self.block = Some(inside);
        let item = item(self);
        self.push(item);
        let env = self.env.clone();
        self.jump_to(i.next, env)
    }

    /// Pairs come without a tuple, which is made here: as a rule it is taken apart at once, and then it is not made.
    fn pair_step(&mut self, i: Instr, iterator: Value, target: u32) -> Done {
        let gives_pairs = self.helper(Helper::IsPairIterator, &[iterator]);
        self.append_at_state(make::guard_true(gives_pairs).imm(Imm::Reason(ExitReason::WrongClass)));
        let more = self.helper(Helper::NextPair, &[iterator]);
        self.step(i, more, target, |b| {
            let first = b.emit(make::take_result().imm(Imm::Index(0)));
            let second = b.emit(make::take_result().imm(Imm::Index(1)));
            b.emit(make::new().args(&[first, second]).imm(Imm::Class(ClassId::Tuple)))
        })
    }

    fn range_step(&mut self, i: Instr, iterator: Value, target: u32) -> Done {
        let load = |field| make::load_field_int(iterator).imm(Imm::Field(field));
        let left = self.emit(load(Field::RangeRemaining));
        let zero = self.const_int(0);
        let more = self.compare_ints(left, zero, Comparison::Gt);
        self.step(i, more, target, |b| {
            let store = |field, value| make::store_field_int(iterator, value).imm(Imm::Field(field));
            let one = b.const_int(1);
            let rest = b.emit(make::int_sub_fast(left, one));
            b.append(store(Field::RangeRemaining, rest));
            let current = b.emit(load(Field::RangeCurrent));
            let by = b.emit(load(Field::RangeStep));
            // Items are small ints, and steps too, so that the sum fits 64 bits even behind the last item.
            let item = b.emit(make::int_small(current));
            let next = b.emit(make::int_add_fast(item, by));
            b.append(store(Field::RangeCurrent, next));
            b.emit(make::box_int(item))
        })
    }

    fn sequence_step(&mut self, i: Instr, iterator: Value, target: u32, of: Field, at: Field) -> Done {
        let sequence = self.emit(make::load_field(iterator).imm(Imm::Field(of)));
        let index = self.emit(make::load_field_int(iterator).imm(Imm::Field(at)));
        let is_list = of == Field::ListIterList;
        let length = self.emit(if is_list { make::list_len(sequence) } else { make::tuple_len(sequence) });
        let more = self.compare_ints(index, length, Comparison::Lt);
        self.step(i, more, target, |b| {
            let one = b.const_int(1);
            let next = b.emit(make::int_add_fast(index, one));
            b.append(make::store_field_int(iterator, next).imm(Imm::Field(at)));
            b.emit(if is_list { make::list_item(sequence, index) } else { make::tuple_item(sequence, index) })
        })
    }

    pub fn op_unpack_sequence(&mut self, count: u32) -> Done {
        let sequence = self.pop()?;
        let ty = self.mir.ty(sequence);
        let is_known = ty.is_within(bits::TUPLE) && ty.fact == Fact::Length(count);
        let seen = matches!(self.site(), Some(Site::Kinds(kind::TUPLE)))
            && ty.may_be(bits::TUPLE)
            && self.is_allowed(ExitReason::WrongClass)
            && self.is_allowed(ExitReason::WrongLength);
        let tuple = if is_known {
            sequence
        } else if seen {
            let tuple = self.as_class(sequence, ClassId::Tuple);
            self.guard(make::guard_length(tuple).imm(Imm::Index(count)))
        } else {
            let number = self.const_int(count as i64);
            self.helper(Helper::Unpack, &[sequence, number])
        };
        self.push_items(tuple, count)
    }

    /// Pushes the items of a tuple, the first on top.
    fn push_items(&mut self, tuple: Value, count: u32) -> Done {
        for i in (0..count).rev() {
            let index = self.const_int(i as i64);
            let item = self.emit(make::tuple_item(tuple, index));
            self.push(item);
        }
        Ok(())
    }

    pub fn op_unpack_ex(&mut self, arg: u32) -> Done {
        let sequence = self.pop()?;
        let number = self.const_int(arg as i64);
        let tuple = self.helper(Helper::UnpackEx, &[sequence, number]);
        self.push_items(tuple, (arg & 0xFF) + (arg >> 8) + 1)
    }
}
