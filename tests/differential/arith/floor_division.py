"""// and % round towards minus infinity, for ints of any size and for floats."""

SAMPLES = [1, 2, 3, 7, 10, 2**30, 2**31 - 1, 2**62, 2**63, 2**64 + 1, 10**30]


def signs(n):
    return n, -n


for n in SAMPLES:
    for d in (1, 2, 3, 7, 2**31, 2**62 - 1, 2**64):
        row = []
        for a in signs(n):
            for b in signs(d):
                q, r = divmod(a, b)
                assert q == a // b and r == a % b and q * b + r == a
                assert r == 0 or (r > 0) == (b > 0)
                assert abs(r) < abs(b)
                row.append((q, r))
        print(n, d, row)

for a in (7.0, -7.0, 7.5, -7.5, 0.0, -0.0, 1e300, 5):
    for b in (2.0, -2.0, 0.3, -0.3, 3):
        print(a, b, a // b, a % b, divmod(a, b))

print(-(2**63) // -1, (-(2**62)) // -1, -(2**63) % -1)
print(0 // -5, 0 % -5, 0.0 // -5.0, 0.0 % -5.0, -0.0 % 5.0)
print(5 % float("inf"), -5 % float("inf"), 5 % -float("inf"), 5 // float("inf"), -5 // float("inf"))
print(True // 2, True % 2, 7 // True, -7 % True)
for expression in ("1 // 0", "1 % 0", "divmod(1, 0)", "1.0 // 0", "1.0 % 0.0", "1 / 0", "1.0 / 0.0",
                   "divmod(1.0, 0)", "10**30 // 0", "10**30 % 0", "10**30 / 0", "0 ** -1", "0.0 ** -1"):
    try:
        eval(expression)
    except ZeroDivisionError as error:
        print(expression, "->", error)
