"""sum and arithmetic chains that change type on their way."""

print(sum([]), sum([1, 2, 3]), sum([1, 2.5]), sum([0.1] * 3), sum([True, True]), sum([1], 10), sum([[1], [2]], []), sum([(1,), (2,)], ()))
print(sum([2**62, 2**62]), sum([2**63 - 1, 1]), sum([2**62] * 8), sum([-(2**63), -1]), sum([2**62, 2**62, 0.5]), sum([1, 2**70, -1]))
print(sum([1e308, 1e308]), sum([1e308, 1e308, -1e308]), sum([float("inf"), 1]), sum([float("inf"), -float("inf")]), sum([0.1, 10**17, 0.2]))
print(sum(range(10**6)), sum(x * x for x in range(100)), sum(map(float, "123")), sum({1: 2, 3: 4}), sum([-0.0]), sum([-0.0], -0.0), sum([0.1] * 1000))
print(sum([1, 2], start=0.5), sum((), start=[]), sum([1.5, 2**53, 2**53 + 1, -(2**54)]))
for bad in (lambda: sum(["a", "b"]), lambda: sum(["a"], ""), lambda: sum([b"a"], b""), lambda: sum([bytearray()], bytearray()),
            lambda: sum([1, "a"]), lambda: sum(5), lambda: sum(), lambda: sum([1], 2, 3), lambda: sum([[]]), lambda: sum([1.5, None])):
    try:
        print(bad())
    except TypeError as error:
        print(error)


class Money:
    def __init__(self, cents):
        self.cents = cents

    def __add__(self, other):
        return Money(self.cents + (other.cents if isinstance(other, Money) else other))

    __radd__ = __add__

    def __repr__(self):
        return f"Money({self.cents})"


print(sum([Money(5), Money(7)]), sum([1, 2.5, Money(1)]), sum([Money(1), 2.0, 3], Money(100)))
x = 1
kinds = []
for step in (lambda v: v + 1, lambda v: v * 2**62, lambda v: v * 1.0, lambda v: v // 1, int, lambda v: v >> 62, lambda v: v == 2, lambda v: v + v):
    x = step(x)
    kinds.append(f"{type(x).__name__}:{x}")
print(kinds)
