//! Objects that stand for native code: functions, methods and slots of builtin types.
//!
//! | class | what |
//! |---|---|
//! | [`NativeFunction`] | `builtin_function_or_method`: a module's function, or a method bound to its receiver |
//! | [`MethodDescriptor`] | a method in a builtin type's dict |
//! | [`ClassMethodDescriptor`] | a class method in a builtin type's dict |
//! | [`SlotWrapper`], [`MethodWrapper`] | a slot as a special method, unbound and bound |
//! | [`GetSet`] | an attribute computed by native code |

pub mod descriptor;
pub mod function;
pub mod getset;
pub mod wrapper;

pub use descriptor::{ClassMethodDescriptor, MethodDescriptor};
pub use function::NativeFunction;
pub use getset::{GetSet, Member};
pub use wrapper::{MethodWrapper, SlotWrapper};

use crate::object::slots::SlotFn;
use crate::object::types::{Binding, MethodDef, Type};
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// What a builtin type's dict holds for a native method.
pub fn descriptor(t: &Thread, class: &'static Type, def: &'static MethodDef) -> PyResult {
    match def.binding {
        Binding::Method => MethodDescriptor::new(t, class, def).map(Ref::into_obj),
        Binding::Class => ClassMethodDescriptor::new(t, class, def).map(Ref::into_obj),
        Binding::Static | Binding::Function => {
            let function = NativeFunction::new(t, def, None, None)?;
            super::descriptors::StaticMethod::new(t, function.into_obj())
        }
    }
}

/// The type whose `new` a builtin `__new__` function calls.
pub fn new_of(object: &Obj) -> Option<&Type> {
    object.exact::<NativeFunction>().and_then(NativeFunction::new_type)
}

/// The slot function behind a slot wrapper.
pub fn wrapped_slot(object: &Obj) -> Option<SlotFn> {
    object.exact::<SlotWrapper>().map(SlotWrapper::function)
}

/// Whether the object is the builtin `print`.
pub fn is_print(object: &Obj) -> bool {
    object.exact::<NativeFunction>().is_some_and(|f| f.def().name == "print")
}

/// The docstring of a definition as an object.
fn doc(t: &Thread, doc: &str) -> PyResult {
    if doc.is_empty() { Ok(Obj::NONE) } else { crate::call::IntoPy::into_py(doc, t) }
}

/// The text signature of a definition as an object.
fn signature(t: &Thread, signature: &str) -> PyResult {
    if signature.is_empty() { Ok(Obj::NONE) } else { crate::call::IntoPy::into_py(signature, t) }
}
