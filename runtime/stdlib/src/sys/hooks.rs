//! The hooks of `sys` and what they do by default.

use taipan_vm::builtins::functions::sys_attribute;
use taipan_vm::builtins::str::{self, Str};
use taipan_vm::builtins::{decode_bytes, encode_text};
use taipan_vm::call;
use taipan_vm::exceptions::{self as exc, BaseException, display};
use taipan_vm::object::value::Obj;
use taipan_vm::object::{attributes, protocol};
use taipan_vm::thread::{PyResult, Thread, names};

/// `sys.displayhook(value)`: shows the value and keeps it as `_`.
pub fn display(t: &Thread, value: &Obj) -> PyResult<()> {
    if value.is_none() {
        return Ok(());
    }
    let builtins = t.interp().builtins().clone();
    builtins.set_text(t, "_", Obj::NONE)?;
    let stdout = sys_attribute(t, "stdout")?;
    if stdout.is_none() {
        return Err(t.runtime_error("lost sys.stdout"));
    }
    let shown = protocol::repr(t, value)?;
    if let Err(raised) = call::call_method1(t, &stdout, &names::write, shown.obj()) {
        drop(t.catch(raised, &exc::UNICODE_ENCODE_ERROR)?);
        let encoding = attributes::get(t, &stdout, &names::encoding)?;
        let Some(encoding) = Str::of(&encoding) else { return Err(t.type_error("encoding must be str")) };
        let data = encode_text(t, &shown, encoding.utf8(t)?, "backslashreplace")?;
        let text = decode_bytes(t, &data, encoding.utf8(t)?, "strict")?;
        call::call_method1(t, &stdout, &names::write, text.obj())?;
    }
    call::call_method1(t, &stdout, &names::write, &str::intern(t, "\n")?)?;
    builtins.set_text(t, "_", value.clone())
}

/// `sys.excepthook(type, value, traceback)`.
pub fn except(t: &Thread, value: &Obj, traceback: &Obj) -> PyResult<()> {
    if let Some(e) = value.downcast::<BaseException>()
        && !traceback.is_none()
        && !e.traceback.is_some()
    {
        e.traceback.set(Some(traceback.clone()));
    }
    let text = if value.downcast::<BaseException>().is_some() {
        display::render(t, value)
    } else {
        let class = value.type_of().name_text();
        format!("TypeError: print_exception(): Exception expected for value, {class} found\n")
    };
    display::write_stderr(t, &text);
    Ok(())
}

/// `sys.unraisablehook(unraisable)`.
pub fn unraisable(t: &Thread, args: &Obj) -> PyResult<()> {
    if !args.type_of().is(super::info::unraisable_args::class()) {
        return Err(t.type_error("sys.unraisablehook argument type must be UnraisableHookArgs"));
    }
    let part = |name: &str| attributes::get_text(t, args, name);
    let (value, message, object) = (part("exc_value")?, part("err_msg")?, part("object")?);
    let what = if message.is_none() { "Exception ignored in".to_string() } else { protocol::str_text(t, &message)? };
    let mut text =
        if object.is_none() { format!("{what}:\n") } else { format!("{what}: {}\n", protocol::repr_text(t, &object)) };
    text.push_str(&display::render(t, &value));
    display::write_stderr(t, &text);
    Ok(())
}

/// Calls every audit hook.
pub fn audit(t: &Thread, event: &Obj, args: Obj) -> PyResult<()> {
    let hooks = t.interp().registry.borrow().get("sys.audithooks").cloned();
    let Some(hooks) = hooks else { return Ok(()) };
    protocol::for_each(t, &hooks, |hook| call::call2(t, &hook, event, &args).map(drop))
}
