//! Containers, iteration, unpacking, patterns, the objects that compiled code makes itself.

use super::{count, eval, get, in_runtime, module, owned, raised, repr, run, text, tuple};
use crate::builtins::tuple::Tuple;
use crate::object::value::{Obj, Value};

#[test]
fn displays() {
    in_runtime(|t| {
        let item = eval(t, "[0]");
        let items = [item.clone(), text(t, "a")];
        let shown = |word: Value| repr(t, &owned(t, word));
        assert_eq!(shown(run!(container::build_list(t; &items))), "[[0], 'a']");
        assert_eq!(shown(run!(container::build_list(t; &[]))), "[]");
        assert_eq!(shown(run!(container::build_tuple(t; &items))), "([0], 'a')");
        assert_eq!(shown(run!(container::build_map(t; &[items[1].clone(), item.clone()]))), "{'a': [0]}");
        assert_eq!(shown(run!(container::build_set(t; &items[1..]))), "{'a'}");
        assert!(run!(container::build_set(t; &items)).is_null());
        raised(t, "TypeError", "cannot use 'list' as a set element (unhashable type: 'list')");
        assert!(run!(container::build_map(t; &items)).is_null());
        raised(t, "TypeError", "cannot use 'list' as a dict key (unhashable type: 'list')");
        let slice = run!(container::build_slice(t, item, Obj::NONE, Obj::from_i32(2)));
        assert_eq!(shown(slice), "slice([0], None, 2)");
        assert_eq!(count(&item), 2);
    });
}

#[test]
fn containers_are_filled() {
    in_runtime(|t| {
        let globals = module(t, "l = []\ns = set()\nd = {}\ndef f(**k): pass");
        let [l, s, d, f] = ["l", "s", "d", "f"].map(|name| get(t, &globals, name));
        let item = eval(t, "''.join(['i'] * 9)");
        assert_eq!(run!(container::list_append(t, l, item)), 0);
        assert_eq!(count(&item), 2);
        assert_eq!(run!(container::list_append(t, d, item)), -1);
        raised(t, "SystemError", "an operand of compiled code has the wrong class");
        assert_eq!(run!(container::list_extend(t, l, l)), 0);
        assert_eq!(run!(container::list_extend(t, l, Obj::NONE)), -1);
        raised(t, "TypeError", "Value after * must be an iterable, not NoneType");
        let as_tuple = owned(t, run!(container::list_to_tuple(t, l)));
        assert_eq!(repr(t, &as_tuple), "('iiiiiiiii', 'iiiiiiiii')");
        assert_eq!(run!(container::set_add(t, s, item)), 0);
        assert_eq!(run!(container::set_add(t, s, l)), -1);
        raised(t, "TypeError", "cannot use 'list' as a set element (unhashable type: 'list')");
        assert_eq!(run!(container::set_update(t, s, l)), 0);
        assert_eq!(run!(container::set_update(t, s, Obj::NONE)), -1);
        raised(t, "TypeError", "'NoneType' object is not iterable");
        assert_eq!(run!(container::map_add(t, d, item, l)), 0);
        assert_eq!(run!(container::dict_update(t, d, eval(t, "{'b': 1}"))), 0);
        assert_eq!(run!(container::dict_update(t, d, l)), -1);
        raised(t, "TypeError", "'list' object is not a mapping");
        assert_eq!(run!(container::dict_merge(t, d, eval(t, "{'b': 1}"), f)), -1);
        raised(t, "TypeError", "test.f() got multiple values for keyword argument 'b'");
        assert_eq!(run!(container::dict_merge(t, d, Obj::NONE, f)), -1);
        raised(t, "TypeError", "test.f() argument after ** must be a mapping, not NoneType");
        assert_eq!(repr(t, &d), "{'iiiiiiiii': ['iiiiiiiii', 'iiiiiiiii'], 'b': 1}");
    });
}

#[test]
fn iteration() {
    in_runtime(|t| {
        let list = eval(t, "[''.join('aaaaa')]");
        let iterator = owned(t, run!(iter::get_iter(t, list)));
        assert_eq!(repr(t, &owned(t, run!(iter::iter_next(t, iterator)))), "'aaaaa'");
        assert!(run!(iter::iter_next(t, iterator)).is_unbound());
        assert!(run!(iter::iter_next(t, iterator)).is_unbound());
        assert!(run!(iter::iter_next(t, eval(t, "(1 // 0 for _ in 'a')"))).is_null());
        raised(t, "ZeroDivisionError", "division by zero");
        assert!(run!(iter::get_iter(t, Obj::NONE)).is_null());
        raised(t, "TypeError", "'NoneType' object is not iterable");
        assert_eq!(count(&list), 1);
    });
}

#[test]
fn unpacking_gives_tuples() {
    in_runtime(|t| {
        let pair = eval(t, "([], {})");
        let same = owned(t, run!(iter::unpack(t, pair, 2)));
        assert!(same.is(&pair));
        assert_eq!(count(&pair), 2);
        let other = owned(t, run!(iter::unpack(t, eval(t, "iter([1, 2])"), 2)));
        assert_eq!(repr(t, &other), "(1, 2)");
        assert!(run!(iter::unpack(t, pair, 3)).is_null());
        raised(t, "ValueError", "not enough values to unpack (expected 3, got 2)");
        assert!(run!(iter::unpack(t, pair, 1)).is_null());
        raised(t, "ValueError", "too many values to unpack (expected 1, got 2)");
        let starred = owned(t, run!(iter::unpack_ex(t, eval(t, "'abcd'"), 1 | 2 << 8)));
        assert_eq!(repr(t, &starred), "('a', ['b'], 'c', 'd')");
        assert!(run!(iter::unpack_ex(t, pair, 2 | 1 << 8)).is_null());
        raised(t, "ValueError", "not enough values to unpack (expected at least 3, got 2)");
    });
}

#[test]
fn lengths_and_patterns() {
    in_runtime(|t| {
        let globals = module(t, "class P:\n  __match_args__ = ('x', 'y')\np = P()\np.x, p.y = [1], [2]");
        let (class, p) = (get(t, &globals, "P"), get(t, &globals, "p"));
        assert!(owned(t, run!(iter::length(t, text(t, "four")))).is(&Obj::from_i32(4)));
        assert!(run!(iter::length(t, p)).is_null());
        raised(t, "TypeError", "object of type 'P' has no len()");
        assert_eq!(run!(iter::match_mapping(t, eval(t, "{}"))), 1);
        assert_eq!(run!(iter::match_sequence(t, text(t, "no"))), 0);
        assert_eq!(run!(iter::match_sequence(t, eval(t, "[]"))), 1);
        let (d, names) = (eval(t, "{'a': 1}"), tuple(t, &[text(t, "a")]));
        assert_eq!(repr(t, &owned(t, run!(iter::match_keys(t, d, names)))), "(1,)");
        let twice = tuple(t, &[text(t, "a"), text(t, "a")]);
        assert!(run!(iter::match_keys(t, d, twice)).is_null());
        raised(t, "ValueError", "mapping pattern checks duplicate key ('a')");
        let before = count(&p);
        let found = owned(t, run!(iter::match_class(t, p, class, tuple(t, &[text(t, "y")]), 1)));
        assert_eq!(repr(t, &found), "([1], [2])");
        assert!(owned(t, run!(iter::match_class(t, d, class, tuple(t, &[]), 0))).is_none());
        assert!(run!(iter::match_class(t, p, class, tuple(t, &[]), 3)).is_null());
        raised(t, "TypeError", "P() accepts 2 positional sub-patterns (3 given)");
        assert_eq!(count(&p), before);
    });
}

#[test]
fn objects_take_their_parts_over() {
    in_runtime(|t| {
        let (list, part) = (eval(t, "[5, 6]"), eval(t, "(7, [8])"));
        let iterator = owned(t, run!(object::new_list_iterator(t, list.clone().into_raw(), 1)));
        assert_eq!(count(&list), 2);
        assert!(owned(t, run!(iter::iter_next(t, iterator))).is(&Obj::from_i32(6)));
        assert!(run!(iter::iter_next(t, iterator)).is_unbound());
        assert_eq!(count(&list), 1, "an exhausted iterator lets go of its list");
        let iterator = owned(t, run!(object::new_tuple_iterator(t, part.clone().into_raw(), 1)));
        assert_eq!(count(&part), 2);
        assert_eq!(repr(t, &owned(t, run!(iter::iter_next(t, iterator)))), "[8]");
        drop(iterator);
        assert_eq!(count(&part), 1);
        let range = owned(t, run!(object::new_range_iterator(t, 3, -2, 2)));
        assert_eq!(repr(t, &owned(t, run!(iter::unpack(t, range, 2)))), "(3, 1)");
        let method = owned(t, run!(object::new_method(t, eval(t, "len").into_raw(), part.clone().into_raw())));
        assert_eq!(count(&part), 2);
        assert!(
            owned(
                t,
                run!(call::call(t, std::ptr::null_mut::<crate::interpreter::frame::Frame>(), method, Value::NULL; &[]))
            )
            .is(&Obj::from_i32(2))
        );
        drop(method);
        let moved = [part.clone(), Obj::NONE];
        let made = owned(t, run!(object::new_tuple(t; &moved)));
        std::mem::forget(moved);
        assert!(made.exact::<Tuple>().is_some_and(|made| made.items()[0].is(&part)));
        drop(made);
        assert_eq!(count(&part), 1);
        assert_eq!(run!(object::give_up(t, part.clone().into_raw())), 0);
        assert_eq!(count(&part), 1);
        drop(owned(t, run!(object::new_tuple(t; &[]))));
    });
}
