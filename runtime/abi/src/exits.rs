//! Why compiled code gives up, and how tier 0 goes on: the table of reasons, and exit descriptors.

macro_rules! reasons {
    ($($name:ident = $text:literal, $group:ident, $sentence:literal, $advice:literal;)*) => {
        /// Why compiled code left for tier 0.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum ExitReason { $($name),* }

        impl ExitReason {
            pub const ALL: &[ExitReason] = &[$(ExitReason::$name),*];

            /// The name in dumps, reports and tests.
            pub const fn name(self) -> &'static str {
                match self { $(ExitReason::$name => $text),* }
            }

            pub const fn group(self) -> ExitGroup {
                match self { $(ExitReason::$name => ExitGroup::$group),* }
            }

            /// What happened, for the user.
            pub const fn sentence(self) -> &'static str {
                match self { $(ExitReason::$name => $sentence),* }
            }

            /// What the user can do about it.
            pub const fn advice(self) -> &'static str {
                match self { $(ExitReason::$name => $advice),* }
            }

            pub fn from_name(name: &str) -> Option<ExitReason> {
                ExitReason::ALL.iter().copied().find(|r| r.name() == name)
            }
        }
    };
}

/// What kind of assumption failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExitGroup {
    /// A value had another type than before.
    Type,
    /// A number did not fit.
    Arithmetic,
    /// An object had another layout.
    Layout,
    /// A condition that never held did.
    Control,
    /// Something assumed constant was changed.
    Invalidation,
    /// An exception: tier 0 unwinds.
    Raise,
}

reasons! {
    NotInt = "not_int", Type, "an operand was no small int", "keep a variable's type the same throughout the loop";
    NotFloat = "not_float", Type, "an operand was no float", "start accumulators with 0.0 where floats are added";
    NotBool = "not_bool", Type, "a condition was no bool", "compare explicitly";
    WrongClass = "wrong_class", Type, "an object had another class than before", "keep containers of one kind at one place";
    WrongShape = "wrong_shape", Layout, "an object had other attributes than before", "assign all attributes in __init__, in one order";
    WrongTarget = "wrong_target", Type, "another function was called than before", "call one function at one place";
    IntOverflow = "int_overflow", Arithmetic, "an int outgrew 64 bits", "nothing: big ints are computed by the runtime";
    DivisionByZero = "division_by_zero", Arithmetic, "a divisor was zero", "test the divisor first";
    ShiftRange = "shift_range", Arithmetic, "a shift count was negative or too large", "keep shifts below 62";
    FloatRange = "float_range", Arithmetic, "an int was too large for an exact float", "convert with float() first";
    IndexRange = "index_range", Arithmetic, "an index was out of range", "test len() first instead of catching IndexError";
    NotPlain = "not_plain", Layout, "an item that was replaced was an object", "keep numbers, bools and None apart from objects";
    Negative = "negative", Arithmetic, "an index counted from the end", "index with numbers that are not negative";
    OutOfStep = "out_of_step", Arithmetic, "the indices of a loop were not all within bounds", "loop over range(len()) of what is indexed";
    Unbound = "unbound", Control, "a variable had no value", "assign the variable on every path";
    NeverTaken = "never_taken", Control, "a branch was taken that never was before", "nothing: it is compiled when it turns hot";
    Invalidated = "invalidated", Invalidation, "a global, class or function changed that was constant", "do not assign globals in hot code";
    WrongLength = "wrong_length", Layout, "a sequence had another length than before", "unpack sequences of one length at one place";
    Interrupted = "interrupted", Control, "something was due: a signal, a collection, another thread", "nothing: the loop is entered again";
    TooDeep = "too_deep", Control, "the recursion limit was near", "nothing: tier 0 raises RecursionError where it is due";
    Observed = "observed", Control, "somebody holds the frame object", "nothing: it is needed for tracebacks and debuggers";
    Unsupported = "unsupported", Control, "the instruction is left to the interpreter", "move it out of the hot loop";
    Raised = "raised", Raise, "an exception left the function", "nothing";
}

/// The register class a live value has at an exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LiveKind {
    /// A tagged word.
    Word,
    /// A signed integer: boxed when the frame is rebuilt, as a heap int beyond 63 bits.
    I64,
    /// A double: boxed when the frame is rebuilt.
    F64,
    /// 0 or 1: becomes False or True.
    Bool,
}

/// Where a word of a rebuilt frame comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// The live value with this index in the exit's live list. `counted`: native code owns a reference
    /// that moves into the frame; otherwise the deoptimizer counts a new one.
    Live {
        index: u16,
        kind: LiveKind,
        counted: bool,
    },
    /// An immediate word.
    Immediate(u64),
    /// An entry of the unit's constant table; a new reference is counted.
    Constant(u32),
    /// An int or float constant without immediate form.
    Int(i64),
    Float(u64),
    /// An object that was never made: `virtuals[index]` of the descriptor, made now.
    Virtual(u16),
}

/// An object that scalar replacement took apart.
#[derive(Clone, Debug, PartialEq)]
pub struct VirtualObject {
    pub class: crate::layout::VirtualClass,
    /// In the order of [`crate::layout::VirtualClass::fields`]; for tuples the items.
    pub fields: Vec<Source>,
}

/// How a rebuilt frame goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resume {
    /// Run the instruction at `at` (again): its operands are on the stack.
    At,
    /// The frame waits for the next inner one, called by the instruction at `at`, whose operands are off
    /// the stack; the result is pushed.
    Call,
    /// Like `Call` for a constructor: the instance lies on the stack and the result None is dropped.
    Constructor,
    /// `exception` is set: unwind from the instruction at `at`.
    Raise,
}

/// One frame to rebuild.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameDescriptor {
    /// Index of the request's snapshot.
    pub snapshot: u32,
    /// The function object: None for the frame that compiled code was entered with.
    pub function: Option<Source>,
    /// The frame's record is in use: observers may have got a frame object of it.
    pub entered: bool,
    /// Code unit of the instruction.
    pub at: u32,
    pub resume: Resume,
    pub locals: Vec<Source>,
    pub stack: Vec<Source>,
}

/// How to go on in tier 0 from one exit.
#[derive(Clone, Debug, PartialEq)]
pub struct ExitDescriptor {
    pub reason: ExitReason,
    /// Snapshot and code unit of the instruction whose assumption failed; the guard may stand elsewhere.
    pub blame: (u32, u32),
    /// Outermost first.
    pub frames: Vec<FrameDescriptor>,
    pub virtuals: Vec<VirtualObject>,
    /// Live values that native code owns and no frame takes: given up after the frames are rebuilt.
    pub drops: Vec<u16>,
    /// Kinds of the live list.
    pub live: Vec<LiveKind>,
}

/// Where a local of a frame is while compiled code calls something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LocalPlace {
    /// In the frame record, borrowed: a tagged word, or the raw form of a number.
    Frame(LiveKind),
    /// An immediate word; UNBOUND, where there is nothing to see.
    Immediate(u64),
    /// An entry of the unit's constant table.
    Constant(u32),
    /// A number without immediate form.
    Int(i64),
    Float(u64),
}

/// What a frame looks like from outside while compiled code calls something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CallSite {
    /// Index of the request's snapshot.
    pub snapshot: u32,
    /// Code unit of the calling instruction; for a suspension, of the one to go on with.
    pub at: u32,
    pub locals: Vec<LocalPlace>,
    /// A generator suspends here: everything is in the frame, owned, with this many operands.
    pub suspends: Option<u32>,
}
