//! The instructions of MIR: one row of [`insns!`] each.
//!
//! ```text
//! Name = "name" make_name(operand: kind, …) [..rest] Immediate -> Result Type, effects, ownership, exit, "doc";
//! ```
//!
//! Operand kinds: `W` a borrowed tagged word, `O` a tagged word whose reference is consumed, `I` an i64,
//! `F` an f64, `B` a bool, `X` anything (what it is follows from the immediate). From a row come the
//! [`Opcode`], its [`Row`] (which printer, parser, verifier and passes read) and a constructor in [`make`].

use taipan_abi::exits::ExitReason;
use taipan_abi::helpers::effect::{ALLOCATES, ANY, CALLS, PURE, RAISES, READS, WRITES};
use taipan_abi::helpers::{Answer, Helper, Operand};
use taipan_abi::layout::{ClassId, Field, InstanceLayout};
use taipan_abi::opcodes::Comparison;

use super::func::{InstData, Value};
use super::types::{Type, bits};

/// How a value is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repr {
    Word,
    I64,
    F64,
    Bool,
}

impl Repr {
    pub const fn name(self) -> &'static str {
        match self {
            Repr::Word => "word",
            Repr::I64 => "i64",
            Repr::F64 => "f64",
            Repr::Bool => "bool",
        }
    }

    pub fn from_name(name: &str) -> Option<Repr> {
        [Repr::Word, Repr::I64, Repr::F64, Repr::Bool].into_iter().find(|r| r.name() == name)
    }
}

/// What an operand must be, and what happens to its reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    W,
    O,
    I,
    F,
    B,
    X,
}

impl Kind {
    /// The representation; None where it depends on the immediate.
    pub const fn repr(self) -> Option<Repr> {
        match self {
            Kind::W | Kind::O => Some(Repr::Word),
            Kind::I => Some(Repr::I64),
            Kind::F => Some(Repr::F64),
            Kind::B => Some(Repr::Bool),
            Kind::X => None,
        }
    }
}

/// What comes out of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Out {
    Nothing,
    Word,
    I64,
    F64,
    Bool,
    /// As the helper answers.
    Helper,
}

/// Whose reference a word result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// Not counted at all.
    Plain,
    /// The result's reference belongs to the code.
    Owned,
    /// The same object as the first operand.
    Alias,
    /// Owned by memory: alive until something may change that memory.
    Inner,
    /// Owned by an immutable object, the first operand: alive as long as that is.
    Part,
    /// Kept alive by the unit.
    Static,
}

/// How an instruction may leave the straight path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    Never,
    /// A guard: exits to tier 0 at its frame state, for this reason.
    Guard(ExitReason),
    /// A guard whose reason is the immediate.
    GuardFor,
    /// May raise: goes to its handler, or unwinds from its frame state.
    Raise,
    /// As the helper's row says.
    Helper,
}

/// Immediate operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Imm {
    None,
    Int(i64),
    /// The bits of a double.
    Double(u64),
    /// An immediate tagged word.
    Word(u64),
    /// Index of [`super::Mir::constants`].
    Const(u32),
    Index(u32),
    /// Byte offset, and the shape that results (0: the same).
    Slot(u32, u32),
    Shape(u32),
    /// Up to four shapes; 0 where there are fewer.
    Shapes([u32; 4]),
    Layout(InstanceLayout),
    Class(ClassId),
    Field(Field),
    Helper(Helper),
    Compare(Comparison),
    Reason(ExitReason),
}

/// Which [`Imm`] an instruction takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImmKind {
    None,
    Int,
    Double,
    Word,
    Const,
    Index,
    Slot,
    Shape,
    Shapes,
    Layout,
    Class,
    Field,
    Helper,
    Compare,
    Reason,
}

impl Imm {
    pub const fn kind(self) -> ImmKind {
        match self {
            Imm::None => ImmKind::None,
            Imm::Int(_) => ImmKind::Int,
            Imm::Double(_) => ImmKind::Double,
            Imm::Word(_) => ImmKind::Word,
            Imm::Const(_) => ImmKind::Const,
            Imm::Index(_) => ImmKind::Index,
            Imm::Slot(..) => ImmKind::Slot,
            Imm::Shape(_) => ImmKind::Shape,
            Imm::Shapes(_) => ImmKind::Shapes,
            Imm::Layout(_) => ImmKind::Layout,
            Imm::Class(_) => ImmKind::Class,
            Imm::Field(_) => ImmKind::Field,
            Imm::Helper(_) => ImmKind::Helper,
            Imm::Compare(_) => ImmKind::Compare,
            Imm::Reason(_) => ImmKind::Reason,
        }
    }
}

/// All that the table says about an instruction.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub name: &'static str,
    pub operands: &'static [Kind],
    /// The kind of further operands, any number.
    pub rest: Option<Kind>,
    pub imm: ImmKind,
    pub out: Out,
    /// The widest type of the result.
    pub ty: Type,
    pub effects: u8,
    pub own: Own,
    pub leave: Leave,
    pub doc: &'static str,
}

macro_rules! insns {
    (@rest) => { None };
    (@rest $kind:ident) => { Some(Kind::$kind) };
    ($($name:ident = $text:literal $make:ident($($operand:ident: $kind:ident),*) $(..$rest:ident)? $imm:ident -> $out:ident $ty:expr, $effects:expr, $own:ident, $leave:expr, $doc:literal;)*) => {
        /// An instruction's operation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Opcode { $(#[doc = $doc] $name),* }

        const ROWS: &[Row] = &[$(Row {
            name: $text,
            operands: &[$(Kind::$kind),*],
            rest: insns!(@rest $($rest)?),
            imm: ImmKind::$imm,
            out: Out::$out,
            ty: $ty,
            effects: $effects,
            own: Own::$own,
            leave: $leave,
            doc: $doc,
        }),*];

        impl Opcode {
            pub const ALL: &[Opcode] = &[$(Opcode::$name),*];
        }

        /// Constructors of instructions, one per row.
        pub mod make {
            use super::{InstData, Opcode, Value};
            $(
                #[doc = $doc]
                pub fn $make($($operand: Value),*) -> InstData {
                    InstData::new(Opcode::$name, &[$($operand),*])
                }
            )*
        }
    };
}

impl Opcode {
    #[inline]
    pub fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    pub fn from_name(name: &str) -> Option<Opcode> {
        Opcode::ALL.iter().copied().find(|op| op.row().name == name)
    }

    pub fn is_guard(self) -> bool {
        matches!(self.row().leave, Leave::Guard(_) | Leave::GuardFor)
    }
}

use ExitReason as R;
use Leave::{Guard, GuardFor, Never, Raise};

insns! {
    ConstInt = "const_int" const_int() Int -> I64 Type::INT, PURE, Plain, Never, "an i64";
    ConstFloat = "const_float" const_float() Double -> F64 Type::FLOAT, PURE, Plain, Never, "an f64";
    ConstBool = "const_bool" const_bool() Int -> Bool Type::BOOL, PURE, Plain, Never, "0 or 1";
    ConstWord = "const_word" const_word() Word -> Word Type::ANY, PURE, Plain, Never, "an immediate tagged word";
    ConstObject = "const_object" const_object() Const -> Word Type::OBJECT, PURE, Static, Never, "an entry of the unit's table";
    Arg = "arg" arg() Index -> Word Type::of(bits::OBJECT | bits::UNBOUND), PURE, Owned, Never, "a word of localsplus as the caller bound it; entry block only";
    FrameLocal = "frame_local" frame_local() Index -> Word Type::of(bits::OBJECT | bits::UNBOUND), PURE, Owned, Never, "takes a local out of the tier 0 frame; entry blocks only";
    FrameStack = "frame_stack" frame_stack() Index -> Word Type::ANY, PURE, Owned, Never, "takes an operand out of the tier 0 frame; entry blocks only";
    FrameFunction = "frame_function" frame_function() None -> Word Type::of(bits::FUNCTION), PURE, Static, Never, "the running function";

    BoxInt = "box_int" box_int(value: I) None -> Word Type::INT, PURE, Owned, Never, "the tagged word; beyond 63 bits a heap int";
    BoxFloat = "box_float" box_float(value: F) None -> Word Type::FLOAT, PURE, Owned, Never, "the tagged word; for nan and extremes a heap float";
    BoxBool = "box_bool" box_bool(value: B) None -> Word Type::BOOL, PURE, Plain, Never, "True or False";
    UnboxInt = "unbox_int" unbox_int(word: W) None -> I64 Type::INT, PURE, Plain, Never, "of a small int";
    UnboxFloat = "unbox_float" unbox_float(word: W) None -> F64 Type::FLOAT, PURE, Plain, Never, "of an exact float, immediate or not";
    UnboxNumber = "unbox_number" unbox_number(word: W) None -> F64 Type::FLOAT, PURE, Plain, Never, "of a small int or an exact float, as a double";
    UnboxBool = "unbox_bool" unbox_bool(word: W) None -> Bool Type::BOOL, PURE, Plain, Never, "of a bool";
    IntSmall = "int_small" int_small(value: I) None -> I64 Type { bits: bits::SMALL_INT, fact: super::types::Fact::Range(taipan_abi::value::INT_MIN, taipan_abi::value::INT_MAX) }, PURE, Plain, Never, "the same number, known to be a small int";
    IntToFloat = "int_to_float" int_to_float(value: I) None -> F64 Type::FLOAT, PURE, Plain, Never, "rounded to nearest";
    FloatToInt = "float_to_int" float_to_int(value: F) None -> I64 Type::INT, PURE, Plain, Guard(R::FloatRange), "truncated; exits for nan and what i64 cannot hold";

    GuardInt = "guard_int" guard_int(word: W) None -> Word Type::INT, PURE, Alias, Guard(R::NotInt), "an int that fits an i64: in code, a small int. Where the operand is a box of an i64 the guard goes, so nothing may follow from it but that `unbox_int` works";
    GuardFloat = "guard_float" guard_float(word: W) None -> Word Type::FLOAT, PURE, Alias, Guard(R::NotFloat), "an exact float";
    GuardNumber = "guard_number" guard_number(word: W) None -> Word Type::of(bits::SMALL_INT | bits::FLOAT), PURE, Alias, Guard(R::NotFloat), "a small int or an exact float";
    GuardPlain = "guard_plain" guard_plain(word: W) None -> Nothing Type::NEVER, PURE, Plain, Guard(R::NotPlain), "no heap object";
    GuardBool = "guard_bool" guard_bool(word: W) None -> Word Type::BOOL, PURE, Alias, Guard(R::NotBool), "a bool";
    GuardClass = "guard_class" guard_class(word: W) Class -> Word Type::OBJECT, PURE, Alias, Guard(R::WrongClass), "a heap object of an exact builtin class";
    GuardShape = "guard_shape" guard_shape(word: W) Shape -> Word Type::OBJECT, READS, Alias, Guard(R::WrongShape), "an object of this shape";
    GuardShapes = "guard_shapes" guard_shapes(word: W) Shapes -> Word Type::OBJECT, READS, Alias, Guard(R::WrongShape), "an object of one of these shapes";
    GuardType = "guard_type" guard_type(word: W, class: W) None -> Word Type::OBJECT, READS, Alias, Guard(R::WrongClass), "a heap object whose class is exactly the second operand";
    GuardIs = "guard_is" guard_is(word: W, expected: W) None -> Word Type::ANY, PURE, Alias, Guard(R::WrongTarget), "the same word";
    GuardBound = "guard_bound" guard_bound(word: W) None -> Word Type::OBJECT, PURE, Alias, Guard(R::Unbound), "neither UNBOUND nor NULL";
    GuardLength = "guard_length" guard_length(word: W) Index -> Word Type::of(bits::TUPLE), PURE, Alias, Guard(R::WrongLength), "a tuple of this many items";
    GuardUnique = "guard_unique" guard_unique(word: W) None -> Word Type::OBJECT, READS, Alias, Guard(R::WrongClass), "a heap object to which nobody else holds a reference";
    GuardTrue = "guard_true" guard_true(condition: B) Reason -> Nothing Type::NEVER, PURE, Plain, GuardFor, "the condition holds";
    GuardIndex = "guard_index" guard_index(index: I, length: I) None -> I64 Type::INT, PURE, Plain, Guard(R::IndexRange), "0 <= index < length; the index";
    GuardValid = "guard_valid" guard_valid() None -> Nothing Type::NEVER, READS, Plain, Guard(R::Invalidated), "the unit's invariants still hold";

    IntAdd = "int_add" int_add(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Guard(R::IntOverflow), "a + b";
    IntSub = "int_sub" int_sub(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Guard(R::IntOverflow), "a - b";
    IntMul = "int_mul" int_mul(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Guard(R::IntOverflow), "a * b";
    IntNeg = "int_neg" int_neg(a: I) None -> I64 Type::INT, PURE, Plain, Guard(R::IntOverflow), "-a";
    IntAddFast = "int_add_fast" int_add_fast(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Never, "a + b, known to fit";
    IntSubFast = "int_sub_fast" int_sub_fast(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Never, "a - b, known to fit";
    IntMulFast = "int_mul_fast" int_mul_fast(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Never, "a * b, known to fit";
    IntNegFast = "int_neg_fast" int_neg_fast(a: I) None -> I64 Type::INT, PURE, Plain, Never, "-a, known to fit";
    IntFloorDiv = "int_floor_div" int_floor_div(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Guard(R::DivisionByZero), "a // b; exits for 0, and for min // -1";
    IntRem = "int_rem" int_rem(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Guard(R::DivisionByZero), "a % b with the divisor's sign; exits for 0";
    IntFloorDivFast = "int_floor_div_fast" int_floor_div_fast(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Never, "a // b, the divisor neither 0 nor -1";
    IntRemFast = "int_rem_fast" int_rem_fast(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Never, "a % b, the divisor neither 0 nor -1";
    IntTrueDiv = "int_true_div" int_true_div(a: I, b: I) None -> F64 Type::FLOAT, PURE, Plain, Guard(R::DivisionByZero), "a / b; exits for 0 and for operands beyond 2^53";
    IntAnd = "int_and" int_and(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Never, "a & b";
    IntOr = "int_or" int_or(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Never, "a | b";
    IntXor = "int_xor" int_xor(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Never, "a ^ b";
    IntNot = "int_not" int_not(a: I) None -> I64 Type::INT, PURE, Plain, Never, "~a";
    IntShl = "int_shl" int_shl(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Guard(R::ShiftRange), "a << b; exits unless 0 <= b < 63 and the result fits";
    IntShr = "int_shr" int_shr(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Guard(R::ShiftRange), "a >> min(b, 63); exits for negative counts";
    IntShrFast = "int_shr_fast" int_shr_fast(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Never, "a >> b, 0 <= b < 64";
    IntCmp = "int_cmp" int_cmp(a: I, b: I) Compare -> Bool Type::BOOL, PURE, Plain, Never, "compares signed";
    IntMin = "int_min" int_min(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Never, "the lesser";
    IntMax = "int_max" int_max(a: I, b: I) None -> I64 Type::INT, PURE, Plain, Never, "the greater";
    IntIndex = "int_index" int_index(index: I, length: I) None -> I64 Type::INT, PURE, Plain, Never, "index, plus length where it is negative";

    FloatAdd = "float_add" float_add(a: F, b: F) None -> F64 Type::FLOAT, PURE, Plain, Never, "a + b";
    FloatSub = "float_sub" float_sub(a: F, b: F) None -> F64 Type::FLOAT, PURE, Plain, Never, "a - b";
    FloatMul = "float_mul" float_mul(a: F, b: F) None -> F64 Type::FLOAT, PURE, Plain, Never, "a * b";
    FloatDiv = "float_div" float_div(a: F, b: F) None -> F64 Type::FLOAT, PURE, Plain, Guard(R::DivisionByZero), "a / b; exits for a zero divisor";
    FloatDivFast = "float_div_fast" float_div_fast(a: F, b: F) None -> F64 Type::FLOAT, PURE, Plain, Never, "a / b, the divisor not zero";
    FloatNeg = "float_neg" float_neg(a: F) None -> F64 Type::FLOAT, PURE, Plain, Never, "-a";
    FloatAbs = "float_abs" float_abs(a: F) None -> F64 Type::FLOAT, PURE, Plain, Never, "|a|";
    FloatSqrt = "float_sqrt" float_sqrt(a: F) None -> F64 Type::FLOAT, PURE, Plain, Guard(R::FloatRange), "the square root; exits for numbers below zero";
    FloatCmp = "float_cmp" float_cmp(a: F, b: F) Compare -> Bool Type::BOOL, PURE, Plain, Never, "compares; false with nan, but for !=";
    BoolNot = "bool_not" bool_not(a: B) None -> Bool Type::BOOL, PURE, Plain, Never, "the other";
    BoolEq = "bool_eq" bool_eq(a: B, b: B) None -> Bool Type::BOOL, PURE, Plain, Never, "both the same";
    WordEq = "word_eq" word_eq(a: W, b: W) None -> Bool Type::BOOL, PURE, Plain, Never, "the same word, NULL and UNBOUND included";

    ListLen = "list_len" list_len(list: W) None -> I64 Type { bits: bits::SMALL_INT, fact: super::types::Fact::Range(0, 1 << 48) }, READS, Plain, Never, "of an exact list";
    TupleLen = "tuple_len" tuple_len(tuple: W) None -> I64 Type { bits: bits::SMALL_INT, fact: super::types::Fact::Range(0, 1 << 48) }, PURE, Plain, Never, "of an exact tuple";
    ListItem = "list_item" list_item(list: W, index: I) None -> Word Type::OBJECT, READS, Inner, Never, "index in range";
    TupleItem = "tuple_item" tuple_item(tuple: W, index: I) None -> Word Type::OBJECT, PURE, Part, Never, "index in range";
    ListSet = "list_set" list_set(list: W, index: I, item: O) None -> Nothing Type::NEVER, READS | WRITES | CALLS, Plain, Never, "index in range; the old item is given up";
    ListPut = "list_put" list_put(list: W, index: I, item: O) None -> Nothing Type::NEVER, WRITES, Plain, Never, "index in range; the old item is no heap object";
    ListItems = "list_items" list_items(list: W) None -> I64 Type::INT, READS, Plain, Never, "the address of an exact list's items";
    ListItemAt = "list_item_at" list_item_at(list: W, items: I, index: I) None -> Word Type::OBJECT, READS, Inner, Never, "like list_item, with the address of the items";
    ListPutAt = "list_put_at" list_put_at(list: W, items: I, index: I, item: O) None -> Nothing Type::NEVER, WRITES, Plain, Never, "like list_put, with the address of the items";
    Rely = "rely" rely(length: I) None -> Nothing Type::NEVER, PURE, Plain, Never, "indices are within this length, which was read in front of the loop: nothing to do, but that it must not change";
    LoadSlot = "load_slot" load_slot(object: W) Slot -> Word Type::of(bits::OBJECT | bits::UNBOUND), READS, Inner, Never, "a word of an object at a byte offset";
    StoreSlot = "store_slot" store_slot(object: W, value: O) Slot -> Nothing Type::NEVER, READS | WRITES | CALLS, Plain, Never, "the old word is given up";
    AddSlot = "add_slot" add_slot(object: W, value: O) Slot -> Nothing Type::NEVER, WRITES, Plain, Never, "a slot that holds nothing yet; the object changes its shape";
    FunctionCode = "function_code" function_code(function: W) None -> Word Type::OBJECT, READS, Inner, Never, "the code object of a Python function";
    LoadField = "load_field" load_field(object: W) Field -> Word Type::OBJECT, READS, Inner, Never, "a word field of a builtin object";
    LoadFieldInt = "load_field_int" load_field_int(object: W) Field -> I64 Type::INT, READS, Plain, Never, "a raw field of a builtin object";
    StoreFieldInt = "store_field_int" store_field_int(object: W, value: I) Field -> Nothing Type::NEVER, WRITES, Plain, Never, "a raw field";
    TakeResult = "take_result" take_result() Index -> Word Type::OBJECT, READS | WRITES, Owned, Never, "takes a further result of the helper called last, which left one";
    New = "new" new() ..X Class -> Word Type::OBJECT, ALLOCATES, Owned, Never, "a builtin object from its fields in order (tuples: items); words are consumed";
    NewInstance = "new_instance" new_instance(class: W) Layout -> Word Type::of(bits::OTHER), ALLOCATES, Owned, Never, "a plain instance of a class of this layout, its attributes not set";
    CallHelper = "call" call() ..X Helper -> Helper Type::ANY, ANY, Owned, Leave::Helper, "a runtime helper; see its row";
    CallFunction = "call_function" call_function(function: W) ..O Index -> Word Type::OBJECT, ANY, Owned, Raise, "the compiled or interpreted code of a known Python function: the snapshot's index, one word per parameter";
    GuardQuiet = "guard_quiet" guard_quiet() None -> Nothing Type::NEVER, RAISES, Plain, Guard(R::Interrupted), "nothing is due: the eval breaker is 0. Never moved or merged";
    GuardUnobserved = "guard_unobserved" guard_unobserved() None -> Nothing Type::NEVER, READS, Plain, Guard(R::Observed), "nobody holds a frame object of the running frame, which would outlive it";

    GuardDepth = "guard_depth" guard_depth() Index -> Nothing Type::NEVER, PURE, Plain, Guard(R::TooDeep), "so many more frames may be entered behind this one";
    EnterInline = "enter_inline" enter_inline(function: W) Index -> Nothing Type::NEVER, RAISES, Plain, Never, "the frame of an inlined function becomes the innermost one; its caller's looks as the state says. Only where somebody may look at it: see `frames`";
    LeaveInline = "leave_inline" leave_inline() Index -> Nothing Type::NEVER, RAISES, Plain, Never, "the end of an inlined function, whose locals live up to here: the frame, if it was entered, is given up";

    LeaveFrame = "leave_frame" leave_frame() None -> Nothing Type::NEVER, RAISES, Plain, Never, "the function returns: what runs from here on is seen from its caller; made by the refcount pass alone";
    IncRef = "incref" incref(word: W) None -> Nothing Type::NEVER, PURE, Plain, Never, "counts a reference; made by the refcount pass alone";
    DecRef = "decref" decref(word: O) None -> Nothing Type::NEVER, READS | WRITES | CALLS, Plain, Never, "gives up a reference";
}

/// The effects of an instruction: its row's, or its helper's.
pub fn effects_of(data: &InstData) -> u8 {
    match data.imm {
        Imm::Helper(helper) => helper.info().effects,
        _ => data.op.row().effects,
    }
}

/// Which memory an instruction may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    Nothing,
    /// One field of builtin objects, which nothing else aliases.
    Field(Field),
    /// Items of lists, but neither their number nor where they lie.
    Items,
    Anything,
}

/// Which memory an instruction may change.
pub fn changes_of(data: &InstData) -> Changes {
    match (data.op, data.imm) {
        (Opcode::StoreFieldInt, Imm::Field(field)) => Changes::Field(field),
        (Opcode::ListPut | Opcode::ListPutAt, _) => Changes::Items,
        (Opcode::TakeResult, _) => Changes::Nothing,
        _ if effects_of(data) & (CALLS | WRITES) != 0 => Changes::Anything,
        _ => Changes::Nothing,
    }
}

/// Whether the frame may be looked at while an instruction runs.
pub fn is_observed(data: &InstData) -> bool {
    match (data.op, data.imm) {
        (Opcode::CallFunction, _) => true,
        (Opcode::CallHelper, Imm::Helper(helper)) => {
            helper.info().needs_frame || effects_of(data) & (CALLS | RAISES) != 0
        }
        _ => false,
    }
}

/// The representation of an instruction's result.
pub fn out_repr(data: &InstData) -> Option<Repr> {
    match data.op.row().out {
        Out::Nothing => None,
        Out::Word => Some(Repr::Word),
        Out::I64 => Some(Repr::I64),
        Out::F64 => Some(Repr::F64),
        Out::Bool => Some(Repr::Bool),
        Out::Helper => match data.imm {
            Imm::Helper(helper) => match helper.info().answer {
                Answer::Word => Some(Repr::Word),
                Answer::Status => None,
                Answer::Truth => Some(Repr::Bool),
                Answer::I64 => Some(Repr::I64),
                Answer::F64 => Some(Repr::F64),
            },
            _ => None,
        },
    }
}

/// Whether an instruction may raise.
pub fn may_raise(data: &InstData) -> bool {
    match data.op.row().leave {
        Leave::Raise => true,
        Leave::Helper => effects_of(data) & RAISES != 0,
        _ => false,
    }
}

/// Why a guard exits; None for what is no guard.
pub fn guard_reason(data: &InstData) -> Option<ExitReason> {
    match (data.op.row().leave, data.imm) {
        (Leave::Guard(reason), _) => Some(reason),
        (Leave::GuardFor, Imm::Reason(reason)) => Some(reason),
        _ => None,
    }
}

/// Whether an operand's reference is consumed.
pub fn consumes(data: &InstData, index: usize) -> bool {
    let row = data.op.row();
    match row.operands.get(index).copied().or(row.rest) {
        Some(Kind::O) => true,
        Some(Kind::X) => match data.imm {
            Imm::Helper(helper) => helper.info().operands.get(index) == Some(&Operand::Own),
            _ => data.op == Opcode::New,
        },
        _ => false,
    }
}
