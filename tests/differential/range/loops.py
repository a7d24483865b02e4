"""range in loops: steps, bounds evaluated once, loop variables, huge values."""

out = []
n = 3
for i in range(n):
    n += 1
    out.append(i)
print(out, n)
for args in ((0,), (3,), (-2,), (1, 4), (4, 1), (4, 1, -1), (0, 10, 4), (0, -10, -4), (-3, 3, 2), (5, 5), (2**62 - 1, 2**62 + 2), (2**63 - 2, 2**63 + 1), (-(2**63) + 1, -(2**63) - 2, -1), (0, 2**70, 2**69), (10**20, 10**20 - 3, -1)):
    print(args, [i for i in range(*args)], len(range(*args)) if abs(args[-1]) < 2**63 else "")
total = 0
for i in range(100_000):
    total += i & 3
print(total)
total = 0
for i in range(100_000, 0, -7):
    total ^= i
print(total)
for i in range(2**31 - 2, 2**31 + 2):
    total += i
print(total)
for i in range(3):
    for i in range(10, 12):
        pass
    print(i, end=" ")
print()
r = range(5)
print([(a, b) for a in r for b in r if a < b][:4], [list(r) for _ in range(2)], sum(r) + sum(r), list(zip(r, r[1:])), [r[i] for i in r], [x for x in reversed(r)], r[1:3][1], (*r, *r[::-1])[:7])
it = iter(r)
print([(x, next(it, None)) for x in it], [*it])
for bad in (1.0, "3", None, [1]):
    try:
        for i in range(bad):
            pass
    except TypeError as error:
        print(error)
for i in range(True):
    print(i, type(i))
values = range(0, 1000, 3)
print(999 in values, 998 in values, -3 in values, 3.0 in values, values.index(300), values[-1], values[10:20:3], len(values[::-2]), max(values), min(values), values == range(0, 1001, 3), values == range(0, 1003, 3))
while i < 5:
    for i in range(i, i + 2):
        pass
    else:
        i += 1
print(i)
squares = {k: k * k for k in range(-3, 4)}
print(squares, [*range(3)] + [*range(3, 0, -1)], list(range(ord("a"), ord("e"))), "".join(map(chr, range(97, 102))))
