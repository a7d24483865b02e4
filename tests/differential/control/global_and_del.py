"""global, del of every target, names that come and go."""

x = 1


def change():
    global x, fresh
    x += 1
    fresh = "made"
    del x
    try:
        x
    except NameError as error:
        print(error)
    x = 5


change()
print(x, fresh)
items = list(range(6))
del items[0], items[-1], items[1:2]
d = {"a": 1, "b": 2}
del d["a"]


class Box:
    pass


box = Box()
box.a = box.b = 1
del box.a
print(items, d, vars(box))
a = b = c = 0
del (a, b), [c]
for name in "abc":
    try:
        eval(name)
    except NameError as error:
        print(error)
for target in ("undefined", "box.a", "items[10]", "d['zz']", "len.x", "None", "items()", "1", "(x, 5)", "x + 1", "box.b.c"):
    try:
        exec(f"del {target}")
        print(target, "deleted")
    except Exception as error:
        print(target, "->", type(error).__name__, getattr(error, "msg", error))


def handler_name():
    e = "before"
    try:
        raise ValueError("v")
    except ValueError as e:
        print(repr(e))
    try:
        return e
    except UnboundLocalError as error:
        return str(error)


print(handler_name())


def conditional(flag):
    if flag:
        value = 1
    try:
        return value
    except UnboundLocalError as error:
        return str(error)
    finally:
        if flag:
            del value


print(conditional(True), conditional(False), conditional(True))
len_before = len
len = lambda _: "shadowed"
print(len([1]))
del len
print(len([1]), len is len_before)
try:
    del len
except NameError as error:
    print(error)
globals()["dynamic"] = 42
print(dynamic)
del globals()["dynamic"]
try:
    dynamic
except NameError as error:
    print(error)
try:
    pritn
except NameError as error:
    print(error, error.name)


class Space:
    a = 1
    b = a + 1
    del a
    try:
        a
    except NameError as error:
        c = str(error)


print(hasattr(Space, "a"), Space.b, Space.c)
