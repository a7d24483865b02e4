//! `repr`, `str`, `format`.

use crate::builtins::str::{self, Str};
use crate::object::attributes::lookup_special;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread, names};

fn checked(t: &Thread, result: Obj, method: &str) -> PyResult<Ref<Str>> {
    result.into_ref::<Str>().map_err(|other| {
        let class = other.type_of().name_text();
        t.type_error(format!("{method} returned non-string (type {class})"))
    })
}

/// `repr(object)`.
pub fn repr(t: &Thread, object: &Obj) -> PyResult<Ref<Str>> {
    t.check_native_stack(" while getting the repr of an object")?;
    match object.type_of().slots.repr.get() {
        Some(repr) => {
            let result = repr(t, object)?;
            checked(t, result, "__repr__")
        }
        None => {
            let text = format!("<{} object at {:#x}>", object.type_of().name_text(), object.value().bits());
            Str::new(t, &text)
        }
    }
}

/// `str(object)`.
pub fn str_of(t: &Thread, object: &Obj) -> PyResult<Ref<Str>> {
    if object.is_exact::<Str>() {
        return checked(t, object.clone(), "__str__");
    }
    t.check_native_stack(" while getting the str of an object")?;
    match object.type_of().slots.str.get() {
        Some(to_str) => {
            let result = to_str(t, object)?;
            checked(t, result, "__str__")
        }
        None => repr(t, object),
    }
}

/// `repr(object)` as Rust text, for messages: a failing repr is replaced by the type's name.
pub fn repr_text(t: &Thread, object: &Obj) -> String {
    match repr(t, object) {
        Ok(text) => text.to_string_lossy(),
        Err(raised) => {
            drop(t.take_exception(raised));
            format!("<{} object>", object.type_of().name_text())
        }
    }
}

/// `str(object)` as Rust text.
pub fn str_text(t: &Thread, object: &Obj) -> PyResult<String> {
    Ok(str_of(t, object)?.to_string_lossy())
}

/// `format(object, spec)`; the spec is a str.
pub fn format(t: &Thread, object: &Obj, spec: &Obj) -> PyResult {
    let empty = spec.downcast::<Str>().is_some_and(|s| s.is_empty());
    if empty && (object.is_exact::<Str>() || object.value().is_int()) {
        return str_of(t, object).map(Ref::into_obj);
    }
    if let Some(spec) = spec.downcast::<Str>()
        && let Some(text) = crate::builtins::str::format_spec::format_exact(t, object, spec)?
    {
        return Ok(text.into_obj());
    }
    let Some((method, bound)) = lookup_special(t, object, &names::__format__)? else {
        let class = object.type_of().name_text();
        return Err(t.type_error(format!("Type {class} doesn't define __format__")));
    };
    let result =
        if bound { crate::call::call1(t, &method, spec)? } else { crate::call::call2(t, &method, object, spec)? };
    if result.downcast::<Str>().is_none() {
        let class = result.type_of().name_text();
        return Err(t.type_error(format!("__format__ must return a str, not {class}")));
    }
    Ok(result)
}

/// Guards a repr against recursion: None while `object` is already being shown.
pub struct ReprGuard<'t> {
    t: &'t Thread,
}

impl<'t> ReprGuard<'t> {
    pub fn enter(t: &'t Thread, object: &Obj) -> Option<ReprGuard<'t>> {
        // SAFETY: no borrow of the list outlives the expression.
        let stack = unsafe { &mut *t.repr_stack.get() };
        let key = object.value().bits();
        if stack.contains(&key) {
            return None;
        }
        stack.push(key);
        Some(ReprGuard { t })
    }
}

impl Drop for ReprGuard<'_> {
    fn drop(&mut self) {
        // SAFETY: as above.
        unsafe { &mut *self.t.repr_stack.get() }.pop();
    }
}

/// The text of any str object, for messages.
pub fn text_of(object: &Obj) -> String {
    str::lossy(object)
}
