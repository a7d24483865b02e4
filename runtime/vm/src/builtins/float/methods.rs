//! Methods of `float`.

use taipan_macros::pymethods;

use super::Float;
use super::class::receiver;
use crate::object::value::Obj;
use crate::thread::Thread;

#[pymethods(list = FLOAT_METHODS, class = "float")]
impl Float {
    /// Return True if the float is an integer.
    #[pymethod(returns = "bool", effects = "pure")]
    fn is_integer(_t: &Thread, this: &Obj) -> bool {
        let value = receiver(this);
        value.is_finite() && value.floor() == value
    }
}
