"""globals() and locals(): what is live, what is a copy."""

first = 1
g = globals()
g["second"] = 2
print(second, g is globals(), "first" in g, locals() is globals(), g["__name__"])
del g["second"]
try:
    second
except NameError as error:
    print(error)


def function(a, b=2):
    c = 3
    before = locals()
    d = 4
    after = locals()
    before["c"] = "changed in snapshot"
    return c, sorted(before), sorted(after), before is after, before["c"], after["c"]


print(function(1))


def cells(x):
    def inner():
        return x, sorted(locals())

    y = 1
    return inner(), sorted(locals())


print(cells(5))


class Body:
    a = 1
    locals()["b"] = 2
    names = sorted(n for n in locals() if not n.startswith("_"))
    same = locals() is locals()
    del a


print(Body.b, Body.names, Body.same, hasattr(Body, "a"))
print([sorted(locals()) for q in range(1)], (lambda w: sorted(locals()))(1), [sorted(k for k in locals()) for r in "a" for s in "b"])


def generator():
    x = 1
    yield sorted(locals())
    y = x
    yield locals()["y"]


print(list(generator()))


def deleted():
    p = q = 1
    del p
    return sorted(locals())


def star(*args, **kwargs):
    return locals()


def loops():
    for i in range(2):
        pass
    with open(__file__) as f:
        pass
    try:
        1 / 0
    except ZeroDivisionError as e:
        inside = "e" in locals()
    return sorted(locals()), inside


print(deleted(), star(1, k=2), loops())
module_level = 1


def changes_globals():
    globals()["module_level"] += 1
    return module_level


print(changes_globals(), changes_globals(), module_level)
exec("from math import floor")
print(floor(2.5), "floor" in globals(), len(globals()) > 10, type(globals()).__name__, type(locals()).__name__, function.__globals__ is globals())
