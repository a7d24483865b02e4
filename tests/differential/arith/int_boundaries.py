"""Integers on both sides of the widths that implementations care about."""

BOUNDARIES = [30, 31, 32, 60, 61, 62, 63, 64, 65, 127, 128]


def around(bits):
    edge = 1 << bits
    for value in (edge - 2, edge - 1, edge, edge + 1):
        yield value
        yield -value


def check(value):
    up = value + 1
    down = value - 1
    assert up - 1 == value and down + 1 == value
    assert up > value > down
    assert value - value == 0 and value ^ value == 0
    assert -(-value) == value
    assert abs(value) == max(value, -value)
    assert value * 2 == value + value == value << 1
    assert value * value // value == value
    assert (value * 3) % 3 == 0
    assert int(str(value)) == value == int(hex(value), 16)
    assert ~value == -value - 1
    return up, down


for bits in BOUNDARIES:
    for value in around(bits):
        up, down = check(value)
        print(bits, value, up, down, value.bit_length(), hash(value))

a = 2**62
print(a + a, -a - a, a * 2, a * -2, a * 4, -a * -4)
b = 2**63 - 1
print(b + 1, -b - 2, b * b, -b * b, b + b + b)
print((2**31) * (2**31), (2**32) * (2**31), (2**32) * (2**32), -(2**31) * 2**32)
print(3037000499**2, 3037000500**2, -3037000500 * 3037000500)
total = 0
for i in range(70):
    total = total * 2 + 1
print(total, total == 2**70 - 1)
for i in range(70):
    total >>= 1
print(total)
