"""repr and ascii of everything; hash equality across types; id and is."""

import sys

VALUES = [0, -1, 1.0, -0.0, 1e100, True, None, ..., NotImplemented, "it's", 'q"', b"\x00a'", bytearray(b"x"), [], [1, "a"], (), (1,), {}, {"a": [1]}, set(), {1}, frozenset(), frozenset([2]), range(3), range(1, 5, 2), slice(1, None), int, type, ValueError("x", 1), {1: {2: {}}}, [[[]]], "\u20ac\n", (1, [2, {"3": (4,)}]), memoryview, list[int], int | None, KeyError(), "".join, ]
for value in VALUES[:-1]:
    print(repr(value), ascii(value), str(value))


def function(): ...


class Local:
    def method(self): ...

    class Inner: ...


print(str(function).split(" at ")[0], str(Local()).split(" at ")[0], str(Local().method).split(" of ")[0], str(Local.method).split(" at ")[0], Local, Local.Inner, str(Local.Inner()).split(" at ")[0], str(lambda: 0).split(" at ")[0], len, str([].append).split(" of ")[0], str.join, str((x for x in ())).split(" at ")[0], sys, str(iter([])).split(" at ")[0], str(function.__code__).split(" at ")[0], int.__add__, str((5).__add__).split(" of ")[0], property, str(Local.__dict__["method"]).split(" at ")[0], str(object()).split(" at ")[0], type(Local), super, print)
EQUAL = [(1, 1.0), (1, True), (0, False), (0.0, -0.0), (2**53, 2.0**53), (2**100, 2.0**100), ("a", "a" + ""), ((1, 2), (1.0, True + 1)), (frozenset([1]), frozenset([1.0])), (b"a", bytes([97])), (-1, -1.0), (2**61 - 1, float(2**61 - 1) if False else 0), (10**22, 1e22)]
print([hash(a) == hash(b) for a, b in EQUAL], hash(-1), hash(-2), hash(0), hash(2**61 - 1), hash(2**61), hash(-(2**61)), hash(2**64), hash(0.5), hash(-0.5), hash(1e300), hash(float("inf")), hash(float("-inf")), hash(()), hash((0,)), hash((1, 2)), hash((None,)) == hash((None,)), hash(range(3)) == hash(range(3)), hash(True), hash(123456789012345678901234567890), hash(3.14), hash(1 / 3), hash(5e-324))
for bad in ([], {}, set(), bytearray(), ([],), slice([]), {1: 2}.keys(), memoryview(bytearray(1)), (1, {}), frozenset):
    try:
        hash(bad)
        print(type(bad).__name__, "hashable")
    except (TypeError, ValueError) as error:
        print(error)
a = [1]
b = a
c = a[:]
print(a is b, a is c, id(a) == id(b), id(a) == id(c), a is not c, None is None, True is (1 == 1), Ellipsis is ...)
t = (1, 2)
print(tuple(t) is t, t[:] is t, list(a) is a, str("s") == "s", frozenset(frozenset([1])) == {1}, int(5) == 5, dict(x=1) is not dict(x=1))
