"""Assignment expressions, conditional expressions, and/or, chained comparisons."""

if (n := len("hello")) > 3:
    print(n)
while (n := n - 1) > 2:
    print(n, end=" ")
print(n)
print((a := 1, b := 2), a, b, [c := 5, c**2], (d := e if (e := 3) else 0), f"{(g := 7)}", {(k := "key"): (v := "value")}, k, v)
print([y for x in range(5) if (y := x * 2) > 3], y, any((witness := x) > 3 for x in [1, 5, 9]), witness)


def scope():
    if any((inner := i) == 2 for i in range(5)):
        return inner, [outer := inner + i for i in range(2)], outer


print(scope())


def side(x, value):
    print(x, end=" ")
    return value


print(side("a", 0) or side("b", "") or side("c", "last"))
print(side("a", 1) and side("b", []) and side("c", 1))
print(side("a", 0) and side("b", 1) or side("c", 2) and side("d", 3))
print(not side("a", 1) or side("b", 5), not (side("a", 0) or side("b", 0)))
print(side("then", 1) if side("cond", False) else side("else", 2))
print(1 if 0 else 2 if 0 else 3, (1 if 1 else 2) if 1 else 3, [i if i % 2 else -i for i in range(4)], (lambda: 1 if 0 else 2)())
print(1 < side("m", 2) < 3, 1 < side("m", 0) < side("never", 3), 1 == 1 is True, (1 < 2) == True, 3 > 2 > 1 != 0, 1 in [1] == True, "a" in "ab" in ["ab"])
x = None
x = x or "default"
y = x and x.upper()
print(x, y, None is None is not 5, x is not None and len(x) > 3, [] or {} or (), 0.0 or -0.0, "" and 1, (0, ) and "tuple")
def classify(v):
    return "neg" if v < 0 else "zero" if v == 0 else "small" if v < 10 else "big"


print([classify(v) for v in (-1, 0, 5, 50)])
assert True, side("assert message", 1)
try:
    assert 0 < (t := -1) < 5, f"t was {t}"
except AssertionError as error:
    print(repr(error))
try:
    assert (), ("a", "tuple")
except AssertionError as error:
    print(error.args)
try:
    assert []
except AssertionError as error:
    print(error.args)
i = 0
values = []
while True:
    if (i := i + 1) == 3: continue
    elif i > 6: break
    elif i % 2: values.append(("odd", i))
    else: values.append(("even", i))
print(values)
