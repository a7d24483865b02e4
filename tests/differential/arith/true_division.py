"""int / int is correctly rounded, whatever the sizes."""

CASES = [
    (1, 3), (2, 3), (-1, 3), (1, -3), (7, 7), (0, 5), (0, -5),
    (2**53 + 1, 1), (2**53 + 3, 1), (2**62, 3), (2**63, 2**62 - 1), (2**64 - 1, 2**64 + 1),
    (10**400, 10**399), (10**30, 7), (-(10**30), 7), (1, 10**300), (3, 10**320), (1, 10**400),
    (2**1023, 1), (2**1024 - 2**970, 1), (2**1074 + 1, 2**1074), (1, 2**1074), (1, 2**1075), (3, 2**1075),
    (9007199254740993, 1), (9007199254740993 * 2**60, 2**60), (9007199254740993 * 2**60 + 1, 2**60),
]
for a, b in CASES:
    try:
        a / b
    except OverflowError as error:
        print(a.bit_length(), b.bit_length(), error)
        continue
    print(a if abs(a) < 10**30 else "big", b if abs(b) < 10**30 else "big", a / b, (a / b).hex())

for a, b in ((2**1024, 1), (10**400, 3), (-(10**400), 1)):
    try:
        print(a / b)
    except OverflowError as error:
        print(error)
for value in (10**400, -(10**400)):
    try:
        print(float(value))
    except OverflowError as error:
        print(error)
    try:
        print(value * 1.0)
    except OverflowError as error:
        print(error)
    try:
        print(1.0 + value)
    except OverflowError as error:
        print(error)
print(float(2**53 + 1), float(2**53 + 3), float(2**100 + 1), float(-(2**63)), int(float(2**63)))
x = 10
x /= 4
print(x, 1 / 2 == 0.5, 4 / 2, type(4 / 2), True / 2)
