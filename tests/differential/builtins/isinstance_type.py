"""isinstance, issubclass, type, callable on ordinary and strange arguments."""


class A: ...


class B(A): ...


class Liar:
    __class__ = A


class Meta(type):
    def __instancecheck__(cls, x):
        return "instance check" if x else ""

    def __subclasscheck__(cls, x):
        return x is int


class Checked(metaclass=Meta): ...


print(isinstance(B(), A), isinstance(A(), B), isinstance(1, (str, (float, (int,)))), isinstance(True, int), isinstance(1, bool), isinstance(None, type(None)), isinstance(A, type), isinstance(type, object), isinstance(Liar(), A), isinstance(Liar(), Liar), type(Liar()) is Liar, isinstance(5, ()), isinstance(1, int | str), isinstance("x", int | None))
print(isinstance(5, Checked), isinstance(0, Checked), isinstance(Checked(), Checked), issubclass(int, Checked), issubclass(str, Checked), issubclass(B, A), issubclass(bool, (str, int)), issubclass(A, object), issubclass(object, A), issubclass(type, object), issubclass(int, int | str))
for attempt in (lambda: isinstance(1, 5), lambda: isinstance(1, [int]), lambda: isinstance(1, (str, 5)), lambda: isinstance(1, (int, 5)), lambda: issubclass(5, int), lambda: issubclass(int, 5), lambda: isinstance(1, list[int]), lambda: issubclass(int, "x"), lambda: type(1, 2), lambda: type(), lambda: isinstance(1, list[int] | str)):
    try:
        print(attempt())
    except TypeError as error:
        print(error)
print(type(1), type("a").__name__, type(None), type(...), type(NotImplemented), type(type), type(A()), type(A().__init__), type(len), type([].append), type(lambda: 0), type(x for x in ()), type(range(1)), type(1 == 1), type(print), type(int.__add__), type(A.__dict__), type(object.__new__), type(Exception()), type(type(lambda: 0).__code__))
class Callable:
    def __call__(self): ...


class NotCallable:
    pass


n = NotCallable()
n.__call__ = lambda: 1
print(callable(len), callable(A), callable(A()), callable(Callable()), callable(n), callable(lambda: 0), callable(5), callable(None), callable(type), callable("a".upper))
print(int is type(5), type(True).__mro__, type(3.0).__base__, A.__mro__[-1], B.__bases__, type(B).__name__, B().__class__.__name__, A.__subclasses__() == [B], object.__bases__)
print(bool(A), bool(A()), A == A, A != B, A() == A(), hash(A) == hash(A), A < B if False else "unordered", repr(int), str(B), B.__qualname__)
print(id(A) == id(A), id(5) == id(5), id([]) != id([[]]), A() is not A(), None is None, [] is not [], () == (), id(A()) > 0)
