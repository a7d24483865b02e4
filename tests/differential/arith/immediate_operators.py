"""Operators on numbers that fit a word, reached without knowledge of their types."""

import operator

NUMBERS = [0, 1, -1, 2, -2, 3, -3, 7, -7, 63, 64, 2**31, -(2**31), 2**61, -(2**61), 2**62 - 1, -(2**62), 2**62]
FLOATS = [0.0, -0.0, 1.5, -1.5, 1e308, -1e308, 5e-324, float("inf"), 1e-200]
OPERATORS = [
    operator.add, operator.sub, operator.mul, operator.and_, operator.or_, operator.xor, operator.floordiv,
    operator.mod, operator.truediv, operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge,
]


def checksum(function, left, right):
    sum_of_codes = 0
    for a in left:
        for b in right:
            try:
                text = repr(function(a, b))
            except (ArithmeticError, TypeError) as error:
                text = type(error).__name__
            for char in text:
                sum_of_codes = (sum_of_codes * 31 + ord(char)) % 1_000_000_007
    return sum_of_codes


for function in OPERATORS:
    name = function.__name__
    print(name, checksum(function, NUMBERS, NUMBERS), checksum(function, FLOATS, FLOATS), checksum(function, NUMBERS, FLOATS))
SHIFTS = [0, 1, 5, 62, 63, 64, 100, -1]
print(checksum(lambda a, b: a >> b if b >= 0 else "negative", NUMBERS, SHIFTS))
print(checksum(lambda a, b: a << b if b >= 0 else "negative", NUMBERS, SHIFTS))
