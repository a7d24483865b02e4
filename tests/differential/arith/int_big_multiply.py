"""Products and quotients of very large integers, checked by identities."""


def pseudo_random(seed, bits):
    value = 0
    for _ in range(0, bits, 31):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        value = value << 31 | seed
    return value


for bits in (100, 500, 1500, 3000, 6000, 20000):
    a = pseudo_random(bits, bits)
    b = pseudo_random(bits + 1, bits * 2 // 3)
    c = pseudo_random(bits + 2, 90)
    product = a * b
    assert product // b == a and product % b == 0
    assert (product + c) % b == c % b
    assert (a + b) * (a - b) == a * a - b * b
    assert (a + b) ** 2 == a * a + 2 * a * b + b * b
    assert -a * b == a * -b == -product
    quotient, rest = divmod(product + a, c)
    assert quotient * c + rest == product + a and 0 <= rest < c
    assert divmod(-product, c) == (-product // c, -product % c)
    assert pow(c, 5, b) == c**5 % b
    assert (a << 77) >> 77 == a and a & (a - 1) ^ a & -a == a
    print(bits, product % (10**9 + 7), product.bit_length(), hash(product), rest)


def isqrt(n):
    x = 1 << (n.bit_length() + 1) // 2
    while True:
        y = (x + n // x) // 2
        if y >= x:
            return x
        x = y


root = isqrt(2 * 10**400)
print(root)
fibonacci = [0, 1]
while len(fibonacci) < 1000:
    fibonacci.append(fibonacci[-1] + fibonacci[-2])
print(fibonacci[999])
print(sum(fibonacci) == fibonacci[999] * 2 + fibonacci[998] - 1)
