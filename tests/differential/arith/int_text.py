"""Ints to text and back in every base, up to the digit limit."""

import sys

for n in (0, 1, -1, 10, 255, -255, 2**31, 2**62, -(2**63), 10**18, 10**19, 10**40, -(10**40) - 1):
    print(str(n), repr(n), hex(n), oct(n), bin(n), f"{n:x}", f"{n:#X}", f"{n:b}", f"{n:o}", f"{n:,}", f"{n:_x}")
    for base, text in ((10, str(n)), (16, hex(n)), (8, oct(n)), (2, bin(n))):
        assert int(text, base) == n and int(text, 0) == n


def in_base(n, base):
    digits = ""
    while n:
        n, digit = divmod(n, base)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


big = 3**200
for base in range(2, 37):
    assert int(in_base(big, base), base) == big
print(in_base(big, 36))
assert str(10**500) == "1" + "0" * 500
assert len(str(7**1000)) == 846
factorial = 1
for n in range(1, 400):
    factorial *= n
text = str(factorial)
print(len(text), text[:30], text[-100:].count("0"), sum(map(int, text)))
assert int(text) == factorial

print(sys.get_int_max_str_digits())
for attempt in (lambda: str(10**5000), lambda: int("1" * 5000), lambda: f"{10**5000}", lambda: f"{10**5000:d}"):
    try:
        attempt()
    except ValueError as error:
        print(error)
print(len(hex(10**5000)), len(f"{10**5000:x}"), int("f" * 5000, 16).bit_length())
sys.set_int_max_str_digits(6000)
print(len(str(10**5000)))
sys.set_int_max_str_digits(0)
print(len(str(10**7000)))
