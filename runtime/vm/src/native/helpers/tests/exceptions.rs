//! Raising, matching and handling.

use super::{count, eval, get, in_runtime, module, owned, raised, repr, run};
use crate::interpreter::frame::Frame;
use crate::object::value::{Obj, Value};

#[test]
fn raise_statements() {
    in_runtime(|t| {
        let globals = module(t, "e = ValueError('v')\nc = KeyError('c')\ni = int");
        let [e, cause, int] = ["e", "c", "i"].map(|name| get(t, &globals, name));
        let before = (count(&e), count(&cause));
        assert_eq!(run!(exception::raise(t, e, Value::NULL)), -1);
        assert!(raised(t, "ValueError", "v").is(&e));
        assert!(!t.aside.raised_again.get());
        assert_eq!(run!(exception::raise(t, eval(t, "IndexError"), Value::NULL)), -1);
        raised(t, "IndexError", "");
        assert_eq!(run!(exception::raise(t, int, Value::NULL)), -1);
        raised(t, "TypeError", "exceptions must derive from BaseException");
        assert_eq!(run!(exception::raise(t, e, cause)), -1);
        drop(raised(t, "ValueError", "v"));
        assert_eq!(count(&cause), before.1 + 1);
        assert_eq!(run!(exception::raise(t, e, Obj::NONE)), -1);
        drop(raised(t, "ValueError", "v"));
        assert_eq!((count(&e), count(&cause)), before);

        assert_eq!(run!(exception::raise(t, Value::NULL, Value::NULL)), -1);
        raised(t, "RuntimeError", "No active exception to reraise");
        assert!(!t.aside.raised_again.get());
        let previous = owned(t, run!(exception::push_exc_info(t, e)));
        assert!(previous.is_none());
        assert_eq!(run!(exception::raise(t, Value::NULL, Value::NULL)), -1);
        assert!(t.aside.raised_again.replace(false));
        let caught = owned(t, run!(exception::caught_exception(t)));
        assert!(caught.is(&e));
        assert_eq!(run!(exception::reraise(t, caught)), -1);
        assert!(!t.aside.raised_again.get());
        drop(raised(t, "ValueError", "v"));
        drop(caught);
        assert_eq!(run!(exception::pop_except(t, previous)), 0);
        assert!(t.handled_exception().is_none());
        assert_eq!(count(&e), before.0);
    });
}

#[test]
fn handlers_nest() {
    in_runtime(|t| {
        let (a, b) = (eval(t, "ValueError(1)"), eval(t, "ValueError(2)"));
        let nothing = owned(t, run!(exception::push_exc_info(t, a)));
        let outer = owned(t, run!(exception::push_exc_info(t, b)));
        assert!(outer.is(&a));
        assert!(t.handled_exception().is_some_and(|handled| handled.is(&b)));
        assert_eq!(run!(exception::pop_except(t, outer)), 0);
        assert!(t.handled_exception().is_some_and(|handled| handled.is(&a)));
        assert_eq!(run!(exception::pop_except(t, nothing)), 0);
        drop(outer);
        assert_eq!((count(&a), count(&b)), (1, 1));
    });
}

#[test]
fn matching() {
    in_runtime(|t| {
        let e = eval(t, "KeyError('k')");
        assert_eq!(run!(exception::check_exc_match(t, e, eval(t, "LookupError"))), 1);
        assert_eq!(run!(exception::check_exc_match(t, e, eval(t, "(ValueError, OSError)"))), 0);
        assert_eq!(run!(exception::check_exc_match(t, e, Obj::NONE)), -1);
        raised(t, "TypeError", "catching classes that do not inherit from BaseException is not allowed");
        let group = eval(t, "ExceptionGroup('g', [KeyError(1), OSError(2)])");
        let nothing = owned(t, run!(exception::push_exc_info(t, group)));
        let pair = owned(t, run!(exception::check_eg_match(t, group, eval(t, "OSError"))));
        let shown = "(ExceptionGroup('g', [KeyError(1)]), ExceptionGroup('g', [OSError(2)]))";
        assert_eq!(repr(t, &pair), shown);
        assert!(t.handled_exception().is_some_and(|handled| !handled.is(&group)));
        let pair = owned(t, run!(exception::check_eg_match(t, group, eval(t, "ValueError"))));
        assert!(repr(t, &pair).ends_with(", None)"));
        assert!(run!(exception::check_eg_match(t, group, eval(t, "ExceptionGroup"))).is_null());
        raised(t, "TypeError", "catching ExceptionGroup with except* is not allowed. Use except instead.");
        assert_eq!(run!(exception::pop_except(t, nothing)), 0);

        let stop = eval(t, "StopIteration([3])");
        assert_eq!(run!(generator::is_stop_iteration(t, stop)), 1);
        assert_eq!(run!(generator::is_stop_iteration(t, e)), 0);
        assert_eq!(run!(generator::is_stop_async_iteration(t, stop)), 0);
        assert_eq!(run!(generator::is_stop_async_iteration(t, eval(t, "StopAsyncIteration()"))), 1);
        assert_eq!(repr(t, &owned(t, run!(generator::stop_iteration_value(t, stop)))), "[3]");
        assert!(owned(t, run!(generator::stop_iteration_value(t, e))).is_none());
        assert_eq!((count(&e), count(&stop)), (1, 1));
    });
}

#[test]
fn context_managers_see_the_exception() {
    in_runtime(|t| {
        let globals = module(t, "def e(*args): return args\ndef bad(*args): raise OSError('bad')");
        let [exit, bad] = ["e", "bad"].map(|name| get(t, &globals, name));
        let exception = eval(t, "ValueError('w')");
        let none = std::ptr::null_mut::<Frame>();
        let without = owned(t, run!(exception::with_except_start(t, none, exit, Value::NULL, exception)));
        assert_eq!(repr(t, &without), "(<class 'ValueError'>, ValueError('w'), None)");
        let with = owned(t, run!(exception::with_except_start(t, none, exit, Obj::TRUE, exception)));
        assert_eq!(repr(t, &with), "(True, <class 'ValueError'>, ValueError('w'), None)");
        drop((without, with));
        assert!(run!(exception::with_except_start(t, none, bad, Value::NULL, exception)).is_null());
        drop(raised(t, "OSError", "bad"));
        assert_eq!(count(&exception), 1);
    });
}
