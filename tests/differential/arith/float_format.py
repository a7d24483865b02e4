"""Format specifications of floats."""

VALUES = [0.0, -0.0, 1.0, -1.5, 0.1, 2.5, 3.5, 1234567.891, 1e-7, 1e21, 123456789.0, 0.00001234, 1 / 3, 1e300, 99.995]
SPECS = ["", "f", ".0f", ".1f", ".2f", "e", ".0e", ".3E", "g", ".3g", ".10g", "G", "%", ".1%", "+", " ", "+.2f",
         "010.2f", "<10.2f", ">10.2f", "^10.2f", "=+12.3f", "*^12.1e", ",", ",.2f", "_.1f", "#.0f", "#g", "n", "z.1f",
         "015,.2f", "x<+9.1f", ".15g", ".17g", ".20f"]
for spec in SPECS:
    print(f"{spec!r:10}", [format(value, spec) for value in VALUES])

for special in (float("nan"), float("inf"), -float("inf")):
    print([format(special, spec) for spec in ("", "f", "F", "e", "g", "%", "08.2f", "+", "<8", "^8", "=8", ",")])
for value in (2.675, 0.5, 1.5, 2.5, 1e16, 12345.678, 5e-324):
    print("%f %e %g %.0f %.3e %10.2f|%-10.1f|%+g|% g|%#.0f|%010.3f" % ((value,) * 11))
for spec in ("d", "x", "c", "s", "10.2", "z", ".f", "1.2.3f", ",_", "=", "5%%", ".999999999999f"):
    try:
        print(spec, format(1.5, spec))
    except ValueError as error:
        print(spec, error)
print("{:.{}f} {:{}.{}}".format(3.14159, 2, 2.71828, 8, 3))
print(f"{3.14159:{10}.{3}f}|{1e10:,}|{-0.0:z}|{-0.04:z.1f}|{12.5:.3}|{1e5:.3}")
