"""The shortest text that reads back as the same float."""

VALUES = [
    0.0, -0.0, 1.0, -1.0, 0.1, 0.2, 0.1 + 0.2, 1 / 3, 2 / 3, 100.0, 1e15, 1e16, 1e17, 123456789012345680.0,
    9999999999999998.0, 1e-4, 1e-5, 0.00012345, 1.5e-5, 1e22, 1e23, 5e-324, 2.2250738585072014e-308,
    1.7976931348623157e308, 2.5, 3.14159, 1e100, 1.1e-100, 4.35, 0.5, 9007199254740993.0, 1e21, 123e18,
    2**-255, 2**-256, 2**256 * 1.0, 2.0**255, 1e77, 1e-77, 8.98846567431158e307, 0.3, 1.0000000000000002,
]
for value in VALUES:
    text = repr(value)
    assert float(text) == value
    print(text, str(-value), value.hex(), float.fromhex(value.hex()) == value)

for special in ("nan", "inf", "-inf", "+Infinity", " NaN ", "-nan", "1_0.5_0", "1e5", ".5", "5.", "-.5e-3", "1E+2"):
    print(repr(special), float(special))
for bad in ("", ".", "1..2", "1e", "nan1", "0x1p3", "1__0.0", "_1.0", "1_.0", "--1", "1 2", "infinit"):
    try:
        print(bad, float(bad))
    except ValueError as error:
        print(error)
print([0.1, -0.0, 1e16], (1.0,), {0.5: 1.5}, f"{0.1} {1e16!r}")
x = 1.0
for _ in range(25):
    x *= 7.3
    print(x, 1 / x)
