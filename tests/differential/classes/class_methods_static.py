"""classmethod, staticmethod, bound methods, functions as attributes."""


class Shape:
    count = 0

    def __init__(self, name="shape"):
        self.name = name
        type(self).count += 1

    @classmethod
    def create(cls, *args):
        return cls(*args)

    @staticmethod
    def helper(x):
        return x * 2

    def describe(self):
        return f"{type(self).__name__} {self.name}"

    alias = describe
    func = staticmethod(len)
    builtin = len
    lam = lambda self: self.name
    nested = classmethod(lambda cls: cls.__name__)


class Square(Shape):
    count = 10

    @classmethod
    def create(cls, *args):
        made = super().create(*args)
        made.square = True
        return made


s = Square.create("sq")
print(s.describe(), s.square, Shape.count, Square.count, s.helper(4), Shape.helper(5), s.alias(), s.func([1, 2]), s.lam(), s.nested(), Shape.nested(), s.create("again").name, Square.count)
bound = s.describe
print(bound(), bound.__self__ is s, bound.__func__ is Shape.describe, bound == s.describe, bound is s.describe, bound.__name__, hash(bound) == hash(s.describe), Shape.describe(s), s.create.__self__ is Square, type(bound).__name__, bound.__qualname__)
s.describe = lambda: "instance function gets no self"
print(s.describe(), bound())
try:
    print(s.builtin())
except TypeError as error:
    print(error)
for attempt in (lambda: Shape.describe(), lambda: Shape.create(1, 2), lambda: s.helper(), lambda: bound(1), lambda: setattr(bound, "x", 1), lambda: bound.nope, lambda: staticmethod(5)(), lambda: Shape.__dict__["create"](), lambda: classmethod(5).__get__(s)()):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
print(Shape.__dict__["helper"](3), type(Shape.__dict__["create"]).__name__, Shape.__dict__["create"].__func__.__name__, callable(Shape.__dict__["create"]), Shape.__dict__["helper"].__wrapped__.__name__)
methods = [s.lam, Shape("other").lam, str.upper, "abc".upper, [].append, Shape.helper]
print([m() if i in (0, 1, 3) else None for i, m in enumerate(methods)], list(map(str.upper, "ab")), sorted(["b", "A"], key=str.lower))
from_type = type(bound)(lambda self, x: (self, x), "me")
print(from_type(1))


def extend(self, n):
    return self.name * n


Shape.extend = extend
print(s.extend(2), Shape.extend is extend, s.extend.__func__ is extend)
del Shape.extend
print(hasattr(s, "extend"))


class Callable:
    def __call__(self, *args):
        return args


class Holder:
    c = Callable()


print(Holder().c(1), Holder.c(2))
