//! Objects that the code generator makes and destroys by itself. None of these can raise: where memory runs
//! out, the process ends.

use super::declare::{certain, helpers};
use crate::builtins::function::BoundMethod;
use crate::builtins::int;
use crate::builtins::iterators::{ListIterator, TupleIterator};
use crate::builtins::list::List;
use crate::builtins::range::RangeIterator;
use crate::builtins::tuple::Tuple;
use crate::object::instance;
use crate::object::types::Type;
use crate::object::value::{Obj, Ref};

helpers! {
    /// An int of any value.
    fn box_big_int[t](value: I64) -> Raw {
        certain(int::from_i64(t, value))
    }

    /// Gives up a reference, the last one as a rule.
    fn give_up[t](object: Own) -> Status {
        t.kept(|| drop(object));
        Ok(())
    }

    /// An instance of a class that compiled code makes instances of by itself as long as there are free blocks.
    fn new_plain[t](class: Word) -> Raw {
        certain(match class.downcast::<Type>() {
            Some(class) => instance::new_plain(t, class),
            None => Err(t.system_error("an instance of what is no class")),
        })
    }

    fn new_range_iterator[t](current: I64, step: I64, remaining: I64) -> Raw {
        certain(RangeIterator::new(t, current, step, remaining))
    }

    fn new_list_iterator[t](list: Own, index: I64) -> Raw {
        certain(match list.into_ref::<List>() {
            Ok(list) => ListIterator::at(t, list, index as usize),
            Err(_) => Err(t.system_error("a list iterator over no list")),
        })
    }

    fn new_tuple_iterator[t](tuple: Own, index: I64) -> Raw {
        certain(match tuple.into_ref::<Tuple>() {
            Ok(tuple) => TupleIterator::at(t, tuple, index as usize),
            Err(_) => Err(t.system_error("a tuple iterator over no tuple")),
        })
    }

    fn new_method[t](function: Own, receiver: Own) -> Raw {
        certain(BoundMethod::from_parts(t, function, receiver).map(Ref::into_obj))
    }

    /// A tuple that takes its items over.
    fn new_tuple[t](; items) -> Raw {
        // SAFETY: compiled code gives the items' references up.
        certain(unsafe { Tuple::from_raw(t, Obj::as_values(items).as_ptr(), items.len()) }.map(Ref::into_obj))
    }
}
