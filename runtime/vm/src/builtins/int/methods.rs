//! Methods of `int`.

use taipan_macros::pymethods;

use super::{Int, number};
use crate::numeric::int::IntRef;
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread};

#[pymethods(list = INT_METHODS, class = "int")]
impl Int {
    /// Number of bits necessary to represent self in binary.
    ///
    /// >>> bin(37)
    /// '0b100101'
    /// >>> (37).bit_length()
    /// 6
    #[pymethod(returns = "int", effects = "pure")]
    fn bit_length(_t: &Thread, this: &Obj) -> u64 {
        number(this).map_or(0, IntRef::bit_length)
    }

    /// Returns self, the complex conjugate of any int.
    #[pymethod]
    fn conjugate(t: &Thread, this: &Obj) -> PyResult {
        super::exact(t, this)
    }
}
