"""Shifts: across word widths, of negative numbers, with bad counts."""

for n in (1, -1, 3, -3, 0, 255, -256, 2**62, -(2**62), 2**63 - 1, -(2**63), 2**64 + 5):
    row = []
    for count in (0, 1, 29, 30, 31, 61, 62, 63, 64, 65, 100):
        left = n << count
        assert left >> count == n
        assert left == n * 2**count
        right = n >> count
        assert right == n // 2**count
        row.append((left, right))
    print(n, row)

print(0 << 10**9, 0 << 10**18, 5 >> 10**9, -5 >> 10**9, 5 >> 10**30, -5 >> 10**30)
print(1 << True, True << 3, True >> True, False << 100)

for expression in ("1 << -1", "1 >> -1", "0 << -1", "1 << 1.0", "1.0 << 1", "'a' << 1", "1 >> None",
                   "(2**70) >> -(2**70)"):
    try:
        print(eval(expression))
    except (ValueError, TypeError) as error:
        print(expression, "->", type(error).__name__, error)

x = 1
for _ in range(80):
    x <<= 1
x |= 1
print(x)
for _ in range(75):
    x >>= 1
print(x)
y = -1
y <<= 63
print(y, y >> 62, y >> 63, y >> 64)
