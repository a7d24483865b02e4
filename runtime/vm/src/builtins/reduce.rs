//! `object.__reduce__`, `__reduce_ex__`, `__getstate__`: the protocol of pickle and copy.

use crate::object::types::Type;
use crate::object::value::{Obj, Ref};
use crate::object::{attributes, instance, lookup};
use crate::thread::{PyResult, Thread, names};

use super::dict::Dict;
use super::str;
use super::tuple::Tuple;

/// `object.__reduce_ex__(protocol)`: an overridden `__reduce__` goes first.
pub fn reduce_ex(t: &Thread, this: &Obj, protocol: i32) -> PyResult {
    let own = lookup::lookup(t, this.type_of(), &names::__reduce__);
    let base = lookup::lookup(t, super::object::Object::class(), &names::__reduce__);
    if let (Some(own), Some(base)) = (&own, &base)
        && !own.is(base)
    {
        return crate::call::call_method0(t, this, &names::__reduce__);
    }
    reduce(t, this, protocol)
}

/// The default reduction: for protocol 2 and above `copyreg.__newobj__`, below `copyreg._reconstructor`.
pub fn reduce(t: &Thread, this: &Obj, protocol: i32) -> PyResult {
    let copyreg = str::intern(t, "copyreg")?;
    let copyreg = crate::import::import(t, &copyreg, None, None, 0)?;
    if protocol < 2 {
        let reduce = attributes::get_text(t, &copyreg, "_reduce_ex")?;
        return crate::call::call2(t, &reduce, this, &Obj::from_i32(protocol));
    }
    let class = this.type_of().borrowed_obj().clone();
    let (arguments, keywords) = new_arguments(t, this)?;
    let (function, arguments) = match keywords {
        Some(keywords) => {
            let function = attributes::get_text(t, &copyreg, "__newobj_ex__")?;
            (function, Tuple::from_vec(t, vec![class, arguments.into_obj(), keywords])?)
        }
        None => {
            let function = attributes::get_text(t, &copyreg, "__newobj__")?;
            let all: Vec<Obj> = std::iter::once(class).chain(arguments.items().iter().cloned()).collect();
            (function, Tuple::from_vec(t, all)?)
        }
    };
    let state = crate::call::call_method0(t, this, &names::__getstate__)?;
    let items = |wanted: &Type| this.type_of().is_subtype(wanted);
    let list_items =
        if items(super::list::List::class()) { crate::object::protocol::iter(t, this)? } else { Obj::NONE };
    let dict_items = if items(Dict::class()) {
        let view = crate::call::call_method0(t, this, &names::items)?;
        crate::object::protocol::iter(t, &view)?
    } else {
        Obj::NONE
    };
    Tuple::from_vec(t, vec![function, arguments.into_obj(), state, list_items, dict_items]).map(Ref::into_obj)
}

fn new_arguments(t: &Thread, this: &Obj) -> PyResult<(Ref<Tuple>, Option<Obj>)> {
    if let Some(method) = attributes::get_optional(t, this, &names::__getnewargs_ex__)? {
        let result = crate::call::call0(t, &method)?;
        let Some(pair) = result.downcast::<Tuple>().filter(|p| p.len() == 2) else {
            return Err(t.type_error("__getnewargs_ex__ should return a tuple of length 2"));
        };
        let Ok(arguments) = pair.items()[0].clone().into_ref::<Tuple>() else {
            return Err(t.type_error("first item of the tuple returned by __getnewargs_ex__ must be a tuple"));
        };
        return Ok((arguments, Some(pair.items()[1].clone())));
    }
    if let Some(method) = attributes::get_optional(t, this, &names::__getnewargs__)? {
        let result = crate::call::call0(t, &method)?;
        return match result.into_ref::<Tuple>() {
            Ok(arguments) => Ok((arguments, None)),
            Err(other) => {
                let given = other.type_of().name_text();
                Err(t.type_error(format!("__getnewargs__ should return a tuple, not '{given}'")))
            }
        };
    }
    Ok((Tuple::empty(t)?, None))
}

/// `object.__getstate__()`: the `__dict__`, with the values of `__slots__` beside it.
pub fn get_state(t: &Thread, this: &Obj) -> PyResult {
    let state = if instance::is_shaped(this) {
        let dict = instance::dict_of(t, this)?;
        if dict.is_empty() { Obj::NONE } else { dict.into_obj() }
    } else {
        match attributes::get_optional(t, this, &names::__dict__)? {
            Some(dict) => dict,
            None => Obj::NONE,
        }
    };
    let slots = Dict::new(t)?;
    for class in this.type_of().mro_types() {
        for (name, value) in class.dict().entries() {
            if value.is_exact::<super::native::Member>()
                && let Some(content) = attributes::get_optional(t, this, &name)?
            {
                slots.set(t, &name, content)?;
            }
        }
    }
    if slots.is_empty() {
        return Ok(state);
    }
    super::object::pair(t, state, slots.into_obj())
}
