//! `str.join`: two passes over the items, one for the length and width, one to copy.

use taipan_macros::pymethods;

use super::layout::width_for;
use super::{Str, intern};
use crate::builtins::list::List;
use crate::builtins::sequence;
use crate::builtins::tuple::Tuple;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// `separator.join(iterable)`.
pub fn join(t: &Thread, separator: &Str, iterable: &Obj) -> PyResult<Ref<Str>> {
    if let Some(list) = iterable.exact::<List>() {
        // SAFETY: joining runs no Python code: it only reads strings and makes one.
        return join_items(t, separator, unsafe { list.as_slice() });
    }
    if let Some(tuple) = iterable.exact::<Tuple>() {
        return join_items(t, separator, tuple.items());
    }
    let items = sequence::collect_or(t, iterable, "can only join an iterable")?;
    join_items(t, separator, &items)
}

/// The items with the separator between them.
pub fn join_items(t: &Thread, separator: &Str, items: &[Obj]) -> PyResult<Ref<Str>> {
    if items.is_empty() {
        return Ok(intern::empty());
    }
    if let [one] = items
        && let Some(text) = one.exact::<Str>()
    {
        return Ok(crate::object::types::NativeType::to_ref(text));
    }
    let mut length = separator.len().checked_mul(items.len() - 1);
    let mut max_char = if items.len() > 1 && !separator.is_empty() { separator.max_char_bound() } else { 0 };
    for (i, item) in items.iter().enumerate() {
        let Some(text) = Str::of(item) else {
            let class = item.type_of().name_text();
            return Err(t.type_error(format!("sequence item {i}: expected str instance, {class} found")));
        };
        length = length.and_then(|n| n.checked_add(text.len()));
        max_char = max_char.max(if text.is_empty() { 0 } else { text.max_char_bound() });
    }
    let Some(length) = length.filter(|&n| n <= isize::MAX as usize) else {
        return Err(t.overflow_error("join() result is too long for a Python string"));
    };
    if length == 0 {
        return Ok(intern::empty());
    }
    let joined = Str::make(t, Str::class(), length, max_char, |data| {
        let width = width_for(max_char);
        let mut at = data;
        for (i, item) in items.iter().enumerate() {
            // SAFETY: all items are strings, no wider than this, and their lengths were added up.
            unsafe {
                if i > 0 && !separator.is_empty() {
                    separator.write_as(at, width);
                    at = at.add(separator.len() * width);
                }
                let text: &Str = item.cast_unchecked();
                text.write_as(at, width);
                at = at.add(text.len() * width);
            }
        }
    });
    match joined {
        // A single character is one of the shared strings.
        Ok(text) if text.len() == 1 => text.char_at(t, 0),
        other => other,
    }
}

#[pymethods(list = STR_JOIN_METHODS, class = "str")]
impl Str {
    /// Concatenate any number of strings.
    #[pymethod(sig = "($self, iterable, /)", returns = "str")]
    fn join(t: &Thread, this: &Str, iterable: &Obj) -> PyResult<Ref<Str>> {
        join(t, this, iterable)
    }
}
