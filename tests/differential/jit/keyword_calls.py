"""Calls with keywords, compiled: order, defaults, errors, constructors."""


def plain(a, b, c=3, d=4):
    return a, b, c, d


def only(a, /, b, *, c=5):
    return a, b, c


def positional(a, b=2, /, c=3):
    return a, b, c


class Point:
    def __init__(self, x, y=0, *, z=None):
        self.at = x, y, z


class Pair:
    def __init__(self, first, second="second"):
        self.first = first
        self.second = second

    def swap(self, times=1, extra=0):
        for _ in range(times):
            self.first, self.second = self.second, self.first
        return extra

    def numbers(self, start, stop=3, step=1):
        yield from range(start, stop, step)


class Trouble(Exception):
    def __init__(self, what, code=0):
        super().__init__(what)
        self.code = code


log = []


def note(value):
    log.append(value)
    return value


def run(rounds):
    out = set()
    for n in range(rounds):
        out.add(plain(1, b=2))
        out.add(plain(b=1, a=2))
        out.add(plain(1, 2, d=n % 3))
        out.add(plain(d=1, c=2, b=3, a=4))
        out.add(only(1, b=2))
        out.add(only(1, b=2, c=3))
        out.add(positional(1, c=5))
        out.add(Point(1, y=2).at)
        out.add(Point(x=1, y=2, z=3).at)
        pair = Pair(second=1, first=n % 2)
        out.add((pair.first, pair.second))
        out.add(Pair(first=1).second)
        out.add(pair.swap(extra=7))
        out.add((pair.first, pair.second))
        out.add(tuple(pair.numbers(stop=5, start=1)))
        try:
            raise Trouble("x", code=n % 4)
        except Trouble as trouble:
            out.add((trouble.args, trouble.code))
    return sorted(out, key=repr)


def evaluated(rounds):
    for n in range(rounds):
        del log[:]
        plain(note(1), d=note(2), b=note(3))
    return log


def errors(rounds):
    messages = set()
    for n in range(rounds):
        for call in (
            lambda: plain(1, a=2, b=3),
            lambda: plain(1, e=2),
            lambda: plain(a=1),
            lambda: plain(1, 2, 3, 4, d=5),
            lambda: positional(1, b=2),
            lambda: Pair(third=3),
            lambda: Pair(1).swap(2, times=3),
        ):
            try:
                call()
            except TypeError as error:
                messages.add(str(error))
    return sorted(messages)


def changed(rounds):
    results = []
    for n in range(rounds):
        results.append(plain(1, b=2))
        if n == rounds - 3:
            plain.__defaults__ = (30, 40)
        if n == rounds - 2:
            plain.__defaults__ = None
            break
    try:
        plain(1, b=2)
    except TypeError as error:
        results.append(str(error))
    plain.__defaults__ = 3, 4
    return results[-3:]


print(*run(1200), sep="\n")
print(evaluated(1200))
print(*errors(1200), sep="\n")
print(changed(1200))
