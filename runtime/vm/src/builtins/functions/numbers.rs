//! Functions on numbers and characters.

use crate::builtins::int;
use crate::builtins::str::Str;
use crate::object::value::Obj;
use crate::thread::{PyResult, Thread};

/// `ord(c)`.
pub fn ordinal(t: &Thread, c: &Obj) -> PyResult {
    let length = match c.downcast::<Str>() {
        Some(text) if text.len() == 1 => return int::from_i64(t, text.units().at(0) as i64),
        Some(text) => text.len(),
        None => match crate::builtins::bytes_like(t, c)? {
            Some(bytes) if bytes.len() == 1 => return int::from_i64(t, bytes[0] as i64),
            Some(bytes) => bytes.len(),
            None => {
                let class = c.type_of().name_text();
                return Err(t.type_error(format!("ord() expected string of length 1, but {class} found")));
            }
        },
    };
    Err(t.type_error(format!("ord() expected a character, but string of length {length} found")))
}

#[taipan_macros::pymodule(name = "builtins")]
pub mod module {
    use crate::builtins::int;
    use crate::builtins::str::Str;
    use crate::numeric::int_text;
    use crate::object::attributes::lookup_special;
    use crate::object::protocol::{self, arithmetic};
    use crate::object::value::{Obj, Ref};
    use crate::thread::{PyResult, Thread, names};

    /// Return the absolute value of the argument.
    #[pyfunction(effects = "reads")]
    fn abs(t: &Thread, number: &Obj) -> PyResult {
        arithmetic::absolute(t, number)
    }

    /// Return the tuple (x//y, x%y).  Invariant: div*y + mod == x.
    #[pyfunction]
    fn divmod(t: &Thread, x: &Obj, y: &Obj) -> PyResult {
        arithmetic::divmod(t, x, y)
    }

    /// Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments.
    ///
    /// Some types, such as ints, are able to use a more efficient algorithm when
    /// invoked using the three argument form.
    #[pyfunction(sig = "(base, exp, mod=None)")]
    fn pow(t: &Thread, base: &Obj, exp: &Obj, modulus: Option<&Obj>) -> PyResult {
        protocol::power(t, base, exp, modulus.unwrap_or(&Obj::NONE))
    }

    /// Round a number to a given precision in decimal digits.
    ///
    /// The return value is an integer if ndigits is omitted or None.  Otherwise
    /// the return value has the same type as the number.  ndigits may be negative.
    #[pyfunction(sig = "(number, ndigits=None)")]
    fn round(t: &Thread, number: &Obj, digits: Option<&Obj>) -> PyResult {
        let Some((method, bound)) = lookup_special(t, number, &names::__round__)? else {
            let class = number.type_of().name_text();
            return Err(t.type_error(format!("type {class} doesn't define __round__ method")));
        };
        let mut arguments: Vec<Obj> = if bound { vec![] } else { vec![number.clone()] };
        arguments.extend(digits.filter(|d| !d.is_none()).cloned());
        crate::call::call(t, &method, &arguments)
    }

    /// Return the binary representation of an integer.
    ///
    /// >>> bin(2796202)
    /// '0b1010101010101010101010'
    #[pyfunction(returns = "str")]
    fn bin(t: &Thread, number: &Obj) -> PyResult<String> {
        prefixed(t, number, 2)
    }

    /// Return the octal representation of an integer.
    ///
    /// >>> oct(342391)
    /// '0o1234567'
    #[pyfunction(returns = "str")]
    fn oct(t: &Thread, number: &Obj) -> PyResult<String> {
        prefixed(t, number, 8)
    }

    /// Return the hexadecimal representation of an integer.
    ///
    /// >>> hex(12648430)
    /// '0xc0ffee'
    #[pyfunction(returns = "str")]
    fn hex(t: &Thread, number: &Obj) -> PyResult<String> {
        prefixed(t, number, 16)
    }

    fn prefixed(t: &Thread, number: &Obj, radix: u8) -> PyResult<String> {
        let index = int::index(t, number)?;
        match int::number(&index) {
            Some(n) => Ok(int_text::to_prefixed(n, radix)),
            None => Err(t.type_error("__index__ returned non-int")),
        }
    }

    /// Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff.
    #[pyfunction(returns = "str")]
    fn chr(t: &Thread, i: &Obj) -> PyResult {
        let point = int::index_clipped(t, i)?;
        match u32::try_from(point).ok().filter(|&p| p <= 0x10FFFF) {
            Some(point) => Str::from_code_points(t, &[point]).map(Ref::into_obj),
            None => Err(t.value_error("chr() arg not in range(0x110000)")),
        }
    }

    /// Return the ordinal value of a character.
    ///
    /// If the argument is a one-character string, return the Unicode code
    /// point of that character.
    ///
    /// If the argument is a bytes or bytearray object of length 1, return its
    /// single byte value.
    #[pyfunction(returns = "int")]
    fn ord(t: &Thread, c: &Obj) -> PyResult {
        super::ordinal(t, c)
    }

    /// Return the hash value for the given object.
    ///
    /// Two objects that compare equal must also have the same hash value, but the
    /// reverse is not necessarily true.
    #[pyfunction(returns = "int")]
    fn hash(t: &Thread, obj: &Obj) -> PyResult<i64> {
        protocol::hash(t, obj)
    }

    /// Return the identity of an object.
    ///
    /// This is guaranteed to be unique among simultaneously existing objects.
    /// (CPython uses the object's memory address.)
    #[pyfunction(returns = "int")]
    fn id(_t: &Thread, obj: &Obj) -> u64 {
        obj.value().bits()
    }
}
