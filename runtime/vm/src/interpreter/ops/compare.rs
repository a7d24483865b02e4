//! Comparison, identity, containment and truth.

use taipan_abi::opcodes::Comparison;
use taipan_abi::value as word;

use super::super::code_units::Handler;
use super::super::dispatch::{attempt, drop_next, fail, handler, next};
use super::super::frame::drop_word;
use super::super::profile::{kind_of, note, pair};
use super::{peek, replace_top, replace_two};
use crate::builtins::int::class::holds;
use crate::builtins::str::Str;
use crate::builtins::str::class::compare as compare_text;
use crate::object::protocol;
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Thread};

/// The handler of `COMPARE_OP`.
pub fn compare_op(arg: u32) -> Handler {
    match arg >> 5 {
        0 => less,
        1 => less_equal,
        2 => equal,
        3 => not_equal,
        4 => greater,
        _ => greater_equal,
    }
}

macro_rules! comparison {
    ($($name:ident, $op:tt, $which:ident;)*) => {$(
        handler! {
            fn $name(t, pc, sp, fp) {
                let (a, b) = (*sp.sub(2), *sp.sub(1));
                if a.is_int() && b.is_int() {
                    note(pc, super::arith::kind::BOTH_INT);
                    *sp.sub(2) = Value::from_bool((a.bits() as i64) $op (b.bits() as i64));
                    next!(t, pc, sp.sub(1), fp, 2);
                }
                if word::is_tagged_float(a.bits()) && word::is_tagged_float(b.bits()) {
                    note(pc, super::arith::kind::BOTH_FLOAT);
                    let (x, y) = (word::decode_tagged_float(a.bits()), word::decode_tagged_float(b.bits()));
                    *sp.sub(2) = Value::from_bool(x $op y);
                    next!(t, pc, sp.sub(1), fp, 2);
                }
                general(t, pc, sp, fp)
            }
        }
    )*};
}

comparison! {
    less, <, Lt;
    less_equal, <=, Le;
    equal, ==, Eq;
    not_equal, !=, Ne;
    greater, >, Gt;
    greater_equal, >=, Ge;
}

handler! {
    #[inline(never)]
    fn general(t, pc, sp, fp) {
        (*fp).pc = pc;
        note(pc, pair(*sp.sub(2), *sp.sub(1)));
        let result = attempt!(any_comparison(t, (*pc).b as u32, peek(sp, 2), peek(sp, 1)), t, pc, sp, fp);
        let sp = replace_two(sp, result);
        next!(t, pc, sp, fp, 2)
    }
}

/// `COMPARE_OP` with its argument: the comparison's number, and whether a truth is wanted.
#[inline(never)]
pub(crate) fn any_comparison(t: &Thread, arg: u32, a: &Obj, b: &Obj) -> PyResult {
    let op = Comparison::ALL[(arg >> 5).min(5) as usize];
    if let (Some(x), Some(y)) = (a.exact::<Str>(), b.exact::<Str>()) {
        return Ok(Obj::from_bool(match op {
            Comparison::Eq => x.equals(y),
            Comparison::Ne => !x.equals(y),
            _ => holds(compare_text(x, y), op),
        }));
    }
    let result = protocol::rich_compare(t, a, b, op)?;
    if arg & 16 != 0 {
        return Ok(Obj::from_bool(protocol::is_true(t, &result)?));
    }
    Ok(result)
}

handler! {
    fn is_op(t, pc, sp, fp) {
        let (a, b) = (*sp.sub(2), *sp.sub(1));
        let result = (a == b) != ((*pc).b != 0);
        if b.release_shared() {
            *sp.sub(2) = Value::from_bool(result);
            drop_next!(a, t, pc, sp.sub(1), fp, 1);
        }
        is_op_drop(t, pc, sp, fp)
    }
}

handler! {
    /// An identity test whose second operand dies.
    #[inline(never)]
    fn is_op_drop(t, pc, sp, fp) {
        let (a, b) = (*sp.sub(2), *sp.sub(1));
        let result = (a == b) != ((*pc).b != 0);
        *sp.sub(2) = Value::from_bool(result);
        (*fp).pc = pc;
        drop_word(b);
        drop_word(a);
        next!(t, pc, sp.sub(1), fp, 1)
    }
}

handler! {
    fn contains_op(t, pc, sp, fp) {
        (*fp).pc = pc;
        note(pc, pair(*sp.sub(2), *sp.sub(1)));
        let found = attempt!(protocol::contains(t, peek(sp, 1), peek(sp, 2)), t, pc, sp, fp);
        let sp = replace_two(sp, Obj::from_bool(found != ((*pc).b != 0)));
        next!(t, pc, sp, fp, 2)
    }
}

handler! {
    fn unary_not(t, pc, sp, fp) {
        // The compiler puts TO_BOOL in front, so the operand is a bool.
        *sp.sub(1) = Value::from_bits((*sp.sub(1)).bits() ^ taipan_abi::value::BOOL_BIT);
        next!(t, pc, sp, fp, 1)
    }
}

handler! {
    fn to_bool(t, pc, sp, fp) {
        let value = *sp.sub(1);
        if value == Value::TRUE || value == Value::FALSE {
            note(pc, taipan_abi::feedback::kind::BOOL as u64);
            next!(t, pc, sp, fp, 2);
        }
        if value == Value::NONE || value.is_int() {
            note(pc, kind_of(value) as u64);
            *sp.sub(1) = Value::from_bool(value.as_int().is_some_and(|v| v != 0));
            next!(t, pc, sp, fp, 2);
        }
        to_bool_general(t, pc, sp, fp)
    }
}

handler! {
    #[inline(never)]
    fn to_bool_general(t, pc, sp, fp) {
        (*fp).pc = pc;
        note(pc, kind_of(*sp.sub(1)) as u64);
        let truth = attempt!(protocol::is_true(t, peek(sp, 1)), t, pc, sp, fp);
        replace_top(sp, Obj::from_bool(truth));
        next!(t, pc, sp, fp, 2)
    }
}
