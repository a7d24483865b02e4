//! Conversions between objects and the Rust types of native functions.

use super::signature::Signature;
use crate::builtins::{float, int, str::Str};
use crate::object::protocol;
use crate::object::types::{NativeType, Type};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Raised, Thread};

/// Which argument of which function is converted, for messages.
#[derive(Clone, Copy)]
pub struct Place {
    signature: &'static Signature,
    index: usize,
}

impl Place {
    pub const fn new(signature: &'static Signature, index: usize) -> Place {
        Place { signature, index }
    }

    /// "f() argument 2 must be str, not int", as `_PyArg_BadArgument` words it.
    #[cold]
    pub fn bad(self, t: &Thread, expected: &str, argument: &Obj) -> Raised {
        let parameters = self.signature.parameters;
        let which = if parameters.len() == 1 && !self.signature.varargs {
            "argument".to_string()
        } else if parameters[self.index].kind == super::ParameterKind::PositionalOnly {
            format!("argument {}", self.index + 1)
        } else {
            format!("argument '{}'", parameters[self.index].name)
        };
        let given = if argument.is_none() { "None".to_string() } else { argument.type_of().name_text() };
        t.type_error(format!("{}() {which} must be {expected}, not {given}", self.signature.name))
    }
}

/// A Rust type that an argument can be converted to.
pub trait FromArg<'a>: Sized {
    fn from_arg(t: &Thread, argument: &'a Obj, place: Place) -> PyResult<Self>;
}

impl<'a> FromArg<'a> for &'a Obj {
    #[inline(always)]
    fn from_arg(_: &Thread, argument: &'a Obj, _: Place) -> PyResult<&'a Obj> {
        Ok(argument)
    }
}

impl<'a> FromArg<'a> for Obj {
    #[inline(always)]
    fn from_arg(_: &Thread, argument: &'a Obj, _: Place) -> PyResult<Obj> {
        Ok(argument.clone())
    }
}

/// Missing or None means absent, except for `Option<&Obj>`, where None is an object like any other.
impl<'a, T: FromArg<'a> + NotObject> FromArg<'a> for Option<T> {
    #[inline(always)]
    fn from_arg(t: &Thread, argument: &'a Obj, place: Place) -> PyResult<Option<T>> {
        if T::NONE_IS_ABSENT && argument.is_none() { Ok(None) } else { T::from_arg(t, argument, place).map(Some) }
    }
}

/// Whether None given for an optional parameter of the type means that it is absent.
pub trait NotObject {
    const NONE_IS_ABSENT: bool = true;
}

impl NotObject for &Obj {
    const NONE_IS_ABSENT: bool = false;
}

impl NotObject for Obj {
    const NONE_IS_ABSENT: bool = false;
}

impl<T: NativeType> NotObject for &T {}

macro_rules! index_types {
    ($($rust:ty, $c:literal;)*) => {$(
        impl NotObject for $rust {}

        impl FromArg<'_> for $rust {
            #[inline]
            fn from_arg(t: &Thread, argument: &Obj, _: Place) -> PyResult<$rust> {
                let value = int::index_as_i64(t, argument, concat!("Python int too large to convert to C ", $c))?;
                <$rust>::try_from(value)
                    .map_err(|_| t.overflow_error(concat!("Python int too large to convert to C ", $c)))
            }
        }
    )*};
}

index_types! {
    i64, "long";
    isize, "ssize_t";
    i32, "int";
}

impl NotObject for usize {}

impl FromArg<'_> for usize {
    fn from_arg(t: &Thread, argument: &Obj, _: Place) -> PyResult<usize> {
        let value = int::index_as_i64(t, argument, "Python int too large to convert to C size_t")?;
        usize::try_from(value).map_err(|_| t.value_error("can't convert negative value to unsigned int"))
    }
}

impl NotObject for f64 {}

impl FromArg<'_> for f64 {
    #[inline]
    fn from_arg(t: &Thread, argument: &Obj, _: Place) -> PyResult<f64> {
        float::as_f64(t, argument)
    }
}

impl NotObject for bool {}

impl FromArg<'_> for bool {
    #[inline]
    fn from_arg(t: &Thread, argument: &Obj, _: Place) -> PyResult<bool> {
        protocol::is_true(t, argument)
    }
}

impl<'a, T: NativeType> FromArg<'a> for &'a T {
    #[inline]
    fn from_arg(t: &Thread, argument: &'a Obj, place: Place) -> PyResult<&'a T> {
        match argument.downcast::<T>() {
            Some(typed) => Ok(typed),
            None => Err(place.bad(t, &T::static_type().name_text(), argument)),
        }
    }
}

/// A str argument that the default of a signature may replace.
impl NotObject for &str {}

impl<'a> FromArg<'a> for &'a str {
    fn from_arg(t: &Thread, argument: &'a Obj, place: Place) -> PyResult<&'a str> {
        match argument.downcast::<Str>() {
            Some(text) => text.utf8(t),
            None => Err(place.bad(t, "str", argument)),
        }
    }
}

/// The receiver of a method in the layout its function wants.
pub trait Receiver<'a>: Sized {
    fn receive(t: &Thread, receiver: &'a Obj, method: &str) -> PyResult<Self>;
}

impl<'a> Receiver<'a> for &'a Obj {
    #[inline(always)]
    fn receive(_: &Thread, receiver: &'a Obj, _: &str) -> PyResult<&'a Obj> {
        Ok(receiver)
    }
}

impl<'a, T: NativeType> Receiver<'a> for &'a T {
    #[inline(always)]
    fn receive(t: &Thread, receiver: &'a Obj, method: &str) -> PyResult<&'a T> {
        match receiver.downcast::<T>() {
            Some(typed) => Ok(typed),
            None => Err(wrong_receiver(t, receiver, T::static_type(), method)),
        }
    }
}

#[cold]
fn wrong_receiver(t: &Thread, receiver: &Obj, class: &Type, method: &str) -> Raised {
    t.type_error(format!(
        "descriptor '{method}' for '{}' objects doesn't apply to a '{}' object",
        class.name_text(),
        receiver.type_of().name_text()
    ))
}

/// A Rust result that can be returned to Python.
pub trait IntoPy {
    fn into_py(self, t: &Thread) -> PyResult;
}

impl IntoPy for Obj {
    #[inline(always)]
    fn into_py(self, _: &Thread) -> PyResult {
        Ok(self)
    }
}

impl<T: NativeType> IntoPy for Ref<T> {
    #[inline(always)]
    fn into_py(self, _: &Thread) -> PyResult {
        Ok(self.into_obj())
    }
}

impl<T: IntoPy> IntoPy for PyResult<T> {
    #[inline(always)]
    fn into_py(self, t: &Thread) -> PyResult {
        self?.into_py(t)
    }
}

/// None where there is no value.
impl<T: IntoPy> IntoPy for Option<T> {
    #[inline(always)]
    fn into_py(self, t: &Thread) -> PyResult {
        match self {
            Some(value) => value.into_py(t),
            None => Ok(Obj::NONE),
        }
    }
}

impl IntoPy for () {
    #[inline(always)]
    fn into_py(self, _: &Thread) -> PyResult {
        Ok(Obj::NONE)
    }
}

impl IntoPy for bool {
    #[inline(always)]
    fn into_py(self, _: &Thread) -> PyResult {
        Ok(Obj::from_bool(self))
    }
}

impl IntoPy for i64 {
    #[inline(always)]
    fn into_py(self, t: &Thread) -> PyResult {
        int::from_i64(t, self)
    }
}

impl IntoPy for i32 {
    #[inline(always)]
    fn into_py(self, _: &Thread) -> PyResult {
        Ok(Obj::from_i32(self))
    }
}

impl IntoPy for usize {
    #[inline(always)]
    fn into_py(self, t: &Thread) -> PyResult {
        int::from_u64(t, self as u64)
    }
}

impl IntoPy for u64 {
    #[inline(always)]
    fn into_py(self, t: &Thread) -> PyResult {
        int::from_u64(t, self)
    }
}

impl IntoPy for f64 {
    #[inline(always)]
    fn into_py(self, t: &Thread) -> PyResult {
        float::from_f64(t, self)
    }
}

impl IntoPy for &str {
    fn into_py(self, t: &Thread) -> PyResult {
        Str::new(t, self).map(Ref::into_obj)
    }
}

impl IntoPy for String {
    fn into_py(self, t: &Thread) -> PyResult {
        Str::new(t, &self).map(Ref::into_obj)
    }
}
