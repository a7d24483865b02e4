"""nan, inf, signed zeros, subnormals, and how they spread."""

import math

nan = float("nan")
inf = float("inf")
print(nan == nan, nan != nan, nan < nan, nan <= nan, nan is nan, nan in [nan], [nan] == [nan], (nan,) == (nan,))
print([nan] == [float("nan")], {nan: 1}.get(nan), {nan: 1}.get(float("nan")), sorted([2.0, 1.0]), max(nan, 1.0), max(1.0, nan))
print(min(1, nan), min(nan, 1), bool(nan), bool(0.0), bool(-0.0), not nan)
print(inf - inf, inf * 0, inf / inf, inf + 1, -inf, inf > 10**400, -inf < -(10**400), inf == inf, inf // 1, inf % 2 != inf % 2)
print(0.0 == -0.0, str(0.0) == str(-0.0), math.copysign(1, -0.0), -0.0 + 0.0, -0.0 + -0.0, 0.0 * -1, -0.0 * -1, 0 * -1.0)
print({0.0: "zero"}[-0.0], {0: "int"}[-0.0], [0.0, -0.0].index(-0.0), max(0.0, -0.0), max(-0.0, 0.0), abs(-0.0))
print(1e308 * 10, -1e308 * 10, 1e-308 / 1e10, 5e-324 / 2, 5e-324 * 0.5 == 0.0, 1e308 + 1e308, 2e-308 / 4)
print(1e16 + 1, 1e16 + 1 - 1e16, 0.1 + 0.2 == 0.3, 0.1 * 3, sum([0.1] * 10), sum([1e100, 1.0, -1e100]), sum([1e16, 1, 1]))
print(hash(0.0), hash(-0.0), hash(inf), hash(-inf), hash(1.0), hash(0.5), hash(2.0**70) == hash(2**70), hash(-1.0), hash(1e300))
print((0.5).as_integer_ratio(), (-0.75).as_integer_ratio(), (1e22).as_integer_ratio(), (5e-324).as_integer_ratio()[0])
print((2.0).is_integer(), (2.5).is_integer(), inf.is_integer(), (1e300).is_integer(), (3.7).conjugate(), (3.7).real, (3.7).imag)
for bad in (nan, inf):
    try:
        bad.as_integer_ratio()
    except (ValueError, OverflowError) as error:
        print(type(error).__name__, error)
print((1.0).hex(), (-0.1).hex(), inf.hex(), nan.hex(), (5e-324).hex(), float.fromhex("0x1.8p1"), float.fromhex("-inf"), float.fromhex("0xap-2"))
x = 1.0
count = 0
while x:
    x /= 2
    count += 1
print(count)
x = 1.0
while x != inf:
    x *= 2
    count += 1
print(count, math.isnan(nan * 0), math.isinf(-inf), math.nextafter(1.0, 2.0), math.ulp(1.0), math.nextafter(0.0, -1.0))
print(2.0**-255, 2.0**-256 / 2, 2.0**255 * 2, 2.0**256 * 2, 2.0**257 / 4, -(2.0**-255) / 2)
