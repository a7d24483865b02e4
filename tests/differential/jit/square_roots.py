"""math.sqrt in hot code: what has no root, signs, infinities, ints, and another function of the name."""

import math


def roots(numbers):
    total = 0.0
    for number in numbers:
        total += math.sqrt(number)
    return total


print(roots([2.0, 9.0, 0.25] * 1000))
print(roots([4, 9, 2**60 + 1] * 1000))
print(roots([1.0, float("inf")] * 1000), math.copysign(1.0, roots([-0.0] * 1500)))
print(roots([1.0] * 1500 + [float("nan")]))


def caught(numbers):
    errors = 0
    total = 0.0
    for number in numbers:
        try:
            total += math.sqrt(number)
        except ValueError as error:
            errors += 1
            text = str(error)
    return round(total, 6), errors, text


print(caught([float(n % 7) - 1.0 for n in range(3000)]))


def signed_zero(n):
    last = 1.0
    for _ in range(n):
        last = math.sqrt(-0.0)
    return last


print(signed_zero(2000))


def mixed(numbers):
    return sum(math.sqrt(n) for n in numbers)


print(round(mixed([1, 2.5, True, 10**30] * 800), 3))
try:
    mixed([1.0] * 1000 + ["4"])
except TypeError as error:
    print(error)

original = math.sqrt
math.sqrt = lambda x: 100
print(roots([1.0] * 2000))
math.sqrt = original
print(roots([1.0] * 2000))
