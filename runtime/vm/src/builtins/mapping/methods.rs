//! The methods of `dict`.
//!
//! Those that programs call most take their arguments as they come, which spares the binding of optional ones.

use taipan_macros::pymethods;

use super::iterators::{Direction, Kind, new_iterator};
use super::update::{self, from_keys};
use super::{DictItems, DictKeys, DictValues, key_hash};
use crate::builtins::dict::Dict;
use crate::builtins::sequence::pair;
use crate::call::Args;
use crate::exceptions as exc;
use crate::object::types::NativeType;
use crate::object::value::{Obj, Ref};
use crate::thread::{PyResult, Thread};

/// A key and an optional second argument, for methods that take nothing by name.
#[inline]
fn key_and_default<'a>(t: &Thread, args: Args<'a>, method: &str) -> PyResult<(&'a Obj, Option<&'a Obj>)> {
    if !args.has_keywords() {
        match args.pos() {
            [key] => return Ok((key, None)),
            [key, default] => return Ok((key, Some(default))),
            _ => {}
        }
    }
    args.no_keywords(t, &format!("dict.{method}"))?;
    args.check_positional(t, method, 1, 2)?;
    Err(t.system_error("argument count"))
}

#[pymethods(list = DICT_METHODS, class = "dict")]
impl Dict {
    /// Return the value for key if key is in the dictionary, else default.
    #[pymethod(name = "get", sig = "($self, key, default=None, /)")]
    fn method_get(t: &Thread, this: &Dict, args: Args) -> PyResult {
        let (key, default) = key_and_default(t, args, "get")?;
        let hash = key_hash(t, key)?;
        match this.get_hashed(t, key, hash)? {
            Some(value) => Ok(value),
            None => Ok(default.cloned().unwrap_or(Obj::NONE)),
        }
    }

    /// Insert key with a value of default if key is not in the dictionary.
    ///
    /// Return the value for key if key is in the dictionary, else default.
    #[pymethod(name = "setdefault", sig = "($self, key, default=None, /)")]
    fn method_setdefault(t: &Thread, this: &Dict, args: Args) -> PyResult {
        let (key, default) = key_and_default(t, args, "setdefault")?;
        let hash = key_hash(t, key)?;
        if let Some(value) = this.get_hashed(t, key, hash)? {
            return Ok(value);
        }
        let value = default.cloned().unwrap_or(Obj::NONE);
        this.set_hashed(t, key, hash, value.clone())?;
        Ok(value)
    }

    /// D.pop(k[,d]) -> v, remove specified key and return the corresponding value.
    ///
    /// If the key is not found, return the default if given; otherwise,
    /// raise a KeyError.
    #[pymethod(name = "pop", sig = "($self, key, default=<unrepresentable>, /)")]
    fn method_pop(t: &Thread, this: &Dict, args: Args) -> PyResult {
        let (key, default) = key_and_default(t, args, "pop")?;
        if !this.is_empty() {
            let hash = key_hash(t, key)?;
            if let Some(value) = this.remove_hashed(t, key, hash)? {
                return Ok(value);
            }
        }
        match default {
            Some(default) => Ok(default.clone()),
            None => Err(t.key_error(key)),
        }
    }

    /// Remove and return a (key, value) pair as a 2-tuple.
    ///
    /// Pairs are returned in LIFO (last-in, first-out) order.
    /// Raises KeyError if the dict is empty.
    #[pymethod(name = "popitem", returns = "tuple")]
    fn method_popitem(t: &Thread, this: &Dict) -> PyResult {
        match this.pop_last(t)? {
            Some((key, value)) => pair(t, key, value),
            None => Err(t.error(&exc::KEY_ERROR, "popitem(): dictionary is empty")),
        }
    }

    /// Return a set-like object providing a view on the dict's keys.
    #[pymethod(name = "keys", returns = "dict_keys")]
    fn method_keys(t: &Thread, this: &Dict) -> PyResult {
        DictKeys::new(t, this)
    }

    /// Return a set-like object providing a view on the dict's items.
    #[pymethod(name = "items", returns = "dict_items")]
    fn method_items(t: &Thread, this: &Dict) -> PyResult {
        DictItems::new(t, this)
    }

    /// Return an object providing a view on the dict's values.
    #[pymethod(name = "values", returns = "dict_values")]
    fn method_values(t: &Thread, this: &Dict) -> PyResult {
        DictValues::new(t, this)
    }

    /// D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.
    /// If E is present and has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]
    /// If E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v
    /// In either case, this is followed by: for k in F:  D[k] = F[k]
    #[pymethod(name = "update", returns = "None")]
    fn method_update(t: &Thread, this: &Dict, args: Args) -> PyResult<()> {
        update::update(t, this, args, "update")
    }

    /// Create a new dictionary with keys from iterable and values set to value.
    #[pyclassmethod(name = "fromkeys", sig = "(iterable, value=None, /)")]
    fn method_fromkeys(t: &Thread, class: &Obj, iterable: &Obj, value: Option<&Obj>) -> PyResult {
        from_keys(t, class, iterable, value.unwrap_or(&Obj::NONE))
    }

    /// Remove all items from the dict.
    #[pymethod(name = "clear", returns = "None")]
    fn method_clear(t: &Thread, this: &Dict) {
        this.clear(t);
    }

    /// Return a shallow copy of the dict.
    #[pymethod(name = "copy", returns = "dict")]
    fn method_copy(t: &Thread, this: &Dict) -> PyResult<Ref<Dict>> {
        update::copy(t, this)
    }

    /// Return a reverse iterator over the dict keys.
    #[pymethod]
    fn __reversed__(t: &Thread, this: &Dict) -> PyResult {
        new_iterator(t, this, Kind::Keys, Direction::Backward)
    }

    /// Return the size of the dict in memory, in bytes.
    #[pymethod]
    fn __sizeof__(_t: &Thread, this: &Dict) -> usize {
        this.borrowed().type_of().basicsize.get() + this.table_bytes()
    }

    /// dicts are generic over two types, signifying (respectively) the types of their keys and values
    #[pyclassmethod(sig = "(object, /)")]
    fn __class_getitem__(t: &Thread, class: &Obj, item: &Obj) -> PyResult {
        crate::builtins::generic_alias(t, class, item)
    }
}
