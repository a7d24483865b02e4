//! Type slots: the functions behind Python's special methods.
//!
//! One table declares each slot and its function type; it makes the struct, the identifiers and the
//! erased accessors that slot inheritance works with. Which special method fills which slot is in
//! [`super::slotdefs`].

use std::cell::Cell;

use super::types::Type;
use super::value::{Obj, Value};
use crate::call::Args;
use crate::thread::{PyResult, Thread};

pub type Unary = fn(&Thread, &Obj) -> PyResult;
pub type Binary = fn(&Thread, &Obj, &Obj) -> PyResult;
pub type Ternary = fn(&Thread, &Obj, &Obj, &Obj) -> PyResult;
pub type Inquiry = fn(&Thread, &Obj) -> PyResult<bool>;
pub type Length = fn(&Thread, &Obj) -> PyResult<usize>;
pub type Hash = fn(&Thread, &Obj) -> PyResult<i64>;
pub type Contains = fn(&Thread, &Obj, &Obj) -> PyResult<bool>;
pub type Compare = fn(&Thread, &Obj, &Obj, Comparison) -> PyResult;
/// The next item, or None when the iterator is exhausted.
pub type Next = fn(&Thread, &Obj) -> PyResult<Option<Obj>>;
/// Stores the value, or deletes where there is none.
pub type Store = fn(&Thread, &Obj, &Obj, Option<&Obj>) -> PyResult<()>;
/// `__get__(self, instance, owner)`.
pub type DescrGet = fn(&Thread, &Obj, Option<&Obj>, Option<&Obj>) -> PyResult;
pub type Init = fn(&Thread, &Obj, Args) -> PyResult<()>;
pub type New = fn(&Thread, &Type, Args) -> PyResult;
pub type Finalize = fn(&Thread, &Obj);
/// The calling convention of everything callable: arguments borrowed, result owned or NULL.
///
/// `args` holds `nargsf & !`[`ARGUMENTS_OFFSET`] positional arguments and behind them one value per
/// name of the tuple `kwnames` (NULL where there are none).
pub type Vectorcall =
    unsafe extern "C" fn(t: &Thread, callable: Value, args: *const Value, nargsf: usize, kwnames: Value) -> Value;

/// Set in `nargsf` when the callee may overwrite `args[-1]` for the time of the call.
pub const ARGUMENTS_OFFSET: usize = 1 << 63;

pub use taipan_abi::opcodes::Comparison;

macro_rules! slots {
    ($($name:ident: $kind:ident,)*) => {
        /// The slots of a type; an empty one means that the operation is not there.
        pub struct Slots { $(pub $name: Cell<Option<$kind>>,)* }

        /// Names a slot.
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum SlotId { $($name),* }

        impl SlotId {
            pub const ALL: &[SlotId] = &[$(SlotId::$name),*];
        }

        impl Slots {
            pub const fn empty() -> Slots {
                Slots { $($name: Cell::new(None),)* }
            }

            /// The slot's function.
            pub fn get(&self, id: SlotId) -> Option<SlotFn> {
                match id { $(SlotId::$name => self.$name.get().map(SlotFn::$kind),)* }
            }

            /// Fills or empties the slot. The function is of the slot's kind.
            pub fn set(&self, id: SlotId, function: Option<SlotFn>) {
                match (id, function) {
                    $((SlotId::$name, Some(SlotFn::$kind(f))) => self.$name.set(Some(f)),)*
                    $((SlotId::$name, None) => self.$name.set(None),)*
                    (id, Some(_)) => unreachable!("slot {id:?} given a function of another kind"),
                }
            }
        }
    };
}

/// A slot function of any kind.
#[derive(Clone, Copy)]
pub enum SlotFn {
    Unary(Unary),
    Binary(Binary),
    Ternary(Ternary),
    Inquiry(Inquiry),
    Length(Length),
    Hash(Hash),
    Contains(Contains),
    Compare(Compare),
    Next(Next),
    Store(Store),
    DescrGet(DescrGet),
    Init(Init),
    New(New),
    Finalize(Finalize),
    Vectorcall(Vectorcall),
}

impl SlotFn {
    /// The function's address, by which two slots are compared.
    pub fn address(self) -> usize {
        match self {
            SlotFn::Unary(f) => f as usize,
            SlotFn::Binary(f) => f as usize,
            SlotFn::Ternary(f) => f as usize,
            SlotFn::Inquiry(f) => f as usize,
            SlotFn::Length(f) => f as usize,
            SlotFn::Hash(f) => f as usize,
            SlotFn::Contains(f) => f as usize,
            SlotFn::Compare(f) => f as usize,
            SlotFn::Next(f) => f as usize,
            SlotFn::Store(f) => f as usize,
            SlotFn::DescrGet(f) => f as usize,
            SlotFn::Init(f) => f as usize,
            SlotFn::New(f) => f as usize,
            SlotFn::Finalize(f) => f as usize,
            SlotFn::Vectorcall(f) => f as usize,
        }
    }
}

slots! {
    repr: Unary,
    str: Unary,
    hash: Hash,
    call: Vectorcall,
    iter: Unary,
    next: Next,
    getattro: Binary,
    setattro: Store,
    descr_get: DescrGet,
    descr_set: Store,
    init: Init,
    new: New,
    finalize: Finalize,
    compare: Compare,
    length: Length,
    getitem: Binary,
    setitem: Store,
    contains: Contains,
    concat: Binary,
    repeat: Binary,
    inplace_concat: Binary,
    inplace_repeat: Binary,
    add: Binary,
    subtract: Binary,
    multiply: Binary,
    remainder: Binary,
    divmod: Binary,
    power: Ternary,
    negative: Unary,
    positive: Unary,
    absolute: Unary,
    bool: Inquiry,
    invert: Unary,
    lshift: Binary,
    rshift: Binary,
    and: Binary,
    xor: Binary,
    or: Binary,
    int: Unary,
    float: Unary,
    index: Unary,
    floor_divide: Binary,
    true_divide: Binary,
    matrix_multiply: Binary,
    inplace_add: Binary,
    inplace_subtract: Binary,
    inplace_multiply: Binary,
    inplace_remainder: Binary,
    inplace_power: Ternary,
    inplace_lshift: Binary,
    inplace_rshift: Binary,
    inplace_and: Binary,
    inplace_xor: Binary,
    inplace_or: Binary,
    inplace_floor_divide: Binary,
    inplace_true_divide: Binary,
    inplace_matrix_multiply: Binary,
    await_: Unary,
    aiter: Unary,
    anext: Unary,
}
