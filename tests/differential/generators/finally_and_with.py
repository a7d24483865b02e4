"""finally, with and except inside generators that end early."""

log = []


class Manager:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        log.append(f"enter {self.name}")
        return self

    def __exit__(self, kind, value, traceback):
        log.append(f"exit {self.name} {kind and kind.__name__}")
        return kind is KeyError


def gen():
    with Manager("outer"):
        for i in range(3):
            with Manager(f"inner{i}"):
                try:
                    yield i
                    log.append(f"resumed {i}")
                finally:
                    log.append(f"finally {i}")
    yield "after"


def show(label, value=None):
    print(label, value, log)
    log.clear()


show("all", list(gen()))
g = gen()
next(g)
g.close()
show("closed")
g = gen()
next(g), next(g)
del g
show("dropped")
g = gen()
next(g)
show("key error swallowed", g.throw(KeyError("k")))
try:
    g.throw(ValueError("v"))
except ValueError as error:
    show("value error", repr(error))
for x in gen():
    if x == 1:
        break
show("broke out of the loop", x)
a, b, *c = gen()
show("unpacked", (a, b, c))


def first(iterable):
    for x in iterable:
        return x


show("first", first(gen()))


def yields_in_finally():
    try:
        yield 1
        raise ValueError("lost")
    except ValueError as error:
        yield f"except {error}"
        raise
    finally:
        yield "finally"


g = yields_in_finally()
print(next(g), next(g), next(g))
try:
    next(g)
except ValueError as error:
    print("then", error, error.__context__)


def context():
    try:
        yield 1
    except KeyError:
        try:
            yield 2
        except ValueError as error:
            yield repr(error.__context__)


g = context()
next(g), g.throw(KeyError("first"))
print(g.throw(ValueError("second")))


def handling():
    import sys

    try:
        1 / 0
    except ZeroDivisionError:
        yield repr(sys.exception())
        yield repr(sys.exception())


import sys

g = handling()
print(next(g), sys.exception())
try:
    raise OSError("outside")
except OSError:
    print(next(g), repr(sys.exception()))
print(sys.exception())
