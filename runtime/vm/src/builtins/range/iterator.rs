//! Iterators over ranges: machine integers, which the interpreter also steps inline, and big ones.

use std::cell::{Cell, RefCell};

use dashu_base::Signed;
use dashu_int::IBig;
use taipan_macros::pyclass;

use super::{Range, big, big_object};
use crate::builtins::int;
use crate::builtins::sequence::{builtin, reduction_with_state};
use crate::memory;
use crate::object::header::Header;
use crate::object::types::type_flag;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// Every item that is left is a small int.
#[repr(C)]
pub struct RangeIterator {
    head: Header,
    /// The next item.
    pub(crate) current: Cell<i64>,
    pub(crate) step: Cell<i64>,
    /// How many items are left.
    pub(crate) remaining: Cell<i64>,
}

impl RangeIterator {
    /// The items, `remaining` of them from `current` by `step`, are all small ints.
    pub fn new(t: &Thread, current: i64, step: i64, remaining: i64) -> PyResult {
        memory::new_object(t, RangeIterator::class(), |head| RangeIterator {
            head,
            current: Cell::new(current),
            step: Cell::new(step),
            remaining: Cell::new(remaining),
        })
        .map(Ref::into_obj)
    }

    /// The next item.
    #[inline(always)]
    pub fn next_fast(&self) -> Option<Obj> {
        let remaining = self.remaining.get();
        if remaining <= 0 {
            return None;
        }
        let current = self.current.get();
        self.remaining.set(remaining - 1);
        self.current.set(current.wrapping_add(self.step.get()));
        Obj::small_int(current)
    }
}

#[pyclass(name = "range_iterator", flags = type_flag::DISALLOW_INSTANTIATION)]
impl RangeIterator {
    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(_t: &Thread, this: &RangeIterator) -> PyResult<Option<Obj>> {
        Ok(this.next_fast())
    }

    /// Private method returning an estimate of len(list(it)).
    #[pymethod]
    fn __length_hint__(_t: &Thread, this: &RangeIterator) -> i64 {
        this.remaining.get()
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &RangeIterator) -> PyResult {
        let (current, step, remaining) = (this.current.get(), this.step.get(), this.remaining.get());
        let stop = int::from_i128(t, current as i128 + step as i128 * remaining as i128)?;
        let range = Range::new(t, int::from_i64(t, current)?, stop, int::from_i64(t, step)?)?;
        reduction_with_state(t, builtin(t, "iter")?, vec![range.into_obj()], Obj::NONE)
    }

    /// Set state information for unpickling.
    #[pymethod(sig = "($self, object, /)")]
    fn __setstate__(t: &Thread, this: &RangeIterator, state: &Obj) -> PyResult<()> {
        let index = int::index_as_i64(t, state, "Python int too large to convert to C long")?;
        let index = index.clamp(0, this.remaining.get());
        this.current.set(this.current.get().wrapping_add(index.wrapping_mul(this.step.get())));
        this.remaining.set(this.remaining.get() - index);
        Ok(())
    }
}

struct State {
    current: IBig,
    step: IBig,
    remaining: IBig,
}

/// The iterator over a range beyond small ints.
#[repr(C)]
pub struct BigRangeIterator {
    head: Header,
    state: RefCell<State>,
}

impl BigRangeIterator {
    pub fn new(t: &Thread, current: IBig, step: IBig, remaining: IBig) -> PyResult {
        memory::new_object(t, BigRangeIterator::class(), |head| BigRangeIterator {
            head,
            state: RefCell::new(State { current, step, remaining }),
        })
        .map(Ref::into_obj)
    }
}

#[pyclass(name = "longrange_iterator", flags = type_flag::DISALLOW_INSTANTIATION)]
impl BigRangeIterator {
    #[pyslot]
    fn __iter__(_t: &Thread, this: &Obj) -> PyResult {
        Ok(this.clone())
    }

    #[pyslot]
    fn __next__(t: &Thread, this: &BigRangeIterator) -> PyResult<Option<Obj>> {
        let current = {
            let state = &mut *this.state.borrow_mut();
            if state.remaining.is_zero() || state.remaining.is_negative() {
                return Ok(None);
            }
            state.remaining -= IBig::ONE;
            let next = &state.current + &state.step;
            std::mem::replace(&mut state.current, next)
        };
        big_object(t, current).map(Some)
    }

    /// Private method returning an estimate of len(list(it)).
    #[pymethod]
    fn __length_hint__(t: &Thread, this: &BigRangeIterator) -> PyResult {
        let remaining = this.state.borrow().remaining.clone();
        big_object(t, remaining)
    }

    /// Return state information for pickling.
    #[pymethod]
    fn __reduce__(t: &Thread, this: &BigRangeIterator) -> PyResult {
        let (start, stop, step) = {
            let state = this.state.borrow();
            (state.current.clone(), &state.current + &state.step * &state.remaining, state.step.clone())
        };
        let range = Range::new(t, big_object(t, start)?, big_object(t, stop)?, big_object(t, step)?)?;
        reduction_with_state(t, builtin(t, "iter")?, vec![range.into_obj()], Obj::NONE)
    }

    /// Set state information for unpickling.
    #[pymethod(sig = "($self, object, /)")]
    fn __setstate__(t: &Thread, this: &BigRangeIterator, state: &Obj) -> PyResult<()> {
        if !int::is_int(state) {
            let class = state.type_of().name_text();
            return Err(t.type_error(format!("state must be an int, not {class}")));
        }
        let index = big(state);
        let state = &mut *this.state.borrow_mut();
        let index = if index.is_negative() { IBig::ZERO } else { index.min(state.remaining.clone()) };
        state.current += &index * &state.step;
        state.remaining -= index;
        Ok(())
    }
}
