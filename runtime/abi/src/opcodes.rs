//! CPython 3.14's bytecode: one row per opcode.
//!
//! Numbers, inline cache sizes and stack effects are those of CPython 3.14 (`Lib/_opcode_metadata.py`,
//! `dis.stack_effect`), so code objects travel both ways through marshal. The interpreter and the
//! MIR builder both match over [`Op`] without a wildcard arm, which is what makes a new row fail the
//! build until both know it. Instrumented and specialised opcodes never occur in stored code objects
//! and have no row.

/// How an opcode changes the height of the operand stack, without jumping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A constant change.
    Fixed(i32),
    /// `.0 + .1 * oparg`
    Linear(i32, i32),
    /// `.0 + .1 * (oparg & 1)`
    LowBit(i32, i32),
    /// `UNPACK_EX`: `(oparg & 0xFF) + (oparg >> 8)`
    UnpackEx,
}

impl Effect {
    /// The change in stack height for `oparg`.
    pub const fn of(self, oparg: u32) -> i32 {
        match self {
            Effect::Fixed(n) => n,
            Effect::Linear(base, k) => base + k * oparg as i32,
            Effect::LowBit(base, k) => base + k * (oparg & 1) as i32,
            Effect::UnpackEx => ((oparg & 0xFF) + (oparg >> 8)) as i32,
        }
    }
}

/// No flags: the opcode takes no argument.
pub const PLAIN: u8 = 0;
/// The opcode uses its argument.
pub const ARG: u8 = 1;
/// The argument indexes `co_consts`.
pub const CONST: u8 = 2;
/// The argument (perhaps shifted) indexes `co_names`.
pub const NAME: u8 = 4;
/// The argument is a relative jump, in code units.
pub const JUMP: u8 = 8;
/// The argument indexes the localsplus array as a cell or free variable.
pub const FREE: u8 = 16;
/// The argument (perhaps a pair of nibbles) indexes the localsplus array.
pub const LOCAL: u8 = 32;

macro_rules! opcodes {
    ($($name:ident = $number:literal, $caches:literal, $effect:expr, $flags:expr;)*) => {
        /// An opcode of CPython 3.14.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Op { $($name = $number),* }

        impl Op {
            /// Every opcode, by rising number.
            pub const ALL: &[Op] = &[$(Op::$name),*];

            /// The opcode with this number, if there is one.
            pub const fn from_number(number: u8) -> Option<Op> {
                match number { $($number => Some(Op::$name),)* _ => None }
            }

            /// The name CPython gives it.
            pub const fn name(self) -> &'static str {
                match self { $(Op::$name => stringify!($name)),* }
            }

            /// How many 16-bit inline cache units follow the instruction.
            pub const fn caches(self) -> usize {
                match self { $(Op::$name => $caches),* }
            }

            /// The change in stack height when the instruction does not jump.
            pub const fn effect(self) -> Effect {
                match self { $(Op::$name => $effect),* }
            }

            /// What the argument means: a union of the flags of this module.
            pub const fn flags(self) -> u8 {
                match self { $(Op::$name => $flags),* }
            }
        }
    };
}

opcodes! {
    CACHE = 0, 0, Effect::Fixed(0), PLAIN;
    BINARY_SLICE = 1, 0, Effect::Fixed(-2), PLAIN;
    BUILD_TEMPLATE = 2, 0, Effect::Fixed(-1), PLAIN;
    CALL_FUNCTION_EX = 4, 0, Effect::Fixed(-3), PLAIN;
    CHECK_EG_MATCH = 5, 0, Effect::Fixed(0), PLAIN;
    CHECK_EXC_MATCH = 6, 0, Effect::Fixed(0), PLAIN;
    CLEANUP_THROW = 7, 0, Effect::Fixed(-1), PLAIN;
    DELETE_SUBSCR = 8, 0, Effect::Fixed(-2), PLAIN;
    END_FOR = 9, 0, Effect::Fixed(-1), PLAIN;
    END_SEND = 10, 0, Effect::Fixed(-1), PLAIN;
    EXIT_INIT_CHECK = 11, 0, Effect::Fixed(-1), PLAIN;
    FORMAT_SIMPLE = 12, 0, Effect::Fixed(0), PLAIN;
    FORMAT_WITH_SPEC = 13, 0, Effect::Fixed(-1), PLAIN;
    GET_AITER = 14, 0, Effect::Fixed(0), PLAIN;
    GET_ANEXT = 15, 0, Effect::Fixed(1), PLAIN;
    GET_ITER = 16, 0, Effect::Fixed(0), PLAIN;
    GET_LEN = 18, 0, Effect::Fixed(1), PLAIN;
    GET_YIELD_FROM_ITER = 19, 0, Effect::Fixed(0), PLAIN;
    INTERPRETER_EXIT = 20, 0, Effect::Fixed(-1), PLAIN;
    LOAD_BUILD_CLASS = 21, 0, Effect::Fixed(1), PLAIN;
    LOAD_LOCALS = 22, 0, Effect::Fixed(1), PLAIN;
    MAKE_FUNCTION = 23, 0, Effect::Fixed(0), PLAIN;
    MATCH_KEYS = 24, 0, Effect::Fixed(1), PLAIN;
    MATCH_MAPPING = 25, 0, Effect::Fixed(1), PLAIN;
    MATCH_SEQUENCE = 26, 0, Effect::Fixed(1), PLAIN;
    NOP = 27, 0, Effect::Fixed(0), PLAIN;
    NOT_TAKEN = 28, 0, Effect::Fixed(0), PLAIN;
    POP_EXCEPT = 29, 0, Effect::Fixed(-1), PLAIN;
    POP_ITER = 30, 0, Effect::Fixed(-1), PLAIN;
    POP_TOP = 31, 0, Effect::Fixed(-1), PLAIN;
    PUSH_EXC_INFO = 32, 0, Effect::Fixed(1), PLAIN;
    PUSH_NULL = 33, 0, Effect::Fixed(1), PLAIN;
    RETURN_GENERATOR = 34, 0, Effect::Fixed(1), PLAIN;
    RETURN_VALUE = 35, 0, Effect::Fixed(0), PLAIN;
    SETUP_ANNOTATIONS = 36, 0, Effect::Fixed(0), PLAIN;
    STORE_SLICE = 37, 0, Effect::Fixed(-4), PLAIN;
    STORE_SUBSCR = 38, 1, Effect::Fixed(-3), PLAIN;
    TO_BOOL = 39, 3, Effect::Fixed(0), PLAIN;
    UNARY_INVERT = 40, 0, Effect::Fixed(0), PLAIN;
    UNARY_NEGATIVE = 41, 0, Effect::Fixed(0), PLAIN;
    UNARY_NOT = 42, 0, Effect::Fixed(0), PLAIN;
    WITH_EXCEPT_START = 43, 0, Effect::Fixed(1), PLAIN;
    BINARY_OP = 44, 5, Effect::Fixed(-1), ARG;
    BUILD_INTERPOLATION = 45, 0, Effect::LowBit(-1, -1), ARG;
    BUILD_LIST = 46, 0, Effect::Linear(1, -1), ARG;
    BUILD_MAP = 47, 0, Effect::Linear(1, -2), ARG;
    BUILD_SET = 48, 0, Effect::Linear(1, -1), ARG;
    BUILD_SLICE = 49, 0, Effect::Linear(1, -1), ARG;
    BUILD_STRING = 50, 0, Effect::Linear(1, -1), ARG;
    BUILD_TUPLE = 51, 0, Effect::Linear(1, -1), ARG;
    CALL = 52, 3, Effect::Linear(-1, -1), ARG;
    CALL_INTRINSIC_1 = 53, 0, Effect::Fixed(0), ARG;
    CALL_INTRINSIC_2 = 54, 0, Effect::Fixed(-1), ARG;
    CALL_KW = 55, 3, Effect::Linear(-2, -1), ARG;
    COMPARE_OP = 56, 1, Effect::Fixed(-1), ARG;
    CONTAINS_OP = 57, 1, Effect::Fixed(-1), ARG;
    CONVERT_VALUE = 58, 0, Effect::Fixed(0), ARG;
    COPY = 59, 0, Effect::Fixed(1), ARG;
    COPY_FREE_VARS = 60, 0, Effect::Fixed(0), ARG;
    DELETE_ATTR = 61, 0, Effect::Fixed(-1), ARG | NAME;
    DELETE_DEREF = 62, 0, Effect::Fixed(0), ARG | FREE;
    DELETE_FAST = 63, 0, Effect::Fixed(0), ARG | LOCAL;
    DELETE_GLOBAL = 64, 0, Effect::Fixed(0), ARG | NAME;
    DELETE_NAME = 65, 0, Effect::Fixed(0), ARG | NAME;
    DICT_MERGE = 66, 0, Effect::Fixed(-1), ARG;
    DICT_UPDATE = 67, 0, Effect::Fixed(-1), ARG;
    END_ASYNC_FOR = 68, 0, Effect::Fixed(-2), ARG | JUMP;
    EXTENDED_ARG = 69, 0, Effect::Fixed(0), ARG;
    FOR_ITER = 70, 1, Effect::Fixed(1), ARG | JUMP;
    GET_AWAITABLE = 71, 0, Effect::Fixed(0), ARG;
    IMPORT_FROM = 72, 0, Effect::Fixed(1), ARG | NAME;
    IMPORT_NAME = 73, 0, Effect::Fixed(-1), ARG | NAME;
    IS_OP = 74, 0, Effect::Fixed(-1), ARG;
    JUMP_BACKWARD = 75, 1, Effect::Fixed(0), ARG | JUMP;
    JUMP_BACKWARD_NO_INTERRUPT = 76, 0, Effect::Fixed(0), ARG | JUMP;
    JUMP_FORWARD = 77, 0, Effect::Fixed(0), ARG | JUMP;
    LIST_APPEND = 78, 0, Effect::Fixed(-1), ARG;
    LIST_EXTEND = 79, 0, Effect::Fixed(-1), ARG;
    LOAD_ATTR = 80, 9, Effect::LowBit(0, 1), ARG | NAME;
    LOAD_COMMON_CONSTANT = 81, 0, Effect::Fixed(1), ARG;
    LOAD_CONST = 82, 0, Effect::Fixed(1), ARG | CONST;
    LOAD_DEREF = 83, 0, Effect::Fixed(1), ARG | LOCAL;
    LOAD_FAST = 84, 0, Effect::Fixed(1), ARG | LOCAL;
    LOAD_FAST_AND_CLEAR = 85, 0, Effect::Fixed(1), ARG | LOCAL;
    LOAD_FAST_BORROW = 86, 0, Effect::Fixed(1), ARG | LOCAL;
    LOAD_FAST_BORROW_LOAD_FAST_BORROW = 87, 0, Effect::Fixed(2), ARG | LOCAL;
    LOAD_FAST_CHECK = 88, 0, Effect::Fixed(1), ARG | LOCAL;
    LOAD_FAST_LOAD_FAST = 89, 0, Effect::Fixed(2), ARG | LOCAL;
    LOAD_FROM_DICT_OR_DEREF = 90, 0, Effect::Fixed(0), ARG | FREE;
    LOAD_FROM_DICT_OR_GLOBALS = 91, 0, Effect::Fixed(0), ARG | NAME;
    LOAD_GLOBAL = 92, 4, Effect::LowBit(1, 1), ARG | NAME;
    LOAD_NAME = 93, 0, Effect::Fixed(1), ARG | NAME;
    LOAD_SMALL_INT = 94, 0, Effect::Fixed(1), ARG;
    LOAD_SPECIAL = 95, 0, Effect::Fixed(1), ARG;
    LOAD_SUPER_ATTR = 96, 1, Effect::LowBit(-2, 1), ARG | NAME;
    MAKE_CELL = 97, 0, Effect::Fixed(0), ARG | FREE;
    MAP_ADD = 98, 0, Effect::Fixed(-2), ARG;
    MATCH_CLASS = 99, 0, Effect::Fixed(-2), ARG;
    POP_JUMP_IF_FALSE = 100, 1, Effect::Fixed(-1), ARG | JUMP;
    POP_JUMP_IF_NONE = 101, 1, Effect::Fixed(-1), ARG | JUMP;
    POP_JUMP_IF_NOT_NONE = 102, 1, Effect::Fixed(-1), ARG | JUMP;
    POP_JUMP_IF_TRUE = 103, 1, Effect::Fixed(-1), ARG | JUMP;
    RAISE_VARARGS = 104, 0, Effect::Linear(0, -1), ARG;
    RERAISE = 105, 0, Effect::Fixed(-1), ARG;
    SEND = 106, 1, Effect::Fixed(0), ARG | JUMP;
    SET_ADD = 107, 0, Effect::Fixed(-1), ARG;
    SET_FUNCTION_ATTRIBUTE = 108, 0, Effect::Fixed(-1), ARG;
    SET_UPDATE = 109, 0, Effect::Fixed(-1), ARG;
    STORE_ATTR = 110, 4, Effect::Fixed(-2), ARG | NAME;
    STORE_DEREF = 111, 0, Effect::Fixed(-1), ARG | FREE;
    STORE_FAST = 112, 0, Effect::Fixed(-1), ARG | LOCAL;
    STORE_FAST_LOAD_FAST = 113, 0, Effect::Fixed(0), ARG | LOCAL;
    STORE_FAST_STORE_FAST = 114, 0, Effect::Fixed(-2), ARG | LOCAL;
    STORE_GLOBAL = 115, 0, Effect::Fixed(-1), ARG | NAME;
    STORE_NAME = 116, 0, Effect::Fixed(-1), ARG | NAME;
    SWAP = 117, 0, Effect::Fixed(0), ARG;
    UNPACK_EX = 118, 0, Effect::UnpackEx, ARG;
    UNPACK_SEQUENCE = 119, 1, Effect::Linear(-1, 1), ARG;
    YIELD_VALUE = 120, 0, Effect::Fixed(0), ARG;
    RESUME = 128, 0, Effect::Fixed(0), ARG;
}

/// Functions of `CALL_INTRINSIC_1`.
pub mod intrinsic1 {
    pub const INVALID: u32 = 0;
    pub const PRINT: u32 = 1;
    pub const IMPORT_STAR: u32 = 2;
    pub const STOPITERATION_ERROR: u32 = 3;
    pub const ASYNC_GEN_WRAP: u32 = 4;
    pub const UNARY_POSITIVE: u32 = 5;
    pub const LIST_TO_TUPLE: u32 = 6;
    pub const TYPEVAR: u32 = 7;
    pub const PARAMSPEC: u32 = 8;
    pub const TYPEVARTUPLE: u32 = 9;
    pub const SUBSCRIPT_GENERIC: u32 = 10;
    pub const TYPEALIAS: u32 = 11;
}

/// Functions of `CALL_INTRINSIC_2`.
pub mod intrinsic2 {
    pub const INVALID: u32 = 0;
    pub const PREP_RERAISE_STAR: u32 = 1;
    pub const TYPEVAR_WITH_BOUND: u32 = 2;
    pub const TYPEVAR_WITH_CONSTRAINTS: u32 = 3;
    pub const SET_FUNCTION_TYPE_PARAMS: u32 = 4;
    pub const SET_TYPEPARAM_DEFAULT: u32 = 5;
}

macro_rules! binary_ops {
    ($($name:ident = $number:literal, $symbol:literal;)*) => {
        /// The argument of `BINARY_OP`.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum BinaryOp { $($name = $number),* }

        impl BinaryOp {
            /// Every operator, by rising number.
            pub const ALL: &[BinaryOp] = &[$(BinaryOp::$name),*];

            /// The operator with this number, if there is one.
            pub const fn from_number(number: u8) -> Option<BinaryOp> {
                match number { $($number => Some(BinaryOp::$name),)* _ => None }
            }

            /// The operator as it is written.
            pub const fn symbol(self) -> &'static str {
                match self { $(BinaryOp::$name => $symbol),* }
            }
        }
    };
}

binary_ops! {
    ADD = 0, "+";
    AND = 1, "&";
    FLOOR_DIVIDE = 2, "//";
    LSHIFT = 3, "<<";
    MATRIX_MULTIPLY = 4, "@";
    MULTIPLY = 5, "*";
    REMAINDER = 6, "%";
    OR = 7, "|";
    POWER = 8, "**";
    RSHIFT = 9, ">>";
    SUBTRACT = 10, "-";
    TRUE_DIVIDE = 11, "/";
    XOR = 12, "^";
    INPLACE_ADD = 13, "+=";
    INPLACE_AND = 14, "&=";
    INPLACE_FLOOR_DIVIDE = 15, "//=";
    INPLACE_LSHIFT = 16, "<<=";
    INPLACE_MATRIX_MULTIPLY = 17, "@=";
    INPLACE_MULTIPLY = 18, "*=";
    INPLACE_REMAINDER = 19, "%=";
    INPLACE_OR = 20, "|=";
    INPLACE_POWER = 21, "**=";
    INPLACE_RSHIFT = 22, ">>=";
    INPLACE_SUBTRACT = 23, "-=";
    INPLACE_TRUE_DIVIDE = 24, "/=";
    INPLACE_XOR = 25, "^=";
    SUBSCR = 26, "[]";
}

/// The comparison of `COMPARE_OP`: `oparg >> 5`. Bit 4 of the oparg asks for a bool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Comparison {
    Lt = 0,
    Le = 1,
    Eq = 2,
    Ne = 3,
    Gt = 4,
    Ge = 5,
}

impl Comparison {
    /// Every comparison, by rising number.
    pub const ALL: [Comparison; 6] =
        [Comparison::Lt, Comparison::Le, Comparison::Eq, Comparison::Ne, Comparison::Gt, Comparison::Ge];

    /// The operator as it is written.
    pub const fn symbol(self) -> &'static str {
        ["<", "<=", "==", "!=", ">", ">="][self as usize]
    }

    /// Whether it holds for values in this order.
    pub const fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Comparison::Lt => order.is_lt(),
            Comparison::Le => order.is_le(),
            Comparison::Eq => order.is_eq(),
            Comparison::Ne => order.is_ne(),
            Comparison::Gt => order.is_gt(),
            Comparison::Ge => order.is_ge(),
        }
    }

    /// The comparison that holds for `(b, a)` when this one holds for `(a, b)`.
    pub const fn swapped(self) -> Comparison {
        [Comparison::Gt, Comparison::Ge, Comparison::Eq, Comparison::Ne, Comparison::Lt, Comparison::Le][self as usize]
    }
}

/// Bits of `co_flags`.
pub mod code_flags {
    pub const OPTIMIZED: u32 = 1;
    pub const NEWLOCALS: u32 = 2;
    pub const VARARGS: u32 = 4;
    pub const VARKEYWORDS: u32 = 8;
    pub const NESTED: u32 = 16;
    pub const GENERATOR: u32 = 32;
    pub const COROUTINE: u32 = 128;
    pub const ITERABLE_COROUTINE: u32 = 256;
    pub const ASYNC_GENERATOR: u32 = 512;
    pub const FUTURE_BARRY_AS_BDFL: u32 = 0x40_0000;
    pub const FUTURE_GENERATOR_STOP: u32 = 0x80_0000;
    pub const FUTURE_ANNOTATIONS: u32 = 0x100_0000;
    pub const HAS_DOCSTRING: u32 = 0x400_0000;
    pub const METHOD: u32 = 0x800_0000;
}

/// Bits of the localsplus kinds (`co_localspluskinds` in marshal).
pub mod local_kind {
    pub const ARG_POS: u8 = 0x02;
    pub const ARG_KW: u8 = 0x04;
    pub const ARG_VAR: u8 = 0x08;
    pub const HIDDEN: u8 = 0x10;
    pub const LOCAL: u8 = 0x20;
    pub const CELL: u8 = 0x40;
    pub const FREE: u8 = 0x80;
}

/// Arguments of `RESUME` (low two bits).
pub mod resume {
    pub const AT_FUNC_START: u32 = 0;
    pub const AFTER_YIELD: u32 = 1;
    pub const AFTER_YIELD_FROM: u32 = 2;
    pub const AFTER_AWAIT: u32 = 3;
}

/// The argument of `LOAD_COMMON_CONSTANT`.
pub mod common_constant {
    pub const ASSERTION_ERROR: u32 = 0;
    pub const NOT_IMPLEMENTED_ERROR: u32 = 1;
    pub const BUILTIN_TUPLE: u32 = 2;
    pub const BUILTIN_ALL: u32 = 3;
    pub const BUILTIN_ANY: u32 = 4;
}

/// The argument of `LOAD_SPECIAL`, by index.
pub const SPECIAL_METHODS: [&str; 4] = ["__enter__", "__exit__", "__aenter__", "__aexit__"];

/// The `.pyc` magic number of CPython 3.14.
pub const PYC_MAGIC: [u8; 4] = [43, 14, 13, 10];
