//! How many values each instruction takes off the stack; what it pushes follows from its effect.

use crate::instr::Opcode;
use taipan_abi::opcodes::Op;

/// Values popped and pushed.
pub fn popped_pushed(op: Opcode, arg: u32) -> (i32, i32) {
    let popped = match op {
        Opcode::Real(op) => popped(op, arg as i32),
        Opcode::StoreFastMaybeNull => 1,
        Opcode::JumpIfFalse | Opcode::JumpIfTrue => 1,
        _ => 0,
    };
    (popped, popped + op.effect(arg, true))
}

fn popped(op: Op, arg: i32) -> i32 {
    match op {
        Op::CACHE
        | Op::EXTENDED_ARG
        | Op::NOP
        | Op::NOT_TAKEN
        | Op::RESUME
        | Op::RETURN_GENERATOR
        | Op::SETUP_ANNOTATIONS
        | Op::COPY_FREE_VARS
        | Op::MAKE_CELL
        | Op::DELETE_DEREF
        | Op::DELETE_FAST
        | Op::DELETE_GLOBAL
        | Op::DELETE_NAME
        | Op::JUMP_BACKWARD
        | Op::JUMP_BACKWARD_NO_INTERRUPT
        | Op::JUMP_FORWARD
        | Op::LOAD_BUILD_CLASS
        | Op::LOAD_COMMON_CONSTANT
        | Op::LOAD_CONST
        | Op::LOAD_DEREF
        | Op::LOAD_FAST
        | Op::LOAD_FAST_AND_CLEAR
        | Op::LOAD_FAST_BORROW
        | Op::LOAD_FAST_BORROW_LOAD_FAST_BORROW
        | Op::LOAD_FAST_CHECK
        | Op::LOAD_FAST_LOAD_FAST
        | Op::LOAD_GLOBAL
        | Op::LOAD_LOCALS
        | Op::LOAD_NAME
        | Op::LOAD_SMALL_INT
        | Op::PUSH_NULL => 0,
        Op::CALL_INTRINSIC_1
        | Op::CONVERT_VALUE
        | Op::DELETE_ATTR
        | Op::EXIT_INIT_CHECK
        | Op::END_FOR
        | Op::FORMAT_SIMPLE
        | Op::GET_AITER
        | Op::GET_ANEXT
        | Op::GET_AWAITABLE
        | Op::GET_ITER
        | Op::GET_LEN
        | Op::GET_YIELD_FROM_ITER
        | Op::IMPORT_FROM
        | Op::INTERPRETER_EXIT
        | Op::LOAD_ATTR
        | Op::LOAD_FROM_DICT_OR_DEREF
        | Op::LOAD_FROM_DICT_OR_GLOBALS
        | Op::LOAD_SPECIAL
        | Op::MAKE_FUNCTION
        | Op::MATCH_MAPPING
        | Op::MATCH_SEQUENCE
        | Op::POP_EXCEPT
        | Op::POP_ITER
        | Op::POP_JUMP_IF_FALSE
        | Op::POP_JUMP_IF_NONE
        | Op::POP_JUMP_IF_NOT_NONE
        | Op::POP_JUMP_IF_TRUE
        | Op::POP_TOP
        | Op::PUSH_EXC_INFO
        | Op::RETURN_VALUE
        | Op::STORE_DEREF
        | Op::STORE_FAST
        | Op::STORE_FAST_LOAD_FAST
        | Op::STORE_GLOBAL
        | Op::STORE_NAME
        | Op::TO_BOOL
        | Op::UNARY_INVERT
        | Op::UNARY_NEGATIVE
        | Op::UNARY_NOT
        | Op::UNPACK_EX
        | Op::UNPACK_SEQUENCE
        | Op::YIELD_VALUE
        | Op::FOR_ITER => 1,
        Op::BINARY_OP
        | Op::BUILD_TEMPLATE
        | Op::CALL_INTRINSIC_2
        | Op::CHECK_EG_MATCH
        | Op::CHECK_EXC_MATCH
        | Op::COMPARE_OP
        | Op::CONTAINS_OP
        | Op::DELETE_SUBSCR
        | Op::END_ASYNC_FOR
        | Op::END_SEND
        | Op::FORMAT_WITH_SPEC
        | Op::IMPORT_NAME
        | Op::IS_OP
        | Op::MATCH_KEYS
        | Op::SEND
        | Op::SET_FUNCTION_ATTRIBUTE
        | Op::STORE_ATTR
        | Op::STORE_FAST_STORE_FAST => 2,
        Op::BINARY_SLICE | Op::CLEANUP_THROW | Op::LOAD_SUPER_ATTR | Op::MATCH_CLASS | Op::STORE_SUBSCR => 3,
        Op::CALL_FUNCTION_EX | Op::STORE_SLICE => 4,
        Op::WITH_EXCEPT_START => 5,
        Op::BUILD_INTERPOLATION => 2 + (arg & 1),
        Op::BUILD_LIST | Op::BUILD_SET | Op::BUILD_SLICE | Op::BUILD_STRING | Op::BUILD_TUPLE => arg,
        Op::BUILD_MAP => arg * 2,
        Op::CALL => arg + 2,
        Op::CALL_KW => arg + 3,
        Op::COPY | Op::SWAP => arg,
        Op::RAISE_VARARGS => arg,
        Op::RERAISE => arg + 1,
        Op::DICT_MERGE => arg + 4,
        Op::DICT_UPDATE | Op::LIST_APPEND | Op::LIST_EXTEND | Op::SET_ADD | Op::SET_UPDATE => arg + 1,
        Op::MAP_ADD => arg + 2,
    }
}
