"""An exception in __del__ is reported on standard error and goes no further."""

import sys


class Failing:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        raise ValueError(f"from {self.name}")


def reported(info):
    print("unraisable:", info.exc_type.__name__, info.exc_value, info.object, info.err_msg.split(" <")[0])


sys.unraisablehook = reported
f = Failing("first")
del f
print("goes on")
items = [Failing("in a list"), Failing("another")]
items.clear()
print(items)


def function():
    local = Failing("local")
    return "returned"


print(function())
try:
    keep = Failing("during handling")
    raise KeyError("main")
except KeyError as error:
    del keep
    print(repr(error), error.__context__)


class Iter:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration

    def __del__(self):
        1 / 0


print(list(Iter()), sum(Iter()))
for _ in Iter():
    pass
else:
    print("loop done")


def generator():
    try:
        yield 1
    finally:
        raise RuntimeError("in finally of a dropped generator")


g = generator()
next(g)
sys.unraisablehook = lambda info: print("unraisable:", info.exc_type.__name__, info.exc_value)
del g


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


g = stubborn()
next(g)
del g
print("end")
