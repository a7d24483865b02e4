"""Calls whose callable is a local, an item or an attribute: one function, several, ever new ones, classes."""


def double(x):
    return x * 2


def negate(x):
    return -x


def with_default(x, by=3):
    return x * by


def collect(x, *rest):
    return (x, rest)


def apply(function, value):
    return function(value)


def one_target(rounds):
    total = 0
    for n in range(rounds):
        total += apply(double, n)
    return total


def adder(by):
    def add(x):
        return x + by

    return add


def closures(rounds):
    """A new function each time round, of the same code."""
    total = 0
    for n in range(rounds):
        total += call_closure(adder(n), 1)
    return total


def call_closure(function, value):
    return function(value)


OPERATIONS = {"double": double, "negate": negate, "default": with_default}


def dispatch(rounds):
    total = 0
    names = list(OPERATIONS)
    for n in range(rounds):
        total += OPERATIONS[names[n % 3]](n)
    return total


class Point:
    def __init__(self, x):
        self.x = x


class Other:
    def __init__(self, x):
        self.x = -x


def make(kind, value):
    return kind(value)


def classes(rounds):
    total = 0
    for n in range(rounds):
        total += make(Point, n).x
    for n in range(rounds):
        total += make(Other if n % 2 else Point, n).x
    return total


class Holder:
    def __init__(self, function):
        self.function = function

    def run(self, value):
        return self.function(value)


def attributes(rounds):
    total = 0
    holders = [Holder(double), Holder(negate), Holder(with_default), Holder(abs), Holder(Point(1).__eq__)]
    for n in range(rounds):
        total += holders[0].run(n)
    for n in range(rounds):
        result = holders[n % 5].run(n)
        total += 1 if result is NotImplemented else result
    return total


def changed(rounds):
    """The function at the site gets another code."""

    def target(x):
        return x + 1

    def other(x):
        return x + 100

    total = 0
    for n in range(rounds):
        total += apply_changed(target, n)
        if n == rounds // 2:
            target.__code__ = other.__code__
    return total


def apply_changed(function, value):
    return function(value)


def many(rounds):
    functions = [lambda x, k=k: x + k for k in range(8)]
    total = 0
    for n in range(rounds):
        total += apply_many(functions[n % 8], n)
    return total


def apply_many(function, value):
    return function(value)


def wrong(rounds):
    messages = set()
    for n in range(rounds):
        for function in (double, collect, 5, None, adder, len):
            try:
                apply_wrong(function, n)
            except TypeError as error:
                messages.add(str(error))
        try:
            apply_none(double)
        except TypeError as error:
            messages.add(str(error))
    return sorted(messages)


def apply_wrong(function, value):
    return function(value)


def apply_none(function):
    return function()


ROUNDS = 3000
print(one_target(ROUNDS))
print(closures(ROUNDS))
print(dispatch(ROUNDS))
print(classes(ROUNDS))
print(attributes(ROUNDS))
print(changed(ROUNDS))
print(many(ROUNDS))
print(*wrong(ROUNDS), sep="\n")
