//! Attributes and methods.
//!
//! A method lookup has two results: the helper gives the first and leaves the other on the thread, where
//! `method_receiver` asks for it before anything else runs.

use super::declare::helpers;
use crate::interpreter::ops::attr::{self, Loaded};
use crate::object::attributes;
use crate::object::value::{Obj, Value};
use crate::thread::Thread;

/// Leaves on the thread whether the attribute is called with the object it was found on.
fn split(t: &Thread, loaded: Loaded) -> Obj {
    t.aside.method_unbound.set(loaded.unbound);
    loaded.value
}

helpers! {
    fn get_attr[t](object: Word, name: Word) -> Word {
        attributes::get(t, object, name)
    }

    fn get_method[t, _frame](object: Word, name: Word) -> Word {
        let (value, bound) = attributes::get_method(t, object, name)?;
        t.aside.method_unbound.set(!bound);
        Ok(value)
    }

    /// The receiver for what the last lookup found, or NULL where that is bound.
    fn method_receiver[t](object: Word) -> Raw {
        if t.aside.method_unbound.get() { object.clone().into_raw() } else { Value::NULL }
    }

    fn set_attr[t](object: Word, name: Word, value: Word) -> Status {
        attributes::set(t, object, name, Some(value))
    }

    fn del_attr[t](object: Word, name: Word) -> Status {
        attributes::set(t, object, name, None)
    }

    /// `super().name` where the global `super` is what it should be.
    fn super_attr[t, _frame](global: Word, class: Word, receiver: Word, name: Word, arg: I64) -> Word {
        attr::super_attribute(t, global, class, receiver, name, arg as usize).map(|found| split(t, found))
    }

    fn load_special[t, _frame](owner: Word, which: I64) -> Word {
        attr::special(t, owner, which as usize).map(|found| split(t, found))
    }
}
