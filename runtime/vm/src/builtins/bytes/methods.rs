//! The methods that `bytes` and `bytearray` share, declared once for both.

use taipan_macros::pymethods;

use super::{ByteText, Bytes, buffer, hex, parts, search, text};
use crate::builtins::bytearray::ByteArray;
use crate::builtins::list::List;
use crate::builtins::str::{Str, codec};
use crate::builtins::tuple::Tuple;
use crate::call;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// A copy of the data, changed in place by `f`.
fn mapped<T: ByteText>(t: &Thread, this: &T, f: impl FnOnce(&mut [u8])) -> PyResult {
    let mut data = this.with(<[u8]>::to_vec);
    f(&mut data);
    T::of(t, &data)
}

fn found_or_error(t: &Thread, found: Option<usize>) -> PyResult<usize> {
    found.ok_or_else(|| t.value_error("subsection not found"))
}

/// The fill byte of `center` and its kin.
fn fill_byte(t: &Thread, method: &str, fill: Option<&Obj>) -> PyResult<u8> {
    let Some(fill) = fill else { return Ok(b' ') };
    let single = match fill.downcast::<Bytes>() {
        Some(bytes) => Some((bytes.as_slice().to_vec(), "bytes")),
        None => fill.downcast::<ByteArray>().map(|array| (array.to_vec(), "bytearray")),
    };
    match single {
        Some((data, _)) if data.len() == 1 => Ok(data[0]),
        Some((data, class)) => {
            let length = data.len();
            Err(t.type_error(format!(
                "{method}(): argument 2 must be a byte string of length 1, not a {class} object of length {length}"
            )))
        }
        None => {
            let given = if fill.is_none() { "None".to_string() } else { fill.type_of().name_text() };
            Err(t.type_error(format!("{method}() argument 2 must be a byte string of length 1, not {given}")))
        }
    }
}

fn padded<T: ByteText>(t: &Thread, this: &T, left: usize, right: usize, fill: u8) -> PyResult {
    if left == 0 && right == 0 {
        return this.same(t);
    }
    match this.with(|data| text::padded(data, left, right, fill)) {
        Some(data) => T::of(t, &data),
        None => Err(t.no_memory()),
    }
}

/// How many bytes are missing to a width.
fn missing<T: ByteText>(this: &T, width: isize) -> usize {
    usize::try_from(width).unwrap_or(0).saturating_sub(this.with(<[u8]>::len))
}

/// An instance of the class that a class method was called on.
fn instance<T: ByteText>(t: &Thread, class: &Obj, data: &[u8]) -> PyResult {
    let made = T::of(t, data)?;
    if class.value() == T::static_type().borrowed_obj().value() { Ok(made) } else { call::call1(t, class, &made) }
}

macro_rules! byte_methods {
    ($Class:ident, $name:tt, $LIST:ident) => {
        #[pymethods(list = $LIST, class = $name)]
        impl $Class {
            /// B.capitalize() -> copy of B
            #[pymethod]
            fn capitalize(t: &Thread, this: &$Class) -> PyResult {
                mapped(t, this, text::capitalize)
            }

            /// B.lower() -> copy of B
            #[pymethod]
            fn lower(t: &Thread, this: &$Class) -> PyResult {
                mapped(t, this, <[u8]>::make_ascii_lowercase)
            }

            /// B.upper() -> copy of B
            #[pymethod]
            fn upper(t: &Thread, this: &$Class) -> PyResult {
                mapped(t, this, <[u8]>::make_ascii_uppercase)
            }

            /// B.swapcase() -> copy of B
            #[pymethod]
            fn swapcase(t: &Thread, this: &$Class) -> PyResult {
                mapped(t, this, text::swap_case)
            }

            /// B.title() -> copy of B
            #[pymethod]
            fn title(t: &Thread, this: &$Class) -> PyResult {
                mapped(t, this, text::title)
            }

            /// B.isalnum() -> bool
            #[pymethod(returns = "bool")]
            fn isalnum(_t: &Thread, this: &$Class) -> bool {
                this.with(text::all_alnum)
            }

            /// B.isalpha() -> bool
            #[pymethod(returns = "bool")]
            fn isalpha(_t: &Thread, this: &$Class) -> bool {
                this.with(text::all_alpha)
            }

            /// B.isascii() -> bool
            #[pymethod(returns = "bool")]
            fn isascii(_t: &Thread, this: &$Class) -> bool {
                this.with(<[u8]>::is_ascii)
            }

            /// B.isdigit() -> bool
            #[pymethod(returns = "bool")]
            fn isdigit(_t: &Thread, this: &$Class) -> bool {
                this.with(text::all_digit)
            }

            /// B.islower() -> bool
            #[pymethod(returns = "bool")]
            fn islower(_t: &Thread, this: &$Class) -> bool {
                this.with(text::is_lower)
            }

            /// B.isspace() -> bool
            #[pymethod(returns = "bool")]
            fn isspace(_t: &Thread, this: &$Class) -> bool {
                this.with(text::all_space)
            }

            /// B.istitle() -> bool
            #[pymethod(returns = "bool")]
            fn istitle(_t: &Thread, this: &$Class) -> bool {
                this.with(text::is_title)
            }

            /// B.isupper() -> bool
            #[pymethod(returns = "bool")]
            fn isupper(_t: &Thread, this: &$Class) -> bool {
                this.with(text::is_upper)
            }

            /// Return a centered string of length width.
            #[pymethod(sig = "($self, width, fillchar=b' ', /)")]
            fn center(t: &Thread, this: &$Class, width: isize, fillchar: Option<&Obj>) -> PyResult {
                let fill = fill_byte(t, "center", fillchar)?;
                let missing = missing(this, width);
                // The odd byte goes to the left where the width is odd too.
                let left = missing / 2 + (missing & width as usize & 1);
                padded(t, this, left, missing - left, fill)
            }

            /// Return a left-justified string of length width.
            #[pymethod(sig = "($self, width, fillchar=b' ', /)")]
            fn ljust(t: &Thread, this: &$Class, width: isize, fillchar: Option<&Obj>) -> PyResult {
                let fill = fill_byte(t, "ljust", fillchar)?;
                padded(t, this, 0, missing(this, width), fill)
            }

            /// Return a right-justified string of length width.
            #[pymethod(sig = "($self, width, fillchar=b' ', /)")]
            fn rjust(t: &Thread, this: &$Class, width: isize, fillchar: Option<&Obj>) -> PyResult {
                let fill = fill_byte(t, "rjust", fillchar)?;
                padded(t, this, missing(this, width), 0, fill)
            }

            /// Pad a numeric string with zeros on the left, to fill a field of the given width.
            #[pymethod(sig = "($self, width, /)")]
            fn zfill(t: &Thread, this: &$Class, width: isize) -> PyResult {
                let missing = missing(this, width);
                if missing == 0 {
                    return this.same(t);
                }
                match this.with(|data| text::zero_filled(data, missing)) {
                    Some(data) => <$Class>::of(t, &data),
                    None => Err(t.no_memory()),
                }
            }

            /// Return a copy where all tab characters are expanded using spaces.
            #[pymethod(sig = "($self, /, tabsize=8)")]
            fn expandtabs(t: &Thread, this: &$Class, tabsize: i32) -> PyResult {
                match this.with(|data| text::expanded(data, usize::try_from(tabsize).unwrap_or(0))) {
                    Some(data) => <$Class>::of(t, &data),
                    None => Err(t.no_memory()),
                }
            }

            /// Return the lowest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
            #[pymethod(sig = "($self, sub[, start[, end]], /)", returns = "int")]
            fn find(t: &Thread, this: &$Class, sub: &Obj, start: Option<&Obj>, end: Option<&Obj>) -> PyResult<i64> {
                Ok(search::locate(t, this, sub, (start, end), false)?.map_or(-1, |at| at as i64))
            }

            /// Return the highest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
            #[pymethod(sig = "($self, sub[, start[, end]], /)", returns = "int")]
            fn rfind(t: &Thread, this: &$Class, sub: &Obj, start: Option<&Obj>, end: Option<&Obj>) -> PyResult<i64> {
                Ok(search::locate(t, this, sub, (start, end), true)?.map_or(-1, |at| at as i64))
            }

            /// Return the lowest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
            #[pymethod(sig = "($self, sub[, start[, end]], /)", returns = "int")]
            fn index(t: &Thread, this: &$Class, sub: &Obj, start: Option<&Obj>, end: Option<&Obj>) -> PyResult<usize> {
                let found = search::locate(t, this, sub, (start, end), false)?;
                found_or_error(t, found)
            }

            /// Return the highest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
            #[pymethod(sig = "($self, sub[, start[, end]], /)", returns = "int")]
            fn rindex(t: &Thread, this: &$Class, sub: &Obj, start: Option<&Obj>, end: Option<&Obj>) -> PyResult<usize> {
                let found = search::locate(t, this, sub, (start, end), true)?;
                found_or_error(t, found)
            }

            /// Return the number of non-overlapping occurrences of subsection 'sub' in bytes B[start:end].
            #[pymethod(sig = "($self, sub[, start[, end]], /)", returns = "int")]
            fn count(t: &Thread, this: &$Class, sub: &Obj, start: Option<&Obj>, end: Option<&Obj>) -> PyResult<usize> {
                search::count(t, this, sub, (start, end))
            }

            /// Return True if the bytes starts with the specified prefix, False otherwise.
            #[pymethod(sig = "($self, prefix[, start[, end]], /)", returns = "bool")]
            fn startswith(
                t: &Thread,
                this: &$Class,
                prefix: &Obj,
                start: Option<&Obj>,
                end: Option<&Obj>,
            ) -> PyResult<bool> {
                search::affix(t, this, prefix, (start, end), false)
            }

            /// Return True if the bytes ends with the specified suffix, False otherwise.
            #[pymethod(sig = "($self, suffix[, start[, end]], /)", returns = "bool")]
            fn endswith(
                t: &Thread,
                this: &$Class,
                suffix: &Obj,
                start: Option<&Obj>,
                end: Option<&Obj>,
            ) -> PyResult<bool> {
                search::affix(t, this, suffix, (start, end), true)
            }

            /// Return a bytes object with the given prefix string removed if present.
            #[pymethod(sig = "($self, prefix, /)")]
            fn removeprefix(t: &Thread, this: &$Class, prefix: &Obj) -> PyResult {
                let prefix = buffer::required(t, prefix)?;
                match this
                    .with(|data| data.strip_prefix(&prefix[..]).filter(|_| !prefix.is_empty()).map(<[u8]>::to_vec))
                {
                    Some(rest) => <$Class>::of(t, &rest),
                    None => this.same(t),
                }
            }

            /// Return a bytes object with the given suffix string removed if present.
            #[pymethod(sig = "($self, suffix, /)")]
            fn removesuffix(t: &Thread, this: &$Class, suffix: &Obj) -> PyResult {
                let suffix = buffer::required(t, suffix)?;
                match this
                    .with(|data| data.strip_suffix(&suffix[..]).filter(|_| !suffix.is_empty()).map(<[u8]>::to_vec))
                {
                    Some(rest) => <$Class>::of(t, &rest),
                    None => this.same(t),
                }
            }

            /// Return a copy with all occurrences of substring old replaced by new.
            #[pymethod(sig = "($self, old, new, count=-1, /)")]
            fn replace(t: &Thread, this: &$Class, old: &Obj, new: &Obj, count: isize) -> PyResult {
                let (old, new) = (buffer::required(t, old)?, buffer::required(t, new)?);
                let max = usize::try_from(count).unwrap_or(usize::MAX);
                match this.with(|data| search::replaced(data, &old, &new, max)) {
                    Ok(Some(data)) => <$Class>::of(t, &data),
                    Ok(None) => this.same(t),
                    Err(()) => Err(t.overflow_error("replace bytes is too long")),
                }
            }

            /// Return a list of the sections in the bytes, using sep as the delimiter.
            #[pymethod(sig = "($self, /, sep=None, maxsplit=-1)", returns = "list")]
            fn split(t: &Thread, this: &$Class, sep: Option<&Obj>, maxsplit: isize) -> PyResult<Ref<List>> {
                parts::split(t, this, sep, maxsplit, false)
            }

            /// Return a list of the sections in the bytes, using sep as the delimiter.
            #[pymethod(sig = "($self, /, sep=None, maxsplit=-1)", returns = "list")]
            fn rsplit(t: &Thread, this: &$Class, sep: Option<&Obj>, maxsplit: isize) -> PyResult<Ref<List>> {
                parts::split(t, this, sep, maxsplit, true)
            }

            /// Return a list of the lines in the bytes, breaking at line boundaries.
            #[pymethod(sig = "($self, /, keepends=False)", returns = "list")]
            fn splitlines(t: &Thread, this: &$Class, keepends: bool) -> PyResult<Ref<List>> {
                parts::lines(t, this, keepends)
            }

            /// Partition the bytes into three parts using the given separator.
            #[pymethod(sig = "($self, sep, /)", returns = "tuple")]
            fn partition(t: &Thread, this: &$Class, sep: &Obj) -> PyResult<Ref<Tuple>> {
                parts::partition(t, this, sep, false)
            }

            /// Partition the bytes into three parts using the given separator.
            #[pymethod(sig = "($self, sep, /)", returns = "tuple")]
            fn rpartition(t: &Thread, this: &$Class, sep: &Obj) -> PyResult<Ref<Tuple>> {
                parts::partition(t, this, sep, true)
            }

            /// Strip leading and trailing bytes contained in the argument.
            #[pymethod(sig = "($self, bytes=None, /)")]
            fn strip(t: &Thread, this: &$Class, bytes: Option<&Obj>) -> PyResult {
                parts::strip(t, this, bytes, true, true)
            }

            /// Strip leading bytes contained in the argument.
            #[pymethod(sig = "($self, bytes=None, /)")]
            fn lstrip(t: &Thread, this: &$Class, bytes: Option<&Obj>) -> PyResult {
                parts::strip(t, this, bytes, true, false)
            }

            /// Strip trailing bytes contained in the argument.
            #[pymethod(sig = "($self, bytes=None, /)")]
            fn rstrip(t: &Thread, this: &$Class, bytes: Option<&Obj>) -> PyResult {
                parts::strip(t, this, bytes, false, true)
            }

            /// Concatenate any number of bytes objects.
            #[pymethod(sig = "($self, iterable_of_bytes, /)")]
            fn join(t: &Thread, this: &$Class, iterable_of_bytes: &Obj) -> PyResult {
                parts::join(t, this, iterable_of_bytes)
            }

            /// Return a copy with each character mapped by the given translation table.
            #[pymethod(sig = "($self, table, /, delete=b'')")]
            fn translate(t: &Thread, this: &$Class, table: &Obj, delete: Option<&Obj>) -> PyResult {
                parts::translate(t, this, table, delete)
            }

            /// Return a translation table usable for the bytes or bytearray translate method.
            #[pystatic(sig = "(frm, to, /)")]
            fn maketrans(t: &Thread, from: &Obj, to: &Obj) -> PyResult {
                parts::make_table(t, from, to)
            }

            /// Decode the bytes using the codec registered for encoding.
            #[pymethod(sig = "($self, /, encoding='utf-8', errors='strict')", returns = "str")]
            fn decode(t: &Thread, this: &$Class, encoding: Option<&Obj>, errors: Option<&Obj>) -> PyResult<Ref<Str>> {
                let (encoding, errors) = codec::names(t, "decode", encoding, errors)?;
                codec::decode_bytes(t, &this.stable(), &encoding, &errors)
            }

            /// Create a string of hexadecimal numbers from a bytes object.
            #[pymethod(sig = "($self, /, sep=<unrepresentable>, bytes_per_sep=1)", returns = "str")]
            fn hex(t: &Thread, this: &$Class, sep: Option<&Obj>, bytes_per_sep: i32) -> PyResult<Ref<Str>> {
                let separator = match sep {
                    Some(sep) => Some(hex::separator(t, sep)?),
                    None => None,
                };
                this.with(|data| hex::to_text(t, data, separator, bytes_per_sep))
            }

            /// Create a bytes object from a string of hexadecimal numbers.
            #[pyclassmethod(sig = "($type, string, /)")]
            fn fromhex(t: &Thread, class: &Obj, string: &Obj) -> PyResult {
                instance::<$Class>(t, class, &hex::parse(t, string)?)
            }
        }
    };
}

byte_methods!(Bytes, "bytes", BYTES_METHODS);
byte_methods!(ByteArray, "bytearray", BYTEARRAY_METHODS);
