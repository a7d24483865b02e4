"""abs, divmod, round, pow, bin/oct/hex on custom and builtin numbers."""


class Number:
    def __init__(self, n):
        self.n = n

    def __abs__(self):
        return f"abs {self.n}"

    def __divmod__(self, other):
        return f"divmod {self.n}"

    def __rdivmod__(self, other):
        return f"rdivmod {other}"

    def __pow__(self, other, modulus="none"):
        return f"pow {other} {modulus}"

    def __rpow__(self, other, modulus="none"):
        return f"rpow {other} {modulus}"

    def __round__(self, digits="none"):
        return f"round {digits}"

    def __index__(self):
        return self.n

    def __neg__(self):
        return f"neg {self.n}"


n = Number(10)
print(abs(n), divmod(n, 1), divmod(1, n), pow(n, 2), pow(2, n), n**3, 3**n, pow(n, 2, 5), round(n), round(n, 3), bin(n), oct(n), hex(n), -n)
print(pow(2, n, 5) if False else "", abs(-5), abs(-2.5), abs(True), abs(-(2**70)), abs(-0.0), abs(-(2**62)), abs(-(2**63)), abs(3 + 4j))
print(bin(0), bin(-5), oct(8), oct(-8), hex(255), hex(-255), bin(True), hex(2**64), bin(2**62), oct(2**63 - 1), hex(-(2**63)))
print(divmod(7, 3), divmod(-7, 3), divmod(7, -3), divmod(7.5, 2), divmod(-7.5, 2), divmod(2**70, 3), divmod(True, 2), divmod(-1, 2**70), divmod(0.0, -1.0), divmod(1e300, 1e-10)[1] >= 0)
print(round(2.5), round(3.5), round(-2.5), round(2.567, 2), round(1e20), round(123.456, -1), round(7, -1), round(5, -1), round(15, -1), round(2**65, -3), round(1.15, 1), round(True), round(0.5), round(1.5), round(1e-10, 5), round(-0.4), round(5e15 + 0.5))
for attempt in (lambda: abs("a"), lambda: abs(None), lambda: divmod("a", 1), lambda: divmod(1, 0), lambda: divmod(1.5, 0), lambda: round("a"), lambda: round(1.5, "a"), lambda: pow("a", 2), lambda: pow(2, "a", 3), lambda: pow(2, 3, 0), lambda: bin(1.5), lambda: hex("a"), lambda: oct(None), lambda: round(), lambda: pow(2), lambda: abs(1, 2), lambda: divmod(1), lambda: round(float("nan")), lambda: -"a", lambda: +[], lambda: ~1.5, lambda: pow(n, n, n) and 1 / 0):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
total = 0
for i in range(-50, 50):
    for j in (-7, -3, 1, 2, 11):
        q, r = divmod(i, j)
        total = total * 7 % 10007 + q * 3 + r
print(total)
