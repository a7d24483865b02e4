//! `slice`, and the arithmetic of slices that every sequence shares.
//!
//! [`unpack`] turns a slice into machine integers (which may run `__index__`), [`adjust`] fits them to
//! a length. A length must be read after `unpack`, for the sequence may have changed under it.

use dashu_base::Signed;
use dashu_int::IBig;
use taipan_macros::pyclass;

use super::int;
use super::tuple::Tuple;
use crate::call::Args;
use crate::memory::{self, Visitor};
use crate::numeric::int::Int as Number;
use crate::object::header::Header;
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::types::Type;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// The classes of this file.
pub const TYPES: &[fn() -> &'static Type] = &[Slice::class];

/// Laid out as CPython's. The parts never change.
#[repr(C)]
pub struct Slice {
    head: Header,
    start: Obj,
    stop: Obj,
    step: Obj,
}

impl Slice {
    #[inline]
    pub fn start(&self) -> &Obj {
        &self.start
    }

    #[inline]
    pub fn stop(&self) -> &Obj {
        &self.stop
    }

    #[inline]
    pub fn step(&self) -> &Obj {
        &self.step
    }

    fn visit(&self, visitor: &mut Visitor) {
        visitor.object(&self.start);
        visitor.object(&self.stop);
        visitor.object(&self.step);
    }

    // A cycle through a slice is broken at another object, as in CPython.
    fn clear_references(&self, _t: &Thread) {}

    fn parts(&self) -> [Obj; 3] {
        [self.start.clone(), self.stop.clone(), self.step.clone()]
    }
}

/// `slice(start, stop, step)`.
pub fn new(t: &Thread, start: Obj, stop: Obj, step: Obj) -> PyResult {
    memory::new_object(t, Slice::class(), |head| Slice { head, start, stop, step }).map(Ref::into_obj)
}

/// The items of a sequence that a slice names: `start`, `start + step` … , `count` of them. Where
/// `count` is 0, `start` is where items would be inserted (`0 ..= length`, or -1 below a negative step).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
    pub count: usize,
}

impl Bounds {
    /// The indices named, in order.
    #[inline]
    pub fn indices(self) -> impl Iterator<Item = usize> + Clone {
        let mut at = self.start;
        (0..self.count).map(move |_| {
            let index = at as usize;
            at = at.wrapping_add(self.step);
            index
        })
    }
}

const NOT_AN_INDEX: &str = "slice indices must be integers or None or have an __index__ method";
const NOT_AN_INDEX_NOR_NONE: &str = "slice indices must be integers or have an __index__ method";

fn clipped_index(t: &Thread, value: &Obj, message: &str) -> PyResult<i64> {
    if let Some(value) = value.value().as_int() {
        return Ok(value);
    }
    if !is_index(value) {
        return Err(t.type_error(message));
    }
    int::index_clipped(t, value)
}

/// Whether the object can be a subscript of a sequence.
#[inline]
pub fn is_index(value: &Obj) -> bool {
    value.value().is_int() || value.type_of().slots.index.get().is_some()
}

/// A part of a slice, clipped to machine integers.
#[inline]
pub fn index_of_part(t: &Thread, value: &Obj) -> PyResult<i64> {
    clipped_index(t, value, NOT_AN_INDEX)
}

/// The `start` or `stop` argument of `index()` methods (`_PyEval_SliceIndexNotNone`), with negative ones
/// counted from the end of `length` items.
pub fn search_bound(t: &Thread, value: Option<&Obj>, default: usize, length: usize) -> PyResult<usize> {
    let Some(value) = value else { return Ok(default) };
    let at = clipped_index(t, value, NOT_AN_INDEX_NOR_NONE)?;
    Ok(if at < 0 { at.saturating_add(length as i64).max(0) as usize } else { at as usize })
}

/// `PySlice_Unpack`: start, stop and step as machine integers, clipped. Runs `__index__` methods.
pub fn unpack(t: &Thread, slice: &Slice) -> PyResult<(i64, i64, i64)> {
    let step = if slice.step.is_none() {
        1
    } else {
        match index_of_part(t, &slice.step)? {
            0 => return Err(t.value_error("slice step cannot be zero")),
            step => step.max(-i64::MAX),
        }
    };
    let start =
        if slice.start.is_none() { if step < 0 { i64::MAX } else { 0 } } else { index_of_part(t, &slice.start)? };
    let stop =
        if slice.stop.is_none() { if step < 0 { i64::MIN } else { i64::MAX } } else { index_of_part(t, &slice.stop)? };
    Ok((start, stop, step))
}

/// `PySlice_AdjustIndices`: what unpacked parts name in a sequence of `length` items.
#[inline]
pub fn adjust(length: usize, (start, stop, step): (i64, i64, i64)) -> Bounds {
    let length = length as i64;
    let fit = |at: i64| {
        if at < 0 {
            let at = at + length;
            if at >= 0 {
                at
            } else if step < 0 {
                -1
            } else {
                0
            }
        } else if at >= length {
            if step < 0 { length - 1 } else { length }
        } else {
            at
        }
    };
    let (start, stop) = (fit(start), fit(stop));
    let distance = if step < 0 { start - stop } else { stop - start }.max(0);
    // Division is slow, and most steps need none.
    let count = match step.unsigned_abs() {
        1 => distance as u64,
        _ if distance == 0 => 0,
        by => (distance as u64 - 1) / by + 1,
    };
    Bounds { start, stop, step, count: count as usize }
}

/// The unpacked parts of `[start:stop]` where they are small ints or None.
#[inline]
pub fn plain_parts(start: &Obj, stop: &Obj) -> Option<(i64, i64, i64)> {
    let part = |value: &Obj, default: i64| if value.is_none() { Some(default) } else { value.value().as_int() };
    Some((part(start, 0)?, part(stop, i64::MAX)?, 1))
}

/// What the slice names in a sequence whose length `length` gives after the parts were evaluated.
#[inline]
pub fn bounds(t: &Thread, slice: &Slice, length: impl FnOnce() -> usize) -> PyResult<Bounds> {
    let parts = unpack(t, slice)?;
    Ok(adjust(length(), parts))
}

fn big_part(t: &Thread, value: &Obj) -> PyResult<IBig> {
    if !is_index(value) {
        return Err(t.type_error(NOT_AN_INDEX));
    }
    let index = int::index(t, value)?;
    Ok(int::number(&index).map_or(IBig::ZERO, |n| n.to_big().into_owned()))
}

/// Start, stop and step of the slice for a length of any size (`_PySlice_GetLongIndices`).
pub fn big_indices(t: &Thread, slice: &Slice, length: &IBig) -> PyResult<[IBig; 3]> {
    let step = if slice.step.is_none() { IBig::ONE } else { big_part(t, &slice.step)? };
    if step.is_zero() {
        return Err(t.value_error("slice step cannot be zero"));
    }
    let down = step.is_negative();
    let (lower, upper) = if down { (IBig::NEG_ONE, length - IBig::ONE) } else { (IBig::ZERO, length.clone()) };
    let fit = |value: &Obj, default: &IBig| -> PyResult<IBig> {
        if value.is_none() {
            return Ok(default.clone());
        }
        let at = big_part(t, value)?;
        Ok(if at.is_negative() { (at + length).max(lower.clone()) } else { at.min(upper.clone()) })
    };
    let start = fit(&slice.start, if down { &upper } else { &lower })?;
    let stop = fit(&slice.stop, if down { &lower } else { &upper })?;
    Ok([start, stop, step])
}

/// What setting a member that cannot be set fails with.
#[cold]
pub fn read_only(t: &Thread) -> crate::thread::Raised {
    t.error(&crate::exceptions::ATTRIBUTE_ERROR, "readonly attribute")
}

/// slice(stop)
/// slice(start, stop[, step])
///
/// Create a slice object.
///
/// This is used for extended slicing (e.g. a[0:10:2]).
#[pyclass(name = "slice", gc)]
impl Slice {
    #[pyslot]
    fn __new__(t: &Thread, _class: &Type, args: Args) -> PyResult {
        args.no_keywords(t, "slice")?;
        args.check_positional(t, "slice", 1, 3)?;
        match args.pos() {
            [stop] => new(t, Obj::NONE, stop.clone(), Obj::NONE),
            [start, stop] => new(t, start.clone(), stop.clone(), Obj::NONE),
            [start, stop, step, ..] => new(t, start.clone(), stop.clone(), step.clone()),
            [] => Err(t.system_error("argument count")),
        }
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Slice) -> PyResult {
        let mut out = super::str::StrBuilder::new();
        out.push_str("slice(");
        for (i, part) in [&this.start, &this.stop, &this.step].into_iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            out.push_text(&*protocol::repr(t, part)?);
        }
        out.push_str(")");
        out.finish(t).map(Ref::into_obj)
    }

    #[pyslot]
    fn __hash__(t: &Thread, this: &Slice) -> PyResult<i64> {
        // The mix of tuples, without their length.
        const PRIME_1: u64 = 11_400_714_785_074_694_791;
        const PRIME_2: u64 = 14_029_467_366_897_019_727;
        const PRIME_5: u64 = 2_870_177_450_012_600_261;
        let mut state = PRIME_5;
        for part in [&this.start, &this.stop, &this.step] {
            let lane = (protocol::hash(t, part)? as u64).wrapping_mul(PRIME_2);
            state = state.wrapping_add(lane).rotate_left(31).wrapping_mul(PRIME_1);
        }
        Ok(if state as i64 == -1 { 1_546_275_796 } else { state as i64 })
    }

    #[pyslot]
    fn __richcompare__(t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (this.exact::<Slice>(), other.exact::<Slice>()) else {
            return Ok(Obj::NOT_IMPLEMENTED);
        };
        if this.is(other) {
            return Ok(Obj::from_bool(matches!(op, Comparison::Eq | Comparison::Le | Comparison::Ge)));
        }
        let (a, b) = (a.parts(), b.parts());
        super::sequence::compare(t, |i| a.get(i).cloned(), || 3, |i| b.get(i).cloned(), || 3, op)
    }

    #[pygetter(name = "start")]
    fn get_start(_t: &Thread, this: &Slice) -> Obj {
        this.start.clone()
    }

    #[pysetter(name = "start")]
    fn set_start(t: &Thread, _this: &Slice, _value: Option<&Obj>) -> PyResult<()> {
        Err(read_only(t))
    }

    #[pygetter(name = "stop")]
    fn get_stop(_t: &Thread, this: &Slice) -> Obj {
        this.stop.clone()
    }

    #[pysetter(name = "stop")]
    fn set_stop(t: &Thread, _this: &Slice, _value: Option<&Obj>) -> PyResult<()> {
        Err(read_only(t))
    }

    #[pygetter(name = "step")]
    fn get_step(_t: &Thread, this: &Slice) -> Obj {
        this.step.clone()
    }

    #[pysetter(name = "step")]
    fn set_step(t: &Thread, _this: &Slice, _value: Option<&Obj>) -> PyResult<()> {
        Err(read_only(t))
    }

    /// S.indices(len) -> (start, stop, stride)
    ///
    /// Assuming a sequence of length len, calculate the start and stop
    /// indices, and the stride length of the extended slice described by
    /// S. Out of bounds indices are clipped in a manner consistent with the
    /// handling of normal slices.
    #[pymethod(sig = "($self, object, /)")]
    fn indices(t: &Thread, this: &Slice, length: &Obj) -> PyResult {
        let length = int::index(t, length)?;
        if int::is_negative(&length) {
            return Err(t.value_error("length should not be negative"));
        }
        let small = |part: &Obj| part.is_none() || part.value().is_int();
        if let Some(length) = length.value().as_int()
            && small(&this.start)
            && small(&this.stop)
            && small(&this.step)
        {
            let bounds = adjust(length as usize, unpack(t, this)?);
            return Tuple::from_vec(
                t,
                vec![int::from_i64(t, bounds.start)?, int::from_i64(t, bounds.stop)?, int::from_i64(t, bounds.step)?],
            )
            .map(Ref::into_obj);
        }
        let length = int::number(&length).map_or(IBig::ZERO, |n| n.to_big().into_owned());
        let parts = big_indices(t, this, &length)?;
        let parts = parts.into_iter().map(|part| int::from_number(t, Number::from(part)));
        Tuple::from_vec(t, parts.collect::<PyResult<Vec<Obj>>>()?).map(Ref::into_obj)
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &Slice) -> PyResult {
        let parts = Tuple::from_slice(t, &this.parts())?.into_obj();
        super::sequence::pair(t, Slice::class().borrowed_obj().clone(), parts)
    }
}
