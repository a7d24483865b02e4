"""Ints and floats compare by exact value."""

inf = float("inf")
PAIRS = [
    (2**53, 2.0**53), (2**53 + 1, 2.0**53), (2**53 - 1, 2.0**53), (-(2**53) - 1, -(2.0**53)),
    (2**62, 2.0**62), (2**62 - 1, 2.0**62), (2**63, 2.0**63), (2**63 - 1, 2.0**63), (2**63 - 513, 2.0**63),
    (2**64, 2.0**64), (2**64 + 1, 2.0**64), (10**22, 1e22), (10**23, 1e23), (10**400, 1e308), (10**400, inf),
    (-(10**400), -inf), (0, 0.0), (0, -0.0), (0, 5e-324), (1, 1.0000000000000002), (3, 2.9999999999999996),
    (True, 1.0), (False, -0.0), (2**1024, 1.7976931348623157e308), (5, float("nan")), (10**400, float("nan")),
]
for a, b in PAIRS:
    results = (a < b, a <= b, a == b, a != b, a >= b, a > b)
    mirrored = (b > a, b >= a, b == a, b != a, b <= a, b < a)
    assert results == mirrored, (a, b)
    print(b, "".join("FT"[r] for r in results))

print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 >= 2 != 1, 1 == 1.0 == True, 1 < 2 > 1, 0 == False is not True)
print(hash(2**53) == hash(2.0**53), {1: "a", 1.0: "b", True: "c"}, len({0, 0.0, -0.0, False}))
print(sorted([3, 2.5, -1, 2**64, 1e19, True, -0.5, 2**63, 9.3e18]))
print(max(1, 1.0), max(1.0, 1), min(1, True), max(2**53 + 1, 2.0**53), 2**53 + 1 in [2.0**53], 2**53 in (2.0**53,))
print((1).__eq__(1.0), (1).__lt__(1.5), (1.0).__eq__(1), (1.0).__lt__(2), (1.5).__gt__(1), (1).__eq__("1"), (1.0).__lt__("1"))


def trace(name, value):
    print(name, end=" ")
    return value


print(trace("a", 1) < trace("b", 0) < trace("c", 5))
print(trace("a", 1) < trace("b", 2) < trace("c", 2) <= trace("d", 2))
for expression in ("1 < 'a'", "1.0 >= None", "[] < 1", "(1,) < [1]", "1 < 2 < 'x'", "2 < 1 < 'x'", "{} > {}", "1j < 2"):
    try:
        print(expression, eval(expression))
    except TypeError as error:
        print(expression, error)
