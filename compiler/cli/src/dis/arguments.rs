//! What an argument means, in words.

use std::collections::BTreeMap;

use taipan_abi::code::{CodeObject, Constant, Text};
use taipan_abi::opcodes::{self, BinaryOp, Comparison, Op, SPECIAL_METHODS};
use taipan_frontend::repr_constant;

use super::decode::Instruction;

const INTRINSICS_1: &[&str] = &[
    "INTRINSIC_1_INVALID",
    "INTRINSIC_PRINT",
    "INTRINSIC_IMPORT_STAR",
    "INTRINSIC_STOPITERATION_ERROR",
    "INTRINSIC_ASYNC_GEN_WRAP",
    "INTRINSIC_UNARY_POSITIVE",
    "INTRINSIC_LIST_TO_TUPLE",
    "INTRINSIC_TYPEVAR",
    "INTRINSIC_PARAMSPEC",
    "INTRINSIC_TYPEVARTUPLE",
    "INTRINSIC_SUBSCRIPT_GENERIC",
    "INTRINSIC_TYPEALIAS",
];

const INTRINSICS_2: &[&str] = &[
    "INTRINSIC_2_INVALID",
    "INTRINSIC_PREP_RERAISE_STAR",
    "INTRINSIC_TYPEVAR_WITH_BOUND",
    "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
    "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
    "INTRINSIC_SET_TYPEPARAM_DEFAULT",
];

const COMMON_CONSTANTS: &[&str] =
    &["AssertionError", "NotImplementedError", "tuple", "<built-in function all>", "<built-in function any>"];

const CONVERSIONS: &[&str] = &["", "str", "repr", "ascii"];

/// What `SET_FUNCTION_ATTRIBUTE` sets, by bit.
const FUNCTION_ATTRIBUTES: &[&str] = &["defaults", "kwdefaults", "annotations", "closure", "annotate"];

/// The words in parentheses behind the argument; empty if there are none.
pub fn describe(instruction: &Instruction, code: &CodeObject, labels: &BTreeMap<usize, usize>) -> String {
    let (Some(op), Some(argument)) = (instruction.op, instruction.argument) else { return String::new() };
    let index = argument as usize;
    if let Some(target) = instruction.target() {
        let preposition = if op == Op::END_ASYNC_FOR { "from" } else { "to" };
        return labels.get(&target).map_or(String::new(), |label| format!("{preposition} L{label}"));
    }
    let flags = op.flags();
    if flags & opcodes::CONST != 0 {
        return code.consts.get(index).map_or(String::new(), constant_repr);
    }
    if flags & opcodes::NAME != 0 {
        let (shift, more) = match op {
            Op::LOAD_GLOBAL => (1, " + NULL"),
            Op::LOAD_ATTR => (1, " + NULL|self"),
            Op::LOAD_SUPER_ATTR => (2, " + NULL|self"),
            _ => (0, ""),
        };
        let more = if argument & 1 == 1 { more } else { "" };
        return format!("{}{more}", name(&code.names, index >> shift));
    }
    if flags & (opcodes::LOCAL | opcodes::FREE) != 0 {
        let local = |index| name(&code.localsplusnames, index);
        return match op {
            Op::LOAD_FAST_LOAD_FAST
            | Op::LOAD_FAST_BORROW_LOAD_FAST_BORROW
            | Op::STORE_FAST_LOAD_FAST
            | Op::STORE_FAST_STORE_FAST => format!("{}, {}", local(index >> 4), local(index & 15)),
            _ => local(index),
        };
    }
    let of = |words: &[&str]| words.get(index).copied().unwrap_or_default().to_owned();
    let choice = |no: &str, yes: &str| if argument == 0 { no } else { yes }.to_owned();
    match op {
        Op::COMPARE_OP => {
            let symbol = Comparison::ALL.get(index >> 5).map_or("", |comparison| comparison.symbol());
            if argument & 16 != 0 { format!("bool({symbol})") } else { symbol.to_owned() }
        }
        Op::BINARY_OP => BinaryOp::ALL.get(index).map_or("", |op| op.symbol()).to_owned(),
        Op::CONVERT_VALUE => of(CONVERSIONS),
        Op::CALL_INTRINSIC_1 => of(INTRINSICS_1),
        Op::CALL_INTRINSIC_2 => of(INTRINSICS_2),
        Op::LOAD_COMMON_CONSTANT => of(COMMON_CONSTANTS),
        Op::LOAD_SPECIAL => of(&SPECIAL_METHODS),
        Op::IS_OP => choice("is", "is not"),
        Op::CONTAINS_OP => choice("in", "not in"),
        Op::SET_FUNCTION_ATTRIBUTE => {
            let set = FUNCTION_ATTRIBUTES.iter().enumerate().filter(|(bit, _)| argument & 1 << bit != 0);
            set.map(|(_, word)| *word).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

/// How Python shows a code object, but for its address.
pub fn code_repr(code: &CodeObject) -> String {
    let text = |text: &Text| String::from_utf8_lossy(text.as_wtf8()).into_owned();
    format!("<code object {}, file \"{}\", line {}>", text(&code.name), text(&code.filename), code.firstlineno)
}

fn constant_repr(constant: &Constant) -> String {
    match constant {
        Constant::Code(code) => code_repr(code),
        other => repr_constant(other),
    }
}

fn name(names: &[Text], index: usize) -> String {
    names.get(index).map_or(index.to_string(), |name| String::from_utf8_lossy(name.as_wtf8()).into_owned())
}
