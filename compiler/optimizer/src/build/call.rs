//! Calls: known Python functions and constructors directly, known builtins as instructions.

use taipan_abi::exits::{ExitReason, Resume};
use taipan_abi::feedback::{Site, kind};
use taipan_abi::helpers::Helper;
use taipan_abi::layout::{ClassId, InstanceLayout};
use taipan_abi::opcodes::{Comparison, Op, code_flags};
use taipan_abi::request::{Builtin, Fact};
use taipan_abi::unit::{Invariant, Refusal};
use taipan_abi::value as word;

use super::arith::Number;
use super::builder::Builder;
use super::bytecode::Instr;
use super::env::Env;
use crate::mir::{Imm, Target, Term, Type, Value, bits, make};

type Done = Result<(), Refusal>;

impl Builder<'_> {
    pub fn op_call(&mut self, i: Instr) -> Done {
        let args = self.pop_many(i.arg as usize)?;
        let pair = self.pop_many(2)?;
        let (callable, receiver) = (pair[0], pair[1]);
        let result = match self.known_call(i, callable, receiver, &args)? {
            Some(result) => result,
            None => {
                let mut operands = vec![callable, receiver];
                operands.extend(&args);
                self.helper(Helper::Call, &operands)
            }
        };
        self.push(result);
        Ok(())
    }

    /// A call of something the request knows; None where it is called through the helper.
    fn known_call(
        &mut self,
        i: Instr,
        callable: Value,
        receiver: Value,
        args: &[Value],
    ) -> Result<Option<Value>, Refusal> {
        let receiver_type = self.mir.ty(receiver);
        let (mut all, has_self) = if receiver_type.is_within(bits::NULL) {
            (Vec::new(), false)
        } else if !receiver_type.may_be(bits::NULL) {
            (vec![receiver], true)
        } else if self.was_method(args.len()) {
            (vec![self.guard(make::guard_bound(receiver))], true)
        } else {
            return Ok(None);
        };
        all.extend(args);
        let Some(target) = self.known_word(callable) else { return self.seen_call(callable, &all) };
        let Some(fact) = self.request.fact(target).map(|o| o.fact.clone()) else { return Ok(None) };
        let usable = match &fact {
            Fact::Function { snapshot: Some(s), defaults, .. } => self.accepts(*s, all.len(), defaults.len()),
            Fact::Class { init, is_exception, .. } => {
                !has_self && (*is_exception && init.is_none() || self.constructor_accepts(*init, all.len()))
            }
            Fact::Builtin(_) | Fact::Native => true,
            // Without a receiver anything may be the first argument.
            Fact::Method { .. } => has_self,
            Fact::Function { snapshot: None, .. } | Fact::NativeClass(_) | Fact::Code { .. } | Fact::Other => false,
        };
        if !usable {
            return Ok(None);
        }
        match fact {
            Fact::Function { snapshot: Some(snapshot), version, defaults, .. } => {
                self.assume(Invariant::FunctionVersion { function: target, version });
                let env = self.env.clone();
                self.direct_call(callable, snapshot, all, &defaults, Resume::Call, env).map(Some)
            }
            Fact::Class { version, init, layout, is_exception } => {
                self.assume(Invariant::TypeVersion { class: target, version });
                self.construct(callable, layout, is_exception, init, all).map(Some)
            }
            Fact::Builtin(builtin) => self.builtin_call(i, builtin, has_self, &all),
            Fact::Native => {
                all.insert(0, callable);
                Ok(Some(self.helper(Helper::CallNative, &all)))
            }
            Fact::Method { owner, builtin, returns } => Ok(self.method_call(callable, owner, builtin, returns, &all)),
            Fact::Function { .. } | Fact::NativeClass(_) | Fact::Code { .. } | Fact::Other => Ok(None),
        }
    }

    /// Whether what was called here took a receiver, where an attribute may turn out to be bound or not.
    fn was_method(&self, given: usize) -> bool {
        let Some(Site::Call { targets }) = self.site() else { return false };
        self.is_allowed(ExitReason::Unbound)
            && targets.iter().all(|&code| match self.request.fact(code).map(|o| &o.fact) {
                Some(Fact::Code { snapshot }) => self.accepts(*snapshot, given + 1, 0),
                _ => false,
            })
    }

    /// A call of a function that is known by its code alone: which function it is, and so its defaults and closure, may
    /// differ from call to call. None where the code seen here takes other arguments.
    fn seen_call(&mut self, callable: Value, args: &[Value]) -> Result<Option<Value>, Refusal> {
        let seen = self.seen_code(args.len());
        let Some((last, first)) = seen.split_last() else { return Ok(None) };
        let function = self.as_class(callable, ClassId::Function);
        let code = self.emit(make::function_code(function));
        let mut results = Vec::new();
        let mut call = |b: &mut Self, snapshot| {
            let env = b.env.clone();
            let result = b.direct_call(function, snapshot, args.to_vec(), &[], Resume::Call, env)?;
            results.extend(b.block.map(|block| (block, result)));
            Ok::<_, Refusal>(())
        };
        for &(target, snapshot) in first {
            let expected = self.const_known(target);
            let same = self.emit(make::word_eq(code, expected));
            let Some(block) = self.block else { break };
            let (here, other) = (self.mir.new_block(), self.mir.new_block());
            let to = |block| Target { block, args: Vec::new() };
            self.mir.block_mut(block).term =
                Term::Branch { condition: same, then: to(here), otherwise: to(other), counts: [1, 1] };
            self.block = Some(here);
            call(self, snapshot)?;
            self.block = Some(other);
        }
        let expected = self.const_known(last.0);
        self.emit_at_state(make::guard_is(code, expected));
        call(self, last.1)?;
        Ok(Some(self.meet(results)))
    }

    /// The code objects that ran here, with their snapshots; none where some takes other arguments.
    fn seen_code(&self, given: usize) -> Vec<(u64, u32)> {
        let Some(Site::Call { targets }) = self.site() else { return Vec::new() };
        if !self.is_allowed(ExitReason::WrongTarget) || !self.is_allowed(ExitReason::WrongClass) {
            return Vec::new();
        }
        let snapshot = |&code: &u64| match self.request.fact(code).map(|o| &o.fact) {
            Some(&Fact::Code { snapshot }) if self.accepts(snapshot, given, 0) => Some((code, snapshot)),
            _ => None,
        };
        targets.iter().map(snapshot).collect::<Option<_>>().unwrap_or_default()
    }

    /// Whether a snapshot takes that many positional arguments, some perhaps by default.
    fn accepts(&self, snapshot: u32, given: usize, defaults: usize) -> bool {
        let Some(function) = self.request.functions.get(snapshot as usize) else { return false };
        let code = &function.code;
        let wanted = code.argcount as usize;
        let takes_more = code.flags & code_flags::VARARGS != 0;
        code.flags & code_flags::VARKEYWORDS == 0
            && code.flags & code_flags::OPTIMIZED != 0
            && code.kwonlyargcount == 0
            && (given <= wanted || takes_more)
            && given + defaults >= wanted
    }

    fn constructor_accepts(&self, init: Option<u64>, given: usize) -> bool {
        match init.map(|w| self.request.fact(w).map(|o| &o.fact)) {
            None => given == 0,
            Some(Some(Fact::Function { snapshot: Some(s), defaults, .. })) => {
                self.accepts(*s, given + 1, defaults.len())
            }
            Some(_) => false,
        }
    }

    /// The result of a known function: inlined, or called. `around` is the frame that waits for it.
    pub(super) fn direct_call(
        &mut self,
        function: Value,
        snapshot: u32,
        mut args: Vec<Value>,
        defaults: &[u64],
        resume: Resume,
        around: Env,
    ) -> Result<Value, Refusal> {
        let code = &self.request.functions[snapshot as usize].code;
        let (wanted, takes_more) = (code.argcount as usize, code.flags & code_flags::VARARGS != 0);
        let rest = args.split_off(wanted.min(args.len()));
        let missing = wanted - args.len();
        for &default in &defaults[defaults.len() - missing..] {
            let value = self.const_known(default);
            args.push(value);
        }
        if takes_more {
            let rest = self.emit(make::new().args(&rest).imm(Imm::Class(ClassId::Tuple)));
            args.push(rest);
        }
        if self.makes_generator(snapshot) {
            args.insert(0, function);
            let kinds = code_flags::COROUTINE | code_flags::ASYNC_GENERATOR;
            let is_generator = code.flags & kinds == 0;
            let made = self.helper(Helper::NewGenerator, &args);
            if is_generator {
                self.mir.values[made.index()].ty = Type::of(bits::GENERATOR);
            }
            return Ok(made);
        }
        if self.may_inline(snapshot) {
            if resume == Resume::Call {
                self.guard_inline();
            }
            return self.inline(function, snapshot, args, resume, around);
        }
        Ok(self.emit_at_state(make::call_function(function).args(&args).imm(Imm::Index(snapshot))))
    }

    /// Whether a call does nothing but make a generator or coroutine.
    fn makes_generator(&self, snapshot: u32) -> bool {
        let code = &self.request.functions[snapshot as usize].code;
        code.code.first() == Some(&(Op::RETURN_GENERATOR as u8))
    }

    /// `object.__new__` or that of exceptions, then `__init__` if there is one.
    pub(super) fn construct(
        &mut self,
        class: Value,
        layout: Option<InstanceLayout>,
        is_exception: bool,
        init: Option<u64>,
        args: Vec<Value>,
    ) -> Result<Value, Refusal> {
        // Guards come before the instance is made: what they lead to makes another.
        if let Some(init) = init
            && let Some(Fact::Function { snapshot: Some(snapshot), .. }) = self.request.fact(init).map(|o| &o.fact)
            && self.may_inline(*snapshot)
        {
            self.guard_inline();
        }
        let instance = match layout {
            Some(layout) => self.emit(make::new_instance(class).imm(Imm::Layout(layout))),
            None if is_exception => {
                let operands: Vec<Value> = [class].into_iter().chain(args.iter().copied()).collect();
                self.helper(Helper::NewException, &operands)
            }
            None => self.helper(Helper::NewInstance, &[class]),
        };
        if let Some(init) = init
            && let Some(Fact::Function { snapshot: Some(snapshot), version, defaults, .. }) =
                self.request.fact(init).map(|o| o.fact.clone())
        {
            self.assume_again(Invariant::FunctionVersion { function: init, version });
            let function = self.const_known(init);
            let mut all = vec![instance];
            all.extend(args);
            let mut around = self.env.clone();
            around.stack.push(instance);
            let result = self.direct_call(function, snapshot, all, &defaults, Resume::Constructor, around)?;
            if !self.mir.ty(result).is_within(bits::NONE) {
                self.unless_initialised(result);
            }
        }
        Ok(instance)
    }

    /// Raises where `__init__` gave something else than None.
    fn unless_initialised(&mut self, result: Value) {
        let none = self.const_word(word::NONE);
        let condition = self.emit(make::word_eq(result, none));
        let Some(block) = self.block else { return };
        let (fine, wrong) = (self.mir.new_block(), self.mir.new_block());
        let to = |block| Target { block, args: Vec::new() };
        self.mir.block_mut(block).term =
            Term::Branch { condition, then: to(fine), otherwise: to(wrong), counts: [1000, 0] };
        self.block = Some(wrong);
        self.call_helper(Helper::CheckInit, &[result]);
        self.unreachable();
        self.block = Some(fine);
    }

    /// An invariant that an earlier guard of the same instruction covers: nothing ran in between.
    fn assume_again(&mut self, invariant: Invariant) {
        self.mir.add_invariant(invariant);
    }

    fn builtin_call(
        &mut self,
        i: Instr,
        builtin: Builtin,
        has_self: bool,
        args: &[Value],
    ) -> Result<Option<Value>, Refusal> {
        match (builtin, args) {
            (Builtin::Range, _) if !has_self => self.range_call(i, args),
            (Builtin::Len, &[object]) if !has_self => {
                let ty = self.mir.ty(object);
                let raw = if ty.is_within(bits::LIST) {
                    self.emit(make::list_len(object))
                } else if ty.is_within(bits::TUPLE) {
                    self.emit(make::tuple_len(object))
                } else {
                    return Ok(Some(self.helper(Helper::Length, &[object])));
                };
                Ok(Some(self.emit(make::box_int(raw))))
            }
            (Builtin::Ord, &[character]) if !has_self => Ok(Some(self.helper(Helper::Ord, &[character]))),
            (Builtin::IsInstance, &[object, class]) if !has_self => {
                let is = self.helper(Helper::IsInstance, &[object, class]);
                Ok(Some(self.emit(make::box_bool(is))))
            }
            (Builtin::Abs, &[value]) if !has_self && self.mir.ty(value).is_within(bits::FLOAT) => {
                let raw = self.as_float(value);
                let raw = self.emit(make::float_abs(raw));
                Ok(Some(self.emit(make::box_float(raw))))
            }
            (Builtin::Sqrt, &[value])
                if !has_self && self.number(value, 0) != Number::No && self.is_allowed(ExitReason::FloatRange) =>
            {
                let raw = if self.number(value, 0) == Number::Float {
                    self.as_float(value)
                } else {
                    let raw = self.as_int(value);
                    self.emit(make::int_to_float(raw))
                };
                let raw = self.emit_at_state(make::float_sqrt(raw));
                Ok(Some(self.emit(make::box_float(raw))))
            }
            (Builtin::Min | Builtin::Max, &[a, b])
                if !has_self && self.number(a, 0) == Number::Int && self.number(b, 0) == Number::Int =>
            {
                let (x, y) = (self.as_int(a), self.as_int(b));
                let raw = self.emit(if builtin == Builtin::Min { make::int_min(x, y) } else { make::int_max(x, y) });
                Ok(Some(self.emit(make::box_int(raw))))
            }
            (Builtin::Float, &[value]) if !has_self && self.number(value, 0) != Number::No => {
                if self.number(value, 0) == Number::Float {
                    return Ok(Some(value));
                }
                let raw = self.as_int(value);
                let raw = self.emit(make::int_to_float(raw));
                Ok(Some(self.emit(make::box_float(raw))))
            }
            (Builtin::Int, &[value]) if !has_self && self.number(value, 0) == Number::Int => Ok(Some(value)),
            (Builtin::Int, &[value])
                if !has_self && self.number(value, 0) == Number::Float && self.is_allowed(ExitReason::FloatRange) =>
            {
                let raw = self.as_float(value);
                let raw = self.emit_at_state(make::float_to_int(raw));
                Ok(Some(self.emit(make::box_int(raw))))
            }
            _ => Ok(None),
        }
    }

    /// `range(…)` that is iterated at once: the iterator is made here, `GET_ITER` is passed over.
    fn range_call(&mut self, i: Instr, args: &[Value]) -> Result<Option<Value>, Refusal> {
        let iterated = self.code.at(i.next).is_some_and(|n| n.op == Op::GET_ITER) && !self.is_leader(i.next);
        let ints = args.iter().all(|&a| {
            let ty = self.mir.ty(a);
            ty.is_within(bits::SMALL_INT) || ty.may_be(bits::SMALL_INT) && self.is_allowed(ExitReason::NotInt)
        });
        let step = match args.get(2) {
            None => 1,
            Some(&step) => match self.mir.ty(step).as_int() {
                Some(step) if step != 0 && step.unsigned_abs() < 1 << 31 => step,
                _ => return Ok(None),
            },
        };
        if !iterated || !ints || args.is_empty() || args.len() > 3 || !self.is_allowed(ExitReason::IntOverflow) {
            return Ok(None);
        }
        let (start, stop) = if args.len() == 1 {
            (self.const_int(0), self.as_int(args[0]))
        } else {
            (self.as_int(args[0]), self.as_int(args[1]))
        };
        let (low, high) = if step > 0 { (start, stop) } else { (stop, start) };
        let mut count = self.emit_at_state(make::int_sub(high, low));
        if step.unsigned_abs() != 1 {
            let up = self.const_int(step.abs() - 1);
            count = self.emit_at_state(make::int_add(count, up));
            let by = self.const_int(step.abs());
            count = self.emit(make::int_floor_div_fast(count, by));
        }
        let zero = self.const_int(0);
        let count = self.emit(make::int_max(count, zero));
        let step = self.const_int(step);
        let iterator = make::new().args(&[start, step, count]).imm(Imm::Class(ClassId::RangeIterator));
        self.skip = Some(i.next);
        Ok(Some(self.emit(iterator)))
    }

    pub fn op_call_ex(&mut self) -> Done {
        let operands = self.pop_many(4)?;
        let result = self.helper(Helper::CallEx, &[operands[0], operands[2], operands[3]]);
        self.push(result);
        Ok(())
    }

    pub fn op_intrinsic_1(&mut self, which: u32) -> Done {
        let value = self.pop()?;
        let number = self.const_int(which as i64);
        let result = self.helper(Helper::Intrinsic1, &[value, number]);
        self.push(result);
        Ok(())
    }

    pub fn op_intrinsic_2(&mut self, which: u32) -> Done {
        let operands = self.pop_many(2)?;
        let number = self.const_int(which as i64);
        let result = self.helper(Helper::Intrinsic2, &[operands[0], operands[1], number]);
        self.push(result);
        Ok(())
    }

    pub fn op_make_function(&mut self) -> Done {
        let code = self.pop()?;
        let function = self.helper(Helper::MakeFunction, &[code]);
        self.push(function);
        Ok(())
    }

    pub fn op_set_function_attribute(&mut self, which: u32) -> Done {
        let operands = self.pop_many(2)?;
        let number = self.const_int(which as i64);
        self.call_helper(Helper::SetFunctionAttribute, &[operands[1], operands[0], number]);
        self.push(operands[1]);
        Ok(())
    }

    /// Whether the loop behind this instruction saw iterators of one kind only.
    pub fn iterates(&self, at: u32) -> u16 {
        let Some(next) = self.code.at(at).filter(|n| n.op == Op::FOR_ITER) else { return 0 };
        match self.function.feedback.at(next.unit) {
            Some(Site::Kinds(kinds)) if matches!(*kinds, kind::LIST_ITERATOR | kind::TUPLE_ITERATOR) => *kinds,
            _ => 0,
        }
    }

    /// A comparison of two i64.
    pub fn compare_ints(&mut self, a: Value, b: Value, how: Comparison) -> Value {
        self.emit(make::int_cmp(a, b).imm(Imm::Compare(how)))
    }
}
