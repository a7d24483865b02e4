//! Globals, namespaces, imports, functions and cells, from compiled frames.

use super::{Compiled, count, eval, get, in_runtime, module, owned, raised, repr, run, text};
use crate::builtins::cell::Cell;
use crate::builtins::function::Function;
use crate::object::value::{Obj, Value};

#[test]
fn globals() {
    in_runtime(|t| {
        let globals = module(t, "g = [1]\ndef f(): pass");
        let f = get(t, &globals, "f");
        let before = count(&f);
        let mut compiled = Compiled::new(&f, Value::NULL);
        let frame = compiled.frame();
        let (g, nothing) = (text(t, "g"), text(t, "nothing"));
        assert_eq!(repr(t, &owned(t, run!(global::load_global(t, frame, g)))), "[1]");
        assert!(owned(t, run!(global::load_global(t, frame, text(t, "len")))).is(&eval(t, "len")));
        assert!(run!(global::load_global(t, frame, nothing)).is_null());
        raised(t, "NameError", "name 'nothing' is not defined");
        let value = eval(t, "[2]");
        assert_eq!(run!(global::store_global(t, frame, g, value)), 0);
        assert_eq!(count(&value), 2);
        assert!(get(t, &globals, "g").is(&value));
        assert_eq!(run!(global::delete_global(t, frame, g)), 0);
        assert_eq!(count(&value), 1);
        assert_eq!(run!(global::delete_global(t, frame, g)), -1);
        raised(t, "NameError", "name 'g' is not defined");
        assert_eq!(count(&f), before);
        let build_class = owned(t, run!(global::load_build_class(t, frame)));
        assert_eq!(repr(t, &build_class), "<built-in function __build_class__>");
        assert_eq!(owned(t, run!(global::load_common_constant(t, 0))).type_of().name_text(), "type");
        assert!(run!(global::load_common_constant(t, 99)).is_null());
        raised(t, "SystemError", "unknown common constant");
    });
}

#[test]
fn namespaces() {
    in_runtime(|t| {
        let globals = module(t, "g = 1\ndef f(): pass\nn = {'a': [3]}");
        let (f, n) = (get(t, &globals, "f"), get(t, &globals, "n"));
        let before = (count(&f), count(&n));
        let (a, g) = (text(t, "a"), text(t, "g"));
        let mut compiled = Compiled::new(&f, n.value());
        let frame = compiled.frame();
        assert_eq!(repr(t, &owned(t, run!(global::load_name(t, frame, a)))), "[3]");
        assert!(owned(t, run!(global::load_name(t, frame, g))).is(&Obj::from_i32(1)));
        assert!(run!(global::load_name(t, frame, text(t, "b"))).is_null());
        raised(t, "NameError", "name 'b' is not defined");
        assert_eq!(run!(global::store_name(t, frame, text(t, "b"), Obj::TRUE)), 0);
        assert_eq!(run!(global::delete_name(t, frame, a)), 0);
        assert_eq!(run!(global::delete_name(t, frame, a)), -1);
        raised(t, "NameError", "name 'a' is not defined");
        assert_eq!(run!(global::setup_annotations(t, frame)), 0);
        assert_eq!(repr(t, &n), "{'b': True, '__annotations__': {}}");
        assert!(owned(t, run!(global::load_locals(t, frame))).is(&n));
        let mapping = eval(t, "{'m': 9}");
        assert!(
            owned(t, run!(global::load_from_dict_or_globals(t, frame, mapping, text(t, "m")))).is(&Obj::from_i32(9))
        );
        assert!(owned(t, run!(global::load_from_dict_or_globals(t, frame, mapping, g))).is(&Obj::from_i32(1)));
        assert_eq!((count(&f), count(&n)), before);

        let mut compiled = Compiled::new(&f, Value::NULL);
        assert!(run!(global::load_locals(t, compiled.frame())).is_null());
        raised(t, "SystemError", "no locals when loading locals");
        assert_eq!(run!(global::setup_annotations(t, compiled.frame())), -1);
        raised(t, "SystemError", "no locals found when setting up annotations");
    });
}

#[test]
fn imports() {
    in_runtime(|t| {
        let globals = module(t, "def f(): pass");
        let f = get(t, &globals, "f");
        let mut compiled = Compiled::new(&f, Value::NULL);
        let frame = compiled.frame();
        let (name, level) = (text(t, "builtins"), Obj::from_i32(0));
        let builtins = owned(t, run!(global::import_name(t, frame, name, level, Obj::NONE)));
        assert_eq!(builtins.type_of().name_text(), "module");
        let before = count(&builtins);
        assert!(owned(t, run!(global::import_from(t, builtins, text(t, "len")))).is(&eval(t, "len")));
        assert!(run!(global::import_from(t, builtins, text(t, "nothing"))).is_null());
        raised(t, "ImportError", "cannot import name 'nothing' from 'builtins' (unknown location)");
        assert!(run!(global::import_name(t, frame, text(t, "no_such_module"), level, Obj::NONE)).is_null());
        assert_eq!(t.exception.take().map(|e| e.type_of().name_text()).as_deref(), Some("ModuleNotFoundError"));
        assert_eq!(count(&builtins), before);
    });
}

#[test]
fn functions_are_made() {
    in_runtime(|t| {
        let globals = module(t, "def f(a, b): return b\nk = {'z': 1}\nd = ([4],)");
        let [f, d] = ["f", "d"].map(|name| get(t, &globals, name));
        let mut compiled = Compiled::new(&f, Value::NULL);
        let code = f.exact::<Function>().map(|f| f.code().into_obj()).expect("a function");
        let made = owned(t, run!(function::make_function(t, compiled.frame(), code)));
        assert!(made.exact::<Function>().is_some_and(|made| made.globals().is(&globals)));
        assert!(run!(function::make_function(t, compiled.frame(), Obj::NONE)).is_null());
        raised(t, "SystemError", "MAKE_FUNCTION without code");
        let before = count(&d);
        assert_eq!(run!(function::set_function_attribute(t, made, d, 1)), 0);
        assert_eq!(count(&d), before + 1);
        let result = run!(call::call(t, compiled.frame(), made, Value::NULL; &[Obj::NONE]));
        assert_eq!(repr(t, &owned(t, result)), "[4]");
        drop(made);
        assert_eq!(count(&d), before);
        assert_eq!(run!(function::unbound_local(t, compiled.frame(), 1)), -1);
        raised(t, "UnboundLocalError", "cannot access local variable 'b' where it is not associated with a value");
        assert_eq!(run!(function::unbound_local(t, compiled.frame(), -1)), -1);
        raised(t, "UnboundLocalError", "cannot access local variable '' where it is not associated with a value");
    });
}

#[test]
fn cells() {
    in_runtime(|t| {
        let source = "def outer():\n  v = [1]\n  w = 2\n  def inner(p): return v, w\n  return inner\nf = outer()";
        let f = get(t, &module(t, source), "f");
        let mut compiled = Compiled::new(&f, Value::NULL);
        let frame = compiled.frame();
        let cell = owned(t, run!(function::free_variable(t, frame, 0)));
        let before = count(&cell);
        let content = owned(t, run!(function::cell_get(t, frame, cell, 1)));
        assert_eq!(repr(t, &content), "[1]");
        assert!(run!(function::free_variable(t, frame, 7)).is_unbound());
        assert_eq!(run!(function::cell_delete(t, frame, cell, 1)), 0);
        assert_eq!(count(&content), 1);
        assert_eq!(run!(function::cell_delete(t, frame, cell, 1)), -1);
        let message = "cannot access free variable 'v' where it is not associated with a value in enclosing scope";
        raised(t, "NameError", message);
        assert!(run!(function::cell_get(t, frame, cell, 1)).is_null());
        raised(t, "NameError", message);
        assert!(run!(function::cell_get(t, frame, Value::UNBOUND, 1)).is_null());
        raised(t, "SystemError", "an operand of compiled code has the wrong class");
        assert_eq!(run!(function::cell_set(t, cell, content)), 0);
        assert_eq!(count(&content), 2);
        let mapping = eval(t, "{'v': 8}");
        let found = owned(t, run!(function::load_from_dict_or_deref(t, frame, mapping, cell, 1)));
        assert!(found.is(&Obj::from_i32(8)));
        let found = owned(t, run!(function::load_from_dict_or_deref(t, frame, eval(t, "{}"), cell, 1)));
        assert!(found.is(&content));
        drop(found);
        let fresh = owned(t, run!(function::new_cell(t, Value::UNBOUND)));
        assert!(fresh.exact::<Cell>().is_some_and(|cell| cell.get().is_none()));
        let fresh = owned(t, run!(function::new_cell(t, content)));
        assert_eq!(count(&content), 3);
        assert!(fresh.exact::<Cell>().is_some_and(|cell| cell.get().is_some()));
        assert_eq!(count(&cell), before);
    });
}
