//! Which helper each row of [`taipan_abi::helpers`] is.
//!
//! A row without a helper does not compile, nor does a helper whose name, operands, answer or need of a frame differ
//! from its row.

use taipan_abi::helpers::Helper;

use super::declare::{Address, Declaration, Declared};
use super::{arith, attr, call, container, exception, function, generator, global, iter, object, outside, slice, text};

macro_rules! rows {
    ($($row:ident => $family:ident::$name:ident;)*) => {
        const fn declared(helper: Helper) -> Declaration {
            match helper {
                $(Helper::$row => <$family::$name as Declared>::DECLARATION,)*
            }
        }
    };
}

rows! {
    BinaryOp => arith::binary_op;
    Compare => arith::compare;
    CompareTruth => arith::compare_truth;
    Contains => arith::contains;
    IsTrue => arith::is_true;
    Negative => arith::negative;
    Invert => arith::invert;
    GetItem => arith::get_item;
    SetItem => arith::set_item;
    DelItem => arith::del_item;
    DictGet => arith::dict_get;
    DictSet => arith::dict_set;
    StrIndex => arith::str_index;
    StrConcat => arith::str_concat;
    StrAppend => text::str_append;
    StrContains => text::str_contains;
    StrEqual => arith::str_equal;
    ListSlice => slice::list_slice;
    TupleSlice => slice::tuple_slice;
    StrSlice => slice::str_slice;
    ListSetSlice => slice::list_set_slice;
    ListCopySlice => slice::list_copy_slice;
    GetSlice => slice::get_slice;
    SetSlice => slice::set_slice;
    GetAttr => attr::get_attr;
    GetMethod => attr::get_method;
    MethodReceiver => attr::method_receiver;
    SetAttr => attr::set_attr;
    DelAttr => attr::del_attr;
    SuperAttr => attr::super_attr;
    LoadSpecial => attr::load_special;
    LoadGlobal => global::load_global;
    StoreGlobal => global::store_global;
    DeleteGlobal => global::delete_global;
    LoadName => global::load_name;
    StoreName => global::store_name;
    DeleteName => global::delete_name;
    LoadLocals => global::load_locals;
    LoadFromDictOrGlobals => global::load_from_dict_or_globals;
    LoadFromDictOrDeref => function::load_from_dict_or_deref;
    SetupAnnotations => global::setup_annotations;
    LoadBuildClass => global::load_build_class;
    LoadCommonConstant => global::load_common_constant;
    UnboundLocal => function::unbound_local;
    NewCell => function::new_cell;
    FreeVariable => function::free_variable;
    CellGet => function::cell_get;
    CellSet => function::cell_set;
    CellDelete => function::cell_delete;
    Call => call::call;
    CallNative => call::call_native;
    Ord => call::ord;
    IsInstance => call::is_instance;
    CallMethod => call::call_method;
    CallKeywords => call::call_keywords;
    CallEx => call::call_ex;
    Intrinsic1 => call::intrinsic_1;
    Intrinsic2 => call::intrinsic_2;
    NewInstance => call::new_instance;
    NewException => call::new_exception;
    NewGenerator => call::new_generator;
    CheckInit => call::check_init;
    BuildList => container::build_list;
    BuildTuple => container::build_tuple;
    BuildSet => container::build_set;
    BuildMap => container::build_map;
    BuildString => text::build_string;
    BuildSlice => container::build_slice;
    BuildTemplate => text::build_template;
    BuildInterpolation => text::build_interpolation;
    ConvertValue => text::convert_value;
    FormatSimple => text::format_simple;
    FormatWithSpec => text::format_with_spec;
    ListAppend => container::list_append;
    ListPop => container::list_pop;
    ListInsert => container::list_insert;
    DictContains => container::dict_contains;
    DictGetOr => container::dict_get_or;
    DictPopOr => container::dict_pop_or;
    ListExtend => container::list_extend;
    ListToTuple => container::list_to_tuple;
    SetAdd => container::set_add;
    SetUpdate => container::set_update;
    MapAdd => container::map_add;
    DictUpdate => container::dict_update;
    DictMerge => container::dict_merge;
    GetIter => iter::get_iter;
    IterNext => iter::iter_next;
    IsPairIterator => iter::is_pair_iterator;
    NextPair => iter::next_pair;
    Unpack => iter::unpack;
    UnpackEx => iter::unpack_ex;
    Length => iter::length;
    MatchMapping => iter::match_mapping;
    MatchSequence => iter::match_sequence;
    MatchKeys => iter::match_keys;
    MatchClass => iter::match_class;
    MakeFunction => function::make_function;
    SetFunctionAttribute => function::set_function_attribute;
    ImportName => global::import_name;
    ImportFrom => global::import_from;
    GetAwaitable => generator::get_awaitable;
    GetAiter => generator::get_aiter;
    GetAnext => generator::get_anext;
    GetYieldFromIter => generator::get_yield_from_iter;
    Send => generator::send;
    SendReturned => generator::send_returned;
    PushExcInfo => exception::push_exc_info;
    PopExcept => exception::pop_except;
    CheckExcMatch => exception::check_exc_match;
    CheckEgMatch => exception::check_eg_match;
    Raise => exception::raise;
    Reraise => exception::reraise;
    WithExceptStart => exception::with_except_start;
    IsStopIteration => generator::is_stop_iteration;
    IsStopAsyncIteration => generator::is_stop_async_iteration;
    StopIterationValue => generator::stop_iteration_value;
    CaughtException => exception::caught_exception;
    EvalBreaker => call::eval_breaker;
    FloatFloorDivide => arith::float_floor_divide;
    FloatRemainder => arith::float_remainder;
    BoxBigInt => object::box_big_int;
    BoxHeapFloat => arith::box_heap_float;
    GiveUp => object::give_up;
    NewPlain => object::new_plain;
    NewRangeIterator => object::new_range_iterator;
    NewListIterator => object::new_list_iterator;
    NewTupleIterator => object::new_tuple_iterator;
    NewMethod => object::new_method;
    NewTuple => object::new_tuple;
    Exit => outside::exit;
    StackOverflow => outside::stack_overflow;
    FrameShared => outside::frame_shared;
    TracebackHere => outside::traceback_here;
    UnknownOpcode => call::unknown_opcode;
}

const COUNT: usize = Helper::ALL.len();

/// The helpers' addresses by `Helper as usize`.
pub static TABLE: [Address; COUNT] = {
    let mut table = [Address(std::ptr::null()); COUNT];
    let mut i = 0;
    while i < COUNT {
        let helper = Helper::ALL[i];
        let declaration = declared(helper);
        assert!(helper as usize == i, "rows are not in the order of their numbers");
        assert!(declaration.fits(helper.info()), "a helper's signature differs from its row");
        table[i] = declaration.address;
        i += 1;
    }
    table
};

/// Where a helper is.
#[inline]
pub fn address(helper: Helper) -> usize {
    TABLE[helper as usize].0 as usize
}

/// Every helper's address by `Helper as usize`.
pub fn table() -> Vec<usize> {
    TABLE.iter().map(|entry| entry.0 as usize).collect()
}
