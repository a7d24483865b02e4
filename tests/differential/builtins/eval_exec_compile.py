"""eval, exec, compile: scopes, modes, flags, errors."""

x = 10
print(eval("x + 1"), eval("x", {"x": 1}), eval("x + y", {"x": 1}, {"y": 2}), eval(" 1 + 1 "), eval("[i * x for i in range(3)]"), eval("(lambda: x)()"), eval(compile("x * 2", "f", "eval")), eval(b"1 + 2"), eval("__name__"))
scope = {}
exec("a = 1\nb = a + 1\ndef f(): return a + b", scope)
print(scope["f"](), sorted(k for k in scope if not k.startswith("__")), "__builtins__" in scope)
exec("global_made = 5")
print(global_made)
local = {}
exec("z = x + 1\nglobal w\nw = 3", {"x": 1}, local)
print(local)


def inside(v):
    exec("v = 99")
    exec("new = 1")
    return v, "new" in locals(), eval("v + 1"), eval("[v for _ in 'ab']"), (lambda: eval("5"))()


print(inside(1))
code = compile("y = 1\nprint(y)\ny", "name.py", "exec")
print(code.co_filename, code.co_name, code.co_names, code.co_consts[:1])
exec(code)
exec(compile("5 + 5; 'shown'", "s", "single"))
exec("if 1:\n    print('block')\n")
exec("print('one'); print('two')")
exec("class K:\n  v = [x for x in range(2)]\n  def m(self): return __class__.__name__\nprint(K.v, K().m())", {})


class Mapping(dict):
    def __missing__(self, key):
        return f"<{key}>" if not key.startswith("__") else self.fail(key)

    def fail(self, key):
        raise KeyError(key)


print(eval("a + b", {}, Mapping()), eval("undefined", {"__builtins__": {}}, Mapping()))
for attempt in (lambda: eval("x ="), lambda: eval("x = 1"), lambda: eval(""), lambda: eval("1; 2"), lambda: exec("return 1"), lambda: exec("yield"), lambda: eval("a b"), lambda: eval(5), lambda: eval("1", 5), lambda: exec("1", {}, 5), lambda: compile("1", "f", "bad"), lambda: compile(5, "f", "exec"), lambda: eval("undefined_name"), lambda: eval("len('a')", {"__builtins__": {}}), lambda: exec("break"), lambda: exec("  indented"), lambda: exec("if 1:\nx"), lambda: eval("1\n2"), lambda: eval("\0"), lambda: exec("await x"), lambda: eval(compile("x = 1", "f", "exec")), lambda: compile("1", "f", "eval", flags=1 << 30), lambda: exec(inside.__code__), lambda: exec("continue"), lambda: eval("'unclosed"), lambda: eval("print"), lambda: exec("def f(:\n pass"), lambda: exec("x = (1,\ny = 2"), lambda: exec("a = 5 = b"), lambda: exec("else: 1"), lambda: eval("{1:2, 3}"), lambda: eval("f(a=1, 2)"), lambda: eval("f(**a, *b)"), lambda: eval("5 = x"), lambda: eval("lambda x=1, y: 0")):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, getattr(error, "msg", None) or error)
try:
    exec("a = 1\n\nb = (a +\n  'text')", {})
except TypeError as error:
    tb = error.__traceback__.tb_next
    print(tb.tb_lineno, tb.tb_frame.f_code.co_filename, tb.tb_frame.f_code.co_name)
