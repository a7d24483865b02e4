"""The builtins module: patching names, __build_class__, what a missing one says."""

import builtins

print(builtins.len is len, __builtins__ is builtins, builtins.__name__, "print" in dir(builtins), builtins.True_ if hasattr(builtins, "True_") else "no True_")
original = builtins.print
lines = []
builtins.print = lambda *args, **kwargs: lines.append(args)
print("captured", 1)
builtins.print = original
print(lines)
builtins.invented = "a new builtin"
print(invented)


def uses():
    return invented, max(1, 2)


print(uses())
invented = "a global wins"
print(uses()[0])
del invented
print(uses()[0])
del builtins.invented
try:
    uses()
except NameError as error:
    print(error)
builtins.max = lambda *a: "patched max"
invented = 0
print(uses()[1])
del builtins.max
try:
    uses()
except NameError as error:
    print(error)
builtins.max = lambda *a: sorted(a)[-1]
print(uses()[1])
calls = []
build = builtins.__build_class__


def spy(function, name, *bases, **kwargs):
    calls.append(name)
    return build(function, name, *bases, **kwargs)


builtins.__build_class__ = spy


class Watched(dict):
    pass


builtins.__build_class__ = build
print(calls, Watched.__bases__)
scope = {"__builtins__": {"__build_class__": build, "__name__": "limited"}}
exec("class C:\n  x = 1", scope)
print(scope["C"].__module__ if hasattr(scope["C"], "__module__") else "none", scope["C"].x)
scope = {"__builtins__": {}}
for source in ("class C: pass", "print(1)", "import math", "x = 1", "assert 1 == 2", "[1][5]"):
    try:
        exec(source, scope)
        original(source, "fine")
    except Exception as error:
        original(source, "->", type(error).__name__, error)
print(sorted(n for n in dir(builtins) if n[0].islower()))
print(sorted(n for n in dir(builtins) if n[0].isupper() and n.endswith(("Error", "Warning")))[:12], len([n for n in dir(builtins) if n[0].isupper()]) > 60)
