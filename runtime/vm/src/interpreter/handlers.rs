//! The table from opcode to handler. Exhaustive: a new opcode fails the build until it has one.

use taipan_abi::opcodes::Op;

use super::code_units::Handler;
use super::dispatch::{fail, handler};
use super::ops::{
    arith, asynchronous, attr, branch, build, call, class, compare, exception, function, generator, global, import,
    iter, local, matching, name, stack, subscript, text,
};

/// The handler of an instruction.
pub fn table(op: Op, arg: u32) -> Handler {
    match op {
        Op::CACHE | Op::EXTENDED_ARG => unknown,
        Op::NOP | Op::NOT_TAKEN => stack::nop,
        Op::RESUME => stack::resume,
        Op::POP_TOP | Op::END_FOR | Op::POP_ITER => stack::pop_top,
        Op::PUSH_NULL => stack::push_null,
        Op::COPY => stack::copy,
        Op::SWAP => stack::swap,
        Op::LOAD_CONST => stack::load_const,
        Op::LOAD_SMALL_INT => stack::load_small_int,
        Op::LOAD_COMMON_CONSTANT => stack::load_common_constant,

        Op::LOAD_FAST | Op::LOAD_FAST_BORROW => local::load_fast,
        Op::LOAD_FAST_CHECK => local::load_fast_check,
        Op::LOAD_FAST_AND_CLEAR => local::load_fast_and_clear,
        Op::LOAD_FAST_LOAD_FAST | Op::LOAD_FAST_BORROW_LOAD_FAST_BORROW => local::load_fast_load_fast,
        Op::STORE_FAST => local::store_fast,
        Op::STORE_FAST_LOAD_FAST => local::store_fast_load_fast,
        Op::STORE_FAST_STORE_FAST => local::store_fast_store_fast,
        Op::DELETE_FAST => local::delete_fast,
        Op::MAKE_CELL => local::make_cell,
        Op::COPY_FREE_VARS => local::copy_free_vars,
        Op::LOAD_DEREF => local::load_deref,
        Op::STORE_DEREF => local::store_deref,
        Op::DELETE_DEREF => local::delete_deref,
        Op::LOAD_FROM_DICT_OR_DEREF => local::load_from_dict_or_deref,

        Op::LOAD_GLOBAL => global::load_global,
        Op::STORE_GLOBAL => global::store_global,
        Op::DELETE_GLOBAL => global::delete_global,
        Op::LOAD_NAME => name::load_name,
        Op::STORE_NAME => name::store_name,
        Op::DELETE_NAME => name::delete_name,
        Op::LOAD_LOCALS => name::load_locals,
        Op::LOAD_FROM_DICT_OR_GLOBALS => name::load_from_dict_or_globals,
        Op::SETUP_ANNOTATIONS => name::setup_annotations,

        Op::BINARY_OP => arith::binary(arg),
        Op::UNARY_NEGATIVE => arith::unary_negative,
        Op::UNARY_INVERT => arith::unary_invert,
        Op::UNARY_NOT => compare::unary_not,
        Op::TO_BOOL => compare::to_bool,
        Op::COMPARE_OP => compare::compare_op(arg),
        Op::IS_OP => compare::is_op,
        Op::CONTAINS_OP => compare::contains_op,

        Op::JUMP_FORWARD | Op::JUMP_BACKWARD_NO_INTERRUPT => branch::jump,
        Op::JUMP_BACKWARD => branch::jump_backward,
        Op::POP_JUMP_IF_FALSE => branch::pop_jump_if_false,
        Op::POP_JUMP_IF_TRUE => branch::pop_jump_if_true,
        Op::POP_JUMP_IF_NONE => branch::pop_jump_if_none,
        Op::POP_JUMP_IF_NOT_NONE => branch::pop_jump_if_not_none,

        Op::LOAD_ATTR => attr::load_attr,
        Op::STORE_ATTR => attr::store_attr,
        Op::DELETE_ATTR => attr::delete_attr,
        Op::LOAD_SUPER_ATTR => attr::load_super_attr,
        Op::LOAD_SPECIAL => attr::load_special,

        Op::STORE_SUBSCR => subscript::store_subscr,
        Op::DELETE_SUBSCR => subscript::delete_subscr,
        Op::BINARY_SLICE => subscript::binary_slice,
        Op::STORE_SLICE => subscript::store_slice,

        Op::BUILD_LIST => build::build_list,
        Op::BUILD_TUPLE => build::build_tuple,
        Op::BUILD_SET => build::build_set,
        Op::BUILD_MAP => build::build_map,
        Op::BUILD_SLICE => build::build_slice,
        Op::BUILD_STRING => text::build_string,
        Op::BUILD_TEMPLATE => text::build_template,
        Op::BUILD_INTERPOLATION => text::build_interpolation,
        Op::CONVERT_VALUE => text::convert_value,
        Op::FORMAT_SIMPLE => text::format_simple,
        Op::FORMAT_WITH_SPEC => text::format_with_spec,
        Op::LIST_APPEND => build::list_append,
        Op::LIST_EXTEND => build::list_extend,
        Op::SET_ADD => build::set_add,
        Op::SET_UPDATE => build::set_update,
        Op::MAP_ADD => build::map_add,
        Op::DICT_UPDATE => build::dict_update,
        Op::DICT_MERGE => build::dict_merge,

        Op::GET_ITER => iter::get_iter,
        Op::FOR_ITER => iter::for_iter,
        Op::UNPACK_SEQUENCE => iter::unpack_sequence,
        Op::UNPACK_EX => iter::unpack_ex,
        Op::GET_LEN => matching::get_len,
        Op::MATCH_MAPPING => matching::match_mapping,
        Op::MATCH_SEQUENCE => matching::match_sequence,
        Op::MATCH_KEYS => matching::match_keys,
        Op::MATCH_CLASS => matching::match_class,

        Op::CALL => call::call,
        Op::CALL_KW => call::call_kw,
        Op::CALL_FUNCTION_EX => call::call_function_ex,
        Op::CALL_INTRINSIC_1 => call::call_intrinsic_1,
        Op::CALL_INTRINSIC_2 => call::call_intrinsic_2,
        Op::RETURN_VALUE => call::return_value,
        Op::INTERPRETER_EXIT | Op::EXIT_INIT_CHECK => unknown,
        Op::MAKE_FUNCTION => function::make_function,
        Op::SET_FUNCTION_ATTRIBUTE => function::set_function_attribute,
        Op::LOAD_BUILD_CLASS => class::load_build_class,
        Op::IMPORT_NAME => import::import_name,
        Op::IMPORT_FROM => import::import_from,

        Op::RETURN_GENERATOR => generator::return_generator,
        Op::YIELD_VALUE => generator::yield_value,
        Op::SEND => generator::send,
        Op::END_SEND => generator::end_send,
        Op::GET_YIELD_FROM_ITER => generator::get_yield_from_iter,
        Op::CLEANUP_THROW => generator::cleanup_throw,
        Op::GET_AWAITABLE => asynchronous::get_awaitable,
        Op::GET_AITER => asynchronous::get_aiter,
        Op::GET_ANEXT => asynchronous::get_anext,
        Op::END_ASYNC_FOR => asynchronous::end_async_for,

        Op::PUSH_EXC_INFO => exception::push_exc_info,
        Op::POP_EXCEPT => exception::pop_except,
        Op::CHECK_EXC_MATCH => exception::check_exc_match,
        Op::CHECK_EG_MATCH => exception::check_eg_match,
        Op::RAISE_VARARGS => exception::raise_varargs,
        Op::RERAISE => exception::reraise,
        Op::WITH_EXCEPT_START => exception::with_except_start,
    }
}

handler! {
    /// Bytecode that no compiler makes.
    fn unknown(t, pc, sp, fp) {
        let _ = t.system_error("unknown opcode");
        fail!(t, pc, sp, fp)
    }
}
