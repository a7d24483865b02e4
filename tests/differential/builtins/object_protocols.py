"""object(): defaults of all special methods, __new__/__init__ arguments, copying by hand."""


class Plain:
    pass


p, q = Plain(), Plain()
print(p == p, p == q, p != q, hash(p) == hash(p), bool(p), p.__eq__(q), p.__lt__(q), p.__ne__(p), p.__class__.__name__, p.__dict__, p.__doc__, p.__module__, p.__sizeof__() > 0, p.__dir__() == sorted(p.__dir__()) or "unsorted", p.__format__("") == str(p), p.__init__(), type(p.__hash__()), p.__reduce__()[0].__name__, p.__init_subclass__(), p.__subclasshook__(int))
for attempt in (lambda: object(5), lambda: Plain(5), lambda: Plain(x=1), lambda: object().x, lambda: setattr(object(), "x", 1), lambda: len(p), lambda: p[0], lambda: p(), lambda: iter(p), lambda: p + p, lambda: p < q, lambda: int(p), lambda: format(p, "x"), lambda: 1 in p, lambda: next(p), lambda: -p, lambda: del_item(p), lambda: reversed(p), lambda: round(p), lambda: p @ q, lambda: bytes(p), lambda: range(p), lambda: object.__new__(int), lambda: object.__init__(p, 1), lambda: object.__setattr__(p, 5, 1), lambda: p.__getattribute__("nope"), lambda: object.__getattribute__(), lambda: p.__reduce_ex__("x"), lambda: hash(Plain.__eq__) is None):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, str(error).split(" at 0x")[0])


def del_item(o):
    del o[0]


class WithNew:
    def __new__(cls, *args, **kwargs):
        self = super().__new__(cls)
        self.args = args, kwargs
        return self


class WithInit:
    def __init__(self, a, b=2):
        self.ab = a, b


class WithBoth(WithNew):
    def __init__(self, a):
        self.a = a


print(WithNew(1, b=2).args, WithInit(1).ab, WithBoth(5).args, WithBoth.__new__(WithBoth, 9).args, hasattr(WithBoth.__new__(WithBoth), "a"), object.__new__(WithInit).__dict__)


def copy(obj):
    new = object.__new__(type(obj))
    new.__dict__.update(obj.__dict__)
    return new


original = WithInit([1], {})
clone = copy(original)
clone.ab[0].append(2)
clone.extra = 1
print(original.ab, vars(clone), clone.ab is original.ab, type(clone) is WithInit)
state = WithInit(1).__reduce_ex__(2)
print(state[0].__name__, state[1][0] is WithInit, state[2], (5).__reduce_ex__(2)[1], ValueError("a").__reduce__()[1], {1: 2}.__reduce_ex__(2)[0].__name__, original.__getstate__())
Plain.__eq__ = lambda self, other: True
Plain.__bool__ = lambda self: False
print(p == 5, p != 5, bool(q), Plain.__hash__ is object.__hash__, not p, p in [1])
Plain.__class_getitem__ = classmethod(lambda cls, k: f"Plain[{k}]")
print(Plain[5], object.__doc__.splitlines()[0], type(object).__name__, object.__flags__ & 1024 > 0)
