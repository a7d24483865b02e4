//! Operators, comparisons, truth, subscripts.

use taipan_abi::opcodes::{BinaryOp, Comparison};

use super::declare::{exact, helpers};
use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::str::{Str, bounds, class};
use crate::builtins::{float, mapping};
use crate::interpreter::ops;
use crate::numeric::float_ops;
use crate::object::protocol;
use crate::object::value::{Obj, Ref};

helpers! {
    /// Any operator of `BINARY_OP` by number.
    fn binary_op[t](a: Word, b: Word, op: I64) -> Word {
        if let Some(op) = BinaryOp::from_number(op as u8)
            && let Some(result) = ops::arith::quick_numbers(op, a.value(), b.value())
        {
            // SAFETY: an immediate.
            return Ok(unsafe { Obj::from_raw(result) });
        }
        ops::arith::any_binary(t, op as u8, a, b)
    }

    /// `COMPARE_OP` with its argument.
    fn compare[t](a: Word, b: Word, arg: I64) -> Word {
        ops::compare::any_comparison(t, arg as u32, a, b)
    }

    /// A comparison by number, and its truth.
    fn compare_truth[t](a: Word, b: Word, number: I64) -> Truth {
        let comparison = Comparison::ALL[(number as usize).min(Comparison::ALL.len() - 1)];
        if let (Some(x), Some(y)) = (a.value().as_int(), b.value().as_int()) {
            return Ok(comparison.holds(x.cmp(&y)));
        }
        if let (Some(x), Some(y)) = (a.exact::<Str>(), b.exact::<Str>())
        {
            return Ok(match comparison {
                Comparison::Eq => x.equals(y),
                Comparison::Ne => !x.equals(y),
                _ => comparison.holds(class::compare(x, y)),
            });
        }
        let result = protocol::rich_compare(t, a, b, comparison)?;
        protocol::is_true(t, &result)
    }

    fn contains[t](item: Word, container: Word) -> Truth {
        protocol::contains(t, container, item)
    }

    fn is_true[t](object: Word) -> Truth {
        protocol::is_true(t, object)
    }

    fn negative[t](value: Word) -> Word {
        protocol::unary_negative(t, value)
    }

    fn invert[t](value: Word) -> Word {
        protocol::arithmetic::unary_invert(t, value)
    }

    fn get_item[t](container: Word, key: Word) -> Word {
        if let Some(index) = key.value().as_int()
            && let Some(list) = container.exact::<List>()
            && let Some(item) = list.get(if index < 0 { index + list.len() as i64 } else { index } as usize)
        {
            return Ok(item);
        }
        protocol::get_item(t, container, key)
    }

    fn set_item[t](container: Word, key: Word, value: Word) -> Status {
        protocol::set_item(t, container, key, value)
    }

    fn del_item[t](container: Word, key: Word) -> Status {
        protocol::del_item(t, container, key)
    }

    fn dict_get[t](dict: Word, key: Word) -> Word {
        let dict = exact::<Dict>(t, dict)?;
        match dict.get(t, key)? {
            Some(value) => Ok(value),
            None => mapping::missing(t, dict, key),
        }
    }

    fn dict_set[t](dict: Word, key: Word, value: Word) -> Status {
        exact::<Dict>(t, dict)?.set(t, key, value.clone())
    }

    fn str_index[t](text: Word, index: I64) -> Word {
        let text = exact::<Str>(t, text)?;
        match bounds::index(index, text.len()) {
            Some(index) => text.char_at(t, index).map(Ref::into_obj),
            None => Err(t.index_error("string index out of range")),
        }
    }

    fn str_concat[t](a: Word, b: Word) -> Word {
        let (a, b) = (exact::<Str>(t, a)?, exact::<Str>(t, b)?);
        Str::concat(t, a, b).map(Ref::into_obj)
    }

    fn str_equal[t](a: Word, b: Word) -> Truth {
        Ok(match (a.exact::<Str>(), b.exact::<Str>()) {
            (Some(a), Some(b)) => a.equals(b),
            _ => false,
        })
    }

    /// `a // b`; the divisor is not zero.
    fn float_floor_divide[t](a: F64, b: F64) -> F64 {
        float_ops::floor_div(a, b).unwrap_or(f64::NAN)
    }

    /// `a % b`; the divisor is not zero.
    fn float_remainder[t](a: F64, b: F64) -> F64 {
        float_ops::modulo(a, b).unwrap_or(f64::NAN)
    }

    /// A float of any value.
    fn box_heap_float[t](value: F64) -> Raw {
        super::declare::certain(float::from_f64(t, value))
    }
}
