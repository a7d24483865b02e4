//! Methods of `str` that pad: `center`, `ljust`, `rjust`, `zfill`, `expandtabs`.

use taipan_macros::pymethods;

use super::units::each_width;
use super::{Str, StrBuilder};
use crate::object::value::{Obj, Ref};
use crate::text::sink::{TextSink, Unit};
use crate::thread::{PyResult, Thread};

/// The fill character of an optional argument.
fn fill_character(t: &Thread, fill: Option<&Obj>) -> PyResult<u32> {
    let Some(fill) = fill else { return Ok(0x20) };
    match Str::of(fill) {
        Some(text) if text.len() == 1 => Ok(text.units().at(0)),
        Some(_) => Err(t.type_error("The fill character must be exactly one character long")),
        None => {
            let class = fill.type_of().name_text();
            Err(t.type_error(format!("The fill character must be a unicode character, not {class}")))
        }
    }
}

fn padded(t: &Thread, this: &Str, left: usize, right: usize, fill: u32) -> PyResult<Ref<Str>> {
    if left == 0 && right == 0 {
        return this.unchanged(t);
    }
    let total = left.checked_add(right).and_then(|n| n.checked_add(this.len()));
    let Some(length) = total.filter(|&n| n <= isize::MAX as usize) else {
        return Err(t.overflow_error("padded string is too long"));
    };
    if let (Some(text), 0..0x80) = (this.as_ascii(), fill)
        && length > 1
    {
        return Str::make(t, Str::class(), length, 0x7F, |data| {
            // SAFETY: the three parts make up the length.
            unsafe {
                std::ptr::write_bytes(data, fill as u8, left);
                std::ptr::copy_nonoverlapping(text.as_ptr(), data.add(left), text.len());
                std::ptr::write_bytes(data.add(left + text.len()), fill as u8, right);
            }
        });
    }
    let mut out = StrBuilder::with_capacity(length);
    out.push_repeated(fill, left);
    out.push_text(this);
    out.push_repeated(fill, right);
    out.finish(t)
}

/// How many characters are missing to a width.
fn missing(this: &Str, width: isize) -> usize {
    usize::try_from(width).unwrap_or(0).saturating_sub(this.len())
}

/// The text with tabs replaced by spaces up to the next multiple of `size`.
fn expand<U: Unit, S: TextSink>(text: &[U], size: usize, out: &mut S) {
    let mut column = 0usize;
    let mut start = 0;
    for (at, u) in text.iter().enumerate() {
        match u.code() {
            9 => {
                out.push_units(&text[start..at]);
                start = at + 1;
                if size > 0 {
                    let spaces = size - column % size;
                    column = column.saturating_add(spaces);
                    out.push_fill(0x20, spaces);
                }
            }
            10 | 13 => column = 0,
            _ => column += 1,
        }
    }
    out.push_units(&text[start..]);
}

#[pymethods(list = STR_PAD_METHODS, class = "str")]
impl Str {
    /// Return a centered string of length width.
    #[pymethod(sig = "($self, width, fillchar=' ', /)", returns = "str")]
    fn center(t: &Thread, this: &Str, width: isize, fillchar: Option<&Obj>) -> PyResult<Ref<Str>> {
        let fill = fill_character(t, fillchar)?;
        let missing = missing(this, width);
        // The odd character goes to the left where the width is odd too.
        let left = missing / 2 + (missing & width as usize & 1);
        padded(t, this, left, missing - left, fill)
    }

    /// Return a left-justified string of length width.
    #[pymethod(sig = "($self, width, fillchar=' ', /)", returns = "str")]
    fn ljust(t: &Thread, this: &Str, width: isize, fillchar: Option<&Obj>) -> PyResult<Ref<Str>> {
        let fill = fill_character(t, fillchar)?;
        padded(t, this, 0, missing(this, width), fill)
    }

    /// Return a right-justified string of length width.
    #[pymethod(sig = "($self, width, fillchar=' ', /)", returns = "str")]
    fn rjust(t: &Thread, this: &Str, width: isize, fillchar: Option<&Obj>) -> PyResult<Ref<Str>> {
        let fill = fill_character(t, fillchar)?;
        padded(t, this, missing(this, width), 0, fill)
    }

    /// Pad a numeric string with zeros on the left, to fill a field of the given width.
    #[pymethod(sig = "($self, width, /)", returns = "str")]
    fn zfill(t: &Thread, this: &Str, width: isize) -> PyResult<Ref<Str>> {
        let missing = missing(this, width);
        if missing == 0 {
            return this.unchanged(t);
        }
        match this.units().iter().next() {
            Some(sign @ (0x2B | 0x2D)) => {
                let mut out = StrBuilder::with_capacity(missing.saturating_add(this.len()));
                out.push(sign);
                out.push_repeated(0x30, missing);
                out.push_units(this.units().slice(1, this.len()));
                out.finish(t)
            }
            _ => padded(t, this, missing, 0, 0x30),
        }
    }

    /// Return a copy where all tab characters are expanded using spaces.
    #[pymethod(sig = "($self, /, tabsize=8)", returns = "str")]
    fn expandtabs(t: &Thread, this: &Str, tabsize: i32) -> PyResult<Ref<Str>> {
        if !each_width!(this.units(), |u| u.iter().any(|u| u.code() == 9)) {
            return this.unchanged(t);
        }
        let mut out = StrBuilder::with_capacity(this.len());
        each_width!(this.units(), |u| expand(u, usize::try_from(tabsize).unwrap_or(0), &mut out));
        out.finish(t)
    }
}
