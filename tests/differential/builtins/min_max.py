"""min and max: keys, defaults, ties, several arguments, errors."""

print(min(3, 1, 2), max("b", "a"), min([5]), max({1: "a", 3: "b"}), min("hello"), max([1, 2.0, True]), max((1, 2), (1, 3)), min([], default=None), max((), default="d"), max([1], default=5))
print(max(["aa", "b", "cc"], key=len), min(["aa", "b", "c"], key=len), max(1, -5, key=abs), min({"a": 2, "b": 1}, key={"a": 2, "b": 1}.get), max([(1, "x"), (1, "y")], key=lambda p: p[0]), max(5, 3, key=None), min([3, 1], key=lambda v: -v))
print(max(0, False), max(False, 0), max(1, True), max(True, 1), max(1.0, 1), min(0.0, -0.0), min(-0.0, 0.0), max(2**63, 9.3e18), min(float("inf"), 10**400), max(float("nan"), 1), max(1, float("nan")))


class Incomparable:
    pass


class Weird:
    def __init__(self, name):
        self.name = name

    def __gt__(self, other):
        print(f"{self.name}>{other.name}", end=" ")
        return True

    def __lt__(self, other):
        print(f"{self.name}<{other.name}", end=" ")
        return False


a, b, c = Weird("a"), Weird("b"), Weird("c")
print(max(a, b, c).name, min(a, b, c).name, min([a, b], key=lambda w: w).name)
for attempt in (lambda: min(), lambda: max(), lambda: min([]), lambda: max(5), lambda: min(1, "a"), lambda: max([1, None]), lambda: min([1], key=5), lambda: max(1, 2, default=5), lambda: min(Incomparable(), Incomparable()), lambda: max([1, 2], key=lambda: 0), lambda: min(x for x in ()), lambda: max([1], foo=1), lambda: max(iter([1, 1 / 0 if False else "z"]))):
    try:
        print(attempt())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
print([max(x, 10) for x in (5, 15, 10.5)], max(map(len, ["a", "bbb"])), min(*[3, 2], *(1,)), max(*"hello"), max(range(10), key=lambda v: (v % 4, -v)))
