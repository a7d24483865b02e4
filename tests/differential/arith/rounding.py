"""round, int, floor, ceil, trunc: ties, digits, signs."""

import math

for value in (0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999999999999994, 1e16, 4503599627370497.5, -0.0, 2.675, 1e300):
    print(value, round(value), int(value), math.floor(value), math.ceil(value), math.trunc(value))
for value in (2.675, 1.005, 0.125, 0.375, 1234.5678, -1234.5678, 5e-324, 1e22, 0.15, 0.25, 0.35):
    print(value, [round(value, digits) for digits in (0, 1, 2, 3, -1, -2, -3, 20, -400, 400)])
print(round(5.0), type(round(5.0)), round(5.0, 0), type(round(5.5, 0)), round(5.5, None))
print(round(12345, -2), round(12350, -2), round(12250, -2), round(-12350, -2), round(99, -2), round(49, -2), round(True))
print(round(2**64 + 5, -1), round(10**30 + 5, -1), round(15, -10**6), round(15, 10**30))
for bad in (float("nan"), float("inf"), -float("inf")):
    for function in (round, int, math.floor, math.ceil):
        try:
            print(function(bad))
        except (ValueError, OverflowError) as error:
            print(function.__name__, type(error).__name__, error)
    print(round(bad, 2))


class Price:
    def __round__(self, digits="none"):
        return f"rounded to {digits}"

    def __floor__(self):
        return "floor"

    def __trunc__(self):
        return 9

    def __ceil__(self):
        return "ceil"


print(round(Price()), round(Price(), 2), round(Price(), None), math.floor(Price()), math.ceil(Price()), math.trunc(Price()))
for bad in ("x", None, []):
    try:
        round(bad)
    except TypeError as error:
        print(error)
try:
    round(1.5, 1.5)
except TypeError as error:
    print(error)
try:
    round(1e308, -308), print(round(1.7e308, -308))
except OverflowError as error:
    print(error)
