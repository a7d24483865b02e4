//! Calls: the vectorcall convention from Rust, argument binding, conversions.
//!
//! [`Args`] is a call's arguments as native code sees them, [`Signature`] binds them to a native
//! function's parameters with CPython's messages, [`convert`] turns objects into Rust values and
//! back, [`invoke`] calls objects.

pub mod args;
pub mod convert;
pub mod invoke;
pub mod module;
pub mod signature;

pub use args::Args;
pub use convert::{FromArg, IntoPy, Place, Receiver};
pub use invoke::{call, call_args, call_method, call_method0, call_method1, call0, call1, call2};
pub use signature::{Parameter, ParameterKind, Signature};

use crate::object::value::Value;
use crate::thread::PyResult;

/// A result as the vectorcall convention returns it.
#[inline(always)]
pub fn finish(result: PyResult) -> Value {
    match result {
        Ok(object) => object.into_raw(),
        Err(_) => Value::NULL,
    }
}
