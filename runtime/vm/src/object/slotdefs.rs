//! Special methods and slots: which method fills which slot, what a slot looks like as a method
//! (wrapper), and the generic slot functions that call methods written in Python.

use super::attributes::{self, lookup_special};
use super::lookup::lookup;
use super::protocol;
use super::slots::{Comparison, SlotFn, SlotId};
use super::types::{NativeType, Type};
use super::value::{Obj, Value};
use crate::builtins::int;
use crate::call::{self, Args, IntoPy, invoke::call_special};
use crate::exceptions as exc;
use crate::thread::names::{self, StaticName};
use crate::thread::{PyResult, Thread};

/// How a slot is called as a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapper {
    Unary,
    Binary,
    /// The receiver is the right operand.
    Reflected,
    /// Binary whose argument is a count.
    Ternary,
    ReflectedTernary,
    Inquiry,
    Length,
    Hash,
    Contains,
    Compare(Comparison),
    Next,
    Store,
    Delete,
    DescrGet,
    Init,
    New,
    Call,
    Finalize,
}

/// A special method's row.
pub struct SlotDef {
    pub name: &'static StaticName,
    pub slot: SlotId,
    pub wrapper: Wrapper,
    /// The slot function that calls the Python method; none where only native types fill the slot.
    pub generic: Option<SlotFn>,
    pub doc: &'static str,
}

/// Calls the method, which is there unless the class changed meanwhile.
fn call_named(t: &Thread, this: &Obj, name: &Obj, args: &[Obj]) -> PyResult {
    match call_special(t, this, name, args)? {
        Some(result) => Ok(result),
        None => Err(attributes::no_attribute(t, this, name)),
    }
}

/// Calls the method or gives NotImplemented where there is none.
fn call_maybe(t: &Thread, this: &Obj, name: &Obj, arg: &Obj) -> PyResult {
    Ok(call_special(t, this, name, std::slice::from_ref(arg))?.unwrap_or(Obj::NOT_IMPLEMENTED))
}

macro_rules! unary {
    ($($function:ident = $name:ident;)*) => {$(
        fn $function(t: &Thread, this: &Obj) -> PyResult {
            call_named(t, this, &names::$name, &[])
        }
    )*};
}

macro_rules! binary_inplace {
    ($($function:ident = $name:ident;)*) => {$(
        fn $function(t: &Thread, this: &Obj, other: &Obj) -> PyResult {
            call_maybe(t, this, &names::$name, other)
        }
    )*};
}

/// Whether the subclass overrides the reflected method of the other operand's class.
fn overrides(t: &Thread, subclass: &Type, class: &Type, name: &Obj) -> bool {
    match (lookup(t, subclass, name), lookup(t, class, name)) {
        (Some(a), Some(b)) => !a.is(&b),
        (Some(_), None) => true,
        _ => false,
    }
}

macro_rules! binary {
    ($($function:ident = $slot:ident, $name:ident, $reflected:ident;)*) => {$(
        fn $function(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
            let this: super::slots::Binary = $function;
            let is_ours = |o: &Obj| o.type_of().slots.$slot.get().is_some_and(|f| f as usize == this as usize);
            binary_generic(t, a, b, is_ours(a), is_ours(b), &names::$name, &names::$reflected)
        }
    )*};
}

fn binary_generic(
    t: &Thread,
    a: &Obj,
    b: &Obj,
    left_is_ours: bool,
    right_is_ours: bool,
    name: &Obj,
    reflected: &Obj,
) -> PyResult {
    let same = a.type_of().is(b.type_of());
    let mut try_right = !same && right_is_ours;
    if left_is_ours {
        if try_right && b.type_of().is_subtype(a.type_of()) && overrides(t, b.type_of(), a.type_of(), reflected) {
            let result = call_maybe(t, b, reflected, a)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
            try_right = false;
        }
        let result = call_maybe(t, a, name, b)?;
        if !result.is_not_implemented() || same {
            return Ok(result);
        }
    }
    if try_right { call_maybe(t, b, reflected, a) } else { Ok(Obj::NOT_IMPLEMENTED) }
}

unary! {
    slot_repr = __repr__;
    slot_str = __str__;
    slot_negative = __neg__;
    slot_positive = __pos__;
    slot_absolute = __abs__;
    slot_invert = __invert__;
    slot_int = __int__;
    slot_float = __float__;
    slot_index = __index__;
    slot_await = __await__;
    slot_aiter = __aiter__;
    slot_anext = __anext__;
}

binary! {
    slot_add = add, __add__, __radd__;
    slot_subtract = subtract, __sub__, __rsub__;
    slot_multiply = multiply, __mul__, __rmul__;
    slot_remainder = remainder, __mod__, __rmod__;
    slot_divmod = divmod, __divmod__, __rdivmod__;
    slot_lshift = lshift, __lshift__, __rlshift__;
    slot_rshift = rshift, __rshift__, __rrshift__;
    slot_and = and, __and__, __rand__;
    slot_xor = xor, __xor__, __rxor__;
    slot_or = or, __or__, __ror__;
    slot_floor_divide = floor_divide, __floordiv__, __rfloordiv__;
    slot_true_divide = true_divide, __truediv__, __rtruediv__;
    slot_matrix_multiply = matrix_multiply, __matmul__, __rmatmul__;
}

binary_inplace! {
    slot_iadd = __iadd__;
    slot_isub = __isub__;
    slot_imul = __imul__;
    slot_imod = __imod__;
    slot_ilshift = __ilshift__;
    slot_irshift = __irshift__;
    slot_iand = __iand__;
    slot_ixor = __ixor__;
    slot_ior = __ior__;
    slot_ifloordiv = __ifloordiv__;
    slot_itruediv = __itruediv__;
    slot_imatmul = __imatmul__;
}

fn slot_power(t: &Thread, a: &Obj, b: &Obj, modulus: &Obj) -> PyResult {
    let this: super::slots::Ternary = slot_power;
    let is_ours = |o: &Obj| o.type_of().slots.power.get().is_some_and(|f| f as usize == this as usize);
    if modulus.is_none() {
        return binary_generic(t, a, b, is_ours(a), is_ours(b), &names::__pow__, &names::__rpow__);
    }
    // Three-argument power does not try the right operand's reflected method unless the left has none.
    if is_ours(a) {
        return Ok(call_special(t, a, &names::__pow__, &[b.clone(), modulus.clone()])?.unwrap_or(Obj::NOT_IMPLEMENTED));
    }
    if is_ours(b) {
        return Ok(call_special(t, b, &names::__rpow__, &[a.clone(), modulus.clone()])?.unwrap_or(Obj::NOT_IMPLEMENTED));
    }
    Ok(Obj::NOT_IMPLEMENTED)
}

fn slot_ipower(t: &Thread, a: &Obj, b: &Obj, _modulus: &Obj) -> PyResult {
    call_maybe(t, a, &names::__ipow__, b)
}

fn slot_bool(t: &Thread, this: &Obj) -> PyResult<bool> {
    let result = call_named(t, this, &names::__bool__, &[])?;
    match result.value() {
        Value::TRUE => Ok(true),
        Value::FALSE => Ok(false),
        _ => Err(t.type_error(format!("__bool__ should return bool, returned {}", result.type_of().name_text()))),
    }
}

fn slot_length(t: &Thread, this: &Obj) -> PyResult<usize> {
    let result = call_named(t, this, &names::__len__, &[])?;
    let result = int::index(t, &result)?;
    if int::is_negative(&result) {
        return Err(t.value_error("__len__() should return >= 0"));
    }
    let length = int::index_as_i64(t, &result, "cannot fit 'int' into an index-sized integer")?;
    Ok(length as usize)
}

fn slot_hash(t: &Thread, this: &Obj) -> PyResult<i64> {
    match lookup_special(t, this, &names::__hash__)? {
        Some((function, bound)) if !function.is_none() => {
            let result = if bound { call::call0(t, &function)? } else { call::call1(t, &function, this)? };
            match int::reduced_hash(&result) {
                Some(hash) => Ok(hash),
                None => Err(t.type_error("__hash__ method should return an integer")),
            }
        }
        _ => hash_not_implemented(t, this),
    }
}

/// The hash slot of unhashable types.
pub fn hash_not_implemented(t: &Thread, this: &Obj) -> PyResult<i64> {
    Err(t.type_error(format!("unhashable type: '{}'", this.type_of().name_text())))
}

fn slot_compare(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
    call_maybe(t, this, comparison_name(op), other)
}

/// `__lt__` and so on.
pub fn comparison_name(op: Comparison) -> &'static StaticName {
    match op {
        Comparison::Lt => &names::__lt__,
        Comparison::Le => &names::__le__,
        Comparison::Eq => &names::__eq__,
        Comparison::Ne => &names::__ne__,
        Comparison::Gt => &names::__gt__,
        Comparison::Ge => &names::__ge__,
    }
}

fn slot_iter(t: &Thread, this: &Obj) -> PyResult {
    match lookup_special(t, this, &names::__iter__)? {
        Some((function, bound)) if !function.is_none() => {
            if bound {
                call::call0(t, &function)
            } else {
                call::call1(t, &function, this)
            }
        }
        _ => Err(t.type_error(format!("'{}' object is not iterable", this.type_of().name_text()))),
    }
}

fn slot_next(t: &Thread, this: &Obj) -> PyResult<Option<Obj>> {
    match call_named(t, this, &names::__next__, &[]) {
        Ok(value) => Ok(Some(value)),
        Err(raised) => {
            let stop = t.catch(raised, &exc::STOP_ITERATION)?;
            let value = exc::stop_iteration_value(&stop);
            t.stop_value.set(if value.is_none() { None } else { Some(value) });
            Ok(None)
        }
    }
}

fn slot_getitem(t: &Thread, this: &Obj, key: &Obj) -> PyResult {
    call_named(t, this, &names::__getitem__, std::slice::from_ref(key))
}

fn slot_setitem(t: &Thread, this: &Obj, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    match value {
        Some(value) => call_named(t, this, &names::__setitem__, &[key.clone(), value.clone()])?,
        None => call_named(t, this, &names::__delitem__, std::slice::from_ref(key))?,
    };
    Ok(())
}

fn slot_contains(t: &Thread, this: &Obj, item: &Obj) -> PyResult<bool> {
    match lookup_special(t, this, &names::__contains__)? {
        Some((function, _)) if function.is_none() => {
            Err(t.type_error(format!("'{}' object is not a container", this.type_of().name_text())))
        }
        Some((function, bound)) => {
            let result = if bound { call::call1(t, &function, item)? } else { call::call2(t, &function, this, item)? };
            protocol::is_true(t, &result)
        }
        None => protocol::contains_by_iteration(t, this, item),
    }
}

fn slot_getattribute(t: &Thread, this: &Obj, name: &Obj) -> PyResult {
    call_named(t, this, &names::__getattribute__, std::slice::from_ref(name))
}

/// `__getattribute__`, then `__getattr__` where it raises AttributeError.
fn slot_getattr_hook(t: &Thread, this: &Obj, name: &Obj) -> PyResult {
    let class = this.type_of();
    let Some(fallback) = lookup(t, class, &names::__getattr__) else {
        return slot_getattribute(t, this, name);
    };
    let is_object_getattribute = lookup(t, class, &names::__getattribute__)
        .and_then(|f| crate::builtins::native::wrapped_slot(&f))
        .is_some_and(|f| {
            let generic = crate::builtins::object::Object::class().slots.getattro.get();
            generic.is_some_and(|g| g as usize == f.address())
        });
    if is_object_getattribute {
        if let Some(value) = generic_or_raised(t, this, name)? {
            return Ok(value);
        }
        return call_fallback(t, this, name, &fallback);
    }
    match slot_getattribute(t, this, name) {
        Ok(value) => Ok(value),
        Err(raised) => {
            drop(t.catch(raised, &exc::ATTRIBUTE_ERROR)?);
            call_fallback(t, this, name, &fallback)
        }
    }
}

fn generic_or_raised(t: &Thread, this: &Obj, name: &Obj) -> PyResult<Option<Obj>> {
    match attributes::generic_get_optional(t, this, name) {
        Ok(found) => Ok(found),
        Err(raised) => t.catch(raised, &exc::ATTRIBUTE_ERROR).map(|_| None),
    }
}

fn call_fallback(t: &Thread, this: &Obj, name: &Obj, fallback: &Obj) -> PyResult {
    if fallback.type_of().has_flag(super::types::type_flag::METHOD_DESCRIPTOR) {
        return call::call2(t, fallback, this, name);
    }
    call_named(t, this, &names::__getattr__, std::slice::from_ref(name))
}

fn slot_setattr(t: &Thread, this: &Obj, name: &Obj, value: Option<&Obj>) -> PyResult<()> {
    match value {
        Some(value) => call_named(t, this, &names::__setattr__, &[name.clone(), value.clone()])?,
        None => call_named(t, this, &names::__delattr__, std::slice::from_ref(name))?,
    };
    Ok(())
}

fn slot_descr_get(t: &Thread, this: &Obj, instance: Option<&Obj>, owner: Option<&Obj>) -> PyResult {
    let instance = instance.cloned().unwrap_or(Obj::NONE);
    let owner = owner.cloned().unwrap_or(Obj::NONE);
    match call_special(t, this, &names::__get__, &[instance, owner])? {
        Some(value) => Ok(value),
        None => Ok(this.clone()),
    }
}

fn slot_descr_set(t: &Thread, this: &Obj, instance: &Obj, value: Option<&Obj>) -> PyResult<()> {
    match value {
        Some(value) => call_named(t, this, &names::__set__, &[instance.clone(), value.clone()])?,
        None => call_named(t, this, &names::__delete__, std::slice::from_ref(instance))?,
    };
    Ok(())
}

fn slot_init(t: &Thread, this: &Obj, args: Args) -> PyResult<()> {
    let Some((function, bound)) = lookup_special(t, this, &names::__init__)? else { return Ok(()) };
    let result =
        if bound { call::call_args(t, &function, args)? } else { call_with_receiver(t, &function, this, args)? };
    if !result.is_none() {
        let class = result.type_of().name_text();
        return Err(t.type_error(format!("__init__() should return None, not '{class}'")));
    }
    Ok(())
}

/// `function(receiver, *args, **keywords)`.
pub fn call_with_receiver(t: &Thread, function: &Obj, receiver: &Obj, args: Args) -> PyResult {
    // Words are enough: the caller keeps receiver and arguments alive during the call.
    let (_, positional, names) = args.as_vectorcall();
    if let [] | [_] | [_, _] | [_, _, _] = args.all() {
        let mut all = [receiver.value(), Value::NULL, Value::NULL, Value::NULL];
        for (place, argument) in all[1..].iter_mut().zip(Obj::as_values(args.all())) {
            *place = *argument;
        }
        // SAFETY: as below.
        return unsafe { call::invoke::vectorcall(t, function, all.as_ptr(), positional + 1, names) };
    }
    let mut all = Vec::with_capacity(args.all().len() + 1);
    all.push(receiver.value());
    all.extend_from_slice(Obj::as_values(args.all()));
    // SAFETY: as many positional arguments as given, one more in front, then the keywords' values.
    unsafe { call::invoke::vectorcall(t, function, all.as_ptr(), positional + 1, names) }
}

fn slot_new(t: &Thread, class: &Type, args: Args) -> PyResult {
    let function = attributes::get(t, &class.borrowed_obj(), &names::__new__)?;
    call_with_receiver(t, &function, &class.borrowed_obj(), args)
}

unsafe extern "C" fn slot_call(t: &Thread, callable: Value, args: *const Value, nargsf: usize, names: Value) -> Value {
    // SAFETY: the vectorcall convention, upheld by the caller.
    let (this, args) = unsafe { (callable.as_obj(), Args::from_vectorcall(args, nargsf, names)) };
    let result = match lookup_special(t, this, &names::__call__) {
        Ok(Some((function, true))) => call::call_args(t, &function, args),
        Ok(Some((function, false))) => call_with_receiver(t, &function, this, args),
        Ok(None) => Err(call::invoke::not_callable(t, this)),
        Err(raised) => Err(raised),
    };
    call::finish(result)
}

fn slot_finalize(t: &Thread, this: &Obj) {
    let saved = t.exception.take();
    if let Ok(Some((function, bound))) = lookup_special(t, this, &names::__del__) {
        let result = if bound { call::call0(t, &function) } else { call::call1(t, &function, this) };
        if let Err(raised) = result {
            exc::unraisable(t, raised, Some(&function));
        }
    }
    t.exception.set(saved);
}

macro_rules! slotdefs {
    ($($name:ident: $slot:ident, $wrapper:expr, $generic:expr, $doc:literal;)*) => {
        /// Every special method that stands for a slot.
        pub static SLOTDEFS: &[SlotDef] = &[
            $(SlotDef {
                name: &names::$name,
                slot: SlotId::$slot,
                wrapper: $wrapper,
                generic: $generic,
                doc: $doc,
            }),*
        ];
    };
}

use SlotFn as F;
use Wrapper as W;

slotdefs! {
    __getattribute__: getattro, W::Binary, Some(F::Binary(slot_getattr_hook)), "Return getattr(self, name).";
    __getattr__: getattro, W::Binary, Some(F::Binary(slot_getattr_hook)), "";
    __setattr__: setattro, W::Store, Some(F::Store(slot_setattr)), "Implement setattr(self, name, value).";
    __delattr__: setattro, W::Delete, Some(F::Store(slot_setattr)), "Implement delattr(self, name).";
    __repr__: repr, W::Unary, Some(F::Unary(slot_repr)), "Return repr(self).";
    __hash__: hash, W::Hash, Some(F::Hash(slot_hash)), "Return hash(self).";
    __call__: call, W::Call, Some(F::Vectorcall(slot_call)), "Call self as a function.";
    __str__: str, W::Unary, Some(F::Unary(slot_str)), "Return str(self).";
    __lt__: compare, W::Compare(Comparison::Lt), Some(F::Compare(slot_compare)), "Return self<value.";
    __le__: compare, W::Compare(Comparison::Le), Some(F::Compare(slot_compare)), "Return self<=value.";
    __eq__: compare, W::Compare(Comparison::Eq), Some(F::Compare(slot_compare)), "Return self==value.";
    __ne__: compare, W::Compare(Comparison::Ne), Some(F::Compare(slot_compare)), "Return self!=value.";
    __gt__: compare, W::Compare(Comparison::Gt), Some(F::Compare(slot_compare)), "Return self>value.";
    __ge__: compare, W::Compare(Comparison::Ge), Some(F::Compare(slot_compare)), "Return self>=value.";
    __iter__: iter, W::Unary, Some(F::Unary(slot_iter)), "Implement iter(self).";
    __next__: next, W::Next, Some(F::Next(slot_next)), "Implement next(self).";
    __get__: descr_get, W::DescrGet, Some(F::DescrGet(slot_descr_get)), "Return an attribute of instance, which is of type owner.";
    __set__: descr_set, W::Store, Some(F::Store(slot_descr_set)), "Set an attribute of instance to value.";
    __delete__: descr_set, W::Delete, Some(F::Store(slot_descr_set)), "Delete an attribute of instance.";
    __init__: init, W::Init, Some(F::Init(slot_init)), "Initialize self.  See help(type(self)) for accurate signature.";
    __new__: new, W::New, Some(F::New(slot_new)), "";
    __del__: finalize, W::Finalize, Some(F::Finalize(slot_finalize)), "Called when the instance is about to be destroyed.";
    __add__: add, W::Binary, Some(F::Binary(slot_add)), "Return self+value.";
    __radd__: add, W::Reflected, Some(F::Binary(slot_add)), "Return value+self.";
    __sub__: subtract, W::Binary, Some(F::Binary(slot_subtract)), "Return self-value.";
    __rsub__: subtract, W::Reflected, Some(F::Binary(slot_subtract)), "Return value-self.";
    __mul__: multiply, W::Binary, Some(F::Binary(slot_multiply)), "Return self*value.";
    __rmul__: multiply, W::Reflected, Some(F::Binary(slot_multiply)), "Return value*self.";
    __mod__: remainder, W::Binary, Some(F::Binary(slot_remainder)), "Return self%value.";
    __rmod__: remainder, W::Reflected, Some(F::Binary(slot_remainder)), "Return value%self.";
    __divmod__: divmod, W::Binary, Some(F::Binary(slot_divmod)), "Return divmod(self, value).";
    __rdivmod__: divmod, W::Reflected, Some(F::Binary(slot_divmod)), "Return divmod(value, self).";
    __pow__: power, W::Ternary, Some(F::Ternary(slot_power)), "Return pow(self, value, mod).";
    __rpow__: power, W::ReflectedTernary, Some(F::Ternary(slot_power)), "Return pow(value, self, mod).";
    __neg__: negative, W::Unary, Some(F::Unary(slot_negative)), "-self";
    __pos__: positive, W::Unary, Some(F::Unary(slot_positive)), "+self";
    __abs__: absolute, W::Unary, Some(F::Unary(slot_absolute)), "abs(self)";
    __bool__: bool, W::Inquiry, Some(F::Inquiry(slot_bool)), "True if self else False";
    __invert__: invert, W::Unary, Some(F::Unary(slot_invert)), "~self";
    __lshift__: lshift, W::Binary, Some(F::Binary(slot_lshift)), "Return self<<value.";
    __rlshift__: lshift, W::Reflected, Some(F::Binary(slot_lshift)), "Return value<<self.";
    __rshift__: rshift, W::Binary, Some(F::Binary(slot_rshift)), "Return self>>value.";
    __rrshift__: rshift, W::Reflected, Some(F::Binary(slot_rshift)), "Return value>>self.";
    __and__: and, W::Binary, Some(F::Binary(slot_and)), "Return self&value.";
    __rand__: and, W::Reflected, Some(F::Binary(slot_and)), "Return value&self.";
    __xor__: xor, W::Binary, Some(F::Binary(slot_xor)), "Return self^value.";
    __rxor__: xor, W::Reflected, Some(F::Binary(slot_xor)), "Return value^self.";
    __or__: or, W::Binary, Some(F::Binary(slot_or)), "Return self|value.";
    __ror__: or, W::Reflected, Some(F::Binary(slot_or)), "Return value|self.";
    __int__: int, W::Unary, Some(F::Unary(slot_int)), "int(self)";
    __float__: float, W::Unary, Some(F::Unary(slot_float)), "float(self)";
    __iadd__: inplace_add, W::Binary, Some(F::Binary(slot_iadd)), "Return self+=value.";
    __isub__: inplace_subtract, W::Binary, Some(F::Binary(slot_isub)), "Return self-=value.";
    __imul__: inplace_multiply, W::Binary, Some(F::Binary(slot_imul)), "Return self*=value.";
    __imod__: inplace_remainder, W::Binary, Some(F::Binary(slot_imod)), "Return self%=value.";
    __ipow__: inplace_power, W::Ternary, Some(F::Ternary(slot_ipower)), "Return self**=value.";
    __ilshift__: inplace_lshift, W::Binary, Some(F::Binary(slot_ilshift)), "Return self<<=value.";
    __irshift__: inplace_rshift, W::Binary, Some(F::Binary(slot_irshift)), "Return self>>=value.";
    __iand__: inplace_and, W::Binary, Some(F::Binary(slot_iand)), "Return self&=value.";
    __ixor__: inplace_xor, W::Binary, Some(F::Binary(slot_ixor)), "Return self^=value.";
    __ior__: inplace_or, W::Binary, Some(F::Binary(slot_ior)), "Return self|=value.";
    __floordiv__: floor_divide, W::Binary, Some(F::Binary(slot_floor_divide)), "Return self//value.";
    __rfloordiv__: floor_divide, W::Reflected, Some(F::Binary(slot_floor_divide)), "Return value//self.";
    __truediv__: true_divide, W::Binary, Some(F::Binary(slot_true_divide)), "Return self/value.";
    __rtruediv__: true_divide, W::Reflected, Some(F::Binary(slot_true_divide)), "Return value/self.";
    __ifloordiv__: inplace_floor_divide, W::Binary, Some(F::Binary(slot_ifloordiv)), "Return self//=value.";
    __itruediv__: inplace_true_divide, W::Binary, Some(F::Binary(slot_itruediv)), "Return self/=value.";
    __index__: index, W::Unary, Some(F::Unary(slot_index)), "Return self converted to an integer, if self is suitable for use as an index into a list.";
    __matmul__: matrix_multiply, W::Binary, Some(F::Binary(slot_matrix_multiply)), "Return self@value.";
    __rmatmul__: matrix_multiply, W::Reflected, Some(F::Binary(slot_matrix_multiply)), "Return value@self.";
    __imatmul__: inplace_matrix_multiply, W::Binary, Some(F::Binary(slot_imatmul)), "Return self@=value.";
    __len__: length, W::Length, Some(F::Length(slot_length)), "Return len(self).";
    __getitem__: getitem, W::Binary, Some(F::Binary(slot_getitem)), "Return self[key].";
    __setitem__: setitem, W::Store, Some(F::Store(slot_setitem)), "Set self[key] to value.";
    __delitem__: setitem, W::Delete, Some(F::Store(slot_setitem)), "Delete self[key].";
    __contains__: contains, W::Contains, Some(F::Contains(slot_contains)), "Return bool(key in self).";
    __add__: concat, W::Binary, None, "Return self+value.";
    __mul__: repeat, W::Binary, None, "Return self*value.";
    __rmul__: repeat, W::Binary, None, "Return value*self.";
    __iadd__: inplace_concat, W::Binary, None, "Implement self+=value.";
    __imul__: inplace_repeat, W::Binary, None, "Implement self*=value.";
    __await__: await_, W::Unary, Some(F::Unary(slot_await)), "Return an iterator to be used in await expression.";
    __aiter__: aiter, W::Unary, Some(F::Unary(slot_aiter)), "Return an awaitable, that resolves in asynchronous iterator.";
    __anext__: anext, W::Unary, Some(F::Unary(slot_anext)), "Return a value or raise StopAsyncIteration.";
}

/// Calls a slot function the way its wrapper exposes it.
pub fn call_wrapper(t: &Thread, def: &SlotDef, function: SlotFn, receiver: &Obj, args: Args) -> PyResult {
    let method = || crate::builtins::str::lossy(def.name);
    if args.has_keywords() && !matches!(def.wrapper, W::Init | W::Call | W::New) {
        let method = method();
        return Err(t.type_error(format!("wrapper {method}() takes no keyword arguments")));
    }
    let expect = |count: usize| -> PyResult<()> {
        if args.len() == count {
            return Ok(());
        }
        let plural = if count == 1 { "" } else { "s" };
        Err(t.type_error(format!("expected {count} argument{plural}, got {}", args.len())))
    };
    let p = args.pos();
    match (def.wrapper, function) {
        (W::Unary, F::Unary(f)) => expect(0).and_then(|()| f(t, receiver)),
        (W::Binary, F::Binary(f)) => expect(1).and_then(|()| f(t, receiver, &p[0])),
        (W::Reflected, F::Binary(f)) => expect(1).and_then(|()| f(t, &p[0], receiver)),
        (W::Ternary | W::ReflectedTernary, F::Ternary(f)) => {
            args.check_positional(t, &method(), 1, 2)?;
            let modulus = args.get(1).cloned().unwrap_or(Obj::NONE);
            match def.wrapper {
                W::Ternary => f(t, receiver, &p[0], &modulus),
                _ => f(t, &p[0], receiver, &modulus),
            }
        }
        (W::Inquiry, F::Inquiry(f)) => expect(0).and_then(|()| f(t, receiver)?.into_py(t)),
        (W::Length, F::Length(f)) => expect(0).and_then(|()| f(t, receiver)?.into_py(t)),
        (W::Hash, F::Hash(f)) => expect(0).and_then(|()| f(t, receiver)?.into_py(t)),
        (W::Contains, F::Contains(f)) => expect(1).and_then(|()| f(t, receiver, &p[0])?.into_py(t)),
        (W::Compare(op), F::Compare(f)) => expect(1).and_then(|()| f(t, receiver, &p[0], op)),
        (W::Next, F::Next(f)) => {
            expect(0)?;
            t.stop_value.set(None);
            match f(t, receiver)? {
                Some(value) => Ok(value),
                None => Err(t.stop_iteration(t.stop_value.take().as_ref())),
            }
        }
        (W::Store, F::Store(f)) => {
            expect(2)?;
            f(t, receiver, &p[0], Some(&p[1])).map(|()| Obj::NONE)
        }
        (W::Delete, F::Store(f)) => expect(1).and_then(|()| f(t, receiver, &p[0], None)).map(|()| Obj::NONE),
        (W::DescrGet, F::DescrGet(f)) => {
            args.check_positional(t, &method(), 1, 2)?;
            let instance = Some(&p[0]).filter(|o| !o.is_none());
            let owner = args.get(1).filter(|o| !o.is_none());
            if instance.is_none() && owner.is_none() {
                return Err(t.type_error("__get__(None, None) is invalid"));
            }
            f(t, receiver, instance, owner)
        }
        (W::Init, F::Init(f)) => f(t, receiver, args).map(|()| Obj::NONE),
        (W::Call, F::Vectorcall(f)) => {
            let (values, count, names) = args.as_vectorcall();
            // SAFETY: Args borrows the arguments for the time of the call.
            let result = unsafe { f(t, receiver.value(), values, count, names) };
            // SAFETY: an owned value, where it is not NULL.
            if result.is_null() { Err(t.propagate()) } else { Ok(unsafe { Obj::from_raw(result) }) }
        }
        (W::Finalize, F::Finalize(f)) => {
            expect(0)?;
            f(t, receiver);
            Ok(Obj::NONE)
        }
        (wrapper, _) => Err(t.system_error(format!("slot of another kind than {wrapper:?}"))),
    }
}

/// Whether `class` is a type whose `new` is the generic one.
pub fn has_generic_new(class: &Type) -> bool {
    class.slots.new.get().is_some_and(|f| f as usize == slot_new as *const () as usize)
}

/// Whether the type's `init` is the generic one.
pub fn has_generic_init(class: &Type) -> bool {
    class.slots.init.get().is_some_and(|f| f as usize == slot_init as *const () as usize)
}

/// The native type whose `new` builds instances of `class`.
pub fn native_base(class: &Type) -> &Type {
    let mut at = class;
    while at.is_heap_type() {
        // SAFETY: bases of a type are kept alive by its MRO and `__base__`.
        match unsafe { at.base.borrow() } {
            Some(base) => at = base,
            None => break,
        }
    }
    debug_assert!(!at.is_heap_type() || at.is(Type::static_type()));
    at
}
