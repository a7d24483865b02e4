//! Calls, construction, intrinsics, generators.

use taipan_abi::opcodes::{intrinsic1, intrinsic2};

use super::{Compiled, count, eval, get, in_runtime, module, owned, raised, repr, run, text, tuple};
use crate::interpreter::frame::Frame;
use crate::object::value::{Obj, Value};

const NO_FRAME: *mut Frame = std::ptr::null_mut();

#[test]
fn anything_is_called() {
    in_runtime(|t| {
        let source = "
def f(a, b=2, *rest, k=None): return (a, b, rest, k)
class C:
    def __init__(self, x): self.x = x
    def m(self, *args): return (self, args)
c = C([0])
bound = c.m
";
        let globals = module(t, source);
        let [f, class, c, bound] = ["f", "C", "c", "bound"].map(|name| get(t, &globals, name));
        let before = (count(&f), count(&c), count(&bound));
        let item = eval(t, "[1]");
        let args = [item.clone(), text(t, "x")];
        let shown = |word: Value| repr(t, &owned(t, word));
        assert_eq!(shown(run!(call::call(t, NO_FRAME, f, Value::NULL; &args))), "([1], 'x', (), None)");
        assert_eq!(shown(run!(call::call(t, NO_FRAME, f, item; &args))), "([1], [1], ('x',), None)");
        let many: Vec<Obj> = (0..20).map(Obj::from_i32).collect();
        let called = owned(t, run!(call::call(t, NO_FRAME, f, item; &many)));
        assert!(repr(t, &called).ends_with("18, 19), None)"));
        drop(called);
        assert!(run!(call::call(t, NO_FRAME, f, Value::NULL; &[])).is_null());
        raised(t, "TypeError", "f() missing 1 required positional argument: 'a'");
        assert!(run!(call::call(t, NO_FRAME, Obj::NONE, item; &args)).is_null());
        raised(t, "TypeError", "'NoneType' object is not callable");

        let names = tuple(t, &[text(t, "k")]);
        let called = run!(call::call_keywords(t, NO_FRAME, f, Value::NULL, names; &args));
        assert_eq!(shown(called), "([1], 2, (), 'x')");
        let called = run!(call::call_keywords(t, NO_FRAME, f, item, names; &args));
        assert_eq!(shown(called), "([1], [1], (), 'x')");
        let unknown = tuple(t, &[text(t, "unknown")]);
        assert!(run!(call::call_keywords(t, NO_FRAME, f, Value::NULL, unknown; &args)).is_null());
        raised(t, "TypeError", "f() got an unexpected keyword argument 'unknown'");
        assert!(run!(call::call_keywords(t, NO_FRAME, f, Value::NULL, names; &[])).is_null());
        raised(t, "SystemError", "keyword names do not fit a call's arguments");

        let made = owned(t, run!(call::call(t, NO_FRAME, bound, Value::NULL; &args)));
        assert!(repr(t, &made).ends_with("([1], 'x'))"));
        drop(made);
        let made = owned(t, run!(call::call(t, NO_FRAME, class, Value::NULL; &args[..1])));
        assert!(made.type_of().is(c.type_of()));
        drop(made);
        let native = run!(call::call(t, NO_FRAME, eval(t, "len"), Value::NULL; &args[..1]));
        assert!(owned(t, native).is(&Obj::from_i32(1)));
        let descriptor = run!(call::call(t, NO_FRAME, eval(t, "list.append"), item; &[Obj::NONE]));
        assert!(owned(t, descriptor).is_none());
        assert_eq!(repr(t, &item), "[1, None]");

        let called = run!(call::call_ex(t, NO_FRAME, f, eval(t, "[1]"), eval(t, "{'k': 3}")));
        assert_eq!(shown(called), "(1, 2, (), 3)");
        assert_eq!(shown(run!(call::call_ex(t, NO_FRAME, f, eval(t, "(1,)"), Value::NULL))), "(1, 2, (), None)");
        assert!(run!(call::call_ex(t, NO_FRAME, f, Obj::NONE, Value::NULL)).is_null());
        raised(t, "TypeError", "test.f() argument after * must be an iterable, not NoneType");
        assert_eq!((count(&f), count(&c), count(&bound)), before);
        assert_eq!(count(&item), 2);
    });
}

#[test]
fn endless_recursion_is_an_error() {
    in_runtime(|t| {
        let f = get(t, &module(t, "def f(): return f()"), "f");
        assert!(run!(call::call(t, NO_FRAME, f, Value::NULL; &[])).is_null());
        raised(t, "RecursionError", "maximum recursion depth exceeded");
    });
}

#[test]
fn construction() {
    in_runtime(|t| {
        let class = get(t, &module(t, "class C:\n  def __init__(self): pass"), "C");
        let made = owned(t, run!(call::new_instance(t, class)));
        assert!(made.type_of().borrowed_obj().is(&class));
        assert!(run!(call::new_instance(t, Obj::NONE)).is_null());
        raised(t, "SystemError", "an instance of what is no class");
        assert_eq!(run!(call::check_init(t, Obj::NONE)), 0);
        let result = eval(t, "[]");
        assert_eq!(run!(call::check_init(t, result)), -1);
        raised(t, "TypeError", "__init__() should return None, not 'list'");
        assert_eq!(count(&result), 1);
        assert_eq!(run!(call::unknown_opcode(t)), -1);
        raised(t, "SystemError", "unknown opcode");
        t.request(crate::thread::breaker::COLLECT);
        assert_eq!(run!(call::eval_breaker(t, NO_FRAME)), 0);
    });
}

#[test]
fn intrinsics() {
    in_runtime(|t| {
        let globals = module(t, "def g(): yield\nasync def c(): pass\ns = StopIteration(3)");
        let [g, c, stop] = ["g", "c", "s"].map(|name| get(t, &globals, name));
        let before = count(&stop);
        for (function, message) in [(&g, "generator raised StopIteration"), (&c, "coroutine raised StopIteration")] {
            let mut compiled = Compiled::new(function, Value::NULL);
            let frame = compiled.frame();
            let which = intrinsic1::STOPITERATION_ERROR as i64;
            let error = owned(t, run!(call::intrinsic_1(t, frame, stop, which)));
            assert_eq!(repr(t, &error), format!("RuntimeError('{message}')"));
        }
        assert_eq!(count(&stop), before);
        let namespace = eval(t, "{}");
        let mut compiled = Compiled::new(&g, namespace.value());
        let frame = compiled.frame();
        let source = module(t, "import builtins");
        let which = intrinsic1::IMPORT_STAR as i64;
        let builtins = get(t, &source, "builtins");
        drop(owned(t, run!(call::intrinsic_1(t, frame, builtins, which))));
        assert_eq!(run!(arith::contains(t, text(t, "len"), namespace)), 1);
        let positive = intrinsic1::UNARY_POSITIVE as i64;
        assert!(run!(call::intrinsic_1(t, frame, namespace, positive)).is_null());
        raised(t, "TypeError", "bad operand type for unary +: 'dict'");
        let which = intrinsic2::SET_FUNCTION_TYPE_PARAMS as i64;
        assert!(owned(t, run!(call::intrinsic_2(t, frame, g, tuple(t, &[]), which))).is(&g));
    });
}

#[test]
fn delegation() {
    in_runtime(|t| {
        let source = "
def g():
    x = yield [1]
    return x
async def c(): return 5
i, j, k = g(), iter('a'), c()
class S:
    def __next__(self): raise StopIteration(7)
s = S()
";
        let globals = module(t, source);
        let [f, i, j, k, s] = ["g", "i", "j", "k", "s"].map(|name| get(t, &globals, name));
        let before = count(&i);
        assert!(run!(generator::send(t, i, Obj::TRUE)).is_null());
        raised(t, "TypeError", "can't send non-None value to a just-started generator");
        assert_eq!(repr(t, &owned(t, run!(generator::send(t, i, Obj::NONE)))), "[1]");
        assert_eq!(run!(generator::send_returned(t)), 0);
        assert!(owned(t, run!(generator::send(t, i, Obj::TRUE))).is_true());
        assert_eq!(run!(generator::send_returned(t)), 1);
        assert_eq!(repr(t, &owned(t, run!(generator::send(t, j, Obj::NONE)))), "'a'");
        assert_eq!(run!(generator::send_returned(t)), 0);
        assert!(owned(t, run!(generator::send(t, j, Obj::NONE))).is_none());
        assert_eq!(run!(generator::send_returned(t)), 1);
        assert!(owned(t, run!(generator::send(t, s, Obj::NONE))).is(&Obj::from_i32(7)));
        assert_eq!(run!(generator::send_returned(t)), 1);
        assert_eq!(count(&i), before);
        // What dies between the two helpers may run code that uses them too.
        t.kept(|| {
            drop(owned(t, run!(generator::send(t, eval(t, "iter('b')"), Obj::NONE))));
            assert_eq!(run!(generator::send_returned(t)), 0);
        });
        assert_eq!(run!(generator::send_returned(t)), 1);
        assert_eq!(run!(object::give_up(t, eval(t, "[[]]").into_raw())), 0);
        assert_eq!(run!(generator::send_returned(t)), 1);

        let mut compiled = Compiled::new(&f, Value::NULL);
        let frame = compiled.frame();
        assert!(owned(t, run!(generator::get_yield_from_iter(t, frame, i))).is(&i));
        assert!(run!(generator::get_yield_from_iter(t, frame, k)).is_null());
        raised(t, "TypeError", "cannot 'yield from' a coroutine object in a non-coroutine generator");
        assert!(owned(t, run!(generator::get_awaitable(t, k, 0))).is(&k));
        assert!(run!(generator::get_awaitable(t, Obj::NONE, 0)).is_null());
        raised(t, "TypeError", "'NoneType' object can't be awaited");
        assert!(run!(generator::get_aiter(t, s)).is_null());
        raised(t, "TypeError", "'async for' requires an object with __aiter__ method, got S");
        assert!(run!(generator::get_anext(t, s)).is_null());
        raised(t, "TypeError", "'async for' requires an iterator with __anext__ method, got S");
        assert!(owned(t, run!(generator::send(t, k, Obj::NONE))).is(&Obj::from_i32(5)));
    });
}
