"""Loops over what gives pairs: `enumerate`, `zip`, items of a dict. The tuples are made where somebody sees them."""

import sys


def enumerated(items, start):
    total = 0
    for i, item in enumerate(items, start):
        if item % 3:
            total += i * item
    return total, i


def kept(items):
    pairs = []
    for pair in enumerate(items):
        if pair[1] % 100 == 0:
            pairs.append(pair)
    return pairs[-3:]


def zipped(a, b):
    total = 0
    for x, y in zip(a, b):
        total += x * y
    return total


def comprehended(items):
    return sum(a - b for a, b in zip(items, items[1:])), [i for i, x in enumerate(items) if x == 7]


def strict(a, b):
    seen = 0
    try:
        for x, y in zip(a, b, strict=True):
            seen += 1
    except ValueError as error:
        return seen, str(error)
    return seen


def entries(table):
    total = 0
    for key, value in table.items():
        total += key * value
    return total


def changed(table):
    seen = 0
    try:
        for key, value in table.items():
            seen += value
            if seen == 1300:
                table[-1] = 0
    except RuntimeError as error:
        return seen, str(error)


def counting():
    n = 0
    while True:
        yield n
        n += 1


def broken(count):
    for i in range(count):
        yield i
    raise KeyError("from inside")


def raised(count):
    seen = 0
    try:
        for i, item in enumerate(broken(count)):
            seen += item == i
    except KeyError as error:
        return seen, error.args, error.__traceback__.tb_next.tb_lineno - raised.__code__.co_firstlineno


def many(iterators):
    out = []
    for iterator in iterators:
        total = 0
        for a, b in iterator:
            total += a * 2 + b
        out.append(total)
    return out


class Loud:
    def __init__(self, n):
        self.n = n

    def __del__(self):
        # Runs in the middle of another loop's step.
        for i, x in enumerate([self.n, 2, 3]):
            log.append(i + x)


log = []


def destroying(count):
    item = None
    for i, item in enumerate(Loud(n) for n in range(count)):
        pass
    return i, item.n, len(log)


def sees(items):
    for i, pair in enumerate(zip(items, items)):
        if i == 1400:
            return sorted((k, v) for k, v in sys._getframe().f_locals.items() if k != "items")


numbers = list(range(2000))
print(enumerated(numbers, 0), enumerated(numbers, -5), enumerated(numbers, 2**62 - 1000), enumerated(range(1500), 2**64))
print(kept(numbers))
print(zipped(numbers, counting()), zipped(counting(), numbers), zipped([], counting()))
print(comprehended(numbers))
print(strict(numbers, numbers), strict(numbers, numbers[:-1]), strict(numbers[:-1], numbers))
print(entries({i: i * i for i in range(2000)}), changed({i: 1 for i in range(2000)}))
print(raised(1800))
sources = [enumerate(numbers), zip(numbers, numbers), dict(zip(numbers, numbers)).items(), [(1, 2)] * 1500]
print(many(sources), many([zip(numbers, numbers)] * 3 + [iter([[3, 4]] * 100)] * 60))
try:
    many([zip(numbers)])
except ValueError as error:
    print(error)
try:
    many([enumerate(numbers), zip(numbers, numbers, numbers)])
except ValueError as error:
    print(error)
print(destroying(1500))
print(sees(numbers))
