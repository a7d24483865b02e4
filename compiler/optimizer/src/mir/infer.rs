//! What type an instruction's result has, given the types of its operands.
//!
//! The transfer function of type propagation: monotone, and never wider than the row's type.

use taipan_abi::helpers::Helper;
use taipan_abi::opcodes::{BinaryOp, Comparison};

use super::func::{InstData, Mir, Value};
use super::ops::{Imm, Opcode};
use super::types::{Fact, Type, bits};

/// The type of the result under the values' current types.
pub fn result_type(mir: &Mir, data: &InstData) -> Type {
    transfer(data, |v| mir.ty(v))
}

/// The type of the result under the types `of` gives.
pub fn transfer(data: &InstData, of: impl Fn(Value) -> Type) -> Type {
    let row = data.op.row().ty;
    let arg = |i: usize| of(data.args[i]);
    if !data.args.is_empty() && data.op != Opcode::CallHelper && data.args.iter().any(|&a| of(a).is_never()) {
        return Type::NEVER;
    }
    match data.op {
        Opcode::ConstInt => int_imm(data.imm).map_or(row, |v| Type::range(v, v)),
        Opcode::ConstFloat => match data.imm {
            Imm::Double(d) => Type { bits: bits::FLOAT, fact: Fact::Double(d) },
            _ => row,
        },
        Opcode::ConstBool => int_imm(data.imm).map_or(row, |v| Type::of_word(taipan_abi::value::encode_bool(v != 0))),
        Opcode::ConstWord => match data.imm {
            Imm::Word(w) => Type::of_word(w),
            _ => row,
        },
        Opcode::BoxInt
        | Opcode::UnboxInt
        | Opcode::BoxFloat
        | Opcode::UnboxFloat
        | Opcode::BoxBool
        | Opcode::UnboxBool => arg(0).intersect(row),
        Opcode::GuardShapes => arg(0).intersect(Type::of(bits::OTHER)),
        Opcode::GuardInt
        | Opcode::GuardFloat
        | Opcode::GuardBool
        | Opcode::GuardBound
        | Opcode::GuardType
        | Opcode::GuardUnique
        | Opcode::GuardNumber
        | Opcode::IntSmall => arg(0).intersect(row),
        Opcode::GuardClass => match data.imm {
            Imm::Class(class) => arg(0).intersect(Type::class(class)),
            _ => row,
        },
        Opcode::GuardShape => match data.imm {
            Imm::Shape(shape) => arg(0).intersect(Type { bits: bits::OTHER, fact: Fact::Shape(shape) }),
            _ => row,
        },
        Opcode::GuardIs => arg(0).intersect(arg(1)),
        Opcode::GuardLength => match data.imm {
            Imm::Index(n) => arg(0).intersect(Type { bits: bits::TUPLE, fact: Fact::Length(n) }),
            _ => row,
        },
        Opcode::GuardIndex => {
            let ((a, b), (_, n)) = (arg(0).int_range(), arg(1).int_range());
            Type::range(a.max(0), b.min(n.saturating_sub(1)))
        }
        Opcode::IntToFloat => match arg(0).as_int() {
            Some(v) => Type { bits: bits::FLOAT, fact: Fact::Double((v as f64).to_bits()) },
            None => row,
        },
        Opcode::IntAdd
        | Opcode::IntAddFast
        | Opcode::IntSub
        | Opcode::IntSubFast
        | Opcode::IntMul
        | Opcode::IntMulFast
        | Opcode::IntFloorDiv
        | Opcode::IntFloorDivFast
        | Opcode::IntRem
        | Opcode::IntRemFast
        | Opcode::IntAnd
        | Opcode::IntOr
        | Opcode::IntXor
        | Opcode::IntShl
        | Opcode::IntShr
        | Opcode::IntShrFast
        | Opcode::IntMin
        | Opcode::IntMax
        | Opcode::IntIndex => int_binary(data.op, arg(0).int_range(), arg(1).int_range()),
        Opcode::IntNeg | Opcode::IntNegFast => {
            let (a, b) = arg(0).int_range();
            Type::range(b.saturating_neg(), a.saturating_neg())
        }
        Opcode::IntNot => {
            let (a, b) = arg(0).int_range();
            Type::range(!b, !a)
        }
        Opcode::IntCmp => match data.imm {
            Imm::Compare(c) => match compare_ranges(c, arg(0).int_range(), arg(1).int_range()) {
                Some(holds) => Type::of_word(taipan_abi::value::encode_bool(holds)),
                None => Type::BOOL,
            },
            _ => row,
        },
        Opcode::TupleLen => match arg(0).fact {
            Fact::Length(n) => Type::range(n as i64, n as i64),
            _ => row,
        },
        Opcode::New => match data.imm {
            Imm::Class(class) => {
                let ty = Type::class(class);
                if ty.bits == bits::TUPLE {
                    Type { bits: bits::TUPLE, fact: Fact::Length(data.args.len() as u32) }
                } else {
                    ty
                }
            }
            _ => row,
        },
        Opcode::LoadField => match data.imm {
            Imm::Field(taipan_abi::layout::Field::ListIterList) => Type::of(bits::LIST),
            Imm::Field(taipan_abi::layout::Field::TupleIterTuple) => Type::of(bits::TUPLE),
            _ => row,
        },
        Opcode::LoadFieldInt => match data.imm {
            Imm::Field(taipan_abi::layout::Field::RangeRemaining) => Type::range(i64::MIN, i64::MAX),
            Imm::Field(taipan_abi::layout::Field::RangeStep) => Type::range(i64::MIN, i64::MAX),
            Imm::Field(taipan_abi::layout::Field::RangeCurrent) => Type::range(i64::MIN, i64::MAX),
            Imm::Field(_) => Type::range(0, 1 << 48),
            _ => row,
        },
        Opcode::CallHelper => match data.imm {
            Imm::Helper(helper) => helper_type(helper, data, of),
            _ => row,
        },
        Opcode::ConstObject
        | Opcode::Arg
        | Opcode::FrameLocal
        | Opcode::FrameStack
        | Opcode::FrameFunction
        | Opcode::TakeResult
        | Opcode::FloatToInt
        | Opcode::GuardTrue
        | Opcode::GuardPlain
        | Opcode::UnboxNumber
        | Opcode::Rely
        | Opcode::ListPut
        | Opcode::ListItems
        | Opcode::ListItemAt
        | Opcode::ListPutAt
        | Opcode::GuardValid
        | Opcode::IntTrueDiv
        | Opcode::FloatAdd
        | Opcode::FloatSub
        | Opcode::FloatMul
        | Opcode::FloatDiv
        | Opcode::FloatDivFast
        | Opcode::FloatNeg
        | Opcode::FloatAbs
        | Opcode::FloatSqrt
        | Opcode::FloatCmp
        | Opcode::BoolNot
        | Opcode::BoolEq
        | Opcode::WordEq
        | Opcode::ListLen
        | Opcode::ListItem
        | Opcode::TupleItem
        | Opcode::ListSet
        | Opcode::LoadSlot
        | Opcode::StoreSlot
        | Opcode::AddSlot
        | Opcode::FunctionCode
        | Opcode::StoreFieldInt
        | Opcode::NewInstance
        | Opcode::CallFunction
        | Opcode::GuardQuiet
        | Opcode::GuardUnobserved
        | Opcode::IncRef
        | Opcode::DecRef
        | Opcode::GuardDepth
        | Opcode::EnterInline
        | Opcode::LeaveInline
        | Opcode::LeaveFrame => row,
    }
}

fn int_imm(imm: Imm) -> Option<i64> {
    match imm {
        Imm::Int(v) => Some(v),
        _ => None,
    }
}

/// Whether a comparison holds for all pairs of two ranges, or for none.
pub fn compare_ranges(c: Comparison, (a, b): (i64, i64), (x, y): (i64, i64)) -> Option<bool> {
    let always = |holds: bool, fails: bool| {
        if holds {
            Some(true)
        } else if fails {
            Some(false)
        } else {
            None
        }
    };
    match c {
        Comparison::Lt => always(b < x, a >= y),
        Comparison::Le => always(b <= x, a > y),
        Comparison::Gt => always(a > y, b <= x),
        Comparison::Ge => always(a >= y, b < x),
        Comparison::Eq => always(a == b && x == y && a == x, b < x || a > y),
        Comparison::Ne => always(b < x || a > y, a == b && x == y && a == x),
    }
}

/// The result range of an int operation. Operations that exit on overflow saturate: what does not fit
/// never becomes a result.
pub fn int_binary(op: Opcode, (a, b): (i64, i64), (x, y): (i64, i64)) -> Type {
    let clamp = |v: i128| v.clamp(i64::MIN as i128, i64::MAX as i128) as i64;
    let corners = |f: fn(i128, i128) -> i128| {
        let all = [f(a as i128, x as i128), f(a as i128, y as i128), f(b as i128, x as i128), f(b as i128, y as i128)];
        let (low, high) = all.into_iter().fold((i128::MAX, i128::MIN), |(l, h), v| (l.min(v), h.max(v)));
        Type::range(clamp(low), clamp(high))
    };
    match op {
        Opcode::IntAdd | Opcode::IntAddFast => corners(|p, q| p + q),
        Opcode::IntSub | Opcode::IntSubFast => corners(|p, q| p - q),
        Opcode::IntMul | Opcode::IntMulFast => corners(|p, q| p * q),
        Opcode::IntMin => Type::range(a.min(x), b.min(y)),
        Opcode::IntMax => Type::range(a.max(x), b.max(y)),
        Opcode::IntFloorDiv | Opcode::IntFloorDivFast if x > 0 => corners(|p, q| p.div_euclid(q)),
        Opcode::IntRem | Opcode::IntRemFast if x > 0 => {
            if a >= 0 {
                Type::range(0, b.min(y - 1))
            } else {
                Type::range(0, y - 1)
            }
        }
        Opcode::IntRem | Opcode::IntRemFast if y < 0 => Type::range(x.saturating_add(1), 0),
        Opcode::IntAnd if x >= 0 && a >= 0 => Type::range(0, b.min(y)),
        Opcode::IntAnd if x >= 0 => Type::range(0, y),
        Opcode::IntAnd if a >= 0 => Type::range(0, b),
        Opcode::IntOr | Opcode::IntXor if a >= 0 && x >= 0 => {
            let most = b.max(y);
            let mask = if most == 0 { 0 } else { i64::MAX >> (most.leading_zeros() - 1) };
            Type::range(0, mask)
        }
        Opcode::IntShl if a >= 0 => Type::range(0, i64::MAX),
        Opcode::IntShr | Opcode::IntShrFast if a >= 0 => Type::range(0, b >> x.clamp(0, 63)),
        Opcode::IntShr | Opcode::IntShrFast => Type::range(a, b.max(-1)),
        Opcode::IntIndex => {
            if a >= 0 {
                Type::range(a, b)
            } else {
                Type::range(a, b.max(y - 1))
            }
        }
        _ => Type::range(i64::MIN, i64::MAX),
    }
}

fn helper_type(helper: Helper, data: &InstData, of: impl Fn(Value) -> Type) -> Type {
    match helper {
        Helper::BuildList | Helper::ListSlice => Type::of(bits::LIST),
        Helper::TupleSlice => Type::of(bits::TUPLE),
        Helper::StrSlice => Type::of(bits::STR),
        Helper::GetSlice => {
            let ty = data.args.first().map_or(Type::OBJECT, |&v| of(v));
            let plain = [bits::LIST, bits::TUPLE, bits::STR, bits::BYTES].into_iter().find(|&b| ty.is_within(b));
            plain.filter(|_| !ty.is_never()).map_or(Type::OBJECT, Type::of)
        }
        Helper::BuildTuple => Type { bits: bits::TUPLE, fact: Fact::Length(data.args.len() as u32) },
        Helper::Unpack | Helper::UnpackEx | Helper::CheckEgMatch | Helper::ListToTuple => Type::of(bits::TUPLE),
        Helper::BuildSet => Type::of(bits::SET),
        Helper::BuildMap => Type::of(bits::DICT),
        Helper::BuildSlice => Type::of(bits::SLICE),
        Helper::BuildString | Helper::StrConcat | Helper::StrAppend | Helper::StrIndex | Helper::ConvertValue => {
            Type::of(bits::STR)
        }
        Helper::FormatSimple | Helper::FormatWithSpec => Type::OBJECT,
        Helper::NewCell | Helper::FreeVariable => Type::of(bits::CELL),
        Helper::MakeFunction => Type::of(bits::FUNCTION),
        Helper::Length | Helper::Ord => Type::SMALL,
        Helper::MethodReceiver => Type::of(bits::OBJECT | bits::NULL),
        Helper::IterNext => Type::of(bits::OBJECT | bits::UNBOUND),
        Helper::BinaryOp => binary_type(data, of),
        Helper::FloatFloorDivide | Helper::FloatRemainder => Type::FLOAT,
        _ => match helper.info().answer {
            taipan_abi::helpers::Answer::Word => Type::OBJECT,
            taipan_abi::helpers::Answer::Truth => Type::BOOL,
            taipan_abi::helpers::Answer::F64 => Type::FLOAT,
            _ => Type::INT,
        },
    }
}

/// Exact builtin numbers answer with exact builtin numbers, whatever helper computes them.
fn binary_type(data: &InstData, of: impl Fn(Value) -> Type) -> Type {
    let [a, b, op] = data.args[..] else { return Type::OBJECT };
    let (a, b) = (of(a), of(b));
    let Some(op) = of(op).as_int().and_then(|n| BinaryOp::from_number(n as u8)) else { return Type::OBJECT };
    use BinaryOp as B;
    let int_like = bits::INT | bits::BOOL;
    let number = int_like | bits::FLOAT;
    let closed = matches!(
        op,
        B::ADD
            | B::SUBTRACT
            | B::MULTIPLY
            | B::FLOOR_DIVIDE
            | B::REMAINDER
            | B::INPLACE_ADD
            | B::INPLACE_SUBTRACT
            | B::INPLACE_MULTIPLY
            | B::INPLACE_FLOOR_DIVIDE
            | B::INPLACE_REMAINDER
    );
    if a.is_within(int_like) && b.is_within(int_like) {
        return match op {
            B::TRUE_DIVIDE | B::INPLACE_TRUE_DIVIDE => Type::FLOAT,
            B::LSHIFT | B::RSHIFT | B::INPLACE_LSHIFT | B::INPLACE_RSHIFT => Type::INT,
            _ if closed => Type::INT,
            _ => Type::OBJECT,
        };
    }
    if a.is_within(number) && b.is_within(number) && (a.is_within(bits::FLOAT) || b.is_within(bits::FLOAT)) {
        return match op {
            B::TRUE_DIVIDE | B::INPLACE_TRUE_DIVIDE => Type::FLOAT,
            _ if closed => Type::FLOAT,
            _ => Type::OBJECT,
        };
    }
    if a.is_within(bits::STR) && b.is_within(bits::STR) && matches!(op, B::ADD | B::INPLACE_ADD) {
        return Type::of(bits::STR);
    }
    Type::OBJECT
}
