"""Special methods are looked up on the type, not on the instance; and all the protocols."""


class Thing:
    def __len__(self):
        return 3

    def __getitem__(self, key):
        if isinstance(key, int) and key >= 3:
            raise IndexError(key)
        return f"item {key}"

    def __setitem__(self, key, value):
        print("set", key, value)

    def __delitem__(self, key):
        print("del", key)

    def __call__(self, *args, **kwargs):
        return args, kwargs

    def __contains__(self, item):
        return item == "inside"

    def __reversed__(self):
        return "reversed!"

    def __length_hint__(self):
        return 10

    def __format__(self, spec):
        return f"formatted {spec}"

    def __bytes__(self):
        return b"bytes"

    def __int__(self):
        return 7

    def __float__(self):
        return 7.5

    def __index__(self):
        return 2

    def __round__(self, n=None):
        return f"round {n}"

    def __divmod__(self, other):
        return "divmod"

    def __hash__(self):
        return 99

    def __sizeof__(self):
        return 1000

    def __dir__(self):
        return ["zebra", "apple"]


t = Thing()
t.__len__ = lambda: 100
t.__call__ = lambda: "instance call"
t.__bool__ = lambda: False
print(len(t), t(1, a=2), bool(t), t[0], t[1:2], t["k"], list(t), "inside" in t, "outside" in t, reversed(t), f"{t:spec}", format(t), bytes(t), int(t), float(t), "abc"[t], round(t), round(t, 2), divmod(t, 1), hash(t), dir(t), t.__len__(), hex(t), [*t], dict(enumerate(t)))
t[1] = 2
del t[3]
a, b, c = t
print(a, b, c, max(t), sorted(t, reverse=True), ",".join(t), tuple(zip(t, range(9))))
Thing.__len__ = lambda self: 1
print(len(t))
del Thing.__contains__
print("item 2" in t, "x" in t)
del Thing.__call__
for attempt in (lambda: t(), lambda: iter(5), lambda: len(5), lambda: abs(t), lambda: t + 1, lambda: -t, lambda: t < t, lambda: complex(t) == 7.5, lambda: next(t), lambda: t @ t):
    try:
        print(attempt())
    except TypeError as error:
        print(error)


class Returns:
    def __init__(self, **methods):
        type(self).values = methods


for name, bad, use in (("__len__", "x", len), ("__len__", -5, len), ("__hash__", "x", hash), ("__repr__", 5, repr), ("__str__", 5, str), ("__index__", 1.5, range), ("__iter__", 5, iter), ("__bool__", 1, bool), ("__int__", "x", int), ("__float__", 1, float), ("__bytes__", "x", bytes), ("__format__", 1, format), ("__length_hint__", "x", list), ("__dir__", 5, dir), ("__contains__", 1, lambda v: 5 in v), ("__len__", 2**70, len), ("__reversed__", 1, reversed)):
    kind = type("Returns", (), {name: lambda self, *a, bad=bad: bad, "__iter__": lambda self, n=name: iter(()) if n == "__length_hint__" else 5} if name == "__length_hint__" else {name: lambda self, *a, bad=bad: bad})
    try:
        print(name, use(kind()))
    except Exception as error:
        print(name, type(error).__name__, error)
