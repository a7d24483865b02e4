//! Scalar replacement: objects that never leave the function are not made.
//!
//! Objects made here, iterators above all, whose fields alone are used, live on in frame states only
//! ([`crate::mir::Virtual`]); their fields become values, parameters where ways with different contents meet (after
//! Braun and others, "Simple and Efficient Construction of Static Single Assignment Form"). So do parameters that only
//! such objects are passed for, and iterators that come with a tier 0 frame, if nobody else holds them: those are
//! taken apart at the entry.
//!
//! An object has one name at a time: where it is passed for a parameter, the old name must not be used any more. What
//! a local variable holds stays an object where calls may see it, for observers are shown no virtual objects.

mod candidates;
mod rewrite;

use taipan_abi::layout::{Field, FieldKind, VirtualClass};
use taipan_abi::request::CompileRequest;

use crate::mir::cfg::Cfg;
use crate::mir::{Block, Inst, Mir, Repr, Type, Value, bits, ops};

pub fn run(mir: &mut Mir, request: &CompileRequest) {
    let cfg = Cfg::new(mir);
    let objects = candidates::find(mir, &cfg, request);
    if !objects.is_empty() {
        rewrite::run(mir, &cfg, objects);
    }
}

/// Where the name of an object comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    New(Inst),
    Param(Block, u32),
    /// Taken out of a tier 0 frame.
    Frame,
}

/// A name of an object that may stay unmade.
#[derive(Clone, Debug)]
struct Object {
    name: Value,
    class: VirtualClass,
    origin: Origin,
    /// Where it is defined.
    block: Block,
    /// How many fields it has.
    count: usize,
}

impl Object {
    fn field_repr(&self, index: usize) -> Repr {
        match self.class.fields().get(index).map(|f| f.kind()) {
            Some(FieldKind::I64) => Repr::I64,
            Some(FieldKind::Word) | None => Repr::Word,
        }
    }

    fn field_type(&self, index: usize) -> Type {
        match self.class.fields().get(index) {
            Some(Field::ListIterList) => Type::of(bits::LIST),
            Some(Field::TupleIterTuple) => Type::of(bits::TUPLE),
            Some(Field::ListIterIndex | Field::TupleIterIndex) => Type::range(0, 1 << 48),
            Some(Field::RangeCurrent | Field::RangeStep | Field::RangeRemaining) => Type::range(i64::MIN, i64::MAX),
            Some(Field::MethodFunction | Field::MethodReceiver) | None => Type::OBJECT,
        }
    }

    fn index_of(&self, field: Field) -> Option<usize> {
        self.class.fields().iter().position(|f| *f == field)
    }
}

/// The value behind guards.
fn strip(mir: &Mir, mut value: Value) -> Value {
    while let Some(data) = mir.def_inst(value) {
        if data.op.row().own != ops::Own::Alias {
            break;
        }
        value = data.args[0];
    }
    value
}
