"""getattr, setattr, hasattr, delattr, vars, dir with all kinds of objects."""


class Thing:
    kind = "class attr"

    def __init__(self):
        self.x = 1


class Raises:
    @property
    def p(self):
        raise ValueError("property failed")

    @property
    def q(self):
        raise AttributeError("property says missing")


t = Thing()
print(getattr(t, "x"), getattr(t, "kind"), getattr(t, "y", None), hasattr(t, "x"), hasattr(t, "y"), getattr(t, "y", t) is t, getattr("a", "upper")(), getattr(5, "real"))
setattr(t, "y", 2)
setattr(t, "weird name", 3)
setattr(Thing, "added", lambda self: self.x)
print(t.y, vars(t), getattr(t, "weird name"), t.added(), hasattr(t, "weird name"))
delattr(t, "y")
print(hasattr(t, "y"), vars(t) is t.__dict__, vars(Thing)["kind"], "x" in vars(), "Thing" in vars(), "Thing" in dir())
r = Raises()
print(hasattr(r, "q"), getattr(r, "q", "default"))
for attempt in (lambda: hasattr(r, "p"), lambda: getattr(r, "p", 1), lambda: r.q, lambda: getattr(t, "nope"), lambda: getattr(t, 5), lambda: hasattr(t, 5), lambda: setattr(t, 5, 1), lambda: delattr(t, "nope"), lambda: vars(5), lambda: vars([]), lambda: setattr(5, "x", 1), lambda: setattr([], "x", 1), lambda: getattr(), lambda: delattr(t, "kind"), lambda: setattr(Thing, "__name__", 5), lambda: setattr(int, "x", 1), lambda: setattr(t, "__class__", 5), lambda: dir(1, 2), lambda: getattr(t, "x", 1, 2)):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)


def local_scope(a):
    b = 2
    return sorted(vars()), sorted(dir()), sorted(locals()), locals()["b"]


print(local_scope(1))


class Dir:
    def __dir__(self):
        return ["b", "a", "c"]


print(dir(Dir()), [n for n in dir(t) if not n.startswith("_")], [n for n in dir(Thing) if not n.startswith("_")], "__len__" in dir([]), "upper" in dir(str), "real" in dir(5), len(dir(object)) > 20)
print([n for n in dir([]) if not n.startswith("_")])
print([n for n in dir({}) if not n.startswith("_")])
print([n for n in dir("") if not n.startswith("_")])
print([n for n in dir(0) if not n.startswith("_")], [n for n in dir(0.0) if not n.startswith("_")])
print([n for n in dir(set()) if not n.startswith("_")], [n for n in dir(()) if not n.startswith("_")])
print([n for n in dir(b"") if not n.startswith("_")])
print([n for n in dir((x for x in ())) if not n.startswith("_")], [n for n in dir(slice(1)) if not n.startswith("_")], [n for n in dir(range(1)) if not n.startswith("_")], [n for n in dir(ValueError()) if not n.startswith("_")])
