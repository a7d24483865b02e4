//! Iteration, unpacking, pattern matching.

use super::declare::helpers;
use crate::builtins::generator::{self, Outcome};
use crate::builtins::iterators::{self, Enumerate, Zip};
use crate::builtins::mapping::iterators::{Direction, ItemIterator};
use crate::builtins::str::iterator::StrAsciiIterator;
use crate::builtins::tuple::Tuple;
use crate::call::IntoPy;
use crate::interpreter::ops::{iter, matching};
use crate::object::protocol;
use crate::object::value::{Obj, Ref, Value};

helpers! {
    fn get_iter[t](object: Word) -> Word {
        protocol::iter(t, object)
    }

    /// The next item; UNBOUND at the end.
    fn iter_next[t](iterator: Word) -> Raw {
        if let Some(generator) = generator::exact(iterator) {
            return match generator.resume(t, Obj::NONE) {
                Ok(Outcome::Yielded(item)) => item.into_raw(),
                Ok(Outcome::Returned(_)) => Value::UNBOUND,
                Err(_) => Value::NULL,
            };
        }
        let next = match iterator.exact::<StrAsciiIterator>() {
            Some(characters) => characters.step(t),
            None => protocol::next(t, iterator),
        };
        match next {
            Ok(Some(item)) => item.into_raw(),
            Ok(None) => Value::UNBOUND,
            Err(_) => Value::NULL,
        }
    }

    fn is_pair_iterator[t](iterator: Word) -> Truth {
        Ok(iterators::gives_pairs(iterator))
    }

    /// The next pair; the words are left in the thread.
    fn next_pair[t](iterator: Word) -> Truth {
        let pair = if let Some(counted) = iterator.exact::<Enumerate>() {
            counted.next_pair(t)?
        } else if let Some(zip) = iterator.exact::<Zip>() {
            zip.next_pair(t)?
        } else if let Some(items) = iterator.exact::<ItemIterator>() {
            items.0.step_with(t, Direction::Forward, |key, value| Ok((key.clone(), value.clone())))?
        } else {
            return Err(t.system_error("an iterator of compiled code gives no pairs"));
        };
        let Some((first, second)) = pair else { return Ok(false) };
        t.results[0].set(first.into_raw());
        t.results[1].set(second.into_raw());
        Ok(true)
    }

    /// A tuple of exactly so many items; an exact tuple of that length is its own.
    fn unpack[t](sequence: Word, count: I64) -> Word {
        let count = count as usize;
        if sequence.exact::<Tuple>().is_some_and(|tuple| tuple.len() == count) {
            return Ok(sequence.clone());
        }
        Tuple::from_vec(t, iter::unpack(t, sequence, count)?).map(Ref::into_obj)
    }

    /// `a, *b, c = sequence`, with the instruction's argument.
    fn unpack_ex[t](sequence: Word, arg: I64) -> Word {
        let (before, behind) = (arg as usize & 0xFF, arg as usize >> 8);
        Tuple::from_vec(t, iter::unpack_starred(t, sequence, before, behind)?).map(Ref::into_obj)
    }

    fn length[t](object: Word) -> Word {
        protocol::len(t, object)?.into_py(t)
    }

    fn match_mapping[t](subject: Word) -> Truth {
        Ok(matching::is_mapping(subject))
    }

    fn match_sequence[t](subject: Word) -> Truth {
        Ok(matching::is_sequence(subject))
    }

    fn match_keys[t](subject: Word, keys: Word) -> Word {
        matching::keys(t, subject, keys)
    }

    fn match_class[t](subject: Word, class: Word, names: Word, positional: I64) -> Word {
        matching::class_pattern(t, subject, class, names, positional as usize)
    }
}
