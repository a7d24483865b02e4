//! Evaluates operators on constants, as far as that is safe and the results stay small.

use crate::constant::str_constant;
use crate::number::{self, Number};
use dashu_int::IBig;
use taipan_abi::code::{Constant, Text};
use taipan_abi::opcodes::BinaryOp;

const MAX_INT_BITS: usize = 128;
const MAX_COLLECTION: usize = 256;
const MAX_STR: usize = 4096;
const MAX_TOTAL_ITEMS: usize = 1024;

/// `None` where the operation raises, or its result would be too large.
pub fn binary(op: BinaryOp, left: &Constant, right: &Constant) -> Option<Constant> {
    if op == BinaryOp::SUBSCR {
        return subscript(left, right);
    }
    if let (Some(left), Some(right)) = (Number::of(left), Number::of(right)) {
        return numeric(op, &left, &right).map(Number::into_constant);
    }
    match op {
        BinaryOp::ADD => concatenate(left, right),
        BinaryOp::MULTIPLY => repeat(left, right),
        _ => None,
    }
}

fn numeric(op: BinaryOp, left: &Number, right: &Number) -> Option<Number> {
    match op {
        BinaryOp::ADD => number::add(left, right),
        BinaryOp::SUBTRACT => number::subtract(left, right),
        BinaryOp::MULTIPLY => {
            if let (Some(a), Some(b)) = (left.as_int(), right.as_int())
                && number::bit_len(&a) + number::bit_len(&b) > MAX_INT_BITS
                && a != IBig::ZERO
                && b != IBig::ZERO
            {
                return None;
            }
            number::multiply(left, right)
        }
        BinaryOp::TRUE_DIVIDE => number::true_divide(left, right),
        BinaryOp::FLOOR_DIVIDE => number::floor_divide(left, right),
        BinaryOp::REMAINDER => number::remainder(left, right),
        BinaryOp::POWER => {
            if let (Some(a), Some(b)) = (left.as_int(), right.as_int())
                && a != IBig::ZERO
                && b > IBig::ZERO
            {
                let exponent = usize::try_from(&b).ok()?;
                if number::bit_len(&a) > MAX_INT_BITS / exponent {
                    return None;
                }
            }
            number::power(left, right)
        }
        BinaryOp::LSHIFT => {
            let (a, b) = (left.as_int()?, right.as_int()?);
            if a != IBig::ZERO && b != IBig::ZERO {
                let by = usize::try_from(&b).ok()?;
                if by > MAX_INT_BITS || number::bit_len(&a) > MAX_INT_BITS - by {
                    return None;
                }
            }
            number::left_shift(left, right)
        }
        BinaryOp::RSHIFT => number::right_shift(left, right),
        BinaryOp::OR => number::bitwise(left, right, |a, b| a | b, |a, b| a | b),
        BinaryOp::XOR => number::bitwise(left, right, |a, b| a ^ b, |a, b| a ^ b),
        BinaryOp::AND => number::bitwise(left, right, |a, b| a & b, |a, b| a & b),
        _ => None,
    }
}

fn concatenate(left: &Constant, right: &Constant) -> Option<Constant> {
    Some(match (left, right) {
        (Constant::Str { text: a, .. }, Constant::Str { text: b, .. }) => {
            str_constant(Text::from_wtf8(&[a.as_wtf8(), b.as_wtf8()].concat()))
        }
        (Constant::Bytes(a), Constant::Bytes(b)) => Constant::Bytes([&a[..], b].concat()),
        (Constant::Tuple(a), Constant::Tuple(b)) => Constant::Tuple([&a[..], b].concat()),
        _ => return None,
    })
}

fn repeat(left: &Constant, right: &Constant) -> Option<Constant> {
    let (sequence, count) = match (Number::of(left), Number::of(right)) {
        (Some(count), None) => (right, count.as_int()?),
        (None, Some(count)) => (left, count.as_int()?),
        _ => return None,
    };
    let length = match sequence {
        Constant::Str { text, .. } => chars(text).count(),
        Constant::Bytes(bytes) => bytes.len(),
        Constant::Tuple(items) => items.len(),
        _ => return None,
    };
    let limit = match sequence {
        Constant::Tuple(_) => MAX_COLLECTION,
        _ => MAX_STR,
    };
    if length == 0 {
        return Some(sequence.clone());
    }
    let count = usize::try_from(&count).ok()?;
    if count > limit / length {
        return None;
    }
    if count > 0 && within_complexity(sequence, MAX_TOTAL_ITEMS / count).is_none() {
        return None;
    }
    Some(match sequence {
        Constant::Str { text, .. } => str_constant(Text::from_wtf8(&text.as_wtf8().repeat(count))),
        Constant::Bytes(bytes) => Constant::Bytes(bytes.repeat(count)),
        Constant::Tuple(items) => Constant::Tuple(items.iter().cloned().cycle().take(length * count).collect()),
        _ => return None,
    })
}

/// What is left of `limit` after the items of nested tuples; `None` where they exceed it.
fn within_complexity(constant: &Constant, limit: usize) -> Option<usize> {
    let Constant::Tuple(items) = constant else {
        return Some(limit);
    };
    items.iter().try_fold(limit.checked_sub(items.len())?, |limit, item| within_complexity(item, limit))
}

/// The characters of a text, as byte ranges.
fn chars(text: &Text) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let bytes = text.as_wtf8();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        bytes.get(at)?;
        at += 1;
        while bytes.get(at).is_some_and(|b| b & 0xC0 == 0x80) {
            at += 1;
        }
        Some(start..at)
    })
}

fn subscript(value: &Constant, index: &Constant) -> Option<Constant> {
    let length = match value {
        Constant::Str { text, .. } => chars(text).count(),
        Constant::Bytes(bytes) => bytes.len(),
        Constant::Tuple(items) => items.len(),
        _ => return None,
    };
    if let Constant::Slice(parts) = index {
        let indices = slice_indices(parts, length)?;
        return Some(match value {
            Constant::Str { text, .. } => {
                let ranges: Vec<_> = chars(text).collect();
                let bytes: Vec<u8> =
                    indices.iter().flat_map(|&at| &text.as_wtf8()[ranges[at].clone()]).copied().collect();
                str_constant(Text::from_wtf8(&bytes))
            }
            Constant::Bytes(bytes) => Constant::Bytes(indices.iter().map(|&at| bytes[at]).collect()),
            Constant::Tuple(items) => Constant::Tuple(indices.iter().map(|&at| items[at].clone()).collect()),
            _ => return None,
        });
    }
    let index = i64::try_from(&Number::of(index)?.as_int()?).ok()?;
    let index = if index < 0 { index + length as i64 } else { index };
    let index = usize::try_from(index).ok().filter(|&at| at < length)?;
    Some(match value {
        Constant::Str { text, .. } => {
            let range = chars(text).nth(index)?;
            str_constant(Text::from_wtf8(&text.as_wtf8()[range]))
        }
        Constant::Bytes(bytes) => Constant::Int(i64::from(bytes[index])),
        Constant::Tuple(items) => items[index].clone(),
        _ => return None,
    })
}

fn slice_indices(parts: &[Constant; 3], length: usize) -> Option<Vec<usize>> {
    let length = length as i64;
    let part = |constant: &Constant| -> Option<Option<i64>> {
        match constant {
            Constant::None => Some(None),
            other => {
                let value = Number::of(other)?.as_int()?;
                let clamped =
                    i64::try_from(&value).unwrap_or(if value < IBig::ZERO { i64::MIN / 2 } else { i64::MAX / 2 });
                Some(Some(clamped.clamp(i64::MIN / 2, i64::MAX / 2)))
            }
        }
    };
    let [start, stop, step] = parts;
    let (start, stop, step) = (part(start)?, part(stop)?, part(step)?.unwrap_or(1));
    if step == 0 {
        return None;
    }
    let (lower, upper) = if step < 0 { (-1, length - 1) } else { (0, length) };
    let bound = |given: Option<i64>, default: i64| match given {
        None => default,
        Some(at) if at < 0 => (at + length).max(lower),
        Some(at) => at.min(upper),
    };
    let (from, to) =
        if step < 0 { (bound(start, upper), bound(stop, lower)) } else { (bound(start, lower), bound(stop, upper)) };
    let mut indices = Vec::new();
    let mut at = from;
    while (step > 0 && at < to) || (step < 0 && at > to) {
        indices.push(at as usize);
        at += step;
    }
    Some(indices)
}

pub fn is_true(constant: &Constant) -> bool {
    match constant {
        Constant::None => false,
        Constant::Str { text, .. } => !text.as_wtf8().is_empty(),
        Constant::Bytes(bytes) => !bytes.is_empty(),
        Constant::Tuple(items) | Constant::FrozenSet(items) => !items.is_empty(),
        other => Number::of(other).is_none_or(|number| number.is_true()),
    }
}

/// A frozenset of constants, equal ones once.
pub fn frozenset(items: Vec<Constant>) -> Constant {
    let mut unique: Vec<Constant> = Vec::with_capacity(items.len());
    for item in items {
        if !unique.iter().any(|other| equal(other, &item)) {
            unique.push(item);
        }
    }
    Constant::FrozenSet(unique)
}

/// Python's `==` between constants.
pub fn equal(a: &Constant, b: &Constant) -> bool {
    match (a, b) {
        (Constant::None, Constant::None) | (Constant::Ellipsis, Constant::Ellipsis) => true,
        (Constant::Str { text: a, .. }, Constant::Str { text: b, .. }) => a == b,
        (Constant::Bytes(a), Constant::Bytes(b)) => a == b,
        (Constant::Tuple(a), Constant::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        _ => match (Number::of(a), Number::of(b)) {
            (Some(a), Some(b)) => match (a.as_int(), b.as_int()) {
                (Some(a), Some(b)) => a == b,
                _ => {
                    let parts = |number: &Number| match number {
                        Number::Complex(real, imag) => Some((*real, *imag)),
                        other => other.as_float().map(|real| (real, 0.0)),
                    };
                    parts(&a).is_some() && parts(&a) == parts(&b)
                }
            },
            _ => false,
        },
    }
}
