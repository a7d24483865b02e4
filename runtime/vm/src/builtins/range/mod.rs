//! `range`: an arithmetic progression of ints of any size.
//!
//! The parts are int objects. Where start, stop, step and length are all small ints, everything is done
//! in machine integers ([`Fast`]): items lie between start and stop, so they are small too. The
//! rest goes through big integers ([`Big`]).

pub mod class;
pub mod iterator;

pub use iterator::{BigRangeIterator, RangeIterator};

use dashu_base::Signed;
use dashu_int::IBig;

use super::int;
use crate::memory;
use crate::numeric::int::Int as Number;
use crate::object::header::Header;
use crate::object::types::Type;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// The classes of this folder.
pub const TYPES: &[fn() -> &'static Type] = &[Range::class, RangeIterator::class, BigRangeIterator::class];

/// The parts are exact ints and never change.
#[repr(C)]
pub struct Range {
    head: Header,
    start: Obj,
    stop: Obj,
    step: Obj,
    length: Obj,
}

/// A range whose parts and length are small ints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fast {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
    pub length: i64,
}

/// The parts and length of any range.
pub struct Big {
    pub start: IBig,
    pub step: IBig,
    pub length: IBig,
}

/// How many items there are from `start` to `stop` by `step`, which is not 0; None where it does not fit.
fn fast_length(start: i64, stop: i64, step: i64) -> Option<i64> {
    let (start, stop, step) = (start as i128, stop as i128, step as i128);
    let count = if step > 0 && start < stop {
        (stop - start - 1) / step + 1
    } else if step < 0 && stop < start {
        (start - stop - 1) / -step + 1
    } else {
        0
    };
    i64::try_from(count).ok()
}

fn big_length(start: &IBig, stop: &IBig, step: &IBig) -> IBig {
    let (low, high, step) = if step.is_negative() { (stop, start, -step) } else { (start, stop, step.clone()) };
    if low >= high { IBig::ZERO } else { (high - low - IBig::ONE) / step + IBig::ONE }
}

fn big(object: &Obj) -> IBig {
    int::number(object).map_or(IBig::ZERO, |n| n.to_big().into_owned())
}

fn big_object(t: &Thread, value: IBig) -> PyResult {
    int::from_number(t, Number::from(value))
}

impl Range {
    /// A range of exact ints; the step is not zero.
    pub fn new(t: &Thread, start: Obj, stop: Obj, step: Obj) -> PyResult<Ref<Range>> {
        let small = (start.value().as_int(), stop.value().as_int(), step.value().as_int());
        let fast = match small {
            (Some(start), Some(stop), Some(step)) => fast_length(start, stop, step),
            _ => None,
        };
        let length = match fast {
            Some(length) => int::from_i64(t, length)?,
            None => big_object(t, big_length(&big(&start), &big(&stop), &big(&step)))?,
        };
        memory::new_object(t, Range::class(), |head| Range { head, start, stop, step, length })
    }

    /// A range of machine integers; the step is not zero.
    pub fn from_i64(t: &Thread, start: i64, stop: i64, step: i64) -> PyResult<Ref<Range>> {
        Range::new(t, int::from_i64(t, start)?, int::from_i64(t, stop)?, int::from_i64(t, step)?)
    }

    /// The parts as machine integers, where all of them are small.
    #[inline(always)]
    pub fn fast(&self) -> Option<Fast> {
        Some(Fast {
            start: self.start.value().as_int()?,
            stop: self.stop.value().as_int()?,
            step: self.step.value().as_int()?,
            length: self.length.value().as_int()?,
        })
    }

    pub fn big(&self) -> Big {
        Big { start: big(&self.start), step: big(&self.step), length: big(&self.length) }
    }

    pub fn start(&self) -> &Obj {
        &self.start
    }

    pub fn stop(&self) -> &Obj {
        &self.stop
    }

    pub fn step(&self) -> &Obj {
        &self.step
    }

    /// The number of items, an int of any size.
    pub fn length(&self) -> &Obj {
        &self.length
    }
}

impl Fast {
    /// The item at an index within bounds.
    #[inline(always)]
    pub fn item(self, index: i64) -> i64 {
        // Within start and stop, so the arithmetic cannot really wrap.
        self.start.wrapping_add(index.wrapping_mul(self.step))
    }

    /// The index of a value; None where the range does not hold it.
    pub fn index_of(self, value: i64) -> Option<i64> {
        let inside = if self.step > 0 {
            self.start <= value && value < self.stop
        } else {
            self.stop < value && value <= self.start
        };
        let distance = value as i128 - self.start as i128;
        (inside && distance % self.step as i128 == 0).then(|| (distance / self.step as i128) as i64)
    }
}

impl Big {
    pub fn item(&self, index: &IBig) -> IBig {
        &self.start + index * &self.step
    }

    /// The index of a value; None where the range does not hold it.
    pub fn index_of(&self, value: &IBig) -> Option<IBig> {
        let distance = value - &self.start;
        if !(&distance % &self.step).is_zero() {
            return None;
        }
        let index = distance / &self.step;
        (!index.is_negative() && index < self.length).then_some(index)
    }
}
