"""Method resolution order and cooperative super()."""


class Base:
    def __init__(self, **kwargs):
        self.log = ["Base"]
        assert not kwargs

    def f(self):
        return ["Base.f"]


class A(Base):
    def __init__(self, a=1, **kwargs):
        super().__init__(**kwargs)
        self.log.append(f"A{a}")

    def f(self):
        return ["A.f"] + super().f()


class B(Base):
    def __init__(self, b=2, **kwargs):
        super().__init__(**kwargs)
        self.log.append(f"B{b}")

    def f(self):
        return ["B.f"] + super().f()


class C(A, B):
    def f(self):
        return ["C.f"] + super().f()

    def skip(self):
        return super(A, self).f()

    @classmethod
    def make(cls):
        return cls(a=5, b=6)

    @staticmethod
    def no_self():
        return super().f()

    def in_comprehension(self):
        return [super(C, self).f() for _ in range(1)], (lambda: super(C, self).f)()()


class D(C):
    pass


c = C.make()
print(c.log, c.f(), c.skip(), D().f(), [k.__name__ for k in D.__mro__], D.mro() == list(D.__mro__), D.__bases__, D.__base__.__name__)
print(c.in_comprehension(), isinstance(c, B), issubclass(D, (int, A)), A.f(c), super(B, c).f())
for attempt in (lambda: c.no_self(), lambda: super(C, 5).f(), lambda: super(5, c), lambda: super(C, c).nope, lambda: super(), lambda: type("X", (A, C), {}), lambda: type("Y", (A, A), {}), lambda: type("Z", (int, str), {}), lambda: type("W", (Base, object, A), {}), lambda: type("V", (True,), {}), lambda: type("U", (bool,), {}), lambda: type("T", (type(lambda: 0),), {})):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
s = super(A, c)
print(s.__thisclass__.__name__, s.__self_class__.__name__, s.__self__ is c, type(s))
A.__bases__ = (B,)
print([k.__name__ for k in D.__mro__], D().f())
Base.f = lambda self: ["patched"]
print(D().f(), c.f())
try:
    Base.__bases__ = (D,)
except TypeError as error:
    print(error)
