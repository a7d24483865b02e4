"""The math module on ordinary and extreme arguments."""

import math

print(math.pi, math.e, math.tau, math.inf, math.nan)
for x in (0.5, 1.0, 2.0, 10.0):
    print(x, math.sqrt(x), math.floor(x), math.ceil(x), math.fabs(-x), math.trunc(x), math.modf(x + 0.25), math.frexp(x), math.exp2(x))
print(math.gcd(12, 18), math.gcd(), math.gcd(0, 5), math.gcd(-12, 18, 27), math.gcd(2**70, 6**40), math.lcm(4, 6), math.lcm(), math.lcm(0, 3))
print(math.factorial(0), math.factorial(20), math.factorial(25), math.comb(50, 25), math.comb(5, 7), math.perm(10, 3), math.perm(5))
print(math.isqrt(0), math.isqrt(99), math.isqrt(10**40), math.isqrt(2**64 - 1), math.cbrt(0.0), math.hypot(3, 4), math.hypot(1, 2, 2), math.dist((0, 0), (3, 4)))
print(math.fsum([0.1] * 10), math.prod([1, 2, 3, 4]), math.prod([0.5, 4], start=10), math.prod([]), math.sumprod([1, 2], [3, 4]))
print(math.copysign(3, -0.0), math.fmod(-7, 3), math.remainder(7, 4), math.ldexp(0.75, 4), math.isclose(0.1 + 0.2, 0.3), math.isclose(1, 2, rel_tol=0.5))
print(math.log(8, 2), math.log2(2**100), math.log10(10**300), math.log(10**400) > 920, math.log1p(0), math.expm1(0), math.exp(0), math.degrees(math.pi), math.radians(180))
print(math.sin(0), math.cos(0), math.tan(0), math.atan2(0, -1), math.atan2(-0.0, -1), math.asin(1) * 2, math.acos(1), math.sinh(0), math.tanh(0))
print(math.fma(2.0, 3.0, 4.0), math.pow(2, 10), math.pow(1, math.nan), math.pow(math.nan, 0), math.isfinite(1e308), math.ulp(2.0**60), math.gamma(5), math.lgamma(1))

ATTEMPTS = [
    lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.log(-5), lambda: math.factorial(-1), lambda: math.factorial(2.0),
    lambda: math.isqrt(-1), lambda: math.comb(-1, 2), lambda: math.exp(1000), lambda: math.pow(0, -1), lambda: math.fmod(1, 0),
    lambda: math.sqrt("4"), lambda: math.floor("a"), lambda: math.gcd(1.5), lambda: math.ldexp(1.0, 5000), lambda: math.acos(2),
    lambda: math.sqrt(), lambda: math.sqrt(1, 2), lambda: math.pow(1e200, 2), lambda: math.fsum([1e308, 1e308]), lambda: math.log(1, 1),
    lambda: math.sqrt(10**400), lambda: math.remainder(math.inf, 1), lambda: math.isclose(1, 2, rel_tol=-1), lambda: math.dist((1,), (1, 2)),
    lambda: math.gamma(-1), lambda: math.cos(math.inf), lambda: math.sumprod([1], [1, 2]), lambda: math.perm(3, -1), lambda: math.ceil(math.nan),
]
for attempt in ATTEMPTS:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)


class Half:
    def __float__(self):
        return 0.5


class Wrong:
    def __float__(self):
        return 1


print(math.sqrt(Half()), math.fabs(Half()))
try:
    math.sqrt(Wrong())
except TypeError as error:
    print(error)
