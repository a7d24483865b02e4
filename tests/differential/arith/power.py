"""pow and **: exact, modular, negative, float."""

print(2**0, 2**10, 2**62, 2**63, 2**64, (-2) ** 63, (-2) ** 64, 0**0, (-1) ** 1001)
print(7**77)
print(3**-2, 2**-1, (-2) ** -3, 10**-5)
print(2**0.5, 4**0.5, 2.0**10, 2.0**-1074, (-2.0) ** 3, 0.0**0, (-0.0) ** 3)
print(pow(3, 200, 13), pow(-3, 201, 13), pow(3, 201, -13), pow(2, 10**20, 1_000_000_007))
print(pow(3, -1, 7), pow(10, -3, 10**9 + 7), pow(-5, -1, 12))
print(pow(5, 0, 1), pow(5, 0, -1), pow(0, 0, 5), pow(True, 5), pow(2, True))
print(pow(2**100, 2**20, 2**61 - 1), pow(2**100 + 1, 12345678901234567890, 10**20 + 39))
print(-(2**2), (-2) ** 2, 2**3**2, 2**-1 * 4)
print(pow(base=2, exp=5), pow(base=2, exp=5, mod=7))

for args in ((2, -1, 4), (2, 1, 0), (2.0, 3, 5), (2, 3.0, 5), (0, -1, 5), ("2", 3), (2, None)):
    try:
        print(args, pow(*args))
    except Exception as error:
        print(args, type(error).__name__, error)
for expression in ("10.0 ** 400", "0.0 ** -1", "0 ** -1.0", "(-1.0) ** 1e400", "1 ** float('nan')",
                   "float('nan') ** 0", "float('inf') ** -1", "(10 ** 400) ** 0.5"):
    try:
        print(expression, eval(expression))
    except Exception as error:
        print(expression, type(error).__name__, error)
x = 3
x **= 3
x **= 3
print(x)
x **= -1
print(x)
