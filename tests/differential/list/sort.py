"""Sorting: stability, keys, reverse, exceptions, and lists that change while being sorted."""

data = [(i * 7919) % 1009 for i in range(500)]
print(sorted(data) == sorted(data, key=lambda x: x) == sorted(data[::-1]), sorted(data)[:5], sorted(data, reverse=True)[:5])
pairs = [(x % 10, i) for i, x in enumerate(data)]
by_first = sorted(pairs, key=lambda p: p[0])
assert all(a[1] < b[1] for a, b in zip(by_first, by_first[1:]) if a[0] == b[0])
backwards = sorted(pairs, key=lambda p: p[0], reverse=True)
assert all(a[1] < b[1] for a, b in zip(backwards, backwards[1:]) if a[0] == b[0])
print(by_first[:3], backwards[:3])
print(sorted([3, 1.5, True, 2**70, -1, 0.5]), sorted(["b", "A", "a"], key=str.lower), sorted("hello"), sorted({3: 1, 1: 2}), sorted([[2], [1, 5], [1]]), sorted([(1, "b"), (1, "a")]), sorted([0.0, -0.0]), sorted([]), sorted([None]))
calls = []


def key(x):
    calls.append(x)
    return -x


a = [1, 3, 2]
print(a.sort(key=key), a, calls)


class Reversed:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return other.value < self.value

    def __repr__(self):
        return f"R{self.value}"


print(sorted(map(Reversed, [1, 3, 2])), min(map(Reversed, [1, 3, 2])), sorted([Reversed(1), Reversed(2)], reverse=True))
b = [3, 2, 1]


def emptied(x):
    seen.append(len(b))
    return x


seen = []
b.sort(key=emptied)
print(b, seen)


def spoil(x):
    b.append(x)
    return x


try:
    b.sort(key=spoil)
except ValueError as error:
    print(error, b)


def fail(x):
    if x == 2:
        raise KeyError("two")
    return x


c = [3, 2, 1]
try:
    c.sort(key=fail)
except KeyError as error:
    print(error, c)
for bad in (lambda: sorted([1, "a"]), lambda: sorted([None, None]), lambda: sorted(5), lambda: sorted([1], key=5), lambda: sorted([1], lambda x: x), lambda: sorted([1, 2], reverse="x"), lambda: sorted(), lambda: sorted([{}, {}]), lambda: [1].sort(cmp=1), lambda: sorted([1, 2], key=lambda: 0)):
    try:
        print(bad())
    except TypeError as error:
        print(error)
runs = list(range(200)) + list(range(300, 100, -1)) + [5] * 50 + list(range(0, 90, 3))
comparisons = 0


class Counted(int):
    def __lt__(self, other):
        global comparisons
        comparisons += 1
        return int(self) < int(other)


print(sorted(map(Counted, runs)) == sorted(runs), comparisons < 2500, [nan_free for nan_free in sorted(data[:20])])
