//! Runtime helpers that compiled code calls: one row each.
//!
//! ```text
//! extern "C" fn(thread, [frame,] operands…) -> result
//! ```
//!
//! `frame` is passed where the row says `F`. A variadic row takes, after its fixed operands, a pointer to
//! words and their count; its fixed operands lie in memory in front of those words, too. Operands are borrowed unless they are [`Operand::Own`]; word results are owned.
//! A helper that [may raise](effect::RAISES) answers NULL (words), -1 (statuses and truths).
//! What a helper consumes it consumes also when it raises.

/// What an instruction or helper may do beyond computing its result.
pub mod effect {
    pub const PURE: u8 = 0;
    /// Depends on memory that Python code can change.
    pub const READS: u8 = 1;
    /// Changes such memory.
    pub const WRITES: u8 = 2;
    /// May run any Python code, so anything may have changed afterwards.
    pub const CALLS: u8 = 4;
    pub const RAISES: u8 = 8;
    pub const ALLOCATES: u8 = 16;
    /// What an operation on unknown objects may do: all of it.
    pub const ANY: u8 = READS | WRITES | CALLS | RAISES | ALLOCATES;
}

/// How an operand is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A borrowed tagged word; may be NULL where the helper's doc says so.
    Word,
    /// A tagged word whose reference the helper takes.
    Own,
    I64,
    F64,
}

/// What comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An owned tagged word.
    Word,
    /// 0, or -1 where it raised.
    Status,
    /// 0 or 1, or -1 where it raised.
    Truth,
    I64,
    F64,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct HelperInfo {
    pub name: &'static str,
    pub needs_frame: bool,
    pub operands: &'static [Operand],
    pub variadic: bool,
    pub answer: Answer,
    pub effects: u8,
    pub doc: &'static str,
}

impl HelperInfo {
    pub const fn may_raise(&self) -> bool {
        self.effects & effect::RAISES != 0
    }
}

macro_rules! helpers {
    (@frame F) => { true };
    (@frame N) => { false };
    (@variadic) => { false };
    (@variadic V) => { true };
    ($($name:ident = $text:literal $frame:ident ($($operand:ident),* $(; $variadic:ident)?) -> $answer:ident, $effects:expr, $doc:literal;)*) => {
        /// A runtime helper.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u16)]
        pub enum Helper { $(#[doc = $doc] $name),* }

        impl Helper {
            pub const ALL: &[Helper] = &[$(Helper::$name),*];

            const ROWS: &[HelperInfo] = &[$(HelperInfo {
                name: $text,
                needs_frame: helpers!(@frame $frame),
                operands: &[$(Operand::$operand),*],
                variadic: helpers!(@variadic $($variadic)?),
                answer: Answer::$answer,
                effects: $effects,
                doc: $doc,
            }),*];

            #[inline]
            pub const fn info(self) -> &'static HelperInfo {
                &Helper::ROWS[self as usize]
            }

            pub fn from_name(name: &str) -> Option<Helper> {
                Helper::ALL.iter().copied().find(|h| h.info().name == name)
            }
        }
    };
}

use effect::{ALLOCATES, ANY, CALLS, PURE, RAISES, READS, WRITES};

helpers! {
    BinaryOp = "binary_op" N (Word, Word, I64) -> Word, ANY, "`BINARY_OP`: any operator, by number, on any operands";
    Compare = "compare" N (Word, Word, I64) -> Word, ANY, "`COMPARE_OP` with its argument";
    CompareTruth = "compare_truth" N (Word, Word, I64) -> Truth, ANY, "`COMPARE_OP` followed by truth, with the comparison's number";
    Contains = "contains" N (Word, Word) -> Truth, ANY, "`CONTAINS_OP`: item, container";
    IsTrue = "is_true" N (Word) -> Truth, ANY, "truth of any object";
    Negative = "negative" N (Word) -> Word, ANY, "`-x`";
    Invert = "invert" N (Word) -> Word, ANY, "`~x`";
    GetItem = "get_item" N (Word, Word) -> Word, ANY, "`container[key]`";
    SetItem = "set_item" N (Word, Word, Word) -> Status, ANY, "container, key, value";
    DelItem = "del_item" N (Word, Word) -> Status, ANY, "container, key";
    DictGet = "dict_get" N (Word, Word) -> Word, ANY, "`dict[key]` of an exact dict";
    DictSet = "dict_set" N (Word, Word, Word) -> Status, ANY, "dict, key, value of an exact dict";
    StrIndex = "str_index" N (Word, I64) -> Word, READS | RAISES | ALLOCATES, "character of an exact str; the index may be negative";
    StrConcat = "str_concat" N (Word, Word) -> Word, RAISES | ALLOCATES, "two exact strs";
    StrAppend = "str_append" N (Own, Word) -> Word, RAISES | ALLOCATES, "two exact strs; the first grows in place where its reference is the only one";
    StrContains = "str_contains" N (Word, Word) -> Truth, PURE, "whether an exact str is part of another; never raises";
    StrEqual = "str_equal" N (Word, Word) -> Truth, PURE, "two exact strs; never raises";
    ListSlice = "list_slice" N (Word, I64, I64, I64) -> Word, READS | RAISES | ALLOCATES, "exact list, start, stop, step (not 0): out of range is cut off as in Python";
    TupleSlice = "tuple_slice" N (Word, I64, I64, I64) -> Word, READS | RAISES | ALLOCATES, "the same of an exact tuple";
    StrSlice = "str_slice" N (Word, I64, I64, I64) -> Word, READS | RAISES | ALLOCATES, "the same of an exact str";
    ListSetSlice = "list_set_slice" N (Word, Word, I64, I64) -> Status, ANY, "an exact list or tuple, exact list, start, stop: `list[start:stop] = value`";
    ListCopySlice = "list_copy_slice" N (Word, I64, I64, Word, I64, I64, I64) -> Status, ANY, "exact list, start, stop, another or the same, start, stop, step (not 0): `list[start:stop] = other[start:stop:step]`";
    GetSlice = "get_slice" N (Word, Word, Word) -> Word, ANY, "`BINARY_SLICE`";
    SetSlice = "set_slice" N (Word, Word, Word, Word) -> Status, ANY, "value, container, start, stop";
    GetAttr = "get_attr" N (Word, Word) -> Word, ANY, "object, name";
    GetMethod = "get_method" F (Word, Word) -> Word, ANY, "object, name; whether the result is to be called with the object is left in the thread (see `method_receiver`)";
    MethodReceiver = "method_receiver" N (Word) -> Word, READS, "after `get_method`: the receiver, or NULL where the method is bound";
    SetAttr = "set_attr" N (Word, Word, Word) -> Status, ANY, "object, name, value";
    DelAttr = "del_attr" N (Word, Word) -> Status, ANY, "object, name";
    SuperAttr = "super_attr" F (Word, Word, Word, Word, I64) -> Word, ANY, "global super, class, self, name, argument of `LOAD_SUPER_ATTR`; receiver as for `get_method`";
    LoadSpecial = "load_special" F (Word, I64) -> Word, ANY, "`LOAD_SPECIAL`; receiver as for `get_method`";
    LoadGlobal = "load_global" F (Word) -> Word, ANY, "name";
    StoreGlobal = "store_global" F (Word, Word) -> Status, ANY, "name, value";
    DeleteGlobal = "delete_global" F (Word) -> Status, ANY, "name";
    LoadName = "load_name" F (Word) -> Word, ANY, "name";
    StoreName = "store_name" F (Word, Word) -> Status, ANY, "name, value";
    DeleteName = "delete_name" F (Word) -> Status, ANY, "name";
    LoadLocals = "load_locals" F () -> Word, READS | RAISES, "the namespace";
    LoadFromDictOrGlobals = "load_from_dict_or_globals" F (Word, Word) -> Word, ANY, "mapping, name";
    LoadFromDictOrDeref = "load_from_dict_or_deref" F (Word, Word, I64) -> Word, ANY, "mapping, cell, local index";
    SetupAnnotations = "setup_annotations" F () -> Status, ANY, "`SETUP_ANNOTATIONS`";
    LoadBuildClass = "load_build_class" F () -> Word, ANY, "`LOAD_BUILD_CLASS`";
    LoadCommonConstant = "load_common_constant" N (I64) -> Word, ANY, "`LOAD_COMMON_CONSTANT`";
    UnboundLocal = "unbound_local" F (I64) -> Status, RAISES | ALLOCATES, "raises UnboundLocalError for a local";
    NewCell = "new_cell" N (Word) -> Word, RAISES | ALLOCATES, "content, perhaps UNBOUND";
    FreeVariable = "free_variable" F (I64) -> Word, READS, "a cell of the function's closure";
    CellGet = "cell_get" F (Word, I64) -> Word, READS | RAISES, "cell, local index for the error";
    CellSet = "cell_set" N (Word, Word) -> Status, WRITES | CALLS, "cell, value; never raises";
    CellDelete = "cell_delete" F (Word, I64) -> Status, WRITES | CALLS | RAISES, "cell, local index for the error";
    Call = "call" F (Word, Word; V) -> Word, ANY, "callable, self or NULL, arguments";
    CallNative = "call_native" F (Word; V) -> Word, ANY, "a native function that is bound to nothing, arguments";
    Ord = "ord" N (Word) -> Word, ANY, "`ord(character)`";
    IsInstance = "is_instance" N (Word, Word) -> Truth, ANY, "`isinstance(object, class or tuple)`";
    CallMethod = "call_method" F (Word, Word; V) -> Word, ANY, "method descriptor, receiver of its class, arguments";
    CallKeywords = "call_keywords" F (Word, Word, Word; V) -> Word, ANY, "callable, self or NULL, names, arguments";
    CallEx = "call_ex" F (Word, Word, Word) -> Word, ANY, "callable, iterable, mapping or NULL";
    Intrinsic1 = "intrinsic_1" F (Word, I64) -> Word, ANY, "`CALL_INTRINSIC_1`";
    Intrinsic2 = "intrinsic_2" F (Word, Word, I64) -> Word, ANY, "`CALL_INTRINSIC_2`";
    NewInstance = "new_instance" N (Word) -> Word, RAISES | ALLOCATES, "a plain instance of a class, without `__init__`";
    NewException = "new_exception" N (Word; V) -> Word, RAISES | ALLOCATES, "an exception of a class from its arguments, without `__init__`";
    NewGenerator = "new_generator" N (Word; V) -> Word, RAISES | ALLOCATES, "what a call of a generator function gives: function, one word per parameter";
    CheckInit = "check_init" N (Word) -> Status, RAISES | ALLOCATES, "raises TypeError where `__init__` did not return None";
    BuildList = "build_list" N (; V) -> Word, RAISES | ALLOCATES, "items";
    BuildTuple = "build_tuple" N (; V) -> Word, RAISES | ALLOCATES, "items";
    BuildSet = "build_set" N (; V) -> Word, ANY, "items";
    BuildMap = "build_map" N (; V) -> Word, ANY, "keys and values in turn";
    BuildString = "build_string" N (; V) -> Word, RAISES | ALLOCATES, "strs";
    BuildSlice = "build_slice" N (Word, Word, Word) -> Word, RAISES | ALLOCATES, "start, stop, step";
    BuildTemplate = "build_template" N (Word, Word) -> Word, ANY, "strings, interpolations";
    BuildInterpolation = "build_interpolation" N (Word, Word, Word, I64) -> Word, ANY, "value, text, spec or NULL, argument";
    ConvertValue = "convert_value" N (Word, I64) -> Word, ANY, "`!s`, `!r`, `!a`";
    FormatSimple = "format_simple" N (Word) -> Word, ANY, "`format(x, '')`";
    FormatWithSpec = "format_with_spec" N (Word, Word) -> Word, ANY, "value, spec";
    ListAppend = "list_append" N (Word, Word) -> Status, WRITES | RAISES | ALLOCATES, "exact list, item";
    ListPop = "list_pop" N (Word, I64) -> Word, READS | WRITES | RAISES | ALLOCATES, "exact list, index: `list.pop`";
    ListInsert = "list_insert" N (Word, I64, Word) -> Status, READS | WRITES | RAISES | ALLOCATES, "exact list, index, item: `list.insert`";
    DictContains = "dict_contains" N (Word, Word) -> Truth, ANY, "exact dict, key";
    DictGetOr = "dict_get_or" N (Word, Word, Word) -> Word, ANY, "exact dict, key, default: `dict.get`";
    DictPopOr = "dict_pop_or" N (Word, Word, Word) -> Word, ANY, "exact dict, key, default: `dict.pop`";
    ListExtend = "list_extend" N (Word, Word) -> Status, ANY, "list, iterable";
    ListToTuple = "list_to_tuple" N (Word) -> Word, RAISES | ALLOCATES, "exact list";
    SetAdd = "set_add" N (Word, Word) -> Status, ANY, "set, item";
    SetUpdate = "set_update" N (Word, Word) -> Status, ANY, "set, iterable";
    MapAdd = "map_add" N (Word, Word, Word) -> Status, ANY, "dict, key, value";
    DictUpdate = "dict_update" N (Word, Word) -> Status, ANY, "dict, mapping";
    DictMerge = "dict_merge" N (Word, Word, Word) -> Status, ANY, "dict, mapping, callable for the error";
    GetIter = "get_iter" N (Word) -> Word, ANY, "`iter(x)`";
    IterNext = "iter_next" N (Word) -> Word, ANY, "next item; UNBOUND at the end, NULL where it raised";
    IsPairIterator = "is_pair_iterator" N (Word) -> Truth, PURE, "an exact `enumerate`, a `zip` of two or an iterator over a dict's items; never raises";
    NextPair = "next_pair" N (Word) -> Truth, ANY, "whether a pair iterator gave one more pair, which is left in the thread";
    Unpack = "unpack" N (Word, I64) -> Word, ANY, "a tuple of exactly that many items of an iterable";
    UnpackEx = "unpack_ex" N (Word, I64) -> Word, ANY, "a tuple of what `UNPACK_EX` gives, in order";
    Length = "length" N (Word) -> Word, ANY, "`len(x)`";
    MatchMapping = "match_mapping" N (Word) -> Truth, READS, "never raises";
    MatchSequence = "match_sequence" N (Word) -> Truth, READS, "never raises";
    MatchKeys = "match_keys" N (Word, Word) -> Word, ANY, "subject, keys";
    MatchClass = "match_class" N (Word, Word, Word, I64) -> Word, ANY, "subject, class, names, number of positional patterns";
    MakeFunction = "make_function" F (Word) -> Word, RAISES | ALLOCATES, "code";
    SetFunctionAttribute = "set_function_attribute" N (Word, Word, I64) -> Status, WRITES | CALLS, "function, attribute, which; never raises";
    ImportName = "import_name" F (Word, Word, Word) -> Word, ANY, "name, level, fromlist";
    ImportFrom = "import_from" N (Word, Word) -> Word, ANY, "module, name";
    GetAwaitable = "get_awaitable" N (Word, I64) -> Word, ANY, "`GET_AWAITABLE`";
    GetAiter = "get_aiter" N (Word) -> Word, ANY, "`GET_AITER`";
    GetAnext = "get_anext" N (Word) -> Word, ANY, "`GET_ANEXT`";
    GetYieldFromIter = "get_yield_from_iter" F (Word) -> Word, ANY, "`GET_YIELD_FROM_ITER`";
    Send = "send" N (Word, Word) -> Word, ANY, "receiver, value; whether the receiver returned is left in the thread (see `send_returned`)";
    SendReturned = "send_returned" N () -> Truth, READS, "after `send`: whether the receiver is done; never raises";
    PushExcInfo = "push_exc_info" N (Word) -> Word, READS | WRITES, "makes the exception the handled one and gives the one before";
    PopExcept = "pop_except" N (Word) -> Status, WRITES | CALLS, "restores the exception handled before; never raises";
    CheckExcMatch = "check_exc_match" N (Word, Word) -> Truth, ANY, "exception, class";
    CheckEgMatch = "check_eg_match" N (Word, Word) -> Word, ANY, "a tuple of rest and match";
    Raise = "raise" N (Word, Word) -> Status, ANY, "exception and cause, NULL where absent; always answers -1";
    Reraise = "reraise" N (Word) -> Status, RAISES, "always answers -1; the traceback stays as it is";
    WithExceptStart = "with_except_start" F (Word, Word, Word) -> Word, ANY, "exit, self or NULL, exception";
    IsStopIteration = "is_stop_iteration" N (Word) -> Truth, READS, "never raises";
    IsStopAsyncIteration = "is_stop_async_iteration" N (Word) -> Truth, READS, "never raises";
    StopIterationValue = "stop_iteration_value" N (Word) -> Word, READS, "value of a StopIteration";
    CaughtException = "caught_exception" N () -> Word, WRITES, "takes the raised exception from the thread";
    EvalBreaker = "eval_breaker" F () -> Status, ANY, "does what is due: signals, collections, thread switches";
    FloatFloorDivide = "float_floor_divide" N (F64, F64) -> F64, PURE, "divisor not zero";
    FloatRemainder = "float_remainder" N (F64, F64) -> F64, PURE, "divisor not zero";
    BoxBigInt = "box_big_int" N (I64) -> Word, ALLOCATES, "an int beyond 63 bits; made by the code generator alone, as the rows below";
    BoxHeapFloat = "box_heap_float" N (F64) -> Word, ALLOCATES, "a float without immediate form";
    GiveUp = "give_up" N (Own) -> Status, WRITES | CALLS, "destroys an object by its last reference; never raises";
    NewPlain = "new_plain" N (Word) -> Word, ALLOCATES, "an instance of a class whose layout the compiler knows";
    NewRangeIterator = "new_range_iterator" N (I64, I64, I64) -> Word, ALLOCATES, "current, step, remaining";
    NewListIterator = "new_list_iterator" N (Own, I64) -> Word, ALLOCATES, "exact list, index";
    NewTupleIterator = "new_tuple_iterator" N (Own, I64) -> Word, ALLOCATES, "exact tuple, index";
    NewMethod = "new_method" N (Own, Own) -> Word, ALLOCATES, "function, receiver";
    NewTuple = "new_tuple" N (; V) -> Word, ALLOCATES, "items, whose references are taken";
    Exit = "exit" F (I64, I64, I64) -> Word, ANY, "the address of the unit's table, the number of an exit, the address of its live values, one word each: rebuilds the frame. What it gives is what the unit returns";
    StackOverflow = "stack_overflow" F (I64) -> Word, RAISES | ALLOCATES, "gives that many arguments in a frame that was not entered up and raises RecursionError";
    FrameShared = "frame_shared" F () -> Truth, WRITES, "whether somebody else holds the frame's object; if not, the frame lets go of it; never raises";
    TracebackHere = "traceback_here" F () -> Status, WRITES | ALLOCATES, "adds the frame to the traceback of the raised exception; never raises";
    UnknownOpcode = "unknown_opcode" N () -> Status, RAISES | ALLOCATES, "SystemError";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for &helper in Helper::ALL {
            assert_eq!(Helper::from_name(helper.info().name), Some(helper));
        }
    }

    #[test]
    fn truths_and_words_that_raise_can_say_so() {
        for &helper in Helper::ALL {
            let info = helper.info();
            if info.effects & CALLS != 0 && info.answer == Answer::Word {
                assert!(info.may_raise(), "{} runs Python code but cannot raise", info.name);
            }
        }
    }
}
