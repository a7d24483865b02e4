//! The `range` type: slots and methods.

use dashu_base::Signed;
use dashu_int::IBig;
use taipan_macros::pyclass;

use super::{BigRangeIterator, Fast, Range, RangeIterator, big_object};
use crate::builtins::sequence::{equal, reduction};
use crate::builtins::slice::{self, Slice};
use crate::builtins::str::StrBuilder;
use crate::builtins::{bool, int};
use crate::call::Args;
use crate::numeric::hash::TupleHasher;
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// An argument of `range()` as an exact int.
#[inline]
fn part(t: &Thread, argument: &Obj) -> PyResult {
    if argument.value().is_int() {
        return Ok(argument.clone());
    }
    int::exact(t, &int::index(t, argument)?)
}

/// Whether items can be found by arithmetic: an int, or a bool, but no subclass that may compare otherwise.
fn is_plain_int(value: &Obj) -> bool {
    value.value().is_int() || value.is_exact::<int::Int>() || value.type_of().is(bool::class())
}

/// The index of a plain int, as an object.
fn index_of(t: &Thread, range: &Range, value: &Obj) -> PyResult<Option<Obj>> {
    let Some(number) = int::number(value) else { return Ok(None) };
    if let (Some(fast), Some(value)) = (range.fast(), number.to_i64()) {
        return fast.index_of(value).map(|index| int::from_i64(t, index)).transpose();
    }
    range.big().index_of(number.to_big().as_ref()).map(|index| big_object(t, index)).transpose()
}

/// range(stop) -> range object
/// range(start, stop[, step]) -> range object
///
/// Return an object that produces a sequence of integers from start (inclusive)
/// to stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.
/// start defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.
/// These are exactly the valid indices for a list of 4 elements.
/// When step is given, it specifies the increment (or decrement).
#[pyclass(name = "range", flags = type_flag::SEQUENCE)]
impl Range {
    #[pyslot]
    fn __new__(t: &Thread, _class: &Type, args: Args) -> PyResult<Ref<Range>> {
        args.no_keywords(t, "range")?;
        let one = Obj::from_i32(1);
        match args.pos() {
            [stop] => Range::new(t, Obj::from_i32(0), part(t, stop)?, one),
            [start, stop] => Range::new(t, part(t, start)?, part(t, stop)?, one),
            [start, stop, step] => {
                let (start, stop, step) = (part(t, start)?, part(t, stop)?, part(t, step)?);
                if step.value().as_int() == Some(0) {
                    return Err(t.value_error("range() arg 3 must not be zero"));
                }
                Range::new(t, start, stop, step)
            }
            _ => {
                args.check_positional(t, "range", 1, 3)?;
                Err(t.system_error("argument count"))
            }
        }
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Range) -> PyResult {
        let mut out = StrBuilder::new();
        out.push_str("range(");
        out.push_text(&*protocol::repr(t, &this.start)?);
        out.push_str(", ");
        out.push_text(&*protocol::repr(t, &this.stop)?);
        if this.step.value().as_int() != Some(1) {
            out.push_str(", ");
            out.push_text(&*protocol::repr(t, &this.step)?);
        }
        out.push_str(")");
        out.finish(t).map(Ref::into_obj)
    }

    #[pyslot]
    fn __hash__(t: &Thread, this: &Range) -> PyResult<i64> {
        // As the tuple (length, start, step), with None for what does not matter.
        let none = protocol::hash(t, &Obj::NONE)?;
        let length = this.length.value().as_int();
        let mut hasher = TupleHasher::new();
        hasher.add(protocol::hash(t, &this.length)?);
        hasher.add(if length == Some(0) { none } else { protocol::hash(t, &this.start)? });
        hasher.add(if matches!(length, Some(0 | 1)) { none } else { protocol::hash(t, &this.step)? });
        Ok(hasher.finish())
    }

    #[pyslot]
    fn __richcompare__(_t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.exact::<Range>(), other.exact::<Range>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        let same = |x: &Obj, y: &Obj| int::number(x) == int::number(y);
        let length = a.length.value().as_int();
        let equal = same(&a.length, &b.length)
            && (length == Some(0) || same(&a.start, &b.start) && (length == Some(1) || same(&a.step, &b.step)));
        match op {
            Comparison::Eq => Ok(Obj::from_bool(equal)),
            Comparison::Ne => Ok(Obj::from_bool(!equal)),
            _ => Ok(Obj::NOT_IMPLEMENTED),
        }
    }

    #[pyslot]
    fn __bool__(t: &Thread, this: &Range) -> PyResult<bool> {
        protocol::is_true(t, &this.length)
    }

    #[pyslot]
    fn __len__(t: &Thread, this: &Range) -> PyResult<usize> {
        int::index_as_i64(t, &this.length, "Python int too large to convert to C ssize_t").map(|n| n as usize)
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &Range) -> PyResult {
        match this.fast() {
            Some(Fast { start, step, length, .. }) => RangeIterator::new(t, start, step, length),
            None => {
                let big = this.big();
                BigRangeIterator::new(t, big.start, big.step, big.length)
            }
        }
    }

    #[pyslot]
    fn __contains__(t: &Thread, this: &Range, value: &Obj) -> PyResult<bool> {
        if is_plain_int(value) {
            return Ok(index_of(t, this, value)?.is_some());
        }
        protocol::contains_by_iteration(t, &this.borrowed(), value)
    }

    #[pyslot]
    fn __getitem__(t: &Thread, this: &Range, key: &Obj) -> PyResult {
        if let Some(slice) = key.exact::<Slice>() {
            return sliced(t, this, slice).map(Ref::into_obj);
        }
        if !slice::is_index(key) {
            let class = key.type_of().name_text();
            return Err(t.type_error(format!("range indices must be integers or slices, not {class}")));
        }
        let key = int::index(t, key)?;
        let number = int::number(&key).unwrap_or(crate::numeric::int::IntRef::Small(0));
        if let (Some(fast), Some(index)) = (this.fast(), number.to_i64()) {
            let index = if index < 0 { index.wrapping_add(fast.length) } else { index };
            if (0..fast.length).contains(&index) {
                return int::from_i64(t, fast.item(index));
            }
        } else {
            let big = this.big();
            let mut index = number.to_big().into_owned();
            if index.is_negative() {
                index += &big.length;
            }
            if !index.is_negative() && index < big.length {
                return big_object(t, big.item(&index));
            }
        }
        Err(t.index_error("range object index out of range"))
    }

    #[pygetter(name = "start")]
    fn get_start(_t: &Thread, this: &Range) -> Obj {
        this.start.clone()
    }

    #[pysetter(name = "start")]
    fn set_start(t: &Thread, _this: &Range, _value: Option<&Obj>) -> PyResult<()> {
        Err(slice::read_only(t))
    }

    #[pygetter(name = "stop")]
    fn get_stop(_t: &Thread, this: &Range) -> Obj {
        this.stop.clone()
    }

    #[pysetter(name = "stop")]
    fn set_stop(t: &Thread, _this: &Range, _value: Option<&Obj>) -> PyResult<()> {
        Err(slice::read_only(t))
    }

    #[pygetter(name = "step")]
    fn get_step(_t: &Thread, this: &Range) -> Obj {
        this.step.clone()
    }

    #[pysetter(name = "step")]
    fn set_step(t: &Thread, _this: &Range, _value: Option<&Obj>) -> PyResult<()> {
        Err(slice::read_only(t))
    }

    /// Return a reverse iterator.
    #[pymethod]
    fn __reversed__(t: &Thread, this: &Range) -> PyResult {
        if let Some(fast) = this.fast() {
            let start = fast.item(fast.length - 1);
            return RangeIterator::new(t, start, fast.step.wrapping_neg(), fast.length);
        }
        let big = this.big();
        let start = big.item(&(&big.length - IBig::ONE));
        BigRangeIterator::new(t, start, -big.step, big.length)
    }

    #[pymethod]
    fn __reduce__(t: &Thread, this: &Range) -> PyResult {
        let parts = vec![this.start.clone(), this.stop.clone(), this.step.clone()];
        reduction(t, Range::class().borrowed_obj().clone(), parts)
    }

    /// rangeobject.count(value) -> integer -- return number of occurrences of value
    #[pymethod(sig = "($self, object, /)", returns = "int")]
    fn count(t: &Thread, this: &Range, value: &Obj) -> PyResult<usize> {
        if is_plain_int(value) {
            return Ok(index_of(t, this, value)?.is_some() as usize);
        }
        let mut count = 0;
        protocol::for_each(t, &this.borrowed(), |item| {
            count += equal(t, &item, value)? as usize;
            Ok(())
        })?;
        Ok(count)
    }

    /// rangeobject.index(value) -> integer -- return index of value.
    /// Raise ValueError if the value is not present.
    #[pymethod(sig = "($self, object, /)", returns = "int")]
    fn index(t: &Thread, this: &Range, value: &Obj) -> PyResult {
        if is_plain_int(value) {
            return match index_of(t, this, value)? {
                Some(index) => Ok(index),
                None => Err(t.value_error("range.index(x): x not in range")),
            };
        }
        let iterator = protocol::iter(t, &this.borrowed())?;
        let mut index = 0;
        while let Some(item) = protocol::next(t, &iterator)? {
            if equal(t, &item, value)? {
                return int::from_i64(t, index);
            }
            index += 1;
        }
        Err(t.value_error("sequence.index(x): x not in sequence"))
    }
}

/// `range[slice]`.
fn sliced(t: &Thread, this: &Range, slice: &Slice) -> PyResult<Ref<Range>> {
    let small = |part: &Obj| part.is_none() || part.value().is_int();
    if let Some(fast) = this.fast()
        && small(slice.start())
        && small(slice.stop())
        && small(slice.step())
    {
        let bounds = slice::adjust(fast.length as usize, slice::unpack(t, slice)?);
        let at = |index: i64| fast.start as i128 + index as i128 * fast.step as i128;
        let step = fast.step as i128 * bounds.step as i128;
        return Range::new(
            t,
            int::from_i128(t, at(bounds.start))?,
            int::from_i128(t, at(bounds.stop))?,
            int::from_i128(t, step)?,
        );
    }
    let big = this.big();
    let [start, stop, step] = slice::big_indices(t, slice, &big.length)?;
    Range::new(t, big_object(t, big.item(&start))?, big_object(t, big.item(&stop))?, big_object(t, step * &big.step)?)
}
