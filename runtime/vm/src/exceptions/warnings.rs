//! Issuing warnings through the `warnings` module's machinery.

use super::tree as e;
use crate::builtins::str;
use crate::object::types::Type;
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread};

/// `warnings.warn(message, category)` on behalf of the innermost Python frame.
pub fn warn(t: &Thread, category: &Type, message: &str) -> PyResult<()> {
    crate::builtins::functions::warn(t, category, message, 1)
}

pub fn deprecation(t: &Thread, message: &str) -> PyResult<()> {
    warn(t, &e::DEPRECATION_WARNING, message)
}

/// A warning about a place in a source that was compiled.
pub fn warn_at(t: &Thread, category: &Type, message: &str, filename: &Obj, line: u32) -> PyResult<()> {
    if category.is(&e::DEPRECATION_WARNING) {
        return Ok(());
    }
    let (name, file) = (category.name_text(), str::lossy(filename));
    let mut text = format!("{file}:{line}: {name}: {message}\n");
    let inside = t.interp().frozen().source(file.as_ref());
    if let Some(content) = inside.or_else(|| std::fs::read(&file).ok())
        && let Some(source) = String::from_utf8_lossy(&content).lines().nth(line.saturating_sub(1) as usize)
    {
        text.push_str(&format!("  {}\n", source.trim()));
    }
    super::display::write_stderr(t, &text);
    Ok(())
}

/// Shows a warning while there is no `warnings` module: as its default filters would.
pub fn show_plainly(t: &Thread, category: &Type, message: &str) -> PyResult<()> {
    let quiet = [&e::PENDING_DEPRECATION_WARNING, &e::IMPORT_WARNING, &e::RESOURCE_WARNING];
    if quiet.iter().any(|q| category.is_subtype(q)) {
        return Ok(());
    }
    let frame = t.frame.get();
    let place = if frame.is_null() {
        "sys:1".to_string()
    } else {
        // SAFETY: the innermost frame is live.
        unsafe {
            let line = crate::interpreter::frame::Frame::line(frame).unwrap_or(0);
            format!("{}:{line}", str::lossy(&crate::interpreter::frame::Frame::code_of(frame).filename))
        }
    };
    super::display::write_stderr(t, &format!("{place}: {}: {message}\n", category.name_text()));
    Ok(())
}
