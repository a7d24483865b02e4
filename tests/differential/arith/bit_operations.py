"""& | ^ ~ as if numbers had infinitely many bits in two's complement."""

VALUES = [0, 1, -1, 5, -6, 0xFF, -0x100, 2**31, -(2**31), 2**62, -(2**62) - 1, 2**64 - 1, -(2**64), 2**100 + 7]


def by_bits(a, b, operation, width=130):
    result = 0
    for bit in range(width):
        if operation(a >> bit & 1, b >> bit & 1):
            result |= 1 << bit
    if operation(a < 0, b < 0):
        result -= 1 << width
    return result


for a in VALUES:
    for b in VALUES:
        assert a & b == by_bits(a, b, lambda x, y: x and y), (a, b)
        assert a | b == by_bits(a, b, lambda x, y: x or y), (a, b)
        assert a ^ b == by_bits(a, b, lambda x, y: x != y), (a, b)
        assert ~(a & b) == ~a | ~b
    print(a, ~a, a & 0xFFFF, a | 1, a ^ -1, a.bit_length(), a.bit_count())

print(True & True, True & 1, True | 2, True ^ True, type(True ^ False), type(True & 1), -True)
print(6 & -2, -6 | 3, ~-1, ~~5)
mask = 0
for bit in (0, 29, 30, 61, 62, 63, 64, 90):
    mask |= 1 << bit
    mask ^= 1 << (bit + 1)
    print(hex(mask), bin(mask).count("1"))
for bit in (90, 64, 63, 62):
    mask &= ~(1 << bit)
print(hex(mask))
for expression in ("1 & 1.0", "1.0 | 1", "'a' ^ 1", "~1.5", "None & 1"):
    try:
        eval(expression)
    except TypeError as error:
        print(error)
