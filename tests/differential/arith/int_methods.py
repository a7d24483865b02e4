"""The methods of int."""

for n in (0, 1, -1, 255, 256, -256, 2**40 + 3, -(2**64)):
    print(n, n.bit_length(), n.bit_count(), n.as_integer_ratio(), n.conjugate(), n.is_integer())
    print(n.real, n.imag, n.numerator, n.denominator, n.__index__(), n.__trunc__(), n.__floor__(), n.__ceil__())

print((258).to_bytes(2, "big"), (258).to_bytes(4, "little"), (0).to_bytes(0), (255).to_bytes())
print((-2).to_bytes(3, "big", signed=True), (-128).to_bytes(1, signed=True), (2**64).to_bytes(9, "little"))
for args, kwargs in (((256, 1), {}), ((-1, 4), {}), ((128, 1), {"signed": True}), ((1, -1), {}), ((1, 1, "middle"), {})):
    try:
        print(int.to_bytes(*args, **kwargs))
    except (OverflowError, ValueError) as error:
        print(args, kwargs, type(error).__name__, error)
print(int.from_bytes(b"\x01\x00", "big"), int.from_bytes(b"\xff\xfe", signed=True), int.from_bytes([1, 2, 3], "little"))
print(int.from_bytes(b""), int.from_bytes(b"\xff" * 9, "big"), int.from_bytes(b"\x80" + bytes(7), signed=True))

print((3).__add__(4), (3).__add__(4.0), (3).__radd__(4), (7).__divmod__(-2), (2).__rpow__(3), (5).__rsub__(7))
print((10).__round__(-1), round(15, -1), round(25, -1), round(-15, -1), round(1234, -2), round(5, 3), round(2**70, -10))
print(int(), int(3.99), int(-3.99), int("  42\n"), int("-1_000"), int("0x1f", 16), int("0b101", 0), int("z", 36), int(True))
print(int("\N{ARABIC-INDIC DIGIT FOUR}\N{ARABIC-INDIC DIGIT TWO}"), int(b"17"), int(bytearray(b"-5")), int(1e20))
for args in (("",), ("1__0",), ("_1",), ("0x",), ("12", 2), ("9", 1), ("9", 37), (1.5, 10), (float("nan"),),
             (float("inf"),), (None,), ("1 2",), ("0_7", 0), ("07", 0), ([],), ("\x00",), (b"\xff",)):
    try:
        print(args, int(*args))
    except Exception as error:
        print(args, type(error).__name__, error)


class Answer:
    def __index__(self):
        return 42


class Ratio:
    def __int__(self):
        return 7


print(int(Answer()), int(Ratio()), hex(Answer()), [0] * 3 == [0] * int(3), list(range(50))[Answer()], 1 << 3 << 1)
