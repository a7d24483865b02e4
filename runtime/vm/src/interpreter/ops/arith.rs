//! Arithmetic: immediate ints and floats inline, everything else through the protocol.
//!
//! Cache of `BINARY_OP`: `a` collects the operand kinds seen (see [`kind`]), which the compiler reads.

use taipan_abi::opcodes::BinaryOp;
use taipan_abi::value as word;

use super::super::code_units::Handler;
use super::super::dispatch::{attempt, drop_next, fail, handler, next};
use super::super::frame::drop_word;
use super::super::profile::{note, pair};
use super::{peek, replace_top, replace_two};
use crate::builtins::list::List;
use crate::builtins::str::intern::latin1_word;
use crate::builtins::str::{Str, Units};
use crate::builtins::tuple::Tuple;
use crate::object::protocol;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread};

/// Kinds of operands, one bit each; the right operand's are shifted by 16.
pub mod kind {
    pub const INT: u64 = 1;
    pub const FLOAT: u64 = 2;
    pub const BOTH_INT: u64 = INT | INT << 16;
    pub const BOTH_FLOAT: u64 = FLOAT | FLOAT << 16;
    pub const BOTH_STR: u64 = taipan_abi::feedback::kind::STR as u64 * (1 | 1 << 16);
    pub const LIST_AT_INT: u64 = taipan_abi::feedback::kind::LIST as u64 | INT << 16;
    pub const STR_AT_INT: u64 = taipan_abi::feedback::kind::STR as u64 | INT << 16;
    pub const TUPLE_AT_INT: u64 = taipan_abi::feedback::kind::TUPLE as u64 | INT << 16;
    pub const OVERFLOWED: u64 = 1 << 32;
}

/// The handler for an operator.
pub fn binary(arg: u32) -> Handler {
    match BinaryOp::from_number(arg as u8) {
        Some(BinaryOp::ADD) => add,
        Some(BinaryOp::INPLACE_ADD) => inplace_add,
        Some(BinaryOp::SUBTRACT | BinaryOp::INPLACE_SUBTRACT) => subtract,
        Some(BinaryOp::MULTIPLY | BinaryOp::INPLACE_MULTIPLY) => multiply,
        Some(BinaryOp::TRUE_DIVIDE | BinaryOp::INPLACE_TRUE_DIVIDE) => true_divide,
        Some(BinaryOp::FLOOR_DIVIDE | BinaryOp::INPLACE_FLOOR_DIVIDE) => floor_divide,
        Some(BinaryOp::REMAINDER | BinaryOp::INPLACE_REMAINDER) => remainder,
        Some(BinaryOp::AND | BinaryOp::INPLACE_AND) => and,
        Some(BinaryOp::OR | BinaryOp::INPLACE_OR) => or,
        Some(BinaryOp::XOR | BinaryOp::INPLACE_XOR) => xor,
        Some(BinaryOp::LSHIFT | BinaryOp::INPLACE_LSHIFT) => lshift,
        Some(BinaryOp::RSHIFT | BinaryOp::INPLACE_RSHIFT) => rshift,
        Some(BinaryOp::SUBSCR) => subscript,
        _ => general,
    }
}

/// Two immediate ints.
macro_rules! if_ints {
    ($sp:ident, |$a:ident, $b:ident| $result:expr, $t:ident, $pc:ident, $fp:ident) => {
        let ($a, $b) = ((*$sp.sub(2)).bits(), (*$sp.sub(1)).bits());
        if $a & $b & word::INT_TAG != 0 {
            if let Some(result) = $result {
                note($pc, kind::BOTH_INT);
                *$sp.sub(2) = Value::from_bits(result);
                next!($t, $pc, $sp.sub(1), $fp, 2);
            }
            note($pc, kind::BOTH_INT | kind::OVERFLOWED);
        }
    };
}

/// Two self-tagged floats, the result another. Zeros, infinities and mixed operands are [`mixed`]'s.
macro_rules! if_floats {
    ($sp:ident, |$x:ident, $y:ident| $result:expr, $t:ident, $pc:ident, $fp:ident) => {
        let (a, b) = ((*$sp.sub(2)).bits(), (*$sp.sub(1)).bits());
        if word::is_tagged_float(a) && word::is_tagged_float(b) {
            let ($x, $y) = (word::decode_tagged_float(a), word::decode_tagged_float(b));
            let encoded = $result.to_bits().wrapping_add(word::FLOAT_BIAS).rotate_left(word::FLOAT_ROTATION);
            if word::is_tagged_float(encoded) {
                note($pc, kind::BOTH_FLOAT);
                *$sp.sub(2) = Value::from_bits(encoded);
                next!($t, $pc, $sp.sub(1), $fp, 2);
            }
        }
    };
}

/// Two immediate numbers, not both ints, as doubles. Ints beyond 2^53 are left to the exact path.
#[inline(always)]
fn float_operands(a: Value, b: Value) -> Option<(f64, f64)> {
    let exact = |v: i64| if v.unsigned_abs() <= 1 << 53 { Some(v as f64) } else { None };
    match (a.as_immediate_float(), b.as_immediate_float()) {
        (Some(x), Some(y)) => Some((x, y)),
        (Some(x), None) => b.as_int().and_then(exact).map(|y| (x, y)),
        (None, Some(y)) => a.as_int().and_then(exact).map(|x| (x, y)),
        (None, None) => None,
    }
}

#[inline(always)]
fn checked_add(a: u64, b: u64) -> Option<u64> {
    // Both carry the tag; one of them is taken off first.
    (a as i64).checked_add((b ^ word::INT_TAG) as i64).map(|sum| sum as u64)
}

handler! {
    /// Numbers of which at least one is an immediate float of any form; anything else goes on to `general`.
    #[inline(never)]
    fn mixed(t, pc, sp, fp) {
        let (a, b) = (*sp.sub(2), *sp.sub(1));
        if let Some((x, y)) = float_operands(a, b) {
            let result = match BinaryOp::from_number((*pc).b as u8).map(protocol::arithmetic::plain_operator) {
                Some(BinaryOp::ADD) => Some(x + y),
                Some(BinaryOp::SUBTRACT) => Some(x - y),
                Some(BinaryOp::MULTIPLY) => Some(x * y),
                Some(BinaryOp::TRUE_DIVIDE) if y != 0.0 => Some(x / y),
                _ => None,
            };
            if let Some(result) = result.and_then(word::encode_float) {
                note(pc, pair(a, b));
                *sp.sub(2) = Value::from_bits(result);
                next!(t, pc, sp.sub(1), fp, 2);
            }
        }
        general(t, pc, sp, fp)
    }
}

handler! {
    fn add(t, pc, sp, fp) {
        if_ints!(sp, |a, b| checked_add(a, b), t, pc, fp);
        if_floats!(sp, |x, y| (x + y), t, pc, fp);
        mixed(t, pc, sp, fp)
    }
}

handler! {
    fn inplace_add(t, pc, sp, fp) {
        if_ints!(sp, |a, b| checked_add(a, b), t, pc, fp);
        if_floats!(sp, |x, y| (x + y), t, pc, fp);
        if (*sp.sub(2)).is_pointer() && peek(sp, 2).is_exact::<Str>() && peek(sp, 1).is_exact::<Str>() {
            return append_str(t, pc, sp, fp);
        }
        mixed(t, pc, sp, fp)
    }
}

handler! {
    /// `s += t` on strings: in place where the only other reference is the variable assigned next.
    fn append_str(t, pc, sp, fp) {
        use taipan_abi::opcodes::Op;
        (*fp).pc = pc;
        note(pc, kind::BOTH_STR);
        let code = &*(*fp).code;
        let origin = code.code_unit_of(pc);
        let bytes = code.bytecode();
        let next_at = 2 * (origin + 1 + Op::BINARY_OP.caches());
        let left = *sp.sub(2);
        if bytes.get(next_at) == Some(&(Op::STORE_FAST as u8))
            && let Some(&local) = bytes.get(next_at + 1)
        {
            let place = super::super::frame::Frame::local(fp, local as usize);
            if *place == left {
                // The variable gives its reference up early: it is overwritten next anyway.
                *place = Value::UNBOUND;
                drop_word(left);
            }
        }
        let appended = append(t, sp);
        let result = attempt!(appended, t, pc, sp.sub(2), fp);
        *sp.sub(2) = result;
        next!(t, pc, sp.sub(1), fp, 2)
    }
}

/// Concatenates the two strings on top of the stack, taking both.
#[inline(never)]
unsafe fn append(t: &Thread, sp: *mut Value) -> PyResult<Value> {
    // SAFETY: both operands are strings and are taken off the stack.
    unsafe {
        let tail = Obj::from_raw(*sp.sub(1));
        let target = Obj::from_raw(*sp.sub(2));
        match (target.into_ref::<Str>(), tail.exact::<Str>()) {
            (Ok(target), Some(tail)) => Str::append_in_place(t, target, tail).map(|s| s.into_obj().into_raw()),
            _ => Err(t.system_error("append to what is not a str")),
        }
    }
}

handler! {
    fn subtract(t, pc, sp, fp) {
        if_ints!(sp, |a, b| (a as i64).checked_sub((b ^ word::INT_TAG) as i64).map(|d| d as u64), t, pc, fp);
        if_floats!(sp, |x, y| (x - y), t, pc, fp);
        mixed(t, pc, sp, fp)
    }
}

handler! {
    fn multiply(t, pc, sp, fp) {
        if_ints!(sp, |a, b| {
            ((a ^ word::INT_TAG) as i64).checked_mul(word::decode_int(b)).map(|p| p as u64 | word::INT_TAG)
        }, t, pc, fp);
        if_floats!(sp, |x, y| (x * y), t, pc, fp);
        mixed(t, pc, sp, fp)
    }
}

handler! {
    fn true_divide(t, pc, sp, fp) {
        let (a, b) = (*sp.sub(2), *sp.sub(1));
        if let (Some(x), Some(y)) = (a.as_int(), b.as_int())
            && y != 0
            && x.unsigned_abs() <= 1 << 53
            && y.unsigned_abs() <= 1 << 53
            && let Some(result) = word::encode_float(x as f64 / y as f64)
        {
            note(pc, kind::BOTH_INT);
            *sp.sub(2) = Value::from_bits(result);
            next!(t, pc, sp.sub(1), fp, 2);
        }
        if word::is_tagged_float(b.bits()) {
            if_floats!(sp, |x, y| (x / y), t, pc, fp);
        }
        mixed(t, pc, sp, fp)
    }
}

/// Floor division of small ints; None for a zero divisor.
#[inline(always)]
fn floor_div(a: i64, b: i64) -> Option<i64> {
    if b == 0 {
        return None;
    }
    // Small ints have 63 bits, so the quotient of the extremes does not overflow.
    let (q, r) = (a / b, a % b);
    Some(if r != 0 && (r < 0) != (b < 0) { q - 1 } else { q })
}

handler! {
    fn floor_divide(t, pc, sp, fp) {
        if_ints!(sp, |a, b| {
            floor_div(word::decode_int(a), word::decode_int(b)).and_then(word::encode_int)
        }, t, pc, fp);
        general(t, pc, sp, fp)
    }
}

handler! {
    fn remainder(t, pc, sp, fp) {
        if_ints!(sp, |a, b| {
            let (a, b) = (word::decode_int(a), word::decode_int(b));
            if b == 0 {
                None
            } else {
                let r = a % b;
                Some(word::encode_small(if r != 0 && (r < 0) != (b < 0) { r + b } else { r }))
            }
        }, t, pc, fp);
        general(t, pc, sp, fp)
    }
}

handler! {
    fn and(t, pc, sp, fp) {
        if_ints!(sp, |a, b| Some(a & b), t, pc, fp);
        general(t, pc, sp, fp)
    }
}

handler! {
    fn or(t, pc, sp, fp) {
        if_ints!(sp, |a, b| Some(a | b), t, pc, fp);
        general(t, pc, sp, fp)
    }
}

handler! {
    fn xor(t, pc, sp, fp) {
        if_ints!(sp, |a, b| Some((a ^ b) | word::INT_TAG), t, pc, fp);
        general(t, pc, sp, fp)
    }
}

handler! {
    fn lshift(t, pc, sp, fp) {
        if_ints!(sp, |a, b| {
            let (a, b) = (word::decode_int(a), word::decode_int(b));
            if (0..62).contains(&b) && (a << b) >> b == a { word::encode_int(a << b) } else { None }
        }, t, pc, fp);
        general(t, pc, sp, fp)
    }
}

handler! {
    fn rshift(t, pc, sp, fp) {
        if_ints!(sp, |a, b| {
            let (a, b) = (word::decode_int(a), word::decode_int(b));
            if b >= 0 { Some(word::encode_small(a >> b.min(63))) } else { None }
        }, t, pc, fp);
        general(t, pc, sp, fp)
    }
}

handler! {
    /// Any operator on any operands.
    #[inline(never)]
    fn general(t, pc, sp, fp) {
        (*fp).pc = pc;
        note(pc, pair(*sp.sub(2), *sp.sub(1)));
        let result = attempt!(any_binary(t, (*pc).b as u8, peek(sp, 2), peek(sp, 1)), t, pc, sp, fp);
        let sp = replace_two(sp, result);
        next!(t, pc, sp, fp, 2)
    }
}

/// The four operations on immediate numbers whose result is one too: what sites that see both ints and floats do most.
#[inline]
pub(crate) fn quick_numbers(op: BinaryOp, a: Value, b: Value) -> Option<Value> {
    let op = protocol::arithmetic::plain_operator(op);
    let encoded = if let (Some(x), Some(y)) = (a.as_int(), b.as_int()) {
        let result = match op {
            BinaryOp::ADD => x.checked_add(y),
            BinaryOp::SUBTRACT => x.checked_sub(y),
            BinaryOp::MULTIPLY => x.checked_mul(y),
            _ => None,
        };
        result.and_then(word::encode_int)
    } else {
        let (x, y) = float_operands(a, b)?;
        let result = match op {
            BinaryOp::ADD => x + y,
            BinaryOp::SUBTRACT => x - y,
            BinaryOp::MULTIPLY => x * y,
            BinaryOp::TRUE_DIVIDE if y != 0.0 => x / y,
            _ => return None,
        };
        word::encode_float(result)
    };
    encoded.map(Value::from_bits)
}

/// An operator of `BINARY_OP` by number.
#[inline(never)]
pub(crate) fn any_binary(t: &Thread, op: u8, a: &Obj, b: &Obj) -> PyResult {
    match BinaryOp::from_number(op) {
        Some(op) => protocol::binary(t, op, a, b),
        None => Err(t.system_error("unknown binary operator")),
    }
}

handler! {
    /// `a[b]`
    fn subscript(t, pc, sp, fp) {
        if let Some(index) = (*sp.sub(1)).as_int()
            && (*sp.sub(2)).is_pointer()
        {
            let container = *sp.sub(2);
            if let Some(list) = peek(sp, 2).exact::<List>() {
                let index = if index < 0 { index + list.len() as i64 } else { index };
                if let Some(item) = list.get(index as usize) {
                    note(pc, kind::LIST_AT_INT);
                    *sp.sub(2) = item.into_raw();
                    drop_next!(container, t, pc, sp.sub(1), fp, 2);
                }
            } else if let Some(text) = peek(sp, 2).exact::<Str>() {
                let index = if index < 0 { index + text.len() as i64 } else { index };
                if let Units::One(units) = text.units()
                    && let Some(&byte) = units.get(index as usize)
                {
                    note(pc, kind::STR_AT_INT);
                    *sp.sub(2) = latin1_word(byte);
                    drop_next!(container, t, pc, sp.sub(1), fp, 2);
                }
            } else if let Some(tuple) = peek(sp, 2).exact::<Tuple>() {
                let index = if index < 0 { index + tuple.len() as i64 } else { index };
                if let Some(item) = tuple.items().get(index as usize) {
                    note(pc, kind::TUPLE_AT_INT);
                    *sp.sub(2) = item.clone().into_raw();
                    drop_next!(container, t, pc, sp.sub(1), fp, 2);
                }
            }
        }
        subscript_slow(t, pc, sp, fp)
    }
}

handler! {
    #[inline(never)]
    fn subscript_slow(t, pc, sp, fp) {
        (*fp).pc = pc;
        note(pc, pair(*sp.sub(2), *sp.sub(1)));
        let result = attempt!(protocol::get_item(t, peek(sp, 2), peek(sp, 1)), t, pc, sp, fp);
        let sp = replace_two(sp, result);
        next!(t, pc, sp, fp, 2)
    }
}

handler! {
    fn unary_negative(t, pc, sp, fp) {
        if let Some(value) = (*sp.sub(1)).as_int()
            && let Some(result) = word::encode_int(-value)
        {
            *sp.sub(1) = Value::from_bits(result);
            next!(t, pc, sp, fp, 1);
        }
        if let Some(value) = (*sp.sub(1)).as_immediate_float()
            && let Some(result) = word::encode_float(-value)
        {
            *sp.sub(1) = Value::from_bits(result);
            next!(t, pc, sp, fp, 1);
        }
        (*fp).pc = pc;
        let result = attempt!(protocol::unary_negative(t, peek(sp, 1)), t, pc, sp, fp);
        replace_top(sp, result);
        next!(t, pc, sp, fp, 1)
    }
}

handler! {
    fn unary_invert(t, pc, sp, fp) {
        if let Some(value) = (*sp.sub(1)).as_int() {
            *sp.sub(1) = Value::from_bits(word::encode_small(!value));
            next!(t, pc, sp, fp, 1);
        }
        (*fp).pc = pc;
        let result = attempt!(protocol::arithmetic::unary_invert(t, peek(sp, 1)), t, pc, sp, fp);
        replace_top(sp, result);
        next!(t, pc, sp, fp, 1)
    }
}
