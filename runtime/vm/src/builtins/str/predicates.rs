//! Methods of `str` that ask what kind of text it is: `isalpha` and its kin.

use taipan_macros::pymethods;

use super::Str;
use super::units::each_width;
use crate::text::properties;
use crate::thread::Thread;

#[pymethods(list = STR_PREDICATES, class = "str")]
impl Str {
    /// Return True if the string is an alpha-numeric string, False otherwise.
    #[pymethod(returns = "bool", effects = "pure")]
    fn isalnum(_t: &Thread, this: &Str) -> bool {
        each_width!(this.units(), |u| properties::all_alnum(u))
    }

    /// Return True if the string is an alphabetic string, False otherwise.
    #[pymethod(returns = "bool", effects = "pure")]
    fn isalpha(_t: &Thread, this: &Str) -> bool {
        each_width!(this.units(), |u| properties::all_alpha(u))
    }

    /// Return True if the string is a decimal string, False otherwise.
    #[pymethod(returns = "bool", effects = "pure")]
    fn isdecimal(_t: &Thread, this: &Str) -> bool {
        each_width!(this.units(), |u| properties::all_decimal(u))
    }

    /// Return True if the string is a digit string, False otherwise.
    #[pymethod(returns = "bool", effects = "pure")]
    fn isdigit(_t: &Thread, this: &Str) -> bool {
        each_width!(this.units(), |u| properties::all_digit(u))
    }

    /// Return True if the string is a valid Python identifier, False otherwise.
    #[pymethod(returns = "bool", effects = "pure")]
    fn isidentifier(_t: &Thread, this: &Str) -> bool {
        each_width!(this.units(), |u| properties::is_identifier(u))
    }

    /// Return True if the string is a lowercase string, False otherwise.
    #[pymethod(returns = "bool", effects = "pure")]
    fn islower(_t: &Thread, this: &Str) -> bool {
        each_width!(this.units(), |u| properties::text_is_lower(u))
    }

    /// Return True if the string is a numeric string, False otherwise.
    #[pymethod(returns = "bool", effects = "pure")]
    fn isnumeric(_t: &Thread, this: &Str) -> bool {
        each_width!(this.units(), |u| properties::all_numeric(u))
    }

    /// Return True if all characters in the string are printable, False otherwise.
    #[pymethod(returns = "bool", effects = "pure")]
    fn isprintable(_t: &Thread, this: &Str) -> bool {
        each_width!(this.units(), |u| properties::all_printable(u))
    }

    /// Return True if the string is a whitespace string, False otherwise.
    #[pymethod(returns = "bool", effects = "pure")]
    fn isspace(_t: &Thread, this: &Str) -> bool {
        each_width!(this.units(), |u| properties::all_space(u))
    }

    /// Return True if the string is a title-cased string, False otherwise.
    #[pymethod(returns = "bool", effects = "pure")]
    fn istitle(_t: &Thread, this: &Str) -> bool {
        each_width!(this.units(), |u| properties::text_is_title(u))
    }

    /// Return True if the string is an uppercase string, False otherwise.
    #[pymethod(returns = "bool", effects = "pure")]
    fn isupper(_t: &Thread, this: &Str) -> bool {
        each_width!(this.units(), |u| properties::text_is_upper(u))
    }

    /// Return True if all characters in the string are ASCII, False otherwise.
    #[pymethod(returns = "bool", effects = "pure")]
    fn isascii(_t: &Thread, this: &Str) -> bool {
        this.is_ascii()
    }
}
