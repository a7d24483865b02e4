"""yield from: values, sends, throws, return values, through layers."""


def inner():
    total = 0
    try:
        while True:
            value = yield total
            if value is None:
                return f"inner total {total}"
            total += value
    except ValueError as error:
        yield f"inner caught {error}"
        return "inner recovered"
    finally:
        print("inner finally")


def middle():
    result = yield from inner()
    print("middle got", result)
    result = yield from [1, 2]
    print("list gives", result)
    return "middle result"


def outer():
    try:
        result = yield from middle()
        yield f"outer got {result}"
    finally:
        print("outer finally")


g = outer()
print(next(g), g.send(5), g.send(6), g.gi_yieldfrom.__name__, next(g), next(g), next(g), next(g, "end"))
g = outer()
next(g)
print(g.throw(ValueError("v")), next(g))
g.close()
g = outer()
next(g)
try:
    g.throw(KeyError("k"))
except KeyError as error:
    print("out came", error)
g = outer()
next(g)
g.close()


class Iterator:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration("iterator result")
        return self.n


class Full(Iterator):
    def send(self, value):
        return f"send {value}"

    def throw(self, error):
        return f"throw {error!r}"

    def close(self):
        print("close called")


def delegate(it):
    result = yield from it
    yield ("result", result)


print(list(delegate(Iterator())))
d = delegate(Iterator())
next(d)
for use in (lambda: d.send(1), lambda: d.throw(ValueError("x"))):
    try:
        print(use())
    except Exception as error:
        print(type(error).__name__, error)
d = delegate(Full())
print(next(d), d.send("s"), d.throw(ValueError("t")), next(d))
d.close()
for bad in (5, None):
    try:
        list(delegate(bad))
    except TypeError as error:
        print(error)


def flatten(tree):
    for item in tree:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)
    return depth


print(list(flatten([1, [2, [3, []], 4], [[5]]])), list(tree(3)), sum(tree(10)))


def chain(depth):
    if depth == 0:
        x = yield "bottom"
        return x
    return (yield from chain(depth - 1)) + 1


deep = chain(200)
print(next(deep))
try:
    deep.send(0)
except StopIteration as error:
    print(error.value)
