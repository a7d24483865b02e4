"""A hot generator whose assumptions break between two yields."""


def accumulate(items):
    total = 0
    count = 0
    for item in items:
        total = total + item
        count += 1
        yield total
        total = total - 1
    return count, total


def consume(items):
    last = None
    seen = 0
    g = accumulate(items)
    while True:
        try:
            last = next(g)
            seen += 1
        except StopIteration as stop:
            return last, seen, stop.value


ints = list(range(2000))
for _ in range(10):
    consume(ints)
print(consume(ints))
print(consume(ints + [0.5] + ints))
print(consume(ints + [2**62, 2**62, 2**62, -(2**64)] + ints[:5]))
print(consume([0.25] * 2000 + [1] + [2**70] + [0.5]))


class Number:
    def __init__(self, n):
        self.n = n

    def __radd__(self, other):
        return Number(other + self.n)

    def __add__(self, other):
        return Number(self.n + (other.n if isinstance(other, Number) else other))

    def __sub__(self, other):
        return Number(self.n - other)

    def __repr__(self):
        return f"N{self.n}"


print(consume(ints + [Number(7)] + ints[:50]))
try:
    print(consume(ints + ["x"]))
except TypeError as error:
    print(error, error.__traceback__.tb_next.tb_frame.f_locals["seen"])


def stateful():
    x = 1
    while True:
        command = yield x
        if command is None:
            x += 1
        elif command == "float":
            x = float(x)
        elif command == "big":
            x = x * 2**64
        else:
            try:
                x = x + command
            except TypeError as error:
                x = len(str(error))


g = stateful()
next(g)
for _ in range(3000):
    next(g)
print(g.send("float"), next(g), g.send("big"), next(g), g.send(5), g.send("text"), next(g))
