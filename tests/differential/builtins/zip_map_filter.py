"""zip, map, filter, enumerate, reversed: laziness, unequal lengths, strictness, state."""

print(list(zip()), list(zip([1])), list(zip([1, 2, 3], "ab")), list(zip("ab", range(9), [None] * 3)), dict(zip("ab", (1, 2))), [*zip(*[(1, 2), (3, 4)])], list(zip([1], [2], strict=True)))
for args in (([1, 2], [1]), ([1], [1, 2]), ([], [1]), ([1, 2], [1, 2], [1]), ([1], [1], [1, 2])):
    try:
        print(list(zip(*args, strict=True)))
    except ValueError as error:
        print(error)
it = iter([1, 2, 3, 4, 5])
print(list(zip(it, it)), list(it))
first, second = iter([1, 2, 3]), iter("ab")
print(list(zip(first, second)), list(first), list(second))
first, second = iter([1, 2, 3]), iter("ab")
print(list(zip(second, first)), list(first))


def noisy(x):
    print("f", x, end=" ")
    return x % 2


m = map(noisy, [1, 2, 3])
print("lazy", next(m), list(m))
f = filter(noisy, range(4))
print("lazy", next(f), list(f))
print(list(map(pow, [2, 3], [3, 2, 9])), list(map(lambda *a: a, "ab", "cd", "ef")), list(filter(None, [0, 1, "", "a", [], None, 0.5])), list(filter(str.isupper, "aBcD")), list(map(str, [1, None])), sum(map(len, ["a", "bb"])), list(map(int, "123")), list(map(None or abs, [-1])))
print(list(map(max, [1, 5], [4, 2], strict=True)))
try:
    list(map(max, [1, 5], [4], strict=True))
except ValueError as error:
    print(error)
print(list(enumerate("ab")), list(enumerate("ab", 5)), list(enumerate([], -1)), list(enumerate("a", 2**63)), list(enumerate("ab", start=2**62 - 1)), next(enumerate([7])), type(enumerate([])).__name__)
print(list(reversed([1, 2])), list(reversed("ab")), list(reversed((1,))), list(reversed(range(3))), list(reversed({1: 2, 3: 4})), "".join(reversed("hello")), list(reversed(bytearray(b"ab"))))


class Backwards:
    def __len__(self):
        return 3

    def __getitem__(self, i):
        return i * 10


print(list(reversed(Backwards())), reversed(Backwards()).__length_hint__())
for attempt in (lambda: reversed({1}), lambda: reversed(iter([])), lambda: list(map(5, [1])), lambda: list(map(lambda a: a, [1], [2])), lambda: list(filter(5, [1])), lambda: list(map(lambda x: 1 / x, [1, 0])), lambda: zip([1], 5), lambda: enumerate([], 1.5), lambda: enumerate([1], step=2), lambda: reversed([1], [2])):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
z = zip([1, 2, 3], [4, 5, 6])
next(z)
print(z.__next__(), iter(z) is z, list(z), list(z))
g = (x for x in [1, 2])
m = map(lambda x: next(g, "none"), [0] * 4)
print(list(m))
print(list(map(lambda x: (_ for _ in ()).throw(StopIteration), [])), [list(map(lambda v: v, r)) for r in ([1], "b")])
