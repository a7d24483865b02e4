"""One call site and one attribute site with one to six kinds of receivers."""


def make(name, weight):
    class Kind:
        factor = weight

        def __init__(self, n):
            self.n = n

        def area(self, k):
            return self.n * weight + k

    Kind.__name__ = name
    return Kind


KINDS = [make(f"Kind{i}", i + 1) for i in range(6)]


class WithSlots:
    __slots__ = ("n",)
    factor = 50

    def __init__(self, n):
        self.n = n

    def area(self, k):
        return -self.n


class Dynamic:
    factor = 60
    n = 3

    def __init__(self, n):
        pass

    def __getattr__(self, name):
        return lambda k: 1000


def total(objects):
    result = 0
    for o in objects:
        result += o.area(1) + o.n * o.factor
    return result


for count in range(1, 7):
    objects = [KINDS[i % count](i) for i in range(600)]
    print(count, total(objects))
objects = [(KINDS + [WithSlots, Dynamic])[i % 8](i) for i in range(800)]
print(total(objects), total(objects[::-1]))


def add_all(values, start):
    for v in values:
        start = start + v
    return start


print(add_all([1] * 500, 0), add_all([0.5] * 500, 0), add_all(["ab"] * 5, ""), add_all([[1]] * 3, []), add_all([(1,)] * 3, ()), add_all([2**70] * 3, 0), add_all([True] * 9, 0), add_all([1, 0.5, 2**64, True] * 100, 0))


def lengths(things):
    n = 0
    for t in things:
        n += len(t)
    return n


print(lengths(["abc", [1], (1, 2), {1: 2}, {1, 2, 3}, b"xy", range(9), "\u20ac"] * 200))


def items(things, index):
    out = []
    for t in things:
        try:
            out.append(t[index])
        except (KeyError, IndexError, TypeError) as error:
            out.append(type(error).__name__)
    return out


things = [[1, 2], (3, 4), "ab", {1: "one"}, b"xy", range(5, 9), {}, [], 7]
for _ in range(100):
    items(things, 1)
print(items(things, 1), items(things, -1), items(things, True), items(things, "k"))
calls = [len, lambda v: 2, str, Dynamic, KINDS[0]("x").area, KINDS[1], int, [].__contains__, print if False else repr]


def call_all(value, rounds):
    out = 0
    for _ in range(rounds):
        for f in calls:
            try:
                out += len(str(type(f(value))))
            except TypeError:
                out += 1
    return out


print(call_all("12", 100), call_all(5, 100), call_all([1], 10))


def truth(values):
    n = 0
    for v in values:
        if v:
            n += 1
        if not v:
            n += 100
    return n


print(truth([1, 0, "", "a", [], [0], None, 0.0, -0.0, 0.5, {}, True, False, 2**70, (), WithSlots(0)] * 50))


def compare(pairs):
    return [sum((a < b, (a == b) * 10, (a != b) * 100, (a >= b) * 1000)) for a, b in pairs]


print(compare([(1, 2), (1.0, 1), ("a", "b"), (2**70, 1e10), ((1,), (1, 2)), (True, 0), ([1], [1])] * 30)[-7:])
