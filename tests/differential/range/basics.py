"""range objects: sequence protocol, equality, hashing, huge bounds."""

for r in (range(5), range(2, 8), range(0, 10, 3), range(10, 0, -3), range(0), range(5, 2), range(-5, 5, 2), range(2**62, 2**62 + 3), range(2**64, 2**64 + 10, 4), range(10, -1, -10**20)):
    print(r, len(r), list(r), r[::-1], list(reversed(r)), r.start, r.stop, r.step, r[1:], r[-2:], bool(r), sum(r), 3 in r, r.count(3), max(r, default=None))
print(range(0, 10, 3)[1], range(10)[-1], range(10)[2:8:2], range(0, 100, 7)[3:10][::-2], list(range(10**20, 10**20 + 3)), 10**20 in range(10**21), 10**20 + 1 in range(0, 10**21, 2), "a" in range(3), 2.0 in range(3), 2.5 in range(3), True in range(2), None in range(3))
print(range(0, 3, 2) == range(0, 4, 2), range(0) == range(5, 5), range(3) == [0, 1, 2], range(1, 2, 5) == range(1, 2, 9), hash(range(0, 3, 2)) == hash(range(0, 4, 2)), hash(range(0)) == hash(range(2, 1)), {range(3): "r"}[range(0, 3)], range(3) != range(4), range(5).index(3), range(0, 10, 3).index(9), repr(range(1, 2, 1)), repr(range(0, 5, 2)))
for attempt in (lambda: range(), lambda: range(1, 2, 0), lambda: range(1.0), lambda: range("a"), lambda: range(1, 2, 3, 4), lambda: range(5)[5], lambda: range(5)[-6], lambda: range(5)["a"], lambda: range(5).index(9), lambda: range(5).index("x"), lambda: range(5) < range(6), lambda: range(5) + range(5), lambda: len(range(2**64)), lambda: range(None), lambda: range(stop=5), lambda: hash(range(5)) == hash((5, 0, 1)), lambda: next(range(3)), lambda: range(2**70)[2**70], lambda: range(1)[2**70]):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
for action in ("range(5).start = 1", "range(5)[0] = 1", "del range(5)[0]"):
    try:
        exec(action)
    except Exception as error:
        print(type(error).__name__, error)
it = iter(range(3))
print(next(it), it.__length_hint__(), list(it), next(it, None), list(it))
big = iter(range(2**63 - 2, 2**63 + 2))
print(list(big), list(iter(range(-(2**63) + 1, -(2**63) - 3, -1))), list(range(2**62 - 1, 2**62 + 2)), list(range(2**31 - 1, 2**31 + 1)))


class Three:
    def __index__(self):
        return 3


print(list(range(Three())), range(10)[Three()], range(Three(), 10, Three()), Three() in range(5), range(2**70)[2**69], range(2**70)[-1] == 2**70 - 1, [i for i in range(3) for _ in range(i)], list(zip(range(3), range(3, 0, -1))))
for i in range(3):
    print(i, end=" ")
    i = 10
print(i)
n = 3
for i in range(n):
    n = 100
    last = i
print(last, n)
for i in range(0):
    pass
print(i)
