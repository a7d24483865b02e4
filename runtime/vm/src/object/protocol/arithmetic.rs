//! Unary and binary operators, with the order of attempts of CPython's `binary_op1`.

use taipan_abi::opcodes::BinaryOp;

use crate::object::slots::{Binary, Slots, Ternary};
use crate::object::value::{Obj, Value};
use crate::thread::{PyResult, Raised, Thread};

type BinarySlot = fn(&Slots) -> Option<Binary>;

/// The slots of an operator: plain and in-place.
struct Operator {
    plain: BinarySlot,
    inplace: BinarySlot,
}

macro_rules! operators {
    ($($op:ident: $plain:ident, $inplace:ident;)*) => {
        fn operator(op: BinaryOp) -> Option<Operator> {
            match op {
                $(BinaryOp::$op => Some(Operator {
                    plain: |slots| slots.$plain.get(),
                    inplace: |slots| slots.$inplace.get(),
                }),)*
                _ => None,
            }
        }
    };
}

operators! {
    ADD: add, inplace_add;
    AND: and, inplace_and;
    FLOOR_DIVIDE: floor_divide, inplace_floor_divide;
    LSHIFT: lshift, inplace_lshift;
    MATRIX_MULTIPLY: matrix_multiply, inplace_matrix_multiply;
    MULTIPLY: multiply, inplace_multiply;
    REMAINDER: remainder, inplace_remainder;
    OR: or, inplace_or;
    RSHIFT: rshift, inplace_rshift;
    SUBTRACT: subtract, inplace_subtract;
    TRUE_DIVIDE: true_divide, inplace_true_divide;
    XOR: xor, inplace_xor;
}

/// Tries the operands' slots; NotImplemented where none of them can.
#[inline]
fn try_binary(t: &Thread, a: &Obj, b: &Obj, slot: BinarySlot) -> PyResult {
    let (class_a, class_b) = (a.type_of(), b.type_of());
    let left = slot(&class_a.slots);
    let mut right = if class_a.is(class_b) { None } else { slot(&class_b.slots) };
    if let (Some(l), Some(r)) = (left, right)
        && l as usize == r as usize
    {
        right = None;
    }
    if let Some(left) = left {
        if let Some(r) = right
            && class_b.is_subtype(class_a)
        {
            let result = r(t, a, b)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
            right = None;
        }
        let result = left(t, a, b)?;
        if !result.is_not_implemented() {
            return Ok(result);
        }
    }
    match right {
        Some(right) => right(t, a, b),
        None => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// An operator on two small ints or two floats, where the result is immediate too.
#[inline]
fn of_immediates(op: BinaryOp, a: Value, b: Value) -> Option<Obj> {
    if let (Some(x), Some(y)) = (a.as_int(), b.as_int()) {
        let result = match plain_operator(op) {
            // Small ints have 63 bits, so sums and quotients fit 64.
            BinaryOp::ADD => x + y,
            BinaryOp::SUBTRACT => x - y,
            BinaryOp::MULTIPLY => x.checked_mul(y)?,
            BinaryOp::AND => x & y,
            BinaryOp::OR => x | y,
            BinaryOp::XOR => x ^ y,
            BinaryOp::RSHIFT if y >= 0 => x >> y.min(63),
            BinaryOp::FLOOR_DIVIDE if y != 0 => {
                let (quotient, rest) = (x / y, x % y);
                if rest != 0 && (rest < 0) != (y < 0) { quotient - 1 } else { quotient }
            }
            BinaryOp::REMAINDER if y != 0 => {
                let rest = x % y;
                if rest != 0 && (rest < 0) != (y < 0) { rest + y } else { rest }
            }
            _ => return None,
        };
        return Obj::small_int(result);
    }
    let (x, y) = (a.as_immediate_float()?, b.as_immediate_float()?);
    let result = match plain_operator(op) {
        BinaryOp::ADD => x + y,
        BinaryOp::SUBTRACT => x - y,
        BinaryOp::MULTIPLY => x * y,
        BinaryOp::TRUE_DIVIDE if y != 0.0 => x / y,
        _ => return None,
    };
    let word = taipan_abi::value::encode_float(result)?;
    // SAFETY: an immediate owns nothing.
    Some(unsafe { Obj::from_raw(Value::from_bits(word)) })
}

/// `a op b` for any operator of `BINARY_OP` that is not in-place.
pub fn binary(t: &Thread, op: BinaryOp, a: &Obj, b: &Obj) -> PyResult {
    if let Some(result) = of_immediates(op, a.value(), b.value()) {
        return Ok(result);
    }
    match op {
        BinaryOp::POWER => return power(t, a, b, &Obj::NONE),
        BinaryOp::SUBSCR => return super::get_item(t, a, b),
        _ => {}
    }
    let Some(operator) = operator(op) else { return inplace(t, op, a, b) };
    let result = try_binary(t, a, b, operator.plain)?;
    if !result.is_not_implemented() {
        return Ok(result);
    }
    match op {
        BinaryOp::ADD => {
            if let Some(concat) = a.type_of().slots.concat.get() {
                return concat(t, a, b);
            }
        }
        BinaryOp::MULTIPLY => {
            if let Some(repeat) = a.type_of().slots.repeat.get() {
                return repeat_by(t, repeat, a, b);
            }
            if let Some(repeat) = b.type_of().slots.repeat.get() {
                return repeat_by(t, repeat, b, a);
            }
        }
        _ => {}
    }
    Err(unsupported(t, op.symbol(), a, b))
}

fn repeat_by(t: &Thread, repeat: Binary, sequence: &Obj, count: &Obj) -> PyResult {
    if count.value().is_int() || count.type_of().slots.index.get().is_some() {
        return repeat(t, sequence, count);
    }
    let class = count.type_of().name_text();
    Err(t.type_error(format!("can't multiply sequence by non-int of type '{class}'")))
}

/// The operator that an in-place one falls back to.
pub fn plain_operator(op: BinaryOp) -> BinaryOp {
    let number = op as u8;
    let first = BinaryOp::INPLACE_ADD as u8;
    if op != BinaryOp::SUBSCR && number >= first {
        return BinaryOp::from_number(number - first).unwrap_or(op);
    }
    op
}

/// `a op= b`.
pub fn inplace(t: &Thread, op: BinaryOp, a: &Obj, b: &Obj) -> PyResult {
    let plain = plain_operator(op);
    if plain == BinaryOp::POWER {
        return inplace_power(t, a, b);
    }
    let Some(operator) = operator(plain) else { return binary(t, plain, a, b) };
    if let Some(slot) = (operator.inplace)(&a.type_of().slots) {
        let result = slot(t, a, b)?;
        if !result.is_not_implemented() {
            return Ok(result);
        }
    }
    let result = try_binary(t, a, b, operator.plain)?;
    if !result.is_not_implemented() {
        return Ok(result);
    }
    let slots = &a.type_of().slots;
    match plain {
        BinaryOp::ADD => {
            if let Some(concat) = slots.inplace_concat.get().or(slots.concat.get()) {
                return concat(t, a, b);
            }
        }
        BinaryOp::MULTIPLY => {
            if let Some(repeat) = slots.inplace_repeat.get().or(slots.repeat.get()) {
                return repeat_by(t, repeat, a, b);
            }
            if let Some(repeat) = b.type_of().slots.repeat.get() {
                return repeat_by(t, repeat, b, a);
            }
        }
        _ => {}
    }
    Err(unsupported(t, op.symbol(), a, b))
}

fn try_power(t: &Thread, a: &Obj, b: &Obj, modulus: &Obj) -> PyResult {
    let (class_a, class_b) = (a.type_of(), b.type_of());
    let left = class_a.slots.power.get();
    let mut right = if class_a.is(class_b) { None } else { class_b.slots.power.get() };
    let same =
        |x: Option<Ternary>, y: Option<Ternary>| matches!((x, y), (Some(x), Some(y)) if x as usize == y as usize);
    if same(left, right) {
        right = None;
    }
    if let Some(left) = left {
        if let Some(r) = right
            && class_b.is_subtype(class_a)
        {
            let result = r(t, a, b, modulus)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
            right = None;
        }
        let result = left(t, a, b, modulus)?;
        if !result.is_not_implemented() {
            return Ok(result);
        }
    }
    if let Some(right) = right {
        let result = right(t, a, b, modulus)?;
        if !result.is_not_implemented() {
            return Ok(result);
        }
    }
    if !modulus.is_none()
        && let Some(third) = modulus.type_of().slots.power.get()
        && !same(Some(third), left)
    {
        return third(t, a, b, modulus);
    }
    Ok(Obj::NOT_IMPLEMENTED)
}

/// `pow(a, b, modulus)`; `a ** b` where the modulus is None.
pub fn power(t: &Thread, a: &Obj, b: &Obj, modulus: &Obj) -> PyResult {
    let result = try_power(t, a, b, modulus)?;
    if !result.is_not_implemented() {
        return Ok(result);
    }
    if modulus.is_none() {
        return Err(unsupported(t, "** or pow()", a, b));
    }
    Err(t.type_error(format!(
        "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
        a.type_of().name_text(),
        b.type_of().name_text(),
        modulus.type_of().name_text()
    )))
}

fn inplace_power(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
    if let Some(slot) = a.type_of().slots.inplace_power.get() {
        let result = slot(t, a, b, &Obj::NONE)?;
        if !result.is_not_implemented() {
            return Ok(result);
        }
    }
    let result = try_power(t, a, b, &Obj::NONE)?;
    if result.is_not_implemented() {
        return Err(unsupported(t, "**=", a, b));
    }
    Ok(result)
}

/// `divmod(a, b)`.
pub fn divmod(t: &Thread, a: &Obj, b: &Obj) -> PyResult {
    let result = try_binary(t, a, b, |slots| slots.divmod.get())?;
    if result.is_not_implemented() { Err(unsupported(t, "divmod()", a, b)) } else { Ok(result) }
}

#[cold]
pub fn unsupported(t: &Thread, symbol: &str, a: &Obj, b: &Obj) -> Raised {
    let (class_a, class_b) = (a.type_of().name_text(), b.type_of().name_text());
    if symbol == ">>" && class_a == "builtin_function_or_method" && crate::builtins::native::is_print(a) {
        return t.type_error(format!(
            "unsupported operand type(s) for >>: '{class_a}' and '{class_b}'. Did you mean \"print(<message>, file=<output_stream>)\"?"
        ));
    }
    t.type_error(format!("unsupported operand type(s) for {symbol}: '{class_a}' and '{class_b}'"))
}

fn unary(t: &Thread, a: &Obj, slot: Option<crate::object::slots::Unary>, what: &str) -> PyResult {
    match slot {
        Some(slot) => slot(t, a),
        None => Err(t.type_error(format!("bad operand type for {what}: '{}'", a.type_of().name_text()))),
    }
}

pub fn unary_negative(t: &Thread, a: &Obj) -> PyResult {
    unary(t, a, a.type_of().slots.negative.get(), "unary -")
}

pub fn unary_positive(t: &Thread, a: &Obj) -> PyResult {
    unary(t, a, a.type_of().slots.positive.get(), "unary +")
}

pub fn unary_invert(t: &Thread, a: &Obj) -> PyResult {
    unary(t, a, a.type_of().slots.invert.get(), "unary ~")
}

pub fn absolute(t: &Thread, a: &Obj) -> PyResult {
    unary(t, a, a.type_of().slots.absolute.get(), "abs()")
}
