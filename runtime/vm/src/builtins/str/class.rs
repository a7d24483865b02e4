//! The `str` type: slots and constructors.

use taipan_macros::pyclass;

use super::units::{each_width, with_needle};
use super::{Str, StrBuilder, Units, bounds, intern, iterator};
use super::{case, codec, format, join, pad, predicates, printf, search, split, translate};
use crate::builtins::int;
use crate::builtins::slice::{self, Slice};
use crate::call::{Args, Signature};
use crate::object::protocol;
use crate::object::slots::Comparison;
use crate::object::types::{NativeType, Type, type_flag};
use crate::object::value::{Obj, Ref};
use crate::text::{repr, search as text_search};
use crate::thread::{PyResult, Thread};

/// The classes of this folder.
pub const TYPES: &[fn() -> &'static Type] =
    &[Str::class, iterator::StrIterator::class, iterator::StrAsciiIterator::class];

/// str(object='') -> str
/// str(bytes_or_buffer[, encoding[, errors]]) -> str
///
/// Create a new string object from the given object. If encoding or
/// errors is specified, then the object must expose a data buffer
/// that will be decoded using the given encoding and error handler.
/// Otherwise, returns the result of object.__str__() (if defined)
/// or repr(object).
/// encoding defaults to 'utf-8'.
/// errors defaults to 'strict'.
#[pyclass(
    name = "str",
    flags = type_flag::BASE_TYPE | type_flag::UNICODE_SUBCLASS | type_flag::SEQUENCE,
    itemsize = 4,
    layout = super::layout::layout(),
    lists = [
        case::STR_CASE_METHODS,
        codec::STR_CODEC_METHODS,
        format::STR_FORMAT_METHODS,
        join::STR_JOIN_METHODS,
        pad::STR_PAD_METHODS,
        predicates::STR_PREDICATES,
        search::STR_SEARCH_METHODS,
        split::STR_SPLIT_METHODS,
        translate::STR_TRANSLATE_METHODS
    ]
)]
impl Str {
    #[pyslot]
    fn __new__(t: &Thread, class: &Type, args: Args) -> PyResult {
        new(t, class, args)
    }

    #[pyslot]
    fn __repr__(t: &Thread, this: &Str) -> PyResult<Ref<Str>> {
        let mut builder = StrBuilder::with_capacity(this.len() + 2);
        each_width!(this.units(), |u| repr::repr_str(u, false, &mut builder));
        builder.finish(t)
    }

    #[pyslot]
    fn __str__(t: &Thread, this: &Str) -> PyResult<Ref<Str>> {
        this.unchanged(t)
    }

    #[pyslot]
    fn __hash__(_t: &Thread, this: &Str) -> PyResult<i64> {
        Ok(this.hash_value())
    }

    #[pyslot]
    fn __richcompare__(_t: &Thread, this: &Obj, other: &Obj, op: Comparison) -> PyResult {
        let (Some(a), Some(b)) = (Str::of(this), Str::of(other)) else { return Ok(Obj::NOT_IMPLEMENTED) };
        Ok(Obj::from_bool(match op {
            Comparison::Eq => a.equals(b),
            Comparison::Ne => !a.equals(b),
            _ => int::class::holds(compare(a, b), op),
        }))
    }

    #[pyslot]
    fn __len__(_t: &Thread, this: &Str) -> PyResult<usize> {
        Ok(this.len())
    }

    #[pyslot]
    fn __iter__(t: &Thread, this: &Str) -> PyResult {
        iterator::new(t, this.to_ref())
    }

    #[pyslot]
    fn __getitem__(t: &Thread, this: &Str, key: &Obj) -> PyResult<Ref<Str>> {
        if let Some(index) = key.value().as_int() {
            return match bounds::index(index, this.len()) {
                Some(index) => this.char_at(t, index),
                None => Err(t.index_error("string index out of range")),
            };
        }
        getitem_slow(t, this, key)
    }

    #[pyslot]
    fn __contains__(t: &Thread, this: &Str, item: &Obj) -> PyResult<bool> {
        let Some(needle) = Str::of(item) else {
            let class = item.type_of().name_text();
            return Err(t.type_error(format!("'in <string>' requires string as left operand, not {class}")));
        };
        Ok(has_part(this, needle))
    }

    #[pyslot]
    fn __concat__(t: &Thread, this: &Str, other: &Obj) -> PyResult<Ref<Str>> {
        let Some(other) = Str::of(other) else {
            let class = other.type_of().name_text();
            return Err(t.type_error(format!("can only concatenate str (not \"{class}\") to str")));
        };
        if this.is_empty() {
            return other.unchanged(t);
        }
        if other.is_empty() {
            return this.unchanged(t);
        }
        Str::concat(t, this, other)
    }

    #[pyslot]
    fn __repeat__(t: &Thread, this: &Str, count: &Obj) -> PyResult<Ref<Str>> {
        let count = int::index_as_i64(t, count, "cannot fit 'int' into an index-sized integer")?;
        repeat(t, this, count.max(0) as usize)
    }

    #[pyslot]
    fn __mod__(t: &Thread, this: &Obj, values: &Obj) -> PyResult {
        match Str::of(this) {
            Some(format) => printf::format(t, format, values).map(Ref::into_obj),
            None => Ok(Obj::NOT_IMPLEMENTED),
        }
    }

    #[pymethod]
    fn __getnewargs__(t: &Thread, this: &Str) -> PyResult {
        let text = this.copy_as(t, Str::class())?.into_obj();
        crate::builtins::tuple::Tuple::from_slice(t, &[text]).map(Ref::into_obj)
    }

    /// Return the size of the string in memory, in bytes.
    #[pymethod(returns = "int")]
    fn __sizeof__(_t: &Thread, this: &Str) -> usize {
        this.memory_bytes()
    }
}

#[inline(never)]
fn getitem_slow(t: &Thread, this: &Str, key: &Obj) -> PyResult<Ref<Str>> {
    if let Some(slice) = key.exact::<Slice>() {
        return part_of(t, this, slice::bounds(t, slice, || this.len())?);
    }
    if !slice::is_index(key) {
        let class = key.type_of().name_text();
        return Err(t.type_error(format!("string indices must be integers, not '{class}'")));
    }
    match bounds::index(int::subscript(t, key)?, this.len()) {
        Some(index) => this.char_at(t, index),
        None => Err(t.index_error("string index out of range")),
    }
}

/// `needle in text`
pub fn has_part(text: &Str, needle: &Str) -> bool {
    if let (Units::One(units), Units::One(&[unit])) = (text.units(), needle.units())
        && units.len() <= 16
    {
        return units.contains(&unit);
    }
    with_needle!(text.units(), needle.units(), |h, n| text_search::contains(h, n), false)
}

/// What a slice names.
pub fn part_of(t: &Thread, this: &Str, bounds: slice::Bounds) -> PyResult<Ref<Str>> {
    let start = bounds.start as usize;
    match (bounds.step, bounds.count) {
        (_, 0) => Ok(intern::empty()),
        (_, 1) => this.char_at(t, start),
        (1, count) => this.substring(t, start, start + count),
        _ => stepped(t, this, bounds),
    }
}

/// A slice with a step; it has at least one character.
fn stepped(t: &Thread, this: &Str, bounds: slice::Bounds) -> PyResult<Ref<Str>> {
    let units = this.units();
    let max_char = match units {
        Units::One(_) if this.is_ascii() => 0x7F,
        _ => bounds.indices().fold(0, |all, i| all.max(units.at(i))),
    };
    if let Units::One(u) = units
        && bounds.count > 1
    {
        return Str::make(t, Str::class(), bounds.count, max_char, |data| {
            for (to, from) in bounds.indices().enumerate() {
                // SAFETY: room for `count` characters of one byte was made.
                unsafe { data.add(to).write(u[from]) };
            }
        });
    }
    if bounds.count == 1 {
        return this.char_at(t, bounds.start as usize);
    }
    Str::from_points(t, Str::class(), bounds.indices().map(|i| units.at(i)), bounds.count, max_char)
}

/// The text `count` times over.
pub fn repeat(t: &Thread, this: &Str, count: usize) -> PyResult<Ref<Str>> {
    if count == 0 || this.is_empty() {
        return Ok(intern::empty());
    }
    if count == 1 {
        return this.unchanged(t);
    }
    let Some(length) = this.len().checked_mul(count).filter(|&n| n <= isize::MAX as usize) else {
        return Err(t.overflow_error("repeated string is too long"));
    };
    let raw = this.raw();
    Str::make(t, Str::class(), length, this.max_char_bound(), |data| {
        let total = raw.len() * count;
        // SAFETY: room for `total` bytes was made; the copies double what is written already.
        unsafe {
            if let [byte] = raw {
                std::ptr::write_bytes(data, *byte, total);
                return;
            }
            std::ptr::copy_nonoverlapping(raw.as_ptr(), data, raw.len());
            let mut done = raw.len();
            while done < total {
                let more = done.min(total - done);
                std::ptr::copy_nonoverlapping(data, data.add(done), more);
                done += more;
            }
        }
    })
}

/// Order by code points.
pub fn compare(a: &Str, b: &Str) -> std::cmp::Ordering {
    match (a.units(), b.units()) {
        (Units::One(a), Units::One(b)) => match (a.first(), b.first()) {
            (Some(x), Some(y)) if x != y => x.cmp(y),
            _ => a.cmp(b),
        },
        (Units::Two(a), Units::Two(b)) => a.cmp(b),
        (a, b) => a.iter().cmp(b.iter()),
    }
}

/// `str(object='', encoding, errors)`.
fn new(t: &Thread, class: &Type, args: Args) -> PyResult {
    use crate::call::{Parameter, ParameterKind::Either};
    static SIGNATURE: Signature = Signature {
        name: "str",
        qualname: "str",
        parameters: &[
            Parameter { name: "object", kind: Either, required: false },
            Parameter { name: "encoding", kind: Either, required: false },
            Parameter { name: "errors", kind: Either, required: false },
        ],
        varargs: false,
        varkeywords: false,
    };
    if let ([object], false, true) = (args.pos(), args.has_keywords(), class.is(Str::class())) {
        return protocol::str_of(t, object).map(Ref::into_obj);
    }
    if !args.has_keywords() {
        args.check_positional(t, "str", 0, 3)?;
    }
    let [object, encoding, errors] = SIGNATURE.bind::<3>(t, args)?;
    let text = match (object, encoding, errors) {
        (None, ..) => {
            codec::names(t, "str", encoding, errors)?;
            intern::empty()
        }
        (Some(object), None, None) => protocol::str_of(t, object)?,
        (Some(object), encoding, errors) => codec::decode_object(t, object, encoding, errors)?,
    };
    if class.is(Str::class()) { Ok(text.into_obj()) } else { text.copy_as(t, class).map(Ref::into_obj) }
}
