"""Iteration protocols: __iter__, __next__, __getitem__, iter(callable, sentinel)."""


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n


class Sequence:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError
        return i * i


class Fresh:
    def __iter__(self):
        yield from "xyz"


class Resuming:
    """Says that it has ended, and goes on after that."""

    calls = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.calls += 1
        if self.calls == 3:
            raise StopIteration("pause")
        if self.calls > 5:
            raise StopIteration
        return self.calls


print(list(Countdown(4)), list(Sequence()), 9 in Sequence(), list(Fresh()), [*Fresh(), *Fresh()], max(Countdown(5)), sum(Sequence()), dict(zip(Fresh(), Countdown(9))))
r = Resuming()
print(list(r), list(r), list(r))
c = Countdown(6)
print(next(c), [x for x in c if x % 2], list(c), next(c, "default"))
a, b, *rest = Countdown(5)
print(a, b, rest, list(map(lambda x, y: x + y, Countdown(3), Sequence())), list(filter(None, Countdown(3))), sorted(Fresh(), reverse=True))
values = iter([1, 2, 0, 3])
print(list(iter(lambda: next(values), 0)), list(values))
s = iter(Sequence())
print(type(s).__name__, next(s), list(s), list(s))
it = iter([1, 2])
print(iter(it) is it, it.__next__(), it.__length_hint__(), type(it).__name__, [type(iter(x)).__name__ for x in ("a", "\u20ac", b"", (), {}, set(), range(1), range(2**70), {}.values())])


class BadIter:
    def __iter__(self):
        return 5


class NoNext:
    def __iter__(self):
        return NoNext()


class Raising:
    def __iter__(self):
        raise KeyError("iter")


class RaisingNext:
    def __iter__(self):
        return self

    def __next__(self):
        raise ValueError("next")


class NotIterable:
    __iter__ = None

    def __getitem__(self, i):
        return i


for kind in (BadIter, NoNext, Raising, RaisingNext, NotIterable, object):
    for use in (list, lambda v: [x for x in v], lambda v: 1 in v, lambda v: (lambda *a: a)(*v)):
        try:
            print(use(kind()))
        except Exception as error:
            print(kind.__name__, type(error).__name__, error)
def f():
    return iter(Countdown(2))


for x in f():
    for y in f():
        print(x, y, end="; ")
print()
