"""Hot for loops over every kind of iterable, switched under the same loop."""


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


class Indexed:
    def __getitem__(self, i):
        if i == 50:
            raise IndexError
        return i


def gen(n):
    i = 0
    while i < n:
        yield i
        i += 1


def total(iterable):
    result = 0
    for x in iterable:
        result += x
    return result


for _ in range(50):
    total(range(100))
print(total(range(100)), total([1, 2, 3]), total((4, 5)), total({6: 0, 7: 0}), total({8, 9}), total(gen(100)), total(Countdown(100)), total(Indexed()), total(map(int, "12345")), total(filter(None, [0, 1, 2])), total(b"abc"), total({1: 10, 2: 20}.values()), total(x * x for x in range(10)), total(iter([1, 2])), total(reversed([1, 2])), total(range(10, 0, -3)), total(range(2**62, 2**62 + 3)), total(bytearray(3)), total([0.5, 1]), total(()), total(enumerate([]) or []))
for bad in (5, None, [1, "a"], ["a"], Countdown):
    try:
        print(total(bad))
    except TypeError as error:
        print(error)


def pairs(iterable):
    out = 0
    for a, b in iterable:
        out = out * 3 + a - b
        out %= 10007
    return out


print(pairs([(i, i + 1) for i in range(500)]), pairs(enumerate(range(500))), pairs(zip(range(500), range(500, 0, -1))), pairs({i: -i for i in range(500)}.items()), pairs([[1, 2]] * 500), pairs(gen_pair for gen_pair in [(1, 2)] * 300))
for bad in ([(1, 2, 3)], [(1,)], [5], ["abc"], [(1, "x")]):
    try:
        pairs([(1, 2)] * 300 + bad)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)


def early_exit(iterable, stop):
    for i, x in enumerate(iterable):
        if x == stop:
            return i
    return -1


print([early_exit(kind(500), 250) for kind in (range, gen, lambda n: list(range(n)), lambda n: tuple(range(n)), lambda n: dict.fromkeys(range(n)))], early_exit(Countdown(500), 250))


def nested_generators(n):
    def walk(depth):
        if depth == 0:
            yield 1
        else:
            for x in walk(depth - 1):
                yield x + 1
            yield from walk(depth - 1)

    return sum(walk(n))


print(nested_generators(9))


class Changing:
    """An iterator that turns into another class while it is being used."""

    n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n == 500:
            self.__class__ = Ending
        return self.n


class Ending:
    def __next__(self):
        self.n += 1
        if self.n > 510:
            raise StopIteration
        return 1000


print(total(Changing()))
Countdown.__next__ = lambda self: next(iter(()))
print(total(Countdown(10)))


def patched_midway(n):
    c = Changing()
    c.n = 600
    result = 0
    for x in c:
        result += x
        if x == 600 + n:
            Changing.__next__ = lambda self: (_ for _ in ()).throw(StopIteration) if False else next(iter([]))
    return result


print(patched_midway(1000))
