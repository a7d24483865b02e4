"""Loops whose numbers change between float and int."""


def mean_then_int(values):
    total = 0.0
    for v in values:
        total += v
        if total > 1000.0:
            total = int(total) // 2
    return total, type(total).__name__


def newton(n, x):
    for _ in range(50):
        x = (x + n / x) / 2
    return x


def mixed(n):
    x = 0
    for i in range(n):
        if i == n // 2:
            x = x + 0.5
        x = x + i
    return x


def floor_loop(x, n):
    for i in range(n):
        x = x * 1.5
        if x > 1e6:
            x = x // 1
            x = x % 1000
    return x


def zero_signs(n):
    x = 1.0
    for _ in range(n):
        x = x / -2.0
    return x, str(x)


def to_inf(n):
    x = 1.0
    steps = 0
    for _ in range(n):
        x *= 10.0
        steps += x != x / 1.0 or x == float("inf")
    return x, steps, x - x == x - x


def compare_mix(n):
    count = 0
    limit = n / 2
    for i in range(n):
        if i < limit:
            count += 1
        elif i == limit:
            count += 100
    return count


for _ in range(5):
    mean_then_int([0.5] * 500), mixed(500), floor_loop(2.0, 500), compare_mix(501)
print(mean_then_int([0.5] * 3000), mean_then_int([1] * 3000), mean_then_int([2.5, 1] * 1000), mean_then_int([2**62] * 5 + [0.5]))
print(newton(2, 1), newton(2.0, 1.0), newton(10**30, 1), newton(2, 1e-300))
print(mixed(1000), mixed(3000), floor_loop(2.0, 2000), floor_loop(2, 2000), floor_loop(-7, 2000))
print(zero_signs(2000), zero_signs(2001), to_inf(400), compare_mix(1001), compare_mix(1000))


def division_by_zero_late(n):
    out = 0
    try:
        for i in range(n, -10, -1):
            out += 100.0 / i
    except ZeroDivisionError as error:
        return i, error.args, round(out, 9)


def tiny(n):
    x = 2.0**-200
    for _ in range(n):
        x = x * 0.5
    return x


print(division_by_zero_late(1000), tiny(50), tiny(56), tiny(57), tiny(100), tiny(873), tiny(874), tiny(875))


def huge(n):
    x = 2.0**200
    for _ in range(n):
        x = x * 2.0
    return x


print([huge(n) == 2 ** (200 + n) for n in (0, 54, 55, 56, 57, 100, 823)], huge(824), float("nan") != huge(10))
